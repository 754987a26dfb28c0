// Letters of annotations that have a place in time, as flags in charts carry them: in the report and in the window alike.
import type { Axis, PlacedAnnotation } from '../../../shared/records/index.ts'

/** A lettered annotation of the charts. */
export interface Mark {
  letter: string
  axis: Axis
  /** Milliseconds on the axis. */
  atMs: number
  annotation: PlacedAnnotation
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/** Annotations with a place in time get letters in its order: the wall clock first; incident ones first when there are too many. */
export function markLetters(annotations: readonly PlacedAnnotation[]): Mark[] {
  const placed = annotations.flatMap((annotation) =>
    annotation.at === null ? [] : [{ annotation, axis: annotation.at.axis, atMs: annotation.at.from }],
  )
  const lettered = placed
    .sort((a, b) => Number(b.annotation.colour === 'incident') - Number(a.annotation.colour === 'incident'))
    .slice(0, LETTERS.length)
  return lettered
    .sort((a, b) => clockOf(a.axis) - clockOf(b.axis) || a.atMs - b.atMs)
    .map((mark, index) => ({ ...mark, letter: LETTERS.charAt(index) }))
}

/** Orders clocks: the wall's first, then those of lives. */
const clockOf = (axis: Axis): number => (axis.kind === 'wall' ? -1 : axis.lifeId)
