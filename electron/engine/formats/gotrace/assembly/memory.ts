// Memory without objects: regions of bytes that grow. Nothing here is collected; every region has one owner.

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
