import type { CaseContext } from '../CaseContext.ts'
import type { Handlers } from './index.ts'

/** Sources: what was imported, its lines, its removal, its place in time. */
export const sourceHandlers = (
  context: CaseContext,
): Handlers<'sources.list' | 'sources.get' | 'sources.rawLines' | 'sources.remove' | 'sources.pin'> => ({
  'sources.list': () => context.caseFile.sources.list(),

  'sources.get': ({ sourceId }) => {
    const source = context.source(sourceId)
    const lives = context.allLives().filter((life) => life.sourceId === sourceId)
    return {
      source,
      issues: context.caseFile.sources.issues(sourceId),
      parts: context.caseFile.sources.parts(sourceId),
      lives,
      pinned: lives.map(({ id }) => id).filter((id) => context.caseFile.lives.isPinned(id)),
      profile: context.caseFile.profiles.get(sourceId),
      ...context.caseFile.sources.storage(sourceId),
    }
  },

  'sources.rawLines': ({ sourceId, from, count }) => {
    const source = context.source(sourceId)
    // A profile has no lines.
    if (source.kind === 'profile') return { lines: [], total: 0 }
    return context.lines(source).read(Math.max(1, from), Math.max(0, count))
  },

  'sources.remove': ({ sourceId, reason }) => {
    context.source(sourceId)
    context.caseFile.sources.remove(sourceId, reason)
    context.changed(['sources', 'findings', 'annotations', 'edits'])
    return null
  },

  'sources.pin': ({ lifeId, startMs }) => {
    context.life(lifeId)
    context.caseFile.lives.pin(lifeId, startMs)
    context.changed(['sources', 'findings', 'edits'])
    return null
  },
})
