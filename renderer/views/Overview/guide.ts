// Guided diagnosis: the questions an investigation of memory comes down to, answered from what the rules said.
import type { FindingKey, FindingWithVerdict, RuleOutcome } from '../../../shared/records/index.ts'
import type { LocalText } from '../../../shared/lib/localText.ts'

export type GuideQuestion = 'evidence' | 'grows' | 'retains' | 'costs' | 'pauses' | 'intended'

export interface GuideStep {
  question: GuideQuestion
  /** `needsYou`: only a person can answer it. */
  answer: 'yes' | 'no' | 'unknown' | 'needsYou'
  /** In the engine's words, where a rule answered. */
  text: LocalText | null
  findingKey: FindingKey | null
  label: string | null
}

/** Which rules answer which question. */
const ANSWERED_BY: readonly { question: GuideQuestion; rules: RegExp }[] = [
  { question: 'grows', rules: /growing-live-heap/ },
  { question: 'retains', rules: /retention|retain|call-path|grow.*profile|inuse/ },
  { question: 'costs', rules: /cpu-share|assist-share|memory-limit/ },
  { question: 'pauses', rules: /pause/ },
]

function stepOf(
  question: GuideQuestion,
  rules: RegExp,
  findings: readonly FindingWithVerdict[],
  outcomes: readonly RuleOutcome[],
): GuideStep | null {
  const finding = findings.find(({ ruleId, verdict }) => rules.test(ruleId) && verdict?.kind !== 'dismissed')
  if (finding) {
    return { question, answer: 'yes', text: finding.title, findingKey: finding.key, label: finding.label }
  }
  const asked = outcomes.filter(({ ruleId }) => rules.test(ruleId))
  if (asked.length === 0) return null
  const clear = asked.find(({ outcome }) => outcome === 'clear')
  if (clear) return { question, answer: 'no', text: clear.reason ?? clear.title, findingKey: null, label: null }
  return { question, answer: 'unknown', text: asked[0]?.reason ?? null, findingKey: null, label: null }
}

/** The steps in their order. The last one is the investigator's: whether the most serious finding holds. */
export function guideSteps(
  findings: readonly FindingWithVerdict[],
  outcomes: readonly RuleOutcome[],
  sources: number,
): GuideStep[] {
  const steps: GuideStep[] = [
    {
      question: 'evidence',
      answer: sources > 0 && outcomes.some(({ outcome }) => outcome !== 'notApplicable') ? 'yes' : 'no',
      text: null,
      findingKey: null,
      label: null,
    },
  ]
  for (const { question, rules } of ANSWERED_BY) {
    const step = stepOf(question, rules, findings, outcomes)
    if (step) steps.push(step)
  }
  const top = findings[0]
  if (top) {
    const kind = top.verdict?.kind ?? 'open'
    steps.push({
      question: 'intended',
      answer: kind === 'open' ? 'needsYou' : kind === 'confirmed' ? 'yes' : 'no',
      text: null,
      findingKey: top.key,
      label: top.label,
    })
  }
  return steps
}
