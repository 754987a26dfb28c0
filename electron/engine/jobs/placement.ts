import type { WallPlacement } from '../../../shared/records/index.ts'

/** `20261121T034358Z`, `2026-11-21T03:43:58Z`, `2026-11-21_03-43-58`, `20261121-0343`. */
const NAME_TIME =
  /(?<!\d)(?<year>20\d\d)-?(?<month>0[1-9]|1[0-2])-?(?<day>0[1-9]|[12]\d|3[01])[T_. -]?(?<hour>[01]\d|2[0-3])[:_.-]?(?<minute>[0-5]\d)(?:[:_.-]?(?<second>[0-5]\d))?(?<zone>Z)?(?!\d)/
/** `heap.1795232597.pb.gz`: seconds or milliseconds since 1970, of this century's second to fourth decade. */
const NAME_EPOCH = /(?<!\d)(?<epoch>1[3-9]\d{8}|2[01]\d{8})(?<millis>\d{3})?(?!\d)/

const SECOND = 1000
const MINUTE = 60 * SECOND
/** A time without a zone may be any local time. */
const ANY_ZONE = 14 * 60 * MINUTE

/**
 * The time that a file's name gives, as a weak basis where nothing inside tells: people and collectors name files when they
 * start, finish or copy them, so a minute of doubt is the least. Null where the name has no time.
 */
export function placementFromName(name: string): WallPlacement | null {
  const groups = NAME_TIME.exec(name)?.groups
  if (groups) {
    const field = (key: string): number => Number(groups[key] ?? 0)
    const at = Date.UTC(
      field('year'),
      field('month') - 1,
      field('day'),
      field('hour'),
      field('minute'),
      field('second'),
    )
    return placed(at, groups.zone === undefined ? ANY_ZONE : MINUTE)
  }
  const epoch = NAME_EPOCH.exec(name)?.groups
  if (!epoch) return null
  return placed(Number(epoch.epoch) * SECOND + Number(epoch.millis ?? 0), MINUTE)
}

const placed = (at: number, errorMs: number): WallPlacement => ({
  startMs: at,
  endMs: at,
  errorMs,
  basis: 'fileName',
})
