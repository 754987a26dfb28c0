// @vitest-environment happy-dom
import { beforeAll, describe, expect, it } from 'vitest'
import ProfileInspector from '../../../renderer/views/Profile/ProfileInspector.vue'
import ProfileView from '../../../renderer/views/Profile/ProfileView.vue'
import { flameOf } from '../charts/flameBuilder.ts'
import { giveLayout } from '../charts/layout.ts'
import type { CaseAnswers, FakeBridge } from '../fakeBridge.ts'
import { sourceId } from '../fakeCase.ts'
import { mountView, settle, type MountOptions } from '../mountView.ts'
import { MIB, profiles, PUT, topRows } from './profileCase.ts'

const tree = {
  name: 'all',
  base: 40 * MIB,
  children: [
    { name: 'net/http.(*conn).serve', base: 20 * MIB, children: [{ name: PUT, self: 90 * MIB, base: 20 * MIB }] },
    { name: 'main.load', self: 30 * MIB, base: 20 * MIB },
  ],
}
const alone = flameOf(tree)
const compared = flameOf(tree, true)

const answers: CaseAnswers = {
  'profiles.list': () => profiles,
  'profiles.flame': ({ baseSourceId }) => (baseSourceId === null ? alone : compared).graph,
  'profiles.top': ({ filter, baseSourceId }) => {
    const rows = topRows.filter(({ functionName }) => functionName.toLowerCase().includes(filter.toLowerCase()))
    return {
      rows,
      total: rows.length,
      all: topRows.length,
      totals: {
        flat: { sum: 120 * MIB, min: 30 * MIB, max: 90 * MIB },
        flatDelta: { sum: 80 * MIB, min: 10 * MIB, max: 70 * MIB },
      },
      profileTotal: 120 * MIB,
      baseTotal: baseSourceId === null ? null : 60 * MIB,
      unit: 'bytes',
    }
  },
  'profiles.growth': () => ({
    profiles: profiles.slice(0, 3).reverse(),
    rows: [
      {
        functionName: PUT,
        values: [20 * MIB, 55 * MIB, 90 * MIB],
        delta: 70 * MIB,
        perMinute: { value: 35 * MIB, low: 30 * MIB, high: 40 * MIB },
      },
    ],
    totals: [40 * MIB, 80 * MIB, 120 * MIB],
    unit: 'bytes',
  }),
  'profiles.lines': () => [
    { functionName: PUT, file: '/src/session/store.go', line: 42, flat: 60 * MIB, cum: 60 * MIB },
  ],
  'profiles.stacks': () => [
    {
      frames: [
        { functionName: PUT, file: 'store.go', line: 42, isInlined: false },
        { functionName: 'net/http.(*conn).serve', file: 'server.go', line: 2087, isInlined: false },
      ],
      value: 60 * MIB,
      labels: [],
    },
  ],
}

beforeAll(() => giveLayout())

async function open(options: MountOptions = {}) {
  const mounted = await mountView(ProfileView, {
    ...options,
    case: { ...answers, ...options.case },
    before: (stores) => {
      let isCompared = false
      const send = stores.bridge.call.bind(stores.bridge)
      stores.bridge.call = (call) => {
        if (call.name === 'profiles.flame')
          isCompared = (call.params as { baseSourceId: unknown }).baseSourceId !== null
        return send(call)
      }
      stores.bridge.data = () => Promise.resolve((isCompared ? compared : alone).bytes)
      options.before?.(stores)
    },
  })
  await settle()
  return mounted
}
const asked = (bridge: FakeBridge, name: string) =>
  bridge.calls.filter(([call]) => call === name).map(([, params]) => params)

describe('Profile view', () => {
  it('opens the newest heap profile of the longest series', async () => {
    const { wrapper, bridge } = await open()
    expect((wrapper.get('[data-testid="profile-select"]').element as HTMLSelectElement).value).toBe('3')
    expect(wrapper.get('[data-testid="profile-total"]').text()).toBe('120\u00a0MiB')
    expect(asked(bridge, 'profiles.flame')).toEqual([
      { sourceId: 3, sampleType: 'inuse_space/bytes', baseSourceId: null },
    ])
    expect(wrapper.findAll('[data-testid="table-row"]').map((row) => row.find('[role="gridcell"]').text())).toEqual([
      PUT,
      'main.load',
    ])
  })

  it('compares with the first of the series in one step, and says by how much', async () => {
    const { wrapper, bridge, selection } = await open()
    await wrapper.get('[data-testid="profile-compare-first"]').trigger('click')
    await settle()
    expect([selection.sourceId, selection.baseSourceId]).toEqual([3, 1])
    expect(asked(bridge, 'profiles.flame').at(-1)).toMatchObject({ baseSourceId: 1 })
    expect(asked(bridge, 'profiles.top').at(-1)).toMatchObject({
      baseSourceId: 1,
      sort: [{ column: 'flatDelta', descending: true }],
    })
    expect(wrapper.get('[data-testid="profile-delta"]').text()).toBe('+80.0\u00a0MiB')
    expect(wrapper.get('[data-testid="profile-header"]').text()).toContain('3.00 × the baseline')
  })

  it('searches in table and flame graph at once, and says what the matches weigh', async () => {
    const { wrapper, bridge } = await open()
    await wrapper.get('[data-testid="profile-search"]').setValue('put')
    await wrapper.get('[data-testid="profile-search"]').trigger('keydown', { key: 'Enter' })
    await settle()
    expect(asked(bridge, 'profiles.top').at(-1)).toMatchObject({ filter: 'put' })
    expect(wrapper.get('[data-testid="flame-matches"]').text()).toBe('75.0\u00a0% in 1 box')
  })

  it('walks the flame graph with the keyboard and zooms with Enter', async () => {
    const { wrapper, selection } = await open()
    const flame = wrapper.get('[data-testid="flame-canvas"]')
    await flame.trigger('keydown', { key: 'ArrowDown' })
    await flame.trigger('keydown', { key: 'ArrowDown' })
    expect(selection.functionName).toBe(PUT)
    await flame.trigger('keydown', { key: 'Enter' })
    expect(wrapper.findAll('[data-testid="flame-crumb"]').map((crumb) => crumb.text())).toEqual([
      'all',
      'http.(*conn).serve',
      'session.(*Store).Put',
    ])
    await flame.trigger('keydown', { key: 'Escape' })
    expect(wrapper.findAll('[data-testid="flame-crumb"]')).toHaveLength(2)
    await flame.trigger('keydown', { key: 'ArrowUp' })
    await flame.trigger('keydown', { key: 'ArrowRight' })
    expect(selection.functionName).toBe('main.load')
  })

  it('tells a screen reader the focused box, its callers and its callees', async () => {
    const { wrapper } = await open({ before: ({ selection }) => (selection.functionName = 'net/http.(*conn).serve') })
    const tree = wrapper.get('[role="tree"]')
    const current = wrapper.get(`#${tree.attributes('aria-activedescendant')}`)
    expect(current.text()).toBe('net/http.(*conn).serve, 90.0\u00a0MiB, 75\u00a0%')
    expect([
      current.attributes('aria-level'),
      current.attributes('aria-posinset'),
      current.attributes('aria-setsize'),
    ]).toEqual(['2', '1', '2'])
    expect(
      wrapper.findAll('[role="treeitem"]').map((item) => [item.attributes('aria-level'), item.text().split(',')[0]]),
    ).toEqual([
      ['1', 'all'],
      ['2', 'net/http.(*conn).serve'],
      ['2', 'main.load'],
      ['3', PUT],
    ])
  })

  it('shows growth with slope and interval', async () => {
    const { wrapper } = await open()
    await wrapper.get('[data-testid="profile-show-growth"]').trigger('click')
    await settle()
    const row = wrapper.get('[data-testid="table-row"]').text()
    expect(row).toContain('+70.0')
    expect(row).toContain('+35.0')
    expect(row).toContain('+30.0 – +40.0')
  })

  it('shows other kinds of profiles in their units', async () => {
    const { wrapper } = await open({ before: ({ selection }) => (selection.sourceId = sourceId(9)) })
    expect(wrapper.get('[data-testid="profile-total"]').text()).toBe('17.1\u00a0s')
    expect((wrapper.get('[data-testid="profile-sample-type"]').element as HTMLSelectElement).value).toBe(
      'cpu/nanoseconds',
    )
  })

  it('names the command that collects a profile where there is none', async () => {
    const { wrapper } = await open({ case: { 'profiles.list': () => [] } })
    expect(wrapper.get('[data-testid="empty-state"]').text()).toContain('/debug/pprof/heap')
  })

  it('says what went wrong with the call tree and keeps the table', async () => {
    const { wrapper } = await open({
      case: {
        'profiles.flame': () => {
          throw new Error('tree is too deep')
        },
      },
    })
    expect(wrapper.text()).toContain('tree is too deep')
    expect(wrapper.findAll('[data-testid="table-row"]')).toHaveLength(2)
  })
})

describe('Profile inspector', () => {
  const inspect = (options: MountOptions = {}) =>
    mountView(ProfileInspector, {
      case: answers,
      ...options,
      before: ({ selection }) => {
        selection.view = 'profile'
        selection.functionName = PUT
      },
    })

  it('gives growth, lines and stacks of the function', async () => {
    const { wrapper } = await inspect()
    expect(wrapper.get('[data-testid="profile-function-growth"]').text()).toContain('+30.0\u00a0MiB – +40.0\u00a0MiB')
    expect(wrapper.get('[data-testid="profile-lines"]').text()).toContain('store.go:42')
    expect(wrapper.get('[data-testid="profile-stacks"]').text()).toContain('http.(*conn).serve')
  })

  it('goes from a stack to the caller', async () => {
    const { wrapper, selection } = await inspect()
    await wrapper.findAll('[data-testid="stack-frame"]')[1]!.trigger('click')
    expect(selection.functionName).toBe('net/http.(*conn).serve')
  })

  it('offers no annotation in a case that is read only', async () => {
    const { wrapper } = await inspect({ isReadOnly: true })
    expect(wrapper.find('[data-testid="annotate-function"]').exists()).toBe(false)
  })
})
