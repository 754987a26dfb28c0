import { CodedError } from '../../../shared/lib/result.ts'
import { caseOverview } from '../../engine/jobs/overview.ts'
import type { CaseContext } from '../CaseContext.ts'
import type { Handlers } from './index.ts'

/** The case as a whole: its overview, its settings, a copy of it. */
export const caseHandlers = (
  context: CaseContext,
): Handlers<'case.overview' | 'case.saveCopy' | 'settings.get' | 'settings.update'> => ({
  'case.overview': () => caseOverview(context.caseFile),
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
})
