import { describe, expect, it } from 'vitest'
import {
  columnsFor,
  packTraceBlock,
  TRACE_BLOCKS,
  unpackTraceBlock,
  type TraceBlockKind,
} from '../../../electron/engine/casefile/traceBlocks.ts'

const ROWS = 500
/** Columns of a kind with something in each. */
function filled(kind: TraceBlockKind) {
  const columns = columnsFor(kind, ROWS)
  Object.values(columns).forEach((column, at) =>
    column.forEach((_, row) => (column[row] = (row * (at + 1) * 31) % 9973)),
  )
  return columns
}

describe('some columns of a block', () => {
  it.each(['ranges', 'goroutineRows', 'logs', 'metrics'] as const)(
    'of %s are the same as of the whole block',
    (kind) => {
      const given = filled(kind)
      const content = packTraceBlock(kind, given, 0, ROWS)
      for (const { name } of TRACE_BLOCKS[kind]) {
        // Room for more rows is left as it is.
        const into = columnsFor(kind, ROWS + 3, [name])
        expect(unpackTraceBlock(kind, content, ROWS, into)).toBe(into)
        for (const [of, column] of Object.entries(into)) expect(column.subarray(0, ROWS)).toEqual(given[of])
        expect(Object.keys(into)).toContain(name)
      }
    },
  )

  it('come with what they are told by, and as a whole where the kind has a form of its own', () => {
    expect(Object.keys(columnsFor('ranges', 1, ['begin', 'kind']))).toEqual(['kind', 'end', 'begin'])
    expect(Object.keys(columnsFor('ranges', 1, []))).toEqual([])
    expect(columnsFor('events', 1, ['time'])).toEqual(columnsFor('events', 1))
  })

  it('are not given of a damaged block, whichever they are', () => {
    const content = packTraceBlock('goroutineRows', filled('goroutineRows'), 0, ROWS)
    const changed = content.slice()
    changed[content.length >> 1]! ^= 1
    for (const damaged of [changed, content.subarray(0, content.length - 9), new Uint8Array(0)])
      for (const names of [[], ['slot'], ['lastStack']]) {
        const into = columnsFor('goroutineRows', ROWS, names)
        expect(unpackTraceBlock('goroutineRows', damaged, ROWS, into)).toBeNull()
      }
    // Of another number of rows than it should have.
    expect(unpackTraceBlock('goroutineRows', content, ROWS - 1, columnsFor('goroutineRows', ROWS, ['slot']))).toBeNull()
  })
})
