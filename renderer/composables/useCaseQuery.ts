import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { CaseCallName, CaseParams, CaseResult } from '../../shared/contract/caseCalls.ts'
import type { CallError } from '../../shared/lib/result.ts'
import { call } from '../api/client.ts'
import { CASE_PARTS, useCaseStore, type CasePart } from '../stores/caseStore.ts'
import { usePane } from '../stores/selection.ts'

/** Which changes of the case make an answer old, by the subject of the call. */
const DEPENDS_ON: Record<string, readonly CasePart[]> = {
  case: ['sources', 'findings', 'annotations', 'settings'],
  sources: ['sources'],
  gcCycles: ['sources'],
  memory: ['sources'],
  goroutines: ['sources'],
  // Rows name the thresholds that hold for them.
  series: ['sources', 'settings'],
  runtime: ['sources'],
  scheduler: ['sources'],
  profiles: ['sources'],
  traces: ['sources'],
  findings: ['findings', 'sources'],
  diagnosis: ['findings', 'sources'],
  // Cited by verdicts and prose, placed by pins.
  annotations: ['annotations', 'findings', 'sources', 'report'],
  checklists: ['checklists'],
  edits: ['edits'],
  report: CASE_PARTS,
  audit: CASE_PARTS,
  settings: ['settings'],
}

export interface CaseQuery<T> {
  /** The newest answer; kept while the next one is under way, so that nothing jumps. */
  data: ShallowRef<T | null>
  error: ShallowRef<CallError | null>
  isLoading: ShallowRef<boolean>
  /** Asks again although nothing changed. */
  reload: () => void
}

/**
 * Asks the case whenever `params` changes, and again when the part of the case it reads has changed. `null` means there
 * is nothing to ask yet. Only the answer to the newest question counts, and the case is told so: a long question is given up. A pane behind another tab asks nothing: it catches
 * up when it is in front again.
 */
export function useCaseQuery<Name extends CaseCallName>(
  name: Name,
  params: () => CaseParams<Name> | null,
): CaseQuery<CaseResult<Name>> {
  const store = useCaseStore()
  const pane = usePane()
  const data: ShallowRef<CaseResult<Name> | null> = shallowRef(null)
  const error = shallowRef<CallError | null>(null)
  const isLoading = shallowRef(false)
  const reloads = shallowRef(0)
  const parts = DEPENDS_ON[name.split('.')[0] ?? ''] ?? CASE_PARTS
  const asker = crypto.randomUUID()
  let latest = 0
  let question: string | null = null
  /** An answer is waited for. */
  let isAsked = false

  const drop = (): void => {
    if (isAsked) void call('case.drop', { asker })
    isAsked = false
  }
  onScopeDispose(drop)

  watch(
    () => {
      if (pane && !pane.isVisible.value) return question
      const asked = params()
      question =
        asked === null
          ? null
          : JSON.stringify([asked, store.opened?.handle, parts.map((part) => store.revisions[part]), reloads.value])
      return question
    },
    async (next) => {
      const request = ++latest
      const asked = next === null ? null : params()
      isLoading.value = asked !== null
      if (asked === null) {
        drop()
        data.value = null
        error.value = null
        return
      }
      isAsked = true
      const answer = await call(name, asked, asker)
      if (request !== latest) return // a newer question is under way
      isAsked = false
      data.value = answer.ok ? answer.value : null
      error.value = answer.ok ? null : answer.error
      isLoading.value = false
    },
    { immediate: true },
  )

  return { data, error, isLoading, reload: () => void reloads.value++ }
}
