// How well the sources of a case are placed in time, and what was wrong with them: for the status bar.
import type { Source } from '../../../shared/records/index.ts'

export interface ClockQuality {
  placed: number
  unplaced: readonly Source[]
  /** The least certain placement; null where nothing is placed. */
  worst: { source: Source; errorMs: number } | null
}

export function clockQuality(sources: readonly Source[]): ClockQuality {
  let worst: ClockQuality['worst'] = null
  for (const source of sources) {
    const errorMs = source.placement?.errorMs
    if (errorMs !== undefined && (worst === null || errorMs > worst.errorMs)) worst = { source, errorMs }
  }
  const unplaced = sources.filter(({ placement }) => placement === null)
  return { placed: sources.length - unplaced.length, unplaced, worst }
}

const UNITS: readonly [unit: string, ms: number, below: number][] = [
  ['ms', 1, 1000],
  ['s', 1000, 120_000],
  ['min', 60_000, 7_200_000],
  ['h', 3_600_000, 172_800_000],
  ['d', 86_400_000, Number.POSITIVE_INFINITY],
]

/** `± 0.4 ms`, `± 30 s`, `± 7 d`: two figures are as much as anybody knows of an error. */
export function errorText(errorMs: number): string {
  const [unit, ms] = UNITS.find(([, , below]) => errorMs < below) ?? ['d', 86_400_000]
  const value = errorMs / ms
  const digits = value >= 10 || Number.isInteger(value) ? 0 : 1
  return `±\u00a0${value.toFixed(digits)}\u00a0${unit}`
}

/** Sources whose reading lost data or failed in part, the worst first. */
export function troubledSources(sources: readonly Source[]): Source[] {
  return sources
    .filter(({ issues }) => issues.error + issues.dataLoss > 0)
    .sort((a, b) => b.issues.error - a.issues.error || b.issues.dataLoss - a.issues.dataLoss)
}
