import { describe, expect, it } from 'vitest'
import {
  cycleRow,
  pacerChart,
  pacerOf,
  procQueues,
  rowClock,
  scavengeChart,
  scavengeSeries,
  scavengeSummary,
  schedulerChart,
  schedulerSeries,
  schedulerSummary,
  worstChurn,
  worstSaturation,
} from '../../../electron/engine/analysis/index.ts'
import { emptyRuntimeRows } from '../../../shared/records/index.ts'
import { regularCycles, writtenCycles, writtenRows } from '../../support/factsBuilder.ts'

const glance = (second: number, runQueue: number, more: object = {}) => ({
  lastLine: second + 1,
  atNs: second * 1e9,
  procs: 2,
  idleProcs: 0,
  threads: 5,
  idleThreads: 1,
  spinningThreads: 0,
  runQueue,
  localRunQueue: 1,
  ...more,
})
const toX = (ns: number): number => ns / 1e6

describe('the scheduler’s series', () => {
  it('adds the queues up; a queue that is not known counts as none', () => {
    const rows = writtenRows('schedSnapshots', [glance(0, 3), glance(1, 4, { localRunQueue: null })])
    expect([...schedulerSeries(rows).waiting]).toEqual([4, 4])
  })

  it('is summed up over a range', () => {
    const rows = writtenRows('schedSnapshots', [
      glance(0, 0, { localRunQueue: 0 }),
      glance(1, 7, { threads: 9 }),
      glance(2, 3, { idleProcs: 1, threads: 6 }),
    ])
    expect(schedulerSummary(schedulerSeries(rows))).toEqual({
      snapshots: 3,
      spanNs: 2e9,
      procs: { min: 2, max: 2 },
      waiting: { median: 4, p95: 7.6, max: 8 },
      idleProcShare: 1 / 6,
      saturatedShare: 1 / 3,
      threads: { first: 5, last: 6, max: 9 },
    })
    expect(schedulerSummary(schedulerSeries(emptyRuntimeRows('schedSnapshots', 0)))).toBeNull()
  })

  it('keeps peaks when it is thinned out', () => {
    const rows = writtenRows(
      'schedSnapshots',
      Array.from({ length: 5000 }, (_, second) => glance(second, second === 3333 ? 99 : 0)),
    )
    const chart = schedulerChart(schedulerSeries(rows), toX, 200)
    expect(chart).toMatchObject({ points: 5000, isDecimated: true })
    expect(chart.rows).toBeLessThanOrEqual(200)
    const waiting = chart.columns.indexOf('waiting')
    expect(Math.max(...chart.values.subarray(waiting * chart.rows, (waiting + 1) * chart.rows))).toBe(100)
  })

  it('finds the worst window against counting every one', () => {
    const heights = Array.from({ length: 60 }, (_, second) => (second * 7919) % 23)
    const series = schedulerSeries(
      writtenRows(
        'schedSnapshots',
        heights.map((height, second) => glance(second, height)),
      ),
    )
    const worst = worstSaturation(series, 9e9, 5)
    let best = -1
    for (let from = 0; from + 10 <= 60; from++) {
      const mean = heights.slice(from, from + 10).reduce((sum, height) => sum + height + 1, 0) / 20
      best = Math.max(best, mean)
    }
    expect(worst?.waitingPerProc).toBeCloseTo(best, 9)
    expect(worst).toMatchObject({ spanNs: 9e9, saturatedShare: 1 })
    expect(worstSaturation(series, 60e9, 5)).toBeNull()
  })
})

describe('run queues per P', () => {
  it('come from the list in the line or from scheddetail, NaN where a P is not there', () => {
    const snapshots = writtenRows('schedSnapshots', [
      glance(0, 0, { line: 1, localRunQueues: '1 4' }),
      glance(1, 0, { line: 9 }),
    ])
    const details = writtenRows('schedProcs', [
      { line: 10, snapshotLine: 9, proc: 0, runQueue: 7 },
      { line: 12, snapshotLine: 9, proc: 2, runQueue: 3 },
    ])
    const { procs, rows, values } = procQueues(snapshots, details, toX, 100)
    expect([procs, rows]).toEqual([3, 2])
    expect([...values]).toEqual([0, 1000, 1, 7, 4, Number.NaN, Number.NaN, 3])
  })

  it('keep the longest queue of each P when they are thinned out', () => {
    const snapshots = writtenRows(
      'schedSnapshots',
      Array.from({ length: 100 }, (_, second) => glance(second, 0, { localRunQueues: second === 55 ? '0 9' : '2 0' })),
    )
    const { rows, values } = procQueues(snapshots, emptyRuntimeRows('schedProcs', 0), toX, 10)
    expect([rows, Math.max(...values.subarray(10, 20)), Math.max(...values.subarray(20))]).toEqual([10, 2, 9])
  })
})

describe('the scavenger’s series', () => {
  const rows = writtenRows('scavenges', [
    { cycle: 1, form: 1, workBytes: 10, eagerBytes: 0, releasedBytes: 100, isForced: 0 },
    { cycle: 2, form: 1, workBytes: 30, eagerBytes: 5, releasedBytes: 120, isForced: 0 },
    { cycle: 3, form: 1, workBytes: 0, eagerBytes: 0, releasedBytes: 70, isForced: 1 },
    { cycle: null, form: 1, workBytes: 2, eagerBytes: 0, releasedBytes: 72, isForced: 0 },
  ])
  const cycles = regularCycles(3, 10)
  const clock = rowClock([1, 2, 3, Number.NaN], [0, 0, 0, 50_000], cycles, { startMs: 10_000 })
  const series = scavengeSeries(rows, clock)

  it('tells what was taken again from what was given back and what is given back', () => {
    expect([...series.retakenBytes]).toEqual([Number.NaN, 15, 50, 0])
    expect(scavengeSummary(series)).toMatchObject({
      lines: 4,
      forced: 1,
      workBytes: 42,
      eagerBytes: 5,
      retakenBytes: 65,
    })
  })

  it('lies at the end of its cycles, else at the collector’s time', () => {
    expect([...series.atNs].map((ns) => Math.round(ns / 1e7) / 100)).toEqual([10.01, 20.01, 30.01, 40])
    const nowhere = rowClock([9], [5], cycles, { startMs: null })
    expect(Number.isNaN(nowhere[0])).toBe(true)
    expect(scavengeChart(scavengeSeries(rows, new Float64Array(4).fill(Number.NaN)), toX, 10)).toMatchObject({
      rows: 0,
      unplaced: 4,
    })
  })

  it('does not tell it for scvg lines', () => {
    const old = writtenRows('scavenges', [
      { form: 2, releasedBytes: 100, isForced: 0 },
      { form: 3, workBytes: 5, isForced: 0 },
      { form: 2, releasedBytes: 10, isForced: 0 },
    ])
    expect(scavengeSummary(scavengeSeries(old, new Float64Array(3)))?.retakenBytes).toBeNull()
  })

  it('finds the window of most churn, counting only what went and came again', () => {
    const lines = Array.from({ length: 40 }, (_, index) => ({
      cycle: index + 1,
      form: 1,
      workBytes: index >= 20 && index < 30 ? 60 : 5,
      eagerBytes: 0,
      releasedBytes: 100,
      isForced: 0,
    }))
    const many = scavengeSeries(
      writtenRows('scavenges', lines),
      Float64Array.from(lines, (_, index) => index * 1e9),
    )
    expect(worstChurn(many, 10e9)).toMatchObject({
      from: 19,
      to: 30,
      spanNs: 10e9,
      givenBackBytes: 600,
      retakenBytes: 600,
    })
    expect(worstChurn(many, 10e9)?.churnPerMinute).toBeCloseTo(3600, 6)
    expect(worstChurn(many, 100e9)).toBeNull()
  })
})

describe('the pacer’s series', () => {
  const rows = writtenRows('pacerCycles', [
    { cycle: 4, assistRatio: 1, cpuPercent: 30, expectedCpuPercent: 25, endBytes: 110, aboveGoalBytes: 10 },
    { cycle: 5, assistRatio: 3, cpuPercent: 50, expectedCpuPercent: 25, endBytes: 90, aboveGoalBytes: -10 },
    { cycle: 9, assistRatio: 9 },
  ])

  it('gives the goal from the end of the cycle and its distance', () => {
    const chart = pacerChart(rows, new Float64Array([1e6, 2e6, Number.NaN]), toX, 10)
    expect(chart).toMatchObject({ rows: 2, unplaced: 1 })
    const goal = chart.columns.indexOf('goalBytes')
    expect([...chart.values.subarray(goal * 2, goal * 2 + 2)]).toEqual([100, 100])
  })

  it('sums up the cycles asked for', () => {
    expect(pacerOf(rows, 4, 5)).toMatchObject({ cycles: 2, assistRatio: 2, cpuPercent: 40, expectedCpuPercent: 25 })
    expect(pacerOf(rows, 6, 8)).toBeNull()
  })
})

describe('cycleRow', () => {
  it('finds a cycle by its number, also after lost ones', () => {
    const cycles = writtenCycles([3, 4, 9, 10].map((number) => ({ at: number, number })))
    expect([3, 4, 9, 10, 2, 7, 11].map((number) => cycleRow(cycles, number))).toEqual([0, 1, 2, 3, -1, -1, -1])
  })
})
