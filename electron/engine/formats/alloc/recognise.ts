import { LineSplitter } from '../lines.ts'
import { textOf } from '../logs/bytes.ts'
import { unwrap, unwrapped } from '../logs/unwrap.ts'
import type { Recognition } from '../reader.ts'
import { alertEvent, csvEvent, csvHeading, jsonEvent, keyValueEvent } from './eventLine.ts'
import type { Field } from './eventLine.ts'
import { isFreeTraceLine } from './freeTrace.ts'

/** Lines looked at: an event stands among the first, or the file is something else. */
const MAX_LINES = 2000

/** Null: the text has no allocation event. */
export function allocEventsIn(text: Uint8Array): Recognition | null {
  let found: Recognition | null = null
  let heading: (Field | null)[] | null = null
  const splitter = new LineSplitter((bytes, from, to, number) => {
    if (found !== null || number > MAX_LINES || to === from || to - from > 16 * 1024) return
    const line = textOf(bytes, from, to)
    if (isFreeTraceLine(line)) found = recognition('allocfreetrace', 0.98, 'it is the text of GODEBUG=allocfreetrace=1')
    else if (line.startsWith('{')) {
      const event = jsonEvent(line) ?? jsonEvent(unwrappedText(bytes, from, to))
      if (event !== null) found = recognition('jsonLines', 0.9, `line ${number} is an allocation event in JSON`)
    } else if (heading === null && line.includes(',')) heading = csvHeading(line)
    else if (heading !== null && csvEvent(line, heading) !== null)
      found = recognition('csv', 0.9, `line ${number} is an allocation event of a table`)
    else if (alertEvent(line) !== null)
      found = recognition('alerts', 0.8, `line ${number} is an ALERT line of a patched runtime`)
    else if (/mallocgc|newoverflow|allocSpan/.test(line) && keyValueEvent(line) !== null)
      found = recognition('keyValue', 0.8, `line ${number} is what a probe on runtime.mallocgc prints`)
  })
  splitter.push(text)
  splitter.finish()
  return found
}

/** What a collector's envelope holds. */
function unwrappedText(bytes: Uint8Array, from: number, to: number): string {
  unwrap(bytes, from, to)
  return textOf(unwrapped.bytes, unwrapped.from, unwrapped.to)
}

const recognition = (variant: string, confidence: number, because: string): Recognition => ({
  kind: 'allocEvents',
  variant,
  confidence,
  because,
})
