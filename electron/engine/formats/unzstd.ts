// Streaming zstd, synchronous per chunk: the sibling of gunzip.ts. Frames are followed here (RFC 8878: headers and block headers only),
// so that every frame's end, a cut and foreign bytes after the last frame have their place; decompressing is node:zlib's (SyncZlib.ts).
import { constants, createZstdDecompress } from 'node:zlib'
import { FormatError } from './FormatError.ts'
import type { Unpacker } from './packed.ts'
import { refuseBomb, SyncZlib } from './SyncZlib.ts'
import type { UnpackLimits } from './SyncZlib.ts'

/** zstd packs repetitive text far better than deflate: above this ratio, once ZSTD_FREE_BYTES were put out, it is a bomb. */
export const ZSTD_MAX_RATIO = 2000
export const ZSTD_FREE_BYTES = 64 * 1024 * 1024
/** Output of one file at most: logs are streamed, so this bounds time, not memory. */
export const ZSTD_MAX_OUTPUT = 16 * 1024 * 1024 * 1024
/** 2^27: what `zstd -d` accepts without --long. Bounds the memory of the decoder. */
const MAX_WINDOW_LOG = 27
const LIMITS: UnpackLimits = { maxRatio: ZSTD_MAX_RATIO, freeBytes: ZSTD_FREE_BYTES, maxOutput: ZSTD_MAX_OUTPUT }

/** True where the bytes begin a zstd frame or a skippable one. */
export const isZstd = (head: Uint8Array): boolean =>
  head.length >= 4 &&
  ((head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) || isSkippable(head))

const isSkippable = (head: Uint8Array): boolean =>
  ((head[0] as number) & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18

const NOTHING = new Uint8Array(0)

type State = 'magic' | 'header' | 'block' | 'skip' | 'done'

/** Undoes zstd, frames one after another. `sink` gets slices of one buffer that is reused after it returns. */
export class Unzstd implements Unpacker {
  bytesIn = 0
  bytesOut = 0
  members = 0
  trailingBytes = 0
  private readonly sink: (bytes: Uint8Array) => void
  private readonly zlib = new SyncZlib(
    createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG } }),
    'zstd',
  )
  private state: State = 'magic'
  /** Bytes of a magic number, header or block header that a chunk cut. */
  private held: Uint8Array = new Uint8Array(0)
  /** Bytes still to pass over, and what comes then. */
  private left = 0
  private after: State = 'magic'
  private hasChecksum = false

  constructor(sink: (bytes: Uint8Array) => void) {
    this.sink = sink
  }

  push(chunk: Uint8Array): void {
    const before = this.bytesIn
    // Bytes that may begin a frame wait until they do: the decoder must not see those after the last one.
    const waiting = this.state === 'magic' ? this.held : NOTHING
    const end = this.follow(chunk)
    const isOver = this.state === 'done' && end === 0
    const unfed = this.state === 'magic' ? this.held.length : isOver ? waiting.length : 0
    const known = waiting.length === 0 ? chunk.subarray(0, end) : Buffer.concat([waiting, chunk.subarray(0, end)])
    if (known.length > unfed) this.decompress(known.subarray(0, known.length - unfed), before - waiting.length)
    this.trailingBytes += chunk.length - end
    this.bytesIn = before + chunk.length
  }

  finish(): void {
    this.zlib.close()
    const isAtEnd = this.state === 'done' || (this.state === 'magic' && this.members > 0)
    if (!isAtEnd)
      throw new FormatError(
        'zstd/truncated',
        `The zstd data ends inside frame ${this.members + 1}, after ${this.bytesIn} bytes.`,
        { byte: this.bytesIn },
      )
    if (this.state === 'magic') this.trailingBytes += this.held.length
  }

  /** Follows the frames through the chunk; how much of it belongs to them. */
  private follow(chunk: Uint8Array): number {
    let at = 0
    while (at < chunk.length && this.state !== 'done') {
      if (this.left > 0) {
        const passed = Math.min(this.left, chunk.length - at)
        this.left -= passed
        at += passed
        if (this.left > 0) break
        this.state = this.after
        if (this.state === 'magic') this.members++
        continue
      }
      const before = this.held.length
      const bytes = new Uint8Array(before + Math.min(18, chunk.length - at))
      bytes.set(this.held)
      bytes.set(chunk.subarray(at, at + bytes.length - before), before)
      const used = this.step(bytes)
      if (used < 0) {
        this.held = bytes
        at += bytes.length - before
        continue
      }
      this.held = new Uint8Array(0)
      if ((this.state as State) === 'done') this.trailingBytes += before
      else at += used - before
    }
    return at
  }

  /** Reads one header; how long it is, or −1 where the bytes end inside it. */
  private step(bytes: Uint8Array): number {
    if (this.state === 'magic') {
      if (bytes.length < 4) return -1
      if (isSkippable(bytes)) {
        if (bytes.length < 8) return -1
        this.pass(new DataView(bytes.buffer).getUint32(4, true), 'magic')
        return 8
      }
      if (!isZstd(bytes)) {
        if (this.members === 0) this.damaged('The zstd data does not begin with 28 b5 2f fd')
        this.state = 'done'
        return 0
      }
      this.state = 'header'
      return 4
    }
    if (this.state === 'header') {
      const descriptor = bytes[0] as number
      const isSingle = (descriptor & 0x20) > 0
      const size = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0
      const length = 1 + (isSingle ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0) + size
      if (bytes.length < length) return -1
      this.hasChecksum = (descriptor & 4) > 0
      this.state = 'block'
      return length
    }
    if (bytes.length < 3) return -1
    const header = (bytes[0] as number) | ((bytes[1] as number) << 8) | ((bytes[2] as number) << 16)
    const isLast = (header & 1) > 0
    const type = (header >> 1) & 3
    if (type === 3) this.damaged('A block has a type that does not exist')
    const size = type === 1 ? 1 : header >> 3
    this.pass(size + (isLast && this.hasChecksum ? 4 : 0), isLast ? 'magic' : 'block')
    return 3
  }

  private pass(bytes: number, after: State): void {
    this.left = bytes
    this.after = after
    if (bytes > 0) return
    this.state = after
    if (after === 'magic') this.members++
  }

  private decompress(chunk: Uint8Array, before: number): void {
    const { zlib } = this
    let offset = 0
    let left = chunk.length
    for (;;) {
      const isFull = zlib.write(constants.ZSTD_e_continue, chunk, offset, left)
      offset += left - zlib.unread
      left = zlib.unread
      this.bytesIn = before + offset
      if (zlib.fault !== null) this.damaged(`zlib says "${zlib.fault}"`)
      if (zlib.made.length > 0) this.give(zlib.made)
      if (left === 0 && !isFull) return
      if (zlib.made.length === 0 && left > 0 && offset === 0) this.damaged('The decoder takes no more of it')
    }
  }

  private give(bytes: Uint8Array): void {
    this.bytesOut += bytes.length
    refuseBomb('zstd', this, LIMITS)
    this.sink(bytes)
  }

  private damaged(why: string): never {
    throw new FormatError(
      'zstd/damaged',
      `The compressed data is damaged: ${why} near byte ${this.bytesIn} of the file.`,
      { byte: this.bytesIn },
    )
  }
}
