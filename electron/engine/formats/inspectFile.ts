import type { CallError } from '../../../shared/lib/result.ts'
import type { ImportIssue, SourceKind } from '../../../shared/records/index.ts'

/** What the reader makes of one file, without a case. `facts` has the keys of the corpus' FACTS.json for its kind. */
export interface Inspection {
  kind: SourceKind | null
  /** Profile type, or the Go versions of a log. */
  version: string | null
  facts: Record<string, unknown>
  issues: ImportIssue[]
  /** Why nothing, or not all, could be read. */
  error: CallError | null
}

/** Recognises and reads one file. Never throws for what is in the file; a file that cannot be opened is an error too. */
export function inspectFile(_path: string): Promise<Inspection> {
  return Promise.reject(new Error('not yet'))
}
