// `heapcase inspect`: one file read by the readers that import, without a case. Facts are what the corpus' FACTS.json says of
// such a file, computed from what the reader gave out; keys are there when FACTS.json has them.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { CallError } from '../../../shared/lib/result.ts'
import { toCallError } from '../../../shared/lib/result.ts'
import type {
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
    const reader = createReader(
      kind,
      {
        profile: (columns) => profiles.push(columns),
        trace,
        runtimeRows: (_life, { table, length }) => {
          inspection.records[table] = (inspection.records[table] ?? 0) + length
        },
        issue: (issue) => inspection.issues.push(issue),
      },
      { modifiedMs: fstatSync(file).mtimeMs },
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
      if (kind !== 'gotrace')
        inspection.facts = profile ? profileFacts(profile, isCompressed) : logFacts(summary.counts)
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

function profileFacts(profile: ProfileColumns, isCompressed: boolean): Record<string, unknown> {
  const keys = new Set(Array.from(profile.labelKey, (key) => profile.strings[key] ?? ''))
  const { periodType } = profile
  const hasPeriodType = periodType !== null && (periodType.type !== '' || periodType.unit !== '')
  return {
    format: 'profile.proto',
    gzip: isCompressed,
    sample_types: profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`),
    samples: profile.sampleCount,
    totals: profile.values.map((column) => column.reduce((sum, value) => sum + value, 0)),
    labels: [...keys].sort(),
    locations: profile.locationAddress.length,
    functions: profile.functionName.length,
    mappings: profile.mappingFile.length,
    period: profile.period,
    ...(hasPeriodType && { period_type: `${periodType.type}/${periodType.unit}` }),
    duration_ns: profile.durationNanos,
    ...(profile.hasDefaultSampleType && {
      default_sample_type: profile.sampleTypes[profile.defaultSampleType]?.type ?? '',
    }),
  }
}
