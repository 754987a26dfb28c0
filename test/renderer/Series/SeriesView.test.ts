// @vitest-environment happy-dom
import { beforeAll, describe, expect, it } from 'vitest'
import type { CaseParams } from '../../../shared/contract/caseCalls.ts'
import { CodedError } from '../../../shared/lib/result.ts'
import type { SeriesThreshold } from '../../../shared/records/index.ts'
import SeriesInspector from '../../../renderer/views/Series/SeriesInspector.vue'
import SeriesView from '../../../renderer/views/Series/SeriesView.vue'
import { giveLayout } from '../charts/layout.ts'
import type { CaseAnswers, FakeBridge } from '../fakeBridge.ts'
import { START_MS } from '../fakeCase.ts'
import { mountView, settle, type MountOptions } from '../mountView.ts'
import { baselineOf, rowOf } from './seriesBuilder.ts'

const times = { first: START_MS, last: START_MS + 2000 }
const heap = rowOf({ ...times, canonical: 'go.heap.objects', help: 'Bytes of heap objects.' })
const requests = rowOf({
  ...times,
  ordinal: 1,
  name: 'http_requests',
  labels: { code: '500' },
  unit: 'count',
  kind: 'counter',
})
const ratio = rowOf({ ...times, ordinal: 2, name: 'sessions.overflow_ratio', unit: 'ratio', max: 0.9, lastValue: 0.9 })
const hostile = rowOf({ ...times, ordinal: 3, name: '<img src=x onerror=alert(1)>', help: '<script>alert(1)</script>' })
const rows = [heap, requests, ratio, hostile]
const rowAt = (ordinal: number) => rows.find((row) => row.ordinal === ordinal) ?? heap
const bytes = Float64Array.from([START_MS, START_MS + 1000, START_MS + 2000, 1, 9, 5]).buffer

let thresholds: SeriesThreshold[] = []
const answers: CaseAnswers = {
  'series.list': ({ search }) => {
    const found = rows.filter(({ name }) => name.includes(search))
    return { rows: found, total: found.length }
  },
  'series.data': ({ ordinal, mode }) => ({
    data: { id: 'd', byteLength: bytes.byteLength },
    rows: 3,
    series: rowAt(ordinal),
    unit: mode === 'rate' ? `${rowAt(ordinal).unit}/s` : rowAt(ordinal).unit,
    points: 3,
    isDecimated: false,
    resets: 0,
  }),
  'series.baseline': ({ ordinal }) =>
    baselineOf(rowAt(ordinal), {
      anomalies: [
        {
          fromMs: START_MS + 1000,
          toMs: START_MS + 1000,
          peakMs: START_MS + 1000,
          peakValue: 9,
          expected: 5,
          score: 6.2,
          direction: 'above',
          points: 1,
        },
      ],
    }),
  'series.thresholds': () => thresholds,
  'series.setThreshold': ({ seriesName, labels, direction, value, note }) => {
    thresholds = value === null ? [] : [{ seriesName, labels, direction, value, note, author: 'N. N.', atMs: START_MS }]
    return thresholds
  },
}
const open = (component: typeof SeriesView, options: MountOptions = {}) =>
  mountView(component, {
    ...options,
    case: { ...answers, ...options.case },
    before: (stores) => {
      thresholds = []
      stores.bridge.data = () => Promise.resolve(bytes.slice(0))
      stores.selection.restore({ view: 'series' })
      options.before?.(stores)
    },
  })
const drawn = (bridge: FakeBridge) =>
  bridge.calls.filter(([name]) => name === 'series.data').map(([, params]) => params as CaseParams<'series.data'>)

beforeAll(() => giveLayout())

describe('the Series view', () => {
  it('lists every series, begins with the heap, and says what it is about', async () => {
    const { wrapper, bridge, selection } = await open(SeriesView)
    expect(wrapper.get('[data-testid="table-count"]').text()).toBe('4 rows')
    expect(drawn(bridge)).toMatchObject([{ ordinal: 0, mode: 'value', range: null }])
    expect(selection.entity).toEqual({ kind: 'series', id: 'memstats.Alloc', sourceId: 1 })
    expect(wrapper.get('[data-testid="series-chart-0"]').text()).toContain('memstats.Alloc')
  })

  it('draws and takes out by double click, counters as rates, and keeps it in its state', async () => {
    const { wrapper, selection, bridge } = await open(SeriesView)
    const row = wrapper
      .findAll('[data-testid="series-list"] [role="row"]')
      .find((own) => own.text().includes('http_requests'))
    await row?.trigger('dblclick')
    await settle()
    expect(selection.state['shown']).toBe('1.0.value,1.1.rate')
    expect(drawn(bridge).at(-1)).toMatchObject({ ordinal: 1, mode: 'rate' })
    expect(wrapper.find('[data-testid="series-chart-1"]').exists()).toBe(true)
    await wrapper.get('[data-testid="series-rate"]').trigger('click')
    await settle()
    expect(selection.state['shown']).toBe('1.0.value,1.1.value')
    await wrapper.get('[data-testid="series-clear"]').trigger('click')
    await settle()
    expect(wrapper.find('[data-testid="series-nothing"]').exists()).toBe(true)
  })

  it('has a small table of figures', async () => {
    const { wrapper } = await open(SeriesView)
    await wrapper.get('[data-testid="series-lower-figures"]').trigger('click')
    await settle()
    const table = wrapper.get('[data-testid="series-figures"]').text()
    for (const text of ['memstats.Alloc', '5 B', '9 B']) expect(table.replaceAll('\u00a0', ' ')).toContain(text)
  })

  it('shows names from sources as text', async () => {
    const { wrapper } = await open(SeriesView, {
      before: ({ selection }) => selection.restore({ view: 'series', state: { shown: '1.3.value' } }),
    })
    expect(wrapper.find('img').exists()).toBe(false)
    expect(wrapper.text()).toContain('<img src=x')
  })

  it('says what to collect where there is none, and what failed', async () => {
    const empty = await open(SeriesView, { case: { 'series.list': () => ({ rows: [], total: 0 }) } })
    expect(empty.wrapper.get('[data-testid="empty-state"]').text()).toContain('/metrics')
    const failed = await open(SeriesView, {
      case: {
        'series.data': () => {
          throw new CodedError('series/no-such-series', 'The case has no such series (any more).')
        },
      },
    })
    expect(failed.wrapper.find('[data-testid="error-state"]').exists()).toBe(true)
    expect(failed.wrapper.find('[data-testid="series-list"]').exists()).toBe(true)
  })
})

describe('the inspector of a series', () => {
  const about = (id: string, options: MountOptions = {}) =>
    open(SeriesInspector as never, {
      ...options,
      before: ({ selection }) =>
        selection.restore({ view: 'series', entity: { kind: 'series', id, sourceId: heap.sourceId } }),
    })

  it('says how the series usually is, where it is not, and goes there', async () => {
    const { wrapper, selection } = await about('memstats.Alloc')
    expect(wrapper.text()).toContain('Bytes of heap objects.')
    expect(wrapper.get('[data-testid="series-baseline"]').text()).toContain('Varies around one level.')
    expect(wrapper.get('[data-testid="series-anomalies"]').text()).toContain('6.2 σ')
    await wrapper.get('[data-testid="series-anomaly"]').trigger('click')
    expect(selection.range).toMatchObject({
      axis: { kind: 'wall' },
      from: START_MS + 1000 - 15_000,
      to: START_MS + 1000 + 15_000,
    })
  })

  it('sets a threshold in the unit of the series, has the findings worked out again, and takes it away', async () => {
    let analyses = 0
    const { wrapper, bridge } = await about('sessions.overflow_ratio', {
      app: { 'analysis.start': () => ((analyses += 1), 'job-1' as never) },
    })
    expect((wrapper.get('[data-testid="threshold-value"]').element as HTMLInputElement).value).toBe('0.75')
    await wrapper.get('[data-testid="series-thresholds"] form').trigger('submit')
    await settle()
    expect(bridge.calls.find(([name]) => name === 'series.setThreshold')?.[1]).toEqual({
      seriesName: 'sessions.overflow_ratio',
      labels: {},
      direction: 'above',
      value: 0.75,
      note: '',
    })
    expect(analyses).toBe(1)
    expect(wrapper.get('[data-testid="series-thresholds"]').text().replaceAll('\u00a0', ' ')).toContain('above 75.0 %')
    await wrapper.get('[data-testid="threshold-remove"]').trigger('click')
    await settle()
    expect(wrapper.find('[data-testid="threshold-remove"]').exists()).toBe(false)
    expect(analyses).toBe(2)
  })

  it('refuses what is no value, and changes nothing in a case that is only read', async () => {
    const { wrapper } = await about('memstats.Alloc')
    await wrapper.get('[data-testid="threshold-value"]').setValue('much')
    expect(wrapper.get('[data-testid="threshold-set"]').attributes('disabled')).toBeDefined()
    expect(wrapper.get('[role="alert"]').text()).toContain('512')
    const readOnly = await about('memstats.Alloc', { isReadOnly: true })
    expect(readOnly.wrapper.find('[data-testid="threshold-set"]').exists()).toBe(false)
  })
})

describe('beside another view', () => {
  it('goes on with its series while something of the other is chosen', async () => {
    const { wrapper, selection } = await open(SeriesView)
    selection.entity = { kind: 'memoryStep', id: 'stacks' }
    await settle()
    expect(wrapper.get('[data-testid="series-toggle"]').text()).toBe('Take out')
    expect(wrapper.text()).toContain('memstats.Alloc')
  })
})
