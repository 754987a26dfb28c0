import { localText, sameText } from '../../../../shared/lib/localText.ts'
import { profileTop } from '../profileTop.ts'
import { sampleTypeIndex } from '../frames.ts'
import { liveHeapAt } from './liveHeap.ts'
import type { GroupProfile, MemoryGroup } from './model.ts'
import type { Part } from './waterfall.ts'

/** Functions that get a bar of their own. */
const BARS = 5

/** The heap profile nearest to an instant that has what is in use. */
export function heapProfileAt(group: MemoryGroup, atMs: number, toleranceMs: number): GroupProfile | null {
  let best: GroupProfile | null = null
  for (const profile of group.heapProfiles) {
    const distance = Math.abs(profile.atMs - atMs)
    if (distance > toleranceMs || sampleTypeIndex(profile.summary, 'inuse_space') < 0) continue
    if (!best || distance < Math.abs(best.atMs - atMs)) best = profile
  }
  return best
}

/** Who allocated what is live, by function; null without a heap profile. An estimate: one sample per `period` bytes. */
export function heapParts(group: MemoryGroup, atMs: number, toleranceMs: number): Part[] | null {
  const profile = heapProfileAt(group, atMs, toleranceMs)
  if (!profile) return null
  const typeIndex = sampleTypeIndex(profile.summary, 'inuse_space')
  const { rows, total } = profileTop(profile.columns(), typeIndex)
  const origin = {
    sourceId: profile.sourceId,
    path: profile.path,
    atMs: profile.atMs,
    distanceMs: Math.abs(profile.atMs - atMs),
  }
  const period = Math.max(1, profile.summary.period)
  // Sampling, and what the live heap has moved between the two moments.
  const [here, there] = [liveHeapAt(group, atMs, toleranceMs), liveHeapAt(group, profile.atMs, toleranceMs)]
  const moved = here && there ? Math.abs(here.value - there.value) : 0
  const error = (bytes: number): number =>
    Math.sqrt(Math.max(0, bytes) * period) + (total > 0 ? (moved * Math.max(0, bytes)) / total : 0)
  const shown = rows.filter(({ flat }) => flat > 0).slice(0, BARS)
  const rest = total - shown.reduce((sum, { flat }) => sum + flat, 0)
  return [
    ...shown.map(({ functionName, flat }): Part => ({
      id: `heap-${functionName}`,
      memoryClass: 'live',
      title: sameText(functionName),
      bytes: flat,
      counter: 'inuse_space',
      origin,
      error: error(flat),
    })),
    {
      id: 'heap-rest',
      memoryClass: 'live',
      title: localText('Other functions', '其他函数'),
      bytes: rest,
      counter: 'inuse_space',
      origin,
      error: error(rest),
    },
  ]
}
