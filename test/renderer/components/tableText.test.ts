import { describe, expect, it } from 'vitest'
import { tableAsCsv, tableAsTsv, type TextColumn } from '../../../renderer/components/tableText.ts'

interface Row {
  name: string
  value: number | null
}
const columns: TextColumn<Row>[] = [
  { title: 'name', value: ({ name }) => name },
  { title: 'value', value: ({ value }) => value },
]

describe('tables as text', () => {
  it.each(['=HYPERLINK("http://x")', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1', '|cmd', '%x', '  =1'])(
    'never lets %j be a formula',
    (name) => {
      const cell = tableAsCsv(columns, [{ name, value: 1 }]).split('\r\n')[1] ?? ''
      expect(cell.replace(/^"/, '')).toMatch(/^'/)
    },
  )

  it('quotes commas, quotes and line ends, keeps numbers exact and leaves gaps empty', () => {
    const rows = [
      { name: 'a,"b"\nc', value: -1234.5 },
      { name: 'plain', value: null },
      { name: 'x', value: Number.NaN },
    ]
    expect(tableAsCsv(columns, rows)).toBe('name,value\r\n"a,""b""\nc",-1234.5\r\nplain,\r\nx,\r\n')
  })

  it('puts one row on one line for the clipboard', () => {
    expect(tableAsTsv(columns, [{ name: 'a\tb\nc', value: 2 }])).toBe('name\tvalue\na b c\t2')
  })
})
