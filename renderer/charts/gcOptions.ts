// The three linked charts of the GC cycles view, each from the same rows: heap, stop-the-world pauses, CPU of the collector.
import { formatShare } from '../../shared/units/format.ts'
import { withAlpha } from './colour.ts'
import { cpuShares, extent, lastValue, type GcChartData, type GcXColumn } from './gcChartData.ts'
import { lineSeries, plotOption, type BuiltChart, type EndLabel, type PlotFrame, type PlotLimit } from './plot.ts'
import { linearScale, logScale } from './scale.ts'

type Points = [number, number | null][]

function points(xs: Float64Array, ys: Float64Array): Points {
  const result: Points = []
  for (let row = 0; row < xs.length; row++) {
    const y = ys[row] as number
    result.push([xs[row] as number, Number.isNaN(y) ? null : y])
  }
  return result
}

export interface HeapTexts {
  live: string
  goal: string
  collected: string
}

/** Live heap emphasised, the goal as context, and a stroke per cycle for what it collected (from heap at end down to live). */
export function gcHeapOption(
  { column, rows }: GcChartData,
  frame: PlotFrame,
  texts: HeapTexts,
  { x = 'x', limits = [] }: { x?: GcXColumn; limits?: readonly PlotLimit[] } = {},
): BuiltChart {
  const { palette } = frame
  const top = Math.max(
    0,
    ...[column.heapGoalBytes, column.heapEndBytes, column.liveHeapBytes, column.heapStartBytes]
      .map((values) => extent(values)[1])
      .filter((value) => !Number.isNaN(value)),
    ...limits.map(({ value }) => value),
  )
  const scale = linearScale(0, top, 'bytes', frame.height < 130 ? 3 : 4)
  const number = (value: number): string => scale.format(value)
  const labels: EndLabel[] = [
    {
      text: `${texts.goal} ${number(lastValue(column.heapGoalBytes))}`,
      value: lastValue(column.heapGoalBytes),
      colour: palette.ink2,
    },
    {
      text: `${texts.live} ${number(lastValue(column.liveHeapBytes))}`,
      value: lastValue(column.liveHeapBytes),
      colour: palette.memLive,
      isStrong: true,
    },
  ]
  const series = [
    {
      ...drawnSeries(texts.collected, { fill: withAlpha(palette.memDead, 0.55) }, (coord) => {
        const strokes: string[] = []
        for (let row = 0; row < rows; row++) {
          const [at, low] = coord(column[x][row] as number, column.liveHeapBytes[row] as number)
          const [, high] = coord(column[x][row] as number, column.heapEndBytes[row] as number)
          if (Number.isNaN(low + high)) continue
          strokes.push(`M${Math.round(at)} ${high.toFixed(1)}h1V${low.toFixed(1)}h-1Z`)
        }
        return strokes.join('')
      }),
    },
    lineSeries(texts.goal, points(column[x], column.heapGoalBytes), { colour: palette.ink3, width: 1 }),
    lineSeries(texts.live, points(column[x], column.liveHeapBytes), { colour: palette.memLive, width: 2 }),
  ]
  return { option: plotOption(frame, scale, series, { labels, limits }), scale }
}

/** The part of ECharts' custom-series API that is used. */
interface CustomApi {
  coord(value: [number, number]): [number, number]
}

/** A series drawn as one path: thousands of strokes or points cost one element instead of one each. */
function drawnSeries(
  name: string,
  style: object,
  path: (coord: (x: number, y: number) => [number, number]) => string,
): object {
  return {
    type: 'custom',
    name,
    silent: true,
    clip: true,
    data: [0],
    renderItem: (_: unknown, api: CustomApi) => ({
      type: 'path',
      shape: { pathData: path((x, y) => api.coord([x, y])) },
      style,
    }),
  }
}

export interface PauseTexts {
  sweepTerm: string
  markTerm: string
}

/** Both pauses of each cycle as points; on a log scale a pause of zero lies on the lower edge. */
export function gcPauseOption(
  { column, rows }: GcChartData,
  frame: PlotFrame,
  texts: PauseTexts,
  {
    x = 'x',
    limits: allLimits = [],
    isLog = true,
  }: { x?: GcXColumn; limits?: readonly PlotLimit[]; isLog?: boolean } = {},
): BuiltChart {
  const { palette } = frame
  const isPositive = (value: number): boolean => value > 0
  const extents = [extent(column.sweepTermNs, isPositive), extent(column.markTermNs, isPositive)]
  const low = Math.min(...extents.map(([value]) => value).filter((value) => !Number.isNaN(value)))
  const measured = Math.max(...extents.map(([, value]) => value).filter((value) => !Number.isNaN(value)))
  // A limit far above everything measured would only press the measurements together.
  const limits = allLimits.filter(({ value }) => value <= measured * 3)
  const high = Math.max(measured, ...limits.map(({ value }) => value))
  const scale = isLog ? logScale(low, high, 'ns') : linearScale(0, high, 'ns', 3)
  // 2 px squares above 300 cycles, circles below.
  const dots = (name: string, values: Float64Array, colour: string): object =>
    drawnSeries(name, { fill: colour }, (coord) => {
      const shapes: string[] = []
      for (let row = 0; row < rows; row++) {
        const value = values[row] as number
        if (Number.isNaN(value)) continue
        const [px, py] = coord(column[x][row] as number, Math.max(value, scale.min))
        shapes.push(
          rows > 300
            ? `M${Math.round(px) - 1} ${Math.round(py) - 1}h2v2h-2Z`
            : `M${(px - 2).toFixed(1)} ${py.toFixed(1)}a2 2 0 1 0 4 0a2 2 0 1 0 -4 0Z`,
        )
      }
      return shapes.join('')
    })
  const labels: EndLabel[] = [
    { text: texts.markTerm, value: medianOf(column.markTermNs), colour: palette.ink, isStrong: true },
    { text: texts.sweepTerm, value: medianOf(column.sweepTermNs), colour: palette.ink2 },
  ]
  const series = [
    dots(texts.sweepTerm, column.sweepTermNs, palette.baseline),
    dots(texts.markTerm, column.markTermNs, palette.gcStw),
  ]
  return { option: plotOption(frame, scale, series, { labels, limits }), scale }
}

/** Median of the last fifth: where a cloud of points ends, so that its label stands beside it. */
function medianOf(values: Float64Array): number {
  const tail = values.slice(Math.floor(values.length * 0.8)).filter((value) => !Number.isNaN(value))
  tail.sort()
  return tail[Math.floor(tail.length / 2)] ?? Number.NaN
}

export interface CpuTexts {
  background: string
  assist: string
  idle: string
  stw: string
}

/** Shares of the CPU the program could have had during each cycle, stacked: background, assist, STW, idle on top. */
export function gcCpuOption(
  data: GcChartData,
  frame: PlotFrame,
  texts: CpuTexts,
  { x = 'x' }: { x?: GcXColumn } = {},
): BuiltChart {
  const { palette } = frame
  const shares = cpuShares(data)
  const parts = [
    { name: texts.background, values: shares.background, colour: palette.gcMark, hatch: false },
    { name: texts.assist, values: shares.assist, colour: palette.gcAssist, hatch: true },
    { name: texts.stw, values: shares.stw, colour: palette.gcStw, hatch: false },
    { name: texts.idle, values: shares.idle, colour: withAlpha(palette.gcMark, 0.28), hatch: true },
  ]
  let high = 0
  for (let row = 0; row < data.rows; row++) {
    const sum = parts.reduce((total, { values }) => total + (values[row] || 0), 0)
    if (sum > high) high = sum
  }
  const scale = linearScale(0, Math.min(1, Math.max(high, 0.04)), 'share', frame.height < 100 ? 2 : 4)
  let below = 0
  const labels: EndLabel[] = parts.map(({ name, values, colour }) => {
    const height = tailMean(values)
    below += height
    return {
      text: name,
      value: below - height / 2,
      colour: name === texts.idle ? palette.ink2 : colour,
      isStrong: name === texts.assist,
    }
  })
  const series = parts.map(({ name, values, colour, hatch }) => ({
    ...lineSeries(name, points(data.column[x], values), { colour: palette.pane, width: 0, area: colour }),
    stack: 'cpu',
    ...(palette.hasPattern &&
      hatch && {
        itemStyle: {
          color: colour,
          decal: {
            symbol: 'rect',
            dashArrayX: [1, 0],
            dashArrayY: [2, 4],
            rotation: -Math.PI / 4,
            color: withAlpha(palette.pane, 0.5),
          },
        },
      }),
  }))
  // Classes of no height are named in the order of the stack, the uppermost first.
  return { option: plotOption(frame, scale, series, { labels: labels.reverse() }), scale }
}

/** Mean of the last rows: where a stacked class ends. */
function tailMean(values: Float64Array): number {
  const tail = values.slice(-Math.max(3, Math.floor(values.length * 0.02))).filter((value) => !Number.isNaN(value))
  return tail.length === 0 ? 0 : tail.reduce((sum, value) => sum + value, 0) / tail.length
}

/** A share for the readout under the pointer. */
export const shareText = (value: number): string => (Number.isNaN(value) ? '–' : formatShare(value, 1))
