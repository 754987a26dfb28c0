// What analysis knows of the memory of one process: figures of the common vocabulary over time, whichever sources they are
// from, and listings of its mappings.
import type {
  CanonicalName,
  GcCycleColumns,
  MemoryRegion,
  ProfileColumns,
  ProfileSummary,
  SeriesPoints,
  SourceId,
  TimeBasis,
} from '../../../../shared/records/index.ts'
import type { LifeOnAxis } from '../../../../shared/contract/caseCalls.ts'
import type { MemoryGroupInfo, MemoryOrigin } from '../../../../shared/contract/memoryCalls.ts'
import { nearestIndex } from '../series/view.ts'

/** One series of a source that is a figure of the common vocabulary. */
export interface FigureSeries extends SeriesPoints {
  sourceId: SourceId
  path: string
  /** As the source calls it. */
  name: string
  labels: Readonly<Record<string, string>>
  /** Half-width of what is known of its times. */
  timeErrorMs: number
  basis: TimeBasis | null
}

export interface Listing {
  sourceId: SourceId
  path: string
  ordinal: number
  kind: 'smaps' | 'smaps_rollup' | 'maps'
  atMs: number
  regions(): MemoryRegion[]
}

/** A life of a gctrace log on the wall clock. */
export interface GroupLife {
  life: LifeOnAxis
  cycles: GcCycleColumns
}

export interface GroupProfile {
  sourceId: SourceId
  path: string
  atMs: number
  summary: ProfileSummary
  columns: () => ProfileColumns
}

export interface MemoryGroup extends MemoryGroupInfo {
  figures: ReadonlyMap<CanonicalName, readonly FigureSeries[]>
  listings: readonly Listing[]
  lives: readonly GroupLife[]
  heapProfiles: readonly GroupProfile[]
}

/** A value of a figure, and how it came to be the one. */
export interface Figure {
  value: number
  name: string
  origin: MemoryOrigin
  /** How far it may be off at the instant asked for: how fast it moves, over the distance. Null: no neighbour tells. */
  error: number | null
}

export const DEFAULT_TOLERANCE_MS = 30_000

/** The value of a figure nearest to an instant, of all series that have it; null where none is near enough. */
export function figureAt(
  group: MemoryGroup,
  name: CanonicalName,
  atMs: number,
  toleranceMs: number,
  preferred: SourceId | null = null,
): Figure | null {
  let best: { series: FigureSeries; index: number; distance: number } | null = null
  for (const series of group.figures.get(name) ?? []) {
    const index = nearestNumber(series, atMs)
    if (index < 0) continue
    const distance = Math.abs((series.at[index] as number) - atMs)
    if (distance > toleranceMs) continue
    const isPreferred = preferred !== null && series.sourceId === preferred
    if (!best || isPreferred || (distance < best.distance && best.series.sourceId !== preferred))
      best = { series, index, distance }
  }
  if (!best) return null
  const figure = figureOf(best.series, best.index, atMs)
  return figure.error === null ? { ...figure, error: errorAmong(group.figures.get(name) ?? [], figure, atMs) } : figure
}

/** How far a neighbouring value of another source may lie and still tell how fast the figure moves. */
const NEIGHBOUR_MS = 300_000

/** The error of a value that stands alone in its source, by how the figure moves from one source to the next. */
function errorAmong(all: readonly FigureSeries[], { value, origin }: Figure, atMs: number): number | null {
  let rate: { perMs: number; apart: number } | null = null
  for (const series of all) {
    if (series.sourceId === origin.sourceId) continue
    const index = nearestNumber(series, origin.atMs)
    const apart = Math.abs((series.at[index] ?? Number.NaN) - origin.atMs)
    if (!(apart > 0) || apart > NEIGHBOUR_MS || (rate && apart >= rate.apart)) continue
    rate = { perMs: Math.abs((series.value[index] as number) - value) / apart, apart }
  }
  return rate && rate.perMs * Math.abs(atMs - origin.atMs)
}

/** Index of the point nearest to an instant that is a number. */
function nearestNumber({ at, value }: FigureSeries, atMs: number): number {
  const nearest = nearestIndex(at, atMs)
  if (nearest < 0 || Number.isFinite(value[nearest])) return nearest
  for (let step = 1; step < 64; step++)
    for (const index of [nearest - step, nearest + step]) if (Number.isFinite(value[index])) return index
  return -1
}

export function figureOf(series: FigureSeries, index: number, atMs: number): Figure {
  const at = series.at[index] as number
  return {
    value: series.value[index] as number,
    name: series.name,
    origin: { sourceId: series.sourceId, path: series.path, atMs: at, distanceMs: Math.abs(at - atMs) },
    error: errorAt(series, index, atMs),
  }
}

/** The change to the neighbour on the instant's side, in proportion of the time up to the instant. */
export function errorAt({ at, value }: SeriesPoints, index: number, atMs: number): number | null {
  const own = at[index] as number
  if (own === atMs) return 0
  const beyond = atMs > own ? index + 1 : index - 1
  const neighbour =
    at[beyond] === undefined || !Number.isFinite(value[beyond]) ? (atMs > own ? index - 1 : index + 1) : beyond
  const time = at[neighbour]
  const there = value[neighbour]
  if (time === undefined || there === undefined || !Number.isFinite(there) || time === own) return null
  const rate = Math.abs(there - (value[index] as number)) / Math.abs(time - own)
  return rate * Math.abs(atMs - own)
}

export const hasFigure = (group: MemoryGroup, name: CanonicalName): boolean =>
  (group.figures.get(name)?.length ?? 0) > 0
