// Goroutines of a trace: one row each, over columns, and groups by start function.
import type { SpreadColumns, TraceGoroutineRow, TraceGroupRow } from '../../../../shared/contract/traceTables.ts'
import { DURATION_BUCKETS } from '../../../../shared/records/index.ts'
import type { GoroutineColumn, GroupFigure, GroupSum, WaitClass } from '../../../../shared/records/index.ts'
import { GROUP_FIGURES, GROUP_SUMS, WAIT_CLASSES } from '../../../../shared/records/index.ts'
import { sumsOf } from '../../analysis/trace/GoroutineSums.ts'
import { durationQuantile } from '../../analysis/trace/DurationHistogram.ts'
import type { StoredColumn } from './GoroutineTable.ts'
import { goroutineMarks } from './goroutineMarks.ts'
import { goroutineTotals } from './goroutineTotals.ts'
import type { TotalledColumn } from './goroutineTotals.ts'
import { STATE_NAMES } from './TraceView.ts'
import type { TraceView } from './TraceView.ts'
import { cell, orNull } from './table.ts'
import type { CellValue, TableSource } from './table.ts'

/** Columns that are figures as they are stored. */
export const GOROUTINE_FIGURES = [
  'firstNs',
  'lastNs',
  'runningNs',
  'runnableNs',
  'waitingNs',
  'syscallNs',
  'undeterminedNs',
  'runnableStwNs',
  'runnableGcNs',
  'runnableFullNs',
  'runnableOtherNs',
  'activeInMarkNs',
  'pausedNs',
  'longestRunNs',
  'longestRunnableNs',
  'longestWaitNs',
  'longestSyscallNs',
  'runs',
  'waits',
  'syscalls',
  'stops',
  'migrations',
  'assistNs',
  'assists',
  'sweepNs',
  'blockedSyscalls',
  'blockedSyscallNs',
] as const satisfies readonly GoroutineColumn[]

/** Of columns that are called otherwise in the table; waits: `waitsNs.<class>`. */
const STORED: Readonly<Record<string, TotalledColumn>> = {
  goroutine: 'slot',
  lifeNs: ['firstNs', 'lastNs'],
  ...Object.fromEntries(WAIT_CLASSES.map((name) => [`waitsNs.${name}`, `wait.${name}`] as const)),
}

const ROW_COLUMNS = [
  'slot',
  'creator',
  'createStack',
  'lastStack',
  'lastState',
  'lastReason',
  'createdNs',
  'endedNs',
  'spawnWaitNs',
  ...GOROUTINE_FIGURES,
] as const
const WAIT_COLUMNS = WAIT_CLASSES.map((name) => `wait.${name}` as const)

/** As GOROUTINE_SUMS calls a column of the table. */
function sumName(column: string): string {
  const stored = STORED[column] ?? column
  return typeof stored === 'string' ? stored : column
}
const storedSums = (view: TraceView): ReturnType<typeof sumsOf> =>
  view.keep('goroutine sums', () => sumsOf(view.traces.table(view.sourceId, 'goroutineSums').columns))

type Reader = (row: number) => number
type Figures = { readonly [Name in (typeof ROW_COLUMNS)[number]]: Reader } & {
  waitsNs: (readonly [WaitClass, Reader])[]
}

function figuresOf(reader: (name: StoredColumn) => Reader): Figures {
  return {
    ...(Object.fromEntries(ROW_COLUMNS.map((name) => [name, reader(name)])) as Omit<Figures, 'waitsNs'>),
    waitsNs: WAIT_CLASSES.map((name) => [name, reader(`wait.${name}`)] as const),
  }
}

export function goroutineTable(view: TraceView): TableSource<TraceGoroutineRow> {
  const { goroutines } = view
  const nameOf = (row: number): string => view.functionName(goroutines.startFunction[row] as number)
  /** Cells that are made of figures. */
  const cellsOf = ({ slot, creator, createStack, lastStack, lastState, lastReason, lastNs, firstNs }: Figures) => ({
    id: (row: number) => view.goroutineId(slot(row)),
    creatorId: (row: number) => view.goroutineId(creator(row)),
    creatorName: (row: number) => view.goroutineName(creator(row)),
    createPlace: (row: number) => view.place(createStack(row)),
    lifeNs: (row: number) => lastNs(row) - firstNs(row),
    lastState: (row: number) => STATE_NAMES[lastState(row)] ?? '',
    lastReason: (row: number) => view.tables.strings[lastReason(row)] ?? '',
    lastPlace: (row: number) => view.place(lastStack(row)),
    labels: (row: number) => goroutineMarks(view).labels(slot(row)).join(', '),
    tasks: (row: number) => goroutineMarks(view).tasks(slot(row)).join(', '),
  })
  const together = (): ((column: string) => (row: number) => CellValue) => {
    const { waitsNs, ...plain } = figuresOf(goroutines.group())
    const readers: Record<string, (row: number) => CellValue> = {
      ...plain,
      ...Object.fromEntries(waitsNs.map(([name, read]) => [`waitsNs.${name}`, read])),
      ...cellsOf({ ...plain, waitsNs }),
      goroutine: plain.slot,
      name: nameOf,
      isSystem: (row) => cell(view.isSystem(nameOf(row))),
    }
    return (column) => readers[column] ?? (() => null)
  }
  const figures = figuresOf(goroutines.group([...ROW_COLUMNS, ...WAIT_COLUMNS]))
  const cells = cellsOf(figures)
  return {
    length: goroutines.rows,
    row: (row) => ({
      goroutine: figures.slot(row),
      id: cells.id(row),
      name: nameOf(row),
      isSystem: view.isSystem(nameOf(row)),
      creator: figures.creator(row),
      creatorId: cells.creatorId(row),
      creatorName: cells.creatorName(row),
      createPlace: cells.createPlace(row),
      createStack: figures.createStack(row),
      createdNs: orNull(figures.createdNs(row)),
      endedNs: orNull(figures.endedNs(row)),
      spawnWaitNs: orNull(figures.spawnWaitNs(row)),
      lifeNs: cells.lifeNs(row),
      ...(Object.fromEntries(GOROUTINE_FIGURES.map((name) => [name, figures[name](row)])) as Pick<
        TraceGoroutineRow,
        (typeof GOROUTINE_FIGURES)[number]
      >),
      waitsNs: Object.fromEntries(figures.waitsNs.map(([name, read]) => [name, orNull(read(row)) ?? 0])) as Record<
        WaitClass,
        number
      >,
      lastState: cells.lastState(row),
      lastReason: cells.lastReason(row),
      lastPlace: cells.lastPlace(row),
      labels: cells.labels(row),
      tasks: cells.tasks(row),
    }),
    value: (column) => together()(column),
    together,
    *totals(columns, rows) {
      // In cases written before they were kept they are made of all rows.
      const sums = rows === null ? storedSums(view) : null
      if (sums) return columns.map((name) => sums.get(sumName(name)) ?? null)
      const stored = columns.map((name) => STORED[name] ?? (name as StoredColumn))
      return yield* goroutineTotals(goroutines, stored, rows)
    },
  }
}

export function groupRows(view: TraceView): TraceGroupRow[] {
  const { rows, columns } = view.traces.table(view.sourceId, 'groups')
  const counts = view.traces.table(view.sourceId, 'groupHistograms').columns['count'] ?? new Uint32Array(0)
  const at = (name: string, row: number): number => columns[name]?.[row] ?? 0
  return Array.from({ length: rows }, (_, row): TraceGroupRow => {
    const spread = (name: GroupFigure, index: number): SpreadColumns => {
      const from = (row * GROUP_FIGURES.length + index) * DURATION_BUCKETS
      const histogram = counts.subarray(from, from + DURATION_BUCKETS)
      const count = at(`${name}.count`, row)
      const [min, max] = [at(`${name}.min`, row), at(`${name}.max`, row)]
      const isCount = !name.endsWith('Ns')
      const quantile = (share: number): number | null => {
        const value = durationQuantile(histogram, share, max)
        if (Number.isNaN(value)) return null
        // The first bucket holds zeros, too.
        if ((histogram[0] ?? 0) >= share * count) return min
        return Math.max(min, isCount ? Math.round(value) : value)
      }
      return {
        count,
        sum: at(`${name}.sum`, row),
        min: count > 0 ? min : null,
        median: quantile(0.5),
        p99: quantile(0.99),
        max: count > 0 ? max : null,
      }
    }
    const of = at('function', row)
    const name = view.functionName(of)
    return {
      function: of,
      name,
      file: view.functionFile(of),
      isSystem: view.isSystem(name),
      goroutines: at('goroutines', row),
      created: at('created', row),
      ended: at('ended', row),
      figures: Object.fromEntries(GROUP_FIGURES.map((figure, index) => [figure, spread(figure, index)])) as Record<
        GroupFigure,
        SpreadColumns
      >,
      sums: Object.fromEntries(GROUP_SUMS.map((sum) => [sum, at(sum, row)])) as Record<GroupSum, number>,
      waits: Object.fromEntries(WAIT_CLASSES.map((wait) => [wait, at(`wait.${wait}`, row)])) as Record<
        WaitClass,
        number
      >,
    }
  })
}
