// The keyboard on linked charts: a cross-hair that goes from point to point, a brush that is drawn with it. Pure: positions are axis
// values, the area puts them on the screen. Which keys do it, the commands say.
import { shifted, type Stretch } from './brush.ts'

export interface ChartKeyState {
  /** The cross-hair; null before the first key. */
  cross: number | null
  /** Where drawing began: the other end of the brush. */
  anchor: number | null
  range: Stretch | null
}

/** How far: what an arrow goes, to the next measurement, a tenth of the picture, all the way. */
export interface ChartMove {
  by: 'step' | 'point' | 'page' | 'end'
  direction: -1 | 1
}

export interface ChartKeyLimits {
  domain: Stretch
  /** The nearest point in a direction, strictly beyond `at`; null where there is none. Without points the axis is even. */
  pointBeyond?: (at: number, direction: -1 | 1) => number | null
  /** The point nearest to a place. */
  pointNear?: (at: number) => number | null
}

/** What moving with the brush leaves. */
export interface DrawnBrush {
  cross: number
  anchor: number
  /** Null: nothing between the two. */
  range: Stretch | null
}

/** Steps an arrow takes over what is shown, and a page. */
const STEPS = 100
const PAGE_STEPS = 10

const isFlat = ({ from, to }: Stretch): boolean => !(to > from)

/** Where the cross-hair goes; null where there is no axis to go along. */
export function movedCross(move: ChartMove, state: ChartKeyState, limits: ChartKeyLimits): number | null {
  if (isFlat(limits.domain)) return null
  const from = state.cross ?? start(state, limits, move.direction)
  // The first arrow only shows where the cross-hair is.
  return state.cross === null && move.by !== 'end' ? from : destination(move, from, limits)
}

/** The brush after its moving end was drawn on; null where there is no axis. */
export function drawnBrush(move: ChartMove, state: ChartKeyState, limits: ChartKeyLimits): DrawnBrush | null {
  if (isFlat(limits.domain)) return null
  const from = state.cross ?? start(state, limits, move.direction)
  const cross = destination(move, from, limits)
  const anchor = state.anchor ?? otherEnd(state.range, from) ?? from
  const range = anchor === cross ? null : { from: Math.min(anchor, cross), to: Math.max(anchor, cross) }
  return { cross, anchor, range }
}

/** The brush moved as a whole, its length kept; null where there is none. */
export function shiftedBrush({ by, direction }: ChartMove, range: Stretch | null, domain: Stretch): Stretch | null {
  if (!range || isFlat(domain)) return null
  const span = domain.to - domain.from
  return shifted(range, direction * (by === 'end' ? span : span / (STEPS / 2)), domain)
}

/** Where the cross-hair appears: at the brush's end in that direction, else in the middle. */
function start({ range }: ChartKeyState, { domain, pointNear }: ChartKeyLimits, direction: -1 | 1): number {
  const at = range ? (direction < 0 ? range.from : range.to) : (domain.from + domain.to) / 2
  return pointNear?.(clamp(at, domain)) ?? clamp(at, domain)
}

function destination({ by, direction }: ChartMove, from: number, limits: ChartKeyLimits): number {
  const { domain, pointBeyond, pointNear } = limits
  if (by === 'end') {
    const end = direction < 0 ? domain.from : domain.to
    return clamp(pointNear?.(end) ?? end, domain)
  }
  const step = ((domain.to - domain.from) / STEPS) * (by === 'page' ? PAGE_STEPS : 1)
  if (!pointBeyond) return clamp(from + direction * step * (by === 'point' ? 0.1 : 1), domain)
  const beyond = pointBeyond(from, direction)
  if (beyond === null || beyond < domain.from || beyond > domain.to) return from
  if (by === 'point') return beyond
  // As far as a step goes, but at least to the next point, and always on one.
  const near = pointNear?.(clamp(from + direction * step, domain)) ?? beyond
  return direction < 0 ? Math.min(beyond, near) : Math.max(beyond, near)
}

/** The end of a brush that stays when its other end is where the cross-hair is. */
function otherEnd(range: Stretch | null, cross: number): number | null {
  if (!range) return null
  const tolerance = (range.to - range.from) * 1e-6
  if (Math.abs(range.to - cross) <= tolerance) return range.from
  return Math.abs(range.from - cross) <= tolerance ? range.to : null
}

const clamp = (value: number, { from, to }: Stretch): number => Math.min(to, Math.max(from, value))
