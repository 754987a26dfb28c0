import { describe, expect, it } from 'vitest'
import { STORED_TABLES } from '../../../electron/engine/casefile/runtimeRowTables.ts'
import { RUNTIME_TABLE_NAMES, runtimeRowAt } from '../../../shared/records/index.ts'
import type { LifeId, RuntimeRows, RuntimeTable } from '../../../shared/records/index.ts'
import { foreignConnection, newCase, refusal } from './support.ts'
import { importLog, sampleLife, sampleRuntimeRows } from './sampleSources.ts'

const rowsOf = (rows: RuntimeRows): unknown[] =>
  Array.from({ length: rows.length }, (_, index) => runtimeRowAt(rows, index))

/** A case with one life that has `count` rows of a table, given in batches of 700. */
function caseWith(table: RuntimeTable, count: number) {
  const caseFile = newCase()
  const writer = caseFile.imports.begin({ kind: 'runtimeLog', name: 'a.log', path: 'a.log' })
  writer.addRaw(Buffer.from(`${table}\n`))
  const rows = sampleRuntimeRows(table, count)
  for (let from = 0; from < count; from += 700) {
    const length = Math.min(700, count - from)
    writer.addRuntimeRows(1, {
      table,
      length,
      numbers: rows.numbers.map((column) => column.slice(from, from + length)),
      texts: rows.texts.map((column) => column.slice(from, from + length)),
    })
  }
  const life = { ...sampleLife(0), firstCycle: 0, lastCycle: 0 }
  writer.commit({ counts: {}, variant: null, lives: [life], placement: null, reader: 'gctrace/1' })
  const id = caseFile.lives.list()[0]?.id ?? (0 as LifeId)
  return { caseFile, id, rows }
}

describe('runtime rows', () => {
  it.each(RUNTIME_TABLE_NAMES)('%s come back as they were added', (table) => {
    const { caseFile, id, rows } = caseWith(table, 1500)
    expect(rowsOf(caseFile.runtimeRows.rows(id, table))).toEqual(rowsOf(rows))
    expect(caseFile.runtimeRows.counts(id)).toEqual({ [table]: 1500 })
  })

  it('are named in SQL as in the records', () => {
    foreignConnection(newCase().path, (db) => {
      for (const { name, numbers, texts } of Object.values(STORED_TABLES)) {
        const columns = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(name)
        expect(columns).toEqual(['source_id', 'life_ordinal', 'ordinal', ...numbers, ...texts])
      }
    })
  })

  it('are given page by page, in the order asked for, or of one cycle', () => {
    const { caseFile, id, rows } = caseWith('scavenges', 50)
    const all = rowsOf(rows) as { workBytes: number; cycle: number; line: number }[]
    const page = (change: object) =>
      caseFile.runtimeRows.page(id, 'scavenges', {
        sort: null,
        descending: false,
        offset: 0,
        limit: 10,
        cycle: null,
        ...change,
      })
    expect(page({ offset: 45 })).toEqual({ rows: all.slice(45), total: 50 })
    const sorted = [...all].sort((a, b) => b.workBytes - a.workBytes)
    expect(page({ sort: 'workBytes', descending: true, limit: 50 }).rows).toEqual(sorted)
    expect(page({ cycle: all[7]?.cycle })).toEqual({ rows: [all[7]], total: 1 })
  })

  it('keep SQL out of the order', () => {
    const { caseFile, id } = caseWith('scavenges', 3)
    const sort = 'line; DROP TABLE scavenges' as 'line'
    const page = { sort, descending: false, offset: 0, limit: 10, cycle: null }
    expect(caseFile.runtimeRows.page(id, 'scavenges', page).rows).toHaveLength(3)
  })

  it('go with their source', () => {
    const caseFile = newCase()
    const source = importLog(caseFile, 'a.log', 1)
    caseFile.sources.remove(source, '')
    foreignConnection(caseFile.path, (db) => {
      for (const { name } of Object.values(STORED_TABLES))
        expect(db.prepare(`SELECT count(*) FROM ${name}`).pluck().get()).toBe(0)
    })
  })

  it('belong to a life that the reader knows', () => {
    const caseFile = newCase()
    const writer = caseFile.imports.begin({ kind: 'gctrace', name: 'a.log', path: 'a.log' })
    writer.addRaw(Buffer.from('x'))
    writer.addRuntimeRows(2, sampleRuntimeRows('gcScans', 1))
    expect(() => writer.commit({ counts: {}, variant: null, lives: [], placement: null, reader: 'gctrace/1' })).toThrow(
      'gcScans of life 2',
    )
    writer.abort()
    expect(refusal(() => caseFile.runtimeRows.counts(9 as LifeId)).code).toBe('casefile/no-such-life')
  })
})
