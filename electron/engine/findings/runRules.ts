import type { Finding, FindingKey, RuleLimit, RuleOutcome } from '../../../shared/records/index.ts'
import { findingLabel, LIKELIHOODS, SEVERITIES } from '../../../shared/records/index.ts'
import type { CaseFacts, FindingDraft, Rule } from './rule.ts'
import { RULES } from './rules/index.ts'

/** Limits changed in a case: rule id → limit name → value. What is not named keeps its default. */
export type LimitSettings = Readonly<Record<string, Readonly<Record<string, number>>>>

export interface RuleResults {
  /** Most serious first, labels and evidence ids filled. */
  findings: Finding[]
  /** One per rule, in the order of the list of rules. */
  outcomes: RuleOutcome[]
}

/** Runs every rule over the facts. The same facts and limits give the same answer to the byte. */
export function runRules(facts: CaseFacts, limits: LimitSettings = {}, rules: readonly Rule[] = RULES): RuleResults {
  const steps = rulesInSteps(facts, limits, rules)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** The same, one rule per step: over a million cycles one takes a fifth of a second, all of them more than a cancel may wait. */
export function* rulesInSteps(
  facts: CaseFacts,
  limits: LimitSettings = {},
  rules: readonly Rule[] = RULES,
): Generator<void, RuleResults> {
  const findings: Finding[] = []
  const outcomes: RuleOutcome[] = []
  for (const rule of rules) {
    const ruleLimits = limitsOf(rule, limits[rule.id] ?? {})
    const answer = rule.evaluate(facts, Object.fromEntries(ruleLimits.map(({ name, value }) => [name, value])))
    if (answer.outcome === 'found')
      findings.push(...withOwnAnchors(answer.findings).map((draft) => asFinding(rule, draft)))
    outcomes.push({
      ruleId: rule.id,
      title: rule.title,
      outcome: answer.outcome,
      reason: answer.outcome === 'found' ? null : answer.outcome === 'clear' ? answer.compared : answer.missing,
      command: answer.outcome === 'notApplicable' ? answer.command : null,
      limits: ruleLimits,
    })
    yield
  }
  findings.sort(bySeriousness(rules.map(({ id }) => id)))
  number(findings)
  return { findings, outcomes }
}

/** The limits of a rule as they apply in a case. */
export function limitsOf(rule: Rule, changed: Readonly<Record<string, number>>): RuleLimit[] {
  return Object.entries(rule.limits).map(([name, { title, unit, value }]) => ({
    name,
    title,
    unit,
    value: changed[name] ?? value,
    defaultValue: value,
  }))
}

/** Two findings of a rule about one place (two stacks through one function) are told apart by their order in its answer. */
function withOwnAnchors(drafts: readonly FindingDraft[]): FindingDraft[] {
  const taken = new Map<string, number>()
  return drafts.map((draft) => {
    const rank = (taken.get(draft.anchor) ?? 0) + 1
    taken.set(draft.anchor, rank)
    return rank === 1 ? draft : { ...draft, anchor: `${draft.anchor}#${rank}` }
  })
}

function asFinding(rule: Rule, { anchor, title, evidence, ...draft }: FindingDraft): Finding {
  return {
    ...draft,
    key: `${rule.id}@${anchor}` as FindingKey,
    label: '',
    ruleId: rule.id,
    ruleVersion: rule.version,
    goVersions: rule.goVersions,
    title: title ?? rule.title,
    evidence: evidence.map((entry) => ({ ...entry, id: '' })),
  }
}

/** Severity, then likelihood, then confidence; equals in the order of the rules, which begins with causes, then by key. */
const bySeriousness =
  (ruleIds: readonly string[]) =>
  (a: Finding, b: Finding): number =>
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    LIKELIHOODS.indexOf(b.likelihood) - LIKELIHOODS.indexOf(a.likelihood) ||
    CONFIDENCES.indexOf(b.confidence) - CONFIDENCES.indexOf(a.confidence) ||
    ruleIds.indexOf(a.ruleId) - ruleIds.indexOf(b.ruleId) ||
    (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)

const CONFIDENCES: readonly Finding['confidence'][] = ['low', 'medium', 'high']

/** `F-001` … and, over all findings, `E1` …; evidence that cites the same part of the same view shares its id. */
function number(findings: Finding[]): void {
  const ids = new Map<string, string>()
  for (const [index, finding] of findings.entries()) {
    finding.label = findingLabel(index + 1)
    for (const entry of finding.evidence) {
      const same = JSON.stringify([entry.at, entry.link, entry.shows])
      const id = ids.get(same) ?? `E${ids.size + 1}`
      ids.set(same, id)
      entry.id = id
    }
  }
}
