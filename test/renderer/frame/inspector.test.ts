// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import InspectorPane from '../../../renderer/frame/InspectorPane.vue'
import { useLayoutStore } from '../../../renderer/stores/layout.ts'
import type { ViewLink } from '../../../shared/records/index.ts'
import { sourceId, START_MS } from '../fakeCase.ts'
import { mountView, settle } from '../mountView.ts'

const shown = (link: ViewLink, hasTimeStrip = false): ReturnType<typeof mountView> =>
  mountView(InspectorPane, {
    props: { view: { name: link.view, hasTimeStrip } },
    case: { 'gcCycles.summary': () => null },
    before: ({ selection }) => selection.restore(link),
  })

describe('the inspector', () => {
  it('says what is selected where a view has no words of its own', async () => {
    const { wrapper, selection } = await shown({
      view: 'gcCycles',
      range: { axis: { kind: 'wall' }, from: START_MS + 1000, to: START_MS + 61_000 },
      entity: { kind: 'goroutine', id: '<b>17', sourceId: sourceId(1) },
    })
    expect(wrapper.get('[data-testid="inspector-range"]').text()).toMatch(
      /03:36:01\.000.*03:37:01\.000.*checkout\.log/s,
    )
    expect(wrapper.get('[data-testid="inspector-entity"]').text()).toContain('<b>17')
    await wrapper.get('[data-testid="inspector-entity"] .link').trigger('click')
    expect(selection.link).toMatchObject({ view: 'sources', sourceId: 1 })
  })

  it('is as wide as it was made, by keys and back again', async () => {
    const { wrapper } = await shown({ view: 'overview' })
    const layout = useLayoutStore()
    const edge = wrapper.get('[data-testid="inspector-edge"]')
    layout.resizeInspector(304)
    await edge.trigger('keydown', { key: 'ArrowLeft' })
    expect([layout.inspectorWidth, edge.attributes('aria-valuenow'), wrapper.attributes('style')]).toEqual([
      320,
      '320',
      expect.stringContaining('320px'),
    ])
    for (let presses = 0; presses < 30; presses++) await edge.trigger('keydown', { key: 'ArrowRight' })
    expect(layout.inspectorWidth).toBe(240)
    await edge.trigger('dblclick')
    expect(layout.inspectorWidth).toBe(304)
  })

  it('sets the instants beside each other, with what the log says in between', async () => {
    const { wrapper, selection } = await mountView(InspectorPane, {
      props: { view: { name: 'overview', hasTimeStrip: true } },
      case: {
        'gcCycles.summary': () =>
          ({
            cycles: 92,
            liveHeap: { firstBytes: 100 << 20, lastBytes: 168 << 20, minBytes: 0, maxBytes: 0 },
            pause: { maxNs: 2_940_000 },
          }) as never,
      },
      before: ({ selection: stored }) =>
        stored.restore({ view: 'overview', instants: { b: START_MS + 1000, c: START_MS + 61_000 } }),
    })
    await settle()
    const text = wrapper.get('[data-testid="inspector-instants"]').text().replace(/\s+/g, ' ')
    for (const part of ['60.0 s', '03:36:01.000', '03:37:01.000', '92', '+68.0 MiB', '2.94 ms'])
      expect(text).toContain(part)
    await wrapper.get('[data-testid="range-between"]').trigger('click')
    expect(selection.range).toEqual({ axis: { kind: 'wall' }, from: START_MS + 1000, to: START_MS + 61_000 })
  })
})

describe('the rail', () => {
  it('folds where the window is narrow, earlier with a wide view, and as it is told', async () => {
    await shown({ view: 'overview' })
    const layout = useLayoutStore()
    const folded = (width: number, hasWideView: boolean): boolean => {
      layout.room = { width, hasWideView }
      return layout.isRailNarrow
    }
    expect([folded(1440, false), folded(1440, true), folded(1920, true), folded(1100, false)]).toEqual([
      false,
      true,
      false,
      true,
    ])
    layout.toggleRail()
    expect([folded(800, true), layout.rail]).toEqual([false, 'wide'])
    layout.rail = 'auto'
  })
})
