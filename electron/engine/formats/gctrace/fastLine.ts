// The usual gc line (three clock figures, Go 1.6 and later, no leak check) as straight code: 2.5 times as fast as the table in
// cycleLine.ts, which stays the grammar. Whatever does not fit here to the last byte is left to the table; a test holds the two
// against each other.
import * as line from './cycleLine.ts'

const ZERO = 48
/** Nanoseconds per unit of the last printed digit of a ms figure, by decimals; the runtime prints at most three. */
const MILLI_SCALE = [1e6, 1e5, 1e4, 1e3]
/** What follows each of the eight ms figures: one byte, or a space for ` ms clock, ` and ` ms cpu, `. */
const AFTER = [0x2b, 0x2b, 0x20, 0x2b, 0x2f, 0x2f, 0x2b, 0x20]

/** Longest run of digits that is taken: more could not be exact, and is no line of the runtime. */
const MAX_DIGITS = 15

/**
 * Scans `bytes[from … to)` into `row` (slots of cycleLine.ts). 0: not such a line. Else 1, plus 2 where it has stacks and globals,
 * plus 4 where it is forced.
 */
export function scanFast(bytes: Uint8Array, from: number, to: number, row: Float64Array): number {
  // The shortest possible line; also keeps the checks of fixed bytes below inside the line's neighbourhood.
  if (to - from < 60) return 0
  let p = from + 3
  let value = 0
  let start = p
  let digit = (bytes[p] as number) - ZERO
  while (digit >= 0 && digit <= 9) {
    value = value * 10 + digit
    digit = (bytes[++p] as number) - ZERO
  }
  if (p === start || p - start > MAX_DIGITS || bytes[p] !== 0x20 || bytes[p + 1] !== 0x40) return 0
  row[line.NUMBER] = value
  // T: seconds with three decimals.
  start = p += 2
  value = 0
  digit = (bytes[p] as number) - ZERO
  while (digit >= 0 && digit <= 9) {
    value = value * 10 + digit
    digit = (bytes[++p] as number) - ZERO
  }
  if (p === start || p - start > 12 || bytes[p] !== 0x2e) return 0
  const tenths = (bytes[p + 1] as number) - ZERO
  const hundredths = (bytes[p + 2] as number) - ZERO
  const thousandths = (bytes[p + 3] as number) - ZERO
  if (!(tenths >= 0 && tenths <= 9 && hundredths >= 0 && hundredths <= 9 && thousandths >= 0 && thousandths <= 9))
    return 0
  row[line.START] = (value * 1000 + tenths * 100 + hundredths * 10 + thousandths) * 1e6
  p += 4
  if (bytes[p] !== 0x73 || bytes[p + 1] !== 0x20) return 0
  start = p += 2
  value = 0
  digit = (bytes[p] as number) - ZERO
  while (digit >= 0 && digit <= 9) {
    value = value * 10 + digit
    digit = (bytes[++p] as number) - ZERO
  }
  if (p === start || p - start > MAX_DIGITS) return 0
  row[line.PERCENT] = value
  if (bytes[p] !== 0x25 || bytes[p + 1] !== 0x3a || bytes[p + 2] !== 0x20) return 0
  p += 3
  for (let figure = 0; figure < 8; figure++) {
    start = p
    value = 0
    digit = (bytes[p] as number) - ZERO
    while (digit >= 0 && digit <= 9) {
      value = value * 10 + digit
      digit = (bytes[++p] as number) - ZERO
    }
    if (p === start || p - start > MAX_DIGITS) return 0
    let decimals = 0
    if (bytes[p] === 0x2e) {
      digit = (bytes[++p] as number) - ZERO
      while (digit >= 0 && digit <= 9) {
        value = value * 10 + digit
        decimals++
        digit = (bytes[++p] as number) - ZERO
      }
      if (decimals === 0 || decimals > 3) return 0
    }
    row[line.SWEEP_TERM + figure] = value * (MILLI_SCALE[decimals] as number)
    if (bytes[p] !== AFTER[figure]) return 0
    p++
    if (figure === 2) {
      // `ms clock, `
      if (bytes[p] !== 0x6d || bytes[p + 1] !== 0x73 || bytes[p + 2] !== 0x20 || bytes[p + 3] !== 0x63) return 0
      if (bytes[p + 4] !== 0x6c || bytes[p + 5] !== 0x6f || bytes[p + 6] !== 0x63 || bytes[p + 7] !== 0x6b) return 0
      if (bytes[p + 8] !== 0x2c || bytes[p + 9] !== 0x20) return 0
      p += 10
    } else if (figure === 7) {
      // `ms cpu, `
      if (bytes[p] !== 0x6d || bytes[p + 1] !== 0x73 || bytes[p + 2] !== 0x20 || bytes[p + 3] !== 0x63) return 0
      if (bytes[p + 4] !== 0x70 || bytes[p + 5] !== 0x75 || bytes[p + 6] !== 0x2c || bytes[p + 7] !== 0x20) return 0
      p += 8
    }
  }
  // H0->H1->H2 MB, G MB goal, [S MB stacks, L MB globals, ]K P
  let hasStacks = 0
  let figure: number = line.HEAP_START
  for (;;) {
    start = p
    value = 0
    digit = (bytes[p] as number) - ZERO
    while (digit >= 0 && digit <= 9) {
      value = value * 10 + digit
      digit = (bytes[++p] as number) - ZERO
    }
    if (p === start || p - start > MAX_DIGITS) return 0
    if (figure <= line.HEAP_END) {
      if (bytes[p] !== 0x2d || bytes[p + 1] !== 0x3e) return 0
      p += 2
    } else {
      if (bytes[p] !== 0x20) return 0
      if (bytes[p + 1] === 0x50) {
        if (figure < line.STACKS || figure === line.GLOBALS) return 0
        row[line.PROCS] = value
        p += 2
        break
      }
      if (bytes[p + 1] !== 0x4d || bytes[p + 2] !== 0x42) return 0
      p += 3
      if (figure === line.LIVE) {
        if (bytes[p] !== 0x2c || bytes[p + 1] !== 0x20) return 0
        p += 2
      } else if (figure === line.GOAL) {
        // ` goal, `
        if (bytes[p] !== 0x20 || bytes[p + 1] !== 0x67 || bytes[p + 2] !== 0x6f || bytes[p + 3] !== 0x61) return 0
        if (bytes[p + 4] !== 0x6c || bytes[p + 5] !== 0x2c || bytes[p + 6] !== 0x20) return 0
        p += 7
      } else if (figure === line.STACKS) {
        // ` stacks, `
        if (bytes[p] !== 0x20 || bytes[p + 1] !== 0x73 || bytes[p + 2] !== 0x74 || bytes[p + 3] !== 0x61) return 0
        if (bytes[p + 4] !== 0x63 || bytes[p + 5] !== 0x6b || bytes[p + 6] !== 0x73 || bytes[p + 7] !== 0x2c) return 0
        p += 9
        hasStacks = 2
      } else if (figure === line.GLOBALS) {
        // ` globals, `
        if (bytes[p] !== 0x20 || bytes[p + 1] !== 0x67 || bytes[p + 2] !== 0x6c || bytes[p + 3] !== 0x6f) return 0
        if (bytes[p + 4] !== 0x62 || bytes[p + 5] !== 0x61 || bytes[p + 6] !== 0x6c || bytes[p + 7] !== 0x73) return 0
        p += 10
      } else return 0
    }
    row[figure++] = value
  }
  if (hasStacks === 0) {
    row[line.STACKS] = Number.NaN
    row[line.GLOBALS] = Number.NaN
  }
  if (p === to) return 1 + hasStacks
  // ` (forced)`
  if (p + 9 !== to || bytes[p] !== 0x20 || bytes[p + 1] !== 0x28 || bytes[p + 2] !== 0x66 || bytes[p + 3] !== 0x6f)
    return 0
  if (bytes[p + 4] !== 0x72 || bytes[p + 5] !== 0x63 || bytes[p + 6] !== 0x65 || bytes[p + 7] !== 0x64) return 0
  return bytes[p + 8] === 0x29 ? 5 + hasStacks : 0
}
