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

/** Sources whose reading lost data or failed in part, the worst first. */
export function troubledSources(sources: readonly Source[]): Source[] {
  return sources
    .filter(({ issues }) => issues.error + issues.dataLoss > 0)
    .sort((a, b) => b.issues.error - a.issues.error || b.issues.dataLoss - a.issues.dataLoss)
}
