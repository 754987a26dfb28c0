// Which rows are drawn. Rows have one height, so this is arithmetic: nothing is kept per row, and a million cost what ten cost.

/**
 * Tallest content a browser lays out exactly is 2^25 px of the screen (33.5 million), which a million rows of 28 px reach on a
 * screen of 125 %. Above this the scroll bar's way is stretched over the rows.
 */
export const MOST_HEIGHT = 12_000_000

export interface RowWindow {
  /** First row drawn, and the one after the last. */
  from: number
  to: number
  /** Height of the content as the scroll bar sees it. */
  height: number
  /** Where a row stands within that content. */
  topOf: (row: number) => number
}

export interface RowWindowQuestion {
  count: number
  rowHeight: number
  /** What is seen of the rows: without head and totals. */
  viewport: number
  scrollTop: number
  /** Rows drawn beyond both edges. */
  overscan: number
}

export function rowWindow({ count, rowHeight, viewport, scrollTop, overscan }: RowWindowQuestion): RowWindow {
  const full = count * rowHeight
  const height = Math.min(full, MOST_HEIGHT)
  const top = clamp(scrollTop, 0, Math.max(0, height - viewport))
  // Pixels of rows above the edge, of which the scroll bar shows `top`.
  const above = full <= MOST_HEIGHT ? top : top * ((full - viewport) / (height - viewport))
  // Always the same number of rows, so that scrolling makes and drops none.
  const drawn = Math.min(count, rowsDrawn({ rowHeight, viewport, overscan }))
  const from = clamp(Math.floor(above / rowHeight) - overscan, 0, count - drawn)
  const to = from + drawn
  return { from, to, height, topOf: (row) => row * rowHeight - above + top }
}

/** How many rows are drawn where there are enough. */
export const rowsDrawn = ({
  rowHeight,
  viewport,
  overscan,
}: Pick<RowWindowQuestion, 'rowHeight' | 'viewport' | 'overscan'>): number =>
  Math.ceil(viewport / rowHeight) + 1 + 2 * overscan

/** Scroll position that brings a row into sight; the present one where it is in sight already. */
export function scrollTopFor(row: number, align: 'near' | 'centre', question: RowWindowQuestion): number {
  const { count, rowHeight, viewport, scrollTop } = question
  const full = count * rowHeight
  const height = Math.min(full, MOST_HEIGHT)
  const room = Math.max(0, height - viewport)
  const stretch = full <= MOST_HEIGHT ? 1 : (full - viewport) / room
  const above = clamp(scrollTop, 0, room) * stretch
  const start = row * rowHeight
  let wanted = above
  if (align === 'centre') wanted = start - (viewport - rowHeight) / 2
  else if (start < above) wanted = start
  else if (start + rowHeight > above + viewport) wanted = start + rowHeight - viewport
  return wanted === above ? scrollTop : clamp(wanted / stretch, 0, room)
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))
