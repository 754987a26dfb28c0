// The bytes of the file that are still needed: appended by the caller at one end, dropped at the other.

/**
 * The region grows by such a factor, up to LARGE; beyond, by half of what is needed, up to what the allocator gives in one piece. What of it was
 * never written takes no memory, while every region that was outgrown stays with the process: few large steps hold little more than a generation.
 */
const GROWTH: usize = 16
const LARGE: usize = 512 << 20
const LARGEST: usize = (1 << 30) - 64
let capacity: usize = 2 << 20
let region: usize = heap.alloc(capacity)
/** What is left is moved to the front where it is no more than this, so that no more of the region is written than one generation takes. */
const MOVED: usize = 1 << 20
let start: usize = 0
let end: usize = 0

/** Where the bytes begin and end. They move in `room` and `drop`. */
export function bytesStart(): usize {
  return region + start
}

export function bytesEnd(): usize {
  return region + end
}

/** Makes room for `count` more bytes and says where they go; `appended` tells when they are there. */
export function room(count: usize): usize {
  const length = end - start
  if (end + count > capacity) {
    const needed = length + count
    // Moving within the region is enough where much was dropped.
    if (needed + (needed >> 2) <= capacity) memory.copy(region, region + start, length)
    else {
      const size = max(needed, min(max(needed + (needed >> 1), min(capacity * GROWTH, LARGE)), LARGEST))
      const larger = heap.alloc(size)
      memory.copy(larger, region + start, length)
      heap.free(region)
      region = larger
      capacity = size
    }
    start = 0
    end = length
  }
  return region + end
}

export function appended(count: usize): void {
  end += count
}

/** Forgets the first `count` bytes. */
export function drop(count: usize): void {
  start += count
  const length = end - start
  if (length > MOVED || length > start) return
  memory.copy(region, region + start, length)
  start = 0
  end = length
}
