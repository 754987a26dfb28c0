// Ranges in the kernel (assembly/ranges.ts): regions are its own, rows of others are given to it, and all come back in chunks.
import type { KernelRanges } from '../../analysis/trace/TrackKernel.ts'
import { emptyTraceRanges } from '../../../../shared/records/index.ts'
import type { TraceRanges } from '../../../../shared/records/index.ts'
import type { KernelExports } from './kernelInstance.ts'

/** Rows of a chunk at most, as ranges.ts has it. */
const ROWS = 4096
/** Columns of ranges.ts in their order. */
const FLOATS = ['begin', 'end', 'value', 'value2'] as const
const UINTS = ['goroutine', 'proc', 'string', 'stack'] as const
const BYTES = ['kind', 'flags'] as const

export class RangesInKernel implements KernelRanges {
  private readonly wasm: () => KernelExports
  /** A copy: whoever takes the rows calls the kernel, whose memory may grow. */
  private readonly chunk: TraceRanges = emptyTraceRanges(ROWS)
  private take: (chunk: TraceRanges) => void = () => undefined

  /** `wasm`: asked once it is there. */
  constructor(wasm: () => KernelExports) {
    this.wasm = wasm
  }

  connect(take: (chunk: TraceRanges) => void): void {
    this.take = take
  }
  start(time: number): void {
    this.wasm().setRangesStart(time)
  }
  add: KernelRanges['add'] = (...row) => this.wasm().addRange(...row)
  flush(): void {
    this.wasm().flushRanges()
  }
  endRegions(goroutine: number, time: number): void {
    this.wasm().endRegions(goroutine, time)
  }
  finishRegions(time: number): void {
    this.wasm().finishRegions(time)
  }

  /** Asked by the kernel: so many rows are there. */
  give(rows: number): void {
    const { chunk } = this
    const wasm = this.wasm()
    const { buffer } = wasm.memory
    let at = wasm.rangeColumnsAt() >>> 0
    for (const name of FLOATS) {
      chunk[name].set(new Float64Array(buffer, at, rows))
      at += 8 * ROWS
    }
    for (const name of UINTS) {
      chunk[name].set(new Uint32Array(buffer, at, rows))
      at += 4 * ROWS
    }
    for (const name of BYTES) {
      chunk[name].set(new Uint8Array(buffer, at, rows))
      at += ROWS
    }
    chunk.length = rows
    this.take(chunk)
  }
}
