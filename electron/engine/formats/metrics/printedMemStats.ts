// runtime.MemStats as Go's `%+v` prints it, `log.Printf("%+v", stats)`, always on one line:
//   {Alloc:8450296 TotalAlloc:289715656 … PauseNs:[18705 132058 …] … GCCPUFraction:0.02 … BySize:[{Size:0 Mallocs:0 Frees:0} …]}
// It becomes the JSON of the same names. `%v` prints the figures without their names; it is not read.
import { findByte, literal, startsWith, textOf } from '../logs/bytes.ts'

const START = literal('{Alloc:')
const HEAD = /\{Alloc:\d+ TotalAlloc:\d+ Sys:\d+ [^{}\n]*?HeapAlloc:\d+/
/** What follows the figures: the sizes, and nothing else in braces. */
const WHOLE = /^\{[\w:.+\- [\]]+BySize:\[(?:\{[\w: ]+\} ?)*\]\}/
/** A line is longer where other text stands behind. */
const MAX_BYTES = 32 * 1024
const CLOSE_BRACE = 0x7d

/** Whether it stands in a text. */
export const hasPrintedMemStats = (text: string): boolean => HEAD.test(text)

/** What begins at a brace, as JSON (null: it is cut), and where it ends. Null: it is something else. */
export function printedMemStats(
  bytes: Uint8Array,
  at: number,
  to: number,
): { json: string | null; end: number } | null {
  if (!startsWith(bytes, at, to, START)) return null
  const text = textOf(bytes, at, Math.min(to, at + MAX_BYTES))
  if (HEAD.exec(text)?.index !== 0) return null
  const whole = WHOLE.exec(text)?.[0]
  if (whole === undefined) {
    const close = findByte(bytes, CLOSE_BRACE, at, to)
    return { json: null, end: close < 0 ? to : close + 1 }
  }
  const json = whole.replaceAll(' ', ',').replaceAll(/([{,])([A-Za-z]\w*):/g, '$1"$2":')
  return { json, end: at + whole.length }
}
