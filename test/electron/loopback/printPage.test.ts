import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { findChromium } from '../../../electron/loopback/chromium.ts'
import { openPrinter } from '../../../electron/loopback/printPage.ts'

const found = await findChromium()
if (!found.ok) console.log(`printPage: 1 test skipped: ${found.error.message}`)

const page = {
  html: `<!doctype html><html lang="en"><head><title>Incident</title></head><body><h1>Findings</h1>
    <p id="p">before</p><script>document.getElementById('p').textContent = 'after'; document.title = 'scripted'</script></body></html>`,
  headerTemplate: '',
  footerTemplate: '<div style="font-size: 8px"><span class="pageNumber"></span></div>',
  margins: { top: 0.8, bottom: 0.8, left: 0.8, right: 0.8 },
}

/** Everything in the file as text, streams inflated. */
function textOf(bytes: Uint8Array): string {
  const raw = Buffer.from(bytes).toString('latin1')
  const streams = [...raw.matchAll(/stream\r?\n([\s\S]*?)endstream/g)].map(([, stream = '']) => {
    try {
      return inflateSync(Buffer.from(stream, 'latin1')).toString('latin1')
    } catch {
      return ''
    }
  })
  return raw + streams.join('\n')
}

describe.runIf(found.ok)('openPrinter', () => {
  it('prints tagged A4 with an outline, runs no script, twice with one Chromium', async () => {
    if (!found.ok) return
    const printer = await openPrinter(found.value)
    try {
      for (let pass = 0; pass < 2; pass++) {
        const text = textOf(await printer.print(page))
        expect(text.slice(0, 5)).toBe('%PDF-')
        expect(text).toMatch(/\/Marked true/)
        expect(text).toMatch(/\/Outlines/)
        expect(text).toMatch(/\/Title \(Incident\)/)
        expect(text).toMatch(/\/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/)
      }
    } finally {
      await printer.close()
    }
  })

  it('says what is wrong with a Chromium that is none', async () => {
    const broken = openPrinter({ executable: process.execPath, origin: 'HEAPCASE_CHROMIUM', env: {} })
    await expect(broken).rejects.toMatchObject({ code: 'print/failed' })
  })
})
