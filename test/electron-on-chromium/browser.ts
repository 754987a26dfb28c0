// The one Chromium behind all windows of the stand-in, and the sessions with its pages.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium, quietChromiumArgs } from '../../electron/loopback/chromium.ts'
import { startCdpBrowser, type CdpBrowser } from '../../electron/loopback/cdpPipe.ts'

type Params = Record<string, unknown>

/** One page: commands and events of its own session. */
export interface Page {
  targetId: string
  send(method: string, params?: Params): Promise<Params>
  on(method: string, listener: (params: never) => void): void
}

let browser: CdpBrowser | null = null
const pages = new Map<string, Map<string, ((params: never) => void)[]>>()
const destroyed = new Map<string, () => void>()

/** Starts Chromium, headless unless ELECTRON_ON_CHROMIUM_HEADED is set. `switches` are Chromium's own, as Playwright gives them. */
export async function startBrowser(switches: string[], userData: string): Promise<void> {
  const found = await findChromium()
  if (!found.ok) throw new Error(found.error.message)
  const profile = mkdtempSync(join(userData, 'chromium-'))
  // Also when Node is ended by a signal: Chromium ends with its pipe, its folder with us.
  process.once('exit', () => rmSync(profile, { recursive: true, force: true, maxRetries: 3 }))
  const cacheHome = join(profile, 'home')
  mkdirSync(cacheHome)
  browser = startCdpBrowser({
    executable: found.value.executable,
    args: [
      ...quietChromiumArgs({ allowLoopback: true }),
      ...(process.env['ELECTRON_ON_CHROMIUM_HEADED'] ? [] : ['--headless']),
      ...switches.filter((arg) => arg !== '--no-sandbox'),
      `--user-data-dir=${profile}`,
      '--no-startup-window',
      // Pages open no windows: see BrowserWindow.setWindowOpenHandler.
      '--block-new-web-contents',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
      '--disable-gpu',
    ],
    env: { ...process.env, ...found.value.env, XDG_CACHE_HOME: cacheHome },
    // Playwright waits for this line on our stderr.
    onStderr: (text) => {
      const line = /^DevTools listening on .*$/m.exec(text)?.[0]
      if (line !== undefined) process.stderr.write(`${line}\n`)
    },
  })
  browser.onEvent((method, params, sessionId) => {
    if (sessionId !== undefined)
      for (const listener of pages.get(sessionId)?.get(method) ?? []) listener(params as never)
    // A link with a target makes a page in spite of --block-new-web-contents: it is closed before it shows anything.
    if (method === 'Target.targetCreated') {
      const { targetId, openerId } = params['targetInfo'] as { targetId: string; openerId?: string }
      if (openerId !== undefined) void browser?.send('Target.closeTarget', { targetId }).catch(() => undefined)
    }
    if (method === 'Target.targetDestroyed') destroyed.get(params['targetId'] as string)?.()
  })
  await browser.send('Target.setDiscoverTargets', { discover: true })
}

function running(): CdpBrowser {
  if (!browser) throw new Error('electron-on-chromium: windows can be made when the app is ready')
  return browser
}

/** A new page; `onDestroyed` is called when it is gone, whoever closed it. */
export async function newPage(size: { width: number; height: number }, onDestroyed: () => void): Promise<Page> {
  const { targetId } = (await running().send('Target.createTarget', {
    url: 'about:blank',
    newWindow: true,
    ...size,
  })) as { targetId: string }
  const { sessionId } = (await running().send('Target.attachToTarget', { targetId, flatten: true })) as {
    sessionId: string
  }
  const listeners = new Map<string, ((params: never) => void)[]>()
  pages.set(sessionId, listeners)
  destroyed.set(targetId, () => {
    destroyed.delete(targetId)
    pages.delete(sessionId)
    onDestroyed()
  })
  return {
    targetId,
    send: (method, params) => running().send(method, params, sessionId),
    on: (method, listener) => void listeners.set(method, [...(listeners.get(method) ?? []), listener]),
  }
}

export async function closePage(page: Page): Promise<void> {
  await running()
    .send('Target.closeTarget', { targetId: page.targetId })
    .catch(() => undefined)
}

export async function setCookie(url: string, name: string, value: string): Promise<void> {
  await running().send('Storage.setCookies', {
    cookies: [{ url, name, value, httpOnly: true, sameSite: 'Strict' }],
  })
}

export async function closeBrowser(): Promise<void> {
  await browser?.close()
}
