import type { Rule } from '../rule.ts'

/** Every rule, in the order their answers are listed. A new rule is one file and one line here. */
export const RULES: readonly Rule[] = []
