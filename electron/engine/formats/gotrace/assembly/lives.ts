// What is known of goroutines that live, in records. Of the millions that come and go in a long trace some thousands live, so what
// is touched at every event is kept small: records are used again, and a live goroutine is found in a table of the live ones alone.
import { GOROUTINES, goIdOf, slotOfId } from './ids'
import { allocate, enlarge } from './memory'

/** Bytes of a record: the id, then what state.ts or v1state.ts says. */
const RECORD: u32 = 32
/** The slot of a live goroutine, in its record. */
export const SLOT: usize = 28

/** Slots of a page, and addresses of as many pages as memory has room for. Small: zeroing a page is what a small trace would notice. */
const PAGE_BITS: u32 = 11
const PAGE: u32 = 1 << PAGE_BITS
const PAGE_TABLE: usize = 4 << 19

/** Number of the record by slot, in pages. */
const pages: usize = heap.alloc(PAGE_TABLE)
let count: u32 = 0

/** Records; number 0 is no goroutine's and stays empty. Those given back are a list. */
let records: usize = allocate(<usize>1024 * RECORD)
let recordCapacity: u32 = 1024
/** The record of all that ended and cannot begin again; what it says is up to the rules. */
export const ENDED: u32 = 1
let recordCount: u32 = 2
let free: u32 = 0
/** Records by hash of the id, of live goroutines; 0: free. */
let lives: usize = allocate(4096 << 2)
let liveBits: u32 = 12
let liveCount: u32 = 0

const MIX: u64 = 0x9e3779b97f4a7c15

slotOfGo(u64.MAX_VALUE) // slot 0 is none

/** The slot of this id, a new one where it has none. */
export function slotOfGo(id: u64): u32 {
  const live = findLive(id)
  if (live != 0) return load<u32>(liveRecord(live), SLOT)
  const slot = slotOfId(GOROUTINES, id)
  if (slot == count) {
    if ((slot & (PAGE - 1)) == 0) store<u32>(pages + ((<usize>(slot >> PAGE_BITS)) << 2), <u32>allocate(PAGE << 2))
    count++
  }
  return slot
}

function liveAt(slot: u32): usize {
  return <usize>load<u32>(pages + ((<usize>(slot >> PAGE_BITS)) << 2)) + ((<usize>(slot & (PAGE - 1))) << 2)
}

/** Number of the record of a slot's goroutine; 0: it does not live. */
export function liveOf(slot: u32): u32 {
  return load<u32>(liveAt(slot))
}

export function liveRecord(number: u32): usize {
  return records + number * RECORD
}

/** Number of the record of the live goroutine with this id; 0: there is none. */
export function findLive(id: u64): u32 {
  const mask: u32 = (1 << liveBits) - 1
  let place = <u32>((id * MIX) >> (64 - liveBits))
  let number = load<u32>(lives + ((<usize>place) << 2))
  while (number != 0 && load<u64>(liveRecord(number)) != id) {
    place = (place + 1) & mask
    number = load<u32>(lives + ((<usize>place) << 2))
  }
  return number
}

/** An empty record for a goroutine that does not live. */
export function bear(slot: u32): usize {
  let number = free
  if (number != 0) free = load<u32>(liveRecord(number))
  else {
    if (recordCount == recordCapacity) {
      records = enlarge(records, <usize>recordCapacity * RECORD, 2 * <usize>recordCapacity * RECORD)
      recordCapacity *= 2
    }
    number = recordCount++
  }
  const id = goIdOf(slot)
  const at = liveRecord(number)
  memory.fill(at, 0, RECORD)
  store<u64>(at, id)
  store<u32>(at, slot, SLOT)
  store<u32>(liveAt(slot), number)
  liveCount++
  if (liveCount > 1 << (liveBits - 1)) growLives()
  enter(number, id)
  return at
}

function enter(number: u32, id: u64): void {
  const mask: u32 = (1 << liveBits) - 1
  let place = <u32>((id * MIX) >> (64 - liveBits))
  while (load<u32>(lives + ((<usize>place) << 2)) != 0) place = (place + 1) & mask
  store<u32>(lives + ((<usize>place) << 2), number)
}

function growLives(): void {
  const from = lives
  const places: u32 = 1 << liveBits
  liveBits++
  lives = allocate((<usize>4) << liveBits)
  for (let place: u32 = 0; place < places; place++) {
    const number = load<u32>(from + ((<usize>place) << 2))
    if (number != 0) enter(number, load<u64>(liveRecord(number)))
  }
  heap.free(from)
}

/** The goroutine of a slot lives no more; its record is used again. */
export function bury(slot: u32): void {
  const number = liveOf(slot)
  const mask: u32 = (1 << liveBits) - 1
  let hole = <u32>((goIdOf(slot) * MIX) >> (64 - liveBits))
  while (load<u32>(lives + ((<usize>hole) << 2)) != number) hole = (hole + 1) & mask
  // Those behind it that were pushed on by it move up.
  let place = hole
  for (;;) {
    place = (place + 1) & mask
    const next = load<u32>(lives + ((<usize>place) << 2))
    if (next == 0) break
    const home = <u32>((load<u64>(liveRecord(next)) * MIX) >> (64 - liveBits))
    if (((place - home) & mask) < ((place - hole) & mask)) continue
    store<u32>(lives + ((<usize>hole) << 2), next)
    hole = place
  }
  store<u32>(lives + ((<usize>hole) << 2), 0)
  liveCount--
  store<u32>(liveAt(slot), 0)
  // Whoever still names the record sees that it is another slot's.
  store<u32>(liveRecord(number), 0xffffffff, SLOT)
  store<u64>(liveRecord(number), free)
  free = number
}

/** As `bury`, of a goroutine that cannot begin again. */
export function end(slot: u32): void {
  bury(slot)
  store<u32>(liveAt(slot), ENDED)
}
