// The runtime's own account of its memory, as classes that do not overlap and sum to what it has mapped, from MemStats or from
// runtime/metrics alike (facts/memory.md 7):
//   Sys = HeapSys + StackSys + MSpanSys + MCacheSys + BuckHashSys + GCSys + OtherSys; HeapSys = HeapInuse + HeapIdle;
//   heap/objects = HeapAlloc; heap/unused = HeapInuse − HeapAlloc; heap/free = HeapIdle − HeapReleased; heap/stacks = StackInuse.
import type { CanonicalName, SourceId } from '../../../../shared/records/index.ts'
import { lowerBound } from '../series/view.ts'
import type { FigureSeries, MemoryGroup } from './model.ts'

/** All that one source says of the runtime, at the times it says it. */
export interface GoColumns {
  sourceId: SourceId
  path: string
  at: Float64Array
  columns: ReadonlyMap<CanonicalName, Float64Array>
  timeErrorMs: number
}

const FIELDS: readonly CanonicalName[] = [
  'go.total',
  'go.heap.objects',
  'go.heap.unused',
  'go.heap.free',
  'go.heap.released',
  'go.heap.inuse',
  'go.heap.idle',
  'go.heap.sys',
  'go.heap.live',
  'go.heap.goal',
  'go.heap.count',
  'go.stacks.inuse',
  'go.stacks.sys',
  'go.stacks.os',
  'go.mspan.inuse',
  'go.mspan.free',
  'go.mspan.sys',
  'go.mcache.inuse',
  'go.mcache.free',
  'go.mcache.sys',
  'go.gc-metadata',
  'go.profiling',
  'go.other',
  'go.alloc.bytes',
  'go.alloc.objects',
  'go.free.objects',
  'go.gc.cycles',
  'go.goroutines',
  'go.memory-limit',
  'go.gogc',
]

/** Columns of every source that says how much the runtime has mapped; values of the same scrape stand in one row. */
export function goColumnsOf(group: MemoryGroup): GoColumns[] {
  return (group.figures.get('go.total') ?? []).map((total) => {
    const columns = new Map<CanonicalName, Float64Array>()
    for (const name of FIELDS) {
      const series = (group.figures.get(name) ?? []).find((candidate) => isBeside(candidate, total))
      if (series) columns.set(name, aligned(series, total.at))
    }
    return { sourceId: total.sourceId, path: total.path, at: total.at, columns, timeErrorMs: total.timeErrorMs }
  })
}

/** From the same source and, in a scrape of several targets, the same target. */
const isBeside = (series: FigureSeries, total: FigureSeries): boolean =>
  series.sourceId === total.sourceId &&
  Object.entries(total.labels).every(([key, value]) => series.labels[key] === undefined || series.labels[key] === value)

function aligned({ at, value }: FigureSeries, times: Float64Array): Float64Array {
  const result = new Float64Array(times.length).fill(Number.NaN)
  if (at.length === times.length && at.every((time, index) => time === times[index])) {
    result.set(value)
    return result
  }
  for (let row = 0; row < times.length; row++) {
    const index = lowerBound(at, times[row] as number)
    if (at[index] === times[row]) result[row] = value[index] as number
  }
  return result
}

/** One row as classes, bytes; NaN where neither form of the account says it. */
export interface GoMemory {
  total: number
  /** Heap objects: live ones, and dead ones that are not swept yet. */
  objects: number
  unused: number
  free: number
  released: number
  stacks: number
  osStacks: number
  mspan: number
  mcache: number
  gcMetadata: number
  profiling: number
  other: number
  /** `/gc/heap/live:bytes`; NaN in MemStats. */
  live: number
  goal: number
}

export function goMemoryAt(go: GoColumns, row: number): GoMemory {
  const of = (name: CanonicalName): number => go.columns.get(name)?.[row] ?? Number.NaN
  const or = (value: number, other: number): number => (Number.isNaN(value) ? other : value)
  const released = of('go.heap.released')
  const inuse = of('go.heap.inuse')
  return {
    total: of('go.total'),
    objects: of('go.heap.objects'),
    unused: or(of('go.heap.unused'), inuse - of('go.heap.objects')),
    free: or(of('go.heap.free'), of('go.heap.idle') - released),
    released,
    stacks: of('go.stacks.inuse'),
    osStacks: or(of('go.stacks.os'), of('go.stacks.sys') - of('go.stacks.inuse')),
    mspan: or(of('go.mspan.sys'), of('go.mspan.inuse') + of('go.mspan.free')),
    mcache: or(of('go.mcache.sys'), of('go.mcache.inuse') + of('go.mcache.free')),
    gcMetadata: of('go.gc-metadata'),
    profiling: of('go.profiling'),
    other: of('go.other'),
    live: of('go.heap.live'),
    goal: of('go.heap.goal'),
  }
}

/** Everything the runtime keeps apart from the heap's own objects, slack and stacks. */
export const runtimeStructures = ({ mspan, mcache, profiling, other }: GoMemory): number =>
  [mspan, mcache, profiling, other].reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0)

/** GC metadata and structures: what the runtime maps outside the heap's arenas. */
export const ownStructures = (memory: GoMemory): number =>
  (Number.isNaN(memory.gcMetadata) ? 0 : memory.gcMetadata) + runtimeStructures(memory)

/** What the runtime holds: an upper bound of its share of the resident set. */
export const retained = ({ total, released }: GoMemory): number => total - (Number.isNaN(released) ? 0 : released)
