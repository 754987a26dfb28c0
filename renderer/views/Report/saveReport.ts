import type { ReportSettings } from '../../../shared/records/index.ts'
import { call } from '../../api/client.ts'
import { useToastStore } from '../../stores/toasts.ts'
import { engineText } from '../../i18n/engineText.ts'

/** Keeps a change of the report; a refusal is said at once, because the field already shows the new text. */
export async function saveReport(change: Partial<ReportSettings>): Promise<void> {
  const answer = await call('report.update', change)
  if (!answer.ok) useToastStore().show(engineText(answer.error), { tone: 'error' })
}
