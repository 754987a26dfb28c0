import type { ReaderOutput } from '../reader.ts'

/** Statistics in one form, which the first bytes of a file decide. */
export interface MetricsForm {
  /** Lines so far. */
  readonly lines: number
  readonly variant: string | null
  push: (bytes: Uint8Array) => void
  /** Of what else it read, by name. */
  counts: () => Record<string, number>
  finish: (output: ReaderOutput) => void
}
