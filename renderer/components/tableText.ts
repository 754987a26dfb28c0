// Tables as text for other programs.

export interface TextColumn<Row> {
  title: string
  /** What the file gets: full precision where it is a number. */
  value: (row: Row) => string | number | null
}

/**
 * A cell no spreadsheet runs as a formula: text that starts like one gets an apostrophe before it. Names in a case come
 * from strangers' files, and `=HYPERLINK(…)` is a valid file name. Numbers pass as they are.
 */
function safeCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  const text = value.replaceAll('\u00a0', ' ')
  return /^[=+\-@\t\r\n|%]/.test(text.trimStart()) || /^[\t\r\n]/.test(text) ? `'${text}` : text
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** RFC 4180 with a header row, CRLF and no formula anywhere. */
export function tableAsCsv<Row>(columns: readonly TextColumn<Row>[], rows: readonly Row[]): string {
  const head = columns.map((column) => quoted(safeCell(column.title))).join(',')
  const body = rows.map((row) => columns.map((column) => quoted(safeCell(column.value(row)))).join(','))
  return [head, ...body, ''].join('\r\n')
}

/** For the clipboard: tabs between cells, no tabs or line ends inside them. */
export function tableAsTsv<Row>(columns: readonly TextColumn<Row>[], rows: readonly Row[]): string {
  const cell = (value: string | number | null): string => safeCell(value).replace(/[\t\r\n]+/g, ' ')
  const head = columns.map((column) => cell(column.title)).join('\t')
  return [head, ...rows.map((row) => columns.map((column) => cell(column.value(row))).join('\t'))].join('\n')
}
