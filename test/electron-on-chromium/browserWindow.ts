import { EventEmitter } from 'node:events'
import { app, appEvents } from './app.ts'
import { guard } from './guard.ts'
import { WebContents, type WebPreferences } from './webContents.ts'

interface Bounds {
  x: number
  y: number
  width: number
  height: number
}
interface WindowOptions extends Partial<Bounds> {
  show?: boolean
  title?: string
  webPreferences?: WebPreferences
  [other: string]: unknown
}

const windows: BrowserWindow[] = []

/** What a window must ask for to be safe; the stand-in can not isolate it, so it insists that it was asked for. */
function insistOnSafety(preferences: WebPreferences): void {
  if (preferences.sandbox !== true || preferences.contextIsolation !== true || preferences.nodeIntegration !== false)
    throw new Error('electron-on-chromium: only windows with sandbox, context isolation and without Node are made here')
}

/** A window is a page; its place and state are what it was told, there is no screen to ask. */
export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents
  private bounds: Bounds
  private state: 'normal' | 'minimized' | 'maximized' = 'normal'
  private isShown: boolean
  private isGone = false
  private self: BrowserWindow = this

  constructor(options: WindowOptions = {}) {
    super()
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
    insistOnSafety(options.webPreferences ?? {})
    const { x = 0, y = 0, width = 800, height = 600, show = true } = options
    this.bounds = { x, y, width, height }
    this.isShown = show
    this.webContents = new WebContents(options.webPreferences ?? {}, { width, height })
    const self = guard('BrowserWindow', this) as BrowserWindow
    this.self = self
    this.webContents.on('electron-on-chromium:close', () => self.close())
    this.webContents.once('electron-on-chromium:painted', () => self.emit('ready-to-show'))
    windows.push(self)
    appEvents.emit('web-contents-created', {}, this.webContents)
    return self
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows]
  }
  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return windows.find((window) => window.webContents === contents) ?? null
  }
  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url)
  }
  reload(): void {
    this.webContents.reload()
  }
  show(): void {
    this.isShown = true
  }
  focus(): void {
    this.emit('focus')
  }
  isVisible(): boolean {
    return this.isShown
  }
  minimize(): void {
    this.state = 'minimized'
  }
  isMinimized(): boolean {
    return this.state === 'minimized'
  }
  restore(): void {
    this.state = 'normal'
  }
  maximize(): void {
    this.state = 'maximized'
    this.emit('maximize')
  }
  isMaximized(): boolean {
    return this.state === 'maximized'
  }
  isFullScreen(): boolean {
    return false
  }
  setBounds(bounds: Partial<Bounds>): void {
    this.bounds = { ...this.bounds, ...bounds }
    this.emit('resize')
  }
  getNormalBounds(): Bounds {
    return { ...this.bounds }
  }
  getBounds(): Bounds {
    return { ...this.bounds }
  }
  isDestroyed(): boolean {
    return this.isGone
  }
  close(): void {
    if (this.isGone) return
    const event = {
      defaultPrevented: false,
      preventDefault() {
        this.defaultPrevented = true
      },
    }
    this.emit('close', event)
    if (!event.defaultPrevented) this.self.destroy()
  }
  destroy(): void {
    if (this.isGone) return
    this.isGone = true
    const index = windows.indexOf(this.self)
    if (index !== -1) windows.splice(index, 1)
    void this.webContents.end()
    this.emit('closed')
    if (windows.length === 0) appEvents.emit('electron-on-chromium:no-windows')
  }
}
