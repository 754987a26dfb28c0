/** `note`: read, but worth knowing. `dataLoss`: something in the file could not be kept. `error`: nothing after this point could be trusted. */
export type IssueSeverity = 'note' | 'dataLoss' | 'error'

/** Something a reader dropped or guessed. Readers yield these beside their records and go on. */
export interface ImportIssue {
  severity: IssueSeverity
  /** `<format>/<what>`, such as `gctrace/cut-line`. */
  code: string
  /** What was read, what was expected and what was found; English, shown beside the localised title of its code. */
  message: string
  /** First place it happened: 1-based line, 0-based byte of the (decompressed where applicable) input. */
  at: { line?: number; byte?: number }
  /** How often; readers fold repeated issues of one code beyond the first few. */
  count: number
}

export interface ImportIssueSummary {
  note: number
  dataLoss: number
  error: number
}

export const NO_ISSUES: ImportIssueSummary = { note: 0, dataLoss: 0, error: 0 }
