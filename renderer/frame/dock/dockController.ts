// What the commands can do with panes, done with the docking library; and what the library says, told to the stores.
import { nextTick } from 'vue'
import type { DockviewApi, DockviewGroupPanel, IDockviewPanel } from 'dockview-vue'
import type { PaneEntry, ViewLink, ViewName, WorkLayout } from '../../../shared/records/index.ts'
import type { Dock, PanePlace } from '../../stores/panes.ts'
import { usePaneStore } from '../../stores/panes.ts'
import { useSharedSelection } from '../../stores/selection.ts'
import {
  defaultLayout,
  fromDock,
  groupsOnTop,
  PANE_COMPONENT,
  TAB_COMPONENT,
  toDock,
  type PanelParams,
} from './dockLayout.ts'

/** Closed panes that can be opened again. */
const MOST_CLOSED = 10
/** Pixels by which a command makes a group larger or smaller. */
const RESIZE_STEP = 64
/** A group is never narrower or lower than this; one is only split where both halves are of use. */
const LEAST = { minimumWidth: 120, minimumHeight: 100 }
const USEFUL = { width: 240, height: 160 }
const NOMINAL = { width: 1200, height: 800 }

export interface DockController {
  dock: Omit<Dock, 'persist'>
  /** Builds the panes of a layout, in place of those that are there. */
  build: (layout: WorkLayout) => void
  /** The panes as they are now; null while one of them fills the window. */
  layout: () => Pick<WorkLayout, 'direction' | 'root' | 'active'> | null
  /** Brings the stores in step with the dock. */
  sync: () => void
  dispose: () => void
}

/** `isSingle`: views that are shown once only. `titleOf`: a new pane's tab. */
export function createDockController(
  api: DockviewApi,
  isSingle: (view: ViewName) => boolean,
  titleOf: (view: ViewName) => string,
): DockController {
  const panes = usePaneStore()
  const selection = useSharedSelection()
  /** True while the dock is changed from here: then a pane that becomes active is no step of history by itself. */
  let isOurs = false
  let isBuilding = false

  const viewOf = (panel: IDockviewPanel): ViewName => (panel.params as unknown as PanelParams).view
  const ours = (change: () => void): void => {
    const before = isOurs
    isOurs = true
    try {
      change()
    } finally {
      isOurs = before
    }
  }

  function sync(): void {
    if (isBuilding) return
    const next = api.panels.map((panel) => ({
      id: panel.id,
      view: viewOf(panel),
      isVisible: panel.api.isVisible && panel.group.api.isVisible,
    }))
    // While an edge is dragged only sizes change, many times a second.
    if (JSON.stringify(next) !== JSON.stringify(panes.panes)) panes.panes = next
    panes.changes++
    panes.activeId = api.activePanel?.id ?? null
    panes.groups = api.groups.length
    panes.isMaximised = api.hasMaximizedGroup()
    const onTop = panes.isMaximised ? null : groupsOnTop(api.toJSON())
    for (const group of api.groups) group.element.classList.toggle('is-on-top', onTop?.has(group.id) ?? true)
  }

  /** Among many tabs the one in front is in sight, with its cross, which only it has: also once its name is drawn or the row is narrower. */
  const tabSizes = new ResizeObserver(() => {
    for (const tab of tabsInFront()) bringIntoRow(tab)
  })
  const tabsInFront = (): Element[] =>
    api.groups.flatMap(({ element }) => element.querySelector('.dv-tab.dv-active-tab') ?? [])
  function showTabs(): void {
    tabSizes.disconnect()
    for (const tab of tabsInFront()) for (const sized of [tab, tab.parentElement]) if (sized) tabSizes.observe(sized)
  }

  function enter(panel: IDockviewPanel | undefined): void {
    sync()
    void nextTick(showTabs)
    if (panel && !isBuilding) selection.enter({ id: panel.id, view: viewOf(panel) }, !isOurs)
  }

  const listeners = [
    api.onDidActivePanelChange(({ panel }) => enter(panel)),
    api.onDidLayoutChange(sync),
    api.onDidMaximizedGroupChange(sync),
    api.onDidMovePanel(sync),
    api.onDidAddGroup((group) => group.api.setConstraints(LEAST)),
    api.onDidRemovePanel((panel) => {
      if (isBuilding) return
      const kept = selection.held.get(panel.id) ?? selection.subjectOf(viewOf(panel))
      panes.closed = [kept, ...panes.closed].slice(0, MOST_CLOSED)
      selection.hold(panel.id, null)
      sync()
    }),
  ]

  /** Groups as they are read: by row, then from left to right. */
  function groupsInOrder(): DockviewGroupPanel[] {
    const at = new Map(api.groups.map((group) => [group, group.element.getBoundingClientRect()]))
    return [...api.groups].sort((a, b) => {
      const [one, two] = [at.get(a), at.get(b)]
      if (!one || !two) return 0
      return Math.abs(one.top - two.top) > 8 ? one.top - two.top : one.left - two.left
    })
  }
  function neighbour(by: 1 | -1): DockviewGroupPanel | null {
    const order = groupsInOrder()
    const index = order.findIndex((group) => group === api.activeGroup)
    return order.length < 2 || index < 0 ? null : (order[(index + by + order.length) % order.length] ?? null)
  }

  function newId(): string {
    const used = [...api.panels.map(({ id }) => id), ...selection.held.keys()]
    const numbers = used.map((id) => Number(/^p(\d+)$/.exec(id)?.[1] ?? 0))
    return `p${Math.max(0, ...numbers) + 1}`
  }
  /** True where a split would leave halves too small to work in: then a tab does. Before the first layout there are no sizes. */
  function hasNoRoom({ api: { width, height } }: DockviewGroupPanel, place: PanePlace): boolean {
    if (place === 'right') return width > 0 && width < 2 * USEFUL.width
    return place === 'below' && height > 0 && height < 2 * USEFUL.height
  }
  function add(view: ViewName, place: PanePlace): void {
    const group = api.activeGroup
    const hasRoom = group !== undefined && !hasNoRoom(group, place)
    const options = {
      id: newId(),
      component: PANE_COMPONENT,
      tabComponent: TAB_COMPONENT,
      title: titleOf(view),
      params: { view } satisfies PanelParams,
    }
    if (!group) api.addPanel(options)
    else if (place !== 'here' && hasRoom)
      api.addPanel({ ...options, position: { referenceGroup: group, direction: place } })
    else {
      const { activePanel } = group
      const index = activePanel ? group.panels.indexOf(activePanel) + 1 : group.panels.length
      api.addPanel({ ...options, position: { referenceGroup: group, index } })
    }
  }

  /** The pane of a view that a command means: the one asked for, the one that follows, any. */
  function paneFor(view: ViewName): IDockviewPanel | undefined {
    const named = selection.paneId === null ? undefined : api.getPanel(selection.paneId)
    if (named && viewOf(named) === view) return named
    const all = api.panels.filter((panel) => viewOf(panel) === view)
    return all.find(({ id }) => !selection.held.has(id)) ?? all[0]
  }

  function focus(panel: IDockviewPanel | undefined): void {
    void nextTick(() => panel?.group.element.querySelector<HTMLElement>('.dv-content-container')?.focus())
  }
  const active = (id?: string): IDockviewPanel | undefined => (id === undefined ? api.activePanel : api.getPanel(id))

  const dock: Omit<Dock, 'persist'> = {
    reveal: (view, place) =>
      ours(() => {
        const panel = paneFor(view)
        if (place !== 'here' && !(panel && isSingle(view))) add(view, place)
        else if (!panel) add(view, 'here')
        else if (panel === api.activePanel) enter(panel)
        else panel.api.setActive()
      }),
    activate: (id) => api.getPanel(id)?.api.setActive(),
    split: (place) => {
      const panel = api.activePanel
      if (!panel) return
      if (!isSingle(viewOf(panel))) return add(viewOf(panel), place)
      if (panel.group.panels.length > 1)
        panel.api.moveTo({ group: panel.group, position: place === 'right' ? 'right' : 'bottom' })
    },
    close: (id) => active(id)?.api.close(),
    closeOthers: (id) => {
      const kept = active(id)
      for (const panel of kept ? [...kept.group.panels] : []) if (panel !== kept) panel.api.close()
    },
    reopen: () => {
      const [link, ...rest] = panes.closed
      if (!link) return
      panes.closed = rest
      ours(() => {
        if (!isSingle(link.view) || !paneFor(link.view)) add(link.view, 'here')
        selection.show({ ...link, ...(selection.range && { range: selection.range }) })
      })
    },
    moveTab: (by) => {
      const panel = api.activePanel
      const group = neighbour(by)
      if (!panel) return
      if (group) panel.api.moveTo({ group, position: 'center' })
      else if (panel.group.panels.length > 1)
        panel.api.moveTo({ group: panel.group, position: by > 0 ? 'right' : 'left' })
    },
    nextTab: (by) => {
      const tabs = api.activeGroup?.panels ?? []
      const index = tabs.findIndex((panel) => panel === api.activePanel)
      tabs[(index + by + tabs.length) % Math.max(1, tabs.length)]?.api.setActive()
    },
    nextGroup: (by) => {
      const panel = (neighbour(by) ?? api.activeGroup)?.activePanel
      panel?.api.setActive()
      focus(panel)
    },
    resize: (by) => {
      const group = api.activeGroup
      if (!group) return
      const isNarrower = group.api.width < api.width - 1
      if (isNarrower) group.api.setSize({ width: group.api.width + by * RESIZE_STEP })
      else if (group.api.height < api.height - 1) group.api.setSize({ height: group.api.height + by * RESIZE_STEP })
    },
    toggleMaximised: () => {
      if (api.hasMaximizedGroup()) api.exitMaximizedGroup()
      else if (api.activePanel) api.maximizeGroup(api.activePanel)
    },
    reset: () => {
      const view = api.activePanel ? viewOf(api.activePanel) : 'overview'
      build(defaultLayout(view === 'overview' ? ['overview'] : ['overview', view], view))
      const panel = api.activePanel
      if (panel) ours(() => enter(panel))
    },
  }

  function build(layout: WorkLayout): void {
    isBuilding = true
    try {
      // Before its first layout the dock has no size: then any will do, the shares are kept.
      const size = { width: api.width || NOMINAL.width, height: api.height || NOMINAL.height }
      const state = toDock(layout, size, ({ link }) => titleOf(link.view))
      if (state) api.fromJSON(state)
      else api.clear()
    } finally {
      isBuilding = false
    }
    for (const id of selection.held.keys()) if (!api.getPanel(id)) selection.hold(id, null)
    sync()
  }

  function entryOf(id: string): PaneEntry | null {
    const panel = api.getPanel(id)
    if (!panel) return null
    const kept: ViewLink | undefined = selection.held.get(id)
    return { id, link: kept ?? selection.subjectOf(viewOf(panel)), ...(kept && { isHeld: true }) }
  }

  return {
    dock,
    build,
    layout: () =>
      api.hasMaximizedGroup() ? null : { ...fromDock(api.toJSON(), entryOf), active: api.activePanel?.id ?? null },
    sync,
    dispose: () => {
      tabSizes.disconnect()
      listeners.forEach((listener) => listener.dispose())
    },
  }
}

/** Scrolls the row of tabs only: the window itself never moves. */
function bringIntoRow(tab: Element): void {
  const row = tab.parentElement
  if (!row) return
  const [at, room] = [tab.getBoundingClientRect(), row.getBoundingClientRect()]
  if (at.left < room.left) row.scrollLeft -= room.left - at.left
  else if (at.right > room.right) row.scrollLeft += at.right - room.right
}
