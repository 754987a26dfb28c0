import { CodedError } from '../../../shared/lib/result.ts'
import { caseOverview } from '../../engine/jobs/overview.ts'
import type { CaseContext } from '../CaseContext.ts'
import type { Handlers } from './index.ts'

/** The case as a whole: its overview, its settings, how its window is arranged, a copy of it. */
export const caseHandlers = (
  context: CaseContext,
): Handlers<
  'case.overview' | 'case.drop' | 'case.saveCopy' | 'settings.get' | 'settings.update' | 'layout.get' | 'layout.set'
> => ({
  'case.overview': () => caseOverview(context.caseFile),
  'case.drop': ({ asker }) => {
    context.askers.drop(asker)
    return null
  },
  'case.saveCopy': ({ path }) => context.caseFile.saveCopy(path),
  'settings.get': () => context.caseFile.settings.get(),
  'settings.update': (change) => {
    if (change.zoneOffsetMinutes !== undefined && Math.abs(change.zoneOffsetMinutes) > 14 * 60) {
      throw new CodedError('settings/zone', 'A time zone is at most 14 hours east or west of UTC.')
    }
    const settings = context.caseFile.settings.update(change)
    context.changed(['settings'])
    return settings
  },
  'layout.get': () => context.caseFile.layout.get(),
  // Nothing that is shown rests on it: nobody is told.
  'layout.set': ({ layout }) => {
    context.caseFile.layout.set(layout)
    return null
  },
})
