import type Database from 'better-sqlite3'
import { FIRST_PREVIOUS_HASH, auditHash } from './auditRepository.ts'
import type { Migration } from './migrations/index.ts'

/** The audit entry of one upgrade step, inside its transaction; repositories do not fit an older schema yet. */
export function migrationEntry(db: Database.Database, { to, name }: Migration): void {
  const last = db
    .prepare<[], { sequence: number; hash: string }>('SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1')
    .get()
  const entry = {
    sequence: (last?.sequence ?? 0) + 1,
    atMs: Date.now(),
    author: '',
    action: 'case.upgrade',
    detail: JSON.stringify({ to, name }),
    previousHash: last?.hash ?? FIRST_PREVIOUS_HASH,
  }
  db.prepare(
    `INSERT INTO audit (sequence, at_ms, author, action, detail_json, previous_hash, hash)
     VALUES (@sequence, @atMs, @author, @action, @detail, @previousHash, @hash)`,
  ).run({ ...entry, hash: auditHash(entry) })
}
