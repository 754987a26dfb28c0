// Reads pprof profiles in protobuf form: what Go's runtime has written since 1.9, and what other producers write in the same
// format. The string table comes last in Go's files, so a profile is held whole (limit MAX_PROFILE_BYTES) and decoded while
// finishing. A profile is all or nothing: a cut one keeps no samples. The legacy text forms are another reader's.
import type { ProfileColumns } from '../../../../shared/records/index.ts'
import { FormatError } from '../FormatError.ts'
import type { ReaderOutput, ReadSummary, SourceReader } from '../reader.ts'
import { decodeProfile } from './decode.ts'

/** Size of one profile at most, decompressed. */
export const MAX_PROFILE_BYTES = 128 * 1024 * 1024

export class PprofReader implements SourceReader {
  private readonly output: ReaderOutput
  private chunks: Uint8Array[] = []
  private length = 0

  constructor(output: ReaderOutput) {
    this.output = output
  }

  push(chunk: Uint8Array): void {
    this.length += chunk.length
    if (this.length > MAX_PROFILE_BYTES)
      throw new FormatError(
        'profile/too-large',
        `The profile is larger than ${MAX_PROFILE_BYTES / 1_048_576} MiB uncompressed, which is the limit.`,
        { byte: MAX_PROFILE_BYTES },
      )
    this.chunks.push(chunk.slice())
  }

  finish(): ReadSummary {
    if (this.length === 0)
      throw new FormatError('profile/empty', 'The profile is empty: there is nothing in it.', { byte: 0 })
    const bytes = new Uint8Array(this.length)
    let at = 0
    for (const chunk of this.chunks) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    this.chunks = []

    const { columns, rounded, isContentionGuessed } = decodeProfile(bytes)
    if (rounded > 0)
      this.output.issue({
        severity: 'note',
        code: 'profile/rounded-value',
        message: `${rounded} values are beyond 2^53 and were rounded to the nearest number a double can hold.`,
        at: {},
        count: rounded,
      })
    if (isContentionGuessed)
      this.output.issue({
        severity: 'note',
        code: 'profile/block-or-mutex',
        message: 'Block and mutex profiles have the same sample types; without samples this one is listed as block.',
        at: {},
        count: 1,
      })
    this.output.profile?.(columns)
    return {
      counts: {
        samples: columns.sampleCount,
        locations: columns.locationAddress.length,
        functions: columns.functionName.length,
        mappings: columns.mappingFile.length,
        stacks: columns.stackStart.length - 1,
        strings: columns.strings.length,
      },
      variant: columns.type,
      lives: [],
      placement: placementOf(columns),
      records: columns.sampleCount,
    }
  }
}

/** A heap profile's time is when it was written, a CPU profile's when it began. Both come from the process' own clock, in ns. */
function placementOf(columns: ProfileColumns): ReadSummary['placement'] {
  if (columns.timeNanos <= 0n) return null
  const startMs = Number(columns.timeNanos / 1000n) / 1000
  return { startMs, endMs: startMs + columns.durationNanos / 1e6, errorMs: 1, basis: 'profileTime' }
}
