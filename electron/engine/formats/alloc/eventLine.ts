// One event from one line: a JSON object, a row of CSV under its heading, or `key=value` pairs as probes print them. The keys and
// their other spellings are one table; README.md of this folder documents them.
import { isObject } from '../../../../shared/lib/isObject.ts'
import type { AllocKind } from '../../../../shared/records/index.ts'
import { eventTime, nanosTime } from './eventTime.ts'
import type { EventTime } from './eventTime.ts'

/** An event before its time is related to the first one's. NaN: not in the line. */
export interface AllocEvent {
  kind: AllocKind
  time: EventTime | null
  pid: number
  goroutine: number
  size: number
  spanClass: number
  address: number
  count: number
  shouldGc: number
  text: string
}

type Field =
  'time' | 'ns' | 'kind' | 'pid' | 'goroutine' | 'size' | 'spanClass' | 'address' | 'count' | 'shouldGc' | 'text'

const FIELDS: Readonly<Record<string, Field>> = {
  time: 'time',
  ts: 'time',
  timestamp: 'time',
  '@timestamp': 'time',
  ns: 'ns',
  nsecs: 'ns',
  time_ns: 'ns',
  kind: 'kind',
  event: 'kind',
  type: 'kind',
  op: 'kind',
  pid: 'pid',
  process: 'pid',
  goroutine: 'goroutine',
  goid: 'goroutine',
  g: 'goroutine',
  gid: 'goroutine',
  size: 'size',
  bytes: 'size',
  spanclass: 'spanClass',
  span_class: 'spanClass',
  class: 'spanClass',
  span: 'address',
  addr: 'address',
  address: 'address',
  ptr: 'address',
  base: 'address',
  count: 'count',
  n: 'count',
  should_gc: 'shouldGc',
  shouldgc: 'shouldGc',
  site: 'text',
  func: 'text',
  function: 'text',
  stack: 'text',
  object: 'text',
}

const KINDS: Readonly<Record<string, AllocKind>> = {
  malloc: 'malloc',
  mallocgc: 'malloc',
  alloc: 'malloc',
  free: 'free',
  spanalloc: 'spanAlloc',
  allocspan: 'spanAlloc',
  spanfree: 'spanFree',
  freespan: 'spanFree',
  sweep: 'sweep',
  sweepdone: 'sweep',
  scavenge: 'scavenge',
  scvg: 'scavenge',
  overflowbucket: 'overflowBucket',
  overflow: 'overflowBucket',
  newoverflow: 'overflowBucket',
  gc: 'gc',
}

/** `Span_Alloc`, `spanAlloc` and `runtime.mallocgc` are the names of the table. */
export function allocKind(value: unknown): AllocKind | null {
  if (typeof value !== 'string') return null
  const plain = value
    .toLowerCase()
    .replace(/^(?:uprobe:.*:)?runtime\.(?:\(\*\w+\)\.)?/, '')
    .replace(/[_\s-]/g, '')
  return Object.hasOwn(KINDS, plain) ? (KINDS[plain] ?? null) : null
}

export const fieldOf = (key: string): Field | null => {
  const plain = key.trim().toLowerCase().replace(/-/g, '_')
  return Object.hasOwn(FIELDS, plain) ? (FIELDS[plain] ?? null) : null
}

/** An event of which nothing is known yet. */
export const emptyEvent = (): Omit<AllocEvent, 'kind'> & { kind: AllocKind | null } => ({
  kind: null,
  time: null,
  pid: Number.NaN,
  goroutine: Number.NaN,
  size: Number.NaN,
  spanClass: Number.NaN,
  address: Number.NaN,
  count: 1,
  shouldGc: Number.NaN,
  text: '',
})

/** `42`, `"42"`, `0x2a`; NaN for what is no count, and above 2^53. */
function whole(value: unknown): number {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : Number.NaN
  if (typeof value !== 'string' || !/^(?:\d{1,16}|0[xX][0-9a-fA-F]{1,13})$/.test(value.trim())) return Number.NaN
  const number = Number(value.trim())
  return Number.isSafeInteger(number) ? number : Number.NaN
}

function truth(value: unknown): number {
  if (value === true || value === 1 || value === '1' || value === 'true') return 1
  return value === false || value === 0 || value === '0' || value === 'false' ? 0 : Number.NaN
}

function setField(event: ReturnType<typeof emptyEvent>, field: Field, value: unknown): void {
  switch (field) {
    case 'time':
      event.time ??= eventTime(value)
      break
    case 'ns':
      event.time ??= nanosTime(value)
      break
    case 'kind':
      event.kind ??= allocKind(value)
      break
    case 'shouldGc':
      event.shouldGc = truth(value)
      break
    case 'text':
      if (typeof value === 'string') event.text = value.slice(0, 1000)
      break
    case 'count': {
      const count = whole(value)
      if (count > 0) event.count = count
      break
    }
    case 'goroutine': {
      const id = whole(value)
      // 0 is a thread's own stack: no goroutine.
      event.goroutine = id === 0 ? Number.NaN : id
      break
    }
    case 'spanClass': {
      const spanClass = whole(value)
      event.spanClass = spanClass < 256 ? spanClass : Number.NaN
      break
    }
    default:
      event[field] = whole(value)
  }
}

/** A JSON object with a kind of the table; null: none such. */
export function jsonEvent(text: string): AllocEvent | null {
  if (!text.startsWith('{')) return null
  let object: unknown
  try {
    object = JSON.parse(text)
  } catch {
    return null
  }
  if (!isObject(object)) return null
  const event = emptyEvent()
  for (const [key, value] of Object.entries(object)) {
    const field = fieldOf(key)
    if (field !== null) setField(event, field, value)
  }
  // A log of another kind may have a key `event` too: without any figure it is none of these.
  const hasFigure = [event.size, event.goroutine, event.address, event.spanClass].some(
    (figure) => !Number.isNaN(figure),
  )
  return event.kind === null || !(hasFigure || event.kind === 'gc') ? null : { ...event, kind: event.kind }
}

/** Fields by place, from a heading such as `time,pid,goroutine,kind,size`; null: it is no heading of events. */
export function csvHeading(text: string): (Field | null)[] | null {
  if (!text.includes(',')) return null
  const cells = splitCsv(text)
  if (cells.length < 2) return null
  const fields = cells.map(fieldOf)
  const known = new Set(fields.filter((field) => field !== null))
  return known.has('kind') && known.size >= 2 && known.size * 2 >= cells.length ? fields : null
}

export function csvEvent(text: string, heading: readonly (Field | null)[]): AllocEvent | null {
  const cells = splitCsv(text)
  // A cut row would lend its values to other columns.
  if (cells.length !== heading.length) return null
  const event = emptyEvent()
  cells.forEach((cell, place) => {
    const field = heading[place]
    if (field) setField(event, field, cell)
  })
  return event.kind === null ? null : { ...event, kind: event.kind }
}

function splitCsv(text: string): string[] {
  if (!text.includes('"')) return text.split(',').map((cell) => cell.trim())
  return Array.from(text.matchAll(/(?:^|,)(?:\s*"((?:[^"]|"")*)"\s*|([^,]*))(?=,|$)/g), ([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '').trim() : quoted.replaceAll('""', '"'),
  )
}

/** `key=value` or `key: value`; what stands before `: key=` (`mallocgc: size=64`) is a name, no key. */
const PAIR = /(?:^|[\s,;([{])([A-Za-z@][\w.@-]{0,40})\s*(?:=|:(?!\s*[\w.@-]+\s*=))\s*("[^"]*"|[^\s,;)\]}]+)/g
const CALLED = /\b(?:runtime\.)?(mallocgc|newoverflow|allocSpan|freeSpan)\b/

/**
 * `mallocgc pid=7 goid=18 size=64 spanclass=9 should_gc=1`, also behind a time or the columns of bcc's trace. Without a kind it
 * must name the function; null: none such.
 */
export function keyValueEvent(text: string): AllocEvent | null {
  const event = emptyEvent()
  let pairs = 0
  for (const [, key = '', value = ''] of text.matchAll(PAIR)) {
    const field = fieldOf(key)
    if (field === null) continue
    setField(event, field, value.replace(/^"(.*)"$/, '$1'))
    pairs++
  }
  if (pairs === 0) return null
  if (event.kind === null) event.kind = allocKind(CALLED.exec(text)?.[1])
  if (event.kind === null || (Number.isNaN(event.size) && event.kind === 'malloc')) return null
  event.time ??= leadingTime(text)
  if (Number.isNaN(event.pid)) event.pid = leadingPid(text)
  return { ...event, kind: event.kind }
}

function leadingTime(text: string): EventTime | null {
  const found = /^\s*\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)/.exec(text)
  return found ? eventTime(found[1]) : null
}

/** bcc's trace: `PID TID COMM FUNC -`. */
function leadingPid(text: string): number {
  const found = /^\s*(?:\d+\.\d+\s+)?(\d{1,8})\s+\d{1,8}\s+\S+\s+\S+\s/.exec(text)
  return found ? Number(found[1]) : Number.NaN
}

/** `ALERT: nextOverflow broken, span=0xc000123000 class=24`: a patched runtime's line, its figures where they are named. */
export function alertEvent(text: string): AllocEvent | null {
  const at = text.indexOf('ALERT:')
  if (at < 0 || !/\bnextOverflow\b|\bspan(?:class)?\b|\bmspan\b/.test(text)) return null
  const event = emptyEvent()
  for (const [, key = '', value = ''] of text.slice(at + 6).matchAll(PAIR)) {
    const field = fieldOf(key)
    if (field !== null && field !== 'kind' && field !== 'text') setField(event, field, value)
  }
  if (Number.isNaN(event.address)) event.address = whole(/0x[0-9a-f]+/.exec(text.slice(at))?.[0])
  event.time ??= leadingTime(text)
  return { ...event, kind: 'alert', text: text.slice(at, at + 1000).trim() }
}

export type { Field }
