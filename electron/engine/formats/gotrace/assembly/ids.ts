// Slots of goroutines and of tasks, one for each id that was ever named, in the order of naming. Millions come and go in a long
// trace, so nothing grows with them but pages that are never moved: of ids by slot, and of slots by id in blocks of ids in a row.
// Both are counted up, goroutines by 16 at a time in each proc, so most of a block is used; only blocks are hashed, and their
// hash table alone is made anew.
import { allocate } from './memory'

export const GOROUTINES: u32 = 0
export const TASKS: u32 = 1

// Fields of a table: pages of ids and ids so far; pages of blocks, blocks so far, and numbers of blocks by hash (0: free).
const PAGES: usize = 0
const COUNT: usize = 4
const BLOCK_PAGES: usize = 8
const BLOCK_COUNT: usize = 12
const HASH: usize = 16
const HASH_BITS: usize = 20
const TABLE: u32 = 24

const tables: usize = allocate(2 * TABLE)

/** Slots of a page. */
const PAGE_BITS: u32 = 14
const PAGE: u32 = 1 << PAGE_BITS
/** Addresses of as many pages of ids as memory has room for; no more of them is touched than is used. */
const PAGE_TABLE: usize = 4 << 15

/** Blocks: the ids' common part, then the slot + 1 of each id; 0: it has none. */
const BLOCK_BITS: u32 = 4
const BLOCK: u32 = 8 + (4 << BLOCK_BITS)
const FIRST: usize = 8
const BLOCK_PAGE_BITS: u32 = 10
const BLOCK_PAGE_TABLE: usize = 4 << 16

const MIX: u64 = 0x9e3779b97f4a7c15

setUp(GOROUTINES)
setUp(TASKS)

function setUp(table: u32): void {
  const at = tableAt(table)
  store<u32>(at, <u32>heap.alloc(PAGE_TABLE), PAGES)
  store<u32>(at, <u32>heap.alloc(BLOCK_PAGE_TABLE), BLOCK_PAGES)
  // Block 0 is none.
  store<u32>(at, 1, BLOCK_COUNT)
  store<u32>(load<u32>(at, BLOCK_PAGES), <u32>heap.alloc(BLOCK << BLOCK_PAGE_BITS))
  store<u32>(at, <u32>allocate(1024 << 2), HASH)
  store<u32>(at, 10, HASH_BITS)
  slotOfId(table, u64.MAX_VALUE) // slot 0 is none
}

function tableAt(table: u32): usize {
  return tables + table * TABLE
}

/** Ids that were named. */
export function idCount(table: u32): u32 {
  return load<u32>(tableAt(table), COUNT)
}

/** The ids of slots `page` × 16384 and on. */
export function idPage(table: u32, page: u32): usize {
  return load<u32>(<usize>load<u32>(tableAt(table), PAGES) + ((<usize>page) << 2))
}

function idAt(table: u32, slot: u32): usize {
  return idPage(table, slot >> PAGE_BITS) + ((<usize>(slot & (PAGE - 1))) << 3)
}

export function goIdOf(slot: u32): u64 {
  return load<u64>(idAt(GOROUTINES, slot))
}

/** The slot of this id, 0 where it has none. */
export function findId(table: u32, id: u64): u32 {
  const at = findBlock(tableAt(table), id >> BLOCK_BITS)
  return at == 0 ? 0 : max(load<u32>(at + inBlock(id)), 1) - 1
}

/** The slot of this id, a new one where it has none. */
export function slotOfId(table: u32, id: u64): u32 {
  const at = tableAt(table)
  const common = id >> BLOCK_BITS
  let block = findBlock(at, common)
  if (block == 0) block = addBlock(at, common)
  const entry = block + inBlock(id)
  const found = load<u32>(entry)
  if (found != 0) return found - 1
  const slot = load<u32>(at, COUNT)
  store<u32>(at, slot + 1, COUNT)
  store<u32>(entry, slot + 1)
  if ((slot & (PAGE - 1)) == 0) {
    const page = <usize>load<u32>(at, PAGES) + ((<usize>(slot >> PAGE_BITS)) << 2)
    store<u32>(page, <u32>heap.alloc(PAGE << 3))
  }
  store<u64>(idAt(table, slot), id)
  return slot
}

/** Where the entry of an id is in its block. */
function inBlock(id: u64): usize {
  return FIRST + ((<usize>((<u32>id) & ((1 << BLOCK_BITS) - 1))) << 2)
}

function blockAt(at: usize, number: u32): usize {
  const page: usize = load<u32>(<usize>load<u32>(at, BLOCK_PAGES) + ((<usize>(number >> BLOCK_PAGE_BITS)) << 2))
  return page + (number & ((1 << BLOCK_PAGE_BITS) - 1)) * BLOCK
}

/** The block of ids with this common part; 0: there is none. */
function findBlock(at: usize, common: u64): usize {
  const hash: usize = load<u32>(at, HASH)
  const bits = load<u32>(at, HASH_BITS)
  const mask: u32 = (1 << bits) - 1
  let place = <u32>((common * MIX) >> (64 - bits))
  let number = load<u32>(hash + ((<usize>place) << 2))
  while (number != 0) {
    const block = blockAt(at, number)
    if (load<u64>(block) == common) return block
    place = (place + 1) & mask
    number = load<u32>(hash + ((<usize>place) << 2))
  }
  return 0
}

/** An empty block. */
function addBlock(at: usize, common: u64): usize {
  const number = load<u32>(at, BLOCK_COUNT)
  store<u32>(at, number + 1, BLOCK_COUNT)
  if ((number & ((1 << BLOCK_PAGE_BITS) - 1)) == 0) {
    const page = <usize>load<u32>(at, BLOCK_PAGES) + ((<usize>(number >> BLOCK_PAGE_BITS)) << 2)
    store<u32>(page, <u32>heap.alloc(BLOCK << BLOCK_PAGE_BITS))
  }
  const block = blockAt(at, number)
  memory.fill(block, 0, BLOCK)
  store<u64>(block, common)
  // At most three quarters full.
  if (number + 1 > (3 << load<u32>(at, HASH_BITS)) >> 2) growHash(at)
  else enter(at, number)
  return block
}

function enter(at: usize, number: u32): void {
  const hash: usize = load<u32>(at, HASH)
  const bits = load<u32>(at, HASH_BITS)
  const mask: u32 = (1 << bits) - 1
  let place = <u32>((load<u64>(blockAt(at, number)) * MIX) >> (64 - bits))
  while (load<u32>(hash + ((<usize>place) << 2)) != 0) place = (place + 1) & mask
  store<u32>(hash + ((<usize>place) << 2), number)
}

/** All blocks are entered again: the old table is not needed for that. */
function growHash(at: usize): void {
  heap.free(load<u32>(at, HASH))
  const bits = load<u32>(at, HASH_BITS) + 1
  store<u32>(at, <u32>allocate((<usize>4) << bits), HASH)
  store<u32>(at, bits, HASH_BITS)
  for (let number: u32 = 1; number < load<u32>(at, BLOCK_COUNT); number++) enter(at, number)
}
