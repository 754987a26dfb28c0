// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { nextTick, ref } from 'vue'
import { createMemoryHistory, createWebHashHistory } from 'vue-router'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ViewLink, ViewName } from '../../../shared/records/index.ts'
import { addressOf, bindSelection, createSelectionRouter, linkOf } from '../../../renderer/router.ts'
import { createPaneSelection } from '../../../renderer/stores/paneSelection.ts'
import { usePaneStore } from '../../../renderer/stores/panes.ts'
import { useSharedSelection } from '../../../renderer/stores/selection.ts'
import { useTrailStore } from '../../../renderer/stores/trail.ts'
import { findingKey, lifeId, sourceId } from '../fakeCase.ts'

const FULL: ViewLink = {
  view: 'profile',
  range: { axis: { kind: 'life', lifeId: lifeId(3) }, from: 0.25, to: 1000 },
  sourceId: sourceId(2),
  lifeId: lifeId(3),
  cycle: 12,
  functionName: 'session.(*Store).Put&x=1#?',
  sampleType: 'inuse_space/bytes',
  baseSourceId: sourceId(1),
  findingKey: findingKey('gc/growing@a b'),
  lines: { from: 3, to: 9 },
  entity: { kind: 'goroutine', id: '17:a&b', sourceId: sourceId(4) },
  instants: { b: 1795232307566.135, c: 3 },
  state: { show: 'flame', search: 'a=b&c' },
}

beforeEach(() => setActivePinia(createPinia()))

describe('links and addresses', () => {
  it.each<[string, ViewLink]>([
    ['everything', FULL],
    [
      'a wall range',
      { view: 'gcCycles', range: { axis: { kind: 'wall' }, from: 1795232307566.135, to: 1795232307567 } },
    ],
    ['a bare view', { view: 'report' }],
    ['an entity of a kind that nobody knows', { view: 'gcCycles', entity: { kind: 'spanClass', id: '7' } }],
  ])('%s comes back as it was', (_, link) => {
    const { path, query } = addressOf(link)
    expect(linkOf(path, query)).toEqual(link)
  })

  it('takes nothing from an address that makes no sense', () => {
    expect(
      linkOf('/nowhere', {
        range: 'wall,9,1',
        cycle: 'x',
        lines: '1',
        source: '',
        life: ['1', '2'],
        entity: 'goroutine',
        b: 'soon',
        's.<b>': 'x',
      }),
    ).toEqual({
      view: 'home',
    })
  })
})

describe('selection and history', () => {
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 3; round++) {
      await nextTick()
      await new Promise((resolve) => setTimeout(resolve, 0))
    }
  }

  it('goes back to exactly what was shown before', async () => {
    const selection = useSharedSelection()
    const router = createSelectionRouter(createMemoryHistory())
    await router.push('/overview')
    selection.restore({ view: 'overview' })
    const stop = bindSelection(router, selection)
    selection.show(FULL)
    await settle()
    selection.show({ view: 'report' })
    await settle()
    router.back()
    await settle()
    expect(selection.link).toEqual(FULL)
    router.back()
    await settle()
    expect(selection.link).toEqual({ view: 'overview' })
    stop()
  })

  it('ends where it went last, however fast it went', async () => {
    const selection = useSharedSelection()
    const router = createSelectionRouter(createMemoryHistory())
    await router.push('/home')
    const stop = bindSelection(router, selection)
    // A case comes back as it was left while the way to its overview is still under way.
    for (const view of ['overview', 'findings', 'report'] as const) {
      if (view === 'overview') selection.clear()
      else selection.view = view
      await nextTick()
      await Promise.resolve()
    }
    const seen: string[] = []
    const watching = router.afterEach((to) => void seen.push(to.path))
    await settle()
    expect([selection.view, router.currentRoute.value.path]).toEqual(['report', '/report'])
    await settle()
    expect(seen.length).toBeLessThan(5)
    watching()
    stop()
  })

  it('makes no step of history for a brush', async () => {
    const selection = useSharedSelection()
    const router = createSelectionRouter(createMemoryHistory())
    await router.push('/overview')
    selection.restore({ view: 'overview' })
    const stop = bindSelection(router, selection)
    selection.goTo('gcCycles')
    await settle()
    selection.zoomTo({ axis: { kind: 'wall' }, from: 1, to: 2 })
    await settle()
    expect(router.currentRoute.value.query).toEqual({ range: 'wall,1,2' })
    router.back()
    await settle()
    expect(selection.link).toEqual({ view: 'overview' })
    stop()
  })

  it('makes a step of a subject that was looked at for a while, and one of keys held down', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const selection = useSharedSelection()
    const router = createSelectionRouter(createMemoryHistory())
    await router.push('/profile')
    selection.restore({ view: 'profile', sourceId: sourceId(1) })
    const stop = bindSelection(router, selection)
    await settle()
    vi.advanceTimersByTime(5000)
    for (const name of ['a', 'b', 'c', 'd']) {
      selection.functionName = name
      await settle()
      vi.advanceTimersByTime(100)
    }
    vi.advanceTimersByTime(5000)
    selection.functionName = 'e'
    await settle()
    const seen: (string | null)[] = []
    for (let step = 0; step < 3; step++) {
      seen.push(selection.functionName)
      router.back()
      await settle()
    }
    expect(seen).toEqual(['e', 'd', null])
    stop()
    vi.useRealTimers()
  })

  it('makes no step of what a view fills in by itself, of settings and of instants', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const selection = useSharedSelection()
    const router = createSelectionRouter(createMemoryHistory())
    await router.push('/overview')
    selection.restore({ view: 'overview' })
    const stop = bindSelection(router, selection)
    selection.goTo('sources')
    await settle()
    vi.advanceTimersByTime(5000)
    selection.sourceId = sourceId(1)
    await settle()
    selection.setState('search', 'x')
    await settle()
    selection.setInstant('b', 5)
    await settle()
    expect(router.currentRoute.value.query).toEqual({ source: '1', 's.search': 'x', b: '5' })
    router.back()
    await settle()
    expect(selection.link).toEqual({ view: 'overview' })
    stop()
    vi.useRealTimers()
  })

  it('leads Home from an entry of another case', async () => {
    let open = '/cases/a.heapcase'
    const history = createWebHashHistory()
    const selection = useSharedSelection()
    const router = createSelectionRouter(history)
    await router.push('/overview')
    selection.restore({ view: 'overview' })
    const stop = bindSelection(router, selection, () => open)
    selection.show({ view: 'sources', sourceId: sourceId(1) })
    await settle()
    open = '/cases/b.heapcase'
    selection.clear()
    await settle()
    selection.show({ view: 'report' })
    await settle()
    expect(useTrailStore().canGoBack).toBe(true)
    window.history.go(-2)
    await vi.waitFor(() => expect(selection.view).toBe('home'))
    stop()
  })
})

describe('the selection of panes', () => {
  const panes = (...list: [id: string, view: ViewName][]): void => {
    usePaneStore().panes = list.map(([id, view]) => ({ id, view, isVisible: true }))
  }

  it('is held by the twin that is left, and taken again by it', () => {
    const selection = useSharedSelection()
    panes(['p1', 'profile'], ['p2', 'profile'], ['p3', 'sources'])
    selection.restore({ view: 'profile', sourceId: sourceId(1), functionName: 'f' }, 'p1')
    selection.enter({ id: 'p2', view: 'profile' }, true)
    selection.sourceId = sourceId(2)
    const first = createPaneSelection({ id: 'p1', view: 'profile' }, () => true)
    const second = createPaneSelection({ id: 'p2', view: 'profile' }, () => true)
    const third = createPaneSelection({ id: 'p3', view: 'sources' }, () => true)
    expect([first.sourceId, second.sourceId, third.sourceId]).toEqual([1, 2, 2])
    // What is changed in a held pane stays there.
    first.sampleType = 'alloc_space/bytes'
    expect([first.sampleType, second.sampleType]).toEqual(['alloc_space/bytes', null])
    selection.enter({ id: 'p1', view: 'profile' }, true)
    expect([selection.link, second.sourceId]).toEqual([
      { view: 'profile', sourceId: 1, functionName: 'f', sampleType: 'alloc_space/bytes' },
      2,
    ])
  })

  it('shares range and instants, and keeps settings of each view apart', () => {
    const selection = useSharedSelection()
    panes(['p1', 'profile'], ['p2', 'gcCycles'])
    selection.restore({ view: 'profile' }, 'p1')
    const profile = createPaneSelection({ id: 'p1', view: 'profile' }, () => true)
    const cycles = createPaneSelection({ id: 'p2', view: 'gcCycles' }, () => true)
    cycles.setState('by', 'number')
    profile.setState('show', 'table')
    cycles.zoomTo({ axis: { kind: 'wall' }, from: 1, to: 2 })
    expect([profile.range?.to, cycles.state, profile.state, selection.link.state]).toEqual([
      2,
      { by: 'number' },
      { show: 'table' },
      { show: 'table' },
    ])
  })

  it('stands still in a pane that nobody sees', () => {
    const isVisible = ref(true)
    const selection = useSharedSelection()
    panes(['p1', 'profile'])
    const pane = createPaneSelection({ id: 'p1', view: 'profile' }, () => isVisible.value)
    selection.functionName = 'a'
    expect(pane.functionName).toBe('a')
    isVisible.value = false
    selection.functionName = 'b'
    expect([pane.functionName, pane.link.functionName ?? null]).toEqual(['a', 'b'])
    // By what it saw last it would take others elsewhere.
    pane.functionName = 'c'
    pane.setState('show', 'table')
    expect([selection.functionName, selection.states.profile]).toEqual(['b', undefined])
    isVisible.value = true
    expect(pane.functionName).toBe('b')
  })

  it('lets a link change what its view is about, and nothing else', () => {
    const selection = useSharedSelection()
    selection.restore({ view: 'profile', sourceId: sourceId(1), functionName: 'f', cycle: 3 })
    selection.show({ view: 'findings', findingKey: findingKey('k') })
    expect(selection.link).toEqual({
      view: 'findings',
      sourceId: 1,
      functionName: 'f',
      cycle: 3,
      findingKey: 'k',
    })
    selection.show({ view: 'profile', sourceId: sourceId(2) })
    expect([selection.functionName, selection.findingKey]).toEqual([null, 'k'])
  })
})
