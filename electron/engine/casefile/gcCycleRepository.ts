import type Database from 'better-sqlite3'
import { GC_NUMBER_COLUMNS, emptyGcCycleColumns, gcCycleAt } from '../../../shared/records/index.ts'
import type { GcCycle, GcCycleColumns, LifeId, SourceId } from '../../../shared/records/index.ts'
import type { Connection } from './connection.ts'
import { CaseFileError } from './errors.ts'
import type { GcCycles } from './types.ts'

/** Column of the table for each column of the record, in the order of the table. */
const SQL_COLUMNS: Record<(typeof GC_NUMBER_COLUMNS)[number], string> = {
  number: 'number',
  line: 'line',
  startNs: 'start_ns',
  gcCpuPercent: 'gc_cpu_percent',
  sweepTermNs: 'sweep_term_ns',
  markNs: 'mark_ns',
  markTermNs: 'mark_term_ns',
  sweepTermCpuNs: 'sweep_term_cpu_ns',
  assistCpuNs: 'assist_cpu_ns',
  backgroundCpuNs: 'background_cpu_ns',
  idleCpuNs: 'idle_cpu_ns',
  markTermCpuNs: 'mark_term_cpu_ns',
  heapStartBytes: 'heap_start_bytes',
  heapEndBytes: 'heap_end_bytes',
  liveHeapBytes: 'live_heap_bytes',
  heapGoalBytes: 'heap_goal_bytes',
  stacksBytes: 'stacks_bytes',
  globalsBytes: 'globals_bytes',
  procs: 'procs',
}
const COLUMNS = [...GC_NUMBER_COLUMNS.map((name) => SQL_COLUMNS[name]), 'trigger_kind', 'is_leak_check']

/** Rows per statement: binding many at once is what makes inserting fast. */
const ROWS_PER_INSERT = 16

/** Inserts all rows of `columns`; `firstOrdinal` counts those of the life inserted before. Within the caller's transaction. */
export function gcCycleInserter(
  db: Database.Database,
): (sourceId: SourceId, lifeOrdinal: number, columns: GcCycleColumns, firstOrdinal: number) => void {
  const width = COLUMNS.length + 3
  const prepare = (rows: number): Database.Statement<unknown[]> =>
    db.prepare(`INSERT INTO gc_cycles (source_id, life_ordinal, ordinal, ${COLUMNS.join(', ')})
      VALUES ${Array<string>(rows)
        .fill(`(${Array<string>(width).fill('?').join(', ')})`)
        .join(', ')}`)
  const one = prepare(1)
  const many = prepare(ROWS_PER_INSERT)

  return (sourceId, lifeOrdinal, columns, firstOrdinal) => {
    const numbers = GC_NUMBER_COLUMNS.map((name) => columns[name])
    const fill = (values: (number | null)[], at: number, row: number): void => {
      values[at++] = sourceId
      values[at++] = lifeOrdinal
      values[at++] = firstOrdinal + row
      for (const column of numbers) values[at++] = integerOrNull(column[row])
      values[at++] = columns.trigger[row] ?? 0
      values[at] = columns.isLeakCheck[row] ?? 0
    }
    const values = new Array<number | null>(width * ROWS_PER_INSERT).fill(0)
    let row = 0
    for (; row + ROWS_PER_INSERT <= columns.length; row += ROWS_PER_INSERT) {
      for (let index = 0; index < ROWS_PER_INSERT; index++) fill(values, index * width, row + index)
      many.run(values)
    }
    for (; row < columns.length; row++) {
      const single: (number | null)[] = []
      fill(single, 0, row)
      one.run(single)
    }
  }
}

/** Whole, as the table has it; a figure no process can reach (above 2^53) is kept at the largest exact number. */
function integerOrNull(value: number | undefined): number | null {
  if (value === undefined || Number.isNaN(value)) return null
  const whole = Math.round(value)
  return Number.isSafeInteger(whole) ? whole : Math.sign(whole) * Number.MAX_SAFE_INTEGER
}

/** GC cycles by life. Rows are written once, at import, and never updated. */
export function gcCycleRepository({ db, path }: Connection): GcCycles {
  const life = db.prepare<[LifeId], { sourceId: SourceId; ordinal: number; cycles: number }>(`
    SELECT source_id AS sourceId, ordinal, cycles FROM process_lives JOIN sources ON sources.id = source_id
    WHERE process_lives.id = ?`)
  const select = COLUMNS.join(', ')
  const all = db
    .prepare<[SourceId, number], (number | null)[]>(
      `SELECT ${select} FROM gc_cycles WHERE source_id = ? AND life_ordinal = ? ORDER BY number, ordinal`,
    )
    .raw()
  const one = db
    .prepare<[SourceId, number, number], (number | null)[]>(
      `SELECT ${select} FROM gc_cycles WHERE source_id = ? AND life_ordinal = ? AND number = ? ORDER BY ordinal LIMIT 1`,
    )
    .raw()
  const count = db
    .prepare<[], number>('SELECT coalesce(sum(cycles), 0) FROM process_lives JOIN sources ON sources.id = source_id')
    .pluck()
  const span = db.prepare<[SourceId, number, number], { lifeId: LifeId; fromNs: number; toNs: number }>(`
    SELECT process_lives.id AS lifeId, min(start_ns) AS fromNs,
      max(start_ns + sweep_term_ns + mark_ns + mark_term_ns) AS toNs
    FROM gc_cycles
    JOIN process_lives ON process_lives.source_id = gc_cycles.source_id AND process_lives.ordinal = life_ordinal
    JOIN sources ON sources.id = gc_cycles.source_id
    WHERE gc_cycles.source_id = ? AND line BETWEEN ? AND ? GROUP BY process_lives.id ORDER BY process_lives.id LIMIT 1`)
  const sample = db
    .prepare<[SourceId, number, number, number, number], number>(
      `SELECT live_heap_bytes FROM gc_cycles WHERE source_id = ? AND life_ordinal = ? AND (ordinal % ? = 0 OR ordinal = ?)
       ORDER BY ordinal LIMIT ?`,
    )
    .pluck()
  const existing = (lifeId: LifeId): { sourceId: SourceId; ordinal: number; cycles: number } => {
    const row = life.get(lifeId)
    if (!row)
      throw new CaseFileError('casefile/no-such-life', `The case has no process life ${lifeId}.`, { path, lifeId })
    return row
  }

  return {
    columns: (lifeId) => {
      const { sourceId, ordinal, cycles } = existing(lifeId)
      const columns = emptyGcCycleColumns(cycles)
      for (const row of all.iterate(sourceId, ordinal)) setRow(columns, columns.length++, row)
      return columns
    },
    find: (lifeId, number) => {
      const { sourceId, ordinal } = existing(lifeId)
      const row = one.get(sourceId, ordinal, number)
      return row ? toCycle(row) : null
    },
    liveHeapSample: (lifeId, points) => {
      const { sourceId, ordinal, cycles } = existing(lifeId)
      const step = Math.max(1, Math.ceil(cycles / Math.max(1, points - 1)))
      return sample.all(sourceId, ordinal, step, cycles - 1, points)
    },
    spanOfLines: (sourceId, from, to) => span.get(sourceId, from, to) ?? null,
    count: () => count.get() ?? 0,
  }
}

function setRow(columns: GcCycleColumns, index: number, row: readonly (number | null)[]): void {
  let at = 0
  for (const name of GC_NUMBER_COLUMNS) columns[name][index] = row[at++] ?? Number.NaN
  columns.trigger[index] = row[at++] ?? 0
  columns.isLeakCheck[index] = row[at] ?? 0
}

function toCycle(row: readonly (number | null)[]): GcCycle {
  const columns = emptyGcCycleColumns(1)
  setRow(columns, 0, row)
  return gcCycleAt(columns, 0)
}
