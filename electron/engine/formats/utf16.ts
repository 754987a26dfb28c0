// UTF-16: whether bytes are text in it, and its decoder. Windows writes it: PowerShell's redirection with a byte order mark, other
// tools and pieces cut out of such files without one. Then the zero bytes tell: the upper halves of ASCII.

import type { ImportIssue } from '../../../shared/records/index.ts'

/** How text is stored in units of two bytes. */
export interface Utf16Form {
  isBigEndian: boolean
  isMarked: boolean
}

/** Bytes that are judged where there is no mark. */
export const UTF16_SNIFF_BYTES = 4096
/** Fewer units say too little. */
const LEAST_UNITS = 8
/** Share of units that are printable ASCII, at least: what is read here has English words and numbers in whatever language around. */
const PLAIN_SHARE = 0.5
/** Share of units that text has not (control characters, NUL, halves of surrogate pairs), at most. */
const BAD_SHARE = 0.01
/** Share of other units whose lower half is zero (一 is U+4E00), at most. */
const ROUND_SHARE = 0.05

/** Null: the bytes are not UTF-16. Bytes of any binary format may be given: a mark or nearly nothing but text is asked for. */
export function utf16Of(head: Uint8Array): Utf16Form | null {
  if (head[0] === 0xff && head[1] === 0xfe) return { isBigEndian: false, isMarked: true }
  if (head[0] === 0xfe && head[1] === 0xff) return { isBigEndian: true, isMarked: true }
  const judged = head.subarray(0, UTF16_SNIFF_BYTES)
  if (isText(judged, false)) return { isBigEndian: false, isMarked: false }
  return isText(judged, true) ? { isBigEndian: true, isMarked: false } : null
}

/** What a source says of itself whose bytes had to tell. */
export const withoutMark = ({ isBigEndian }: Utf16Form): ImportIssue => ({
  severity: 'note',
  code: 'text/utf16-without-mark',
  message: `The text is UTF-16 (${isBigEndian ? 'big' : 'little'}-endian) without a byte order mark: its zero bytes say so, and it was read as that.`,
  at: { line: 1 },
  count: 1,
})

/** Text as it comes, in UTF-8 whatever it came in. */
export class Utf8Text {
  /** Of UTF-16, once that is known. */
  form: Utf16Form | null = null
  private readonly isMine: (text: Uint8Array) => boolean
  private decoder: Utf16Decoder | null = null
  private held: Uint8Array[] | null = []
  private heldBytes = 0

  /** `isMine`: asked of the first bytes, decoded, where the format is binary, too, and so must not be taken for text by its looks. */
  constructor(isMine: (text: Uint8Array) => boolean = () => true) {
    this.isMine = isMine
  }

  /** Null: there is too little yet to tell what it is. The result is valid until the chunk or this is used again. */
  push(chunk: Uint8Array): Uint8Array | null {
    if (this.held === null) return this.decoded(chunk)
    if (this.heldBytes === 0 && chunk.length >= UTF16_SNIFF_BYTES) return this.begin(chunk)
    this.held.push(chunk.slice())
    this.heldBytes += chunk.length
    return this.heldBytes >= UTF16_SNIFF_BYTES ? this.begin(Buffer.concat(this.held)) : null
  }

  /** What is left at the end; null where nothing is. */
  end(): Uint8Array | null {
    return this.held !== null && this.heldBytes > 0 ? this.begin(Buffer.concat(this.held)) : null
  }

  private begin(head: Uint8Array): Uint8Array {
    this.held = null
    const form = utf16Of(head)
    if (form === null) return head
    const text = head.subarray(form.isMarked ? 2 : 0)
    const judged = new Utf16Decoder(form.isBigEndian).decode(text.subarray(0, UTF16_SNIFF_BYTES))
    if (!this.isMine(judged)) return head
    this.form = form
    this.decoder = new Utf16Decoder(form.isBigEndian)
    return this.decoded(text)
  }

  private decoded(bytes: Uint8Array): Uint8Array {
    return this.decoder === null ? bytes : this.decoder.decode(bytes)
  }
}

/** The same of chunks; `onForm` is told of UTF-16 at the end. */
export async function* inUtf8(
  chunks: AsyncIterable<Uint8Array>,
  onForm: (form: Utf16Form) => void,
): AsyncGenerator<Uint8Array> {
  const text = new Utf8Text()
  for await (const chunk of chunks) {
    const part = text.push(chunk)
    if (part !== null) yield part
  }
  const rest = text.end()
  if (rest !== null) yield rest
  if (text.form !== null) onForm(text.form)
}

/** Whether units in this order of their bytes are text. */
function isText(bytes: Uint8Array, isBigEndian: boolean): boolean {
  const units = bytes.length >> 1
  if (units < LEAST_UNITS) return false
  let plain = 0
  let bad = 0
  let round = 0
  let isAfterLead = false
  for (let at = 0; at < units * 2; at += 2) {
    const upper = bytes[isBigEndian ? at : at + 1] as number
    const lower = bytes[isBigEndian ? at + 1 : at] as number
    const isTrail = upper >= 0xdc && upper <= 0xdf
    if (isTrail !== isAfterLead) bad++
    isAfterLead = upper >= 0xd8 && upper <= 0xdb
    if (upper !== 0) {
      if (lower === 0) round++
    } else if (isControl(lower)) bad++
    else if (lower < 0x7f) plain++
  }
  return plain >= units * PLAIN_SHARE && bad <= units * BAD_SHARE && round <= units * ROUND_SHARE
}

/** Escape begins the colours of a terminal. */
const isControl = (lower: number): boolean =>
  (lower < 32 && lower !== 9 && lower !== 10 && lower !== 12 && lower !== 13 && lower !== 27) ||
  (lower >= 0x7f && lower <= 0x9f)

/** UTF-16 → UTF-8 over chunks. Unpaired surrogates become U+FFFD. */
export class Utf16Decoder {
  private readonly isBigEndian: boolean
  private odd = -1
  private lead = 0
  private out = new Uint8Array(0)

  constructor(isBigEndian: boolean) {
    this.isBigEndian = isBigEndian
  }

  /** The result is valid until the next call. */
  decode(bytes: Uint8Array): Uint8Array {
    if (this.out.length < bytes.length * 2 + 8) this.out = new Uint8Array(bytes.length * 2 + 8)
    let length = 0
    for (const byte of bytes) {
      if (this.odd < 0) {
        this.odd = byte
        continue
      }
      const unit = this.isBigEndian ? (this.odd << 8) | byte : (byte << 8) | this.odd
      this.odd = -1
      length = this.put(unit, length)
    }
    return this.out.subarray(0, length)
  }

  private put(unit: number, at: number): number {
    const out = this.out
    if (this.lead !== 0) {
      const lead = this.lead
      this.lead = 0
      if (unit >= 0xdc00 && unit <= 0xdfff) {
        const point = 0x1_0000 + ((lead - 0xd800) << 10) + (unit - 0xdc00)
        out[at++] = 0xf0 | (point >> 18)
        out[at++] = 0x80 | ((point >> 12) & 0x3f)
        out[at++] = 0x80 | ((point >> 6) & 0x3f)
        out[at++] = 0x80 | (point & 0x3f)
        return at
      }
      at = this.put(0xfffd, at)
    }
    if (unit >= 0xd800 && unit <= 0xdbff) {
      this.lead = unit
      return at
    }
    const point = unit >= 0xdc00 && unit <= 0xdfff ? 0xfffd : unit
    if (point < 0x80) out[at++] = point
    else if (point < 0x800) {
      out[at++] = 0xc0 | (point >> 6)
      out[at++] = 0x80 | (point & 0x3f)
    } else {
      out[at++] = 0xe0 | (point >> 12)
      out[at++] = 0x80 | ((point >> 6) & 0x3f)
      out[at++] = 0x80 | (point & 0x3f)
    }
    return at
  }
}
