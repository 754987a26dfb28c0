// Links name a row of a trace by a filter: it must find that row again, and no other.
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listTable, traceTable } from '../../../../electron/engine/jobs/trace/tables.ts'
import { traceEntity, traceRowFilter } from '../../../../shared/contract/traceKeys.ts'
import { TRACE_TABLE_NAMES } from '../../../../shared/contract/traceTables.ts'
import type { SourceId } from '../../../../shared/records/index.ts'
import { importedTraces } from '../../../support/importedTrace.ts'

const root = resolve(import.meta.dirname, '../../../..')
const own = (name: string): string => join(root, 'test', name)
const { views } = await importedTraces(
  own('captures/data/baseline/trace-20261121T033705Z.out'),
  own('fixtures/gotrace/go1.26.10-tiny-allocfree.trace'),
  own('fixtures/gotrace/go1.19.8-maps.trace'),
)

describe('the filter of a row', () => {
  it.each(TRACE_TABLE_NAMES)('finds it again in %s, and no other', (name) => {
    let looked = 0
    for (const view of views) {
      const table = traceTable(view, name)
      // Every row of short tables; rows from all over the long ones.
      const step = Math.max(1, Math.floor(table.length / 60))
      for (let index = 0; index < table.length; index += step) {
        const filter = traceRowFilter(name, table.row(index))
        expect([...listTable(view, name, { sort: [], filter }).rows], filter).toEqual([index])
        looked++
      }
    }
    expect(looked).toBeGreaterThan(0)
  })
})

describe('a row as the selection names it', () => {
  const sourceId = 3 as SourceId
  it('is a goroutine by its slot', () => {
    expect(traceEntity('goroutines', { goroutine: 17, id: '91' }, sourceId)).toEqual({
      kind: 'traceGoroutine',
      id: '17',
      sourceId,
    })
  })
  it('is any other row by its table and filter, quotes left out', () => {
    expect(traceEntity('logs', { timeNs: 1200, goroutine: 4, message: 'say "no"' }, sourceId).id).toBe(
      'logs at=1200ns goroutine=4',
    )
  })
})
