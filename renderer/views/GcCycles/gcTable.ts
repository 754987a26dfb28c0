// Columns of the cycles table. Figures of one column share unit and precision; the unit stands in the head.
import type { ColumnTotal } from '../../../shared/contract/tables.ts'
import { GC_FIELDS } from '../../../shared/contract/tables.ts'
import type { GcRow, GcSortColumn } from '../../../shared/contract/caseCalls.ts'
import { MIB } from '../../../shared/units/units.ts'
import { formatNumber } from '../../../shared/units/format.ts'
import type { AboutId } from '../../components/about/aboutIds.ts'
import type { TableColumn } from '../../components/dataTable.ts'

const milli = (nanoseconds: number, digits: number): string => formatNumber(nanoseconds / 1e6, digits)
const mebi = (bytes: number | null): string => (bytes === null ? '–' : formatNumber(bytes / MIB))

/** Text of heads and cells in the language shown. */
export interface GcTableTexts {
  head: (column: GcSortColumn | 'bar') => string
  trigger: (trigger: GcRow['trigger']) => string
  /** A cycle's start on the life's axis. */
  time: (row: GcRow) => string
  wall: string
  cpu: string
  heap: string
}

/** How a figure is written, and what the last row says of all of it. */
interface GcFigure {
  id: GcSortColumn
  width: number
  unit: string
  write: (value: number) => string
  total: 'sum' | 'max' | null
  about: AboutId
  group: 'wall' | 'cpu' | 'heap' | null
  change?: Partial<TableColumn<GcRow>>
}

const time = (id: GcSortColumn, width: number, digits: number, group: 'wall' | 'cpu', about: AboutId): GcFigure => ({
  id,
  width,
  unit: 'ms',
  write: (value) => milli(value, digits),
  total: 'sum',
  about,
  group,
})
const heap = (id: GcSortColumn, width: number, about: AboutId, change: Partial<TableColumn<GcRow>> = {}): GcFigure => ({
  id,
  width,
  unit: '',
  write: mebi,
  total: 'max',
  about,
  group: 'heap',
  change,
})

/** From this width of the pane on every column but the sum of the pauses is shown; the inspector has them all for the selected cycle. */
const WIDE = 1210

const FIGURES: readonly GcFigure[] = [
  { ...time('sweepTermNs', 80, 2, 'wall', 'gcSweepTerm'), change: { startsGroup: true } },
  time('markNs', 60, 1, 'wall', 'gcMark'),
  time('markTermNs', 76, 2, 'wall', 'gcMarkTerm'),
  { ...time('pauseNs', 70, 2, 'wall', 'gcPause'), change: { isHidden: true } },
  { ...time('assistCpuNs', 68, 1, 'cpu', 'gcAssist'), change: { startsGroup: true } },
  { ...time('backgroundCpuNs', 78, 1, 'cpu', 'gcBackground'), change: { showFrom: WIDE } },
  { ...time('idleCpuNs', 58, 1, 'cpu', 'gcIdle'), change: { showFrom: WIDE } },
  {
    id: 'gcCpuPercent',
    width: 78,
    unit: '%',
    write: (value) => formatNumber(value),
    total: null,
    about: 'gcCpuPrinted',
    group: null,
  },
  { ...heap('heapStartBytes', 64, 'gcHeapStart', { startsGroup: true }), unit: 'MiB' },
  heap('heapEndBytes', 44, 'gcHeapEnd'),
  heap('liveHeapBytes', 44, 'gcLive', { isStrong: true }),
  heap('heapGoalBytes', 46, 'gcGoal'),
  heap('stacksBytes', 58, 'gcStacks', { showFrom: WIDE }),
  heap('globalsBytes', 60, 'gcGlobals', { showFrom: WIDE }),
]
const counts = (id: GcSortColumn, width: number, about: AboutId): GcFigure => ({
  id,
  width,
  unit: '',
  write: (value) => formatNumber(value),
  total: null,
  about,
  group: null,
  change: { showFrom: WIDE },
})

const fieldOf = (id: GcSortColumn) => GC_FIELDS.find(({ column }) => column === id)

function figureColumn(figure: GcFigure, texts: GcTableTexts): TableColumn<GcRow> {
  const { id, unit, width, write, about, group, change } = figure
  const head = texts.head(id)
  const field = fieldOf(id)
  const read = ({ [id]: value }: GcRow): number | null => (typeof value === 'number' ? value : null)
  return {
    id,
    title: unit === '' ? head : `${head} ${unit}`,
    name: group === null ? head : `${head} (${texts[group]})`,
    align: 'right',
    width,
    about,
    text: (row) => {
      const value = read(row)
      return value === null ? '–' : write(value)
    },
    value: read,
    ...(field && { field }),
    ...change,
  }
}

/** Columns in the order of the table. Ids of sortable ones are what `gcCycles.page` sorts by. */
export function gcTableColumns(texts: GcTableTexts): TableColumn<GcRow>[] {
  const figures = FIGURES.map((figure) => figureColumn(figure, texts))
  const bar: TableColumn<GcRow> = {
    id: 'bar',
    title: '',
    name: texts.head('bar'),
    width: 36,
    grows: true,
    isPicture: true,
    about: 'gcHeapBar',
    text: () => '',
  }
  figures.splice(figures.findIndex(({ id }) => id === 'heapGoalBytes') + 1, 0, bar)
  const number = figureColumn(counts('number', 70, 'gcNumber'), texts)
  const trigger = fieldOf('trigger')
  const start = fieldOf('startNs')
  return [
    { ...number, align: 'left', showFrom: 0, hasNotes: true },
    {
      id: 'x',
      title: texts.head('x'),
      width: 84,
      isMono: true,
      about: 'gcStart',
      text: texts.time,
      value: (row) => row.x,
      ...(start && { field: start }),
    },
    {
      id: 'trigger',
      title: texts.head('trigger'),
      width: 54,
      isFaint: true,
      about: 'gcTrigger',
      text: (row) => texts.trigger(row.trigger),
      value: (row) => row.trigger,
      ...(trigger && { field: trigger }),
    },
    ...figures,
    figureColumn(counts('procs', 46, 'gcProcs'), texts),
    figureColumn(counts('line', 66, 'gcLine'), texts),
  ]
}

/** The last row: sums of times, largest heaps, over every cycle that passes the filter. */
export function gcTotals(
  totals: Partial<Record<GcSortColumn, ColumnTotal>>,
  /** What the last row is: sums, but for heaps. */
  label: string,
): Record<string, string> | null {
  if (Object.keys(totals).length === 0) return null
  const cells: Record<string, string> = { number: label }
  for (const { id, total, write } of FIGURES) {
    const found = totals[id]
    if (found && total) cells[id] = write(total === 'sum' ? found.sum : found.max)
  }
  return cells
}

/** Lengths of the bar in a row, as shares of the scale: live, collected (from live to heap at end), and where the goal is. */
export function heapBar(
  row: Pick<GcRow, 'liveHeapBytes' | 'heapEndBytes' | 'heapGoalBytes'>,
  scaleBytes: number,
): { live: number; collected: number; goal: number | null } {
  const share = (bytes: number): number => (scaleBytes > 0 ? Math.min(1, Math.max(0, bytes / scaleBytes)) : 0)
  const live = share(row.liveHeapBytes)
  return {
    live,
    collected: Math.max(0, share(row.heapEndBytes) - live),
    goal: row.heapGoalBytes === null ? null : share(row.heapGoalBytes),
  }
}
