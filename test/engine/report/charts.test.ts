import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { Window } from 'happy-dom'
import { describe, expect, it } from 'vitest'
import { cutName, growthBars } from '../../../electron/engine/report/charts/growthBars.ts'
import { INK } from '../../../electron/engine/report/charts/ink.ts'
import { lineChart, type LineChartSpec } from '../../../electron/engine/report/charts/lineChart.ts'
import { axisUnit, linearTicks, logTicks, timeTicks } from '../../../electron/engine/report/charts/scale.ts'
import { stackChart } from '../../../electron/engine/report/charts/stackChart.ts'
import { timelineChart } from '../../../electron/engine/report/charts/timelineChart.ts'
import { characters, element, pathData } from '../../../electron/engine/report/charts/svg.ts'
import { UTC } from '../../../shared/units/format.ts'

const MIB = 1_048_576

function svgOf(markup: string): InstanceType<typeof Window>['document']['body'] {
  const { document } = new Window()
  document.body.innerHTML = markup
  return document.body
}
const texts = (markup: string): string[] =>
  Array.from(svgOf(markup).querySelectorAll('text'), ({ textContent }) => textContent)

const spec: LineChartSpec = {
  width: 642,
  height: 200,
  summary: 'heap & goal',
  axis: 'life',
  zone: UTC,
  from: 0,
  to: 60_000,
  unit: 'bytes',
  series: [{ label: 'live heap', role: 'main', x: [0, 30_000, 60_000], y: [10 * MIB, 20 * MIB, 42 * MIB] }],
}

describe('SVG writer', () => {
  it('escapes text and attributes, and replaces what XML does not allow', () => {
    expect(element('text', { fill: '"><script>', x: 1.26 }, characters("a<b>&'\u0000\ud800"))).toBe(
      '<text fill="&quot;&gt;&lt;script&gt;" x="1.3">a&lt;b&gt;&amp;&#39;\ufffd\ufffd</text>',
    )
  })

  it('breaks a line at a gap', () => {
    expect(
      pathData([
        [0, 1],
        [1, 2],
        [2, Number.NaN],
        [3, 4],
        [4, 5],
      ]),
    ).toBe('M0 1L1 2M3 4L4 5')
  })

  it('uses the colours of the design tokens', () => {
    const css = readFileSync(resolve(import.meta.dirname, '../../../renderer/styles/tokens.css'), 'utf8')
    const light = css.slice(0, css.indexOf("[data-theme='dark']"))
    const token = (name: string): string | undefined =>
      new RegExp(`--${name}:\\s*(#[0-9A-Fa-f]{6})`).exec(light)?.[1]?.toUpperCase()
    const own = Object.entries(INK).filter(([name]) => token(name) !== undefined)
    expect(own.filter(([name, value]) => token(name) !== value.toUpperCase())).toEqual([])
    expect(own.length).toBe(Object.keys(INK).length)
  })
})

describe('scales', () => {
  it('have three to six ticks from zero to at least the largest value', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e15, noNaN: true }), (max) => {
        const { values, top } = linearTicks(max, axisUnit('bytes', max))
        expect(values[0]).toBe(0)
        expect(top).toBeGreaterThanOrEqual(max * (1 - 1e-9))
        expect(top).toBeLessThan(max * 2.6)
        expect(values.length).toBeGreaterThanOrEqual(2)
        expect(values.length).toBeLessThanOrEqual(6)
      }),
    )
  })

  it('label every tick differently', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e12, noNaN: true }), (max) => {
        const ticks = linearTicks(max, axisUnit('ns', max))
        const labels = ticks.values.map(ticks.label)
        expect(new Set(labels).size).toBe(labels.length)
      }),
    )
  })

  it('show powers of ten on a log axis, with 2 and 5 between where there are few', () => {
    const wide = logTicks(20, 90_000, { name: 'µs', size: 1 })
    expect(wide.values.map(wide.label)).toEqual(['10', '100', '1,000', '10,000', '100,000'])
    const narrow = logTicks(0.03, 0.06, { name: 'ms', size: 1 })
    expect(narrow.values.map(narrow.label)).toEqual(['0.01', '0.02', '0.05', '0.1'])
  })

  it('put time ticks on whole steps of the zone’s clock', () => {
    const from = Date.UTC(2026, 10, 21, 3, 40, 12)
    const ticks = timeTicks(from, from + 20 * 60_000, 'wall', { label: 'UTC+05:45', offsetMinutes: 345 })
    expect(ticks.values.map(ticks.label)).toEqual(['09:30', '09:35', '09:40', '09:45'])
    const own = timeTicks(0, 4000_000, 'life', UTC)
    expect(own.values.slice(0, 3).map(own.label)).toEqual(['0:00', '10:00', '20:00'])
  })
})

describe('charts', () => {
  it('label lines at their ends, limits with their value, and marks with their letter', () => {
    const markup = lineChart({
      ...spec,
      limits: [{ value: 50 * MIB, label: 'limit 50 MiB', severity: 'critical' }],
      marks: [{ x: 10_000, letter: 'a', isIncident: true }],
      trend: { x0: 0, y0: 9 * MIB, x1: 60_000, y1: 40 * MIB, low1: 35 * MIB, high1: 45 * MIB, label: '+31 MiB/min' },
    })
    expect(texts(markup)).toEqual(
      expect.arrayContaining([
        'MiB',
        '0',
        '20',
        '40',
        '60',
        'live heap',
        'limit 50 MiB',
        'a',
        '+31 MiB/min',
        '0:00',
        '0:30',
      ]),
    )
    expect(svgOf(markup).querySelector('svg')?.getAttribute('aria-label')).toBe('heap & goal')
  })

  it('tell a limit, a goal and a trend apart without colour', () => {
    const markup = lineChart({
      ...spec,
      series: [...spec.series, { label: 'heap goal', role: 'goal', x: [0, 60_000], y: [40 * MIB, 50 * MIB] }],
      limits: [{ value: 50 * MIB, label: 'limit', severity: 'warning' }],
      trend: { x0: 0, y0: 9 * MIB, x1: 60_000, y1: 40 * MIB, label: 'trend' },
    })
    const dashes = Array.from(svgOf(markup).querySelectorAll('[stroke-dasharray]'), (part) =>
      part.getAttribute('stroke-dasharray'),
    )
    expect(dashes).toEqual(['6 2', '3 2', '8 3 1.5 3'])
  })

  it('keep lowest and highest values when a line has more points than the paper', () => {
    const count = 50_000
    const x = Float64Array.from({ length: count }, (_, index) => index)
    const y = Float64Array.from({ length: count }, (_, index) => (index === 31_234 ? 900 * MIB : 100 * MIB))
    const markup = lineChart({ ...spec, to: count, series: [{ label: 'live heap', role: 'main', x, y }] })
    const path = svgOf(markup).querySelector('path[stroke-width="1.75"]')?.getAttribute('d') ?? ''
    expect(path.length).toBeLessThan(40_000)
    const heights = Array.from(path.matchAll(/[ML][\d.]+ ([\d.]+)/g), ([, height]) => Number(height))
    expect(Math.max(...heights) - Math.min(...heights)).toBeGreaterThan(100)
  })

  it('keep end labels apart', () => {
    const series = [41, 41.5, 42].map((end, index) => ({
      label: `line ${index}`,
      role: 'context' as const,
      x: [0, 60_000],
      y: [MIB, end * MIB],
    }))
    const markup = lineChart({ ...spec, series })
    const heights = Array.from(svgOf(markup).querySelectorAll('text'))
      .filter(({ textContent }) => textContent.startsWith('line'))
      .map((text) => Number(text.getAttribute('y')))
      .sort((a, b) => a - b)
    expect(heights.length).toBe(3)
    expect(
      Math.min((heights[1] ?? 0) - (heights[0] ?? 0), (heights[2] ?? 0) - (heights[1] ?? 0)),
    ).toBeGreaterThanOrEqual(12)
  })

  it('hatch one of two neighbouring layers and draw nothing for an empty one', () => {
    const markup = stackChart({
      id: 'cpu-1',
      width: 642,
      height: 140,
      summary: 's',
      axis: 'life',
      zone: UTC,
      edges: [0, 1000, 2000],
      unit: 'share',
      layers: [
        { label: 'mark workers', ink: 'gc-mark', values: [0.1, 0.2] },
        { label: 'mark assist', ink: 'gc-assist', values: [0.05, 0.1], isHatched: true },
        { label: 'stop the world', ink: 'gc-stw', values: [0, 0] },
      ],
    })
    const fills = Array.from(svgOf(markup).querySelectorAll('path[d^="M44"]'), (path) => path.getAttribute('fill'))
    expect(fills).toEqual([INK['gc-mark'], 'url(#cpu-1-hatch-1)'])
    expect(texts(markup)).not.toContain('stop the world')
  })

  it('draw growth from the first value on, and shrinking hatched', () => {
    const markup = growthBars({
      id: 'g',
      width: 642,
      summary: 's',
      unit: 'bytes',
      firstLabel: '03:40',
      lastLabel: 'growth',
      bars: [
        { name: 'main.grow', isMono: true, first: 10 * MIB, last: 40 * MIB, value: '+30 MiB' },
        { name: 'main.shrink', isMono: true, first: 20 * MIB, last: 10 * MIB, value: '−10 MiB' },
      ],
    })
    const fills = Array.from(svgOf(markup).querySelectorAll('rect[height="12"]'), (bar) => bar.getAttribute('fill'))
    expect(fills).toEqual([INK.baseline, INK.grow, INK.baseline, 'url(#g-shrink)'])
  })

  it('draw the whole case on one clock: processes as bars, profiles as triangles, findings as brackets', () => {
    const markup = timelineChart({
      width: 642,
      summary: 's',
      zone: UTC,
      from: 0,
      to: 600_000,
      lanes: [
        { name: 'incident/checkout.log', bars: [{ from: 0, to: 300_000, kind: 'life' }], ticks: [] },
        { name: 'heap profiles', bars: [], ticks: [100_000, 200_000] },
        { name: 'F-001 Live heap grows', bars: [{ from: 60_000, to: 300_000, kind: 'critical' }], ticks: [] },
      ],
      marks: [{ x: 50_000, letter: 'a', isIncident: false }],
    })
    const body = svgOf(markup)
    const bar = body.querySelector('rect[height="10"]')
    const bracket = body.querySelector(`path[stroke="${INK['sev-critical']}"]`)
    expect(body.querySelectorAll('path[d$="h-7z"]')).toHaveLength(2)
    expect(texts(markup)).toEqual(
      expect.arrayContaining(['incident/checkout.log', 'F-001 Live heap grows', 'a', '00:04']),
    )
    // Bar and bracket end at the same time, so at the same place.
    const barEnd = Number(bar?.getAttribute('x')) + Number(bar?.getAttribute('width'))
    expect(Number(/M([\d.]+) [\d.]+v8$/.exec(bracket?.getAttribute('d') ?? '')?.[1])).toBeCloseTo(barEnd, 0)
  })

  it('cut names from the package side, never the function', () => {
    expect(cutName('github.com/example/shop/internal/session.(*Store).Put', 130, true)).toMatch(/^….*\(\*Store\)\.Put$/)
    expect(cutName('main.f', 130, true)).toBe('main.f')
  })
})
