// What rules about allocation logs share.
import type { AllocGoroutineTotals, AllocKind, TimeRange } from '../../../shared/records/index.ts'
import type { AllocFacts, EvidenceDraft } from './rule.ts'
import type { LocalText } from './words.ts'

/** Events of one kind. */
export const eventsOf = (log: AllocFacts, kind: AllocKind): number =>
  log.totals().classes.reduce((sum, entry) => sum + (entry.kind === kind ? entry.events : 0), 0)

/** Allocations of a log, and the goroutines that are known of them, heaviest first. */
export function mallocTotals(log: AllocFacts): {
  events: number
  bytes: number
  known: AllocGoroutineTotals[]
  /** Every allocation names its goroutine. */
  isComplete: boolean
} {
  const { goroutines, classes, uncounted } = log.totals()
  const mallocs = goroutines.filter(({ kind }) => kind === 'malloc')
  const sum = (entries: readonly { events: number; bytes: number }[], name: 'events' | 'bytes'): number =>
    entries.reduce((total, entry) => total + entry[name], 0)
  // The list of goroutines may be cut; what all of them came to is in the classes.
  const all = classes.filter(({ kind }) => kind === 'malloc')
  const nameless = mallocs.filter(({ goroutine }) => goroutine === null)
  const known = mallocs.filter(({ goroutine }) => goroutine !== null)
  return {
    events: sum(all, 'events') - sum(nameless, 'events'),
    bytes: sum(all, 'bytes') - sum(nameless, 'bytes'),
    known: known.sort((a, b) => b.bytes - a.bytes || b.events - a.events),
    isComplete: nameless.length === 0 && uncounted === 0,
  }
}

export const allocEvidence = ({ source }: AllocFacts, shows: LocalText): EvidenceDraft => ({
  shows,
  link: { view: 'sources', sourceId: source.id },
  at: { kind: 'source', sourceId: source.id },
})

export function allocRange({ log }: AllocFacts): TimeRange | null {
  if (log.startMs === null) return null
  return { axis: { kind: 'wall' }, from: log.startMs, to: log.startMs + log.spanNs / 1e6 }
}
