// Where an axis of wall times is marked, and what stands there: round times of a clock, then days, then firsts of months.
import { formatDate, formatTimeOfDay, type Zone } from './time.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** All of them divide a day: midnights are among their multiples. */
const CLOCK_SECONDS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200,
  10_800, 21_600, 43_200,
]
const DAYS = [1, 2, 7, 14]
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120]
const MONTH_MS = 30.4 * DAY_MS

export interface WallTicks {
  /** Epoch milliseconds, ascending. */
  ticks: number[]
  /** `10:20`, `10:20:03.5`; at midnight and in steps of days `11-21`; in steps of months `2026-11`. */
  format: (atMs: number) => string
}

/** At most `most` round times of the zone between two (ms). */
export function wallTicks(fromMs: number, toMs: number, most: number, zone: Zone): WallTicks {
  const least = Math.max(toMs - fromMs, 1e-3) / Math.max(1, most)
  const seconds = CLOCK_SECONDS.find((step) => step * SECOND_MS >= least)
  const shift = zone.offsetMinutes * MINUTE_MS
  if (seconds !== undefined) return clockTicks(fromMs, toMs, seconds * SECOND_MS, zone)
  const days = DAYS.find((step) => step * DAY_MS >= least)
  if (days !== undefined)
    return {
      ticks: multiplesOf(days * DAY_MS, fromMs + shift, toMs + shift).map((at) => at - shift),
      format: (at) => formatDate(at, zone).slice(5),
    }
  const months = MONTHS.find((step) => step * MONTH_MS >= least) ?? Math.ceil(least / MONTH_MS / 120) * 120
  return {
    ticks: firstsOfMonths(months, fromMs + shift, toMs + shift).map((at) => at - shift),
    format: (at) => formatDate(at, zone).slice(0, months % 12 === 0 ? 4 : 7),
  }
}

function clockTicks(fromMs: number, toMs: number, step: number, zone: Zone): WallTicks {
  const shift = zone.offsetMinutes * MINUTE_MS
  const digits = step >= 1000 ? 0 : step >= 100 ? 1 : step >= 10 ? 2 : 3
  return {
    ticks: multiplesOf(step, fromMs + shift, toMs + shift).map((at) => at - shift),
    format: (at) => {
      if (Math.round(at + shift) % DAY_MS === 0) return formatDate(at, zone).slice(5)
      const text = formatTimeOfDay(at, zone, digits)
      return step >= MINUTE_MS ? text.slice(0, 5) : text
    },
  }
}

function multiplesOf(step: number, from: number, to: number): number[] {
  const ticks: number[] = []
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at)
  return ticks
}

function firstsOfMonths(step: number, from: number, to: number): number[] {
  const ticks: number[] = []
  const begin = new Date(from)
  const month = begin.getUTCFullYear() * 12 + begin.getUTCMonth()
  for (let at = Math.floor(month / step) * step; ; at += step) {
    const first = Date.UTC(Math.floor(at / 12), at % 12)
    if (!(first <= to)) return ticks
    if (first >= from) ticks.push(first)
  }
}
