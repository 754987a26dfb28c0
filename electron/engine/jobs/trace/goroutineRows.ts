// Goroutines of a trace: one row each, over columns, and groups by start function.
import type { SpreadColumns, TraceGoroutineRow, TraceGroupRow } from '../../../../shared/contract/traceTables.ts'
import type { GoroutineColumn, GroupFigure, GroupSum, WaitClass } from '../../../../shared/records/index.ts'
import { GROUP_FIGURES, GROUP_SUMS, WAIT_CLASSES } from '../../../../shared/records/index.ts'
import { DURATION_BUCKETS, durationQuantile } from '../../analysis/trace/DurationHistogram.ts'
import { goroutineMarks } from './goroutineMarks.ts'
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
  const { goroutines } = view
  const figure = (name: GoroutineColumn): ((row: number) => number) => goroutines.reader(name)
  const [slotOf, creatorOf] = [figure('slot'), figure('creator')]
  const nameOf = (row: number): string => view.functionName(goroutines.startFunction[row] as number)
  const [first, last] = [figure('firstNs'), figure('lastNs')]
  const [createStack, lastStack] = [figure('createStack'), figure('lastStack')]
  const [lastState, lastReason] = [figure('lastState'), figure('lastReason')]
  const plain = PLAIN.map((name) => [name, figure(name)] as const)
  const waits = WAIT_CLASSES.map((name) => [name, goroutines.reader(`wait.${name}`)] as const)
  const [created, ended, spawnWait] = [figure('createdNs'), figure('endedNs'), figure('spawnWaitNs')]
  const labelsOf = (row: number): string => goroutineMarks(view).labels(slotOf(row)).join(', ')
  const tasksOf = (row: number): string => goroutineMarks(view).tasks(slotOf(row)).join(', ')
  const readers: Record<string, (row: number) => CellValue> = {
    goroutine: slotOf,
    id: (row) => view.goroutineId(slotOf(row)),
    name: nameOf,
    isSystem: (row) => cell(view.isSystem(nameOf(row))),
    creator: creatorOf,
    creatorId: (row) => view.goroutineId(creatorOf(row)),
    creatorName: (row) => view.goroutineName(creatorOf(row)),
    createPlace: (row) => view.place(createStack(row)),
    createdNs: created,
    endedNs: ended,
    spawnWaitNs: spawnWait,
    lifeNs: (row) => last(row) - first(row),
    lastState: (row) => STATE_NAMES[lastState(row)] ?? '',
    lastReason: (row) => view.tables.strings[lastReason(row)] ?? '',
    lastPlace: (row) => view.place(lastStack(row)),
    labels: labelsOf,
    tasks: tasksOf,
    ...Object.fromEntries(plain),
    ...Object.fromEntries(waits.map(([name, read]) => [`waitsNs.${name}`, read])),
  }
  return {
    length: goroutines.rows,
    row: (row) => ({
      goroutine: slotOf(row),
      id: view.goroutineId(slotOf(row)),
      name: nameOf(row),
      isSystem: view.isSystem(nameOf(row)),
      creator: creatorOf(row),
      creatorId: view.goroutineId(creatorOf(row)),
      creatorName: view.goroutineName(creatorOf(row)),
      createPlace: view.place(createStack(row)),
      createStack: createStack(row),
      createdNs: orNull(created(row)),
      endedNs: orNull(ended(row)),
      spawnWaitNs: orNull(spawnWait(row)),
      lifeNs: last(row) - first(row),
      ...(Object.fromEntries(plain.map(([name, read]) => [name, read(row)])) as Pick<
        TraceGoroutineRow,
        (typeof PLAIN)[number]
      >),
      waitsNs: Object.fromEntries(waits.map(([name, read]) => [name, orNull(read(row)) ?? 0])) as Record<
        WaitClass,
        number
      >,
      lastState: STATE_NAMES[lastState(row)] ?? '',
      lastReason: view.tables.strings[lastReason(row)] ?? '',
      lastPlace: view.place(lastStack(row)),
      labels: labelsOf(row),
      tasks: tasksOf(row),
    }),
    value: (column) => readers[column] ?? (() => null),
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
