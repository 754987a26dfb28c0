// Which life the view shows, and what the time range of the window means on its axis.
import type { LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import { isSameAxis, type LifeId, type SourceId, type TimeRange } from '../../../shared/records/index.ts'

export const overlaps = (life: LifeOnAxis, range: TimeRange): boolean =>
  isSameAxis(life.axis, range.axis) && range.to >= life.range.from && range.from <= life.range.to

/**
 * The life chosen; else one of the chosen source or in the chosen range; else the one with the most cycles, which is where an
 * incident usually is. Null without lives.
 */
export function chosenLife(
  lives: readonly LifeOnAxis[],
  chosen: { lifeId: LifeId | null; sourceId: SourceId | null; range: TimeRange | null },
): LifeOnAxis | null {
  const named = lives.find(({ id }) => id === chosen.lifeId)
  if (named) return named
  const ofSource = lives.filter(({ sourceId }) => sourceId === chosen.sourceId)
  const { range } = chosen
  const inRange = range ? lives.filter((life) => overlaps(life, range)) : []
  const candidates = ofSource.length > 0 ? ofSource : inRange.length > 0 ? inRange : lives
  return candidates.reduce<LifeOnAxis | null>((best, life) => (best && best.cycles >= life.cycles ? best : life), null)
}

/** The window's range on this life's axis; null where it is on another axis or not set. */
export function rangeOnLife(life: LifeOnAxis, range: TimeRange | null): TimeRange | null {
  return range && isSameAxis(life.axis, range.axis) ? range : null
}
