import { describe, expect, it } from 'vitest'
import type { SeriesListRow } from '../../../shared/contract/seriesCalls.ts'
import { holdsFor } from '../../../shared/records/index.ts'
import { extentOf, groupsOf, nameOf } from '../../../renderer/views/Series/seriesGroups.ts'
import { figuresOf } from '../../../renderer/views/Series/seriesTable.ts'
import { scaleUnit, seriesText } from '../../../renderer/views/Series/seriesUnit.ts'
import {
  MOST_SHOWN,
  NOTHING,
  firstShown,
  isShown,
  shownOf,
  stateOf,
  toggled,
  turned,
  usualMode,
} from '../../../renderer/views/Series/shownSeries.ts'
import { suggestedThreshold, typedThreshold } from '../../../renderer/views/Series/thresholds.ts'
import { sourceId } from '../fakeCase.ts'
import { loadedOf, rowOf } from './seriesBuilder.ts'

const iso = (ms: number): string => new Date(ms).toISOString()

describe('which series are drawn', () => {
  it('goes into a state and comes back; what is no entry is left out', () => {
    const shown = [
      { sourceId: sourceId(3), ordinal: 7, mode: 'rate' as const },
      { sourceId: sourceId(4), ordinal: 0, mode: 'value' as const },
    ]
    expect(stateOf(shown)).toBe('3.7.rate,4.0.value')
    expect(shownOf(stateOf(shown))).toEqual(shown)
    expect(shownOf('3.7.rate,3.7.value,x,1.2.sum,-1.0.value,9999999999.1.value')).toEqual([shown[0]])
    expect(stateOf([])).toBe(NOTHING)
    expect(shownOf(NOTHING)).toEqual([])
  })

  it('is drawn as what says most, taken out again, and never more than can be told apart', () => {
    const counter = rowOf({ kind: 'counter' })
    expect(usualMode(counter)).toBe('rate')
    expect(usualMode(rowOf({}))).toBe('value')
    const one = toggled([], counter)
    expect(one).toEqual([{ sourceId: counter.sourceId, ordinal: 0, mode: 'rate' }])
    expect(isShown(one, counter)).toBe(true)
    expect(toggled(one, counter)).toEqual([])
    expect(turned(one, counter)).toMatchObject([{ mode: 'value' }])
    expect(turned([], counter)).toMatchObject([{ mode: 'value' }])
    const many = Array.from({ length: 20 }, (_, ordinal) => rowOf({ ordinal })).reduce(toggled, [])
    expect(many).toHaveLength(MOST_SHOWN)
    expect(many.at(-1)?.ordinal).toBe(19)
  })

  it('begins with what investigations ask for first, of the longest series', () => {
    const rows: SeriesListRow[] = [
      rowOf({ ordinal: 1, canonical: 'go.heap.objects', points: 5 }),
      rowOf({ ordinal: 2, canonical: 'go.heap.objects', points: 50 }),
      rowOf({ ordinal: 3, canonical: 'process.rss', points: 2 }),
      rowOf({ ordinal: 4, canonical: 'go.goroutines', points: 9, axis: 'order' }),
      rowOf({ ordinal: 5, canonical: 'go.alloc.bytes', kind: 'counter', points: 9 }),
    ]
    expect(firstShown(rows)).toMatchObject([
      { ordinal: 2, mode: 'value' },
      { ordinal: 5, mode: 'rate' },
    ])
    expect(firstShown([])).toEqual([])
  })
})

describe('units of series', () => {
  it.each([
    ['ratio', 'share'],
    ['1/s', 'count/s'],
    ['bytes/s', 'bytes/s'],
    ['cpu-seconds', 'seconds'],
    ['', ''],
  ])('%s is %s to a scale', (unit, name) => expect(scaleUnit(unit)).toBe(name))

  it.each([
    [0.756, 'ratio', '75.6\u00a0%'],
    [24.3, 'percent', '24.3\u00a0%'],
    [1.5 * 1024 ** 2, 'bytes', '1.50\u00a0MiB'],
    [2048, 'bytes/s', '2.00\u00a0KiB/s'],
    [0.25, 'seconds', '250\u00a0ms'],
    [12_345, 'count', '12,345'],
    [0, 'time', '1970-01-01T00:00:00.000Z'],
    [Number.NaN, 'bytes', 'NaN'],
    [Number.POSITIVE_INFINITY, '', 'Infinity'],
  ])('%s %s is written as %s', (value, unit, text) => expect(seriesText(value, unit, iso)).toBe(text))
})

describe('thresholds', () => {
  it.each([
    ['512 MiB', 'bytes', 512 * 1024 ** 2],
    ['536870912', 'bytes', 536_870_912],
    ['75 %', 'ratio', 0.75],
    ['0.75', 'ratio', 0.75],
    ['75 %', 'percent', 75],
    ['250 ms', 'seconds', 0.25],
    ['1,000', 'count', 1000],
    ['\u22125', 'count', -5],
    ['12', 'requests', 12],
    ['', 'bytes', null],
    ['much', 'bytes', null],
    ['5 apples', 'bytes', null],
  ])('%s of a series in %s is %s', (text, unit, value) => expect(typedThreshold(text, unit)).toBe(value))

  it('hold for series of the name that have the labels', () => {
    const series = rowOf({ name: 'http_requests', labels: { code: '500', pod: 'a' } })
    expect(holdsFor({ seriesName: 'http_requests', labels: {} }, series)).toBe(true)
    expect(holdsFor({ seriesName: 'http_requests', labels: { code: '500' } }, series)).toBe(true)
    expect(holdsFor({ seriesName: 'http_requests', labels: { code: '200' } }, series)).toBe(false)
    expect(holdsFor({ seriesName: 'other', labels: {} }, series)).toBe(false)
  })

  it('are suggested where the name says what is too much', () => {
    expect(suggestedThreshold({ name: 'shop.sessions.overflow_ratio' })).toEqual({ direction: 'above', text: '0.75' })
    expect(suggestedThreshold({ name: 'memstats.Alloc' })).toBeNull()
  })
})

describe('series beside each other', () => {
  it('share a chart where they share a unit, in the order in which they were chosen', () => {
    const loaded = [
      loadedOf({ unit: 'bytes', ordinal: 1 }),
      loadedOf({ unit: 'count', ordinal: 2 }),
      loadedOf({ unit: 'bytes', ordinal: 3 }),
    ]
    expect(groupsOf(loaded).map(({ unit, series }) => [unit, series.map(({ shown }) => shown.ordinal)])).toEqual([
      ['bytes', [1, 3]],
      ['count', [2]],
    ])
    expect(extentOf(loaded)).toEqual({ from: 1000, to: 3000 })
    expect(extentOf([])).toBeNull()
  })

  it('are told apart by their source where their labels are the same', () => {
    const paths = new Map([
      [1, 'incident/vars.json'],
      [2, 'baseline/vars.json'],
      [3, 'incident/other.json'],
    ])
    const pathOf = (id: number): string => paths.get(id) ?? ''
    const [one, two, three] = [1, 2, 3].map((id) => loadedOf({ sourceId: sourceId(id) }))
    expect(nameOf(one!, [one!], pathOf)).toBe('memstats.Alloc')
    expect(nameOf(one!, [one!, two!], pathOf)).toBe('incident · memstats.Alloc')
    expect(nameOf(one!, [one!, three!], pathOf)).toBe('incident/vars.json · memstats.Alloc')
  })

  it('have figures of the numbers among their points', () => {
    const figures = figuresOf(loadedOf({}, [3, Number.NaN, 9, Number.POSITIVE_INFINITY, 5]))
    expect(figures).toMatchObject({ min: 3, max: 9, last: 5 })
    expect(figuresOf(loadedOf({}, [])).min).toBeNaN()
  })
})
