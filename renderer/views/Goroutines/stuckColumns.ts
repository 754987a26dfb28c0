// Columns of goroutines that stand where they stood.
import type { StuckGroup } from '../../../shared/contract/caseCalls.ts'
import { formatNumber } from '../../../shared/units/format.ts'
import type { TableColumn } from '../../components/dataTable.ts'
import { readRows } from '../../composables/rowSource.ts'
import { frameLine, minutesValue, stackColumn, stackLines } from './groupColumns.ts'

export interface StuckTexts {
  goroutines: string
  atLeast: string
  since: string
  status: string
  place: string
  creator: string
  stack: string
  unknown: string
  /** The earliest dump one of them stands in. */
  sinceText: (group: StuckGroup) => string
  groups: (count: number) => string
}

export const stuckColumns = (texts: StuckTexts): TableColumn<StuckGroup>[] => [
  {
    id: 'goroutines',
    title: texts.goroutines,
    align: 'right',
    width: 96,
    isStrong: true,
    about: 'goroutineCount',
    text: (row) => formatNumber(row.goroutines),
    value: (row) => row.goroutines,
    field: { name: 'count', kind: 'quantity' },
    total: (rows) => {
      let sum = 0
      for (const { goroutines } of readRows(rows)) sum += goroutines
      return formatNumber(sum)
    },
  },
  {
    id: 'minutes',
    title: texts.atLeast,
    align: 'right',
    width: 104,
    about: 'goroutineStuck',
    text: (row) => (row.minMinutes > 0 ? formatNumber(row.minMinutes) : '< 1'),
    value: (row) => minutesValue(row.minMinutes) ?? 0,
    field: { name: 'wait', kind: 'quantity', unit: 'ns' },
  },
  {
    id: 'since',
    title: texts.since,
    width: 132,
    isFaint: true,
    about: 'goroutineStuck',
    text: texts.sinceText,
    value: (row) => row.firstSet,
    hint: texts.sinceText,
  },
  {
    id: 'status',
    title: texts.status,
    width: 148,
    about: 'goroutineStatus',
    text: (row) => row.status,
    value: (row) => row.status,
    field: { name: 'status', kind: 'text' },
  },
  {
    id: 'name',
    title: texts.place,
    isMono: true,
    hasNotes: true,
    about: 'goroutinePlace',
    text: (row) => row.place?.functionName ?? texts.unknown,
    value: (row) => row.place?.functionName ?? '',
    hint: (row) => stackLines(row.frames),
    field: { name: 'name', kind: 'text' },
    total: (rows) => texts.groups(rows.count),
  },
  {
    id: 'creator',
    title: texts.creator,
    width: 200,
    isMono: true,
    isFaint: true,
    showFrom: 1080,
    about: 'goroutineCreator',
    text: (row) => row.creator?.functionName ?? '–',
    value: (row) => row.creator?.functionName ?? '',
    hint: (row) => (row.creator ? frameLine(row.creator) : ''),
    field: { name: 'creator', kind: 'text' },
  },
  stackColumn<StuckGroup>(texts.stack),
]
