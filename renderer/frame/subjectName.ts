// What a link is about, in a few words: for tabs of one view, breadcrumbs, and the inspector's heads.
import type { LifeOnAxis } from '../../shared/contract/caseCalls.ts'
import type { LifeId, Source, SourceId, ViewLink } from '../../shared/records/index.ts'

/** What is known of the case without asking it. */
export interface CaseNames {
  sourceById: ReadonlyMap<SourceId, Source>
  lifeById: ReadonlyMap<LifeId, LifeOnAxis>
}
export type Translate = (key: string, values?: Record<string, unknown>) => string

/** The file of a source as it is spoken of: its path without extensions. */
export const sourceName = ({ path }: Pick<Source, 'path'>): string => path.replace(/(\.pb)?(\.gz)?$/, '') || path

/** A life of a log: `checkout.log, life 2`. */
export const lifeName = ({ sourcePath, ordinal }: LifeOnAxis, t: Translate): string =>
  t('panes.life', { source: sourcePath, n: ordinal })

/** The last part of a link that has a name; empty where it says no more than its view. */
export function subjectName(link: ViewLink, { sourceById, lifeById }: CaseNames, t: Translate): string {
  const source = link.sourceId === undefined ? undefined : sourceById.get(link.sourceId)
  const life = link.lifeId === undefined ? undefined : lifeById.get(link.lifeId)
  if ((link.view === 'gcCycles' || link.view === 'scheduler') && life) return lifeName(life, t)
  // A source chosen elsewhere, which these views cannot show, is not what they are about.
  const kind = link.view === 'profile' ? 'profile' : link.view === 'trace' ? 'gotrace' : source?.kind
  if (link.view === 'profile' || link.view === 'goroutines' || link.view === 'sources' || link.view === 'trace')
    return source && source.kind === kind ? sourceName(source) : ''
  if (link.view === 'series' && link.entity?.kind === 'series') return link.entity.id
  return ''
}
