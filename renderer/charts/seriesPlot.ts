// Series of one unit over one axis: the chosen one emphasised with its baseline and what lies off it, the others as context.
import { extent } from './gcChartData.ts'
import type { ChartSeries, Plot, PlotFrame, PlotLimit } from './plot.ts'
import { fittedScale, linearScale } from './scale.ts'

/** How a series usually is, at the points of a chart: what is expected, and the range from which a point counts as off. */
export interface BaselineBand {
  x: Float64Array
  expected: Float64Array
  low: Float64Array
  high: Float64Array
}

/** One series as it is drawn. */
export interface SeriesLine {
  id: string
  name: string
  x: Float64Array
  y: Float64Array
  /** The one that is chosen: emphasised, with its baseline. */
  isChosen: boolean
  band: BaselineBand | null
  /** Points farthest off the baseline, one per stretch. */
  anomalies: readonly { x: number; y: number }[]
}

export interface SeriesPlotOptions {
  /** As scales know it. */
  unit: string
  text: (value: number) => string
  thresholds: readonly PlotLimit[]
  /** False: the axis begins where the values do. */
  fromZero: boolean
  texts: { expected: string; anomaly: string }
}

/** Context is told apart by dashes; a fifth line begins anew, and its label at the end says which it is. */
const DASHES: readonly (number[] | null)[] = [null, [5, 3], [2, 2], [8, 3, 2, 3]]
/** Dots on the points where there are few. */
const FEW_POINTS = 60

export function seriesPlot(lines: readonly SeriesLine[], frame: PlotFrame, options: SeriesPlotOptions): Plot {
  const { palette, hidden } = frame
  const { unit, text, thresholds, fromZero, texts } = options
  const figure = { unit, text }
  const hasChosen = lines.some(({ isChosen }) => isChosen)
  const aids: ChartSeries[] = []
  const marks: ChartSeries[] = []
  let context = 0
  const drawn = lines.map((line): ChartSeries => {
    const isMain = line.isChosen || (!hasChosen && lines.length === 1)
    const dash = isMain ? null : (DASHES[context++ % DASHES.length] ?? null)
    const isHidden = hidden?.has(line.id) === true
    if (isMain && line.band && !isHidden) {
      const { x, expected, low, high } = line.band
      const aid = { ...figure, name: texts.expected, x, label: null, isAid: true as const }
      aids.push(
        {
          ...aid,
          id: `${line.id} band`,
          colour: palette.memLive,
          mark: { kind: 'area', opacity: 0.12 },
          y: high,
          base: low,
        },
        {
          ...aid,
          id: `${line.id} expected`,
          colour: palette.ink3,
          mark: { kind: 'line', width: 1, dash: [3, 3] },
          y: expected,
        },
      )
    }
    if (line.anomalies.length > 0 && !isHidden)
      marks.push({
        ...figure,
        id: `${line.id} anomalies`,
        name: texts.anomaly,
        colour: palette.sevWarning,
        mark: { kind: 'points', radius: 4 },
        x: line.anomalies.map(({ x }) => x),
        y: line.anomalies.map(({ y }) => y),
        label: null,
        isAid: true,
      })
    return {
      ...figure,
      id: line.id,
      name: line.name,
      colour: isMain ? palette.memLive : palette.ink3,
      mark: {
        kind: 'line',
        width: isMain ? 2 : 1,
        ...(dash && { dash }),
        ...(isMain && line.x.length <= FEW_POINTS && { hasPoints: true }),
      },
      x: line.x,
      y: line.y,
      label: { text: line.name, value: lastFinite(line.y), isStrong: isMain },
    }
  })
  const seen = drawn
    .filter(({ id }) => hidden?.has(id) !== true)
    .map(({ y }) => extent(y as Float64Array, Number.isFinite))
  const lows = seen.map(([low]) => low).filter(Number.isFinite)
  const highs = seen.map(([, high]) => high).filter(Number.isFinite)
  const [low, high] = [
    Math.min(...lows, ...(lows.length === 0 ? [0] : [])),
    Math.max(...highs, ...(highs.length === 0 ? [0] : [])),
  ]
  // A threshold far off everything measured would only press the measurements together.
  const span = Math.max(Math.abs(high), Math.abs(low), high - low)
  const limits = thresholds.filter(({ value }) => Math.abs(value) <= span * 2.5)
  const ends = limits.map(({ value }) => value)
  const count = frame.height < 130 ? 3 : 4
  const [from, to] = [Math.min(low, ...ends), Math.max(high, ...ends)]
  return {
    scale: fromZero ? linearScale(from, to, unit, count) : fittedScale(from, to, unit, count),
    limits,
    series: [
      ...aids,
      ...drawn.filter(({ colour }) => colour !== palette.memLive),
      ...drawn.filter(({ colour }) => colour === palette.memLive),
      ...marks,
    ],
  }
}

function lastFinite(values: Float64Array): number {
  for (let row = values.length - 1; row >= 0; row--) if (Number.isFinite(values[row])) return values[row] as number
  return Number.NaN
}
