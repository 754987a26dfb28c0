// Opens the demo's case in the real window (loopback shell, headless Chromium) and photographs its views.
// `npm run screenshots` writes the README's picture; `npm run screenshots -- --all FOLDER` every view × size × language × theme
// to FOLDER, for looking at them.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { CASE_VIEW_NAMES } from '../shared/records/index.ts'
import { findChromium } from '../electron/loopback/chromium.ts'
import { startLoopback } from '../electron/loopback/startLoopback.ts'

const root = resolve(import.meta.dirname, '..')
const casePath = join(root, 'demo-output', 'checkout-incident.heapcase')
if (!existsSync(casePath)) throw new Error('run `npm run demo` first: its case is what the pictures show')

const allAt = process.argv.indexOf('--all')
const folder = allAt === -1 ? null : resolve(process.argv[allAt + 1] ?? 'screens')
const only = process.argv[allAt + 2]?.split(',')

const found = await findChromium()
if (!found.ok) throw new Error(found.error.message)
const userData = mkdtempSync(join(tmpdir(), 'heapcase-screens-'))
const shell = await startLoopback({ userData, documents: userData, casePath })
const browser = await chromium.launch({
  executablePath: found.value.executable,
  env: { ...process.env, ...found.value.env },
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})

interface Look {
  width: number
  height: number
  language: 'en' | 'zh-CN'
  theme: 'light' | 'dark' | 'contrast'
}

async function open({ width, height, language, theme }: Look): Promise<Page> {
  await shell.core.call({ to: 'app', name: 'app.setPreferences', params: { language, theme } })
  shell.core.setInitialCase(casePath)
  const page = await browser.newPage({ viewport: { width, height } })
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      console.error(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => console.error(`page error: ${error.message}`))
  await page.goto(shell.newLink())
  await page.waitForSelector('nav', { timeout: 20_000 }).catch(async (error: unknown) => {
    await page.screenshot({ path: join(tmpdir(), 'heapcase-failed.png') })
    throw error
  })
  // The panes of the case come back first: what is shown after that stays.
  await page.waitForTimeout(1000)
  return page
}

/** Shows a view and waits until nothing loads any more. */
async function show(page: Page, view: string): Promise<void> {
  // As text: this file is checked without the DOM.
  await page.evaluate(`location.hash = '#/${view}'`)
  await page.waitForTimeout(250)
  await page.waitForFunction(`document.querySelector('[aria-busy="true"]') === null`, null, { timeout: 15_000 })
  await page.waitForTimeout(700)
}

/** In the order of the rail; Home last, as it leaves the case. */
const VIEWS = [...CASE_VIEW_NAMES, 'home']

try {
  if (folder === null) {
    const page = await open({ width: 1440, height: 900, language: 'en', theme: 'light' })
    await show(page, 'gcCycles')
    await page.screenshot({ path: join(root, 'build', 'screenshot.png') })
    console.log('build/screenshot.png')
  } else {
    mkdirSync(folder, { recursive: true })
    const looks: Look[] = [
      { width: 1280, height: 800, language: 'en', theme: 'light' },
      { width: 1280, height: 800, language: 'zh-CN', theme: 'dark' },
      { width: 1920, height: 1080, language: 'en', theme: 'dark' },
      { width: 1920, height: 1080, language: 'zh-CN', theme: 'light' },
      { width: 1280, height: 800, language: 'en', theme: 'contrast' },
    ]
    for (const look of looks) {
      const page = await open(look)
      for (const view of VIEWS.filter((name) => only === undefined || only.includes(name))) {
        await show(page, view)
        await page.screenshot({ path: join(folder, `${view}.${look.width}.${look.language}.${look.theme}.png`) })
      }
      await page.close()
    }
  }
} finally {
  await browser.close()
  await shell.close()
  rmSync(userData, { recursive: true, force: true })
}
