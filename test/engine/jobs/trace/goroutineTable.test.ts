import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnTotals } from '../../../../electron/engine/analysis/index.ts'
import type { BlockColumns } from '../../../../electron/engine/casefile/traceBlocks.ts'
import type { TraceBlockRef } from '../../../../electron/engine/casefile/types.ts'
import { GoroutineTable } from '../../../../electron/engine/jobs/trace/GoroutineTable.ts'
import { goroutineTotals } from '../../../../electron/engine/jobs/trace/goroutineTotals.ts'
import { runOut } from '../../../../shared/lib/runOut.ts'

/** Blocks of these rows each; `reads` tells which columns were asked for, block by block. */
function tableOf(parts: readonly (readonly number[])[], budget?: number) {
  const reads: string[] = []
  let first = 0
  const blocks = parts.map((values, ordinal): TraceBlockRef => {
    const ref = {
      id: ordinal,
      segment: -1,
      kind: 'goroutineRows',
      ordinal,
      rows: values.length,
      firstKey: 0,
      lastKey: 0,
    }
    return ref as TraceBlockRef
  })
  const starts = parts.map(({ length }) => (first += length) - length)
  const columns: Record<string, (row: number, value: number, block: number) => number> = {
    slot: (row, _, block) => (starts[block] ?? 0) + row + 1,
    startStack: (row) => row % 2,
    seenStack: () => 7,
    runningNs: (_, value) => value,
    firstNs: (row) => row * 3,
    lastNs: (_, value) => value / 3,
  }
  const read = ({ id }: TraceBlockRef, into: BlockColumns): void => {
    reads.push(`${id} ${Object.keys(into).join(' ')}`)
    for (const [name, column] of Object.entries(into)) {
      const of = columns[name]
      if (of) parts[id]?.forEach((value, row) => (column[row] = of(row, value, id)))
    }
  }
  const functionOf = (start: number, seen: number): number => start || seen
  const table = runOut(GoroutineTable.read({ blocks, read, slots: first, functionOf }, budget))
  reads.length = 0
  return { table, reads }
}

const value = fc.oneof(
  fc.constant(Number.NaN),
  fc.integer({ min: 0, max: 300 }),
  fc.integer({ min: 0, max: 70_000 }),
  fc.maxSafeNat(),
  fc.double({ noDefaultInfinity: true }),
)

describe('figures of all goroutines', () => {
  it('are given back to the last bit, however narrow they are kept', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(value, { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 5 }),
        (parts) => {
          const all = parts.flat()
          for (const budget of [undefined, 1]) {
            const { table } = tableOf(parts, budget)
            const read = table.reader('runningNs')
            expect(Array.from({ length: table.rows }, (_, row) => read(row) + 0)).toEqual(all.map((of) => of + 0))
            for (let row = table.rows - 1; row >= 0; row--)
              expect(table.at('runningNs', row) + 0).toBe((all[row] as number) + 0)
          }
        },
      ),
    )
  })

  it('know the row of a slot and the start function by whichever stack shows it', () => {
    const { table } = tableOf([
      [5, 6],
      [7, 8, 9],
    ])
    expect([...table.rowOf.subarray(0, 6)]).toEqual([0, 1, 2, 3, 4, 5])
    expect([...table.startFunction]).toEqual([7, 1, 7, 1, 7])
    expect(table.at('runningNs', 5)).toBeNaN()
    expect(table.reader('wait.sync')(0)).toBeNaN()
  })

  it('are read column by column, and again only where they did not fit', () => {
    const parts = Array.from({ length: 20 }, (_, part) => Array.from({ length: 1000 }, (_of, row) => part * 1e6 + row))
    const pass = ({ table }: ReturnType<typeof tableOf>): void => {
      const read = table.reader('runningNs')
      for (let row = 0; row < table.rows; row++) read(row)
    }
    const roomy = tableOf(parts)
    pass(roomy)
    pass(roomy)
    expect(roomy.reads).toEqual(parts.map((_, part) => `${part} runningNs`))
    const tight = tableOf(parts, 8000)
    pass(tight)
    pass(tight)
    expect(tight.reads).toHaveLength(40)
  })

  it('that are read together are decoded together, those that are held already not again', () => {
    const { table, reads } = tableOf([
      [5, 600],
      [7, 8000, 9],
    ])
    table.reader('runningNs')(0)
    const reader = table.group(['firstNs'])
    const [running, last] = [reader('runningNs'), reader('lastNs')]
    expect([0, 1, 2, 3, 4].map((row) => [running(row), last(row)])).toEqual(
      [5, 600, 7, 8000, 9].map((of) => [of, of / 3]),
    )
    expect(reads).toEqual(['0 runningNs', '0 firstNs', '0 lastNs', '1 firstNs runningNs lastNs'])
  })

  it('that were used last stay, and a walk over all makes no room for itself', () => {
    // Two bytes a row: three columns of a block have room.
    const block = Array.from({ length: 100 }, (_, row) => row * 300)
    const { table, reads } = tableOf([block, block, block, block], 600)
    const read = table.reader('runningNs')
    const look = (...blocks: number[]): void => blocks.forEach((at) => read(at * 100))
    look(0, 1, 2, 0, 3)
    reads.length = 0
    look(0, 2, 3)
    expect(reads).toEqual([])
    expect([...table.blocks(['runningNs', 'firstNs'])]).toHaveLength(4)
    reads.length = 0
    look(0, 2, 3)
    expect(reads).toEqual([])
  })

  it('are summed as if they were added row by row, all or some', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(value, { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.boolean()),
        fc.constantFrom(1, 100, undefined),
        (parts, wanted, budget) => {
          const { table, reads } = tableOf(parts, budget)
          const all = Uint32Array.from({ length: table.rows }, (_, row) => row)
          const some = all.filter(() => wanted.next().value as boolean)
          const readers = [
            table.reader('runningNs'),
            table.reader('lastNs'),
            (row: number) => table.at('lastNs', row) - table.at('firstNs', row),
            table.reader('wait.sync'),
          ]
          const columns = ['runningNs', 'lastNs', ['firstNs', 'lastNs'], 'wait.sync'] as const
          expect(runOut(goroutineTotals(table, columns, null))).toEqual(columnTotals(all, readers))
          expect(runOut(goroutineTotals(table, columns, some))).toEqual(columnTotals(some, readers))
          reads.length = 0
          runOut(goroutineTotals(table, columns, all.subarray(0, 1)))
          expect(reads.every((read) => read.startsWith('0 '))).toBe(true)
        },
      ),
    )
  })
})
