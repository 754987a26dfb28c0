import type { TimeRange } from '../../shared/records/index.ts'

/** The time zones people can show a case in: minutes east of UTC. */
export const ZONES: readonly number[] = [
  -720, -660, -600, -570, -540, -480, -420, -360, -300, -240, -210, -180, -120, -60, 0, 60, 120, 180, 210, 240, 270,
  300, 330, 345, 360, 390, 420, 480, 525, 540, 570, 600, 630, 660, 720, 765, 780, 840,
]

/** This computer's zone at the time of the case (summer time may differ from today's); of a case without times, today's. */
export function zoneHere(range: TimeRange | null | undefined): number {
  const at = range?.axis.kind === 'wall' ? new Date(range.from) : new Date()
  return -at.getTimezoneOffset()
}
