import { randomUUID } from 'node:crypto'
import { BrowserWindow, session } from 'electron'
import type { PrintPage } from '../../shared/contract/messages.ts'
import { CodedError } from '../../shared/lib/result.ts'
import { pdfOptions, READY_TO_PRINT } from '../host/printing.ts'
import { APP_SCHEME } from './scheme.ts'

/** What a report may hold: its own styles, and fonts and pictures that are part of it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
const FONTS_LIMIT_MS = 30_000

const pages = new Map<string, string>()

/** A session of its own, kept in memory, that answers with the pages to print and cancels everything else. */
function printSession(): Electron.Session {
  const own = session.fromPartition('print', { cache: false })
  if (!own.protocol.isProtocolHandled(APP_SCHEME)) {
    own.protocol.handle(APP_SCHEME, (request) => {
      const html = pages.get(new URL(request.url).pathname.slice(1))
      return html === undefined
        ? new Response(null, { status: 404 })
        : new Response(html, {
            headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': POLICY },
          })
    })
    own.webRequest.onBeforeRequest(({ url }, callback) => callback({ cancel: !/^(app:\/\/print\/|data:)/.test(url) }))
    own.setPermissionRequestHandler((_contents, _permission, callback) => callback(false))
    own.setPermissionCheckHandler(() => false)
  }
  return own
}

/** HTML to a tagged A4 PDF with outline, in a hidden window with JavaScript off. Throws a CodedError `print/failed`. */
export async function printPage(page: PrintPage): Promise<Uint8Array> {
  const id = randomUUID()
  pages.set(id, page.html)
  const window = new BrowserWindow({
    show: false,
    width: 794,
    height: 1123,
    webPreferences: {
      session: printSession(),
      javascript: false,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  try {
    await window.loadURL(`${APP_SCHEME}://print/${id}`)
    await isReady(window)
    return await window.webContents.printToPDF({
      pageSize: 'A4',
      ...pdfOptions(page),
      margins: page.margins,
    })
  } catch (error) {
    throw new CodedError(
      'print/failed',
      `The page could not be printed: ${error instanceof Error ? error.message : String(error)}`,
    )
  } finally {
    pages.delete(id)
    window.destroy()
  }
}

async function isReady(window: BrowserWindow): Promise<void> {
  const { debugger: devtools } = window.webContents
  devtools.attach('1.3')
  let timer: NodeJS.Timeout | undefined
  try {
    await Promise.race([
      devtools.sendCommand('Runtime.evaluate', {
        expression: READY_TO_PRINT,
        awaitPromise: true,
        returnByValue: true,
      }),
      new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error('its fonts and pictures did not load')), FONTS_LIMIT_MS)
      }),
    ])
  } finally {
    clearTimeout(timer)
    devtools.detach()
  }
}
