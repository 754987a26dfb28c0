import type { LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import type { Source, ViewLink } from '../../../shared/records/index.ts'

/** The view that is about one source; null where none is. */
export function sourceLink({ id, kind }: Pick<Source, 'id' | 'kind'>, gcLives: readonly LifeOnAxis[]): ViewLink | null {
  if (kind === 'goroutines' || kind === 'profile') return { view: kind, sourceId: id }
  if (kind === 'gotrace') return { view: 'trace', sourceId: id }
  const life = gcLives.find(({ sourceId }) => sourceId === id)
  return life ? { view: 'gcCycles', lifeId: life.id } : null
}
