import { describe, expect, it } from 'vitest'
import { localText } from '../../../shared/lib/localText.ts'
import { RULES, runRules, type Rule } from '../../../electron/engine/findings/index.ts'
import { defineRule, found, type FindingDraft } from '../../../electron/engine/findings/rule.ts'
import type { SourceId } from '../../../shared/records/index.ts'
import { writtenFacts } from '../../support/factsBuilder.ts'

const text = localText('a claim', '一个结论')
const draft = (
  anchor: string,
  severity: FindingDraft['severity'],
  likelihood: FindingDraft['likelihood'],
  shows = anchor,
): FindingDraft => ({
  anchor,
  severity,
  likelihood,
  confidence: 'high',
  confidenceReason: text,
  claim: text,
  summary: text,
  figures: [],
  evidence: [
    { shows: localText(shows, shows), link: { view: 'sources' }, at: { kind: 'source', sourceId: 1 as SourceId } },
    { shows: localText('shared', '共用'), link: { view: 'sources' }, at: { kind: 'source', sourceId: 1 as SourceId } },
  ],
  refutation: [],
  remedies: [],
  range: null,
  functions: [],
  subject: text,
})
const ruleOf = (id: string, drafts: FindingDraft[]): Rule =>
  defineRule({
    id,
    version: 3,
    title: text,
    goVersions: 'go1.5+',
    limits: { least: { title: text, unit: 'count', value: 5 } },
    evaluate: (_, { least }) => (drafts.length >= least ? { outcome: 'clear', compared: text } : found(drafts)),
  })

describe('runRules', () => {
  const rules = [
    ruleOf('b/second', [draft('x', 'warning', 'certain'), draft('y', 'critical', 'likely')]),
    ruleOf('a/first', [draft('z', 'critical', 'likely'), draft('w', 'critical', 'certain')]),
  ]

  it('orders by severity, likelihood, then the order of rules, and numbers findings and evidence', () => {
    const { findings } = runRules(writtenFacts([]), {}, rules)
    expect(findings.map(({ label, key, evidence }) => [label, key, evidence.map(({ id }) => id)])).toEqual([
      ['F-001', 'a/first@w', ['E1', 'E2']],
      ['F-002', 'b/second@y', ['E3', 'E2']],
      ['F-003', 'a/first@z', ['E4', 'E2']],
      ['F-004', 'b/second@x', ['E5', 'E2']],
    ])
    expect(findings[0]).toMatchObject({ ruleId: 'a/first', ruleVersion: 3, goVersions: 'go1.5+', title: text })
  })

  it('gives every finding a key of its own, also where a rule says two things of one place', () => {
    const same = ruleOf('c/same', [
      draft('x', 'warning', 'certain'),
      draft('x', 'notice', 'certain'),
      draft('x', 'notice', 'likely'),
    ])
    expect(runRules(writtenFacts([]), {}, [same]).findings.map(({ key }) => key)).toEqual([
      'c/same@x',
      'c/same@x#2',
      'c/same@x#3',
    ])
  })

  it('gives an outcome per rule, with limits as they apply', () => {
    const { outcomes, findings } = runRules(writtenFacts([]), { 'a/first': { least: 2, unknown: 1 } }, rules)
    expect(findings).toHaveLength(2)
    expect(outcomes).toMatchObject([
      {
        ruleId: 'b/second',
        outcome: 'found',
        reason: null,
        command: null,
        limits: [{ name: 'least', value: 5, defaultValue: 5 }],
      },
      { ruleId: 'a/first', outcome: 'clear', reason: text, limits: [{ name: 'least', value: 2, defaultValue: 5 }] },
    ])
  })
})

describe('the rules', () => {
  it('have ids, titles and limits in both languages, and answer an empty case', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length)
    for (const { id, title, limits, goVersions } of RULES) {
      expect(id).toMatch(/^[a-z]+\/[a-z-]+$/)
      expect(goVersions).toMatch(/^go1\.\d+(?:\+|-1\.\d+)$/)
      for (const name of [title, ...Object.values(limits).map((limit) => limit.title)]) {
        expect(name['zh-CN']).toMatch(/\p{Script=Han}/u)
        expect(name.en).toMatch(/\w/)
      }
    }
    const { outcomes, findings } = runRules(writtenFacts([]))
    expect(findings).toEqual([])
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['notApplicable']))
    expect(outcomes.every(({ reason, command }) => reason !== null && command !== null)).toBe(true)
  })
})
