// Moments for which the waterfall can be drawn, and how much of it each can have.
import type { MemoryInstant } from '../../../../shared/contract/memoryCalls.ts'
import type { CanonicalName } from '../../../../shared/records/index.ts'
import { spread } from '../spread.ts'
import { goColumnsOf } from './goMemory.ts'
import { heapProfileAt } from './heapParts.ts'
import { liveHeapAt } from './liveHeap.ts'
import { figureAt, hasFigure, type MemoryGroup } from './model.ts'
import { listingAt } from './outsideParts.ts'

/** Moments closer together are one. */
const APART_MS = 1000
const MAX_INSTANTS = 500

/** In order of time: of the rarest kind of figure that the group has, so that each moment has most sources near it. */
export function memoryInstants(group: MemoryGroup, toleranceMs: number): MemoryInstant[] {
  const times = (name: CanonicalName): number[] => (group.figures.get(name) ?? []).flatMap(({ at }) => [...at])
  const go = goColumnsOf(group).flatMap(({ at }) => [...at])
  const all = [
    ...group.listings.map(({ atMs }) => atMs),
    ...times('cgroup.usage'),
    ...times('process.rss'),
    ...go,
  ].sort((a, b) => a - b)
  const apart: number[] = []
  for (const at of all) if (apart.length === 0 || at - (apart.at(-1) as number) >= APART_MS) apart.push(at)
  return spread(apart, MAX_INSTANTS).map((atMs) => instantAt(group, atMs, toleranceMs))
}

function instantAt(group: MemoryGroup, atMs: number, toleranceMs: number): MemoryInstant {
  const listing = listingAt(group, atMs, toleranceMs)
  const resident = figureAt(group, 'process.rss', atMs, toleranceMs, listing?.sourceId ?? null)
  const runtime = figureAt(group, 'go.total', atMs, toleranceMs)
  const distances = [
    resident?.origin.distanceMs ?? 0,
    runtime?.origin.distanceMs ?? 0,
    listing ? Math.abs(listing.atMs - atMs) : 0,
  ]
  return {
    groupId: group.id,
    atMs,
    hasContainer: figureAt(group, 'cgroup.usage', atMs, toleranceMs) !== null,
    hasResident: resident !== null,
    hasMappings: listing !== null,
    hasRuntime: runtime !== null,
    hasLiveHeap: liveHeapAt(group, atMs, toleranceMs) !== null,
    hasHeapProfile: heapProfileAt(group, atMs, toleranceMs) !== null,
    spreadMs: Math.max(...distances),
  }
}

const parts = (instant: MemoryInstant): number =>
  Number(instant.hasContainer) +
  Number(instant.hasResident) * 2 +
  Number(instant.hasMappings) +
  Number(instant.hasRuntime) * 2 +
  Number(instant.hasLiveHeap) +
  Number(instant.hasHeapProfile)

/** The moment with most sources near it, of equals the one whose sources are closest together, then the latest; null of none. */
export function bestInstant(instants: readonly MemoryInstant[]): MemoryInstant | null {
  let best: MemoryInstant | null = null
  for (const instant of instants)
    if (!best || (parts(instant) - parts(best) || best.spreadMs - instant.spreadMs || instant.atMs - best.atMs) > 0)
      best = instant
  return best
}

export const saysAnything = (group: MemoryGroup): boolean =>
  hasFigure(group, 'process.rss') || hasFigure(group, 'go.total') || hasFigure(group, 'cgroup.usage')
