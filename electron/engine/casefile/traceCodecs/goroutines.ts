// Blocks of goroutines' intervals, by track, then time. A row begins where the one before it ended, came from its state, and, made runnable or
// put on a proc, has the stack and reason of the wait before; a new stack tells its reason, a proc its thread. What is not so is told.
// Written by the import's kernel (jobs/traceKernel/assembly/goroutines.ts), of which `packGoroutines` is the reference.
import type { BlockColumn } from '../columnPacker.ts'
import { StreamWriter, joinStreams, longVarint, readTo, splitStreams } from './streams.ts'
import type { StreamReader } from './streams.ts'

type Columns = Readonly<Record<string, BlockColumn>>

/** The head of a row: its state, and bits. */
const STATE = 7
const NEW_TRACK = 8
const OTHER_START = 16
const WITH_FLAGS = 32
const WITH_CAUSES = 64
const WITH_OTHERS = 128

/** What is told beside. Bits. */
const FROM = 1
const BEGIN = 2
const REASON = 4
const THREAD = 8
const STACK = 16
const PROC = 32
const WAKER = 64
const WAKER_STACK = 128

/** GoState and IntervalFlag. */
const RUNNABLE = 2
const RUNNING = 3
const WAITING = 4
const CREATED = 1

const CAUSES = ['stwNs', 'gcNs', 'fullNs', 'markNs'] as const

/** The row before, and what a stack and a proc tell. */
class Before {
  readonly reasonOf = new Uint32Array(4096)
  readonly threadOf = new Uint32Array(256)
  track = 0
  state = 0
  end = 0
  stack = 0
  reason = 0
  proc = 0
  thread = 0
  waker = 0
  wakerStack = 0

  newTrack(track: number): void {
    this.track = track
    this.stack = this.reason = this.proc = this.thread = this.waker = this.wakerStack = 0
  }

  /** Whether a row of this state, not the first of its track, goes on from the one before. */
  isCarried(state: number): boolean {
    return (state === RUNNABLE && this.state === WAITING) || (state === RUNNING && this.state === RUNNABLE)
  }
}

/** Rows `from … to` as a block, before compression; `base` is what times are told from. */
export function packGoroutines(columns: Columns, from: number, to: number, base: number): Uint8Array {
  const streams = Array.from({ length: 8 }, () => new StreamWriter())
  const [heads, ends, tracks, stacks, procs, wakers, wakerStacks, rares] = streams as [
    StreamWriter,
    StreamWriter,
    StreamWriter,
    StreamWriter,
    StreamWriter,
    StreamWriter,
    StreamWriter,
    StreamWriter,
  ]
  const at = (name: string, row: number): number => {
    const value = columns[name]?.[row]
    if (value === undefined) throw new TypeError(`a block of goroutines has no column ${name}`)
    return value
  }
  const before = new Before()
  before.end = base
  for (let row = from; row < to; row++) {
    const [slot, state, flags] = [at('goroutine', row), at('state', row), at('flags', row)]
    const [start, end, begin, came] = [at('start', row), at('end', row), at('begin', row), at('from', row)]
    const [stack, reason, proc, thread] = [at('stack', row), at('reason', row), at('proc', row), at('thread', row)]
    const [waker, wakerStack] = [at('waker', row), at('wakerStack', row)]
    const causes = CAUSES.map((name) => at(name, row))
    const isNew = row === from || slot !== before.track
    let head = state
    if (isNew) {
      head |= NEW_TRACK
      tracks.varint(slot - before.track)
      tracks.signed(start - base)
      before.newTrack(slot)
    } else if (start !== before.end) head |= OTHER_START
    ends.varint(end - start)
    if (flags !== 0) head |= WITH_FLAGS
    if (causes.some((ns) => ns !== 0)) head |= WITH_CAUSES
    let others = 0
    if (begin !== start) others |= BEGIN
    if (came !== (isNew ? flags & CREATED : before.state)) others |= FROM
    const isCarried = !isNew && before.isCarried(state)
    if (isCarried) {
      if (stack !== before.stack) others |= STACK
      if (reason !== before.reason) others |= REASON
    } else {
      stacks.varint(stack)
      if (reason !== before.reasonOf[stack & 4095]) others |= REASON
      before.reasonOf[stack & 4095] = reason
    }
    if (state === RUNNING) {
      procs.varint(proc)
      if (thread !== before.threadOf[proc & 255]) others |= THREAD
      before.threadOf[proc & 255] = thread
    } else {
      if (proc !== before.proc) others |= PROC
      if (thread !== before.thread) others |= THREAD
    }
    if (state === WAITING || (isNew && (flags & CREATED) !== 0)) {
      wakers.varint(waker)
      wakerStacks.varint(wakerStack)
    } else {
      const isAsBefore = state === RUNNABLE && isCarried
      if (waker !== (isAsBefore ? before.waker : 0)) others |= WAKER
      if (wakerStack !== (isAsBefore ? before.wakerStack : 0)) others |= WAKER_STACK
    }
    if ((head & OTHER_START) !== 0) rares.signed(start - base)
    if (flags !== 0) rares.byte(flags)
    if ((head & WITH_CAUSES) !== 0) {
      rares.byte(causes.reduce((mask, ns, index) => (ns === 0 ? mask : mask | (1 << index)), 0))
      for (const ns of causes) if (ns !== 0) rares.varint(ns)
    }
    if (others !== 0) {
      head |= WITH_OTHERS
      rares.byte(others)
      if ((others & FROM) !== 0) rares.byte(came)
      if ((others & BEGIN) !== 0) rares.signed(start - begin)
      if ((others & REASON) !== 0) rares.varint(reason)
      if ((others & THREAD) !== 0) rares.varint(thread)
      if ((others & STACK) !== 0) rares.varint(stack)
      if ((others & PROC) !== 0) rares.varint(proc)
      if ((others & WAKER) !== 0) rares.varint(waker)
      if ((others & WAKER_STACK) !== 0) rares.varint(wakerStack)
    }
    heads.byte(head)
    Object.assign(before, { state, end, stack, reason, proc, thread, waker, wakerStack })
  }
  return joinStreams([base], streams)
}

/**
 * Fills the columns' first `rows` rows, or as many as there are of tracks up to `last`; gives how many. −1: these are not the bytes of such a
 * block. Streams are read in place (streams.ts): what is asked of one goroutine or of all is as fast as this is.
 */
export function unpackGoroutines(bytes: Uint8Array, columns: Columns, rows: number, last = Infinity): number {
  const split = splitStreams(bytes, 1, 8)
  if (split === null) return -1
  const base = split.doubles[0] as number
  const [heads, ends, tracks, stacks, procs, wakers, wakerStacks, rares] = split.streams as [
    StreamReader,
    StreamReader,
    StreamReader,
    StreamReader,
    StreamReader,
    StreamReader,
    StreamReader,
    StreamReader,
  ]
  const bytesOf = (name: string): Uint8Array => columns[name] as Uint8Array
  const wordsOf = (name: string): Uint32Array => columns[name] as Uint32Array
  const numbersOf = (name: string): Float64Array => columns[name] as Float64Array
  const [states, froms, flagsOf] = [bytesOf('state'), bytesOf('from'), bytesOf('flags')]
  const [starts, begins, endsOf] = [numbersOf('start'), numbersOf('begin'), numbersOf('end')]
  const [goroutines, reasons, stacksOf] = [wordsOf('goroutine'), wordsOf('reason'), wordsOf('stack')]
  const [procsOf, threads] = [wordsOf('proc'), wordsOf('thread')]
  const [wakersOf, wakerStacksOf] = [wordsOf('waker'), wordsOf('wakerStack')]
  const causes = CAUSES.map(numbersOf)
  for (const cause of causes) cause.fill(0, 0, rows)
  const { reasonOf, threadOf } = new Before()
  let [headAt, endAt, stackAt, procAt] = [heads.at, ends.at, stacks.at, procs.at]
  let [wakerAt, wakerStackAt] = [wakers.at, wakerStacks.at]
  let [track, lastState, start, stack, reason, proc, thread, waker, wakerStack] = [0, 0, 0, 0, 0, 0, 0, 0, 0]
  for (let row = 0; row < rows; row++) {
    const head = bytes[headAt++] as number
    const state = head & STATE
    const isNew = (head & NEW_TRACK) !== 0
    if (isNew) {
      track += tracks.varint()
      if (track > last) return row
      start = base + tracks.signed()
      stack = reason = proc = thread = waker = wakerStack = 0
    }
    const isWoken = !isNew && state === RUNNABLE && lastState === WAITING
    const isCarried = isWoken || (!isNew && state === RUNNING && lastState === RUNNABLE)
    if (!isCarried) {
      stack = bytes[stackAt++] as number
      if (stack >= 0x80) {
        stack = longVarint(bytes, stackAt, stack)
        stackAt = readTo
      }
      reason = reasonOf[stack & 4095] as number
    }
    if (state === RUNNING) {
      proc = bytes[procAt++] as number
      if (proc >= 0x80) {
        proc = longVarint(bytes, procAt, proc)
        procAt = readTo
      }
      thread = threadOf[proc & 255] as number
    }
    if ((head & OTHER_START) !== 0) start = base + rares.signed()
    const flags = (head & WITH_FLAGS) !== 0 ? rares.byte() : 0
    if (state === WAITING || (isNew && (flags & CREATED) !== 0)) {
      waker = bytes[wakerAt++] as number
      if (waker >= 0x80) {
        waker = longVarint(bytes, wakerAt, waker)
        wakerAt = readTo
      }
      wakerStack = bytes[wakerStackAt++] as number
      if (wakerStack >= 0x80) {
        wakerStack = longVarint(bytes, wakerStackAt, wakerStack)
        wakerStackAt = readTo
      }
    } else if (!isWoken) waker = wakerStack = 0
    if ((head & WITH_CAUSES) !== 0) {
      const given = rares.byte()
      for (let cause = 0; cause < CAUSES.length; cause++)
        if (((given >> cause) & 1) !== 0) (causes[cause] as Float64Array)[row] = rares.varint()
    }
    let came = isNew ? flags & CREATED : lastState
    let begin = start
    if ((head & WITH_OTHERS) !== 0) {
      const others = rares.byte()
      if ((others & FROM) !== 0) came = rares.byte()
      if ((others & BEGIN) !== 0) begin = start - rares.signed()
      if ((others & REASON) !== 0) reason = rares.varint()
      if ((others & THREAD) !== 0) thread = rares.varint()
      if ((others & STACK) !== 0) stack = rares.varint()
      if ((others & PROC) !== 0) proc = rares.varint()
      if ((others & WAKER) !== 0) waker = rares.varint()
      if ((others & WAKER_STACK) !== 0) wakerStack = rares.varint()
    }
    if (!isCarried) reasonOf[stack & 4095] = reason
    if (state === RUNNING) threadOf[proc & 255] = thread
    let length = bytes[endAt++] as number
    if (length >= 0x80) {
      length = longVarint(bytes, endAt, length)
      endAt = readTo
    }
    goroutines[row] = track
    states[row] = state
    froms[row] = came
    flagsOf[row] = flags
    starts[row] = start
    begins[row] = begin
    start += length
    endsOf[row] = start
    reasons[row] = reason
    stacksOf[row] = stack
    procsOf[row] = proc
    threads[row] = thread
    wakersOf[row] = waker
    wakerStacksOf[row] = wakerStack
    lastState = state
  }
  const isWhole =
    headAt === heads.end &&
    endAt === ends.end &&
    stackAt === stacks.end &&
    procAt === procs.end &&
    wakerAt === wakers.end &&
    wakerStackAt === wakerStacks.end &&
    tracks.isDone &&
    rares.isDone
  return isWhole ? rows : -1
}

/** Whether a goroutine may have ended a wait in a block: a look at one of its streams. False says for certain that it ended none. */
export function mayEndWaits(bytes: Uint8Array, waker: number): boolean {
  const wakers = splitStreams(bytes, 1, 8)?.streams[5]
  if (wakers === undefined) return true
  let { at } = wakers
  while (at < wakers.end) {
    let value = bytes[at++] as number
    if (value >= 0x80) {
      value = longVarint(bytes, at, value)
      at = readTo
    }
    if (value === waker) return true
  }
  return false
}
