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

  describe('that a statement reads again and again', () => {
    /** Numbers from 1, always in one array; how often they were made. */
    function count(rows: number, sql: string, more = 0): { rows: unknown[][]; made: number } {
      let made = 0
      const numbers: SqlTable = {
        name: 'numbers',
        columns: ['n', 'even', ...Array.from({ length: more }, (_, at) => `c${at}`)],
        parameter: 'above',
        *rows(above) {
          made++
          const row: SqlValue[] = Array.from({ length: 2 + more }, () => null)
          for (let n = Number(above ?? 0) + 1; n <= rows; n++) {
            row[0] = n
            row[1] = n % 2 === 0 ? 1 : 0
            yield row
          }
        },
      }
      return { rows: caseFile.query(sql, { limit: 100, tables: [numbers] }).rows, made }
    }

    it('are made twice at most, for each argument', () => {
      const pairs = 'SELECT count(*), sum(b.n) FROM numbers a CROSS JOIN numbers b ON b.n = a.n + 1 WHERE b.even'
      expect(count(1000, pairs)).toEqual({ rows: [[500, 250_500]], made: 2 })
      const narrowed = `SELECT a.n, (SELECT count(*) FROM numbers(a.n - 1 - (a.n % 2))) FROM numbers a ORDER BY a.n DESC LIMIT 4`
      expect(count(6, narrowed)).toEqual({
        rows: [
          [6, 1],
          [5, 3],
          [4, 3],
          [3, 5],
        ],
        made: 7,
      })
      const few =
        'SELECT count(*) FROM (SELECT n % 3 AS above FROM numbers) a CROSS JOIN numbers b ON b.above = a.above'
      expect(count(300, few)).toEqual({ rows: [[100 * (300 + 299 + 298)]], made: 7 })
    })

    it('are made each time where they are too many to be held', () => {
      const thrice = 'SELECT v.column1, max(n) FROM (VALUES (1), (2), (3)) v CROSS JOIN numbers GROUP BY 1'
      const rows = 10_001
      expect(count(rows, thrice, 398)).toEqual({
        rows: [
          [1, rows],
          [2, rows],
          [3, rows],
        ],
        made: 3,
      })
    })
  })

  it('refuse what they refused', () => {
    expect(() => ask('SELECT missing FROM made')).toThrow('no such column: missing')
    expect(() => ask('SELECT id FROM made WHERE id = :one')).toThrow(/parameter/)
    expect(() => ask('SELECT 1; SELECT 2')).toThrow(/more than one statement/)
    expect(() => ask('WITH a AS (SELECT 1) DELETE FROM sources')).toThrow(/would write/)
    expect(ask('EXPLAIN QUERY PLAN SELECT id FROM made').answer.rows).toHaveLength(1)
  })
})
