import type { AboutId } from './about/aboutIds.ts'

/** A term and its figure, as inspectors list them. */
export interface Definition {
  term: string
  text: string
  isMono?: boolean
  /** What the figure is. */
  about?: AboutId
}
