// HTML to PDF through a headless Chromium: JavaScript off, nothing fetched, no port opened.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CodedError } from '../../shared/lib/result.ts'
import type { PrintPage } from '../../shared/contract/messages.ts'
import { pdfOptions, READY_TO_PRINT } from '../host/printing.ts'
import { startCdpBrowser, type CdpBrowser } from './cdpPipe.ts'
import { findChromium, quietChromiumArgs, type Chromium } from './chromium.ts'

/** A4 in inches, as Chromium wants it. */
const PAPER = { paperWidth: 8.27, paperHeight: 11.69 }
const READ_BYTES = 1 << 20
/** Longest wait for layout and fonts of one document, and for printing it. */
const LIMIT_MS = 120_000

/** One running Chromium that prints pages; two-pass printing uses it twice. */
export interface Printer {
  /** Tagged A4 PDF with an outline of its headings. Throws a CodedError `print/failed`. */
  print(page: PrintPage): Promise<Uint8Array>
  close(): Promise<void>
}

/**
 * Starts the Chromium. Close the printer when done: it owns a process and a temporary folder. Many Linux machines forbid the
 * user namespaces of Chromium's sandbox (containers, Ubuntu since 23.10 for programs outside its list); there, and only after
 * a start with the sandbox has failed, it is started without. What it shows is our own document with JavaScript off and
 * every request refused.
 */
export async function openPrinter(chromium: Chromium): Promise<Printer> {
  try {
    return await startPrinter(chromium, [])
  } catch (error) {
    if (process.platform !== 'linux' || process.getuid?.() === 0) throw error
    const printer = await startPrinter(chromium, ['--no-sandbox']).catch(() => {
      throw error // the first reason is the true one
    })
    process.stderr.write('This machine does not allow the sandbox of Chromium: printing without it, JavaScript off.\n')
    return printer
  }
}

async function startPrinter(chromium: Chromium, extraArgs: string[]): Promise<Printer> {
  const profile = await mkdtemp(join(tmpdir(), 'heapcase-print-'))
  const browser = startCdpBrowser({
    executable: chromium.executable,
    args: [
      '--headless',
      ...quietChromiumArgs({ allowLoopback: false }),
      ...extraArgs,
      '--disable-gpu',
      '--font-render-hinting=none',
      '--hide-scrollbars',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    env: { ...process.env, ...chromium.env },
  })
  const close = async (): Promise<void> => {
    await browser.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
  try {
    await browser.send('Browser.getVersion')
  } catch (error) {
    await close()
    throw printError('Chromium could not be started', error)
  }
  return {
    async print(page) {
      try {
        return await withLimit(printOne(browser, page))
      } catch (error) {
        throw printError('The page could not be printed', error)
      }
    },
    close,
  }
}

/** Finds a Chromium, prints one page and closes it again. For several pages use `openPrinter`. */
export async function printPage(page: PrintPage): Promise<Uint8Array> {
  const found = await findChromium()
  if (!found.ok) throw new CodedError(found.error.code, found.error.message, found.error.detail)
  const printer = await openPrinter(found.value)
  try {
    return await printer.print(page)
  } finally {
    await printer.close()
  }
}

async function printOne(browser: CdpBrowser, page: PrintPage): Promise<Uint8Array> {
  const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' })
  try {
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true })
    const send = (method: string, params?: Record<string, unknown>): Promise<Record<string, unknown>> =>
      browser.send(method, params, sessionId as string)
    await send('Page.enable')
    await send('Emulation.setScriptExecutionDisabled', { value: true })
    await send('Network.enable')
    await send('Network.setBlockedURLs', { urls: ['http://*', 'https://*', 'ws://*', 'wss://*', 'file://*'] })
    await send('Emulation.setEmulatedMedia', { media: 'print' })
    const { frameTree } = (await send('Page.getFrameTree')) as { frameTree: { frame: { id: string } } }
    await send('Page.setDocumentContent', { frameId: frameTree.frame.id, html: page.html })
    await send('Runtime.evaluate', {
      expression: READY_TO_PRINT,
      awaitPromise: true,
      returnByValue: true,
    })
    const { stream } = await send('Page.printToPDF', {
      ...PAPER,
      marginTop: page.margins.top,
      marginBottom: page.margins.bottom,
      marginLeft: page.margins.left,
      marginRight: page.margins.right,
      ...pdfOptions(page),
      transferMode: 'ReturnAsStream',
    })
    const parts: Buffer[] = []
    for (;;) {
      const read = await send('IO.read', { handle: stream, size: READ_BYTES })
      parts.push(Buffer.from(read['data'] as string, read['base64Encoded'] === true ? 'base64' : 'utf8'))
      if (read['eof'] === true) break
    }
    await send('IO.close', { handle: stream })
    return new Uint8Array(Buffer.concat(parts))
  } finally {
    await browser.send('Target.closeTarget', { targetId }).catch(() => undefined)
  }
}

async function withLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${LIMIT_MS / 1000} s`)), LIMIT_MS)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}

function printError(what: string, error: unknown): CodedError {
  if (error instanceof CodedError) return error
  return new CodedError('print/failed', `${what}: ${error instanceof Error ? error.message : String(error)}`)
}
