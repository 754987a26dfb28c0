import { describe, expect, it } from 'vitest'
import { MIB } from '../../../shared/units/units.ts'
import { RULES, type CaseFacts, type Rule } from '../../../electron/engine/findings/index.ts'
import { regularCycles, writtenFacts, writtenRows, type WrittenLife } from '../../support/factsBuilder.ts'
import { answerOf, brief } from '../../support/findingChecks.ts'

const rule = (id: string): Rule => {
  const found = RULES.find((one) => one.id === id)
  if (!found) throw new Error(`no rule ${id}`)
  return found
}
const NO_CYCLES = regularCycles(0, 1)
const NONE = writtenFacts([])
const ANCHOR = '1abc00000000/life-1'
const figuresOf = (answer: ReturnType<typeof answerOf>): number[] =>
  answer.outcome === 'found' ? (answer.findings[0]?.figures.map(({ value }) => value) ?? []) : []

interface Glance {
  waiting?: number
  idle?: number
  threads?: number
  idleThreads?: number
  procs?: number
}

/** A log of SCHED lines, one a second. */
function scheduled(count: number, glance: (second: number) => Glance, life: Partial<WrittenLife> = {}): CaseFacts {
  const rows = Array.from({ length: count }, (_, second) => {
    const { waiting = 0, idle = 1, threads = 8, idleThreads = 2, procs = 4 } = glance(second)
    return {
      lastLine: second + 1,
      atNs: second * 1e9,
      procs,
      idleProcs: idle,
      threads,
      idleThreads,
      spinningThreads: 0,
      runQueue: Math.floor(waiting / 2),
      localRunQueue: Math.ceil(waiting / 2),
    }
  })
  return writtenFacts([{ cycles: NO_CYCLES, runtime: [writtenRows('schedSnapshots', rows)], ...life }])
}

describe('scheduler/run-queue-saturation', () => {
  const saturation = rule('scheduler/run-queue-saturation')
  // Calm but for twenty seconds in the middle.
  const busy = scheduled(60, (second) => (second >= 20 && second < 40 ? { waiting: 12, idle: 0 } : {}))

  it('needs SCHED lines and says how to get them', () => {
    expect(answerOf(saturation, NONE)).toMatchObject({
      outcome: 'notApplicable',
      command: 'GODEBUG=schedtrace=1000 ./service 2> sched.log',
    })
  })

  it('needs enough of them, and says what there is', () => {
    expect(
      brief(
        answerOf(
          saturation,
          scheduled(5, () => ({ waiting: 99, idle: 0 })),
        ),
      ),
    ).toEqual([
      'notApplicable',
      'Needs at least 10 SCHED lines of one process over 10.0\u00a0s; the case has service.log: 5 lines over 4.00\u00a0s.',
      'GODEBUG=schedtrace=1000 ./service 2> sched.log',
    ])
  })

  it('finds the window in which goroutines wait and no P is idle, with its lines', () => {
    const answer = answerOf(saturation, busy)
    expect(brief(answer)).toMatchObject([{ anchor: ANCHOR, judgement: 'warning veryLikely medium', main: 3 }])
    expect(answer).toMatchObject({ findings: [{ evidence: [{ at: { kind: 'lines', from: 21, to: 31 } }] }] })
  })

  it('is critical where tens wait per P', () => {
    const flooded = scheduled(60, () => ({ waiting: 80, idle: 0 }))
    expect(brief(answerOf(saturation, flooded))).toMatchObject([{ judgement: 'critical veryLikely medium', main: 20 }])
  })

  it('is clear where goroutines wait while Ps are idle: the next glance finds them running', () => {
    expect(
      answerOf(
        saturation,
        scheduled(60, () => ({ waiting: 12, idle: 1 })),
      ).outcome,
    ).toBe('clear')
  })

  it('is clear for one crowded glance', () => {
    const one = scheduled(60, (second) => (second === 30 ? { waiting: 40, idle: 0 } : {}))
    expect(answerOf(saturation, one).outcome).toBe('clear')
  })

  it('obeys limits of the case', () => {
    expect(answerOf(saturation, busy, { warn: 5 }).outcome).toBe('clear')
  })

  it('is on the life’s own clock where the log has no times', () => {
    const facts = scheduled(60, () => ({ waiting: 12, idle: 0 }), { startSeconds: null })
    expect(answerOf(saturation, facts)).toMatchObject({
      findings: [{ range: { axis: { kind: 'life', lifeId: 1 }, from: 0 }, chart: { axis: 'life' } }],
    })
  })
})

describe('scheduler/thread-growth', () => {
  const growth = rule('scheduler/thread-growth')
  const wobble = (index: number): number => (index * 7919) % 3

  it('needs SCHED lines over some time', () => {
    expect(answerOf(growth, NONE)).toMatchObject({ outcome: 'notApplicable' })
    expect(
      answerOf(
        growth,
        scheduled(15, (second) => ({ threads: 10 * second })),
      ),
    ).toMatchObject({
      outcome: 'notApplicable',
    })
  })

  it('finds threads that keep coming, with the slope per minute', () => {
    const answer = answerOf(
      growth,
      scheduled(120, (second) => ({ threads: 20 + second + wobble(second) })),
    )
    expect(brief(answer)).toMatchObject([{ anchor: ANCHOR, judgement: 'warning likely medium' }])
    expect(figuresOf(answer)[1]).toBeCloseTo(60, 0)
  })

  it('is critical from a thousand threads on', () => {
    const answer = answerOf(
      growth,
      scheduled(120, (second) => ({ threads: 20 + 15 * second })),
    )
    expect(brief(answer)).toMatchObject([{ judgement: 'critical likely medium' }])
  })

  it('is clear for a pool that fills at the start', () => {
    const fills = scheduled(120, (second) => ({ threads: Math.min(80, 10 + 10 * second) + wobble(second) }))
    expect(answerOf(growth, fills).outcome).toBe('clear')
  })

  it('is clear for a few threads more among many', () => {
    const many = scheduled(120, (second) => ({ threads: 400 + Math.floor(second / 4) }))
    expect(answerOf(growth, many).outcome).toBe('clear')
  })
})

interface Scav {
  work?: number
  eager?: number
  released: number
  isForced?: number
}

/** A log of gc and scav lines, one each a second; figures in MiB. */
function scavenged(count: number, line: (second: number) => Scav): CaseFacts {
  const rows = Array.from({ length: count }, (_, index) => {
    const { work = 0, eager = 0, released, isForced = 0 } = line(index + 1)
    return {
      cycle: index + 1,
      form: 1,
      workBytes: work * MIB,
      eagerBytes: eager * MIB,
      releasedBytes: released * MIB,
      utilPercent: 90,
      isForced,
      isReset: 0,
    }
  })
  return writtenFacts([{ cycles: regularCycles(count, 1), runtime: [writtenRows('scavenges', rows)] }])
}

describe('memory/scavenger-churn', () => {
  const churn = rule('memory/scavenger-churn')

  it('needs scav lines, and enough of them', () => {
    expect(answerOf(churn, NONE)).toMatchObject({
      outcome: 'notApplicable',
      command: 'GODEBUG=gctrace=1,scavtrace=1 ./service 2> gctrace.log',
    })
    expect(
      answerOf(
        churn,
        scavenged(5, () => ({ work: 99, released: 9 })),
      ),
    ).toMatchObject({ outcome: 'notApplicable' })
  })

  it('finds memory that is given back and taken again, with both per minute', () => {
    // 30 MiB a second go and come: 1800 MiB a minute.
    const answer = answerOf(
      churn,
      scavenged(60, () => ({ work: 30, released: 100 })),
    )
    expect(brief(answer)).toMatchObject([{ anchor: ANCHOR, judgement: 'warning veryLikely medium' }])
    expect(figuresOf(answer)[0]).toBeCloseTo(1800 * MIB, -3)
  })

  it('tells giving back at allocation from the background', () => {
    const answer = answerOf(
      churn,
      scavenged(60, () => ({ eager: 400, released: 100 })),
    )
    expect(brief(answer)).toMatchObject([{ judgement: 'critical veryLikely medium' }])
    const text = answer.outcome === 'found' ? answer.findings[0]?.summary.en : ''
    expect(text).toContain('memory limit')
    expect(figuresOf(answer)[3]).toBe(1)
  })

  it('is clear where memory only goes back, and where it only comes', () => {
    expect(
      answerOf(
        churn,
        scavenged(60, (second) => ({ work: 40, released: 40 * second })),
      ).outcome,
    ).toBe('clear')
    expect(
      answerOf(
        churn,
        scavenged(60, (second) => ({ released: 5000 - 40 * second })),
      ).outcome,
    ).toBe('clear')
  })

  it('does not judge lines without a time', () => {
    const facts = scavenged(60, () => ({ work: 30, released: 100 }))
    const [log] = facts.runtime
    const timeless = { ...facts, runtime: log ? [{ ...log, cycles: NO_CYCLES }] : [] }
    expect(answerOf(churn, timeless)).toMatchObject({ outcome: 'notApplicable' })
  })

  it('does not judge scvg lines, which do not tell what was taken again', () => {
    const rows = Array.from({ length: 30 }, (_, index) => ({
      cycle: index + 1,
      form: 2,
      releasedBytes: 5 * MIB,
      isForced: 0,
    }))
    const facts = writtenFacts([{ cycles: regularCycles(30, 1), runtime: [writtenRows('scavenges', rows)] }])
    expect(answerOf(churn, facts)).toMatchObject({ outcome: 'notApplicable' })
  })
})

describe('gc/assist-share with pacer lines', () => {
  const assists = rule('gc/assist-share')
  const cycles = regularCycles(100, 1, () => ({ assist: 400, procs: 2 }))
  const rows = Array.from({ length: 100 }, (_, index) => ({
    cycle: index + 1,
    assistRatio: 3.5,
    cpuPercent: 48,
    expectedCpuPercent: 25,
    form: 1,
  }))

  it('says what the pacer planned for the same cycles', () => {
    const facts = writtenFacts([{ cycles, runtime: [writtenRows('pacerCycles', rows)] }])
    const answer = answerOf(assists, facts)
    const [finding] = answer.outcome === 'found' ? answer.findings : []
    expect(finding?.summary.en).toContain('3.50 bytes of scanning per byte allocated')
    expect(finding?.figures.at(-1)).toMatchObject({ value: 0.48, limit: 0.25 })
    expect(finding?.evidence.map(({ at }) => at.kind)).toEqual(['gcCycles', 'lines'])
  })

  it('finds the same without them', () => {
    const answer = answerOf(assists, writtenFacts([{ cycles }]))
    const [finding] = answer.outcome === 'found' ? answer.findings : []
    expect(finding?.summary.en).not.toContain('pacer')
    expect(finding?.evidence).toHaveLength(1)
  })
})
