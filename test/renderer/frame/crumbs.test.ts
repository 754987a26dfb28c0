import { describe, expect, it } from 'vitest'
import type { ViewLink } from '../../../shared/records/index.ts'
import { crumbsOf } from '../../../renderer/frame/crumbs.ts'
import { subjectName } from '../../../renderer/frame/subjectName.ts'
import { findingKey, lifeId, overview, sourceId, sources } from '../fakeCase.ts'

const names = {
  sourceById: new Map(
    [
      ...sources,
      { ...sources[1]!, id: sourceId(3), path: 'incident/goroutine.pb.gz', variant: 'goroutine' },
      { ...sources[1]!, id: sourceId(4), path: 'run/a.trace', kind: 'gotrace' as const, variant: 'go 1.26' },
    ].map((source) => [source.id, source]),
  ),
  lifeById: new Map(overview.lives.map((life) => [life.id, life])),
  findingLabel: () => 'F-002',
  goroutineId: ({ id }: { id: string }) => (id === '4' ? '308' : null),
}
const t = (key: string, values: Record<string, unknown> = {}): string =>
  [key.split('.').at(-1), ...Object.values(values)].join(' ')
const texts = (link: ViewLink): string[] => crumbsOf(link, names, t).map(({ text }) => text)

describe('crumbsOf', () => {
  it.each<[ViewLink, string[]]>([
    [{ view: 'overview', sourceId: sourceId(1), cycle: 3 }, ['overview']],
    [
      { view: 'sources', sourceId: sourceId(1), lines: { from: 3, to: 3 } },
      ['sources', 'incident/checkout.log', 'line 3'],
    ],
    [
      { view: 'gcCycles', lifeId: lifeId(1), cycle: 425 },
      ['gcCycles', 'life incident/checkout.log 1', 'cycleTitle 425'],
    ],
    [
      { view: 'profile', sourceId: sourceId(2), functionName: 'example.com/shop/session.(*Store).Put' },
      ['profile', 'incident/heap', 'session.(*Store).Put'],
    ],
    [{ view: 'profile', functionName: 'main.main' }, ['profile', 'main.main']],
    [
      { view: 'goroutines', sourceId: sourceId(3), entity: { kind: 'goroutine', id: '812' } },
      ['goroutines', 'incident/goroutine', 'goroutine 812'],
    ],
    // What another view is about.
    [{ view: 'goroutines', sourceId: sourceId(1) }, ['goroutines']],
    [{ view: 'goroutines', sourceId: sourceId(3), baseSourceId: sourceId(2) }, ['goroutines', 'incident/goroutine']],
    [{ view: 'trace', sourceId: sourceId(2) }, ['trace']],
    [{ view: 'gcCycles', entity: { kind: 'series', id: 'memstats.Alloc' } }, ['gcCycles']],
    [
      { view: 'trace', sourceId: sourceId(4), entity: { kind: 'traceGoroutine', id: '4' } },
      ['trace', 'run/a.trace', 'goroutine 308'],
    ],
    [
      { view: 'trace', sourceId: sourceId(4), entity: { kind: 'traceGoroutine', id: '5' } },
      ['trace', 'run/a.trace', 'traceGoroutine'],
    ],
    [{ view: 'findings', findingKey: findingKey('k') }, ['findings', 'F-002']],
    // A source that was removed since has no name, and no part.
    [{ view: 'sources', sourceId: sourceId(99) }, ['sources']],
  ])('%j', (link, expected) => {
    expect(texts(link)).toEqual(expected)
  })

  it('lead back to as much of the place as they name, range and setting with them', () => {
    const range = { axis: { kind: 'wall' as const }, from: 1, to: 2 }
    const link: ViewLink = {
      view: 'profile',
      range,
      sourceId: sourceId(2),
      sampleType: 'inuse_space/bytes',
      functionName: 'f',
      state: { show: 'table' },
    }
    expect(crumbsOf(link, names, t).map((crumb) => crumb.link)).toEqual([
      { view: 'profile', range, state: { show: 'table' } },
      { view: 'profile', range, state: { show: 'table' }, sourceId: 2, sampleType: 'inuse_space/bytes' },
      link,
    ])
  })

  it('say all of a name that they cut', () => {
    const full = 'example.com/shop/session.(*Store).Put'
    expect(crumbsOf({ view: 'profile', functionName: full }, names, t).at(-1)).toMatchObject({ full, isCode: true })
  })
})

describe('subjectName', () => {
  it('tells panes of one view apart', () => {
    expect([
      subjectName({ view: 'profile', sourceId: sourceId(2) }, names, t),
      subjectName({ view: 'gcCycles', lifeId: lifeId(1) }, names, t),
      subjectName({ view: 'profile' }, names, t),
      subjectName({ view: 'trace', sourceId: sourceId(4) }, names, t),
      // Chosen in another view: this one shows a trace of its own choice.
      subjectName({ view: 'trace', sourceId: sourceId(2) }, names, t),
      subjectName({ view: 'series', entity: { kind: 'series', id: 'memstats.Alloc' } }, names, t),
      subjectName({ view: 'gcCycles', entity: { kind: 'series', id: 'memstats.Alloc' } }, names, t),
    ]).toEqual(['incident/heap', 'life incident/checkout.log 1', '', 'run/a.trace', '', 'memstats.Alloc', ''])
  })
})
