// Between the arrangement a case keeps and the one the docking library draws: shares there, pixels here.
import type { SerializedDockview } from 'dockview-vue'
import type { PaneEntry, PaneGroup, PaneNode, ViewName, WorkLayout } from '../../../shared/records/index.ts'

type Grid = SerializedDockview['grid']
type GridNode = Grid['root']
type GroupState = Exclude<GridNode['data'], unknown[]>

/** What a dock's panel carries. */
export interface PanelParams {
  view: ViewName
}

export const PANE_COMPONENT = 'pane'
export const TAB_COMPONENT = 'tab'

/** A case that was never arranged: one place with the Overview. */
export const defaultLayout = (views: readonly ViewName[] = ['overview'], front: ViewName = 'overview'): WorkLayout => {
  const panes = views.map((view, index): PaneEntry => ({ id: `p${index + 1}`, link: { view } }))
  const shown = panes.find(({ link }) => link.view === front) ?? panes[0]
  if (!shown) return { version: 1, direction: 'row', root: null, active: null }
  return {
    version: 1,
    direction: 'row',
    root: { kind: 'group', share: 1, panes, front: shown.id },
    active: shown.id,
  }
}

/** The layout in pixels of a dock of this size, `titleOf` naming each pane; null for a dock without panes. */
export function toDock(
  layout: WorkLayout,
  size: { width: number; height: number },
  titleOf: (pane: PaneEntry) => string,
): SerializedDockview | null {
  const { root, direction } = layout
  if (root === null) return null
  const panels: SerializedDockview['panels'] = {}
  let groups = 0
  let activeGroup: string | undefined

  const groupState = (group: PaneGroup): GroupState => {
    const id = String(++groups)
    for (const pane of group.panes) {
      const params: PanelParams = { view: pane.link.view }
      panels[pane.id] = {
        id: pane.id,
        contentComponent: PANE_COMPONENT,
        tabComponent: TAB_COMPONENT,
        title: titleOf(pane),
        params: { ...params },
      }
      if (pane.id === layout.active) activeGroup = id
    }
    return { id, views: group.panes.map((pane) => pane.id), activeView: group.front }
  }
  /** `along`: what the node has of its parent's axis; `across`: of the other one. */
  const gridNode = (node: PaneNode, along: number, across: number): GridNode => {
    if (node.kind === 'group') return { type: 'leaf', data: groupState(node), size: along }
    const total = node.children.reduce((sum, { share }) => sum + share, 0)
    const data = node.children.map((child) => gridNode(child, (across * child.share) / total, along))
    return { type: 'branch', data, size: along }
  }

  const [axis, other] = direction === 'row' ? [size.width, size.height] : [size.height, size.width]
  const grid =
    root.kind === 'split'
      ? gridNode(root, other, axis)
      : { type: 'branch' as const, data: [gridNode(root, axis, other)], size: other }
  return {
    grid: {
      root: grid,
      ...size,
      orientation: (direction === 'row' ? 'HORIZONTAL' : 'VERTICAL') as Grid['orientation'],
    },
    panels,
    ...(activeGroup !== undefined && { activeGroup }),
  }
}

const isGroup = (node: GridNode): node is GridNode & { data: GroupState } => !Array.isArray(node.data)

/** The arrangement of a dock, `entryOf` saying what a pane shows. */
export function fromDock(
  state: SerializedDockview,
  entryOf: (id: string) => PaneEntry | null,
): Pick<WorkLayout, 'direction' | 'root'> {
  const nodeOf = (node: GridNode, share: number): PaneNode | null => {
    if (isGroup(node)) {
      const panes = node.data.views.flatMap((id) => entryOf(id) ?? [])
      const front = panes.find(({ id }) => id === (node.data as GroupState).activeView) ?? panes[0]
      return front ? { kind: 'group', share, panes, front: front.id } : null
    }
    const children = node.data as GridNode[]
    const total = children.reduce((sum, { size }) => sum + (size ?? 0), 0)
    const nodes = children.flatMap(
      (child) => nodeOf(child, total > 0 ? Math.max(1e-3, (child.size ?? 0) / total) : 1) ?? [],
    )
    return nodes.length > 0
      ? { kind: 'split', share, children: nodes.map((child) => ({ ...child, share: rounded(child.share) })) }
      : null
  }
  return {
    direction: (state.grid.orientation as string) === 'VERTICAL' ? 'column' : 'row',
    root: nodeOf(state.grid.root, 1),
  }
}

const rounded = (share: number): number => Math.min(1, Math.round(share * 1e3) / 1e3)

/** Ids of the groups at the upper edge: under their tabs lies the time strip. */
export function groupsOnTop(state: SerializedDockview): Set<string> {
  const ids = new Set<string>()
  const look = (node: GridNode, isRow: boolean): void => {
    if (isGroup(node)) return void ids.add(node.data.id)
    const children = node.data as GridNode[]
    for (const child of isRow ? children : children.slice(0, 1)) look(child, !isRow)
  }
  look(state.grid.root, (state.grid.orientation as string) === 'HORIZONTAL')
  return ids
}
