// What an annotation is about: built from what is selected, named in words, told from others, and turned back into a link.
import { filterTerm } from '../../../shared/filter/writeFilter.ts'
import type { AnnotationAnchor, EntityAnchor, SourceId, TimeRange, ViewLink } from '../../../shared/records/index.ts'
import { shortFunctionName } from '../../charts/functionName.ts'

/** What the selection as a whole is about, the most particular first; null where nothing is selected. */
export function anchorOfLink(link: ViewLink): AnnotationAnchor | null {
  if (link.view === 'findings' && link.findingKey !== undefined) return { kind: 'finding', key: link.findingKey }
  if (link.view === 'profile' && link.functionName !== undefined)
    return { kind: 'function', name: link.functionName, sourceId: link.sourceId ?? null }
  if (link.view === 'gcCycles' && link.cycle !== undefined && link.lifeId !== undefined)
    return { kind: 'gcCycle', lifeId: link.lifeId, number: link.cycle, range: null }
  if (link.view === 'sources' && link.sourceId !== undefined)
    return link.lines
      ? { kind: 'lines', sourceId: link.sourceId, ...link.lines, range: null }
      : { kind: 'source', sourceId: link.sourceId }
  if (link.entity) {
    const { kind: type, id: key, sourceId = null } = link.entity
    return { kind: 'entity', type, key, name: key, sourceId, range: null }
  }
  if (link.range) return { kind: 'range', range: link.range }
  if (link.view === 'profile' && link.sourceId !== undefined) return { kind: 'source', sourceId: link.sourceId }
  return null
}

/** Links of entities by their type; a view that shows one adds it. */
const ENTITY_LINKS = new Map<string, (anchor: EntityAnchor) => ViewLink | null>([
  ['codeLine', codeLineLink],
  ['traceRow', traceRowLink],
  ['traceGoroutine', traceRowLink],
  ['goroutine', goroutineLink],
  ['lock', lockLink],
])
export function linkEntities(type: string, toLink: (anchor: EntityAnchor) => ViewLink | null): void {
  ENTITY_LINKS.set(type, toLink)
}

/** A line of code as profiles show it: found by its function, in which it stands. */
export const codeLineAnchor = (
  line: { functionName: string; file: string; line: number },
  sourceId: EntityAnchor['sourceId'],
): EntityAnchor => ({
  kind: 'entity',
  type: 'codeLine',
  key: `${line.functionName}\n${line.file}:${line.line}`,
  name: `${line.file.split('/').at(-1) ?? line.file}:${line.line}`,
  sourceId,
  range: null,
})

function codeLineLink({ key, sourceId }: EntityAnchor): ViewLink {
  const [functionName = ''] = key.split('\n')
  return { view: 'profile', functionName, ...(sourceId !== null && { sourceId }) }
}

/** A row of a trace: its key begins with the table it stands in. */
function traceRowLink({ type, key, sourceId }: EntityAnchor): ViewLink {
  const show = type === 'traceGoroutine' ? 'goroutine' : (key.split(' ')[0] ?? '')
  return {
    view: 'trace',
    ...(sourceId !== null && { sourceId }),
    entity: { kind: type, id: key, ...(sourceId !== null && { sourceId }) },
    state: { show },
  }
}

const inSource = ({ sourceId }: EntityAnchor) => (sourceId === null ? {} : { sourceId })

function goroutineLink(anchor: EntityAnchor): ViewLink {
  const of = inSource(anchor)
  return { view: 'goroutines', ...of, entity: { kind: 'goroutine', id: anchor.key, ...of } }
}

function lockLink(anchor: EntityAnchor): ViewLink {
  const state = { show: 'locks', search: filterTerm('address', '=', [anchor.key]) }
  return { view: 'goroutines', ...inSource(anchor), state }
}

/** The view that shows what an annotation is about; null where no view of this version does. */
export function linkOfAnchor(
  anchor: AnnotationAnchor,
  at: TimeRange | null = null,
  /** Whether a source holds goroutines: their stacks are shown there, those of others among the profiles. */
  hasGoroutines: (sourceId: SourceId) => boolean = () => false,
): ViewLink | null {
  switch (anchor.kind) {
    case 'range': {
      const range = at ?? anchor.range
      return {
        view: 'gcCycles',
        range,
        ...(anchor.range.axis.kind === 'life' && { lifeId: anchor.range.axis.lifeId }),
      }
    }
    case 'gcCycle':
      return { view: 'gcCycles', lifeId: anchor.lifeId, cycle: anchor.number }
    case 'function':
    case 'stack': {
      const functionName = anchor.kind === 'function' ? anchor.name : (anchor.frames[0] ?? '')
      const { sourceId } = anchor
      if (sourceId !== null && hasGoroutines(sourceId))
        return { view: 'goroutines', sourceId, state: { search: filterTerm('stack', '=', [functionName]) } }
      return { view: 'profile', functionName, ...(anchor.sourceId !== null && { sourceId: anchor.sourceId }) }
    }
    case 'finding':
      return { view: 'findings', findingKey: anchor.key }
    case 'source':
      return { view: 'sources', sourceId: anchor.sourceId }
    case 'lines':
      return { view: 'sources', sourceId: anchor.sourceId, lines: { from: anchor.from, to: anchor.to } }
    case 'entity':
      return ENTITY_LINKS.get(anchor.type)?.(anchor) ?? (at ? { view: 'overview', range: at } : null)
  }
}

/**
 * The same for two anchors about the same thing. A function and a stack are the same in every profile: what is noted about one
 * is shown wherever it appears.
 */
export function anchorKey(anchor: AnnotationAnchor): string {
  switch (anchor.kind) {
    case 'range': {
      const { axis, from, to } = anchor.range
      return `range ${axis.kind === 'wall' ? 'wall' : axis.lifeId} ${from} ${to}`
    }
    case 'gcCycle':
      return `gcCycle ${anchor.lifeId} ${anchor.number}`
    case 'function':
      return `function ${anchor.name}`
    case 'stack':
      return `stack ${anchor.frames.join('\n')}`
    case 'finding':
      return `finding ${anchor.key}`
    case 'source':
      return `source ${anchor.sourceId}`
    case 'lines':
      return `lines ${anchor.sourceId} ${anchor.from} ${anchor.to}`
    case 'entity':
      return `entity ${anchor.type} ${anchor.sourceId ?? ''} ${anchor.key}`
  }
}

/** Words an anchor is named with. */
export interface AnchorWords {
  range: (range: TimeRange) => string
  cycle: (number: number) => string
  finding: (key: string) => string
  source: (id: number) => string
  lines: (from: number, to: number, source: string) => string
  stack: (own: string, caller: string) => string
  entity: (type: string, name: string) => string
}

/** What an annotation is about, in a few words. */
export function anchorText(anchor: AnnotationAnchor, words: AnchorWords): string {
  switch (anchor.kind) {
    case 'range':
      return words.range(anchor.range)
    case 'gcCycle':
      return words.cycle(anchor.number)
    case 'function':
      return shortFunctionName(anchor.name)
    case 'stack':
      return words.stack(shortFunctionName(anchor.frames[0] ?? ''), shortFunctionName(anchor.frames[1] ?? ''))
    case 'finding':
      return words.finding(anchor.key)
    case 'source':
      return words.source(anchor.sourceId)
    case 'lines':
      return words.lines(anchor.from, anchor.to, words.source(anchor.sourceId))
    case 'entity':
      return words.entity(anchor.type, anchor.name)
  }
}
