import { describe, expect, it } from 'vitest'
import { RULES, type CaseFacts, type Rule } from '../../../electron/engine/findings/index.ts'
import { CASE_START_MS, regularCycles, writtenFacts, type WrittenProfile } from '../../support/factsBuilder.ts'
import { answerOf, brief } from '../../support/findingChecks.ts'
import { writtenProfile } from '../../support/profileBuilder.ts'

const rule = RULES.find(({ id }) => id === 'profile/lock-contention') as Rule
const PUT = 'example.com/shop/session.(*Store).Put'
const UNLOCK = `sync.(*Mutex).Unlock | ${PUT}.deferwrap1 | ${PUT} | example.com/shop.basket`

/** Stack → seconds waited and waits, at so many seconds; over a time of its own where it is a difference. */
const locks = (
  type: 'mutex' | 'block',
  seconds: number | null,
  stacks: Record<string, readonly [waited: number, waits: number]>,
  overSeconds = 0,
): WrittenProfile => ({
  path: `${type}-${seconds ?? 'untimed'}.pb.gz`,
  columns: writtenProfile(
    Object.entries(stacks).map(([stack, [waited, waits]]) => ({
      stack: stack.split(' | '),
      values: [waits, waited * 1e9],
    })),
    {
      type,
      period: 1,
      sampleTypes: [
        { type: 'contentions', unit: 'count' },
        { type: 'delay', unit: 'nanoseconds' },
      ],
      ...(seconds !== null && { timeMs: CASE_START_MS + seconds * 1000 }),
      durationNanos: overSeconds * 1e9,
    },
  ),
})
const profiles = (...all: WrittenProfile[]): CaseFacts => writtenFacts([], all)
const claimOf = (facts: CaseFacts): string => {
  const answer = answerOf(rule, facts)
  return answer.outcome === 'found' ? (answer.findings[0]?.claim.en ?? '') : answer.outcome
}

describe('profile/lock-contention', () => {
  it('subtracts the first profile of a process and names who holds the lock, not the wrapper of a deferred call', () => {
    const facts = profiles(
      locks('mutex', 0, { [UNLOCK]: [1000, 400_000] }),
      locks('mutex', 60, { [UNLOCK]: [1150, 420_000], 'sync.(*RWMutex).RUnlock | main.read': [3, 3000] }),
    )
    expect(brief(answerOf(rule, facts))).toEqual([
      {
        anchor: `1abc00000000/${PUT}`,
        judgement: 'warning veryLikely high',
        main: 2.5,
        cites: [`delay/nanoseconds ${PUT} of 1+2`, `contentions/count ${PUT} of 1+2`],
      },
    ])
    expect(claimOf(facts)).toBe('2.5 goroutines on average wait for a lock that session.(*Store).Put holds.')
  })

  it('takes a difference over its own duration, and each for itself', () => {
    const over = (waited: number): WrittenProfile => locks('mutex', 100 + waited, { [UNLOCK]: [waited, 5000] }, 30)
    expect(claimOf(profiles(over(20), over(150)))).toMatch(/^5\.0 goroutines/)
    expect(answerOf(rule, profiles(over(20), over(25))).outcome).toBe('clear')
  })

  it('takes the age of the process from its log', () => {
    const log = [{ cycles: regularCycles(20, 5, () => ({ live: 10 })) }]
    expect(claimOf(writtenFacts(log, [locks('mutex', 50, { [UNLOCK]: [200, 9000] })]))).toMatch(
      /^\d\.\d goroutines on average/,
    )
  })

  it('claims little where nothing says over how long was counted', () => {
    const answer = answerOf(rule, profiles(locks('mutex', null, { [UNLOCK]: [40, 9000] })))
    expect(brief(answer)).toMatchObject([{ judgement: 'notice even low', main: 40e9 }])
    expect(claimOf(profiles(locks('mutex', null, { [UNLOCK]: [9, 9000] })))).toBe('clear')
    expect(claimOf(profiles(locks('mutex', null, { [UNLOCK]: [40, 99] })))).toBe('clear')
  })

  it('asks a block profile only where there is no mutex profile, and only of locks', () => {
    const waits = { 'sync.(*Mutex).Lock | main.get': [90, 9000], 'runtime.chanrecv1 | main.work': [900, 9000] } as const
    const block = locks('block', 100, waits, 30)
    expect(claimOf(profiles(block))).toBe('3.0 goroutines on average wait for a lock in main.get.')
    expect(claimOf(profiles(block, locks('mutex', 100, { [UNLOCK]: [1, 1000] }, 30)))).toBe('clear')
  })

  it('says which profile is missing', () => {
    expect(answerOf(rule, writtenFacts([]))).toMatchObject({
      outcome: 'notApplicable',
      command: expect.stringContaining('/debug/pprof/mutex') as string,
    })
  })
})
