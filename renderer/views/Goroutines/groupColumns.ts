// Columns of the table of groups. With a base the table shows both counts and the change between them.
import type { GoroutineFrame, GoroutineGroupRow, GoroutineStatusCount } from '../../../shared/contract/caseCalls.ts'
import { GROUP_FIELDS, MINUTE_NS } from '../../../shared/contract/tables.ts'
import type { FilterField } from '../../../shared/filter/filterField.ts'
import { formatNumber } from '../../../shared/units/format.ts'
import { withSign } from '../../../shared/units/sign.ts'
import type { TableColumn } from '../../components/dataTable.ts'

export interface GroupTexts {
  goroutines: string
  baseline: string
  candidate: string
  delta: string
  bar: string
  status: string
  place: string
  file: string
  creator: string
  stack: string
  labels: string
  median: string
  p90: string
  longest: string
  /** Names a stack without a function. */
  unknown: string
  /** Several statuses: the most frequent one and how many others. */
  statuses: (first: string, others: number) => string
}

export const signed = (value: number): string => withSign(formatNumber(value))

/** A wait in whole minutes; a dash where the dump prints none (under a minute, or never seen by a GC). */
export const minutesText = (minutes: number): string => (minutes > 0 ? formatNumber(minutes) : '–')
/** The same for filters and files; nothing where nothing is printed. */
export const minutesValue = (minutes: number): number | null => (minutes > 0 ? minutes * MINUTE_NS : null)

export const statusText = (statuses: readonly GoroutineStatusCount[], texts: Pick<GroupTexts, 'statuses'>): string => {
  const [first] = statuses
  if (!first) return '–'
  return statuses.length === 1 ? first.text : texts.statuses(first.text, statuses.length - 1)
}
export const statusHint = (statuses: readonly GoroutineStatusCount[]): string =>
  statuses.map(({ text, goroutines }) => `${text}: ${formatNumber(goroutines)}`).join('\n')

/** `notifier.go:58`; without a line the file, without a file nothing. */
export function fileLine({ file, line }: Pick<GoroutineFrame, 'file' | 'line'>): string {
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
  return name === '' || line === 0 ? name : `${name}:${line}`
}

export const frameLine = ({ functionName, file, line }: GoroutineFrame): string =>
  `${functionName}${file === '' ? '' : `\n    ${file}${line === 0 ? '' : `:${line}`}`}`

/** A stack as one text, leaf first: for hover, files and searching. */
export const stackLines = (frames: readonly GoroutineFrame[]): string => frames.map(frameLine).join('\n')

/** Key of a row: the group's first goroutine, or, of one that only the base has, its stack. */
export const groupKey = ({ group, frames, creator }: GoroutineGroupRow): string =>
  group === null ? `gone ${stackLines(frames)} ${creator?.functionName ?? ''}` : String(group)

/** What the case can be asked of a column of goroutines or of their groups. */
export function askedAs(name: (typeof GROUP_FIELDS)[number]['name']): { field?: FilterField } {
  const field = GROUP_FIELDS.find((candidate) => candidate.name === name)
  return field ? { field } : {}
}

/** Shown only when asked for: every frame of the stack, which words are looked for in. */
export const stackColumn = <Row extends { frames: readonly GoroutineFrame[] }>(
  title: string,
  field: FilterField = { name: 'stack', kind: 'text', isSearched: true },
): TableColumn<Row> => ({
  id: 'stack',
  title,
  width: 280,
  isMono: true,
  isFaint: true,
  isHidden: true,
  about: 'goroutineStack',
  text: ({ frames }) => frames.map(({ functionName }) => functionName).join(' < '),
  hint: ({ frames }) => stackLines(frames),
  field,
})

/** From these widths of the pane on figures are shown that the detail below or the inspector has, too; CSS pixels. */
const WIDE = { quantiles: 960, creator: 1180 } as const

/** Ids of sortable columns are what `goroutines.groups` sorts by. */
export function groupColumns(
  texts: GroupTexts,
  { isCompared, hasStates }: { isCompared: boolean; hasStates: boolean },
): TableColumn<GoroutineGroupRow>[] {
  const change = (row: GoroutineGroupRow): number => row.goroutines - (row.baseGoroutines ?? 0)
  const counts: TableColumn<GoroutineGroupRow>[] = isCompared
    ? [
        {
          id: 'base',
          title: texts.baseline,
          align: 'right',
          width: 60,
          isFaint: true,
          about: 'goroutineCount',
          text: (row) => formatNumber(row.baseGoroutines ?? 0),
        },
        {
          id: 'goroutines',
          title: texts.candidate,
          align: 'right',
          width: 80,
          about: 'goroutineCount',
          text: (row) => formatNumber(row.goroutines),
          value: (row) => row.goroutines,
          ...askedAs('count'),
        },
        {
          id: 'delta',
          title: texts.delta,
          align: 'right',
          width: 68,
          isStrong: true,
          about: 'goroutineDelta',
          text: (row) => signed(change(row)),
          value: change,
          ...askedAs('delta'),
        },
      ]
    : [
        {
          id: 'goroutines',
          title: texts.goroutines,
          align: 'right',
          width: 96,
          isStrong: true,
          about: 'goroutineCount',
          text: (row) => formatNumber(row.goroutines),
          value: (row) => row.goroutines,
          ...askedAs('count'),
        },
      ]
  const wait = (
    id: 'median' | 'p90' | 'wait',
    title: string,
    read: (row: GoroutineGroupRow) => number,
    more: Partial<TableColumn<GoroutineGroupRow>>,
  ): TableColumn<GoroutineGroupRow> => ({
    id,
    title,
    align: 'right',
    width: 84,
    about: 'goroutineWait',
    text: (row) => minutesText(row.wait.known === 0 ? 0 : read(row)),
    ...more,
  })
  const states: TableColumn<GoroutineGroupRow>[] = [
    {
      id: 'status',
      title: texts.status,
      width: 136,
      about: 'goroutineStatus',
      text: (row) => statusText(row.statuses, texts),
      hint: (row) => statusHint(row.statuses),
      ...askedAs('status'),
    },
    wait('median', texts.median, (row) => row.wait.medianMinutes, {
      width: 72,
      showFrom: isCompared ? WIDE.creator : WIDE.quantiles,
    }),
    wait('p90', texts.p90, (row) => row.wait.p90Minutes, {
      width: 72,
      showFrom: isCompared ? WIDE.creator : WIDE.quantiles,
    }),
    wait('wait', texts.longest, (row) => row.wait.maxMinutes, {
      value: (row) => minutesValue(row.wait.maxMinutes),
      ...askedAs('wait'),
    }),
    {
      id: 'creator',
      title: texts.creator,
      width: 200,
      isMono: true,
      isFaint: true,
      showFrom: isCompared ? WIDE.creator + 200 : WIDE.creator,
      about: 'goroutineCreator',
      text: (row) => row.creator?.functionName ?? '–',
      hint: (row) => (row.creator ? frameLine(row.creator) : ''),
      ...askedAs('creator'),
    },
    {
      id: 'labels',
      title: texts.labels,
      width: 160,
      isMono: true,
      isFaint: true,
      isHidden: true,
      about: 'goroutineLabels',
      text: (row) => row.labels.map(({ key, value, goroutines }) => `${key}=${value} ${goroutines}`).join(' '),
      ...askedAs('label'),
    },
  ]
  return [
    ...counts,
    {
      id: 'bar',
      title: '',
      name: texts.bar,
      width: isCompared ? 72 : 96,
      isPicture: true,
      about: isCompared ? 'goroutineDelta' : hasStates ? 'goroutineStatus' : 'goroutineCount',
      text: () => '',
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
      ...askedAs('name'),
    },
    {
      id: 'file',
      title: texts.file,
      width: 160,
      isMono: true,
      isFaint: true,
      isHidden: true,
      about: 'goroutinePlace',
      text: (row) => (row.place ? fileLine(row.place) : ''),
    },
    ...(hasStates ? states : []),
    stackColumn<GoroutineGroupRow>(texts.stack),
  ]
}
