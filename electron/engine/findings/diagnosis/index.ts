// The three-step diagnosis: questions that every investigation of memory comes down to, answered from the facts of the case.
// Where a question needs a limit, it is that of the rule which judges the same figure, as the case has it set.
import type {
  Diagnosis,
  DiagnosisQuestion,
  DiagnosisStep,
  FindingWithVerdict,
} from '../../../../shared/records/index.ts'
import type { CaseFacts } from '../rule.ts'
import type { LimitSettings } from '../runRules.ts'
import { allocationOrRetention } from './allocationOrRetention.ts'
import type { StepDraft } from './parts.ts'
import { QUESTION_OF_RULE } from './questionOfRule.ts'
import { waits } from './waits.ts'
import { whereMemory } from './whereMemory.ts'

export { QUESTION_OF_RULE } from './questionOfRule.ts'

/**
 * Reads first and last profile of a series (of few, until two are of one process), the last one with allocations, one dump and
 * one table of one trace, whatever the case holds.
 */
export function diagnosis(
  facts: CaseFacts,
  findings: readonly FindingWithVerdict[] = [],
  settings: LimitSettings = {},
): Diagnosis {
  const { step, verdict } = allocationOrRetention(facts, settings, findings)
  const complete = (question: DiagnosisQuestion, draft: StepDraft): DiagnosisStep => ({
    question,
    ...draft,
    findings: findings
      .filter(({ ruleId, verdict: judged, isStale }) => {
        return QUESTION_OF_RULE.get(ruleId) === question && judged?.kind !== 'dismissed' && !isStale
      })
      .map(({ key, label, title, severity }) => ({ key, label, title, severity })),
  })
  return {
    steps: [
      complete('memory', whereMemory(facts)),
      complete('allocationOrRetention', step),
      complete('waits', waits(facts)),
    ],
    ...verdict,
  }
}
