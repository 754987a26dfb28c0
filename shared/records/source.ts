import type { SourceId } from './ids.ts'
import type { ImportIssueSummary } from './importIssue.ts'
import type { WallPlacement } from './time.ts'

/**
 * What a file turned out to be. A text log is read for all kinds of lines whatever its kind says: `gctrace` has GC cycle lines,
 * `runtimeLog` only others of the runtime (schedtrace, scavtrace, gcpacertrace, inittrace).
 */
export type SourceKind = 'gctrace' | 'runtimeLog' | 'profile' | 'gotrace'
export const SOURCE_KINDS: readonly SourceKind[] = ['gctrace', 'runtimeLog', 'profile', 'gotrace']

/** A text log: read line by line, and shown so. */
export const isLog = (kind: SourceKind): boolean => kind === 'gctrace' || kind === 'runtimeLog'

/** One imported file inside a case. Rows are immutable; removal leaves a tombstone. */
export interface Source {
  id: SourceId
  kind: SourceKind
  /** The profile's own type (`heap`, `allocs`, `cpu`, `mutex`, …) or the log's Go version range (`go1.18+`), the trace's header (`go 1.26`); null where unknown. */
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
  /** Absolute path, or an upload's handle in the loopback shell; opaque to the window. */
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
}
