import type { CaseSettings } from '../../../shared/contract/caseCalls.ts'
import type { Connection } from './connection.ts'
import type { AppendAudit } from './auditRepository.ts'
import type { Settings } from './types.ts'

/** Author and time zone of the case: one row. */
export function settingsRepository({ db, write }: Connection, append: AppendAudit): Settings {
  const select = db.prepare<[], CaseSettings>(
    'SELECT author, zone_offset_minutes AS zoneOffsetMinutes FROM case_settings WHERE id = 1',
  )
  const update = db.prepare(
    'UPDATE case_settings SET author = @author, zone_offset_minutes = @zoneOffsetMinutes WHERE id = 1',
  )
  const get = (): CaseSettings => select.get() ?? { author: '', zoneOffsetMinutes: 0 }
  return {
    get,
    update: (change) =>
      write(() => {
        const before = get()
        const after = { ...before, ...change }
        if (after.author === before.author && after.zoneOffsetMinutes === before.zoneOffsetMinutes) return before
        // Entered under the old name: it is the one who changes it.
        append('case.settings', { ...change }, before.author || after.author)
        update.run(after)
        return after
      }),
  }
}
