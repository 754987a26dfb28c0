import type { ReportInput } from './input.ts'

/** First to last placed time of the case on the wall clock, milliseconds; null where nothing is placed. */
export function casePeriod(input: Pick<ReportInput, 'sources' | 'lives'>): { from: number; to: number } | null {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const { placement } of input.sources) {
    // When a file was written is a guess of days: it would date the case by the day it was copied.
    if (placement === null || placement.basis === 'modified') continue
    from = Math.min(from, placement.startMs)
    to = Math.max(to, placement.endMs)
  }
  for (const { life } of input.lives) {
    if (life.axis.kind !== 'wall') continue
    from = Math.min(from, life.range.from)
    to = Math.max(to, life.range.to)
  }
  return from <= to ? { from, to } : null
}
