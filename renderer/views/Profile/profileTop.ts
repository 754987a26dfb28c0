// Columns of the top table. With a base the table shows baseline, candidate and delta of both figures; without, their shares.
import type { TopRow } from '../../../shared/contract/caseCalls.ts'
import { formatNumber, formatShare } from '../../../shared/units/format.ts'
import { axisUnit } from '../../charts/scale.ts'
import type { TableColumn } from '../../components/dataTable.ts'

export interface TopTexts {
  functionName: string
  flat: string
  cum: string
  share: string
  baseline: string
  candidate: string
  delta: string
  ofGrowth: string
}

/** One unit and precision for all figures of the table, by the size of the total. */
export function topScale(unit: string, total: number): { unit: string; format: (value: number) => string } {
  const shown = axisUnit(unit, Math.abs(total))
  const digits = shown.size === 1 && shown.unit !== 'ns' ? 0 : 1
  return { unit: shown.unit, format: (value) => formatNumber(value / shown.size, digits) }
}

const signed = (text: string, value: number): string => (value > 0 && /[1-9]/.test(text) ? `+${text}` : text)

/** Ids of sortable columns are what `profiles.top` sorts by. */
export function topColumns(
  texts: TopTexts,
  totals: { unit: string; total: number; baseTotal: number | null },
  /** Leaves out what repeats other columns, so that names have room. */
  isNarrow = false,
): TableColumn<TopRow>[] {
  const { unit, format } = topScale(totals.unit, Math.max(totals.total, totals.baseTotal ?? 0))
  const head = (text: string): string => (unit === '' ? text : `${text}, ${unit}`)
  const name: TableColumn<TopRow> = {
    id: 'name',
    title: texts.functionName,
    isMono: true,
    text: (row) => row.functionName,
    value: (row) => row.functionName,
    hint: (row) => `${row.functionName}\n${row.file}`,
  }
  const share = (id: 'flat' | 'cum'): TableColumn<TopRow> => ({
    id: `${id}Share`,
    title: texts.share,
    align: 'right',
    width: 70,
    isFaint: true,
    text: (row) => formatShare(totals.total > 0 ? row[id] / totals.total : Number.NaN, 1),
  })
  const figure = (id: 'flat' | 'cum', title: string, isStrong: boolean): TableColumn<TopRow> => ({
    id,
    title,
    align: 'right',
    width: 96,
    isStrong,
    text: (row) => format(row[id]),
    value: (row) => row[id],
  })
  if (totals.baseTotal === null) {
    return [
      name,
      figure('flat', head(texts.flat), true),
      share('flat'),
      { id: 'bar', title: '', width: 96, text: () => '' },
      figure('cum', head(texts.cum), false),
      share('cum'),
    ]
  }
  const growth = totals.total - totals.baseTotal
  const before = (id: 'flat' | 'cum'): TableColumn<TopRow> => ({
    id: `${id}Base`,
    title: `${id === 'flat' ? texts.flat : texts.cum} ${texts.baseline}`,
    align: 'right',
    width: 96,
    isFaint: true,
    text: (row) => format(row[id] - (row[`${id}Delta`] ?? 0)),
  })
  const delta = (id: 'flat' | 'cum'): TableColumn<TopRow> => ({
    id: `${id}Delta`,
    title: texts.delta,
    align: 'right',
    width: 76,
    isStrong: id === 'cum',
    text: (row) => signed(format(row[`${id}Delta`] ?? 0), row[`${id}Delta`] ?? 0),
    value: (row) => row[`${id}Delta`] ?? 0,
  })
  const columns: TableColumn<TopRow>[] = [
    name,
    before('flat'),
    figure('flat', head(texts.candidate), false),
    delta('flat'),
    { id: 'bar', title: '', width: 104, text: () => '' },
    before('cum'),
    figure('cum', head(texts.candidate), false),
    delta('cum'),
    {
      id: 'ofGrowth',
      title: texts.ofGrowth,
      align: 'right',
      width: 92,
      isFaint: true,
      text: (row) => formatShare(growth === 0 ? Number.NaN : (row.flatDelta ?? 0) / growth, 1),
    },
  ]
  return isNarrow ? columns.filter(({ id }) => id !== 'bar' && id !== 'ofGrowth') : columns
}
