// Where one is, from the view down to what is selected in it. Each part is a link that lets go of the parts after it.
import type { EntityRef, FindingKey, Source, SubjectField, ViewLink } from '../../shared/records/index.ts'
import { shortFunctionName } from '../charts/functionName.ts'
import { lifeName, sourceName, type CaseNames, type Translate } from './subjectName.ts'

export interface Crumb {
  /** What it is called here, short. */
  text: string
  /** All of it, where `text` is cut. */
  full: string
  /** Code and file names are set in the mono face. */
  isCode: boolean
  link: ViewLink
}

export interface CrumbNames extends CaseNames {
  /** `F-004`, where the findings are known. */
  findingLabel: (key: FindingKey) => string | null
  /** The id people know a goroutine of a trace by; null where it is not known (yet). */
  goroutineId: (entity: EntityRef) => string | null
}

/** The selection is the window's: a view shows of it what it has a picture of. */
const hasDumps = ({ kind, variant, counts }: Source): boolean =>
  kind === 'goroutines' || (kind === 'profile' ? variant?.startsWith('goroutine') === true : (counts['dumps'] ?? 0) > 0)
const SHOWN: Partial<Record<ViewLink['view'], (source: Source) => boolean>> = {
  profile: ({ kind }) => kind === 'profile',
  goroutines: hasDumps,
  trace: ({ kind }) => kind === 'gotrace',
}

/** A link as far as some of its fields; range, instants and setting stay. */
function upTo(link: ViewLink, fields: readonly SubjectField[]): ViewLink {
  const { view, range, instants, state } = link
  const part: ViewLink = { view, ...(range && { range }), ...(instants && { instants }), ...(state && { state }) }
  for (const field of fields) if (link[field] !== undefined) Object.assign(part, { [field]: link[field] })
  return part
}

/** The parts of the place that a link shows. */
export function crumbsOf(link: ViewLink, names: CrumbNames, t: Translate): Crumb[] {
  const crumbs: Crumb[] = []
  const kept: SubjectField[] = []
  const add = (fields: SubjectField[], text: string, full = text, isCode = false): void => {
    kept.push(...fields)
    crumbs.push({ text, full, isCode, link: upTo(link, kept) })
  }
  add([], t(`common.view.${link.view}`))

  const shown = (id: Source['id'] | undefined): Source | undefined => {
    const found = id === undefined ? undefined : names.sourceById.get(id)
    return found && (SHOWN[link.view]?.(found) ?? true) ? found : undefined
  }
  const source = shown(link.sourceId)
  const life = link.lifeId === undefined ? undefined : names.lifeById.get(link.lifeId)
  const addCompared = (fields: SubjectField[]): void => {
    if (!source) return
    const base = shown(link.baseSourceId)
    const text = base ? t('panes.against', { one: sourceName(source), other: sourceName(base) }) : sourceName(source)
    add(fields, text, base ? text : source.path, true)
  }
  if (link.view === 'sources' && source) add(['sourceId'], sourceName(source), source.path, true)
  if (link.view === 'sources' && source && link.lines) {
    const { from, to } = link.lines
    add(['lines'], from === to ? t('panes.line', { n: from }) : t('common.lineRange', { from, to }))
  }
  if (link.view === 'gcCycles' && life) {
    add(['lifeId'], lifeName(life, t), lifeName(life, t), true)
    if (link.cycle !== undefined) add(['cycle'], t('gcCycles.cycleTitle', { n: link.cycle }))
  }
  if (link.view === 'profile') {
    if (source) addCompared(['sourceId', 'sampleType', 'baseSourceId'])
    else kept.push('sampleType')
    if (link.functionName !== undefined)
      add(['functionName'], shortFunctionName(link.functionName), link.functionName, true)
  }
  if (link.view === 'goroutines') {
    addCompared(['sourceId', 'baseSourceId'])
    if (link.entity?.kind === 'goroutine') add(['entity'], t('goroutines.goroutine', { n: link.entity.id }))
  }
  if (link.view === 'findings' && link.findingKey !== undefined)
    add(['findingKey'], names.findingLabel(link.findingKey) ?? link.findingKey)
  if (link.view === 'trace' && source) {
    add(['sourceId'], sourceName(source), source.path, true)
    if (link.entity?.kind === 'traceGoroutine') {
      const n = names.goroutineId(link.entity)
      add(['entity'], n === null ? t('annotations.entity.traceGoroutine') : t('goroutines.goroutine', { n }))
    }
  }
  return crumbs
}
