// Facts for rules from a few numbers: lives with cycles computed per index, profiles from written stacks.
import type { LifeOnAxis } from '../../shared/contract/caseCalls.ts'
import {
  GC_TRIGGERS,
  NO_ISSUES,
  RUNTIME_TABLES,
  emptyGcCycleColumns,
  emptyRuntimeRows,
  type GcCycleColumns,
  type GcTrigger,
  type LifeId,
  type ProfileColumns,
  type RuntimeRow,
  type RuntimeRows,
  type RuntimeTable,
  type Source,
  type SourceId,
} from '../../shared/records/index.ts'
import { MIB } from '../../shared/units/units.ts'
import { profileSeries } from '../../electron/engine/analysis/index.ts'
import {
  NO_MEMORY,
  type CaseFacts,
  type LifeFacts,
  type ProfileFacts,
  type RuntimeFacts,
} from '../../electron/engine/findings/index.ts'
import { runtimeFactsOf, summaryOf } from './caseFacts.ts'

/** One cycle; what is left out is that of a calm service: 2 Ps, a cycle of 5 ms with 0.2 ms of pauses, live 30 of goal 60 MiB. */
export interface WrittenCycle {
  /** Seconds since process start. */
  at: number
  number?: number
  live?: number
  /** MiB; null for no goal. */
  goal?: number | null
  start?: number
  end?: number
  /** MiB; null for a Go version that prints none. */
  stacks?: number | null
  /** ms */
  sweepTerm?: number
  mark?: number
  markTerm?: number
  /** CPU ms */
  assist?: number
  background?: number
  idle?: number
  procs?: number
  trigger?: GcTrigger
}

export function writtenCycles(cycles: readonly WrittenCycle[]): GcCycleColumns {
  const columns = emptyGcCycleColumns(cycles.length)
  columns.length = cycles.length
  for (const [i, cycle] of cycles.entries()) {
    const live = cycle.live ?? 30
    const goal = cycle.goal === undefined ? 60 : cycle.goal
    const procs = cycle.procs ?? 2
    const [sweepTerm, markTerm] = [cycle.sweepTerm ?? 0.1, cycle.markTerm ?? 0.1]
    columns.number[i] = cycle.number ?? i + 1
    columns.line[i] = i + 1
    columns.startNs[i] = cycle.at * 1e9
    columns.sweepTermNs[i] = sweepTerm * 1e6
    columns.markNs[i] = (cycle.mark ?? 5) * 1e6
    columns.markTermNs[i] = markTerm * 1e6
    columns.sweepTermCpuNs[i] = sweepTerm * procs * 1e6
    columns.markTermCpuNs[i] = markTerm * procs * 1e6
    columns.assistCpuNs[i] = (cycle.assist ?? 0) * 1e6
    columns.backgroundCpuNs[i] = (cycle.background ?? 2) * 1e6
    columns.idleCpuNs[i] = (cycle.idle ?? 0) * 1e6
    columns.heapStartBytes[i] = (cycle.start ?? (goal ?? 60) - 2) * MIB
    columns.heapEndBytes[i] = (cycle.end ?? (goal ?? 60) - 1) * MIB
    columns.liveHeapBytes[i] = live * MIB
    columns.heapGoalBytes[i] = goal === null ? Number.NaN : goal * MIB
    columns.stacksBytes[i] = cycle.stacks === null ? Number.NaN : (cycle.stacks ?? 1) * MIB
    columns.globalsBytes[i] = cycle.stacks === null ? Number.NaN : MIB
    columns.procs[i] = procs
    columns.trigger[i] = GC_TRIGGERS.indexOf(cycle.trigger ?? 'heap')
  }
  return columns
}

/** Rows of a runtime table; columns that are left out are null. */
export function writtenRows<Table extends RuntimeTable>(
  table: Table,
  rows: readonly Partial<RuntimeRow<Table>>[],
): RuntimeRows<Table> {
  const written = emptyRuntimeRows(table, rows.length)
  written.length = rows.length
  const { numbers, texts }: { numbers: readonly string[]; texts: readonly string[] } = RUNTIME_TABLES[table]
  rows.forEach((row: Record<string, unknown>, at) => {
    numbers.forEach((name, column) => {
      const value = row[name]
      const values = written.numbers[column] as Float64Array
      values[at] = typeof value === 'number' ? value : name === 'line' ? at + 1 : Number.NaN
    })
    texts.forEach((name, column) => {
      const value = row[name]
      const values = written.texts[column] as (string | null)[]
      values[at] = typeof value === 'string' ? value : null
    })
  })
  return written
}

/** `count` cycles, `every` seconds apart, each as `cycle` says for its index and time. */
export function regularCycles(
  count: number,
  every: number,
  cycle: (index: number, seconds: number) => Omit<WrittenCycle, 'at'> = () => ({}),
): GcCycleColumns {
  return writtenCycles(Array.from({ length: count }, (_, i) => ({ at: (i + 1) * every, ...cycle(i, (i + 1) * every) })))
}

/** Wall time at which the first written life starts. */
export const CASE_START_MS = Date.UTC(2026, 10, 21, 3, 0, 0)

export interface WrittenLife {
  cycles: GcCycleColumns
  /** Seconds after CASE_START_MS; null: the log has no times. */
  startSeconds?: number | null
  /** Lives with the same path are lives of one log, in the order given. */
  path?: string
  missingCycles?: number
  goVersions?: string
  /** What the runtime printed beside the cycles. */
  runtime?: readonly RuntimeRows[]
}

export interface WrittenProfile {
  columns: ProfileColumns
  path?: string
}

export function writtenFacts(lives: readonly WrittenLife[], profiles: readonly WrittenProfile[] = []): CaseFacts {
  const sources: Source[] = []
  const sourceFor = (path: string, kind: Source['kind']): Source => {
    const known = sources.find((source) => source.path === path)
    if (known) return known
    const id = (sources.length + 1) as SourceId
    const source: Source = {
      id,
      kind,
      variant: null,
      name: path.slice(path.lastIndexOf('/') + 1),
      path,
      sha256: `${String(id)}abc`.padEnd(64, '0'),
      bytes: 1,
      importedAtMs: 0,
      reader: `${kind}/1`,
      isReferenceOnly: false,
      placement: null,
      counts: {},
      issues: NO_ISSUES,
    }
    sources.push(source)
    return source
  }
  const lifeFacts = lives.map((written, i): LifeFacts => {
    const source = sourceFor(written.path ?? 'service.log', 'gctrace')
    const ordinal = lives.slice(0, i).filter((other) => (other.path ?? 'service.log') === source.path).length + 1
    return { life: lifeOf(written, (i + 1) as LifeId, source, ordinal), source, cycles: written.cycles }
  })
  const profileFacts = profiles.map(({ columns, path }, i): ProfileFacts => {
    const source = sourceFor(path ?? `heap-${i + 1}.pb.gz`, 'profile')
    const timeMs = columns.timeNanos === 0n ? null : Number(columns.timeNanos / 1_000_000n)
    const placement =
      timeMs === null ? null : { startMs: timeMs, endMs: timeMs, errorMs: 1, basis: 'profileTime' as const }
    return { source, summary: summaryOf(source.id, columns, { placement }), columns: () => columns }
  })
  return {
    sources,
    lives: lifeFacts.filter(({ cycles }) => cycles.length > 0),
    runtime: lifeFacts.flatMap((facts, i): RuntimeFacts[] => {
      const rows = lives[i]?.runtime ?? []
      return rows.length === 0 ? [] : [{ ...facts, ...runtimeFactsOf(rows) }]
    }),
    profiles: profileFacts,
    traces: [],
    series: profileSeries(
      profileFacts.map(({ summary }) => summary),
      lifeFacts.map(({ life }) => life),
    ),
    memory: NO_MEMORY,
    moments: [],
    goroutineSeries: [],
    allocLogs: [],
  }
}

function lifeOf(
  { cycles, startSeconds, missingCycles, goVersions }: WrittenLife,
  id: LifeId,
  source: Source,
  ordinal: number,
): LifeOnAxis {
  const last = cycles.length - 1
  const durationNs = cycles.length === 0 ? 0 : (cycles.startNs[last] as number) + (cycles.markNs[last] as number)
  const startMs = startSeconds === null ? null : CASE_START_MS + (startSeconds ?? 0) * 1000
  const axis = startMs === null ? ({ kind: 'life', lifeId: id } as const) : ({ kind: 'wall' } as const)
  return {
    id,
    sourceId: source.id,
    ordinal,
    firstLine: 1,
    lastLine: cycles.length,
    cycles: cycles.length,
    firstCycle: cycles.number[0] ?? 0,
    lastCycle: cycles.number[last] ?? 0,
    missingCycles: missingCycles ?? 0,
    startMs,
    startErrorMs: startMs === null ? null : 1,
    durationNs,
    goVersions: goVersions ?? 'go1.18+',
    sourceName: source.name,
    sourcePath: source.path,
    axis,
    range: { axis, from: startMs ?? 0, to: (startMs ?? 0) + durationNs / 1e6 },
  }
}
