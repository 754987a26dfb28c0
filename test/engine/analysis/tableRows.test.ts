import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnTotals, passingRows, sortedRows, type ColumnReader } from '../../../electron/engine/analysis/index.ts'
import type { SortKey } from '../../../shared/contract/tables.ts'

const tableRows = <Column extends string>(
  candidates: { from: number; to: number },
  passes: ((row: number) => boolean) | null,
  sort: readonly SortKey<Column>[],
  readerOf: (column: Column) => ColumnReader,
): Uint32Array => sortedRows(passingRows(candidates, passes), sort, readerOf)

const COLUMNS: Record<'name' | 'size' | 'count', readonly (string | number | null)[]> = {
  name: ['b', 'a', null, 'c', 'a'],
  size: [3, Number.NaN, 1, 3, 2],
  count: [1, 2, 3, 4, 5],
}
const read =
  (column: keyof typeof COLUMNS): ColumnReader =>
  (row) =>
    COLUMNS[column][row]
const order = (...sort: [keyof typeof COLUMNS, boolean][]): number[] => [
  ...tableRows(
    { from: 0, to: 5 },
    null,
    sort.map(([column, descending]) => ({ column, descending })),
    read,
  ),
]

describe('rows of a table', () => {
  it('keep their order without a key, and within equal ones', () => {
    expect([order(), order(['name', false]), order(['name', true])]).toEqual([
      [0, 1, 2, 3, 4],
      [1, 4, 0, 3, 2],
      [3, 0, 1, 4, 2],
    ])
  })

  it('without a value go last, whichever way', () => {
    expect([order(['size', false]), order(['size', true])]).toEqual([
      [2, 4, 0, 3, 1],
      [0, 3, 4, 2, 1],
    ])
  })

  it('follow the next key where the first is equal', () => {
    expect(order(['size', true], ['count', true])).toEqual([3, 0, 4, 2, 1])
    expect(order(['name', false], ['size', false])).toEqual([4, 1, 0, 3, 2])
  })

  it('are only those that pass, within the candidates', () => {
    expect([
      ...tableRows({ from: 1, to: 5 }, (row) => row !== 3, [{ column: 'count', descending: true }], read),
    ]).toEqual([4, 2, 1])
    expect([...tableRows({ from: 4, to: 2 }, null, [], read)]).toEqual([])
  })

  it('are summed with their extremes, those without a value left out', () => {
    expect(columnTotals(tableRows({ from: 0, to: 5 }, null, [], read), [read('size')])).toEqual([
      { sum: 9, min: 1, max: 3 },
    ])
    expect(columnTotals(new Uint32Array(0), [read('size')])).toEqual([null])
  })

  it('are sorted as a plain sort would', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 60 }), fc.boolean(), (values, descending) => {
        const got = tableRows(
          { from: 0, to: values.length },
          null,
          [{ column: 'v', descending }],
          () => (row) => values[row],
        )
        const sign = descending ? -1 : 1
        const expected = values
          .map((_, row) => row)
          .sort((a, b) => sign * ((values[a] ?? 0) - (values[b] ?? 0)) || a - b)
        expect([...got]).toEqual(expected)
      }),
    )
  })
})
