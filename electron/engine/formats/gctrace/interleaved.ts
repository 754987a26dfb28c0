// Puts gc lines together again that other writers of the same stream cut. The runtime writes every argument of a line by
// itself, so foreign messages land between arguments, each with its own line end (facts/gctrace.md 9):
//   gc 3 @0.013s 3%: 0.067+15+0.009 ms clock, 0.13+0.11/0.001/0.020+0.018 ms cpu, 16->2026/11/20 10:03:37 order accepted
//   162026/11/20 10:03:37 order accepted
//   ->16 MB, …
// Where a foreign message begins is told by its shape: the usual log time stamps, or how the foreign lines around begin. A
// figure is never taken from bytes that could be foreign: then the line is reported as damaged and its cycle is missing.
import { grown } from '../../../../shared/lib/grown.ts'
import { findByte, isDigit, startsWith } from '../logs/bytes.ts'
import { COMPLETE, CUT } from './cycleLine.ts'
import type { CycleScanner } from './cycleLine.ts'

/** A line not complete after so many further lines of its stream that could belong to it is given up. */
export const MAX_WAIT_LINES = 64
/** Lines that begin as foreign ones do count this much less: under many writers hundreds land between two figures. */
const FOREIGN_WAIT = 1 / 64
/** A gc line is never longer than this. */
const MAX_TEXT = 512
const SHAPE_LENGTH = 10
const SHAPES_KEPT = 8

const encoder = new TextEncoder()
/** 9 stands for a digit. */
const KNOWN_SHAPES = [
  '9999/99/99 99:99:99',
  '9999-99-99T99:99:99',
  '9999-99-99 99:99:99',
  'I9999 99:99:99',
  'W9999 99:99:99',
  'E9999 99:99:99',
  'F9999 99:99:99',
  '{"',
  'time=',
  'level=',
  'ts=',
  'msg=',
  '[GIN] ',
].map((shape) => encoder.encode(shape))
const NINE = 0x39

function hasShape(bytes: Uint8Array, at: number, to: number, shape: Uint8Array): boolean {
  if (to - at < shape.length) return false
  for (let index = 0; index < shape.length; index++) {
    const wanted = shape[index]
    const byte = bytes[at + index]
    if (wanted === NINE ? !isDigit(byte) : byte !== wanted) return false
  }
  return true
}

/** How foreign lines of this file begin: first characters, digits made equal. */
export class ForeignShapes {
  private readonly shapes: Uint8Array[] = []
  private next = 0

  /** Notes how a foreign line begins. */
  learn(bytes: Uint8Array, from: number, to: number): void {
    if (to - from < SHAPE_LENGTH) return
    for (const shape of this.shapes) if (hasShape(bytes, from, to, shape)) return
    // A beginning in digits of unknown width cannot be told from a figure before it; dates with a full year are known already.
    if (isDigit(bytes[from])) return
    const shape = new Uint8Array(SHAPE_LENGTH)
    for (let index = 0; index < SHAPE_LENGTH; index++) {
      const byte = bytes[from + index] as number
      shape[index] = isDigit(byte) ? NINE : byte
    }
    this.shapes[this.next] = shape
    this.next = (this.next + 1) % SHAPES_KEPT
  }

  /** True where a foreign message begins at `at`. */
  beginsAt(bytes: Uint8Array, at: number, to: number): boolean {
    for (const shape of KNOWN_SHAPES) if (hasShape(bytes, at, to, shape)) return true
    for (const shape of this.shapes) if (hasShape(bytes, at, to, shape)) return true
    return false
  }
}

const GC = encoder.encode('gc ')
const FORCED = encoder.encode(' (forced)')

/** A gc line of which only the beginning has come. */
export interface Fragment {
  text: Uint8Array
  length: number
  /** Line of the file where it began. */
  line: number
  stream: number
  /** How it came; lines that come in another way do not continue it. */
  channel: number
  /** Lines of its stream seen since; foreign ones count `FOREIGN_WAIT`. */
  waited: number
  /** All figures are there; only ` (forced)` may follow. */
  isWhole: boolean
  /** Collector's time of its last piece. */
  wallMs: number
  resolutionMs: number
  hasYear: boolean
  hasZone: boolean
  isAfterPeriodic: boolean
}

/** What a line did to the fragment of its stream. `doubtful`: some of it fits, but not how much can be told. */
export type Continuation = 'foreign' | 'extended' | 'complete' | 'doubtful'

/**
 * After a scan that ran out of bytes: true where the last literal is whole and a number is due. A line end anywhere else was
 * not the runtime's, so digits before it may be foreign.
 */
const isBetweenPieces = (scanner: CycleScanner): boolean => scanner.at === scanner.numberStart

/**
 * Where a scan that did not fit must be cut: the bytes before it belong to the gc line. -1: it cannot be told.
 * `scanner` has just scanned `bytes[from … to)`.
 */
function splitPoint(
  scanner: CycleScanner,
  shapes: ForeignShapes,
  bytes: Uint8Array,
  from: number,
  to: number,
  isPastStart: boolean,
): number {
  const first = Math.max(from + 3, Math.min(scanner.doubtStart, scanner.at))
  for (let at = first; at <= scanner.at && at < to; at++) if (shapes.beginsAt(bytes, at, to)) return at
  // A literal is complete and no digit follows: whatever comes is foreign, and no figure is in doubt.
  if (isPastStart && scanner.at === scanner.numberStart && scanner.at < to) return scanner.at
  return -1
}

/**
 * The beginning of a gc line in `bytes[from … to)`, which starts with `gc ` but is no whole line; null where it is none, or
 * where it cannot be told from the foreign text in it.
 */
export function beginFragment(
  scanner: CycleScanner,
  shapes: ForeignShapes,
  bytes: Uint8Array,
  from: number,
  to: number,
): { length: number; isWhole: boolean } | null {
  const status = scanner.scan(bytes, from, to)
  if (status === COMPLETE) return { length: scanner.at - from, isWhole: true }
  if (status === CUT)
    return isBetweenPieces(scanner) && to - from <= MAX_TEXT ? { length: to - from, isWhole: false } : null
  const hasNumber = findByte(bytes, 0x40, from, Math.min(scanner.at, from + 24)) >= 0
  const split = splitPoint(scanner, shapes, bytes, from, to, hasNumber)
  return split < 0 || split - from > MAX_TEXT ? null : { length: split - from, isWhole: false }
}

/** A line that is foreign for sure went by. */
export function passForeign(fragment: Fragment): Continuation {
  fragment.waited += FOREIGN_WAIT
  return 'foreign'
}

/** Tries to continue a fragment with the next line of its stream. */
export function continueFragment(
  scanner: CycleScanner,
  shapes: ForeignShapes,
  fragment: Fragment,
  bytes: Uint8Array,
  from: number,
  to: number,
): Continuation {
  if (from < to && shapes.beginsAt(bytes, from, to)) return passForeign(fragment)
  fragment.waited++
  if (fragment.isWhole) {
    if (from === to) return 'complete'
    if (!startsWith(bytes, from, to, FORCED)) return 'foreign'
    append(fragment, FORCED, 0, FORCED.length)
    return 'complete'
  }
  if (from === to) return 'foreign'
  const length = Math.min(to - from, MAX_TEXT)
  const before = fragment.length
  // A figure is written whole: digits cannot continue digits.
  if (isDigit(fragment.text[before - 1]) && isDigit(bytes[from])) return 'foreign'
  append(fragment, bytes, from, from + length)
  const { text } = fragment
  const status = scanner.scan(text, 0, fragment.length)
  if (status === COMPLETE) {
    const isAtEnd = scanner.at === fragment.length
    fragment.length = scanner.at
    if (isAtEnd || scanner.isForced) return 'complete'
    fragment.isWhole = true
    return 'extended'
  }
  if (status === CUT) {
    if (isBetweenPieces(scanner)) return 'extended'
  } else if (scanner.at > before) {
    const split = splitPoint(scanner, shapes, text, 0, fragment.length, true)
    if (split > before) {
      fragment.length = split
      return 'extended'
    }
  }
  fragment.length = before
  // Were this line skipped although it held a piece, a later one could seem to continue the fragment.
  return scanner.at > before ? 'doubtful' : 'foreign'
}

function append(fragment: Fragment, bytes: Uint8Array, from: number, to: number): void {
  const needed = fragment.length + to - from
  if (needed > fragment.text.length) fragment.text = grown(fragment.text, needed)
  fragment.text.set(bytes.subarray(from, to), fragment.length)
  fragment.length += to - from
}

/**
 * Where `gc ` and a number begin in a line that is not a gc line from its start, or -1. After other text the time must follow
 * with its decimals, which the runtime writes as one piece: messages of programs may well say `gc 3 @home`. In brackets it is
 * a quotation: PowerShell repeats what a program wrote first, cut, as `NotSpecified: (gc 1 @0.013s 4%: 0.0:String)`.
 */
export function findMark(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at + 4 < to; at++) {
    if (bytes[at] !== 0x67 || !startsWith(bytes, at, to, GC) || !isDigit(bytes[at + 3])) continue
    let end = at + 4
    while (end < to && isDigit(bytes[end])) end++
    // Behind the line's end stands what the buffer held before.
    if (end + 1 >= to || bytes[end] !== 32 || bytes[end + 1] !== 0x40) continue
    if (at === from || (bytes[at - 1] !== 0x28 && isSeconds(bytes, end + 2, to))) return at
  }
  return -1
}

/** `12.345` at `at`. */
function isSeconds(bytes: Uint8Array, at: number, to: number): boolean {
  let end = at
  while (end < to && isDigit(bytes[end])) end++
  return end > at && end + 1 < to && bytes[end] === 0x2e && isDigit(bytes[end + 1])
}
