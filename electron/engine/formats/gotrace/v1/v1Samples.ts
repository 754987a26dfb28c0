import type { V1Index } from './V1Index.ts'

/** CPU samples by time, as columns: ticks since the first batch's, ids of proc and goroutine (0: none), id of the stack. */
export interface V1Samples {
  ticks: Float64Array
  proc: BigUint64Array
  goroutine: BigUint64Array
  stack: Uint32Array
}

export function sortedSamples(index: V1Index): V1Samples {
  const { items, length } = index.samples
  const count = length / 7
  const word = (sample: number, at: number): number => items[7 * sample + at] as number
  const wide = (sample: number, at: number): bigint => (BigInt(word(sample, at + 1)) << 32n) | BigInt(word(sample, at))
  const times = Float64Array.from({ length: count }, (_, at) => index.ticks(word(at, 0), word(at, 1)))
  const order = Uint32Array.from({ length: count }, (_, at) => at).sort(
    (a, b) => (times[a] as number) - (times[b] as number) || a - b,
  )
  return {
    ticks: Float64Array.from(order, (at) => times[at] as number),
    proc: BigUint64Array.from(order, (at) => wide(at, 2)),
    goroutine: BigUint64Array.from(order, (at) => wide(at, 4)),
    stack: Uint32Array.from(order, (at) => word(at, 6)),
  }
}
