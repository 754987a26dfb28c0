// Damage to text that readers of lines, JSON and tables stumble over, beside what happens to any bytes.
import type { Mutator, Random } from './mutate.ts'

const TOKENS = [
  '0',
  '-1',
  '9223372036854775807',
  '18446744073709551615',
  '1e999',
  '-0',
  'NaN',
  '+Inf',
  'null',
  '""',
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  '\\u0000',
  ':',
  ',',
  '\n',
  '\r\n',
  '\t',
  ' ',
  '#',
  '\0',
  '\ufeff',
  '\ud800',
  '0x',
  '@',
  '==>',
  'kB',
  '__proto__',
  'constructor',
].map((text) => Uint8Array.from(Buffer.from(text)))

const ZERO = 48

const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

function putToken(bytes: Uint8Array, random: Random, over: boolean): Uint8Array {
  const at = random.below(bytes.length)
  const token = random.pick(TOKENS)
  return joined(bytes.subarray(0, at), token, bytes.subarray(over ? at + token.length : at))
}

/** Lines with their ends. */
function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(10, from)
    const to = end < 0 ? bytes.length : end + 1
    lines.push(bytes.subarray(from, to))
    from = to
  }
  return lines
}

export const TEXT_MUTATORS: readonly Mutator[] = [
  function insertToken(bytes, random) {
    return putToken(bytes, random, false)
  },
  function overwriteByToken(bytes, random) {
    return putToken(bytes, random, true)
  },
  function changeDigit(bytes, random) {
    const result = bytes.slice()
    for (let at = random.below(result.length), tries = 0; tries < 64; at++, tries++) {
      const byte = result[at]
      if (byte === undefined || byte < ZERO || byte > ZERO + 9) continue
      result[at] = ZERO + random.below(10)
      break
    }
    return result
  },
  function repeatLine(bytes, random) {
    const lines = linesOf(bytes)
    lines.splice(random.below(lines.length + 1), 0, random.pick(lines))
    return joined(...lines)
  },
  function moveLine(bytes, random) {
    const lines = linesOf(bytes)
    const [line] = lines.splice(random.below(lines.length), 1)
    if (line) lines.splice(random.below(lines.length + 1), 0, line)
    return joined(...lines)
  },
  function dropLine(bytes, random) {
    const lines = linesOf(bytes)
    lines.splice(random.below(lines.length), 1)
    return joined(...lines)
  },
]
