// Columns of groups over the dumps of a process.
import type { GoroutineGrowthRow } from '../../../shared/contract/caseCalls.ts'
import { formatNumber } from '../../../shared/units/format.ts'
import { withSign } from '../../../shared/units/sign.ts'
import type { TableColumn } from '../../components/dataTable.ts'
import { readRows, type RowSource } from '../../composables/rowSource.ts'
import { frameLine, signed, stackColumn, stackLines } from './groupColumns.ts'

export interface GrowthTexts {
  place: string
  first: string
  last: string
  delta: string
  overTime: string
  perMinute: string
  interval: string
  creator: string
  stack: string
  unknown: string
  groups: (count: number) => string
}

const first = ({ counts }: GoroutineGrowthRow): number => counts[0] ?? 0
const last = ({ counts }: GoroutineGrowthRow): number => counts.at(-1) ?? 0
const rate = (value: number): string => withSign(formatNumber(value, 1))
const sum = (rows: RowSource<GoroutineGrowthRow>, read: (row: GoroutineGrowthRow) => number): number => {
  let total = 0
  for (const row of readRows(rows)) total += read(row)
  return total
}

export function growthColumns(texts: GrowthTexts): TableColumn<GoroutineGrowthRow>[] {
  const count = (
    id: 'first' | 'last',
    title: string,
    read: (row: GoroutineGrowthRow) => number,
  ): TableColumn<GoroutineGrowthRow> => ({
    id,
    title,
    align: 'right',
    width: 64,
    isFaint: id === 'first',
    about: 'goroutineCount',
    text: (row) => formatNumber(read(row)),
    value: read,
    field: { name: id, kind: 'quantity' },
    total: (rows) => formatNumber(sum(rows, read)),
  })
  return [
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
    count('first', texts.first, first),
    count('last', texts.last, last),
    {
      id: 'delta',
      title: texts.delta,
      align: 'right',
      width: 68,
      isStrong: true,
      about: 'goroutineDelta',
      text: (row) => signed(row.delta),
      value: (row) => row.delta,
      field: { name: 'delta', kind: 'quantity' },
      total: (rows) => signed(sum(rows, ({ delta }) => delta)),
    },
    {
      id: 'spark',
      title: texts.overTime,
      width: 112,
      isPicture: true,
      about: 'goroutinesOverTime',
      text: (row) => row.counts.join(' → '),
    },
    {
      id: 'perMinute',
      title: texts.perMinute,
      align: 'right',
      width: 92,
      about: 'goroutineSlope',
      text: (row) => (row.perMinute ? rate(row.perMinute.value) : '–'),
      value: (row) => row.perMinute?.value ?? null,
      field: { name: 'slope', kind: 'quantity' },
    },
    {
      id: 'interval',
      title: texts.interval,
      align: 'right',
      width: 128,
      isFaint: true,
      showFrom: 880,
      about: 'goroutineSlope',
      text: (row) => (row.perMinute ? `${rate(row.perMinute.low)} – ${rate(row.perMinute.high)}` : '–'),
    },
    {
      id: 'creator',
      title: texts.creator,
      width: 200,
      isMono: true,
      isFaint: true,
      showFrom: 1180,
      about: 'goroutineCreator',
      text: (row) => row.creator?.functionName ?? '–',
      value: (row) => row.creator?.functionName ?? '',
      hint: (row) => (row.creator ? frameLine(row.creator) : ''),
      field: { name: 'creator', kind: 'text' },
    },
    stackColumn<GoroutineGrowthRow>(texts.stack),
  ]
}
