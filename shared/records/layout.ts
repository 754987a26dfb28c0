// How the panes of the window are arranged over a case. Kept in the case file as it is here, so what comes back may be
// older, newer, damaged or somebody else's: `workLayoutOf` takes it whole or not at all.
import { isObject } from '../lib/isObject.ts'
import { viewLinkOf, type ViewLink } from './view.ts'

/** One tab: a view, and what it showed. */
export interface PaneEntry {
  /** Unique within the layout. */
  id: string
  link: ViewLink
  /** True: it keeps what it shows while another pane of the same view follows the selection. */
  isHeld?: boolean
}

/** Tabs that share a place. */
export interface PaneGroup {
  kind: 'group'
  /** Share of its parent, 0…1. */
  share: number
  panes: PaneEntry[]
  /** The tab in front. */
  front: string
}
/** Places beside or below each other; directions alternate from one level to the next. */
export interface PaneSplit {
  kind: 'split'
  share: number
  children: PaneNode[]
}
export type PaneNode = PaneGroup | PaneSplit

export interface WorkLayout {
  version: 1
  /** How the children of the root lie: side by side, or one below the other. */
  direction: 'row' | 'column'
  /** Null: every pane was closed. */
  root: PaneNode | null
  /** The pane that has the selection. */
  active: string | null
  /** Range and instants of the window when it was left. */
  range?: ViewLink['range']
  instants?: ViewLink['instants']
  inspector?: { isOpen: boolean; width: number }
}

const MAX_PANES = 64
const MAX_DEPTH = 12
const ID = /^[\w-]{1,64}$/

const shareOf = (value: unknown): number | null => (typeof value === 'number' && value > 0 && value <= 1 ? value : null)

/** A layout with known views, unique panes and fronts that exist; null where anything of it is not so. */
export function workLayoutOf(value: unknown): WorkLayout | null {
  if (!isObject(value) || value['version'] !== 1) return null
  const { direction, active } = value
  if (direction !== 'row' && direction !== 'column') return null
  const ids = new Set<string>()
  const root = value['root'] === null ? null : nodeOf(value['root'], ids, 0)
  if (value['root'] !== null && root === null) return null
  if (active !== null && (typeof active !== 'string' || !ids.has(active))) return null
  const window = viewLinkOf({ view: 'overview', range: value['range'], instants: value['instants'] })
  const inspector = inspectorOf(value['inspector'])
  return {
    version: 1,
    direction,
    root,
    active,
    ...(window?.range && { range: window.range }),
    ...(window?.instants && { instants: window.instants }),
    ...(inspector && { inspector }),
  }
}

function nodeOf(value: unknown, ids: Set<string>, depth: number): PaneNode | null {
  if (!isObject(value) || depth > MAX_DEPTH) return null
  const share = shareOf(value['share'])
  if (share === null) return null
  if (value['kind'] === 'group') return groupOf(value, share, ids)
  const children = value['children']
  if (value['kind'] !== 'split' || !Array.isArray(children) || children.length === 0) return null
  const nodes = children.map((child) => nodeOf(child, ids, depth + 1))
  return nodes.every((node) => node !== null) ? { kind: 'split', share, children: nodes } : null
}

function groupOf({ panes, front }: Record<string, unknown>, share: number, ids: Set<string>): PaneGroup | null {
  if (!Array.isArray(panes) || panes.length === 0) return null
  const entries: PaneEntry[] = []
  for (const pane of panes as unknown[]) {
    if (!isObject(pane)) return null
    const { id, isHeld } = pane
    const link = viewLinkOf(pane['link'])
    if (typeof id !== 'string' || !ID.test(id) || ids.has(id) || ids.size >= MAX_PANES) return null
    if (link === null || link.view === 'home') return null
    ids.add(id)
    entries.push({ id, link, ...(isHeld === true && { isHeld: true }) })
  }
  return entries.some(({ id }) => id === front)
    ? { kind: 'group', share, panes: entries, front: front as string }
    : null
}

function inspectorOf(value: unknown): WorkLayout['inspector'] | null {
  if (!isObject(value)) return null
  const { isOpen, width } = value
  return typeof isOpen === 'boolean' && Number.isFinite(width) ? { isOpen, width: width as number } : null
}

/** Every pane of a layout, in the order of its tabs. */
export function panesOf(node: PaneNode | null): PaneEntry[] {
  if (node === null) return []
  return node.kind === 'group' ? node.panes : node.children.flatMap(panesOf)
}
