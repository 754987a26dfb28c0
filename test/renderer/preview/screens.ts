// Pictures of every screen, to look at: builds the window alone, runs it over the loopback shell with the sample case, and takes
// screenshots. `node test/renderer/preview/screens.ts [--out=DIR] [--only=overview,sources] [--small] [--keep=DIR]`
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import vue from '@vitejs/plugin-vue'
import { chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { messagesPlugin } from '../../../build/messagesPlugin.ts'
import { startLoopback } from '../../../electron/loopback/startLoopback.ts'
import { CASE_VIEW_NAMES } from '../../../shared/records/index.ts'

const root = resolve(import.meta.dirname, '../../..')
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(tmpdir(), 'heapcase-screens') },
    only: { type: 'string' },
    small: { type: 'boolean', default: false },
    keep: { type: 'string' },
  },
})
const only = values.only?.split(',')
const wanted = (name: string): boolean => !only || only.includes(name)
const SIZES = values.small
  ? [{ width: 1280, height: 800 }]
  : [
      { width: 1280, height: 800 },
      { width: 1920, height: 1080 },
    ]
const LOOKS = values.small
  ? [{ language: 'en', theme: 'light' }]
  : [
      { language: 'en', theme: 'light' },
      { language: 'zh-CN', theme: 'light' },
      { language: 'en', theme: 'dark' },
    ]

async function buildWindow(outDir: string): Promise<void> {
  await build({
    configFile: false,
    root: join(root, 'renderer'),
    logLevel: 'warn',
    plugins: [vue(), messagesPlugin()],
    build: { outDir, emptyOutDir: true, rolldownOptions: { input: join(root, 'renderer/index.html') } },
  })
}

async function choose(page: Page, language: string, theme: string): Promise<void> {
  await page.keyboard.press('Control+Comma')
  await page.getByTestId(`language-${language}`).click()
  await page.getByTestId(`theme-${theme}`).click()
  await page.keyboard.press('Escape')
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(700)
  await page.screenshot({ path: join(values.out, `${name}.png`) })
}

await mkdir(values.out, { recursive: true })
const work = values.keep ?? (await mkdtemp(join(tmpdir(), 'heapcase-preview-')))
await buildWindow(join(work, 'web'))
const shell = await startLoopback({
  webRoot: join(work, 'web'),
  userData: join(work, 'user'),
  documents: join(work, 'documents'),
})
const browser = await chromium.launch({
  executablePath: process.env['HEAPCASE_CHROMIUM'] ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
try {
  const page = await browser.newPage({ viewport: SIZES[0] ?? null })
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') console.log(`[${message.type()}]`, message.text())
  })
  page.on('pageerror', (error) => console.log('[page]', error.message))
  await page.goto(shell.newLink())
  await page.getByTestId('home').waitFor()
  await page.getByTestId('home-sample').click()
  await page.getByTestId('headline').waitFor({ timeout: 120_000 })

  for (const { language, theme } of LOOKS) {
    await choose(page, language, theme)
    for (const size of SIZES) {
      if (theme === 'dark' && size.width > 1280) continue
      await page.setViewportSize(size)
      const suffix = `${language}.${theme}.${size.width}`
      for (const view of CASE_VIEW_NAMES.filter(wanted)) {
        await page.getByTestId(`rail-${view}`).click()
        await page.getByTestId(`view-${view}`).waitFor()
        await shoot(page, `${view}.${suffix}`)
      }
      if (wanted('home')) {
        await page.getByTestId('rail-home').click()
        await shoot(page, `home.${suffix}`)
        await page.getByTestId('recent-case').first().click()
      }
      if (wanted('import')) {
        await page.getByTestId('rail-sources').click()
        await page.getByTestId('add-files').click()
        await page.getByTestId('folder-path').fill(join(root, 'test/captures/data/incident'))
        await page.keyboard.press('Enter')
        await shoot(page, `folders.${suffix}`)
        await page.getByTestId('folder-take').click()
        await page.getByTestId('import-preview').waitFor()
        await page.getByTestId('job-button').click()
        await shoot(page, `import.${suffix}`)
        await page.getByTestId('job-button').click()
        await page.getByTestId('import-cancel').click()
      }
      if (wanted('rules')) {
        await page.getByTestId('rail-findings').click()
        await page.getByTestId('tab-rules').click()
        await shoot(page, `rules.${suffix}`)
      }
      if (wanted('palette')) {
        await page.keyboard.press('Control+KeyK')
        await page.getByTestId('palette-input').fill('heap')
        await shoot(page, `palette.${suffix}`)
        await page.keyboard.press('Escape')
      }
      if (wanted('settings')) {
        await page.keyboard.press('Control+Comma')
        await shoot(page, `settings.${suffix}`)
        await page.keyboard.press('Escape')
      }
      if (wanted('shortcuts')) {
        await page.keyboard.press('Shift+Slash')
        await shoot(page, `shortcuts.${suffix}`)
        await page.keyboard.press('Escape')
      }
    }
  }
} finally {
  await browser.close()
  await shell.close()
  if (!values.keep) await rm(work, { recursive: true, force: true })
}
console.log(`pictures are in ${values.out}`)
