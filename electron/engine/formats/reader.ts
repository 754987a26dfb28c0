// What every format offers: recognition of its own bytes, and a reader that is fed in chunks.
import type {
  ContainerState,
  AllocEventColumns,
  AllocTables,
  BenchmarkResult,
  BenchmarkSettings,
  DumpTables,
  GcCycleColumns,
  DumpRows,
  ImportIssue,
  MemoryRegion,
  OomEvent,
  PointBatch,
  ProcessLife,
  ProfileColumns,
  RegionSnapshot,
  RuntimeRows,
  SeriesAxis,
  SeriesDefinition,
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
  /** File name: a hint for files that hold nothing but one number (`memory.current`); looked at for nothing else. */
  name?: string
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
  /** Points of the series of this source, under the ordinals that `series` explains. */
  points?(batch: PointBatch): void
  /** Once, while finishing: what the series are. The index is the ordinal. */
  series?(definitions: readonly SeriesDefinition[]): void
  /** Mappings of one listing (ordinal from 0), in order; a long listing comes in several batches. */
  regions?(snapshot: number, regions: readonly MemoryRegion[]): void
  /** Once, while finishing: what the listings are. The index is the ordinal. */
  regionSnapshots?(snapshots: readonly RegionSnapshot[]): void
  oomEvent?(event: OomRecord): void
  containerState?(state: ContainerRecord): void
  /** Rows of one dump, in order. Dumps count from 1; batches of several dumps may alternate. */
  goroutines?(dumpOrdinal: number, rows: DumpRows): void
  /** Once, while finishing: what the rows of all dumps refer to. */
  dumps?(tables: DumpTables): void
  /** Results in the order of the file. They do not change afterwards. */
  benchmarkResults?(results: readonly BenchmarkResult[]): void
  /** Once, while finishing: what the results refer to. */
  benchmarks?(settings: BenchmarkSettings): void
  /** Allocation events in the order of the file. */
  allocEvents?(rows: AllocEventColumns): void
  /** Once, while finishing: what the events add up to. */
  allocTables?(tables: AllocTables): void
  /** Issues come once per code, with their count, while finishing. */
  issue(issue: ImportIssue): void
}

/** A life as a log shows it; ids are given by the case. */
export type LifeRecord = Omit<ProcessLife, 'id' | 'sourceId'>

/** An out-of-memory kill or a container's state as its source shows it; the source's id is given by the case. */
export type OomRecord = Omit<OomEvent, 'sourceId'>
export type ContainerRecord = Omit<ContainerState, 'sourceId'>

export interface ReadSummary {
  /** What was counted, under the keys of the format (`lines`, `gc_lines_complete`, `samples`, …). */
  counts: Record<string, number>
  variant: string | null
  /** By ordinal; empty for profiles. */
  lives: LifeRecord[]
  /** Null: nothing in the file says when it was. */
  placement: WallPlacement | null
  /** What the source is read for: GC cycles, rows of the runtime's other lines, samples, points, goroutines, results, events. */
  records: number
  /** Of text logs: time stamps of the first and the last line that has one. Null or absent: no line has. */
  lineTimes?: { firstMs: number; lastMs: number; errorMs: number } | null
  /** What the points of its series are placed by; left out where it has none. */
  seriesAxis?: SeriesAxis
}

/** Reads one file. `push` and `finish` work synchronously and throw FormatError; after that the reader is of no more use. */
export interface SourceReader {
  push(chunk: Uint8Array): void
  finish(): ReadSummary
  /**
   * The same in steps of some milliseconds, of readers for which one chunk may complete much work: between them the caller may let others have
   * their turn, or leave.
   */
  pushSteps?(chunk: Uint8Array): Generator<void, void>
  finishSteps?(): Generator<void, ReadSummary>
}

/** What a reader cannot find in the bytes. */
export interface ReaderHints {
  /** When the file was last changed, epoch ms: gives the year to log times that have none (`Nov 20 10:03:37`). */
  modifiedMs?: number
  /** What the file's name says of its time. */
  named?: WallPlacement | null
  /** The file's name, for files that hold nothing but one number. */
  name?: string
  /** When a log says that the line at hand was written; null: it does not say. Not there: the file is no log. */
  lineTime?: () => { ms: number; errorMs: number } | null
  /** First bytes of the text, where they are known before any is given: what is held back has no time. */
  head?: () => Uint8Array | null
  /** Which line of the file a line of the text that is given is of. Asked in the order of the lines. Not there: the same one. */
  lineOf?: (line: number) => number
}
