import type { AppendAudit } from './auditRepository.ts'
import type { Connection } from './connection.ts'
import type { EditJournal } from './editJournal.ts'

/** What a repository that changes something needs beside the connection. */
export interface Context extends Connection {
  author: () => string
  /** Inside the transaction of the change. Folded edits are entered before it. */
  append: AppendAudit
  change: EditJournal['change']
}
