// What stands before the lines of a dump that no envelope is known for: an indent, a quote's `> `, `pod container `, `app[1]: `, a time in a
// form of somebody's own. The header of a goroutine shows it: it ends its line and is hardly ever found within prose. What stood before it stands
// before the lines around it, too, numbers aside; or the lines behind it are indented (testing.T.Log).
import { findByte, hashBytes, isDigit, literal, RareTexts, startsWith } from './bytes.ts'

const GOROUTINE = literal('goroutine ')
/** How a crash begins, in front of its goroutines. */
const CRASHES = ['panic: ', 'fatal error: ', 'SIG', 'unexpected fault address '].map(literal)
const LONGEST = 200
/** Prefixes that are known at a time: of so many processes whose lines are mixed. */
const MOST = 16
/** Lines kept from what may begin a crash on: its first goroutine comes by then. */
const MOST_KEPT = 40
const SPACE = 32
const TAB = 9
const COLON = 58
const AT = 0x40

interface Prefix {
  bytes: Uint8Array
  /** Tells its process from others; 0: lines without it are of the same. */
  stream: number
}

/** A line, as it stands in the file, and where its text begins. */
export interface KeptLine {
  bytes: Uint8Array
  line: number
  isTerminated: boolean
  text: number
  stream: number
}

export class LinePrefix {
  private known: Prefix[] = []
  private readonly crashes = new RareTexts(CRASHES)
  /** From what may begin a crash on. */
  private kept: KeptLine[] = []
  /** A header that is not given before the line behind it has been seen; where it is in its line. */
  private held: KeptLine | null = null
  private header = 0
  /** Of the line looked at last; 0: nothing tells. */
  stream = 0

  /** To be called before the contents of a chunk that was seen may change. */
  reset(): void {
    this.crashes.reset()
  }

  /**
   * Where the text of a line begins, which stands at `begin` for all that envelopes say; −1: the line is held, `release` gives it once the next
   * one is there. `from … to`: the whole line.
   */
  skip(bytes: Uint8Array, from: number, to: number, begin: number, line: number, isTerminated: boolean): number {
    this.stream = 0
    const text = this.known.length === 0 ? begin : this.behindKnown(bytes, from, to, begin)
    if (bytes[to - 1] === COLON && endsHeader(bytes[to - 2])) {
      const header = headerIn(bytes, text, to)
      if (header > text && header - from <= LONGEST && endsPrefix(bytes[header - 1])) {
        this.held = { bytes: bytes.slice(from, to), line, isTerminated, text: text - from, stream: this.stream }
        this.header = header - from
        return -1
      }
    }
    return text
  }

  get isHolding(): boolean {
    return this.held !== null
  }

  /**
   * The header held, by what the line behind it shows (none: the file ends); before it those lines of its crash that were taken for another's, as
   * nothing told of their prefix.
   */
  release(bytes: Uint8Array, from: number, to: number): KeptLine[] {
    const { held, header, kept } = this
    if (held === null) return []
    this.held = null
    this.kept = []
    const prefix = held.bytes.slice(0, header)
    const blanks = behindBlanks(bytes, from, to)
    if (to > from && prefixEnd(prefix, bytes, from, to) >= 0) {
      const stream = hashBytes(prefix, 0, header)
      this.know({ bytes: prefix, stream })
      return [...crashOf(kept, prefix), held].map((line) => ({
        ...line,
        text: prefixEnd(prefix, line.bytes, 0, line.bytes.length),
        stream,
      }))
    }
    if (blanks === from || blanks === to) return [held]
    this.know({ bytes: bytes.slice(from, blanks), stream: 0 })
    return [{ ...held, text: header }]
  }

  private behindKnown(bytes: Uint8Array, from: number, to: number, begin: number): number {
    for (const { bytes: prefix, stream } of this.known) {
      const behind = prefixEnd(prefix, bytes, from, to)
      if (behind < begin || (behind === begin && begin < to)) continue
      this.stream = stream
      return behind
    }
    return begin
  }

  private know(prefix: Prefix): void {
    const isSame = ({ bytes }: Prefix): boolean => Buffer.compare(bytes, prefix.bytes) === 0
    this.known = [prefix, ...this.known.filter((other) => !isSame(other))].slice(0, MOST)
  }

  /** A line that was somebody else's: with a prefix that is not known yet it may be one of a crash. */
  keep(bytes: Uint8Array, from: number, to: number, line: number): void {
    if (this.kept.length === MOST_KEPT) this.kept = []
    if (this.kept.length === 0 && !this.crashes.isIn(bytes, from, to)) return
    this.kept.push({ bytes: bytes.slice(from, to), line, isTerminated: true, text: 0, stream: 0 })
  }
}

/** Those of the lines in front of a header that have its prefix without a gap, from the first on that begins a crash. */
function crashOf(kept: readonly KeptLine[], prefix: Uint8Array): KeptLine[] {
  let begins = kept.length
  for (let index = kept.length - 1; index >= 0; index--) {
    const { bytes } = kept[index] as KeptLine
    const text = prefixEnd(prefix, bytes, 0, bytes.length)
    // A line with `@` may be one of the collector's, which are read wherever they stand.
    if (text < 0 || findByte(bytes, AT, 0, bytes.length) >= 0) break
    if (CRASHES.some((crash) => startsWith(bytes, text, bytes.length, crash))) begins = index
  }
  return kept.slice(begins)
}

/** What ends a header in front of its `:`. */
const endsHeader = (byte: number | undefined): boolean => byte === 0x5d || byte === 0x7d

/** Where `goroutine N [` begins in a line that ends it, or −1. */
function headerIn(bytes: Uint8Array, from: number, to: number): number {
  for (let at = findByte(bytes, 0x67, from, to); at >= 0; at = findByte(bytes, 0x67, at + 1, to)) {
    if (!startsWith(bytes, at, to, GOROUTINE) || !isDigit(bytes[at + GOROUTINE.length])) continue
    let behind = at + GOROUTINE.length
    while (behind < to && isDigit(bytes[behind])) behind++
    if (bytes[behind] === SPACE && findByte(bytes, 0x5b, behind, to) >= 0) return at
  }
  return -1
}

const isBlank = (byte: number | undefined): boolean => byte === SPACE || byte === TAB
/** Blanks, `:`, `>`, `|`, `]`. */
const endsPrefix = (byte: number | undefined): boolean =>
  isBlank(byte) || byte === COLON || byte === 0x3e || byte === 0x7c || byte === 0x5d

function behindBlanks(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && isBlank(bytes[at])) at++
  return at
}

/**
 * Where a line goes on behind the prefix; −1: it does not have it. Numbers may differ, and so may the blanks before them; a line that is nothing
 * but the prefix may lack the blanks it ends with.
 */
function prefixEnd(prefix: Uint8Array, bytes: Uint8Array, from: number, to: number): number {
  let at = from
  for (let index = 0; index < prefix.length;) {
    const byte = prefix[index] as number
    if (at >= to) return behindBlanks(prefix, index, prefix.length) === prefix.length ? to : -1
    if (isDigit(byte)) {
      if (!isDigit(bytes[at])) return -1
      while (index < prefix.length && isDigit(prefix[index])) index++
      while (at < to && isDigit(bytes[at])) at++
    } else if (byte === SPACE && isDigit(prefix[behindBlanks(prefix, index, prefix.length)])) {
      if (bytes[at] !== SPACE) return -1
      while (prefix[index] === SPACE) index++
      while (at < to && bytes[at] === SPACE) at++
    } else {
      if (bytes[at] !== byte) return -1
      index++
      at++
    }
  }
  return at
}
