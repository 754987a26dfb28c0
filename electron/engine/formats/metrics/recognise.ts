// Whether text is statistics: JSON with MemStats, expvar or runtime/metrics in it, an answer of the Prometheus API, or
// Prometheus and OpenMetrics text. Judged by the head of the file.
import { textOf } from '../logs/bytes.ts'
import type { Recognition } from '../reader.ts'
import { beginsConsole } from './ConsoleMetrics.ts'
import { hasPrintedFigures } from './printedFigures.ts'
import { hasPrintedMemStats } from './printedMemStats.ts'
import { hasPrintedMetrics } from './PrintedMetrics.ts'
import { isPromtool } from './promtool.ts'
import { keyEnd, readKey } from './sampleKey.ts'
import { read, readNumber } from './numbers.ts'

/** Lines of text that are looked at. */
const LINES = 400
const HEAD_CHARACTERS = 65_536
const CONVENTIONAL =
  /^(?:go|process|promhttp|node|container|kube|http)_|_(?:bytes|seconds|total|count|sum|bucket|ratio|info)(?:\{|$)/

/** Names of Go's and the process' collectors, of which one says what a text is. */
const KNOWN =
  /^(?:go_(?:goroutines|threads|info|(?:memstats|gc|sched|cpu_classes|memory_classes|cgo|sync)_\w+)|process_(?:cpu|resident|virtual|open|max|start|network|runtime)_\w+)$/

/** Null: none of them. */
export function metricsIn(text: Uint8Array): Recognition | null {
  let at = text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? 3 : 0
  while (at < text.length && (text[at] as number) <= 32) at++
  if (text[at] === 0x7b || text[at] === 0x5b) {
    const head = Buffer.from(text.buffer, text.byteOffset + at, Math.min(text.length - at, HEAD_CHARACTERS)).toString(
      'utf8',
    )
    const found = jsonIn(head)
    if (found !== null) return found
  }
  return printedIn(text.subarray(at)) ?? textIn(text.subarray(at))
}

/** MemStats that are no JSON: the trailer of a heap profile alone, or what geth's console prints; promtool's answers. */
function printedIn(text: Uint8Array): Recognition | null {
  const head = Buffer.from(text.buffer, text.byteOffset, Math.min(text.length, HEAD_CHARACTERS)).toString('latin1')
  const found = (because: string): Recognition => ({ kind: 'metrics', variant: 'memstats', confidence: 0.95, because })
  if (/^# runtime\.MemStats[ \t]*\r?\n[ \t]*# Alloc = \d/.test(head))
    return found('it is the trailer of a heap profile: # runtime.MemStats and its figures')
  if (beginsConsole(head) && /\bHeapAlloc: \d/.test(head) && /\b(?:HeapSys|NumGC): \d/.test(head))
    return found("it is runtime.MemStats as geth's console prints it: it has HeapAlloc and its neighbours")
  const lines = head.split(/\r?\n/, LINES).filter((line) => line !== '')
  // The last line of a head may be cut.
  if (isPromtool(text.length > HEAD_CHARACTERS ? lines.slice(0, -1) : lines))
    return { ...found('it is what promtool query prints: series => values @[times]'), variant: 'prometheus' }
  return null
}

const json = (variant: string, because: string): Recognition => ({
  kind: 'metrics',
  variant,
  confidence: 0.95,
  because,
})

function jsonIn(head: string): Recognition | null {
  const has = (...fields: string[]): boolean =>
    fields.every((field) => new RegExp(`"${field}"\\s*:\\s*-?\\d`).test(head))
  if (/^\{[^{}]{0,4096}"cmdline"\s*:\s*\[/.test(head) || /"memstats"\s*:\s*\{/.test(head))
    return json('expvar', 'it is JSON of package expvar: it has cmdline or memstats')
  if (has('HeapAlloc', 'HeapSys') || has('HeapAlloc', 'NumGC') || has('HeapInuse', 'HeapIdle'))
    return json('memstats', 'it is runtime.MemStats as JSON: it has HeapAlloc and its neighbours')
  if (/"\/(?:gc|memory|sched|cpu|sync|cgo|godebug)\/[\w/-]+:[\w-]+"/.test(head))
    return json('runtime-metrics', 'it is JSON of package runtime/metrics: its names are such as /gc/heap/live:bytes')
  if (/"resultType"\s*:\s*"(?:matrix|vector)"/.test(head))
    return json('prometheus-api', 'it is an answer of the Prometheus HTTP API')
  return null
}

const FIELD = String.raw`\\*"\s*:\s*-?\d`
/** A field of MemStats with a neighbour, a name of runtime/metrics; in a string of a log's JSON with backslashes. */
const STATISTICS = [
  new RegExp(String.raw`"Heap(?:Alloc|Inuse)${FIELD}`),
  new RegExp(String.raw`"(?:HeapSys|HeapIdle|NumGC)${FIELD}`),
]
/** The same as names of a program's own: `"heap_alloc":3152472,"heap_sys":8126464`. */
const OWN_NAMES = [/"heap_?Alloc(?:_bytes)?\\*"\s*:\s*\d/i, /"heap_?(?:Sys|Idle|Inuse)(?:_bytes)?\\*"\s*:\s*\d/i]
const RUNTIME_METRICS = /"\/(?:gc|memory|sched|cpu)\/[\w/-]+:[\w-]+\\*"\s*:\s*[-{\d]/
/** A large part of a file is searched for this first. */
const MARKS = ['Heap', '/memory/classes/', 'TotalAlloc', 'heap_alloc', '[{0 0 0} {8 ', 'LastGC:'].map((mark) =>
  Buffer.from(mark),
)
/** What is looked at around a mark: MemStats has a few hundred bytes from HeapAlloc to HeapInuse. */
const AROUND = 4096

/** Whether there may be statistics as JSON in a text. */
export const hasStatistics = (text: string): boolean =>
  STATISTICS.every((field) => field.test(text)) || RUNTIME_METRICS.test(text)

const hasPrinted = (text: string): boolean =>
  hasPrintedMemStats(text) || hasPrintedMetrics(text) || hasPrintedFigures(text)

export const STATISTICS_RECOGNITION: Recognition = {
  kind: 'metrics',
  variant: 'memstats',
  confidence: 0.8,
  because: 'it is text with runtime.MemStats or its like in it, as JSON or as Go prints it',
}

/** Places that are asked for figures under names of their own: that takes longer. */
const MOST_ASKED = 16

/** The same for a part of a log of any size. */
export function statisticsLater(text: Buffer): boolean {
  let asked = 0
  for (const mark of MARKS)
    for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + AROUND)) {
      const around = text.toString('latin1', Math.max(0, at - AROUND), at + 2 * AROUND)
      if (hasStatistics(around) || hasPrintedMemStats(around) || hasPrintedMetrics(around)) return true
      if (asked++ < MOST_ASKED && (hasPrintedFigures(around) || OWN_NAMES.every((field) => field.test(around))))
        return true
    }
  return false
}

/** An object of statistics with other text before it in its line. */
const BEHIND_TEXT = /^[ \t]*[^\s{}[\]",][^\n{]*\{[ \t]*\\*"[^\n]*"Heap(?:Alloc|Inuse)\\*"\s*:\s*\d/m

/** Whether a text is to be read as a log with statistics in it: it is not they alone. */
export function isStatisticsLog(text: Uint8Array): boolean {
  const head = Buffer.from(text.buffer, text.byteOffset, Math.min(text.length, HEAD_CHARACTERS)).toString('latin1')
  if (BEHIND_TEXT.test(head) || hasPrinted(head)) return true
  if (metricsIn(text) !== null || /^(?:\xef\xbb\xbf)?\s*[[{]/.test(head)) return false
  const { samples, comments, bad } = linesIn(text)
  return bad > samples + comments
}

interface Lines {
  comments: number
  samples: number
  bad: number
  conventional: number
  known: number
  isOpen: boolean
}

function textIn(text: Uint8Array): Recognition | null {
  const { comments, samples, bad, conventional, known, isOpen } = linesIn(text)
  const variant = isOpen ? 'openmetrics' : 'prometheus'
  const name = isOpen ? 'OpenMetrics' : 'Prometheus'
  if (comments > 0 && samples > 0 && bad <= 2 + samples / 4)
    return {
      kind: 'metrics',
      variant,
      confidence: 0.95,
      because: `it is ${name} text: samples under # HELP and # TYPE lines`,
    }
  if (comments >= 2 && samples === 0 && bad === 0)
    return { kind: 'metrics', variant, confidence: 0.7, because: `it has the # HELP and # TYPE lines of ${name} text` }
  if (samples > 0 && bad === 0 && known === samples)
    return { kind: 'metrics', variant, confidence: 0.8, because: `it is ${name} text: samples of Go's own metrics` }
  if (samples >= 3 && bad <= samples / 20 && conventional >= samples / 2)
    return { kind: 'metrics', variant, confidence: 0.8, because: `it is ${name} text: its lines are samples` }
  return null
}

function linesIn(text: Uint8Array): Lines {
  let comments = 0
  let samples = 0
  let bad = 0
  let conventional = 0
  let known = 0
  let isOpen = false
  let from = 0
  for (let lines = 0; lines < LINES && from < text.length; lines++) {
    let to = text.indexOf(10, from)
    // The last line of a head may be cut.
    if (to < 0) to = lines === 0 || text.length < HEAD_CHARACTERS ? text.length : from
    const line = Buffer.from(text.buffer, text.byteOffset + from, Math.max(0, to - from))
      .toString('latin1')
      .trim()
    if (/^# (?:HELP|TYPE|UNIT) \S+/.test(line)) {
      comments++
      if (line.startsWith('# UNIT')) isOpen = true
    } else if (line === '# EOF') isOpen = true
    else if (line !== '' && !line.startsWith('#')) {
      if (isSample(text, from, to)) {
        samples++
        const metric = line.split(/[\s{]/, 1)[0] ?? ''
        if (line.includes('{') || CONVENTIONAL.test(metric)) conventional++
        if (KNOWN.test(metric)) known++
      } else bad++
    }
    from = to + 1
    if (to === from - 1 && to === text.length) break
  }
  return { comments, samples, bad, conventional, known, isOpen }
}

function isSample(bytes: Uint8Array, from: number, to: number): boolean {
  const blank = (at: number): boolean => bytes[at] === 32 || bytes[at] === 9 || bytes[at] === 13
  while (from < to && blank(from)) from++
  while (to > from && blank(to - 1)) to--
  const end = keyEnd(bytes, from, to)
  if (end <= from) return false
  if (readKey(textOf(bytes, from, end)) === null) return false
  let at = end
  while (at < to && blank(at)) at++
  let stop = at
  while (stop < to && !blank(stop)) stop++
  readNumber(bytes, at, stop)
  return stop > at && read.isGood
}
