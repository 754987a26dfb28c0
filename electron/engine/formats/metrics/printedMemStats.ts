// runtime.MemStats and debug.GCStats as Go's fmt prints them, always on one line. Each becomes the JSON of the same names:
//   {Alloc:8450296 TotalAlloc:289715656 … PauseNs:[18705 132058 …] … BySize:[{Size:0 Mallocs:0 Frees:0} …]}         %+v
//   {8450296 289715656 … [18705 132058 …] … true false [{0 0 0} {8 7 5} …]}                                          %v
//   runtime.MemStats{Alloc:0x80f0f8, TotalAlloc:0x1144b608, … PauseNs:[256]uint64{0x4911, …}, … BySize:[61]struct …  %#v
//   {LastGC:2026-11-20 10:03:37.5 +0000 UTC NumGC:1 PauseTotal:228.537µs Pause:[228.537µs] PauseEnd:[…] …}           %+v of GCStats
// Without names the order of the fields tells them (mstats.go, the same from Go 1.5 on but for NumForcedGC, which 1.8 added), and two
// fields that are always equal, Alloc and HeapAlloc, that it is they.
import { findByte, isDigit, literal, startsWith, textOf } from '../logs/bytes.ts'
import { readTimeText } from './times.ts'

const START = literal('{Alloc:')
const HEAD = /\{Alloc:\d+ TotalAlloc:\d+ Sys:\d+ [^{}\n]*?HeapAlloc:\d+/
/** What follows the figures: the sizes, and nothing else in braces. */
const WHOLE = /^\{[\w:.+\- [\]]+BySize:\[(?:\{[\w: ]+\} ?)*\]\}/

const GO_HEAD = /\{Alloc:0x[\da-f]+, TotalAlloc:0x[\da-f]+, Sys:0x[\da-f]+, [^{}\n]*?HeapAlloc:0x[\da-f]+/
const GO_WHOLE =
  /^\{Alloc:[^\n]*?PauseNs:\[256\]uint64\{[^{}]*\}, PauseEnd:\[256\]uint64\{[^{}]*\}, NumGC:[^{}\n]*? BySize:/
const GO_SIZE = /\{Size:(0x[\da-f]+), Mallocs:(0x[\da-f]+), Frees:(0x[\da-f]+)\}/g

const BARE_HEAD = /\{(\d+) \d+ \d+ \d+ \d+ \d+ \1(?: \d+){17} \[\d+ \d+/
const BARE =
  /^\{(?<figures>\d+(?: \d+){23}) \[(?<pauses>\d+(?: \d+){255})\] \[(?<ends>\d+(?: \d+){255})\] (?<cycles>\d+)(?: (?<forced>\d+))? (?<share>[\d.]+(?:e[+-]?\d+)?) (?<isOn>true|false) (?<isDebug>true|false) \[(?<sizes>(?:\{\d+ \d+ \d+\} ?)*)\]\}/
const BARE_FIELDS = (
  'Alloc TotalAlloc Sys Lookups Mallocs Frees HeapAlloc HeapSys HeapIdle HeapInuse HeapReleased HeapObjects StackInuse StackSys ' +
  'MSpanInuse MSpanSys MCacheInuse MCacheSys BuckHashSys GCSys OtherSys NextGC LastGC PauseTotalNs'
).split(' ')

const GC_START = literal('{LastGC:')
const TIME = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [+-]\d{4} [A-Za-z]+`
const DURATION = String.raw`(?:\d+h)?(?:\d+m)?[\d.]+(?:ns|µs|us|ms|s)`
const GC_HEAD = new RegExp(`\\{LastGC:${TIME} NumGC:\\d+ PauseTotal:`)
const GC_STATS = new RegExp(
  `^\\{LastGC:(?<last>${TIME}) NumGC:(?<cycles>\\d+) PauseTotal:(?<total>${DURATION}|0s) Pause:\\[(?<pauses>[^\\]]*)\\] PauseEnd:\\[(?<ends>[^\\]]*)\\] PauseQuantiles:\\[[^\\]]*\\]\\}`,
)
const RING = 256

/** A line is longer where other text stands behind. */
const MAX_BYTES = 32 * 1024
const CLOSE_BRACE = 0x7d

/** Whether one of them stands in a text. */
export const hasPrintedMemStats = (text: string): boolean =>
  HEAD.test(text) || GO_HEAD.test(text) || BARE_HEAD.test(text) || GC_HEAD.test(text)

export interface Printed {
  /** Null: it is cut. */
  json: string | null
  /** Where it ends. */
  end: number
}

/** What begins at a brace; null: something else. */
export function printedMemStats(bytes: Uint8Array, at: number, to: number): Printed | null {
  const isBare = isDigit(bytes[at + 1])
  if (!isBare && !startsWith(bytes, at, to, START) && !startsWith(bytes, at, to, GC_START)) return null
  const text = textOf(bytes, at, Math.min(to, at + MAX_BYTES))
  const form = FORMS.find(({ head }) => head.test(text))
  if (form === undefined) return null
  const found = form.read(text)
  if (found !== null) return { json: JSON.stringify(found.record), end: at + Buffer.byteLength(found.text) }
  const close = findByte(bytes, CLOSE_BRACE, at, to)
  return { json: null, end: close < 0 ? to : close + 1 }
}

interface Form {
  head: RegExp
  /** The figures by name, and the text they are of; null: it is cut. */
  read: (text: string) => { record: Record<string, unknown>; text: string } | null
}

const first = (head: RegExp): RegExp => new RegExp(`^${head.source}`)
const FORMS: readonly Form[] = [
  { head: first(HEAD), read: readNamed },
  { head: first(GO_HEAD), read: readGo },
  { head: first(BARE_HEAD), read: readBare },
  { head: first(GC_HEAD), read: readGcStats },
]

function readNamed(text: string): ReturnType<Form['read']> {
  const whole = WHOLE.exec(text)?.[0]
  if (whole === undefined) return null
  const json = whole.replaceAll(' ', ',').replaceAll(/([{,])([A-Za-z]\w*):/g, '$1"$2":')
  try {
    return { record: JSON.parse(json) as Record<string, unknown>, text: whole }
  } catch {
    return null
  }
}

function readBare(text: string): ReturnType<Form['read']> {
  const found = BARE.exec(text)
  if (!found?.groups) return null
  const { figures = '', pauses = '', ends = '', cycles, forced, share, isOn, isDebug, sizes = '' } = found.groups
  const values = figures.split(' ').map(Number)
  const record: Record<string, unknown> = Object.fromEntries(BARE_FIELDS.map((name, index) => [name, values[index]]))
  record.PauseNs = pauses.split(' ').map(Number)
  record.PauseEnd = ends.split(' ').map(Number)
  record.NumGC = Number(cycles)
  if (forced !== undefined) record.NumForcedGC = Number(forced)
  record.GCCPUFraction = Number(share)
  record.EnableGC = isOn === 'true'
  record.DebugGC = isDebug === 'true'
  record.BySize = Array.from(sizes.matchAll(/\{(\d+) (\d+) (\d+)\}/g), sizeOf)
  return { record, text: found[0] }
}

const sizeOf = ([, Size, Mallocs, Frees]: RegExpExecArray): object => ({
  Size: Number(Size),
  Mallocs: Number(Mallocs),
  Frees: Number(Frees),
})

function readGo(text: string): ReturnType<Form['read']> {
  const whole = GO_WHOLE.exec(text)?.[0]
  if (whole === undefined) return null
  const record: Record<string, unknown> = {}
  for (const [, name = '', list, figure] of whole.matchAll(/(?<!\w)(\w+):(?:\[256\]uint64\{([^}]*)\}|([^,{[]+),)/g))
    if (list !== undefined) record[name] = list.split(', ').map(Number)
    else if (figure === 'true' || figure === 'false') record[name] = figure === 'true'
    else record[name] = Number(figure)
  record.BySize = Array.from(text.matchAll(GO_SIZE), sizeOf)
  const last = text.lastIndexOf('}}')
  return { record, text: text.slice(0, Math.max(whole.length, last + 2)) }
}

/** The pauses become the ring that MemStats has. */
function readGcStats(text: string): ReturnType<Form['read']> {
  const found = GC_STATS.exec(text)
  if (!found?.groups) return null
  const { last = '', cycles, total = '', pauses = '', ends = '' } = found.groups
  const record: Record<string, unknown> = { NumGC: Number(cycles), PauseTotalNs: durationNs(total) }
  const lastNs = timeNs(last)
  if (lastNs > 0) record.LastGC = lastNs
  const PauseNs = new Array<number>(RING).fill(0)
  const PauseEnd = new Array<number>(RING).fill(0)
  const times = ends.match(new RegExp(TIME, 'g')) ?? []
  pauses
    .split(' ')
    .slice(0, RING)
    .forEach((pause, index) => {
      const time = times[index]
      if (time === undefined) return
      // The newest stands first.
      const at = (Number(cycles) - index + RING * 2 - 1) % RING
      PauseNs[at] = durationNs(pause)
      PauseEnd[at] = timeNs(time)
    })
  return { record: { ...record, PauseNs, PauseEnd }, text: found[0] }
}

const UNIT_NS: Readonly<Record<string, number>> = { h: 3.6e12, m: 6e10, s: 1e9, ms: 1e6, µs: 1e3, us: 1e3, ns: 1 }

/** As time.Duration prints itself: `1m2.5s`, `228.537µs`. */
function durationNs(text: string): number {
  let sum = 0
  for (const [, figure, unit = ''] of text.matchAll(/(?<![\d.])([\d.]+)(h|ms|m|s|µs|us|ns)/g))
    sum += Number(figure) * (UNIT_NS[unit] ?? 0)
  return Math.round(sum)
}

function timeNs(text: string): number {
  // The name of the zone repeats its offset.
  const time = readTimeText(text.replace(/ [A-Za-z]+$/, ''))
  return time === null ? 0 : time.ms * 1e6
}
