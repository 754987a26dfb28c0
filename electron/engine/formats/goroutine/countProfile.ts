// The debug=1 text of the goroutine and goroutineleak profiles (runtime/pprof printCountProfile): stacks with counts, no ids and
// no states.
//   goroutine profile: total 21
//   7 @ 0x48adca 0x4184ee 0x418012 0x6fa359 0x492361
//   # labels: {"handler":"upload", "tenant":"acme"}
//   #	0x6fa358	main.blockForever+0x18	example.com/orders/main.go:193
// Frames of the runtime at the leaf are left out by the runtime itself; a record may have no frame lines at all.
import { counted } from '../../../../shared/lib/counted.ts'
import type { DumpRows } from '../../../../shared/records/index.ts'
import { SPACE, TAB, literal, decimal, findByte, isDigit, lastIndexOf, numberEnd, startsWith } from './bytes.ts'
import type { DumpBuilder, RowBuffer } from './DumpBuilder.ts'
import type { OpenDump } from './openDump.ts'
import { NO_ROOM } from './TextTable.ts'

const MAX_DEPTH = 2048
const HASH = 0x23
const AT = 0x40
const COLON = 0x3a

const TOTAL = literal(' profile: total ')
const NAMES = [
  { text: literal('goroutine'), isLeak: false },
  { text: literal('goroutineleak'), isLeak: true },
]
const LABELS = literal('# labels: ')
const OFFSET = literal('+0x')

export class CountProfile {
  rows = 0
  goroutines = 0
  /** Numbers of the stacks read, for marks of the Go version. */
  stacks = new Set<number>()
  private readonly builder: DumpBuilder
  private buffer: RowBuffer | null = null
  private give: (rows: DumpRows) => void = () => undefined
  private total = 0
  private readonly frames = new Uint32Array(MAX_DEPTH)
  private depth = 0
  private addresses: number[] = []
  private isOpen = false
  private count = 0
  private labelSet = 0
  private recordLine = 0
  private isFull = false

  constructor(builder: DumpBuilder) {
    this.builder = builder
  }

  /** Whether the text of such a profile begins with this line. */
  begins(bytes: Uint8Array, from: number, to: number): boolean {
    return bytes[from] === 0x67 && this.heading(bytes, from, to) !== null
  }

  begin(
    bytes: Uint8Array,
    from: number,
    to: number,
    buffer: RowBuffer,
    give: (rows: DumpRows) => void,
  ): { isLeak: boolean; total: number } {
    const heading = this.heading(bytes, from, to) ?? { isLeak: false, total: 0 }
    this.rows = this.goroutines = 0
    this.stacks = new Set()
    this.total = heading.total
    this.buffer = buffer
    this.give = give
    this.isOpen = false
    this.isFull = false
    return heading
  }

  /** Takes a line of the profile; false: it is none, the profile is over. */
  line(bytes: Uint8Array, from: number, to: number, line: number): boolean {
    if (to === from) {
      this.endRecord()
      return true
    }
    if (bytes[from] === HASH) {
      if (!this.isOpen) return false
      if (startsWith(bytes, from, to, LABELS)) {
        this.labelSet = this.builder.labelSetFor(bytes, from + LABELS.length, to)
        return true
      }
      return this.frameLine(bytes, from + 1, to)
    }
    return isDigit(bytes[from]) && this.recordStart(bytes, from, to, line)
  }

  /** The last record, and what was counted, into the dump. */
  endInto(dump: OpenDump): void {
    const { firstLine } = dump
    this.endRecord()
    dump.rows = this.rows
    dump.goroutines = this.goroutines
    for (const stack of this.stacks) this.builder.hintStack(dump, stack)
    this.builder.countRecords += this.rows
    this.builder.statedTotal = (this.builder.statedTotal ?? 0) + this.total
    if (this.goroutines !== this.total)
      this.builder.issues.note(
        'dataLoss',
        'goroutines/total-mismatch',
        firstLine,
        `The profile names a total of ${counted(this.total, 'goroutine', 'goroutines')}, its records add up to ${this.goroutines}: some are missing.`,
      )
  }

  private heading(bytes: Uint8Array, from: number, to: number): { isLeak: boolean; total: number } | null {
    for (const { text, isLeak } of NAMES) {
      if (!startsWith(bytes, from, to, text) || !startsWith(bytes, from + text.length, to, TOTAL)) continue
      const total = decimal(bytes, from + text.length + TOTAL.length, to)
      if (numberEnd === to && !Number.isNaN(total)) return { isLeak, total }
    }
    return null
  }

  /** `7 @ 0x48adca 0x4184ee` */
  private recordStart(bytes: Uint8Array, from: number, to: number, line: number): boolean {
    const count = decimal(bytes, from, to)
    const at = numberEnd
    if (Number.isNaN(count) || at + 2 > to || bytes[at] !== SPACE || bytes[at + 1] !== AT) return false
    this.endRecord()
    this.isOpen = true
    this.count = count
    this.labelSet = 0
    this.depth = 0
    this.recordLine = line
    this.addresses = []
    let place = at + 2
    while (place < to && this.addresses.length < MAX_DEPTH * 2) {
      while (place < to && bytes[place] === SPACE) place++
      const end = findByte(bytes, SPACE, place, to)
      this.addresses.push(place, end < 0 ? to : end)
      place = end < 0 ? to : end
    }
    this.addressFrames(bytes)
    return true
  }

  /** Addresses stand for the frames until a frame line comes: a record without one keeps them. */
  private addressFrames(bytes: Uint8Array): void {
    for (let index = 0; index + 1 < this.addresses.length && this.depth < MAX_DEPTH; index += 2) {
      const name = this.builder.texts.idOf(bytes, this.addresses[index] as number, this.addresses[index + 1] as number)
      this.pushFrame(name, 0, 0)
    }
  }

  /** `<tab>0x6fa358<tab>main.blockForever+0x18<tabs>example.com/orders/main.go:193` */
  private frameLine(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.addresses.length > 0) {
      this.addresses = []
      this.depth = 0
    }
    const address = skipBlanks(bytes, from, to)
    const addressEnd = fieldEnd(bytes, address, to)
    const name = skipBlanks(bytes, addressEnd, to)
    if (name >= to) {
      this.pushFrame(this.builder.texts.idOf(bytes, address, addressEnd), 0, 0)
      return true
    }
    const end = fieldEnd(bytes, name, to)
    const offset = lastIndexOf(bytes, name, end, OFFSET)
    const fn = this.builder.texts.idOf(bytes, name, offset > name ? offset : end)
    const path = skipBlanks(bytes, end, to)
    let colon = to - 1
    while (colon > path && bytes[colon] !== COLON) colon--
    const line = colon > path ? decimal(bytes, colon + 1, to) : Number.NaN
    if (Number.isNaN(line)) this.pushFrame(fn, 0, 0)
    else this.pushFrame(fn, this.builder.texts.idOf(bytes, path, colon), Math.min(line, 0xffff_ffff))
    return true
  }

  private pushFrame(fn: number, file: number, line: number): void {
    const frame = this.builder.stacks.frameOf(fn, file, line, 0)
    if (frame === NO_ROOM) this.isFull = true
    else if (this.depth < MAX_DEPTH) this.frames[this.depth++] = frame
  }

  private endRecord(): void {
    const { buffer } = this
    if (!this.isOpen || buffer === null) return
    this.isOpen = false
    const stack = this.builder.stacks.stackOf(this.frames, this.depth)
    if (stack === NO_ROOM || this.isFull) {
      this.isFull = false
      this.builder.noteFull(this.recordLine)
    }
    if (buffer.isFull) this.give(buffer.rows)
    const row = buffer.add()
    buffer.rows.count[row] = this.count
    buffer.rows.stack[row] = Math.max(0, stack)
    buffer.rows.labelSet[row] = this.labelSet
    buffer.rows.line[row] = this.recordLine
    if (this.stacks.size < 10_000) this.stacks.add(Math.max(0, stack))
    this.rows++
    this.goroutines += this.count
  }
}

const isBlank = (byte: number | undefined): boolean => byte === TAB || byte === SPACE

function skipBlanks(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && isBlank(bytes[at])) at++
  return at
}

/** A field ends at a tab: names and paths may hold blanks. */
function fieldEnd(bytes: Uint8Array, from: number, to: number): number {
  const tab = findByte(bytes, TAB, from, to)
  return tab < 0 ? to : tab
}
