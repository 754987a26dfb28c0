// Blocks of events. What an event most likely holds is told by those before it, and left out where it is so: the proc and the goroutine by
// what its thread holds, the change of state by its kind, its string and second reference by its stack. The rest are streams of bytes by
// column. Written by the import's kernel (jobs/traceKernel/assembly/events.ts), of which `packEvents` is the reference.
import type { BlockColumn } from '../columnPacker.ts'
import { StreamWriter, joinStreams, splitStreams } from './streams.ts'
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

/** Fills the columns' first `rows` rows. False: these are not the bytes of such a block. */
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
  const time = column(columns, 'time')
  const kind = column(columns, 'kind')
  const transition = column(columns, 'transition')
  const thread = column(columns, 'thread')
  const proc = column(columns, 'proc')
  const goroutine = column(columns, 'goroutine')
  const subject = column(columns, 'subject')
  const stack = column(columns, 'stack')
  const string = column(columns, 'string')
  const extra = column(columns, 'extra')
  const value = column(columns, 'value')
  const value2 = column(columns, 'value2')
  const expected = new Expected()
  let now = 0
  let rareRow = rares.isDone ? -1 : rares.varint() - 1
  for (let row = 0; row < rows; row++) {
    now += times.varint()
    time[row] = now
    const of = kinds.byte()
    const on = threads.varint()
    const where = stacks.varint()
    const ofThread = on & 1023
    const ofStack = placeOf(where, of)
    let rare = 0
    if (row === rareRow) {
      rare = rares.byte()
      if ((rare & TRANSITION) !== 0) expected.transition[of] = rares.byte()
      if ((rare & PROC) !== 0) expected.proc[ofThread] = rares.varint()
      if ((rare & GOROUTINE) !== 0) expected.goroutine[ofThread] = rares.varint()
      if ((rare & STRING) !== 0) expected.string[ofStack] = rares.varint()
      if ((rare & EXTRA) !== 0) expected.extra[ofStack] = rares.varint()
    }
    value[row] = (rare & VALUE) === 0 ? 0 : rares.number()
    value2[row] = (rare & VALUE2) === 0 ? 0 : rares.number()
    if (rare !== 0) rareRow = rares.isDone ? -1 : row + rares.varint()
    const change = expected.transition[of] as number
    const held = expected.goroutine[ofThread] as number
    const about = (held + subjects.signed32()) >>> 0
    kind[row] = of
    transition[row] = change
    thread[row] = on
    proc[row] = expected.proc[ofThread] as number
    goroutine[row] = held
    subject[row] = about
    stack[row] = where
    string[row] = expected.string[ofStack] as number
    extra[row] = expected.extra[ofStack] as number
    expected.after(of, change, ofThread, about)
  }
  return rareRow === -1 && split.streams.every(({ isDone }) => isDone)
}
