// The desktop shell: life of the app, one window, menus, dialogs, printing. Everything a shell does not do differently is in
// electron/host; nothing here reads sources or SQL.
import { existsSync } from 'node:fs'
import { app, Menu, protocol, session, type BrowserWindow, type WebContents } from 'electron'
import { AppCore } from '../host/AppCore.ts'
import type { AppEvent, Preferences } from '../../shared/contract/appCalls.ts'
import type { Language } from '../../shared/lib/localText.ts'
import { filesFromArguments } from './commandLine.ts'
import { answerCalls } from './calls.ts'
import { buildMenu, enableMenuCommands } from './menu.ts'
import { APP_SCHEME, SCHEME_PRIVILEGES, serveWindow } from './scheme.ts'
import { denyPermissions, denyRemoteContent, hardenContents } from './security.ts'
import { desktopServices } from './services.ts'
import { openMainWindow } from './window.ts'

app.enableSandbox()
protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: SCHEME_PRIVILEGES }])
app.on('web-contents-created', (_event, contents) => hardenContents(contents))

let window: BrowserWindow | null = null
let isPageListening = false
/** Events from before the page could listen: a file from the command line, a double click in the file manager. */
let waiting: AppEvent[] = []
/** A path that came with `open-file` before the app was ready. */
let earlyPath: string | null = null
let core: AppCore | null = null
/** Commands the window says are not possible now. */
let disabledCommands: ReadonlySet<string> = new Set()

function tell(event: AppEvent): void {
  if (!window || !isPageListening) waiting.push(event)
  else window.webContents.send('heapcase:event', event)
}

function openPaths(paths: string[]): void {
  const [casePath] = paths.filter((path) => path.toLowerCase().endsWith('.heapcase'))
  const sources = paths.filter((path) => !path.toLowerCase().endsWith('.heapcase'))
  if (casePath !== undefined) tell({ kind: 'openCase', path: casePath })
  if (sources.length > 0) tell({ kind: 'importPaths', paths: sources })
}

const filesFrom = (argv: readonly string[], workingDirectory: string): ReturnType<typeof filesFromArguments> =>
  filesFromArguments(argv.slice(1), workingDirectory, app.getAppPath(), existsSync)

function showWindow(): void {
  if (!window) return void createWindow()
  if (window.isMinimized()) window.restore()
  window.focus()
}

function createWindow(): void {
  isPageListening = false
  window = openMainWindow(app.getPath('userData'))
  window.on('closed', () => {
    window = null
    isPageListening = false
  })
  // A reload is a new page: it says again when it listens.
  window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) isPageListening = false
  })
}

const isOwnPage = (contents: WebContents): boolean => contents === window?.webContents

function menuLanguage(language: Preferences['language']): Language {
  if (language === 'pseudo') return 'en'
  if (language !== 'system') return language
  return app.getLocale().startsWith('zh') ? 'zh-CN' : 'en'
}

async function refreshMenu(): Promise<void> {
  if (!core) return
  const { language, bindings } = await core.preferences()
  const recent = await core.recentCases()
  // From here on nothing waits: what the window says of its commands meanwhile must not be lost.
  Menu.setApplicationMenu(
    buildMenu({
      language: menuLanguage(language),
      bindings,
      disabled: disabledCommands,
      recent: recent.filter(({ bytes }) => bytes !== null),
      run: (id) => tell({ kind: 'command', id }),
      openCase: (path) => tell({ kind: 'openCase', path }),
    }),
  )
}

async function start(): Promise<void> {
  await app.whenReady()
  core = new AppCore(desktopServices(() => window))
  const { cases, sources } = filesFrom(process.argv, process.cwd())
  const [firstCase] = earlyPath === null ? cases : [earlyPath]
  if (firstCase !== undefined) core.setInitialCase(firstCase)
  if (sources.length > 0) waiting.push({ kind: 'importPaths', paths: sources })

  denyPermissions(session.defaultSession)
  denyRemoteContent(session.defaultSession)
  serveWindow(session.defaultSession, core)
  core.onEvent(tell)
  answerCalls(core, isOwnPage, {
    onPageReady() {
      isPageListening = true
      const events = waiting
      waiting = []
      for (const event of events) tell(event)
    },
    onMenuChanged: () => void refreshMenu(),
    onDisabledCommands(ids) {
      disabledCommands = new Set(ids)
      enableMenuCommands(disabledCommands)
    },
  })
  await refreshMenu()
  createWindow()
}

let isClosed = false
app.on('before-quit', (event) => {
  if (isClosed || !core) return
  // Cases are closed cleanly first: one file at rest, the lock given back.
  event.preventDefault()
  void core.close().finally(() => {
    isClosed = true
    app.quit()
  })
})
app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit()
})
app.on('activate', () => {
  if (app.isReady()) showWindow()
})
app.on('open-file', (event, path) => {
  event.preventDefault()
  if (core) {
    openPaths([path])
    showWindow()
  } else if (path.toLowerCase().endsWith('.heapcase')) earlyPath = path
  else waiting.push({ kind: 'importPaths', paths: [path] })
})

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', (_event, argv, workingDirectory) => {
    const { cases, sources } = filesFrom(argv, workingDirectory)
    openPaths([...cases, ...sources])
    showWindow()
  })
  void start()
} else {
  // The first instance has got the arguments.
  app.quit()
}
