// What writing the rows of a set in blocks has alike, of goroutines and of procs: its tracks one after the other, each with its zoom level, and
// between which tracks a block lies. One set at a time.
import { beginWalk, nextTrack, setLevel, sortTracks } from './tracks'
import { beginLevel, beginLevels, endLevel, levelBits, levelsLength } from './zoom'

/** The track under way has a level. */
export let hasLevel: bool = false
let first: u32 = 0
let last: u32 = 0

/** Slots of the first and the last row of the block packed last. */
export function firstTrack(): u32 {
  return first
}
export function lastTrack(): u32 {
  return last
}
export function setBlockTracks(from: u32, to: u32): void {
  first = from
  last = to
}

/** Puts the segment's tracks in order; blocks can be taken then. */
export function beginBlocks(set: usize, fromNs: f64, toNs: f64): void {
  sortTracks(set)
  beginLevels(fromNs, toNs)
  beginWalk()
  hasLevel = false
}

/** Goes to the next track; its rows come then. */
export function goToNext(set: usize): void {
  if (hasLevel) endLevel()
  const bits = levelBits(nextTrack(set))
  hasLevel = bits != 0
  setLevel(set, hasLevel ? beginLevel(bits) : <u32>levelsLength(), bits)
}

/** After the last block. */
export function endBlocks(): void {
  if (hasLevel) endLevel()
  hasLevel = false
}
