// Which dump the view shows, and what it is compared with: what is selected, as far as the case has it, else what an investigator
// would open.
import type { GoroutineMoment, GoroutineSeries, GoroutineSnapshot } from '../../../shared/contract/caseCalls.ts'
import { leadingMoment, type SourceId } from '../../../shared/records/index.ts'

export interface MomentChoice {
  snapshot: GoroutineSnapshot
  base: GoroutineSnapshot | null
  series: GoroutineSeries | null
  /** Moments of the series in its order, the one shown among them. */
  moments: GoroutineSnapshot[]
}

export const momentOf = ({ sourceId, dump }: GoroutineSnapshot): GoroutineMoment => ({ sourceId, dump })

/** One word for a moment, for lists of choices and view states: source and dump, `12.1`; a profile has no dump, `12.p`. */
export const momentKey = ({ sourceId, dump }: GoroutineMoment): string => `${sourceId}.${dump ?? 'p'}`

export const isSameMoment = (a: GoroutineMoment, b: GoroutineMoment): boolean =>
  a.sourceId === b.sourceId && a.dump === b.dump

/** The chosen dump; of a chosen source the one to look at first, else of the case. The base must be another one. */
export function momentChoice(
  { snapshots, series }: { snapshots: readonly GoroutineSnapshot[]; series: readonly GoroutineSeries[] },
  chosen: { sourceId: SourceId | null; dump: string; baseSourceId: SourceId | null; baseDump: string },
): MomentChoice | null {
  const ofSource = snapshots.filter(({ sourceId }) => sourceId === chosen.sourceId)
  const snapshot =
    ofSource.find(({ dump }) => String(dump) === chosen.dump) ?? leadingMoment(ofSource) ?? leadingMoment(snapshots)
  if (!snapshot) return null
  const ofBase = snapshots.filter(({ sourceId }) => sourceId === chosen.baseSourceId)
  const base = ofBase.find(({ dump }) => String(dump) === chosen.baseDump) ?? leadingMoment(ofBase)
  const found = series.find(({ id }) => id === snapshot.seriesId) ?? null
  return {
    snapshot,
    base: base && !isSameMoment(base, snapshot) ? base : null,
    series: found,
    moments: found ? found.snapshots.flatMap((index) => snapshots[index] ?? []) : [snapshot],
  }
}

/** The moment before this one in its series, of the same kind: two dumps with ids say more together than a dump and a count. */
export function momentBefore({ snapshot, moments }: MomentChoice): GoroutineSnapshot | null {
  const before = moments.slice(
    0,
    moments.findIndex((other) => isSameMoment(other, snapshot)),
  )
  return before.findLast(({ hasIds }) => hasIds === snapshot.hasIds) ?? before.at(-1) ?? null
}

/** What moments of one process have in common, for headings in a list of choices. */
export interface MomentGroup {
  id: string
  name: string
  moments: GoroutineSnapshot[]
}

/** Moments by process, in the order of the series; larger series first. */
export function momentGroups(
  snapshots: readonly GoroutineSnapshot[],
  series: readonly GoroutineSeries[],
): MomentGroup[] {
  return series
    .map(({ id, program, snapshots: members }) => {
      const moments = members.flatMap((index) => snapshots[index] ?? [])
      const path = moments[0]?.path ?? ''
      const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')))
      const own = program?.slice(program.lastIndexOf('/') + 1) ?? ''
      return { id, name: [folder, own].filter(Boolean).join(' · ') || path, moments }
    })
    .sort((a, b) => b.moments.length - a.moments.length)
}

/** Asks a running service with net/http/pprof for every goroutine with its stack. */
export const COLLECT_COMMAND =
  'curl -o goroutines-$(date -u +%Y%m%dT%H%M%SZ).txt "http://localhost:6060/debug/pprof/goroutine?debug=2"'
