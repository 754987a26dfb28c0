// The live heap at an instant: what the last finished GC cycle marked.
import type { MemoryOrigin } from '../../../../shared/contract/memoryCalls.ts'
import { MIB, NANOS_PER_MILLI } from '../../../../shared/units/units.ts'
import { cycleEndNs } from '../gcSummary.ts'
import { axisOriginMs } from '../lifeAxis.ts'
import { figureAt, type GroupLife, type MemoryGroup } from './model.ts'

export interface LiveHeap {
  value: number
  counter: string
  origin: MemoryOrigin
  error: number | null
}

/** Of a gctrace log before anything else, as it has every cycle; else of runtime/metrics; null where neither is near enough. */
export function liveHeapAt(group: MemoryGroup, atMs: number, toleranceMs: number): LiveHeap | null {
  let best: LiveHeap | null = null
  for (const life of group.lives) {
    const found = ofLife(life, atMs, toleranceMs)
    if (found && (!best || found.origin.distanceMs < best.origin.distanceMs)) best = found
  }
  if (best) return best
  const figure = figureAt(group, 'go.heap.live', atMs, toleranceMs)
  return figure && { value: figure.value, counter: figure.name, origin: figure.origin, error: figure.error }
}

/** The last cycle that ended by then; a cycle holds until the next one ends, so a long-lived figure may be older. */
function ofLife({ life, cycles }: GroupLife, atMs: number, toleranceMs: number): LiveHeap | null {
  if (life.axis.kind !== 'wall' || cycles.length === 0) return null
  const origin = axisOriginMs(life)
  const endMs = (row: number): number => origin + cycleEndNs(cycles, row) / NANOS_PER_MILLI
  if (atMs > life.range.to + toleranceMs) return null
  let [low, high] = [0, cycles.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (endMs(middle) <= atMs) low = middle + 1
    else high = middle
  }
  const row = low - 1
  if (row < 0) return null
  const value = cycles.liveHeapBytes[row] as number
  const next = row + 1 < cycles.length ? (cycles.liveHeapBytes[row + 1] as number) : value
  return {
    value,
    counter: `gc ${cycles.number[row]}`,
    origin: {
      sourceId: life.sourceId,
      path: life.sourcePath,
      atMs: endMs(row),
      distanceMs: Math.abs(atMs - endMs(row)),
    },
    // Printed in whole MiB, cut off; and the next cycle will find another heap.
    error: Math.max(MIB, Math.abs(next - value)),
  }
}
