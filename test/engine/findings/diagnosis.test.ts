// The three answers on facts made by hand: each verdict of step 2, one source at a time, nothing at all; and on the sample.
import { describe, expect, it } from 'vitest'
import {
  memoryWaterfall,
  unexplainedBytes,
  type FigureSeries,
  type MemoryGroup,
} from '../../../electron/engine/analysis/index.ts'
import { QUESTION_OF_RULE, RULES, diagnosis } from '../../../electron/engine/findings/index.ts'
import type { CaseFacts } from '../../../electron/engine/findings/index.ts'
import { LANGUAGES } from '../../../shared/lib/localText.ts'
import { viewLinkOf } from '../../../shared/records/index.ts'
import type {
  Diagnosis,
  DiagnosisStep,
  FindingKey,
  FindingWithVerdict,
  SourceId,
} from '../../../shared/records/index.ts'
import { MIB } from '../../../shared/units/units.ts'
import { factsOfFiles } from '../../support/caseFacts.ts'
import { corpusPath, hasCorpus } from '../../support/corpus.ts'
import { CASE_START_MS, regularCycles, writtenFacts } from '../../support/factsBuilder.ts'
import { writtenProfile } from '../../support/profileBuilder.ts'
import { sampleFacts } from '../../support/sampleCase.ts'
import { traceFacts } from '../../support/traceFacts.ts'

const life = (cycle: Parameters<typeof regularCycles>[2]): CaseFacts =>
  writtenFacts([{ cycles: regularCycles(200, 1, cycle) }])
/** 30 → 230 MiB in 200 s, and GC CPU of 2 Ps in each second. */
const growing = (i: number): { live: number; goal: number } => ({ live: 30 + i, goal: 2 * (30 + i) })
const costly = { background: 500, mark: 250 }

const heap = (minute: number, sites: Record<string, number>) => ({
  columns: writtenProfile(
    Object.entries(sites).map(([name, mib]) => ({ stack: [name], values: [1, (mib + minute) * MIB, 1, mib * MIB] })),
    { timeMs: CASE_START_MS + minute * 60_000, period: 1024 },
  ),
})

const step = (answer: Diagnosis, at: number): DiagnosisStep => answer.steps[at] as DiagnosisStep
const brief = ({ steps, retention, allocation }: Diagnosis) => ({
  verdict: [retention, allocation],
  sureness: steps.map(({ sureness }) => sureness),
  headline: steps[1]?.headline.en,
})
const commandsOf = ({ steps }: Diagnosis): number[] => steps.map(({ missing }) => missing.length)

/** What holds of every answer: texts in both languages, shares that add up to one at most, links that open. */
function checkForm({ steps }: Diagnosis): void {
  for (const { headline, answer, basis, sections, missing, link, sureness } of steps) {
    for (const text of [headline, answer, basis, ...missing.map(({ what }) => what)])
      for (const language of LANGUAGES) {
        expect(text[language]).not.toBe('')
        expect(text[language]).not.toMatch(/NaN|undefined|Infinity|null/)
      }
    expect(missing.every(({ command }) => command.length > 0)).toBe(true)
    expect(sureness === 'unknown').toBe(link === null && sections.length === 0)
    for (const { rows } of sections) {
      const shared = rows.filter(({ share, isRemainder }) => share !== null && !isRemainder)
      expect(shared.reduce((sum, { share }) => sum + (share ?? 0), 0)).toBeLessThan(1.1)
      for (const row of rows) {
        expect(Number.isFinite(row.value)).toBe(true)
        if (row.link) expect(viewLinkOf(row.link)).toEqual(row.link)
        if (row.low !== undefined) expect(row.low).toBeLessThanOrEqual(row.high ?? Number.NaN)
      }
    }
  }
}

describe('allocation or retention', () => {
  it.each([
    ['retention', growing, [true, false], 'Retention'],
    ['allocation', () => costly, [false, true], 'Allocation'],
    ['both', (i: number) => ({ ...growing(i), ...costly }), [true, true], 'Both'],
    ['neither', () => ({}), [false, false], 'Neither'],
  ] as const)('tells %s from the cycles of a log', (_, cycle, verdict, headline) => {
    const answer = diagnosis(life(cycle))
    checkForm(answer)
    expect(brief(answer)).toMatchObject({ verdict, headline })
    expect(step(answer, 1).sureness).toBe('direct')
  })

  it('says of a few cycles that they are too few, not that there are none', () => {
    const answer = diagnosis(writtenFacts([{ cycles: regularCycles(4, 1, growing) }]))
    checkForm(answer)
    expect(step(answer, 1)).toMatchObject({ sureness: 'unknown' })
    expect(step(answer, 1).answer.en).toMatch(/too few.*at most 4 of one process/)
    expect(step(answer, 1).missing[0]?.what.en).toBe('More GC cycles: minutes of the log')
  })

  it('gives the slope with its interval, the rate of allocation and the share of the CPU', () => {
    const [kept, cost] = step(diagnosis(life(growing)), 1).sections
    expect(kept?.rows[0]).toMatchObject({ unit: 'bytes/min' })
    expect(kept?.rows[0]?.value).toBeCloseTo(60 * MIB, -6)
    expect(cost?.rows.map(({ unit }) => unit)).toEqual(['share', 'share', 'bytes/min'])
    // 2 ms of background marking and 0.2 ms × 2 Ps of pauses, of the 2 s of two Ps in a second.
    expect(cost?.rows[0]?.value).toBeCloseTo(0.0012, 5)
  })

  it('judges by the limits of the case', () => {
    const facts = life(growing)
    const changed = { 'gc/growing-live-heap': { minGrowth: 1024 * MIB }, 'gc/cpu-share': { warn: 0.001 } }
    expect(brief(diagnosis(facts, [], changed))).toMatchObject({ verdict: [false, true], headline: 'Allocation' })
  })

  it('tells retention from heap profiles alone, by site, and leaves the cost open', () => {
    const facts = writtenFacts(
      [],
      [0, 1, 2, 3].map((minute) => heap(minute, { 'session.(*Store).Put': 20 + 60 * minute, 'main.idle': 10 })),
    )
    const answer = diagnosis(facts)
    checkForm(answer)
    expect(brief(answer)).toMatchObject({ verdict: [true, null], headline: 'Retention' })
    const { sections, sureness, missing } = step(answer, 1)
    expect(sureness).toBe('estimate')
    expect(sections[0]?.rows[1]).toMatchObject({ title: { en: 'session.(*Store).Put' }, value: 180 * MIB, share: 1 })
    expect(missing.map(({ command }) => command)).toEqual([expect.stringContaining('gctrace=1')])
  })

  it('reads the first and the last profile of a series, whatever its length', () => {
    const facts = writtenFacts(
      [],
      Array.from({ length: 60 }, (_, minute) => heap(minute, { 'main.keep': 20 + 60 * minute })),
    )
    const read = new Set<number>()
    const profiles = facts.profiles.map((profile, index) => ({
      ...profile,
      columns: () => {
        read.add(index)
        return profile.columns()
      },
    }))
    diagnosis({ ...facts, profiles })
    expect([...read].sort((a, b) => a - b)).toEqual([0, 59])
  })

  it('takes the cost from a trace where there is no log', () => {
    const trace = traceFacts({ gcShare: 0.4, assistNs: 0.5e9 })
    const answer = diagnosis({ ...writtenFacts([]), traces: [trace] })
    checkForm(answer)
    expect(brief(answer)).toMatchObject({ verdict: [null, true], headline: 'Allocation' })
    expect(step(answer, 1).link).toMatchObject({ view: 'trace', sourceId: trace.source.id })
  })

  it('names both lives where one grows and another costs', () => {
    const facts = writtenFacts([
      { cycles: regularCycles(200, 1, growing), path: 'a.log' },
      { cycles: regularCycles(200, 1, () => costly), path: 'b.log', startSeconds: 1000 },
    ])
    const { en } = step(diagnosis(facts), 1).answer
    expect(en).toMatch(/^In a\.log the live heap grows .* In b\.log the GC takes /)
  })
})

describe('where the memory is', () => {
  it('is told by the last cycle of a log, and what is missing', () => {
    const { answer, sections, missing } = step(diagnosis(life(() => ({ live: 30, goal: 60, end: 59 }))), 0)
    expect(answer.en).toContain('30.0\u00a0MiB')
    expect(sections[0]?.rows.slice(0, 2)).toMatchObject([{ value: 30 * MIB }, { value: 29 * MIB }])
    expect(missing.map(({ command }) => command)).toEqual([
      expect.stringContaining('/debug/vars'),
      expect.stringContaining('smaps'),
      expect.stringContaining('/debug/pprof/heap'),
    ])
  })
})

describe('what is not explained', () => {
  it('is the same amount in the answer, its figures and the waterfall: remainders of all levels', () => {
    const [profile] = writtenFacts([], [{ columns: heap(0, { 'main.f': 50 }).columns, path: 'heap.pb.gz' }]).profiles
    const figure = (mib: number): FigureSeries => ({
      sourceId: 1 as SourceId,
      path: 'a.txt',
      name: 'counter',
      labels: {},
      timeErrorMs: 0,
      basis: 'inData',
      at: Float64Array.of(CASE_START_MS),
      value: Float64Array.of(mib * MIB),
    })
    const group: MemoryGroup = {
      id: '|',
      name: '',
      fromMs: CASE_START_MS,
      toMs: CASE_START_MS,
      figures: new Map([
        ['cgroup.usage', [figure(120)]],
        ['process.rss', [figure(100)]],
        ['go.heap.live', [figure(60)]],
      ]),
      listings: [],
      lives: [],
      heapProfiles: [
        {
          sourceId: profile!.source.id,
          path: 'heap.pb.gz',
          atMs: CASE_START_MS,
          summary: profile!.summary,
          columns: () => profile!.columns(),
        },
      ],
    }
    const { steps, explainedShare } = memoryWaterfall(group, CASE_START_MS)
    expect([unexplainedBytes(steps) / MIB, explainedShare]).toEqual([30, 0.75])
    const facts = writtenFacts([])
    const { answer, basis, sections } = step(diagnosis({ ...facts, memory: { ...facts.memory, groups: [group] } }), 0)
    expect(answer.en).toContain('30.0\u00a0MiB (25\u00a0%) is not explained.')
    expect(basis.en).toContain('75\u00a0% of the whole is explained')
    const remainders = sections.flatMap(({ rows }) => rows.filter(({ title }) => title.en.startsWith('Unexplained')))
    expect(remainders.map(({ value, isRemainder }) => [value / MIB, isRemainder])).toEqual([
      [20, true],
      [10, true],
    ])
  })
})

describe('what goroutines wait for', () => {
  it('is told by a trace: classes of waiting that add up, the heaviest place', () => {
    const trace = traceFacts(
      { waitSyncNs: 6e9, waitChannelNs: 2e9, waitSystemNs: 50e9, schedulingWaitNs: 1e9, syscallWallNs: 1e9 },
      { waits: [{ reason: 'sync', class: 'sync', place: 'main.(*Cache).Get', count: 100, totalNs: 5e9, stack: 3 }] },
    )
    const answer = diagnosis({ ...writtenFacts([]), traces: [trace] })
    checkForm(answer)
    const { headline, sections, missing } = step(answer, 2)
    expect(headline.en).toBe('Locks (sync), 60\u00a0% of the waiting')
    expect(sections[0]?.rows.map(({ share }) => share)).toEqual([0.6, 0.2, 0.1, 0.1])
    expect(sections[1]?.rows[0]).toMatchObject({ title: { en: 'main.(*Cache).Get' }, share: 0.5 })
    expect(sections[1]?.rows[0]?.link?.entity?.kind).toBe('traceRow')
    expect(missing.map(({ command }) => command)).toEqual([expect.stringContaining('goroutine?debug=2')])
  })

  it.skipIf(!hasCorpus)('is told by a dump: states that add up to all goroutines, and its stacks', () => {
    const path = 'goroutine/go1.26.10-park.debug2.txt'
    const facts = factsOfFiles([{ path, file: corpusPath(path), kind: 'goroutines' }])
    const answer = diagnosis(facts)
    checkForm(answer)
    expect(brief(answer)).toEqual({
      verdict: [null, null],
      sureness: ['unknown', 'unknown', 'direct'],
      headline: 'Not known',
    })
    const [states, stacks] = step(answer, 2).sections
    const sum = (rows: readonly { value: number }[] = []): number => rows.reduce((total, { value }) => total + value, 0)
    const all = facts.moments[0]?.snapshot.goroutines
    expect([sum(states?.rows), sum(stacks?.rows)]).toEqual([all, all])
    expect(step(answer, 2).missing.map(({ command }) => command)).toEqual([expect.stringContaining('pprof/trace')])
  })
})

describe('what is told where one thing is most of it', () => {
  it('names stacks, where a log says that they are more than the heap', () => {
    const facts = life(() => ({ live: 2, goal: 4, end: 3 }))
    const [{ cycles }] = facts.lives as [CaseFacts['lives'][number]]
    cycles.stacksBytes.fill(300 * MIB)
    const { headline, answer } = step(diagnosis(facts), 0)
    expect(headline.en).toMatch(/^Goroutine stacks 300/)
    expect(answer.en).toContain('more than the heap')
  })

  it('names the place, where a trace knows no reason of most waiting', () => {
    const trace = traceFacts(
      { waitChannelNs: 1e9, waitUnnamedNs: 99e9 },
      {
        waits: [
          {
            reason: '',
            class: 'unnamed',
            place: 'main.leak',
            count: 0,
            openCount: 300,
            totalNs: 0,
            openNs: 98e9,
            stack: 3,
          },
        ],
      },
    )
    expect(step(diagnosis({ ...writtenFacts([]), traces: [trace] }), 2).headline.en).toBe(
      'main.leak, 98\u00a0% of the waiting',
    )
  })
})

describe('the diagnosis', () => {
  it('of a case with nothing in it knows nothing and says how to find out', () => {
    const answer = diagnosis(writtenFacts([]))
    checkForm(answer)
    expect(brief(answer)).toEqual({
      verdict: [null, null],
      sureness: ['unknown', 'unknown', 'unknown'],
      headline: 'Not known',
    })
    expect(commandsOf(answer).every((count) => count > 0)).toBe(true)
  })

  it('gives each finding that stands to the question of its rule', () => {
    const finding = (ruleId: string, more: Partial<FindingWithVerdict> = {}): FindingWithVerdict =>
      ({
        key: `${ruleId}@x` as FindingKey,
        ruleId,
        label: ruleId,
        title: { en: '', 'zh-CN': '' },
        severity: 'notice',
        verdict: null,
        isStale: false,
        ...more,
      }) as FindingWithVerdict
    const dismissed = { verdict: { kind: 'dismissed' as const, reason: '', author: '', atMs: 0 } }
    const { steps } = diagnosis(writtenFacts([]), [
      finding('goroutines/stuck'),
      finding('gc/cpu-share'),
      finding('memory/oom-kill'),
      finding('gc/assist-share', dismissed),
      finding('trace/lock-convoy', { isStale: true }),
      finding('trace/incomplete'),
    ])
    expect(steps.map(({ findings }) => findings.map(({ label }) => label))).toEqual([
      ['memory/oom-kill'],
      ['gc/cpu-share'],
      ['goroutines/stuck'],
    ])
  })

  it('knows the question of every rule, and no other', () => {
    expect([...QUESTION_OF_RULE.keys()].sort()).toEqual(RULES.map(({ id }) => id).sort())
  })

  it('answers all three for the sample incident', () => {
    const answer = diagnosis(sampleFacts())
    checkForm(answer)
    expect(brief(answer)).toMatchObject({ verdict: [true, true], headline: 'Both' })
    expect(answer.steps.map(({ headline }) => headline.en)).toEqual([
      'Live heap, 82\u00a0%',
      'Both',
      'chan send, 90\u00a0%',
    ])
    // Parts of the resident set, the remainder with them, come to all of it.
    const [parts] = step(answer, 0).sections
    const shared = parts?.rows.filter(({ share }) => share !== null) ?? []
    expect(shared.reduce((sum, { share }) => sum + (share ?? 0), 0)).toBeCloseTo(1, 6)
  })
})
