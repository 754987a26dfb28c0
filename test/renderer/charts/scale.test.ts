import { describe, expect, it } from 'vitest'
import { linearScale, logScale, niceStep, scalePosition, timeTicks } from '../../../renderer/charts/scale.ts'
import { UTC } from '../../../shared/units/format.ts'

const MIB = 1024 ** 2

describe('linearScale', () => {
  it('begins at zero and counts in round steps of the unit shown', () => {
    const scale = linearScale(0, 340 * MIB, 'bytes')
    expect({ min: scale.min, max: scale.max, unit: scale.unit, texts: scale.ticks.map(scale.format) }).toEqual({
      min: 0,
      max: 400 * MIB,
      unit: 'MiB',
      texts: ['0', '100', '200', '300', '400'],
    })
  })

  it('keeps the decimals its step needs', () => {
    expect(linearScale(0, 9.3e5, 'ns').ticks.map(linearScale(0, 9.3e5, 'ns').format)).toEqual([
      '0',
      '250',
      '500',
      '750',
      '1,000',
    ])
    const seconds = linearScale(0, 1.1e9, 'ns')
    expect([seconds.unit, ...seconds.ticks.map(seconds.format)]).toEqual(['s', '0.0', '0.5', '1.0', '1.5'])
    const share = linearScale(0, 0.009, 'share')
    expect([share.unit, ...share.ticks.map(share.format)]).toEqual(['%', '0.00', '0.25', '0.50', '0.75', '1.00'])
  })

  it('has an end above its start without data', () => {
    const scale = linearScale(Number.NaN, Number.NaN, 'bytes')
    expect(scale.max).toBeGreaterThan(scale.min)
    expect(scale.ticks.every(Number.isFinite)).toBe(true)
  })

  it('reaches below zero where the data does', () => {
    expect(linearScale(-30, 70, 'count').ticks).toEqual([-50, -25, 0, 25, 50, 75])
  })
})

describe('logScale', () => {
  it('covers whole decades', () => {
    const scale = logScale(6e3, 88e6, 'ns')
    expect({ min: scale.min, max: scale.max, unit: scale.unit }).toEqual({ min: 1e3, max: 1e8, unit: 'ms' })
    expect(scale.ticks.length).toBeLessThanOrEqual(5)
  })

  it('puts zero on the lower edge', () => {
    expect(scalePosition(logScale(1e3, 1e6, 'ns'), 0)).toBe(0)
    expect(scalePosition(logScale(1e3, 1e6, 'ns'), 1e6)).toBe(1)
  })

  it('stands without a positive value', () => {
    const scale = logScale(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 'ns')
    expect(scale.max).toBeGreaterThan(scale.min)
  })
})

describe('niceStep', () => {
  it.each([
    [0.7, 1],
    [1.2, 2],
    [2.1, 2.5],
    [26, 50],
    [51, 100],
    [0, 1],
    [Number.NaN, 1],
  ])('of %d is %d', (raw, step) => expect(niceStep(raw)).toBe(step))
})

describe('timeTicks', () => {
  const at = Date.UTC(2026, 10, 21, 3, 39, 55)

  it('stand on round minutes of a wall clock', () => {
    const { ticks, format } = timeTicks(at, at + 247_000, 6, 'wall', UTC)
    expect(ticks.map(format)).toEqual(['03:40', '03:41', '03:42', '03:43', '03:44'])
  })

  it('follow the hours of a zone off by half an hour', () => {
    const { ticks, format } = timeTicks(at, at + 2 * 3600_000, 4, 'wall', { label: 'UTC+5:30', offsetMinutes: 330 })
    expect(ticks.map(format)).toEqual(['09:30', '10:00', '10:30', '11:00'])
  })

  it('count from the start on the axis of a life', () => {
    const { ticks, format } = timeTicks(0, 240_000, 4, 'life', UTC)
    expect(ticks).toEqual([0, 60_000, 120_000, 180_000, 240_000])
    expect(format(120_000)).toBe('2\u00a0min\u00a000\u00a0s')
  })

  it('show fractions of a second where they are the step', () => {
    const { ticks, format } = timeTicks(at, at + 400, 4, 'wall', UTC)
    expect(format(ticks[1] ?? 0)).toBe('03:39:55.1')
  })
})
