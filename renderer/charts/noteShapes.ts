// The flags of annotations: one shape per colour, so that they are told apart without it. None is a severity's shape.
import type { AnnotationColour } from '../../shared/records/index.ts'
import type { ColourRole } from './palette.ts'

/** Box of a flag, CSS pixels; its point is at the middle of the lower edge. */
export const NOTE_WIDTH = 9
export const NOTE_HEIGHT = 11

/** Filled by the even-odd rule. */
export const NOTE_SHAPE: Readonly<Record<AnnotationColour, string>> = {
  neutral: 'M.5.5h8v6.5l-4 3.5-4-3.5z',
  // The same flag with a mark cut out.
  incident: 'M.5.5h8v6.5l-4 3.5-4-3.5zM3.8 1.8v3.2h1.4V1.8zM3.8 5.8v1.4h1.4V5.8z',
  // Swallow-tailed.
  ochre: 'M.5.5h8v10L4.5 7l-4 3.5z',
  // Round below.
  teal: 'M.5.5h8v5.8a4 4 0 0 1-8 0z',
  // Corners cut.
  plum: 'M2.8.5h3.4l2.3 2.3v5.4L6.2 10.5H2.8L.5 8.2V2.8z',
}

export const NOTE_ROLE: Readonly<Record<AnnotationColour, ColourRole>> = {
  neutral: 'noteNeutral',
  incident: 'noteIncident',
  ochre: 'noteOchre',
  teal: 'noteTeal',
  plum: 'notePlum',
}

const rank: Readonly<Record<AnnotationColour, number>> = { incident: 0, ochre: 1, teal: 2, plum: 3, neutral: 4 }
/** The colour that stands for several: the incident's where it is among them, else the only one, else neutral. */
export function colourOfSeveral(colours: readonly AnnotationColour[]): AnnotationColour {
  const [first] = [...new Set(colours)].sort((a, b) => rank[a] - rank[b])
  if (first === undefined || first === 'incident') return first ?? 'neutral'
  return new Set(colours).size === 1 ? first : 'neutral'
}
