// What every answer of a rule must be, whatever the rule: the validator is stricter than the types.
import { expect } from 'vitest'
import type { LocalText } from '../../shared/lib/localText.ts'
import type { CaseFacts, Rule } from '../../electron/engine/findings/index.ts'
import type { FindingDraft, RuleAnswer } from '../../electron/engine/findings/rule.ts'

const HAN = /\p{Script=Han}/u
const BROKEN = /undefined|NaN|Infinity|\[object|null/

function checkText(text: LocalText, isSentence: boolean): void {
  expect(text.en).not.toMatch(BROKEN)
  expect(text['zh-CN']).not.toMatch(BROKEN)
  expect(text.en.length * text['zh-CN'].length).toBeGreaterThan(0)
  expect(text.en).not.toMatch(HAN)
  if (isSentence) expect(text['zh-CN']).toMatch(HAN)
  for (const part of [text.en, text['zh-CN']]) expect(part).not.toMatch(/ {2}|\( | \)|（ | ）|，，|。。|\.\.(?!\.)/)
}

function checkFinding(finding: FindingDraft): void {
  for (const text of [finding.claim, finding.summary, finding.confidenceReason, ...finding.refutation])
    checkText(text, true)
  for (const text of [finding.subject, ...finding.evidence.map(({ shows }) => shows)]) checkText(text, false)
  for (const { title, text } of finding.remedies) {
    checkText(title, true)
    checkText(text, true)
  }
  expect(finding.evidence.length).toBeGreaterThan(0)
  expect(finding.refutation.length).toBeGreaterThan(0)
  expect(finding.remedies.length).toBeGreaterThan(0)
  expect(finding.figures.filter(({ isMain }) => isMain)).toHaveLength(1)
  for (const { name, value, low, high } of finding.figures) {
    checkText(name, false)
    expect([value, low ?? 0, high ?? 0].every(Number.isFinite)).toBe(true)
  }
  if (finding.range) expect(finding.range.from).toBeLessThanOrEqual(finding.range.to)
  for (const { link } of finding.evidence) {
    if (link.range) expect(link.range.from).toBeLessThanOrEqual(link.range.to)
  }
  for (const { x, y } of finding.chart?.series ?? []) {
    expect(x.length).toBe(y.length)
    expect(x.every(Number.isFinite)).toBe(true)
  }
  expect(JSON.parse(JSON.stringify(finding))).toEqual(finding)
}

/** What the rule answers with its default limits or others; the form of the answer is checked on the way. */
export function answerOf(rule: Rule, facts: CaseFacts, limits: Record<string, number> = {}): RuleAnswer {
  const defaults = Object.fromEntries(Object.entries(rule.limits).map(([name, { value }]) => [name, value]))
  const answer = rule.evaluate(facts, { ...defaults, ...limits })
  if (answer.outcome === 'found') answer.findings.forEach(checkFinding)
  else checkText(answer.outcome === 'clear' ? answer.compared : answer.missing, true)
  if (answer.outcome === 'notApplicable') expect(answer.command ?? 'x').not.toBe('')
  return answer
}

/** What tests assert of an answer: outcome and, of each finding, judgement, main figure and what it cites. */
export function brief(answer: RuleAnswer): unknown {
  if (answer.outcome === 'clear') return ['clear', answer.compared.en]
  if (answer.outcome === 'notApplicable') return ['notApplicable', answer.missing.en, answer.command]
  return answer.findings.map(({ anchor, severity, likelihood, confidence, figures, evidence }) => ({
    anchor,
    judgement: `${severity} ${likelihood} ${confidence}`,
    main: figures.find(({ isMain }) => isMain)?.value,
    cites: evidence.map(({ at }) =>
      at.kind === 'gcCycles'
        ? `cycles ${at.from}-${at.to}`
        : at.kind === 'profiles'
          ? `${at.sampleType} ${at.functionName ?? '*'} of ${at.sourceIds.join('+')}`
          : at.kind,
    ),
  }))
}
