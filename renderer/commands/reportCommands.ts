import type { ReportFormat } from '../../shared/records/index.ts'
import { callApp } from '../api/client.ts'
import { commandOf } from '../../shared/commands/index.ts'
import { localized } from '../i18n/index.ts'
import { useCaseStore } from '../stores/caseStore.ts'
import type { FrameCommand } from '../stores/commands.ts'
import { useJobStore } from '../stores/jobs.ts'
import { usePreferencesStore } from '../stores/preferences.ts'
import { useToastStore } from '../stores/toasts.ts'
import type { Language } from '../../shared/lib/localText.ts'
import { withPath } from './paths.ts'
import { engineText } from '../i18n/engineText.ts'

const EXTENSION: Record<ReportFormat, string> = { pdf: 'pdf', html: 'html', markdown: 'md' }

/** Starts an export as a job; where it goes is asked first. The tray shows how far it is and where the file lies. */
export async function exportReport(format: ReportFormat, language: Language): Promise<void> {
  const { opened } = useCaseStore()
  if (!opened) return
  const answer = await withPath(
    {
      kind: 'saveFile',
      title: localized(commandOf(`report.export.${format}`).title),
      suggestedName: `${opened.name}.${EXTENSION[format]}`,
    },
    (path) => callApp('report.export', { handle: opened.handle, format, language, path }),
  )
  if (!answer.ok) useToastStore().show(engineText(answer.error), { tone: 'error' })
  else if (answer.value !== null) useJobStore().isTrayOpen = true
}

export function reportCommands(): FrameCommand[] {
  const preferences = usePreferencesStore()
  const behaviour = (format: ReportFormat): FrameCommand => ({
    id: `report.export.${format}`,
    run: () => exportReport(format, preferences.shownLanguage),
  })
  return [behaviour('pdf'), behaviour('html'), behaviour('markdown')]
}
