import { createReader } from '../../electron/engine/formats/index.ts'
import type { ReaderHints, ReadSummary } from '../../electron/engine/formats/index.ts'
import { appendGcCycles, emptyGcCycleColumns, gcCycleAt } from '../../shared/records/index.ts'
import type { GcCycle, GcCycleColumns, ImportIssue, ProfileColumns, SourceKind } from '../../shared/records/index.ts'

/** Everything a reader gave for one input. */
export interface ReadResult {
  summary: ReadSummary
  issues: ImportIssue[]
  /** Columns of each life, by ordinal − 1. */
  lives: GcCycleColumns[]
  profile: ProfileColumns | null
}

export interface ReadOptions extends ReaderHints {
  /** Size of the pushed chunks; all at once without it. */
  chunk?: number
}

/** Reads bytes as a file of this kind. Chunks are pushed from one buffer that is overwritten, as a file reader would. */
export function readSource(kind: SourceKind, input: Uint8Array | string, options: ReadOptions = {}): ReadResult {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input
  const lives: GcCycleColumns[] = []
  const issues: ImportIssue[] = []
  let profile: ProfileColumns | null = null
  const reader = createReader(
    kind,
    {
      cycles: (ordinal, batch) => {
        lives[ordinal - 1] = appendGcCycles(lives[ordinal - 1] ?? emptyGcCycleColumns(16), batch)
      },
      profile: (columns) => {
        profile = columns
      },
      issue: (issue) => issues.push(issue),
    },
    options,
  )
  const size = Math.max(1, options.chunk ?? bytes.length)
  const buffer = new Uint8Array(size)
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size)
    buffer.set(part)
    reader.push(buffer.subarray(0, part.length))
    buffer.fill(0xaa)
  }
  const summary = reader.finish()
  return { summary, issues, lives, profile }
}

/** The cycles of all lives as records, life by life. */
export function cyclesOf(result: ReadResult): GcCycle[] {
  return result.lives.flatMap((columns) =>
    Array.from({ length: columns.length }, (_, index) => gcCycleAt(columns, index)),
  )
}

export const readLog = (input: Uint8Array | string, options: ReadOptions = {}): ReadResult =>
  readSource('gctrace', input, options)
