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

  it('are sorted as a plain sort would, by several keys, few or many of them', () => {
    const column = fc.constantFrom<(seed: number) => string | number | null | undefined>(
      (seed) => seed % 11,
      (seed) => [0, -0, Number.NaN, null, 1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY][seed % 8],
      (seed) => (seed * 2 ** 21) % 1e12,
      (seed) => -seed / 3,
      (seed) => (seed % 5 === 0 ? Number.NaN : 2 ** (seed % 60)),
      (seed) => [undefined, '', 'a', 'ab', 'Z', 'ä', '10', '9', 3][seed % 9],
      (seed) => String(seed),
      (seed) => (seed % 4 === 0 ? 'text' : seed),
    )
    const seeds = fc.oneof(
      fc.array(fc.nat(), { maxLength: 60 }),
      fc.array(fc.nat(), { minLength: 300, maxLength: 900, size: 'max' }),
    )
    const keys = fc.array(fc.tuple(column, fc.boolean()), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(seeds, keys, fc.boolean(), (values, sort, isSome) => {
        const valueOf = (key: number, row: number) => sort[key]?.[0](values[row] as number)
        const got = tableRows(
          { from: 0, to: values.length },
          isSome ? (row) => row % 3 > 0 : null,
          sort.map(([, descending], key) => ({ column: String(key), descending })),
          (key) => (row) => valueOf(Number(key), row),
        )
        const rows = values.map((_, row) => row).filter((row) => !isSome || row % 3 > 0)
        // Of what kind a key is, the first value tells; others are none.
        const kinds = sort.map((_, key) => typeof rows.map((row) => valueOf(key, row)).find((of) => of != null))
        const isNone = (of: unknown, kind: unknown): boolean => typeof of !== kind || Number.isNaN(of)
        const compare = (a: number, b: number): number => {
          for (const [key, [, descending]] of sort.entries()) {
            const [left, right] = [valueOf(key, a), valueOf(key, b)]
            const none = Number(isNone(left, kinds[key])) - Number(isNone(right, kinds[key]))
            if (none !== 0) return none
            if (isNone(left, kinds[key]) || left === right) continue
            return (left as number) < (right as number) === descending ? 1 : -1
          }
          return a - b
        }
        expect([...got]).toEqual(rows.toSorted(compare))
      }),
    )
  })
})
