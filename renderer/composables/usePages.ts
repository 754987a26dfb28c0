import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { CallError, Result } from '../../shared/lib/result.ts'
import { call } from '../api/client.ts'
import { usePane } from '../stores/selection.ts'
import { rowsOf, type RowSource } from './rowSource.ts'

/** Rows asked for at once. */
export const PAGE = 200
/** Rows asked for at once where all are wanted. */
const EXPORT_PAGE = 1000
/** Questions under way at once: a page that has been scrolled past is not asked for before the one in sight. */
const MOST_ASKED = 2
/** Pages kept; those looked at longest ago are read again. */
const MOST_KEPT = 100

export interface Pages<Row, Answer> {
  rows: ShallowRef<RowSource<Row>>
  /** The newest answer's own figures: totals, units. */
  answer: ShallowRef<Answer | null>
  error: ShallowRef<CallError | null>
  isLoading: ShallowRef<boolean>
  /** Reads the pages that hold rows `first … last`. */
  ensure: (first: number, last: number) => void
  /** Every row of the listing, for export; null where reading failed. */
  readAll: () => Promise<Row[] | null>
}

/**
 * Rows of a listing, read page by page as they come into sight. `question` says what is listed (null: nothing yet); when it or
 * `revision` changes the listing starts anew, its old rows stay until the first page is there, and slower older answers are dropped. The case is
 * told which: each page is asked for with an `asker` of its own (WindowCall).
 */
export function usePages<Question, Answer, Row>(
  question: () => Question | null,
  ask: (question: Question, offset: number, limit: number, asker?: string) => Promise<Result<Answer>>,
  read: (answer: Answer) => { rows: readonly Row[]; total: number },
  revision: () => unknown,
): Pages<Row, Answer> {
  const rows: ShallowRef<RowSource<Row>> = shallowRef(rowsOf<Row>([]))
  const answer: ShallowRef<Answer | null> = shallowRef(null)
  const error = shallowRef<CallError | null>(null)
  const isLoading = shallowRef(true)
  /** Pages by number, the one looked at last at the end. */
  let kept = new Map<number, readonly Row[]>()
  let asked = new Set<number>()
  const id = crypto.randomUUID()
  const askerOf = (page: number): string => `${id} ${page}`
  let latest = 0
  let sight: [number, number] = [0, 0]
  const pane = usePane()
  let key = ''

  function show(count: number): void {
    const held = kept
    rows.value = { count, at: (index) => held.get(Math.floor(index / PAGE))?.[index % PAGE] }
  }

  async function readPage(page: number, isFirst: boolean): Promise<void> {
    const request = latest
    const current = question()
    if (current === null) return
    asked.add(page)
    const result = await ask(current, page * PAGE, PAGE, askerOf(page))
    if (request !== latest) return
    asked.delete(page)
    isLoading.value = false
    error.value = result.ok ? null : result.error
    if (!result.ok) {
      if (isFirst) rows.value = rowsOf<Row>([])
      return
    }
    const { rows: got, total } = read(result.value)
    if (isFirst) kept = new Map()
    kept.set(page, got)
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_KEPT) break
      kept.delete(oldest)
    }
    answer.value = result.value
    show(total)
    if (total > 0) ensure(Math.min(sight[0], total - 1), Math.min(sight[1], total - 1))
  }

  /** Nobody waits any more for the pages that are under way. */
  function drop(): void {
    for (const page of asked) void call('case.drop', { asker: askerOf(page) })
    asked = new Set()
  }
  onScopeDispose(drop)

  function ensure(first: number, last: number): void {
    sight = [first, last]
    // The first page of a new listing says how long it is; what is in sight then follows.
    if (isLoading.value) return
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page++) {
      const known = kept.get(page)
      if (known) {
        kept.delete(page)
        kept.set(page, known)
      } else if (!asked.has(page) && asked.size < MOST_ASKED) void readPage(page, false)
    }
  }

  watch(
    // Behind another tab nothing is asked.
    () => (pane && !pane.isVisible.value ? key : (key = JSON.stringify([question(), revision()]))),
    () => {
      latest++
      drop()
      if (question() === null) {
        rows.value = rowsOf<Row>([])
        answer.value = null
        isLoading.value = false
        return
      }
      isLoading.value = true
      void readPage(0, true)
    },
    { immediate: true },
  )

  async function readAll(): Promise<Row[] | null> {
    const current = question()
    const all: Row[] = []
    while (current !== null) {
      const result = await ask(current, all.length, EXPORT_PAGE)
      if (!result.ok) {
        error.value = result.error
        return null
      }
      const { rows: got, total } = read(result.value)
      all.push(...got)
      if (got.length === 0 || all.length >= total) break
    }
    return all
  }

  return { rows, answer, error, isLoading, ensure, readAll }
}
