import { describe, expect, it } from 'vitest'
import { MIB } from '../../../shared/units/units.ts'
import { RULES, type CaseFacts, type Rule } from '../../../electron/engine/findings/index.ts'
import { MAP_GROWTH } from '../../../electron/engine/findings/rules/heap/mapGrowth.ts'
import { SLICE_GROWTH } from '../../../electron/engine/findings/rules/heap/sliceGrowth.ts'
import { CASE_START_MS, regularCycles, writtenFacts, type WrittenProfile } from '../../support/factsBuilder.ts'
import { answerOf, brief } from '../../support/findingChecks.ts'
import { writtenProfile } from '../../support/profileBuilder.ts'

const rule = (id: string): Rule => {
  const found = RULES.find((one) => one.id === id)
  if (!found) throw new Error(`no rule ${id}`)
  return found
}
const NONE = writtenFacts([])
const PUT = 'example.com/shop/session.(*Store).Put'

/** A heap profile at so many seconds: stack → MiB in use, and MiB allocated since start where it is more. */
const heap = (
  seconds: number | null,
  inuse: Record<string, number>,
  allocated: Record<string, number> = {},
  path?: string,
): WrittenProfile => ({
  ...(path !== undefined && { path }),
  columns: writtenProfile(
    [...new Set([...Object.keys(inuse), ...Object.keys(allocated)])].map((stack) => {
      const kept = (inuse[stack] ?? 0) * MIB
      const all = (allocated[stack] ?? 0) * MIB + kept + (seconds ?? 0)
      return { stack: stack.split(' | '), values: [all / 64, all, kept / 64, kept] }
    }),
    seconds === null ? {} : { timeMs: CASE_START_MS + seconds * 1000 },
  ),
})

const cpu = (seconds: number, stacks: Record<string, number>): WrittenProfile => ({
  path: `cpu-${seconds}.pb.gz`,
  columns: writtenProfile(
    Object.entries(stacks).map(([stack, samples]) => ({ stack: stack.split(' | '), values: [samples, samples * 1e7] })),
    {
      type: 'cpu',
      period: 1e7,
      timeMs: CASE_START_MS + seconds * 1000,
      sampleTypes: [
        { type: 'samples', unit: 'count' },
        { type: 'cpu', unit: 'nanoseconds' },
      ],
    },
  ),
})
const profiles = (...all: WrittenProfile[]): CaseFacts => writtenFacts([], all)

describe('what heap/retention-by-path adds', () => {
  const retention = rule('heap/retention-by-path')
  const draftsOf = (facts: CaseFacts) => {
    const answer = answerOf(retention, facts)
    return answer.outcome === 'found' ? answer.findings : []
  }

  it('is surer of two profiles where the live heap of the log rose as they did', () => {
    const two = [heap(20, { 'main.keep': 40 }), heap(95, { 'main.keep': 190 })]
    const log = (live: (i: number) => number) => [{ cycles: regularCycles(20, 5, (i) => ({ live: live(i) })) }]
    const confidence = (live: (i: number) => number) =>
      draftsOf(writtenFacts(log(live), two)).map((draft) => [
        draft.confidence,
        /bears .* out/.test(draft.confidenceReason.en),
      ])
    expect(confidence((i) => 10 + 10 * i)).toEqual([['medium', true]])
    expect(confidence(() => 40)).toEqual([['low', false]])
  })

  it('names what keeps timers and contexts for their caller', () => {
    const first = (stack: string): string | undefined =>
      draftsOf(profiles(heap(0, { [stack]: 20 }), heap(60, { [stack]: 90 })))[0]?.remedies[0]?.title.en
    expect(first('time.NewTimer | main.poll')).toBe('Stop timers and tickers')
    expect(first('context.(*cancelCtx).propagateCancel | context.WithTimeout | main.call')).toBe(
      'Call cancel on every path',
    )
    expect(first('main.keep | main.poll')).toMatch(/^Evict in main\.keep/)
  })
})

describe('heap/retention-by-path', () => {
  const retention = rule('heap/retention-by-path')
  const put = `fmt.Sprintf | ${PUT} | example.com/shop.basket | net/http.(*conn).serve`
  const series = (values: number[]): CaseFacts =>
    profiles(
      ...values.map((value, i) =>
        heap(i * 60, { [put]: value, 'net/http.read | net/http.serve': 20 + i }, { 'main.garbage': 1000 * i }),
      ),
    )

  it('names the application’s function behind the library, with growth per minute', () => {
    const answer = answerOf(retention, series([10, 60, 110, 160]))
    expect(brief(answer)).toEqual([
      {
        anchor: `1abc00000000/${PUT}`,
        judgement: 'critical certain high',
        main: 50 * MIB,
        cites: [`inuse_space/bytes ${PUT} of 1+4`, `inuse_space/bytes ${PUT} of 4`],
      },
    ])
    const found = answer.outcome === 'found' ? answer.findings[0] : undefined
    expect(found?.functions).toEqual([PUT])
    expect(found?.figures.slice(0, 2)).toMatchObject([{ low: 50 * MIB, high: 50 * MIB }, { value: 0.9804 }])
    expect(found?.summary.en).toContain('session.(*Store).Put, through fmt.Sprintf, called by shop.basket')
  })

  it('claims less from two profiles, and nothing from growth within the sampling error', () => {
    expect(brief(answerOf(retention, series([10, 160])))).toMatchObject([{ judgement: 'warning likely low' }])
    expect(answerOf(retention, series([10, 11])).outcome).toBe('clear')
  })

  it('is clear where growth is not steady or spread over many', () => {
    expect(answerOf(retention, series([10, 160, 20, 12])).outcome).toBe('clear')
    const spread = (factor: number) =>
      Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`example.com/shop.f${i}`, 5 * factor]))
    expect(answerOf(retention, profiles(heap(0, spread(1)), heap(60, spread(2)), heap(120, spread(3)))).outcome).toBe(
      'clear',
    )
  })

  it('does not compare profiles of two processes, and says how to collect a series', () => {
    const answer = answerOf(retention, profiles(heap(60, { [put]: 10 }, { [put]: 500 }), heap(120, { [put]: 200 })))
    expect(answer).toMatchObject({
      outcome: 'notApplicable',
      missing: { en: expect.stringContaining('2 that cannot be put in one series') as string },
      command: expect.stringContaining('/debug/pprof/heap') as string,
    })
    expect(answerOf(retention, NONE).outcome).toBe('notApplicable')
  })

  it('does not join two programs because nothing names them', () => {
    const other = heap(
      120,
      { 'example.com/other.keep': 200, 'example.com/other.rest': 5 },
      { 'example.com/other.keep': 5000 },
    )
    expect(answerOf(retention, profiles(heap(0, { [put]: 10 }), other)).outcome).toBe('notApplicable')
  })
})

describe('heap/allocation-hot-path', () => {
  const hot = rule('heap/allocation-hot-path')
  const quote = 'example.com/shop.quote | net/http.serve'
  const facts = (garbage: number, kept: number): CaseFacts =>
    profiles(heap(1, { [quote]: 1 }), heap(61, { [quote]: kept, 'main.load': 60 }, { [quote]: garbage }))

  it('finds what allocates most and keeps nothing', () => {
    expect(brief(answerOf(hot, facts(4000, 2)))).toMatchObject([
      {
        anchor: '2abc00000000/example.com/shop.quote',
        judgement: 'notice certain high',
        cites: ['alloc_space/bytes example.com/shop.quote of 2', 'inuse_space/bytes example.com/shop.quote of 2'],
      },
    ])
  })

  it('is clear where allocation is slow or kept', () => {
    expect(answerOf(hot, facts(500, 2)).outcome).toBe('clear')
    expect(answerOf(hot, facts(2000, 2000)).outcome).toBe('clear')
  })

  it('needs a profile with allocations', () => {
    expect(answerOf(hot, profiles(cpu(1, { 'main.f': 10 })))).toMatchObject({
      outcome: 'notApplicable',
      command: expect.stringContaining('/debug/pprof/allocs') as string,
    })
  })
})

describe('heap/map-growth', () => {
  const maps = rule('heap/map-growth')
  const grow =
    'internal/runtime/maps.(*table).grow | internal/runtime/maps.(*table).rehash | runtime.mapassign_faststr | example.com/shop.quote | main.main'

  it('finds growth in CPU profiles, in one finding for all of them', () => {
    expect(
      brief(
        answerOf(maps, profiles(cpu(1, { [grow]: 80, 'main.work': 920 }), cpu(60, { [grow]: 200, 'main.work': 800 }))),
      ),
    ).toEqual([
      {
        anchor: 'service/example.com/shop.quote',
        judgement: 'warning veryLikely high',
        main: 0.2,
        cites: ['cpu/nanoseconds example.com/shop.quote of 2', 'cpu/nanoseconds example.com/shop.quote of 1'],
      },
    ])
  })

  it('is clear below the limit and for a handful of samples', () => {
    expect(answerOf(maps, profiles(cpu(1, { [grow]: 20, 'main.work': 980 }))).outcome).toBe('clear')
    expect(answerOf(maps, profiles(cpu(1, { [grow]: 10, 'main.work': 10 }))).outcome).toBe('clear')
  })

  it('takes missing frames in a heap profile for no evidence', () => {
    expect(answerOf(maps, profiles(heap(1, { 'example.com/shop.quote': 100 })))).toMatchObject({
      outcome: 'notApplicable',
      missing: { en: expect.stringContaining('proves nothing') as string },
      command: expect.stringContaining('/debug/pprof/profile') as string,
    })
    expect(answerOf(maps, NONE)).toMatchObject({ outcome: 'notApplicable' })
  })

  it('finds growth that a heap profile of Go 1.24 does show', () => {
    const stack =
      'internal/runtime/maps.newGroups | internal/runtime/maps.(*table).grow | runtime.mapassign | example.com/shop.index'
    expect(brief(answerOf(maps, profiles(heap(1, { 'main.rest': 50 }, { [stack]: 100 }))))).toMatchObject([
      { cites: ['alloc_space/bytes example.com/shop.index of 1'] },
    ])
  })

  it('knows growth of every version from plain inserts', () => {
    const names = ['hashGrow', 'growWork_faststr', 'evacuate_fast64', '(*hmap).newoverflow', 'makeBucketArray'].map(
      (name) => `runtime.${name}`,
    )
    const tables = ['(*table).rehash', '(*table).split', '(*Map).growToTable', '(*Map).growToSmall'].map(
      (name) => `internal/runtime/maps.${name}`,
    )
    expect([...names, ...tables].filter((name) => !MAP_GROWTH.test(name))).toEqual([])
    expect(
      [
        'runtime.mapassign_fast64',
        'internal/runtime/maps.(*table).getWithKey',
        'runtime.growslice',
        'main.hashGrow',
      ].filter((name) => MAP_GROWTH.test(name)),
    ).toEqual([])
  })
})

describe('heap/repeated-setup', () => {
  const setup = rule('heap/repeated-setup')
  const compile = 'regexp/syntax.(*parser).push | regexp/syntax.Parse | regexp.compile | regexp.MustCompile'

  it('finds expressions that are compiled on the way of requests', () => {
    const facts = profiles(cpu(1, { [`${compile} | main.route | net/http.serve`]: 300, 'main.rest': 700 }))
    expect(brief(answerOf(setup, facts))).toMatchObject([
      {
        anchor: 'service/main.route',
        judgement: 'warning certain medium',
        cites: ['cpu/nanoseconds main.route of 1'],
      },
    ])
    const allocs = profiles(heap(1, { 'main.rest': 600 }, { [`${compile} | main.route`]: 400 }))
    expect(brief(answerOf(setup, allocs))).toMatchObject([{ judgement: 'notice certain medium' }])
  })

  it('is clear where it is done once, or hardly', () => {
    const once = profiles(cpu(1, { [`${compile} | main.init | runtime.doInit1`]: 300, 'main.rest': 700 }))
    expect(answerOf(setup, once).outcome).toBe('clear')
    expect(answerOf(setup, profiles(cpu(1, { [`${compile} | main.route`]: 30, 'main.rest': 970 }))).outcome).toBe(
      'clear',
    )
    expect(answerOf(setup, NONE).outcome).toBe('notApplicable')
  })
})

describe('heap/slice-growth', () => {
  const slices = rule('heap/slice-growth')
  const write = 'bytes.growSlice | bytes.(*Buffer).grow | bytes.(*Buffer).Write | example.com/shop.explain'

  it('finds buffers that grow', () => {
    expect(brief(answerOf(slices, profiles(heap(1, { 'main.rest': 600 }, { [write]: 400 }))))).toMatchObject([
      {
        anchor: 'service/example.com/shop.explain',
        judgement: 'notice certain medium',
        cites: ['alloc_space/bytes example.com/shop.explain of 1'],
      },
    ])
  })

  it('is clear where they are light', () => {
    expect(answerOf(slices, profiles(heap(1, { 'main.rest': 950 }, { [write]: 50 }))).outcome).toBe('clear')
  })

  it('is clear where they are a large share of little, or of the runtime itself', () => {
    expect(answerOf(slices, profiles(heap(1, { 'main.rest': 60 }, { [write]: 40 }))).outcome).toBe('clear')
    const goroutines = 'runtime.mallocgc | runtime.growslice | runtime.allgadd | runtime.newproc1 | runtime.systemstack'
    expect(answerOf(slices, profiles(heap(1, { 'main.rest': 600, [goroutines]: 400 }))).outcome).not.toBe('found')
  })

  it('takes missing frames for no evidence', () => {
    expect(answerOf(slices, profiles(heap(1, { 'main.append': 95 })))).toMatchObject({
      outcome: 'notApplicable',
      missing: { en: expect.stringContaining('proves nothing') as string },
    })
    expect(answerOf(slices, NONE)).toMatchObject({ outcome: 'notApplicable' })
  })

  it('knows growth of every version from making', () => {
    const names = [
      'runtime.growslice',
      'runtime.growsliceBufNoAlias',
      'reflect.growslice',
      'bytes.makeSlice',
      'strings.(*Builder).grow',
      'slices.Grow[...]',
    ]
    expect(names.filter((name) => !SLICE_GROWTH.test(name))).toEqual([])
    expect(
      ['runtime.makeslice', 'runtime.mapassign', 'main.growSlice'].filter((name) => SLICE_GROWTH.test(name)),
    ).toEqual([])
  })
})

describe('profile/stale', () => {
  const stale = rule('profile/stale')
  const log = (everySeconds: number, live = 30) => ({ cycles: regularCycles(100, everySeconds, () => ({ live })) })

  it('is clear for a profile right after a cycle that agrees with it', () => {
    expect(brief(answerOf(stale, writtenFacts([log(2)], [heap(100.5, { 'main.f': 32 })])))).toMatchObject([
      'clear',
      expect.stringContaining('1 heap profile lies within the log') as string,
    ])
  })

  it('finds a profile long after the last cycle', () => {
    expect(brief(answerOf(stale, writtenFacts([log(120)], [heap(1070, { 'main.f': 32 })])))).toMatchObject([
      {
        anchor: '1abc00000000/life-1/age',
        judgement: 'notice certain medium',
        cites: ['inuse_space/bytes * of 2', 'cycles 8-8'],
      },
    ])
  })

  it('finds a profile that disagrees with the live heap', () => {
    expect(brief(answerOf(stale, writtenFacts([log(2)], [heap(100.5, { 'main.f': 90 })])))).toMatchObject([
      { anchor: '1abc00000000/life-1/apart', main: 2 },
    ])
  })

  it('takes a profile of the cycle before the last for what it is', () => {
    // The live heap doubles; frees of a cycle are known, and its profile published, when the next one ends.
    const facts = (inuse: number) =>
      writtenFacts([{ cycles: regularCycles(6, 10, (i) => ({ live: 16 * 2 ** i })) }], [heap(45, { 'main.f': inuse })])
    expect(brief(answerOf(stale, facts(128)))).toMatchObject(['clear', expect.anything()])
    expect(brief(answerOf(stale, facts(64)))).toMatchObject(['clear', expect.anything()])
    expect(brief(answerOf(stale, facts(30)))).toMatchObject([{ anchor: '1abc00000000/life-1/apart' }])
  })

  it('makes one finding of many profiles of a life, the worst first', () => {
    const facts = writtenFacts(
      [log(2)],
      [100, 120, 90].map((size, i) => heap(100.5 + i, { 'main.f': size }, { 'main.g': i })),
    )
    expect(brief(answerOf(stale, facts))).toMatchObject([
      {
        main: 3,
        cites: ['inuse_space/bytes * of 3', 'cycles 50-50', 'inuse_space/bytes * of 2', 'inuse_space/bytes * of 4'],
      },
    ])
  })

  it('finds profiles outside the log beside those within', () => {
    const facts = writtenFacts([log(2)], [heap(100.5, { 'main.f': 30 }), heap(5000, { 'main.f': 30 })])
    expect(brief(answerOf(stale, facts))).toMatchObject([{ anchor: '3abc00000000/outside', main: 1 }])
  })

  it('needs both on one clock, and does not guess between replicas', () => {
    expect(answerOf(stale, NONE)).toMatchObject({
      outcome: 'notApplicable',
      command: expect.stringContaining('heap?gc=1') as string,
    })
    const unplaced = writtenFacts([{ ...log(2), startSeconds: null }], [heap(100.5, { 'main.f': 30 })])
    expect(answerOf(stale, unplaced)).toMatchObject({
      outcome: 'notApplicable',
      command: expect.stringContaining('--timestamps') as string,
    })
    const replicas = writtenFacts(
      [
        { ...log(2), path: 'a.log' },
        { ...log(2), path: 'b.log' },
      ],
      [heap(100.5, { 'main.f': 90 })],
    )
    expect(answerOf(stale, replicas)).toMatchObject({ outcome: 'notApplicable' })
  })
})
