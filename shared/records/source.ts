import type { SourceId } from './ids.ts'
import type { ImportIssue, ImportIssueSummary } from './importIssue.ts'
import type { WallPlacement } from './time.ts'

/**
 * What a file turned out to be. A text log is read for all kinds of lines whatever its kind says: `gctrace` has GC cycle lines,
 * `runtimeLog` only others of the runtime (schedtrace, scavtrace, gcpacertrace, inittrace), `goroutines` only dumps and crashes.
 */
export type SourceKind =
  'gctrace' | 'runtimeLog' | 'profile' | 'gotrace' | 'metrics' | 'osMemory' | 'goroutines' | 'benchmark' | 'allocEvents'
export const SOURCE_KINDS: readonly SourceKind[] = [
  'gctrace',
  'runtimeLog',
  'profile',
  'gotrace',
  'metrics',
  'osMemory',
  'goroutines',
  'benchmark',
  'allocEvents',
]

/** A text log of process lives. */
export const isLog = (kind: SourceKind): boolean => kind === 'gctrace' || kind === 'runtimeLog'

/** A text: read line by line, and shown so. */
export const isLines = (kind: SourceKind): boolean => kind !== 'profile' && kind !== 'gotrace'

/** One imported file inside a case. Rows are immutable; removal leaves a tombstone. */
export interface Source {
  id: SourceId
  kind: SourceKind
  /**
   * The profile's own type (`heap`, `allocs`, `cpu`, `mutex`, …), the log's Go version range (`go1.18+`), the trace's header (`go 1.26`), what statistics are
   * (`memstats`, `prometheus`, …) or which file of the system it was (`smaps`, `cgroup`, …); null where unknown.
   */
  variant: string | null
  /** File name without folders. */
  name: string
  /** Path relative to what was dropped in, with forward slashes: tells `baseline/heap.pb.gz` from `incident/heap.pb.gz`. */
  path: string
  /** SHA-256 of the original bytes, lower-case hex. */
  sha256: string
  bytes: number
  importedAtMs: number
  /** Name and version of the reader, such as `gctrace/1`. */
  reader: string
  /** True: hash and rows are kept, the bytes were left where they were. */
  isReferenceOnly: boolean
  /** Null: unplaced, and shown so. */
  placement: WallPlacement | null
  /** What the reader counted, under the keys of the format (`lines`, `gc_lines_complete`, `samples`, …). */
  counts: Record<string, number>
  issues: ImportIssueSummary
}

/** A file of an import before it is committed: what it is, or why it is not taken. */
export interface PreviewEntry {
  /**
   * Where its bytes lie: an absolute path or an upload's handle, an entry of a container, the pieces of a rotated log. Opaque to the
   * window, and unique in a preview.
   */
  file: string
  name: string
  path: string
  bytes: number
  recognised: { kind: SourceKind; variant: string | null; /** 0…1 */ confidence: number; because: string } | null
  /** Null when it can be taken. */
  refusal: {
    code: string
    message: string
    /** where in the file, if known */ at?: { byte?: number; line?: number }
  } | null
  /** Already in the case under this id (same bytes). */
  duplicateOf: SourceId | null
  placement: WallPlacement | null
  /** A few lines for people: the first lines of a log, the sample types of a profile. */
  excerpt: string[]
  counts: Record<string, number>
  issues: ImportIssueSummary
  /** What will be left out or guessed, worst first; the most important ones. */
  skipped: ImportIssue[]
  /** Kinds that it may be read as if the user says so; empty where it can not be read at all. */
  possibleKinds: SourceKind[]
  /** The kind is the user's choice, not the content's. */
  isKindChosen: boolean
  /** Path of the container it lies in; null: a file of its own. */
  container: string | null
  /** The pieces of a rotated log, oldest first; empty for everything else. */
  parts: PreviewPart[]
}

/** One file of a rotated log. */
export interface PreviewPart {
  path: string
  bytes: number
  /** Time stamps of its first and last line, epoch ms; null where its lines have none or it was too long to be read. */
  firstMs: number | null
  lastMs: number | null
}

/** One file of a rotated log, as it was imported. The source's bytes are those of its parts, unpacked, one after the other. */
export interface SourcePart {
  /** From 1. */
  ordinal: number
  path: string
  /** Size of the file as it was, packed or not. */
  bytes: number
  /** SHA-256 of the file as it was, lower-case hex. */
  sha256: string
  /** Where its contents begin in the source's bytes. */
  firstByte: number
}
