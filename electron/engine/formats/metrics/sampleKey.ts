// The part of a sample's line before its value: `name`, `name{label="value",…}` or, with a name that is no identifier,
// `{"http.server.duration",method="GET"}` (Prometheus 3, OpenMetrics 2).

export interface SampleKey {
  name: string
  /** In the order of their names. */
  labels: Record<string, string>
}

const BACKSLASH = 92
const QUOTE = 34

/** Where the key that begins at `from` ends: after the name, or after the closing brace; -1 where it has no end. */
export function keyEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to) {
    const byte = bytes[at] as number
    if (byte === 123) break
    if (byte === 32 || byte === 9) {
      // Blanks are allowed between name and labels.
      let next = at
      while (next < to && (bytes[next] === 32 || bytes[next] === 9)) next++
      if (bytes[next] !== 123) return at
      at = next
      break
    }
    at++
  }
  if (at >= to) return at
  let isQuoted = false
  for (at++; at < to; at++) {
    const byte = bytes[at]
    if (isQuoted) {
      if (byte === BACKSLASH) at++
      else if (byte === QUOTE) isQuoted = false
    } else if (byte === QUOTE) isQuoted = true
    else if (byte === 125) return at + 1
  }
  return -1
}

const NAME = /^[a-zA-Z_:][\w:.]*$/
const LABELS = /\s*(?:"((?:[^"\\]|\\.)*)"|([a-zA-Z_][\w.]*))\s*(?:=\s*"((?:[^"\\]|\\.)*)"\s*)?(,|$)/y
/** Labels of one series at most; more is no scrape. */
const MAX_LABELS = 256

const unescape = (text: string): string =>
  text.includes('\\') ? text.replace(/\\(.)/gs, (_, escape: string) => (escape === 'n' ? '\n' : escape)) : text

/** The key of a text; null where it is none. */
export function readKey(text: string): SampleKey | null {
  const brace = text.indexOf('{')
  let name = (brace < 0 ? text : text.slice(0, brace)).trim()
  if (brace < 0) return NAME.test(name) ? { name, labels: {} } : null
  if (name !== '' && !NAME.test(name)) return null
  const inner = text.slice(brace + 1, text.lastIndexOf('}'))
  const pairs: [string, string][] = []
  LABELS.lastIndex = 0
  while (LABELS.lastIndex < inner.length) {
    if (inner.slice(LABELS.lastIndex).trim() === '') break
    const match = LABELS.exec(inner)
    if (!match || pairs.length >= MAX_LABELS) return null
    const [, quoted, plain, value] = match
    const key = quoted === undefined ? (plain ?? '') : unescape(quoted)
    if (value !== undefined) pairs.push([key, unescape(value)])
    else if (quoted !== undefined && name === '') name = key
    else return null
  }
  if (name === '') return null
  pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  if (pairs.some(([key], index) => index > 0 && pairs[index - 1]?.[0] === key)) return null
  return { name, labels: Object.fromEntries(pairs) }
}
