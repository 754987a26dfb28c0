// Numbers by slot, in pages that are there for the slots in use alone: millions of goroutines come and go in a long trace while some thousands
// live. Pages that hold nothing but zeros are used again.
import { allocate } from './memory'

export const PAGE_BITS: u32 = 12
export const PAGE: u32 = 1 << PAGE_BITS
const BYTES: usize = (<usize>PAGE) << 2

/** Pages of zeros: a list through their first words. */
let spare: usize = 0

export function takePage(): usize {
  if (spare == 0) return allocate(BYTES)
  const page = spare
  spare = load<u32>(page)
  store<u32>(page, 0)
  return page
}

/** Takes back a page whose numbers are zeros. */
export function givePage(page: usize): void {
  store<u32>(page, <u32>spare)
  spare = page
}

/** Where a slot's number is in its page. */
export function inPage(slot: u32): usize {
  return (<usize>(slot & (PAGE - 1))) << 2
}
