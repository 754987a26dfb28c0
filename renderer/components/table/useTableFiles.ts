import { copyText, saveText } from '../clipboard.ts'
import type { TableColumn } from '../dataTable.ts'
import { tableAsCsv, tableAsTsv } from '../tableText.ts'
import { copiedColumns, filedColumns } from './tableExport.ts'

export interface TableFiles<Row> {
  copyCell: (row: Row, column: TableColumn<Row>) => Promise<void>
  copyRows: (rows: readonly Row[]) => Promise<void>
  copyAll: () => Promise<void>
  exportCsv: () => Promise<void>
}

/** A table's way out: cells, rows or all of it as text with tabs, and as a CSV file. */
export function useTableFiles<Row>(table: {
  /** Those on the screen. */
  columns: () => readonly TableColumn<Row>[]
  /** Those of a file. */
  filed: () => readonly TableColumn<Row>[]
  fileName: () => string
  /** Every row in order; null where they could not be read. */
  all: () => Promise<readonly Row[] | null>
}): TableFiles<Row> {
  const copyRows = (rows: readonly Row[]): Promise<void> => copyText(tableAsTsv(copiedColumns(table.columns()), rows))
  return {
    copyCell: (row, column) => copyText(column.text(row).replaceAll('\u00a0', ' ')),
    copyRows,
    copyAll: async () => {
      const rows = await table.all()
      if (rows) await copyRows(rows)
    },
    exportCsv: async () => {
      const rows = await table.all()
      if (rows)
        saveText(tableAsCsv(filedColumns(table.filed()), rows), `${table.fileName() || 'table'}.csv`, 'text/csv')
    },
  }
}
