// Three drawings of one life: the heap, the pauses, and where GC's CPU time went.
import type { GcSummary } from '../../../../shared/contract/caseCalls.ts'
import type { FigureUnit, ReportBlock } from '../../../../shared/records/index.ts'
import { formatBytes, formatCount, formatDuration, formatFigure, formatShare } from '../../../../shared/units/format.ts'
import { axisOriginMs, availableCpuNs, cycleEndNs, cyclePauseNs } from '../../analysis/index.ts'
import { lineChart, type Trend } from '../charts/lineChart.ts'
import { stackChart } from '../charts/stackChart.ts'
import type { ReportContext } from '../context.ts'
import { FIGURE_WIDTH, lifeOfFinding } from '../findingFigure.ts'
import type { ReportLife } from '../input.ts'
import { markCaption, marksWithin } from '../marks.ts'

type Figure = Extract<ReportBlock, { kind: 'figure' }>

/** Columns of the CPU drawing: enough to see a change, few enough to be seen apart on paper. */
const CPU_COLUMNS = 60
const MAIN_POINTS = 9
/** The three drawings share their time axis, so they share the room for labels, px. */
const LABEL_WIDTH = 108

export function lifeFigures(context: ReportContext, entry: ReportLife, summary: GcSummary): ReportBlock[] {
  const view = lifeView(context, entry)
  return [
    heapFigure(context, entry, summary, view),
    pauseFigure(context, entry, summary, view),
    cpuFigure(context, entry, summary, view),
  ]
}

/** What the three drawings of a life share. */
interface LifeView {
  axis: 'wall' | 'life'
  x: Float64Array
  from: number
  to: number
  marks: ReportContext['marks']
  ticks: number[]
  evidence: string[]
}

function lifeView(context: ReportContext, { life, cycles }: ReportLife): LifeView {
  const origin = axisOriginMs(life)
  const x = new Float64Array(cycles.length)
  for (let row = 0; row < cycles.length; row++) x[row] = origin + (cycles.startNs[row] ?? 0) / 1e6
  const from = x[0] ?? origin
  const to = origin + cycleEndNs(cycles, cycles.length - 1) / 1e6
  const isPlaced = life.axis.kind === 'wall'
  const isInside = (atMs: number): boolean => isPlaced && atMs >= from && atMs <= to
  const ticks = context.input.profiles.flatMap(({ source }) => {
    const atMs = source.placement?.startMs ?? Number.NaN
    return isInside(atMs) ? [atMs] : []
  })
  const evidence = context.findings
    .filter((finding) => lifeOfFinding(finding) === life.id)
    .flatMap((finding) =>
      finding.evidence.filter(({ at }) => at.kind === 'gcCycles' && at.lifeId === life.id).map(({ id }) => id),
    )
  return {
    axis: isPlaced ? 'wall' : 'life',
    x,
    from,
    to,
    marks: marksWithin(context.marks, life.axis, from, to),
    ticks,
    evidence: [...new Set(evidence)],
  }
}

function heapFigure(context: ReportContext, entry: ReportLife, summary: GcSummary, view: LifeView): Figure {
  const { say } = context
  const { life, cycles } = entry
  const name = context.lifeName(life)
  const { liveHeap, liveHeapTrend: fit, goal } = summary
  const words = say(
    `Heap of ${name} over ${formatCount(summary.cycles)} GC cycles: live heap from ${formatBytes(liveHeap.firstBytes)} to ${formatBytes(liveHeap.lastBytes)}` +
      (fit
        ? `, trend ${formatFigure(fit.perMinute, 'bytes/min')} (95 % interval ${formatFigure(fit.low, 'bytes/min')} – ${formatFigure(fit.high, 'bytes/min')})`
        : '') +
      (goal ? `; heap goal between ${formatBytes(goal.minBytes)} and ${formatBytes(goal.maxBytes)}.` : '.'),
    `${name} 在 ${formatCount(summary.cycles)} 个 GC 周期中的堆：存活堆从 ${formatBytes(liveHeap.firstBytes)} 到 ${formatBytes(liveHeap.lastBytes)}` +
      (fit
        ? `，趋势 ${formatFigure(fit.perMinute, 'bytes/min')}（95 % 区间 ${formatFigure(fit.low, 'bytes/min')} – ${formatFigure(fit.high, 'bytes/min')}）`
        : '') +
      (goal ? `；堆目标在 ${formatBytes(goal.minBytes)} 与 ${formatBytes(goal.maxBytes)} 之间。` : '。'),
  )
  const trend = fit && trendLine(entry, view, fit)
  return context.figure({
    id: `figure-heap-${life.id}`,
    caption:
      say(
        'Heap at the start of each cycle, live heap and heap goal, as printed in whole MiB.',
        '每个周期开始时的堆、存活堆与堆目标，原始数据以整 MiB 打印。',
      ) +
      (trend
        ? say(
            ' Dash-dotted: Theil–Sen trend of the live heap over the whole life, warm-up included, with its 95 % interval.',
            '点划线为存活堆在整段进程（含预热）上的 Theil–Sen 趋势及其 95 % 区间。',
          )
        : '') +
      (view.ticks.length > 0 ? say(' Triangles: profiles were taken.', '三角为采集剖析的时刻。') : '') +
      markCaption(context, view.marks),
    summary: words,
    evidence: view.evidence,
    svg: lineChart({
      width: FIGURE_WIDTH,
      height: 200,
      summary: words,
      ...shared(context, view),
      labelWidth: LABEL_WIDTH,
      unit: 'bytes',
      series: [
        {
          label: say('heap at start', '开始时的堆'),
          role: 'context',
          x: view.x,
          y: cycles.heapStartBytes.subarray(0, cycles.length),
        },
        {
          label: say('heap goal', '堆目标'),
          role: 'goal',
          x: view.x,
          y: cycles.heapGoalBytes.subarray(0, cycles.length),
          isStep: true,
        },
        {
          label: say('live heap', '存活堆'),
          role: 'main',
          x: view.x,
          y: cycles.liveHeapBytes.subarray(0, cycles.length),
        },
      ],
      ...(trend && { trend }),
    }),
    table: pointTable(context, entry, view, [
      [say('Heap at start', '开始时的堆'), cycles.heapStartBytes, 'bytes'],
      [say('Live heap', '存活堆'), cycles.liveHeapBytes, 'bytes'],
      [say('Heap goal', '堆目标'), cycles.heapGoalBytes, 'bytes'],
    ]),
  })
}

/** The fitted line over the life; its interval opens from the middle of the data, where a slope's error turns. */
function trendLine({ cycles }: ReportLife, view: LifeView, fit: NonNullable<GcSummary['liveHeapTrend']>): Trend {
  const minutesAt = (row: number): number => (cycles.startNs[row] ?? 0) / 6e10
  const [first, last] = [minutesAt(0), minutesAt(cycles.length - 1)]
  const y0 = fit.interceptBytes + fit.perMinute * first
  const y1 = fit.interceptBytes + fit.perMinute * last
  return {
    x0: view.x[0] ?? view.from,
    y0: Math.max(y0, 0),
    x1: view.x[cycles.length - 1] ?? view.to,
    y1,
    low1: y0 + fit.low * (last - first),
    high1: y0 + fit.high * (last - first),
    label: formatFigure(fit.perMinute, 'bytes/min').replace(/^(?=[1-9]|0\.)/, '+'),
  }
}

function pauseFigure(context: ReportContext, entry: ReportLife, { pause }: GcSummary, view: LifeView): Figure {
  const { say } = context
  const { life, cycles } = entry
  const pauses = Float64Array.from({ length: cycles.length }, (_, row) => cyclePauseNs(cycles, row))
  const words = say(
    `Stop-the-world pauses of ${context.lifeName(life)}: median ${formatDuration(pause.medianNs)}, 99th percentile ${formatDuration(pause.p99Ns)}, longest ${formatDuration(pause.maxNs)} in gc ${formatCount(pause.maxCycle)}, ${formatDuration(pause.totalNs)} in all.`,
    `${context.lifeName(life)} 的 STW 暂停：中位数 ${formatDuration(pause.medianNs)}，P99 ${formatDuration(pause.p99Ns)}，最长 ${formatDuration(pause.maxNs)}（gc ${formatCount(pause.maxCycle)}），合计 ${formatDuration(pause.totalNs)}。`,
  )
  const series = pauses.map((value) => (value > 0 ? value : Number.NaN))
  return context.figure({
    id: `figure-pauses-${life.id}`,
    caption: say(
      'Both pauses of each cycle together (sweep termination and mark termination), log scale.',
      '每个周期的两次暂停之和（清扫终止与标记终止），对数坐标。',
    ),
    summary: words,
    evidence: view.evidence,
    svg: lineChart({
      width: FIGURE_WIDTH,
      height: 140,
      summary: words,
      ...shared(context, view),
      labelWidth: LABEL_WIDTH,
      ticks: [],
      unit: 'ns',
      isLog: true,
      series: [{ label: '', role: 'main', x: view.x, y: series, isPoints: true }],
      limits: [
        { value: pause.p99Ns, label: `P99 ${formatDuration(pause.p99Ns)}`, severity: 'notice' },
        {
          value: pause.medianNs,
          label: say(`median ${formatDuration(pause.medianNs)}`, `中位数 ${formatDuration(pause.medianNs)}`),
          severity: 'notice',
        },
      ],
    }),
    table: pointTable(context, entry, view, [[say('Pause', '暂停'), pauses, 'ns']]),
  })
}

function cpuFigure(context: ReportContext, entry: ReportLife, summary: GcSummary, view: LifeView): Figure {
  const { say } = context
  const { life } = entry
  const columns = cpuShares(entry, view)
  const words = say(
    `GC used ${formatShare(summary.gcCpuShare)} of the CPU of ${context.lifeName(life)} without idle marking; mark assists ${formatShare(summary.assistShare)}.`,
    `不计空闲标记，GC 占用 ${context.lifeName(life)} CPU 的 ${formatShare(summary.gcCpuShare)}；其中标记辅助 ${formatShare(summary.assistShare)}。`,
  )
  const layers = [
    { label: say('mark workers', '后台标记'), ink: 'gc-mark' as const, values: columns.background },
    { label: say('mark assist', '标记辅助'), ink: 'gc-assist' as const, isHatched: true, values: columns.assist },
    { label: say('stop the world', 'STW'), ink: 'gc-stw' as const, values: columns.stw },
  ]
  return context.figure({
    id: `figure-cpu-${life.id}`,
    caption: say(
      'CPU time of GC as a share of what the Ps had, without idle marking.',
      'GC 的 CPU 时间占全部 P 可用 CPU 的比例，不含空闲标记。',
    ),
    summary: words,
    evidence: view.evidence,
    svg: stackChart({
      id: `cpu-${life.id}`,
      width: FIGURE_WIDTH,
      height: 140,
      summary: words,
      axis: view.axis,
      zone: context.input.zone,
      edges: columns.edges,
      unit: 'share',
      labelWidth: LABEL_WIDTH,
      layers,
      marks: shared(context, view).marks,
    }),
    table: {
      columns: [say('From', '起'), ...layers.map(({ label }) => label)],
      rows: spread(columns.background.length).map((column) => [
        context.time(columns.edges[column] ?? 0, view.axis),
        ...layers.map(({ values }) => formatShare(values[column] ?? 0)),
      ]),
    },
  })
}

/** CPU of the cycles that start in each column ÷ what the Ps had in it. */
function cpuShares(
  { cycles }: ReportLife,
  view: LifeView,
): { edges: number[]; background: number[]; assist: number[]; stw: number[] } {
  const count = Math.max(1, Math.min(CPU_COLUMNS, Math.floor(cycles.length / 3)))
  const width = (view.to - view.from) / count
  const zeros = (): number[] => new Array<number>(count).fill(0)
  const result = {
    edges: Array.from({ length: count + 1 }, (_, edge) => view.from + edge * width),
    background: zeros(),
    assist: zeros(),
    stw: zeros(),
  }
  const meanProcs = availableCpuNs(cycles, 0, cycles.length) / ((view.to - view.from) * 1e6)
  const available = width * 1e6 * meanProcs
  if (!(available > 0)) return result
  for (let row = 0; row < cycles.length; row++) {
    const column = Math.min(count - 1, Math.floor(((view.x[row] ?? view.from) - view.from) / width))
    const add = (values: number[], cpuNs: number): void => {
      values[column] = (values[column] ?? 0) + cpuNs / available
    }
    add(result.background, cycles.backgroundCpuNs[row] ?? 0)
    add(result.assist, cycles.assistCpuNs[row] ?? 0)
    add(result.stw, (cycles.sweepTermCpuNs[row] ?? 0) + (cycles.markTermCpuNs[row] ?? 0))
  }
  return result
}

function shared(
  context: ReportContext,
  view: LifeView,
): Pick<Parameters<typeof lineChart>[0], 'axis' | 'zone' | 'from' | 'to' | 'ticks' | 'marks'> {
  return {
    axis: view.axis,
    zone: context.input.zone,
    from: view.from,
    to: view.to,
    ticks: view.ticks,
    marks: view.marks.map(({ letter, atMs, annotation }) => ({
      letter,
      x: atMs,
      isIncident: annotation.colour === 'incident',
    })),
  }
}

/** First, last and evenly spaced cycles. */
function pointTable(
  context: ReportContext,
  { cycles }: ReportLife,
  view: LifeView,
  columns: [string, Float64Array, FigureUnit][],
): Figure['table'] {
  const { say } = context
  return {
    columns: [say('Cycle', '周期'), say('Time', '时间'), ...columns.map(([name]) => name)],
    rows: spread(cycles.length).map((row) => [
      `gc ${formatCount(cycles.number[row] ?? 0)}`,
      context.time(view.x[row] ?? 0, view.axis),
      ...columns.map(([, values, unit]) => formatFigure(values[row] ?? Number.NaN, unit)),
    ]),
  }
}

/** Indexes of at most MAIN_POINTS rows of `length`, first and last among them. */
function spread(length: number): number[] {
  const count = Math.min(length, MAIN_POINTS)
  return Array.from({ length: count }, (_, step) => (count === 1 ? 0 : Math.round((step * (length - 1)) / (count - 1))))
}
