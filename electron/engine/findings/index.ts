export { rulesInSteps, runRules, limitsOf, type LimitSettings, type RuleResults } from './runRules.ts'
export { QUESTION_OF_RULE, diagnosis } from './diagnosis/index.ts'
export { RULES } from './rules/index.ts'
export {
  NO_MEMORY,
  type AllocFacts,
  type CaseFacts,
  type JudgedSeries,
  type LifeFacts,
  type MemoryFacts,
  type MomentFacts,
  type ProfileFacts,
  type Rule,
  type RuntimeFacts,
  type TraceFacts,
} from './rule.ts'
