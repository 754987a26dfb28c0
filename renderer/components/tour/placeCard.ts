// Where a card stands beside an element. Pure.

export interface Box {
  left: number
  top: number
  width: number
  height: number
}

const GAP = 12
const EDGE = 12

/** Beside the target where it fits without covering it, else where it covers least; the lower right corner without a target. */
export function placeCard(
  target: Box | null,
  card: { width: number; height: number },
  window: { width: number; height: number },
): { left: number; top: number } {
  const most = { left: window.width - card.width - EDGE, top: window.height - card.height - EDGE }
  const inside = (left: number, top: number): { left: number; top: number } => ({
    left: Math.max(EDGE, Math.min(left, most.left)),
    top: Math.max(EDGE, Math.min(top, most.top)),
  })
  const corner = inside(most.left, most.top - 24)
  if (!target) return corner
  const right = target.left + target.width
  const bottom = target.top + target.height
  const places = [
    inside(right + GAP, target.top),
    inside(target.left - card.width - GAP, target.top),
    inside(target.left, bottom + GAP),
    inside(target.left, target.top - card.height - GAP),
    corner,
    inside(EDGE, corner.top),
  ]
  const covered = (place: { left: number; top: number }): number =>
    overlap(place.left, place.left + card.width, target.left, right) *
    overlap(place.top, place.top + card.height, target.top, bottom)
  return places.reduce((best, place) => (covered(place) < covered(best) ? place : best))
}

const overlap = (a: number, b: number, c: number, d: number): number => Math.max(0, Math.min(b, d) - Math.max(a, c))
