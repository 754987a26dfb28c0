import type { LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import type { Language } from '../../../shared/lib/localText.ts'
import type {
  AuditEntry,
  CaseChecklist,
  Diagnosis,
  FindingWithVerdict,
  GcCycleColumns,
  ImportIssue,
  PlacedAnnotation,
  ProfileColumns,
  ProfileSummary,
  ReportSettings,
  RuleOutcome,
  Source,
  SourceId,
} from '../../../shared/records/index.ts'
import type { ProfileSeries } from '../analysis/index.ts'
import type { Zone } from '../../../shared/units/format.ts'

/** One run of a process with its cycles; times of the cycles count from the process's start. */
export interface ReportLife {
  life: LifeOnAxis
  source: Source
  cycles: GcCycleColumns
}

/** A profile as it was imported. Its place on the wall clock is `source.placement`; columns are read when a section needs them. */
export interface ReportProfile {
  source: Source
  summary: ProfileSummary
  columns(): ProfileColumns
}

/** What the rules saw of the case: the findings' CaseFacts can be given as they are. */
export interface ReportFacts {
  /** Every source of the case, removed ones left out. */
  sources: readonly Source[]
  /** Lives of all logs, oldest first. */
  lives: readonly ReportLife[]
  /** Profiles in time order; those without a time last. */
  profiles: readonly ReportProfile[]
  /** The same profiles grouped by process. */
  series: readonly ProfileSeries[]
}

/**
 * Everything a report is made of, in memory: records of the case and what people wrote. The report asks no clock and no
 * file; the same input gives the same document, byte for byte.
 */
export interface ReportInput extends ReportFacts {
  language: Language
  /** Name of the case without folders, such as `checkout-2026-11-21`. */
  caseName: string
  settings: ReportSettings
  /** When the report is built, epoch milliseconds. */
  builtAtMs: number
  /** Null: never analysed; the report then says so. */
  analysedAtMs: number | null
  zone: Zone
  appVersion: string
  schemaVersion: number
  /** Latest Go version known of the services, such as `go1.26.10`; null where no source tells. */
  goVersion: string | null
  issues: readonly { sourceId: SourceId; issues: readonly ImportIssue[] }[]
  findings: readonly FindingWithVerdict[]
  /** The three questions as the Overview answers them. */
  diagnosis: Diagnosis
  outcomes: readonly RuleOutcome[]
  annotations: readonly PlacedAnnotation[]
  /** What the investigators set out to collect. */
  checklists: readonly CaseChecklist[]
  audit: {
    /** Oldest first; all of them, or the latest ones with `total` saying how many there are. */
    entries: readonly AuditEntry[]
    total: number
    head: string
    isIntact: boolean
  }
}
