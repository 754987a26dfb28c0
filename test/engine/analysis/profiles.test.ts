import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import { NO_MAPPING, type ProfileColumns, type ProfileSummary, type SourceId } from '../../../shared/records/index.ts'
import {
  callTree,
  growth,
  longestRun,
  mayBeOneProcess,
  originOf,
  packageOf,
  profileLines,
  profileSeries,
  profileTop,
  sites,
  topStacks,
  treeViews,
  type CallTree,
} from '../../../electron/engine/analysis/index.ts'
import { regularCycles, writtenFacts } from '../../support/factsBuilder.ts'
import { writtenProfile, type WrittenSample } from '../../support/profileBuilder.ts'

const SPACE = { sampleTypes: [{ type: 'inuse_space', unit: 'bytes' }] }
const profile = (stacks: Record<string, number>, options = {}): ProfileColumns =>
  writtenProfile(
    Object.entries(stacks).map(([stack, value]) => ({ stack: stack.split(' | '), values: [value] })),
    { ...SPACE, ...options },
  )

/** Any stacks over a few functions, recursion and inlining included. */
const anySamples: fc.Arbitrary<WrittenSample[]> = fc.array(
  fc.record({
    stack: fc.array(fc.constantFrom('a', 'b', 'c:2', 'd < c:5', 'e < d < a', '?'), { maxLength: 6 }),
    values: fc.tuple(fc.integer({ min: -20, max: 1000 })),
  }),
  { maxLength: 30 },
)

describe('profileTop', () => {
  it('counts recursion once for cum, inlined lines as frames, flat to the innermost line', () => {
    const columns = profile({ 'leaf < wrapper | rec | rec | main': 10, 'rec | main': 5 })
    expect(profileTop(columns, 0)).toEqual({
      total: 15,
      baseTotal: null,
      rows: [
        { functionName: 'leaf', file: 'leaf.go', flat: 10, cum: 10 },
        { functionName: 'rec', file: 'rec.go', flat: 5, cum: 15 },
        { functionName: 'main', file: 'main.go', flat: 0, cum: 15 },
        { functionName: 'wrapper', file: 'wrapper.go', flat: 0, cum: 10 },
      ],
    })
  })

  it('matches functions of a base by name and lists what only the base has', () => {
    const before = profile({ 'a | main': 4, 'gone | main': 6 }, { files: { a: '/old/a.go' } })
    const after = profile({ 'a | main': 10 }, { files: { a: '/new/a.go' } })
    const { rows, baseTotal } = profileTop(after, 0, { columns: before, typeIndex: 0 })
    expect(baseTotal).toBe(10)
    expect(rows.find(({ functionName }) => functionName === 'a')).toMatchObject({
      flat: 10,
      flatDelta: 6,
      cumDelta: 6,
      file: '/new/a.go',
    })
    expect(rows.find(({ functionName }) => functionName === 'gone')).toMatchObject({
      flat: 0,
      flatDelta: -6,
      cumDelta: -6,
    })
    expect(rows.find(({ functionName }) => functionName === 'main')).toMatchObject({ cum: 10, cumDelta: 0 })
  })

  it('names frames without a symbol by their mapping, as pprof does, so that two processes have them in common', () => {
    const columns = profile({ '? | main': 3, '? | ? | main': 2, main: 1 })
    const { rows } = profileTop(columns, 0)
    expect(rows[0]).toMatchObject({ functionName: '[service]', file: '/app/service', flat: 5, cum: 5 })
    const unmapped = { ...columns, locationMapping: columns.locationMapping.map(() => NO_MAPPING) }
    expect(profileTop(unmapped, 0).rows[0]).toMatchObject({ functionName: '<unknown>', file: '', flat: 5, cum: 5 })
    expect(originOf('[service]', '/app/service')).toBe('standard')
  })

  it('names frames by their addresses where nothing of the profile has a name', () => {
    const { rows } = profileTop(profile({ '?': 3 }), 0)
    expect(rows).toMatchObject([{ functionName: '0x00401000', file: '/app/service', flat: 3 }])
  })

  it('keeps cum at or above flat, and flat adding up to the total, for values that are not negative', () => {
    fc.assert(
      fc.property(anySamples, (samples) => {
        const columns = writtenProfile(
          samples.map(({ stack, values }) => ({ stack, values: [Math.abs(values[0] as number)] })),
          SPACE,
        )
        const { rows, total } = profileTop(columns, 0)
        for (const { flat, cum } of rows) expect(cum).toBeGreaterThanOrEqual(flat)
        const rootless = samples
          .filter(({ stack }) => stack.length === 0)
          .reduce((sum, { values }) => sum + Math.abs(values[0] as number), 0)
        expect(rows.reduce((sum, { flat }) => sum + flat, 0)).toBe(total - rootless)
      }),
    )
  })

  it('refuses a sample type the profile has not', () => {
    expect(() => profileTop(profile({ a: 1 }), 1)).toThrow(RangeError)
  })
})

describe('profileLines and topStacks', () => {
  const columns = writtenProfile(
    [
      { stack: ['f:10', 'main:1'], values: [5] },
      { stack: ['g:3', 'f:12', 'f:10', 'main:2'], values: [7] },
      { stack: ['f:10', 'main:1'], values: [2], labels: { route: '/basket' } },
    ],
    SPACE,
  )

  it('splits a function by line, each line once per stack', () => {
    expect(profileLines(columns, 0, 'f')).toEqual([
      { functionName: 'f', file: 'f.go', line: 10, flat: 7, cum: 14 },
      { functionName: 'f', file: 'f.go', line: 12, flat: 0, cum: 7 },
    ])
    expect(profileLines(columns, 0, 'unknown')).toEqual([])
    expect(
      profileLines(columns, 0, null).map(({ functionName, line, flat, cum }) => [functionName, line, flat, cum]),
    ).toEqual([
      ['f', 10, 7, 14],
      ['main', 1, 0, 7],
      ['main', 2, 0, 7],
      ['g', 3, 7, 7],
      ['f', 12, 0, 7],
    ])
  })

  it('lists the heaviest samples, apart by label', () => {
    const rows = topStacks(columns, 0, null, 10)
    expect(rows.map(({ value, labels }) => [value, labels])).toEqual([
      [7, []],
      [5, []],
      [2, [{ key: 'route', value: '/basket' }]],
    ])
    expect(rows[0]?.frames[0]).toEqual({ functionName: 'g', file: 'g.go', line: 3, isInlined: false })
    expect(topStacks(columns, 0, 'g', 10)).toHaveLength(1)
    expect(topStacks(columns, 0, null, 1)).toHaveLength(1)
  })
})

/** The tree as nested text: `name value(self)[base]`. */
function drawn(tree: CallTree): string[] {
  const { function: fn, depth, value, self, base } = treeViews(tree.buffer, tree.nodes, tree.baseTotal !== null)
  return Array.from(
    { length: tree.nodes },
    (_, i) =>
      `${'  '.repeat(depth[i] as number)}${tree.names[fn[i] as number] ?? '?'} ${value[i] ?? ''}(${self[i] ?? ''})${base ? `[${base[i] ?? ''}]` : ''}`,
  )
}

describe('callTree', () => {
  it('merges stacks root first, heaviest child first', () => {
    const tree = callTree(profile({ 'b | main': 1, 'x < a | main': 5, 'a | main': 2 }), 0)
    expect(drawn(tree)).toEqual(['all 8(0)', '  main 8(0)', '    a 7(2)', '      x 5(5)', '    b 1(1)'])
    expect(tree).toMatchObject({ nodes: 5, maxDepth: 3, total: 8, baseTotal: null, cutShare: 0 })
  })

  it('has both values where there is a base', () => {
    const base = { columns: profile({ 'a | main': 4, 'old | main': 3 }), typeIndex: 0 }
    const tree = callTree(profile({ 'a | main': 10 }), 0, base)
    expect(drawn(tree)).toEqual(['all 10(0)[7]', '  main 10(0)[7]', '    a 10(10)[4]', '    old 0(0)[3]'])
  })

  it('keeps totals: values add up from self, children follow their parents', () => {
    fc.assert(
      fc.property(anySamples, fc.integer({ min: 1, max: 40 }), (samples, maxNodes) => {
        const columns = writtenProfile(samples, SPACE)
        const total = samples.reduce((sum, { values }) => sum + (values[0] as number), 0)
        for (const limit of [1e6, maxNodes]) {
          const tree = callTree(columns, 0, undefined, limit)
          const { parent, value, self, depth } = treeViews(tree.buffer, tree.nodes, false)
          const sums = Float64Array.from(self)
          for (let i = tree.nodes - 1; i > 0; i--) {
            const up = parent[i] as number
            expect(up).toBeLessThan(i)
            expect(depth[i]).toBe((depth[up] as number) + 1)
            sums[up] = (sums[up] as number) + (sums[i] as number)
          }
          expect([...sums]).toEqual([...value])
          expect(tree.total).toBe(total)
          if (limit === maxNodes) expect(tree.nodes).toBeLessThanOrEqual(Math.max(1, maxNodes))
        }
      }),
    )
  })

  it('agrees with flat and cum of every function', () => {
    fc.assert(
      fc.property(anySamples, (samples) => {
        const columns = writtenProfile(samples, SPACE)
        const tree = callTree(columns, 0)
        const { function: fn, self } = treeViews(tree.buffer, tree.nodes, false)
        const flat = new Map<string, number>()
        for (let i = 1; i < tree.nodes; i++) {
          const name = tree.names[fn[i] as number] as string
          flat.set(name, (flat.get(name) ?? 0) + (self[i] as number))
        }
        for (const row of profileTop(columns, 0).rows) expect(flat.get(row.functionName) ?? 0).toBe(row.flat)
      }),
    )
  })

  it('cuts the lightest into their parents and says how light they were', () => {
    const stacks: Record<string, number> = {}
    for (let i = 1; i <= 200; i++) stacks[`f${i} | main`] = i
    const tree = callTree(profile(stacks), 0, undefined, 50)
    const { self, value } = treeViews(tree.buffer, tree.nodes, false)
    expect(tree.nodes).toBeGreaterThan(30)
    expect(tree.nodes).toBeLessThanOrEqual(50)
    expect(tree.total).toBe(20_100)
    const lightest = Math.min(...value)
    expect(tree.cutShare).toBeLessThanOrEqual(lightest / tree.total)
    expect(tree.cutShare).toBeGreaterThan((lightest - 10) / tree.total)
    expect(self.reduce((sum, own) => sum + own, 0)).toBe(20_100)
  })

  it('finds children of a node with thousands of them', () => {
    const stacks: Record<string, number> = {}
    for (let i = 0; i < 3000; i++) stacks[`leaf | f${i} | main`] = 1
    for (let i = 0; i < 3000; i++) stacks[`other | f${i} | main`] = 2
    const tree = callTree(profile(stacks), 0)
    expect(tree.nodes).toBe(2 + 3000 * 3)
    expect(tree.total).toBe(9000)
  })
})

describe('growth', () => {
  it('gives values, difference and slope per minute of every function', () => {
    const at = (minutes: number, keep: number) => ({
      timeMs: minutes * 60_000,
      typeIndex: 0,
      columns: profile({ 'keep | main': keep, 'still | main': 7 }),
    })
    const { rows, totals, perMinute } = growth([at(0, 10), at(1, 20), at(2, 30)])
    expect(rows[0]).toEqual({
      functionName: 'keep',
      values: [10, 20, 30],
      delta: 20,
      perMinute: { value: 10, low: 10, high: 10 },
    })
    expect(rows.find(({ functionName }) => functionName === 'still')).toMatchObject({
      delta: 0,
      perMinute: { value: 0 },
    })
    expect(totals).toEqual([17, 27, 37])
    expect(perMinute?.value).toBe(10)
    expect(growth([at(0, 10), at(1, 20)]).rows[0]).toMatchObject({ delta: 10, perMinute: null })
  })
})

it('mayBeOneProcess tells programs apart by what only grows', () => {
  const before = profile({ 'a | main': 10, 'b | main': 5 })
  expect(mayBeOneProcess(before, profile({ 'a | main': 10, 'b | main': 50 }), 0)).toBe(true)
  expect(mayBeOneProcess(before, profile({ 'a | main': 90 }), 0)).toBe(false)
})

it('longestRun cuts where a function has allocated less than before', () => {
  const all = [{ 'a | m': 10 }, { 'b | m': 20 }, { 'b | m': 30, 'a | m': 1 }, { 'b | m': 31, 'a | m': 1 }].map((one) =>
    profile(one as Record<string, number>),
  )
  const run = (from: number, to: number) =>
    longestRun(to - from, (index) => all[from + index] as (typeof all)[number], 0)
  expect(run(0, 4)).toEqual({ from: 1, to: 4 })
  expect(run(0, 2)).toEqual({ from: 1, to: 2 })
  expect(run(0, 1)).toEqual({ from: 0, to: 1 })
  expect(run(0, 0)).toEqual({ from: 0, to: 0 })
})

describe('profileSeries', () => {
  const summary = (id: number, seconds: number | null, total: number, build = 'b1'): ProfileSummary => ({
    sourceId: id as SourceId,
    type: 'heap',
    sampleTypes: [],
    defaultSampleType: 0,
    totals: [1, total],
    samples: 1,
    locations: 1,
    functions: 1,
    mappings: 1,
    labelKeys: [],
    comments: [],
    periodType: null,
    period: 1,
    timeMs: seconds === null ? null : (lives[0]?.range.from ?? 0) + seconds * 1000,
    durationNs: 0,
    binary: 'service',
    buildId: build,
  })
  const lives: LifeOnAxis[] = writtenFacts([
    { cycles: regularCycles(60, 1), path: 'a.log' },
    { cycles: regularCycles(60, 1), path: 'a.log', startSeconds: 100 },
  ]).lives.map(({ life }) => life)
  const ids = (summaries: ProfileSummary[], of = lives): number[][] =>
    profileSeries(summaries, of).map(({ sourceIds }) => sourceIds)

  it('splits by life, in time order whatever the order of import', () => {
    expect(ids([summary(3, 120, 9), summary(2, 30, 6), summary(1, 10, 5), summary(4, 130, 10)])).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  it('counts a profile taken within the two minutes in which no cycle need follow to the life before', () => {
    expect(ids([summary(1, 110, 5), summary(2, 200, 6), summary(3, 290, 7)])).toEqual([[1, 2], [3]])
    // Between two lives of one log the process of the first may go on; behind the second only that one.
    expect(ids([summary(1, 50, 5), summary(2, 90, 6), summary(3, 170, 7)])).toEqual([[1, 2], [3]])
  })

  it('splits by build, and where totals that only grow fall', () => {
    expect(ids([summary(1, 10, 5), summary(2, 20, 6, 'b2')], [])).toEqual([[1], [2]])
    expect(ids([summary(1, 10, 5), summary(2, 20, 9), summary(3, 30, 2), summary(4, 40, 3)], [])).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  it('leaves a profile without a time alone', () => {
    expect(ids([summary(1, null, 5), summary(2, null, 6), summary(3, 1, 7)], [])).toEqual([[3], [1], [2]])
  })
})

describe('sites', () => {
  it('knows packages and whose they are', () => {
    expect(packageOf('example.com/shop/v2/session.(*Store[...]).Put')).toBe('example.com/shop/v2/session')
    expect(packageOf('net/http.(*conn).serve')).toBe('net/http')
    expect(packageOf('main.main.func1')).toBe('main')
    const origins = Object.entries({
      'net/http.(*conn).serve': 'net/http/server.go',
      'internal/runtime/maps.(*table).grow': 'x.go',
      'golang.org/x/net/http2.(*Framer).ReadFrame': '/go/pkg/mod/golang.org/x/net@v0.1.0/http2/frame.go',
      'github.com/acme/lib.Do': '/go/pkg/mod/github.com/acme/lib@v1.2.3/lib.go',
      'type:.hash.example.com/shop.key': '',
      'orders/internal/store.Put': '/src/orders/internal/store/store.go',
      'main.run': '/src/main.go',
      runtime_mcall: '',
      'github.com/acme/dep.Make': '/src/app/vendor/github.com/acme/dep/d.go',
      'gopkg.in/yaml%2ev3.Unmarshal': '/src/app/vendor/gopkg.in/yaml.v3/yaml.go',
      'shop/cart.Add': '/src/vendor/shop-service/cart/add.go',
      'vendor/golang.org/x/net/dns/dnsmessage.(*Parser).Start':
        '/go/src/vendor/golang.org/x/net/dns/dnsmessage/message.go',
      'inflate_table.part.0': '',
    }).map(([name, file]) => originOf(name, file))
    expect(origins).toEqual([
      'standard',
      'standard',
      'standard',
      'dependency',
      'standard',
      'application',
      'application',
      'standard',
      'dependency',
      'dependency',
      'application',
      'standard',
      'standard',
    ])
  })

  it('puts a stack on the innermost function of the application, with what it called and who called it', () => {
    const found = sites(
      profile(
        {
          'fmt.Sprintf | example.com/shop.attributes | example.com/shop.basket | net/http.serve': 10,
          'net/textproto.read | net/http.serve': 3,
          'lib.com/json.Decode | net/http.serve': 2,
        },
        { files: { 'lib.com/json.Decode': '/mod/lib.com/json@v1.0.0/d.go' } },
      ),
      0,
    )
    expect(found).toMatchObject([
      {
        functionName: 'example.com/shop.attributes',
        value: 10,
        leaves: [{ functionName: 'fmt.Sprintf', value: 10 }],
        callers: [{ functionName: 'example.com/shop.basket', value: 10 }],
      },
      { functionName: 'net/textproto.read', value: 3, callers: [] },
      { functionName: 'lib.com/json.Decode', value: 2 },
    ])
  })

  it('adds up to the total, and only of accepted stacks where asked', () => {
    fc.assert(
      fc.property(anySamples, (samples) => {
        const columns = writtenProfile(samples, SPACE)
        const rooted = samples.filter(({ stack }) => stack.length > 0)
        const sum = (all: WrittenSample[]): number =>
          all.reduce((total, { values }) => total + (values[0] as number), 0)
        expect(sites(columns, 0).reduce((total, { value }) => total + value, 0)).toBe(sum(rooted))
        const accepted = sites(columns, 0, (name) => name === 'b').reduce((total, { value }) => total + value, 0)
        expect(accepted).toBe(sum(rooted.filter(({ stack }) => stack.includes('b'))))
      }),
    )
  })
})
