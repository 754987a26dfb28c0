// Preview: what each file under the given paths is, and each entry of a container among them, or why it is not taken, before
// anything is written.
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { PreviewEntry, SourceId, SourceKind } from '../../../shared/records/index.ts'
import type { CaseFile } from '../casefile/CaseFile.ts'
import {
  CONTAINER_HEAD_BYTES,
  containerKindOf,
  FormatError,
  recogniseFile,
  recogniseInTurns,
} from '../formats/index.ts'
import type { ContainerKind } from '../formats/index.ts'
import { CodedError, toCallError } from '../../../shared/lib/result.ts'
import { visitContainer } from './containers.ts'
import type { VisitedEntry } from './containers.ts'
import { checkCancelled, isCancelled, yieldToEvents } from './context.ts'
import type { JobContext } from './context.ts'
import { findDuplicate } from './findDuplicate.ts'
import { joinRotated } from './joinRotated.ts'
import { decodePlaces, encodePlaces, isComposed } from './places.ts'
import { emptyEntry, placeOf, previewEntry } from './previewEntry.ts'
import type { Batch, Candidate } from './previewEntry.ts'
import { ProgressMeter } from './progress.ts'
import { rotatedBytes } from './rotatedBytes.ts'
import { headOf, withFileBytes } from './sourceBytes.ts'
import type { SourceBytes } from './sourceBytes.ts'
import { WALK_LIMITS, walkPaths } from './walk.ts'
import type { FoundFile } from './walk.ts'

/** Files up to this size are read whole for their counts, issues and times; larger ones only as far as recognising them takes. */
const FULL_READ_BYTES = 32 * 1024 * 1024
/** And of one preview together this much: a folder of a thousand logs is still looked through in seconds. */
const FULL_READ_TOTAL = 512 * 1024 * 1024
const HEAD_BYTES = CONTAINER_HEAD_BYTES

export interface PreviewOptions {
  /** To tell what is in the case already; null where there is no case yet. */
  caseFile: CaseFile | null
  context: JobContext
  /** What the files named are to be read as, whatever they look like; containers are opened, and what is in them is recognised. */
  as?: SourceKind | null
}

/**
 * One entry per file and per entry of a container, in walking order; a rotated log is one entry. Never throws for what a file holds;
 * cancelling throws `job/cancelled`. A path may also be the opaque text of an entry that a preview gave before.
 */
export async function previewSources(
  paths: readonly string[],
  { caseFile, context, as = null }: PreviewOptions,
): Promise<PreviewEntry[]> {
  const composed = paths.filter(isComposed)
  const named = paths.filter((path) => !isComposed(path))
  const files = named.length > 0 ? walkPaths(named) : []
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const meter = new ProgressMeter('preview', total, (progress) => context.onProgress(progress)).keepAlive()
  const { signal } = context
  const batch: Batch = { caseFile, signal, seen: new Map(), bytesLeft: FULL_READ_TOTAL, pieces: new Map() }
  const isNamed = new Set(named.map((path) => resolve(path)))
  const entries: PreviewEntry[] = []
  let before = 0
  try {
    for (const found of files) {
      checkCancelled(signal)
      meter.enter('preview', found.path)
      entries.push(...(await previewFound(found, isNamed.has(found.file) ? as : null, batch, meter, before)))
      checkCount(entries.length, found.file)
      meter.moveTo((before += found.bytes))
    }
    for (const file of composed) {
      checkCancelled(signal)
      entries.push(await previewComposed(file, as, batch))
    }
    meter.flush()
    return as === null ? joinRotated(entries, batch.pieces) : entries
  } finally {
    meter.stop()
  }
}

/** One batch is as many files as a folder may have, whatever the containers among them hold. */
function checkCount(count: number, file: string): void {
  const { maxFiles } = WALK_LIMITS
  if (count <= maxFiles) return
  const message = `More than ${maxFiles} files and entries of containers: choose fewer. Reading stopped after ${file}.`
  throw new CodedError('import/too-many-files', message, { path: file })
}

async function previewFound(
  found: FoundFile,
  as: SourceKind | null,
  batch: Batch,
  meter: ProgressMeter,
  before: number,
): Promise<PreviewEntry[]> {
  const candidate = fileCandidate(found, as, batch)
  if (candidate.refusal) return [emptyEntry(candidate)]
  try {
    candidate.head = await headOf(found.file, HEAD_BYTES)
  } catch (thrown) {
    return [{ ...emptyEntry(candidate), refusal: refusalOf(thrown) }]
  }
  const kind = containerKindOf(candidate.head)
  if (kind === null) return [await previewEntry(candidate, batch)]
  return previewContainer(found, kind, batch, (position) => meter.moveTo(before + Math.min(position, found.bytes)))
}

function fileCandidate(
  { file, name, path, bytes, refusal }: FoundFile,
  as: SourceKind | null,
  batch: Batch,
): Candidate {
  const isShort = bytes <= Math.min(FULL_READ_BYTES, batch.bytesLeft)
  const { caseFile, signal } = batch
  return {
    file,
    name,
    path,
    bytes,
    container: null,
    refusal,
    head: new Uint8Array(0),
    as,
    recognise: () => recogniseFile(file, () => checkCancelled(signal)),
    all: isShort ? (use) => withFileBytes(file, signal, use) : null,
    duplicate: caseFile && (() => findDuplicate(caseFile, file, signal)),
  }
}

/** Every entry of a container, and where it is broken a last one that says so. */
async function previewContainer(
  found: FoundFile,
  kind: ContainerKind,
  batch: Batch,
  onPosition: (position: number) => void,
): Promise<PreviewEntry[]> {
  const entries: PreviewEntry[] = []
  try {
    await visitContainer(found.file, kind, found.bytes, {
      signal: batch.signal,
      onPosition,
      visit: async (visited) => {
        entries.push(await previewVisited(visited, found.path, null, batch))
      },
    })
    if (entries.length === 0)
      entries.push(containerEntry(found, { code: 'container/empty', message: `The ${kind} has no files in it.` }))
  } catch (thrown) {
    if (isCancelled(thrown) || !(thrown instanceof FormatError)) throw thrown
    entries.push(containerEntry(found, refusalOf(thrown)))
  }
  return entries
}

const containerEntry = ({ file, name, path, bytes }: FoundFile, refusal: PreviewEntry['refusal']): PreviewEntry =>
  emptyEntry({ file, name, path, bytes, container: null, refusal } as Candidate)

/** `containerPath`: as it is shown. */
async function previewVisited(
  visited: VisitedEntry,
  containerPath: string,
  as: SourceKind | null,
  batch: Batch,
): Promise<PreviewEntry> {
  const shared = {
    file: encodePlaces([visited.place]),
    name: visited.name,
    path: `${containerPath}/${visited.path}`,
    container: containerPath,
    refusal: visited.refusal,
    head: visited.head,
    as,
    duplicate: null,
  }
  if (visited.refusal)
    return emptyEntry({
      ...shared,
      bytes: visited.bytes,
      all: null,
      recognise: () => Promise.reject(new Error('refused')),
    })
  // What a container gives can be had once: it is kept as far as files are read whole.
  const limit = Math.min(FULL_READ_BYTES, batch.bytesLeft)
  const { bytes, isWhole } = await firstBytes(visited.chunks, limit)
  const scan = (offset: number, length: number): Uint8Array => bytes.subarray(offset, offset + length)
  const totalBytes = isWhole ? bytes.length : Math.max(visited.bytes, bytes.length)
  return previewEntry(
    {
      ...shared,
      bytes: totalBytes,
      recognise: () => {
        checkCancelled(batch.signal)
        return recogniseInTurns({ head: bytes.subarray(0, 4 * HEAD_BYTES), totalBytes, scan, name: visited.name }, () =>
          checkCancelled(batch.signal),
        )
      },
      all: isWhole ? (use) => use(bytesOf(bytes, visited.name, visited.modifiedMs)) : null,
    },
    batch,
  )
}

async function firstBytes(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    pieces.push(chunk.slice())
    length += chunk.length
    if (length > limit) return { bytes: Buffer.concat(pieces), isWhole: false }
  }
  return { bytes: Buffer.concat(pieces), isWhole: true }
}

function bytesOf(bytes: Uint8Array, name: string | undefined, modifiedMs: number | undefined): SourceBytes {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    await yieldToEvents()
    yield bytes
  }
  return { chunks: chunks(), name, modifiedMs, issues: () => [] }
}

/** An entry of an earlier preview once more, perhaps as another kind: one inside a container, or a rotated log. */
async function previewComposed(file: string, as: SourceKind | null, batch: Batch): Promise<PreviewEntry> {
  const places = decodePlaces(file)
  const [first] = places
  if (places.length > 1) return previewRotated(file, as, batch)
  const container = first?.file ?? ''
  try {
    const { size } = await stat(container)
    const kind = containerKindOf(await headOf(container, HEAD_BYTES))
    if (kind === null) throw new FormatError('container/damaged', `${container} is no container any more.`)
    let entry: PreviewEntry | null = null
    // Names inside each other and one name with folders are the same to whoever writes `outer.zip/inner.zip/a.log`.
    const wanted = first?.within.join('/') ?? ''
    await visitContainer(container, kind, size, {
      signal: batch.signal,
      isDone: () => entry !== null,
      isWanted: (within) => wanted === within.join('/') || wanted.startsWith(`${within.join('/')}/`),
      visit: async (visited) => {
        if (visited.path === wanted) entry = await previewVisited(visited, basename(container), as, batch)
      },
    })
    if (entry !== null) return entry
    throw new FormatError('import/not-found', `${container} has no such entry any more.`)
  } catch (thrown) {
    if (isCancelled(thrown)) throw thrown
    const name = first?.within.at(-1) ?? ''
    const path = [basename(container), ...(first?.within ?? [])].join('/')
    return {
      ...emptyEntry({ file, name, path, bytes: 0, container: basename(container), refusal: null } as Candidate),
      refusal: refusalOf(thrown),
    }
  }
}

async function previewRotated(file: string, as: SourceKind | null, batch: Batch): Promise<PreviewEntry> {
  const bytes = rotatedBytes(decodePlaces(file), batch.signal)
  const { bytes: all, isWhole } = await firstBytes(bytes.chunks, FULL_READ_BYTES)
  const name = basename(decodePlaces(file)[0]?.file ?? '')
  return previewEntry(
    {
      file,
      name,
      path: name,
      bytes: all.length,
      container: null,
      refusal: null,
      head: all.subarray(0, HEAD_BYTES),
      as,
      duplicate: null,
      recognise: () => recogniseInTurns({ head: all, totalBytes: all.length }),
      all: isWhole ? (use) => use(bytesOf(all, undefined, undefined)) : null,
    },
    batch,
  )
}

function refusalOf(thrown: unknown): NonNullable<PreviewEntry['refusal']> {
  const { code, message, detail } = toCallError(thrown)
  return { code, message, ...placeOf(detail) }
}

/** What can be imported of a preview: recognised, not refused, not in the case yet. */
export const importable = (
  entries: readonly PreviewEntry[],
): { file: string; path: string; kind: SourceKind; duplicateOf: SourceId | null }[] =>
  entries.flatMap(({ file, path, recognised, refusal, duplicateOf }) =>
    recognised && !refusal ? [{ file, path, kind: recognised.kind, duplicateOf }] : [],
  )
