import type { MemoryOrigin } from '../../../shared/contract/memoryCalls.ts'
import { formatDuration } from '../../../shared/units/format.ts'
import { withSign } from '../../../shared/units/sign.ts'
import { useZone } from '../../composables/useZone.ts'

/** `03:43:46.0 · incident/memstats.jsonl`; '' where a figure follows from others. */
export function originText(origin: MemoryOrigin | null, timeOf: (ms: number) => string): string {
  return origin === null ? '' : `${timeOf(origin.atMs)} · ${origin.path}`
}

/** Distances below are not worth a word: sources say whole seconds at best. */
const LEAST_MS = 1

/** `0.4 s later`; the caller has the words. Null: at the very moment. */
export const distanceOf = ({ atMs }: MemoryOrigin, momentMs: number): string | null => {
  const distance = atMs - momentMs
  if (Math.abs(distance) < LEAST_MS) return null
  return withSign(formatDuration(distance * 1e6))
}

/** Times of this view: with a decimal, because sources a second apart are compared. */
export function useStepText(): { timeOf: (ms: number) => string } {
  const { time } = useZone()
  return { timeOf: (ms) => time(ms, 1) }
}
