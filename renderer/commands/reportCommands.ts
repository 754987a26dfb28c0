import type { ReportFormat } from '../../shared/records/index.ts'
import { formatBytes } from '../../shared/units/format.ts'
import { callApp } from '../api/client.ts'
import { revealFile } from '../components/revealFile.ts'
import { commandOf } from '../../shared/commands/index.ts'
import { localized, translate as t } from '../i18n/index.ts'
import { useCaseStore } from '../stores/caseStore.ts'
import type { FrameCommand } from '../stores/commands.ts'
import { useJobStore } from '../stores/jobs.ts'
import { usePreferencesStore } from '../stores/preferences.ts'
import { useToastStore } from '../stores/toasts.ts'
import type { Language } from '../../shared/lib/localText.ts'
import { withPath } from './paths.ts'
import { engineText } from '../i18n/engineText.ts'

const EXTENSION: Record<ReportFormat, string> = { pdf: 'pdf', html: 'html', markdown: 'md' }

/**
 * Starts an export as a job; where it goes is asked first. The status bar shows how far it is, a toast where the file lies; a
 * failure says so itself.
 */
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
  if (!answer.ok) return useToastStore().show(engineText(answer.error), { tone: 'error' })
  if (answer.value === null) return
  const { result } = await useJobStore().ended(answer.value)
  if (result?.kind !== 'report') return
  const { path, bytes } = result
  const isDesktop = usePreferencesStore().app?.shell === 'desktop'
  useToastStore().show(t('jobs.exported', { path, size: formatBytes(bytes) }), {
    action: { title: t(isDesktop ? 'jobs.reveal' : 'jobs.copyPath'), run: () => void revealFile(path) },
  })
}

export function reportCommands(): FrameCommand[] {
  const preferences = usePreferencesStore()
  const behaviour = (format: ReportFormat): FrameCommand => ({
    id: `report.export.${format}`,
    run: () => exportReport(format, preferences.shownLanguage),
  })
  return [behaviour('pdf'), behaviour('html'), behaviour('markdown')]
}
