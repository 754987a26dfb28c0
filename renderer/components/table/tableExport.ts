// What of a table goes to the clipboard (as it is shown) and into a file (figures in base units, full precision).
import type { TableColumn } from '../dataTable.ts'
import { shownValue, type TextColumn } from '../tableText.ts'

const headOf = <Row>({ group, title, name }: TableColumn<Row>): string =>
  (name ?? [group, title].filter(Boolean).join(', ')).replaceAll('\u00a0', ' ')

/** As shown: a figure of the column's unit, which stands in the head. */
export const copiedColumns = <Row>(columns: readonly TableColumn<Row>[]): TextColumn<Row>[] =>
  columns
    .filter(({ isPicture }) => !isPicture)
    .map((column) => ({
      title: headOf(column),
      value: (row) => (column.align === 'right' ? shownValue(column.text(row)) : column.text(row)),
    }))

/** In base units, which the head names: `live (bytes)`. */
export const filedColumns = <Row>(columns: readonly TableColumn<Row>[]): TextColumn<Row>[] =>
  columns
    .filter(({ isPicture }) => !isPicture)
    .map((column) => {
      const { field } = column
      return {
        title: field?.kind === 'quantity' ? `${field.name} (${field.unit ?? 'count'})` : headOf(column),
        value: column.value ?? ((row) => column.text(row)),
      }
    })
