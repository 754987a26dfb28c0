import { describe, expect, it } from 'vitest'
import {
  drawnBrush,
  movedCross,
  shiftedBrush,
  type ChartKeyState,
  type ChartMove,
} from '../../../renderer/charts/chartKeys.ts'
import { nearestIndex, readoutAt, valueBeyond } from '../../../renderer/charts/readout.ts'
import type { ChartSeries } from '../../../renderer/charts/plot.ts'

const domain = { from: 0, to: 1000 }
const go = (by: ChartMove['by'], direction: 1 | -1): ChartMove => ({ by, direction })
const state = (change: Partial<ChartKeyState> = {}): ChartKeyState => ({
  cross: null,
  anchor: null,
  range: null,
  ...change,
})
/** A measurement every 4 up to 400, and one at 900. */
const points = [...Array.from({ length: 101 }, (_, index) => index * 4), 900]
const limits = {
  domain,
  pointBeyond: (at: number, direction: -1 | 1) => valueBeyond(points, at, direction),
  pointNear: (at: number) => points[nearestIndex(points, at) ?? -1] ?? null,
}
const flat = { domain: { from: 5, to: 5 } }

describe('the cross-hair', () => {
  it('appears in the middle, or at the end of the brush', () => {
    expect(movedCross(go('step', 1), state(), { domain })).toBe(500)
    const range = { from: 100, to: 200 }
    expect(movedCross(go('step', -1), state({ range }), limits)).toBe(100)
    expect(movedCross(go('step', 1), state({ range }), limits)).toBe(200)
  })

  it.each([
    [go('step', 1), 200, 208],
    [go('step', -1), 200, 188],
    [go('point', 1), 200, 204],
    [go('point', -1), 200, 196],
    [go('page', 1), 200, 300],
    // Where there is nothing for long, it goes to the next measurement.
    [go('step', 1), 400, 900],
    [go('step', -1), 900, 400],
    [go('step', 1), 900, 900],
    [go('end', -1), 200, 0],
    [go('end', 1), 200, 900],
  ])('%j goes from %d to %d, always onto a measurement', (move, cross, to) => {
    expect(movedCross(move, state({ cross }), limits)).toBe(to)
  })

  it('goes evenly where there are no measurements, and stays on the axis', () => {
    expect(movedCross(go('step', 1), state({ cross: 500 }), { domain })).toBe(510)
    expect(movedCross(go('point', 1), state({ cross: 500 }), { domain })).toBe(501)
    expect(movedCross(go('step', 1), state({ cross: 998 }), { domain })).toBe(1000)
    expect(movedCross(go('step', 1), state(), flat)).toBeNull()
  })
})

describe('the brush by keyboard', () => {
  it('is drawn from where it began, in both directions', () => {
    expect(drawnBrush(go('step', 1), state(), { domain })?.range).toEqual({ from: 500, to: 510 })
    expect(drawnBrush(go('step', 1), state({ cross: 200 }), limits)).toEqual({
      cross: 208,
      anchor: 200,
      range: { from: 200, to: 208 },
    })
    expect(drawnBrush(go('step', -1), state({ cross: 192, anchor: 200 }), limits)?.range).toEqual({
      from: 180,
      to: 200,
    })
    expect(drawnBrush(go('point', -1), state({ cross: 204, anchor: 200 }), limits)?.range).toBeNull()
    expect(drawnBrush(go('step', 1), state(), flat)).toBeNull()
  })

  it('goes on at the end the cross-hair is on', () => {
    const range = { from: 100, to: 200 }
    expect(drawnBrush(go('end', 1), state({ cross: 200, range }), limits)?.range).toEqual({ from: 100, to: 900 })
    expect(drawnBrush(go('end', -1), state({ cross: 100, range }), limits)?.range).toEqual({ from: 0, to: 200 })
  })

  it('moves as a whole, and stops at the ends with its length', () => {
    const range = { from: 100, to: 200 }
    expect([
      shiftedBrush(go('step', 1), range, domain),
      shiftedBrush(go('end', -1), range, domain),
      shiftedBrush(go('end', 1), range, domain),
      shiftedBrush(go('step', 1), null, domain),
    ]).toEqual([{ from: 120, to: 220 }, { from: 0, to: 100 }, { from: 900, to: 1000 }, null])
  })
})

describe('places between measurements', () => {
  const x = [10, 20, 20, 40]
  it.each([
    [5, 1, 10],
    [10, 1, 20],
    [20, 1, 40],
    [40, 1, null],
    [40, -1, 20],
    [15, -1, 10],
    [10, -1, null],
    [99, -1, 40],
  ] as [number, 1 | -1, number | null][])('beyond %d in direction %d is %s', (at, direction, value) =>
    expect(valueBeyond(x, at, direction)).toBe(value),
  )
})

describe('a readout', () => {
  const series = (change: Partial<ChartSeries>): ChartSeries => ({
    id: 'a',
    name: 'A',
    colour: '#000',
    mark: { kind: 'line', width: 1 },
    x: [0, 10],
    y: [1, Number.NaN],
    text: (value) => `${value} B`,
    unit: 'bytes',
    label: null,
    ...change,
  })

  it('gives each series at its own nearest point, a gap as such, and no aids', () => {
    const all = [
      series({}),
      series({ id: 'b', values: [7, 8] }),
      series({ id: 'c', isAid: true }),
      series({ id: 'd', x: [], y: [] }),
    ]
    expect([readoutAt(all, 2), readoutAt(all, 9)].map((lines) => lines.map(({ id, text }) => `${id} ${text}`))).toEqual(
      [
        ['a 1 B', 'b 7 B', 'd –'],
        ['a –', 'b 8 B', 'd –'],
      ],
    )
  })
})
