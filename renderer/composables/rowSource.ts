/**
 * Rows of a table, however many: in memory, or read page by page. A new object means that something changed; a row that did not
 * change is the same object as before.
 */
export interface RowSource<Row> {
  readonly count: number
  /** Undefined: not read yet. */
  at: (index: number) => Row | undefined
}

export const rowsOf = <Row>(rows: readonly Row[]): RowSource<Row> => ({
  count: rows.length,
  at: (index) => rows[index],
})

/** Rows in the order of `places`. */
export const rowsAt = <Row>(
  rows: readonly Row[],
  places: { readonly length: number; [index: number]: number },
): RowSource<Row> => ({
  count: places.length,
  at: (index) => {
    const place = places[index]
    return place === undefined ? undefined : rows[place]
  },
})

export const isRowSource = <Row>(rows: RowSource<Row> | readonly Row[]): rows is RowSource<Row> => !Array.isArray(rows)

/** Every row that is read. */
export function* readRows<Row>({ count, at }: RowSource<Row>): Generator<Row> {
  for (let index = 0; index < count; index++) {
    const row = at(index)
    if (row !== undefined) yield row
  }
}
