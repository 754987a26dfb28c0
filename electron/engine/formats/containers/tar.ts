// Entries of a tar, through tar-stream: one after the other as the bytes come, from a file or out of gzip or zstd.
import { Readable } from 'node:stream'
import tar from 'tar-stream'
import { FormatError } from '../FormatError.ts'
import { createUnpacker } from '../packed.ts'
import type { Packing } from '../packed.ts'
import type { Container, ContainerEntry, EntryRefusal } from './entry.ts'
import { entryName } from './entry.ts'
import { Budget } from './limits.ts'
import type { ContainerLimits } from './limits.ts'

/** Packed bytes unpacked at a time: what they hold may be a thousand times as much. */
const PACKED_PIECE = 16 * 1024

/** `chunks`: the container's own bytes; `packing`: how the tar in it is packed. `bytes`: its size, infinite where nobody knows it. */
export function tarContainer(
  chunks: AsyncIterable<Uint8Array>,
  packing: Packing | null,
  bytes: number,
  limits: ContainerLimits,
): Container {
  const budget = new Budget(limits, bytes)
  const extract = tar.extract()
  let position = 0
  /** What went into the tar reader, and what went wrong before it. */
  let fed = 0
  let fault: unknown = null

  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      position += chunk.length
      yield chunk
    }
  }
  async function* feed(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of packing === null ? counted() : unpacked(counted(), packing)) {
        fed += chunk.length
        yield chunk
      }
    } catch (thrown) {
      fault = thrown
      throw thrown
    }
  }
  const source = Readable.from(feed(), { objectMode: true, highWaterMark: 1 })
  source.on('error', (error) => extract.destroy(error))
  source.pipe(extract)

  const broken = (thrown: unknown, name: string | null): FormatError => {
    if (fault instanceof FormatError) return fault
    if (thrown instanceof FormatError) return thrown
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    const isCut = /unexpected end/i.test(why)
    const where = name === null ? '' : ` at ${name}`
    return new FormatError(
      isCut ? 'container/truncated' : 'container/damaged',
      isCut ? `The tar ends inside an entry${where}.` : `The tar is damaged${where}: ${why}.`,
      { byte: fed },
    )
  }

  async function* entries(): AsyncGenerator<ContainerEntry> {
    const iterator = extract[Symbol.asyncIterator]()
    let last: string | null = null
    try {
      for (;;) {
        const next = await iterator.next().catch((thrown: unknown) => {
          throw broken(thrown, last)
        })
        if (next.done === true) {
          if (fault !== null) throw broken(fault, last)
          return
        }
        const { header } = next.value
        const stream = next.value as unknown as Readable
        if (header.type === 'directory') {
          stream.resume()
          continue
        }
        const offset = (header as unknown as { byteOffset?: number }).byteOffset ?? fed
        const size = header.size ?? 0
        const { path, refusal } = entryName(header.name, offset, limits)
        last = path
        budget.countEntry(path, offset)
        let isTaken = false
        yield {
          path,
          bytes: size,
          modifiedAtMs: header.mtime instanceof Date ? header.mtime.getTime() || 0 : 0,
          offset,
          refusal: refusal ?? refusalOf(header.type ?? null, path, header.linkname ?? null, offset),
          open: () => {
            isTaken = true
            return contentOf(stream, path, size, offset)
          },
        }
        if (!isTaken) await drained(stream, path, size, offset)
        else stream.resume()
      }
    } finally {
      await close()
    }
  }

  async function* contentOf(
    stream: AsyncIterable<Uint8Array>,
    path: string,
    size: number,
    offset: number,
  ): AsyncGenerator<Uint8Array> {
    const chunks = stream[Symbol.asyncIterator]()
    let read = 0
    let isOver = false
    const next = async (): Promise<Uint8Array | null> => {
      const step = await chunks.next().catch((thrown: unknown) => {
        isOver = true
        throw broken(thrown, path)
      })
      isOver = step.done === true
      if (step.done === true) return null
      read += step.value.length
      budget.count(path, read, step.value.length, offset)
      return step.value
    }
    try {
      for (let chunk = await next(); chunk !== null; chunk = await next()) yield chunk
    } finally {
      // Whoever leaves early: ending the stream of an entry would end the tar, so the rest is passed over.
      while (!isOver && !extract.destroyed) await next()
    }
    if (read < size)
      throw new FormatError(
        'container/truncated',
        `The tar ends inside ${path}: ${read} of its ${size} bytes are there.`,
        {
          byte: offset + read,
        },
      )
  }

  /** Passes over an entry nobody wants: it counts like the others. */
  async function drained(stream: AsyncIterable<Uint8Array>, path: string, size: number, offset: number): Promise<void> {
    for await (const _chunk of contentOf(stream, path, size, offset));
  }

  const close = (): Promise<void> => {
    source.destroy()
    extract.destroy()
    return Promise.resolve()
  }

  return { entries, position: () => position, close }
}

function refusalOf(type: string | null, path: string, target: string | null, offset: number): EntryRefusal | null {
  const at = { byte: offset }
  if (type === 'file' || type === 'contiguous-file') return null
  if (type === 'symlink' || type === 'link') {
    // eslint-disable-next-line no-control-regex -- what is shown has none
    const shown = target === null ? '' : ` to ${target.replaceAll(/[\u0000-\u001f\u007f]/g, '\ufffd').slice(0, 200)}`
    return { code: 'container/link', message: `The entry ${path} is a link${shown}, which is not followed.`, at }
  }
  return { code: 'container/special-file', message: `The entry ${path} is a device or pipe, not a file.`, at }
}

/** Bytes with one packing taken off. Chunks are copies. Throws FormatError where the packed data are damaged or cut. */
export async function* unpacked(chunks: AsyncIterable<Uint8Array>, packing: Packing): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = []
  const unpacker = createUnpacker(packing, (bytes) => {
    pieces.push(bytes.slice())
  })
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += PACKED_PIECE) {
      let thrown: unknown = null
      try {
        unpacker.push(chunk.subarray(at, at + PACKED_PIECE))
      } catch (error) {
        thrown = error
      }
      // What came out before the damage is given first.
      yield* pieces
      pieces = []
      if (thrown instanceof Error) throw thrown
    }
  unpacker.finish()
}
