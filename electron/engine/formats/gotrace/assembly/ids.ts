// Slots of goroutines, one for each id that was ever named, in the order of naming. Millions come and go in a long trace, so
// nothing grows with them but pages that are never moved: of ids by slot, and of slots by id in blocks of ids in a row. Go's
// procs take ids 16 at a time, so most of a block is used; only blocks are hashed, and their table alone is made anew.

/** Ids by slot. */
export const PAGE_BITS: u32 = 14
export const PAGE: u32 = 1 << PAGE_BITS
/** More pages of ids do not fit into memory; of a table no more is touched than is used. */
export const MAX_PAGES: u32 = 1 << 15
const pages: usize = heap.alloc((<usize>MAX_PAGES) << 2)
let count: u32 = 0

/** Blocks: the ids' common part, then the slot + 1 of each id; 0: it has none. */
const BLOCK_BITS: u32 = 4
const BLOCK: u32 = 8 + (4 << BLOCK_BITS)
const FIRST: usize = 8
const BLOCK_PAGE_BITS: u32 = 10
const MAX_BLOCK_PAGES: u32 = 1 << 16
const blockPages: usize = heap.alloc((<usize>MAX_BLOCK_PAGES) << 2)
/** Number 0 stands for none. */
let blockCount: u32 = 1
store<u32>(blockPages, <u32>heap.alloc(BLOCK << BLOCK_PAGE_BITS))

/** Numbers of blocks by hash of the common part; 0: free. */
let hash: usize = heap.alloc(1024 << 2)
let hashBits: u32 = 10
memory.fill(hash, 0, 1024 << 2)

const MIX: u64 = 0x9e3779b97f4a7c15

slotOfId(u64.MAX_VALUE) // slot 0 is none

/** Goroutines that were named. */
export function goCount(): u32 {
  return count
}

/** The ids of slots `page` × 16384 and on. */
export function goIdPage(page: u32): usize {
  return load<u32>(pages + ((<usize>page) << 2))
}

export function goIdOf(slot: u32): u64 {
  return load<u64>(goIdPage(slot >> PAGE_BITS) + ((<usize>(slot & (PAGE - 1))) << 3))
}

/** The slot of this id, a new one where it has none. */
export function slotOfId(id: u64): u32 {
  const at = blockOf(id >> BLOCK_BITS) + FIRST + ((<usize>((<u32>id) & ((1 << BLOCK_BITS) - 1))) << 2)
  const found = load<u32>(at)
  if (found != 0) return found - 1
  const slot = count++
  store<u32>(at, slot + 1)
  const page = pages + ((<usize>(slot >> PAGE_BITS)) << 2)
  if ((slot & (PAGE - 1)) == 0) store<u32>(page, <u32>heap.alloc(PAGE << 3))
  store<u64>(<usize>load<u32>(page) + ((<usize>(slot & (PAGE - 1))) << 3), id)
  return slot
}

function block(number: u32): usize {
  const page: usize = load<u32>(blockPages + ((<usize>(number >> BLOCK_PAGE_BITS)) << 2))
  return page + (number & ((1 << BLOCK_PAGE_BITS) - 1)) * BLOCK
}

/** The block of ids with this common part, an empty one where there is none. */
function blockOf(common: u64): usize {
  const mask: u32 = (1 << hashBits) - 1
  let place = <u32>((common * MIX) >> (64 - hashBits))
  for (; ; place = (place + 1) & mask) {
    const number = load<u32>(hash + ((<usize>place) << 2))
    if (number == 0) break
    const at = block(number)
    if (load<u64>(at) == common) return at
  }
  const number = blockCount++
  if ((number & ((1 << BLOCK_PAGE_BITS) - 1)) == 0)
    store<u32>(blockPages + ((<usize>(number >> BLOCK_PAGE_BITS)) << 2), <u32>heap.alloc(BLOCK << BLOCK_PAGE_BITS))
  const at = block(number)
  memory.fill(at, 0, BLOCK)
  store<u64>(at, common)
  store<u32>(hash + ((<usize>place) << 2), number)
  // At most three quarters full.
  if (blockCount > (3 << hashBits) >> 2) growHash()
  return at
}

function growHash(): void {
  heap.free(hash)
  hashBits++
  hash = heap.alloc((<usize>4) << hashBits)
  memory.fill(hash, 0, (<usize>4) << hashBits)
  const mask: u32 = (1 << hashBits) - 1
  for (let number: u32 = 1; number < blockCount; number++) {
    let place = <u32>((load<u64>(block(number)) * MIX) >> (64 - hashBits))
    while (load<u32>(hash + ((<usize>place) << 2)) != 0) place = (place + 1) & mask
    store<u32>(hash + ((<usize>place) << 2), number)
  }
}
