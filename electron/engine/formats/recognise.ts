// What a file is, from its content alone; names are not looked at. Order: empty, gzip (looked into), well-known binary formats,
// profile.proto, then text: a gctrace log wherever its first line stands, else what the text looks like.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { FormatError } from './FormatError.ts'
import { gctraceIn } from './gctrace/recognise.ts'
import { Gunzip, isGzip } from './gunzip.ts'
import { LineSplitter } from './lines.ts'
import { binaryLikeness, textLikeness } from './likeness.ts'
import { profileIn } from './pprof/recognise.ts'
import type { Recognition, Refusal, Sample } from './reader.ts'

/** How much of a text file is searched for its first gc line; of a gzip-compressed one, counted after unpacking. */
export const SCAN_LIMIT = 1024 * 1024 * 1024
export const GZIP_SCAN_LIMIT = 256 * 1024 * 1024
/** Bytes of a file that are looked at first. */
export const HEAD_BYTES = 256 * 1024
const SCAN_CHUNK = 4 * 1024 * 1024
/** Lines that chunk borders cut are seen by looking at a little of the chunk before. */
const OVERLAP = 4096
/** Above this share of bytes that text does not have, a file is not text. */
const BINARY_SHARE = 0.05

/** What a file is, or why it is not taken. Never throws for what is in the bytes. */
export function recognise(sample: Sample): Recognition | Refusal {
  const { head, totalBytes } = sample
  if (totalBytes === 0 || head.length === 0)
    return { code: 'file/empty', message: 'The file is empty.', at: { byte: 0 } }
  if (isGzip(head)) return recogniseGzip(sample)
  if (head.length === 1 && head[0] === 0x1f)
    return {
      code: 'file/too-short',
      message: 'The file has 1 byte, the first of a gzip header: it was cut.',
      at: { byte: 1 },
    }
  return recognisePlain(head, head.length >= totalBytes, (limit) => laterChunks(sample, limit), 'The file')
}

type LaterChunks = (limit: number) => Iterable<Uint8Array>

function* laterChunks({ head, totalBytes, scan }: Sample, limit: number): Generator<Uint8Array> {
  if (!scan) return
  let offset = head.length
  while (offset < Math.min(totalBytes, limit)) {
    const chunk = scan(offset, SCAN_CHUNK)
    if (chunk.length === 0) return
    offset += chunk.length
    yield chunk
  }
}

function recognisePlain(head: Uint8Array, isWhole: boolean, later: LaterChunks, what: string): Recognition | Refusal {
  const binary = binaryLikeness(head)
  if (binary !== null) return binary
  const profile = profileIn(head)
  if (profile !== null) return profile
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  const text = isUtf16 ? fromUtf16(head) : head
  if (!isUtf16 && nonTextShare(head) > BINARY_SHARE) {
    const first = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
    if (head.length < 16)
      return {
        code: 'file/too-short',
        message: `${what} has ${head.length} bytes (${first}), too few to tell what it is.`,
        at: { byte: head.length },
      }
    return {
      code: 'file/binary',
      message: `${what} is binary data of no known format (it begins with ${first}).`,
      at: { byte: 0 },
    }
  }
  const found = gctraceIn(text)
  if (found !== null) return found
  const likeness = textLikeness(text)
  // A dump or a metrics file is not searched to its end; plain log text is.
  if (!isWhole) {
    const deep = searchLater(text, isUtf16 ? fromUtf16Chunks(head, later(SCAN_LIMIT)) : later(SCAN_LIMIT))
    if (deep !== null) return deep
  }
  if (likeness !== null) return likeness
  if (head.every((byte) => byte === 0))
    return { code: 'file/binary', message: `${what} begins with NUL bytes and has no gc line.`, at: { byte: 0 } }
  const limit = what === 'The file' ? SCAN_LIMIT : GZIP_SCAN_LIMIT
  return {
    code: 'text/no-gc-line',
    message:
      `${what} is text, but it has no gc line (\`gc 1 @0.012s 2%: …\`, printed with GODEBUG=gctrace=1)` +
      (isWhole ? '.' : ` in its first ${limit / 1_048_576} MiB.`),
  }
}

/** Looks for a gc line in what follows the head. */
function searchLater(head: Uint8Array, chunks: Iterable<Uint8Array>): Recognition | null {
  let tail = head.slice(-OVERLAP)
  for (const chunk of chunks) {
    const joined = new Uint8Array(tail.length + chunk.length)
    joined.set(tail)
    joined.set(chunk, tail.length)
    const found = gctraceIn(joined, true)
    if (found !== null) return found
    tail = joined.slice(-OVERLAP)
  }
  return null
}

class Enough extends Error {}

/** Looks into gzip data: the first bytes it unpacks to decide, as if they were the file. */
function recogniseGzip(sample: Sample): Recognition | Refusal {
  const pieces: Uint8Array[] = []
  let length = 0
  let fault: FormatError | null = null
  const gunzip = new Gunzip((bytes) => {
    pieces.push(bytes.slice())
    length += bytes.length
    if (length >= HEAD_BYTES) throw new Enough()
  })
  const isHeadAll = sample.head.length >= sample.totalBytes
  let isWhole = false
  try {
    gunzip.push(sample.head)
    if (isHeadAll) {
      gunzip.finish()
      isWhole = true
    }
  } catch (thrown) {
    if (thrown instanceof FormatError) fault = thrown
    else if (!(thrown instanceof Enough)) throw thrown
  }
  if (length === 0) {
    if (fault !== null) return { code: fault.code, message: fault.message, at: fault.at }
    return { code: 'file/empty', message: 'The gzip data holds nothing: the file inside it is empty.', at: { byte: 0 } }
  }
  const head = Buffer.concat(pieces)
  if (isGzip(head))
    return { code: 'gzip/nested', message: 'The gzip data holds gzip data again: unpack it once and import that file.' }
  const answer = recognisePlain(
    head,
    isWhole,
    () => unpackedChunks(sample, head.length),
    'The file inside the gzip data',
  )
  if (!('code' in answer)) return { ...answer, because: `${answer.because} (gzip-compressed)` }
  // Too little came out of it to say more: the damage is the message.
  if (fault !== null && (answer.code === 'file/too-short' || answer.code === 'text/no-gc-line'))
    return { code: fault.code, message: fault.message, at: fault.at }
  return answer
}

/** What gzip data unpacks to after its first `skip` bytes, up to the limit; ends quietly where the data is damaged. */
function* unpackedChunks(sample: Sample, skip: number): Generator<Uint8Array> {
  let pieces: Uint8Array[] = []
  let left = skip
  let total = 0
  const gunzip = new Gunzip((bytes) => {
    total += bytes.length
    const dropped = Math.min(left, bytes.length)
    left -= dropped
    if (dropped < bytes.length) pieces.push(bytes.slice(dropped))
  })
  const compressed = function* (): Generator<Uint8Array> {
    for (let at = 0; at < sample.head.length; at += OVERLAP) yield sample.head.subarray(at, at + OVERLAP)
    for (const chunk of laterChunks(sample, Number.POSITIVE_INFINITY))
      for (let at = 0; at < chunk.length; at += 65_536) yield chunk.subarray(at, at + 65_536)
  }
  for (const chunk of compressed()) {
    try {
      gunzip.push(chunk)
    } catch (thrown) {
      if (!(thrown instanceof FormatError)) throw thrown
      left = Number.POSITIVE_INFINITY
    }
    yield* pieces
    pieces = []
    if (total > GZIP_SCAN_LIMIT || left === Number.POSITIVE_INFINITY) return
  }
}

/** Share of bytes that UTF-8 text does not have: control characters and broken sequences. Runs of NUL (a rotated log) do not count. */
function nonTextShare(bytes: Uint8Array): number {
  let odd = 0
  let counted = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if (byte === 0 && (bytes[at + 1] === 0 || bytes[at - 1] === 0)) continue
    counted++
    if (byte >= 0x80) {
      const length =
        byte >= 0xf0 && byte < 0xf8 ? 4 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xc2 && byte < 0xe0 ? 2 : 0
      let isGood = length > 0
      for (let index = 1; index < length && at + index < bytes.length; index++)
        if (((bytes[at + index] as number) & 0xc0) !== 0x80) isGood = false
      if (isGood) at += length - 1
      else odd++
    } else if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127) odd++
  }
  return counted === 0 ? (bytes.length < 1024 ? 1 : 0) : odd / counted
}

function* fromUtf16Chunks(head: Uint8Array, chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  const mark = head.subarray(0, 2)
  for (const chunk of chunks) yield fromUtf16(Buffer.concat([mark, chunk]))
}

function fromUtf16(bytes: Uint8Array): Uint8Array {
  const lines: Uint8Array[] = []
  const splitter = new LineSplitter((line, from, to) => lines.push(line.slice(from, to), Uint8Array.of(10)))
  splitter.push(bytes)
  splitter.finish()
  return Buffer.concat(lines)
}

/**
 * The same for a file on disk: reads its head, and more of it where a log's first gc line is far in. A file that cannot be
 * read is a refusal too.
 */
export function recogniseFile(path: string): Recognition | Refusal {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (thrown) {
    return unreadable(thrown)
  }
  try {
    const status = fstatSync(file)
    if (status.isDirectory()) return { code: 'file/directory', message: 'This is a folder, not a file.' }
    if (!status.isFile()) return { code: 'file/not-regular', message: 'This is a device, pipe or socket, not a file.' }
    const scan = (offset: number, length: number): Uint8Array => {
      const bytes = new Uint8Array(Math.min(length, Math.max(0, status.size - offset)))
      let at = 0
      while (at < bytes.length) {
        const read = readSync(file, bytes, at, bytes.length - at, offset + at)
        if (read === 0) break
        at += read
      }
      return bytes.subarray(0, at)
    }
    return recognise({ head: scan(0, HEAD_BYTES), totalBytes: status.size, scan })
  } catch (thrown) {
    return unreadable(thrown)
  } finally {
    closeSync(file)
  }
}

function unreadable(thrown: unknown): Refusal {
  const { code, message } = thrown as NodeJS.ErrnoException
  if (code === undefined) throw thrown
  const why: Record<string, string> = {
    ENOENT: 'it does not exist',
    EACCES: 'permission was denied',
    EISDIR: 'it is a folder',
  }
  return { code: 'file/unreadable', message: `The file cannot be read: ${why[code] ?? message}.` }
}
