import { createHash } from 'node:crypto'
import type { AuditEntry } from '../../../shared/records/index.ts'
import type { Connection } from './connection.ts'
import type { Audit, AuditVerdict } from './types.ts'
import { jsonCell } from './jsonCell.ts'

interface AuditRow {
  sequence: number
  atMs: number
  author: string
  action: string
  detail: string
  previousHash: string
  hash: string
}

export const FIRST_PREVIOUS_HASH = '0'.repeat(64)

const COLUMNS = `sequence, at_ms AS atMs, author, action, detail_json AS detail, previous_hash AS previousHash, hash`

/** The chain's hash of one entry. The detail enters as the text that is stored. */
export function auditHash(row: Omit<AuditRow, 'hash'>): string {
  const text = [row.previousHash, row.sequence, row.atMs, row.author, row.action, row.detail].join('\n')
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

const toEntry = ({ sequence, atMs, author, action, detail, hash }: AuditRow): AuditEntry => ({
  sequence,
  atMs,
  author,
  action,
  detail: jsonCell(detail, 'object', 'audit', 'detail_json', sequence),
  hash,
})

/** `append` for other repositories, inside their transactions. */
export type AppendAudit = (
  action: string,
  detail: Record<string, unknown>,
  author?: string,
  atMs?: number,
) => AuditEntry

/** The append-only, hash-chained record of what was done to the case. */
export function auditRepository({ db, write }: Connection, author: () => string): Audit & { append: AppendAudit } {
  const insert = db.prepare(`
    INSERT INTO audit (sequence, at_ms, author, action, detail_json, previous_hash, hash)
    VALUES (@sequence, @atMs, @author, @action, @detail, @previousHash, @hash)`)
  const last = db.prepare<[], AuditRow>(`SELECT ${COLUMNS} FROM audit ORDER BY sequence DESC LIMIT 1`)
  const page = db.prepare<[number, number], AuditRow>(`SELECT ${COLUMNS} FROM audit ORDER BY sequence LIMIT ? OFFSET ?`)
  const all = db.prepare<[], AuditRow>(`SELECT ${COLUMNS} FROM audit ORDER BY sequence`)
  const sources = db.prepare<[], { id: number; sha256: string }>('SELECT id, sha256 FROM sources')

  const append: AppendAudit = (action, detail, by = author(), atMs = Date.now()) =>
    write(() => {
      const previous = last.get()
      const row = {
        sequence: (previous?.sequence ?? 0) + 1,
        atMs,
        author: by,
        action,
        detail: JSON.stringify(detail),
        previousHash: previous?.hash ?? FIRST_PREVIOUS_HASH,
      }
      const complete = { ...row, hash: auditHash(row) }
      insert.run(complete)
      return toEntry(complete)
    })

  /** A chain that holds together may still have lost its end: every source must have its entry. */
  const missingImport = (imported: ReadonlyMap<number, string>): AuditVerdict['fault'] => {
    const orphan = sources.all().find(({ id, sha256 }) => imported.get(id) !== sha256)
    return orphan ? { sequence: 0, reason: `source ${orphan.id} has no import entry with its SHA-256` } : null
  }

  const verify = (): AuditVerdict => {
    let previousHash = FIRST_PREVIOUS_HASH
    let entries = 0
    const imported = new Map<number, string>()
    for (const row of all.iterate()) {
      entries++
      const fault =
        row.sequence !== entries
          ? `entry ${entries} is missing`
          : row.previousHash !== previousHash
            ? 'it does not follow the entry before it'
            : auditHash(row) !== row.hash
              ? 'its content does not fit its hash'
              : null
      if (fault) return { isIntact: false, entries, fault: { sequence: row.sequence, reason: fault } }
      previousHash = row.hash
      if (row.action === 'source.import') {
        const detail = jsonCell<{ sourceId: number; sha256: string }>(
          row.detail,
          'object',
          'audit',
          'detail_json',
          row.sequence,
        )
        imported.set(detail.sourceId, detail.sha256)
      }
    }
    const fault = entries === 0 ? { sequence: 0, reason: 'there is no entry' } : missingImport(imported)
    return { isIntact: fault === null, entries, fault }
  }

  return {
    append,
    list: (offset, limit) => page.all(limit, offset).map(toEntry),
    count: () => last.get()?.sequence ?? 0,
    verify,
    head: () => last.get()?.hash ?? FIRST_PREVIOUS_HASH,
  }
}
