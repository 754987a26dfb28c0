// What SCHED lines say over time: who waits for a processor, how many processors work, how many threads there are, and the queue of each P.
import type { SchedChartColumn } from '../../shared/contract/caseCalls.ts'
import { formatCount } from '../../shared/units/format.ts'
import { extent, lastValue } from './gcChartData.ts'
import type { ChartSeries, Plot, PlotFrame, Values } from './plot.ts'
import { linearScale } from './scale.ts'

export type SchedulerColumns = Readonly<Record<SchedChartColumn, Float64Array>>

/** The columns of `scheduler.chart` by their names. */
export function schedulerColumns(
  names: readonly SchedChartColumn[],
  columns: readonly Float64Array[],
): SchedulerColumns {
  return Object.fromEntries(names.map((name, place) => [name, columns[place]])) as SchedulerColumns
}

const figure = (x: Values): Pick<ChartSeries, 'x' | 'unit' | 'text'> => ({ x, unit: 'count', text: formatCount })
const top = (...columns: Float64Array[]): number => Math.max(0, ...columns.map((values) => extent(values)[1] || 0))
/** Counts have no halves. */
const countScale = (high: number, lines: number): ReturnType<typeof linearScale> => {
  const scale = linearScale(0, Math.max(high, lines), 'count', lines)
  return { ...scale, ticks: scale.ticks.filter(Number.isInteger), format: formatCount }
}

export interface QueueTexts {
  global: string
  local: string
  longest: string
}

/** Runnable goroutines in the queue of no P and in those of the Ps, stacked; the longest of one P as a line. */
export function queuePlot(column: SchedulerColumns, frame: PlotFrame, texts: QueueTexts): Plot {
  const { palette, hidden } = frame
  const isGlobal = hidden?.has('global') !== true
  const isLocal = hidden?.has('local') !== true
  const global = column.runQueue
  const floor = global.map((value) => (isGlobal ? value || 0 : 0))
  const both = floor.map((value, row) => (isLocal ? value + (column.localRunQueue[row] as number) : value))
  const ends = { global: lastValue(floor), both: lastValue(both), longest: lastValue(column.longestLocalRunQueue) }
  const series: ChartSeries[] = [
    {
      ...figure(column.x),
      id: 'local',
      name: texts.local,
      colour: palette.stateRunnable,
      mark: { kind: 'area', opacity: 0.45, isHatched: palette.hasPattern },
      y: both,
      base: floor,
      values: column.localRunQueue,
      label: { text: texts.local, value: (ends.global + ends.both) / 2, colour: palette.ink2 },
    },
    {
      ...figure(column.x),
      id: 'global',
      name: texts.global,
      colour: palette.stateRunnable,
      mark: { kind: 'area' },
      y: floor,
      values: global,
      label: { text: texts.global, value: ends.global / 2, isStrong: true, colour: palette.ink2 },
    },
    {
      ...figure(column.x),
      id: 'longest',
      name: texts.longest,
      colour: palette.ink,
      mark: { kind: 'line', width: 1 },
      y: column.longestLocalRunQueue,
      label: { text: texts.longest, value: ends.longest },
    },
  ]
  const isLongest = hidden?.has('longest') !== true
  return {
    scale: countScale(top(both, ...(isLongest ? [column.longestLocalRunQueue] : [])), frame.height < 110 ? 2 : 4),
    limits: [],
    series,
  }
}

export interface ProcTexts {
  busy: string
  procs: string
  idle: string
}

/** Ps that have something to do, of GOMAXPROCS. */
export function procPlot(column: SchedulerColumns, frame: PlotFrame, texts: ProcTexts): Plot {
  const { palette } = frame
  const busy = column.procs.map((count, row) => count - (column.idleProcs[row] as number))
  return {
    scale: countScale(top(column.procs), frame.height < 110 ? 2 : 4),
    limits: [],
    series: [
      {
        ...figure(column.x),
        id: 'busy',
        name: texts.busy,
        colour: palette.ink2,
        mark: { kind: 'area', opacity: 0.32 },
        y: busy,
        label: { text: texts.busy, value: lastValue(busy) / 2, isStrong: true },
      },
      {
        ...figure(column.x),
        id: 'idle',
        name: texts.idle,
        colour: palette.ink3,
        mark: { kind: 'area', opacity: 0.08, isHatched: palette.hasPattern },
        y: column.procs,
        base: busy,
        values: column.idleProcs,
        label: null,
      },
      {
        ...figure(column.x),
        id: 'procs',
        name: texts.procs,
        colour: palette.ink3,
        mark: { kind: 'line', width: 1, dash: [4, 3] },
        y: column.procs,
        label: { text: texts.procs, value: lastValue(column.procs) },
      },
    ],
  }
}

export interface ThreadTexts {
  threads: string
  idle: string
  spinning: string
}

/** Threads of the runtime, those without work, and those that look for some. */
export function threadPlot(column: SchedulerColumns, frame: PlotFrame, texts: ThreadTexts): Plot {
  const { palette, hidden } = frame
  const line = (
    id: 'threads' | 'idle' | 'spinning',
    y: Float64Array,
    colour: string,
    mark: { width: number; dash?: number[] },
  ): ChartSeries => ({
    ...figure(column.x),
    id,
    name: texts[id],
    colour,
    mark: { kind: 'line', ...mark },
    y,
    label: { text: texts[id], value: lastValue(y), isStrong: id === 'threads' },
  })
  const series = [
    line('spinning', column.spinningThreads, palette.ink3, { width: 1, dash: [2, 2] }),
    line('idle', column.idleThreads, palette.ink3, { width: 1 }),
    line('threads', column.threads, palette.ink, { width: 2 }),
  ]
  const shown = series.filter(({ id }) => hidden?.has(id) !== true).map(({ y }) => y as Float64Array)
  return { scale: countScale(top(...shown), frame.height < 110 ? 2 : 4), limits: [], series }
}

/** Steps of the heat strip: from how many goroutines on, and how strong. */
export const HEAT_STEPS = [
  { from: 1, text: '1', opacity: 0.22 },
  { from: 2, text: '2 – 3', opacity: 0.4 },
  { from: 4, text: '4 – 15', opacity: 0.6 },
  { from: 16, text: '16 – 63', opacity: 0.8 },
  { from: 64, text: '≥ 64', opacity: 1 },
] as const

/** Where the column of a snapshot ends: at the next one; the last is as wide as the one before. */
function endsOf(x: Float64Array): Float64Array {
  return x.map((_, row) => {
    const last = x.length - 1
    if (row < last) return x[row + 1] as number
    return (x[row] as number) + (last > 0 ? (x[last] as number) - (x[last - 1] as number) : 1)
  })
}

/** Places where a queue is within a step, as boxes of the row of its P. */
function heatCells(
  x: Float64Array,
  ends: Float64Array,
  queues: readonly Float64Array[],
  from: number,
  to: number = Number.POSITIVE_INFINITY,
): Record<'x' | 'xEnd' | 'y' | 'base', number[]> {
  const cells: Record<'x' | 'xEnd' | 'y' | 'base', number[]> = { x: [], xEnd: [], y: [], base: [] }
  queues.forEach((lengths, proc) =>
    lengths.forEach((length, row) => {
      if (!(length >= from && length < to)) return
      cells.x.push(x[row] as number)
      cells.xEnd.push(ends[row] as number)
      cells.base.push(proc + 0.06)
      cells.y.push(proc + 0.94)
    }),
  )
  return cells
}

/** Run queue of each P over time, one row per P, P 0 at the bottom. `name` is what a P is called. */
export function procHeatPlot(
  x: Float64Array,
  queues: readonly Float64Array[],
  frame: PlotFrame,
  name: (proc: number) => string,
): Plot {
  const { palette } = frame
  const ends = endsOf(x)
  const cellsOf = HEAT_STEPS.map(({ from }, place) => heatCells(x, ends, queues, from, HEAT_STEPS[place + 1]?.from))
  /** Steps that occur stand beside the picture, evenly spread. */
  const named = HEAT_STEPS.filter((_, place) => (cellsOf[place]?.x.length ?? 0) > 0)
  const steps = HEAT_STEPS.map((step, place): ChartSeries => {
    const rank = named.indexOf(step)
    const { x: left, xEnd, y, base } = cellsOf[place] ?? { x: [], xEnd: [], y: [], base: [] }
    return {
      ...figure(left),
      id: `heat-${step.from}`,
      name: step.text,
      colour: palette.stateRunnable,
      mark: { kind: 'cells', opacity: step.opacity },
      y,
      base,
      xEnd,
      label:
        rank < 0
          ? null
          : { text: step.text, value: ((rank + 0.5) / named.length) * queues.length, colour: palette.ink2 },
      isAid: true,
    }
  })
  const figures = queues.map((lengths, proc): ChartSeries => ({
    ...figure(x),
    id: `p${proc}`,
    name: name(proc),
    colour: palette.stateRunnable,
    mark: { kind: 'points' },
    y: lengths,
    label: null,
    isTableOnly: true,
  }))
  const stride = Math.max(1, Math.ceil(queues.length / Math.max(1, Math.floor(frame.height / 30))))
  const ticks = Array.from({ length: Math.floor(queues.length / stride) + 1 }, (_, place) => place * stride)
  const middles = ticks.filter((proc) => proc < queues.length).map((proc) => proc + 0.5)
  return {
    scale: {
      min: 0,
      max: Math.max(1, queues.length),
      ticks: ticks.length > 1 ? ticks : [0, Math.max(1, queues.length)],
      labels: middles,
      unit: '',
      isLog: false,
      format: (value) => name(Math.floor(value)),
    },
    limits: [],
    series: [...steps, ...figures],
  }
}
