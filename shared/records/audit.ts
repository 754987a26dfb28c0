/** One entry of the append-only, hash-chained audit table. */
export interface AuditEntry {
  sequence: number
  atMs: number
  author: string
  /** `case.create`, `source.import`, `source.remove`, `analysis.run`, `finding.verdict`, `annotation.create`, … */
  action: string
  /** JSON: what it was about. */
  detail: Record<string, unknown>
  /** SHA-256 over the previous hash and this entry, lower-case hex. */
  hash: string
}
