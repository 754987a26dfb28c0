import { chromium } from 'playwright-core'
import type { PrintPage } from '../../../electron/engine/report/index.ts'
import { findChromium } from '../../../electron/loopback/chromium.ts'

const found = await findChromium()

/** Whether there is a Chromium, installed or from npm: tests that print skip and say so without one. */
export const hasChromium = found.ok
if (!found.ok) console.warn(`skipped: ${found.error.message}`)

export interface Printer {
  print(this: void, page: PrintPage): Promise<Uint8Array>
  close(this: void): Promise<void>
}

export async function openPrinter(): Promise<Printer> {
  if (!found.ok) throw new Error(found.error.message)
  const browser = await chromium.launch({
    executablePath: found.value.executable,
    env: { ...process.env, ...found.value.env },
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
