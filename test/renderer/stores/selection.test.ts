// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { nextTick } from 'vue'
import { createMemoryHistory } from 'vue-router'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ViewLink } from '../../../shared/records/index.ts'
import { addressOf, bindSelection, createSelectionRouter, linkOf } from '../../../renderer/router.ts'
import { useSelectionStore } from '../../../renderer/stores/selection.ts'
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
  ])('%s comes back as it was', (_, link) => {
    const { path, query } = addressOf(link)
    expect(linkOf(path, query)).toEqual(link)
  })

  it('takes nothing from an address that makes no sense', () => {
    expect(linkOf('/nowhere', { range: 'wall,9,1', cycle: 'x', lines: '1', source: '', life: ['1', '2'] })).toEqual({
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
    const selection = useSelectionStore()
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

  it('makes no step of history for a brush', async () => {
    const selection = useSelectionStore()
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
})
