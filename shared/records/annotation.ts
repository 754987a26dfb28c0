import type { AnnotationId, FindingKey, LifeId, SourceId } from './ids.ts'
import type { ReportSectionId } from './report.ts'
import type { TimeRange } from './time.ts'

/**
 * What an annotation is about: (source, time range, entity), never a row number. A range whose ends are the same is an instant.
 * What no kind of its own names is an `entity`: its type says which view knows it, its key finds it again inside the source.
 */
export type AnnotationAnchor =
  | { kind: 'range'; range: TimeRange }
  | { kind: 'gcCycle'; lifeId: LifeId; number: number; range: TimeRange | null }
  | { kind: 'function'; name: string; sourceId: SourceId | null }
  /** Function names, leaf first: one frame of a call tree is the stack that leads to it. */
  | { kind: 'stack'; frames: readonly string[]; sourceId: SourceId | null }
  | { kind: 'finding'; key: FindingKey }
  | { kind: 'source'; sourceId: SourceId }
  /** Lines of a source as it was imported, 1-based, both ends included; `range` where they tell of a time. */
  | { kind: 'lines'; sourceId: SourceId; from: number; to: number; range: TimeRange | null }
  | EntityAnchor

export interface EntityAnchor {
  kind: 'entity'
  /** Such as `goroutine`, `series`, `codeLine`: see `ENTITY_TYPE`. */
  type: string
  /** Finds it again inside the source after a new import: `17`, `/gc/heap/live:bytes`. */
  key: string
  /** What people call it. */
  name: string
  sourceId: SourceId | null
  /** Where in time the note is about it; null: as a whole. */
  range: TimeRange | null
}

/** Types of entities are words; anything else is refused where it enters. */
export const ENTITY_TYPE = /^[A-Za-z][\w-]{0,31}$/

export const ANCHOR_KINDS = [
  'range',
  'gcCycle',
  'function',
  'stack',
  'finding',
  'source',
  'lines',
  'entity',
] as const satisfies readonly AnnotationAnchor['kind'][]

/**
 * `incident` is what went wrong and the one that is crimson; the others are for the investigator's own sorting. Each has a
 * shape of its own beside its colour.
 */
export const ANNOTATION_COLOURS = ['neutral', 'incident', 'ochre', 'teal', 'plum'] as const
export type AnnotationColour = (typeof ANNOTATION_COLOURS)[number]

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

/** With the place it has in time at present: cycles move with their log's pin, ranges of a life's own clock with the life. */
export interface PlacedAnnotation extends Annotation {
  /** On the axis that charts of it have; null: nowhere in time. */
  at: TimeRange | null
}

/** Where an annotation is referred to. */
export type AnnotationCitation =
  /** Its reason names the annotation's label, or the annotation is about the finding. */
  | { kind: 'finding'; key: FindingKey; label: string }
  /** `letter`: its flag in the report's drawings. */
  | { kind: 'report'; section: ReportSectionId; letter: string | null }

/** As lists and inspectors show it. */
export interface CitedAnnotation extends PlacedAnnotation {
  citedBy: AnnotationCitation[]
}

/** One whose source is not in the case at present; it comes back with the source. */
export interface DetachedAnnotation extends Omit<Annotation, 'anchor'> {
  anchorKind: AnnotationAnchor['kind']
  /** What it was about, as far as the case still knows: `gc 7`, a function's name. */
  about: string
  /** Where the source was; null where the case never had it. */
  sourcePath: string | null
  sourceSha256: string | null
}

/** What people write to refer to an annotation: `A-7`. Never given twice in a case. */
export const annotationLabel = (id: AnnotationId): string => `A-${id}`

/** Ids of annotations a text refers to. */
export const annotationsNamedIn = (text: string): AnnotationId[] => [
  ...new Set([...text.matchAll(/(?<![\w-])A-(\d{1,9})(?![\w-])/g)].map((match) => Number(match[1]) as AnnotationId)),
]
