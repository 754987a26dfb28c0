// Starts an extracted packed app under the stand-in for `electron`, opens the sample case out of its own resources and prints
// its report: the bundles, the native module, the sample and the fonts all have to be in the package for that.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { _electron } from 'playwright-core'
import { findChromium } from '../electron/loopback/chromium.ts'

const standIn = resolve(import.meta.dirname, '..', 'test', 'electron-on-chromium', 'electron')
const STEP_MS = 90_000

/** `fault` is null where everything worked; `said` is a line about it. `work` is a folder for settings and documents. */
export async function tryPackedApp(
  app: string,
  resources: string,
  work: string,
): Promise<{ fault: string | null; said: string }> {
  const chromium = await findChromium()
  if (!chromium.ok) return { fault: null, said: `packed app not started: ${chromium.error.message}` }
  const running = await _electron.launch({
    executablePath: standIn,
    args: [app, `--user-data-dir=${join(work, 'user-data')}`],
    env: { ...process.env, ELECTRON_ON_CHROMIUM_RESOURCES: resources },
  })
  try {
    await running.evaluate(({ app: main }, path) => main.setPath('documents', path), work)
    const page = await running.firstWindow()
    page.setDefaultTimeout(STEP_MS)
    await page.getByTestId('home-sample').click()
    await page.getByTestId('overview-finding').first().waitFor()
    const pdf = join(work, 'report.pdf')
    await running.evaluate(({ dialog }, path) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })
    }, pdf)
    await running.evaluate(({ Menu }) => {
      const entry = Menu.getApplicationMenu()?.getMenuItemById('report.export.pdf')
      ;(entry?.click as (() => void) | undefined)?.()
    })
    const end = Date.now() + STEP_MS
    while (!existsSync(pdf) && Date.now() < end) await page.waitForTimeout(200)
    if (!existsSync(pdf)) return { fault: 'it did not print the sample report', said: '' }
    if (readFileSync(pdf).subarray(0, 5).toString() !== '%PDF-') return { fault: 'its report is no PDF', said: '' }
    // Each process makes the folder when it begins, and writes into it when it ends.
    if (!existsSync(join(work, 'user-data', 'compiled')))
      return { fault: 'its processes keep nothing of what they compile', said: '' }
    return { fault: null, said: 'the packed app opened the sample case and printed its report (stand-in for electron)' }
  } catch (error) {
    return { fault: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error), said: '' }
  } finally {
    await running.close()
  }
}
