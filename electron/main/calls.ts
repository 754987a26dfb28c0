import { ipcMain, type WebContents } from 'electron'
import type { AppCore } from '../host/AppCore.ts'
import type { AppParams } from '../../shared/contract/appCalls.ts'
import { failed } from '../../shared/lib/result.ts'
import { isAppUrl } from './security.ts'

/** Calls after which the native menu shows something else: its language, its list of recent cases. */
const CHANGE_MENU = new Set([
  'app.setPreferences',
  'case.open',
  'case.create',
  'case.openSample',
  'recent.remove',
  'recent.pin',
])

/** Answers the window's calls. Only the main frame of the app's own page is heard; everybody else is refused. */
export function answerCalls(
  core: AppCore,
  isOwnPage: (contents: WebContents) => boolean,
  hooks: { onPageReady(): void; onMenuChanged(): void; onDisabledCommands(ids: readonly string[]): void },
): void {
  ipcMain.handle('heapcase:call', async (event, call: unknown) => {
    const frame = event.senderFrame
    if (!isOwnPage(event.sender) || !frame || frame.parent !== null || !isAppUrl(frame.url))
      return failed({ code: 'call/sender', message: 'This page may not call.' })
    const result = await core.call(call)
    const name = typeof call === 'object' && call !== null && 'name' in call ? String(call.name) : ''
    if (name === 'app.ready') hooks.onPageReady()
    // What was answered had the form of its schema.
    if (name === 'app.disabledCommands' && result.ok)
      hooks.onDisabledCommands((call as { params: AppParams<'app.disabledCommands'> }).params.ids)
    if (CHANGE_MENU.has(name)) hooks.onMenuChanged()
    return result
  })
}
