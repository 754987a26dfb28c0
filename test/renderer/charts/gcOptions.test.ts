import { describe, expect, it } from 'vitest'
import { chartSvg } from '../../../renderer/charts/echarts.ts'
import { findingDomain, findingOption } from '../../../renderer/charts/findingOption.ts'
import { cpuShares, extent, gcChartData, nearestRow, translate } from '../../../renderer/charts/gcChartData.ts'
import { gcCpuOption, gcHeapOption, gcPauseOption } from '../../../renderer/charts/gcOptions.ts'
import { growthOption, slopeEnds } from '../../../renderer/charts/growthOption.ts'
import { readPalette } from '../../../renderer/charts/palette.ts'
import { PLOT_MARGINS, spreadLabels, type PlotFrame } from '../../../renderer/charts/plot.ts'
import { timeTicks } from '../../../renderer/charts/scale.ts'
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

interface Series {
  name?: string
  data: [number, number | null][]
  stack?: string
}
const seriesOf = (option: object): Series[] => (option as { series: Series[] }).series
const named = (option: object, name: string): Series => {
  const found = seriesOf(option).find((series) => series.name === name)
  if (!found) throw new Error(`no series ${name}`)
  return found
}
const texts = (option: object): string[] =>
  (option as { graphic: { style: { text: string } }[] }).graphic.map(({ style }) => style.text)

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
  const { option, scale } = gcHeapOption(data, frameOf(START + 29_000), HEAP)

  it('emphasises live heap and names the ends of its lines with their values', () => {
    expect(texts(option)).toEqual(['goal 80', 'live 49'])
    expect(scale.unit).toBe('MiB')
  })
  it('keeps a gap a gap', () => {
    expect(
      named(option, 'goal')
        .data.slice(8, 12)
        .map(([, y]) => y),
    ).toEqual([null, null, 80 * MIB, 80 * MIB])
  })
  it('counts cycles on the x axis when asked', () => {
    const byCycle = gcHeapOption(data, { ...frameOf(30), x: { from: 1, to: 30 } }, HEAP, { x: 'number' })
    expect(named(byCycle.option, 'live').data[4]?.[0]).toBe(5)
  })
  it('draws as an SVG with text as text, and one stroke per cycle', () => {
    const svg = chartSvg(option, 900, 160)
    expect(svg).toContain('live 49</text>')
    expect(svg).toContain('03:40')
    expect(/d="([^"]*)"[^>]*fill-opacity="0\.55"/.exec(svg)?.[1]?.match(/M/g)).toHaveLength(30)
  })
  it('stands without rows', () => {
    const none = gcChartOf(0, START)
    expect(() =>
      chartSvg(gcHeapOption(gcChartData(none.chart, none.bytes), frameOf(START), HEAP).option, 400, 160),
    ).not.toThrow()
  })
})

describe('pause chart', () => {
  const words = { sweepTerm: 'sweep term.', markTerm: 'mark term.' }
  const { chart, bytes } = gcChartOf(50, START, { sweepTermNs: (row) => (row === 0 ? 0 : 3e5) })
  const data = gcChartData(chart, bytes)

  it('puts a pause of zero on the lower edge of a log scale', () => {
    const { option, scale } = gcPauseOption(data, frameOf(START + 49_000), words)
    expect(scale.isLog).toBe(true)
    const paths = [...chartSvg(option, 900, 160).matchAll(/d="(M[^"]*)"/g)].map(([, path = '']) => path)
    const dots = paths.find((path) => path.match(/a2 2/gi)?.length === 100) ?? ''
    const heights = [...dots.matchAll(/M[\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y))
    const { bottom } = PLOT_MARGINS
    expect(heights).toHaveLength(50)
    // 20 px of time axis lie below the plot.
    expect(heights[0]).toBeCloseTo(160 - bottom - 20, 0)
    expect(Math.max(...heights.slice(1))).toBeLessThan(heights[0] ?? 0)
  })
  it('draws limits near what was measured, and leaves out those far above', () => {
    const limit = (value: number) => ({ value, text: `limit ${value}`, severity: 'warning' as const })
    const { option, scale } = gcPauseOption(data, frameOf(START + 49_000), words, { limits: [limit(5e5), limit(5e8)] })
    expect(texts(option)).toContain('limit 500000')
    expect(texts(option)).not.toContain('limit 500000000')
    expect(scale.max).toBeLessThanOrEqual(1e6)
  })
})

describe('CPU chart', () => {
  const words = { background: 'background', assist: 'assist', idle: 'idle', stw: 'STW' }
  it('stacks four parts from zero', () => {
    const { chart, bytes } = gcChartOf(20, START)
    const { option, scale } = gcCpuOption(gcChartData(chart, bytes), frameOf(START + 19_000), words)
    expect(
      seriesOf(option)
        .filter(({ stack }) => stack === 'cpu')
        .map(({ name }) => name),
    ).toEqual(['background', 'assist', 'STW', 'idle'])
    expect(scale.min).toBe(0)
    expect(scale.max).toBeLessThanOrEqual(1)
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
    const { option } = findingOption(chart, frameOf(START + 60_000), (text) => text['zh-CN'])
    expect(texts(option)).toEqual(['存活堆', '堆目标', '每分钟 20 MiB', '界限 35'])
  })
  it('draws the emphasised series last', () => {
    const { option } = findingOption(chart, frameOf(START + 60_000), (text) => text.en)
    expect(
      seriesOf(option)
        .slice(0, 2)
        .map(({ name }) => name),
    ).toEqual(['goal', 'live'])
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
    expect(seriesOf(growthOption(points, frame, 'bytes', 'f').option)).toHaveLength(4)
    expect(seriesOf(growthOption({ ...points, perMinute: null }, frame, 'bytes', 'f').option)).toHaveLength(1)
  })
})
