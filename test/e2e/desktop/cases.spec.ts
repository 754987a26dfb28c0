import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { answerDialogs, captures, clickMenu, electronOf, expect, isStandIn, root, test } from '../support/desktop.ts'
import { goTo, openSample } from '../support/steps.ts'
import { hasThreads, watchForThread, writeLargeTrace } from '../support/threads.ts'

const HEAP = 'heap-20261121T034016Z.pb.gz'

test('a case is made through the menu and its dialog, a cancelled dialog makes none', async ({
  app,
  documents,
  heapcase,
}) => {
  await answerDialogs(app, null)
  await clickMenu(app, 'case.create')
  await expect(heapcase.getByTestId('home')).toBeVisible()

  await answerDialogs(app, join(documents, 'Outage'))
  await clickMenu(app, 'case.create')
  await expect(heapcase.getByTestId('case-name')).toHaveText('Outage')
  expect(existsSync(join(documents, 'Outage.heapcase'))).toBe(true)
  await expect
    .poll(() =>
      app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('recent')?.submenu?.items[0]?.label),
    )
    .toBe('Outage')
})

test('a new case with the name of one that is there opens it or asks again, and writes over nothing', async ({
  app,
  documents,
  heapcase,
}) => {
  const path = join(documents, 'Outage.heapcase')
  const create = async (chosen: string): Promise<void> => {
    await answerDialogs(app, chosen)
    await clickMenu(app, 'case.create')
  }
  await create(path)
  await expect(heapcase.getByTestId('case-name')).toHaveText('Outage')
  await create(join(documents, 'Other.heapcase'))
  await expect(heapcase.getByTestId('case-name')).toHaveText('Other')

  await create(path)
  await expect(heapcase.getByTestId('taken-path')).toHaveText(path)
  await answerDialogs(app, join(documents, 'Third.heapcase'))
  await heapcase.getByTestId('taken-rename').click()
  await expect(heapcase.getByTestId('case-name')).toHaveText('Third')

  await create(path)
  await heapcase.getByTestId('taken-open').click()
  await expect(heapcase.getByTestId('case-name')).toHaveText('Outage')
})

test('files chosen in the dialog are previewed and imported', async ({ app, documents, heapcase }) => {
  await answerDialogs(app, join(documents, 'Outage.heapcase'))
  await clickMenu(app, 'case.create')
  await expect(heapcase.getByTestId('case-name')).toHaveText('Outage')
  const folder = join(documents, 'collected')
  mkdirSync(folder)
  for (const name of ['checkout.log', HEAP]) copyFileSync(join(captures, 'incident', name), join(folder, name))
  await answerDialogs(app, folder)
  await clickMenu(app, 'import.folder')
  await expect(heapcase.getByTestId('preview-entry')).toHaveCount(2)
  await heapcase.getByTestId('import-start').click()
  await expect(heapcase.getByTestId('sources-table').getByTestId('table-row')).toHaveCount(2, { timeout: 60_000 })
})

test('a large trace is read in a thread, whose program is in the bundle', async ({ app, documents, heapcase }) => {
  // Real Electron names its processes and threads otherwise.
  test.skip(!hasThreads || !isStandIn, 'a thread is started where four cores or more are there, and seen in /proc')
  await answerDialogs(app, join(documents, 'Traced.heapcase'))
  await clickMenu(app, 'case.create')
  await expect(heapcase.getByTestId('case-name')).toHaveText('Traced')
  const folder = join(documents, 'traces')
  mkdirSync(folder)
  writeLargeTrace(join(folder, 'large.trace'))
  await answerDialogs(app, folder)
  await clickMenu(app, 'import.folder')
  await expect(heapcase.getByTestId('preview-entry')).toHaveCount(1)
  const wasSeen = watchForThread('trace reader')
  await heapcase.getByTestId('import-start').click()
  await expect(heapcase.getByTestId('sources-table').getByTestId('table-row')).toHaveCount(1, { timeout: 60_000 })
  expect(wasSeen()).toBe(true)
})

test('the sample case shows its findings, and its report is printed to PDF', async ({ app, documents, heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'gcCycles')
  await expect(heapcase.getByTestId('gc-table').getByTestId('table-row').first()).toBeVisible()
  const pdf = join(documents, 'Postmortem.pdf')
  await answerDialogs(app, pdf)
  await clickMenu(app, 'report.export.pdf')
  await expect(heapcase.getByTestId('toast').filter({ hasText: 'Postmortem.pdf' })).toBeVisible({ timeout: 90_000 })
  await expect.poll(() => existsSync(pdf), { timeout: 90_000 }).toBe(true)
  const bytes = readFileSync(pdf)
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
  expect(bytes.includes('/StructTreeRoot')).toBe(true)
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

test('a second start hands its file to the first one and ends', async ({ app, documents, heapcase }, info) => {
  await answerDialogs(app, join(documents, 'First.heapcase'))
  await clickMenu(app, 'case.create')
  await expect(heapcase.getByTestId('case-name')).toHaveText('First')
  await answerDialogs(app, join(documents, 'Second.heapcase'))
  await clickMenu(app, 'case.create')
  await expect(heapcase.getByTestId('case-name')).toHaveText('Second')

  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const second = [...asRoot, root, `--user-data-dir=${info.outputPath('user-data')}`, join(documents, 'First.heapcase')]
  await promisify(execFile)(electronOf(), second, { timeout: 60_000 })
  await expect(heapcase.getByTestId('case-name')).toHaveText('First')
})

test('commands of the menu show views, in the language that was chosen', async ({ app, heapcase }) => {
  await openSample(heapcase)
  await clickMenu(app, 'view.findings')
  await expect(heapcase.getByTestId('view-findings')).toBeVisible()
  const label = (): Promise<string | undefined> =>
    app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('case.open')?.label)
  expect(await label()).toBe('Open a case…')
  await heapcase.keyboard.press('Control+K')
  await heapcase.keyboard.type('中文')
  await heapcase.keyboard.press('Enter')
  await expect.poll(label).toBe('打开案例…')
})

test('the menu greys out what is not possible, and shows the keys the user chose', async ({ app, heapcase }) => {
  const item = (id: string): Promise<{ enabled?: boolean; accelerator?: string }> =>
    app.evaluate(({ Menu }, wanted) => {
      const found = Menu.getApplicationMenu()?.getMenuItemById(wanted)
      return { enabled: found?.enabled ?? false, accelerator: String(found?.accelerator ?? '') }
    }, id)
  await expect.poll(() => item('report.export.pdf')).toEqual({ enabled: false, accelerator: 'CmdOrCtrl+E' })
  await openSample(heapcase)
  await expect.poll(() => item('report.export.pdf')).toMatchObject({ enabled: true })
  await expect.poll(() => item('edit.undo')).toMatchObject({ enabled: false })

  await heapcase.keyboard.press('?')
  await heapcase.getByTestId('shortcuts-change').click()
  await heapcase.locator('[data-row="report.export.pdf"]').getByTestId('keyboard-add').click()
  await heapcase.getByTestId('keyboard-record').press('Control+J')
  await heapcase.getByTestId('keyboard-save').click()
  await heapcase.locator('[data-row="report.export.pdf"]').getByRole('button', { name: 'Take Ctrl E' }).click()
  await expect.poll(() => item('report.export.pdf')).toEqual({ enabled: true, accelerator: 'CmdOrCtrl+J' })
})

test('the window dies and comes back with its case', async ({ app, heapcase, watch }) => {
  watch.allow(/crashed|Target/)
  await openSample(heapcase)
  await app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    if (!contents) throw new Error('no window')
    const gone = new Promise<void>((resolve) => contents.once('render-process-gone', () => resolve()))
    contents.forcefullyCrashRenderer()
    await gone
  })
  await expect
    .poll(
      () =>
        app.evaluate(
          ({ BrowserWindow }) =>
            BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
              `document.querySelector('[data-testid="case-name"]')?.textContent`,
            ) as Promise<string | undefined>,
        ),
      { timeout: 30_000 },
    )
    .toContain('checkout-incident')
})

test.describe('started with a case', () => {
  test.use({ appArguments: [join(root, 'test-results', 'given', 'Given.heapcase')] })

  test('shows it first', async ({ heapcase }) => {
    await expect(heapcase.getByTestId('case-name')).toHaveText('Given')
  })

  test.beforeAll(async () => {
    // Made by the command line's own engine, so that no window is needed to begin with.
    mkdirSync(join(root, 'test-results', 'given'), { recursive: true })
    const target = join(root, 'test-results', 'given', 'Given.heapcase')
    if (existsSync(target)) return
    await promisify(execFile)(process.execPath, [
      join(root, 'electron', 'cli', 'main.ts'),
      'import',
      join(captures, 'incident', HEAP),
      '-o',
      target,
    ])
  })
})
