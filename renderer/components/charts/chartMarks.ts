import type { Annotation, Axis, LifeId } from '../../../shared/records/index.ts'

/** An annotation as a chart shows it: a flag at `from`, on the axis of the chart. */
export interface ChartMark {
  key: string
  from: number
  to: number
  text: string
  isIncident: boolean
  annotation: Annotation
}

/** The first line of Markdown as plain words. */
export function plainTitle(markdown: string): string {
  const line = markdown.split('\n').find((text) => text.trim() !== '') ?? ''
  return line
    .replace(/^#+\s*|^[-*>]\s+/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`~]+/g, '')
    .trim()
}

const isSameAxis = (a: Axis, b: Axis): boolean =>
  a.kind === 'wall' ? b.kind === 'wall' : b.kind === 'life' && a.lifeId === b.lifeId

/**
 * Annotations that lie on an axis: ranges on it, and cycles whose range is on it. With `lifeId`, a cycle of another life is left out.
 */
export function marksOnAxis(annotations: readonly Annotation[], axis: Axis, lifeId?: LifeId): ChartMark[] {
  return annotations.flatMap((annotation) => {
    const { anchor } = annotation
    if (anchor.kind !== 'range' && anchor.kind !== 'gcCycle') return []
    if (anchor.kind === 'gcCycle' && lifeId !== undefined && anchor.lifeId !== lifeId) return []
    if (!anchor.range || !isSameAxis(anchor.range.axis, axis)) return []
    return [
      {
        key: `annotation-${annotation.id}`,
        from: anchor.range.from,
        to: anchor.range.to,
        text: plainTitle(annotation.text),
        isIncident: annotation.colour === 'incident',
        annotation,
      },
    ]
  })
}
