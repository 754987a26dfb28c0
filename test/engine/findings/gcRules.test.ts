import { describe, expect, it } from 'vitest'
import { MIB } from '../../../shared/units/units.ts'
import { RULES, type Rule } from '../../../electron/engine/findings/index.ts'
import {
  CASE_START_MS,
  regularCycles,
  writtenCycles,
  writtenFacts,
  type WrittenCycle,
} from '../../support/factsBuilder.ts'
import { answerOf, brief } from '../../support/findingChecks.ts'

const rule = (id: string): Rule => {
  const found = RULES.find((one) => one.id === id)
  if (!found) throw new Error(`no rule ${id}`)
  return found
}
const one = (count: number, every: number, cycle?: (index: number, seconds: number) => Omit<WrittenCycle, 'at'>) =>
  writtenFacts([{ cycles: regularCycles(count, every, cycle) }])
const NONE = writtenFacts([])
const GCTRACE = 'GODEBUG=gctrace=1 ./service 2> gctrace.log'
const ANCHOR = '1abc00000000/life-1'
/** Repeatable wobble of 0 … below. */
const wobble = (index: number, below: number): number => (index * 7919) % below

describe.each(RULES.filter(({ id }) => id.startsWith('gc/')))('$id without a log', (each) => {
  it('says that it needs one and how to get it', () => {
    expect(answerOf(each, NONE)).toMatchObject({ outcome: 'notApplicable', command: GCTRACE })
  })
})

describe('gc/growing-live-heap', () => {
  const growing = rule('gc/growing-live-heap')
  // 200 cycles in 300 s, from 20 MiB upwards by 1 MiB every 1.5 s after a steep warm-up.
  const grows = one(200, 1.5, (i) => ({ live: 20 + i + wobble(i, 3), goal: 500 }))

  it('finds growth, with the slope per minute and the cycles after warm-up', () => {
    const [finding] = brief(answerOf(growing, grows)) as { main: number }[]
    expect(finding).toMatchObject({ anchor: ANCHOR, judgement: 'critical certain high', cites: ['cycles 41-200'] })
    expect((finding?.main ?? 0) / MIB).toBeCloseTo(40, 0)
  })

  it('is clear where the heap only wobbles, also after a steep warm-up', () => {
    const facts = one(200, 1.5, (i) => ({ live: i < 30 ? 1 + i : 30 + wobble(i, 9) }))
    expect(answerOf(growing, facts).outcome).toBe('clear')
  })

  it('calls growth that has ended as likely as not', () => {
    const levels = one(300, 1.5, (i) => ({ live: i < 200 ? 20 + i : 220 + wobble(i, 3), goal: 500 }))
    expect(brief(answerOf(growing, levels))).toMatchObject([{ judgement: 'warning even high' }])
  })

  it('does not judge a life that is too short, and says what it has', () => {
    const short = one(30, 1, (i) => ({ live: 10 + 10 * i }))
    expect(brief(answerOf(growing, short))).toEqual([
      'notApplicable',
      'Needs a process life with at least 20 GC cycles over 75.0\u00a0s; the case has service.log: 30 cycles in 29.0\u00a0s.',
      GCTRACE,
    ])
  })

  it('obeys limits of the case', () => {
    expect(answerOf(growing, grows, { minGrowth: 500 * MIB }).outcome).toBe('clear')
  })

  it('names the life on its own clock where the log has no times', () => {
    const facts = writtenFacts([
      { cycles: regularCycles(200, 1.5, (i) => ({ live: 20 + i, goal: 500 })), startSeconds: null },
    ])
    const answer = answerOf(growing, facts)
    const finding = answer.outcome === 'found' ? answer.findings[0] : undefined
    expect(finding?.range).toMatchObject({ axis: { kind: 'life', lifeId: 1 }, from: 61_500 })
    expect(finding?.chart).toMatchObject({ axis: 'life', trend: { x0: 61_500 } })
  })
})

describe('gc/memory-limit-pressure', () => {
  const pressure = rule('gc/memory-limit-pressure')
  /** Live heap rises by half a MiB per cycle; the goal is twice it up to `limit`, then stays, then follows the live heap. */
  const limited = (limit: number) =>
    one(400, 0.5, (i) => ({ live: 20 + i / 2, goal: Math.max(Math.min(2 * (20 + i / 2), limit), 21 + i / 2) }))

  it('finds a goal that stands still while the live heap grows', () => {
    expect(brief(answerOf(pressure, limited(300)))).toMatchObject([
      { anchor: ANCHOR, judgement: 'warning veryLikely high', main: 300 * MIB, cites: ['cycles 246-400'] },
    ])
  })

  it('is critical once the live heap alone is above that goal', () => {
    expect(brief(answerOf(pressure, limited(100)))).toMatchObject([{ judgement: 'critical veryLikely high' }])
  })

  it('is clear where the goal moves with the live heap', () => {
    expect(answerOf(pressure, limited(10_000)).outcome).toBe('clear')
    expect(
      answerOf(
        pressure,
        one(400, 0.5, (i) => ({ live: 30 + wobble(i, 5), goal: 60 + wobble(i, 9) })),
      ).outcome,
    ).toBe('clear')
  })

  it('finds a goal barely above a live heap that stands: the GC runs without end', () => {
    const spiral = (background: number) =>
      one(400, 0.05, (i) => ({ live: 480 + wobble(i, 2), goal: 492 + wobble(i, 2), background }))
    expect(brief(answerOf(pressure, spiral(80)))).toMatchObject([
      { anchor: ANCHOR, judgement: 'critical likely high', cites: ['cycles 2-400'] },
    ])
    expect(brief(answerOf(pressure, spiral(1)))).toMatchObject([{ judgement: 'warning likely high' }])
    // A GOGC of 25 is somebody's choice, and a small heap is never far from its goal.
    expect(
      answerOf(
        pressure,
        one(400, 0.05, () => ({ live: 480, goal: 600 })),
      ).outcome,
    ).toBe('clear')
    expect(
      answerOf(
        pressure,
        one(400, 0.05, () => ({ live: 3, goal: 4 })),
      ).outcome,
    ).toBe('clear')
  })

  it('does not apply to Go versions without a limit', () => {
    const facts = writtenFacts([{ cycles: regularCycles(400, 0.5), goVersions: 'go1.6-1.17' }])
    expect(brief(answerOf(pressure, facts))).toMatchObject([
      'notApplicable',
      expect.stringContaining('before 1.18') as string,
      GCTRACE,
    ])
  })
})

describe('gc/low-gogc', () => {
  const low = rule('gc/low-gogc')
  /** Live heap swings between 100 and 160 MiB. A goal is set from what the cycle before found live. */
  const live = (i: number): number => 130 + 30 * Math.sin(i / 20)
  const kept = (gogc: number, background: number) =>
    one(400, 0.1, (i) => ({ live: live(i), goal: live(i - 1) * (1 + gogc), background }))

  it('finds goals in a low proportion to the live heap where GC costs CPU', () => {
    expect(brief(answerOf(low, kept(0.2, 60)))).toMatchObject([
      { anchor: ANCHOR, judgement: 'critical veryLikely medium', cites: ['cycles 1-400'] },
    ])
    expect(brief(answerOf(low, kept(0.2, 25)))).toMatchObject([{ judgement: 'warning veryLikely medium' }])
  })

  it('is clear where it costs little, or the default is set', () => {
    expect(answerOf(low, kept(0.2, 4)).outcome).toBe('clear')
    expect(answerOf(low, kept(1, 60)).outcome).toBe('clear')
  })

  it('does not take a memory limit for it', () => {
    // The goal stands still, whatever is live.
    expect(
      answerOf(
        low,
        one(400, 0.1, (i) => ({ live: live(i), goal: 170, background: 60 })),
      ).outcome,
    ).toBe('clear')
    // Nothing tells a live heap that stands under a limit from one under a low GOGC.
    expect(
      answerOf(
        low,
        one(400, 0.1, () => ({ live: 100, goal: 120, background: 60 })),
      ).outcome,
    ).toBe('clear')
  })
})

describe('gc/cpu-share', () => {
  const share = rule('gc/cpu-share')
  const busy = (ms: number) => one(300, 1, (i) => ({ background: i >= 100 && i < 160 ? ms : 2, mark: 2 }))

  it('finds the worst minute, not the average', () => {
    const [finding] = brief(answerOf(share, busy(600))) as { main: number }[]
    expect(finding).toMatchObject({ judgement: 'critical certain high', cites: ['cycles 101-160'] })
    expect(finding?.main).toBeCloseTo(0.3, 2)
    expect(brief(answerOf(share, busy(300)))).toMatchObject([{ judgement: 'warning certain high' }])
  })

  it('is clear below the limit and not applicable to a short life', () => {
    expect(answerOf(share, busy(100)).outcome).toBe('clear')
    expect(answerOf(share, one(9, 10)).outcome).toBe('notApplicable')
  })

  it('does not count idle marking', () => {
    expect(
      answerOf(
        share,
        one(300, 1, () => ({ idle: 1500 })),
      ).outcome,
    ).toBe('clear')
  })
})

describe('gc/assist-share', () => {
  const assists = rule('gc/assist-share')

  it('finds assists above the limit', () => {
    const [finding] = brief(
      answerOf(
        assists,
        one(300, 1, (i) => ({ assist: i >= 200 ? 400 : 0 })),
      ),
    ) as { main: number }[]
    expect(finding).toMatchObject({ judgement: 'critical veryLikely high' })
    expect(finding?.main).toBeCloseTo(0.2, 2)
  })

  it('is clear where background workers do the marking', () => {
    expect(
      answerOf(
        assists,
        one(300, 1, () => ({ background: 400 })),
      ).outcome,
    ).toBe('clear')
  })

  it('does not apply to a life of seconds', () => {
    expect(answerOf(assists, one(100, 0.1)).outcome).toBe('notApplicable')
  })
})

describe('gc/long-pauses', () => {
  const pauses = rule('gc/long-pauses')

  it('finds one very long pause and cites its cycle', () => {
    expect(
      brief(
        answerOf(
          pauses,
          one(200, 1, (i) => (i === 120 ? { sweepTerm: 88 } : {})),
        ),
      ),
    ).toEqual([
      {
        anchor: ANCHOR,
        judgement: 'warning certain high',
        main: 88_100_000,
        cites: ['cycles 121-121', 'cycles 1-200'],
      },
    ])
  })

  it('finds pauses that are often long, and calls half a second critical', () => {
    expect(
      brief(
        answerOf(
          pauses,
          one(200, 1, () => ({ markTerm: 12 })),
        ),
      ),
    ).toMatchObject([{ judgement: 'warning certain high' }])
    expect(
      brief(
        answerOf(
          pauses,
          one(200, 1, (i) => (i === 5 ? { markTerm: 700 } : {})),
        ),
      ),
    ).toMatchObject([{ judgement: 'critical certain high' }])
  })

  it('takes concurrent mark for no pause', () => {
    expect(
      answerOf(
        pauses,
        one(200, 1, () => ({ mark: 900 })),
      ).outcome,
    ).toBe('clear')
  })

  it('does not apply to a handful of cycles', () => {
    expect(answerOf(pauses, one(19, 1)).outcome).toBe('notApplicable')
  })
})

describe('gc/goal-overshoot', () => {
  const overshoot = rule('gc/goal-overshoot')

  it('finds cycles that end above the goal', () => {
    expect(
      brief(
        answerOf(
          overshoot,
          one(100, 1, (i) => ({ end: i % 3 === 0 ? 90 : 60 })),
        ),
      ),
    ).toEqual([
      { anchor: ANCHOR, judgement: 'warning certain high', main: 0.34, cites: ['cycles 1-1', 'cycles 1-100'] },
    ])
  })

  it('is clear within rounding and tolerance, for small goals and for forced cycles', () => {
    expect(
      answerOf(
        overshoot,
        one(100, 1, () => ({ end: 66 })),
      ).outcome,
    ).toBe('clear')
    expect(
      answerOf(
        overshoot,
        one(100, 1, (i) => ({ end: 90, trigger: i < 50 ? 'forced' : 'heap', goal: i < 50 ? 60 : 90 })),
      ).outcome,
    ).toBe('clear')
  })

  it('does not apply where there is no goal', () => {
    expect(
      answerOf(
        overshoot,
        one(100, 1, () => ({ goal: null })),
      ).outcome,
    ).toBe('notApplicable')
    expect(
      answerOf(
        overshoot,
        one(100, 1, () => ({ goal: 5, end: 9 })),
      ).outcome,
    ).toBe('notApplicable')
  })
})

describe('gc/forced-collections', () => {
  const forced = rule('gc/forced-collections')

  it('names the cycles', () => {
    expect(
      brief(
        answerOf(
          forced,
          one(100, 1, (i) => ({ trigger: i === 30 || i === 62 ? 'forced' : 'heap' })),
        ),
      ),
    ).toEqual([
      { anchor: ANCHOR, judgement: 'notice veryLikely high', main: 2, cites: ['cycles 31-31', 'cycles 63-63'] },
    ])
  })

  it('warns when a program collects by hand all the time', () => {
    expect(
      brief(
        answerOf(
          forced,
          one(100, 1, (i) => ({ trigger: i % 2 === 0 ? 'forced' : 'heap' })),
        ),
      ),
    ).toMatchObject([{ judgement: 'warning veryLikely high', main: 50 }])
  })

  it('is clear without any; periodic cycles are not forced ones, nor those that look for leaked goroutines', () => {
    expect(
      answerOf(
        forced,
        one(100, 120, () => ({ trigger: 'periodic' })),
      ).outcome,
    ).toBe('clear')
    const facts = one(10, 1, () => ({ trigger: 'forced' }))
    facts.lives[0]?.cycles.isLeakCheck.fill(1)
    expect(answerOf(forced, facts).outcome).toBe('clear')
  })
})

describe('gc/periodic-only', () => {
  const periodic = rule('gc/periodic-only')
  const cycles = writtenCycles(
    [1, 2, 3, 123, 243, 363, 364].map((at, i) => ({ at, trigger: i >= 3 && i <= 5 ? 'periodic' : 'heap' })),
  )

  it('finds the idle stretch', () => {
    expect(brief(answerOf(periodic, writtenFacts([{ cycles }])))).toMatchObject([
      { anchor: `${ANCHOR}/cycle-4`, judgement: 'notice veryLikely medium', cites: ['cycles 4-6'] },
    ])
  })

  it('is clear where periodic cycles are few or apart', () => {
    expect(answerOf(periodic, writtenFacts([{ cycles }]), { minCycles: 4 }).outcome).toBe('clear')
    expect(answerOf(periodic, one(50, 1)).outcome).toBe('clear')
  })
})

describe('gc/growing-stacks', () => {
  const stacks = rule('gc/growing-stacks')

  it('finds stacks that grow', () => {
    expect(
      brief(
        answerOf(
          stacks,
          one(200, 1, (i) => ({ stacks: 10 + Math.floor(i / 2) })),
        ),
      ),
    ).toMatchObject([{ judgement: 'warning likely medium', cites: ['cycles 41-200'] }])
  })

  it('is clear where they stay', () => {
    expect(
      answerOf(
        stacks,
        one(200, 1, (i) => ({ stacks: 10 + wobble(i, 4) })),
      ).outcome,
    ).toBe('clear')
  })

  it('does not apply to versions that print none', () => {
    expect(
      answerOf(
        stacks,
        one(200, 1, () => ({ stacks: null })),
      ),
    ).toMatchObject({ outcome: 'notApplicable', missing: { en: expect.stringContaining('before 1.18') as string } })
  })
})

describe('gc/small-heap', () => {
  const small = rule('gc/small-heap')
  const tiny = (background: number) => one(600, 0.05, () => ({ live: 2, goal: 4, start: 4, end: 4, background }))

  it('finds many cycles for a tiny goal', () => {
    expect(brief(answerOf(small, tiny(3)))).toMatchObject([
      { judgement: 'notice veryLikely high', cites: ['cycles 1-600'] },
    ])
  })

  it('is clear where they cost nothing, are rare, or the heap is large', () => {
    expect(answerOf(small, tiny(0.5)).outcome).toBe('clear')
    expect(
      answerOf(
        small,
        one(600, 1, () => ({ live: 2, goal: 4 })),
      ).outcome,
    ).toBe('clear')
    expect(
      answerOf(
        small,
        one(600, 0.05, () => ({ background: 20 })),
      ).outcome,
    ).toBe('clear')
  })

  it('does not apply to a few seconds', () => {
    expect(answerOf(small, one(150, 0.05)).outcome).toBe('notApplicable')
  })
})

describe('gc/life-change', () => {
  const change = rule('gc/life-change')
  const calm = regularCycles(120, 1, (i) => ({ live: 30 + wobble(i, 5) }))
  const heavy = regularCycles(300, 1, (i) => ({ live: 60 + wobble(i, 5), background: 2 + wobble(i, 3) }))

  it('finds a life that differs from the one before at the same age', () => {
    const facts = writtenFacts([
      { cycles: calm, path: 'a.log' },
      { cycles: heavy, path: 'a.log', startSeconds: 130 },
    ])
    expect(brief(answerOf(change, facts))).toMatchObject([
      {
        anchor: `${ANCHOR}..1abc00000000/life-2`,
        judgement: 'warning veryLikely medium',
        main: 30 * MIB,
        cites: ['cycles 24-119', 'cycles 24-119'],
      },
    ])
  })

  it('takes the latest earlier log as baseline, and says so when nothing changed', () => {
    const facts = writtenFacts([
      { cycles: calm, path: 'before.log' },
      { cycles: calm, path: 'after.log', startSeconds: 500 },
    ])
    expect(brief(answerOf(change, facts))).toMatchObject([
      'clear',
      expect.stringContaining('No evidence of change. before.log against after.log') as string,
    ])
  })

  it('does not compare logs that overlap, such as two replicas', () => {
    const facts = writtenFacts([
      { cycles: calm, path: 'pod-1.log' },
      { cycles: heavy, path: 'pod-2.log', startSeconds: 10 },
    ])
    expect(answerOf(change, facts)).toMatchObject({
      outcome: 'notApplicable',
      missing: { en: expect.stringContaining('two lives') as string },
    })
  })
})

describe('gc/incomplete-log', () => {
  const incomplete = rule('gc/incomplete-log')

  it('finds missing cycles', () => {
    const facts = writtenFacts([{ cycles: regularCycles(80, 1), missingCycles: 20 }])
    expect(brief(answerOf(incomplete, facts))).toMatchObject([
      { judgement: 'warning certain high', main: 0.2, cites: ['cycles 1-80', 'lines'] },
    ])
  })

  it('is clear where none is missing', () => {
    expect(brief(answerOf(incomplete, one(80, 1)))).toEqual(['clear', 'service.log: 0 cycles missing beside 80 read'])
  })
})

it('places evidence on the wall clock by the life’s start', () => {
  const answer = answerOf(
    rule('gc/long-pauses'),
    writtenFacts([{ cycles: regularCycles(100, 1, () => ({ markTerm: 20 })), startSeconds: 60 }]),
  )
  const range = answer.outcome === 'found' ? answer.findings[0]?.evidence[1]?.link.range : null
  expect(range).toMatchObject({ axis: { kind: 'wall' }, from: CASE_START_MS + 61_000 })
})
