// The tree of user tasks: which are open, and the columns it has beside those of the table of tasks.
import type { TraceTaskNode } from '../../../shared/contract/traceCalls.ts'
import { formatCount, formatShare } from '../../../shared/units/format.ts'
import type { TableColumn } from '../../components/dataTable.ts'
import { asThereIsRoom, durationFormat, traceColumns, type TraceTableTexts } from './traceTable.ts'

/** Slots of the tasks that are open; open with all below them; closed in spite of that. */
export interface OpenTasks {
  open: number[]
  whole: number[]
  closed: number[]
}
export const NO_OPEN: OpenTasks = { open: [], whole: [], closed: [] }

/** Levels that are shown by the place of the name; deeper ones by their number, so that the name stays in its column. */
export const INDENTED = 6
/** In the table of stages, whose column is narrower. */
export const STAGES_INDENTED = 4

export const canOpen = ({ kind, children, regions }: TraceTaskNode): boolean =>
  kind === 'task' && children + regions > 0

export function toggled({ open, whole, closed }: OpenTasks, { task, isOpen }: TraceTaskNode): OpenTasks {
  const without = (of: number[]): number[] => of.filter((slot) => slot !== task)
  return isOpen
    ? { open: without(open), whole: without(whole), closed: whole.length > 0 ? [...without(closed), task] : [] }
    : { open: [...without(open), task], whole, closed: without(closed) }
}

/** With all that is below it. */
export const openBranch = ({ open, whole, closed }: OpenTasks, { task }: TraceTaskNode): OpenTasks => ({
  open,
  whole: [...whole.filter((slot) => slot !== task), task],
  closed: closed.filter((slot) => slot !== task),
})

export interface TaskTreeWords {
  head: (column: string) => string
  share: string
  count: string
  longest: string
  rest: string
}

/** Shown at first, in order; the other fields of tasks can be chosen. */
const SHOWN = ['name', 'id', 'lengthNs', 'share', 'count', 'maxNs', 'beginNs', 'goroutineId', 'place']

/** Of these, those that come as there is room. */
const LATER = ['place', 'maxNs']

export function taskTreeColumns(
  texts: TraceTableTexts,
  words: TaskTreeWords,
  longestNs: number,
): TableColumn<TraceTaskNode>[] {
  const totals = { lengthNs: { sum: 0, min: 0, max: longestNs } }
  const { unit, format } = durationFormat(longestNs)
  const own: TableColumn<TraceTaskNode>[] = [
    {
      id: 'share',
      title: words.share,
      align: 'right',
      width: 124,
      text: ({ share }) => (share === null ? '' : formatShare(share, 1)),
    },
    {
      id: 'count',
      title: words.count,
      align: 'right',
      width: 70,
      text: ({ kind, count }) => (kind === 'stage' ? formatCount(count) : ''),
    },
    {
      id: 'maxNs',
      title: `${words.longest}\u00a0${unit}`,
      name: words.longest,
      align: 'right',
      width: 100,
      text: ({ kind, count, maxNs }) => (kind === 'stage' && count > 1 && maxNs !== null ? format(maxNs) : ''),
    },
  ]
  const nameOf = ({ kind, name }: TraceTaskNode): string =>
    kind === 'rest' ? words.rest : (texts.word('name', name) ?? name)
  const ofTasks = (traceColumns('tasks', texts, totals) as unknown as TableColumn<TraceTaskNode>[]).map(
    ({ hasNotes: _, isHidden: __, ...column }): TableColumn<TraceTaskNode> => {
      if (column.id === 'name')
        return {
          ...column,
          hasNotes: true,
          // Room for a name three levels down.
          width: 224,
          grows: true,
          text: nameOf,
          // In files the depth shows, too.
          value: (row) => `${row.depth <= INDENTED ? '· '.repeat(row.depth) : `· ${row.depth} `}${nameOf(row)}`,
          hint: nameOf,
        }
      if (column.id === 'lengthNs') return { ...column, width: 104 }
      return SHOWN.includes(column.id) ? column : { ...column, isHidden: true }
    },
  )
  const all = [...ofTasks, ...own]
  const place = ({ id }: TableColumn<TraceTaskNode>): number => (SHOWN.includes(id) ? SHOWN.indexOf(id) : SHOWN.length)
  return asThereIsRoom(
    all.sort((a, b) => place(a) - place(b)),
    LATER,
  )
}
