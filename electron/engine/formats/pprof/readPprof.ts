import type { ReaderOutput, ReadSummary, SourceReader } from '../reader.ts'

export class PprofReader implements SourceReader {
  constructor(_output: ReaderOutput) {}
  push(_chunk: Uint8Array): void {}
  finish(): ReadSummary {
    throw new Error('not yet')
  }
}
