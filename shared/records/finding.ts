import type { LocalText } from '../lib/localText.ts'
import type { FindingKey, LifeId, SourceId } from './ids.ts'
import type { ViewLink } from './view.ts'
import type { TimeRange } from './time.ts'

export type Severity = 'notice' | 'warning' | 'critical'
/** Five steps from the words of intelligence analysis; how probable the claim is. */
export type Likelihood = 'unlikely' | 'even' | 'likely' | 'veryLikely' | 'certain'
/** How much the evidence behind it can bear. */
export type Confidence = 'low' | 'medium' | 'high'

export const SEVERITIES: readonly Severity[] = ['notice', 'warning', 'critical']
export const LIKELIHOODS: readonly Likelihood[] = ['unlikely', 'even', 'likely', 'veryLikely', 'certain']

/** A measured figure against its limit. Units are those of shared/units: `bytes`, `ns`, `share`, `count`, `bytes/min`, `ms`. */
export interface FindingFigure {
  name: LocalText
  value: number
  /** 95 % interval, where the figure is an estimate. */
  low?: number
  high?: number
  limit?: number
  unit: FigureUnit
  /** The first figure of a finding with `isMain` is the one tables show. */
  isMain?: boolean
}
export type FigureUnit = 'bytes' | 'bytes/min' | 'ns' | 'share' | 'count' | 'count/min'

/** What a finding cites. `id` is `E1`, `E2`, … over the whole case, given when findings are stored. */
export interface Evidence {
  id: string
  /** One line: what it shows. */
  shows: LocalText
  /** Restores the exact view. */
  link: ViewLink
  /** The part of the source it rests on. */
  at:
    | { kind: 'gcCycles'; sourceId: SourceId; lifeId: LifeId; from: number; to: number }
    | { kind: 'profiles'; sourceIds: SourceId[]; functionName: string | null; sampleType: string }
    | { kind: 'lines'; sourceId: SourceId; from: number; to: number }
    | { kind: 'series'; sourceId: SourceId; names: string[]; /** ms since 1970; null: all of it */ atMs: number | null }
    | { kind: 'source'; sourceId: SourceId }
}

export interface Remedy {
  title: LocalText
  text: LocalText
  /** Go or shell, where it helps. */
  code?: { language: 'go' | 'sh'; text: string }
}

/** The chart that shows the finding, drawn by the window and by the report from the same points. */
export interface FindingChart {
  title: LocalText
  /** `bytes`, `share`, `ns`, `count` */
  unit: FigureUnit
  axis: 'wall' | 'life'
  series: {
    name: LocalText
    role: 'main' | 'context' | 'goal'
    /** ms on the axis */ x: number[]
    y: (number | null)[]
  }[]
  /** A fitted line, from (x0, y0) to (x1, y1). */
  trend?: { x0: number; y0: number; x1: number; y1: number; label: LocalText }
  limits?: { value: number; label: LocalText; severity: Severity }[]
}

/** What a rule found. One rule may give several, one per life, profile series or call path. */
export interface Finding {
  key: FindingKey
  /** `F-001`: by severity, then likelihood, among findings of one analysis; a case keeps the one that a finding had in it first. */
  label: string
  ruleId: string
  ruleVersion: number
  severity: Severity
  likelihood: Likelihood
  confidence: Confidence
  /** Why the confidence is what it is: how much the evidence bears, and what it leaves open. */
  confidenceReason?: LocalText
  /** Short claim for tables: "Live heap grows from cycle to cycle". */
  title: LocalText
  /** The claim with its figures, one sentence: the Overview's headline. */
  claim: LocalText
  /** One self-contained paragraph. */
  summary: LocalText
  figures: FindingFigure[]
  evidence: Evidence[]
  /** What would refute it, each checkable. */
  refutation: LocalText[]
  /** Best first. */
  remedies: Remedy[]
  /** Go versions the rule's premise holds for, such as `go1.5+`. */
  goVersions: string
  /** When it holds, where it can be told. */
  range: TimeRange | null
  /** Functions it names, so that the Profile view can mark them. */
  functions: string[]
  /** What it is about: a life of a log, a series of profiles; for tables. */
  subject: LocalText
  chart?: FindingChart
}

/** What each rule answered in the last analysis; `found` ones have findings. */
export interface RuleOutcome {
  ruleId: string
  title: LocalText
  outcome: 'found' | 'clear' | 'notApplicable'
  /** Not applicable: what is missing. Clear: what was compared. */
  reason: LocalText | null
  /** Not applicable: the command that would collect it next time. */
  command: string | null
  limits: RuleLimit[]
}

export interface RuleLimit {
  name: string
  title: LocalText
  unit: FigureUnit
  value: number
  defaultValue: number
}

export type VerdictKind = 'open' | 'confirmed' | 'dismissed'

/** The investigator's judgement of a finding. Kept by key through re-analysis. */
export interface Verdict {
  kind: VerdictKind
  reason: string
  author: string
  atMs: number
}

export interface FindingWithVerdict extends Finding {
  verdict: Verdict | null
  /** True where the newest analysis no longer gives it, but a verdict keeps it. */
  isStale: boolean
}

/** `F-001` */
export const findingLabel = (number: number): string => `F-${String(number).padStart(3, '0')}`
