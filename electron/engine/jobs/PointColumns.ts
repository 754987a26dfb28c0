import type { TraceEventColumns } from '../../../shared/records/index.ts'

type ColumnType = Uint8ArrayConstructor | Uint32ArrayConstructor | Float64ArrayConstructor
type Column = Uint8Array | Uint32Array | Float64Array
type EventColumn = Exclude<keyof TraceEventColumns, 'length'>

const ROWS = 65_536

/** Rows put into columns one by one, given on in blocks. */
export class PointColumns {
  private readonly columns: Record<string, Column>
  private readonly list: readonly Column[]
  private readonly sources: readonly EventColumn[]
  private readonly give: (columns: Record<string, Column>, rows: number) => void
  private length = 0

  /** `sources`: of rows that are events, the column of theirs that each column is. */
  constructor(
    types: Readonly<Record<string, ColumnType>>,
    give: (columns: Record<string, Column>, rows: number) => void,
    sources: readonly EventColumn[] = [],
  ) {
    this.columns = Object.fromEntries(Object.entries(types).map(([name, type]) => [name, new type(ROWS)]))
    this.list = Object.values(this.columns)
    this.give = give
    this.sources = sources
  }

  /** Values in the order of the columns. */
  add(values: ArrayLike<number>): void {
    for (let index = 0; index < values.length; index++)
      (this.list[index] as Column)[this.length] = values[index] as number
    if (++this.length === ROWS) this.flush()
  }

  /** A row of a chunk of events. */
  take(chunk: TraceEventColumns, row: number): void {
    const { list, sources, length } = this
    for (let index = 0; index < sources.length; index++)
      (list[index] as Column)[length] = chunk[sources[index] as EventColumn][row] as number
    if (++this.length === ROWS) this.flush()
  }

  flush(): void {
    if (this.length > 0) this.give(this.columns, this.length)
    this.length = 0
  }
}
