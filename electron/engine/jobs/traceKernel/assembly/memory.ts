// Memory without objects: regions of bytes that grow, and streams of bytes. Nothing here is collected; every region has one owner.

/** Zeroed bytes. */
export function allocate(bytes: usize): usize {
  const region = heap.alloc(bytes)
  memory.fill(region, 0, bytes)
  return region
}

/** The region with room for `to` bytes instead of `from`; what is new is zeroed. */
export function enlarge(region: usize, from: usize, to: usize): usize {
  const larger = heap.alloc(to)
  memory.copy(larger, region, from)
  memory.fill(larger + from, 0, to - from)
  heap.free(region)
  return larger
}

/** Writes a varint of two bytes or more; callers write shorter ones themselves. Gives where it ends. */
export function longVarint(to: usize, value: u64): usize {
  while (value >= 0x80) {
    store<u8>(to++, <u8>(value | 0x80))
    value >>= 7
  }
  store<u8>(to, <u8>value)
  return to + 1
}

/**
 * Writes a varint of a length that nothing foretells, without asking for it one byte after the other. Four bytes are written whatever it takes:
 * there is room for them behind a stream.
 */
export function anyVarint(to: usize, value: u64): usize {
  if (value >= 0x10000000) return longVarint(to, value)
  const low = <u32>value
  const spread = (low & 0x7f) | ((low & 0x3f80) << 1) | ((low & 0x1fc000) << 2) | ((low & 0xfe00000) << 3)
  // A seventh of its bits, rounded up.
  const bytes = ((38 - clz<u32>(low | 1)) * 37) >> 8
  store<u32>(to, spread | (0x80808080 & ((1 << ((bytes - 1) << 3)) - 1)))
  return to + <usize>bytes
}

const WHOLE_LIMIT: f64 = 4503599627370496
const castAt = allocate(8)

/** Whole numbers, which times and their differences are: without the checks of a cast where it has few digits and no sign. */
export function wholeOf(value: f64): u64 {
  if (value >= 0 && value < WHOLE_LIMIT) return reinterpret<u64>(value + WHOLE_LIMIT) & 0xfffffffffffff
  // By way of memory, or the compiler would do both and choose.
  store<i64>(castAt, <i64>value)
  return load<u64>(castAt)
}

/** Differences of either sign: 0, −1, 1, −2, … as 0, 1, 2, 3, … */
export function zigzag(value: i64): u64 {
  return <u64>((value << 1) ^ (value >> 63))
}

export function zigzag32(value: i32): u32 {
  return <u32>((value << 1) ^ (value >> 31))
}

/** A number that is mostly whole and small: twice it; else 1 and its eight bytes. */
export function putNumber(to: usize, value: f64): usize {
  if (value >= 0 && value < 4503599627370496 && floor(value) == value) return longVarint(to, (<u64>value) << 1)
  store<u8>(to, 1)
  store<f64>(to + 1, value)
  return to + 9
}

/** Joined streams of the last block: lengths of all of them, then their bytes. */
let joined: usize = 0
let joinedCapacity: usize = 0
let joinedLength: usize = 0

export function packedAt(): usize {
  return joined
}

export function packedLength(): usize {
  return joinedLength
}

/** Begins a block of so many streams and bytes. */
export function beginPacked(bytes: usize): void {
  if (bytes > joinedCapacity) {
    if (joined != 0) heap.free(joined)
    joinedCapacity = bytes + (bytes >> 3)
    joined = heap.alloc(joinedCapacity)
  }
  joinedLength = 0
}

/** Where what comes next goes, and where it ended. */
export function packedTo(): usize {
  return joined + joinedLength
}
export function setPackedEnd(end: usize): void {
  joinedLength = end - joined
}

export function putWord(value: u32): void {
  store<u32>(joined + joinedLength, value)
  joinedLength += 4
}

export function putDouble(value: f64): void {
  store<f64>(joined + joinedLength, value)
  joinedLength += 8
}

export function putStream(from: usize, to: usize): void {
  memory.copy(joined + joinedLength, from, to - from)
  joinedLength += to - from
}
