// The bytes of the file that are still needed: appended by the caller at one end, dropped at the other.

let region: usize = heap.alloc(2 << 20)
let capacity: usize = 2 << 20
let start: usize = 0
let end: usize = 0

/** Where the bytes begin and end. They move in `room`. */
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
      const size = max(needed + (needed >> 1), capacity)
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
  if (start == end) {
    start = 0
    end = 0
  }
}
