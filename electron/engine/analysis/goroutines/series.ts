// Which moments belong together: dumps and goroutine profiles of one process, in time order.
import { ENDS_PROCESS } from '../../../../shared/records/index.ts'
import type { DumpCause, SourceId } from '../../../../shared/records/index.ts'
import type { LifeOnAxis } from '../../../../shared/contract/caseCalls.ts'
import type { GoroutineSeries } from '../../../../shared/contract/goroutineCalls.ts'
import { lifeAt } from '../lifeAxis.ts'

/** What is known of a moment without its goroutines. */
export interface SnapshotKey {
  sourceId: SourceId
  /** Ordinal of the dump; null: the source is a goroutine profile. */
  dump: number | null
  cause: DumpCause | 'profile'
  process: number
  /** Folder of package main, or the name of the binary; null where unknown. */
  program: string | null
  maxId: number | null
  atMs: number | null
  errorMs: number | null
  goroutines: number
}

/**
 * Puts every moment in exactly one series. Dumps in one source follow one another. Over sources: the same kind and program, in
 * the same life of a log where exactly one covers the time, in order of time; where no moment has a time, in order of the highest
 * goroutine id, which only rises while a process lives. Split where the process ended or the highest id falls.
 * Single stacks that a program logs are no dumps of a process: each is a series of its own.
 */
export function goroutineSeries(snapshots: readonly SnapshotKey[], lives: readonly LifeOnAxis[]): GoroutineSeries[] {
  const series: (GoroutineSeries & { last: SnapshotKey })[] = []
  const open = new Map<string, (typeof series)[number]>()
  const order = snapshots
    .map((snapshot, index) => ({ snapshot, index }))
    .sort(
      (a, b) =>
        (a.snapshot.atMs ?? Number.POSITIVE_INFINITY) - (b.snapshot.atMs ?? Number.POSITIVE_INFINITY) ||
        (a.snapshot.atMs === null && b.snapshot.atMs === null ? byMaxId(a.snapshot, b.snapshot) : 0) ||
        a.index - b.index,
    )
  for (const { snapshot, index } of order) {
    const { sourceId, process, atMs } = snapshot
    const lifeId = lifeAt(atMs, lives)
    const key = isAlone(snapshot)
      ? `alone ${index}`
      : JSON.stringify([
          kindOf(snapshot),
          snapshot.program,
          lifeId,
          atMs === null && !hasOrder(snapshot) ? [sourceId, process] : null,
        ])
    const known = open.get(key)
    if (known && follows(known.last, snapshot)) {
      known.snapshots.push(index)
      if (atMs === null) known.isOrderedByTime = false
      known.last = snapshot
    } else {
      const begun = {
        id: `${kindOf(snapshot)}:${snapshot.program ?? ''}:${sourceId}.${snapshot.dump ?? 0}`,
        lifeId,
        program: snapshot.program,
        isOrderedByTime: atMs !== null,
        snapshots: [index],
        last: snapshot,
      }
      series.push(begun)
      open.set(key, begun)
    }
    if (snapshot.cause !== 'profile' && ENDS_PROCESS.has(snapshot.cause)) open.delete(key)
  }
  return series.map(({ last: _last, ...rest }) => rest)
}

/** With ids, counted by stack, and as profiles: they tell different things. */
function kindOf({ cause, dump }: SnapshotKey): string {
  if (dump === null) return 'profile'
  return cause === 'debug1' ? 'counts' : cause === 'leakProfile' ? 'leaks' : 'dump'
}

const isAlone = ({ cause, goroutines }: SnapshotKey): boolean =>
  cause === 'recovered' || (cause === 'stack' && goroutines < 2)

const hasOrder = ({ maxId }: SnapshotKey): boolean => maxId !== null

const byMaxId = (a: SnapshotKey, b: SnapshotKey): number => (a.maxId ?? 0) - (b.maxId ?? 0)

function follows(before: SnapshotKey, after: SnapshotKey): boolean {
  if (before.sourceId === after.sourceId && before.process !== after.process) return false
  return before.maxId === null || after.maxId === null || after.maxId >= before.maxId
}
