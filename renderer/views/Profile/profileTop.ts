// Columns of the top table. With a base the table shows baseline, candidate and delta of both figures; without, their shares.
import type { TopRow } from '../../../shared/contract/caseCalls.ts'
import { topFields, type TopColumn } from '../../../shared/contract/tables.ts'
import { formatShare } from '../../../shared/units/format.ts'
import { columnFormat, type ColumnFormat } from '../../../shared/units/unitScale.ts'
import type { AboutId } from '../../components/about/aboutIds.ts'
import type { TableColumn } from '../../components/dataTable.ts'

export interface TopTexts {
  functionName: string
  file: string
  flat: string
  cum: string
  share: string
  bar: string
  baseline: string
  candidate: string
  delta: string
  ofGrowth: string
}

/** Values of functions: most are small beside the total, and 18 GiB with one decimal would leave 40 MiB as 0.0. */
export function valueFormat(unit: string, largest: number): ColumnFormat {
  const format = columnFormat(unit, largest)
  return format.digits === 1 && largest < 100 * format.size ? columnFormat(unit, largest, 2) : format
}

/** Ids of sortable columns are what `profiles.top` sorts by. */
export function topColumns(
  texts: TopTexts,
  totals: { unit: string; total: number; baseTotal: number | null },
): TableColumn<TopRow>[] {
  const { unit, format, signed } = valueFormat(totals.unit, Math.max(totals.total, totals.baseTotal ?? 0))
  const fields = topFields(totals.unit)
  const fieldOf = (id: TopColumn) => {
    const field = fields.find(({ column }) => column === id)
    return field ? { field } : {}
  }
  const head = (text: string): string => (unit === '' ? text : `${text}, ${unit}`)
  const name: TableColumn<TopRow> = {
    id: 'name',
    title: texts.functionName,
    isMono: true,
    about: 'profileFunction',
    hasNotes: true,
    text: (row) => row.functionName,
    value: (row) => row.functionName,
    hint: (row) => `${row.functionName}\n${row.file}`,
    ...fieldOf('name'),
  }
  const file: TableColumn<TopRow> = {
    id: 'file',
    title: texts.file,
    width: 220,
    isMono: true,
    isFaint: true,
    isHidden: true,
    text: (row) => row.file,
    value: (row) => row.file,
    hint: (row) => row.file,
    ...fieldOf('file'),
  }
  const bar: TableColumn<TopRow> = {
    id: 'bar',
    title: '',
    name: texts.bar,
    width: 96,
    isPicture: true,
    text: () => '',
  }
  const figure = (id: 'flat' | 'cum', change: Partial<TableColumn<TopRow>>): TableColumn<TopRow> => ({
    id,
    title: '',
    align: 'right',
    width: 92,
    about: id === 'flat' ? 'profileFlat' : 'profileCum',
    text: (row) => format(row[id]),
    value: (row) => row[id],
    ...fieldOf(id),
    ...change,
  })

  if (totals.baseTotal === null) {
    const share = (id: 'flat' | 'cum'): TableColumn<TopRow> => ({
      id: `${id}Share`,
      title: texts.share,
      name: `${texts[id]} ${texts.share}`,
      align: 'right',
      width: 66,
      isFaint: true,
      about: id === 'flat' ? 'profileFlatShare' : 'profileCumShare',
      text: (row) => formatShare(totals.total > 0 ? row[id] / totals.total : Number.NaN, 1),
    })
    return [
      name,
      file,
      figure('flat', { title: head(texts.flat), isStrong: true }),
      share('flat'),
      bar,
      figure('cum', { title: head(texts.cum) }),
      share('cum'),
    ]
  }

  const growth = totals.total - totals.baseTotal
  const three = (id: 'flat' | 'cum'): TableColumn<TopRow>[] => {
    const group = head(texts[id])
    const delta = `${id}Delta` as const
    const about: AboutId = id === 'flat' ? 'profileFlat' : 'profileCum'
    const inGroup = (title: string): { group: string; title: string; name: string } => ({
      group,
      title,
      name: `${texts[id]}, ${title}`,
    })
    return [
      {
        id: `${id}Base`,
        ...inGroup(texts.baseline),
        align: 'right',
        width: 84,
        isFaint: true,
        about,
        text: (row) => format(row[id] - (row[delta] ?? 0)),
      },
      figure(id, { ...inGroup(texts.candidate), width: 84 }),
      {
        id: delta,
        ...inGroup(texts.delta),
        align: 'right',
        width: 78,
        isStrong: true,
        about: 'profileDelta',
        text: (row) => signed(row[delta] ?? 0),
        value: (row) => row[delta] ?? 0,
        ...fieldOf(delta),
      },
    ]
  }
  const [flatBase, flat, flatDelta] = three('flat') as [TableColumn<TopRow>, TableColumn<TopRow>, TableColumn<TopRow>]
  return [
    name,
    file,
    flatBase,
    flat,
    flatDelta,
    { ...bar, group: head(texts.flat) },
    ...three('cum'),
    {
      id: 'ofGrowth',
      title: texts.ofGrowth,
      align: 'right',
      width: 84,
      isFaint: true,
      startsGroup: true,
      about: 'profileOfChange',
      text: (row) => formatShare(growth === 0 ? Number.NaN : (row.flatDelta ?? 0) / growth, 1),
    },
  ]
}
