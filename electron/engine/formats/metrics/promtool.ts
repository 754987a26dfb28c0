// What `promtool query` prints, an instant and a range:
//   go_goroutines{job="api"} => 123 @[1700753779.123]
//   go_goroutines{job="api"} =>
//   1000 @[1700753779.123]
import { epochMs } from './times.ts'

const VALUE = /^([+-]?(?:[\d.]+(?:e[+-]?\d+)?|Inf|NaN)) @\[(\d{10}(?:\.\d{1,9})?)\]$/
const SERIES = /^[a-zA-Z_:][\w:.]*(?:\{.*\})? =>(?: |$)/

/** The value and its time, where a line or the rest of one is them. */
export function promtoolValue(text: string): { value: string; atMs: number } | null {
  const [, value = '', seconds = ''] = VALUE.exec(text) ?? []
  const atMs = epochMs(Number(seconds))
  return atMs === null ? null : { value, atMs }
}

/** Whether all lines of a text are of that form. */
export function isPromtool(lines: readonly string[]): boolean {
  if (!SERIES.test(lines[0] ?? '')) return false
  let values = 0
  for (const line of lines) {
    const isSeries = SERIES.test(line)
    if (isSeries && line.endsWith(' =>')) continue
    if (promtoolValue(isSeries ? line.slice(line.lastIndexOf(' => ') + 4) : line) === null) return false
    values++
  }
  return values > 0
}
