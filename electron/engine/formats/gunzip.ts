// Streaming gunzip, synchronous per chunk. RFC 1952 framing is done here, so that every member's end, trailer and damage has
// its byte; inflating is node:zlib's (SyncZlib.ts).
import { constants, crc32, createInflateRaw } from 'node:zlib'
import { FormatError } from './FormatError.ts'
import type { Unpacker } from './packed.ts'
import { refuseBomb, SyncZlib } from './SyncZlib.ts'
import type { UnpackLimits } from './SyncZlib.ts'

/** Above this ratio of output to input the file is taken for a bomb, once GZIP_FREE_BYTES were put out. Deflate's own limit is 1032. */
export const GZIP_MAX_RATIO = 200
/** Below this many bytes of output no ratio is looked at. */
export const GZIP_FREE_BYTES = 64 * 1024 * 1024
/** Output of one file at most: logs are streamed, so this bounds time, not memory. */
export const GZIP_MAX_OUTPUT = 16 * 1024 * 1024 * 1024
/** Longest header we accept (name, comment and extra field together). */
const MAX_HEADER = 1024 * 1024
const LIMITS: UnpackLimits = { maxRatio: GZIP_MAX_RATIO, freeBytes: GZIP_FREE_BYTES, maxOutput: GZIP_MAX_OUTPUT }

const FHCRC = 2
const FEXTRA = 4
const FNAME = 8
const FCOMMENT = 16

/** True where the bytes begin a gzip member. */
export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b

type State = 'header' | 'body' | 'trailer' | 'done'

/** Undoes gzip, members one after another. `sink` gets slices of one buffer that is reused after it returns. */
export class Gunzip implements Unpacker {
  bytesIn = 0
  bytesOut = 0
  members = 0
  trailingBytes = 0
  private readonly sink: (bytes: Uint8Array) => void
  private readonly zlib = new SyncZlib(createInflateRaw(), 'inflate')
  private state: State = 'header'
  /** Bytes of a header or trailer that a chunk cut. */
  private held: Uint8Array = new Uint8Array(0)
  private crc = 0
  private memberOut = 0

  constructor(sink: (bytes: Uint8Array) => void) {
    this.sink = sink
  }

  push(chunk: Uint8Array): void {
    let rest = chunk
    while (rest.length > 0 && this.state !== 'done') {
      if (this.state === 'body') rest = this.inflate(rest)
      else rest = this.frame(rest)
    }
    if (this.state === 'done') {
      this.trailingBytes += rest.length
      this.bytesIn += rest.length
    }
  }

  /** Ends the input. A file cut inside a member is an error; what was inflated before it has been given to the sink. */
  finish(): void {
    this.zlib.close()
    if (this.state === 'done' || (this.state === 'header' && this.held.length === 0 && this.members > 0)) return
    if (this.state === 'header' && this.members > 0) {
      this.trailingBytes += this.held.length
      return
    }
    const part = this.state === 'body' ? 'compressed data' : this.state
    throw new FormatError(
      'gzip/truncated',
      `The gzip data ends inside the ${part} of member ${this.members + 1}, after ${this.bytesIn} bytes.`,
      { byte: this.bytesIn },
    )
  }

  private inflate(chunk: Uint8Array): Uint8Array {
    const { zlib } = this
    let offset = 0
    let left = chunk.length
    for (;;) {
      const isFull = zlib.write(constants.Z_SYNC_FLUSH, chunk, offset, left)
      const taken = left - zlib.unread
      this.bytesIn += taken
      offset += taken
      left = zlib.unread
      if (zlib.fault !== null && zlib.fault !== 'unexpected end of file')
        throw new FormatError(
          'gzip/damaged',
          `The compressed data is damaged: zlib says "${zlib.fault}" near byte ${this.bytesIn} of the file.`,
          { byte: this.bytesIn },
        )
      if (zlib.made.length > 0) this.give(zlib.made)
      if (isFull) continue
      if (left > 0) {
        this.state = 'trailer'
        return chunk.subarray(offset)
      }
      return chunk.subarray(chunk.length)
    }
  }

  private give(bytes: Uint8Array): void {
    this.bytesOut += bytes.length
    this.memberOut += bytes.length
    this.crc = crc32(bytes, this.crc)
    refuseBomb('gzip', this, LIMITS)
    this.sink(bytes)
  }

  /** Header or trailer, gathered over chunks; gives back what follows it. */
  private frame(chunk: Uint8Array): Uint8Array {
    const before = this.held.length
    const bytes = new Uint8Array(before + chunk.length)
    bytes.set(this.held)
    bytes.set(chunk, before)
    if (this.state === 'header' && this.members > 0 && bytes.length >= 2 && !isGzip(bytes)) {
      this.state = 'done' // padding or foreign bytes after the last member
      this.trailingBytes += before
      this.held = new Uint8Array(0)
      return chunk
    }
    const length = this.state === 'header' ? this.headerLength(bytes) : bytes.length >= 8 ? 8 : -1
    if (length < 0) {
      if (bytes.length > MAX_HEADER)
        throw new FormatError('gzip/damaged', `The gzip header is longer than ${MAX_HEADER} bytes.`, {
          byte: this.bytesIn,
        })
      this.held = bytes
      this.bytesIn += chunk.length
      return chunk.subarray(chunk.length)
    }
    this.held = new Uint8Array(0)
    this.bytesIn += length - before
    if (this.state === 'header') this.beginMember()
    else this.endMember(new DataView(bytes.buffer))
    return bytes.subarray(length)
  }

  private beginMember(): void {
    this.zlib.reset()
    this.crc = 0
    this.memberOut = 0
    this.state = 'body'
  }

  private endMember(trailer: DataView): void {
    const crc = trailer.getUint32(0, true)
    if (crc !== this.crc || trailer.getUint32(4, true) !== this.memberOut % 2 ** 32)
      throw new FormatError(
        'gzip/damaged',
        `The checksum of gzip member ${this.members + 1} is wrong: the compressed data was changed or cut.`,
        { byte: this.bytesIn - 8 },
      )
    this.members++
    this.state = 'header'
  }

  /** Length of the member's header, or -1 where the bytes end inside it. */
  private headerLength(bytes: Uint8Array): number {
    if ((bytes.length >= 1 && bytes[0] !== 0x1f) || (bytes.length >= 2 && bytes[1] !== 0x8b))
      throw new FormatError('gzip/damaged', 'The gzip header does not begin with 1f 8b.', { byte: 0 })
    if (bytes.length < 10) return -1
    if (bytes[2] !== 8)
      throw new FormatError('gzip/damaged', `The gzip header names compression method ${bytes[2]}, expected 8.`, {
        byte: this.bytesIn,
      })
    const flags = bytes[3] ?? 0
    let at = 10
    if (flags & FEXTRA) {
      if (bytes.length < at + 2) return -1
      at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0)
    }
    for (const flag of [FNAME, FCOMMENT]) {
      if (!(flags & flag)) continue
      const end = at < bytes.length ? bytes.indexOf(0, at) : -1
      if (end < 0) return -1
      at = end + 1
    }
    if (flags & FHCRC) at += 2
    return at <= bytes.length ? at : -1
  }
}
