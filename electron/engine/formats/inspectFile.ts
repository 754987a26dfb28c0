// `heapcase inspect`: one file read by the readers that import, without a case. Facts are what the corpus' FACTS.json says of
// such a file, computed from what the reader gave out; keys are there when FACTS.json has them.
import { basename } from 'node:path'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { CallError } from '../../../shared/lib/result.ts'
import { toCallError } from '../../../shared/lib/result.ts'
import { isLog } from '../../../shared/records/index.ts'
import type {
  DumpTables,
  ImportIssue,
  ProfileColumns,
  RuntimeTable,
  SourceKind,
  TraceFailure,
} from '../../../shared/records/index.ts'
import { createReader } from './createReader.ts'
import { TraceFacts } from './gotrace/traceFacts.ts'
import { isGzip } from './gunzip.ts'
import { isRefusal } from './reader.ts'
import { recogniseFile } from './recognise.ts'
import { WITHOUT_RECORDS } from './withoutRecords.ts'

/** What the reader makes of one file, without a case. `facts` has the keys of the corpus' FACTS.json for its kind. */
export interface Inspection {
  kind: SourceKind | null
  /** Profile type, the Go versions of a log, or the header of a trace; null where nothing was recognised. */
  version: string | null
  facts: Record<string, unknown>
  /** Rows of what the runtime prints beside its GC cycles, by table. */
  records: Partial<Record<RuntimeTable, number>>
  issues: ImportIssue[]
  /** Why nothing, or not all, could be read. */
  error: CallError | null
}

const CHUNK = 1024 * 1024
/** Facts of profiles in legacy forms are those that pprof's own reader gives. */
const LEGACY_FORMAT = 'legacy text or binary, as Go pprof 1.26 reads it'

/** Recognises and reads one file. Never throws for what is in the file; a file that cannot be opened is an error too. */
export async function inspectFile(path: string): Promise<Inspection> {
  const recognised = await recogniseFile(path)
  if (isRefusal(recognised)) {
    const { code, message, at } = recognised
    return {
      kind: null,
      version: null,
      facts: {},
      records: {},
      issues: [],
      error: { code, message, ...(at && { detail: { ...at } }) },
    }
  }
  const { kind } = recognised
  const inspection: Inspection = { kind, version: recognised.variant, facts: {}, records: {}, issues: [], error: null }
  const trace = new TraceFacts()
  const file = openSync(path, 'r')
  try {
    const profiles: ProfileColumns[] = []
    const dumps: DumpTables[] = []
    const statuses: number[] = []
    const reader = createReader(
      kind,
      {
        profile: (columns) => profiles.push(columns),
        trace,
        runtimeRows: (_life, { table, length }) => {
          inspection.records[table] = (inspection.records[table] ?? 0) + length
        },
        goroutines: (_ordinal, rows) => {
          for (const status of rows.status.subarray(0, rows.length)) statuses[status] = (statuses[status] ?? 0) + 1
        },
        dumps: (tables) => dumps.push(tables),
        issue: (issue) => inspection.issues.push(issue),
      },
      { modifiedMs: fstatSync(file).mtimeMs, name: basename(path) },
    )
    const chunk = new Uint8Array(CHUNK)
    let isFirst = true
    let isCompressed = false
    for (;;) {
      const length = readSync(file, chunk, 0, CHUNK, null)
      if (length === 0) break
      if (isFirst) isCompressed = isGzip(chunk)
      isFirst = false
      reader.push(chunk.subarray(0, length))
      // Others get their turn between chunks.
      await new Promise(setImmediate)
    }
    try {
      const summary = reader.finish()
      inspection.version = summary.variant ?? recognised.variant
      const [profile] = profiles
      const [tables] = dumps
      // An empty trace is one that Go's reader takes, too, and its facts say that it is empty.
      const refusal = summary.records === 0 && kind !== 'gotrace' ? WITHOUT_RECORDS[kind] : null
      if (refusal) inspection.error = { ...refusal }
      else if (profile) inspection.facts = profileFacts(profile, isCompressed, summary.counts)
      else if (tables && kind === 'goroutines') inspection.facts = dumpFacts(summary.counts, tables, statuses)
      else if (kind !== 'gotrace')
        inspection.facts = isLog(kind) ? logFacts(summary.counts) : plainFacts(summary.counts)
    } finally {
      // A trace that broke has facts, too.
      if (kind === 'gotrace') inspection.facts = trace.facts()
    }
    if (trace.failure !== null) inspection.error = failureError(trace.failure)
  } catch (thrown) {
    inspection.error = trace.failure === null ? toCallError(thrown) : failureError(trace.failure)
  } finally {
    closeSync(file)
  }
  return inspection
}

function failureError({ code, message, byte, generation, thread, event }: TraceFailure): CallError {
  return {
    code,
    message,
    detail: {
      byte,
      ...(generation !== null && { generation }),
      ...(thread !== null && { thread: String(BigInt.asIntN(64, thread)) }),
      ...(event !== null && { event }),
    },
  }
}

/** What FACTS.json counts of a log, and what became of gc lines that do not stand whole on their line. */
const LOG_FACTS = new Set([
  'lines',
  'gc_lines_complete',
  'forced',
  'GC_forced_lines',
  'scav',
  'scvg',
  'pacer',
  'SCHED',
  'init',
  'gc_lines_joined',
  'gc_lines_repaired',
  'gc_lines_damaged',
  'runtime_lines_damaged',
])

const logFacts = (counts: Record<string, number>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(counts).filter(([name]) => LOG_FACTS.has(name)))

/** Everything that was counted, but for what the packing added. */
const plainFacts = ({ gzip: _gzip, zstd: _zstd, ...counts }: Record<string, number>): Record<string, unknown> => counts

/** `statuses`: goroutines by number of their status. */
function dumpFacts(
  counts: Record<string, number>,
  tables: DumpTables,
  statuses: readonly number[],
): Record<string, unknown> {
  const facts: Record<string, unknown> = {}
  for (const key of ['lines', 'goroutine_headers', 'profile_total', 'records'])
    if (counts[key] !== undefined) facts[key] = counts[key]
  const states: Record<string, number> = {}
  tables.statuses.forEach((text, status) => {
    const count = statuses[status] ?? 0
    if (text !== '' && count > 0) states[text] = count
  })
  return { ...facts, states, ...(tables.firstMessage !== null && { first_message: tables.firstMessage }) }
}

function profileFacts(
  profile: ProfileColumns,
  isCompressed: boolean,
  {
    legacy,
    own_functions: ownFunctions,
    pprof_contentions: contentions,
    pprof_delay_ns: delay,
  }: Record<string, number>,
): Record<string, unknown> {
  const keys = new Set(Array.from(profile.labelKey, (key) => profile.strings[key] ?? ''))
  const { periodType } = profile
  const hasPeriodType = periodType !== null && (periodType.type !== '' || periodType.unit !== '')
  const totals = profile.values.map((column) => column.reduce((sum, value) => sum + value, 0))
  return {
    format: legacy ? LEGACY_FORMAT : 'profile.proto',
    gzip: isCompressed,
    sample_types: profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`),
    samples: profile.sampleCount,
    // A mutex text that the runtime has multiplied already is multiplied again by pprof.
    totals: contentions !== undefined && delay !== undefined ? [contentions, delay] : totals,
    ...(!legacy && { labels: [...keys].sort() }),
    locations: profile.locationAddress.length,
    // Names in comment lines of Go's texts are read here, but not by pprof.
    functions: legacy ? (ownFunctions ?? 0) : profile.functionName.length,
    mappings: profile.mappingFile.length,
    period: profile.period,
    ...(hasPeriodType && { period_type: `${periodType.type}/${periodType.unit}` }),
    duration_ns: profile.durationNanos,
    ...(profile.hasDefaultSampleType && {
      default_sample_type: profile.sampleTypes[profile.defaultSampleType]?.type ?? '',
    }),
  }
}
