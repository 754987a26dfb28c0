// The generation being ordered, as the caller laid it down in memory (GenerationSetup), and its ids looked up.

/** Of an id that is not there. */
export const ABSENT: u32 = 0xffffffff

/** Tables by the ids of the generation. */
export const STRINGS: u32 = 0
export const STACKS: u32 = 1
export const TYPES: u32 = 2

// Fields of a table: dense indexes by id, then sorted ids beyond them and their indexes.
const DENSE: usize = 0
const LENGTH: usize = 4
const IDS: usize = 8
const INDEXES: usize = 12
const COUNT: usize = 16
const TABLE: u32 = 20
const tables: usize = heap.alloc(3 * TABLE)
memory.fill(tables, 0, 3 * TABLE)

let scratch: usize = 0
let scratchBytes: usize = 0

export class Generation {
  /** Ordinal + 1, and of the first one that had an event. */
  static current: u32 = 0
  static first: u32 = 0
  static unitNs: f64 = 1
  static threads: usize = 0
  static threadCount: u32 = 0
  static batchCount: u32 = 0
  static batchThread: usize = 0
  static batchOffset: usize = 0
  static batchLength: usize = 0
  static batchTime: usize = 0
  static sampleCount: u32 = 0
  static sampleTime: usize = 0
  static sampleThread: usize = 0
  static sampleProc: usize = 0
  static sampleGoroutine: usize = 0
  static sampleStack: usize = 0
}

/** Room for everything the caller lays down; what was there is forgotten. Aligned to 8 bytes. */
export function setupRoom(bytes: usize): usize {
  if (bytes > scratchBytes) {
    if (scratch != 0) heap.free(scratch)
    scratchBytes = bytes + (bytes >> 1)
    scratch = heap.alloc(scratchBytes)
  }
  return scratch
}

export function setBatches(count: u32, thread: usize, offset: usize, length: usize, time: usize): void {
  Generation.batchCount = count
  Generation.batchThread = thread
  Generation.batchOffset = offset
  Generation.batchLength = length
  Generation.batchTime = time
}

export function setThreads(count: u32, ids: usize): void {
  Generation.threadCount = count
  Generation.threads = ids
}

export function setSamples(count: u32, time: usize, thread: usize, proc: usize, goroutine: usize, stack: usize): void {
  Generation.sampleCount = count
  Generation.sampleTime = time
  Generation.sampleThread = thread
  Generation.sampleProc = proc
  Generation.sampleGoroutine = goroutine
  Generation.sampleStack = stack
}

export function setTable(table: u32, dense: usize, length: u32, ids: usize, indexes: usize, count: u32): void {
  const at = tables + table * TABLE
  store<u32>(at, <u32>dense, DENSE)
  store<u32>(at, length, LENGTH)
  store<u32>(at, <u32>ids, IDS)
  store<u32>(at, <u32>indexes, INDEXES)
  store<u32>(at, count, COUNT)
}

/** Index of an id, ABSENT where the generation has no such id. */
export function lookUp(table: u32, id: u64): u32 {
  const at = tables + table * TABLE
  if (id < <u64>load<u32>(at, LENGTH)) return load<u32>(<usize>load<u32>(at, DENSE) + ((<usize>id) << 2))
  return load<u32>(at, COUNT) == 0 ? ABSENT : search(at, id)
}

function search(at: usize, id: u64): u32 {
  const ids: usize = load<u32>(at, IDS)
  let low: u32 = 0
  let high = load<u32>(at, COUNT)
  while (low < high) {
    const middle = (low + high) >> 1
    if (load<u64>(ids + ((<usize>middle) << 3)) < id) low = middle + 1
    else high = middle
  }
  if (low == load<u32>(at, COUNT) || load<u64>(ids + ((<usize>low) << 3)) != id) return ABSENT
  return load<u32>(<usize>load<u32>(at, INDEXES) + ((<usize>low) << 2))
}
