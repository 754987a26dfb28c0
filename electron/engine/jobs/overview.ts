// What a case is in a few figures: for the Overview, the recent list and `heapcase info`.
import type { CaseOverview, LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import { isLog, leadingMoment } from '../../../shared/records/index.ts'
import type { FindingWithVerdict, ProfileSummary, Source, TimeRange } from '../../../shared/records/index.ts'
import type { CaseFile } from '../casefile/CaseFile.ts'
import { goVersionOf } from './buildReportInput.ts'
import { livesOnAxis } from './caseFacts.ts'
import { goroutineSnapshots, goroutineSources } from './goroutineSnapshots.ts'

export function caseOverview(caseFile: CaseFile): CaseOverview {
  const sources = caseFile.sources.list()
  const profiles = caseFile.profiles.list()
  const lives = livesOnAxis(caseFile, sources)
  const findings = caseFile.findings.list()
  const outcomes = caseFile.findings.outcomes()
  const unplaced = new Set(lives.filter(({ axis }) => axis.kind !== 'wall').map(({ sourceId }) => sourceId))
  const count = (outcome: string): number => outcomes.filter((entry) => entry.outcome === outcome).length
  return {
    name: caseFile.name,
    path: caseFile.path,
    isReadOnly: caseFile.isReadOnly,
    createdAtMs: caseFile.createdAtMs,
    schemaVersion: caseFile.schemaVersion,
    sources: sources.length,
    sourceBytes: sum(sources.map(({ bytes }) => bytes)),
    unplacedSources: sources.filter(({ id, kind, placement }) => (isLog(kind) ? unplaced.has(id) : placement === null))
      .length,
    cycles: caseFile.gcCycles.count(),
    profiles: profiles.length,
    traces: sources.filter(({ kind }) => kind === 'gotrace').length,
    goroutines: leadingGoroutines(caseFile),
    goVersion: goVersionOf(lives.map(({ goVersions }) => goVersions)),
    range: placedRange(sources, lives),
    findings: { ...countFindings(findings), clear: count('clear'), notApplicable: count('notApplicable') },
    annotations: caseFile.annotations.list().length,
    issues: {
      note: sum(sources.map(({ issues }) => issues.note)),
      dataLoss: sum(sources.map(({ issues }) => issues.dataLoss)),
      error: sum(sources.map(({ issues }) => issues.error)),
    },
    lives,
    profileTicks: profileTicks(profiles, sources),
    analysedAtMs: caseFile.findings.state().analysedAtMs,
    auditHead: caseFile.audit.head(),
  }
}

/** Severities count what still stands: findings that are dismissed, or that the newest analysis no longer gives, are left out. */
export function countFindings(
  findings: readonly FindingWithVerdict[],
): Omit<CaseOverview['findings'], 'clear' | 'notApplicable'> {
  const counts = { critical: 0, warning: 0, notice: 0, confirmed: 0, dismissed: 0, open: 0 }
  for (const { severity, verdict, isStale } of findings) {
    if (isStale) continue
    const kind = verdict?.kind ?? 'open'
    counts[kind]++
    if (kind !== 'dismissed') counts[severity]++
  }
  return counts
}

/** Of the moment that the Goroutines view opens on. */
function leadingGoroutines(caseFile: CaseFile): number | null {
  const { snapshots } = goroutineSnapshots(goroutineSources(caseFile), [])
  return leadingMoment(snapshots)?.goroutines ?? null
}

/** From the first to the last time that is on the wall clock. */
function placedRange(sources: readonly Source[], lives: readonly LifeOnAxis[]): TimeRange | null {
  const stretches = [
    ...lives.filter(({ axis }) => axis.kind === 'wall').map(({ range }) => range),
    ...sources.flatMap(({ kind, placement }) =>
      // When a file was written is a guess of days: it would stretch the case to the day it was copied.
      !isLog(kind) && placement && placement.basis !== 'modified'
        ? [{ from: placement.startMs, to: placement.endMs }]
        : [],
    ),
  ]
  if (stretches.length === 0) return null
  return {
    axis: { kind: 'wall' },
    from: Math.min(...stretches.map(({ from }) => from)),
    to: Math.max(...stretches.map(({ to }) => to)),
  }
}

function profileTicks(profiles: readonly ProfileSummary[], sources: readonly Source[]): CaseOverview['profileTicks'] {
  const placements = new Map(sources.map(({ id, placement }) => [id, placement]))
  return profiles
    .flatMap(({ sourceId, type }) => {
      const placement = placements.get(sourceId)
      return placement ? [{ sourceId, atMs: placement.startMs, type }] : []
    })
    .sort((a, b) => a.atMs - b.atMs)
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
