// What an annotation is about: built from what is selected, named in words, and turned back into a link.
import type { Annotation, AnnotationAnchor, TimeRange, ViewLink } from '../../../shared/records/index.ts'
import { splitFunctionName } from '../../charts/functionName.ts'

/** What the selection as a whole is about, the most particular first; null where nothing is selected. */
export function anchorOfLink(link: ViewLink): AnnotationAnchor | null {
  if (link.view === 'findings' && link.findingKey !== undefined) return { kind: 'finding', key: link.findingKey }
  if (link.view === 'profile' && link.functionName !== undefined)
    return { kind: 'function', name: link.functionName, sourceId: link.sourceId ?? null }
  if (link.view === 'gcCycles' && link.cycle !== undefined && link.lifeId !== undefined)
    return { kind: 'gcCycle', lifeId: link.lifeId, number: link.cycle, range: null }
  if (link.view === 'sources' && link.sourceId !== undefined) return { kind: 'source', sourceId: link.sourceId }
  if (link.range) return { kind: 'range', range: link.range }
  if (link.view === 'profile' && link.sourceId !== undefined) return { kind: 'source', sourceId: link.sourceId }
  return null
}

/** The view that shows what an annotation is about. */
export function linkOfAnchor(anchor: AnnotationAnchor): ViewLink {
  switch (anchor.kind) {
    case 'range':
      return {
        view: 'gcCycles',
        range: anchor.range,
        ...(anchor.range.axis.kind === 'life' && { lifeId: anchor.range.axis.lifeId }),
      }
    case 'gcCycle':
      return { view: 'gcCycles', lifeId: anchor.lifeId, cycle: anchor.number }
    case 'function':
      return {
        view: 'profile',
        functionName: anchor.name,
        ...(anchor.sourceId !== null && { sourceId: anchor.sourceId }),
      }
    case 'finding':
      return { view: 'findings', findingKey: anchor.key }
    case 'source':
      return { view: 'sources', sourceId: anchor.sourceId }
  }
}

/** Words an anchor is named with. */
export interface AnchorWords {
  range: (range: TimeRange) => string
  cycle: (number: number) => string
  finding: (key: string) => string
  source: (id: number) => string
}

/** What an annotation is about, in a few words. */
export function anchorText(anchor: AnnotationAnchor, words: AnchorWords): string {
  switch (anchor.kind) {
    case 'range':
      return words.range(anchor.range)
    case 'gcCycle':
      return words.cycle(anchor.number)
    case 'function':
      return splitFunctionName(anchor.name).own
    case 'finding':
      return words.finding(anchor.key)
    case 'source':
      return words.source(anchor.sourceId)
  }
}

/** `memory, deploy memory` → `['memory', 'deploy']`: by commas or spaces, each once, without `#`. */
export const parseTags = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,，、\s]+/)
      .map((tag) => tag.replace(/^#+/, ''))
      .filter(Boolean),
  ),
]

/** Annotations whose text, tags or subject contain every word of the search, newest first. */
export function searchAnnotations(
  annotations: readonly Annotation[],
  search: string,
  subjectOf: (anchor: AnnotationAnchor) => string,
): Annotation[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return annotations
    .filter(({ text, tags, anchor, author }) => {
      const all = [text, ...tags, subjectOf(anchor), author].join('\n').toLowerCase()
      return words.every((word) => all.includes(word))
    })
    .sort((a, b) => b.updatedAtMs - a.updatedAtMs)
}
