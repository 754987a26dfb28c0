// What taking the envelopes off a line gives. One object for all lines: nothing is allocated per line.
import { stamp } from './timestamps.ts'

/** The program's text of one line. `bytes` is the line's own or a scratch buffer, valid until the next call. */
export interface Unwrapped {
  bytes: Uint8Array
  from: number
  to: number
  /** Collector's time, epoch ms (see timestamps.ts for times without a year); NaN where there is none. */
  ms: number
  resolutionMs: number
  hasYear: boolean
  hasZone: boolean
  /** A time with a year that stands in the line, though perhaps not the one that counts: tells the year of the others. NaN: none. */
  datedMs: number
  /** Seconds since boot of a kernel message; NaN where there are none. */
  bootSeconds: number
  /** Tells streams of different processes apart: a hash of pod, container, host or pid; 0 where nothing says. */
  stream: number
  /** How the text came (channels.ts): pieces of one line come the same way. */
  channel: number
  /** False: the line has neither a backslash nor `#`, so there are no escaped line ends to look for. */
  mayHaveEscapes: boolean
  /** The text has line ends inside: a message of several lines. */
  hasBreaks: boolean
  /** A JSON object without a text of its own: the line stays what it is. */
  isOpaque: boolean
  /** The collector split a long line here: the next entry of the same stream continues it. */
  isPartial: boolean
  /** Where statistics stand beside the text, in the fields of a log package or collector; null: there are none. */
  fields: Span | null
}

/** Bytes `from … to`, valid until the next line. */
export interface Span {
  bytes: Uint8Array
  from: number
  to: number
}

/** The line at hand. */
export const unwrapped: Unwrapped = {
  bytes: new Uint8Array(0),
  from: 0,
  to: 0,
  ms: Number.NaN,
  resolutionMs: 1000,
  hasYear: true,
  hasZone: true,
  datedMs: Number.NaN,
  bootSeconds: Number.NaN,
  stream: 0,
  channel: 0,
  mayHaveEscapes: true,
  hasBreaks: false,
  isOpaque: false,
  isPartial: false,
  fields: null,
}

/** Takes `stamp` for the line's time, unless there is one already: the outermost envelope is the collector's. */
export function setTime(result: Unwrapped): void {
  if (stamp.hasYear) result.datedMs = stamp.ms
  if (result.ms === result.ms) return
  result.ms = stamp.ms
  result.resolutionMs = stamp.resolutionMs
  result.hasYear = stamp.hasYear
  result.hasZone = stamp.hasZone
}
