// Annotations for tests.
import type { AnnotationAnchor, AnnotationId, CitedAnnotation, TimeRange } from '../../../shared/records/index.ts'
import { START_MS } from '../fakeCase.ts'

export const wall: TimeRange = { axis: { kind: 'wall' }, from: START_MS, to: START_MS + 5000 }

/** One about `anchor`; a range lies where it says, everything else nowhere unless `at` says so. */
export const annotationOf = (
  id: number,
  anchor: AnnotationAnchor,
  change: Partial<CitedAnnotation> = {},
): CitedAnnotation => ({
  id: id as AnnotationId,
  anchor,
  text: 'First **alert** fired',
  tags: ['memory'],
  colour: 'neutral',
  author: 'N. N.',
  createdAtMs: START_MS,
  updatedAtMs: START_MS + id,
  at: anchor.kind === 'range' ? anchor.range : null,
  citedBy: [],
  ...change,
})
