import { shallowRef, watch, type ShallowRef } from 'vue'
import type { CaseParams, GcRow } from '../../../shared/contract/caseCalls.ts'
import type { CallError } from '../../../shared/lib/result.ts'
import { call } from '../../api/client.ts'

/** What is listed: everything of a page's question but the page. */
export type GcListing = Omit<CaseParams<'gcCycles.page'>, 'offset' | 'limit'>

/** Rows asked for at once. */
export const PAGE = 200

export interface GcPages {
  /** As long as the listing; rows not read yet are undefined. */
  rows: ShallowRef<readonly (GcRow | undefined)[]>
  total: ShallowRef<number>
  error: ShallowRef<CallError | null>
  isLoading: ShallowRef<boolean>
  /** Reads the pages that hold rows `first … last`. */
  ensure: (first: number, last: number) => void
  /** Every row of the listing, for export. */
  readAll: () => Promise<GcRow[] | null>
}

/** Rows of a listing, read page by page as they come into sight. A new listing starts anew; slower older answers are dropped. */
export function useGcPages(listing: () => GcListing | null, revision: () => unknown): GcPages {
  const rows = shallowRef<readonly (GcRow | undefined)[]>([])
  const total = shallowRef(0)
  const error = shallowRef<CallError | null>(null)
  const isLoading = shallowRef(true)
  let asked = new Set<number>()
  let latest = 0
  let sight: [number, number] = [0, 0]

  async function read(page: number, question: GcListing, request: number): Promise<void> {
    asked.add(page)
    const answer = await call('gcCycles.page', { ...question, offset: page * PAGE, limit: PAGE })
    if (request !== latest) return
    isLoading.value = false
    if (!answer.ok) {
      asked.delete(page)
      error.value = answer.error
      return
    }
    error.value = null
    const next =
      answer.value.total === rows.value.length ? [...rows.value] : new Array<GcRow | undefined>(answer.value.total)
    if (answer.value.total !== rows.value.length)
      rows.value.slice(0, next.length).forEach((row, index) => (next[index] = row))
    answer.value.rows.forEach((row, index) => (next[page * PAGE + index] = row))
    total.value = answer.value.total
    rows.value = next
  }

  function ensure(first: number, last: number): void {
    sight = [first, last]
    const question = listing()
    if (!question) return
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page++) {
      if (!asked.has(page)) void read(page, question, latest)
    }
  }

  watch(
    () => JSON.stringify([listing(), revision()]),
    () => {
      latest++
      asked = new Set()
      const question = listing()
      isLoading.value = question !== null
      if (!question) {
        rows.value = []
        total.value = 0
        return
      }
      // The old rows stay until the first page of the new listing is there.
      const request = latest
      void (async () => {
        asked.add(0)
        const answer = await call('gcCycles.page', { ...question, offset: 0, limit: PAGE })
        if (request !== latest) return
        isLoading.value = false
        error.value = answer.ok ? null : answer.error
        if (!answer.ok) return void (rows.value = [])
        const next = new Array<GcRow | undefined>(answer.value.total)
        answer.value.rows.forEach((row, index) => (next[index] = row))
        total.value = answer.value.total
        rows.value = next
        ensure(Math.min(sight[0], Math.max(0, next.length - 1)), Math.min(sight[1], Math.max(0, next.length - 1)))
      })()
    },
    { immediate: true },
  )

  async function readAll(): Promise<GcRow[] | null> {
    const question = listing()
    const all: GcRow[] = []
    while (question) {
      const answer = await call('gcCycles.page', { ...question, offset: all.length, limit: 1000 })
      if (!answer.ok) {
        error.value = answer.error
        return null
      }
      all.push(...answer.value.rows)
      if (answer.value.rows.length === 0 || all.length >= answer.value.total) break
    }
    return all
  }

  return { rows, total, error, isLoading, ensure, readAll }
}
