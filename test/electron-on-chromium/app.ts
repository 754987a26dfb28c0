import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { closeBrowser } from './browser.ts'
import { guard } from './guard.ts'
import type { InstanceLock } from './instanceLock.ts'

/** What start.ts found out before the app's main module runs. */
interface Launch {
  appPath: string
  userData: string
  lock: InstanceLock
}
let launch: Launch | null = null
let isReady = false
const ready = Promise.withResolvers<void>()

export const appEvents = new EventEmitter()

export function setLaunch(next: Launch): void {
  launch = next
}
export function becomeReady(): void {
  isReady = true
  ready.resolve()
  appEvents.emit('ready')
}

function launched(): Launch {
  if (!launch) throw new Error('electron-on-chromium: started without start.ts')
  return launch
}

let quitting: 'no' | 'asked' | 'leaving' = 'no'
/** Set by electron.ts: the windows need the app, so the app can not import them. */
let closeWindows: () => boolean = () => true
export const setCloseWindows = (close: () => boolean): void => {
  closeWindows = close
}

const preventable = (): { defaultPrevented: boolean; preventDefault(): void } => ({
  defaultPrevented: false,
  preventDefault() {
    this.defaultPrevented = true
  },
})

function quit(): void {
  if (quitting === 'leaving') return
  quitting = 'asked'
  const event = preventable()
  appEvents.emit('before-quit', event)
  if (event.defaultPrevented || !closeWindows()) {
    quitting = 'no'
    return
  }
  const will = preventable()
  appEvents.emit('will-quit', will)
  if (will.defaultPrevented) return
  exit(0)
}

function exit(code = 0): void {
  quitting = 'leaving'
  appEvents.emit('quit', {}, code)
  void closeBrowser().finally(() => process.exit(code))
}

appEvents.on('electron-on-chromium:no-windows', () => {
  if (quitting !== 'no') return
  if (appEvents.listenerCount('window-all-closed') > 0) appEvents.emit('window-all-closed')
  else quit()
})

const paths = new Map<string, string>()

export const app = guard('app', {
  get isPackaged() {
    return process.env['ELECTRON_ON_CHROMIUM_RESOURCES'] !== undefined
  },
  get name() {
    return manifest().productName ?? manifest().name
  },
  on(event: string, listener: (...args: never[]) => void) {
    appEvents.on(event, listener as (...args: unknown[]) => void)
    return app
  },
  once(event: string, listener: (...args: never[]) => void) {
    appEvents.once(event, listener as (...args: unknown[]) => void)
    return app
  },
  emit: (event: string, ...args: unknown[]) => appEvents.emit(event, ...args),
  whenReady: () => ready.promise,
  isReady: () => isReady,
  enableSandbox: () => {
    if (isReady) throw new Error('app.enableSandbox() can only be called before app is ready')
  },
  getAppPath: () => launched().appPath,
  getVersion: () => manifest().version,
  getLocale: () => 'en-US',
  getPath(name: string): string {
    const known = paths.get(name)
    if (known !== undefined) return known
    switch (name) {
      case 'userData':
        return launched().userData
      case 'home':
        return homedir()
      case 'documents':
        return join(homedir(), 'Documents')
      case 'temp':
        return tmpdir()
      default:
        throw new Error(`electron-on-chromium: app.getPath('${name}') is not there`)
    }
  },
  setPath: (name: string, path: string) => void paths.set(name, resolve(path)),
  addRecentDocument: (_path: string) => {},
  requestSingleInstanceLock: () => launched().lock.request(),
  quit,
  exit,
})

function manifest(): { name: string; productName?: string; version: string; main: string } {
  return JSON.parse(readFileSync(join(launched().appPath, 'package.json'), 'utf8')) as ReturnType<typeof manifest>
}
