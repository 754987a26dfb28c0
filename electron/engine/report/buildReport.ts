import type { ReportDocument } from '../../../shared/records/index.ts'
import type { ReportInput } from './input.ts'

/** Builds the report in the input's language. Pure: the same input gives the same document. */
export function buildReport(input: ReportInput): ReportDocument {
  void input
  throw new Error('not yet')
}
