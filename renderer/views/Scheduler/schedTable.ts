// Columns of the snapshots, one row per SCHED line.
import { formatCount } from '../../../shared/units/format.ts'
import type { AboutId } from '../../components/about/aboutIds.ts'
import type { TableColumn } from '../../components/dataTable.ts'

export type SchedRow = Readonly<Record<string, number | string | null>>
export type SchedColumn =
  | 'line'
  | 'atNs'
  | 'runQueue'
  | 'localRunQueue'
  | 'longestLocalRunQueue'
  | 'procs'
  | 'idleProcs'
  | 'threads'
  | 'spinningThreads'
  | 'idleThreads'
  | 'goroutines'
  | 'runnableGoroutines'
  | 'runningGoroutines'
  | 'syscallGoroutines'
  | 'waitingGoroutines'
  | 'localRunQueues'

export interface SchedTexts {
  head: (column: SchedColumn) => string
  /** When a snapshot was taken, on the axis of the life. */
  time: (row: SchedRow) => string
}

const COUNTS: readonly [SchedColumn, number, AboutId, number][] = [
  ['runQueue', 74, 'schedGlobalQueue', 0],
  ['localRunQueue', 74, 'schedLocalQueue', 0],
  ['longestLocalRunQueue', 74, 'schedLongestQueue', 0],
  ['procs', 66, 'schedProcs', 0],
  ['idleProcs', 66, 'schedIdleProcs', 0],
  ['threads', 70, 'schedThreads', 0],
  ['idleThreads', 70, 'schedIdleThreads', 0],
  ['spinningThreads', 74, 'schedSpinning', 0],
]
/** With scheddetail only. */
const DETAILS: readonly [SchedColumn, number, AboutId, number][] = [
  ['goroutines', 86, 'schedGoroutines', 0],
  ['runnableGoroutines', 78, 'schedGoroutines', 1000],
  ['runningGoroutines', 74, 'schedGoroutines', 1100],
  ['syscallGoroutines', 70, 'schedGoroutines', 1200],
  ['waitingGoroutines', 74, 'schedGoroutines', 1000],
]

const numberOf = (row: SchedRow, column: SchedColumn): number | null => {
  const value = row[column]
  return typeof value === 'number' ? value : null
}

export function schedColumns({ head, time }: SchedTexts, hasDetail: boolean): TableColumn<SchedRow>[] {
  const count = ([id, width, about, showFrom]: (typeof COUNTS)[number]): TableColumn<SchedRow> => ({
    id,
    title: head(id),
    align: 'right',
    width,
    about,
    showFrom,
    isStrong: id === 'runQueue',
    text: (row) => {
      const value = numberOf(row, id)
      return value === null ? '–' : formatCount(value)
    },
    value: (row) => numberOf(row, id),
  })
  return [
    {
      id: 'atNs',
      title: head('atNs'),
      width: 126,
      isMono: true,
      hasNotes: true,
      text: time,
      value: (row) => numberOf(row, 'atNs'),
    },
    ...COUNTS.map(count),
    ...(hasDetail ? DETAILS.map(count) : []),
    {
      id: 'localRunQueues',
      title: head('localRunQueues'),
      startsGroup: true,
      width: 120,
      grows: true,
      isMono: true,
      isFaint: true,
      about: 'schedLocalQueue',
      text: (row) => String(row['localRunQueues'] ?? '–'),
      hint: (row) => String(row['localRunQueues'] ?? ''),
    },
    { ...count(['line', 70, 'schedLine', 0]), isFaint: true },
  ]
}
