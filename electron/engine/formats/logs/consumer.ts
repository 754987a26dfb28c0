// The seam of everything that is read from the lines of a text log. One file holds gc lines, SCHED lines, messages of the
// program and at its end perhaps a crash: all consumers see all lines, in one pass, whatever the kind of the source is called.
// A new kind of line is one class here behind, and one line in consumers.ts.
import type { SeriesAxis, WallPlacement } from '../../../../shared/records/index.ts'
import type { IssueCounter } from '../IssueCounter.ts'
import type { LifeRecord, ReaderHints, ReaderOutput } from '../reader.ts'
import type { Span } from './unwrapped.ts'

/** What is known of a line beside its text. One object, set anew for every line: copy what must outlive the call. */
export interface LineContext {
  /** 1-based line of the file; of an entry that a collector split, its first one. */
  line: number
  /** Line of the file that was read last: later than `line` where an entry was put together. */
  lastLine: number
  /**
   * Collector's time, else the time a log package wrote before the text: epoch ms, NaN where there is none. Without a year it is
   * of the year YEARLESS_BASE; `placement.ts` makes a time of it.
   */
  wallMs: number
  /** What the last digit of the time is worth, ms. */
  resolutionMs: number
  hasYear: boolean
  hasZone: boolean
  /** Seconds since boot of a kernel message (`[12345.678901] text`); NaN where there are none. */
  bootSeconds: number
  /** Tells processes apart: a hash of pod, container, host and pid; 0 where nothing says. */
  stream: number
  /**
   * How the text came: bits of channels.ts. Pieces of one line of the runtime come the same way; of a block that a program logged
   * in several lines only the first one need have the log package's envelope.
   */
  channel: number
  /** False: the file ends in this line, so it may be cut. */
  isTerminated: boolean
  /** A collector had split the entry; it was put together. */
  isJoined: boolean
  /**
   * 0: the message is one line. 1, 2, …: the message had line ends inside (a crash in one JSON string, `\n` or `#012` in text),
   * this is its line of that number, and all of them share `line`.
   */
  part: number
  /** The last line of its message. A block that began in this message ends here at the latest. */
  isLastPart: boolean
  /** False: there is no `@` in the line, so no `gc N @` has to be searched for. */
  mayHaveAt: boolean
  /** False: there is no `{` in the line. */
  mayHaveBrace: boolean
  /** Statistics in fields that a log package wrote beside the message (`"msg":"memory","mem":{"Alloc":…}`): of its first line only. */
  fields: Span | null
}

/** A time as it stands in a line; `wallTime.ts` makes a moment of it. */
export type TimeStamp = Pick<LineContext, 'wallMs' | 'resolutionMs' | 'hasYear' | 'hasZone'>

/** What a consumer says of the whole file. Keys of `counts` are its own; `lines` is the pipeline's. */
export interface ConsumerSummary {
  counts: Record<string, number>
  /** Rows given out; a source without any row of any consumer may be refused. */
  records: number
  /** Go versions that print such lines; null: they do not say. */
  variant?: string | null
  lives?: LifeRecord[]
  placement?: WallPlacement | null
  /** What points of series are placed by, where it gave some. */
  seriesAxis?: SeriesAxis
}

/** What a consumer may use. */
export interface LogEnvironment {
  output: ReaderOutput
  issues: IssueCounter
  hints: ReaderHints
  /** Latest full year that stood before any line so far; 0: none. Read it in `finish`. */
  year: () => number
}

/**
 * Takes the lines that are its own. `bytes[from … to)` is the program's own text, unwrapped, without the line end, valid during the
 * call only. Consumers are asked in the order of consumers.ts; the first that answers true has taken the line.
 *
 * - Answer fast for lines that are not yours: look at the first byte. A million lines a second go through here.
 * - A consumer inside a block (a goroutine's frames) sees only lines that none before it took, which is right: gc lines that
 *   landed between frames are not the block's.
 * - Never throw for what is in a line.
 */
export interface LineConsumer {
  line(bytes: Uint8Array, from: number, to: number, context: LineContext): boolean
  /** The file is at its end. Rows still held go to the output now. */
  finish(): ConsumerSummary
  /**
   * Only for the most frequent line of all (a whole gc line without anything around it): asked before unwrapping. True: taken.
   */
  bare?(bytes: Uint8Array, from: number, to: number, line: number): boolean
}

export type ConsumerFactory = (environment: LogEnvironment) => LineConsumer
