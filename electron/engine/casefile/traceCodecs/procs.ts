// Blocks of procs' intervals, by proc, then time, as goroutines.ts: a row begins where the one before it ended and has its thread; one in a
// syscall has its goroutine. Written by the import's kernel (jobs/traceKernel/assembly/procs.ts), of which `packProcs` is the reference.
import type { BlockColumn } from '../columnPacker.ts'
import { StreamWriter, joinStreams, splitStreams } from './streams.ts'
import type { StreamReader } from './streams.ts'

type Columns = Readonly<Record<string, BlockColumn>>

/** The head of a row: its activity, and bits. */
const ACTIVITY = 3
const NEW_TRACK = 4
const OTHER_START = 8
const WITH_FLAGS = 16
const OTHER_BEGIN = 32
const OTHER_GOROUTINE = 64
const OTHER_THREAD = 128

/** ProcActivity. */
const IDLE = 0
const RUNNING = 2
const SYSCALL = 3

/** Rows `from … to` as a block, before compression; `base` is what times are told from. */
export function packProcs(columns: Columns, from: number, to: number, base: number): Uint8Array {
  const streams = Array.from({ length: 5 }, () => new StreamWriter())
  const [heads, ends, tracks, goroutines, rares] = streams as [
    StreamWriter,
    StreamWriter,
    StreamWriter,
    StreamWriter,
    StreamWriter,
  ]
  const at = (name: string, row: number): number => {
    const value = columns[name]?.[row]
    if (value === undefined) throw new TypeError(`a block of procs has no column ${name}`)
    return value
  }
  let track = 0
  let lastEnd = base
  let lastGoroutine = 0
  let lastThread = 0
  for (let row = from; row < to; row++) {
    const [slot, activity, flags] = [at('proc', row), at('activity', row), at('flags', row)]
    const [start, end, begin] = [at('start', row), at('end', row), at('begin', row)]
    const [goroutine, thread] = [at('goroutine', row), at('thread', row)]
    let head = activity
    if (row === from || slot !== track) {
      head |= NEW_TRACK
      tracks.varint(slot - track)
      tracks.signed(start - base)
      track = slot
      lastGoroutine = 0
      lastThread = 0
    } else if (start !== lastEnd) {
      head |= OTHER_START
      rares.signed(start - base)
    }
    lastEnd = end
    ends.varint(end - start)
    if (flags !== 0) {
      head |= WITH_FLAGS
      rares.byte(flags)
    }
    if (begin !== start) {
      head |= OTHER_BEGIN
      rares.signed(start - begin)
    }
    if (activity === RUNNING) goroutines.varint(goroutine)
    else if (goroutine !== (activity === SYSCALL ? lastGoroutine : 0)) {
      head |= OTHER_GOROUTINE
      rares.varint(goroutine)
    }
    lastGoroutine = goroutine
    if (thread !== (activity === IDLE ? 0 : lastThread)) {
      head |= OTHER_THREAD
      rares.varint(thread)
    }
    if (thread !== 0) lastThread = thread
    heads.byte(head)
  }
  return joinStreams([base], streams)
}

/** Fills the columns' first `rows` rows. False: these are not the bytes of such a block. */
export function unpackProcs(bytes: Uint8Array, columns: Columns, rows: number): boolean {
  const split = splitStreams(bytes, 1, 5)
  if (split === null) return false
  const base = split.doubles[0] as number
  const [heads, ends, tracks, goroutines, rares] = split.streams as [
    StreamReader,
    StreamReader,
    StreamReader,
    StreamReader,
    StreamReader,
  ]
  const of = (name: string): BlockColumn => columns[name] as BlockColumn
  const [procs, activities, flagsOf] = [of('proc'), of('activity'), of('flags')]
  const [starts, begins, endsOf] = [of('start'), of('begin'), of('end')]
  const [goroutinesOf, threads] = [of('goroutine'), of('thread')]
  let track = 0
  let lastEnd = 0
  let lastGoroutine = 0
  let lastThread = 0
  for (let row = 0; row < rows; row++) {
    const head = heads.byte()
    const activity = head & ACTIVITY
    let start = lastEnd
    if ((head & NEW_TRACK) !== 0) {
      track += tracks.varint()
      start = base + tracks.signed()
      lastGoroutine = 0
      lastThread = 0
    } else if ((head & OTHER_START) !== 0) start = base + rares.signed()
    const flags = (head & WITH_FLAGS) !== 0 ? rares.byte() : 0
    const begin = (head & OTHER_BEGIN) !== 0 ? start - rares.signed() : start
    if (activity === RUNNING) lastGoroutine = goroutines.varint()
    else if ((head & OTHER_GOROUTINE) !== 0) lastGoroutine = rares.varint()
    else if (activity !== SYSCALL) lastGoroutine = 0
    let thread = activity === IDLE ? 0 : lastThread
    if ((head & OTHER_THREAD) !== 0) thread = rares.varint()
    if (thread !== 0) lastThread = thread
    lastEnd = start + ends.varint()
    procs[row] = track
    activities[row] = activity
    flagsOf[row] = flags
    starts[row] = start
    begins[row] = begin
    endsOf[row] = lastEnd
    goroutinesOf[row] = lastGoroutine
    threads[row] = thread
  }
  return split.streams.every(({ isDone }) => isDone)
}
