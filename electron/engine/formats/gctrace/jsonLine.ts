// One JSON object per line: docker's json-file driver (`log`, `stream`, `time`) and journald's `-o json` (`MESSAGE`,
// `__REALTIME_TIMESTAMP`, `_PID`), and shippers that use `message` or `msg`. Found by their keys, without parsing the object:
// a log may hold millions of such lines.
import { findByte, hashBytes, startsWith } from './bytes.ts'
import type { Unwrapped } from './prefix.ts'
import { readIsoTime, stamp } from './timestamps.ts'

const encoder = new TextEncoder()
const key = (name: string): Uint8Array => encoder.encode(`"${name}":`)
const TEXT_KEYS = ['log', 'MESSAGE', 'message', 'msg'].map(key)
const TIME_KEYS = ['time', '@timestamp', 'timestamp', 'ts'].map(key)
const JOURNAL_TIMES = ['_SOURCE_REALTIME_TIMESTAMP', '__REALTIME_TIMESTAMP'].map(key)
const IDENTITY_KEYS = ['_PID', 'pid', 'container_id', 'pod_name', 'pod', 'container'].map(key)
const STREAM = key('stream')
const STDOUT = encoder.encode('"stdout"')
/** Bits of `Unwrapped.channel`. */
export const IN_JSON = 1
export const FROM_STDOUT = 2
/** A MESSAGE that is not UTF-8 comes as an array of byte values. */
const BRACKET = 0x5b
/** Where docker's json-file driver splits a line, bytes. */
const DOCKER_PIECE = 16 * 1024
const QUOTE = 0x22
const BACKSLASH = 0x5c

let scratch = new Uint8Array(4096)

/** Where the value of a key begins, or -1. Keys are looked for at any depth; the first one wins. */
function valueOf(bytes: Uint8Array, from: number, to: number, name: Uint8Array): number {
  const second = name[1] as number
  for (let at = findByte(bytes, QUOTE, from, to); at >= 0; at = findByte(bytes, QUOTE, at + 1, to)) {
    if (at + name.length >= to) return -1
    if (bytes[at + 1] !== second) continue
    let index = 2
    while (index < name.length && bytes[at + index] === name[index]) index++
    if (index < name.length) continue
    at += name.length
    while (bytes[at] === 32 && at < to) at++
    return at
  }
  return -1
}

/** Where a string that opens at `at` closes, or `to`. */
function stringEnd(bytes: Uint8Array, at: number, to: number): number {
  let end = at + 1
  while (end < to && bytes[end] !== QUOTE) end += bytes[end] === BACKSLASH ? 2 : 1
  return Math.min(end, to)
}

const hex = (byte: number): number =>
  byte >= 0x30 && byte <= 0x39
    ? byte - 0x30
    : (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66
      ? (byte | 0x20) - 0x57
      : -1

function codePoint(bytes: Uint8Array, at: number): number {
  let value = 0
  for (let index = 0; index < 4; index++) {
    const digit = hex(bytes[at + index] ?? 0)
    if (digit < 0) return 0xfffd
    value = value * 16 + digit
  }
  return value
}

function put(point: number, length: number): number {
  if (point < 0x80) scratch[length++] = point
  else if (point < 0x800) {
    scratch[length++] = 0xc0 | (point >> 6)
    scratch[length++] = 0x80 | (point & 0x3f)
  } else {
    scratch[length++] = 0xe0 | (point >> 12)
    scratch[length++] = 0x80 | ((point >> 6) & 0x3f)
    scratch[length++] = 0x80 | (point & 0x3f)
  }
  return length
}

const ESCAPES: Record<number, number> = { 0x6e: 10, 0x74: 9, 0x72: 13, 0x62: 8, 0x66: 12 }

/** The string's text into the scratch buffer; its length. */
function unescape(bytes: Uint8Array, from: number, to: number): number {
  if (scratch.length < to - from) scratch = new Uint8Array((to - from) * 2)
  let length = 0
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number
    if (byte !== BACKSLASH) {
      scratch[length++] = byte
      continue
    }
    const escape = bytes[++at] as number
    if (escape === 0x75) {
      length = put(codePoint(bytes, at + 1), length)
      at += 4
    } else scratch[length++] = ESCAPES[escape] ?? escape
  }
  return length
}

function byteArray(bytes: Uint8Array, from: number, to: number): number {
  if (scratch.length < to - from) scratch = new Uint8Array((to - from) * 2)
  let length = 0
  let value = -1
  for (let at = from + 1; at < to; at++) {
    const digit = (bytes[at] as number) - 48
    if (digit >= 0 && digit <= 9) value = Math.max(0, value) * 10 + digit
    else {
      if (value >= 0) scratch[length++] = value & 0xff
      value = -1
      if (bytes[at] === 0x5d) break
    }
  }
  return length
}

/** Replaces the object by its text, where it has one; time and identity are taken from the other keys. */
export function readJsonLine(result: Unwrapped): void {
  const { bytes, from, to } = result
  for (let index = 0; index < TEXT_KEYS.length; index++) {
    const at = valueOf(bytes, from, to, TEXT_KEYS[index] as Uint8Array)
    if (at < 0 || (bytes[at] !== QUOTE && bytes[at] !== BRACKET)) continue
    let length: number
    if (bytes[at] === QUOTE) {
      const end = stringEnd(bytes, at, to)
      length = unescape(bytes, at + 1, end)
      // docker ends whole lines with \n inside the string; without it the line was longer than 16 KiB. Shippers strip the \n.
      if (index === 0) {
        if (length > 0 && scratch[length - 1] === 10) length--
        else result.isPartial = end < to && length >= DOCKER_PIECE
        if (length > 0 && scratch[length - 1] === 13) length--
      }
    } else length = byteArray(bytes, at, to)
    readTime(result, bytes, from, to)
    readIdentity(result, bytes, from, to)
    result.channel |= IN_JSON
    // Of docker's entries only: a zap entry costs nothing here.
    if (index === 0) {
      const stream = valueOf(bytes, from, to, STREAM)
      if (stream >= 0 && startsWith(bytes, stream, to, STDOUT)) result.channel |= FROM_STDOUT
    }
    result.bytes = scratch
    result.from = 0
    result.to = length
    return
  }
}

function readTime(result: Unwrapped, bytes: Uint8Array, from: number, to: number): void {
  for (const name of TIME_KEYS) {
    const at = valueOf(bytes, from, to, name)
    if (at < 0 || bytes[at] !== QUOTE || !readIsoTime(bytes, at + 1, to)) continue
    result.ms = stamp.ms
    result.resolutionMs = stamp.resolutionMs
    result.hasYear = true
    result.hasZone = stamp.hasZone
    return
  }
  for (const name of JOURNAL_TIMES) {
    let at = valueOf(bytes, from, to, name)
    if (at < 0) continue
    if (bytes[at] === QUOTE) at++
    let micros = 0
    let digit: number
    while (at < to && (digit = (bytes[at] as number) - 48) >= 0 && digit <= 9) {
      micros = micros * 10 + digit
      at++
    }
    if (micros === 0) continue
    result.ms = micros / 1000
    result.resolutionMs = 0.001
    result.hasYear = true
    result.hasZone = true
    return
  }
}

function readIdentity(result: Unwrapped, bytes: Uint8Array, from: number, to: number): void {
  for (const name of IDENTITY_KEYS) {
    const at = valueOf(bytes, from, to, name)
    if (at < 0) continue
    let end = bytes[at] === QUOTE ? stringEnd(bytes, at, to) : at
    if (end === at) while (end < to && bytes[end] !== 0x2c && bytes[end] !== 0x7d) end++
    result.stream = hashBytes(bytes, at, end)
    return
  }
}
