import { computed, type ComputedRef } from 'vue'
import type { TimeRange } from '../../shared/records/index.ts'
import { formatDuration } from '../../shared/units/format.ts'
import { datePartOf, formatDated, formatDateTime, formatTimeOfDay, zoneOf, type Zone } from '../../shared/units/time.ts'
import { useCaseStore } from '../stores/caseStore.ts'

export { zoneLabel } from '../../shared/units/time.ts'

/** Times for people in the case's zone. Values are epoch milliseconds; on a life's own axis, milliseconds since its start. */
export function useZone(): {
  zone: ComputedRef<Zone>
  time: (ms: number, digits?: number) => string
  dateTime: (ms: number, digits?: number) => string
  /** With as much of the date as tells it from the others of a stretch, such as the one a chart shows. */
  timeWithin: (stretch: { from: number; to: number }, ms: number, digits?: number) => string
  rangeText: (range: TimeRange) => string
} {
  const store = useCaseStore()
  const zone = computed<Zone>(() => zoneOf(store.settings.zoneOffsetMinutes))
  const time = (ms: number, digits = 0): string => formatTimeOfDay(ms, zone.value, digits)
  const dateTime = (ms: number, digits = 0): string => formatDateTime(ms, zone.value, digits)
  const timeWithin = ({ from, to }: { from: number; to: number }, ms: number, digits = 0): string =>
    formatDated(ms, zone.value, datePartOf([from, to], zone.value), digits)
  /** Short ranges with milliseconds; ranges over midnight with their dates, over a year's end with their years. */
  const rangeText = ({ axis, from, to }: TimeRange): string => {
    if (axis.kind !== 'wall') return `${formatDuration(from * 1e6)} → ${formatDuration(to * 1e6)}`
    const digits = to - from < 10_000 ? 3 : 0
    const [first, last] = [dateTime(from, digits), dateTime(to, digits)]
    const isOneDay = first.slice(0, 10) === last.slice(0, 10)
    const isOneYear = first.slice(0, 4) === last.slice(0, 4)
    const begin = isOneDay ? 11 : isOneYear ? 5 : 0
    return `${first.slice(begin)} → ${last.slice(begin)} ${zone.value.label}`
  }
  return { zone, time, dateTime, timeWithin, rangeText }
}
