// What a file is, from its content alone; a name is looked at only where the content is nothing but one number. Order: empty,
// packed (looked into), execution traces, profiles in legacy forms, well-known binary formats, profile.proto, then text: a log
// whose lines are read (logs/recognise.ts), something of the operating system, statistics; where the head is none of them, lines
// of logs wherever the first one stands, else what the text looks like.
import { counted } from '../../../shared/lib/counted.ts'
import { basename } from 'node:path'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { allocEventsIn } from './alloc/recognise.ts'
import { benchmarkIn } from './benchmark/recognise.ts'
import { FormatError } from './FormatError.ts'
import { traceIn } from './gotrace/recognise.ts'
import { createUnpacker, Enough, packingOf, plainHead } from './packed.ts'
import type { Packing } from './packed.ts'
import { binaryLikeness, isWeakLikeness, textLikeness } from './likeness.ts'
import { logIn, logLaterIn, statisticsIn } from './logs/recognise.ts'
import { withoutEnvelopes } from './logs/withoutEnvelopes.ts'
import { metricsIn } from './metrics/recognise.ts'
import { osMemoryIn } from './osmemory/recognise.ts'
import { legacyIn } from './pprof/legacy/recognise.ts'
import { profileIn } from './pprof/recognise.ts'
import { runOut } from '../../../shared/lib/runOut.ts'
import { Utf16Decoder, utf16Of } from './utf16.ts'
import type { Recognition, Refusal, Sample } from './reader.ts'

/**
 * How much of a text file is searched for its first gc line; of a packed one, counted after unpacking. The worst text
 * is searched at 120 MB/s, so that even it is answered in two seconds.
 */
export const SCAN_LIMIT = 256 * 1024 * 1024
/** Bytes of a file that are looked at first. */
export const HEAD_BYTES = 256 * 1024
const SCAN_CHUNK = 4 * 1024 * 1024
/** Lines that chunk borders cut are seen by looking at a little of the chunk before. */
const OVERLAP = 4096
/** Above this share of bytes that text does not have, a file is not text. */
const BINARY_SHARE = 0.05

type Answer = Recognition | Refusal
/** Recognition in steps of a few milliseconds, one per chunk of a long search. */
type Steps = Generator<void, Answer>

/** What a file is, or why it is not taken. Never throws for what is in the bytes. */
export function recognise(sample: Sample): Answer {
  return runOut(recogniseInSteps(sample))
}

function* recogniseInSteps(sample: Sample): Steps {
  const { head, totalBytes } = sample
  if (totalBytes === 0 || head.length === 0)
    return { code: 'file/empty', message: 'The file is empty.', at: { byte: 0 } }
  const packing = packingOf(head)
  if (packing !== null) return yield* recognisePacked(sample, packing)
  if (head.length === 1 && head[0] === 0x1f)
    return {
      code: 'file/too-short',
      message: 'The file has 1 byte, the first of a gzip header: it was cut.',
      at: { byte: 1 },
    }
  const later = (): LaterChunks => laterChunks(sample, SCAN_LIMIT)
  return yield* recognisePlain(head, head.length >= totalBytes, later, 'The file', sample.name)
}

/** The rest of a file, or of what it unpacks to; its return value tells whether that was all of it. */
type LaterChunks = Generator<Uint8Array, boolean>

function* laterChunks({ head, totalBytes, scan }: Sample, limit: number): LaterChunks {
  if (!scan) return head.length >= totalBytes
  let offset = head.length
  while (offset < Math.min(totalBytes, limit)) {
    const chunk = scan(offset, SCAN_CHUNK)
    if (chunk.length === 0) return true
    offset += chunk.length
    yield chunk
  }
  return offset >= totalBytes
}

function* recognisePlain(
  head: Uint8Array,
  isHeadAll: boolean,
  later: () => LaterChunks,
  what: string,
  name: string | undefined,
): Steps {
  const trace = traceIn(head)
  if (trace !== null) return trace
  const wide = utf16Of(head)
  const decoder = wide && new Utf16Decoder(wide.isBigEndian)
  const text = decoder === null ? head : decoder.decode(head.subarray(wide?.isMarked ? 2 : 0)).slice()
  const legacy = legacyIn(text)
  if (legacy !== null) return legacy
  const binary = binaryLikeness(head)
  if (binary !== null) return binary
  const profile = profileIn(head)
  if (profile !== null) return profile
  if (wide === null && nonTextShare(head) > BINARY_SHARE) {
    const first = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
    if (head.length < 16)
      return {
        code: 'file/too-short',
        message: `${what} has ${counted(head.length, 'byte', 'bytes')} (${first}), too few to tell what it is.`,
        at: { byte: head.length },
      }
    return {
      code: 'file/binary',
      message: `${what} is binary data of no known format (it begins with ${first}).`,
      at: { byte: 0 },
    }
  }
  const found = logIn(text)
  if (found?.kind === 'gctrace') return found
  const own = wrappedIn(text, name) ?? tableIn(text, found) ?? stateIn(text, found, name)
  if (own !== null) return own
  const likeness = found === null ? textLikeness(text) : null
  const statistics =
    found === null && (likeness === null || isWeakLikeness(likeness))
      ? statisticsIn(Buffer.from(text.buffer, text.byteOffset, text.byteLength))
      : null
  let isWhole = isHeadAll
  if (!isHeadAll) {
    const deep = yield* searchLater(text, later(), decoder, found ?? statistics)
    if (typeof deep === 'object') return deep
    isWhole = deep
  }
  if (found !== null) return found
  if (statistics !== null) return statistics
  if (likeness !== null) return likeness
  if (head.every((byte) => byte === 0))
    return { code: 'file/binary', message: `${what} begins with NUL bytes and has no gc line.`, at: { byte: 0 } }
  return {
    code: 'text/no-gc-line',
    message:
      `${what} is text, but it has no gc line (\`gc 1 @0.012s 2%: …\`, printed with GODEBUG=gctrace=1), no stack of a goroutine, no ` +
      `statistics, nor anything else that is read` +
      (isWhole ? '.' : ` in its first ${SCAN_LIMIT / 1_048_576} MiB; more is not searched.`),
    at: { line: 1 },
  }
}

/**
 * Texts with a form of their own, read by readers of their own: allocation events, before the goroutines that allocfreetrace
 * prints; results of benchmarks, before a panic at their end. `log`: lines of a log that the text has, too.
 */
function tableIn(text: Uint8Array, log: Recognition | null): Recognition | null {
  const events = allocEventsIn(text)
  if (events !== null) return events
  const benchmark = benchmarkIn(text)
  return benchmark !== null && (log === null || benchmark.confidence > 0.9) ? benchmark : null
}

/** Texts with a form of their own, and stacks, whose lines stand in the envelopes of a log. */
function wrappedIn(text: Uint8Array, name: string | undefined): Recognition | null {
  if (benchmarkIn(text) !== null || osMemoryIn(text, name) !== null) return null
  const inner = withoutEnvelopes(text)
  if (inner === null) return null
  const log = logIn(inner)
  if (log?.kind === 'gctrace') return log
  const found = tableIn(inner, log) ?? stateIn(inner, log, undefined) ?? log
  return found && { ...found, because: `${found.because}, in the lines of a log` }
}

/** What a system or a service says of its memory. A pod may say it with the stacks of a crash in it; lines of the runtime say more. */
function stateIn(text: Uint8Array, log: Recognition | null, name: string | undefined): Recognition | null {
  if (log?.kind === 'runtimeLog') return null
  return osMemoryIn(text, name) ?? (log?.kind === 'goroutines' ? null : metricsIn(text))
}

/**
 * Looks for lines that say what a log is in what follows the head: gc lines end the search, other lines of a log count where
 * nothing better comes. Without any: whether everything was looked at.
 */
function* searchLater(
  head: Uint8Array,
  chunks: LaterChunks,
  decoder: Utf16Decoder | null,
  known: Recognition | null,
): Generator<void, Recognition | boolean> {
  let tail = head.slice(-OVERLAP)
  let best = known
  for (;;) {
    yield
    const next = chunks.next()
    if (next.done) return best ?? next.value
    const chunk = decoder === null ? next.value : decoder.decode(next.value)
    const joined = new Uint8Array(tail.length + chunk.length)
    joined.set(tail)
    joined.set(chunk, tail.length)
    const found = logLaterIn(joined, best)
    if (found?.kind === 'gctrace') return found
    best = found
    tail = joined.slice(-OVERLAP)
  }
}

/** Looks into packed data: the first bytes it unpacks to decide, as if they were the file. */
function* recognisePacked(sample: Sample, packing: Packing): Steps {
  const pieces: Uint8Array[] = []
  let length = 0
  let fault: FormatError | null = null
  const unpacker = createUnpacker(packing, (bytes) => {
    pieces.push(bytes.slice())
    length += bytes.length
    if (length >= HEAD_BYTES) throw new Enough()
  })
  const isHeadAll = sample.head.length >= sample.totalBytes
  let isWhole = false
  try {
    unpacker.push(sample.head)
    if (isHeadAll) {
      unpacker.finish()
      isWhole = true
    }
  } catch (thrown) {
    if (thrown instanceof FormatError) fault = thrown
    else if (!(thrown instanceof Enough)) throw thrown
  }
  if (length === 0) {
    if (fault !== null) return { code: fault.code, message: fault.message, at: fault.at }
    return {
      code: 'file/empty',
      message: `The ${packing} data holds nothing: the file inside it is empty.`,
      at: { byte: 0 },
    }
  }
  const head = Buffer.concat(pieces)
  const inner = packingOf(head)
  if (inner !== null)
    return {
      code: `${packing}/nested`,
      message: `The ${packing} data holds ${inner} data again: unpack it once and import that file.`,
      at: { byte: 0 },
    }
  const later = (): LaterChunks =>
    unpackedChunks(sample, packing, head.length, (thrown) => {
      fault = thrown
    })
  const name = sample.name?.replace(/\.(?:gz|zst)$/i, '')
  const answer = yield* recognisePlain(head, isWhole, later, `The file inside the ${packing} data`, name)
  if (!('code' in answer)) return { ...answer, because: `${answer.because} (${packing}-compressed)` }
  if (fault?.code === `${packing}/bomb`) return { code: fault.code, message: fault.message, at: fault.at }
  // Too little came out of it to say more: the damage is the message.
  if (fault !== null && (answer.code === 'file/too-short' || answer.code === 'text/no-gc-line'))
    return { code: fault.code, message: fault.message, at: fault.at }
  return answer
}

/** What packed data unpacks to after its first `skip` bytes, up to the limit; ends where the data is damaged. */
function* unpackedChunks(
  sample: Sample,
  packing: Packing,
  skip: number,
  onFault: (fault: FormatError) => void,
): LaterChunks {
  let pieces: Uint8Array[] = []
  let left = skip
  let total = 0
  const unpacker = createUnpacker(packing, (bytes) => {
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
      unpacker.push(chunk)
    } catch (thrown) {
      if (!(thrown instanceof FormatError)) throw thrown
      onFault(thrown)
      left = Number.POSITIVE_INFINITY
    }
    yield* pieces
    pieces = []
    if (total > SCAN_LIMIT || left === Number.POSITIVE_INFINITY) return false
  }
  return true
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

/** Others get their turn after so many milliseconds of search. */
const TURN_MS = 20

/** `recognise`, letting others run in between; `onTurn` is called then and may throw to end it. */
export async function recogniseInTurns(sample: Sample, onTurn: () => void = () => undefined): Promise<Answer> {
  const steps = recogniseInSteps(sample)
  let turnedAt = performance.now()
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value
    if (performance.now() - turnedAt < TURN_MS) continue
    await new Promise(setImmediate)
    onTurn()
    turnedAt = performance.now()
  }
}

/** Whether the first bytes of a file, unpacked where it is packed, are those of a text. */
export function isTextual(head: Uint8Array): boolean {
  const plain = plainHead(head)
  return utf16Of(plain) !== null || (plain.length > 0 && nonTextShare(plain) <= BINARY_SHARE)
}

/**
 * The same for a file on disk: reads its head, and more of it where a log's first gc line is far in. A file that cannot be
 * read is a refusal too. A long search lets others run in between; `onTurn` is called then and may throw to end it.
 */
export async function recogniseFile(path: string, onTurn: () => void = () => undefined): Promise<Answer> {
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
    const sample = { head: scan(0, HEAD_BYTES), totalBytes: status.size, scan, name: basename(path) }
    return await recogniseInTurns(sample, onTurn)
  } catch (thrown) {
    return unreadable(thrown)
  } finally {
    closeSync(file)
  }
}

function unreadable(thrown: unknown): Refusal {
  const { code, message, syscall } = thrown as NodeJS.ErrnoException
  if (code === undefined || syscall === undefined) throw thrown
  const why: Record<string, string> = {
    ENOENT: 'it does not exist',
    EACCES: 'permission was denied',
    EISDIR: 'it is a folder',
  }
  return { code: 'file/unreadable', message: `The file cannot be read: ${why[code] ?? message}.` }
}
