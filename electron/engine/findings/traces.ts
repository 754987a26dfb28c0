// What rules about execution traces share: which traces can be judged, what they cite, and the frame of their answers.
import { traceEntity } from '../../../shared/contract/traceKeys.ts'
import type { TraceTableName } from '../../../shared/contract/traceTables.ts'
import type { LocalText as Text } from '../../../shared/lib/localText.ts'
import type { ViewLink } from '../../../shared/records/index.ts'
import type { EvidenceDraft, FindingDraft, LimitDefinition, Rule, TraceFacts } from './rule.ts'
import { clear, defineRule, found, notApplicable } from './rule.ts'
import { COMMANDS, formatCount, formatDuration, joined, listed, localText, sameText } from './words.ts'

type Definitions = Readonly<Record<string, LimitDefinition>>

/** What a rule says of one trace: what was compared, or what it found. */
export type TraceJudgement = { outcome: 'clear'; compared: Text } | { outcome: 'found'; finding: TraceFinding }

export interface TraceFinding extends Omit<
  FindingDraft,
  'anchor' | 'subject' | 'range' | 'evidence' | 'functions' | 'confidenceReason'
> {
  /** Lines of evidence: each is of the trace, and of one row of it where `ofRow` says so. */
  shows: (Text | TraceShown)[]
  functions?: string[]
  confidenceReason?: Text
}

/** A line of evidence and the row it rests on. */
export interface TraceShown {
  text: Text
  table: TraceTableName
  /** Null: all of the table. */
  row: object | null
}
export const ofRow = (table: TraceTableName, row: object | null, text: Text): TraceShown => ({ text, table, row })

interface TraceRule<Limits extends Definitions> {
  id: string
  title: Text
  goVersions: string
  limits: Limits
  /** Shorter traces are not judged. */
  minNs?: number
  /** What a trace lacks for this rule, with the command that collects it; null: nothing. */
  lacks?: (trace: TraceFacts) => { missing: Text; command: string } | null
  judge: (trace: TraceFacts, limits: Readonly<Record<keyof Limits, number>>) => TraceJudgement
}

/** Below this a trace shows single events, no habits. */
const MIN_NS = 100e6

const CONFIDENCE = localText(
  'The runtime recorded every event with its time; the figures are sums of these. A trace shows a short stretch of a process, so whether it is typical is open.',
  '运行时为每个事件记录了时间，以上数字均由此相加得出。跟踪只覆盖进程的一小段时间，是否典型尚不确定。',
)

/** A rule that judges each trace by itself. */
export function traceRule<Limits extends Definitions>(rule: TraceRule<Limits>): Rule {
  const { id, title, goVersions, limits, minNs = MIN_NS, lacks, judge } = rule
  return defineRule({
    id,
    version: 1,
    title,
    goVersions,
    limits,
    evaluate(facts, values) {
      if (facts.traces.length === 0)
        return notApplicable(localText('The case has no execution trace.', '案例中没有执行跟踪。'), COMMANDS.trace)
      const long = facts.traces.filter(({ figures }) => figures.durationNs >= minNs)
      if (long.length === 0) {
        const need = formatDuration(minNs)
        return notApplicable(
          localText(`Needs an execution trace of at least ${need}.`, `需要至少 ${need} 的执行跟踪。`),
          COMMANDS.trace,
        )
      }
      const usable = long.filter((trace) => (lacks?.(trace) ?? null) === null)
      const missing = usable.length === 0 ? (lacks?.(long[0] as TraceFacts) ?? null) : null
      if (missing) return notApplicable(missing.missing, missing.command)
      const answers = usable.map((trace) => ({ trace, answer: judge(trace, values) }))
      const findings = answers.flatMap(({ trace, answer }) =>
        answer.outcome === 'found' ? [draft(trace, answer.finding)] : [],
      )
      if (findings.length > 0) return found(findings)
      const texts = answers
        .slice(0, SHOWN)
        .flatMap(({ trace, answer }) =>
          answer.outcome === 'clear' ? [joined([sameText(trace.source.path), answer.compared], ': ', '：')] : [],
        )
      const more = answers.length - texts.length
      const rest = formatCount(more)
      return clear(
        more === 0
          ? listed(texts)
          : listed([...texts, localText(`${rest} more traces within the limits`, `另有 ${rest} 份跟踪在限度之内`)]),
      )
    },
  })
}

/** Traces named one by one in a `clear`. */
const SHOWN = 4

function draft(trace: TraceFacts, { shows, functions = [], confidenceReason, ...finding }: TraceFinding): FindingDraft {
  const { source } = trace
  return {
    ...finding,
    anchor: source.sha256.slice(0, 12),
    confidenceReason: confidenceReason ?? CONFIDENCE,
    evidence: shows.map((shown) => traceEvidence(trace, shown)),
    range: source.placement && {
      axis: { kind: 'wall' },
      from: source.placement.startMs,
      to: source.placement.endMs,
    },
    functions: functions.filter((name) => name !== ''),
    subject: sameText(source.path),
  }
}

/** Cites a trace: the table and row it rests on, or its summary. */
export function traceEvidence({ source }: TraceFacts, shown: Text | TraceShown): EvidenceDraft {
  const link: ViewLink = { view: 'trace', sourceId: source.id }
  const at = { kind: 'source', sourceId: source.id } as const
  if (!('table' in shown)) return { shows: shown, link, at }
  const { text, table, row } = shown
  return {
    shows: text,
    link: { ...link, ...(row && { entity: traceEntity(table, row, source.id) }), state: { show: table } },
    at,
  }
}

export const clearTrace = (compared: Text): TraceJudgement => ({ outcome: 'clear', compared })
export const foundInTrace = (finding: TraceFinding): TraceJudgement => ({ outcome: 'found', finding })

/** Rows with the highest values first, `count` at most. */
export const most = <Row>(rows: readonly Row[], of: (row: Row) => number, count: number): Row[] =>
  [...rows].sort((a, b) => of(b) - of(a)).slice(0, count)

/** How many goroutines were in a state at a time, on average. */
export const meanOver = (totalNs: number, { figures }: TraceFacts): number => totalNs / figures.durationNs

/** A place for people; places of stacks without frames have none. */
export const placeText = (place: string): Text =>
  place === '' ? localText('a place the trace does not name', '跟踪未指明的位置') : sameText(place)
