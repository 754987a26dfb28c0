import { APP_VERSION } from '../../../shared/lib/appVersion.ts'
import type { Language } from '../../../shared/lib/localText.ts'
import { formatNumber } from '../../../shared/units/format.ts'
import type { Zone } from '../../../shared/units/format.ts'
import type { CaseFile } from '../casefile/CaseFile.ts'
import { diagnosis } from '../findings/index.ts'
import type { ReportInput } from '../report/index.ts'
import { buildFacts } from './caseFacts.ts'
import { placedAnnotations } from './placedAnnotations.ts'

/** The custody log of the report shows this many of the newest audit entries; the chain's head covers all of them. */
const AUDIT_ENTRIES = 500

/** Everything the report is made of, read from the case. `builtAtMs` is the only thing that is not in the file. */
export function buildReportInput(
  caseFile: CaseFile,
  { language, builtAtMs = Date.now() }: { language?: Language | null; builtAtMs?: number } = {},
): ReportInput {
  const facts = buildFacts(caseFile)
  const settings = caseFile.report.get()
  const findings = caseFile.findings.list()
  const total = caseFile.audit.count()
  return {
    ...facts,
    language: language ?? settings.language,
    caseName: caseFile.name,
    settings,
    builtAtMs,
    analysedAtMs: caseFile.findings.state().analysedAtMs,
    zone: zoneAt(caseFile.settings.get().zoneOffsetMinutes),
    appVersion: APP_VERSION,
    schemaVersion: caseFile.schemaVersion,
    goVersion: goVersionOf(facts.lives.map(({ life }) => life.goVersions)),
    issues: facts.sources.map(({ id }) => ({ sourceId: id, issues: caseFile.sources.issues(id) })),
    findings,
    diagnosis: diagnosis(facts, findings, caseFile.findings.limits()),
    outcomes: caseFile.findings.outcomes(),
    annotations: placedAnnotations(caseFile),
    checklists: caseFile.checklists.list(),
    audit: {
      entries: caseFile.audit.list(Math.max(0, total - AUDIT_ENTRIES), AUDIT_ENTRIES),
      total,
      head: caseFile.audit.head(),
      isIntact: caseFile.audit.verify().isIntact,
    },
  }
}

/** `UTC`, or `UTC+08:00` for 480 minutes east of it. */
export function zoneAt(offsetMinutes: number): Zone {
  if (offsetMinutes === 0) return { label: 'UTC', offsetMinutes }
  const size = Math.abs(offsetMinutes)
  const two = (value: number): string => formatNumber(value).padStart(2, '0')
  const sign = offsetMinutes < 0 ? '\u2212' : '+'
  return { label: `UTC${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`, offsetMinutes }
}

/** What the youngest life's lines say of the Go version: a range such as `go1.18+`; a log does not name its exact version. */
export const goVersionOf = (oldestFirst: readonly string[]): string | null =>
  oldestFirst.findLast((versions) => versions !== '') ?? null
