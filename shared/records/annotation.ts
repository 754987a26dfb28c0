import type { AnnotationId, FindingKey, LifeId, SourceId } from './ids.ts'
import type { TimeRange } from './time.ts'

/** What an annotation is about: (source, time range, entity), never a row number. */
export type AnnotationAnchor =
  | { kind: 'range'; range: TimeRange }
  | { kind: 'gcCycle'; lifeId: LifeId; number: number; range: TimeRange | null }
  | { kind: 'function'; name: string; sourceId: SourceId | null }
  | { kind: 'finding'; key: FindingKey }
  | { kind: 'source'; sourceId: SourceId }

export type AnnotationColour = 'neutral' | 'incident'

export interface Annotation {
  id: AnnotationId
  anchor: AnnotationAnchor
  /** Markdown. */
  text: string
  tags: string[]
  colour: AnnotationColour
  author: string
  createdAtMs: number
  updatedAtMs: number
}

export type AnnotationDraft = Pick<Annotation, 'anchor' | 'text' | 'tags' | 'colour'>
