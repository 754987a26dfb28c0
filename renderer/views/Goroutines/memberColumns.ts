// Columns of goroutines one by one. Ids of sortable ones are what `goroutines.page` sorts by.
import type { GoroutineRow } from '../../../shared/contract/caseCalls.ts'
import { formatCount } from '../../../shared/units/format.ts'
import type { TableColumn } from '../../components/dataTable.ts'
import { askedAs, frameLine, minutesText, minutesValue } from './groupColumns.ts'

export interface MemberTexts {
  id: string
  status: string
  locked: string
  wait: string
  place: string
  labels: string
  creator: string
  creatorId: string
  line: string
  unknown: string
}

const labelsText = ({ labels }: GoroutineRow): string => labels.map(({ key, value }) => `${key}=${value}`).join(' ')

export function memberColumns(
  texts: MemberTexts,
  /** True: they stand in different places and were started by different ones. */
  { hasPlace }: { hasPlace: boolean },
): TableColumn<GoroutineRow>[] {
  const places: TableColumn<GoroutineRow>[] = [
    {
      id: 'place',
      title: texts.place,
      isMono: true,
      about: 'goroutinePlace',
      text: (row) => row.place?.functionName ?? texts.unknown,
      hint: (row) => (row.place ? frameLine(row.place) : ''),
      ...askedAs('name'),
    },
    {
      id: 'creator',
      title: texts.creator,
      width: 200,
      isMono: true,
      isFaint: true,
      showFrom: 900,
      about: 'goroutineCreator',
      text: (row) => row.creator?.functionName ?? '–',
      hint: (row) => (row.creator ? frameLine(row.creator) : ''),
      ...askedAs('creator'),
    },
  ]
  return [
    {
      id: 'id',
      title: texts.id,
      align: 'right',
      width: 96,
      hasNotes: true,
      about: 'goroutineId',
      text: (row) => (row.id === null ? '–' : String(row.id)),
      value: (row) => row.id,
      ...askedAs('id'),
    },
    {
      id: 'status',
      title: texts.status,
      width: 148,
      grows: !hasPlace,
      about: 'goroutineStatus',
      text: (row) => row.status + (row.isLockedToThread ? ` · ${texts.locked}` : ''),
      value: (row) => row.status,
      ...askedAs('status'),
    },
    {
      id: 'wait',
      title: texts.wait,
      align: 'right',
      width: 80,
      about: 'goroutineWait',
      text: (row) => minutesText(row.waitMinutes),
      value: (row) => minutesValue(row.waitMinutes),
      ...askedAs('wait'),
    },
    ...(hasPlace ? places : []),
    {
      id: 'labels',
      title: texts.labels,
      width: 140,
      isMono: true,
      isFaint: true,
      showFrom: hasPlace ? 1080 : 520,
      about: 'goroutineLabels',
      text: labelsText,
      hint: labelsText,
      ...askedAs('label'),
    },
    {
      id: 'creatorId',
      title: texts.creatorId,
      align: 'right',
      width: 84,
      isFaint: true,
      showFrom: hasPlace ? 780 : 400,
      about: 'goroutineCreator',
      text: (row) => (row.creatorId === null ? '–' : String(row.creatorId)),
      ...askedAs('by'),
    },
    {
      id: 'line',
      title: texts.line,
      align: 'right',
      width: 76,
      isFaint: true,
      about: 'goroutineLine',
      text: (row) => (row.line > 0 ? formatCount(row.line) : '–'),
      value: (row) => (row.line > 0 ? row.line : null),
      ...askedAs('line'),
    },
  ]
}
