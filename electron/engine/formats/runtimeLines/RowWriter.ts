import { appendRuntimeRows, emptyRuntimeRows } from '../../../../shared/records/index.ts'
import type { RuntimeRows, RuntimeTable } from '../../../../shared/records/index.ts'
import type { ReaderOutput } from '../reader.ts'

/** Rows of a table and life that are held before they are given to the output. */
const BATCH_ROWS = 2048
const FIRST_ROWS = 32

/** Rows of one table. Nearly always the next row is of the life that had the one before. */
interface Held {
  table: RuntimeTable
  count: number
  lifeOrdinal: number
  rows: RuntimeRows
  /** Rows of all its lives. */
  byLife: Map<number, RuntimeRows>
}

/** Gathers rows per table and life and gives them to the output in batches, in their order. */
export class RowWriter {
  private readonly output: ReaderOutput
  private readonly held = new Map<RuntimeTable, Held>()

  constructor(output: ReaderOutput) {
    this.output = output
  }

  /** Rows of all tables so far. */
  get total(): number {
    let total = 0
    for (const { count } of this.held.values()) total += count
    return total
  }

  add(table: RuntimeTable, lifeOrdinal: number, row: Float64Array, texts: readonly (string | null)[]): void {
    const held = this.heldOf(table, lifeOrdinal)
    held.count++
    const { rows } = held
    const at = rows.length++
    const { numbers } = rows
    for (let column = 0; column < numbers.length; column++)
      (numbers[column] as Float64Array)[at] = row[column] as number
    for (let column = 0; column < texts.length; column++)
      (rows.texts[column] as (string | null)[])[at] = texts[column] ?? null
  }

  finish(): void {
    for (const { byLife } of this.held.values()) for (const [life, rows] of byLife) this.flush(life, rows)
  }

  /** With room for one more row of this life. */
  private heldOf(table: RuntimeTable, lifeOrdinal: number): Held {
    let held = this.held.get(table)
    if (held === undefined) {
      const rows = emptyRuntimeRows(table, FIRST_ROWS)
      held = { table, count: 0, lifeOrdinal, rows, byLife: new Map([[lifeOrdinal, rows]]) }
      this.held.set(table, held)
    }
    if (held.lifeOrdinal !== lifeOrdinal) {
      held.lifeOrdinal = lifeOrdinal
      held.rows = held.byLife.get(lifeOrdinal) ?? emptyRuntimeRows(table, FIRST_ROWS)
      held.byLife.set(lifeOrdinal, held.rows)
    }
    if (held.rows.length === (held.rows.numbers[0]?.length ?? 0)) this.makeRoom(held)
    return held
  }

  private makeRoom(held: Held): void {
    const { rows, lifeOrdinal } = held
    if (rows.length >= BATCH_ROWS) return this.flush(lifeOrdinal, rows)
    held.rows = appendRuntimeRows(emptyRuntimeRows(held.table, Math.min(BATCH_ROWS, rows.length * 4)), rows)
    held.byLife.set(lifeOrdinal, held.rows)
  }

  private flush(lifeOrdinal: number, rows: RuntimeRows): void {
    if (rows.length > 0) this.output.runtimeRows?.(lifeOrdinal, rows)
    rows.length = 0
  }
}
