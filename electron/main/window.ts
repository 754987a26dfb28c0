import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, BrowserWindow, dialog, nativeTheme, screen } from 'electron'
import { writeJson } from '../host/jsonFile.ts'
import { APP_ORIGIN } from './scheme.ts'
import { fittingBounds, parseWindowState, type WindowState } from './windowState.ts'

const SMALLEST = { minWidth: 960, minHeight: 600 }
/** The window is drawn in this colour until the page is there: no white flash in the dark. */
const BACKGROUND = { dark: '#16181d', light: '#ffffff' }
/** A page that dies again within this time is not loaded a third time by itself. */
const CRASH_LOOP_MS = 10_000
const SAVE_DELAY_MS = 500

/** The one window of the app, where it was last, as large as it was. */
export function openMainWindow(userData: string): BrowserWindow {
  const statePath = join(userData, 'window.json')
  const state = readState(statePath)
  const bounds = fittingBounds(
    state?.bounds ?? null,
    screen.getAllDisplays().map(({ workArea }) => workArea),
  )
  const window = new BrowserWindow({
    ...bounds,
    ...SMALLEST,
    show: false,
    title: 'Heapcase',
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: join(import.meta.dirname, '..', 'preload', 'index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      devTools: !app.isPackaged,
    },
  })
  if (state?.isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  keepState(window, statePath)
  reviveAfterCrash(window)
  void window.loadURL(`${APP_ORIGIN}/`)
  return window
}

function readState(path: string): WindowState | null {
  try {
    return parseWindowState(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
}

function keepState(window: BrowserWindow, path: string): void {
  let timer: NodeJS.Timeout | null = null
  let last: WindowState | null = null
  const look = (): void => {
    if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return
    last = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() }
  }
  const save = (): void => {
    timer = null
    if (last) writeJson(path, last).catch(() => undefined) // a read-only folder costs the place of the window, no more
  }
  const soon = (): void => {
    look()
    timer ??= setTimeout(save, SAVE_DELAY_MS)
  }
  window.on('resize', soon)
  window.on('move', soon)
  window.on('maximize', soon)
  window.on('unmaximize', soon)
  window.on('close', () => {
    look()
    if (timer) clearTimeout(timer)
    save()
  })
}

/** Nothing is lost with a page: every edit is in the case. It is loaded again, or, when that goes on, the user is asked. */
function reviveAfterCrash(window: BrowserWindow): void {
  let lastMs = -Infinity
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    const isLoop = performance.now() - lastMs < CRASH_LOOP_MS
    lastMs = performance.now()
    if (!isLoop) return window.reload()
    const choice = dialog.showMessageBoxSync(window, {
      type: 'error',
      message: `The window ended unexpectedly (${reason}).`,
      detail: 'Everything you did is saved in the case.',
      buttons: ['Load again', 'Quit'],
      defaultId: 0,
      cancelId: 1,
    })
    if (choice === 0) window.reload()
    else app.quit()
  })
}
