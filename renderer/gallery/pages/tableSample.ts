// Columns with everything a column can have.
import { formatBytes, formatDelta, formatNumber, formatShare } from '../../../shared/units/format.ts'
import type { TableColumn } from '../../components/dataTable.ts'
import { readRows } from '../../composables/rowSource.ts'
import type { SampleRow } from '../sampleData.ts'

export interface TableNames {
  name: string
  kind: string
  size: string
  share: string
  pause: string
  change: string
  remark: string
  group: string
}

export const sampleColumns = (names: TableNames): TableColumn<SampleRow>[] => [
  {
    id: 'name',
    title: names.name,
    isMono: true,
    text: ({ name }) => name,
    value: ({ name }) => name,
    hint: ({ name }) => name,
    field: { name: 'name', kind: 'text', isSearched: true },
    total: ({ count }) => `${formatNumber(count)}`,
  },
  {
    id: 'kind',
    title: names.kind,
    width: 80,
    isFaint: true,
    text: ({ kind }) => kind,
    value: ({ kind }) => kind,
    field: { name: 'kind', kind: 'choice', choices: ['heap', 'cpu', 'mutex'] },
  },
  {
    id: 'bytes',
    title: names.size,
    group: names.group,
    align: 'right',
    width: 90,
    isStrong: true,
    about: 'profileFlat',
    text: ({ bytes }) => formatBytes(bytes),
    value: ({ bytes }) => bytes,
    field: { name: 'size', kind: 'quantity', unit: 'bytes' },
    total: (rows) => formatBytes([...readRows(rows)].reduce((sum, { bytes }) => sum + bytes, 0)),
  },
  {
    id: 'share',
    title: names.share,
    group: names.group,
    align: 'right',
    width: 70,
    isFaint: true,
    text: ({ share }) => formatShare(share, 1),
    value: ({ share }) => share,
  },
  {
    id: 'bar',
    title: '',
    name: names.size,
    group: names.group,
    width: 100,
    isPicture: true,
    text: () => '',
  },
  {
    id: 'pause',
    title: `${names.pause} ms`,
    align: 'right',
    width: 90,
    startsGroup: true,
    text: ({ pauseNs }) => formatNumber(pauseNs / 1e6, 3),
    value: ({ pauseNs }) => pauseNs,
    field: { name: 'pause', kind: 'quantity', unit: 'ns' },
  },
  {
    id: 'change',
    title: names.change,
    align: 'right',
    width: 100,
    text: ({ delta }) => formatDelta(delta, formatBytes),
    value: ({ delta }) => delta,
  },
  { id: 'note', title: names.remark, width: 180, text: ({ note }) => note, value: ({ note }) => note, showFrom: 900 },
]
