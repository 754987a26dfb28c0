// Zoom levels in few buckets, as coarseLevel of analysis/trace/zoomLevel.ts.
import { allocate } from './memory'
import { indexAt, tracksOf } from './tracks'
import { levelsAt } from './zoom'

const COARSE_BITS: u32 = 4
const COARSE_BUCKETS: usize = 16
const CLASSES: usize = 16
const inBucket = allocate(4 * CLASSES)

/** Writes the tracks of a set that have finer levels, and their coarse ones as a column per bucket; gives their number. */
export function fillCoarse(set: usize, trackTo: usize, bucketsTo: usize): u32 {
  const tracks: usize = tracksOf(set)
  const track = indexAt(set, 0)
  const starts = indexAt(set, 3)
  const bits = indexAt(set, 4)
  let rows: usize = 0
  for (let at: usize = 0; at < tracks; at++) {
    const levelBits: u32 = load<u8>(bits + at)
    if (levelBits <= COARSE_BITS) continue
    store<u32>(trackTo + (rows << 2), load<u32>(track + (at << 2)))
    const each = (<usize>1) << (levelBits - COARSE_BITS)
    let from = levelsAt() + <usize>load<u32>(starts + (at << 2))
    for (let bucket: usize = 0; bucket < COARSE_BUCKETS; bucket++) {
      store<u8>(bucketsTo + bucket * tracks + rows, coarse(from, each))
      from += each
    }
    rows++
  }
  return <u32>rows
}

function coarse(from: usize, each: usize): u8 {
  memory.fill(inBucket, 0, 4 * CLASSES)
  for (let at = from; at < from + each; at++) {
    const value: u32 = load<u8>(at)
    const to = inBucket + ((<usize>(value >> 4)) << 2)
    store<u32>(to, load<u32>(to) + (value & 15))
  }
  let most: usize = 0
  let share = load<u32>(inBucket)
  for (let which: usize = 1; which < CLASSES; which++) {
    const taken = load<u32>(inBucket + (which << 2))
    if (taken > share) {
      most = which
      share = taken
    }
  }
  if (share == 0) return 0
  return <u8>(<u32>most * 16 + max<u32>(1, <u32>floor(<f64>share / <f64>each + 0.5)))
}
