// Columns of what goroutines wait for.
import type { GoroutineLockRow } from '../../../shared/contract/caseCalls.ts'
import { formatCount, formatNumber } from '../../../shared/units/format.ts'
import type { TableColumn } from '../../components/dataTable.ts'
import { readRows } from '../../composables/rowSource.ts'
import { minutesText, minutesValue } from './groupColumns.ts'

export interface LockTexts {
  waiters: string
  kind: string
  sides: string
  longest: string
  address: string
  noAddress: string
  waitsIn: string
  holder: string
  unknown: string
  kindText: (row: GoroutineLockRow) => string
  sidesText: (row: GoroutineLockRow) => string
  holderText: (row: GoroutineLockRow) => string
  addresses: (count: number) => string
}

export const lockColumns = (texts: LockTexts): TableColumn<GoroutineLockRow>[] => [
  {
    id: 'waiters',
    title: texts.waiters,
    align: 'right',
    width: 84,
    isStrong: true,
    about: 'goroutineWaiters',
    text: (row) => formatNumber(row.waiters),
    value: (row) => row.waiters,
    field: { name: 'waiters', kind: 'quantity' },
    total: (rows) => {
      let sum = 0
      for (const { waiters } of readRows(rows)) sum += waiters
      return formatNumber(sum)
    },
  },
  {
    id: 'kind',
    title: texts.kind,
    width: 132,
    about: 'goroutineLocks',
    text: texts.kindText,
    value: texts.kindText,
    field: { name: 'kind', kind: 'text' },
  },
  {
    id: 'sides',
    title: texts.sides,
    width: 152,
    isFaint: true,
    showFrom: 960,
    about: 'goroutineWaiters',
    text: texts.sidesText,
  },
  {
    id: 'wait',
    title: texts.longest,
    align: 'right',
    width: 84,
    about: 'goroutineWait',
    text: (row) => minutesText(row.maxWaitMinutes),
    value: (row) => minutesValue(row.maxWaitMinutes),
    field: { name: 'wait', kind: 'quantity', unit: 'ns' },
  },
  {
    id: 'address',
    title: texts.address,
    width: 140,
    isMono: true,
    isFaint: true,
    hasNotes: true,
    about: 'goroutineAddress',
    text: (row) => (row.address === null ? texts.noAddress : row.address + (row.isStale ? '?' : '')),
    value: (row) => row.address,
    field: { name: 'address', kind: 'text', isSearched: true },
    total: (rows) => texts.addresses(rows.count),
  },
  {
    id: 'name',
    title: texts.waitsIn,
    isMono: true,
    about: 'goroutinePlace',
    text: (row) => row.places[0]?.functionName ?? texts.unknown,
    // All of them: words find a lock by any place it is waited for in.
    value: (row) => row.places.map(({ functionName }) => functionName).join('\n'),
    hint: (row) =>
      row.places.map(({ functionName, goroutines }) => `${formatCount(goroutines)}  ${functionName}`).join('\n'),
    field: { name: 'name', kind: 'text', isSearched: true },
  },
  {
    id: 'holder',
    title: texts.holder,
    width: 184,
    about: 'goroutineHolder',
    text: texts.holderText,
    value: (row) =>
      row.holders.map(({ id, place }) => [String(id), place?.functionName].filter(Boolean).join(' ')).join('\n'),
    field: { name: 'holder', kind: 'text', isSearched: true },
  },
]
