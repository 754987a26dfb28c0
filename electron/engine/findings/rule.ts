// What a rule is, what it may ask for, and its three answers. A rule is a stateless value: facts and limits in, an answer out.
import type {
  AllocLog,
  AllocTables,
  AllocTotals,
  Confidence,
  Evidence,
  Finding,
  FindingFigure,
  FigureUnit,
  GcCycleColumns,
  Likelihood,
  ContainerState,
  OomEvent,
  ProfileColumns,
  ProfileSummary,
  RuntimeRows,
  RuntimeTable,
  SeriesPoints,
  SeriesSummary,
  SeriesThreshold,
  Severity,
  Source,
  TraceFigures,
  TraceSummary,
} from '../../../shared/records/index.ts'
import type { GoroutineSeries, GoroutineSnapshot, LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import type { TraceTableName, TraceTableRows } from '../../../shared/contract/traceTables.ts'
import type { LocalText } from '../../../shared/lib/localText.ts'
import type { GoroutineSet, MemoryGroup, ProfileSeries } from '../analysis/index.ts'

/** A life with everything a rule may want of it. */
export interface LifeFacts {
  life: LifeOnAxis
  source: Source
  cycles: GcCycleColumns
}

/** A life of which the runtime printed more than its GC cycles: schedtrace, scavtrace, gcpacertrace, inittrace, … */
export interface RuntimeFacts extends LifeFacts {
  /** Rows by table; tables without any are left out. */
  counts: Readonly<Partial<Record<RuntimeTable, number>>>
  /** Loads on demand; callers may cache. */
  rows<Table extends RuntimeTable>(table: Table): RuntimeRows<Table>
}

/** A profile as it was imported. Its place on the wall clock is `source.placement`. */
export interface ProfileFacts {
  source: Source
  summary: ProfileSummary
  /** Decodes or loads on demand; callers may cache. Rules ask only for profiles they judge. */
  columns: () => ProfileColumns
}

/** A series that a threshold of the user holds for. */
export interface JudgedSeries {
  threshold: SeriesThreshold
  source: Source
  series: SeriesSummary
  points(): SeriesPoints
}

/** What the case says of memory beside GC cycles and profiles. */
export interface MemoryFacts {
  /** By process. */
  groups: readonly MemoryGroup[]
  oomEvents: readonly OomEvent[]
  containers: readonly ContainerState[]
  /** Every series of every threshold; a threshold without one is in `thresholds` only. */
  judged: readonly JudgedSeries[]
  thresholds: readonly SeriesThreshold[]
}

export const NO_MEMORY: MemoryFacts = { groups: [], oomEvents: [], containers: [], judged: [], thresholds: [] }

/** A moment at which goroutines were seen: a dump, or a goroutine profile. */
export interface MomentFacts {
  source: Source
  snapshot: GoroutineSnapshot
  /** Loads on demand; callers may cache. Rules ask only for moments they judge. */
  set(): GoroutineSet
}

/** A log of allocation events. */
export interface AllocFacts {
  source: Source
  log: AllocLog
  totals(): AllocTables
}

/** An execution trace with what import made of it. Tables are read when a rule asks for them. */
export interface TraceFacts {
  source: Source
  summary: TraceSummary
  figures: TraceFigures
  /** Of the alloc/free experiment; null without it. */
  alloc: AllocTotals | null
  table<Name extends TraceTableName>(name: Name): readonly TraceTableRows[Name][]
  /** Functions of a stack, leaf first. */
  frames(stack: number): readonly string[]
}

/** All a rule may know of a case. Built once per analysis; rules never see the case file. */
export interface CaseFacts {
  /** Every source of the case, removed ones left out. */
  sources: readonly Source[]
  /** Lives of all logs that have GC cycles, oldest first. */
  lives: readonly LifeFacts[]
  /** Lives that have other lines of the runtime, with GC cycles or without, oldest first. */
  runtime: readonly RuntimeFacts[]
  /** Profiles in time order; those without a time last. */
  profiles: readonly ProfileFacts[]
  /** Execution traces in the order of import. */
  traces: readonly TraceFacts[]
  /** The same profiles grouped by process: `profileSeries` of analysis. */
  series: readonly ProfileSeries[]
  memory: MemoryFacts
  /** Moments in the order of import. */
  moments: readonly MomentFacts[]
  /** Which moments are of one process; indexes into `moments`. */
  goroutineSeries: readonly GoroutineSeries[]
  allocLogs: readonly AllocFacts[]
}

/** One limit of a rule: its default, what it is called, its unit. Tuned per case by name. */
export interface LimitDefinition {
  title: LocalText
  unit: FigureUnit
  value: number
}

/** Evidence before it has its id. */
export type EvidenceDraft = Omit<Evidence, 'id'>

/** A finding before the machinery adds key, label, rule and evidence ids. */
export interface FindingDraft extends Omit<
  Finding,
  'key' | 'label' | 'ruleId' | 'ruleVersion' | 'goVersions' | 'title' | 'evidence' | 'confidenceReason'
> {
  /** What it is about, stable over re-analysis: never row ids (see anchors.ts). Becomes the part of the key after `@`. */
  anchor: string
  /** Left out: the rule's title. */
  title?: LocalText
  evidence: EvidenceDraft[]
  confidenceReason: LocalText
}

export type RuleAnswer =
  | { outcome: 'found'; findings: FindingDraft[] }
  /** What was compared, with the figures. */
  | { outcome: 'clear'; compared: LocalText }
  /** What is missing, and the command that would collect it next time. */
  | { outcome: 'notApplicable'; missing: LocalText; command: string | null }

export interface Rule {
  /** `<topic>/<name>`; part of every finding's key, so it never changes. */
  id: string
  /** Raised when the same facts would give another answer. */
  version: number
  /** The claim in a few words. */
  title: LocalText
  /** Go versions the premise holds for, such as `go1.5+`. */
  goVersions: string
  limits: Readonly<Record<string, LimitDefinition>>
  evaluate(facts: CaseFacts, limits: Readonly<Record<string, number>>): RuleAnswer
}

type Definitions = Readonly<Record<string, LimitDefinition>>

/** A rule with its limits typed by name. */
export function defineRule<Limits extends Definitions>(
  rule: Omit<Rule, 'limits' | 'evaluate'> & {
    limits: Limits
    evaluate(facts: CaseFacts, limits: Readonly<Record<keyof Limits, number>>): RuleAnswer
  },
): Rule {
  return rule
}

/** Findings, or `clear` where the list is empty. */
export const found = (findings: FindingDraft[]): RuleAnswer => ({ outcome: 'found', findings })
export const clear = (compared: LocalText): RuleAnswer => ({ outcome: 'clear', compared })
export const notApplicable = (missing: LocalText, command: string | null): RuleAnswer => ({
  outcome: 'notApplicable',
  missing,
  command,
})

export type { Confidence, FindingFigure, Likelihood, Severity }
