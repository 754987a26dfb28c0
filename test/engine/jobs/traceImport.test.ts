import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { importSources } from '../../../electron/engine/jobs/importSources.ts'
import type { SourceId, TraceEventColumns, TraceTables } from '../../../shared/records/index.ts'
import {
  TRACE_BYTE_COLUMNS,
  TRACE_FLOAT_COLUMNS,
  TRACE_UINT_COLUMNS,
  emptyTraceEventColumns,
} from '../../../shared/records/index.ts'
import { corpusFacts, corpusPath, hasCorpus } from '../../support/corpus.ts'
import { readTraceInto } from '../../support/traceInto.ts'

const NAMES = [...TRACE_FLOAT_COLUMNS, ...TRACE_UINT_COLUMNS, ...TRACE_BYTE_COLUMNS]
const context = { signal: new AbortController().signal, onProgress: () => undefined }

async function imported(path: string): Promise<{ caseFile: CaseFile; sourceId: SourceId }> {
  const folder = mkdtempSync(join(tmpdir(), 'heapcase-trace-'))
  const caseFile = CaseFile.create(join(folder, 'trace.heapcase'))
  const [outcome] = await importSources(caseFile, [{ file: path, path: 'trace.out', kind: 'gotrace' }], { context })
  expect(outcome?.error).toBe(null)
  return { caseFile, sourceId: outcome?.sourceId as SourceId }
}

/** All events of a file, and its tables. */
function read(path: string): { events: TraceEventColumns; tables: TraceTables } {
  let events = emptyTraceEventColumns(1024)
  let tables: TraceTables | null = null
  readTraceInto(path, {
    begin: (trace) => (tables = trace.tables),
    events(chunk) {
      while (events.length + chunk.length > events.time.length) {
        const larger = emptyTraceEventColumns(events.time.length * 2)
        for (const name of NAMES) larger[name].set(events[name].subarray(0, events.length))
        larger.length = events.length
        events = larger
      }
      for (const name of NAMES) events[name].set(chunk[name].subarray(0, chunk.length), events.length)
      events.length += chunk.length
    },
  })
  if (tables === null) throw new Error('no tables')
  return { events, tables }
}

describe.skipIf(!hasCorpus)('a trace in the case', () => {
  it.each(['go1.26.10-http.trace', 'go1.23.5-maps-allocfree.trace', 'go1.19.8-orders.trace'])(
    'has every event of %s as it was read, and its tables',
    async (name) => {
      const path = corpusPath(`exectrace/${name}`)
      const { events, tables } = read(path)
      const { caseFile, sourceId } = await imported(path)
      let row = 0
      for (const block of caseFile.traces.blocks(sourceId, 'events')) {
        const columns = caseFile.traces.read(block)
        for (const column of NAMES)
          expect(columns[column], `${column} from ${row}`).toEqual(events[column].slice(row, row + block.rows))
        row += block.rows
      }
      expect(row).toBe(events.length)
      const stacks = caseFile.traces.table(sourceId, 'stackFrames').columns['frame']
      expect(stacks).toEqual(tables.stacks.frame.slice(0, tables.stacks.start[tables.stacks.length]))
      expect(caseFile.traces.table(sourceId, 'goroutineIds').rows).toBe(tables.goroutines.length)
      const facts = corpusFacts()[`exectrace/${name}`] as {
        gc_mark_phases_complete: number
        events: number
        syncs: number
      }
      expect(caseFile.traces.get(sourceId)).toMatchObject({ events: facts.events - facts.syncs, failure: null })
      expect((await caseFile.checkIntegrity()).faults).toEqual([])
      caseFile.sources.remove(sourceId, 'done')
      expect(caseFile.traces.list()).toEqual([])
      caseFile.close()
    },
  )

  it('has the intervals of each goroutine together, in the order of time', async () => {
    const { caseFile, sourceId } = await imported(corpusPath('exectrace/go1.22.12-http.trace'))
    for (const segment of caseFile.traces.segments(sourceId)) {
      const tracks = caseFile.traces.blocks(sourceId, 'goroutineTracks', { segment: segment.ordinal })
      const rows = new Map<number, number>()
      let [before, beforeEnd] = [-1, 0]
      for (const block of caseFile.traces.blocks(sourceId, 'goroutines', { segment: segment.ordinal })) {
        const { goroutine, start, end } = caseFile.traces.read(block)
        for (let row = 0; row < block.rows; row++) {
          const slot = goroutine?.[row] ?? 0
          expect(slot).toBeGreaterThanOrEqual(before)
          if (slot === before) expect(start?.[row]).toBe(beforeEnd)
          before = slot
          beforeEnd = end?.[row] ?? 0
          rows.set(slot, (rows.get(slot) ?? 0) + 1)
        }
      }
      for (const block of tracks) {
        const { track, rows: counts } = caseFile.traces.read(block)
        expect([...(track ?? [])].map((slot, index) => [slot, counts?.[index]])).toEqual([...rows])
      }
    }
    caseFile.close()
  })
})
