// An execution trace as rules see it, made of the few figures and rows a test is about.
import { createHash } from 'node:crypto'
import type { TraceFacts } from '../../electron/engine/findings/index.ts'
import type { TraceTableName, TraceTableRows } from '../../shared/contract/traceTables.ts'
import type { AllocTotals, SourceId, TraceFigures, TraceSummary } from '../../shared/records/index.ts'
import { GROUP_FIGURES, GROUP_SUMS, NO_ISSUES, TRACE_FIGURES, WAIT_CLASSES } from '../../shared/records/index.ts'

export type PartialTables = { [Name in TraceTableName]?: Partial<TraceTableRows[Name]>[] }

const DURATIONS = {
  count: 0,
  totalNs: 0,
  meanNs: 0,
  p50Ns: 0,
  p90Ns: 0,
  p99Ns: 0,
  maxNs: 0,
  maxGoroutine: 0,
  maxGoroutineId: '',
}
const DURATION = { ...DURATIONS, maxBeginNs: 0, openCount: 0, openNs: 0 }
const NO_SPREAD = { count: 0, sum: 0, min: null, median: null, p99: null, max: null }
const DEFAULTS: { [Name in TraceTableName]?: object } = {
  waits: { ...DURATION, reason: '', class: 'other', place: '', stack: 0, waker: '', wakerShare: null },
  syscalls: { ...DURATION, place: '', stack: 0 },
  scheduling: { ...DURATION, place: '', stack: 0, stwNs: 0, gcNs: 0, fullNs: 0, otherNs: 0 },
  ranges: { ...DURATION, kind: 'assist', name: '', place: '', stack: 0, sweptBytes: 0, reclaimedBytes: 0 },
  regions: { ...DURATION, name: '', sites: 1 },
  regionSites: { ...DURATION, name: '', place: '', stack: 0 },
  taskKinds: { ...DURATION, name: '' },
  wakers: { reason: '', place: '', stack: 0, wakerPlace: '', wakerStack: 0, isRuntime: false, count: 0, totalNs: 0 },
  pauses: {
    kind: 'GC mark termination',
    isGc: true,
    beginNs: 0,
    toStopNs: 0,
    stoppedNs: 0,
    pauseNs: 0,
    place: '',
    stack: 0,
    stoppedProcs: 1,
    lastGoroutine: 0,
    lastPlace: '',
    isLastSyscall: false,
  },
  groups: {
    name: '',
    isSystem: false,
    goroutines: 0,
    created: 0,
    ended: 0,
    figures: Object.fromEntries(GROUP_FIGURES.map((name) => [name, NO_SPREAD])),
    sums: Object.fromEntries(GROUP_SUMS.map((name) => [name, 0])),
    waits: Object.fromEntries(WAIT_CLASSES.map((name) => [name, 0])),
  },
}

let sources = 0

export function traceFacts(
  figures: Partial<TraceFigures> = {},
  tables: PartialTables = {},
  {
    stacks = {},
    alloc = null,
    summary = {},
  }: { stacks?: Record<number, string[]>; alloc?: Partial<AllocTotals> | null; summary?: Partial<TraceSummary> } = {},
): TraceFacts {
  const id = ++sources as SourceId
  const path = `trace-${id}.out`
  const zero = Object.fromEntries(Object.keys(TRACE_FIGURES).map((name) => [name, 0])) as unknown as TraceFigures
  return {
    source: {
      id,
      kind: 'gotrace',
      variant: 'go 1.26',
      name: path,
      path,
      sha256: createHash('sha256').update(path).digest('hex'),
      bytes: 1000,
      importedAtMs: 0,
      reader: 'gotrace/1',
      isReferenceOnly: false,
      placement: { startMs: 1000, endMs: 2000, errorMs: 1, basis: 'traceClock' as never },
      counts: {},
      issues: NO_ISSUES,
    },
    summary: {
      sourceId: id,
      header: 'go 1.26',
      family: 'v2',
      version: 26,
      firstNs: 0,
      lastNs: 1e9,
      startClockNs: '0',
      events: 1000,
      completeEvents: 1000,
      completeGenerations: 1,
      goroutines: 10,
      threads: 4,
      procs: 2,
      kinds: {},
      failure: null,
      heapLayout: null,
      utilization: null,
      ...summary,
    },
    figures: { ...zero, durationNs: 1e9, procsNs: 2e9, longestPauseKind: null, ...figures },
    alloc: alloc as AllocTotals | null,
    table: <Name extends TraceTableName>(name: Name) =>
      (tables[name] ?? []).map((row) => ({ ...DEFAULTS[name], ...row }) as TraceTableRows[Name]),
    frames: (stack) => stacks[stack] ?? [],
  }
}

/** A figure of a group over its goroutines. */
export const spread = (sum: number, max = sum) => ({ count: 1, sum, min: max, median: max, p99: max, max })
