import { describe, expect, it } from 'vitest'
import { auditHash } from '../../../electron/engine/casefile/auditRepository.ts'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { addText, foreignConnection, newCase, opened, reopened } from './support.ts'

/** Changes the audit table as somebody with a SQLite shell and our schema would: triggers dropped, and put back. */
function tampered(sql: string): ReturnType<CaseFile['audit']['verify']> {
  const caseFile = newCase()
  addText(caseFile, 'a.log', 'a')
  addText(caseFile, 'b.log', 'b')
  caseFile.audit.append('test.note', { text: 'four' })
  expect(caseFile.audit.verify()).toEqual({ isIntact: true, entries: 4, fault: null })
  caseFile.close()
  foreignConnection(caseFile.path, (db) => {
    const triggers = db
      .prepare<[], { name: string; sql: string }>(
        `SELECT name, sql FROM sqlite_schema WHERE tbl_name = 'audit' AND type = 'trigger'`,
      )
      .all()
    for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`)
    db.function(
      'rehashed',
      (sequence: number, at: number, author: string, action: string, detail: string, previousHash: string) =>
        auditHash({ sequence, atMs: at, author, action, detail, previousHash }),
    )
    db.exec(sql)
    for (const trigger of triggers) db.exec(trigger.sql)
  })
  return reopened(caseFile.path).audit.verify()
}

const REHASH = 'UPDATE audit SET hash = rehashed(sequence, at_ms, author, action, detail_json, previous_hash)'

describe('the audit chain', () => {
  it.each([
    ['a changed author', `UPDATE audit SET author = 'Eve' WHERE sequence = 2`, 2],
    ['a changed time', 'UPDATE audit SET at_ms = at_ms + 1 WHERE sequence = 1', 1],
    ['a changed detail', `UPDATE audit SET detail_json = '{}' WHERE sequence = 3`, 3],
    [
      'a changed detail with its own hash mended',
      `UPDATE audit SET detail_json = '{}' WHERE sequence = 3; ${REHASH} WHERE sequence = 3`,
      4,
    ],
    ['a missing entry', 'DELETE FROM audit WHERE sequence = 2', 3],
    [
      'a missing entry with the rest renumbered',
      'DELETE FROM audit WHERE sequence = 2; UPDATE audit SET sequence = sequence - 1 WHERE sequence > 2',
      2,
    ],
    [
      'two exchanged entries',
      'UPDATE audit SET sequence = -2 WHERE sequence = 2; UPDATE audit SET sequence = 2 WHERE sequence = 3; UPDATE audit SET sequence = 3 WHERE sequence = -2',
      2,
    ],
    ['a cut-off end that held an import', 'DELETE FROM audit WHERE sequence >= 3', 0],
    ['nothing left', 'DELETE FROM audit', 0],
  ])('shows %s', (_what, sql, sequence) => {
    const { isIntact, fault } = tampered(sql)
    expect([isIntact, fault?.sequence]).toEqual([false, sequence])
  })

  it('holds over an untouched file', () => {
    expect(tampered('SELECT 1').isIntact).toBe(true)
  })

  it('refuses changes and entries that do not follow', () => {
    const caseFile = newCase()
    foreignConnection(caseFile.path, (db) => {
      for (const [sql, message] of [
        [`UPDATE audit SET author = 'Eve'`, /never changed/],
        ['DELETE FROM audit', /never deleted/],
        [`INSERT INTO audit VALUES (3, 1, '', '', '{}', '', '')`, /follow one another/],
        [`INSERT INTO audit VALUES (2, 1, '', '', '{}', 'wrong', '')`, /follow one another/],
      ] as const)
        expect(() => db.exec(sql)).toThrow(message)
    })
  })

  it('is listed in pages, its head last', () => {
    const caseFile = newCase()
    for (let entry = 0; entry < 5; entry++) caseFile.audit.append('test.note', { entry })
    expect(caseFile.audit.list(2, 3).map(({ sequence, detail }) => [sequence, detail.entry])).toEqual([
      [3, 1],
      [4, 2],
      [5, 3],
    ])
    expect([caseFile.audit.count(), caseFile.audit.head()]).toEqual([6, caseFile.audit.list(5, 1)[0]?.hash])
  })

  it('entered from two processes is one chain', () => {
    const caseFile = newCase()
    const job = opened(
      CaseFile.open(caseFile.path, { mode: 'readWrite', lockToken: caseFile.lockToken, author: 'Job' }),
    )
    for (let entry = 0; entry < 10; entry++) (entry % 2 === 0 ? caseFile : job).audit.append('test.note', { entry })
    expect([caseFile.audit.verify(), job.audit.head()]).toEqual([
      { isIntact: true, entries: 11, fault: null },
      caseFile.audit.head(),
    ])
  })
})
