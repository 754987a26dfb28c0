// The threads that have an event, as a min-heap by its time, as core/Frontier.ts: ties are settled alike, so that the order is
// the same. An entry is the time and the cursor of a thread.

const ENTRY: usize = 16
const CURSOR: usize = 8

let heap_: usize = 0
let capacity: u32 = 0
let length: u32 = 0

/** Empties the heap and makes room for this many threads. */
export function setUpFrontier(threads: u32): void {
  if (threads > capacity) {
    if (heap_ != 0) heap.free(heap_)
    capacity = threads + (threads >> 1) + 16
    heap_ = heap.alloc(<usize>capacity * ENTRY)
  }
  length = 0
}

export function frontierLength(): u32 {
  return length
}

export function cursorAt(index: u32): usize {
  return load<u32>(heap_ + <usize>index * ENTRY, CURSOR)
}

export function timeAt(index: u32): f64 {
  return load<f64>(heap_ + <usize>index * ENTRY)
}

function setEntry(index: u32, time: f64, cursor: usize): void {
  store<f64>(heap_ + <usize>index * ENTRY, time)
  store<u32>(heap_ + <usize>index * ENTRY, <u32>cursor, CURSOR)
}

export function insert(time: f64, cursor: usize): void {
  setEntry(length++, time, cursor)
  up(length - 1)
}

/** The thread at `index` has another event, at `time`. */
export function update(index: u32, time: f64): void {
  store<f64>(heap_ + <usize>index * ENTRY, time)
  if (index == 0) {
    // Mostly it is still the earliest.
    if ((length < 2 || timeAt(1) >= time) && (length < 3 || timeAt(2) >= time)) return
    down(0)
  } else if (up(index) == index) down(index)
}

export function remove(index: u32): void {
  for (let at = index; at > 0;) {
    const parent = (at - 1) >> 1
    swap(at, parent)
    at = parent
  }
  swap(0, --length)
  down(0)
}

/** A sorted heap is a heap. Mostly sorted already, and rarely needed: when the earliest event has to wait. */
export function sort(): void {
  if (length > 256) {
    sortBy(701)
    sortBy(132)
    sortBy(23)
    sortBy(4)
  }
  sortBy(1)
}

function sortBy(gap: u32): void {
  for (let at = gap; at < length; at++) {
    const time = timeAt(at)
    const cursor = cursorAt(at)
    let to = at
    while (to >= gap && timeAt(to - gap) > time) {
      setEntry(to, timeAt(to - gap), cursorAt(to - gap))
      to -= gap
    }
    setEntry(to, time, cursor)
  }
}

function swap(a: u32, b: u32): void {
  const time = timeAt(a)
  const cursor = cursorAt(a)
  setEntry(a, timeAt(b), cursorAt(b))
  setEntry(b, time, cursor)
}

function up(from: u32): u32 {
  let at = from
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!(timeAt(parent) > timeAt(at))) break
    swap(parent, at)
    at = parent
  }
  return at
}

function down(from: u32): void {
  const time = timeAt(from)
  const cursor = cursorAt(from)
  let at = from
  for (;;) {
    let least: u32 = 2 * at + 1
    if (least >= length) break
    const right: u32 = least + 1
    // Without a branch: which child is earlier cannot be foreseen.
    if (right < length) least = select(right, least, timeAt(right) < timeAt(least))
    if (!(timeAt(least) < time)) break
    setEntry(at, timeAt(least), cursorAt(least))
    at = least
  }
  setEntry(at, time, cursor)
}
