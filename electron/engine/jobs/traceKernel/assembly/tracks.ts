// Rows of one segment put together by track: counted as they come, then laid out track by track, each in the order of its rows. Rows are
// records of equal size, so that one is in one or two lines of the cache whatever is read of it.
import { allocate, enlarge } from './memory'
import { givePage, inPage, PAGE_BITS, takePage } from './pages'

/** Fields of a set of tracks: goroutines have one, procs another. */
const RECORDS: usize = 0
const CAPACITY: usize = 4
const ROWS: usize = 8
/** Track of each row. */
const TRACK_OF: usize = 12
/** Rows by track while counting, then where the next of them goes: pages (pages.ts), 0 where no track has rows. */
const COUNTS: usize = 16
const COUNT_PAGES: usize = 20
/** Tracks seen, as they come, then ascending. */
const SEEN: usize = 24
const SEEN_CAPACITY: usize = 28
const TRACKS: usize = 32
const ORDER: usize = 36
const SIZE: usize = 40
/** Index of tracks: first row, rows, start of the level, its bits; by place in SEEN. */
const FIRST: usize = 44
const COUNT: usize = 48
const LEVEL: usize = 52
const BITS: usize = 56
const SPARE: usize = 60
/** Class of each track's first interval. */
const CLASS: usize = 64
/** The region the records are in: they begin at a line of the cache. */
const REGION: usize = 68
const SET: usize = 72
const LINE: usize = 64

/** Room for a segment of the usual length: rows are not moved then. */
const FIRST_ROWS: usize = 229376

export function newTracks(recordBytes: usize): usize {
  const set = allocate(SET)
  const capacity: usize = FIRST_ROWS
  const region = heap.alloc(capacity * recordBytes + LINE)
  store<u32>(set, <u32>region, REGION)
  store<u32>(set, <u32>lineAt(region), RECORDS)
  store<u32>(set, <u32>heap.alloc(capacity * 4), TRACK_OF)
  store<u32>(set, <u32>heap.alloc(capacity * 4), ORDER)
  store<u32>(set, <u32>capacity, CAPACITY)
  store<u32>(set, <u32>allocate(64 * 4), COUNTS)
  store<u32>(set, 64, COUNT_PAGES)
  store<u32>(set, <u32>recordBytes, SIZE)
  growSeen(set, 1024)
  return set
}

function lineAt(region: usize): usize {
  return (region + LINE - 1) & ~(LINE - 1)
}

function growSeen(set: usize, capacity: usize): void {
  const before: usize = load<u32>(set, SEEN_CAPACITY)
  const bytes = before * 4
  store<u32>(set, <u32>moved(load<u32>(set, SEEN), bytes, capacity * 4), SEEN)
  store<u32>(set, <u32>moved(load<u32>(set, SPARE), 0, capacity * 4), SPARE)
  store<u32>(set, <u32>moved(load<u32>(set, FIRST), 0, capacity * 4), FIRST)
  store<u32>(set, <u32>moved(load<u32>(set, COUNT), 0, capacity * 4), COUNT)
  store<u32>(set, <u32>moved(load<u32>(set, LEVEL), 0, capacity * 4), LEVEL)
  store<u32>(set, <u32>moved(load<u32>(set, BITS), 0, capacity), BITS)
  store<u32>(set, <u32>moved(load<u32>(set, CLASS), 0, capacity), CLASS)
  store<u32>(set, <u32>capacity, SEEN_CAPACITY)
}

function moved(region: usize, bytes: usize, to: usize): usize {
  const larger = heap.alloc(to)
  if (region != 0) {
    memory.copy(larger, region, bytes)
    heap.free(region)
  }
  return larger
}

/** Makes room for so many more rows. */
export function roomForRows(set: usize, more: usize): void {
  const rows: usize = load<u32>(set, ROWS)
  const capacity: usize = load<u32>(set, CAPACITY)
  if (rows + more <= capacity) return
  const larger = max(capacity + (capacity >> 1), rows + more)
  const size: usize = load<u32>(set, SIZE)
  const region = heap.alloc(larger * size + LINE)
  memory.copy(lineAt(region), load<u32>(set, RECORDS), rows * size)
  heap.free(load<u32>(set, REGION))
  store<u32>(set, <u32>region, REGION)
  store<u32>(set, <u32>lineAt(region), RECORDS)
  store<u32>(set, <u32>moved(load<u32>(set, TRACK_OF), rows * 4, larger * 4), TRACK_OF)
  store<u32>(set, <u32>moved(load<u32>(set, ORDER), 0, larger * 4), ORDER)
  store<u32>(set, <u32>larger, CAPACITY)
}

/** Makes room in the counts for a track. */
export function roomForTrack(set: usize, track: u32): void {
  const page = track >> PAGE_BITS
  const pages = load<u32>(set, COUNT_PAGES)
  if (page >= pages) {
    const larger = max(pages * 2, page + 1)
    store<u32>(set, <u32>enlarge(load<u32>(set, COUNTS), (<usize>pages) << 2, (<usize>larger) << 2), COUNTS)
    store<u32>(set, larger, COUNT_PAGES)
  }
  const at = <usize>load<u32>(set, COUNTS) + ((<usize>page) << 2)
  if (load<u32>(at) == 0) store<u32>(at, <u32>takePage())
}

/** Where a track's count is. */
function countAt(counts: usize, track: u32): usize {
  return <usize>load<u32>(counts + ((<usize>(track >> PAGE_BITS)) << 2)) + inPage(track)
}

/** All counts are 0 again. */
function giveCounts(set: usize): void {
  const counts: usize = load<u32>(set, COUNTS)
  const pages: usize = load<u32>(set, COUNT_PAGES)
  for (let page: usize = 0; page < pages; page++) {
    const at = counts + (page << 2)
    const given: usize = load<u32>(at)
    if (given == 0) continue
    givePage(given)
    store<u32>(at, 0)
  }
}

/** The record of a new row of a track; there is room for both. */
export function addRow(set: usize, track: u32): usize {
  const row: usize = load<u32>(set, ROWS)
  store<u32>(set, <u32>row + 1, ROWS)
  store<u32>(load<u32>(set, TRACK_OF) + (row << 2), track)
  const count = countAt(load<u32>(set, COUNTS), track)
  const known = load<u32>(count)
  if (known == 0) addTrack(set, track)
  store<u32>(count, known + 1)
  return load<u32>(set, RECORDS) + row * <usize>load<u32>(set, SIZE)
}

function addTrack(set: usize, track: u32): void {
  const tracks: usize = load<u32>(set, TRACKS)
  const capacity: usize = load<u32>(set, SEEN_CAPACITY)
  if (tracks == capacity) growSeen(set, capacity * 2)
  store<u32>(load<u32>(set, SEEN) + (tracks << 2), track)
  store<u32>(set, <u32>tracks + 1, TRACKS)
}

/** Puts the rows in order: then `recordAt` gives them track by track. */
export function sortRows(set: usize): void {
  sortSeen(set)
  const tracks: usize = load<u32>(set, TRACKS)
  const rows: usize = load<u32>(set, ROWS)
  const counts: usize = load<u32>(set, COUNTS)
  const seen: usize = load<u32>(set, SEEN)
  const firsts: usize = load<u32>(set, FIRST)
  const numbers: usize = load<u32>(set, COUNT)
  let first: u32 = 0
  for (let at: usize = 0; at < tracks; at++) {
    const count = countAt(counts, load<u32>(seen + (at << 2)))
    const number = load<u32>(count)
    store<u32>(firsts + (at << 2), first)
    store<u32>(numbers + (at << 2), number)
    store<u32>(count, first)
    first += number
  }
  const trackOf: usize = load<u32>(set, TRACK_OF)
  const order: usize = load<u32>(set, ORDER)
  for (let row: usize = 0; row < rows; row++) {
    const next = countAt(counts, load<u32>(trackOf + (row << 2)))
    const to = load<u32>(next)
    store<u32>(order + ((<usize>to) << 2), <u32>row)
    store<u32>(next, to + 1)
  }
  for (let at: usize = 0; at < tracks; at++) store<u32>(countAt(counts, load<u32>(seen + (at << 2))), 0)
  giveCounts(set)
}

const digits = heap.alloc(2048 * 4)

/** Tracks ascending: by 11 bits at a time. */
function sortSeen(set: usize): void {
  const tracks: usize = load<u32>(set, TRACKS)
  for (let shift: u32 = 0; shift < 33; shift += 11) {
    const from: usize = load<u32>(set, SEEN)
    const to: usize = load<u32>(set, SPARE)
    memory.fill(digits, 0, 2048 * 4)
    for (let at: usize = 0; at < tracks; at++) {
      const digit = digits + ((<usize>((load<u32>(from + (at << 2)) >> shift) & 2047)) << 2)
      store<u32>(digit, load<u32>(digit) + 1)
    }
    let sum: u32 = 0
    for (let digit: usize = 0; digit < 2048; digit++) {
      const count = load<u32>(digits + (digit << 2))
      store<u32>(digits + (digit << 2), sum)
      sum += count
    }
    for (let at: usize = 0; at < tracks; at++) {
      const track = load<u32>(from + (at << 2))
      const digit = digits + ((<usize>((track >> shift) & 2047)) << 2)
      const place: usize = load<u32>(digit)
      store<u32>(to + (place << 2), track)
      store<u32>(digit, <u32>place + 1)
    }
    store<u32>(set, <u32>to, SEEN)
    store<u32>(set, <u32>from, SPARE)
  }
}

export function recordAt(set: usize, row: usize): usize {
  return load<u32>(set, RECORDS) + <usize>load<u32>(load<u32>(set, ORDER) + (row << 2)) * <usize>load<u32>(set, SIZE)
}

/** Where records are, and their order track by track: numbers of records. */
export function recordsOf(set: usize): usize {
  return load<u32>(set, RECORDS)
}
export function orderOf(set: usize): usize {
  return load<u32>(set, ORDER)
}

/** Rows that are touched at a time. */
export const TOUCHED_ROWS: usize = 32
let touched: u32 = 0

/**
 * Touches the records of the rows that come next: those of a track lie apart, and the memory is waited for once for all of them instead of once
 * for each. What is read means nothing.
 */
export function touchRows(set: usize, from: usize, to: usize): void {
  const end = min(from + TOUCHED_ROWS, to)
  const records: usize = load<u32>(set, RECORDS)
  const order: usize = load<u32>(set, ORDER)
  const size: usize = load<u32>(set, SIZE)
  let sum: u32 = 0
  for (let row = from; row < end; row++) sum += load<u8>(records + <usize>load<u32>(order + (row << 2)) * size)
  touched = sum
}

export function trackRows(set: usize, track: usize): u32 {
  return load<u32>(load<u32>(set, COUNT) + (track << 2))
}

export function setLevel(set: usize, track: usize, start: u32, bits: u32, firstClass: u32): void {
  store<u32>(load<u32>(set, LEVEL) + (track << 2), start)
  store<u8>(load<u32>(set, BITS) + track, <u8>bits)
  store<u8>(load<u32>(set, CLASS) + track, <u8>firstClass)
}

export function clearRows(set: usize): void {
  store<u32>(set, 0, ROWS)
  store<u32>(set, 0, TRACKS)
}

export function rowsOf(set: usize): u32 {
  return load<u32>(set, ROWS)
}
export function tracksOf(set: usize): u32 {
  return load<u32>(set, TRACKS)
}

/** Where a column of the index of tracks is: 0 tracks, 1 first rows, 2 rows, 3 starts of levels, 4 their bits, 5 first classes. */
export function indexAt(set: usize, column: u32): usize {
  if (column == 0) return load<u32>(set, SEEN)
  if (column == 1) return load<u32>(set, FIRST)
  if (column == 2) return load<u32>(set, COUNT)
  if (column == 3) return load<u32>(set, LEVEL)
  return column == 4 ? load<u32>(set, BITS) : load<u32>(set, CLASS)
}
