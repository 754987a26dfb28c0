// What a case knows of an out-of-memory kill beside the kernel's own lines: which process it was, and what that process held
// shortly before. Only what was taken before the kill counts; after it another process runs.
import type { TopRow } from '../../../../shared/contract/caseCalls.ts'
import type { OomEvent, SourceId } from '../../../../shared/records/index.ts'
import { profileTop } from '../profileTop.ts'
import { sampleTypeIndex } from '../frames.ts'
import { lowerBound } from '../series/view.ts'
import { goColumnsOf, goMemoryAt, type GoMemory } from './goMemory.ts'
import { liveHeapAt, type LiveHeap } from './liveHeap.ts'
import type { FigureSeries, GroupProfile, MemoryGroup } from './model.ts'

/** The kernel writes its line after the process is gone from view; clocks are a little apart. */
const SLACK_MS = 2000
const HOLDERS = 5

export interface OomGo {
  memory: GoMemory
  /** NaN: not said. */
  memoryLimit: number
  sourceId: SourceId
  path: string
  atMs: number
}

export interface OomHolders {
  profile: GroupProfile
  total: number
  top: TopRow[]
}

export interface OomAccount {
  event: OomEvent
  group: MemoryGroup | null
  /** Several processes could be the one, so nothing was joined. */
  isAmbiguous: boolean
  go: OomGo | null
  live: LiveHeap | null
  holders: OomHolders | null
}

export function oomAccount(event: OomEvent, groups: readonly MemoryGroup[], withinMs: number): OomAccount {
  const account: OomAccount = { event, group: null, isAmbiguous: false, go: null, live: null, holders: null }
  const { atMs } = event
  if (atMs === null) return account
  const own = groups.find((group) => isOf(group, event) && goBefore(group, atMs, withinMs) !== null)
  const near = groups.filter((group) => goBefore(group, atMs, withinMs) !== null || heapBefore(group, atMs, withinMs))
  const group = own ?? (near.length === 1 ? near[0] : undefined)
  account.isAmbiguous = group === undefined && near.length > 1
  if (!group) return account
  account.group = group
  account.go = goBefore(group, atMs, withinMs)
  const live = liveHeapAt(group, atMs, withinMs)
  account.live = live && live.origin.atMs <= atMs + SLACK_MS ? live : null
  const profile = heapBefore(group, atMs, withinMs)
  if (profile) {
    const { rows, total } = profileTop(profile.columns(), sampleTypeIndex(profile.summary, 'inuse_space'))
    account.holders = { profile, total, top: rows.filter(({ flat }) => flat > 0).slice(0, HOLDERS) }
  }
  return account
}

/** The event's own lines are samples of this group, or its process id is that of one of the group's sources. */
function isOf(group: MemoryGroup, { sourceId, killedPid }: OomEvent): boolean {
  const matches = ({ sourceId: own, labels }: FigureSeries): boolean =>
    own === sourceId || (killedPid !== null && labels.pid === String(killedPid))
  return [...group.figures.values()].some((all) => all.some(matches))
}

function goBefore(group: MemoryGroup, atMs: number, withinMs: number): OomGo | null {
  let best: OomGo | null = null
  for (const columns of goColumnsOf(group)) {
    for (let row = lowerBound(columns.at, atMs + SLACK_MS) - 1; row >= 0; row--) {
      const at = columns.at[row] as number
      if (at < atMs - withinMs || (best && at <= best.atMs)) break
      const memory = goMemoryAt(columns, row)
      if (Number.isNaN(memory.total)) continue
      best = {
        memory,
        memoryLimit: columns.columns.get('go.memory-limit')?.[row] ?? Number.NaN,
        sourceId: columns.sourceId,
        path: columns.path,
        atMs: at,
      }
      break
    }
  }
  return best
}

function heapBefore(group: MemoryGroup, atMs: number, withinMs: number): GroupProfile | null {
  const before = group.heapProfiles.filter(
    (profile) =>
      profile.atMs <= atMs + SLACK_MS &&
      profile.atMs >= atMs - withinMs &&
      sampleTypeIndex(profile.summary, 'inuse_space') >= 0,
  )
  return before.at(-1) ?? null
}
