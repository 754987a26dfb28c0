// Pixels of the columns shown: what their owner asked for, what the user dragged, and what is left shared out.
import type { TableColumn } from '../dataTable.ts'

export interface LaidColumn<Row> {
  column: TableColumn<Row>
  width: number
  /** Distance from the left edge at which the column stays while the others scroll; null: it scrolls. */
  stickyLeft: number | null
  /** A hairline before it: another group begins. */
  startsGroup: boolean
  /** Its content can be wider than it is: text, and figures in a column that was made narrower. */
  isClipped: boolean
}

export interface GroupHead {
  key: string
  title: string
  width: number
  startsGroup: boolean
}

export const LEAST_WIDTH = 36
export const MOST_WIDTH = 1600
/** Of a column that takes what is left. */
export const LEAST_FLEXIBLE = 160
/** Too few pixels to scroll for: they are taken off columns that take what is left, or off texts. */
const NOT_WORTH_SCROLLING = 24

/**
 * Widths for a pane of `room` pixels. Columns without a width of their own, and those that grow, share what is left; where there are none, all that the user
 * has not dragged grow in proportion. Nothing shrinks below what was asked, the table scrolls sideways, but for a few pixels.
 * The first `pinned` columns stay at the left; the first one always does, so that a row keeps its name.
 */
export function layOut<Row>(
  columns: readonly TableColumn<Row>[],
  dragged: Readonly<Record<string, number>>,
  { room, pinned }: { room: number; pinned: number },
): LaidColumn<Row>[] {
  const asked = columns.map(({ id, width }) => dragged[id] ?? width ?? LEAST_FLEXIBLE)
  const spare = room - asked.reduce((sum, width) => sum + width, 0)
  const flexible = columns.map(({ id, width, grows }) => dragged[id] === undefined && (grows || width === undefined))
  const free = columns.map(({ id }) => dragged[id] === undefined)
  const change = (by: number, others: readonly boolean[]): void => {
    const changed = flexible.includes(true) ? flexible : others
    const weights = changed.map((isChanged, index) => (isChanged ? (asked[index] as number) : 0))
    share(Math.abs(by), weights).forEach(
      (part, index) => (asked[index] = (asked[index] as number) + Math.sign(by) * part),
    )
  }
  if (spare > 0) change(spare, free)
  // Not while widths are dragged: the others would jump as the few pixels become many.
  else if (spare < 0 && spare >= -NOT_WORTH_SCROLLING && !free.includes(false))
    change(
      Math.floor(spare),
      columns.map(({ align }) => align !== 'right'),
    )
  let left = 0
  return columns.map((column, index) => {
    const width = asked[index] as number
    const stickyLeft = index < Math.max(1, pinned) ? left : null
    left += width
    const before = columns[index - 1]
    return {
      column,
      width,
      stickyLeft,
      startsGroup: index > 0 && (column.startsGroup === true || column.group !== before?.group),
      isClipped: column.align !== 'right' || width < (column.width ?? 0),
    }
  })
}

/** `amount` in whole pixels by weight; the last with a weight takes the rest. */
function share(amount: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  if (sum <= 0) return weights.map(() => 0)
  const parts = weights.map((weight) => Math.floor((amount * weight) / sum))
  const last = weights.findLastIndex((weight) => weight > 0)
  parts[last] = (parts[last] as number) + Math.floor(amount) - parts.reduce((total, part) => total + part, 0)
  return parts
}

/** Heads over neighbours of one group; null where no column has one. */
export function groupHeads<Row>(columns: readonly LaidColumn<Row>[]): GroupHead[] | null {
  if (!columns.some(({ column }) => column.group)) return null
  const heads: GroupHead[] = []
  for (const { column, width, startsGroup } of columns) {
    const last = heads.at(-1)
    if (last && !startsGroup) last.width += width
    else heads.push({ key: column.id, title: column.group ?? '', width, startsGroup })
  }
  return heads
}
