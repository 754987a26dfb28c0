// The bytes of a rotated log: its pieces, unpacked, one after the other, as if nobody had cut it. What is found out on the way (pieces
// that lie over one another, a line that a piece cuts) is told as issues of the source.
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { ImportIssue, SourcePart } from '../../../shared/records/index.ts'
import { CodedError } from '../../../shared/lib/result.ts'
import { createReader, inUtf8, packingOf, unpacked, withoutMark } from '../formats/index.ts'
import { visitPlace } from './containers.ts'
import type { Place } from './places.ts'
import { missingPart, rotatedSets } from './rotated.ts'
import { withFileBytes } from './sourceBytes.ts'
import type { SourceBytes } from './sourceBytes.ts'

const LF = 10
/** Of the beginning and end of a piece, to find its first and last time stamp. */
const EDGE_BYTES = 64 * 1024
/** Pieces may lie over one another by this much: clocks of collectors are not exact. */
const OVERLAP_MS = 1000

export interface RotatedBytes extends SourceBytes {
  /** The pieces read so far; all of them at the end. */
  parts: SourcePart[]
}

/** `onRead`: bytes of the files as they are, as they are read. */
export function rotatedBytes(
  places: readonly Place[],
  signal: AbortSignal,
  onRead: (bytes: number) => void = () => undefined,
): RotatedBytes {
  const parts: SourcePart[] = []
  const issues: ImportIssue[] = []
  let position = 0
  let lastByte = LF
  let lastMs: number | null = null

  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (const [index, place] of places.entries()) {
      const path = [basename(place.file), ...place.within].join('/')
      if (lastByte !== LF) {
        // The next piece must not continue a line that its file never had.
        count(issues, joinedLine(path))
        position++
        yield Uint8Array.of(LF)
      }
      const part = { ordinal: index + 1, path, bytes: 0, sha256: '', firstByte: position }
      const hash = createHash('sha256')
      const edges = new Edges()
      const piece = pieceOf(place, signal, (raw) => {
        part.bytes += raw.length
        hash.update(raw)
        onRead(raw.length)
      })
      // Each may be in an encoding of its own; put together they are in one.
      for await (const chunk of inUtf8(piece, (form) => form.isMarked || count(issues, withoutMark(form)))) {
        if (chunk.length === 0) continue
        edges.add(chunk)
        position += chunk.length
        lastByte = chunk.at(-1) ?? LF
        yield chunk
      }
      part.sha256 = hash.digest('hex')
      parts.push(part)
      const { firstMs, endMs } = edges.times()
      if (lastMs !== null && firstMs !== null && firstMs < lastMs - OVERLAP_MS) count(issues, overlap(path))
      lastMs = endMs ?? lastMs
    }
    const [set] = rotatedSets(
      places.map(({ file, within }) => ({
        file,
        path: within.at(-1) ?? basename(file),
        firstMs: null,
        lastMs: null,
        cycles: null,
      })),
    )
    const missing = set && missingPart(set)
    if (missing) issues.push(missing)
  }

  return { chunks: chunks(), name: undefined, modifiedMs: undefined, issues: () => issues, parts }
}

/** First and last bytes of a piece. */
class Edges {
  private head: Uint8Array[] = []
  private headBytes = 0
  private tail: Uint8Array = new Uint8Array(0)

  add(chunk: Uint8Array): void {
    if (this.headBytes < EDGE_BYTES) {
      this.head.push(chunk.slice(0, EDGE_BYTES))
      this.headBytes += chunk.length
    }
    this.tail =
      chunk.length >= EDGE_BYTES ? chunk.slice(-EDGE_BYTES) : Buffer.concat([this.tail, chunk]).subarray(-EDGE_BYTES)
  }

  times(): { firstMs: number | null; endMs: number | null } {
    return {
      firstMs: lineTimes(Buffer.concat(this.head))?.firstMs ?? null,
      endMs: lineTimes(this.tail)?.lastMs ?? null,
    }
  }
}

function lineTimes(bytes: Uint8Array): { firstMs: number; lastMs: number } | null {
  const reader = createReader('gctrace', { issue: () => undefined }, {})
  reader.push(bytes)
  return reader.finish().lineTimes ?? null
}

/** What a piece holds, its packing taken off. `onRaw` gets its bytes as they are. */
async function* pieceOf(
  place: Place,
  signal: AbortSignal,
  onRaw: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  const queue = new Handover<Uint8Array>()
  const use = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of plain(chunks, onRaw)) await queue.give(chunk)
  }
  const reading = (
    place.within.length === 0
      ? withFileBytes(place.file, signal, ({ chunks }) => use(chunks))
      : inContainer(place, signal, use)
  ).then(
    () => queue.end(),
    (thrown: unknown) => queue.end(thrown),
  )
  try {
    yield* queue.all()
  } finally {
    queue.stop()
    await reading
  }
}

async function inContainer(
  place: Place,
  signal: AbortSignal,
  use: (chunks: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  await visitPlace(place, signal, async ({ chunks, refusal, path }) => {
    if (refusal) throw new CodedError(refusal.code, refusal.message, { file: path })
    await use(chunks)
  })
}

async function* plain(
  chunks: AsyncIterable<Uint8Array>,
  onRaw: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]()
  const first = await iterator.next()
  if (first.done === true) return
  async function* counted(): AsyncGenerator<Uint8Array> {
    for (let step: IteratorResult<Uint8Array> = first; step.done !== true; step = await iterator.next()) {
      onRaw(step.value)
      yield step.value
    }
  }
  const packing = packingOf(first.value)
  if (packing === null) yield* counted()
  else yield* unpacked(counted(), packing)
}

/** Turns what a callback is given into what a loop takes, one at a time: reading waits until the last chunk was used. */
class Handover<T> {
  private item: { value: T } | null = null
  private isOver = false
  private isStopped = false
  private thrown: unknown = null
  private wake: () => void = () => undefined
  private taken: () => void = () => undefined

  /** Resolves when the value was used. */
  give(value: T): Promise<void> {
    if (this.isStopped) return Promise.reject(new CodedError('job/cancelled', 'Nobody reads on.'))
    return new Promise((resolve) => {
      this.item = { value }
      this.taken = resolve
      this.wake()
    })
  }

  end(thrown: unknown = null): void {
    this.isOver = true
    this.thrown = thrown
    this.wake()
  }

  /** Nobody takes any more. */
  stop(): void {
    this.isStopped = true
    this.taken()
  }

  async *all(): AsyncGenerator<T> {
    for (;;) {
      if (this.item !== null) {
        const { value } = this.item
        this.item = null
        yield value
        this.taken()
      } else if (this.isOver) {
        if (this.thrown !== null) throw this.thrown as Error
        return
      } else
        await new Promise<void>((resolve) => {
          this.wake = resolve
        })
    }
  }
}

function count(issues: ImportIssue[], issue: ImportIssue): void {
  const known = issues.find(({ code }) => code === issue.code)
  if (known) known.count++
  else issues.push(issue)
}

const joinedLine = (path: string): ImportIssue => ({
  severity: 'note',
  code: 'rotated/joined-line',
  message: `The piece before ${path} ends inside a line; a line end was put between them.`,
  at: {},
  count: 1,
})

const overlap = (path: string): ImportIssue => ({
  severity: 'note',
  code: 'rotated/overlap',
  message: `${path} begins before the piece that comes before it ends: lines may be there twice.`,
  at: {},
  count: 1,
})
