// Files that are packed as a whole, gzip or zstd: told by their first bytes, unpacked as they are read.
import type { SourceKind } from '../../../shared/records/index.ts'
import { FormatError } from './FormatError.ts'
import { Gunzip, isGzip } from './gunzip.ts'
import type { ReaderOutput, ReadSummary, SourceReader } from './reader.ts'
import { isZstd, Unzstd } from './unzstd.ts'

/** Undoes one packing, chunk by chunk. Throws FormatError with the byte of the packed data; what came before went to the sink. */
export interface Unpacker {
  /** Packed bytes taken so far. */
  readonly bytesIn: number
  readonly bytesOut: number
  /** Members or frames that are complete. */
  readonly members: number
  /** Bytes after the last member that begin no other one; they are left out. */
  readonly trailingBytes: number
  push(chunk: Uint8Array): void
  /** Ends the input. Data cut inside a member are an error. */
  finish(): void
}

export type Packing = 'gzip' | 'zstd'
/** So many first bytes tell a packing. */
export const PACKED_HEAD_BYTES = 4

/** How a file is packed; null: it is not, or in a way that is not read. */
export const packingOf = (head: Uint8Array): Packing | null => (isGzip(head) ? 'gzip' : isZstd(head) ? 'zstd' : null)

/** `sink` gets slices of one buffer that is reused after it returns. */
export const createUnpacker = (packing: Packing, sink: (bytes: Uint8Array) => void): Unpacker =>
  packing === 'gzip' ? new Gunzip(sink) : new Unzstd(sink)

/** Thrown by a sink that needs no more. */
export class Enough extends Error {}

/** The first bytes of a file with its packing taken off, as far as they come out of `head`; `enough`: so many will do. */
export function plainHead(head: Uint8Array, enough = head.length): Uint8Array {
  const packing = packingOf(head)
  if (packing === null) return head
  const pieces: Uint8Array[] = []
  let length = 0
  try {
    const unpacker = createUnpacker(packing, (bytes) => {
      pieces.push(bytes.slice())
      length += bytes.length
      if (length >= enough) throw new Enough()
    })
    unpacker.push(head)
  } catch (thrown) {
    // Damage is for others to tell; what came before it is looked at.
    if (!(thrown instanceof Enough) && !(thrown instanceof FormatError)) throw thrown
  }
  return Buffer.concat(pieces)
}

/** A reader that takes gzip, zstd and plain bytes alike and hands plain bytes to the format's own reader. */
export class UnpackingReader implements SourceReader {
  private readonly inner: SourceReader
  private readonly kind: SourceKind
  private readonly output: ReaderOutput
  private packing: Packing = 'gzip'
  private unpacker: Unpacker | null = null
  private isBroken = false
  private head: Uint8Array | null = new Uint8Array(0)

  constructor(inner: SourceReader, kind: SourceKind, output: ReaderOutput) {
    this.inner = inner
    this.kind = kind
    this.output = output
  }

  push(chunk: Uint8Array): void {
    if (this.head === null) return this.pass(chunk)
    // The first bytes tell; they may come one by one.
    const bytes = new Uint8Array(this.head.length + chunk.length)
    bytes.set(this.head)
    bytes.set(chunk, this.head.length)
    if (bytes.length < PACKED_HEAD_BYTES) {
      this.head = bytes
      return
    }
    this.head = null
    this.begin(bytes)
  }

  finish(): ReadSummary {
    const { head } = this
    this.head = null
    if (head !== null) this.begin(head)
    const { unpacker } = this
    if (unpacker !== null) {
      try {
        if (!this.isBroken) unpacker.finish()
      } catch (thrown) {
        this.forgive(thrown, 'dataLoss')
      }
      if (unpacker.trailingBytes > 0)
        this.output.issue({
          severity: 'note',
          code: `${this.packing}/trailing-bytes`,
          message: `${unpacker.trailingBytes} bytes after the ${this.packing} data were left out.`,
          at: { byte: unpacker.bytesIn - unpacker.trailingBytes },
          count: 1,
        })
    }
    const summary = this.inner.finish()
    return unpacker === null ? summary : { ...summary, counts: { ...summary.counts, [this.packing]: 1 } }
  }

  private begin(bytes: Uint8Array): void {
    const packing = packingOf(bytes)
    if (packing !== null) {
      this.packing = packing
      this.unpacker = createUnpacker(packing, (plain) => this.inner.push(plain))
    }
    this.pass(bytes)
  }

  private pass(chunk: Uint8Array): void {
    if (this.unpacker === null) return this.inner.push(chunk)
    if (this.isBroken) return
    try {
      this.unpacker.push(chunk)
    } catch (thrown) {
      this.isBroken = true
      this.forgive(thrown, 'error')
    }
  }

  /** A log whose packing is cut or damaged still has the lines before it; a profile is all or nothing, and a bomb is refused. */
  private forgive(thrown: unknown, severity: 'dataLoss' | 'error'): void {
    const isFault = thrown instanceof FormatError && /^(?:gzip|zstd)\/(?:truncated|damaged)$/.test(thrown.code)
    if (this.kind === 'profile' || !isFault || (this.unpacker?.bytesOut ?? 0) === 0) throw thrown
    this.output.issue({ severity, code: thrown.code, message: thrown.message, at: thrown.at, count: 1 })
  }
}
