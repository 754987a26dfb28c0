import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { panesOf, viewLinkOf, workLayoutOf, type PaneNode, type ViewLink } from '../../shared/records/index.ts'
import { findingKey, lifeId, sourceId } from '../renderer/fakeCase.ts'

const FULL: ViewLink = {
  view: 'profile',
  range: { axis: { kind: 'life', lifeId: lifeId(3) }, from: 0.25, to: 1000 },
  instants: { b: 1, c: 2.5 },
  sourceId: sourceId(2),
  lifeId: lifeId(3),
  cycle: 12,
  functionName: '<img src=x>.(*T).F',
  sampleType: 'inuse_space/bytes',
  baseSourceId: sourceId(1),
  findingKey: findingKey('gc/growing@a b'),
  lines: { from: 3, to: 9 },
  entity: { kind: 'goroutine', id: '17', sourceId: sourceId(5) },
  state: { show: 'flame', search: 'a&b=c' },
}
const group = (id: string, change: object = {}): object => ({
  kind: 'group',
  share: 1,
  panes: [{ id, link: { view: 'overview' } }],
  front: id,
  ...change,
})
const layout = (root: object | null, change: object = {}): object => ({
  version: 1,
  direction: 'row',
  root,
  active: null,
  ...change,
})

describe('viewLinkOf', () => {
  it('takes a whole link as it is, after a way through JSON', () => {
    expect(viewLinkOf(JSON.parse(JSON.stringify(FULL)))).toEqual(FULL)
  })

  it('carries kinds of entities that it does not know, and drops parts that it does not know', () => {
    const link = { view: 'overview', entity: { kind: 'spanClass', id: '7' }, hologram: true }
    expect(viewLinkOf(link)).toEqual({ view: 'overview', entity: { kind: 'spanClass', id: '7' } })
  })

  it.each([
    ['a view of a newer version', { view: 'hologram' }, null],
    ['no object', 'profile', null],
    [
      'a range that ends before it starts',
      { view: 'report', range: { axis: { kind: 'wall' }, from: 2, to: 1 } },
      { view: 'report' },
    ],
    ['ids that are none', { view: 'report', sourceId: -1, cycle: 1.5, lifeId: '3' }, { view: 'report' }],
    ['an entity without a kind', { view: 'report', entity: { kind: '<b>', id: '' } }, { view: 'report' }],
    ['state that is no text', { view: 'report', state: { show: 1, '<': 'x' } }, { view: 'report' }],
    ['text without end', { view: 'report', functionName: 'x'.repeat(5000) }, { view: 'report' }],
  ])('makes of %s what can be shown', (_, value, link) => {
    expect(viewLinkOf(value)).toEqual(link)
  })
})

describe('workLayoutOf', () => {
  it('takes groups, splits, held panes and what the window showed', () => {
    const kept = layout(
      { kind: 'split', share: 1, children: [group('a', { share: 0.5 }), group('b', { share: 0.5 })] },
      { active: 'b', range: FULL.range, instants: FULL.instants, inspector: { isOpen: false, width: 300 } },
    )
    expect(workLayoutOf(kept)).toEqual(kept)
    expect(panesOf(workLayoutOf(kept)?.root ?? null).map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('takes a window without panes', () => {
    expect(workLayoutOf(layout(null))).toEqual(layout(null))
  })

  it.each([
    ['nothing', null],
    ['another version', layout(group('a'), { version: 2 })],
    ['an unknown view', layout(group('a', { panes: [{ id: 'a', link: { view: 'hologram' } }] }))],
    ['Home as a pane', layout(group('a', { panes: [{ id: 'a', link: { view: 'home' } }] }))],
    ['one pane twice', layout({ kind: 'split', share: 1, children: [group('a'), group('a')] })],
    ['a front that is not there', layout(group('a', { front: 'b' }))],
    ['an active pane that is not there', layout(group('a'), { active: 'b' })],
    ['a group without panes', layout(group('a', { panes: [] }))],
    ['a split without children', layout({ kind: 'split', share: 1, children: [] })],
    ['a share of nothing', layout(group('a', { share: 0 }))],
    ['a node of no kind', layout({ share: 1 })],
    ['an id with markup', layout(group('<b>'))],
  ])('refuses %s', (_, value) => {
    expect(workLayoutOf(value)).toBeNull()
  })

  it('refuses what is deeper or larger than any window', () => {
    let deep = group('a') as PaneNode
    for (let level = 0; level < 5000; level++) deep = { kind: 'split', share: 1, children: [deep] }
    const many = Array.from({ length: 65 }, (_, index) => ({ id: `p${index}`, link: { view: 'overview' } }))
    expect([workLayoutOf(layout(deep)), workLayoutOf(layout(group('p0', { panes: many })))]).toEqual([null, null])
  })

  it('gives null or a layout that it takes again, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 6 }), fc.anything({ maxDepth: 6 }), (root, other) => {
        const taken = workLayoutOf({ version: 1, direction: 'row', root, active: other })
        expect(taken === null || workLayoutOf(JSON.parse(JSON.stringify(taken)))).toEqual(taken ?? true)
      }),
    )
  })
})
