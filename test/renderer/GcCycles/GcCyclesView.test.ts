// @vitest-environment happy-dom
import { beforeAll, describe, expect, it } from 'vitest'
import type { CaseParams, GcSummary } from '../../../shared/contract/caseCalls.ts'
import { useAnnotationStore } from '../../../renderer/components/annotations/annotationStore.ts'
import GcCyclesView from '../../../renderer/views/GcCycles/GcCyclesView.vue'
import GcInspector from '../../../renderer/views/GcCycles/GcInspector.vue'
import { gcChartOf, gcRow } from '../charts/gcBuilder.ts'
import type { CaseAnswers, FakeBridge } from '../fakeBridge.ts'
import * as fake from '../fakeCase.ts'
import { giveLayout } from '../charts/layout.ts'
import { mountView, settle, type MountOptions } from '../mountView.ts'

const MIB = 1024 ** 2
const life = fake.overview.lives[0]!
/** The run before: shorter, same log. */
const earlier = { ...life, id: fake.lifeId(2), cycles: 371, lastCycle: 371 }
const overview = { ...fake.overview, lives: [earlier, life] }
const start = life.range.from
const { chart, bytes } = gcChartOf(300, start)

const summary: GcSummary = {
  cycles: 300,
  forced: 2,
  periodic: 0,
  spanNs: 300e9,
  cyclesPerMinute: 60,
  pause: { medianNs: 3e5, p95Ns: 4e5, p99Ns: 5e5, maxNs: 88e6, totalNs: 9e7, maxCycle: 41 },
  gcCpuShare: 0.25,
  assistShare: 0.13,
  assistOfGc: 0.52,
  allocationBytesPerSecond: { value: 140 * MIB, errorBytesPerSecond: 1 * MIB },
  liveHeap: { firstBytes: 2 * MIB, lastBytes: 288 * MIB, minBytes: 2 * MIB, maxBytes: 288 * MIB },
  liveHeapTrend: { perMinute: 68.6 * MIB, low: 68.1 * MIB, high: 69 * MIB, interceptBytes: 0 },
  goal: { minBytes: 4 * MIB, maxBytes: 299 * MIB },
  overshoots: 353,
}

const answers: CaseAnswers = {
  'case.overview': () => overview,
  'gcCycles.chart': () => chart,
  'gcCycles.page': ({ offset, limit }) => ({
    rows: Array.from({ length: Math.min(limit, 300 - offset) }, (_, index) =>
      gcRow(offset + index + 1, start + (offset + index) * 1000),
    ),
    total: 300,
    all: 300,
    totals: { markNs: { sum: 300 * 9.7e6, min: 9.7e6, max: 9.7e6 } },
  }),
  'gcCycles.place': ({ number }) => number - 1,
  'gcCycles.summary': () => summary,
  'gcCycles.get': ({ number }) => ({
    row: gcRow(number, start + (number - 1) * 1000),
    raw: { line: number * 10, text: `gc ${number} @${number}.000s 3%: 0.10+9.7+0.20 ms clock`, isCut: false },
  }),
}
const open = (options: MountOptions = {}) =>
  mountView(GcCyclesView, {
    ...options,
    case: { ...answers, ...options.case },
    before: (stores) => {
      stores.bridge.data = () => Promise.resolve(bytes)
      options.before?.(stores)
    },
  })
const asked = (bridge: FakeBridge, name: string) =>
  bridge.calls.filter(([call]) => call === name).map(([, params]) => params)
const pages = (bridge: FakeBridge) => asked(bridge, 'gcCycles.page') as CaseParams<'gcCycles.page'>[]

beforeAll(() => giveLayout())

describe('GC cycles view', () => {
  it('shows the life with the most cycles when none is chosen, and lists its cycles page by page', async () => {
    const { wrapper, bridge } = await open()
    expect((wrapper.get('[data-testid="gc-life"]').element as HTMLSelectElement).value).toBe(String(life.id))
    expect(wrapper.get('[data-testid="table-count"]').text()).toBe('300 rows')
    expect(pages(bridge)[0]).toEqual({
      lifeId: life.id,
      range: null,
      sort: [{ column: 'number', descending: false }],
      filter: '',
      offset: 0,
      limit: 200,
    })
    expect(wrapper.get('[data-total="markNs"]').text()).toBe('2,910.0')
    expect(wrapper.findAll('[data-testid="table-row"]').length).toBeGreaterThan(10)
  })

  it('describes each chart in words', async () => {
    const { wrapper } = await open()
    expect(wrapper.get('[data-testid="gc-chart-heap"]').text()).toContain(
      '300 cycles. Live heap between 20.0 – 319.0\u00a0MiB',
    )
    expect(wrapper.get('[data-testid="gc-chart-cpu"]').text()).toContain('mark assist between 10.0 – 10.0\u00a0%')
  })

  it('sorts and filters in the case, not in the window', async () => {
    const { wrapper, bridge } = await open()
    await wrapper
      .findAll('[data-testid="table-head"] button')
      .find((button) => button.text().startsWith('Mark t.'))!
      .trigger('click')
    await settle()
    const byMarkTerm = { column: 'markTermNs', descending: true }
    expect(pages(bridge).at(-1)).toMatchObject({ sort: [byMarkTerm], offset: 0 })
    await wrapper.get('[data-testid="table-search"]').setValue('trigger=forced')
    await wrapper.get('[data-testid="table-search"]').trigger('keydown', { key: 'Enter' })
    await settle()
    expect(pages(bridge).at(-1)).toMatchObject({ filter: 'trigger=forced', sort: [byMarkTerm] })
  })

  it('goes along the cycles with the keyboard, says what lies there, and selects it', async () => {
    const { wrapper, selection } = await open()
    const area = wrapper.get('[data-testid="gc-charts"]')
    await area.trigger('keydown', { key: 'Home' })
    await area.trigger('keydown', { key: 'ArrowRight', ctrlKey: true })
    const readout = wrapper.get('[data-testid="chart-readout"]').text()
    expect(readout).toContain('gc 2')
    expect(readout).toContain('21.0\u00a0MiB')
    expect(area.get('[role="status"]').text()).toContain('gc 2, 03:36:01.0 · heap, collected 30.0\u00a0MiB')
    await area.trigger('keydown', { key: ' ' })
    expect(selection.cycle).toBe(2)
  })

  it('sets the range of the window with the keyboard, and clears it', async () => {
    const { wrapper, bridge, selection } = await open()
    const area = wrapper.get('[data-testid="gc-charts"]')
    await area.trigger('keydown', { key: 'Home' })
    await area.trigger('keydown', { key: 'ArrowRight', shiftKey: true })
    await settle()
    expect(selection.range).toEqual({ axis: life.axis, from: start, to: start + 3000 })
    expect(pages(bridge).at(-1)?.range).toEqual(selection.range)
    await area.trigger('keydown', { key: 'Escape' })
    expect(selection.range).toBeNull()
  })

  it('switches a line off at its name, and back on in the menu', async () => {
    const { wrapper } = await open()
    const label = () => wrapper.get('[data-testid="gc-chart-heap"] [data-testid="chart-label"]')
    expect([label().text(), label().attributes('aria-pressed')]).toEqual(['collected', 'true'])
    await label().trigger('click')
    expect(label().attributes('aria-pressed')).toBe('false')
  })

  it('shows only the range on Enter, and the whole life again', async () => {
    const { wrapper, bridge, selection } = await open({
      before: ({ selection: store }) => store.zoomTo({ axis: life.axis, from: start + 1000, to: start + 5000 }),
    })
    await wrapper.get('[data-testid="gc-charts"]').trigger('keydown', { key: 'Enter' })
    await settle()
    expect(asked(bridge, 'gcCycles.chart').at(-1)).toMatchObject({ range: selection.range })
    await wrapper.get('[data-testid="gc-zoom"]').trigger('click')
    await settle()
    expect(asked(bridge, 'gcCycles.chart').at(-1)).toMatchObject({ range: null })
  })

  it('chooses a cycle by its row, opens its line by double click, and offers it for annotation', async () => {
    const { wrapper, selection } = await open()
    await wrapper.findAll('[data-testid="table-row"]')[3]!.trigger('click')
    await settle()
    expect([selection.lifeId, selection.cycle]).toEqual([life.id, 4])
    const anchor = useAnnotationStore().anchor
    expect(anchor).toMatchObject({
      kind: 'gcCycle',
      lifeId: life.id,
      number: 4,
      range: { from: start + 3000, to: start + 3010 },
    })
    await wrapper.findAll('[data-testid="table-row"]')[3]!.trigger('dblclick')
    expect(selection.link).toMatchObject({ view: 'sources', sourceId: life.sourceId, lines: { from: 40, to: 40 } })
  })

  it('forgets the cycle when another life is chosen', async () => {
    const { wrapper, selection } = await open({
      before: ({ selection: store }) => {
        store.lifeId = life.id
        store.cycle = 7
      },
    })
    await wrapper.get('[data-testid="gc-life"]').setValue(String(earlier.id))
    await settle()
    expect([selection.lifeId, selection.cycle]).toEqual([earlier.id, null])
  })

  it('names the flag that makes Go print cycles where there is no log', async () => {
    const { wrapper } = await open({ case: { 'case.overview': () => ({ ...overview, lives: [] }) } })
    expect(wrapper.get('[data-testid="empty-state"]').text()).toContain('GODEBUG=gctrace=1')
  })

  it('shows why the case refused, with its code', async () => {
    const { wrapper } = await open({
      case: {
        'gcCycles.chart': () => {
          throw new Error('disk is gone')
        },
      },
    })
    expect(wrapper.text()).toContain('disk is gone')
  })

  it('speaks 简体中文', async () => {
    const { wrapper } = await open({ language: 'zh-CN' })
    expect(wrapper.get('[data-testid="gc-chart-heap"]').text()).toContain('存活堆')
    expect(wrapper.get('[data-testid="table-count"]').text()).toBe('300 行')
  })
})

describe('GC inspector', () => {
  const inspect = (options: MountOptions = {}) =>
    mountView(GcInspector, { ...options, case: { ...answers, ...options.case } })

  it('gives figures with units, intervals and doubt', async () => {
    const { wrapper } = await inspect()
    const text = wrapper.get('[data-testid="gc-summary"]').text()
    expect(text).toContain('+286\u00a0MiB')
    expect(text).toContain('68.1 – 69.0\u00a0MiB/min, 95\u00a0%')
    expect(text).toContain('±\u00a01.00\u00a0MiB/s')
    expect(text).toContain('353 cycles above it')
  })

  it('goes from the worst pause to its cycle, and from there to the printed line', async () => {
    const { wrapper, selection } = await inspect()
    await wrapper.get('[data-testid="gc-summary"] button.link').trigger('click')
    await settle()
    expect(selection.cycle).toBe(41)
    expect(wrapper.get('[data-testid="gc-raw-line"]').text()).toBe('gc 41 @41.000s 3%: 0.10+9.7+0.20 ms clock')
    await wrapper.get('[data-testid="gc-to-source"]').trigger('click')
    expect(selection.link).toMatchObject({ view: 'sources', lines: { from: 410, to: 410 } })
  })

  it('says so when no cycle is in the range', async () => {
    const { wrapper } = await inspect({ case: { 'gcCycles.summary': () => null } })
    expect(wrapper.get('[data-testid="gc-summary"]').text()).toContain('No cycle of this life is in the range.')
  })

  it('offers no annotation in a case that is read only', async () => {
    const { wrapper, selection } = await inspect({ isReadOnly: true })
    selection.cycle = 3
    await settle()
    expect(wrapper.find('[data-testid="annotate-gcCycle"]').exists()).toBe(false)
  })
})
