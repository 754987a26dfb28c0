// Annotations with what only the case as a whole knows: where they lie in time now, and what refers to them.
import type { LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import { PROSE_SECTIONS, annotationsNamedIn } from '../../../shared/records/index.ts'
import type {
  AnnotationAnchor,
  AnnotationCitation,
  AnnotationId,
  CitedAnnotation,
  GcCycle,
  LifeId,
  PlacedAnnotation,
  Source,
  TimeRange,
} from '../../../shared/records/index.ts'
import { NANOS_PER_MILLI } from '../../../shared/units/units.ts'
import { axisOriginMs, markLetters } from '../analysis/index.ts'
import type { CaseFile } from '../casefile/CaseFile.ts'
import { livesOnAxis } from './caseFacts.ts'

/** Every annotation of the case, oldest first, on the axis its charts have now. */
export function placedAnnotations(
  caseFile: CaseFile,
  lives: readonly LifeOnAxis[] = livesOnAxis(caseFile),
): PlacedAnnotation[] {
  const byId = new Map(lives.map((life) => [life.id, life]))
  const sources = new Map(caseFile.sources.list().map((source) => [source.id, source]))
  return caseFile.annotations.list().map((annotation) => {
    const { anchor } = annotation
    const source = 'sourceId' in anchor && anchor.sourceId !== null ? sources.get(anchor.sourceId) : undefined
    return { ...annotation, at: placeOf(anchor, byId, source, (life, number) => caseFile.gcCycles.find(life, number)) }
  })
}

/** The same with the findings and the parts of the report that refer to each. */
export function citedAnnotations(
  caseFile: CaseFile,
  lives: readonly LifeOnAxis[] = livesOnAxis(caseFile),
): CitedAnnotation[] {
  const annotations = placedAnnotations(caseFile, lives)
  if (annotations.length === 0) return []
  const citations = Map.groupBy(allCitations(caseFile, annotations), ({ id }) => id)
  return annotations.map((annotation) => ({
    ...annotation,
    citedBy: (citations.get(annotation.id) ?? []).map(({ by }) => by),
  }))
}

/**
 * The anchor as it is kept: what lies in a log is on the clock of its process, so that it moves with it when the log is pinned
 * to another time.
 */
export function settledAnchor(caseFile: CaseFile, anchor: AnnotationAnchor): AnnotationAnchor {
  if (anchor.kind === 'gcCycle') {
    const cycle = caseFile.gcCycles.find(anchor.lifeId, anchor.number)
    return cycle ? { ...anchor, range: rangeOfCycle(anchor.lifeId, cycle) } : anchor
  }
  if (anchor.kind === 'lines') {
    const span = caseFile.gcCycles.spanOfLines(anchor.sourceId, anchor.from, anchor.to)
    return span ? { ...anchor, range: onClockOf(span.lifeId, span.fromNs, span.toNs) } : anchor
  }
  return anchor
}

function placeOf(
  anchor: AnnotationAnchor,
  lives: ReadonlyMap<LifeId, LifeOnAxis>,
  source: Source | undefined,
  findCycle: (life: LifeId, number: number) => GcCycle | null,
): TimeRange | null {
  switch (anchor.kind) {
    case 'range':
    case 'lines':
    case 'entity':
      return onAxisNow(anchor.range, lives)
    case 'gcCycle': {
      // A range of the wall clock is from before cycles were kept on their process's own.
      if (anchor.range?.axis.kind === 'life') return onAxisNow(anchor.range, lives)
      const cycle = findCycle(anchor.lifeId, anchor.number)
      return cycle ? onAxisNow(rangeOfCycle(anchor.lifeId, cycle), lives) : anchor.range
    }
    case 'source': {
      // A profile is a moment; a log is a whole stretch, and no flag stands for that.
      const placement = source?.kind === 'gctrace' ? null : source?.placement
      return placement ? { axis: { kind: 'wall' }, from: placement.startMs, to: placement.endMs } : null
    }
    case 'finding':
    case 'function':
    case 'stack':
      return null
  }
}

/** A range of a process's own clock on the wall clock, where the process has been placed since. */
function onAxisNow(range: TimeRange | null, lives: ReadonlyMap<LifeId, LifeOnAxis>): TimeRange | null {
  if (range === null || range.axis.kind === 'wall') return range
  const life = lives.get(range.axis.lifeId)
  if (!life || life.axis.kind === 'life') return range
  const origin = axisOriginMs(life)
  return { axis: life.axis, from: origin + range.from, to: origin + range.to }
}

function rangeOfCycle(lifeId: LifeId, cycle: GcCycle): TimeRange {
  const lengthNs = cycle.sweepTermNs + cycle.markNs + cycle.markTermNs
  return onClockOf(lifeId, cycle.startNs, cycle.startNs + lengthNs)
}

const onClockOf = (lifeId: LifeId, fromNs: number, toNs: number): TimeRange => ({
  axis: { kind: 'life', lifeId },
  from: fromNs / NANOS_PER_MILLI,
  to: toNs / NANOS_PER_MILLI,
})

/** In the order people read them: findings, then the report's sections. */
function allCitations(
  caseFile: CaseFile,
  annotations: readonly PlacedAnnotation[],
): { id: AnnotationId; by: AnnotationCitation }[] {
  const citations: { id: AnnotationId; by: AnnotationCitation }[] = []
  for (const { key, label, verdict } of caseFile.findings.list()) {
    const about = annotations.filter(({ anchor }) => anchor.kind === 'finding' && anchor.key === key)
    const ids = new Set([...about.map(({ id }) => id), ...annotationsNamedIn(verdict?.reason ?? '')])
    for (const id of ids) citations.push({ id, by: { kind: 'finding', key, label } })
  }
  const { prose, excludedSections } = caseFile.report.get()
  for (const section of PROSE_SECTIONS) {
    if (excludedSections.includes(section)) continue
    for (const id of annotationsNamedIn(prose[section]))
      citations.push({ id, by: { kind: 'report', section, letter: null } })
  }
  if (!excludedSections.includes('timeline'))
    for (const { letter, annotation } of markLetters(annotations))
      citations.push({ id: annotation.id, by: { kind: 'report', section: 'timeline', letter } })
  return citations
}
