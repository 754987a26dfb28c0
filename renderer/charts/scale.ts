// Axes that read well: round steps in the unit shown, three to five grid lines, zero on the axis of every bar and area.
import { formatDuration, formatNumber, type Zone } from '../../shared/units/format.ts'
import { axisUnit } from '../../shared/units/unitScale.ts'
import { wallTicks } from '../../shared/units/wallTicks.ts'

/** A value axis: tick positions in the data's own unit, and their texts in the unit named beside the chart's title. */
export interface ValueScale {
  min: number
  max: number
  ticks: number[]
  /** Where texts stand if not at the ticks, as in the middle of rows. */
  labels?: number[]
  /** Unit of the tick texts, such as `MiB`; empty for counts. */
  unit: string
  isLog: boolean
  format: (value: number) => string
}

/** Smallest of 1, 2, 2.5, 5 × 10ⁿ that is not below `raw`. */
export function niceStep(raw: number): number {
  if (!(raw > 0) || !Number.isFinite(raw)) return 1
  const power = 10 ** Math.floor(Math.log10(raw))
  for (const factor of [1, 2, 2.5, 5]) if (raw <= factor * power * (1 + 1e-9)) return factor * power
  return 10 * power
}

/** Decimals that write `step` exactly: 2 for 0.25, 0 for 5. */
function digitsOf(step: number): number {
  for (let digits = 0; digits < 9; digits++) {
    const scaled = step * 10 ** digits
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return digits
  }
  return 9
}

/** `unit`: a FigureUnit, or a unit as a profile names it. From zero (or below) to a round end above the data, with about `lines` grid lines. */
export function linearScale(low: number, high: number, unit: string, lines = 4): ValueScale {
  const from = Math.min(0, Number.isFinite(low) ? low : 0)
  const to = Math.max(Number.isFinite(high) ? high : 0, from + Number.MIN_VALUE)
  const shown = axisUnit(unit, Math.max(Math.abs(from), Math.abs(to)))
  const span = (to - from) / shown.size
  const step = span > 1e-300 ? niceStep(span / lines) : 1
  const first = Math.floor(from / shown.size / step + 1e-9)
  const last = Math.max(first + 1, Math.ceil(to / shown.size / step - 1e-9))
  const ticks: number[] = []
  for (let index = first; index <= last; index++) ticks.push(index * step * shown.size)
  const digits = digitsOf(step)
  return {
    min: first * step * shown.size,
    max: last * step * shown.size,
    ticks,
    unit: shown.unit,
    isLog: false,
    format: (value) => formatNumber(value / shown.size, digits),
  }
}

/** Round ends around the data, wherever zero is: for lines whose level hides how they change. A flat line gets room on both sides. */
export function fittedScale(low: number, high: number, unit: string, lines = 4): ValueScale {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return linearScale(0, 0, unit, lines)
  const room = high > low ? 0 : Math.max(Math.abs(high) * 0.1, 1e-9)
  const [from, to] = [low - room, high + room]
  const shown = axisUnit(unit, Math.max(Math.abs(from), Math.abs(to)))
  const step = niceStep((to - from) / shown.size / lines)
  const first = Math.floor(from / shown.size / step + 1e-9)
  const last = Math.max(first + 1, Math.ceil(to / shown.size / step - 1e-9))
  const digits = digitsOf(step)
  return {
    min: first * step * shown.size,
    max: last * step * shown.size,
    ticks: Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step * shown.size),
    unit: shown.unit,
    isLog: false,
    format: (value) => formatNumber(value / shown.size, digits),
  }
}

/** Whole decades around the data; values at or below zero are drawn on the lower edge. */
export function logScale(low: number, high: number, unit: string): ValueScale {
  const top = high > 0 && Number.isFinite(high) ? high : 1
  const bottom = low > 0 && Number.isFinite(low) ? Math.min(low, top) : top / 10
  const first = Math.floor(Math.log10(bottom) + 1e-9)
  const last = Math.max(first + 1, Math.ceil(Math.log10(top) - 1e-9))
  const shown = axisUnit(unit, 10 ** last / 10)
  const stride = Math.max(1, Math.ceil((last - first) / 4))
  const ticks: number[] = []
  for (let power = last; power >= first; power -= stride) ticks.unshift(10 ** power)
  return {
    min: 10 ** first,
    max: 10 ** last,
    ticks,
    unit: shown.unit,
    isLog: true,
    format: (value) => {
      const size = value / shown.size
      return formatNumber(size, size < 0.999 ? digitsOf(size) : 0)
    },
  }
}

/** Where a value lies on the scale, 0 at the bottom, 1 at the top; clamped. */
export function scalePosition(scale: ValueScale, value: number): number {
  const at = scale.isLog
    ? (Math.log10(Math.max(value, scale.min)) - Math.log10(scale.min)) / (Math.log10(scale.max) - Math.log10(scale.min))
    : (value - scale.min) / (scale.max - scale.min)
  return Math.min(1, Math.max(0, at))
}

export interface TimeTicks {
  ticks: number[]
  format: (at: number) => string
}

/** Multiples of `step` between `from` and `to`. */
function multiplesOf(step: number, from: number, to: number): number[] {
  const ticks: number[] = []
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at)
  return ticks
}

/** Round whole numbers between `from` and `to`, at most about `most` of them. */
export const countTicks = (from: number, to: number, most: number): TimeTicks => ({
  ticks: multiplesOf(Math.max(1, niceStep((to - from) / most)), from, to),
  format: (at) => formatNumber(at),
})

/** Round times since the start of a trace (ms), at most about `most` of them. */
export function durationTicks(from: number, to: number, most: number): TimeTicks {
  const step = niceStep((to - from) / most)
  return {
    ticks: multiplesOf(step, from, to),
    format: (at) => (Math.abs(at) < step / 2 ? '0' : formatDuration(at * 1e6)),
  }
}

/** Steps of time since the start of a process, in seconds. */
const LIFE_STEPS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200,
  10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
]

/**
 * Round times between `from` and `to` (ms on the axis), at most `most` of them. A wall axis counts in the zone's own hours; the axis of an
 * unplaced life counts from the process's start.
 */
export function timeTicks(from: number, to: number, most: number, axis: 'wall' | 'life', zone: Zone): TimeTicks {
  if (axis === 'wall') return wallTicks(from, to, most, zone)
  const span = Math.max(to - from, 1e-6) / 1000
  const step = (LIFE_STEPS.find((candidate) => span / candidate <= Math.max(1, most)) ?? niceStep(span / most)) * 1000
  return { ticks: multiplesOf(step, from, to), format: (at) => (at === 0 ? '0' : formatDuration(at * 1e6)) }
}
