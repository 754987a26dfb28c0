// The desktop shell: in the real Electron where HEAPCASE_ELECTRON names it, else in the stand-in. The specs are the same.
import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { _electron, expect, test as base, type ElectronApplication, type Page } from '@playwright/test'
import { traced } from './tracing.ts'
import { PageWatch } from './watch.ts'

export { expect } from '@playwright/test'
export const root = resolve(import.meta.dirname, '..', '..', '..')
export const captures = join(root, 'test', 'captures', 'data')

const realElectron = process.env['HEAPCASE_ELECTRON']
export const isStandIn = realElectron === undefined
const electron = realElectron ?? join(root, 'test', 'electron-on-chromium', 'electron')

/** The program that is tested: for a second start. */
export const electronOf = (): string => electron

interface Fixtures {
  /** Arguments after the app's folder. */
  appArguments: string[]
  /** Files of this test: the app's documents folder. */
  documents: string
  app: ElectronApplication
  watch: PageWatch
  heapcase: Page
}

export const test = base.extend<Fixtures>({
  appArguments: [[], { option: true }],
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of what a fixture needs from this pattern
  documents: async ({}, use, info) => {
    const folder = info.outputPath('documents')
    mkdirSync(folder, { recursive: true })
    await use(folder)
  },
  app: async ({ appArguments, documents }, use, info) => {
    if (!existsSync(join(root, 'out', 'main', 'index.js'))) throw new Error('build Heapcase first: npm run build')
    const trace = traced(electron)
    const app = await _electron.launch({
      executablePath: trace.executable,
      args: [root, `--user-data-dir=${info.outputPath('user-data')}`, ...appArguments],
    })
    await app.evaluate(({ app: main }, path) => main.setPath('documents', path), documents)
    info.annotations.push({
      type: 'electron',
      description: await app.evaluate(() => process.versions['electron'] ?? 'stand-in'),
    })
    await use(app)
    await app.close()
    expect(trace.foreignTraffic(), 'what the app sent to other machines').toEqual([])
  },
  watch: async ({ app }, use) => {
    const watch = new PageWatch()
    watch.watch(await app.firstWindow())
    await use(watch)
    watch.expectSilence()
  },
  heapcase: async ({ app, watch: _watch }, use) => {
    const page = await app.firstWindow()
    await expect(page.getByTestId(/^view-/)).toBeVisible()
    await use(page)
  },
})

/** The next dialogs answer with these paths; null is a cancel. */
export async function answerDialogs(app: ElectronApplication, path: string | null): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () =>
      Promise.resolve({ canceled: chosen === null, filePaths: chosen === null ? [] : [chosen] })
    dialog.showSaveDialog = () => Promise.resolve({ canceled: chosen === null, filePath: chosen ?? '' })
  }, path)
}

/** Clicks an entry of the native menu by its id. */
export async function clickMenu(app: ElectronApplication, id: string): Promise<void> {
  await app.evaluate(({ Menu }, entry) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(entry)
    if (!item) throw new Error(`the menu has no ${entry}`)
    ;(item.click as () => void)()
  }, id)
}
