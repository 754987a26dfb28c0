import { describe, expect, it } from 'vitest'
import { NO_MEMORY, RULES } from '../../../electron/engine/findings/index.ts'
import type { CaseFacts, Rule, TraceFacts } from '../../../electron/engine/findings/index.ts'
import { GROUP_FIGURES } from '../../../shared/records/index.ts'
import { buildFacts } from '../../../electron/engine/jobs/caseFacts.ts'
import { corpusFiles, corpusPath, hasCorpus } from '../../support/corpus.ts'
import { answerOf } from '../../support/findingChecks.ts'
import { importedTraces } from '../../support/importedTrace.ts'
import { spread, traceFacts } from '../../support/traceFacts.ts'
import { BROKEN, healthy } from './playedTraces.ts'

const factsOf = (...traces: TraceFacts[]): CaseFacts => ({
  sources: traces.map(({ source }) => source),
  lives: [],
  runtime: [],
  profiles: [],
  series: [],
  traces,
  memory: NO_MEMORY,
  moments: [],
  goroutineSeries: [],
  allocLogs: [],
})
const rules = RULES.filter(({ id }) => id.startsWith('trace/'))
const ruleOf = (id: string): Rule => rules.find((rule) => rule.id === `trace/${id}`) as Rule
const none = Object.fromEntries(GROUP_FIGURES.map((name) => [name, spread(0)])) as never as Record<
  string,
  ReturnType<typeof spread>
>
const MS = 1e6

/** Per rule: a trace it finds something in, its severity and main figure; and one just under the limits. */
const CASES: Record<string, { bad: TraceFacts; severity: string; main: number; good: TraceFacts; says: RegExp }> = {
  'long-stops': {
    bad: traceFacts(
      {},
      {
        pauses: [
          { pauseNs: 1 * MS },
          { pauseNs: 120 * MS, toStopNs: 100 * MS, lastGoroutine: 7, lastPlace: 'main.crunch' },
        ],
      },
    ),
    severity: 'critical',
    main: 120 * MS,
    good: traceFacts({}, { pauses: [{ pauseNs: 9 * MS }, { pauseNs: null }] }),
    says: /last to stop was a goroutine in main\.crunch/,
  },
  'slow-to-stop': {
    bad: traceFacts(
      {},
      {
        pauses: [
          { pauseNs: 5 * MS, toStopNs: 4 * MS, lastGoroutine: 7, lastPlace: 'main.crunch' },
          { pauseNs: 5 * MS, toStopNs: 3 * MS, lastGoroutine: 7, lastPlace: 'main.crunch' },
        ],
      },
    ),
    severity: 'warning',
    main: 4 * MS,
    good: traceFacts({}, { pauses: [{ pauseNs: 9 * MS, toStopNs: 4 * MS }] }),
    says: /main\.crunch/,
  },
  'other-stops': {
    bad: traceFacts(
      {},
      {
        pauses: Array.from({ length: 30 }, () => ({
          kind: 'read mem stats',
          isGc: false,
          pauseNs: MS,
          place: 'main.export',
        })),
      },
    ),
    severity: 'warning',
    main: 30,
    good: traceFacts({}, { pauses: [{ kind: 'start trace', isGc: false, pauseNs: 50 * MS }, { pauseNs: 50 * MS }] }),
    says: /read mem stats, called in main\.export/,
  },
  'assist-heavy': {
    bad: traceFacts(
      { assistNs: 300 * MS, programNs: 700 * MS, assists: 10, assistWallNs: 400 * MS, longestAssistNs: 50 * MS },
      {
        ranges: [{ kind: 'assist', place: 'main.decode', totalNs: 400 * MS, count: 10 }],
        groups: [{ name: 'main.worker', figures: { ...none, assistNs: spread(300 * MS) } as never }],
      },
    ),
    severity: 'critical',
    main: 0.3,
    good: traceFacts({ assistNs: 4 * MS, programNs: 96 * MS, assists: 10 }),
    says: /paid by goroutines of main\.worker .*main\.decode/,
  },
  'gc-back-to-back': {
    bad: traceFacts({
      gcMarkNs: 600 * MS,
      gcCycles: 10,
      gcShare: 0.3,
      mmu10ms: 0.1,
      heapPeakBytes: 1e8,
      goalPeakBytes: 1e8,
    }),
    severity: 'warning',
    main: 0.6,
    good: traceFacts({ gcMarkNs: 600 * MS, gcCycles: 2 }),
    says: /10 GC cycles/,
  },
  'idle-procs': {
    bad: traceFacts(
      { schedulingOtherNs: 500 * MS, schedulingWaits: 100, idleNs: 1e9 },
      { scheduling: [{ place: 'main.serve', count: 100, otherNs: 500 * MS }] },
    ),
    severity: 'warning',
    main: 5 * MS,
    good: traceFacts({ schedulingOtherNs: 500 * MS, schedulingWaits: 100_000, idleNs: 1e9 }),
    says: /procs idled/,
  },
  'scheduling-wait': {
    bad: traceFacts(
      {
        schedulingWaitP99Ns: 20 * MS,
        schedulingWaitNs: 100 * MS,
        schedulingFullNs: 75 * MS,
        schedulingOtherNs: 25 * MS,
        schedulingWaits: 10,
        longestSchedulingWaitNs: 30 * MS,
      },
      { scheduling: [{ place: 'main.serve', count: 10, totalNs: 100 * MS }] },
    ),
    severity: 'warning',
    main: 20 * MS,
    good: traceFacts({ schedulingWaitP99Ns: 9 * MS, schedulingWaitNs: 100 * MS }),
    says: /75 % while all procs ran the program/,
  },
  'lock-convoy': {
    bad: traceFacts(
      {},
      {
        waits: [
          {
            class: 'sync',
            reason: 'sync',
            place: 'main.(*Store).Put',
            stack: 5,
            count: 500,
            totalNs: 5e9,
            maxNs: 1e8,
            waker: 'main.(*Store).Put',
            wakerShare: 0.9,
          },
        ],
      },
      { stacks: { 5: ['sync.(*Mutex).Lock', 'main.(*Store).Put'] } },
    ),
    severity: 'critical',
    main: 5,
    good: traceFacts(
      {},
      { waits: [{ class: 'sync', reason: 'sync', place: 'main.main', stack: 5, count: 500, totalNs: 5e9 }] },
      { stacks: { 5: ['sync.(*WaitGroup).Wait', 'main.main'] } },
    ),
    says: /90 % of that time was ended from main\.\(\*Store\)\.Put/,
  },
  'channel-bottleneck': {
    bad: traceFacts(
      {},
      { waits: [{ reason: 'chan send', place: 'main.produce', count: 200, totalNs: 2e9, waker: 'main.consume' }] },
    ),
    severity: 'warning',
    main: 2,
    good: traceFacts({}, { waits: [{ reason: 'chan receive', place: 'main.consume', count: 200, totalNs: 2e9 }] }),
    says: /mostly main\.consume received/,
  },
  'syscall-storm': {
    bad: traceFacts(
      { syscalls: 100_000, syscallNs: 100 * MS },
      { syscalls: [{ place: 'main.log', count: 90_000, totalNs: 90 * MS }] },
    ),
    severity: 'warning',
    main: 50_000,
    good: traceFacts({ syscalls: 10_000, syscallNs: 100 * MS }),
    says: /made in main\.log: 90,000 times/,
  },
  'goroutine-explosion': {
    bad: traceFacts(
      { goroutinesPeak: 20_000, goroutinesCreated: 20_000, goroutinesEnded: 100 },
      { groups: [{ name: 'main.fetch', goroutines: 19_000, ended: 50 }] },
    ),
    severity: 'critical',
    main: 20_000,
    good: traceFacts({ goroutinesPeak: 500, goroutinesCreated: 100_000, goroutinesEnded: 99_900 }),
    says: /main\.fetch: 18,950/,
  },
  'wake-storm': {
    bad: traceFacts(
      { programNs: 200 * MS },
      { wakers: [{ isRuntime: true, reason: 'sleep', place: 'main.poll', count: 50_000 }] },
    ),
    severity: 'notice',
    main: 25_000,
    good: traceFacts(
      { programNs: 200 * MS },
      { wakers: [{ isRuntime: true, reason: 'select', place: 'main.poll', count: 50_000 }] },
    ),
    says: /main\.poll \(sleep\)/,
  },
  'long-run': {
    bad: traceFacts(
      {},
      { groups: [{ name: 'main.hash', goroutines: 1, figures: { ...none, longestRunNs: spread(200 * MS) } as never }] },
    ),
    severity: 'warning',
    main: 200 * MS,
    good: traceFacts(
      {},
      {
        groups: [
          {
            name: 'runtime.gcBgMarkWorker',
            isSystem: true,
            figures: { ...none, longestRunNs: spread(200 * MS) } as never,
          },
        ],
      },
    ),
    says: /main\.hash/,
  },
  'sweep-long': {
    bad: traceFacts(
      { sweepNs: 100 * MS, programNs: 900 * MS },
      { ranges: [{ kind: 'sweep', place: 'main.parse', totalNs: 100 * MS, sweptBytes: 100, reclaimedBytes: 80 }] },
    ),
    severity: 'notice',
    main: 0.1,
    good: traceFacts(
      { sweepNs: 100 * MS, programNs: 900 * MS },
      { ranges: [{ kind: 'sweep', totalNs: 1, sweptBytes: 100, reclaimedBytes: 20 }] },
    ),
    says: /main\.parse/,
  },
  'map-growth': {
    bad: traceFacts(
      {},
      {
        regions: [{ name: 'handle' }],
        regionSites: [{ place: 'main.handle', name: 'handle' }],
        ranges: [
          { kind: 'assist', place: 'main.index', stack: 3, totalNs: 8 * MS, count: 4 },
          { kind: 'sweep', place: 'main.handle', stack: 4, totalNs: 2 * MS, count: 4 },
        ],
      },
      {
        stacks: {
          3: ['runtime.hashGrow', 'runtime.mapassign_faststr', 'main.index', 'main.handle'],
          4: ['runtime.newobject', 'main.handle'],
        },
      },
    ),
    severity: 'warning',
    main: 8 * MS,
    good: traceFacts(
      {},
      { regions: [{ name: 'handle' }], ranges: [{ kind: 'assist', place: 'main.index', stack: 3, totalNs: 8 * MS }] },
      { stacks: { 3: ['runtime.mapassign_faststr', 'main.background'] } },
    ),
    says: /80 %/,
  },
  'span-reuse': {
    bad: traceFacts(
      {},
      { spanClasses: [{ class: '48 B', live: 2000, fragmentation: 0.75, heldBytes: 16e6, usedBytes: 4e6 }] },
      { alloc: { spanAllocs: 100, reuses: 10, partReuses: 0 } },
    ),
    severity: 'warning',
    main: 0.75,
    good: traceFacts(
      {},
      { spanClasses: [{ class: '48 B', live: 2, fragmentation: 0.75, heldBytes: 16e3, usedBytes: 4e3 }] },
      { alloc: { spanAllocs: 100, reuses: 10, partReuses: 0 } },
    ),
    says: /10 % of 100 span allocations/,
  },
  'open-tasks': {
    bad: traceFacts(
      { tasks: 40 },
      { taskKinds: [{ name: 'request', count: 20, openCount: 20, openNs: 1e9, p50Ns: MS }] },
    ),
    severity: 'warning',
    main: 20,
    good: traceFacts({ tasks: 1000 }, { taskKinds: [{ name: 'request', count: 995, openCount: 5 }] }),
    says: /half of them within 1\.00 ms/,
  },
  incomplete: {
    bad: traceFacts(
      { durationNs: 5e9 },
      {},
      {
        summary: {
          failure: {
            code: 'gotrace/truncated',
            message: 'x',
            reason: 'unexpected end',
            generation: 2,
            byte: 900,
            thread: null,
            event: null,
          },
          completeEvents: 900,
        },
      },
    ),
    severity: 'notice',
    main: 5e9,
    good: traceFacts({}),
    says: /unexpected end/,
  },
}

describe('rules about execution traces', () => {
  it('are all tried here', () => {
    expect(Object.keys(CASES).sort()).toEqual(rules.map(({ id }) => id.slice(6)).sort())
  })

  it.each(Object.entries(CASES))('%s finds it', (id, { bad, severity, main, says }) => {
    const answer = answerOf(ruleOf(id), factsOf(bad))
    if (answer.outcome !== 'found') throw new Error(answer.outcome)
    const [finding] = answer.findings
    expect(finding?.severity).toBe(severity)
    expect(finding?.figures.find(({ isMain }) => isMain)?.value).toBeCloseTo(main, 6)
    expect(finding?.summary.en.replaceAll('\u00a0', ' ')).toMatch(says)
    expect(finding?.anchor).toBe(bad.source.sha256.slice(0, 12))
    expect(finding?.range).toMatchObject({ from: 1000, to: 2000 })
  })

  it.each(Object.entries(CASES))('%s leaves a good trace alone', (id, { good }) => {
    const answer = answerOf(ruleOf(id), factsOf(good))
    expect(answer.outcome).toBe('clear')
  })

  it.each(Object.keys(CASES))('%s says what is missing without a trace', (id) => {
    const answer = answerOf(ruleOf(id), factsOf())
    expect(answer).toMatchObject({ outcome: 'notApplicable' })
  })

  it.each(['syscall-storm', 'map-growth', 'span-reuse', 'open-tasks'])('%s says what a trace lacks', (id) => {
    const lacking = traceFacts({}, {}, { summary: { family: 'v1' } })
    expect(answerOf(ruleOf(id), factsOf(lacking))).toMatchObject({ outcome: 'notApplicable' })
  })

  it.each([
    ['scheduling-wait', { schedulingWaitP99Ns: 9 * MS, schedulingWaitNs: 40e9 }, 'Goroutines waiting per proc'],
    ['scheduling-wait', { schedulingWaitP99Ns: 20 * MS, schedulingWaitNs: 40e9 }, '99th percentile'],
    ['syscall-storm', { syscalls: 10, syscallNs: 3e9 }, 'Share of the procs’ time'],
    [
      'goroutine-explosion',
      { goroutinesPeak: 5000, goroutinesCreated: 5000, goroutinesEnded: 0 },
      'Net growth per second',
    ],
  ])('%s shows first what reached its limit: %j', (id, figures, name) => {
    const { bad } = CASES[id] as (typeof CASES)[string]
    const answer = answerOf(ruleOf(id), factsOf({ ...bad, figures: { ...bad.figures, ...figures } }))
    if (answer.outcome !== 'found') throw new Error(JSON.stringify(answer))
    const main = answer.findings[0]?.figures.find(({ isMain }) => isMain)
    expect(main?.name.en).toBe(name)
    expect(main?.value).toBeGreaterThanOrEqual(main?.limit ?? Number.NaN)
  })

  it('take a large share of hardly anything for nothing, and one slow stop for no habit', () => {
    const few = traceFacts({ assistNs: 5 * MS, programNs: 30 * MS, procsNs: 6000 * MS, assists: 3 })
    expect(answerOf(ruleOf('assist-heavy'), factsOf(few)).outcome).toBe('clear')
    const severityOf = (
      id: string,
      ...pauses: { pauseNs: number; toStopNs: number; isGc?: boolean; kind?: string }[]
    ) => {
      const answer = answerOf(ruleOf(id), factsOf(traceFacts({}, { pauses })))
      return answer.outcome === 'found' ? answer.findings.map(({ severity }) => severity) : []
    }
    const slow = (ms: number) => ({ pauseNs: (ms + 0.5) * MS, toStopNs: ms * MS })
    expect(severityOf('slow-to-stop', slow(6))).toEqual(['notice'])
    expect(severityOf('slow-to-stop', slow(6), slow(4))).toEqual(['warning'])
    expect(severityOf('slow-to-stop', slow(25))).toEqual(['warning'])
    const stats = { kind: 'read mem stats', isGc: false, pauseNs: 25 * MS, toStopNs: MS }
    expect(severityOf('other-stops', stats, stats, stats)).toEqual(['critical'])
  })

  it('do not judge what is too short for habits', () => {
    const { bad } = CASES['scheduling-wait'] as (typeof CASES)[string]
    const short = { ...bad, figures: { ...bad.figures, durationNs: 50 * MS } }
    expect(answerOf(ruleOf('scheduling-wait'), factsOf(short)).outcome).toBe('notApplicable')
    expect(answerOf(ruleOf('incomplete'), factsOf(short)).outcome).toBe('found')
  })

  it('leave a trace alone in which nothing is wrong', async () => {
    const { caseFile } = await importedTraces(healthy().file())
    const facts = buildFacts(caseFile)
    const answers = rules.map((rule) => `${rule.id} ${answerOf(rule, facts).outcome}`)
    expect(answers).toEqual(rules.map(({ id }) => `${id} clear`))
    caseFile.close()
  })

  it.each(Object.keys(CASES))('%s finds it in a trace that was imported, and says where', async (id) => {
    const { play, names } = BROKEN[id] as (typeof BROKEN)[string]
    const { caseFile } = await importedTraces(play().file())
    const answer = answerOf(ruleOf(id), buildFacts(caseFile))
    if (answer.outcome !== 'found') throw new Error(JSON.stringify(answer))
    const [finding] = answer.findings
    const said = [finding?.summary, finding?.claim, ...(finding?.evidence ?? []).map(({ shows }) => shows)]
    expect(said.map((text) => text?.en.replaceAll('\u00a0', ' ')).join('; ')).toMatch(names)
    expect(finding?.remedies.length).toBeGreaterThan(0)
    expect(finding?.evidence.length).toBeGreaterThan(0)
    caseFile.close()
  })

  it.skipIf(!hasCorpus)('answer well for traces of the corpus', async () => {
    const paths = corpusFiles('exectrace')
      .filter((path) =>
        /go1\.(11|19|22|23|25|26)\.\d+-(orders|http|assist|tiny|maps|flightrecorder)[\w-]*\.trace$/.test(path),
      )
      .filter((path) => !/long|bitflips|truncated/.test(path))
    const { caseFile } = await importedTraces(...paths.map((path) => corpusPath(path)))
    const facts = buildFacts(caseFile)
    expect(facts.traces.length).toBe(paths.length)
    const answers = rules.map((rule) => [rule.id, answerOf(rule, facts).outcome])
    // All of these programs were made to have GC work, and some are shorter than a tenth of a second.
    expect(answers).toContainEqual(['trace/incomplete', 'found'])
    expect(answers).toContainEqual(['trace/assist-heavy', 'found'])
    caseFile.close()
  })
})
