// Goes through the entries of a container, and of containers inside it (once), and hands each over as a stream with its first bytes
// already looked at. Entries come in the order in which they lie, so that a packed archive is unpacked once for all of them.
import { stat } from 'node:fs/promises'
import { CodedError } from '../../../shared/lib/result.ts'
import { CONTAINER_HEAD_BYTES, containerKindOf, FormatError, openContainer, openNested } from '../formats/index.ts'
import type { Container, ContainerEntry, ContainerKind } from '../formats/index.ts'
import { checkCancelled, yieldToEvents } from './context.ts'
import { entryKey, leadsTo } from './places.ts'
import type { Place } from './places.ts'
import { headOf } from './sourceBytes.ts'

/** An entry that may be read, or one that is not taken and why. */
export interface VisitedEntry {
  place: Place
  /** Names from the outermost container inwards, slashes between. */
  path: string
  name: string
  /** As the container declares it. */
  bytes: number
  modifiedMs: number | undefined
  refusal: { code: string; message: string; at?: { byte: number } } | null
  /** First bytes; empty where it is refused. */
  head: Uint8Array
  /** All bytes, the first ones included, once. What is left of them is passed over afterwards. */
  chunks: AsyncIterable<Uint8Array>
}

export interface VisitOptions {
  signal: AbortSignal
  /** Bytes of the container read so far. */
  onPosition?: (position: number) => void
  /** False: this entry need not be looked at; names as in `Place.within`. Containers inside are entered where one of theirs is wanted. */
  isWanted?: (within: readonly string[]) => boolean
  /** True: what is left of the container need not be looked at. */
  isDone?: () => boolean
  visit: (entry: VisitedEntry) => Promise<void>
}

const NOTHING = new Uint8Array(0)

/**
 * Visits all entries. Throws FormatError where the container is damaged or a bomb: what was visited before stays valid. Entries that
 * are refused (links, unsafe names, …) are visited with their refusal.
 */
export async function visitContainer(
  file: string,
  kind: ContainerKind,
  bytes: number,
  options: VisitOptions,
): Promise<void> {
  const container = await openContainer(file, kind, bytes)
  await visitEntries(container, { file, within: [] }, '', options, () => options.onPosition?.(container.position()))
}

async function visitEntries(
  container: Container,
  outer: Place,
  folder: string,
  options: VisitOptions,
  onProgress: () => void,
): Promise<void> {
  const seen = new Set<string>()
  try {
    for await (const entry of container.entries()) {
      checkCancelled(options.signal)
      const place = { file: outer.file, within: [...outer.within, entry.path] }
      const path = folder + entry.path
      const isRepeated = seen.has(entry.path)
      seen.add(entry.path)
      const visited: VisitedEntry = {
        place,
        path,
        name: entry.path.slice(entry.path.lastIndexOf('/') + 1),
        bytes: entry.bytes,
        modifiedMs: entry.modifiedAtMs > 0 ? entry.modifiedAtMs : undefined,
        refusal: entry.refusal ?? (isRepeated ? repeated(entry) : null),
        head: NOTHING,
        chunks: nothing(),
      }
      if (visited.refusal) {
        if (options.isWanted?.(place.within) !== false) await options.visit(visited)
      } else if (options.isWanted?.(place.within) !== false) await visitEntry(visited, entry, options, onProgress)
      onProgress()
      if (options.isDone?.() === true) return
      await yieldToEvents()
    }
  } finally {
    await container.close()
  }
}

async function visitEntry(
  visited: VisitedEntry,
  entry: ContainerEntry,
  options: VisitOptions,
  onProgress: () => void,
): Promise<void> {
  const source = entry.open()[Symbol.asyncIterator]()
  try {
    const head = await headIn(source).catch((thrown: unknown) => brokenEntry(thrown))
    if (!(head instanceof Uint8Array)) return await options.visit({ ...visited, refusal: head })
    const chunks = all(head, source, () => {
      checkCancelled(options.signal)
      onProgress()
    })
    const kind = containerKindOf(head)
    if (kind === null) return await options.visit({ ...visited, head, chunks })
    if (visited.place.within.length > 1) {
      const message = `${visited.path} is a container inside a container inside a container: unpack the outer ones first.`
      return await options.visit({
        ...visited,
        refusal: { code: 'container/nested', message, at: { byte: entry.offset } },
      })
    }
    await visitNested(visited, kind, chunks, options, onProgress)
  } finally {
    await source.return?.()
  }
}

/** A container inside the container. Its damage ends it, not the outer one. */
async function visitNested(
  visited: VisitedEntry,
  kind: ContainerKind,
  chunks: AsyncIterable<Uint8Array>,
  options: VisitOptions,
  onProgress: () => void,
): Promise<void> {
  try {
    const container = await openNested(chunks, kind, visited.path)
    await visitEntries(container, visited.place, `${visited.path}/`, options, onProgress)
  } catch (thrown) {
    await options.visit({ ...visited, refusal: brokenEntry(thrown) })
  }
}

/** The refusal of an entry whose bytes break. A bomb ends the whole container, and so does what is not about bytes: rethrown. */
function brokenEntry(thrown: unknown): NonNullable<VisitedEntry['refusal']> {
  if (!(thrown instanceof FormatError) || /\/(?:bomb|too-large)$/.test(thrown.code)) throw thrown
  const { code, message, at } = thrown
  return { code, message, ...(at.byte !== undefined && { at: { byte: at.byte } }) }
}

const repeated = (entry: ContainerEntry) => ({
  code: 'container/repeated-name',
  message: `The container has ${entry.path} more than once; the first one counts.`,
  at: { byte: entry.offset },
})

async function headIn(source: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for (let length = 0; length < CONTAINER_HEAD_BYTES;) {
    const next = await source.next()
    if (next.done === true) break
    // A copy: the source may use its chunk again.
    pieces.push(next.value.slice())
    length += next.value.length
  }
  return pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces)
}

async function* all(
  head: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
  onChunk: () => void,
): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head
  for (;;) {
    const next = await rest.next()
    if (next.done === true) return
    onChunk()
    yield next.value
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Of a container that was one when it was looked at: what it is now. Throws `import/not-found` where it is none any more. */
export async function containerAgain(file: string): Promise<{ kind: ContainerKind; bytes: number }> {
  const { size } = await stat(file)
  const kind = containerKindOf(await headOf(file, CONTAINER_HEAD_BYTES))
  if (kind === null) throw new CodedError('import/not-found', `${file} is no container any more.`)
  return { kind, bytes: size }
}

/** Opens one place inside a container and hands its entry over. Throws `import/not-found` where it is not there any more. */
export async function visitPlace(
  place: Place,
  signal: AbortSignal,
  use: (entry: VisitedEntry) => Promise<void>,
): Promise<void> {
  const { kind, bytes } = await containerAgain(place.file)
  const wanted = entryKey(place.within)
  let isFound = false
  await visitContainer(place.file, kind, bytes, {
    signal,
    isDone: () => isFound,
    isWanted: (within) => leadsTo(entryKey(within), wanted),
    visit: async (entry) => {
      if (entryKey(entry.place.within) !== wanted) return
      isFound = true
      await use(entry)
    },
  })
  if (!isFound)
    throw new CodedError('import/not-found', `${place.file} has no entry ${place.within.join('/')} any more.`)
}
