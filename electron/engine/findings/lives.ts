// What rules about GC cycles share: which lives can be judged, where they lie in time, what they cite.
import { counted } from '../../../shared/lib/counted.ts'
import type { FindingChart, SourceId, TimeRange } from '../../../shared/records/index.ts'
import { NANOS_PER_MILLI, NANOS_PER_SECOND } from '../../../shared/units/units.ts'
import { axisOriginMs, cycleEndNs, cyclesBetween, gcChartColumns, quantile, type CycleRows } from '../analysis/index.ts'
import { notApplicable, type CaseFacts, type EvidenceDraft, type LifeFacts, type RuleAnswer } from './rule.ts'
import { COMMANDS, formatCount, formatDuration, lifeName, listed, localText, type LocalText } from './words.ts'

export const NANOS_PER_MINUTE = 60 * NANOS_PER_SECOND
export const SECOND = NANOS_PER_SECOND

/** What a finding about a life is anchored to: the log's bytes and the life's place in it. */
export const lifeAnchor = ({ life, source }: LifeFacts): string => `${source.sha256.slice(0, 12)}/life-${life.ordinal}`

export const allRows = ({ cycles }: LifeFacts): CycleRows => ({ from: 0, to: cycles.length })

/** From the start of the first to the end of the last of these cycles, ns. */
export function rowsSpanNs({ cycles }: LifeFacts, { from, to }: CycleRows): number {
  return to > from ? cycleEndNs(cycles, to - 1) - (cycles.startNs[from] as number) : 0
}

/** First part of a life in which heaps and pools of threads fill, caches warm and goals settle: no evidence of a trend. */
export const WARM_UP_SHARE = 0.2

/** The cycles after the first fifth of the time the log covers. */
export function afterWarmUp({ cycles }: LifeFacts): CycleRows {
  if (cycles.length === 0) return { from: 0, to: 0 }
  const first = cycles.startNs[0] as number
  const end = cycleEndNs(cycles, cycles.length - 1)
  return cyclesBetween(cycles, first + WARM_UP_SHARE * (end - first), end)
}

/** Time on the life's axis, ms, for ns since process start. */
export const atMs = ({ life }: LifeFacts, ns: number): number => axisOriginMs(life) + ns / NANOS_PER_MILLI

export function rowsRange(facts: LifeFacts, { from, to }: CycleRows): TimeRange {
  return {
    axis: facts.life.axis,
    from: atMs(facts, facts.cycles.startNs[from] as number),
    to: atMs(facts, cycleEndNs(facts.cycles, to - 1)),
  }
}

/** Cites rows of a life: the GC cycles view with just these in range. */
export function cyclesEvidence(facts: LifeFacts, rows: CycleRows, shows: LocalText): EvidenceDraft {
  const { life, source, cycles } = facts
  const from = cycles.number[rows.from] as number
  const to = cycles.number[rows.to - 1] as number
  return {
    shows,
    link: { view: 'gcCycles', sourceId: source.id, lifeId: life.id, range: rowsRange(facts, rows) },
    at: { kind: 'gcCycles', sourceId: source.id, lifeId: life.id, from, to },
  }
}

/** Cites one cycle: the GC cycles view with it selected, in a stretch of half a minute around it. */
export function cycleEvidence(facts: LifeFacts, row: number, shows: LocalText): EvidenceDraft {
  const { life, source, cycles } = facts
  const number = cycles.number[row] as number
  const middle = atMs(facts, cycles.startNs[row] as number)
  const whole = rowsRange(facts, allRows(facts))
  const range: TimeRange = {
    axis: life.axis,
    from: Math.max(whole.from, middle - 15_000),
    to: Math.min(whole.to, middle + 15_000),
  }
  return {
    shows,
    link: { view: 'gcCycles', sourceId: source.id, lifeId: life.id, cycle: number, range },
    at: { kind: 'gcCycles', sourceId: source.id, lifeId: life.id, from: number, to: number },
  }
}

/** `GC cycles 12 – 581` */
export function cyclesText({ cycles }: LifeFacts, { from, to }: CycleRows): LocalText {
  const first = formatCount(cycles.number[from] as number)
  const last = formatCount(cycles.number[to - 1] as number)
  return localText(`GC cycles ${first} – ${last}`, `GC 周期 ${first} – ${last}`)
}

export interface JudgedLives {
  judged: LifeFacts[]
  /** Lives too short or with too few cycles. */
  skipped: LifeFacts[]
}

/** Lives with enough cycles and time. */
export function judgedLives({ lives }: CaseFacts, minCycles: number, minNs: number): JudgedLives {
  const judged: LifeFacts[] = []
  const skipped: LifeFacts[] = []
  for (const facts of lives) {
    const enough = facts.cycles.length >= minCycles && rowsSpanNs(facts, allRows(facts)) >= minNs
    ;(enough ? judged : skipped).push(facts)
  }
  return { judged, skipped }
}

/** The answer of a rule about GC cycles that found no life to judge. */
export function noLives(facts: CaseFacts, minCycles: number, minNs: number): RuleAnswer {
  if (facts.lives.length === 0) {
    return notApplicable(
      localText('The case has no gctrace log with GC cycles.', '案例中没有包含 GC 周期的 gctrace 日志。'),
      COMMANDS.gctrace,
    )
  }
  const have = listed(
    facts.lives.map((life) => {
      const span = formatDuration(rowsSpanNs(life, allRows(life)))
      const cycles = formatCount(life.cycles.length)
      const name = lifeName(life, facts.lives)
      return localText(
        `${name.en}: ${counted(life.cycles.length, 'cycle', 'cycles', cycles)} in ${span}`,
        `${name['zh-CN']}：${span} 内 ${cycles} 个周期`,
      )
    }),
  )
  const need = { cycles: formatCount(minCycles), span: formatDuration(minNs) }
  return notApplicable(
    localText(
      `Needs a process life with at least ${need.cycles} GC cycles over ${need.span}; the case has ${have.en}.`,
      `需要一个至少 ${need.span}、含 ${need.cycles} 个 GC 周期的生命期；案例中有：${have['zh-CN']}。`,
    ),
    COMMANDS.gctrace,
  )
}

/** A remark on lives that were left out, for the end of a `clear`. */
export function skippedText(skipped: readonly LifeFacts[]): LocalText | null {
  if (skipped.length === 0) return null
  const count = formatCount(skipped.length)
  return skipped.length === 1
    ? localText('One shorter life was not judged.', '另有 1 个较短的生命期未作判断。')
    : localText(`${count} shorter lives were not judged.`, `另有 ${count} 个较短的生命期未作判断。`)
}

/** GC cycles a minute over rows of a life; 0 where they take no time. */
export function cyclesPerMinute(facts: LifeFacts, rows: CycleRows = allRows(facts)): number {
  const span = rowsSpanNs(facts, rows)
  return span > 0 ? ((rows.to - rows.from) / span) * NANOS_PER_MINUTE : 0
}

/** Median heap goal of a life, bytes, over the cycles whose lines have one. */
export const medianGoal = ({ cycles }: LifeFacts): number =>
  quantile(
    cycles.heapGoalBytes.subarray(0, cycles.length).filter((value) => !Number.isNaN(value)),
    0.5,
  )

/** Points that a chart in a finding has at most: enough for a page's width. */
export const CHART_POINTS = 240

export interface ChartedColumn {
  name: LocalText
  role: FindingChart['series'][number]['role']
  /** Index into the columns of gcChartColumns by name. */
  column: Parameters<typeof columnOf>[1]
}

/** Series over the cycles of a life, thinned out as the GC charts are. */
export function cycleSeries(
  facts: LifeFacts,
  rows: CycleRows,
  columns: readonly ChartedColumn[],
): FindingChart['series'] {
  const chart = gcChartColumns(facts.cycles, (ns) => atMs(facts, ns), CHART_POINTS, rows)
  const x = [...columnOf(chart, 'x')].map((value) => round(value, 3))
  return columns.map(({ name, role, column }) => ({
    name,
    role,
    x,
    y: [...columnOf(chart, column)].map((value) => (Number.isNaN(value) ? null : value)),
  }))
}

/** All of a life: the goal as context, the live heap emphasised. */
export const goalChart = (facts: LifeFacts): FindingChart => ({
  title: localText('Heap goal and live heap', '堆目标与存活堆'),
  unit: 'bytes',
  axis: axisOf(facts),
  series: cycleSeries(facts, allRows(facts), [
    { name: localText('heap goal', '堆目标'), role: 'goal', column: 'heapGoalBytes' },
    { name: localText('live heap', '存活堆'), role: 'main', column: 'liveHeapBytes' },
  ]),
})

function columnOf(
  chart: ReturnType<typeof gcChartColumns>,
  name: ReturnType<typeof gcChartColumns>['columns'][number],
): Float64Array {
  const index = chart.columns.indexOf(name)
  return chart.values.subarray(index * chart.rows, (index + 1) * chart.rows)
}

/** Keeps a stored figure from carrying the noise of its last bits. */
export const round = (value: number, digits = 0): number => {
  const scale = 10 ** digits
  return Math.round(value * scale) / scale
}

export const axisOf = ({ life }: LifeFacts): FindingChart['axis'] => (life.axis.kind === 'wall' ? 'wall' : 'life')

/** Sources a list of facts comes from, each once. */
export const sourceIds = (lives: readonly LifeFacts[]): SourceId[] => [...new Set(lives.map(({ source }) => source.id))]
