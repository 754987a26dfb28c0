// Frames v2 bytes: passes from batch header to batch header without looking inside, and tells where a generation ends.
//   batch      = 0x01 gen thread time size data, or 0x31 experiment gen thread time size data
//   generation = batch+, and 0x34 behind it from header 1.26 on; before, the next number begins the next one
import { VarintCursor } from './VarintCursor.ts'
import type { BatchPlace } from './GenerationTables.ts'
import { MAX_BATCH_BYTES, Wire } from './wireEvents.ts'

/**
 * `wait`: more bytes are needed. `batch`: one more is in `batches`. `end`: the generation is whole; its bytes reach to `at`.
 * `fault`: the framing is broken at `at`, for `reason`.
 */
export type FramerStep = 'wait' | 'batch' | 'end' | 'fault'

export class BatchFramer {
  readonly batches: BatchPlace[] = []
  /** Next byte to look at, relative to the first of the generation. */
  at = 0
  /** Number of the generation; 0 before its first batch. */
  generation = 0
  /** Lowest base time of its batches, as words. */
  minLo = 0
  minHi = 0
  reason = ''
  /** A fault that leaves what was read of the generation useless. Others come at its end. */
  isFatal = false
  private readonly hasEndMark: boolean

  constructor(version: number) {
    this.hasEndMark = version >= 26
  }

  /** Begins the next generation; the buffer begins with its first byte. */
  clear(): void {
    this.batches.length = 0
    this.at = 0
    this.generation = 0
    this.minLo = 0
    this.minHi = 0
  }

  /** Looks at the next batch. `isLast`: no more bytes will come. */
  step(bytes: Uint8Array, isLast: boolean): FramerStep {
    const start = this.at
    if (start >= bytes.length) return 'wait'
    const type = bytes[start] as number
    if (type === Wire.EndOfGeneration) {
      if (!this.hasEndMark) return this.fault('invalid generation number 0', true)
      this.at++
      return 'end'
    }
    if (type !== Wire.EventBatch && type !== Wire.ExperimentalBatch)
      return this.fault(`expected batch event, got event ${type}`, false)
    const cursor = new VarintCursor(bytes, 'gotrace', start + 1)
    let experiment = 0
    if (type === Wire.ExperimentalBatch) {
      if (cursor.left === 0) return 'wait'
      experiment = cursor.u8('the experiment')
    }
    const words: number[] = []
    for (const what of ['gen', 'M ID', 'timestamp', 'size']) {
      if (!cursor.tryVarint()) {
        if (!isLast && cursor.fault === 'cut') return 'wait'
        return this.fault(`error reading batch ${what}: ${cursor.fault === 'cut' ? 'EOF' : 'overflow'}`, false)
      }
      words.push(cursor.lo, cursor.hi)
    }
    const [genLo = 0, genHi = 0, threadLo = 0, threadHi = 0, timeLo = 0, timeHi = 0] = words
    const size = cursor.number
    if (size > MAX_BATCH_BYTES) return this.fault(`invalid batch size ${size}, maximum is ${MAX_BATCH_BYTES}`, false)
    if (size > cursor.left) {
      if (!isLast) return 'wait'
      return this.fault(`failed to read full batch: read ${cursor.left} but wanted ${size}`, false)
    }
    const generation = genHi * 4_294_967_296 + genLo
    if (generation === 0) return this.fault(`invalid generation number ${generation}`, true)
    if (this.generation === 0) this.generation = generation
    if (generation !== this.generation) {
      if (this.hasEndMark)
        return this.fault('broken trace: missing end-of-generation event, or generations are interleaved', true)
      if (generation === this.generation + 1) return 'end'
      return this.fault('generations out of order', true)
    }
    if (
      (this.minLo === 0 && this.minHi === 0) ||
      timeHi < this.minHi ||
      (timeHi === this.minHi && timeLo < this.minLo)
    ) {
      this.minLo = timeLo
      this.minHi = timeHi
    }
    this.batches.push({
      offset: cursor.at,
      length: size,
      timeLo,
      timeHi,
      thread: (BigInt(threadHi) << 32n) | BigInt(threadLo),
      experiment,
    })
    this.at = cursor.at + size
    return 'batch'
  }

  private fault(reason: string, isFatal: boolean): 'fault' {
    this.reason = reason
    this.isFatal = isFatal || this.hasEndMark
    return 'fault'
  }
}
