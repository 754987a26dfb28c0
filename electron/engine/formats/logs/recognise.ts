// What kind of log a text is. Whatever it is called, all consumers read all of its lines (LogReader.ts), so the kind only says
// what the source is listed as and which rule for empty files holds. The rule:
// 1. a GC cycle line anywhere (in the first SCAN_LIMIT of the file) makes it a gctrace log, whatever stands before it;
// 2. else the first sniffer of the list below that finds its lines in the head of the file;
// 3. else the first deep sniffer that finds its lines further in.
import { cyclesIn, neighboursIn, wrappedCyclesIn } from '../gctrace/recognise.ts'
import { dumpsIn } from '../goroutine/recognise.ts'
import { OOM_RECOGNITION, hasOomKill } from '../osmemory/recognise.ts'
import { STATISTICS_RECOGNITION, statisticsLater } from '../metrics/recognise.ts'
import type { Recognition } from '../reader.ts'

export interface LogSniffer {
  /** Its lines in the text, which is UTF-8 and may begin and end within a line. Null: none. */
  find: (text: Buffer) => Recognition | null
  /**
   * True: `find` also runs over the rest of a large file. It must then work at the speed of Buffer.indexOf, hundreds of MB/s, and
   * not be content with what other texts also have.
   */
  isDeep: boolean
}

/** In order of precedence. A new kind of log is one line. */
const SNIFFERS: readonly LogSniffer[] = [
  { find: neighboursIn, isDeep: false },
  { find: (text) => (hasOomKill(text) ? OOM_RECOGNITION : null), isDeep: true },
  { find: dumpsIn, isDeep: true },
]

/** Statistics as JSON between other lines. */
export const statisticsIn = (text: Buffer): Recognition | null =>
  statisticsLater(text) ? STATISTICS_RECOGNITION : null

/** The kind of log that the first bytes of a file show. */
export function logIn(text: Uint8Array): Recognition | null {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength)
  return cyclesIn(bytes) ?? first(bytes, SNIFFERS) ?? wrappedCyclesIn(bytes)
}

/** The same for a later part; `known` is what was found before it and goes before everything but a GC cycle line. */
export function logLaterIn(text: Uint8Array, known: Recognition | null): Recognition | null {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength)
  return cyclesIn(bytes) ?? known ?? first(bytes, DEEP_SNIFFERS)
}

const DEEP_SNIFFERS = [
  ...SNIFFERS.filter(({ isDeep }) => isDeep),
  // In the head of a file they are looked for last, after all that a text may be as a whole.
  { find: statisticsIn, isDeep: true },
]

function first(bytes: Buffer, sniffers: readonly LogSniffer[]): Recognition | null {
  for (const { find } of sniffers) {
    const found = find(bytes)
    if (found !== null) return found
  }
  return null
}
