import { EventEmitter } from 'node:events'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { closePage, newPage, type Page } from './browser.ts'
import { guard } from './guard.ts'
import { handlerOf } from './ipcMain.ts'
import { pageScript } from './pageScript.ts'
import { toAppUrl, toPageUrl } from './schemes.ts'
import { defaultSession, stateOf, type Session } from './session.ts'
import { decode, encode } from './wire.ts'

export interface WebPreferences {
  preload?: string
  session?: Session
  javascript?: boolean
  sandbox?: boolean
  contextIsolation?: boolean
  nodeIntegration?: boolean
  [other: string]: unknown
}
interface Preventable {
  defaultPrevented: boolean
  preventDefault(): void
}
type OpenHandler = (details: { url: string }) => { action: string }

const preventable = (): Preventable => ({
  defaultPrevented: false,
  preventDefault() {
    this.defaultPrevented = true
  },
})

const all = new Set<WebContents>()
export const allContents = (): WebContents[] => [...all]

/** One page of Chromium, seen as Electron's WebContents. */
export class WebContents extends EventEmitter {
  readonly session: Session
  readonly ready: Promise<Page>
  readonly debugger: {
    attach(version?: string): void
    detach(): void
    sendCommand(method: string, params?: object): Promise<unknown>
  }
  private readonly names = {
    binding: `b${randomBytes(8).toString('hex')}`,
    inbox: `i${randomBytes(8).toString('hex')}`,
  }
  private readonly preferences: WebPreferences
  private page: Page | null = null
  private url = ''
  private ownNavigation: string | null = null
  private openHandler: OpenHandler | null = null
  private isGone = false
  private self: WebContents = this

  constructor(preferences: WebPreferences, size: { width: number; height: number }) {
    super()
    this.session = preferences.session ?? defaultSession
    this.preferences = preferences
    this.debugger = guard('webContents.debugger', {
      attach: () => {},
      detach: () => {},
      sendCommand: async (method: string, params?: object) => (await this.ready).send(method, params as never),
    })
    const self = guard('webContents', this) as WebContents
    this.self = self
    all.add(self)
    this.ready = this.open(size)
    this.ready.catch(() => undefined)
    return self
  }

  get devToolsTargetId(): string | null {
    return this.page?.targetId ?? null
  }
  getURL(): string {
    return this.url
  }
  isDestroyed(): boolean {
    return this.isGone
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler
  }
  send(channel: string, ...args: unknown[]): void {
    void this.deliver({ kind: 'event', channel, args })
  }
  close(_options?: { waitForBeforeUnload: boolean }): void {
    this.emit('electron-on-chromium:close')
  }
  forcefullyCrashRenderer(): void {
    // The answer never comes: the page is gone.
    void this.ready.then((page) => page.send('Page.crash')).catch(() => undefined)
  }
  reload(): void {
    this.ownNavigation = this.url
    void this.ready.then((page) => page.send('Page.reload'))
  }
  async executeJavaScript(code: string): Promise<unknown> {
    const page = await this.ready
    const { result, exceptionDetails } = (await page.send('Runtime.evaluate', {
      expression: code,
      awaitPromise: true,
      returnByValue: true,
    })) as { result: { value?: unknown }; exceptionDetails?: { text: string } }
    if (exceptionDetails) throw new Error(exceptionDetails.text)
    return result.value
  }

  async loadURL(url: string): Promise<void> {
    this.insistOnDenial('https://example.com/')
    const page = await this.ready
    this.ownNavigation = url
    const loaded = new Promise<void>((resolve) => this.once('did-finish-load', resolve))
    const { errorText } = (await page.send('Page.navigate', {
      url: await toPageUrl(stateOf(this.session).partition, url),
    })) as { errorText?: string }
    if (errorText !== undefined) throw new Error(`${errorText} loading '${url}'`)
    await loaded
  }

  async printToPDF(options: Record<string, unknown>): Promise<Buffer> {
    const page = await this.ready
    const { pageSize, margins, ...rest } = options
    const { top, bottom, left, right } = (margins ?? {}) as Record<string, number | undefined>
    if (pageSize !== undefined && pageSize !== 'A4') throw new Error('electron-on-chromium: printToPDF knows A4 only')
    const { data } = (await page.send('Page.printToPDF', {
      paperWidth: 8.27,
      paperHeight: 11.7,
      ...(top !== undefined && { marginTop: top }),
      ...(bottom !== undefined && { marginBottom: bottom }),
      ...(left !== undefined && { marginLeft: left }),
      ...(right !== undefined && { marginRight: right }),
      ...rest,
    })) as { data: string }
    return Buffer.from(data, 'base64')
  }

  /** The window is gone: nothing is sent any more. */
  async end(): Promise<void> {
    if (this.isGone) return
    this.isGone = true
    all.delete(this.self)
    const page = await this.ready.catch(() => null)
    if (page) await closePage(page)
  }

  private async open(size: { width: number; height: number }): Promise<Page> {
    const page = await newPage(size, () => this.emit('electron-on-chromium:close'))
    this.page = page
    page.on(
      'Page.frameStartedNavigating',
      ({ url, navigationType, frameId }: { url: string; navigationType: string; frameId: string }) => {
        this.emit('did-start-navigation', {
          url: toAppUrl(url),
          isMainFrame: frameId === page.targetId,
          isSameDocument: /sameDocument|historySameDocument/i.test(navigationType),
        })
      },
    )
    page.on('Page.frameNavigated', ({ frame }: { frame: { url: string; parentId?: string } }) => {
      if (frame.parentId === undefined) this.url = toAppUrl(frame.url)
    })
    page.on('Page.loadEventFired', () => {
      if (this.url === '' || this.url === 'about:blank') return
      this.emit('did-finish-load')
      this.emit('electron-on-chromium:painted')
    })
    page.on('Inspector.targetCrashed', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 }))
    page.on('Runtime.bindingCalled', ({ name, payload }: { name: string; payload: string }) => {
      if (name === this.names.binding) void this.answer(payload)
    })
    page.on('Fetch.requestPaused', (request: PausedRequest) => {
      this.filter(page, request).catch((error: unknown) => {
        if (!this.isGone) console.error(error)
      })
    })
    await page.send('Page.enable')
    await page.send('Inspector.enable')
    await page.send('Emulation.setFocusEmulationEnabled', { enabled: true })
    await page.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
    if (this.preferences.javascript === false) await page.send('Emulation.setScriptExecutionDisabled', { value: true })
    if (this.preferences.preload !== undefined) {
      const source = pageScript(readFileSync(this.preferences.preload, 'utf8'), this.names)
      await page.send('Runtime.enable')
      await page.send('Runtime.addBinding', { name: this.names.binding })
      await page.send('Page.addScriptToEvaluateOnNewDocument', { source })
    }
    return page
  }

  /** `webRequest.onBeforeRequest`, and `will-navigate` for navigations the page began. */
  private async filter(page: Page, { requestId, request, resourceType, frameId }: PausedRequest): Promise<void> {
    const url = toAppUrl(request.url)
    const refuse = (errorReason: string): Promise<unknown> => page.send('Fetch.failRequest', { requestId, errorReason })
    if (resourceType === 'Document') {
      const isOwn = this.ownNavigation !== null && url === this.ownNavigation
      this.ownNavigation = null
      if (!isOwn) {
        const isMainFrame = frameId === page.targetId
        const event = { ...preventable(), url, isMainFrame }
        if (isMainFrame) this.emit('will-navigate', event)
        this.emit('will-frame-navigate', event)
        if (event.defaultPrevented) return void (await refuse('Aborted'))
      }
    }
    const listener = stateOf(this.session).beforeRequest
    const isCancelled =
      listener !== null &&
      (await new Promise<boolean>((resolve) => listener({ url }, ({ cancel }) => resolve(cancel === true))))
    if (isCancelled) await refuse('BlockedByClient')
    else await page.send('Fetch.continueRequest', { requestId })
  }

  /** Pages open no windows here; a window that would let them is a difference to Electron that must not pass. */
  private insistOnDenial(url: string): void {
    if (this.openHandler?.({ url }).action !== 'deny')
      throw new Error(`electron-on-chromium: pages open no windows here, but this one may open ${url}`)
  }

  private async answer(payload: string): Promise<void> {
    const message = decode(payload) as
      { kind: 'open'; url: string } | { kind: 'invoke'; id: number; channel: string; args: unknown[] }
    if (message.kind === 'open') return this.insistOnDenial(message.url)
    const { id, channel, args } = message
    try {
      const handler = handlerOf(channel)
      if (!handler) throw new Error(`No handler registered for '${channel}'`)
      const event = { sender: this.self, senderFrame: { url: this.url, parent: null } }
      const value = await handler(event, ...args)
      await this.deliver({ kind: 'result', id, value })
    } catch (error) {
      await this.deliver({ kind: 'error', id, error: `Error invoking remote method '${channel}': ${String(error)}` })
    }
  }

  private async deliver(message: object): Promise<void> {
    const text = JSON.stringify(encode(message))
    const page = await this.ready
    if (this.isGone) return
    await page
      .send('Runtime.evaluate', { expression: `window[${JSON.stringify(this.names.inbox)}]?.(${text})` })
      .catch(() => undefined)
  }
}

interface PausedRequest {
  requestId: string
  request: { url: string }
  resourceType: string
  frameId: string
}

export const webContents = guard('webContents', {
  fromDevToolsTargetId: (targetId: string): WebContents | undefined =>
    allContents().find((contents) => contents.devToolsTargetId === targetId),
  getAllWebContents: allContents,
})
