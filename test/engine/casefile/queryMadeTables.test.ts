import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import type { QueryAnswer, SqlTable, SqlValue } from '../../../electron/engine/casefile/queryCase.ts'

const COLUMNS = ['id', 'name', 'ns', 'parent', 'note']
const ROWS: SqlValue[][] = [
  ['1', 'main.main', 900, null, 'a'],
  ['2', 'main.work', 40, '1', null],
  ['3', 'main.work', 70, '1', 'b'],
  ['4', 'net.serve', 70, '2', 'c'],
]
/** The same rows as a table that SQLite holds itself. */
const PLAIN = `plain(${COLUMNS.join(', ')}) AS (VALUES ${ROWS.map(
  (row) => `(${row.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(', ')})`,
).join(', ')})`

describe('tables that are made while they are read', () => {
  let caseFile: CaseFile
  beforeAll(() => {
    caseFile = CaseFile.create(join(mkdtempSync(join(tmpdir(), 'heapcase-query-')), 'a.heapcase'))
  })
  afterAll(() => caseFile.close())

  /** Fills only what is read, always in one array. */
  function ask(sql: string, parameters = {}): { answer: QueryAnswer; read: string[] } {
    const read = new Set<string>()
    const table = (name: string): SqlTable => ({
      name,
      columns: COLUMNS,
      parameter: 'trace',
      *rows(trace, isRead) {
        const wanted = COLUMNS.map((column, at) => ({ column, at })).filter(({ at }) => isRead(at))
        for (const { column } of wanted) read.add(column)
        const row: SqlValue[] = COLUMNS.map(() => null)
        for (const values of ROWS) {
          if (trace !== null && trace !== values[0]) continue
          for (const { at } of wanted) row[at] = values[at] ?? null
          yield row
        }
      },
    })
    const answer = caseFile.query(sql, { limit: 100, parameters, tables: [table('made'), table('other')] })
    return { answer, read: [...read].sort() }
  }

  it.each([
    ['SELECT * FROM $T', COLUMNS],
    ['SELECT count(*) FROM $T', []],
    ['SELECT id FROM $T ORDER BY ns DESC, id', ['id', 'ns']],
    [
      'SELECT name, sum(ns) FROM $T GROUP BY name HAVING max(parent) IS NOT NULL ORDER BY name',
      ['name', 'ns', 'parent'],
    ],
    ['SELECT DISTINCT name FROM $T WHERE note > $low ORDER BY 1', ['name', 'note']],
    ['SELECT a.id, b.name FROM $T a JOIN $T b ON b.id = a.parent ORDER BY a.id', ['id', 'name', 'parent']],
    ['SELECT id, (SELECT max(ns) FROM $T b WHERE b.parent = a.id) FROM $T a ORDER BY id', ['id', 'ns', 'parent']],
    ['SELECT id, rank() OVER (ORDER BY ns) FROM $T ORDER BY id', ['id', 'ns']],
    ['SELECT x FROM (SELECT name AS x, ns FROM $T) UNION ALL SELECT note FROM $T ORDER BY 1', ['name', 'note']],
    ['SELECT count(*) FROM $T WHERE id IN (SELECT parent FROM $T)', ['id', 'parent']],
  ])('answer as others do, and are asked for no other column: %s', (sql, columns) => {
    const low = { low: 'a' }
    const { answer, read } = ask(sql.replaceAll('$T', 'made'), low)
    expect(answer.rows).toEqual(ask(`WITH ${PLAIN} ${sql.replaceAll('$T', 'plain')}`, low).answer.rows)
    expect(answer.rows.length).toBeGreaterThan(0)
    expect(read).toEqual([...columns].sort())
  })

  it('are narrowed by their hidden column, two at a time', () => {
    expect(ask("SELECT id FROM made('3')").answer.rows).toEqual([[3].map(String)])
    expect(
      ask("SELECT made.id, other.ns FROM made, other WHERE made.trace = '2' AND other.trace = :id", { id: '4' }),
    ).toMatchObject({ answer: { rows: [['2', 70]] } })
  })

  it('refuse what they refused', () => {
    expect(() => ask('SELECT missing FROM made')).toThrow('no such column: missing')
    expect(() => ask('SELECT id FROM made WHERE id = :one')).toThrow(/parameter/)
    expect(() => ask('SELECT 1; SELECT 2')).toThrow(/more than one statement/)
    expect(() => ask('WITH a AS (SELECT 1) DELETE FROM sources')).toThrow(/would write/)
    expect(ask('EXPLAIN QUERY PLAN SELECT id FROM made').answer.rows).toHaveLength(1)
  })
})
