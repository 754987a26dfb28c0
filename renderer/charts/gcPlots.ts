// The three linked charts of the GC cycles view, each from the same rows: heap, stop-the-world pauses, CPU of the collector.
import { formatBytes, formatDuration, formatShare } from '../../shared/units/format.ts'
import { cpuShares, extent, lastValue, type GcChartData, type GcXColumn } from './gcChartData.ts'
import { shownSeries, type ChartSeries, type Plot, type PlotFrame, type PlotLimit } from './plot.ts'
import { linearScale, logScale } from './scale.ts'

export interface HeapTexts {
  live: string
  goal: string
  collected: string
}

const known = (values: readonly number[]): number[] => values.filter((value) => !Number.isNaN(value))

/** Live heap emphasised, the goal as context, and a stroke per cycle for what it collected (from heap at end down to live). */
export function gcHeapPlot(
  { column }: GcChartData,
  frame: PlotFrame,
  texts: HeapTexts,
  { x = 'x', limits = [] }: { x?: GcXColumn; limits?: readonly PlotLimit[] } = {},
): Plot {
  const { palette } = frame
  const bytes = { x: column[x], unit: 'bytes', text: formatBytes }
  const series: ChartSeries[] = [
    {
      ...bytes,
      id: 'collected',
      name: texts.collected,
      colour: palette.memDead,
      mark: { kind: 'strokes', opacity: 0.55 },
      y: column.heapEndBytes,
      base: column.liveHeapBytes,
      values: collected(column.heapEndBytes, column.liveHeapBytes),
      label: null,
    },
    {
      ...bytes,
      id: 'goal',
      name: texts.goal,
      colour: palette.ink3,
      mark: { kind: 'line', width: 1 },
      y: column.heapGoalBytes,
      label: null,
    },
    {
      ...bytes,
      id: 'live',
      name: texts.live,
      colour: palette.memLive,
      mark: { kind: 'line', width: 2 },
      y: column.liveHeapBytes,
      label: null,
    },
  ]
  const tops = shownSeries(series, frame.hidden).map(({ y }) => extent(y as Float64Array)[1])
  const top = Math.max(0, ...known(tops), ...limits.map(({ value }) => value))
  const scale = linearScale(0, top, 'bytes', frame.height < 130 ? 3 : 4)
  const ends = { goal: lastValue(column.heapGoalBytes), live: lastValue(column.liveHeapBytes) }
  return {
    scale,
    limits,
    series: series.map((entry) => {
      if (entry.id === 'collected') {
        // Between the lines it stands for, where there is room.
        const middle = (lastValue(column.heapEndBytes) + ends.live) / 2
        return { ...entry, label: { text: entry.name, value: middle } }
      }
      const value = entry.id === 'goal' ? ends.goal : ends.live
      return { ...entry, label: { text: `${entry.name} ${scale.format(value)}`, value, isStrong: entry.id === 'live' } }
    }),
  }
}

function collected(end: Float64Array, live: Float64Array): Float64Array {
  return end.map((value, row) => value - (live[row] as number))
}

export interface PauseTexts {
  sweepTerm: string
  markTerm: string
}

/** Both pauses of each cycle as points; on a log scale a pause of zero lies on the lower edge. */
export function gcPausePlot(
  { column }: GcChartData,
  frame: PlotFrame,
  texts: PauseTexts,
  {
    x = 'x',
    limits: allLimits = [],
    isLog = true,
  }: { x?: GcXColumn; limits?: readonly PlotLimit[]; isLog?: boolean } = {},
): Plot {
  const { palette } = frame
  const dots = (id: string, name: string, y: Float64Array, colour: string, isStrong: boolean): ChartSeries => ({
    id,
    name,
    colour,
    mark: { kind: 'points' },
    x: column[x],
    y,
    unit: 'ns',
    text: formatDuration,
    label: { text: name, value: tailMedian(y), isStrong },
  })
  const series = [
    dots('sweepTerm', texts.sweepTerm, column.sweepTermNs, palette.baseline, false),
    dots('markTerm', texts.markTerm, column.markTermNs, palette.gcStw, true),
  ]
  const extents = shownSeries(series, frame.hidden).map(({ y }) => extent(y as Float64Array, (value) => value > 0))
  const low = Math.min(...known(extents.map(([value]) => value)))
  const measured = Math.max(...known(extents.map(([, value]) => value)))
  // A limit far above everything measured would only press the measurements together.
  const limits = allLimits.filter(({ value }) => value <= measured * 3)
  const high = Math.max(measured, ...limits.map(({ value }) => value))
  return { scale: isLog ? logScale(low, high, 'ns') : linearScale(0, high, 'ns', 3), limits, series }
}

/** Median of the last fifth: where a cloud of points ends, so that its label stands beside it. */
function tailMedian(values: Float64Array): number {
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
export function gcCpuPlot(
  data: GcChartData,
  frame: PlotFrame,
  texts: CpuTexts,
  { x = 'x' }: { x?: GcXColumn } = {},
): Plot {
  const { palette } = frame
  const shares = cpuShares(data)
  const classes = [
    { id: 'background', values: shares.background, colour: palette.gcMark, opacity: 1, isHatched: false },
    { id: 'assist', values: shares.assist, colour: palette.gcAssist, opacity: 1, isHatched: true },
    { id: 'stw', values: shares.stw, colour: palette.gcStw, opacity: 1, isHatched: false },
    { id: 'idle', values: shares.idle, colour: palette.gcMark, opacity: 0.28, isHatched: true },
  ] as const
  let below = new Float64Array(data.rows)
  let labelsBelow = 0
  let high = 0
  const series = classes.map(({ id, values, colour, opacity, isHatched }): ChartSeries => {
    const isShown = !frame.hidden?.has(id)
    const base = below
    const y = isShown ? base.map((value, row) => value + (values[row] as number)) : base
    if (isShown) below = y
    const height = isShown ? tailMean(values) : 0
    labelsBelow += height
    high = Math.max(high, extent(y)[1] || 0)
    return {
      id,
      name: texts[id],
      colour,
      mark: { kind: 'area', opacity, isHatched: isHatched && palette.hasPattern },
      x: data.column[x],
      y,
      base,
      values,
      unit: 'share',
      text: shareText,
      label: {
        text: texts[id],
        value: labelsBelow - height / 2,
        isStrong: id === 'assist',
        ...(id === 'idle' && { colour: palette.ink2 }),
      },
    }
  })
  const scale = linearScale(0, Math.min(1, Math.max(high, 0.04)), 'share', frame.height < 100 ? 2 : 4)
  // Classes of no height are named in the order of the stack, the uppermost first.
  return { scale, limits: [], series: series.reverse() }
}

/** Mean of the last rows: where a stacked class ends. */
function tailMean(values: Float64Array): number {
  const tail = values.slice(-Math.max(3, Math.floor(values.length * 0.02))).filter((value) => !Number.isNaN(value))
  return tail.length === 0 ? 0 : tail.reduce((sum, value) => sum + value, 0) / tail.length
}

/** A share for the readout under the pointer. */
export const shareText = (value: number): string => (Number.isNaN(value) ? '–' : formatShare(value, 1))
