// Rows of a table of events read from their bytes: no string is made of a row that is written plainly. Whatever is unusual (quotes,
// other than ASCII, a kind or time of another form) is left to csvEvent, and both give the same event: their test compares them.
import type { AllocKind } from '../../../../shared/records/index.ts'
import { hashBytes, textOf } from '../logs/bytes.ts'
import { allocKind, emptyEvent } from './eventLine.ts'
import type { AllocEvent, Field } from './eventLine.ts'
import { eventTime, nanosTime } from './eventTime.ts'
import type { EventTime } from './eventTime.ts'

const COMMA = 0x2c
const QUOTE = 0x22
const SPACE = 0x20
/** `2026-11-20T10:03:37` */
const CLOCK = 19
/** Different kinds that are remembered; a file has ten. */
const MAX_KINDS = 100
const MAX_TEXT = 1000

interface KnownKind {
  bytes: Uint8Array
  kind: AllocKind | null
}

export class CsvRows {
  private readonly fields: readonly (Field | null)[]
  private readonly ends: Int32Array
  private readonly kinds = new Map<number, KnownKind>()
  /** The clock of the last row, to the second, and its moment. */
  private readonly clock = new Uint8Array(CLOCK)
  private clockMs = Number.NaN
  /** The same object for every row. */
  private readonly event: AllocEvent = { ...emptyEvent(), kind: 'malloc' }

  constructor(heading: readonly (Field | null)[]) {
    this.fields = heading
    this.ends = new Int32Array(heading.length)
  }

  /** Null: the row has to be read as text. The event is valid until the next call. */
  row(bytes: Uint8Array, from: number, to: number): AllocEvent | null {
    if (!this.split(bytes, from, to)) return null
    const { event, fields, ends } = this
    Object.assign(event, NOTHING)
    let kind: AllocKind | null = null
    let time: EventTime | null = null
    let start = from
    for (let place = 0; place < fields.length; place++) {
      let end = ends[place] as number
      let begin = start
      start = end + 1
      while (begin < end && (bytes[begin] as number) <= SPACE) begin++
      while (end > begin && (bytes[end - 1] as number) <= SPACE) end--
      const field = fields[place] ?? null
      if (field === null) continue
      if (field === 'kind') kind ??= this.kindOf(bytes, begin, end)
      else if (field === 'time') time ??= this.timeOf(bytes, begin, end)
      else if (field === 'ns') time ??= nanosTime(textOf(bytes, begin, end))
      else if (field === 'text') event.text = textOf(bytes, begin, Math.min(end, begin + MAX_TEXT))
      else setNumber(event, field, bytes, begin, end)
    }
    if (kind === null) return null
    event.kind = kind
    event.time = time
    return event
  }

  /** Ends of the cells; false: not as many as the heading has, or not plain. */
  private split(bytes: Uint8Array, from: number, to: number): boolean {
    const { ends } = this
    let cells = 0
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number
      if (byte === COMMA) {
        if (cells === ends.length - 1) return false
        ends[cells++] = at
      } else if (byte === QUOTE || byte >= 0x80) return false
    }
    if (cells !== ends.length - 1) return false
    ends[cells] = to
    return true
  }

  private kindOf(bytes: Uint8Array, from: number, to: number): AllocKind | null {
    const hash = hashBytes(bytes, from, to)
    const known = this.kinds.get(hash)
    if (known !== undefined && isSame(known.bytes, bytes, from, to)) return known.kind
    const kind = allocKind(textOf(bytes, from, to))
    if (this.kinds.size < MAX_KINDS) this.kinds.set(hash, { bytes: bytes.slice(from, to), kind })
    return kind
  }

  /** `2026-11-20T10:03:37.123456789Z`, most rows in the second of the row before. */
  private timeOf(bytes: Uint8Array, from: number, to: number): EventTime | null {
    const hasClock = to - from > CLOCK && bytes[to - 1] === 0x5a && bytes[from + 10] === 0x54
    const dot = from + CLOCK
    const digits = to - 1 - dot - 1
    if (!hasClock || (digits !== -1 && (bytes[dot] !== 0x2e || digits < 1 || digits > 9)))
      return eventTime(textOf(bytes, from, to))
    let fraction = 0
    for (let at = dot + 1; at < to - 1; at++) {
      const digit = (bytes[at] as number) - 0x30
      if (digit < 0 || digit > 9) return eventTime(textOf(bytes, from, to))
      fraction = fraction * 10 + digit
    }
    if (Number.isNaN(this.clockMs) || !isSame(this.clock, bytes, from, dot)) {
      const whole = eventTime(`${textOf(bytes, from, dot)}Z`)
      if (whole === null) return null
      this.clock.set(bytes.subarray(from, dot))
      this.clockMs = whole.ms
    }
    const nanos = fraction * (TENS[9 - Math.max(0, digits)] as number)
    const millis = Math.floor(nanos / 1e6)
    return { isWall: true, ms: this.clockMs + millis, ns: nanos - millis * 1e6 }
  }
}

const NOTHING: Omit<AllocEvent, 'kind'> = (({ kind: _kind, ...rest }) => rest)(emptyEvent())
const TENS = Array.from({ length: 10 }, (_, power) => 10 ** power)

function isSame(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (known.length !== to - from) return false
  for (let index = 0; index < known.length; index++) if (known[index] !== bytes[from + index]) return false
  return true
}

function setNumber(
  event: AllocEvent,
  field: Exclude<Field, 'time' | 'ns' | 'kind' | 'text'>,
  bytes: Uint8Array,
  from: number,
  to: number,
): void {
  if (field === 'shouldGc') {
    const text = textOf(bytes, from, to)
    event.shouldGc = text === '1' || text === 'true' ? 1 : text === '0' || text === 'false' ? 0 : Number.NaN
    return
  }
  const value = whole(bytes, from, to)
  if (field === 'count') {
    if (value > 0) event.count = value
  } else if (field === 'goroutine') event.goroutine = value === 0 ? Number.NaN : value
  else if (field === 'spanClass') event.spanClass = value < 256 ? value : Number.NaN
  else event[field] = value
}

/** `42`, `0x2a`; NaN for anything else and above 2^53, as for the same cell in text. */
function whole(bytes: Uint8Array, from: number, to: number): number {
  const isHex = to - from > 2 && bytes[from] === 0x30 && ((bytes[from + 1] as number) | 0x20) === 0x78
  const first = isHex ? from + 2 : from
  const length = to - first
  if (length < 1 || length > (isHex ? 13 : 16)) return Number.NaN
  let value = 0
  for (let at = first; at < to; at++) {
    const byte = bytes[at] as number
    let digit = byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : -1
    if (isHex && digit < 0) {
      const letter = (byte | 0x20) - 0x61
      if (letter >= 0 && letter < 6) digit = letter + 10
    }
    if (digit < 0) return Number.NaN
    value = value * (isHex ? 16 : 10) + digit
  }
  return value > Number.MAX_SAFE_INTEGER ? Number.NaN : value
}
