import type { ReaderOutput } from '../reader.ts'
import type { JsonRecords } from './JsonRecords.ts'

/** Statistics in one form, which the first bytes of a file decide. */
export interface MetricsForm {
  /** Lines so far. */
  readonly lines: number
  /** What was read so far. */
  readonly records: JsonRecords
  push: (bytes: Uint8Array) => void
  finish: (output: ReaderOutput) => void
}
