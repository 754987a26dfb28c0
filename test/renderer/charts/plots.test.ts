import { describe, expect, it } from 'vitest'
import { chartSvg } from '../../../renderer/charts/echarts.ts'
import { findingDomain, findingPlot } from '../../../renderer/charts/findingPlot.ts'
import { cpuShares, extent, gcChartData, nearestRow, translate } from '../../../renderer/charts/gcChartData.ts'
import { gcCpuPlot, gcHeapPlot, gcPausePlot } from '../../../renderer/charts/gcPlots.ts'
import { growthPlot, slopeEnds } from '../../../renderer/charts/growthPlot.ts'
import { readPalette } from '../../../renderer/charts/palette.ts'
import {
  PLOT_MARGINS,
  placedLabels,
  spreadLabels,
  type ChartSeries,
  type Plot,
  type PlotFrame,
} from '../../../renderer/charts/plot.ts'
import { plotOption } from '../../../renderer/charts/plotOption.ts'
import { timeTicks } from '../../../renderer/charts/scale.ts'
import { traceCountsPlot } from '../../../renderer/charts/tracePlots.ts'
import { localText } from '../../../shared/lib/localText.ts'
import { UTC } from '../../../shared/units/format.ts'
import { gcChartOf } from './gcBuilder.ts'

const MIB = 1024 ** 2
const START = Date.UTC(2026, 10, 21, 3, 40)
// A colour per role that can be found again in the drawing.
const COLOURS: Record<string, string> = {
  '--mem-live': '#07586b',
  '--pane': '#ffffff',
  '--ink-2': '#4a505a',
  '--gc-assist': '#b01e68',
}
const palette = readPalette((name) => COLOURS[name] ?? (name.startsWith('--font') ? 'sans-serif' : '#777777'))
const frameOf = (to: number): PlotFrame => ({
  palette,
  width: 900,
  height: 160,
  x: { from: START, to },
  ticks: timeTicks(START, to, 6, 'wall', UTC),
  showTime: true,
})
const HEAP = { live: 'live', goal: 'goal', collected: 'collected' }

const named = ({ series }: Plot, id: string): ChartSeries => {
  const found = series.find((entry) => entry.id === id)
  if (!found) throw new Error(`no series ${id}`)
  return found
}
const texts = (frame: PlotFrame, plot: Plot): string[] => placedLabels(frame, plot).map(({ text }) => text)
const svgOf = (frame: PlotFrame, plot: Plot): string =>
  chartSvg(plotOption(frame, plot, { withLabels: true }), frame.width, frame.height)
const pathOf = (svg: string, attribute: RegExp): string => {
  const found = [...svg.matchAll(/<path d="([^"]*)"([^>]*)>/g)].find(([, , rest = '']) => attribute.test(rest))
  return found?.[1] ?? ''
}

describe('gcChartData', () => {
  it('reads columns by name, and a column that was not sent is all gaps', () => {
    const { chart, bytes } = gcChartOf(3, START)
    const fewer = gcChartData({ ...chart, columns: chart.columns.slice(0, 2) }, bytes)
    expect([...fewer.column.number]).toEqual([1, 2, 3])
    expect([...fewer.column.procs]).toEqual([Number.NaN, Number.NaN, Number.NaN])
  })
  it('refuses bytes that are too short', () => {
    const { chart } = gcChartOf(3, START)
    expect(() => gcChartData(chart, new ArrayBuffer(16))).toThrow(RangeError)
  })
  it('gives CPU as shares of wall time × Ps', () => {
    const { chart, bytes } = gcChartOf(2, START)
    const shares = cpuShares(gcChartData(chart, bytes))
    expect([shares.background[0], shares.assist[0], shares.idle[0], shares.stw[0]]).toEqual([0.25, 0.1, 0.05, 0.03])
  })
  it('has no share of a cycle without time', () => {
    const { chart, bytes } = gcChartOf(1, START, { markNs: () => 0, sweepTermNs: () => 0, markTermNs: () => 0 })
    expect(cpuShares(gcChartData(chart, bytes)).assist[0]).toBeNaN()
  })
})

describe('finding rows', () => {
  const xs = Float64Array.of(10, 20, 40)
  it.each([
    [0, 0],
    [14, 0],
    [16, 1],
    [29, 1],
    [31, 2],
    [99, 2],
  ])('nearest to %d is row %d', (at, row) => expect(nearestRow(xs, at)).toBe(row))
  it('has none without rows', () => expect(nearestRow(new Float64Array(0), 5)).toBeNull())
  it('translates between time and cycle numbers and back', () => {
    const numbers = Float64Array.of(1, 2, 3)
    expect([5, 10, 15, 30, 50].map((at) => translate(xs, numbers, at))).toEqual([1, 1, 1.5, 2.5, 3])
    expect(translate(numbers, xs, 2.5)).toBe(30)
  })
  it('has an extent beside gaps', () => expect(extent(Float64Array.of(Number.NaN, 3, -1))).toEqual([-1, 3]))
})

describe('heap chart', () => {
  const { chart, bytes } = gcChartOf(30, START, { heapGoalBytes: (row) => (row < 10 ? Number.NaN : 80 * MIB) })
  const data = gcChartData(chart, bytes)
  const frame = frameOf(START + 29_000)
  const plot = gcHeapPlot(data, frame, HEAP)

  it('emphasises live heap and names the ends of its lines with their values', () => {
    expect(texts(frame, plot)).toEqual(['collected', 'goal 80', 'live 49'])
    expect(plot.scale.unit).toBe('MiB')
    expect(placedLabels(frame, plot).find(({ id }) => id === 'live')?.isStrong).toBe(true)
  })
  it('keeps a gap a gap', () => {
    const path = pathOf(svgOf(frame, plot), /stroke="#777777"[^>]*stroke-linejoin="round"/)
    // The goal begins at the eleventh cycle and is one line from there.
    expect(path.match(/M/g)).toHaveLength(1)
    const first = Number(/^M([\d.]+)/.exec(path)?.[1])
    expect(first).toBeCloseTo(PLOT_MARGINS.left + (10 / 29) * (900 - PLOT_MARGINS.left - PLOT_MARGINS.right), 0)
  })
  it('counts cycles on the x axis when asked', () => {
    const byCycle = gcHeapPlot(data, { ...frame, x: { from: 1, to: 30 } }, HEAP, { x: 'number' })
    expect(named(byCycle, 'live').x[4]).toBe(5)
  })
  it('draws as an SVG with text as text, and one stroke per cycle', () => {
    const svg = svgOf(frame, plot)
    expect(svg).toContain('live 49</text>')
    expect(svg).toContain('03:40')
    expect(pathOf(svg, /fill-opacity="0\.55"/).match(/M/g)).toHaveLength(30)
  })
  it('fits its scale to what is switched on', () => {
    const without = gcHeapPlot(data, { ...frame, hidden: new Set(['goal', 'collected']) }, HEAP)
    expect([plot.scale.max / MIB, without.scale.max / MIB]).toEqual([80, 60])
    expect(svgOf({ ...frame, hidden: new Set(['goal']) }, plot)).not.toContain('goal 80')
  })
  it('says what a cycle collected, not how high its stroke reaches', () => {
    const { values, text } = named(plot, 'collected')
    expect(text(values?.[3] ?? 0)).toBe('30.0\u00a0MiB')
  })
  it('stands without rows', () => {
    const none = gcChartOf(0, START)
    const empty = frameOf(START)
    expect(() => svgOf(empty, gcHeapPlot(gcChartData(none.chart, none.bytes), empty, HEAP))).not.toThrow()
  })
})

describe('pause chart', () => {
  const words = { sweepTerm: 'sweep term.', markTerm: 'mark term.' }
  const { chart, bytes } = gcChartOf(50, START, { sweepTermNs: (row) => (row === 0 ? 0 : 3e5) })
  const data = gcChartData(chart, bytes)
  const frame = frameOf(START + 49_000)

  it('puts a pause of zero on the lower edge of a log scale', () => {
    const plot = gcPausePlot(data, frame, words)
    expect(plot.scale.isLog).toBe(true)
    const paths = [...svgOf(frame, plot).matchAll(/d="(M[^"]*)"/g)].map(([, path = '']) => path)
    // A circle is two arcs.
    const dots = paths.find((path) => (path.match(/A2 2/g)?.length ?? 0) >= 50) ?? ''
    const heights = [...dots.matchAll(/M[\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y))
    const { bottom } = PLOT_MARGINS
    expect(heights).toHaveLength(50)
    // 20 px of time axis lie below the plot.
    expect(heights[0]).toBeCloseTo(160 - bottom - 20, 0)
    expect(Math.max(...heights.slice(1))).toBeLessThan(heights[0] ?? 0)
  })
  it('draws limits near what was measured, and leaves out those far above', () => {
    const limit = (value: number) => ({ value, text: `limit ${value}`, severity: 'warning' as const })
    const plot = gcPausePlot(data, frame, words, { limits: [limit(5e5), limit(5e8)] })
    expect(texts(frame, plot)).toContain('limit 500000')
    expect(texts(frame, plot)).not.toContain('limit 500000000')
    expect(plot.scale.max).toBeLessThanOrEqual(1e6)
  })
})

describe('CPU chart', () => {
  const words = { background: 'background', assist: 'assist', idle: 'idle', stw: 'STW' }
  const { chart, bytes } = gcChartOf(20, START)
  const frame = frameOf(START + 19_000)
  const data = gcChartData(chart, bytes)

  it('stacks four parts from zero', () => {
    const plot = gcCpuPlot(data, frame, words)
    expect(plot.series.map(({ id }) => id)).toEqual(['idle', 'stw', 'assist', 'background'])
    expect(plot.series.map(({ base, y }) => [base?.[0], y[0]].map((share) => Math.round((share ?? 0) * 100)))).toEqual([
      [38, 43],
      [35, 38],
      [25, 35],
      [0, 25],
    ])
    expect(plot.scale.min).toBe(0)
    expect(plot.scale.max).toBeLessThanOrEqual(1)
  })
  it('closes the stack where a class is switched off', () => {
    const hidden = new Set(['assist'])
    const plot = gcCpuPlot(data, { ...frame, hidden }, words)
    expect(named(plot, 'stw').base?.[0]).toBeCloseTo(0.25)
  })
  it('hatches every second class where colour is not enough', () => {
    const isHatched = (hasPattern: boolean): boolean[] =>
      gcCpuPlot(data, { ...frame, palette: { ...palette, hasPattern } }, words).series.map(
        ({ mark }) => mark.kind === 'area' && mark.isHatched === true,
      )
    expect([isHatched(false), isHatched(true)]).toEqual([
      [false, false, false, false],
      [true, false, true, false],
    ])
    const hatched = { ...frame, palette: { ...palette, hasPattern: true } }
    expect(svgOf(hatched, gcCpuPlot(data, hatched, words))).toContain('<pattern')
  })
})

describe('spreadLabels', () => {
  it('leaves labels that do not touch', () => expect(spreadLabels([10, 50, 90], 15, 100)).toEqual([10, 50, 90]))
  it('shares the shift between neighbours', () => expect(spreadLabels([50, 52], 14, 100)).toEqual([44, 58]))
  it('keeps the order given', () => {
    const [first = 0, second = 0] = spreadLabels([60, 40], 15, 100)
    expect(first).toBeGreaterThan(second)
  })
  it('keeps the gap and the height', () => {
    const placed = spreadLabels([98, 99, 99, 97, 3, 2], 15, 100).sort((a, b) => a - b)
    placed.slice(1).forEach((at, index) => expect(at - (placed[index] ?? 0)).toBeGreaterThanOrEqual(15 - 1e-9))
    expect(placed.at(-1)).toBeLessThanOrEqual(100 - 7.5)
  })
})

describe('finding chart', () => {
  const chart = {
    title: localText('Live heap', '存活堆'),
    unit: 'bytes' as const,
    axis: 'wall' as const,
    series: [
      { name: localText('live', '存活堆'), role: 'main' as const, x: [START, START + 60_000], y: [10 * MIB, 30 * MIB] },
      {
        name: localText('goal', '堆目标'),
        role: 'goal' as const,
        x: [START - 1000, START + 50_000],
        y: [null, 40 * MIB],
      },
    ],
    trend: {
      x0: START,
      y0: 10 * MIB,
      x1: START + 60_000,
      y1: 30 * MIB,
      label: localText('20 MiB/min', '每分钟 20 MiB'),
    },
    limits: [{ value: 35 * MIB, label: localText('limit 35', '界限 35'), severity: 'critical' as const }],
  }
  it('spans all series', () => expect(findingDomain(chart)).toEqual({ from: START - 1000, to: START + 60_000 }))
  it('has no span without points', () => expect(findingDomain({ ...chart, series: [] })).toBeNull())
  it('speaks the language shown and names limits', () => {
    const frame = frameOf(START + 60_000)
    expect(
      texts(
        frame,
        findingPlot(chart, frame, (text) => text['zh-CN']),
      ),
    ).toEqual(['堆目标', '每分钟 20 MiB', '存活堆', '界限 35'])
  })
  it('draws the emphasised series last', () => {
    const plot = findingPlot(chart, frameOf(START + 60_000), (text) => text.en)
    expect(plot.series.filter(({ isAid }) => !isAid).map(({ name }) => name)).toEqual(['goal', 'live'])
    expect(plot.series.at(-1)?.id).toBe('series-0')
  })
})

describe('growth chart', () => {
  const points = { x: [0, 60_000, 120_000], y: [10, 20, 30], perMinute: { value: 10, low: 8, high: 12 } }
  it('lays the slope through the medians', () => {
    expect(slopeEnds(points, 10)).toEqual([
      [0, 10],
      [120_000, 30],
    ])
    expect(slopeEnds(points, 8)).toEqual([
      [0, 12],
      [120_000, 28],
    ])
  })
  it('draws slope and interval beside the measured values, or only these', () => {
    const frame = { ...frameOf(120_000), margins: PLOT_MARGINS }
    expect(growthPlot(points, frame, 'bytes', 'f').series.map(({ id }) => id)).toEqual([
      'low',
      'high',
      'trend',
      'measured',
    ])
    expect(growthPlot({ ...points, perMinute: null }, frame, 'bytes', 'f').series.map(({ id }) => id)).toEqual([
      'measured',
    ])
  })
})

describe('goroutines of a trace by state', () => {
  const points = (...y: number[]) => ({ x: y.map((_, at) => START + at * 10), y })
  const counts = { running: points(1, 2), runnable: points(0, 12.5), syscall: points(0, 0), procs: points(2, 2) }
  const names = { running: 'running', runnable: 'waiting for a P', syscall: 'in a syscall', procs: 'GOMAXPROCS' }

  it('are steps up to the end, on one axis of counts from zero', () => {
    const plot = traceCountsPlot(counts, START + 20, frameOf(START + 20), names)
    expect([plot.scale.min, plot.scale.unit, plot.scale.max >= 12.5]).toEqual([0, '', true])
    expect(named(plot, 'runnable').y).toEqual([0, 0, 12.5, 12.5])
    expect(named(plot, 'runnable').x).toEqual([START, START + 10, START + 10, START + 20])
    // What runs is drawn over the others.
    expect(plot.series.map(({ id }) => id)).toEqual(['procs', 'syscall', 'runnable', 'running'])
    expect([2, 12.5, 1234].map((value) => named(plot, 'running').text(value))).toEqual(['2', '12.5', '1,234'])
  })

  it('are nothing where the trace has no counts', () => {
    const none = { running: points(), runnable: points(), syscall: points(), procs: points() }
    expect(traceCountsPlot(none, START, frameOf(START + 20), names).series.map(({ y }) => y.length)).toEqual([
      0, 0, 0, 0,
    ])
  })
})
