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
