import { textWidth } from '../../charts/textWidth.ts'
import type { TableColumn } from '../dataTable.ts'

const MOST_FITTED = 900
const AIR = 4

/** Pixels a column needs for its head and the rows drawn. Cells with more than text are measured as they stand. */
export function fittingWidth<Row>(
  scroller: HTMLElement,
  column: TableColumn<Row>,
  place: number,
  rows: readonly Row[],
): number {
  const head = scroller.querySelector<HTMLElement>(`[data-head="${CSS.escape(column.id)}"]`)
  const cells = [...scroller.querySelectorAll<HTMLElement>(`[data-column="${place}"]`)]
  const [sample] = cells
  const padding = sample
    ? Number.parseFloat(getComputedStyle(sample).paddingLeft) + Number.parseFloat(getComputedStyle(sample).paddingRight)
    : 16
  const range = document.createRange()
  let most = textWidth(column.title, fontOf(head)) + 16
  for (const cell of cells) {
    range.selectNodeContents(cell)
    most = Math.max(most, range.getBoundingClientRect().width)
  }
  const font = fontOf(sample ?? null)
  for (const row of rows) most = Math.max(most, textWidth(column.text(row), font))
  return Math.min(MOST_FITTED, Math.ceil(most + padding + AIR))
}

function fontOf(element: HTMLElement | null): string {
  if (!element) return '12px sans-serif'
  const { fontWeight, fontSize, fontFamily } = getComputedStyle(element)
  return `${fontWeight} ${fontSize} ${fontFamily}`
}
