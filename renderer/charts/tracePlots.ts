// Charts of an execution trace: goroutines by state, heap and goal, utilization over time, lowest utilization by window length.
import { formatBytes, formatFigure, formatShare } from '../../shared/units/format.ts'
import type { ChartSeries, Plot, PlotFrame, Values } from './plot.ts'
import { linearScale } from './scale.ts'

export interface StepPoints {
  x: Values
  y: Values
}

/** Readings that hold until the next, as a line of steps up to `end`. */
export function steps({ x, y }: StepPoints, end: number): { x: number[]; y: number[] } {
  const line: { x: number[]; y: number[] } = { x: [], y: [] }
  for (let index = 0; index < x.length; index++) {
    const at = x[index] ?? Number.NaN
    const value = y[index] ?? Number.NaN
    if (index > 0) {
      line.x.push(at)
      line.y.push(line.y.at(-1) ?? Number.NaN)
    }
    line.x.push(at)
    line.y.push(value)
  }
  if (line.x.length > 0) {
    line.x.push(end)
    line.y.push(line.y.at(-1) ?? Number.NaN)
  }
  return line
}

/** Means over `count` stretches of equal length: a share that jumps thousands of times a second is read as how high it is on average. */
export function meansOver({ x, y }: StepPoints, { from, to }: { from: number; to: number }, count: number): StepPoints {
  const length = (to - from) / count
  const sums = new Float64Array(count)
  const known = new Float64Array(count)
  for (let index = 0; index < x.length; index++) {
    const begin = Math.max(from, x[index] ?? Number.NaN)
    const end = Math.min(to, index + 1 < x.length ? (x[index + 1] ?? to) : to)
    const value = y[index] ?? Number.NaN
    if (!(end > begin) || Number.isNaN(value)) continue
    for (let at = Math.floor((begin - from) / length); at < count && from + at * length < end; at++) {
      const part = Math.min(end, from + (at + 1) * length) - Math.max(begin, from + at * length)
      if (part <= 0) continue
      sums[at] = (sums[at] ?? 0) + value * part
      known[at] = (known[at] ?? 0) + part
    }
  }
  return {
    x: Float64Array.from(sums, (_, at) => from + at * length),
    y: sums.map((sum, at) => ((known[at] ?? 0) > 0 ? sum / (known[at] ?? 1) : Number.NaN)),
  }
}

const largest = (values: Values): number => {
  let most = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index]
    if (typeof value === 'number' && value > most) most = value
  }
  return most
}

interface StepLine {
  points: StepPoints
  id: string
  name: string
  unit: string
  text: (value: number) => string
  colour: string
  width: number
  dash?: number[]
  /** What the chart is about, as against its context. */
  isStrong?: boolean
}

/** A value that holds until the next, up to `end`, named where it ends. */
const stepLine = (
  end: number,
  { points, id, name, unit, text, colour, width, dash, isStrong }: StepLine,
): ChartSeries => ({
  ...steps(points, end),
  id,
  name,
  unit,
  text,
  colour,
  mark: { kind: 'line', width, ...(dash && { dash }) },
  label: { text: name, value: points.y[points.y.length - 1] ?? Number.NaN, ...(isStrong && { isStrong }) },
})
const CONTEXT = { width: 1, dash: [4, 3] }

/** The heap emphasised, its goal as context. */
export function traceHeapPlot(
  heap: StepPoints,
  goal: StepPoints,
  end: number,
  { palette }: PlotFrame,
  texts: { heap: string; goal: string },
): Plot {
  const bytes = { unit: 'bytes', text: formatBytes }
  const series = [
    stepLine(end, { ...bytes, ...CONTEXT, points: goal, id: 'goal', name: texts.goal, colour: palette.ink3 }),
    stepLine(end, {
      ...bytes,
      points: heap,
      id: 'heap',
      name: texts.heap,
      colour: palette.memLive,
      width: 2,
      isStrong: true,
    }),
  ]
  return { scale: linearScale(0, Math.max(largest(heap.y), largest(goal.y)), 'bytes', 3), series, limits: [] }
}

/** What spans hold and what of it is in use, over time. */
export function spanBytesPlot(
  { x, held, used }: { x: Values; held: Values; used: Values },
  end: number,
  { palette }: PlotFrame,
  texts: { held: string; used: string },
): Plot {
  const bytes = { unit: 'bytes', text: formatBytes }
  return {
    scale: linearScale(0, largest(held), 'bytes', 3),
    limits: [],
    series: [
      stepLine(end, {
        ...bytes,
        points: { x, y: held },
        id: 'held',
        name: texts.held,
        colour: palette.memSlack,
        width: 2,
      }),
      stepLine(end, {
        ...bytes,
        points: { x, y: used },
        id: 'used',
        name: texts.used,
        colour: palette.memLive,
        width: 2,
        isStrong: true,
      }),
    ],
  }
}

/** Goroutines by state, how many at a time; GOMAXPROCS as context: more than that cannot run. */
export function traceCountsPlot(
  counts: { running: StepPoints; runnable: StepPoints; syscall: StepPoints; procs: StepPoints },
  end: number,
  { palette }: PlotFrame,
  texts: Record<keyof typeof counts, string>,
): Plot {
  const line = (id: keyof typeof counts, look: Pick<StepLine, 'colour' | 'width' | 'dash' | 'isStrong'>): ChartSeries =>
    stepLine(end, {
      ...look,
      points: counts[id],
      id,
      name: texts[id],
      unit: 'count',
      text: (value) => formatFigure(value, 'count'),
    })
  const most = Math.max(...Object.values(counts).map(({ y }) => largest(y)))
  return {
    scale: linearScale(0, most, 'count', 3),
    limits: [],
    series: [
      line('procs', { ...CONTEXT, colour: palette.ink3 }),
      line('syscall', { width: 1, colour: palette.stateSyscall }),
      line('runnable', { width: 2, colour: palette.stateRunnable }),
      line('running', { width: 2, colour: palette.stateRunning, isStrong: true }),
    ],
  }
}

/** Share of the Ps left to the program, over time or by window length. */
export function sharePlot(
  points: StepPoints,
  frame: PlotFrame,
  { name, end }: { name: string; /** Steps up to here; null: a line through the points. */ end: number | null },
): Plot {
  const { palette } = frame
  const line = end === null ? points : steps(points, end)
  return {
    scale: linearScale(0, 1, 'share', 2),
    limits: [],
    series: [
      {
        ...line,
        id: 'share',
        name,
        unit: 'share',
        text: (value) => formatShare(value, 1),
        colour: palette.ink,
        mark: { kind: 'line', width: 2, ...(end === null && { hasPoints: true }) },
        label: { text: name, value: line.y[line.y.length - 1] ?? Number.NaN },
      },
    ],
  }
}
