import { localText, type LocalText } from '../../../../shared/lib/localText.ts'
import type { CanonicalName } from '../../../../shared/records/index.ts'
import type { MemoryOrigin } from '../../../../shared/contract/memoryCalls.ts'
import { formatBytes, formatShare } from '../../../../shared/units/format.ts'
import { nearestIndex } from '../series/view.ts'
import { goColumnsOf, goMemoryAt, ownStructures, runtimeStructures, type GoColumns, type GoMemory } from './goMemory.ts'
import type { LiveHeap } from './liveHeap.ts'
import { errorAt, type MemoryGroup } from './model.ts'
import type { Part } from './waterfall.ts'

/** The runtime's account nearest to an instant: all of its figures are of one source and one moment. */
export interface GoSnapshot {
  memory: GoMemory
  columns: GoColumns
  row: number
  origin: MemoryOrigin
  error(name: CanonicalName): number | null
  isMemStats: boolean
}

export function nearestGo(group: MemoryGroup, atMs: number, toleranceMs: number): GoSnapshot | null {
  let best: { columns: GoColumns; row: number; distance: number } | null = null
  for (const columns of goColumnsOf(group)) {
    const row = nearestIndex(columns.at, atMs)
    if (row < 0) continue
    const distance = Math.abs((columns.at[row] as number) - atMs)
    if (distance > toleranceMs || (best && distance >= best.distance)) continue
    const memory = goMemoryAt(columns, row)
    if (Number.isNaN(memory.total) || Number.isNaN(memory.objects)) continue
    best = { columns, row, distance }
  }
  if (!best) return null
  const { columns, row, distance } = best
  return {
    memory: goMemoryAt(columns, row),
    columns,
    row,
    origin: { sourceId: columns.sourceId, path: columns.path, atMs: columns.at[row] as number, distanceMs: distance },
    error: (name) => {
      const value = columns.columns.get(name)
      return value ? errorAt({ at: columns.at, value }, row, atMs) : null
    },
    isMemStats: columns.columns.has('go.heap.inuse'),
  }
}

type Names = readonly [memStats: string, runtimeMetrics: string]

/**
 * The runtime's classes above the live heap, from the outside in. `residentStructures`: what smaps says is resident of the
 * runtime's own mappings; what it has mapped there and never touched is then left out.
 */
export function runtimeParts(
  go: GoSnapshot,
  live: LiveHeap | null,
  areThreadStacksKnown: boolean,
  residentStructures: number | null,
): Part[] {
  const { memory, origin, isMemStats } = go
  const own = ownStructures(memory)
  const touched = residentStructures === null || own === 0 ? 1 : Math.min(1, residentStructures / own)
  const part = (
    id: string,
    memoryClass: Part['memoryClass'],
    title: LocalText,
    bytes: number,
    names: Names,
    error: number | null,
  ): Part => {
    const isPartly = memoryClass === 'meta' && touched < 1
    return {
      id,
      memoryClass,
      title,
      bytes: Number.isNaN(bytes) ? 0 : bytes * (isPartly ? touched : 1),
      counter: names[isMemStats ? 0 : 1],
      origin,
      error,
      ...(isPartly && { note: untouched(bytes, touched) }),
    }
  }
  const parts = [
    part('stacks', 'stacks', TITLES.stacks, memory.stacks, ['StackInuse', 'heap/stacks'], go.error('go.stacks.inuse')),
    part(
      'stacks-os',
      'stacks',
      TITLES.osStacks,
      areThreadStacksKnown ? 0 : memory.osStacks,
      ['StackSys − StackInuse', 'os-stacks'],
      null,
    ),
    part(
      'gc-metadata',
      'meta',
      TITLES.gcMetadata,
      memory.gcMetadata,
      ['GCSys', 'metadata/other'],
      go.error('go.gc-metadata'),
    ),
    part('structures', 'meta', TITLES.structures, runtimeStructures(memory), STRUCTURES, go.error('go.mspan.sys')),
    part(
      'heap-free',
      'slack',
      TITLES.free,
      memory.free,
      ['HeapIdle − HeapReleased', 'heap/free'],
      go.error('go.heap.idle') ?? go.error('go.heap.free'),
    ),
    part(
      'heap-unused',
      'slack',
      TITLES.unused,
      memory.unused,
      ['HeapInuse − HeapAlloc', 'heap/unused'],
      go.error('go.heap.inuse') ?? go.error('go.heap.unused'),
    ),
  ]
  if (live) {
    const names: Names = [`HeapAlloc − ${live.counter}`, `heap/objects − ${live.counter}`]
    parts.push(part('dead', 'dead', TITLES.dead, Math.max(0, memory.objects - live.value), names, live.error))
  }
  return parts
}

const TITLES = {
  stacks: localText('Goroutine stacks', 'goroutine 栈'),
  osStacks: localText('Stacks of system threads', '系统线程栈'),
  gcMetadata: localText('GC metadata', 'GC 元数据'),
  structures: localText('Runtime structures, profiling', '运行时结构、剖析'),
  free: localText('Heap free, not returned', '空闲未归还的堆'),
  unused: localText('Unused inside spans', 'span 内未使用'),
  dead: localText('Dead, not yet swept, or allocated since the last cycle', '已死未清扫，或上次周期后新分配'),
} as const
const STRUCTURES: Names = [
  'MSpanSys + MCacheSys + BuckHashSys + OtherSys',
  'metadata/mspan + metadata/mcache + profiling/buckets + other',
]

const untouched = (bytes: number, share: number): LocalText =>
  localText(
    `${formatBytes(bytes)} are mapped; by smaps ${formatShare(share)} of the runtime’s own mappings were ever touched.`,
    `已映射 ${formatBytes(bytes)}；按 smaps，运行时自身的映射中有 ${formatShare(share)} 曾被访问。`,
  )
