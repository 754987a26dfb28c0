// Dense slots for sparse 64-bit ids, as core/SlotTable.ts: two tables of records. A record is the id and what is known of it.
// Goroutines and tasks, of which there may be millions, have ids.ts.
import { allocate, enlarge } from './memory'

/** Bytes of a record; the id comes first. */
export const RECORD: usize = 32

export const THREADS: u32 = 0
export const PROCS: u32 = 1

// Fields of a table.
const ROWS: usize = 0
const HASH: usize = 4
const LENGTH: usize = 8
const CAPACITY: usize = 12
const TABLE: u32 = 16

const MIX_LO: u32 = 0x9e3779b1
const MIX_HI: u32 = 0x85ebca6b

const tables: usize = allocate(2 * TABLE)

function setUp(table: u32, capacity: u32): void {
  const at = tables + table * TABLE
  store<u32>(at, <u32>allocate(<usize>capacity * RECORD), ROWS)
  store<u32>(at, <u32>allocate(<usize>capacity * 8), HASH)
  store<u32>(at, 1, LENGTH)
  store<u32>(at, capacity, CAPACITY)
  store<u64>(rowsOf(table), u64.MAX_VALUE)
}

setUp(THREADS, 64)
setUp(PROCS, 64)

/** First record of a table; records move when a slot is given out. */
export function rowsOf(table: u32): usize {
  return load<u32>(tables + table * TABLE, ROWS)
}

export function lengthOf(table: u32): u32 {
  return load<u32>(tables + table * TABLE, LENGTH)
}

/** The record of a slot. */
export function record(table: u32, slot: u32): usize {
  return rowsOf(table) + <usize>slot * RECORD
}

export function idOf(table: u32, slot: u32): u64 {
  return load<u64>(record(table, slot))
}

function mixed(id: u64): u32 {
  let hash = (<u32>id * MIX_LO) ^ ((<u32>(id >> 32) + 0x7f4a7c15) * MIX_HI)
  hash ^= hash >> 15
  hash *= MIX_LO
  return hash ^ (hash >> 13)
}

/** -1: this id has no slot. */
export function find(table: u32, id: u64): i32 {
  if (id == u64.MAX_VALUE) return 0
  const at = tables + table * TABLE
  const rows: usize = load<u32>(at, ROWS)
  const hash: usize = load<u32>(at, HASH)
  const mask = (load<u32>(at, CAPACITY) << 1) - 1
  let slot = load<u32>(hash + ((<usize>((<u32>id) & mask)) << 2))
  if (slot == 0) return -1
  if (load<u64>(rows + <usize>slot * RECORD) == id) return slot
  let place = mixed(id) & mask
  slot = load<u32>(hash + ((<usize>place) << 2))
  while (slot != 0 && load<u64>(rows + <usize>slot * RECORD) != id) {
    place = (place + 1) & mask
    slot = load<u32>(hash + ((<usize>place) << 2))
  }
  return slot == 0 ? -1 : slot
}

/** The slot of this id, a new one where it has none. */
export function slotOf(table: u32, id: u64): u32 {
  const found = find(table, id)
  return found >= 0 ? <u32>found : add(table, id)
}

function add(table: u32, id: u64): u32 {
  const at = tables + table * TABLE
  if (load<u32>(at, LENGTH) == load<u32>(at, CAPACITY)) grow(table)
  const slot = load<u32>(at, LENGTH)
  store<u32>(at, slot + 1, LENGTH)
  store<u64>(record(table, slot), id)
  enter(at, slot, id)
  return slot
}

function enter(at: usize, slot: u32, id: u64): void {
  const hash: usize = load<u32>(at, HASH)
  const mask = (load<u32>(at, CAPACITY) << 1) - 1
  let place = (<u32>id) & mask
  if (load<u32>(hash + ((<usize>place) << 2)) != 0) {
    place = mixed(id) & mask
    while (load<u32>(hash + ((<usize>place) << 2)) != 0) place = (place + 1) & mask
  }
  store<u32>(hash + ((<usize>place) << 2), slot)
}

function grow(table: u32): void {
  const at = tables + table * TABLE
  const capacity = load<u32>(at, CAPACITY)
  store<u32>(at, <u32>enlarge(load<u32>(at, ROWS), <usize>capacity * RECORD, 2 * <usize>capacity * RECORD), ROWS)
  heap.free(load<u32>(at, HASH))
  store<u32>(at, <u32>allocate(2 * <usize>capacity * 8), HASH)
  store<u32>(at, 2 * capacity, CAPACITY)
  for (let slot: u32 = 1; slot < capacity; slot++) enter(at, slot, load<u64>(record(table, slot)))
}
