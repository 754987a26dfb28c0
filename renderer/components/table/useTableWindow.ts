import { computed, onBeforeUnmount, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { RowSource } from '../../composables/rowSource.ts'
import { rowsDrawn, rowWindow, scrollTopFor, type RowWindow, type RowWindowQuestion } from './rowWindow.ts'
import type { DrawnRow } from './tableBody.ts'

/** Rows drawn beyond both edges, so that a short scroll shows no gap. */
const OVERSCAN = 6
/**
 * Boxes that take on another row in one frame. A jump fills the window over a few frames, so that each of them stays short; scrolling by
 * less is not affected.
 */
const BOXES_PER_FRAME = 8

export interface TableWindow<Row> {
  shown: ComputedRef<RowWindow>
  drawn: ShallowRef<DrawnRow<Row>[]>
  /** Rows that fit at once. */
  page: ComputedRef<number>
  isScrolledAside: ShallowRef<boolean>
  onScroll: () => void
  scrollTo: (row: number, align: 'near' | 'centre') => void
}

/** Which rows are on the screen, and bringing others there. */
export function useTableWindow<Row>(
  scroller: Readonly<Ref<HTMLElement | null>>,
  table: {
    rows: () => RowSource<Row>
    rowHeight: () => number
    /** Seen of the rows: the scroller without head and totals. */
    viewport: () => number
    /** False: no more than what is seen is drawn. */
    hasOverscan: () => boolean
    onVisible: (first: number, last: number) => void
  },
): TableWindow<Row> {
  const scrollTop = shallowRef(0)
  const isScrolledAside = shallowRef(false)
  const count = computed(() => table.rows().count)
  const question = computed<RowWindowQuestion>(() => ({
    count: count.value,
    rowHeight: table.rowHeight(),
    viewport: Math.max(table.rowHeight(), table.viewport()),
    scrollTop: scrollTop.value,
    overscan: table.hasOverscan() ? OVERSCAN : 0,
  }))
  const shown = computed(() => rowWindow(question.value))
  /** What every box should show, by box: none moves in the document when rows come and go. */
  const wanted = computed<DrawnRow<Row>[]>(() => {
    const { from, to, topOf } = shown.value
    const rows = table.rows()
    const pool = rowsDrawn(question.value)
    return Array.from({ length: to - from }, (_, offset) => {
      const index = from + offset
      return { key: index % pool, index, top: topOf(index), row: rows.at(index) }
    }).sort((a, b) => a.key - b.key)
  })
  const drawn = shallowRef<DrawnRow<Row>[]>([])
  let frame = 0

  /** Gives boxes their rows, the ones in sight first, as many as a frame bears; the others wait where they are. */
  function fill(): void {
    cancelAnimationFrame(frame)
    const before = new Map(drawn.value.map((entry) => [entry.key, entry]))
    const changed = wanted.value.filter(({ key, index, row, top }) => {
      const now = before.get(key)
      return now?.index !== index || now.row !== row || now.top !== top
    })
    // Nothing is there yet, or another number of boxes: what is first seen is seen whole.
    const isAnew = drawn.value.length !== wanted.value.length
    if (isAnew || changed.length <= BOXES_PER_FRAME) {
      drawn.value = wanted.value
      return
    }
    const inSight = Math.floor((shown.value.from + shown.value.to) / 2)
    const chosen = new Set(
      [...changed]
        .sort((a, b) => Math.abs(a.index - inSight) - Math.abs(b.index - inSight))
        .slice(0, BOXES_PER_FRAME)
        .map(({ key }) => key),
    )
    const isKept = new Set(changed.map(({ key }) => key))
    drawn.value = wanted.value.map((entry) =>
      isKept.has(entry.key) && !chosen.has(entry.key) ? (before.get(entry.key) ?? entry) : entry,
    )
    frame = requestAnimationFrame(fill)
  }
  watch(wanted, fill, { immediate: true })
  onBeforeUnmount(() => cancelAnimationFrame(frame))

  watch(
    () => [shown.value.from, shown.value.to - 1, count.value] as const,
    ([first, last], before) => {
      if (before?.[0] !== first || before[1] !== last) table.onVisible(first, last)
    },
    { immediate: true },
  )

  function onScroll(): void {
    const element = scroller.value
    if (!element) return
    scrollTop.value = element.scrollTop
    isScrolledAside.value = element.scrollLeft > 0
  }
  function scrollTo(row: number, align: 'near' | 'centre'): void {
    const top = scrollTopFor(row, align, question.value)
    if (!scroller.value || top === scrollTop.value) return
    scroller.value.scrollTop = top
    onScroll()
  }
  const page = computed(() => Math.max(1, Math.floor(question.value.viewport / question.value.rowHeight) - 1))
  return { shown, drawn, page, isScrolledAside, onScroll, scrollTo }
}
