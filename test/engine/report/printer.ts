import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import type { PrintPage } from '../../../electron/engine/report/index.ts'

/** An installed Chromium, or undefined: tests that print then skip and say so. */
export const CHROMIUM = [process.env['HEAPCASE_CHROMIUM'] ?? '', '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== '' && existsSync(path),
)
if (CHROMIUM === undefined) console.warn('skipped: no Chromium to print with (set HEAPCASE_CHROMIUM)')

export interface Printer {
  print(this: void, page: PrintPage): Promise<Uint8Array>
  close(this: void): Promise<void>
}

export async function openPrinter(): Promise<Printer> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM ?? '',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  return {
    async print({ html }) {
      const page = await browser.newPage({ javaScriptEnabled: false })
      try {
        await page.setContent(html)
        return await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, outline: true })
      } finally {
        await page.close()
      }
    },
    close: () => browser.close(),
  }
}
