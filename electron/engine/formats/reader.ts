// What every format offers: recognition of its own bytes, and a reader that is fed in chunks.
import type {
  GcCycleColumns,
  ImportIssue,
  ProcessLife,
  ProfileColumns,
  RuntimeRows,
  SourceKind,
  TraceSink,
  WallPlacement,
} from '../../../shared/records/index.ts'
import type { Place } from './FormatError.ts'

/** A file is of this kind. */
export interface Recognition {
  kind: SourceKind
  /** Profile type (`heap`, …) or the Go versions a log's lines belong to (`go1.18+`); null until the whole file is read. */
  variant: string | null
  /** 0…1: 1 is a signature that nothing else has, 0.5 a likeness. */
  confidence: number
  /** Plain English: what in the content says so. */
  because: string
}

/** A file is not taken, and why; the message says what it looks like. */
export interface Refusal {
  code: string
  message: string
  at?: Place
}

export const isRefusal = (answer: Recognition | Refusal): answer is Refusal => 'code' in answer

/** What recognition may look at. */
export interface Sample {
  /** The first bytes of the file: at least 64 KiB, or all of it. */
  head: Uint8Array
  /** Size of the file. */
  totalBytes: number
  /**
   * Reads more of the file: up to `length` bytes from `offset`; fewer at its end. Without it only `head` is looked at, and a log
   * whose first gc line comes later is refused.
   */
  scan?: (offset: number, length: number) => Uint8Array
}

/** Where a reader puts what it read. Batch arrays are reused by the reader after the call returns: copy or write them at once. */
export interface ReaderOutput {
  /** Rows of one life, in order. Lives count from 1; batches of several lives may alternate. */
  cycles?(lifeOrdinal: number, batch: GcCycleColumns): void
  /** What the runtime printed beside its cycles: rows of one table and one life, in order. */
  runtimeRows?(lifeOrdinal: number, rows: RuntimeRows): void
  /** Once, while finishing. */
  profile?(columns: ProfileColumns): void
  /** An execution trace, generation by generation. */
  trace?: TraceSink
  /** Issues come once per code, with their count, while finishing. */
  issue(issue: ImportIssue): void
}

/** A life as a log shows it; ids are given by the case. */
export type LifeRecord = Omit<ProcessLife, 'id' | 'sourceId'>

export interface ReadSummary {
  /** What was counted, under the keys of the format (`lines`, `gc_lines_complete`, `samples`, …). */
  counts: Record<string, number>
  variant: string | null
  /** By ordinal; empty for profiles. */
  lives: LifeRecord[]
  /** Null: nothing in the file says when it was. */
  placement: WallPlacement | null
  /** Rows given out: GC cycles, rows of the runtime's other lines, samples. */
  records: number
  /** Of text logs: time stamps of the first and the last line that has one. Null or absent: no line has. */
  lineTimes?: { firstMs: number; lastMs: number; errorMs: number } | null
}

/** Reads one file. `push` and `finish` work synchronously and throw FormatError; after that the reader is of no more use. */
export interface SourceReader {
  push(chunk: Uint8Array): void
  finish(): ReadSummary
}

/** What a reader cannot find in the bytes. */
export interface ReaderHints {
  /** When the file was last changed, epoch ms: gives the year to log times that have none (`Nov 20 10:03:37`). */
  modifiedMs?: number
}
