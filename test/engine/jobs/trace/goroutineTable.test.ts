import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BlockColumns } from '../../../../electron/engine/casefile/traceBlocks.ts'
import type { TraceBlockRef } from '../../../../electron/engine/casefile/types.ts'
import { GoroutineTable } from '../../../../electron/engine/jobs/trace/GoroutineTable.ts'

/** Blocks of these rows each; `read` counts how often it is asked. */
function tableOf(parts: readonly (readonly number[])[], budget?: number) {
  let reads = 0
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
  const read = ({ id }: TraceBlockRef): BlockColumns => {
    reads++
    const values = parts[id] ?? []
    return {
      slot: Float64Array.from(values, (_, row) => (starts[id] ?? 0) + row + 1),
      startStack: Float64Array.from(values, (_, row) => row % 2),
      seenStack: Float64Array.from(values, () => 7),
      runningNs: Float64Array.from(values),
    }
  }
  const functionOf = (start: number, seen: number): number => start || seen
  const table = new GoroutineTable({ blocks, read, slots: first, functionOf }, budget)
  return { table, reads: () => reads }
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

  it('are read from the case again only where they did not fit', () => {
    const parts = Array.from({ length: 20 }, (_, part) => Array.from({ length: 1000 }, (_of, row) => part * 1e6 + row))
    const pass = ({ table }: ReturnType<typeof tableOf>): void => {
      const read = table.reader('runningNs')
      for (let row = 0; row < table.rows; row++) read(row)
    }
    const roomy = tableOf(parts)
    pass(roomy)
    expect(roomy.reads()).toBe(20)
    const tight = tableOf(parts, 8000)
    pass(tight)
    expect(tight.reads()).toBe(40)
  })
})
