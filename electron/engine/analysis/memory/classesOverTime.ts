// Memory classes at every moment the runtime gave its account, stacked from the live heap outwards, with what the kernel says
// beside them.
import type { CanonicalName } from '../../../../shared/records/index.ts'
import { MEMORY_CLASS_COLUMNS, type MemoryClassColumn } from '../../../../shared/contract/memoryCalls.ts'
import { nearestIndex } from '../series/view.ts'
import { goColumnsOf, goMemoryAt, retained, runtimeStructures } from './goMemory.ts'
import { liveHeapAt } from './liveHeap.ts'
import type { MemoryGroup } from './model.ts'

export interface ClassesOverTime {
  columns: readonly MemoryClassColumn[]
  rows: number
  /** MEMORY_CLASS_COLUMNS one after the other, each `rows` long. */
  values: Float64Array
  points: number
  isDecimated: boolean
}

/** How far a figure of the kernel may be from the runtime's account it stands beside. */
const BESIDE_MS = 15_000
/** Extremes a bucket keeps. */
const PER_BUCKET = 2

export function classesOverTime(
  group: MemoryGroup,
  { from, to }: { from: number; to: number },
  maxPoints: number,
): ClassesOverTime {
  const moments = goColumnsOf(group)
    .flatMap((go) => Array.from(go.at, (at, row) => ({ at, row, go })))
    .filter(({ at }) => at >= from && at <= to)
    .sort((a, b) => a.at - b.at)
  const kept = keptMoments(moments, ({ go, row }) => goMemoryAt(go, row).total, Math.max(1, maxPoints))
  const rows = kept.length
  const values = new Float64Array(rows * MEMORY_CLASS_COLUMNS.length).fill(Number.NaN)
  const put = (name: MemoryClassColumn, row: number, value: number): void => {
    values[MEMORY_CLASS_COLUMNS.indexOf(name) * rows + row] = value
  }
  const beside = (name: CanonicalName, at: number): number => nearestValue(group, name, at)
  kept.forEach(({ at, row, go }, index) => {
    const memory = goMemoryAt(go, row)
    const live = Number.isNaN(memory.live) ? (liveHeapAt(group, at, BESIDE_MS)?.value ?? Number.NaN) : memory.live
    const resident = beside('process.rss', at)
    const held = retained(memory)
    put('x', index, at)
    put('live', index, Number.isNaN(live) ? memory.objects : Math.min(live, memory.objects))
    put('dead', index, Number.isNaN(live) ? Number.NaN : Math.max(0, memory.objects - live))
    put('slack', index, memory.free + memory.unused)
    put('meta', index, orZero(memory.gcMetadata) + runtimeStructures(memory))
    put('stacks', index, orZero(memory.stacks) + orZero(memory.osStacks))
    // What is resident beyond all the runtime holds; below it, pages it holds were never touched.
    put('outside', index, Math.max(0, resident - held))
    put('resident', index, resident)
    put('container', index, beside('cgroup.usage', at))
    put('limit', index, beside('cgroup.limit', at))
    put('released', index, memory.released)
    put('total', index, memory.total)
  })
  return { columns: MEMORY_CLASS_COLUMNS, rows, values, points: moments.length, isDecimated: rows < moments.length }
}

const orZero = (value: number): number => (Number.isNaN(value) ? 0 : value)

/** Of equal counts, each bucket keeps the moments with the least and the most: every extreme survives. */
function keptMoments<Moment>(moments: Moment[], size: (moment: Moment) => number, maxPoints: number): Moment[] {
  if (moments.length <= maxPoints) return moments
  const buckets = Math.max(1, Math.floor(maxPoints / PER_BUCKET))
  const kept: Moment[] = []
  for (let bucket = 0; bucket < buckets; bucket++) {
    const first = Math.floor((bucket * moments.length) / buckets)
    const end = Math.floor(((bucket + 1) * moments.length) / buckets)
    let [lowest, highest] = [first, first]
    for (let index = first; index < end; index++) {
      const own = size(moments[index] as Moment)
      if (own < size(moments[lowest] as Moment)) lowest = index
      if (own > size(moments[highest] as Moment)) highest = index
    }
    for (const index of [...new Set([lowest, highest])].sort((a, b) => a - b)) kept.push(moments[index] as Moment)
  }
  return kept
}

function nearestValue(group: MemoryGroup, name: CanonicalName, at: number): number {
  let best = Number.NaN
  let distance = BESIDE_MS
  for (const series of group.figures.get(name) ?? []) {
    const index = nearestIndex(series.at, at)
    const own = index < 0 ? Number.POSITIVE_INFINITY : Math.abs((series.at[index] as number) - at)
    if (own > distance || !Number.isFinite(series.value[index])) continue
    distance = own
    best = series.value[index] as number
  }
  return best
}
