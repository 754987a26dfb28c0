// Execution traces in the window: summary, tables and the links between them, one goroutine, all traces ranked, files for other tools.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { axeFaults } from '../support/axe.ts'
import { giveTraceFiles, giveTraces, TRACE_NAMES, TRACES } from '../support/givenCases.ts'
import { expect, test, type LoopbackShell } from '../support/loopback.ts'
import { atRest, askLoopback, browse, createCase, goTo, settled } from '../support/steps.ts'
import { hasThreads, watchForThread, writeLargeTrace } from '../support/threads.ts'
import { windowFaults } from '../support/windowFaults.ts'

/** The case of three traces, at the summary of the first. */
async function openTraces(page: Page, { documents }: LoopbackShell): Promise<void> {
  giveTraces(documents)
  await page.getByTestId('home-open').click()
  await page.getByTestId('folder-entry').filter({ hasText: TRACES }).click()
  await page.getByTestId('folder-confirm').click()
  await goTo(page, 'trace')
  await pick(page, 'a-service.trace')
  await page.getByTestId('trace-tab-summary').click()
}
const rows = (page: Page) => page.getByTestId('trace-table').getByTestId('table-row')
const shown = (page: Page, name: string) => expect(page.getByTestId('trace-part')).toHaveAttribute('data-show', name)
async function pick(page: Page, label: string): Promise<void> {
  await page.getByTestId('trace-pick').selectOption({ label })
  await expect(page.getByTestId('trace-part')).toBeVisible()
}
/** What a control offers as a file. */
async function saved(page: Page, ask: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), ask()])
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}

test('without a trace the view says which command collects one', async ({ heapcase, shell }) => {
  await createCase(heapcase, shell.documents)
  await goTo(heapcase, 'trace')
  await expect(heapcase.getByTestId('empty-state')).toContainText('debug/pprof/trace?seconds=5')
})

test('a large trace is read in a thread beside its import', async ({ heapcase, shell }) => {
  test.skip(!hasThreads, 'a thread is started where four cores or more are there, and seen in /proc')
  const folder = join(shell.documents, 'traces')
  mkdirSync(folder)
  writeLargeTrace(join(folder, 'large.trace'))
  await createCase(heapcase, shell.documents)
  await goTo(heapcase, 'sources')
  await heapcase.getByTestId('add-files').first().click()
  await browse(heapcase, folder, { take: ['large.trace'] })
  const wasSeen = watchForThread('trace reader')
  await heapcase.getByTestId('import-start').click()
  await expect(heapcase.getByTestId('sources-table').getByTestId('table-row')).toHaveCount(1, { timeout: 60_000 })
  expect(wasSeen()).toBe(true)
  await goTo(heapcase, 'trace')
  await expect(heapcase.getByTestId('trace-part')).toBeVisible()
})

test('figures lead to their tables, rows to related rows, and history comes back', async ({ heapcase, shell }) => {
  test.setTimeout(120_000)
  await openTraces(heapcase, shell)
  const summary = heapcase.getByTestId('trace-summary')
  await expect(summary.getByTestId('trace-figures-stops')).toContainText('Stops of the world')
  await expect(summary.getByTestId('trace-shares')).toContainText('100.0')
  await expect(heapcase.getByTestId('trace-chart-heap')).toBeVisible()
  await expect(heapcase.getByTestId('trace-worst').locator('td button').first()).toBeVisible()

  await summary.getByTestId('trace-figures-stops').locator('dd button').first().click()
  await shown(heapcase, 'pauses')
  await rows(heapcase).first().click()
  await expect(heapcase.getByTestId('trace-row')).toContainText('To stop')
  await expect(heapcase.getByTestId('trace-stack').first()).toBeVisible()
  await heapcase.getByTestId('trace-link-cycle').click()
  await shown(heapcase, 'gcCycles')
  await expect(heapcase.getByTestId('trace-row')).toContainText('GC cycle')
  await heapcase.getByTestId('trace-link-pausesOfCycle').click()
  await shown(heapcase, 'pauses')
  await expect(heapcase.getByTestId('table-search')).toHaveValue(/gc=yes/)
  expect(await rows(heapcase).count()).toBeLessThanOrEqual(2)

  // The address has all of it: back and reload restore table, filter and row.
  await heapcase.goBack()
  await shown(heapcase, 'gcCycles')
  await heapcase.reload()
  await shown(heapcase, 'gcCycles')
  await expect(heapcase.getByTestId('trace-row')).toContainText('GC cycle')
})

test('from a group to one goroutine: lane, waits, wakers, critical path, every state', async ({ heapcase, shell }) => {
  test.setTimeout(120_000)
  await openTraces(heapcase, shell)
  await heapcase.getByTestId('trace-tab-goroutines').click()
  await shown(heapcase, 'groups')
  await rows(heapcase).first().dblclick()
  await shown(heapcase, 'goroutines')
  await expect(heapcase.getByTestId('table-search')).toHaveValue(/^name=/)
  await rows(heapcase).first().dblclick()
  await shown(heapcase, 'goroutine')
  const page = heapcase.getByTestId('trace-goroutine')
  await expect(page.getByTestId('trace-strip')).toBeVisible()
  // The axis below it is read to its last label.
  const strip = (await page.getByTestId('trace-strip').boundingBox())!
  const last = (await page.getByTestId('trace-tick').last().boundingBox())!
  expect(last.x + last.width).toBeLessThanOrEqual(strip.x + strip.width)
  await expect(page.getByTestId('trace-own-waits').getByTestId('table-row').first()).toBeVisible()
  await expect(page.getByTestId('trace-own-procs').getByTestId('table-row').first()).toBeVisible()
  await expect(page.getByTestId('trace-own-mmu')).toContainText('→')
  await expect(page.getByTestId('trace-states').getByTestId('table-row').first()).toBeVisible()

  // A stretch drawn on the lane narrows the states and the path.
  const count = page.getByTestId('trace-states').locator('h3 .num')
  const before = await count.textContent()
  const lane = heapcase.getByTestId('trace-lane')
  const box = (await lane.boundingBox())!
  await heapcase.mouse.move(box.x + box.width * 0.3, box.y + 14)
  await heapcase.mouse.down()
  await heapcase.mouse.move(box.x + box.width * 0.5, box.y + 14, { steps: 4 })
  await heapcase.mouse.up()
  await expect(page.getByTestId('trace-part-text').first()).toContainText('→')
  await expect(count).not.toHaveText(before ?? '')
  await page.getByTestId('trace-find-path').click()
  await expect(page.getByTestId('trace-path-steps').getByTestId('table-row').first()).toBeVisible()

  // The same stretch narrows tables whose rows have a place in time, the others say that they are of the whole trace.
  await heapcase.getByTestId('trace-tab-tasks').click()
  await heapcase.getByTestId('trace-show-tasks').click()
  await expect(heapcase.getByTestId('trace-narrowed')).toBeVisible()
  await heapcase.getByTestId('trace-tab-blocking').click()
  await expect(heapcase.getByTestId('trace-whole')).toBeVisible()
})

test('tasks have stages; spans have classes; a trace without them says so', async ({ heapcase, shell }) => {
  test.setTimeout(120_000)
  await openTraces(heapcase, shell)
  await heapcase.getByTestId('trace-tab-memory').click()
  await expect(heapcase.getByTestId('trace-table')).toContainText('traceallocfree=1')
  await heapcase.getByTestId('trace-tab-tasks').click()
  await shown(heapcase, 'taskTree')
  // By keyboard: a task opens to its stages, and closes again.
  const tree = heapcase.getByRole('treegrid')
  const nodes = tree.getByTestId('table-row')
  await expect(nodes.first()).toBeVisible()
  await nodes.first().click()
  await expect(heapcase.getByTestId('trace-stages')).toBeVisible()
  await tree.focus()
  await heapcase.keyboard.press('ArrowRight')
  await expect(nodes.first()).toHaveAttribute('aria-expanded', 'true')
  await expect(nodes.nth(1)).toHaveAttribute('aria-level', '2')
  await heapcase.keyboard.press('ArrowLeft')
  await expect(nodes.first()).toHaveAttribute('aria-expanded', 'false')
  await heapcase.getByTestId('trace-open-branch').click()
  await expect(nodes.first()).toHaveAttribute('aria-expanded', 'true')
  const file = await saved(heapcase, async () => {
    await heapcase.getByRole('button', { name: 'Table: copy or export' }).click()
    await heapcase.getByRole('menuitem', { name: /CSV/ }).click()
  })
  expect(file.bytes.toString()).toContain('· ')

  // The same over all tasks of a name; from a kind to its tasks.
  await heapcase.getByTestId('trace-show-stages').click()
  await shown(heapcase, 'stages')
  await expect(rows(heapcase).nth(1)).toBeVisible()
  await heapcase.getByTestId('trace-show-taskKinds').click()
  await rows(heapcase).first().dblclick()
  await shown(heapcase, 'tasks')
  await rows(heapcase).first().click()
  await expect(heapcase.getByTestId('trace-stages')).toBeVisible()

  await pick(heapcase, 'b-alloc.trace')
  await heapcase.getByTestId('trace-tab-memory').click()
  await rows(heapcase).first().dblclick()
  await shown(heapcase, 'spans')
  await expect(rows(heapcase).first()).toBeVisible()
  await heapcase.getByTestId('trace-show-spanMap').click()
  await expect(heapcase.getByTestId('trace-span-cells')).toBeVisible()
  await expect(heapcase.getByTestId('trace-chart-spans')).toBeVisible()
  await heapcase.getByTestId('trace-span-class').selectOption({ index: 1 })
  await expect(heapcase.getByTestId('trace-span-cells')).toBeVisible()
})

test('all traces of an import stand in one table, and a row opens its trace', async ({ heapcase, shell }) => {
  const folder = join(shell.documents, 'traces')
  giveTraceFiles(folder)
  await createCase(heapcase, shell.documents)
  await goTo(heapcase, 'sources')
  await heapcase.getByTestId('add-files').first().click()
  await browse(heapcase, folder, { take: TRACE_NAMES })
  await heapcase.getByTestId('import-start').click()
  await expect(heapcase.getByTestId('import-outcomes')).toBeVisible({ timeout: 60_000 })
  await goTo(heapcase, 'trace')
  await heapcase.getByTestId('trace-tab-all').click()
  await expect(rows(heapcase)).toHaveCount(3)
  await rows(heapcase).filter({ hasText: 'c-old' }).dblclick()
  await expect(heapcase.getByTestId('trace-pick').locator('option:checked')).toHaveText('c-old.trace')
  await shown(heapcase, 'summary')
  await expect.poll(() => heapcase.url()).toContain('source=3')
  // It knows no wall clock: its ranges are its own, and a link restores them.
  await heapcase.getByTestId('trace-worst').locator('td button').first().click()
  await expect.poll(() => heapcase.url()).toContain('s.stretch=')
})

test('tables are exported as CSV with all rows, stacks as pprof', async ({ heapcase, shell }) => {
  await openTraces(heapcase, shell)
  await heapcase.getByTestId('trace-tab-blocking').click()
  const count = Number(/\d+/.exec((await heapcase.getByTestId('table-count').textContent()) ?? '')?.[0])
  const csv = await saved(heapcase, async () => {
    await heapcase.getByTestId('trace-table').getByRole('button', { name: 'Table: copy or export' }).click()
    await heapcase.getByRole('menuitem', { name: /CSV/ }).click()
  })
  expect(csv.name).toBe('a-service.trace-waits.csv')
  const lines = csv.bytes.toString('utf8').trim().split(/\r?\n/)
  expect(lines[0]).toContain('total (ns)')
  expect(lines.length - 1).toBe(count)

  const pprof = await saved(heapcase, async () => {
    await heapcase.getByRole('button', { name: 'Export pprof' }).click()
    await heapcase.getByRole('menuitem', { name: 'Waits for a P' }).click()
  })
  expect(pprof.name).toBe('a-service-sched.pb.gz')
  expect(gunzipSync(pprof.bytes).length).toBeGreaterThan(1000)
})

test('evidence of a rule opens the table and row it rests on', async ({ heapcase, shell }) => {
  test.setTimeout(120_000)
  await openTraces(heapcase, shell)
  await goTo(heapcase, 'findings')
  const evidence = heapcase.getByTestId('evidence-link').filter({ hasText: 'Traces' })
  const finding = heapcase.getByTestId('finding-entry')
  for (let at = 0; at < (await finding.count()) && (await evidence.count()) === 0; at++) await finding.nth(at).click()
  await evidence.first().getByRole('link').click()
  await expect(heapcase.getByTestId('view-trace')).toBeVisible()
})

test('tabs and rows are worked by keys, in both languages, and nothing fails axe', async ({ heapcase, shell }) => {
  test.setTimeout(180_000)
  await heapcase.emulateMedia({ reducedMotion: 'reduce' })
  await openTraces(heapcase, shell)
  await heapcase.getByTestId('trace-tab-summary').focus()
  await heapcase.keyboard.press('ArrowRight')
  await shown(heapcase, 'pauses')
  await expect(heapcase.getByTestId('trace-tab-pauses')).toBeFocused()
  await heapcase.getByTestId('trace-table').locator('.scroller').focus()
  await heapcase.keyboard.press('ArrowDown')
  await expect(heapcase.getByTestId('trace-row')).toBeVisible()
  await heapcase.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await heapcase.keyboard.press('4')
  await shown(heapcase, 'groups')

  for (const [language, theme] of [
    ['en', 'light'],
    ['zh-CN', 'dark'],
  ] as const) {
    await askLoopback(heapcase, 'app.setPreferences', { theme, language })
    await heapcase.reload()
    for (const tab of ['summary', 'pauses', 'goroutines', 'tasks', 'all']) {
      await heapcase.getByTestId(`trace-tab-${tab}`).click()
      await expect(heapcase.getByTestId('trace-part')).toBeVisible()
      await atRest(heapcase)
      expect.soft(await axeFaults(heapcase), `${tab}, ${language}`).toEqual([])
    }
  }
})

test('every tab fits into the window, in both languages', async ({ heapcase, shell }) => {
  test.setTimeout(240_000)
  await heapcase.emulateMedia({ reducedMotion: 'reduce' })
  await openTraces(heapcase, shell)
  const shows = {
    summary: ['summary', 'generations'],
    pauses: [],
    gc: ['gcCycles', 'ranges'],
    goroutines: ['groups', 'goroutines', 'goroutine'],
    blocking: ['waits', 'wakers', 'syscalls'],
    scheduling: ['scheduling', 'procs'],
    tasks: ['taskKinds', 'tasks', 'regions', 'regionSites', 'logs'],
    memory: ['spanClasses', 'spanCycles', 'spans', 'objects'],
    all: [],
  }
  for (const language of ['en', 'zh-CN'] as const) {
    await askLoopback(heapcase, 'app.setPreferences', { language })
    await heapcase.reload()
    for (const [tab, tables] of Object.entries(shows)) {
      await heapcase.getByTestId(`trace-tab-${tab}`).click()
      for (const table of tables.length > 0 ? tables : [null]) {
        if (table !== null) await heapcase.getByTestId(`trace-show-${table}`).click()
        for (const width of [1280, 1024]) {
          await heapcase.setViewportSize({ width, height: width === 1280 ? 800 : 640 })
          // Panes follow the window a frame or two later.
          await settled(heapcase, 2)
          expect.soft(await windowFaults(heapcase), `${tab} ${table}, ${language}, ${width}`).toEqual([])
        }
      }
    }
  }
})
