// The stand-in on an app of its own: what it does like Electron, and that it says what it does not do.
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findChromium } from '../../electron/loopback/chromium.ts'
import { guard } from './guard.ts'
import { decode, encode } from './wire.ts'

const electron = join(import.meta.dirname, 'electron')
const canRun = process.platform !== 'win32' && (await findChromium()).ok
if (!canRun) console.log('electron-on-chromium: its tests with a window are skipped, there is no Chromium')

/** Runs a main module to its end; what it prints, line by line. */
async function run(main: string, page = '<h1>page</h1>', preload = ''): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stand-in-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'try', version: '1.0.0', type: 'module', main: 'main.js' }),
  )
  writeFileSync(join(folder, 'preload.cjs'), preload)
  writeFileSync(
    join(folder, 'utility.js'),
    `process.parentPort.on('message', ({ data }) => process.parentPort.postMessage(data * 2))`,
  )
  mkdirSync(join(folder, 'user'))
  writeFileSync(
    join(folder, 'main.js'),
    `import { app, protocol, session, BrowserWindow, ipcMain, utilityProcess, Menu, dialog } from 'electron'
     import { join } from 'node:path'
     const folder = ${JSON.stringify(folder)}
     const safe = { sandbox: true, contextIsolation: true, nodeIntegration: false, preload: join(folder, 'preload.cjs') }
     protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true } }])
     app.whenReady().then(async () => {
         session.defaultSession.protocol.handle('app', () => new Response(${JSON.stringify(page)}, { headers: { 'Content-Type': 'text/html' } }))
         const open = async (options = {}) => {
           const window = new BrowserWindow({ show: false, webPreferences: { ...safe, ...options } })
           window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
           await window.loadURL('app://try/')
           return window
         }
         try { ${main} } catch (error) { console.log(String(error)) }
         app.exit(0)
       })`,
  )
  const { stdout } = await promisify(execFile)(electron, [folder, `--user-data-dir=${join(folder, 'user')}`], {
    timeout: 50_000,
  })
  return stdout.trim().split('\n')
}

describe('guard', () => {
  it('throws by name for what is missing, and lets tests replace what is there', () => {
    const app = guard('app', { quit: () => 'quit' }) as { quit: () => string; setBadgeCount?: () => void }
    expect(() => app.setBadgeCount).toThrow('electron-on-chromium: app.setBadgeCount is not there')
    app.quit = () => 'replaced'
    expect(app.quit()).toBe('replaced')
  })
})

describe('wire', () => {
  it('carries what a structured clone carries', () => {
    const value = {
      none: undefined,
      big: 2n ** 70n,
      nan: [NaN, -Infinity],
      at: new Date(5),
      map: new Map([['a', new Set([1])]]),
      floats: new Float64Array([1.5, NaN]),
      buffer: new Uint8Array([1, 2]).buffer,
    }
    expect(decode(encode(value))).toEqual(value)
    expect(decode(encode(new RangeError('far')))).toMatchObject({ name: 'RangeError', message: 'far' })
  })

  it('refuses functions, as Electron does', () => {
    expect(() => encode({ call: () => 1 })).toThrow('could not be cloned')
  })
})

describe.runIf(canRun)('stand-in', () => {
  it('gives the preload script a bridge, carries calls with their sender, and sends events', async () => {
    const lines = await run(
      `ipcMain.handle('ask', (event, value) => [event.senderFrame.url, event.sender.getURL(), value * 2])
       const window = await open()
       console.log(JSON.stringify(await window.webContents.executeJavaScript('api.ask(21)')))
       const heard = window.webContents.executeJavaScript('new Promise((done) => api.on(done))')
       window.webContents.send('told', { n: 1 })
       console.log(JSON.stringify(await heard))
       console.log(await window.webContents.executeJavaScript('typeof require + Object.keys(window).includes("api")'))`,
      undefined,
      `const { contextBridge, ipcRenderer } = require('electron')
       contextBridge.exposeInMainWorld('api', {
         ask: (value) => ipcRenderer.invoke('ask', value),
         on: (listener) => ipcRenderer.on('told', (event, told) => listener(told)),
       })`,
    )
    expect(lines).toEqual(['["app://try/","app://try/",42]', '{"n":1}', 'undefinedtrue'])
  })

  it('denies what the app denies: requests, navigations', async () => {
    const lines = await run(
      `session.defaultSession.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !url.startsWith('app:') }))
       const window = await open()
       window.webContents.on('will-navigate', (event) => { console.log('asked ' + event.url); event.preventDefault() })
       console.log(await window.webContents.executeJavaScript('fetch("http://127.0.0.1:9/").then(() => 1, () => "refused")'))
       await window.webContents.executeJavaScript('location.href = "https://example.com/"; new Promise((r) => setTimeout(r, 300))')
       console.log(window.webContents.getURL())`,
    )
    expect(lines).toEqual(['refused', 'asked https://example.com/', 'app://try/'])
  })

  it.each([
    ['a window without a sandbox', `await open({ sandbox: false })`, 'sandbox'],
    [
      'a window that lets pages open others',
      `const w = new BrowserWindow({ webPreferences: safe }); w.webContents.setWindowOpenHandler(() => ({ action: 'allow' })); await w.loadURL('app://try/')`,
      'may open',
    ],
    ['a member it lacks', `const w = await open(); w.setTouchBar(null)`, 'BrowserWindow.setTouchBar is not there'],
    ['a dialog nobody replaced', `await dialog.showOpenDialog({})`, 'replace it in the test'],
  ])('refuses %s', async (_what, main, message) => {
    expect((await run(main)).join('\n')).toContain(message)
  })

  it('prints tagged A4', async () => {
    const lines = await run(
      `const window = await open({ javascript: false })
       const bytes = await window.webContents.printToPDF({ pageSize: 'A4', generateTaggedPDF: true, margins: { top: 1, bottom: 1, left: 1, right: 1 } })
       console.log(bytes.subarray(0, 5).toString(), bytes.includes('/StructTreeRoot'))`,
    )
    expect(lines).toEqual(['%PDF- true'])
  })

  it('runs utility processes with a parent port, and tells their exit code', async () => {
    const lines = await run(
      `const child = utilityProcess.fork(join(folder, 'utility.js'))
       const answer = new Promise((done) => child.on('message', done))
       child.postMessage(4)
       console.log(await answer)
       const exit = new Promise((done) => child.on('exit', done))
       child.kill()
       console.log(await exit)`,
    )
    expect(lines).toEqual(['8', '15'])
  })

  it('leaves no Chromium behind when it is killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stand-in-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'try', version: '1.0.0', type: 'module', main: 'main.js' }),
    )
    writeFileSync(
      join(folder, 'main.js'),
      `import { app } from 'electron'; app.whenReady().then(() => console.log('up'))`,
    )
    const child = spawn(electron, ['--remote-debugging-port=0', folder, `--user-data-dir=${folder}`], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    let address = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      address ||= /ws:\/\/([\d.:]+)\//.exec(text)?.[1] ?? ''
    })
    await new Promise((up) => child.stdout.once('data', up))
    await expect.poll(() => address).not.toBe('')
    expect((await fetch(`http://${address}/json/version`)).status).toBe(200)
    child.kill('SIGKILL')
    await expect
      .poll(
        () =>
          fetch(`http://${address}/json/version`).then(
            () => 'alive',
            () => 'gone',
          ),
        { timeout: 10_000 },
      )
      .toBe('gone')
  })
})
