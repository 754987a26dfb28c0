export { rulesInSteps, runRules, limitsOf, type LimitSettings, type RuleResults } from './runRules.ts'
export { RULES } from './rules/index.ts'
export type { CaseFacts, LifeFacts, ProfileFacts, RuntimeFacts, Rule } from './rule.ts'
