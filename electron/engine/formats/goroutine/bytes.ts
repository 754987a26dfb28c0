// Questions about bytes of one line, asked for every line of a dump: no strings, no regular expressions.
import { isDigit, startsWith } from '../logs/bytes.ts'

export { findByte, isDigit, literal, startsWith, textOf } from '../logs/bytes.ts'

export const TAB = 9
export const SPACE = 0x20
export const OPEN = 0x28
export const CLOSE = 0x29
export const COMMA = 0x2c
export const COLON = 0x3a
export const DOT = 0x2e
export const SLASH = 0x2f
export const QUESTION = 0x3f

export function endsWith(bytes: Uint8Array, from: number, to: number, text: Uint8Array): boolean {
  return to - from >= text.length && startsWith(bytes, to - text.length, to, text)
}

/** First place of `text` in `bytes[from … to)`, or −1. */
export function indexOf(bytes: Uint8Array, from: number, to: number, text: Uint8Array): number {
  const first = text[0] as number
  const last = to - text.length
  for (let at = from; at <= last; at++) if (bytes[at] === first && startsWith(bytes, at, to, text)) return at
  return -1
}

/** Last place of `text` in `bytes[from … to)`, or −1. */
export function lastIndexOf(bytes: Uint8Array, from: number, to: number, text: Uint8Array): number {
  const first = text[0] as number
  for (let at = to - text.length; at >= from; at--)
    if (bytes[at] === first && startsWith(bytes, at, to, text)) return at
  return -1
}

/** Decimal digits from `from` on, as a number; `numberEnd` is one past the last. NaN without a digit, or above 2^53. */
export let numberEnd = 0
export function decimal(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  let value = 0
  while (at < to && isDigit(bytes[at])) value = value * 10 + (bytes[at++] as number) - 0x30
  numberEnd = at
  return at === from || value > Number.MAX_SAFE_INTEGER ? Number.NaN : value
}

/** `0x…` at `from`; `numberEnd` is one past the last digit. NaN where there is none, or above 2^53: no address is. */
export function hex(bytes: Uint8Array, from: number, to: number): number {
  numberEnd = from
  if (to - from < 3 || bytes[from] !== 0x30 || bytes[from + 1] !== 0x78) return Number.NaN
  let at = from + 2
  let value = 0
  for (; at < to; at++) {
    const byte = bytes[at] as number
    const digit = byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : -1
    if (digit < 0) break
    value = value * 16 + digit
  }
  numberEnd = at
  return at === from + 2 || value > Number.MAX_SAFE_INTEGER ? Number.NaN : value
}
