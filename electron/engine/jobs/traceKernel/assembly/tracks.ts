// Rows of one segment, kept track by track as they come: each track has a list of chunks that its rows fill one after the other, so that a
// segment is written without sorting rows, from lines of the cache that lie side by side. What rows hold is their owner's.
import { allocate, enlarge } from './memory'
import { givePage, inPage, PAGE_BITS, takePage } from './pages'

/** Bytes of a row, and their binary logarithm. */
const ROW: usize = 32
const ROW_BITS: u32 = 5

// Fields of a set of tracks: goroutines have one, procs another.
/** Chunks, how many have room and how many are taken; the binary logarithm of their bytes, and the bits of an address within one. */
const CHUNKS: usize = 0
const CHUNK_CAPACITY: usize = 4
const CHUNKS_TAKEN: usize = 8
const CHUNK_BITS: usize = 12
/** The next chunk of the same track, by chunk. */
const NEXT: usize = 16
const CHUNK_MASK: usize = 20
/** Tracks, how many have room and how many there are; number of the first one: numbers are not used again in the next segment. */
const TRACKS: usize = 24
const CAPACITY: usize = 28
const LENGTH: usize = 32
const FIRST_NUMBER: usize = 36
/** Places of tracks + 1 by slot, in pages (pages.ts); 0 where no track has rows. */
const PLACES: usize = 40
const PLACE_PAGES: usize = 44
/** Places of tracks in the order of their slots. */
const ORDER: usize = 48
const SPARE: usize = 52
// Index of tracks in that order: slot, first row, rows, start of the level, its bits, class of the first interval.
const INDEX_SLOT: usize = 56
const INDEX_FIRST: usize = 60
const INDEX_ROWS: usize = 64
const INDEX_LEVEL: usize = 68
const INDEX_BITS: usize = 72
const INDEX_CLASS: usize = 76
const REGION: usize = 80
const SET: usize = 84

// A track.
const SLOT: usize = 0
const COUNT: usize = 4
/** Its first chunk and its last one. */
const HEAD: usize = 8
const TAIL: usize = 12
/** Where the next row goes; 0 before the first one. */
const TO: usize = 32
/** Start of its first row, and end of its last one. */
const FIRST_START: usize = 16
export const LAST_END: usize = 24
const TRACK: usize = 40

const NO_CHUNK: u32 = 0xffffffff
const LINE: usize = 64
/** Bytes of a chunk that are touched: the rest of a longer one follows of itself. */
const MOST_TOUCHED: usize = 256
/** Room for a segment of the usual length: rows are not moved then. */
const FIRST_ROWS: usize = 229376

/** A set whose chunks have 2^rowBits rows. */
export function newTracks(rowBits: u32): usize {
  const set = allocate(SET)
  const bits = ROW_BITS + rowBits
  store<u32>(set, bits, CHUNK_BITS)
  store<u32>(set, (1 << bits) - 1, CHUNK_MASK)
  store<u32>(set, 1, FIRST_NUMBER)
  store<u32>(set, <u32>allocate(64 * 4), PLACES)
  store<u32>(set, 64, PLACE_PAGES)
  growChunks(set, FIRST_ROWS >> rowBits)
  growTracks(set, 1024)
  return set
}

function moved(region: usize, bytes: usize, to: usize): usize {
  const larger = heap.alloc(to)
  if (region != 0) {
    memory.copy(larger, region, bytes)
    heap.free(region)
  }
  return larger
}

/** Chunks begin at multiples of their size: an address says whether one is full. */
function growChunks(set: usize, capacity: usize): void {
  const before: usize = load<u32>(set, CHUNK_CAPACITY)
  const bytes: usize = <usize>load<u32>(set, CHUNK_MASK) + 1
  const region = heap.alloc((capacity + 1) * bytes)
  const from: usize = load<u32>(set, CHUNKS)
  const chunks = (region + bytes - 1) & ~(bytes - 1)
  memory.copy(chunks, from, before * bytes)
  const tracks: usize = load<u32>(set, TRACKS)
  const length: usize = load<u32>(set, LENGTH)
  for (let at = tracks; at < tracks + length * TRACK; at += TRACK) {
    const to: usize = load<u32>(at, TO)
    if (to != 0) store<u32>(at, <u32>(to - from + chunks), TO)
  }
  if (before != 0) heap.free(load<u32>(set, REGION))
  store<u32>(set, <u32>region, REGION)
  store<u32>(set, <u32>chunks, CHUNKS)
  store<u32>(set, <u32>moved(load<u32>(set, NEXT), before * 4, capacity * 4), NEXT)
  store<u32>(set, <u32>capacity, CHUNK_CAPACITY)
}

function growTracks(set: usize, capacity: usize): void {
  const before: usize = load<u32>(set, CAPACITY)
  store<u32>(set, <u32>moved(load<u32>(set, TRACKS), before * TRACK, capacity * TRACK), TRACKS)
  for (let field = ORDER; field <= INDEX_LEVEL; field += 4)
    store<u32>(set + field, <u32>moved(load<u32>(set + field), 0, capacity * 4))
  store<u32>(set, <u32>moved(load<u32>(set, INDEX_BITS), 0, capacity), INDEX_BITS)
  store<u32>(set, <u32>moved(load<u32>(set, INDEX_CLASS), 0, capacity), INDEX_CLASS)
  store<u32>(set, <u32>capacity, CAPACITY)
}

/**
 * The track of a slot, for rows that follow; `start`: of the next one. Whoever asks keeps the track's number at `numberAt`, 0 to begin with: it is
 * found by it while the segment lasts.
 */
export function trackOf(set: usize, numberAt: usize, slot: u32, start: f64): usize {
  const place = load<u32>(numberAt) - load<u32>(set, FIRST_NUMBER)
  if (place < load<u32>(set, LENGTH)) return load<u32>(set, TRACKS) + <usize>place * TRACK
  return find(set, numberAt, slot, start)
}

function find(set: usize, numberAt: usize, slot: u32, start: f64): usize {
  roomForSlot(set, slot)
  const known = placeOf(load<u32>(set, PLACES), slot)
  let place = load<u32>(known)
  if (place == 0) {
    place = load<u32>(set, LENGTH) + 1
    if (place > load<u32>(set, CAPACITY)) growTracks(set, 2 * <usize>load<u32>(set, CAPACITY))
    const track = load<u32>(set, TRACKS) + <usize>(place - 1) * TRACK
    store<u32>(track, slot, SLOT)
    store<u32>(track, 0, COUNT)
    store<u32>(track, 0, TO)
    store<f64>(track, start, FIRST_START)
    store<f64>(track, start, LAST_END)
    store<u32>(known, place)
    store<u32>(set, place, LENGTH)
  }
  store<u32>(numberAt, load<u32>(set, FIRST_NUMBER) + place - 1)
  return load<u32>(set, TRACKS) + <usize>(place - 1) * TRACK
}

function roomForSlot(set: usize, slot: u32): void {
  const page = slot >> PAGE_BITS
  const pages = load<u32>(set, PLACE_PAGES)
  if (page >= pages) {
    const larger = max(pages * 2, page + 1)
    store<u32>(set, <u32>enlarge(load<u32>(set, PLACES), (<usize>pages) << 2, (<usize>larger) << 2), PLACES)
    store<u32>(set, larger, PLACE_PAGES)
  }
  const at = <usize>load<u32>(set, PLACES) + ((<usize>page) << 2)
  if (load<u32>(at) == 0) store<u32>(at, <u32>takePage())
}

/** Where the place of a slot's track is. */
function placeOf(places: usize, slot: u32): usize {
  return <usize>load<u32>(places + ((<usize>(slot >> PAGE_BITS)) << 2)) + inPage(slot)
}

/** The row behind a track's rows. Whoever writes it sets the track's LAST_END. */
export function addRow(set: usize, track: usize): usize {
  store<u32>(track, load<u32>(track, COUNT) + 1, COUNT)
  return addFurther(set, track)
}

/** Behind that, a row that is part of it and not counted. */
export function addFurther(set: usize, track: usize): usize {
  let to: usize = load<u32>(track, TO)
  if ((to & load<u32>(set, CHUNK_MASK)) == 0) to = addChunk(set, track, to == 0)
  store<u32>(track, <u32>(to + ROW), TO)
  return to
}

/** A chunk behind a track's chunks; gives where it begins. */
function addChunk(set: usize, track: usize, isFirst: bool): usize {
  const chunk = load<u32>(set, CHUNKS_TAKEN)
  const capacity: usize = load<u32>(set, CHUNK_CAPACITY)
  if (chunk == capacity) growChunks(set, capacity + (capacity >> 1))
  store<u32>(set, chunk + 1, CHUNKS_TAKEN)
  const next: usize = load<u32>(set, NEXT)
  store<u32>(next + ((<usize>chunk) << 2), NO_CHUNK)
  if (isFirst) store<u32>(track, chunk, HEAD)
  else store<u32>(next + ((<usize>load<u32>(track, TAIL)) << 2), chunk)
  store<u32>(track, chunk, TAIL)
  return chunkAt(set, chunk)
}

function chunkAt(set: usize, chunk: u32): usize {
  return <usize>load<u32>(set, CHUNKS) + ((<usize>chunk) << load<u32>(set, CHUNK_BITS))
}

/** Puts the tracks in order and makes their index; no rows may be added then. */
export function sortTracks(set: usize): void {
  sortPlaces(set)
  const length: usize = load<u32>(set, LENGTH)
  const order: usize = load<u32>(set, ORDER)
  const places: usize = load<u32>(set, PLACES)
  let first: u32 = 0
  for (let at: usize = 0; at < length; at++) {
    const track = trackAt(set, load<u32>(order + (at << 2)))
    const slot = load<u32>(track, SLOT)
    const rows = load<u32>(track, COUNT)
    store<u32>(load<u32>(set, INDEX_SLOT) + (at << 2), slot)
    store<u32>(load<u32>(set, INDEX_FIRST) + (at << 2), first)
    store<u32>(load<u32>(set, INDEX_ROWS) + (at << 2), rows)
    store<u32>(placeOf(places, slot), 0)
    first += rows
  }
  givePages(set)
}

function trackAt(set: usize, place: u32): usize {
  return load<u32>(set, TRACKS) + <usize>place * TRACK
}

/** All places are 0 again. */
function givePages(set: usize): void {
  const places: usize = load<u32>(set, PLACES)
  const pages: usize = load<u32>(set, PLACE_PAGES)
  for (let page: usize = 0; page < pages; page++) {
    const at = places + (page << 2)
    const given: usize = load<u32>(at)
    if (given == 0) continue
    givePage(given)
    store<u32>(at, 0)
  }
}

const digits = heap.alloc(2048 * 4)

/** Places by ascending slots: by 11 bits at a time. */
function sortPlaces(set: usize): void {
  const length: usize = load<u32>(set, LENGTH)
  for (let at: usize = 0; at < length; at++) store<u32>(load<u32>(set, ORDER) + (at << 2), <u32>at)
  for (let shift: u32 = 0; shift < 33; shift += 11) {
    const from: usize = load<u32>(set, ORDER)
    const to: usize = load<u32>(set, SPARE)
    memory.fill(digits, 0, 2048 * 4)
    for (let at: usize = 0; at < length; at++) {
      const digit = digitAt(set, load<u32>(from + (at << 2)), shift)
      store<u32>(digit, load<u32>(digit) + 1)
    }
    let sum: u32 = 0
    for (let digit: usize = 0; digit < 2048; digit++) {
      const count = load<u32>(digits + (digit << 2))
      store<u32>(digits + (digit << 2), sum)
      sum += count
    }
    for (let at: usize = 0; at < length; at++) {
      const place = load<u32>(from + (at << 2))
      const digit = digitAt(set, place, shift)
      const next: usize = load<u32>(digit)
      store<u32>(to + (next << 2), place)
      store<u32>(digit, <u32>next + 1)
    }
    store<u32>(set, <u32>to, ORDER)
    store<u32>(set, <u32>from, SPARE)
  }
}

function digitAt(set: usize, place: u32, shift: u32): usize {
  return digits + ((<usize>((load<u32>(trackAt(set, place), SLOT) >> shift) & 2047)) << 2)
}

/** Going through the rows of a set in the order of its tracks; one set at a time. */
export class Walk {
  /** The track under way by its place in the index, and the first row behind it. */
  static index: u32 = 0
  static end: u32 = 0
  static slot: u32 = 0
  /** Where it began, then the end of the row before. */
  static time: f64 = 0
  /** The chunk under way, the row after the one given in it. */
  static chunk: u32 = 0
  static row: usize = 0
}

/** Chunks that are touched at a time, and how many of them are yet to be gone to; the track and chunk to go on with. */
const TOUCHED: u32 = 16
let ahead: u32 = 0
let aheadIndex: u32 = 0
let aheadChunk: u32 = 0
let touched: u32 = 0

/** Before the first row. */
export function beginWalk(): void {
  Walk.index = 0
  Walk.end = 0
  ahead = 0
  aheadIndex = 0
  aheadChunk = NO_CHUNK
}

/** Goes to the next track; gives the number of its rows. */
export function nextTrack(set: usize): u32 {
  const track = orderedTrack(set, Walk.index)
  const rows = load<u32>(track, COUNT)
  Walk.index++
  Walk.end += rows
  Walk.slot = load<u32>(track, SLOT)
  Walk.time = load<f64>(track, FIRST_START)
  enterChunk(set, load<u32>(track, HEAD))
  return rows
}

/** The next row of the track. */
export function nextRow(set: usize): usize {
  const row = Walk.row
  const after = row + ROW
  if ((after & load<u32>(set, CHUNK_MASK)) != 0) Walk.row = after
  else {
    const next = nextOf(set, Walk.chunk)
    if (next != NO_CHUNK) enterChunk(set, next)
  }
  return row
}

function enterChunk(set: usize, chunk: u32): void {
  if (ahead == 0) touchChunks(set)
  ahead--
  Walk.chunk = chunk
  Walk.row = chunkAt(set, chunk)
}

function nextOf(set: usize, chunk: u32): u32 {
  return load<u32>(load<u32>(set, NEXT) + ((<usize>chunk) << 2))
}

function orderedTrack(set: usize, index: u32): usize {
  return trackAt(set, load<u32>(load<u32>(set, ORDER) + ((<usize>index) << 2)))
}

/**
 * Touches the chunks that come next: they lie apart, and the memory is waited for once for all of them instead of once for each. What is read
 * means nothing.
 */
function touchChunks(set: usize): void {
  const length = load<u32>(set, LENGTH)
  const bytes = min<usize>(<usize>load<u32>(set, CHUNK_MASK) + 1, MOST_TOUCHED)
  let sum: u32 = 0
  for (ahead = 0; ahead < TOUCHED; ahead++) {
    if (aheadChunk == NO_CHUNK) {
      if (aheadIndex == length) break
      aheadChunk = load<u32>(orderedTrack(set, aheadIndex++), HEAD)
    }
    const chunk = chunkAt(set, aheadChunk)
    for (let line: usize = 0; line < bytes; line += LINE) sum += load<u8>(chunk + line)
    aheadChunk = nextOf(set, aheadChunk)
  }
  touched = sum
}

/** Of the track that `nextTrack` went to: where its level starts, and the bits of that. */
export function setLevel(set: usize, start: u32, bits: u32): void {
  const at: usize = Walk.index - 1
  store<u32>(load<u32>(set, INDEX_LEVEL) + (at << 2), start)
  store<u8>(load<u32>(set, INDEX_BITS) + at, <u8>bits)
}

/** Class of its first interval. */
export function setFirstClass(set: usize, firstClass: u32): void {
  store<u8>(load<u32>(set, INDEX_CLASS) + Walk.index - 1, <u8>firstClass)
}

/** Forgets the rows and tracks. */
export function clearRows(set: usize): void {
  store<u32>(set, load<u32>(set, FIRST_NUMBER) + load<u32>(set, LENGTH), FIRST_NUMBER)
  store<u32>(set, 0, LENGTH)
  store<u32>(set, 0, CHUNKS_TAKEN)
}

export function rowsOf(set: usize): u32 {
  const tracks: usize = load<u32>(set, TRACKS)
  const end = tracks + <usize>load<u32>(set, LENGTH) * TRACK
  let rows: u32 = 0
  for (let track = tracks; track < end; track += TRACK) rows += load<u32>(track, COUNT)
  return rows
}
export function tracksOf(set: usize): u32 {
  return load<u32>(set, LENGTH)
}

/** Where a column of the index of tracks is: 0 slots, 1 first rows, 2 rows, 3 starts of levels, 4 their bits, 5 first classes. */
export function indexAt(set: usize, column: u32): usize {
  return load<u32>(set + INDEX_SLOT + ((<usize>column) << 2))
}
