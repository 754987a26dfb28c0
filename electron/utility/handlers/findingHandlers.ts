import { CodedError } from '../../../shared/lib/result.ts'
import type { CaseContext } from '../CaseContext.ts'
import type { Handlers } from './index.ts'

/** The diagnosis, findings with their verdicts, and the limits of this case. */
export const findingHandlers = (
  context: CaseContext,
): Handlers<'diagnosis.get' | 'findings.list' | 'findings.setVerdict' | 'findings.setLimit'> => ({
  'diagnosis.get': () => context.diagnosis(),

  'findings.list': () => ({
    findings: context.caseFile.findings.list(),
    outcomes: context.caseFile.findings.outcomes(),
  }),

  'findings.setVerdict': ({ key, kind, reason }) => {
    const finding = context.caseFile.findings.setVerdict(key, kind, reason)
    context.changed(['findings', 'edits'])
    return finding
  },

  'findings.setLimit': async ({ ruleId, name, value }) => {
    // Loaded when asked for: a case opens faster without the rules.
    const { RULES } = await import('../../engine/findings/index.ts')
    const rule = RULES.find(({ id }) => id === ruleId)
    if (!rule || !Object.hasOwn(rule.limits, name)) {
      throw new CodedError('findings/no-such-limit', `There is no limit ${name} of a rule ${ruleId}.`)
    }
    context.caseFile.findings.setLimit(ruleId, name, value)
    context.changed(['findings', 'settings', 'edits'])
    return null
  },
})
