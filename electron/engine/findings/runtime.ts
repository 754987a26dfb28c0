// What rules about schedtrace, scavtrace and gcpacertrace share: where rows lie in time, what they cite.
import type { FindingChart, RuntimeTable, TimeRange } from '../../../shared/records/index.ts'
import { atMs, CHART_POINTS, round } from './lives.ts'
import { notApplicable } from './rule.ts'
import type { CaseFacts, EvidenceDraft, LifeFacts, RuleAnswer, RuntimeFacts } from './rule.ts'
import { COMMANDS, localText } from './words.ts'
import type { LocalText } from './words.ts'

/** The logs that have rows of this table. */
export const logsWith = ({ runtime }: CaseFacts, table: RuntimeTable): RuntimeFacts[] =>
  runtime.filter(({ counts }) => (counts[table] ?? 0) > 0)

/** The answer of a rule about the scheduler where no log has a line of it. */
export const noSchedLines = (): RuleAnswer =>
  notApplicable(
    localText('The case has no SCHED lines (schedtrace).', '案例中没有 SCHED 行（schedtrace）。'),
    COMMANDS.schedtrace,
  )

/** The stretch of the life between two moments of its clock, ns since process start. */
export const clockRange = (facts: LifeFacts, fromNs: number, toNs: number): TimeRange => ({
  axis: facts.life.axis,
  from: atMs(facts, fromNs),
  to: atMs(facts, toNs),
})

/** Cites lines of the log: the Sources view with just these marked. */
export function linesEvidence({ source }: LifeFacts, from: number, to: number, shows: LocalText): EvidenceDraft {
  return {
    shows,
    link: { view: 'sources', sourceId: source.id, lines: { from, to } },
    at: { kind: 'lines', sourceId: source.id, from, to },
  }
}

/**
 * A series over the clock of a life, thinned to a page's width: each stretch keeps its greatest value at its own time, so that the
 * peaks a finding speaks of are in its chart.
 */
export function clockSeries(
  facts: LifeFacts,
  atNs: ArrayLike<number>,
  values: ArrayLike<number>,
  name: LocalText,
  role: FindingChart['series'][number]['role'],
): FindingChart['series'][number] {
  const x: number[] = []
  const y: (number | null)[] = []
  const count = atNs.length
  const buckets = Math.min(count, CHART_POINTS)
  for (let bucket = 0; bucket < buckets; bucket++) {
    let kept = -1
    for (let row = Math.floor((bucket * count) / buckets); row < Math.floor(((bucket + 1) * count) / buckets); row++) {
      if (Number.isNaN(atNs[row])) continue
      if (kept < 0 || !((values[kept] as number) >= (values[row] as number))) kept = row
    }
    if (kept < 0) continue
    const value = values[kept] as number
    x.push(round(atMs(facts, atNs[kept] as number), 3))
    y.push(Number.isNaN(value) ? null : value)
  }
  return { name, role, x, y }
}
