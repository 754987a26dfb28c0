// Reads pprof profiles: in protobuf form, what Go's runtime has written since 1.9 and other producers write in the same format,
// and in the legacy forms (legacy/). The string table comes last in Go's files, so a protobuf profile is held whole (limit
// MAX_PROFILE_BYTES) and decoded while finishing; it is all or nothing: a cut one keeps no samples. A legacy text is read line by
// line, and the MemStats below a heap profile's records become series.
import { counted } from '../../../../shared/lib/counted.ts'
import type { ProfileColumns } from '../../../../shared/records/index.ts'
import { FormatError } from '../FormatError.ts'
import type { ReaderHints, ReaderOutput, ReadSummary, SourceReader } from '../reader.ts'
import { LineSplitter } from '../lines.ts'
import { MemStatsReader } from '../metrics/memStats.ts'
import { ScrapePlacer, ScrapeValues, noClock } from '../metrics/ScrapePlacer.ts'
import { SeriesTable } from '../metrics/SeriesTable.ts'
import { decodeProfile } from './decode.ts'
import { readLegacyCpu } from './legacy/legacyCpu.ts'
import type { Statistics } from '../metrics/memStatsTrailer.ts'
import { LegacyText, hasStatistics } from './legacy/LegacyText.ts'
import { legacyShape } from './legacy/recognise.ts'

/** Size of one profile at most, decompressed. */
export const MAX_PROFILE_BYTES = 128 * 1024 * 1024

/** Bytes from which the form is told. */
const SNIFF = 4096

export class PprofReader implements SourceReader {
  private readonly output: ReaderOutput
  private readonly hints: ReaderHints
  private chunks: Uint8Array[] = []
  private length = 0
  private text: { reader: LegacyText; lines: LineSplitter } | null = null

  constructor(output: ReaderOutput, hints: ReaderHints = {}) {
    this.output = output
    this.hints = hints
  }

  push(chunk: Uint8Array): void {
    this.length += chunk.length
    if (this.length > MAX_PROFILE_BYTES)
      throw new FormatError(
        'profile/too-large',
        `The profile is larger than ${MAX_PROFILE_BYTES / 1_048_576} MiB uncompressed, which is the limit.`,
        { byte: MAX_PROFILE_BYTES },
      )
    if (this.text) {
      this.text.lines.push(chunk)
      return
    }
    this.chunks.push(chunk.slice())
    if (this.length >= SNIFF && this.length - chunk.length < SNIFF) this.sniff()
  }

  finish(): ReadSummary {
    if (this.length === 0)
      throw new FormatError('profile/empty', 'The profile is empty: there is nothing in it.', { byte: 0 })
    if (!this.text && this.length < SNIFF) this.sniff()
    if (this.text) return this.finishText(this.text)
    const bytes = joined(this.chunks, this.length)
    this.chunks = []
    if (legacyShape(bytes) === 'cpu') {
      const { columns, ownFunctions } = readLegacyCpu(bytes)
      this.output.profile?.(columns)
      return summaryOf(columns, { legacy: 1, own_functions: ownFunctions })
    }
    const { columns, rounded, isContentionGuessed } = decodeProfile(bytes)
    if (rounded > 0)
      this.output.issue({
        severity: 'note',
        code: 'profile/rounded-value',
        message: `${counted(rounded, 'value is beyond 2^53 and was', 'values are beyond 2^53 and were')} rounded to the nearest number a double can hold.`,
        at: {},
        count: rounded,
      })
    if (isContentionGuessed)
      this.output.issue({
        severity: 'note',
        code: 'profile/block-or-mutex',
        message:
          'Block and mutex profiles have the same sample types; without a named function at the leaf of a sample this one is listed as block.',
        at: {},
        count: 1,
      })
    this.output.profile?.(columns)
    return { ...summaryOf(columns), placement: placementOf(columns) }
  }

  private sniff(): void {
    const head = joined(this.chunks, this.length)
    if (legacyShape(head) !== 'text') return
    const reader = new LegacyText()
    const decoder = new TextDecoder()
    const lines = new LineSplitter((bytes, from, to, line) =>
      reader.line(decoder.decode(bytes.subarray(from, to)), line),
    )
    this.text = { reader, lines }
    this.chunks = []
    lines.push(head)
  }

  private finishText({ reader, lines }: { reader: LegacyText; lines: LineSplitter }): ReadSummary {
    lines.finish()
    const columns = reader.finish()
    const { badLines, firstBadLine, furtherProfiles, firstFurtherLine, asPprof, statistics, ownFunctions } = reader
    if (badLines > 0)
      this.output.issue({
        severity: 'dataLoss',
        code: 'profile/bad-line',
        message: `${counted(badLines, 'line of the profile is no record of its form and was', 'lines of the profile are no record of its form and were')} left out; the first is line ${firstBadLine}.`,
        at: { line: firstBadLine },
        count: badLines,
      })
    if (furtherProfiles > 0)
      this.output.issue({
        severity: 'dataLoss',
        code: 'profile/further-profiles',
        message: `${counted(furtherProfiles, 'further profile lies', 'further profiles lie')} in the file from line ${firstFurtherLine} on; only the first was read.`,
        at: { line: firstFurtherLine },
        count: furtherProfiles,
      })
    if (asPprof)
      this.output.issue({
        severity: 'note',
        code: 'profile/mutex-scaling',
        message:
          'All counts are multiples of the sampling period, so the runtime has multiplied already (Go 1.20 and later). pprof multiplies once more and shows figures that many times too large.',
        at: {},
        count: 1,
      })
    this.output.profile?.(columns)
    return {
      ...summaryOf(columns, {
        legacy: 1,
        own_functions: ownFunctions,
        lines: lines.lines,
        ...(asPprof && { pprof_contentions: asPprof[0], pprof_delay_ns: asPprof[1] }),
      }),
      ...(hasStatistics(statistics) && this.giveStatistics(statistics)),
    }
  }

  /** The trailer of a heap profile; the clock of its last GC cycle places the profile, too. */
  private giveStatistics(statistics: Statistics): Pick<ReadSummary, 'placement' | 'seriesAxis'> {
    const table = new SeriesTable(this.output)
    const placer = new ScrapePlacer(table, this.output, this.hints)
    const values = new ScrapeValues()
    const reader = new MemStatsReader(table, (series, atMs, value) => placer.beside(series, atMs, value))
    const lastGcMs = reader.read(statistics, (series, value) => values.add(series, value))
    placer.add(values, { ...noClock(), lastGcMs })
    const { placement, axis } = placer.finish()
    table.finish()
    return { placement, seriesAxis: axis }
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

function summaryOf(columns: ProfileColumns, counts: Record<string, number> = {}): ReadSummary {
  return {
    counts: {
      samples: columns.sampleCount,
      locations: columns.locationAddress.length,
      functions: columns.functionName.length,
      mappings: columns.mappingFile.length,
      stacks: columns.stackStart.length - 1,
      strings: columns.strings.length,
      ...counts,
    },
    variant: columns.type,
    lives: [],
    placement: null,
    records: columns.sampleCount,
  }
}

/** A heap profile's time is when it was written, a CPU profile's when it began. Both come from the process' own clock, in ns. */
function placementOf(columns: ProfileColumns): ReadSummary['placement'] {
  if (columns.timeNanos <= 0n) return null
  const startMs = Number(columns.timeNanos / 1000n) / 1000
  return { startMs, endMs: startMs + columns.durationNanos / 1e6, errorMs: 1, basis: 'profileTime' }
}
