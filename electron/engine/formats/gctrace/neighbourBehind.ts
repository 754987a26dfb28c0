// Lines of the runtime behind what no envelope is known for: a time in a form of somebody's own, `pod container `, `INFO\tfile.go:1\t`, a cell of
// a table, what a program printed without ending its line. A gc line is found by its `gc N @` wherever it stands; its neighbours are found here.
// What follows must then be one of their lines to the end of the text, so that prose about them is none.
import { isDigit, isLetter, literal } from '../logs/bytes.ts'
import { withoutClosing } from '../logs/closing.ts'
import { isDetail, neighbourOf } from './neighbours.ts'
import type { Neighbour } from './neighbours.ts'

/** One of these stands in every such line; a line without any need not be searched. */
export const NEIGHBOUR_MARKS = [
  ' KiB work',
  'scvg',
  'pacer: ',
  'SCHED ',
  ' ms clock, ',
  'GC forced',
  'scan: total ',
  'scan: class ',
  'checkfinalizers: ',
  ': status=',
  ': p=',
].map(literal)

/** Lines of scheddetail are indented by so many blanks, which some collectors take off. */
const INDENT = 2
/** Bytes of a prefix that are compared, those of numbers aside. */
const COMPARED = 8
const KEPT = 64

const isHex = (byte: number | undefined): boolean =>
  isDigit(byte) || (byte !== undefined && byte >= 0x61 && byte <= 0x66)

/** What was found last: which line, where it begins and ends. */
export const behind: { kind: Neighbour; at: number; end: number } = { kind: '', at: 0, end: 0 }

/** Whether a line of the runtime seems to begin within `from … to`, not at its beginning; sets `behind`. */
export function findBehind(bytes: Uint8Array, from: number, to: number): boolean {
  const end = withoutClosing(bytes, from, to)
  behind.end = end
  for (let at = from; at < end; at++) {
    const before = at === from ? 0x20 : (bytes[at - 1] as number)
    const isWord = !isLetter(before) && !isDigit(before)
    const letter = bytes[at]
    if (isWord && (letter === 0x50 || letter === 0x4d || letter === 0x47) && isDigit(bytes[at + 1])) {
      if (!isDetail(bytes, at + 1, end)) continue
      // The place of its indent, whether or not it is there.
      behind.kind = 'detail'
      behind.at = at - INDENT
      return true
    }
    const kind = at === from ? '' : neighbourOf(bytes, at, end)
    if (kind === '' || kind === 'check' || kind === 'detail') continue
    if (!isWord && (kind === 'init' || kind === 'scan' || kind === 'GC_forced_lines')) continue
    behind.kind = kind
    behind.at = at
    return true
  }
  return false
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
