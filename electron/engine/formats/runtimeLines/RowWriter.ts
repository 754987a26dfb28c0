import { appendRuntimeRows, emptyRuntimeRows } from '../../../../shared/records/index.ts'
import type { RuntimeRows, RuntimeTable } from '../../../../shared/records/index.ts'
import type { ReaderOutput } from '../reader.ts'

/** Rows of a table and life that are held before they are given to the output. */
const BATCH_ROWS = 2048
const FIRST_ROWS = 32

/** Gathers rows per table and life and gives them to the output in batches, in their order. */
export class RowWriter {
  /** Rows so far, by table. */
  readonly counts = new Map<RuntimeTable, number>()
  private readonly output: ReaderOutput
  private readonly held = new Map<string, { lifeOrdinal: number; rows: RuntimeRows }>()
  private latest: { table: RuntimeTable; lifeOrdinal: number; rows: RuntimeRows } | null = null

  constructor(output: ReaderOutput) {
    this.output = output
  }

  add(table: RuntimeTable, lifeOrdinal: number, row: Float64Array, texts: readonly (string | null)[]): void {
    const rows = this.room(table, lifeOrdinal)
    const at = rows.length++
    const { numbers } = rows
    for (let column = 0; column < numbers.length; column++)
      (numbers[column] as Float64Array)[at] = row[column] as number
    for (let column = 0; column < texts.length; column++)
      (rows.texts[column] as (string | null)[])[at] = texts[column] ?? null
    this.counts.set(table, (this.counts.get(table) ?? 0) + 1)
  }

  finish(): void {
    for (const { lifeOrdinal, rows } of this.held.values()) this.flush(lifeOrdinal, rows)
    this.held.clear()
    this.latest = null
  }

  /** Rows with room for one more. */
  private room(table: RuntimeTable, lifeOrdinal: number): RuntimeRows {
    const { latest } = this
    if (latest !== null && latest.table === table && latest.lifeOrdinal === lifeOrdinal && hasRoom(latest.rows))
      return latest.rows
    const key = `${table} ${lifeOrdinal}`
    const known = this.held.get(key)
    let rows = known?.rows ?? emptyRuntimeRows(table, FIRST_ROWS)
    if (!hasRoom(rows)) {
      if (rows.length >= BATCH_ROWS) this.flush(lifeOrdinal, rows)
      else rows = appendRuntimeRows(emptyRuntimeRows(table, Math.min(BATCH_ROWS, rows.length * 4)), rows)
    }
    if (rows !== known?.rows) this.held.set(key, { lifeOrdinal, rows })
    this.latest = { table, lifeOrdinal, rows }
    return rows
  }

  private flush(lifeOrdinal: number, rows: RuntimeRows): void {
    if (rows.length > 0) this.output.runtimeRows?.(lifeOrdinal, rows)
    rows.length = 0
  }
}

const hasRoom = (rows: RuntimeRows): boolean => rows.length < (rows.numbers[0]?.length ?? 0)
