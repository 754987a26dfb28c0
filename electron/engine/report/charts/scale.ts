// Scales and ticks: 3 to 5 grid lines at values people would choose.
import { formatNumber, type Zone } from '../../../../shared/units/format.ts'
import { wallTicks } from '../../../../shared/units/wallTicks.ts'
import type { FigureUnit } from '../../../../shared/records/index.ts'

/** One value unit of an axis: values are divided by `size`, ticks and captions show `name`. */
export interface AxisUnit {
  name: string
  size: number
}

const BYTES: AxisUnit[] = ['B', 'KiB', 'MiB', 'GiB', 'TiB'].map((name, power) => ({ name, size: 1024 ** power }))
const DURATIONS: AxisUnit[] = [
  { name: 'ns', size: 1 },
  { name: 'µs', size: 1e3 },
  { name: 'ms', size: 1e6 },
  { name: 's', size: 1e9 },
]

/** The unit in which `max` reads best, for every label of the axis alike. */
export function axisUnit(unit: FigureUnit, max: number): AxisUnit {
  switch (unit) {
    case 'bytes':
      return largest(BYTES, max)
    case 'bytes/min': {
      const { name, size } = largest(BYTES, max)
      return { name: `${name}/min`, size }
    }
    case 'ns':
      return largest(DURATIONS, max)
    case 'share':
      return { name: '%', size: 0.01 }
    case 'count':
      return { name: '', size: 1 }
    case 'count/min':
      return { name: '/min', size: 1 }
  }
}

// 1,000 MiB still reads better than 0.98 GiB on an axis that starts at 0; switch at twice the next unit.
function largest(units: AxisUnit[], max: number): AxisUnit {
  let chosen = units[0] ?? { name: '', size: 1 }
  for (const unit of units) if (Math.abs(max) >= unit.size * 2) chosen = unit
  return chosen
}

export interface Ticks {
  values: number[]
  /** Last tick at or above the largest value. */
  top: number
  label: (value: number) => string
}

/** Ticks from 0 (or `min` below it) to at least `max`: steps of 1, 2, 2.5 or 5 × 10^n of the unit, 3 to 5 of them. */
export function linearTicks(max: number, unit: AxisUnit, min = 0): Ticks {
  const span = Math.max((max - Math.min(min, 0)) / unit.size, 1e-9)
  const step = niceStep(span / 4)
  const digits =
    [0, 1, 2, 3, 4, 5, 6].find((count) => Math.abs(step * 10 ** count - Math.round(step * 10 ** count)) < 1e-6) ?? 6
  const first = Math.floor(Math.min(min, 0) / unit.size / step + 1e-9)
  const last = Math.max(Math.ceil(max / unit.size / step - 1e-9), first + 1)
  const values: number[] = []
  for (let tick = first; tick <= last; tick++) values.push(tick * step * unit.size)
  return { values, top: last * step * unit.size, label: (value) => formatNumber(value / unit.size, digits) }
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const lead = rough / power
  const step = lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 2.5 ? 2.5 : lead <= 5 ? 5 : 10
  return step * power
}

/** Powers of ten around `min … max`, both positive; with 2 and 5 between where there are few powers. */
export function logTicks(min: number, max: number, unit: AxisUnit): Ticks & { bottom: number } {
  const first = Math.floor(Math.log10(min / unit.size) + 1e-9)
  const last = Math.max(Math.ceil(Math.log10(max / unit.size) - 1e-9), first + 1)
  const between = last - first <= 1 ? [1, 2, 5] : [1]
  const values: number[] = []
  for (let power = first; power < last; power++) for (const lead of between) values.push(lead * 10 ** power * unit.size)
  values.push(10 ** last * unit.size)
  return {
    values,
    bottom: 10 ** first * unit.size,
    top: 10 ** last * unit.size,
    label: (value) => {
      const shown = value / unit.size
      return formatNumber(shown, shown < 1 ? Math.ceil(-Math.log10(shown) - 1e-9) : 0)
    },
  }
}

const SECOND = 1000
/** Steps of a life's own clock. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400].map(
  (seconds) => seconds * SECOND,
)

export interface TimeTicks {
  values: number[]
  label: (value: number) => string
}

/** Ticks of a time axis in milliseconds, at most `most` of them. Wall times are shown in `zone`; a life's own clock in minutes and seconds. */
export function timeTicks(from: number, to: number, axis: 'wall' | 'life', zone: Zone, most = 8): TimeTicks {
  const span = Math.max(to - from, 1)
  if (axis === 'wall') {
    // Finer than a second would crowd the paper.
    const { ticks, format } = wallTicks(from, to, Math.max(1, Math.min(most, span / SECOND)), zone)
    return { values: ticks, label: format }
  }
  const step =
    TIME_STEPS.find((candidate) => span / candidate <= most) ?? Math.ceil(span / most / 86_400_000) * 86_400_000
  const values: number[] = []
  for (let value = Math.ceil(from / step) * step; value <= to; value += step) values.push(value)
  return { values, label: lifeLabel }
}

/** `3:05`, `1:03:05`. */
function lifeLabel(value: number): string {
  const seconds = Math.round(value / SECOND)
  const pad = (part: number): string => String(part).padStart(2, '0')
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`
  return `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`
}

/** Width of text in px at `size`, near enough to place and cut labels: Latin is about half as wide as high, CJK as wide. */
export function textWidth(text: string, size: number, isMono = false): number {
  let width = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    width +=
      code >= 0x2e80
        ? 1
        : isMono
          ? 0.6
          : /[ .,:;|!'’()[\]fijlrtI]/.test(character)
            ? 0.32
            : /[mwMW%]/.test(character)
              ? 0.86
              : /[A-Z]/.test(character)
                ? 0.7
                : 0.58
  }
  return width * size
}
