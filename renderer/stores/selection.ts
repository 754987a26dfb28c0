import { defineStore } from 'pinia'
import { computed, hasInjectionContext, inject, ref, shallowRef, type InjectionKey, type Ref } from 'vue'
import {
  SUBJECT_FIELDS,
  SUBJECT_OF,
  type EntityRef,
  type FindingKey,
  type Instants,
  type LifeId,
  type PaneEntry,
  type SourceId,
  type SubjectField,
  type TimeRange,
  type ViewLink,
  type ViewName,
  type ViewState,
} from '../../shared/records/index.ts'
import { usePaneStore } from './panes.ts'

const NO_INSTANTS: Instants = {}
const NO_STATE: ViewState = {}

/**
 * What the investigator is looking at, for the whole window: the active pane, and every pane that follows it. Zooming one
 * zooms all. Of several panes of one view one follows; the others keep what they showed (`held`) until they are active again.
 */
export const useSharedSelection = defineStore('selection', () => {
  const panes = usePaneStore()
  const view = ref<ViewName>('home')
  /** The pane that has the selection; null while there is none yet. */
  const paneId = ref<string | null>(null)
  const range = shallowRef<TimeRange | null>(null)
  /** Baseline and candidate instant, on the wall clock. */
  const instants = shallowRef<Instants>(NO_INSTANTS)
  const sourceId = ref<SourceId | null>(null)
  const lifeId = ref<LifeId | null>(null)
  /** A GC cycle's number within lifeId. */
  const cycle = ref<number | null>(null)
  const functionName = ref<string | null>(null)
  /** `type/unit` of the profile's column shown. */
  const sampleType = ref<string | null>(null)
  /** The profile compared against. */
  const baseSourceId = ref<SourceId | null>(null)
  const findingKey = ref<FindingKey | null>(null)
  /** Lines shown in the Sources view, 1-based. */
  const lines = shallowRef<{ from: number; to: number } | null>(null)
  /** Topic of the help. */
  const helpTopic = ref<string | null>(null)
  /** What a view selects that has no field of its own. */
  const entity = shallowRef<EntityRef | null>(null)
  /** How each view is set up. */
  const states = shallowRef<Partial<Record<ViewName, ViewState>>>({})
  /** What panes keep showing that do not follow, by pane. */
  const held = shallowRef<ReadonlyMap<string, ViewLink>>(new Map())
  /** Counts the steps that belong into the history; the router pushes one entry for each. */
  const steps = ref(0)
  /** True: nobody has asked for a view yet, so the case comes back as it was left. */
  const isFresh = ref(false)

  const fields = {
    sourceId,
    lifeId,
    cycle,
    functionName,
    sampleType,
    baseSourceId,
    findingKey,
    lines,
    entity,
    helpTopic,
  }
  const state = computed<ViewState>(() => states.value[view.value] ?? NO_STATE)

  /** The selection as a view shows it, as far as its fields go. */
  function linkTo(name: ViewName, fieldNames: readonly SubjectField[]): ViewLink {
    const link: ViewLink = { view: name }
    for (const field of fieldNames)
      if (fields[field].value !== null) Object.assign(link, { [field]: fields[field].value })
    const setUp = states.value[name]
    if (setUp && Object.keys(setUp).length > 0) link.state = setUp
    return link
  }
  const subjectOf = (name: ViewName): ViewLink => linkTo(name, SUBJECT_OF[name])

  /** All of it as a link: what the address shows, what "copy link" copies and annotations are cited by. */
  const link = computed<ViewLink>(() => ({
    ...linkTo(view.value, SUBJECT_FIELDS),
    ...(range.value && { range: range.value }),
    ...(Object.keys(instants.value).length > 0 && { instants: instants.value }),
  }))

  function take(next: ViewLink, fieldNames: readonly SubjectField[], state: ViewState | undefined): void {
    for (const field of fieldNames) fields[field].value = next[field] ?? null
    if (state) states.value = { ...states.value, [next.view]: state }
  }

  /** The pane of this view that follows the selection. */
  function followerOf(name: ViewName): string | null {
    return panes.panes.find((pane) => pane.view === name && !held.value.has(pane.id))?.id ?? null
  }
  function hold(id: string, what: ViewLink | null): void {
    const next = new Map(held.value)
    if (what) next.set(id, what)
    else next.delete(id)
    held.value = next
  }
  /** From now on this pane follows; its twin, where it has one, keeps what it shows. Gives what the pane itself had kept. */
  function follow(id: string, name: ViewName): ViewLink | null {
    const kept = held.value.get(id) ?? null
    const twin = followerOf(name)
    if (twin !== null && twin !== id) hold(twin, subjectOf(name))
    if (kept) hold(id, null)
    return kept
  }

  /** Takes a link over as it is; what it does not name is let go. Makes no step of history: the router calls it. */
  function restore(next: ViewLink, pane: string | null = null): void {
    if (pane !== null && panes.find(pane)?.view === next.view) follow(pane, next.view)
    isFresh.value = false
    view.value = next.view
    paneId.value = pane
    range.value = next.range ?? null
    instants.value = next.instants ?? NO_INSTANTS
    take(next, SUBJECT_FIELDS, next.state ?? NO_STATE)
  }

  /** Goes where a link points, as one step of history. What other views are about stays as it is. */
  function show(next: ViewLink): void {
    isFresh.value = false
    view.value = next.view
    paneId.value = null
    range.value = next.range ?? null
    if (next.instants) instants.value = next.instants
    const named = SUBJECT_FIELDS.filter((field) => next[field] !== undefined)
    take(next, [...new Set([...SUBJECT_OF[next.view], ...named])], next.state)
    // A GC log is found by its life, its source or the range; an older choice must not win over the link.
    if (next.view === 'gcCycles' && next.sourceId === undefined) sourceId.value = null
    steps.value++
  }

  /** Changes the view and keeps everything else that is selected. */
  function goTo(next: ViewName): void {
    isFresh.value = false
    if (view.value === next) {
      // With every pane closed it is to be opened again.
      if (panes.panes.length === 0) paneId.value = null
      return
    }
    view.value = next
    paneId.value = null
    lines.value = null
    helpTopic.value = null
    steps.value++
  }

  /** Opens the help and keeps everything that is selected: who has read goes on where they were. */
  function openHelp(topic: string): void {
    isFresh.value = false
    if (panes.panes.length === 0) paneId.value = null
    if (view.value === 'help' && helpTopic.value === topic) return
    view.value = 'help'
    paneId.value = null
    helpTopic.value = topic
    steps.value++
  }

  /** A pane became the active one: its view is the window's, and what it kept is what is selected. */
  function enter(pane: { id: string; view: ViewName }, isStep: boolean): void {
    const kept = follow(pane.id, pane.view)
    if (kept) take(kept, SUBJECT_OF[pane.view], kept.state ?? NO_STATE)
    if (paneId.value === pane.id && view.value === pane.view) return
    const isOther = paneId.value !== null || view.value !== pane.view
    paneId.value = pane.id
    view.value = pane.view
    if (isStep && isOther) steps.value++
  }

  /** Comes back to panes as a case was left. Where somebody has asked for a view already, that stands and only the others come back. */
  function resume(
    entries: readonly PaneEntry[],
    active: string | null,
    window: Pick<ViewLink, 'range' | 'instants'>,
  ): void {
    const seen = new Set<ViewName>()
    const kept = new Map<string, ViewLink>()
    for (const { id, link, isHeld } of entries) {
      if (isHeld || seen.has(link.view)) kept.set(id, link)
      else {
        seen.add(link.view)
        if (isFresh.value) take(link, SUBJECT_OF[link.view], link.state ?? NO_STATE)
        else if (link.view !== view.value) take(link, [], link.state ?? NO_STATE)
      }
    }
    held.value = kept
    if (!isFresh.value) return
    isFresh.value = false
    range.value = window.range ?? null
    instants.value = window.instants ?? NO_INSTANTS
    const front = entries.find(({ id }) => id === active)
    if (!front) return
    view.value = front.link.view
    paneId.value = front.id
  }

  /** Zooms every view that shows this axis. */
  function zoomTo(next: TimeRange): void {
    range.value = next
  }
  function showAll(): void {
    range.value = null
  }
  function setInstant(which: 'b' | 'c', at: number | null): void {
    const { [which]: _before, ...rest } = instants.value
    instants.value = at === null ? rest : { ...rest, [which]: at }
  }
  /** Changes one setting of a view; null lets it go. */
  function setState(name: string, value: string | null, of: ViewName = view.value): void {
    const { [name]: _before, ...rest } = states.value[of] ?? {}
    states.value = { ...states.value, [of]: value === null ? rest : { ...rest, [name]: value } }
  }

  /** Forgets what was selected in the case before; the case opened now comes back as it was left. */
  function clear(): void {
    held.value = new Map()
    states.value = {}
    restore({ view: 'overview' })
    isFresh.value = true
    steps.value++
  }

  return {
    view,
    paneId,
    range,
    instants,
    sourceId,
    lifeId,
    cycle,
    functionName,
    sampleType,
    baseSourceId,
    findingKey,
    lines,
    entity,
    helpTopic,
    state,
    states,
    held,
    steps,
    isFresh,
    link,
    subjectOf,
    hold,
    restore,
    show,
    goTo,
    openHelp,
    enter,
    resume,
    zoomTo,
    showAll,
    setInstant,
    setState,
    clear,
  }
})

/** What views read and write: the window's selection, or a pane's part of it. */
export type Selection = Pick<
  ReturnType<typeof useSharedSelection>,
  | SubjectField
  | 'view'
  | 'range'
  | 'instants'
  | 'state'
  | 'link'
  | 'steps'
  | 'restore'
  | 'show'
  | 'goTo'
  | 'openHelp'
  | 'zoomTo'
  | 'showAll'
  | 'setInstant'
  | 'setState'
  | 'clear'
>

/** The pane a component is in. */
export interface PaneContext {
  id: string
  view: ViewName
  /** False: behind another tab. Then nothing is asked and nothing drawn. */
  isVisible: Readonly<Ref<boolean>>
  isActive: Readonly<Ref<boolean>>
  selection: Selection
}
export const PANE: InjectionKey<PaneContext> = Symbol('pane')

/** Null outside of panes: in the frame, in stores and commands. */
export const usePane = (): PaneContext | null => (hasInjectionContext() ? inject(PANE, null) : null)

/** The selection where it is asked for: in a pane that pane's, elsewhere the window's. */
export const useSelectionStore = (): Selection => usePane()?.selection ?? useSharedSelection()
