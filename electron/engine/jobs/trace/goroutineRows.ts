// Goroutines of a trace: one row each, over columns, and groups by start function.
import type { SpreadColumns, TraceGoroutineRow, TraceGroupRow } from '../../../../shared/contract/traceTables.ts'
import type { GoroutineColumn, GroupFigure, GroupSum, WaitClass } from '../../../../shared/records/index.ts'
import { GROUP_FIGURES, GROUP_SUMS, WAIT_CLASSES } from '../../../../shared/records/index.ts'
import { DURATION_BUCKETS, durationQuantile } from '../../analysis/trace/DurationHistogram.ts'
import { STATE_NAMES } from './TraceView.ts'
import type { TraceView } from './TraceView.ts'
import { cell, orNull } from './table.ts'
import type { CellValue, TableSource } from './table.ts'

/** Columns that are figures as they are stored. */
const PLAIN = [
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

export function goroutineTable(view: TraceView): TableSource<TraceGoroutineRow> {
  const { rows, columns } = view.goroutines
  const figure = (name: GoroutineColumn, row: number): number => columns[name]?.[row] ?? Number.NaN
  const slotOf = (row: number): number => figure('slot', row)
  const nameOf = (row: number): string => view.functionName(view.startFunction(row))
  const labelsOf = (row: number): string => [...(view.marks.get(slotOf(row))?.labels ?? [])].join(', ')
  const tasksOf = (row: number): string =>
    [...(view.marks.get(slotOf(row))?.tasks ?? [])].map((task) => view.taskNames.get(task) ?? '').join(', ')
  const texts: Record<string, (row: number) => CellValue> = {
    goroutine: slotOf,
    id: (row) => view.goroutineId(slotOf(row)),
    name: nameOf,
    isSystem: (row) => cell(view.isSystem(nameOf(row))),
    creatorName: (row) => view.goroutineName(figure('creator', row)),
    createPlace: (row) => view.place(figure('createStack', row)),
    lifeNs: (row) => figure('lastNs', row) - figure('firstNs', row),
    lastState: (row) => STATE_NAMES[figure('lastState', row)] ?? '',
    lastReason: (row) => view.tables.strings[figure('lastReason', row)] ?? '',
    lastPlace: (row) => view.place(figure('lastStack', row)),
    labels: labelsOf,
    tasks: tasksOf,
  }
  return {
    length: rows,
    row: (row) => ({
      goroutine: slotOf(row),
      id: view.goroutineId(slotOf(row)),
      name: nameOf(row),
      isSystem: view.isSystem(nameOf(row)),
      creator: figure('creator', row),
      creatorName: view.goroutineName(figure('creator', row)),
      createPlace: view.place(figure('createStack', row)),
      createStack: figure('createStack', row),
      createdNs: orNull(figure('createdNs', row)),
      endedNs: orNull(figure('endedNs', row)),
      spawnWaitNs: orNull(figure('spawnWaitNs', row)),
      lifeNs: figure('lastNs', row) - figure('firstNs', row),
      ...(Object.fromEntries(PLAIN.map((name) => [name, figure(name, row)])) as Pick<
        TraceGoroutineRow,
        (typeof PLAIN)[number]
      >),
      waitsNs: Object.fromEntries(WAIT_CLASSES.map((name) => [name, columns[`wait.${name}`]?.[row] ?? 0])) as Record<
        WaitClass,
        number
      >,
      lastState: STATE_NAMES[figure('lastState', row)] ?? '',
      lastReason: view.tables.strings[figure('lastReason', row)] ?? '',
      lastPlace: view.place(figure('lastStack', row)),
      labels: labelsOf(row),
      tasks: tasksOf(row),
    }),
    value(column) {
      const text = texts[column]
      if (text !== undefined) return text
      const values = columns[column.startsWith('waitsNs.') ? `wait.${column.slice(8)}` : column]
      return (row) => values?.[row]
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
