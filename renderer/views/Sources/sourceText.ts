// What a source is, in words: one place for the table, the inspector and the import preview.
import { isLog } from '../../../shared/records/index.ts'
import type { ImportIssueSummary, SourceKind, WallPlacement } from '../../../shared/records/index.ts'
import { formatCount } from '../../../shared/units/format.ts'
import type { DatePart } from '../../../shared/units/time.ts'

type Translate = (key: string, values?: Record<string, unknown>, plural?: number) => string

/** `gctrace log`, `Profile, heap`. */
export const kindText = (kind: SourceKind, variant: string | null, t: Translate): string =>
  [t(`common.kind.${kind}`), kind === 'profile' ? variant : null].filter(Boolean).join(', ')

const first = (counts: Record<string, number>, ...names: string[]): number | undefined =>
  names.map((name) => counts[name]).find((count) => count !== undefined)

/** What the reader counted, in a few words: `go1.18+ · 371 cycles · 2 lives`. */
export function contentText(
  { kind, variant, counts }: { kind: SourceKind; variant: string | null; counts: Record<string, number> },
  t: Translate,
): string {
  const parts: string[] = []
  const add = (key: string, count: number | undefined): void => {
    if (count !== undefined) parts.push(t(key, { n: formatCount(count) }, count))
  }
  if (isLog(kind)) {
    if (variant) parts.push(variant)
    add('sources.content.cycles', first(counts, 'gc_lines_complete', 'gc_lines', 'cycles'))
    const lives = first(counts, 'lives', 'process_lives', 'segments')
    if (lives !== undefined && lives > 1) add('sources.content.lives', lives)
    add('sources.content.lines', first(counts, 'lines'))
  } else if (kind === 'gotrace') {
    if (variant) parts.push(variant)
    add('sources.content.events', first(counts, 'events'))
    add('sources.content.goroutines', first(counts, 'goroutines'))
  } else if (kind === 'metrics' || kind === 'osMemory') {
    if (variant) parts.push(variant)
    add('sources.content.series', counts.series)
    add('sources.content.points', counts.points)
    add('sources.content.mappings', counts.mappings)
    add('sources.content.containers', counts.containers)
  } else if (kind === 'goroutines') {
    if (variant) parts.push(variant)
    add('sources.content.goroutines', first(counts, 'goroutines'))
    add('sources.content.dumps', first(counts, 'dumps'))
  } else if (kind === 'benchmark') {
    add('sources.content.results', first(counts, 'results'))
    add('sources.content.benchmarks', first(counts, 'benchmarks'))
  } else if (kind === 'allocEvents') add('sources.content.events', first(counts, 'events'))
  else {
    add('sources.content.samples', first(counts, 'samples'))
    add('sources.content.functions', first(counts, 'functions'))
  }
  // Any log may have some.
  if (counts.oom_events !== undefined) add('sources.content.kills', counts.oom_events)
  return parts.join(' · ')
}

/** Name of a reader's count; a count this window does not know keeps the reader's own name. */
export const countName = (name: string, { t, te }: { t: Translate; te: (key: string) => boolean }): string =>
  te(`sources.count.${name}`) ? t(`sources.count.${name}`) : name.replaceAll('_', ' ')

/** Worst first: what the reader could not keep. */
export function worstIssue(issues: ImportIssueSummary): 'critical' | 'warning' | 'notice' | null {
  if (issues.error > 0) return 'critical'
  if (issues.dataLoss > 0) return 'warning'
  return issues.note > 0 ? 'notice' : null
}

/** First and last instants of everything that is placed. */
export const placedTimes = (all: readonly { placement: WallPlacement | null }[]): number[] =>
  all.flatMap(({ placement }) => (placement ? [placement.startMs, placement.endMs] : []))

/** Of a column of times, by what they need of their dates. */
export const PLACED_WIDTH: Record<DatePart, number> = { none: 148, day: 200, year: 260 }

/** What would place a source that no time is known of: a key of its advice. */
export function placingAdvice(kind: SourceKind, hasLives: boolean): string {
  if (hasLives) return 'sources.placing.lives'
  if (isLog(kind)) return 'sources.placing.log'
  return kind === 'metrics' || kind === 'osMemory' ? 'sources.placing.values' : 'sources.placing.name'
}
