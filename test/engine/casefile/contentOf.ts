import type { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'

/** What is compared over versions: as JSON, without what an upgrade may add. */
export function contentOf(caseFile: CaseFile): unknown {
  const profile = caseFile.profiles.list()[0]
  const columns = profile && caseFile.profiles.columns(profile.sourceId)
  const content = {
    sources: caseFile.sources.list(),
    lives: caseFile.lives.list(),
    cycles: caseFile.lives.list().map(({ id }) => caseFile.gcCycles.find(id, 1)),
    profiles: caseFile.profiles.list(),
    strings: columns?.strings,
    values: columns?.values.map((values) => [...values]),
    findings: caseFile.findings.list(),
    outcomes: caseFile.findings.outcomes(),
    limits: caseFile.findings.limits(),
    annotations: caseFile.annotations.list(),
    report: caseFile.report.get(),
    edits: caseFile.edits.state(),
    audit: caseFile.audit.list(0, 12),
  }
  return JSON.parse(JSON.stringify(content)) as unknown
}
