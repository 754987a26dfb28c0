import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseFile } from '../../../../electron/engine/casefile/CaseFile.ts'
import { spanMap } from '../../../../electron/engine/jobs/trace/spanMap.ts'
import type { TraceView } from '../../../../electron/engine/jobs/trace/TraceView.ts'
import { corpusPath, hasCorpus } from '../../../support/corpus.ts'
import { importedTraces } from '../../../support/importedTrace.ts'
import { PlayedTrace } from '../../../support/playedTrace.ts'

const MS = 1e6
/** 1 page of 48 B: 170 slots. */
const CLASS_48 = 20

function read(view: TraceView, columns: number, lanes: number, filter = '') {
  const of = spanMap(view, { filter, fromNs: view.startNs, toNs: view.endNs, columns, lanes })
  const floats = new Float64Array(of.bytes.buffer, 0, columns * 2 + of.lanes)
  const cells = of.lanes * columns
  return {
    ...of,
    held: [...floats.subarray(0, columns)],
    used: [...floats.subarray(columns, columns * 2)],
    firstPages: [...floats.subarray(columns * 2)],
    heldCells: [...of.bytes.subarray(floats.byteLength, floats.byteLength + cells)],
    useCells: [...of.bytes.subarray(floats.byteLength + cells)],
  }
}

describe('heap spans over time', () => {
  let caseFile: CaseFile
  let view: TraceView
  beforeAll(async () => {
    const play = new PlayedTrace(1).withAllocations()
    // Page 0 the whole time; pages 1,000 and 1,001 for the second half of 100 ms, as one span with two objects in it.
    play.tell(1, 0, `SpanAlloc 0 1 ${CLASS_48}`)
    play.tell(1, 50 * MS, `SpanAlloc 1000 2 ${CLASS_48}`)
    play.tell(1, 50 * MS, `HeapObjectAlloc ${1000 * 1024} 9`).tell(1, 50 * MS, `HeapObjectAlloc ${1000 * 1024 + 6} 9`)
    play.tell(1, 100 * MS, 'HeapAlloc 4096')
    const { caseFile: made, views } = await importedTraces(play.file())
    caseFile = made
    view = views[0] as TraceView
  })
  afterAll(() => caseFile.close())

  it('hold memory where and when they lived, without the pages between', () => {
    const map = read(view, 4, 10)
    expect([map.lanes, map.pages, map.spans]).toEqual([3, 3, 2])
    expect(map.firstPages).toEqual([0, 1000, 1001])
    expect(map.heldCells).toEqual([255, 255, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255])
    expect(map.held.map((bytes) => Math.round(bytes / 8192))).toEqual([1, 1, 3, 3])
  })

  it('are as full as they were on average', () => {
    const { useCells, used } = read(view, 4, 10)
    expect(useCells.slice(0, 6)).toEqual([0, 0, 0, 0, 0, 0])
    const full = Math.round((2 / 341) * 255)
    expect(useCells.slice(6)).toEqual([full, full, 0, 0, full, full])
    expect((used[3] ?? 0) / 16_384).toBeCloseTo(2 / 341, 5)
  })

  it('share lanes where there are more pages than lanes, and can be narrowed to a class', () => {
    const map = read(view, 1, 1)
    expect([map.lanes, map.heldCells]).toEqual([1, [Math.round((2 / 3) * 255)]])
    expect(read(view, 2, 5, 'class="48 B" page>500').spans).toBe(1)
    expect(read(view, 2, 5, 'class=large')).toMatchObject({ spans: 0, lanes: 0, held: [0, 0] })
  })

  it.skipIf(!hasCorpus)('come to what the table of classes says they hold in the end', async () => {
    const { caseFile: real, views } = await importedTraces(corpusPath('exectrace/go1.26.10-maps-allocfree.trace'))
    const of = views[0] as TraceView
    const { held } = read(of, 1000, 100)
    const { traceTable } = await import('../../../../electron/engine/jobs/trace/tables.ts')
    const classes = traceTable(of, 'spanClasses')
    let bytes = 0
    for (let row = 0; row < classes.length; row++)
      if (classes.row(row).fragmentation !== null) bytes += classes.row(row).heldBytes
    expect((held.at(-1) ?? 0) / bytes).toBeCloseTo(1, 1)
    real.close()
  })
})
