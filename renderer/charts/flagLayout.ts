// Where the flags of annotations stand over a plot, which of them share one, and how much of their titles fits. Pure: pixels in,
// pixels out.

/** A flag that wants to stand at `x`; `x2` is the end of its stretch, the same for an instant. */
export interface FlagWish {
  key: string
  x: number
  x2: number
  text: string
  /** Of several in one flag, this one's title is shown. */
  isLeading?: boolean
}

export interface PlacedFlag<Wish extends FlagWish> {
  key: string
  x: number
  x2: number
  /** One, or those that stand too close to be told apart. */
  wishes: readonly Wish[]
  /** Title beside it; '' where there is no room. */
  text: string
  /** Pixels the title may take. */
  room: number
  /** Titles stand right of their flag; left where the right side has no room. */
  side: 'left' | 'right'
}

/** Flags nearer than this are one. */
const LEAST_GAP = 12
const FLAG_HALF = 4.5
const TEXT_GAP = 6
/** Between the end of one title and the beginning of the next. */
const TITLE_GAP = 14
/** Less of a title than this says nothing. */
const LEAST_TEXT = 36
const MOST_TEXT = 220

/** Flags from left to right. `widthOf` measures a title; without titles nothing is measured. */
export function placeFlags<Wish extends FlagWish>(
  wishes: readonly Wish[],
  {
    left,
    right,
    hasText,
    widthOf,
  }: { left: number; right: number; hasText: boolean; widthOf: (text: string) => number },
): PlacedFlag<Wish>[] {
  const groups: { x: number; x2: number; wishes: Wish[] }[] = []
  for (const wish of [...wishes].sort((a, b) => a.x - b.x)) {
    const last = groups.at(-1)
    if (last && wish.x - last.x < LEAST_GAP) {
      last.wishes.push(wish)
      last.x2 = Math.max(last.x2, wish.x2)
    } else groups.push({ x: wish.x, x2: wish.x2, wishes: [wish] })
  }
  /** Where the title before ends, so that one on the left does not run into it. */
  let taken = left
  return groups.map((group, index) => {
    const next = groups[index + 1]?.x ?? right + FLAG_HALF
    const leading = group.wishes.find(({ isLeading }) => isLeading) ?? group.wishes[0]
    const text = hasText && leading ? leading.text : ''
    const flag = { key: group.wishes.map(({ key }) => key).join(), x: group.x, x2: group.x2, wishes: group.wishes }
    const placed = (shown: string, room: number, side: 'left' | 'right'): PlacedFlag<Wish> => {
      const used = shown === '' ? 0 : Math.min(room, widthOf(shown))
      taken = group.x + FLAG_HALF + (side === 'right' ? TEXT_GAP + used : 0)
      return { ...flag, text: shown, room, side }
    }
    if (text === '') return placed('', 0, 'right')
    const width = Math.min(MOST_TEXT, widthOf(text))
    const after = Math.min(MOST_TEXT, next - FLAG_HALF - TITLE_GAP / 2 - (group.x + FLAG_HALF + TEXT_GAP))
    const before = group.x - FLAG_HALF - TEXT_GAP - taken - TITLE_GAP
    if (after >= Math.min(width, LEAST_TEXT)) {
      // Part of a title on the right gives way to a whole one on the left only at the end of the plot.
      if (after >= width || next <= right || before < width) return placed(text, after, 'right')
    }
    return before >= width ? placed(text, width, 'left') : placed('', 0, 'right')
  })
}
