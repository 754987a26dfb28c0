// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { stripShapes } from '../../../renderer/charts/stripShapes.ts'
import TimeStrip from '../../../renderer/components/TimeStrip/TimeStrip.vue'
import { gcChartOf } from '../charts/gcBuilder.ts'
import type { CaseAnswers } from '../fakeBridge.ts'
import { lifeId, overview, sourceId, START_MS } from '../fakeCase.ts'
import { mountView, settle } from '../mountView.ts'

const { chart, bytes } = gcChartOf(20, START_MS)
const answers: CaseAnswers = { 'gcCycles.chart': () => chart }
const show = (change: CaseAnswers = {}) =>
  mountView(TimeStrip, {
    case: { ...answers, ...change },
    before: ({ bridge }) => (bridge.data = () => Promise.resolve(bytes)),
  })

describe('time strip', () => {
  it('names the whole case while no range is chosen', async () => {
    const { wrapper } = await show()
    expect(wrapper.get('[data-testid="range-length"]').text()).toBe('Whole case')
    expect(wrapper.get('[data-testid="range-text"]').text()).toBe('03:36:00 → 03:41:00 UTC')
  })

  it('sets the range of every view with the keyboard, and lets it go', async () => {
    const { wrapper, selection } = await show()
    await wrapper.get('[data-testid="brush-area"]').trigger('keydown', { key: 'ArrowRight', shiftKey: true })
    expect(selection.range?.axis).toEqual({ kind: 'wall' })
    await wrapper.get('[data-testid="brush-area"]').trigger('keydown', { key: 'End', shiftKey: true })
    await settle()
    // 1.2 % of air after the last instant.
    expect(selection.range?.to).toBe(START_MS + 303_600)
    expect(wrapper.get('[data-testid="range-length"]').text()).toMatch(/min/)
    await wrapper.get('[data-testid="show-all"]').trigger('click')
    expect(selection.range).toBeNull()
  })

  it('moves one end of the range by its own handle', async () => {
    const { wrapper, selection } = await show()
    selection.zoomTo({ axis: { kind: 'wall' }, from: START_MS + 60_000, to: START_MS + 120_000 })
    await settle()
    await wrapper.get('[data-testid="brush-from"]').trigger('keydown', { key: 'ArrowLeft', shiftKey: true })
    expect([selection.range?.from, selection.range?.to]).toEqual([START_MS + 60_000 - 7680, START_MS + 120_000])
    await wrapper.get('[data-testid="brush-to"]').trigger('keydown', { key: 'Home' })
    // It stops at the other end.
    expect(selection.range?.to).toBe(selection.range?.from)
  })

  it('places, moves and removes the instants B and C by keys', async () => {
    const { wrapper, selection } = await show()
    selection.setInstant('b', START_MS)
    selection.setInstant('c', START_MS + 60_000)
    await settle()
    expect(wrapper.get('[data-testid="instant-text"]').text().replace(/\s+/g, ' ')).toBe('B → C +60.0 s')
    const flag = wrapper.get('[data-testid="instant-b"]')
    expect([flag.attributes('role'), flag.attributes('aria-valuetext')]).toEqual(['slider', '03:36:00.000'])
    await flag.trigger('keydown', { key: 'ArrowRight' })
    expect(selection.instants.b).toBe(START_MS + 768)
    await wrapper.get('[data-testid="instant-c"]').trigger('keydown', { key: 'Delete' })
    expect([selection.instants, wrapper.find('[data-testid="instant-c"]').exists()]).toEqual([
      { b: START_MS + 768 },
      false,
    ])
  })

  it('draws one line of live heap per placed life', async () => {
    const { wrapper } = await show()
    expect(wrapper.findAll('path.area-line')).toHaveLength(1)
  })

  it('says so when nothing is placed in time', async () => {
    const { wrapper } = await show({
      'case.overview': () => ({ ...overview, range: null, lives: [], profileTicks: [] }),
    })
    expect(wrapper.text()).toContain('No source of this case is placed on the wall clock')
  })
})

describe('stripShapes', () => {
  const domain = { from: START_MS, to: START_MS + 300_000 }

  it('puts every life on one scale from zero', () => {
    const line = (id: number, y: number[]) => ({
      lifeId: lifeId(id),
      x: Float64Array.of(START_MS, START_MS + 150_000),
      y: Float64Array.from(y),
    })
    const { heaps } = stripShapes(overview, [line(1, [0, 50]), line(2, [100, 100])], domain, 600)
    expect(heaps.map((heap) => heap.line)).toEqual(['M0.0 32.0L300.0 20.0', 'M0.0 8.0L300.0 8.0'])
  })

  it('leaves out gaps, and lives with a single point', () => {
    const x = Float64Array.of(START_MS, START_MS + 1000)
    expect(
      stripShapes(overview, [{ lifeId: lifeId(1), x, y: Float64Array.of(Number.NaN, 4) }], domain, 600).heaps,
    ).toEqual([])
  })

  it('gives sources that last a row of their kind, and others a tick', () => {
    const source = (id: number, kind: string, fromS: number, toS: number): never =>
      ({
        id: sourceId(id),
        kind,
        placement: { startMs: START_MS + fromS * 1000, endMs: START_MS + toS * 1000, errorMs: 0, basis: 'logPrefix' },
      }) as never
    const { bars, ticks } = stripShapes({ lives: [], profileTicks: [] }, [], domain, 600, [
      source(1, 'metrics', 0, 300),
      source(2, 'gotrace', 60, 90),
      source(3, 'metrics', 10, 20),
      source(4, 'dump', 150, 150),
    ])
    expect(bars.map(({ key, x, y, width }) => [key, x, y, width])).toEqual([
      [1, 0, 39, 600],
      [2, 120, 41.5, 60],
      [3, 20, 39, 20],
    ])
    expect(ticks).toEqual([{ key: 4, x: 300, type: 'dump' }])
  })

  it('shows coverage and ticks where they are', () => {
    const { lives, ticks } = stripShapes(overview, [], domain, 600)
    expect(lives).toEqual([{ key: 1, x: 0, width: 600 }])
    expect(ticks.map(({ x, type }) => [x, type])).toEqual([[200, 'heap']])
  })
})
