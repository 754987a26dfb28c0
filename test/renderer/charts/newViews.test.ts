// The plots of the Memory, Series and Scheduler views.
import { describe, expect, it } from 'vitest'
import { SCHED_CHART_COLUMNS } from '../../../shared/contract/caseCalls.ts'
import { UTC } from '../../../shared/units/format.ts'
import { chartSvg } from '../../../renderer/charts/echarts.ts'
import { memoryClassesPlot, memoryColumns, type MemoryClassTexts } from '../../../renderer/charts/memoryClassesPlot.ts'
import { readPalette } from '../../../renderer/charts/palette.ts'
import { placedLabels, type ChartSeries, type Plot, type PlotFrame } from '../../../renderer/charts/plot.ts'
import { plotOption } from '../../../renderer/charts/plotOption.ts'
import { readoutAt } from '../../../renderer/charts/readout.ts'
import { fittedScale, timeTicks } from '../../../renderer/charts/scale.ts'
import {
  HEAT_STEPS,
  procHeatPlot,
  procPlot,
  queuePlot,
  schedulerColumns,
  threadPlot,
} from '../../../renderer/charts/schedulerPlots.ts'
import { seriesPlot, type SeriesLine } from '../../../renderer/charts/seriesPlot.ts'
import { waterfallPicture } from '../../../renderer/charts/waterfallPicture.ts'
import { plotTable } from '../../../renderer/components/charts/chartTable.ts'
import { MIB, classBytes, classChart, steps } from '../Memory/memoryBuilder.ts'
import { columnsOf } from '../../../renderer/composables/useDataColumns.ts'
import { roleOf, waterfallBars, waterfallScale } from '../../../renderer/views/Memory/waterfall.ts'

const palette = readPalette((name) =>
  name.startsWith('--font') ? 'sans-serif' : name === '--pane' ? '#ffffff' : '#777777',
)
const START = Date.UTC(2026, 10, 21, 3, 36)
const frame = (change: Partial<PlotFrame> = {}): PlotFrame => ({
  palette,
  width: 900,
  height: 160,
  x: { from: START, to: START + 120_000 },
  ticks: timeTicks(START, START + 120_000, 6, 'wall', UTC),
  showTime: true,
  ...change,
})
const named = ({ series }: Plot, id: string): ChartSeries => {
  const found = series.find((entry) => entry.id === id)
  if (!found) throw new Error(`no series ${id}`)
  return found
}
const values = (column: unknown): number[] => [...(column as Float64Array)]

describe('memory classes over time', () => {
  const column = memoryColumns(columnsOf(classBytes, 3, classChart.columns.length), 3)
  const texts: MemoryClassTexts = {
    live: 'live',
    dead: 'dead',
    slack: 'slack',
    meta: 'meta',
    stacks: 'stacks',
    outside: 'outside',
    resident: 'resident',
    container: 'container',
    limit: (value) => `limit ${value}`,
  }

  it('stacks the classes from the live heap outwards; what is not known is a gap, what is in no row is no series', () => {
    const plot = memoryClassesPlot(column, frame(), texts)
    expect(plot.series.map(({ id }) => id)).toEqual(['outside', 'stacks', 'meta', 'slack', 'dead', 'live', 'resident'])
    expect(values(named(plot, 'stacks').y).map((value) => value / MIB)).toEqual([67, 102, 117])
    expect(values(named(plot, 'outside').y).map((value) => value / MIB)).toEqual([Number.NaN, Number.NaN, 125])
    expect(values(named(plot, 'outside').base).map((value) => value / MIB)).toEqual([Number.NaN, Number.NaN, 117])
    expect(plot.limits).toMatchObject([{ value: 128 * MIB, severity: 'critical' }])
    expect(plot.scale.max).toBeGreaterThanOrEqual(128 * MIB)
  })

  it('takes a class out of the stack that is switched off', () => {
    const plot = memoryClassesPlot(column, frame({ hidden: new Set(['live']) }), texts)
    expect(values(named(plot, 'dead').y).map((value) => value / MIB)).toEqual([10, 5, 10])
  })

  it('leaves a limit out that is far above everything', () => {
    const far = { ...column, limit: column.limit.map((value) => value * 10) }
    expect(memoryClassesPlot(far, frame(), texts).limits).toEqual([])
  })
})

describe('a waterfall as a picture', () => {
  it('has every label and figure as text, and hatches the remainder', () => {
    const bars = waterfallBars(steps)
    const scale = waterfallScale(bars, 128 * MIB)
    const { option, width, height } = waterfallPicture(
      bars.map(({ step, ...bar }) => ({
        ...bar,
        label: step.title.en,
        figure: String(step.bytes / MIB),
        counter: step.counter,
        role: roleOf(step),
        isStrong: step.kind !== 'part',
        isCode: false,
        isRemainder: step.kind === 'remainder',
      })),
      scale,
      palette,
      { title: 'Where 100 MiB are', limit: { at: 128 * MIB, text: 'limit 128' } },
    )
    const svg = chartSvg(option, width, height)
    for (const text of ['Where 100 MiB are', 'Title of stacks', 'Counter of dead', 'limit 128'])
      expect(svg).toContain(text)
  })
})

describe('series', () => {
  const line = (id: string, y: number[], change: Partial<SeriesLine> = {}): SeriesLine => ({
    id,
    name: id,
    x: Float64Array.from(y, (_, index) => START + index * 1000),
    y: Float64Array.from(y),
    isChosen: false,
    band: null,
    anomalies: [],
    ...change,
  })
  const options = {
    unit: 'count',
    text: String,
    thresholds: [],
    fromZero: true,
    texts: { expected: 'expected', anomaly: 'off' },
  }
  const band = (y: number[]) => ({
    x: Float64Array.from(y, (_, index) => START + index * 1000),
    expected: Float64Array.from(y),
    low: Float64Array.from(y, (value) => value - 1),
    high: Float64Array.from(y, (value) => value + 1),
  })

  it('emphasises the chosen one with its baseline; others are context without one', () => {
    const plot = seriesPlot(
      [
        line('a', [1, 2, 3], { band: band([2, 2, 2]) }),
        line('b', [5, 5, 9], { isChosen: true, band: band([5, 5, 5]), anomalies: [{ x: START + 2000, y: 9 }] }),
      ],
      frame(),
      options,
    )
    expect(plot.series.map(({ id, isAid }) => [id, isAid === true])).toEqual([
      ['b band', true],
      ['b expected', true],
      ['a', false],
      ['b', false],
      ['b anomalies', true],
    ])
    expect(named(plot, 'b').mark).toMatchObject({ width: 2 })
    expect(named(plot, 'a').mark).toMatchObject({ width: 1 })
    expect(named(plot, 'b').label).toMatchObject({ isStrong: true })
    // The table has the series themselves only.
    expect(plotTable(plot.series, { title: 'Time', text: String }).columns.map(({ id }) => id)).toEqual(['x', 'a', 'b'])
  })

  it('draws thresholds that are near, and gives them room', () => {
    const near = { value: 12, text: 'above 12', severity: 'warning' as const }
    const far = { value: 4000, text: 'above 4000', severity: 'warning' as const }
    const plot = seriesPlot([line('a', [1, 9])], frame(), { ...options, thresholds: [near, far] })
    expect(plot.limits).toEqual([near])
    expect(plot.scale.max).toBeGreaterThanOrEqual(12)
  })

  it('has an axis from zero or around the values, and lives with gaps and infinities', () => {
    const flat = line('a', [1000, 1001, Number.NaN, Number.POSITIVE_INFINITY, 1003])
    expect(seriesPlot([flat], frame(), options).scale.min).toBe(0)
    const fitted = seriesPlot([flat], frame(), { ...options, fromZero: false }).scale
    expect(fitted.min).toBeGreaterThan(990)
    expect(fitted.max).toBeLessThan(1010)
    const none = seriesPlot([line('a', [Number.NaN])], frame(), { ...options, fromZero: false })
    expect(Number.isFinite(none.scale.max)).toBe(true)
  })

  it('fits a flat line with room on both sides', () => {
    const scale = fittedScale(50, 50, 'count')
    expect(scale.min).toBeLessThan(50)
    expect(scale.max).toBeGreaterThan(50)
  })
})

describe('the scheduler', () => {
  const figures: Record<(typeof SCHED_CHART_COLUMNS)[number], number[]> = {
    x: [START, START + 1000, START + 2000],
    line: [1, 2, 3],
    procs: [4, 4, 4],
    idleProcs: [4, 1, 0],
    threads: [5, 6, 9],
    idleThreads: [2, 1, 0],
    spinningThreads: [0, 1, 0],
    runQueue: [0, 3, 7],
    localRunQueue: [1, Number.NaN, 20],
    waiting: [1, 3, 27],
    longestLocalRunQueue: [1, Number.NaN, 12],
    goroutines: [Number.NaN, Number.NaN, Number.NaN],
  }
  const column = schedulerColumns(
    SCHED_CHART_COLUMNS,
    SCHED_CHART_COLUMNS.map((name) => Float64Array.from(figures[name])),
  )

  it('stacks the queues; a list that is not known is a gap, the queue of no P is still there', () => {
    const plot = queuePlot(column, frame(), { global: 'global', local: 'local', longest: 'longest' })
    expect(values(named(plot, 'global').y)).toEqual([0, 3, 7])
    expect(values(named(plot, 'local').y)).toEqual([1, Number.NaN, 27])
    expect(readoutAt(plot.series, START + 1000).map(({ text }) => text)).toEqual(['–', '3', '–'])
    const hidden = queuePlot(column, frame({ hidden: new Set(['global']) }), { global: 'g', local: 'l', longest: 'o' })
    expect(values(named(hidden, 'local').y)).toEqual([1, Number.NaN, 20])
  })

  it('says how many Ps are busy, and has whole numbers on its axes', () => {
    const plot = procPlot(column, frame({ height: 80 }), { busy: 'busy', procs: 'GOMAXPROCS', idle: 'idle' })
    expect(values(named(plot, 'busy').y)).toEqual([0, 3, 4])
    expect(plot.scale.ticks.every(Number.isInteger)).toBe(true)
    const threads = threadPlot(column, frame(), { threads: 'threads', idle: 'idle', spinning: 'spinning' })
    expect(threads.scale.max).toBeGreaterThanOrEqual(9)
  })

  it('draws each P as a row of the heat strip, by steps, and has every figure in its table', () => {
    const x = Float64Array.from(figures.x)
    const queues = [Float64Array.from([0, 1, 300]), Float64Array.from([2, Number.NaN, 5])]
    const plot = procHeatPlot(x, queues, frame(), (proc) => `P ${proc}`)
    const cells = (from: number): ChartSeries => named(plot, `heat-${from}`)
    expect([cells(1).x, cells(1).xEnd]).toEqual([[START + 1000], [START + 2000]])
    expect([cells(64).x, cells(64).xEnd]).toEqual([[START + 2000], [START + 3000]])
    expect(cells(4).y).toEqual([1.94])
    expect(HEAT_STEPS.map(({ from }) => cells(from).x.length)).toEqual([1, 1, 1, 0, 1])
    const table = plotTable(plot.series, { title: 'Time', text: String })
    expect(table.columns.map(({ title }) => title)).toEqual(['Time', 'P 0', 'P 1'])
    expect(readoutAt(plot.series, START)).toEqual([])
    expect(placedLabels(frame(), plot).map(({ text }) => text)).toEqual(['1', '2 – 3', '4 – 15', '≥ 64'])
    expect(chartSvg(plotOption(frame(), plot, { withLabels: true }), 900, 160)).toContain('P 1')
  })

  it('draws nothing of no snapshots', () => {
    const plot = procHeatPlot(new Float64Array(0), [], frame(), String)
    expect(plot.scale.max).toBeGreaterThan(plot.scale.min)
  })
})
