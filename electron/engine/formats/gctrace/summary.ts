import type { WallPlacement } from '../../../../shared/records/index.ts'
import type { LifeRecord } from '../reader.ts'

/** The Go versions of all lives of a log, each once; null without lives. */
export function variantOf(versions: string[]): string | null {
  const distinct = [...new Set(versions)].filter((version) => version !== '')
  return distinct.length === 0 ? null : distinct.join(', ')
}

/** From the start of the first placed life to the end of the last; null where none is placed. */
export function placementOf(lives: LifeRecord[]): WallPlacement | null {
  const placed = lives.flatMap(({ startMs, startErrorMs, durationNs }) =>
    startMs === null || startErrorMs === null ? [] : [{ startMs, endMs: startMs + durationNs / 1e6, startErrorMs }],
  )
  if (placed.length === 0) return null
  return {
    startMs: placed.reduce((least, { startMs }) => Math.min(least, startMs), Number.POSITIVE_INFINITY),
    endMs: placed.reduce((most, { endMs }) => Math.max(most, endMs), Number.NEGATIVE_INFINITY),
    errorMs: placed.reduce((most, { startErrorMs }) => Math.max(most, startErrorMs), 0),
    basis: 'logPrefix',
  }
}
