// Files that are packed as a whole, gzip or zstd: told by their first bytes, unpacked as they are read.
import { counted } from '../../../shared/lib/counted.ts'
import type { SourceKind } from '../../../shared/records/index.ts'
import { FormatError } from './FormatError.ts'
import { Gunzip, isGzip } from './gunzip.ts'
import type { ReaderOutput, ReadSummary, SourceReader } from './reader.ts'
import { runOut } from '../../../shared/lib/runOut.ts'
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

/** Packed bytes taken at a time: what comes out of them is held until the reader has it. */
const PACKED_STEP_BYTES = 64 * 1024

/** A reader that takes gzip, zstd and plain bytes alike and hands plain bytes to the format's own reader. */
export class UnpackingReader implements SourceReader {
  private readonly inner: SourceReader
  private readonly kind: SourceKind
  private readonly output: ReaderOutput
  private packing: Packing = 'gzip'
  private unpacker: Unpacker | null = null
  private isBroken = false
  /** Plain bytes of one piece, for a reader that takes them in steps. */
  private readonly unpacked: Uint8Array[] = []
  private head: Uint8Array | null = new Uint8Array(0)

  constructor(inner: SourceReader, kind: SourceKind, output: ReaderOutput) {
    this.inner = inner
    this.kind = kind
    this.output = output
  }

  push(chunk: Uint8Array): void {
    runOut(this.pushSteps(chunk))
  }

  finish(): ReadSummary {
    return runOut(this.finishSteps())
  }

  *pushSteps(chunk: Uint8Array): Generator<void, void> {
    if (this.head === null) return yield* this.pass(chunk)
    // The first bytes tell; they may come one by one.
    const bytes = new Uint8Array(this.head.length + chunk.length)
    bytes.set(this.head)
    bytes.set(chunk, this.head.length)
    if (bytes.length < PACKED_HEAD_BYTES) {
      this.head = bytes
      return
    }
    this.head = null
    yield* this.begin(bytes)
  }

  *finishSteps(): Generator<void, ReadSummary> {
    const { head } = this
    this.head = null
    if (head !== null) yield* this.begin(head)
    const { unpacker } = this
    if (unpacker !== null) {
      try {
        if (!this.isBroken) unpacker.finish()
      } catch (thrown) {
        this.forgive(thrown, 'dataLoss')
      }
      yield* this.giveUnpacked()
      if (unpacker.trailingBytes > 0)
        this.output.issue({
          severity: 'note',
          code: `${this.packing}/trailing-bytes`,
          message: `${counted(unpacker.trailingBytes, 'byte', 'bytes')} after the ${this.packing} data ${unpacker.trailingBytes === 1 ? 'was' : 'were'} left out.`,
          at: { byte: unpacker.bytesIn - unpacker.trailingBytes },
          count: 1,
        })
    }
    const summary = this.inner.finishSteps ? yield* this.inner.finishSteps() : this.inner.finish()
    return unpacker === null ? summary : { ...summary, counts: { ...summary.counts, [this.packing]: 1 } }
  }

  private *begin(bytes: Uint8Array): Generator<void, void> {
    const packing = packingOf(bytes)
    if (packing !== null) {
      this.packing = packing
      const takesSteps = this.inner.pushSteps !== undefined
      this.unpacker = createUnpacker(packing, (plain) => {
        if (takesSteps) this.unpacked.push(plain.slice())
        else this.inner.push(plain)
      })
    }
    yield* this.pass(bytes)
  }

  private *pass(chunk: Uint8Array): Generator<void, void> {
    if (this.unpacker === null) {
      if (this.inner.pushSteps) yield* this.inner.pushSteps(chunk)
      else this.inner.push(chunk)
      return
    }
    for (let at = 0; at < chunk.length && !this.isBroken; at += PACKED_STEP_BYTES) {
      try {
        this.unpacker.push(chunk.subarray(at, at + PACKED_STEP_BYTES))
      } catch (thrown) {
        this.isBroken = true
        this.forgive(thrown, 'error')
      }
      yield* this.giveUnpacked()
    }
  }

  private *giveUnpacked(): Generator<void, void> {
    for (const plain of this.unpacked.splice(0)) if (this.inner.pushSteps) yield* this.inner.pushSteps(plain)
  }

  /** A log whose packing is cut or damaged still has the lines before it; a profile is all or nothing, and a bomb is refused. */
  private forgive(thrown: unknown, severity: 'dataLoss' | 'error'): void {
    const isFault = thrown instanceof FormatError && /^(?:gzip|zstd)\/(?:truncated|damaged)$/.test(thrown.code)
    if (this.kind === 'profile' || !isFault || (this.unpacker?.bytesOut ?? 0) === 0) throw thrown
    this.output.issue({ severity, code: thrown.code, message: thrown.message, at: thrown.at, count: 1 })
  }
}
