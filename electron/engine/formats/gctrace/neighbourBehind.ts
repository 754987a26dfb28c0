// Lines of the runtime behind what no envelope is known for: a time in a form of somebody's own, `pod container `, `INFO\tfile.go:1\t`, a cell of
// a table, what a program printed without ending its line. A gc line is found by its `gc N @` wherever it stands; its neighbours are found here.
// What follows must then be one of their lines to the end of the text, so that prose about them is none.
import { isDigit, isLetter, literal } from '../logs/bytes.ts'
import { withoutClosing } from '../logs/closing.ts'
import { isDetail, neighbourOf } from './neighbours.ts'
import type { Neighbour } from './neighbours.ts'

/** Lines of scheddetail are indented by so many blanks, which some collectors take off. */
const INDENT = 2
/** Bytes of a prefix that are compared, those of numbers aside. */
const COMPARED = 8
const KEPT = 64

const isHex = (byte: number | undefined): boolean =>
  isDigit(byte) || (byte !== undefined && byte >= 0x61 && byte <= 0x66)

/** By the first byte of a line of the runtime (neighbours.ts) its second, by which most of a text is told not to be one; 255 is in no text. */
const SECOND = new Uint8Array(256).fill(0xff)
for (const begin of ['GC', 'sc', 'pa', 'SC', 'in', 'fo', 'ch']) SECOND[begin.charCodeAt(0)] = begin.charCodeAt(1)
/** Letters of scheddetail's lines; a number follows. */
const DETAIL = new Uint8Array(256)
for (const letter of literal('PMG')) DETAIL[letter] = 1

/** What was found last: which line, where it begins and ends. */
export const behind: { kind: Neighbour; at: number; end: number } = { kind: '', at: 0, end: 0 }

/** Whether a line of the runtime seems to begin within `from … to`, not at its beginning; sets `behind`. Most lines of a log come here. */
export function findBehind(bytes: Uint8Array, from: number, to: number): boolean {
  let end = -1
  for (let at = from; at + 1 < to; at++) {
    const letter = bytes[at] as number
    const next = bytes[at + 1] as number
    const isDetailed = DETAIL[letter] === 1 && isDigit(next)
    if (!isDetailed && (SECOND[letter] as number) !== next) continue
    // Once: of a long line it takes as long as all of this.
    if (end < 0) end = withoutClosing(bytes, from, to)
    const kind = isDetailed ? detailAt(bytes, from, at, end) : kindAt(bytes, from, at, end)
    if (kind === '') continue
    behind.kind = kind
    // The place of the indent, whether or not it is there.
    behind.at = isDetailed ? at - INDENT : at
    behind.end = end
    return true
  }
  return false
}

const detailAt = (bytes: Uint8Array, from: number, at: number, end: number): Neighbour =>
  !isInWord(bytes, from, at) && isDetail(bytes, at + 1, end) ? 'detail' : ''

function kindAt(bytes: Uint8Array, from: number, at: number, end: number): Neighbour {
  const kind = at === from || at >= end ? '' : neighbourOf(bytes, at, end)
  switch (kind) {
    case 'check':
    case 'detail':
      return ''
    case 'init':
    case 'scan':
    case 'GC_forced_lines':
      return isInWord(bytes, from, at) ? '' : kind
    default:
      return kind
  }
}

function isInWord(bytes: Uint8Array, from: number, at: number): boolean {
  const before = bytes[at - 1] as number
  return at > from && (isLetter(before) || isDigit(before))
}

/** How what stands before lines of the runtime ends: `GC forced` alone may end anybody's sentence, with this before it it is the runtime's. */
export class PrefixEnd {
  private readonly tail = new Uint8Array(KEPT)
  private length = -1

  /** A line of the runtime begins at `at`, its line at `from`. */
  note(bytes: Uint8Array, from: number, at: number): void {
    this.length = Math.min(KEPT, at - from)
    this.tail.set(bytes.subarray(at - this.length, at))
  }

  /** Whether the same stands before `at`, numbers aside. */
  isBefore(bytes: Uint8Array, from: number, at: number): boolean {
    let known = this.length
    if (known < 0) return false
    let own = at
    for (let compared = 0; compared < COMPARED; compared++) {
      while (known > 0 && isHex(this.tail[known - 1])) known--
      while (own > from && isHex(bytes[own - 1])) own--
      if (known === 0 || own === from) return known === 0 && own === from
      if (this.tail[--known] !== bytes[--own]) return false
    }
    return true
  }
}
