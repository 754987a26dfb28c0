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
export function tableAsCsv<Row>(columns: readonly TextColumn<Row>[], rows: Iterable<Row>): string {
  const lines = [columns.map((column) => quoted(safeCell(column.title))).join(',')]
  for (const row of rows) lines.push(columns.map((column) => quoted(safeCell(column.value(row)))).join(','))
  return [...lines, ''].join('\r\n')
}

/** For the clipboard: tabs between cells, no tabs or line ends inside them. */
export function tableAsTsv<Row>(columns: readonly TextColumn<Row>[], rows: Iterable<Row>): string {
  const cell = (value: string | number | null): string => safeCell(value).replace(/[\t\r\n]+/g, ' ')
  const lines = [columns.map((column) => cell(column.title)).join('\t')]
  for (const row of rows) lines.push(columns.map((column) => cell(column.value(row))).join('\t'))
  return lines.join('\n')
}

/** A figure as shown becomes the number another program reads: `+1,234.5` is 1234.5. Anything else stays the text it is. */
export function shownValue(text: string): string | number {
  const plain = text.replaceAll(',', '').replace('\u2212', '-').replace(/^\+/, '')
  return /^-?\d+(\.\d+)?$/.test(plain) && /^[+\u2212]?\d{1,3}(,\d{3})*(\.\d+)?$|^[+\u2212]?\d+(\.\d+)?$/.test(text)
    ? Number(plain)
    : text
}
