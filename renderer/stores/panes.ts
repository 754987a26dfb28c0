import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { ViewLink, ViewName } from '../../shared/records/index.ts'

/** One tab of the window: a view at a place. */
export interface Pane {
  id: string
  view: ViewName
  /** In front of its group; the others are kept and rest. */
  isVisible: boolean
}

/** Where a pane opens, from the pane that is active. */
export type PanePlace = 'here' | 'right' | 'below'

/** What can be done with panes. The dock is there while a case is shown; everything else asks through the store. */
export interface Dock {
  /** Brings a view forward; opens it where it is not open yet, or always where it is to stand beside. */
  reveal: (view: ViewName, place: PanePlace) => void
  /** Brings a tab forward. */
  activate: (id: string) => void
  /** Another pane of the active one's view beside it; the pane itself where its view is shown once only. */
  split: (place: Exclude<PanePlace, 'here'>) => void
  /** Without an id: the active pane. */
  close: (id?: string) => void
  closeOthers: (id?: string) => void
  reopen: () => void
  /** The active tab to the next group (or the one before), to a new one where there is only one. */
  moveTab: (by: 1 | -1) => void
  nextTab: (by: 1 | -1) => void
  nextGroup: (by: 1 | -1) => void
  /** Makes the active group larger or smaller by a step. */
  resize: (by: 1 | -1) => void
  toggleMaximised: () => void
  reset: () => void
  /** Writes the arrangement to the case now. */
  persist: () => Promise<void>
}

/** The panes of the window, as the dock arranges them. */
export const usePaneStore = defineStore('panes', () => {
  const panes = shallowRef<readonly Pane[]>([])
  const activeId = ref<string | null>(null)
  const groups = ref(0)
  const isMaximised = ref(false)
  /** Counts changes of the arrangement, sizes among them. */
  const changes = ref(0)
  /** Closed panes that can be opened again, the last one first. */
  const closed = shallowRef<readonly ViewLink[]>([])
  const dock = shallowRef<Dock | null>(null)

  const active = computed(() => panes.value.find(({ id }) => id === activeId.value) ?? null)
  const find = (id: string | null): Pane | null => panes.value.find((pane) => pane.id === id) ?? null
  const isShown = (view: ViewName): boolean => panes.value.some((pane) => pane.view === view && pane.isVisible)

  function forget(): void {
    panes.value = []
    activeId.value = null
    groups.value = 0
    isMaximised.value = false
    closed.value = []
  }

  return { panes, activeId, groups, isMaximised, changes, closed, dock, active, find, isShown, forget }
})
