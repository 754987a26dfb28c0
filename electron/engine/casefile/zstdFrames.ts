// Frames of zstd from a compressor that is kept. The one-shot call of node:zlib makes a compressor with its tables, the buffers of a window, a
// stream object and its output for every block, and what is freed of it keeps V8 collecting: a tenth of what an import takes.
import { constants, createZstdCompress, zstdCompressSync } from 'node:zlib'
import type { ZstdOptions } from 'node:zlib'

export type ZstdParams = NonNullable<ZstdOptions['params']>

/** What a stream of node:zlib writes through: as minizlib, with which npm itself unpacks, uses it. */
interface Kept {
  /** Null once it has failed. */
  readonly _handle: {
    writeSync(
      flush: number,
      bytes: Uint8Array,
      from: number,
      length: number,
      to: Uint8Array,
      toFrom: number,
      toLength: number,
    ): void
  } | null
  /** What is left after a write: room in the output, bytes of the input. */
  readonly _writeState: Uint32Array
}

/** Null where node:zlib is made otherwise. */
function keptStream(params: ZstdParams): Kept | null {
  const stream = createZstdCompress({ params })
  // It tells later what is found at once here.
  stream.on('error', () => undefined)
  const { _handle: handle, _writeState: state } = stream as unknown as Partial<Kept>
  const isAsKnown = typeof handle?.writeSync === 'function' && state instanceof Uint32Array
  return isAsKnown ? (stream as unknown as Kept) : null
}

/** Most that a frame takes: ZSTD_compressBound, with its checksum. With this much room a frame is written without a copy of its input. */
const most = (length: number): number => length + (length >> 8) + 128

export class ZstdFrames {
  private readonly params: ZstdParams
  private stream: Kept | null | undefined
  private output = new Uint8Array(0)

  constructor(params: ZstdParams) {
    this.params = params
  }

  /** The bytes as one frame of their own. */
  compress(bytes: Uint8Array): Buffer {
    if (this.stream === undefined) this.stream = keptStream(this.params)
    return (this.stream && this.written(this.stream, bytes)) ?? this.once(bytes)
  }

  /** Null where that fails: the one-shot call says why. */
  private written(stream: Kept, bytes: Uint8Array): Buffer | null {
    if (this.output.length < most(bytes.length)) this.output = new Uint8Array(most(bytes.length))
    const { output } = this
    stream._handle?.writeSync(constants.ZSTD_e_end, bytes, 0, bytes.length, output, 0, output.length)
    const [room = 0, left = 0] = stream._writeState
    if (stream._handle !== null && left === 0 && room > 0) return Buffer.from(output.subarray(0, output.length - room))
    this.stream = null
    return null
  }

  private once(bytes: Uint8Array): Buffer {
    return zstdCompressSync(bytes, { params: this.params })
  }
}
