// Columns of the table of groups. With a base the table shows both counts and the change between them.
import type { GoroutineFrame, GoroutineGroupRow, GoroutineStatusCount } from '../../../shared/contract/caseCalls.ts'
import { formatNumber } from '../../../shared/units/format.ts'
import type { TableColumn } from '../../components/dataTable.ts'

export interface GroupTexts {
  goroutines: string
  baseline: string
  candidate: string
  delta: string
  status: string
  place: string
  creator: string
  median: string
  p90: string
  longest: string
  /** Names a stack without a function. */
  unknown: string
  /** Several statuses: the most frequent one and how many others. */
  statuses: (first: string, others: number) => string
}

export const signed = (value: number): string => `${value > 0 ? '+' : ''}${formatNumber(value)}`

/** A wait in whole minutes; a dash where the dump prints none (under a minute, or never seen by a GC). */
export const minutesText = (minutes: number, known: number): string =>
  known === 0 || minutes === 0 ? '–' : formatNumber(minutes)

export const statusText = (statuses: readonly GoroutineStatusCount[], texts: Pick<GroupTexts, 'statuses'>): string => {
  const [first] = statuses
  if (!first) return '–'
  return statuses.length === 1 ? first.text : texts.statuses(first.text, statuses.length - 1)
}

/** `notifier.go:58`; without a line the file, without a file nothing. */
export function fileLine({ file, line }: Pick<GoroutineFrame, 'file' | 'line'>): string {
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
  return name === '' || line === 0 ? name : `${name}:${line}`
}

export const frameLine = ({ functionName, file, line }: GoroutineFrame): string =>
  `${functionName}${file === '' ? '' : `\n    ${file}${line === 0 ? '' : `:${line}`}`}`

/** Key of a row: the group's first goroutine, or, of one that only the base has, its stack. */
export const groupKey = ({ group, frames, creator }: GoroutineGroupRow): string =>
  group === null ? `gone ${frames.map(frameLine).join('\n')} ${creator?.functionName ?? ''}` : String(group)

/** Below this width of the pane figures that the inspector shows, too, give way; CSS pixels. */
export const WIDE = { quantiles: 780, creator: 1080 } as const

/** Ids of sortable columns are what `goroutines.groups` sorts by. */
export function groupColumns(
  texts: GroupTexts,
  shown: { isCompared: boolean; hasStates: boolean; width: number },
): TableColumn<GoroutineGroupRow>[] {
  const { isCompared, hasStates, width } = shown
  const isNarrow = width < WIDE.quantiles
  const wait = (
    id: string,
    title: string,
    read: (row: GoroutineGroupRow) => number,
  ): TableColumn<GoroutineGroupRow> => ({
    id,
    title,
    align: 'right',
    width: 88,
    text: (row) => minutesText(read(row), row.wait.known),
    ...(id === 'wait' && { value: (row: GoroutineGroupRow) => row.wait.maxMinutes }),
  })
  const counts: TableColumn<GoroutineGroupRow>[] = isCompared
    ? [
        {
          id: 'base',
          title: texts.baseline,
          align: 'right',
          width: 76,
          isFaint: true,
          text: (row) => formatNumber(row.baseGoroutines ?? 0),
        },
        {
          id: 'goroutines',
          title: texts.candidate,
          align: 'right',
          width: 84,
          text: (row) => formatNumber(row.goroutines),
          value: (row) => row.goroutines,
        },
        {
          id: 'delta',
          title: texts.delta,
          align: 'right',
          width: 76,
          isStrong: true,
          text: (row) => signed(row.goroutines - (row.baseGoroutines ?? 0)),
          value: (row) => row.goroutines - (row.baseGoroutines ?? 0),
        },
      ]
    : [
        {
          id: 'goroutines',
          title: texts.goroutines,
          align: 'right',
          width: 104,
          isStrong: true,
          text: (row) => formatNumber(row.goroutines),
          value: (row) => row.goroutines,
        },
      ]
  return [
    ...counts,
    { id: 'bar', title: '', width: isCompared ? 104 : isNarrow ? 56 : 96, text: () => '' },
    {
      id: 'name',
      title: texts.place,
      isMono: true,
      text: (row) => row.place?.functionName ?? texts.unknown,
      value: (row) => row.place?.functionName ?? '',
      hint: (row) => row.frames.map(frameLine).join('\n'),
    },
    ...(hasStates
      ? [
          {
            id: 'status',
            title: texts.status,
            width: isNarrow ? 120 : 148,
            text: (row: GoroutineGroupRow) => statusText(row.statuses, texts),
            hint: (row: GoroutineGroupRow) =>
              row.statuses.map(({ text, goroutines }) => `${text}: ${formatNumber(goroutines)}`).join('\n'),
          },
          ...(isNarrow || (isCompared && width < WIDE.creator)
            ? []
            : [
                wait('median', texts.median, (row) => row.wait.medianMinutes),
                wait('p90', texts.p90, (row) => row.wait.p90Minutes),
              ]),
          wait('wait', texts.longest, (row) => row.wait.maxMinutes),
          ...(width < WIDE.creator || isCompared
            ? []
            : [
                {
                  id: 'creator',
                  title: texts.creator,
                  width: 200,
                  isMono: true,
                  isFaint: true,
                  text: (row: GoroutineGroupRow) => row.creator?.functionName ?? '–',
                  hint: (row: GoroutineGroupRow) => (row.creator ? frameLine(row.creator) : ''),
                },
              ]),
        ]
      : []),
  ]
}
