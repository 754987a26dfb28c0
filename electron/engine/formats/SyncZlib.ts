// What gunzip.ts and unzstd.ts share: unpacking chunk by chunk without waiting, and telling a bomb. node:zlib offers no public
// synchronous call that keeps its window from one chunk to the next, therefore the native handle of a stream is driven directly (as
// npm's own tar reader does).
import { FormatError } from './FormatError.ts'
import type { Packing } from './packed.ts'

const OUTPUT_CHUNK = 256 * 1024

interface Handle {
  onerror: (message: string, errno: number, code: string) => void
  writeSync(
    flush: number,
    input: Uint8Array,
    inputOffset: number,
    inputLength: number,
    output: Uint8Array,
    outputOffset: number,
    outputLength: number,
  ): void
  reset(): void
}

/** A decoder of node:zlib, driven synchronously. */
export class SyncZlib {
  /** What the decoder found wrong, in its own words. */
  fault: string | null = null
  /** After `write`: what it put out, in a buffer that the next call uses again; and bytes of the input it did not take. */
  made: Uint8Array = new Uint8Array(0)
  unread = 0
  private readonly stream: { close(): void }
  private readonly handle: Handle
  private readonly writeState: Uint32Array
  private readonly output = new Uint8Array(OUTPUT_CHUNK)

  /** `name`: what the error says where this Node has no such handle. */
  constructor(stream: { close(): void }, name: string) {
    this.stream = stream
    const internals = stream as unknown as { _handle?: Handle; _writeState?: Uint32Array }
    if (!internals._handle || !internals._writeState) throw new Error(`this Node has no synchronous ${name}`)
    this.handle = internals._handle
    this.writeState = internals._writeState
    this.handle.onerror = (message) => {
      this.fault = message
    }
  }

  /** Gives `length` bytes from `offset` on; true where the output ran full, so that more may come of the same bytes. */
  write(flush: number, input: Uint8Array, offset: number, length: number): boolean {
    this.handle.writeSync(flush, input, offset, length, this.output, 0, OUTPUT_CHUNK)
    const room = this.writeState[0] ?? 0
    this.unread = this.writeState[1] ?? 0
    this.made = this.output.subarray(0, OUTPUT_CHUNK - room)
    return room === 0
  }

  /** Begins anew, as at the first byte. */
  reset(): void {
    this.handle.reset()
    this.fault = null
  }

  close(): void {
    this.stream.close()
  }
}

export interface UnpackLimits {
  /** Above this ratio of output to input the data is taken for a bomb, once `freeBytes` were put out. */
  maxRatio: number
  freeBytes: number
  /** Output at most: logs are streamed, so this bounds time, not memory. */
  maxOutput: number
}

/** Throws `gzip/bomb` or `zstd/bomb` where so few bytes may not unpack to so many. */
export function refuseBomb(
  packing: Packing,
  { bytesIn, bytesOut }: { bytesIn: number; bytesOut: number },
  { maxRatio, freeBytes, maxOutput }: UnpackLimits,
): void {
  if (bytesOut <= maxOutput && (bytesOut <= freeBytes || bytesOut <= bytesIn * maxRatio)) return
  throw new FormatError(
    `${packing}/bomb`,
    `The ${packing} data unpacks to more than ${maxRatio} times its size (${bytesOut} bytes out of ${bytesIn}): ` +
      'a decompression bomb, not a capture.',
    { byte: bytesIn },
  )
}
