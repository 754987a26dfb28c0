// Whether text holds lines of the Go runtime's tracing, wherever they stand in it: the first `gc N @` decides.
import { LogReader } from '../logs/LogReader.ts'
import { unwrap, unwrapped } from '../logs/unwrap.ts'
import type { Recognition } from '../reader.ts'
import { isDigit } from '../logs/bytes.ts'
import { BROKEN, CycleScanner, FORM_GO1_5, FORM_GO1_18 } from './cycleLine.ts'

/** Places that look like the beginning of a gc line: after so many without a whole one, there will be none. */
const MAX_TRIES = 1000
/** What may stand around one in its line, each side. */
const MAX_AROUND = 4096
/** How much is read as a log where nothing was found by searching. */
const READ_BYTES = 64 * 1024

const VARIANTS: Record<number, string> = { [FORM_GO1_5]: 'go1.5', [FORM_GO1_18]: 'go1.18+' }

/** Other lines of the runtime, for logs that have them without gctrace; each with what must follow. */
const NEIGHBOURS: { needle: string; rest: RegExp; name: string }[] = [
  { needle: 'SCHED ', rest: /^SCHED \d+ms: gomaxprocs=\d+/, name: 'schedtrace' },
  { needle: 'pacer: ', rest: /^pacer: (?:assist ratio=|H_m_prev=|sweep done|\d+% CPU)/, name: 'gcpacertrace' },
  { needle: 'scav ', rest: /^scav (?:\d+ )?\d+ KiB work/, name: 'scavtrace' },
  { needle: 'init ', rest: /^init \S+ @[\d.]+ ms, [\d.]+ ms clock/, name: 'inittrace' },
  { needle: 'scvg', rest: /^scvg-?\d*: inuse: \d+/, name: 'old scavenger' },
]

/** A cycle line anywhere in the text, or the beginning of one. Null: neither. */
export function cyclesIn(text: Uint8Array): Recognition | null {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength)
  const scanner = new CycleScanner()
  let partly: Recognition | null = null
  let tries = 0
  // The @ is rare in text and searched for at memory speed; `gc N ` must stand before it.
  for (let sign = bytes.indexOf(0x40); sign >= 0 && tries < MAX_TRIES; sign = bytes.indexOf(0x40, sign + 1)) {
    if (bytes[sign - 1] !== 0x20 || !isDigit(bytes[sign - 2]) || !isDigit(bytes[sign + 1])) continue
    let first = sign - 2
    while (isDigit(bytes[first - 1]) && sign - first < 20) first--
    if (bytes[first - 1] !== 0x20 || bytes[first - 2] !== 0x63 || bytes[first - 3] !== 0x67) continue
    tries++
    const at = first - 3
    let lineStart = at
    while (lineStart > 0 && at - lineStart < MAX_AROUND && bytes[lineStart - 1] !== 10) lineStart--
    let lineEnd = sign
    while (lineEnd < bytes.length && lineEnd - sign < MAX_AROUND && bytes[lineEnd] !== 10) lineEnd++
    // Unwrapped first: JSON escapes the arrows.
    unwrap(bytes, at - lineStart === MAX_AROUND ? at : lineStart, lineEnd)
    const own = Buffer.from(
      unwrapped.bytes.buffer,
      unwrapped.bytes.byteOffset + unwrapped.from,
      unwrapped.to - unwrapped.from,
    )
    const mark = own.indexOf(bytes.subarray(at, sign + 1))
    const status = mark < 0 ? scanner.scan(bytes, at, lineEnd) : scanner.scan(own, mark, own.length)
    const number = bytes.toString('latin1', first, sign - 1)
    if (status > 0)
      return {
        kind: 'gctrace',
        variant: scanner.isLeakCheck ? 'go1.26+' : (VARIANTS[scanner.form] ?? 'go1.6-1.17'),
        confidence: 1,
        because: `it has GC cycle lines of gctrace, the first is gc ${number}`,
      }
    // A line cut by the end of the sample or by foreign text still says what the file is.
    if (status === BROKEN && scanner.at - Math.max(0, mark) < 10) continue
    partly ??= {
      kind: 'gctrace',
      variant: null,
      confidence: 0.7,
      because: `it has the beginning of a GC cycle line of gctrace (gc ${number})`,
    }
  }
  return partly
}

/** Other lines of the runtime's tracing. */
export function neighboursIn(bytes: Buffer): Recognition | null {
  for (const { needle, rest, name } of NEIGHBOURS) {
    for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) {
      if (!rest.test(bytes.toString('latin1', at, at + 200))) continue
      return {
        kind: 'runtimeLog',
        variant: null,
        confidence: 0.8,
        because: `it has lines of the Go runtime's ${name}, so far without GC cycle lines`,
      }
    }
  }
  return null
}

/** Text whose lines are wrapped so that no search finds them (journald writes some messages as arrays of numbers). */
export function wrappedCyclesIn(bytes: Buffer): Recognition | null {
  const reader = new LogReader({ issue: () => undefined })
  reader.push(bytes.subarray(0, READ_BYTES))
  const { lives, variant } = reader.finish()
  return lives.length === 0
    ? null
    : {
        kind: 'gctrace',
        variant,
        confidence: 1,
        because: 'it has GC cycle lines of gctrace inside the entries of a log collector',
      }
}
