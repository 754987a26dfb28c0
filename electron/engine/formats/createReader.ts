import type { SourceKind } from '../../../shared/records/index.ts'
import { FormatError } from './FormatError.ts'
import { GotraceReader } from './gotrace/readGotrace.ts'
import { AllocEventReader } from './alloc/readAllocEvents.ts'
import { BenchmarkReader } from './benchmark/readBenchmark.ts'
import { LogReader, withoutZeros } from './logs/LogReader.ts'
import { MetricsReader } from './metrics/readMetrics.ts'
import { OsMemoryReader } from './osmemory/readOsMemory.ts'
import { UnpackingReader } from './packed.ts'
import { allocEventsIn } from './alloc/recognise.ts'
import { benchmarkIn } from './benchmark/recognise.ts'
import { isStatisticsLog, metricsIn } from './metrics/recognise.ts'
import { hasOomKill, osMemoryIn } from './osmemory/recognise.ts'
import { legacyShape } from './pprof/legacy/recognise.ts'
import { PprofReader } from './pprof/readPprof.ts'
import type { ReaderHints, ReaderOutput, SourceReader } from './reader.ts'
import { Utf8Reader } from './Utf8Reader.ts'
import { UnwrappingReader } from './Unwrapping.ts'

/** Name and version of the reader of a kind, kept with the source. */
export const READER_NAMES: Record<SourceKind, string> = {
  gctrace: 'gctrace/1',
  runtimeLog: 'gctrace/1',
  profile: 'pprof/2',
  gotrace: 'gotrace/1',
  metrics: 'metrics/1',
  osMemory: 'osmemory/1',
  goroutines: 'goroutines/1',
  benchmark: 'benchmark/1',
  allocEvents: 'allocEvents/1',
}

/** All text logs have one reader: a file has lines of many kinds, whatever its own kind is called. */
const READERS: Record<SourceKind, (output: ReaderOutput, hints: ReaderHints) => SourceReader> = {
  gctrace: (output, hints) => new LogReader(output, hints),
  runtimeLog: (output, hints) => new LogReader(output, hints),
  profile: (output, hints) => new PprofReader(output, hints),
  gotrace: (output) => new GotraceReader(output),
  metrics: (output, hints) =>
    new UnwrappingReader(
      (inner) => new MetricsReader(output, inner),
      hints,
      (text) => metricsIn(text) !== null,
      output,
      (text) => (isStatisticsLog(text) ? statisticsLog(output, hints) : null),
    ),
  osMemory: (output, hints) =>
    new UnwrappingReader(
      (inner) => new OsMemoryReader(output, inner),
      hints,
      // Kills and descriptions of pods are lines of a log: their reader knows envelopes.
      (text, head) => osMemoryIn(head) === null && !hasOomKill(head) && osMemoryIn(text) !== null,
      output,
    ),
  goroutines: (output, hints) => new LogReader(output, hints),
  benchmark: (output, hints) =>
    new UnwrappingReader(
      (inner) => new BenchmarkReader(output, inner),
      hints,
      (text) => benchmarkIn(text) !== null,
      output,
    ),
  allocEvents: (output, hints) =>
    new UnwrappingReader(
      (inner) => new AllocEventReader(output, inner),
      hints,
      (text) => allocEventsIn(text) !== null,
      output,
    ),
}

/** A reader for a file of this kind, packed (gzip, zstd) or not. Push the file's bytes in chunks of any size, then finish. */
export function createReader(kind: SourceKind, output: ReaderOutput, hints: ReaderHints = {}): SourceReader {
  const name = hints.name?.replace(/\.(?:gz|zst)$/i, '')
  const reader = READERS[kind](output, name === undefined ? hints : { ...hints, name })
  return new UnpackingReader(inUtf8(reader, kind, output), kind, output)
}

/** A log that is listed as statistics has some. */
function statisticsLog(output: ReaderOutput, hints: ReaderHints): SourceReader {
  const reader = new LogReader(output, hints)
  return {
    push: (chunk) => reader.push(chunk),
    finish() {
      const summary = withoutZeros(reader.finish())
      if ((summary.counts.points ?? 0) === 0)
        throw new FormatError(
          'metrics/no-samples',
          'There is no sample in it: no line or object could be read as one.',
          {
            line: 1,
          },
        )
      return summary
    },
  }
}

/** Traces are binary, and so are most profiles. */
function inUtf8(reader: SourceReader, kind: SourceKind, output: ReaderOutput): SourceReader {
  if (kind === 'gotrace') return reader
  return new Utf8Reader(reader, output, kind === 'profile' ? (text) => legacyShape(text) === 'text' : undefined)
}
