import type { ReaderHints, ReaderOutput, ReadSummary, SourceReader } from '../reader.ts'

export class GctraceReader implements SourceReader {
  constructor(_output: ReaderOutput, _hints: ReaderHints) {}
  push(_chunk: Uint8Array): void {}
  finish(): ReadSummary {
    throw new Error('not yet')
  }
}
