// Columns of the places that start goroutines.
import type { CreationSiteRow } from '../../../shared/contract/caseCalls.ts'
import { formatNumber, formatShare } from '../../../shared/units/format.ts'
import type { TableColumn } from '../../components/dataTable.ts'
import { readRows, type RowSource } from '../../composables/rowSource.ts'
import { fileLine, frameLine, statusHint, statusText } from './groupColumns.ts'

export interface SiteTexts {
  goroutines: string
  bar: string
  site: string
  file: string
  creators: string
  status: string
  show: string
  /** Of goroutines whose dump does not say. */
  unknown: string
  statuses: (first: string, others: number) => string
  sites: (count: number) => string
}

const sum = (rows: RowSource<CreationSiteRow>): number => {
  let count = 0
  for (const { goroutines } of readRows(rows)) count += goroutines
  return count
}

export function siteColumns(texts: SiteTexts, total: number): TableColumn<CreationSiteRow>[] {
  const nameOf = ({ site }: CreationSiteRow): string => site?.functionName ?? texts.unknown
  const share = (goroutines: number): string => formatShare(total > 0 ? goroutines / total : Number.NaN, 1)
  return [
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
      total: (rows) => formatNumber(sum(rows)),
    },
    {
      id: 'share',
      title: '%',
      name: `${texts.goroutines} %`,
      align: 'right',
      width: 58,
      isFaint: true,
      about: 'goroutineCount',
      text: (row) => share(row.goroutines),
      total: (rows) => share(sum(rows)),
    },
    { id: 'bar', title: '', name: texts.bar, width: 96, isPicture: true, about: 'goroutineStatus', text: () => '' },
    {
      id: 'name',
      title: texts.site,
      isMono: true,
      hasNotes: true,
      about: 'goroutineSite',
      text: nameOf,
      value: nameOf,
      hint: (row) => (row.site ? frameLine(row.site) : ''),
      field: { name: 'name', kind: 'text', isSearched: true },
      total: (rows) => texts.sites(rows.count),
    },
    {
      id: 'file',
      title: texts.file,
      width: 200,
      isMono: true,
      isFaint: true,
      isHidden: true,
      about: 'goroutineSite',
      text: (row) => (row.site ? fileLine(row.site) : ''),
      value: (row) => row.site?.file ?? '',
      field: { name: 'file', kind: 'text', isSearched: true },
    },
    {
      id: 'creators',
      title: texts.creators,
      align: 'right',
      width: 84,
      showFrom: 900,
      about: 'goroutineCreators',
      text: (row) => (row.creators > 0 ? formatNumber(row.creators) : '–'),
      value: (row) => row.creators,
      field: { name: 'by', kind: 'quantity' },
    },
    {
      id: 'status',
      title: texts.status,
      width: 120,
      about: 'goroutineStatus',
      text: (row) => statusText(row.statuses, texts),
      value: (row) => row.statuses.map(({ text }) => text).join(', '),
      hint: (row) => statusHint(row.statuses),
      field: { name: 'status', kind: 'text' },
    },
    { id: 'show', title: '', name: texts.show, width: 92, isPicture: true, text: () => '' },
  ]
}
