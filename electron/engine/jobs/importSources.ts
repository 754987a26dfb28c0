// Import: file → reader and raw chunks → rows, one file after the other, each of them whole or not at all.
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ImportOutcome } from '../../../shared/contract/appCalls.ts'
import type { CallError } from '../../../shared/lib/result.ts'
import { CodedError, toCallError } from '../../../shared/lib/result.ts'
import type { SourceId, SourceKind } from '../../../shared/records/index.ts'
import type { CaseFile } from '../casefile/CaseFile.ts'
import type { ImportWriter } from '../casefile/types.ts'
import { READER_NAMES } from '../formats/index.ts'
import type { ReaderOutput } from '../formats/index.ts'
import { checkCancelled, isCancelled } from './context.ts'
import type { JobContext } from './context.ts'
import { KIND_RULES } from './kindRules.ts'
import { placementFromName } from './placement.ts'
import { ProgressMeter } from './progress.ts'
import { TraceImport } from './traceImport.ts'
import { openRegularFile, readSource } from './readSource.ts'

export interface ImportEntry {
  /** Absolute path. */
  file: string
  /** Path to show, relative to what was dropped in. */
  path: string
  kind: SourceKind
}

export interface ImportOptions {
  /** True: hash and rows are kept, the bytes stay where they are. */
  isReferenceOnly?: boolean
  context: JobContext
  /** Called after each file, also for those not taken. */
  onOutcome?: (outcome: ImportOutcome) => void
}

/**
 * Imports `entries` in their order. A file that fails leaves nothing in the case and its outcome says why and where; the others
 * go on. A file whose bytes are in the case already is not taken again: its outcome has the id it is known by and the error
 * `casefile/duplicate-source`. Cancelling throws `job/cancelled`: files finished before stay, the one being read leaves nothing.
 * Faults of the case itself (disk full, damaged file) end the import: no other file could be written either.
 */
export async function importSources(
  caseFile: CaseFile,
  entries: readonly ImportEntry[],
  { isReferenceOnly = false, context, onOutcome }: ImportOptions,
): Promise<ImportOutcome[]> {
  const sizes = await Promise.all(entries.map(({ file }) => sizeOf(file)))
  const meter = new ProgressMeter('import', sum(sizes), (progress) => context.onProgress(progress)).keepAlive()
  const outcomes: ImportOutcome[] = []
  let bytesBefore = 0
  try {
    for (const [index, entry] of entries.entries()) {
      checkCancelled(context.signal)
      meter.enter('import', entry.path)
      const outcome = await importOne(caseFile, entry, isReferenceOnly, context.signal, meter)
      outcomes.push(outcome)
      onOutcome?.(outcome)
      bytesBefore += sizes[index] ?? 0
      meter.moveTo(bytesBefore)
    }
    meter.flush()
    return outcomes
  } finally {
    meter.stop()
  }
}

async function importOne(
  caseFile: CaseFile,
  entry: ImportEntry,
  isReferenceOnly: boolean,
  signal: AbortSignal,
  meter: ProgressMeter,
): Promise<ImportOutcome> {
  const name = basename(entry.file)
  const outcome = (sourceId: SourceId | null, error: CallError | null): ImportOutcome => ({
    name,
    path: entry.path,
    sourceId,
    error,
  })
  let writer: ImportWriter | null = null
  try {
    const known = await findDuplicate(caseFile, entry.file, signal)
    if (known !== null) return outcome(known, duplicate(caseFile, known))
    writer = caseFile.imports.begin({
      kind: entry.kind,
      name,
      path: entry.path,
      isReferenceOnly,
      ...(isReferenceOnly && { originalPath: entry.file }),
    })
    return outcome(await readInto(writer, entry, name, signal, meter), null)
  } catch (thrown) {
    writer?.abort()
    if (isCancelled(thrown) || isCaseFault(thrown)) throw thrown
    const error = toCallError(thrown)
    return outcome(null, { ...error, detail: { file: entry.path, ...error.detail } })
  }
}

async function readInto(
  writer: ImportWriter,
  entry: ImportEntry,
  name: string,
  signal: AbortSignal,
  meter: ProgressMeter,
): Promise<SourceId> {
  const summary = await readSource(entry.file, entry.kind, outputInto(writer, meter), {
    signal,
    onChunk(chunk) {
      writer.addRaw(chunk)
      meter.add(chunk.length)
    },
  })
  const { withoutRecords, isTimedByName } = KIND_RULES[entry.kind]
  if (withoutRecords !== null && summary.records === 0)
    throw new CodedError(withoutRecords.code, `${entry.path}: ${withoutRecords.message}`)
  return writer.commit({
    counts: summary.counts,
    variant: summary.variant,
    lives: summary.lives,
    // The clock inside a file beats its name.
    placement: summary.placement ?? (isTimedByName ? placementFromName(name) : null),
    reader: READER_NAMES[entry.kind],
  })
}

/** What a reader gives goes into the case; a new kind of record is one method. */
const outputInto = (writer: ImportWriter, meter: ProgressMeter): ReaderOutput => ({
  cycles(lifeOrdinal, batch) {
    writer.addCycles(lifeOrdinal, batch)
    meter.add(0, batch.length)
  },
  runtimeRows(lifeOrdinal, rows) {
    writer.addRuntimeRows(lifeOrdinal, rows)
    meter.add(0, rows.length)
  },
  profile(columns) {
    writer.addProfile(columns)
    meter.add(0, columns.sampleCount)
  },
  trace: new TraceImport(writer, (events) => meter.add(0, events)),
  issue: (issue) => writer.addIssue(issue),
})

/** The source that has the same bytes, where one of the same size makes it worth hashing before reading. */
export async function findDuplicate(caseFile: CaseFile, file: string, signal: AbortSignal): Promise<SourceId | null> {
  const handle = await openRegularFile(file)
  try {
    const { size } = await handle.stat()
    if (!caseFile.sources.list().some((source) => source.bytes === size)) return null
    const hash = createHash('sha256')
    for await (const chunk of handle.createReadStream({ autoClose: false, highWaterMark: 1024 * 1024 })) {
      checkCancelled(signal)
      hash.update(chunk as Uint8Array)
    }
    return caseFile.sources.findBySha256(hash.digest('hex'))?.id ?? null
  } finally {
    await handle.close()
  }
}

function duplicate(caseFile: CaseFile, sourceId: SourceId): CallError {
  const known = caseFile.sources.get(sourceId)
  return {
    code: 'casefile/duplicate-source',
    message: `The case has these bytes already, as ${known?.path ?? 'another source'}.`,
    detail: { sourceId },
  }
}

/** What makes going on with the next file pointless: the case, not the file. */
function isCaseFault(thrown: unknown): boolean {
  if (!(thrown instanceof CodedError)) return false
  return thrown.code.startsWith('casefile/') && thrown.code !== 'casefile/duplicate-source'
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch {
    return 0 // its own import says what is wrong
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
