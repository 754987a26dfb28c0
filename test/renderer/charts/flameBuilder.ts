// Builds flame graphs as the case sends them (layout of FlameGraph in shared/contract/caseCalls.ts) from nested trees.
import type { FlameGraph } from '../../../shared/contract/caseCalls.ts'

export interface Branch {
  name: string
  self?: number
  /** Cumulative value in the base profile. */
  base?: number
  children?: Branch[]
}

export const valueOf = (branch: Branch): number =>
  (branch.self ?? 0) + (branch.children ?? []).reduce((sum, child) => sum + valueOf(child), 0)

/** Graph and bytes of a tree; with `isCompared` base values are sent too. */
export function flameOf(root: Branch, isCompared = false): { graph: FlameGraph; bytes: ArrayBuffer } {
  const names = ['all']
  const rows: { name: number; parent: number; depth: number; branch: Branch }[] = []
  const walk = (branch: Branch, parent: number, depth: number): void => {
    let name = depth === 0 ? 0 : names.indexOf(branch.name)
    if (name < 0) name = names.push(branch.name) - 1
    const node = rows.push({ name, parent, depth, branch }) - 1
    for (const child of [...(branch.children ?? [])].sort((a, b) => valueOf(b) - valueOf(a)))
      walk(child, node, depth + 1)
  }
  walk(root, 0, 0)
  return encodeFlame(
    rows.map(({ name, parent, depth, branch }) => ({
      name,
      parent,
      depth,
      value: valueOf(branch),
      self: branch.self ?? 0,
      base: branch.base ?? 0,
    })),
    names,
    isCompared,
  )
}

export function encodeFlame(
  rows: readonly { name: number; parent: number; depth: number; value: number; self: number; base: number }[],
  names: string[],
  isCompared: boolean,
): { graph: FlameGraph; bytes: ArrayBuffer } {
  const nodes = rows.length
  const depthBytes = Math.ceil((nodes * 2) / 8) * 8
  const bytes = new ArrayBuffer(nodes * 8 + depthBytes + nodes * 8 * (isCompared ? 3 : 2))
  const [name, parent] = [new Uint32Array(bytes, 0, nodes), new Uint32Array(bytes, nodes * 4, nodes)]
  const depth = new Uint16Array(bytes, nodes * 8, nodes)
  const floats = nodes * 8 + depthBytes
  const value = new Float64Array(bytes, floats, nodes)
  const self = new Float64Array(bytes, floats + nodes * 8, nodes)
  const base = isCompared ? new Float64Array(bytes, floats + nodes * 16, nodes) : null
  rows.forEach((row, node) => {
    name[node] = row.name
    parent[node] = row.parent
    depth[node] = row.depth
    value[node] = row.value
    self[node] = row.self
    if (base) base[node] = row.base
  })
  const graph: FlameGraph = {
    data: { id: 'flame', byteLength: bytes.byteLength },
    nodes,
    maxDepth: rows.reduce((most, row) => Math.max(most, row.depth), 0),
    names,
    files: names.map((entry) => (entry === 'all' ? '' : `${entry}.go`)),
    total: rows[0]?.value ?? 0,
    baseTotal: isCompared ? (rows[0]?.base ?? 0) : null,
    unit: 'bytes',
    sampleType: 'inuse_space/bytes',
    cutShare: 0,
  }
  return { graph, bytes }
}

/** A tree of about `nodes` nodes with uneven weights: the same for the same seed. */
export function wideFlame(nodes: number, seed = 1): { graph: FlameGraph; bytes: ArrayBuffer } {
  let state = seed
  const random = (): number => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff
    return state / 0x7fff_ffff
  }
  const rows: { name: number; parent: number; depth: number; value: number; self: number; base: number }[] = []
  const names = [
    'all',
    ...Array.from({ length: 5000 }, (_, index) => `example.com/svc/pkg${index % 50}.(*Type${index}).Method${index}`),
  ]
  const grow = (parent: number, depth: number, value: number, budget: number): void => {
    const node =
      rows.push({
        name: depth === 0 ? 0 : 1 + Math.floor(random() * 5000),
        parent,
        depth,
        value,
        self: 0,
        base: value * random() * 2,
      }) - 1
    let left = value
    let room = budget - 1
    let share = 0.6
    while (room > 0 && depth < 60) {
      const part = Math.max(1, Math.floor(room * (0.3 + random() * 0.6)))
      const weight = left * share * (0.5 + random() * 0.5)
      grow(node, depth + 1, weight, part)
      left -= weight
      room -= part
      share *= 0.9
    }
    rows[node]!.self = left
  }
  grow(0, 0, 1e9, nodes)
  return encodeFlame(rows, names, true)
}
