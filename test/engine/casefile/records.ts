// Findings and outcomes as rules give them, no larger than needed.
import { sameText } from '../../../shared/lib/localText.ts'
import type { Finding, FindingKey, RuleOutcome, SourceId } from '../../../shared/records/index.ts'

export function finding(key: string, sourceId: SourceId, claim = 'it grows'): Finding {
  return {
    key: key as FindingKey,
    label: `F-${key}`,
    ruleId: 'gc/growing-live-heap',
    ruleVersion: 1,
    severity: 'warning',
    likelihood: 'likely',
    confidence: 'medium',
    title: sameText('Live heap grows'),
    claim: sameText(claim),
    summary: sameText(claim),
    figures: [{ name: sameText('growth'), value: 1, unit: 'bytes/min', isMain: true }],
    evidence: [
      { id: 'E1', shows: sameText('x'), link: { view: 'sources', sourceId }, at: { kind: 'source', sourceId } },
    ],
    refutation: [],
    remedies: [],
    goVersions: 'go1.5+',
    range: null,
    functions: [],
    subject: sameText('checkout'),
  }
}

export const outcome: RuleOutcome = {
  ruleId: 'gc/growing-live-heap',
  title: sameText('Live heap grows'),
  outcome: 'found',
  reason: null,
  command: null,
  limits: [{ name: 'warn', title: sameText('warn from'), unit: 'bytes/min', value: 1, defaultValue: 1 }],
}
