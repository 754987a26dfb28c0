// Import: bytes → reader and raw chunks → rows, one source after the other, each of them whole or not at all. A source is a file, an
// entry of a container, or the pieces of a rotated log.
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ImportOutcome } from '../../../shared/contract/appCalls.ts'
import type { CallError } from '../../../shared/lib/result.ts'
import { CodedError, toCallError } from '../../../shared/lib/result.ts'
import type { SourceId, SourceKind } from '../../../shared/records/index.ts'
import type { CaseFile } from '../casefile/CaseFile.ts'
import type { ImportWriter } from '../casefile/types.ts'
import { FormatError, READER_NAMES, WITHOUT_RECORDS } from '../formats/index.ts'
import type { ReaderOutput } from '../formats/index.ts'
import { containerAgain, visitContainer } from './containers.ts'
import { checkCancelled, isCancelled } from './context.ts'
import type { JobContext } from './context.ts'
import { findDuplicate } from './findDuplicate.ts'
import { KIND_RULES } from './kindRules.ts'
import { placementFromName } from './placement.ts'
import { decodePlaces, entryKey, leadsTo } from './places.ts'
import type { Place } from './places.ts'
import { ProgressMeter } from './progress.ts'
import { readSource } from './readSource.ts'
import { rotatedBytes } from './rotatedBytes.ts'
import { withFileBytes } from './sourceBytes.ts'
import type { SourceBytes } from './sourceBytes.ts'
import { TraceImport } from './traceImport.ts'
import type { ThreadChoice } from './traceThread/startThread.ts'

export interface ImportEntry {
  /** Where its bytes lie: an absolute path, or what a preview gave (places.ts). */
  file: string
  /** Path to show, relative to what was dropped in. */
  path: string
  kind: SourceKind
}

export interface ImportOptions {
  /** True: hash and rows are kept, the bytes stay where they are. */
  isReferenceOnly?: boolean
  /** Whether execution traces are decoded in a thread beside the one they are taken in by. */
  thread?: ThreadChoice
  context: JobContext
  /** Called after each file, also for those not taken. */
  onOutcome?: (outcome: ImportOutcome) => void
}

/** One import job. */
interface Batch {
  caseFile: CaseFile
  isReferenceOnly: boolean
  thread: ThreadChoice
  signal: AbortSignal
  meter: ProgressMeter
  report: (entry: ImportEntry, sourceId: SourceId | null, error: CallError | null) => void
}

/** What is read in one go: a source of its own, or all entries wanted of one container. */
type Unit =
  | { kind: 'source'; entry: ImportEntry; places: Place[] }
  | { kind: 'container'; file: string; entries: Map<string, ImportEntry> }

/**
 * Imports `entries` in their order; those of one container are read together, where the first of them stands. A source that fails
 * leaves nothing in the case and its outcome says why and where; the others go on. One whose bytes are in the case already is not
 * taken again: its outcome has the id it is known by and the error `casefile/duplicate-source`. Cancelling throws `job/cancelled`:
 * sources finished before stay, the one being read leaves nothing. Faults of the case itself (disk full, damaged file) end the
 * import: no other source could be written either.
 */
export async function importSources(
  caseFile: CaseFile,
  entries: readonly ImportEntry[],
  { isReferenceOnly = false, thread = 'auto', context, onOutcome }: ImportOptions,
): Promise<ImportOutcome[]> {
  const units = unitsOf(entries)
  const sizes = await Promise.all(units.map(sizeOf))
  const meter = new ProgressMeter('import', sum(sizes), (progress) => context.onProgress(progress)).keepAlive()
  const outcomes: ImportOutcome[] = []
  const batch: Batch = {
    caseFile,
    isReferenceOnly,
    thread,
    signal: context.signal,
    meter,
    report({ file, path }, sourceId, error) {
      const outcome = { name: nameOf(file, path), path, sourceId, error }
      outcomes.push(outcome)
      onOutcome?.(outcome)
    },
  }
  let bytesBefore = 0
  try {
    for (const [index, unit] of units.entries()) {
      checkCancelled(context.signal)
      if (unit.kind === 'source') await importSource(unit.entry, unit.places, batch)
      else await importContainer(unit.file, unit.entries, bytesBefore, batch)
      bytesBefore += sizes[index] ?? 0
      meter.moveTo(bytesBefore)
    }
    meter.flush()
    return outcomes
  } finally {
    meter.stop()
  }
}

function unitsOf(entries: readonly ImportEntry[]): Unit[] {
  const units: Unit[] = []
  const containers = new Map<string, Map<string, ImportEntry>>()
  for (const entry of entries) {
    const places = decodePlaces(entry.file)
    const [first] = places
    if (places.length > 1 || !first || first.within.length === 0) {
      units.push({ kind: 'source', entry, places })
      continue
    }
    let wanted = containers.get(first.file)
    if (!wanted) {
      wanted = new Map()
      containers.set(first.file, wanted)
      units.push({ kind: 'container', file: first.file, entries: wanted })
    }
    wanted.set(entryKey(first.within), entry)
  }
  return units
}

/** File name to show: of a rotated log that of the log, of an entry its own. */
function nameOf(file: string, path: string): string {
  const [first, ...more] = decodePlaces(file)
  if (more.length > 0 || !first) return path.slice(path.lastIndexOf('/') + 1)
  const last = first.within.at(-1)
  return last === undefined ? basename(first.file) : last.slice(last.lastIndexOf('/') + 1)
}

async function importSource(entry: ImportEntry, places: readonly Place[], batch: Batch): Promise<void> {
  const { caseFile, signal, meter } = batch
  const [first] = places
  meter.enter('import', entry.path)
  if (places.length > 1) {
    const bytes = rotatedBytes(places, signal, (read) => meter.add(read))
    await importBytes(entry, bytes, batch, { parts: () => bytes.parts })
    return
  }
  try {
    const known = await findDuplicate(caseFile, entry.file, signal)
    if (known !== null) return batch.report(entry, known, duplicate(caseFile, known))
    await withFileBytes(first?.file ?? '', signal, (bytes) =>
      importBytes(entry, bytes, batch, { onRead: (read) => meter.add(read) }),
    )
  } catch (thrown) {
    if (isCancelled(thrown) || isCaseFault(thrown)) throw thrown
    batch.report(entry, null, errorOf(entry, thrown))
  }
}

/** All entries wanted of one container, in the order in which they lie. */
async function importContainer(
  file: string,
  wanted: ReadonlyMap<string, ImportEntry>,
  bytesBefore: number,
  batch: Batch,
): Promise<void> {
  const { signal, meter } = batch
  const left = new Map(wanted)
  const failLeft = (thrown: unknown): void => {
    for (const entry of left.values()) batch.report(entry, null, errorOf(entry, thrown))
    left.clear()
  }
  try {
    const { kind, bytes } = await containerAgain(file)
    await visitContainer(file, kind, bytes, {
      signal,
      onPosition: (position) => meter.moveTo(bytesBefore + Math.min(bytes, position)),
      isDone: () => left.size === 0,
      isWanted: (within) => {
        const key = entryKey(within)
        return left.has(key) || [...left.keys()].some((wanted) => leadsTo(key, wanted))
      },
      visit: async ({ place, chunks, refusal, modifiedMs, bytes: size }) => {
        const key = entryKey(place.within)
        const entry = left.get(key)
        if (!entry) return
        left.delete(key)
        meter.enter('import', entry.path)
        if (refusal) return batch.report(entry, null, { ...refusal, detail: { file: entry.path, ...refusal.at } })
        const name = nameOf(entry.file, entry.path)
        await importBytes(entry, { chunks, name, modifiedMs, size, issues: () => [] }, batch, {})
      },
    })
    failLeft(new CodedError('import/not-found', `${file} has no such entry any more.`))
  } catch (thrown) {
    if (isCancelled(thrown) || isCaseFault(thrown)) throw thrown
    // What lies behind the damage can not be reached.
    failLeft(thrown)
  }
}

/** One source from its bytes: reports its outcome. Throws what ends the whole import, and where a container breaks, that. */
async function importBytes(
  entry: ImportEntry,
  bytes: SourceBytes,
  batch: Batch,
  more: { onRead?: (bytes: number) => void; parts?: () => Parameters<ImportWriter['addPart']>[0][] },
): Promise<void> {
  const { caseFile, isReferenceOnly } = batch
  let writer: ImportWriter | null = null
  try {
    writer = caseFile.imports.begin({
      kind: entry.kind,
      name: nameOf(entry.file, entry.path),
      path: entry.path,
      isReferenceOnly,
      ...(isReferenceOnly && { originalPath: originalPath(entry.file) }),
    })
    batch.report(entry, await readInto(writer, entry, bytes, batch, more), null)
  } catch (thrown) {
    // Who cancels waits: what was written goes when the case is closed.
    if (isCancelled(thrown)) writer?.abandon()
    else writer?.abort()
    if (isCancelled(thrown) || isCaseFault(thrown)) throw thrown
    const known = duplicateIn(caseFile, thrown)
    if (known) return batch.report(entry, known.sourceId, known.error)
    batch.report(entry, null, errorOf(entry, thrown))
    if (thrown instanceof FormatError && /^(?:container|gzip|zstd)\/bomb$/.test(thrown.code)) throw thrown
  }
}

const originalPath = (file: string): string =>
  decodePlaces(file)
    .map((place) => [place.file, ...place.within].join('/'))
    .join('\n')

async function readInto(
  writer: ImportWriter,
  entry: ImportEntry,
  bytes: SourceBytes,
  { signal, meter, thread }: Batch,
  { onRead, parts }: Parameters<typeof importBytes>[3],
): Promise<SourceId> {
  const summary = await readSource(bytes, entry.kind, outputInto(writer, meter), {
    signal,
    thread,
    onChunk(chunk) {
      writer.addRaw(chunk)
      onRead?.(chunk.length)
    },
  })
  for (const part of parts?.() ?? []) writer.addPart(part)
  const { isTimedByName } = KIND_RULES[entry.kind]
  const withoutRecords = WITHOUT_RECORDS[entry.kind]
  if (withoutRecords !== null && summary.records === 0)
    throw new CodedError(withoutRecords.code, `${entry.path}: ${withoutRecords.message}`)
  return writer.commit({
    counts: summary.counts,
    variant: summary.variant,
    lives: summary.lives,
    // The clock inside a file beats its name.
    placement: summary.placement ?? (isTimedByName ? placementFromName(nameOf(entry.file, entry.path)) : null),
    reader: READER_NAMES[entry.kind],
    ...(summary.seriesAxis && { seriesAxis: summary.seriesAxis }),
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
  trace: new TraceImport(writer, {
    begun: (soFar) => meter.describeTrace(soFar),
    events: (events) => meter.add(0, events),
    // At once: it is the first that people see of a trace.
    firstRead: () => meter.flush(),
  }),
  points(batch) {
    writer.addPoints(batch)
    meter.add(0, batch.length)
  },
  series: (definitions) => writer.addSeries(definitions),
  regions(snapshot, regions) {
    writer.addRegions(snapshot, regions)
    meter.add(0, regions.length)
  },
  regionSnapshots: (snapshots) => writer.addRegionSnapshots(snapshots),
  oomEvent(event) {
    writer.addOomEvent(event)
    meter.add(0, 1)
  },
  containerState(state) {
    writer.addContainerState(state)
    meter.add(0, 1)
  },
  goroutines(dumpOrdinal, rows) {
    writer.addGoroutines(dumpOrdinal, rows)
    meter.add(0, rows.length)
  },
  dumps: (tables) => writer.addDumps(tables),
  benchmarkResults(results) {
    writer.addBenchmarkResults(results)
    meter.add(0, results.length)
  },
  benchmarks: (settings) => writer.addBenchmarks(settings),
  allocEvents(events) {
    writer.addAllocEvents(events)
    meter.add(0, events.length)
  },
  allocTables: (tables) => writer.addAllocTables(tables),
  issue: (issue) => writer.addIssue(issue),
})

function duplicate(caseFile: CaseFile, sourceId: SourceId): CallError {
  const known = caseFile.sources.get(sourceId)
  return {
    code: 'casefile/duplicate-source',
    message: `The case has these bytes already, as ${known?.path ?? 'another source'}.`,
    detail: { sourceId },
  }
}

/** The case found at the end that it has these bytes: only then is the hash of a stream known. */
function duplicateIn(caseFile: CaseFile, thrown: unknown): { sourceId: SourceId; error: CallError } | null {
  if (!(thrown instanceof CodedError) || thrown.code !== 'casefile/duplicate-source') return null
  const sourceId = thrown.detail?.['sourceId'] as SourceId
  return { sourceId, error: duplicate(caseFile, sourceId) }
}

function errorOf(entry: ImportEntry, thrown: unknown): CallError {
  const error = toCallError(thrown)
  return { ...error, detail: { file: entry.path, ...error.detail } }
}

/** What makes going on with the next file pointless: the case, not the file. */
function isCaseFault(thrown: unknown): boolean {
  if (!(thrown instanceof CodedError)) return false
  return thrown.code.startsWith('casefile/') && thrown.code !== 'casefile/duplicate-source'
}

async function sizeOf(unit: Unit): Promise<number> {
  const files =
    unit.kind === 'container'
      ? [unit.file]
      : unit.places.flatMap(({ file, within }) => (within.length === 0 ? [file] : []))
  try {
    return sum(await Promise.all(files.map(async (file) => (await stat(file)).size)))
  } catch {
    return 0 // its own import says what is wrong
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
