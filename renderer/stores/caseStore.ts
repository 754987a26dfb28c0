import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { AppEvent, OpenedCase } from '../../shared/contract/appCalls.ts'
import type { CaseOverview, CaseSettings, EditsState } from '../../shared/contract/caseCalls.ts'
import type { Source } from '../../shared/records/index.ts'
import type { CallError, Result } from '../../shared/lib/result.ts'
import { call, callApp, setCaseHandle } from '../api/client.ts'
import { usePaneStore } from './panes.ts'
import { useSharedSelection } from './selection.ts'

/** What a `caseChanged` event may name. */
export type CasePart = Extract<AppEvent, { kind: 'caseChanged' }>['what'][number]
export const CASE_PARTS: readonly CasePart[] = [
  'sources',
  'findings',
  'annotations',
  'checklists',
  'report',
  'settings',
  'edits',
]

/** A reload of the page finds the open case again through this key of the session storage. */
const RESUME_KEY = 'heapcase.openCase'

function keptCase(): OpenedCase | null {
  try {
    return JSON.parse(sessionStorage.getItem(RESUME_KEY) ?? 'null') as OpenedCase | null
  } catch {
    return null
  }
}

/** Whether a case was shown on this page before it was loaded again. */
export const hasKeptCase = (): boolean => keptCase() !== null

/** The open case: what it is, what is in it, and how often each part of it has changed. */
export const useCaseStore = defineStore('case', () => {
  const opened = shallowRef<OpenedCase | null>(null)
  const overview = shallowRef<CaseOverview | null>(null)
  const sources = shallowRef<Source[]>([])
  const edits = shallowRef<EditsState>({ undo: null, redo: null })
  const settings = shallowRef<CaseSettings>({ author: '', zoneOffsetMinutes: 0 })
  /** Set when the case process died or the file went away; the frame says so and offers to open it again. */
  const lost = shallowRef<CallError | null>(null)
  /** Local time of the last committed change. */
  const savedAtMs = ref<number | null>(null)
  const revisions = ref<Record<CasePart, number>>({
    sources: 0,
    findings: 0,
    annotations: 0,
    checklists: 0,
    report: 0,
    settings: 0,
    edits: 0,
  })

  const isOpen = computed(() => opened.value !== null)
  const isReadOnly = computed(() => opened.value?.isReadOnly ?? true)
  const sourceById = computed(() => new Map(sources.value.map((source) => [source.id, source])))
  /** Lives that have GC cycles; others have only further lines of the runtime. */
  const gcLives = computed(() => (overview.value?.lives ?? []).filter(({ cycles }) => cycles > 0))
  const lifeById = computed(() => new Map((overview.value?.lives ?? []).map((life) => [life.id, life])))

  async function refresh(): Promise<void> {
    const handle = opened.value?.handle
    const [nextOverview, nextSources, nextEdits, nextSettings] = await Promise.all([
      call('case.overview', {}),
      call('sources.list', {}),
      call('edits.state', {}),
      call('settings.get', {}),
    ])
    if (opened.value?.handle !== handle) return
    if (nextOverview.ok) overview.value = nextOverview.value
    if (nextSources.ok) sources.value = nextSources.value
    if (nextEdits.ok) edits.value = nextEdits.value
    if (nextSettings.ok) settings.value = nextSettings.value
  }

  /** Shows a case in this window; null goes back to Home. `asLeft`: what was selected before is let go, and it comes back as it was left. */
  async function show(next: OpenedCase | null, asLeft = false): Promise<void> {
    const before = opened.value
    // How its panes are arranged goes into the case while it can still be written.
    if (before !== null && before.handle !== next?.handle) await usePaneStore().dock?.persist()
    if (before !== null && before.handle !== next?.handle) void callApp('case.close', { handle: before.handle })
    lost.value = null
    overview.value = null
    sources.value = []
    edits.value = { undo: null, redo: null }
    savedAtMs.value = null
    if (asLeft) useSharedSelection().clear()
    opened.value = next
    setCaseHandle(next?.handle ?? null)
    if (next === null) sessionStorage.removeItem(RESUME_KEY)
    else sessionStorage.setItem(RESUME_KEY, JSON.stringify(next))
    if (next !== null) await refresh()
  }

  async function shown(answer: Promise<Result<OpenedCase | null>>): Promise<Result<OpenedCase | null>> {
    const result = await answer
    if (result.ok && result.value !== null) {
      await show(result.value, result.value.handle !== opened.value?.handle)
    }
    return result
  }

  /** Opens a case file; path null asks for it. The value is null when the user changed their mind. */
  const open = (path: string | null, readOnly = false): Promise<Result<OpenedCase | null>> =>
    shown(callApp('case.open', { path, readOnly }))
  const create = (path: string | null): Promise<Result<OpenedCase | null>> => shown(callApp('case.create', { path }))
  /** `reset` makes it anew: what was written into it is lost. */
  const openSample = (reset = false): Promise<Result<OpenedCase | null>> => shown(callApp('case.openSample', { reset }))

  /** After a reload of the page: the case that was shown before, else the one the shell was started with. */
  async function resume(): Promise<void> {
    const kept = keptCase()
    if (kept !== null) {
      setCaseHandle(kept.handle)
      const answer = await call('case.overview', {})
      if (answer.ok) return show(kept)
      setCaseHandle(null)
      const again = await callApp('case.open', { path: kept.path, readOnly: kept.isReadOnly })
      if (again.ok && again.value !== null) return show(again.value)
      sessionStorage.removeItem(RESUME_KEY)
    }
    const initial = await callApp('case.initial', {})
    if (initial.ok && initial.value !== null) await show(initial.value)
  }

  /** Takes an event of the shell in; the rest of the window listens through `revisions`. */
  function onEvent(event: AppEvent): void {
    if (event.kind === 'caseLost' && event.handle === opened.value?.handle) lost.value = event.error
    if (event.kind !== 'caseChanged' || event.handle !== opened.value?.handle) return
    const next = { ...revisions.value }
    for (const part of event.what) next[part]++
    revisions.value = next
    savedAtMs.value = Date.now()
    void refresh()
  }

  return {
    opened,
    overview,
    sources,
    edits,
    settings,
    lost,
    savedAtMs,
    revisions,
    isOpen,
    isReadOnly,
    sourceById,
    lifeById,
    gcLives,
    refresh,
    show,
    open,
    create,
    openSample,
    resume,
    onEvent,
  }
})
