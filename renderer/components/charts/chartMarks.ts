import {
  isSameAxis,
  type AnnotationAnchor,
  type Axis,
  type CitedAnnotation,
  type LifeId,
  type SourceId,
} from '../../../shared/records/index.ts'
import { plainTitle } from '../annotations/noteText.ts'

/** An annotation as a chart shows it: a flag at `from`, on the axis of the chart. */
export interface ChartMark {
  key: string
  from: number
  to: number
  text: string
  annotation: CitedAnnotation
}

/** The life an annotation is about, where it is about one. */
function lifeOf(anchor: AnnotationAnchor): LifeId | null {
  if (anchor.kind === 'gcCycle') return anchor.lifeId
  if ((anchor.kind === 'lines' || anchor.kind === 'entity') && anchor.range?.axis.kind === 'life')
    return anchor.range.axis.lifeId
  return null
}

/**
 * Annotations that lie on an axis at present. A chart of one life (`life`) leaves out what is about another life or another
 * log; a note about a time or a profile concerns every chart that covers it.
 */
export function marksOnAxis(
  annotations: readonly CitedAnnotation[],
  axis: Axis,
  life?: { id: LifeId; sourceId: SourceId },
): ChartMark[] {
  return annotations.flatMap((annotation) => {
    const { anchor, at } = annotation
    if (!at || !isSameAxis(at.axis, axis)) return []
    if (life) {
      const about = lifeOf(anchor)
      if (about !== null && about !== life.id) return []
      if (anchor.kind === 'lines' && anchor.sourceId !== life.sourceId) return []
    }
    return [
      { key: `annotation-${annotation.id}`, from: at.from, to: at.to, text: plainTitle(annotation.text), annotation },
    ]
  })
}
