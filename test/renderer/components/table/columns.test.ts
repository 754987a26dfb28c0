// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { effectScope, ref } from 'vue'
import { parseFilter } from '../../../../shared/filter/parseFilter.ts'
import type { TableColumn } from '../../../../renderer/components/dataTable.ts'
import { fieldsIn, termOf, withTerm } from '../../../../renderer/components/table/columnFilter.ts'
import { readColumnState } from '../../../../renderer/components/table/keptColumns.ts'
import { copiedColumns, filedColumns } from '../../../../renderer/components/table/tableExport.ts'
import { groupHeads, layOut } from '../../../../renderer/components/table/tableLayout.ts'
import { useTableColumns, type TableColumns } from '../../../../renderer/components/table/useTableColumns.ts'
import { shownValue, tableAsCsv, tableAsTsv } from '../../../../renderer/components/tableText.ts'

const column = (id: string, change: Partial<TableColumn<number>> = {}): TableColumn<number> => ({
  id,
  title: id.toUpperCase(),
  text: String,
  ...change,
})
const widths = (columns: TableColumn<number>[], room: number, dragged: Record<string, number> = {}): number[] =>
  layOut(columns, dragged, { room, pinned: 0 }).map(({ width }) => width)

describe('widths of columns', () => {
  const fixed = [column('a', { width: 100 }), column('b', { width: 60 })]

  it('give what is left to columns without one, to the pixel', () => {
    const columns = [column('name'), ...fixed, column('note')]
    expect(widths(columns, 661)).toEqual([250, 100, 60, 251])
    expect(widths(columns, 661).reduce((sum, width) => sum + width)).toBe(661)
  })

  it('grow in proportion where all have one, but not those dragged', () => {
    expect(widths(fixed, 320)).toEqual([200, 120])
    expect(widths(fixed, 320, { a: 110 })).toEqual([110, 210])
  })

  it('never shrink below what was asked: the table scrolls', () => {
    expect(widths([column('name'), ...fixed], 200)).toEqual([160, 100, 60])
  })

  it('shrink by a few pixels, which nobody wants to scroll for, off what takes what is left, else off texts', () => {
    expect(widths([column('name'), ...fixed, column('note')], 470)).toEqual([155, 100, 60, 155])
    expect(widths([column('name'), ...fixed], 296)).toEqual([136, 100, 60])
    expect(widths([column('name'), ...fixed], 295)).toEqual([160, 100, 60])
    expect(widths([column('name'), ...fixed], 310, { name: 160 })).toEqual([160, 100, 60])
    const figures = [column('a', { width: 100, align: 'right' }), column('b', { width: 60, align: 'right' })]
    expect(widths(figures, 150)).toEqual([100, 60])
    expect(widths([column('kind', { width: 90 }), ...figures], 240)).toEqual([80, 100, 60])
  })

  it('keep the first column and pinned ones at the left', () => {
    const laid = layOut(
      [column('a', { width: 50 }), column('b', { width: 60 }), column('c', { width: 70 })],
      {},
      { room: 0, pinned: 2 },
    )
    expect(laid.map(({ stickyLeft }) => stickyLeft)).toEqual([0, 50, null])
  })

  it('put one head over neighbours of a group', () => {
    const group = 'Flat'
    const laid = layOut(
      [
        column('n', { width: 90 }),
        column('a', { width: 50, group }),
        column('b', { width: 60, group }),
        column('c', { width: 70 }),
      ],
      {},
      { room: 0, pinned: 0 },
    )
    expect(groupHeads(laid)?.map(({ title, width }) => [title, width])).toEqual([
      ['', 90],
      ['Flat', 110],
      ['', 70],
    ])
    expect(laid.map(({ startsGroup }) => startsGroup)).toEqual([false, true, false, true])
    expect(groupHeads(laid.slice(0, 1))).toBeNull()
  })
})

describe('the arrangement of columns', () => {
  const columns = ref([column('a'), column('b'), column('c', { isHidden: true }), column('d', { showFrom: 1000 })])
  const room = ref(800)
  const arranged = (): TableColumns<number> =>
    effectScope(true).run(() =>
      useTableColumns<number>(
        () => columns.value,
        () => room.value,
        'test',
      ),
    ) as TableColumns<number>
  const ids = ({ laid }: TableColumns<number>): string => laid.value.map(({ column: { id } }) => id).join('')

  beforeEach(() => {
    localStorage.clear()
    room.value = 800
  })

  it('shows what is meant to be seen in a pane of this width', () => {
    const table = arranged()
    expect(ids(table)).toBe('ab')
    room.value = 1200
    expect(ids(table)).toBe('abd')
  })

  it('puts into files what there is no room for, and leaves out what was taken away', () => {
    const table = arranged()
    const filed = (): string => table.filed.value.map(({ id }) => id).join('')
    expect(filed()).toBe('abd')
    table.toggle('b')
    table.toggle('c')
    expect(filed()).toBe('acd')
  })

  it('is remembered, and forgotten when it is reset', async () => {
    const table = arranged()
    table.toggle('c')
    table.move('c', 'a')
    table.toggle('b')
    table.resize('a', 77.4)
    await Promise.resolve()
    expect(ids(table)).toBe('ca')
    const again = arranged()
    expect(ids(again)).toBe('ca')
    expect(again.all.value.map(({ id, isShown }) => `${id}${isShown ? '+' : '-'}`)).toEqual(['c+', 'a+', 'b-', 'd-'])
    expect(again.laid.value.find(({ column: { id } }) => id === 'a')?.width).toBe(77)
    expect(again.isChanged.value).toBe(true)
    again.reset()
    await Promise.resolve()
    expect([ids(arranged()), localStorage.length]).toEqual(['ab', 0])
  })

  it('puts pinned columns first, and keeps the last one shown', () => {
    const table = arranged()
    table.pin('b', true)
    expect(ids(table)).toBe('ba')
    table.toggle('a')
    table.toggle('b')
    expect(ids(table)).toBe('b')
  })

  it('survives what it cannot read', () => {
    localStorage.setItem('heapcase.table.test', '{"order":7,"widths":{"a":"wide","b":-1,"c":60},"pinned":[1,"a"]}')
    expect(readColumnState('test')).toEqual({ order: [], hidden: [], shown: [], pinned: ['a'], widths: { c: 60 } })
    localStorage.setItem('heapcase.table.test', 'no json')
    expect(ids(arranged())).toBe('ab')
  })
})

describe("a column's own filter", () => {
  const size = { name: 'size', kind: 'quantity', unit: 'bytes' } as const
  const kind = { name: 'kind', kind: 'choice', choices: ['heap', 'cpu'] } as const
  const name = { name: 'name', kind: 'text' } as const

  it('is a term of the filter', () => {
    expect([
      termOf(size, { kind: 'quantity', low: '10 MiB', high: '' }),
      termOf(size, { kind: 'quantity', low: '', high: '1GiB' }),
      termOf(size, { kind: 'quantity', low: '1KiB', high: '2KiB' }),
      termOf(kind, { kind: 'choice', choices: ['heap'] }),
      termOf(kind, { kind: 'choice', choices: ['heap', 'cpu'] }),
      termOf(name, { kind: 'text', text: ' a b ' }),
      termOf(name, { kind: 'text', text: '  ' }),
    ]).toEqual(['size>=10MiB', 'size<=1GiB', 'size:1KiB..2KiB', 'kind=heap', '', 'name:"a b"', ''])
  })

  it('takes the place of the one before, and leaves the rest of the text', () => {
    expect([
      withTerm('', '', 'size>=1KiB'),
      withTerm('put', '', 'size>=1KiB'),
      withTerm('put size>=1KiB x', 'size>=1KiB', 'size>=2KiB'),
      withTerm('put size>=1KiB x', 'size>=1KiB', ''),
      withTerm('a OR b', '', 'kind=heap'),
    ]).toEqual(['size>=1KiB', 'put size>=1KiB', 'put size>=2KiB x', 'put x', '(a OR b) kind=heap'])
  })

  it('is marked at the heads it asks about', () => {
    const parsed = parseFilter('put -(size>1KiB OR kind=heap)', [size, kind, name])
    expect(parsed.ok && [...fieldsIn(parsed.filter)]).toEqual(['size', 'kind'])
  })
})

describe('a table as text', () => {
  const table: TableColumn<number>[] = [
    column('n', { title: '#', value: (row) => row }),
    column('size', {
      title: 'Size MiB',
      align: 'right',
      text: (row) => (row === 1 ? '+1,234.5' : '–'),
      value: (row) => (row === 1 ? 1_294_467_072 : null),
      field: { name: 'size', kind: 'quantity', unit: 'bytes' },
    }),
    column('bar', { title: '', isPicture: true }),
  ]

  it('copies figures as they are shown, readable by a spreadsheet', () => {
    expect(tableAsTsv(copiedColumns(table), [1, 2])).toBe('#\tSize MiB\n1\t1234.5\n2\t–')
    expect(['−16.6', '1,234', '12.5\u00a0%', '1.2.3', '3:43:56', '', '1,23'].map(shownValue)).toEqual([
      -16.6,
      1234,
      '12.5\u00a0%',
      '1.2.3',
      '3:43:56',
      '',
      '1,23',
    ])
  })

  it('files figures whole, in the base unit its head names', () => {
    expect(tableAsCsv(filedColumns(table), [1, 2])).toBe('#,size (bytes)\r\n1,1294467072\r\n2,\r\n')
  })
})
