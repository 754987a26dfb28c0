import type { LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import type { Language } from '../../../shared/lib/localText.ts'
import type {
  Annotation,
  AuditEntry,
  FindingWithVerdict,
  GcCycleColumns,
  ImportIssue,
  ProfileColumns,
  ProfileSummary,
  ReportSettings,
  RuleOutcome,
  Source,
  SourceId,
} from '../../../shared/records/index.ts'
import type { Zone } from '../../../shared/units/format.ts'

/** One run of a process with its cycles; times of the columns count from the process's start. */
export interface ReportLife {
  life: LifeOnAxis
  columns: GcCycleColumns
}

/** A profile of the case. Columns are read when a section needs them. */
export interface ReportProfile {
  summary: ProfileSummary
  name: string
  path: string
  /** When it was taken, epoch milliseconds; null where unplaced. */
  atMs: number | null
  /** ± what is known of atMs. */
  errorMs: number | null
  columns(): ProfileColumns
}

/** Profiles of one process in time order, as analysis groups them. */
export interface ReportSeries {
  id: string
  sourceIds: readonly SourceId[]
}

/**
 * Everything a report is made of, in memory: records of the case and what people wrote. The report asks no clock and no
 * file; the same input gives the same document, byte for byte.
 */
export interface ReportInput {
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
  sources: readonly Source[]
  issues: readonly { sourceId: SourceId; issues: readonly ImportIssue[] }[]
  /** Oldest first, as case.overview gives them. */
  lives: readonly ReportLife[]
  profiles: readonly ReportProfile[]
  series: readonly ReportSeries[]
  findings: readonly FindingWithVerdict[]
  outcomes: readonly RuleOutcome[]
  annotations: readonly Annotation[]
  audit: {
    /** Oldest first; all of them, or the latest ones with `total` saying how many there are. */
    entries: readonly AuditEntry[]
    total: number
    head: string
    isIntact: boolean
  }
}
