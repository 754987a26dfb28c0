// What stands behind the text of a line where its envelope is not known: the quote that closes it and the brackets around that
// (`"}]`), fields that a log package prints as JSON behind a tab (zap's console).
const TAB = 0x09
const SPACE = 0x20
const CR = 0x0d
const QUOTE = 0x22
const APOSTROPHE = 0x27
const BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const CLOSE_BRACKET = 0x5d

const isBlankOrQuote = (byte: number | undefined): boolean =>
  byte === SPACE || byte === TAB || byte === CR || byte === QUOTE || byte === APOSTROPHE

/** Whether nothing but that stands in `from … to`. */
export function isClosing(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from
  while (at < to && isBlankOrQuote(bytes[at])) at++
  if (at === to) return true
  const last = bytes[to - 1]
  if (bytes[at] === BRACE) return bytes[at - 1] === TAB && at > from && last === CLOSE_BRACE
  const before = bytes[at - 1]
  if (at === from || (before !== QUOTE && before !== APOSTROPHE)) return false
  while (at < to && (bytes[at] === CLOSE_BRACE || bytes[at] === CLOSE_BRACKET || isBlankOrQuote(bytes[at]))) at++
  return at === to
}

/** Where the text of a line ends without it. */
export function withoutClosing(bytes: Uint8Array, from: number, to: number): number {
  let end = to
  if (bytes[to - 1] === CLOSE_BRACE)
    for (let at = to - 1; at > from; at--) if (bytes[at] === BRACE && bytes[at - 1] === TAB) end = at
  let quote = end
  while (quote > from && (bytes[quote - 1] === CLOSE_BRACE || bytes[quote - 1] === CLOSE_BRACKET)) quote--
  if (quote > from && (bytes[quote - 1] === QUOTE || bytes[quote - 1] === APOSTROPHE)) end = quote
  while (end > from && isBlankOrQuote(bytes[end - 1])) end--
  return end
}
