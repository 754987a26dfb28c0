// The three kinds of lines that say something (golang.org/design/14313-benchmark-format; golang/perf benchfmt):
//   BenchmarkMapInsert/n=10/grow-2   55059   432.6 ns/op   520 B/op   5 allocs/op
//   goos: linux
//   Unit ns/op better=lower assume=nothing
import type { BenchmarkValue } from '../../../../shared/records/index.ts'
import { isDigit, textOf } from '../logs/bytes.ts'

export interface ResultLine {
  name: string
  procs: number | null
  iterations: number
  values: BenchmarkValue[]
}

const PREFIX = 'Benchmark'
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|[Ii]nf(?:inity)?|NaN)$/
/** A result has a handful of values; a line with more is none. */
const MAX_VALUES = 200
/** Longer lines are logs. */
const MAX_TEXT = 64 * 1024

export const isResultStart = (text: string): boolean => text.startsWith(PREFIX)

/** A line's text. A log that was cut while it was written goes on behind a hole of zeros, which is no part of its line. */
export function lineText(bytes: Uint8Array, from: number, to: number): string {
  while (from < to && bytes[from] === 0) from++
  return textOf(bytes, from, Math.min(to, from + MAX_TEXT))
}

/**
 * `BenchmarkLogs-2    \t2026/11/28 cache is warm`: go test prints the name with a tab behind it before the benchmark runs, so what
 * the benchmark prints itself stands between the name and its figures. Gives the name. Where tabs became blanks, a name in prose is
 * told by its one blank.
 */
export const nameBeforeOutput = (text: string): string | null => {
  const [, name = '', gap = ''] = /^(Benchmark\S*)([ \t]*)/.exec(text) ?? []
  return /\t| {2}/.test(gap) || (gap !== '' && /-\d+$/.test(name.slice(-7))) ? name : null
}

export interface Figures {
  /** What was printed right before them. */
  before: string
  /** With the blanks in front of them. */
  figures: string
  /** The last name of a benchmark before them. */
  name: string | null
  /** Nothing but blanks stands between the name and them; the tab that go test prints is there, too. */
  isNext: boolean
  hasTab: boolean
}

/** A name that stands behind other output, as Go spells the names of benchmarks. */
const NAME = /Benchmark(?!\p{Ll})[\p{L}\p{Nd}_]\S*/gu
/** go test pads the number of iterations to so many columns: a longer one may be glued to what was printed before it. */
const COUNT_WIDTH = 8

/** `    2000\t        16.19 ns/op`: figures whose name stands further above, or behind other output. Found from the end of the line. */
export function figuresLine(text: string): Figures | null {
  let unit = wordBefore(text, text.length)
  for (let values = 1; values <= MAX_VALUES; values++) {
    const value = wordBefore(text, unit.from)
    if (unit.word === '' || NUMBER.test(unit.word) || !NUMBER.test(value.word)) return null
    const count = wordBefore(text, value.from)
    const digits = digitsAtEnd(count.word)
    if (digits === count.word.length ? digits > 0 : digits >= COUNT_WIDTH) {
      const before = text.slice(0, count.end - digits).trimEnd()
      const figures = text.slice(before.length).trimEnd()
      const name = before.match(NAME)?.at(-1) ?? null
      return { before, figures, name, isNext: name !== null && before.endsWith(name), hasTab: /^ *\t/.test(figures) }
    }
    unit = count
  }
  return null
}

/** The last word of `text` before `end`. */
function wordBefore(text: string, end: number): { word: string; from: number; end: number } {
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end--
  let from = end
  while (from > 0 && !isBlank(text.charCodeAt(from - 1))) from--
  return { word: text.slice(from, end), from, end }
}

const isBlank = (code: number): boolean => code === 32 || code === 9

function digitsAtEnd(word: string): number {
  let at = word.length
  while (at > 0 && isDigit(word.charCodeAt(at - 1))) at--
  return word.length - at
}

/** A result; `name` for a name alone, which go test -v prints before its result, and for prose; or what is wrong with the line. */
export function resultLine(text: string): ResultLine | 'name' | { fault: string } {
  const fields = text.trim().split(/\s+/)
  const [full = '', count] = fields
  if (count === undefined || (!/^\d/.test(count) && !/\S\/op\b/.test(text))) return 'name'
  if (!/^\d+$/.test(count)) return { fault: `expected a number of iterations, found "${count.slice(0, 40)}"` }
  const iterations = Number(count)
  if (!Number.isSafeInteger(iterations)) return { fault: `${count.slice(0, 40)} iterations are too many` }
  if (fields.length < 4) return { fault: 'no value with a unit follows the number of iterations' }
  if (fields.length % 2 !== 0) return { fault: `value "${fields.at(-1)?.slice(0, 40)}" has no unit` }
  if (fields.length > 2 + MAX_VALUES * 2) return { fault: 'the line has too many values' }
  const values: BenchmarkValue[] = []
  for (let at = 2; at < fields.length; at += 2) {
    const [value = '', unit = ''] = [fields[at], fields[at + 1]]
    if (!NUMBER.test(value)) return { fault: `expected a value, found "${value.slice(0, 40)}"` }
    values.push({ value: numberOf(value), unit })
  }
  return { ...nameOf(full.slice(PREFIX.length)), iterations, values }
}

function numberOf(text: string): number {
  if (/nan/i.test(text)) return Number.NaN
  if (/inf/i.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return Number(text)
}

/** `MapInsert/n=10-2` → name and processors. A name that ends in `-2` of its own (`-cpu 1`, no suffix) cannot be told from it. */
function nameOf(full: string): { name: string; procs: number | null } {
  const found = /^(.*)-(\d{1,6})$/.exec(full)
  const procs = Number(found?.[2])
  return found && procs > 0 ? { name: found[1] ?? '', procs } : { name: full, procs: null }
}

/** `goos: linux`; an empty value ends the key. */
export function configLine(text: string): { key: string; value: string } | null {
  const at = text.indexOf(':')
  if (at <= 0 || at > 200) return null
  const key = text.slice(0, at)
  if (!/^\p{Ll}/u.test(key) || /[\s\p{Lu}]/u.test(key)) return null
  const rest = text.slice(at + 1)
  if (rest !== '' && !/^[ \t]/.test(rest)) return null
  return { key, value: rest.replace(/^[ \t]+/, '').trimEnd() }
}

/** `Unit ns/op better=lower`; null: none of that form. */
export function unitLine(text: string): { unit: string; settings: [key: string, value: string][] } | null {
  const [word, unit, ...pairs] = text.trim().split(/\s+/)
  if (word !== 'Unit' || unit === undefined || pairs.length === 0) return null
  const settings: [string, string][] = []
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at <= 0) return null
    settings.push([pair.slice(0, at), pair.slice(at + 1)])
  }
  return { unit, settings }
}
