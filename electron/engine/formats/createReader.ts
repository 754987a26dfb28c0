import type { SourceKind } from '../../../shared/records/index.ts'
import { GotraceReader } from './gotrace/readGotrace.ts'
import { LogReader } from './logs/LogReader.ts'
import { UnpackingReader } from './packed.ts'
import { PprofReader } from './pprof/readPprof.ts'
import type { ReaderHints, ReaderOutput, SourceReader } from './reader.ts'

/** Name and version of the reader of a kind, kept with the source. */
export const READER_NAMES: Record<SourceKind, string> = {
  gctrace: 'gctrace/1',
  runtimeLog: 'gctrace/1',
  profile: 'pprof/1',
  gotrace: 'gotrace/1',
}

/** All text logs have one reader: a file has lines of many kinds, whatever its own kind is called. */
const READERS: Record<SourceKind, (output: ReaderOutput, hints: ReaderHints) => SourceReader> = {
  gctrace: (output, hints) => new LogReader(output, hints),
  runtimeLog: (output, hints) => new LogReader(output, hints),
  profile: (output) => new PprofReader(output),
  gotrace: (output) => new GotraceReader(output),
}

/** A reader for a file of this kind, packed (gzip, zstd) or not. Push the file's bytes in chunks of any size, then finish. */
export function createReader(kind: SourceKind, output: ReaderOutput, hints: ReaderHints = {}): SourceReader {
  return new UnpackingReader(READERS[kind](output, hints), kind, output)
}
