// Histograms of durations as a row keeps them: most of their buckets are empty.
import { DURATION_BUCKETS } from '../../../shared/records/index.ts'

/** A histogram with all its buckets, as every row had it up to schema version 11. */
const WHOLE_BYTES = DURATION_BUCKETS * 4
/** A bucket and the longest varint of 32 bits. */
const MOST_BYTES = DURATION_BUCKETS * 6

const scratch = new Uint8Array(MOST_BYTES)

/** Buckets that hold some, each with how many; whole where that is no longer than the other. */
export function histogramBytes(histogram: Uint32Array): Buffer {
  let at = 0
  for (let bucket = 0; bucket < DURATION_BUCKETS; bucket++) {
    let count = histogram[bucket] ?? 0
    if (count === 0) continue
    scratch[at++] = bucket
    for (; count >= 0x80; count >>>= 7) scratch[at++] = (count & 0x7f) | 0x80
    scratch[at++] = count
  }
  if (at < WHOLE_BYTES) return Buffer.from(scratch.subarray(0, at))
  return Buffer.from(histogram.slice().buffer)
}

/** What `histogramBytes` wrote, or version 11. A file may hold anything: buckets that are none are passed over. */
export function histogramOf(bytes: Uint8Array): Uint32Array {
  // A copy: SQLite's buffers may lie anywhere.
  if (bytes.length === WHOLE_BYTES) return new Uint32Array(new Uint8Array(bytes).buffer)
  const histogram = new Uint32Array(DURATION_BUCKETS)
  for (let at = 0; at < bytes.length;) {
    const bucket = bytes[at++] as number
    let count = 0
    for (let shift = 0, more = true; more && shift < 32; shift += 7) {
      const byte = bytes[at++] ?? 0
      count |= (byte & 0x7f) << shift
      more = byte >= 0x80
    }
    if (bucket < DURATION_BUCKETS) histogram[bucket] = count
  }
  return histogram
}
