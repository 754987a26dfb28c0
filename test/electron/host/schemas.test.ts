import { describe, expect, it } from 'vitest'
import { parseCall } from '../../../electron/host/schemas.ts'

const handle = 'a'.repeat(32)

describe('parseCall', () => {
  it.each([
    [{ to: 'app', name: 'app.info', params: {} }],
    [{ to: 'app', name: 'case.open', params: { path: null, readOnly: true } }],
    [{ to: 'case', handle, name: 'gcCycles.summary', params: { lifeId: 3, range: null } }],
    [
      {
        to: 'case',
        handle,
        name: 'annotations.create',
        params: {
          anchor: { kind: 'range', range: { axis: { kind: 'life', lifeId: 2 }, from: 1, to: 2 } },
          text: 'x',
          tags: [],
          colour: 'incident',
        },
      },
    ],
    [{ to: 'case', handle, name: 'report.update', params: { title: 'Incident', status: 'final' } }],
    [{ to: 'case', handle, name: 'layout.set', params: { layout: null } }],
    [
      {
        to: 'case',
        handle,
        name: 'layout.set',
        params: {
          layout: {
            version: 1,
            direction: 'row',
            root: { kind: 'group', share: 1, panes: [{ id: 'a', link: { view: 'overview' } }], front: 'a' },
            active: 'a',
          },
        },
      },
    ],
  ])('takes %j as it is', (call) => {
    expect(parseCall(call)).toEqual(call)
  })

  it.each([
    ['no call', null, 'call/bad-request'],
    ['an unknown name', { to: 'app', name: 'app.quit', params: {} }, 'call/unknown'],
    ['a name of the object prototype', { to: 'app', name: 'constructor', params: {} }, 'call/unknown'],
    ['a case call sent to the app', { to: 'app', name: 'sources.list', params: {} }, 'call/unknown'],
    ['a case call without a handle', { to: 'case', name: 'sources.list', params: {} }, 'call/bad-request'],
    ['an additional key', { to: 'app', name: 'app.info', params: { x: 1 } }, 'call/bad-request'],
    ['a missing key', { to: 'app', name: 'case.open', params: { path: null } }, 'call/bad-request'],
    ['a path with NUL', { to: 'app', name: 'recent.remove', params: { path: 'a\0b' } }, 'call/bad-request'],
    [
      'a range that ends before it starts',
      {
        to: 'case',
        handle,
        name: 'gcCycles.summary',
        params: { lifeId: 3, range: { axis: { kind: 'wall' }, from: 2, to: 1 } },
      },
      'call/bad-request',
    ],
    [
      'a source id that is no whole number',
      { to: 'case', handle, name: 'sources.get', params: { sourceId: 1.5 } },
      'call/bad-request',
    ],
    [
      'more rows than a page has',
      { to: 'case', handle, name: 'audit.list', params: { offset: 0, limit: 1e9 } },
      'call/bad-request',
    ],
    [
      'a layout of unknown views',
      {
        to: 'case',
        handle,
        name: 'layout.set',
        params: {
          layout: {
            version: 1,
            direction: 'row',
            root: { kind: 'group', share: 1, panes: [{ id: 'a', link: { view: 'x' } }], front: 'a' },
            active: 'a',
          },
        },
      },
      'call/bad-request',
    ],
    [
      'an unknown sort column',
      {
        to: 'case',
        handle,
        name: 'gcCycles.page',
        params: {
          lifeId: 1,
          range: null,
          sort: [{ column: 'x; DROP', descending: true }],
          filter: '',
          offset: 0,
          limit: 1,
        },
      },
      'call/bad-request',
    ],
  ])('refuses %s', (_what, call, code) => {
    expect(() => parseCall(call)).toThrow(expect.objectContaining({ code }) as Error)
  })

  it('names the place that is wrong', () => {
    const call = { to: 'case', handle, name: 'sources.rawLines', params: { sourceId: 1, from: -1, count: 3 } }
    expect(() => parseCall(call)).toThrow(/sources\.rawLines \(from\)/)
  })
})
