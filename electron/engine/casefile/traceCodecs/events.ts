// Blocks of events. What an event most likely holds is told by those before it, and left out where it is so: the proc and the goroutine by
// what its thread holds, the change of state by its kind, its string and second reference by its stack. The rest are streams of bytes by
// column. Written by the import's kernel (jobs/traceKernel/assembly/events.ts), of which `packEvents` is the reference.
import type { BlockColumn } from '../columnPacker.ts'
import { StreamWriter, joinStreams, longVarint, readTo, splitStreams } from './streams.ts'
import type { StreamReader } from './streams.ts'

/** Columns of shared/records/traceEvents.ts. */
type Columns = Readonly<Record<string, BlockColumn>>

/** What a row holds beyond what was expected. Bits. */
const TRANSITION = 1
const PROC = 2
const GOROUTINE = 4
const STRING = 8
const EXTRA = 16
const VALUE = 32
const VALUE2 = 64

const column = (columns: Columns, name: string): BlockColumn => {
  const found = columns[name]
  if (found === undefined) throw new TypeError(`a block of events has no column ${name}`)
  return found
}

/** What is expected of a row, kept by writing and reading alike. */
class Expected {
  readonly transition = new Uint8Array(256)
  readonly proc = new Uint32Array(1024)
  readonly goroutine = new Uint32Array(1024)
  readonly string = new Uint32Array(4096)
  readonly extra = new Uint32Array(4096)

  /** What the thread holds after an event. Kinds are numbers of the wire: 10 ProcStart, 11 ProcStop, 14 … 25 and 45 … 48 goroutines. */
  after(kind: number, transition: number, thread: number, subject: number): void {
    if (kind >= 14 && (kind <= 25 || (kind >= 45 && kind <= 48))) {
      const to = transition & 15
      if (to === 3) this.goroutine[thread] = subject
      else if (transition >> 4 === 3 && to !== 5) this.goroutine[thread] = 0
    } else if (kind === 10) this.proc[thread] = subject
    else if (kind === 11) this.proc[thread] = 0
  }
}

const placeOf = (stack: number, kind: number): number => (Math.imul(stack, 31) + kind) & 4095

/** Rows `from … to` as a block, before compression. */
export function packEvents(columns: Columns, from: number, to: number): Uint8Array {
  const [time, kind, transition, thread, proc, goroutine, subject, stack, string, extra, value, value2] = [
    'time',
    'kind',
    'transition',
    'thread',
    'proc',
    'goroutine',
    'subject',
    'stack',
    'string',
    'extra',
    'value',
    'value2',
  ].map((name) => column(columns, name)) as [BlockColumn, ...BlockColumn[]] & Record<number, BlockColumn>
  const at = (of: BlockColumn | undefined, row: number): number => of?.[row] ?? 0
  const streams = Array.from({ length: 6 }, () => new StreamWriter())
  const [times, kinds, threads, subjects, stacks, rares] = streams as [
    StreamWriter,
    StreamWriter,
    StreamWriter,
    StreamWriter,
    StreamWriter,
    StreamWriter,
  ]
  const expected = new Expected()
  let before = 0
  let rareRow = 0
  for (let row = from; row < to; row++) {
    const now = at(time, row)
    times.varint(now - before)
    before = now
    const [of, change, on] = [at(kind, row), at(transition, row), at(thread, row)]
    const [held, about, where] = [at(goroutine, row), at(subject, row), at(stack, row)]
    kinds.byte(of)
    threads.varint(on)
    subjects.signed32((about - held) | 0)
    stacks.varint(where)
    const ofThread = on & 1023
    const ofStack = placeOf(where, of)
    const rare =
      (change !== expected.transition[of] ? TRANSITION : 0) |
      (at(proc, row) !== expected.proc[ofThread] ? PROC : 0) |
      (held !== expected.goroutine[ofThread] ? GOROUTINE : 0) |
      (at(string, row) !== expected.string[ofStack] ? STRING : 0) |
      (at(extra, row) !== expected.extra[ofStack] ? EXTRA : 0) |
      (at(value, row) !== 0 ? VALUE : 0) |
      (at(value2, row) !== 0 ? VALUE2 : 0)
    if (rare !== 0) {
      rares.varint(row - from + 1 - rareRow)
      rareRow = row - from + 1
      rares.byte(rare)
      if ((rare & TRANSITION) !== 0) rares.byte((expected.transition[of] = change))
      if ((rare & PROC) !== 0) rares.varint((expected.proc[ofThread] = at(proc, row)))
      if ((rare & GOROUTINE) !== 0) rares.varint((expected.goroutine[ofThread] = held))
      if ((rare & STRING) !== 0) rares.varint((expected.string[ofStack] = at(string, row)))
      if ((rare & EXTRA) !== 0) rares.varint((expected.extra[ofStack] = at(extra, row)))
      if ((rare & VALUE) !== 0) rares.number(at(value, row))
      if ((rare & VALUE2) !== 0) rares.number(at(value2, row))
    }
    expected.after(of, change, ofThread, about)
  }
  return joinStreams([], streams)
}

/**
 * Fills the columns' first `rows` rows. False: these are not the bytes of such a block. Streams are read in place (streams.ts): a window of a trace is
 * as fast as this is.
 */
export function unpackEvents(bytes: Uint8Array, columns: Columns, rows: number): boolean {
  const split = splitStreams(bytes, 0, 6)
  if (split === null) return false
  const [times, kinds, threads, subjects, stacks, rares] = split.streams as [
    StreamReader,
    StreamReader,
    StreamReader,
    StreamReader,
    StreamReader,
    StreamReader,
  ]
  const time = column(columns, 'time') as Float64Array
  const kind = column(columns, 'kind') as Uint8Array
  const transition = column(columns, 'transition') as Uint8Array
  const thread = column(columns, 'thread') as Uint32Array
  const proc = column(columns, 'proc') as Uint32Array
  const goroutine = column(columns, 'goroutine') as Uint32Array
  const subject = column(columns, 'subject') as Uint32Array
  const stack = column(columns, 'stack') as Uint32Array
  const string = column(columns, 'string') as Uint32Array
  const extra = column(columns, 'extra') as Uint32Array
  const value = column(columns, 'value') as Float64Array
  const value2 = column(columns, 'value2') as Float64Array
  const expected = new Expected()
  const { transition: changes, proc: procs, goroutine: goroutines, string: strings, extra: extras } = expected
  let timeAt = times.at
  let kindAt = kinds.at
  let threadAt = threads.at
  let subjectAt = subjects.at
  let stackAt = stacks.at
  let now = 0
  let rareRow = rares.isDone ? -1 : rares.varint() - 1
  for (let row = 0; row < rows; row++) {
    let step = bytes[timeAt++] as number
    if (step >= 0x80) {
      step = longVarint(bytes, timeAt, step)
      timeAt = readTo
    }
    now += step
    const of = bytes[kindAt++] as number
    let on = bytes[threadAt++] as number
    if (on >= 0x80) {
      on = longVarint(bytes, threadAt, on)
      threadAt = readTo
    }
    let where = bytes[stackAt++] as number
    if (where >= 0x80) {
      where = longVarint(bytes, stackAt, where)
      stackAt = readTo
    }
    let difference = bytes[subjectAt++] as number
    if (difference >= 0x80) {
      difference = longVarint(bytes, subjectAt, difference)
      subjectAt = readTo
    }
    const ofThread = on & 1023
    const ofStack = placeOf(where, of)
    let own = 0
    let own2 = 0
    if (row === rareRow) {
      const rare = rares.byte()
      if ((rare & TRANSITION) !== 0) changes[of] = rares.byte()
      if ((rare & PROC) !== 0) procs[ofThread] = rares.varint()
      if ((rare & GOROUTINE) !== 0) goroutines[ofThread] = rares.varint()
      if ((rare & STRING) !== 0) strings[ofStack] = rares.varint()
      if ((rare & EXTRA) !== 0) extras[ofStack] = rares.varint()
      if ((rare & VALUE) !== 0) own = rares.number()
      if ((rare & VALUE2) !== 0) own2 = rares.number()
      if (rare !== 0) rareRow = rares.isDone ? -1 : row + rares.varint()
    }
    const change = changes[of] as number
    const held = goroutines[ofThread] as number
    const about = (held + ((difference >>> 1) ^ -(difference & 1))) >>> 0
    time[row] = now
    kind[row] = of
    transition[row] = change
    thread[row] = on
    proc[row] = procs[ofThread] as number
    goroutine[row] = held
    subject[row] = about
    stack[row] = where
    string[row] = strings[ofStack] as number
    extra[row] = extras[ofStack] as number
    value[row] = own
    value2[row] = own2
    // Kinds beyond change nothing: they are spared the call.
    if (of >= 10 && of <= 48) expected.after(of, change, ofThread, about)
  }
  return (
    rareRow === -1 &&
    rares.isDone &&
    timeAt === times.end &&
    kindAt === kinds.end &&
    threadAt === threads.end &&
    subjectAt === subjects.end &&
    stackAt === stacks.end
  )
}
