import { describe, expect, it } from 'vitest'
import { UTC } from '../../../shared/units/format.ts'
import { wallTicks } from '../../../shared/units/wallTicks.ts'

const DAY = 86_400_000
const START = Date.UTC(2026, 10, 21, 20, 10)
const texts = (from: number, to: number, most: number, zone = UTC): string[] => {
  const { ticks, format } = wallTicks(from, to, most, zone)
  expect(ticks.length).toBeLessThanOrEqual(most + 1)
  for (const tick of ticks) expect(tick >= from && tick <= to).toBe(true)
  return ticks.map(format)
}

describe('ticks of wall time', () => {
  it('name the day where it begins', () => {
    expect(texts(START, START + DAY / 2, 6)).toEqual(['22:00', '11-22', '02:00', '04:00', '06:00', '08:00'])
  })
  it('count days of the zone', () => {
    const zone = { label: 'UTC+8', offsetMinutes: 480 }
    expect(texts(START, START + 3 * DAY, 6, zone)).toEqual(['12:00', '11-23', '12:00', '11-24', '12:00', '11-25'])
    expect(texts(START, START + 5 * DAY, 6)).toEqual(['11-22', '11-23', '11-24', '11-25', '11-26'])
  })
  it('stand on firsts of months over a year, and of years over many', () => {
    expect(texts(START, START + 400 * DAY, 6)).toEqual(['2027-01', '2027-04', '2027-07', '2027-10'])
    expect(texts(Date.UTC(2017, 5), START, 6)).toEqual(['2018', '2020', '2022', '2024', '2026'])
    expect(texts(Date.UTC(1700, 0), Date.UTC(2200, 0), 4).length).toBeGreaterThan(1)
  })
  it('are few whatever the range', () => {
    for (const span of [0, 1e-3, 1, 1e5, 1e8, 1e10, 1e12, 8e15]) texts(START, Math.min(8.6e15, START + span), 5)
  })
})
