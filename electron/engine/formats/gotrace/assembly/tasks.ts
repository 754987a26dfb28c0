// What is known of tasks. A server may make one for each request, so it lies in pages, as their ids do.
import { slotOfId, TASKS } from './ids'
import { allocate } from './memory'

/** Bytes of a record. */
const RECORD: u32 = 12
// Its fields: index of the name, slot of the parent, and 1 while the task goes on. The first two are of a task that does.
export const NAME: usize = 0
export const PARENT: usize = 4
export const GOES_ON: usize = 8

/** Slots of a page, and addresses of as many pages as memory has room for. Small: most traces have no task but the background. */
const PAGE_BITS: u32 = 10
const PAGE: u32 = 1 << PAGE_BITS
const PAGE_TABLE: usize = 4 << 18

/** Records by slot, in pages. */
const pages: usize = heap.alloc(PAGE_TABLE)
let count: u32 = 0

taskOf(u64.MAX_VALUE) // slot 0 is none
taskOf(0) // the background task

/** The slot of this id, a new one where it has none. */
export function taskOf(id: u64): u32 {
  const slot = slotOfId(TASKS, id)
  if (slot == count) {
    if ((slot & (PAGE - 1)) == 0) store<u32>(pages + ((<usize>(slot >> PAGE_BITS)) << 2), <u32>allocate(PAGE * RECORD))
    count++
  }
  return slot
}

export function taskRecord(slot: u32): usize {
  return <usize>load<u32>(pages + ((<usize>(slot >> PAGE_BITS)) << 2)) + (slot & (PAGE - 1)) * RECORD
}
