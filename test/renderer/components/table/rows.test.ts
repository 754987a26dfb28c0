import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextSort, type TableColumn } from '../../../../renderer/components/dataTable.ts'
import { placesInSlices, placesOf } from '../../../../renderer/components/table/localRows.ts'
import { MOST_HEIGHT, rowWindow, scrollTopFor } from '../../../../renderer/components/table/rowWindow.ts'
import {
  HEAD,
  movedCursor,
  selectedStretch,
  type CursorMove,
} from '../../../../renderer/components/table/tableCursor.ts'
import { rowFilter } from '../../../../renderer/components/table/useTableRows.ts'

interface Row {
  name: string
  size: number | null
}
const columns: TableColumn<Row>[] = [
  {
    id: 'name',
    title: 'Name',
    text: ({ name }) => name,
    value: ({ name }) => name,
    field: { name: 'name', kind: 'text' },
  },
  {
    id: 'size',
    title: 'Size',
    align: 'right',
    text: ({ size }) => String(size),
    value: ({ size }) => size,
    field: { name: 'size', kind: 'quantity', unit: 'bytes' },
  },
]
const ROWS: Row[] = [
  { name: 'b10', size: 3 },
  { name: 'b9', size: null },
  { name: 'a', size: 1 },
  { name: 'c', size: 3 },
]

describe('rows in memory', () => {
  const order = (...sort: { column: string; descending: boolean }[]): string[] =>
    [...placesOf({ rows: ROWS, columns, sort, passes: null })].map((place) => ROWS[place]?.name ?? '')

  it('are sorted with numbers in names by their size, gaps last, ties as they were', () => {
    expect(order({ column: 'name', descending: false })).toEqual(['a', 'b9', 'b10', 'c'])
    expect(order({ column: 'size', descending: true })).toEqual(['b10', 'c', 'a', 'b9'])
    expect(order({ column: 'size', descending: false })).toEqual(['a', 'b10', 'c', 'b9'])
  })

  it('follow the next key where the first is equal', () => {
    const sort = [
      { column: 'size', descending: true },
      { column: 'name', descending: true },
    ]
    expect(order(...sort)).toEqual(['c', 'b10', 'a', 'b9'])
  })

  it('are filtered by what their columns hold', () => {
    const names = (filter: string): string[] =>
      ROWS.filter(rowFilter(filter, columns) ?? (() => true)).map(({ name }) => name)
    expect([names(''), names('b'), names('size>=2B -c'), names('broken>')]).toEqual([
      ['b10', 'b9', 'a', 'c'],
      ['b10', 'b9'],
      ['b10'],
      ['b10', 'b9', 'a', 'c'],
    ])
  })

  it('of any number have the same order in slices as at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 5000 }),
        fc.boolean(),
        async (sizes, descending) => {
          const rows = sizes.map((size, index) => ({ name: `r${index}`, size }))
          const question = {
            rows,
            columns,
            sort: [{ column: 'size', descending }],
            passes: ({ size }: { size: number | null }) => size !== 7,
          }
          expect([...((await placesInSlices(question, () => false)) ?? [])]).toEqual([...placesOf(question)])
        },
      ),
      { numRuns: 30 },
    )
  })

  it('are given up in the middle when nobody waits any more', async () => {
    const rows = Array.from({ length: 10_000 }, (_, size) => ({ name: '', size }))
    let asked = 0
    const places = await placesInSlices(
      { rows, columns, sort: [{ column: 'size', descending: true }], passes: null },
      () => ++asked > 3,
    )
    expect([places, asked]).toEqual([null, 4])
  })
})

describe('the window of rows', () => {
  const ask = (count: number, scrollTop: number) => ({ count, rowHeight: 24, viewport: 240, scrollTop, overscan: 2 })

  it('draws what is in sight and a little more, always the same number', () => {
    expect([0, 1000, 1_000_000].map((top) => [rowWindow(ask(1000, top)).from, rowWindow(ask(1000, top)).to])).toEqual([
      [0, 15],
      [39, 54],
      [985, 1000],
    ])
    const few = rowWindow(ask(3, 0))
    expect([few.from, few.to, few.height]).toEqual([0, 3, 72])
    expect(rowWindow(ask(0, 0)).to).toBe(0)
  })

  it('of a million rows stays within what a browser can lay out, and reaches every row', () => {
    const million = 1_000_000
    const height = rowWindow(ask(million, 0)).height
    expect(height).toBe(MOST_HEIGHT)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: million - 1 }), (row) => {
        const scrollTop = scrollTopFor(row, 'centre', ask(million, 0))
        const { from, to, topOf } = rowWindow(ask(million, scrollTop))
        expect(from <= row && row < to).toBe(true)
        // On the screen, within the edges.
        expect(topOf(row) - scrollTop).toBeGreaterThanOrEqual(-24.1)
        expect(topOf(row) - scrollTop).toBeLessThanOrEqual(240)
      }),
    )
    const end = rowWindow(ask(million, height))
    expect(end.to).toBe(million)
    expect(Math.round(end.topOf(million - 1) + 24)).toBe(height)
  })

  it('moves only as far as a row needs to come into sight', () => {
    expect([
      scrollTopFor(5, 'near', ask(1000, 0)),
      scrollTopFor(10, 'near', ask(1000, 0)),
      scrollTopFor(0, 'near', ask(1000, 480)),
      scrollTopFor(100, 'centre', ask(1000, 0)),
    ]).toEqual([0, 24, 0, 2292])
  })
})

describe('the keyboard in a table', () => {
  const size = { rows: 100, columns: 4, page: 10 }
  const go = (along: CursorMove['along'], by: CursorMove['by'], direction: 1 | -1, extend = false): CursorMove => ({
    along,
    by,
    direction,
    extends: extend,
  })
  const at = (row: number, column: number | null = null, anchor: number | null = null) => ({ row, column, anchor })

  it.each([
    [go('rows', 'one', 1), at(3), at(4)],
    [go('rows', 'one', 1), at(99), at(99)],
    [go('rows', 'one', -1), at(0), at(0)],
    [go('rows', 'one', -1), at(-1), at(0)],
    [go('rows', 'one', -1), at(0, 2), at(HEAD, 2)],
    [go('rows', 'one', 1), at(HEAD, 2), at(0, 2)],
    [go('rows', 'page', 1), at(3), at(13)],
    [go('rows', 'page', -1), at(3), at(0)],
    [go('line', 'end', -1), at(50), at(0)],
    [go('line', 'end', 1), at(50), at(99)],
    [go('line', 'end', -1), at(50, 2), at(50, 0)],
    [go('line', 'end', 1), at(50, 2), at(50, 3)],
    [go('rows', 'end', -1), at(50, 2), at(0, 2)],
    [go('cells', 'one', 1), at(3), at(3, 0)],
    [go('cells', 'one', 1), at(3, 3), at(3, 3)],
    [go('cells', 'one', -1), at(3, 1), at(3, 0)],
    [go('cells', 'one', -1), at(3, 0), at(3)],
    [go('cells', 'one', -1), at(HEAD, 0), at(0)],
    [go('rows', 'one', 1, true), at(3), at(4, null, 3)],
    [go('rows', 'one', 1, true), at(4, null, 3), at(5, null, 3)],
    [go('rows', 'one', 1), at(5, null, 3), at(6)],
    [go('rows', 'end', 1), at(HEAD, 2), at(99, 2)],
    [go('rows', 'page', -1), at(3, 1), at(0, 1)],
  ])('%j from %j goes to %j', (move, from, to) => expect(movedCursor(move, from, size)).toEqual(to))

  it('selects from where Shift was first held, in both directions', () => {
    expect([
      selectedStretch(at(5, null, 3)),
      selectedStretch(at(1, null, 3)),
      selectedStretch(at(2)),
      selectedStretch(at(-1)),
    ]).toEqual([{ from: 3, to: 5 }, { from: 1, to: 3 }, { from: 2, to: 2 }, null])
  })
})

describe('the order after a click on a head', () => {
  const click = (sort: { column: string; descending: boolean }[], column: string, isMore = false) =>
    nextSort(sort, column, { isMore, descendsFirst: column === 'size' })
  const key = (column: string, descending: boolean) => ({ column, descending })

  it('is that column, then the other way', () => {
    const once = click([], 'size')
    expect([once, click(once, 'size'), click(once, 'name')]).toEqual([
      [key('size', true)],
      [key('size', false)],
      [key('name', false)],
    ])
  })

  it('with Shift is added, turned, and taken out', () => {
    const two = click([key('size', true)], 'name', true)
    const turned = click(two, 'name', true)
    expect([two, turned, click(turned, 'name', true)]).toEqual([
      [key('size', true), key('name', false)],
      [key('size', true), key('name', true)],
      [key('size', true)],
    ])
  })
})
