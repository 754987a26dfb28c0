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

/** `± 0.4 ms`, `± 30 s`: two figures are as much as anybody knows of an error. */
export function errorText(errorMs: number): string {
  const [value, unit] =
    errorMs < 1000 ? [errorMs, 'ms'] : errorMs < 120_000 ? [errorMs / 1000, 's'] : [errorMs / 60_000, 'min']
  const digits = value >= 10 || Number.isInteger(value) ? 0 : 1
  return `±\u00a0${value.toFixed(digits)}\u00a0${unit}`
}

/** Sources whose reading lost data or failed in part, the worst first. */
export function troubledSources(sources: readonly Source[]): Source[] {
  return sources
    .filter(({ issues }) => issues.error + issues.dataLoss > 0)
    .sort((a, b) => b.issues.error - a.issues.error || b.issues.dataLoss - a.issues.dataLoss)
}
