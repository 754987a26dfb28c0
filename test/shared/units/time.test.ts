import { describe, expect, it } from 'vitest'
import {
  UTC,
  datePartOf,
  formatDate,
  formatDateInProse,
  formatDateTime,
  formatDated,
  formatDatedSpan,
  formatSince,
  formatTimeError,
  formatTimeOfDay,
  formatTimeRange,
  parseWallTime,
  timeDigits,
  zoneOf,
} from '../../../shared/units/time.ts'

const NB = '\u00a0'
const at = Date.UTC(2026, 10, 21, 23, 43, 56, 789)

describe('wall times', () => {
  it('are shown in the zone asked for, with its name', () => {
    const shanghai = zoneOf(480)
    expect([
      formatDateTime(at),
      formatDateTime(at, shanghai, 3),
      formatTimeOfDay(at, zoneOf(-210), 1),
      [zoneOf(0), shanghai, zoneOf(-210)].map(({ label }) => label).join(),
    ]).toEqual([`2026-11-21${NB}23:43:56`, `2026-11-22${NB}07:43:56.789`, '20:13:56.7', 'UTC,UTC+8,UTC−3:30'])
  })

  it('in a range repeat the date only where it differs', () => {
    expect(formatTimeRange(at - 220_000, at, UTC)).toBe(`23:40:16 → 23:43:56${NB}UTC`)
    expect(formatTimeRange(at, at + 3_600_000, UTC)).toBe(`2026-11-21${NB}23:43:56 → 2026-11-22${NB}00:43:56${NB}UTC`)
  })

  it('in prose are written as the language writes dates', () => {
    expect([formatDateInProse(at, UTC, 'en'), formatDateInProse(at, UTC, 'zh-CN')]).toEqual([
      `21${NB}Nov${NB}2026`,
      `2026${NB}年${NB}11${NB}月${NB}21${NB}日`,
    ])
  })

  it('that are none are a dash', () => {
    expect([formatDate(Number.NaN), formatTimeOfDay(Number.NaN), formatDateTime(1e20)]).toEqual(['–', '–', '–'])
  })

  it('have as many decimals as tell neighbours apart', () => {
    expect([60_000, 1000, 500, 100, 20, 1, 0.01, 0].map(timeDigits)).toEqual([0, 0, 1, 1, 2, 3, 3, 3])
  })
})

describe('times since a start', () => {
  it('keep their precision, and become a clock from a minute on', () => {
    expect([0, 12_345, 59_999.9, 60_000, 3_723_400, -1500].map((ms) => formatSince(ms, 1))).toEqual([
      `0.0${NB}s`,
      `12.3${NB}s`,
      `59.9${NB}s`,
      '1:00.0',
      '1:02:03.4',
      `−1.5${NB}s`,
    ])
    expect([formatSince(12_345), formatSince(61_000, 0), formatSince(Number.NaN)]).toEqual([
      `12.345${NB}s`,
      '1:01',
      '–',
    ])
  })
})

describe('typed wall times', () => {
  it('are read in the zone shown, or in their own', () => {
    expect([
      parseWallTime('2026-11-21 03:40', 0),
      parseWallTime(`2026-11-21${NB}11:40:00.250`, 480),
      parseWallTime('2026-11-21T03:40:00,25Z', 480),
      parseWallTime('2026-11-20T23:40:00-04:00', 0),
    ]).toEqual([
      Date.UTC(2026, 10, 21, 3, 40),
      Date.UTC(2026, 10, 21, 3, 40, 0, 250),
      Date.UTC(2026, 10, 21, 3, 40, 0, 250),
      Date.UTC(2026, 10, 21, 3, 40),
    ])
  })

  it.each([
    '',
    'yesterday',
    '2026-02-31 10:00',
    '2026-11-21 24:00',
    '2026-11-21 10:61',
    '2026-11-21',
    '21.11.2026 10:00',
  ])('refuse %j', (text) => expect(parseWallTime(text, 0)).toBeNull())
})

describe('wall times of a column', () => {
  const day = Date.UTC(2026, 10, 21, 3, 43, 56)
  it('have as much of their dates as tells them apart, in the zone shown', () => {
    const late = Date.UTC(2026, 10, 21, 22)
    expect(datePartOf([])).toBe('none')
    expect(datePartOf([day, late])).toBe('none')
    expect(datePartOf([late, day], zoneOf(480))).toBe('day')
    expect(datePartOf([Date.UTC(2025, 11, 31), day])).toBe('year')
  })
  it('say a date once for both ends of a day', () => {
    const spans = (part: 'none' | 'day' | 'year', toMs: number): string => formatDatedSpan(day, toMs, UTC, part)
    expect(spans('none', day + 999)).toBe('03:43:56')
    expect(spans('none', day + 5000)).toBe('03:43:56 → 03:44:01')
    expect(spans('day', day + 5000)).toBe('11-21\u00a003:43:56 → 03:44:01')
    expect(spans('day', day + 86_400_000)).toBe('11-21\u00a003:43:56 → 11-22\u00a003:43:56')
    expect(spans('year', day)).toBe('2026-11-21\u00a003:43:56')
    expect(formatDated(Number.NaN, UTC, 'day')).toBe('–')
  })
})

describe('how far off a time may be', () => {
  it.each([
    [0, '±\u00a00\u00a0ms'],
    [0.04, '±\u00a040\u00a0µs'],
    [0.4, '±\u00a00.4\u00a0ms'],
    [1.5, '±\u00a01.5\u00a0ms'],
    [30, '±\u00a030\u00a0ms'],
    [1000, '±\u00a01\u00a0s'],
    [30_000, '±\u00a030\u00a0s'],
    [300_000, '±\u00a05\u00a0min'],
    [10_800_000, '±\u00a03\u00a0h'],
    [604_800_000, '±\u00a07\u00a0d'],
  ])('%d ms', (error, text) => {
    expect(formatTimeError(error)).toBe(text)
  })
})
