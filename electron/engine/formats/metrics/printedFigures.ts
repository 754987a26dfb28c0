// Figures of MemStats that a program prints by name in one line, as examples on the web do:
//   Alloc = 3 MiB	TotalAlloc = 8 MiB	Sys = 12 MiB	NumGC = 4
//   time=… level=INFO msg=memory heap_alloc=3152472 heap_sys=8126464 mem.HeapInuse=3366912
// Of bytes only those are taken whose unit is certain: it stands behind them or in the name (`heap_alloc_bytes`), or the figures show it
// themselves: allocations are multiples of 8 bytes, parts of the heap of pages of 8 KiB, which they are not when divided by 1024.
// `MB` and `M` may be 1000² or 1024²; a line with them is counted and left out.
import { textOf } from '../logs/bytes.ts'
import { memStatsUnit } from './memStats.ts'

/** Longer lines are something else. */
const MAX_LINE = 4096
/** Fewer figures of bytes say too little of what they are. */
const ENOUGH = 2
const FIGURE =
  /(?<![\w"'.#-])(?:[\w.]+\.)?([A-Za-z]\w*)[ \t]*[=:][ \t]*"?(\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?:[ \t]?([KMGT]i?B|[KMG]|[Bb]ytes?|B)(?!\w))?(?![\w.%])/g
const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  byte: 1,
  bytes: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
}
const PAGE = 8192
const MEBIBYTE = 2 ** 20
const PAGED = ['HeapSys', 'HeapIdle', 'HeapInuse']
const ALLOCATED = ['Alloc', 'TotalAlloc', 'HeapAlloc']
const LLOC = [0x6c, 0x6c, 0x6f, 0x63] as const

/** Whether a text has such a line, perhaps in a string of JSON. */
export const hasPrintedFigures = (text: string): boolean =>
  text
    .split(/[\n"]/)
    .some((line) => /lloc/.test(line) && line.length <= MAX_LINE && isRead(line.replaceAll(/\\[tn]/g, ' ')))

function isRead(line: string): boolean {
  const figures = readFigures(line)
  return figures !== null && figures !== 'ambiguous'
}

/** Whether a blank, a sign, or more of a name (`_bytes`) follows: not that of `allocates`. */
function endsName(bytes: Uint8Array, at: number, to: number): boolean {
  const byte = at < to ? (bytes[at] as number) : 0
  return byte === 0x3d || byte === 0x3a || byte === 0x20 || byte === 0x09 || byte === 0x5f
}

/** Whether `lloc` (Alloc, heap_alloc) stands in a line: at most every fourth byte is looked at. */
export function mayHaveFigures(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from > MAX_LINE) return false
  for (let at = from + 3; at < to;) {
    const byte = bytes[at]
    if (byte === LLOC[3]) {
      if (
        bytes[at - 1] === LLOC[2] &&
        bytes[at - 2] === LLOC[1] &&
        bytes[at - 3] === LLOC[0] &&
        endsName(bytes, at + 1, to)
      )
        return true
      at += 4
    } else at += byte === LLOC[2] ? 1 : byte === LLOC[1] ? 2 : 4
  }
  return false
}

export interface Figures {
  record: Record<string, number>
  /** What the figures of bytes were rounded to, bytes; 1: nothing. */
  precision: number
}

/** The figures of a line; null: it has none whose unit is certain; `ambiguous`: it has some in units of two meanings. */
export function figuresIn(bytes: Uint8Array, from: number, to: number): Figures | 'ambiguous' | null {
  return mayHaveFigures(bytes, from, to) ? readFigures(textOf(bytes, from, to)) : null
}

/** Of members of an object that are numbers: `"heap_alloc":3152472,"heap_sys":8126464`. */
export function figuresOf(members: Readonly<Record<string, unknown>>): Figures | null {
  const numbers = Object.entries(members).filter(([name, value]) => typeof value === 'number' && /^[\w.]+$/.test(name))
  const figures = readFigures(numbers.map(([name, value]) => `${name}=${String(value)}`).join(' '))
  return figures === 'ambiguous' ? null : figures
}

function readFigures(line: string): Figures | 'ambiguous' | null {
  const record: Record<string, number> = {}
  let precision = 1
  let sized = 0
  let bare = 0
  let ambiguous = 0
  for (const [, name = '', figure = '', unit] of line.matchAll(FIGURE)) {
    const field = fieldOf(name)
    if (field === null || field.name in record) continue
    const value = Number(figure)
    if (field.unit !== 'bytes') {
      // A count has no unit.
      if (unit === undefined && (field.unit !== 'count' || Number.isInteger(value))) record[field.name] = value
      continue
    }
    const factor = field.isInName && unit === undefined ? 1 : unit === undefined ? undefined : UNITS[unit]
    if (factor !== undefined) {
      sized++
      record[field.name] = value * factor
      precision = Math.max(precision, factor / 10 ** (figure.split('.')[1]?.length ?? 0))
    } else if (unit === undefined) {
      bare++
      record[field.name] = value
    } else ambiguous++
  }
  if (sized + bare + ambiguous < ENOUGH || !ALLOCATED.some((name) => name in record || ambiguous > 0)) return null
  if (ambiguous > 0) return 'ambiguous'
  if (bare > 0 && (sized > 0 || !areBytes(record))) return null
  return { record, precision }
}

/** Whether figures without a unit can be nothing but bytes. */
function areBytes(record: Record<string, number>): boolean {
  const paged = PAGED.flatMap((name) => record[name] ?? [])
  const allocated = ALLOCATED.flatMap((name) => record[name] ?? [])
  return (
    paged.some((value) => value >= MEBIBYTE) &&
    paged.every((value) => value % PAGE === 0) &&
    allocated.every((value) => value % 8 === 0)
  )
}

interface Field {
  name: string
  unit: string
  /** The name says that it is of bytes. */
  isInName: boolean
}

/** Names that were asked for: a log repeats few. */
const known = new Map<string, Field | null>()
const MOST_KNOWN = 4096

function fieldOf(name: string): Field | null {
  const found = known.get(name)
  if (found !== undefined) return found
  if (known.size >= MOST_KNOWN) known.clear()
  const plain = name.toLowerCase().replaceAll('_', '')
  const isInName = plain.endsWith('bytes') && memStatsUnit(plain) === null
  const of = memStatsUnit(isInName ? plain.slice(0, -5) : plain)
  const field = of === null ? null : { ...of, isInName }
  known.set(name, field)
  return field
}
