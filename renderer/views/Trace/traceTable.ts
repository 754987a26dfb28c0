// How the tables of a trace are shown: which columns at first, in which order, and in which units. The fields themselves are declared
// in shared/contract/traceTables.ts; every one of them is a column that can be chosen.
import type { ColumnTotal } from '../../../shared/contract/tables.ts'
import { traceFieldsOf, traceValue } from '../../../shared/contract/traceKeys.ts'
import type { TraceField } from '../../../shared/contract/traceTables.ts'
import { columnFormat } from '../../../shared/units/unitScale.ts'
import type { AboutId } from '../../components/about/aboutIds.ts'
import type { TableColumn, TableSort } from '../../components/dataTable.ts'
import { LEAST_FLEXIBLE } from '../../components/table/tableLayout.ts'
import type { TraceListed } from './traceSections.ts'

/** A row of any of the tables; columns are read by their paths. */
export type TraceRow = object

interface TableLook {
  /** Fields shown at first, in order. */
  shown: string
  /** Those that are shown where there is room, in the order in which they come. */
  wide?: string
  sort: TableSort
}
const down = (column: string): TableSort => ({ column, descending: true })
const up = (column: string): TableSort => ({ column, descending: false })

export const TABLE_LOOKS: Readonly<Record<TraceListed, TableLook>> = {
  generations: { shown: 'ordinal number at end clock', sort: up('ordinal') },
  pauses: {
    shown: 'at kind pause tostop stopped lastproc lastgoroutineid last procs',
    wide: 'procs lastproc lastgoroutineid',
    sort: down('pauseNs'),
  },
  gcCycles: {
    shown: 'gc at mark sweepterm markterm assist dedicated fractional idle sweep start end goal place',
    wide: 'dedicated fractional idle sweep start place',
    sort: up('cycle'),
  },
  ranges: {
    shown: 'kind name place count total p50 p99 max swept reclaimed',
    wide: 'p50 swept reclaimed',
    sort: down('totalNs'),
  },
  groups: {
    shown: 'name goroutines running max_running runnable waiting syscall longestwait assist',
    wide: 'max_running longestwait',
    sort: down('figures.runningNs.sum'),
  },
  goroutines: {
    shown: 'id name state life running runnable waiting syscall longestrunnable assist reason place',
    wide: 'life reason syscall assist place',
    sort: down('runningNs'),
  },
  waits: { shown: 'reason place count total p50 p99 max open waker', wide: 'p99 p50 open', sort: down('totalNs') },
  wakers: { shown: 'reason place waker count total max', sort: down('totalNs') },
  syscalls: { shown: 'place count total mean p50 p99 max open', wide: 'p50 open', sort: down('totalNs') },
  scheduling: {
    shown: 'from reason place count total stw gc full other p99 max',
    wide: 'count max p99',
    sort: down('totalNs'),
  },
  procs: {
    shown: 'number runs busy program syscall assist sweep dedicated fractional idleworker stopped searching idle',
    wide: 'sweep dedicated fractional idleworker',
    sort: up('number'),
  },
  taskKinds: { shown: 'name count total mean p50 p90 p99 max open', wide: 'p90', sort: down('totalNs') },
  stages: {
    shown: 'path kind count pertask total share mean p50 p90 p99 max after open',
    wide: 'pertask open mean p90 after',
    sort: up('ordinal'),
  },
  tasks: { shown: 'id name at length goroutineid place', wide: 'place', sort: down('lengthNs') },
  regions: { shown: 'name sites count total mean p50 p90 p99 max open', wide: 'mean p90', sort: down('totalNs') },
  regionSites: { shown: 'name place count total mean p50 p99 max open', wide: 'mean p50', sort: down('totalNs') },
  logs: { shown: 'at category message goroutineid place', sort: up('timeNs') },
  spanClasses: {
    shown: 'class spans allocated freed live reuses reuseshare reusedelay life occupancy used held fragmentation',
    wide: 'reuses freed life used held',
    sort: down('heldBytes'),
  },
  spanCycles: {
    shown: 'cycle class spans objects survivors survivorsperspan occupancy allocs frees reuseshare reusedelay',
    wide: 'spans objects allocs frees',
    sort: up('cycle'),
  },
  spans: {
    shown: 'class page pages alloc free life objects peak left occupancy reusedelay',
    wide: 'life left page peak',
    sort: up('allocNs'),
  },
  objects: {
    shown: 'type site allocated freed live allocatedbytes livebytes survived p50 p99 max',
    wide: 'p99 max freed survived p50',
    sort: down('allocatedBytes'),
  },
  ranking: {
    shown:
      'name duration longestpause longestpausekind longesttostop assist assistwall longestschedulingwait schedulingwaitp99 gc mmu10ms goroutinespeak events cut',
    wide: 'longestpausekind longesttostop assistwall schedulingwaitp99 goroutinespeak events cut',
    sort: down('longestPauseNs'),
  },
}

export const fieldsOf = traceFieldsOf

/** Instants of the trace: written in ms to the microsecond, never summed. */
const INSTANTS = new Set([
  'beginNs',
  'startNs',
  'timeNs',
  'maxBeginNs',
  'createdNs',
  'endedNs',
  'firstNs',
  'lastNs',
  'endNs',
  'allocNs',
  'freeNs',
  'clockNs',
])
/** Numbers that name something. */
const NAMES = new Set([
  'goroutine',
  'creator',
  'stack',
  'task',
  'parent',
  'proc',
  'number',
  'ordinal',
  'cycle',
  'page',
  'lastProc',
  'lastGoroutine',
  'maxGoroutine',
  'allocCycle',
  'depth',
])
/** Figures whose sum means something. */
const isSummed = ({ column, unit }: TraceField): boolean =>
  !NAMES.has(column) &&
  !INSTANTS.has(column) &&
  unit !== 'share' &&
  !/^(mean|p50|p90|p99|max|longest|mmu|heap|goal|slot|survivorsPerSpan|reuseDelay|untilNext|after|perTask)|\.(min|median|p99|max)$/.test(
    column,
  ) &&
  !/^(peak|lifeNs|occupancy)$/.test(column)

/** What the figure of a column is, by the ring of its head. */
const ABOUT: Readonly<Record<string, AboutId>> = {
  pauseNs: 'tracePause',
  toStopNs: 'traceToStop',
  stoppedNs: 'tracePause',
  lastPlace: 'traceToStop',
  longestPauseNs: 'tracePause',
  longestToStopNs: 'traceToStop',
  markNs: 'traceGcCycle',
  sweepTermNs: 'tracePause',
  markTermNs: 'tracePause',
  assistNs: 'traceAssist',
  assistWallNs: 'traceAssist',
  goalBytes: 'traceHeap',
  heapBeginBytes: 'traceHeap',
  heapEndBytes: 'traceHeap',
  runnableNs: 'traceScheduling',
  longestRunnableNs: 'traceScheduling',
  longestSchedulingWaitNs: 'traceScheduling',
  schedulingWaitP99Ns: 'traceQuantile',
  stwNs: 'traceCauses',
  gcNs: 'traceCauses',
  fullNs: 'traceCauses',
  otherNs: 'traceCauses',
  waitingNs: 'traceBlocking',
  waker: 'traceWaker',
  wakerPlace: 'traceWaker',
  place: 'tracePlace',
  p50Ns: 'traceQuantile',
  p90Ns: 'traceQuantile',
  p99Ns: 'traceQuantile',
  openCount: 'traceOpen',
  openNs: 'traceOpen',
  busyShare: 'traceShares',
  reuseShare: 'traceReuse',
  reuses: 'traceReuse',
  reuseDelayNs: 'traceReuse',
  meanReuseDelayNs: 'traceReuse',
  occupancy: 'traceSpans',
  fragmentation: 'traceSpans',
  gcShare: 'traceShares',
  mmu10ms: 'traceMmu',
  mmu1ms: 'traceMmu',
  mmu100ms: 'traceMmu',
}

const TEXT_WIDTHS: Readonly<Record<string, number>> = {
  goroutineId: 92,
  maxGoroutineId: 92,
  lastGoroutineId: 92,
  creatorId: 92,
  taskId: 92,
  parentId: 92,
  kind: 170,
  'ranges.kind': 120,
  'stages.kind': 72,
  reason: 176,
  'scheduling.reason': 112,
  class: 136,
  from: 96,
  lastState: 100,
  lastReason: 150,
  id: 92,
  category: 90,
  header: 72,
  isCut: 54,
  isGc: 44,
  isSystem: 60,
  isFirstRun: 60,
  isRuntime: 70,
  isLastSyscall: 70,
  longestPauseKind: 150,
}
/** Text columns that take what is left. */
const GROWING = new Set([
  'place',
  'lastPlace',
  'name',
  'message',
  'waker',
  'wakerPlace',
  'site',
  'type',
  'file',
  'path',
])
const CODE = new Set([
  'place',
  'lastPlace',
  'waker',
  'wakerPlace',
  'site',
  'type',
  'file',
  'path',
  'creatorName',
  'createPlace',
])
/** Functions of stacks, which a trace may not have. */
const OF_STACKS = new Set(['place', 'lastPlace', 'wakerPlace', 'createPlace', 'site'])
/** Tables whose `name` is a function. */
const isCode = (table: TraceListed, column: string): boolean =>
  (CODE.has(column) && table !== 'stages') || (column === 'name' && (table === 'groups' || table === 'goroutines'))

export interface TraceTableTexts {
  /** Head of a column, without its unit. */
  head: (table: TraceListed, column: string) => string
  /** What a cell of words says in the language shown; null: as it is. */
  word: (column: string, value: string) => string | null
  /** In place of a function where there is no stack, and why there may be none. */
  noStack: string
  noStackHint: string
}

export const valueAt = traceValue
/** Whether a cell has no function because there is no stack. */
export const isMissing = (column: string, value: unknown): boolean => OF_STACKS.has(column) && value === ''

/** Durations of a trace reach from nanoseconds to its whole length: ms as long as that can be read, so that columns can be compared, too. */
export function durationFormat(largestNs: number): { unit: string; format: (value: number) => string } {
  // Goroutines by the thousand wait for hours together: no more letters than a column has room for.
  if (largestNs >= 1e11) return columnFormat('ns', largestNs, largestNs >= 1e13 ? 1 : largestNs >= 1e12 ? 2 : 3)
  if (largestNs > 0 && largestNs < 1e5) return columnFormat('ns', 1e3, largestNs < 1e4 ? 2 : 1)
  return columnFormat('ns', 1e6, largestNs >= 1e10 ? 1 : largestNs >= 1e9 ? 2 : 3)
}

type Totals = Partial<Record<string, ColumnTotal>>

/** How figures of a column are written: one unit and precision for all of its rows. */
export function figureFormat(field: TraceField, totals: Totals): { unit: string; format: (value: number) => string } {
  const { column, unit = 'count' } = field
  if (INSTANTS.has(column)) return columnFormat('ns', 5e6, 3)
  if (NAMES.has(column)) return { unit: '', format: (value) => String(value) }
  const { min = 0, max = 0, sum = 0 } = totals[column] ?? {}
  const largest = Math.max(Math.abs(min), Math.abs(max))
  if (unit === 'share') return columnFormat('share', largest, 1)
  // A mean of counts has decimals.
  if (unit === 'count' && (column === 'survivorsPerSpan' || column === 'perTask'))
    return columnFormat('count', largest, 1)
  if (unit === 'ns') return durationFormat(largest)
  // The sum stands in the same column: its unit is that of the rows, so that these can be compared.
  return columnFormat(unit, largest > 0 ? largest : sum)
}

function columnOf(
  table: TraceListed,
  field: TraceField,
  texts: TraceTableTexts,
  totals: Totals,
): TableColumn<TraceRow> {
  const { column } = field
  const head = texts.head(table, column)
  const about = ABOUT[column]
  const base = { id: column, name: head, field, ...(about && { about }) }
  if (field.kind !== 'quantity') {
    const read = (row: TraceRow): string => {
      const value = valueAt(row, column)
      return typeof value === 'boolean' ? (value ? 'yes' : 'no') : typeof value === 'string' ? value : ''
    }
    const fixed = TEXT_WIDTHS[`${table}.${column}`] ?? TEXT_WIDTHS[column]
    return {
      ...base,
      title: head,
      isMono: isCode(table, column),
      ...(fixed !== undefined
        ? { width: Math.max(fixed, headWidth(head)) }
        : GROWING.has(column)
          ? {}
          : { width: Math.max(140, headWidth(head)) }),
      text: (row) => texts.word(column, read(row)) ?? (isMissing(column, read(row)) ? texts.noStack : read(row)),
      value: read,
      hint: (row) => (isMissing(column, read(row)) ? texts.noStackHint : read(row)),
    }
  }
  const { unit, format } = figureFormat(field, totals)
  const read = (row: TraceRow): number | null => {
    const value = valueAt(row, column)
    return typeof value === 'number' && !(NAMES.has(column) && value === 0 && isSlot(column)) ? value : null
  }
  const title = unit === '' ? head : `${head}\u00a0${unit}`
  return {
    ...base,
    title,
    align: 'right',
    width: Math.max(INSTANTS.has(column) ? 92 : 76, headWidth(title)),
    text: (row) => {
      const value = read(row)
      return value === null ? '–' : format(value)
    },
    value: read,
  }
}

/** Slot 0 of goroutines, tasks and stacks is none; of procs and generations it is the first. */
export const isSlot = (column: string): boolean =>
  ['goroutine', 'creator', 'stack', 'task', 'parent', 'lastGoroutine', 'maxGoroutine'].includes(column)

/** In letters of Latin width: Chinese ones count twice, some Latin ones half more. */
const textLength = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (letter > '\u2e80' ? 1.9 : 'MW%'.includes(letter) ? 1.5 : 1), 0)
/** Room for a head with the cell's padding; the longest are cut, with their words on hover. */
const MOST_HEAD = 152
const headWidth = (head: string): number => Math.round(Math.min(MOST_HEAD, 24 + textLength(head) * 6.4))

/** The head of the column a table is ordered by at first bears an arrow. */
const withRoom = (column: TableColumn<TraceRow>, isOrder: boolean): TableColumn<TraceRow> =>
  isOrder && column.width !== undefined ? { ...column, width: column.width + 14 } : column

/** Every field of a table as a column: those shown at first in the order of its look, the others behind them. */
export function traceColumns(table: TraceListed, texts: TraceTableTexts, totals: Totals): TableColumn<TraceRow>[] {
  const look = TABLE_LOOKS[table]
  const shown = look.shown.split(' ')
  const wide = look.wide?.split(' ') ?? []
  const fields = fieldsOf(table)
  const inOrder = [
    ...shown.flatMap((name) => fields.filter((field) => field.name === name)),
    ...fields.filter(({ name }) => !shown.includes(name)),
  ]
  const columns = inOrder.map((field, index): TableColumn<TraceRow> => ({
    ...withRoom(columnOf(table, field, texts, totals), field.column === look.sort.column),
    ...(!shown.includes(field.name) && { isHidden: true }),
    // Beside the mark of notes a figure stands left, with room for it.
    ...(index === 0 && { hasNotes: true, ...(field.kind === 'quantity' && { align: 'left' as const, width: 112 }) }),
    ...(field.column === look.sort.column && { isStrong: true }),
  }))
  const idsOf = (name: string): string[] => fields.filter((field) => field.name === name).map(({ column }) => column)
  return asThereIsRoom(columns, wide.flatMap(idsOf))
}

/** The same columns; those of `later` are shown one after the other, as the pane becomes wide enough for all before them. */
export function asThereIsRoom<Row>(columns: readonly TableColumn<Row>[], later: readonly string[]): TableColumn<Row>[] {
  const widthOf = ({ width = LEAST_FLEXIBLE }: TableColumn<Row>): number => width
  const byId = new Map(columns.map((column) => [column.id, column]))
  let room = columns
    .filter(({ id, isHidden }) => !isHidden && !later.includes(id))
    .reduce((sum, column) => sum + widthOf(column), 0)
  const showFrom = new Map(
    later.map((id) => {
      const column = byId.get(id)
      room += column ? widthOf(column) : 0
      return [id, room]
    }),
  )
  return columns.map((column) => ({
    ...column,
    ...(showFrom.has(column.id) && { showFrom: showFrom.get(column.id) ?? 0 }),
  }))
}

/** The last row: sums where a sum means something, the longest where it does not. */
export function traceTotals(table: TraceListed, totals: Totals, label: string): Record<string, string> | null {
  // Stages lie within each other: a sum would count their time again and again.
  if (Object.keys(totals).length === 0 || table === 'stages') return null
  const cells: Record<string, string> = {}
  for (const field of fieldsOf(table)) {
    const { column } = field
    const total = totals[column]
    if (!total || NAMES.has(column) || INSTANTS.has(column)) continue
    const { format } = figureFormat(field, totals)
    if (isSummed(field) && table !== 'ranking') cells[column] = sumText(field, total.sum, format)
    else if (/^(max|longest|peak)|\.max$/.test(column)) cells[column] = format(total.max)
  }
  const [first] = traceColumnOrder(table)
  if (first !== undefined) cells[first] = label
  return cells
}

/** Letters of a figure that every column has room for. */
const MOST_LETTERS = 8
/** A sum in the unit of its column; in one of its own, which is named, where it would run into the next one. */
function sumText({ unit = 'count' }: TraceField, sum: number, format: (value: number) => string): string {
  const text = format(sum)
  if (text.length <= MOST_LETTERS) return text
  const own = columnFormat(unit, sum)
  if (own.unit === '') return text
  const short = own.format(sum)
  return `${short.length + own.unit.length < MOST_LETTERS ? short : columnFormat(unit, sum, 0).format(sum)}\u00a0${own.unit}`
}

const traceColumnOrder = (table: TraceListed): string[] =>
  TABLE_LOOKS[table].shown
    .split(' ')
    .flatMap((name) => fieldsOf(table).filter((field) => field.name === name))
    .map(({ column }) => column)
