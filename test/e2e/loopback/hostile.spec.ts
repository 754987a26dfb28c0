// Names in captures are text wherever they are shown: they come from a process that may have been attacked.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/loopback.ts'
import { atRest, browse, goTo } from '../support/steps.ts'
import { encodeProfile, SMALL_HEAP } from '../../support/encodeProfile.ts'
import {
  hostileCrash,
  hostileDump,
  hostileMaps,
  hostileTrace,
  hostileVars,
  IMAGE,
  TIGHT_IMAGE,
} from '../../support/hostileSources.ts'

test.use({ tracesBrowser: true })

/** From now on notes what markup from a source would do; the answer is that nothing did, nor is there any. */
function watchMarkup(page: Page): () => Promise<void> {
  const done: string[] = []
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.endsWith('/x')) done.push(request.url())
  })
  page.on('dialog', (dialog) => {
    done.push(dialog.message())
    void dialog.dismiss()
  })
  return async () => {
    expect(done).toEqual([])
    const made = await page.evaluate(() => [
      document.querySelectorAll('img').length,
      document.querySelectorAll('a[href^="javascript"]').length,
      document.querySelectorAll('#app b > b, #app b:has(> i), #app script, #app i:not(:empty)').length,
    ])
    expect(made).toEqual([0, 0, 0])
  }
}

test('function names, file names, log lines and notes never become markup', async ({ heapcase, shell }) => {
  const expectNoMarkup = watchMarkup(heapcase)
  const folder = join(shell.documents, 'collected')
  mkdirSync(folder)
  const hostile = {
    ...SMALL_HEAP,
    functions: SMALL_HEAP.functions.map((one) => ({ ...one, name: `${IMAGE}.f${one.id}`, file: `/go/${IMAGE}.go` })),
  }
  writeFileSync(join(folder, `${IMAGE}.pb`), encodeProfile(hostile))
  writeFileSync(
    join(folder, 'service.log'),
    Array.from(
      { length: 8 },
      (_, i) =>
        `${IMAGE}<script>alert(2)</script>\ngc ${i + 1} @${i}.100s 0%: 0.018+1.2+0.003 ms clock, 0.14+0.03/1.1/0.2+0.02 ms cpu, 40->42->22 MB, 44 MB goal, 8 P\n`,
    ).join(''),
  )
  await heapcase.getByTestId('home-create').click()
  await browse(heapcase, shell.documents, { name: '<b>case<.heapcase' })
  await goTo(heapcase, 'sources')
  await heapcase.getByTestId('add-files').click()
  await browse(heapcase, folder, { take: [`${IMAGE}.pb`, 'service.log'] })
  await expect(heapcase.getByTestId('preview-entry')).toHaveCount(2)
  await heapcase.getByTestId('import-start').click()
  const rows = heapcase.getByTestId('sources-table').getByTestId('table-row')
  await expect(rows).toHaveCount(2)
  await rows.filter({ hasText: 'service.log' }).click()
  await expect(heapcase.getByTestId('raw-lines')).toContainText('<script>alert(2)</script>')
  await goTo(heapcase, 'profile')
  await expect(heapcase.getByTestId('profile-top')).toContainText(IMAGE)
  await heapcase.getByTestId('profile-top').getByTestId('table-row').first().click()
  await expect(heapcase.getByTestId('profile-function-name')).toContainText(IMAGE)
  await heapcase.getByTestId('annotate-function').click()
  await heapcase.getByTestId('annotation-text').fill(`${IMAGE} [link](javascript:alert(3)) **bold**`)
  await heapcase.getByTestId('annotation-tags').fill('<i>tag</i>')
  await heapcase.getByTestId('annotation-tags').press('Enter')
  await heapcase.getByTestId('annotation-author').fill(`${IMAGE} me`)
  await heapcase.getByTestId('annotation-preview').click()
  await expect(heapcase.getByTestId('annotation-previewed')).toContainText(IMAGE)
  await heapcase.getByTestId('annotation-save').click()
  await goTo(heapcase, 'annotations')
  await expect(heapcase.getByTestId('annotation-row')).toContainText(IMAGE)
  await expect(heapcase.getByTestId('annotation-inspector')).toContainText('<i>tag</i>')
  await goTo(heapcase, 'profile')
  // Tabs of one view are told apart by what they show; breadcrumbs name file and function.
  await expect(heapcase.getByTestId('crumbs')).toContainText(IMAGE)
  await heapcase.getByTestId('profile-select').selectOption({ index: 0 })
  await goTo(heapcase, 'sources')
  await rows.filter({ hasText: '.pb' }).dblclick()
  await heapcase.getByTestId('pane-split').first().click()
  await expect(heapcase.getByRole('tab', { selected: true }).first()).toContainText(IMAGE)
  await heapcase.getByTestId('tab-profile').last().click({ button: 'right' })
  await expect(heapcase.getByTestId('tab-menu')).toBeVisible()
  await heapcase.keyboard.press('Escape')
  await heapcase.getByTestId('status-clock').click()
  await heapcase.keyboard.press('Escape')
  for (const view of ['gcCycles', 'findings', 'overview'] as const) await goTo(heapcase, view)
  await goTo(heapcase, 'report')
  await expect(heapcase.getByTestId('report-paper')).toContainText('<b>case<')

  await expectNoMarkup()
})

test('nor do dumps, traces, statistics and maps, in any view, tooltip, list or report', async ({ heapcase, shell }) => {
  test.setTimeout(240_000)
  const expectNoMarkup = watchMarkup(heapcase)
  const folder = join(shell.documents, 'collected')
  mkdirSync(folder)
  const files = {
    [`${IMAGE}-20261121T034026Z.txt`]: hostileDump(7),
    'goroutines-20261121T034126Z.txt': hostileDump(12),
    'crash.txt': hostileCrash(),
    'vars.json': hostileVars(),
    smaps: hostileMaps(),
    [`${IMAGE}.trace`]: hostileTrace(),
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  await heapcase.getByTestId('home-create').click()
  await browse(heapcase, shell.documents, { name: '<b><i>case<.heapcase' })
  await goTo(heapcase, 'sources')
  await heapcase.getByTestId('add-files').click()
  await browse(heapcase, folder, { take: Object.keys(files) })
  await expect(heapcase.getByTestId('preview-entry')).toHaveCount(Object.keys(files).length)
  await heapcase.getByTestId('import-start').click()
  const rowsOf = (part: string) => heapcase.getByTestId(part).getByTestId('table-row')
  await expect(rowsOf('sources-table')).toHaveCount(Object.keys(files).length)
  await expectNoMarkup()

  await goTo(heapcase, 'goroutines')
  await expect(rowsOf('goroutine-groups').first()).toContainText(TIGHT_IMAGE)
  const arrangements = heapcase.locator('[role="radio"][data-testid^="goroutines-show-"]')
  for (const arrangement of await arrangements.all()) {
    await arrangement.click()
    await atRest(heapcase)
    const row = heapcase.getByTestId('view-goroutines').getByTestId('table-row').first()
    if ((await row.count()) === 0) continue
    await row.click({ position: { x: 60, y: 8 } })
    await atRest(heapcase)
  }
  await arrangements.first().click()
  await atRest(heapcase)
  // From its group to a goroutine: what an arrangement before has chosen, and whether, is not for this one to rest on.
  await rowsOf('goroutine-groups')
    .first()
    .click({ position: { x: 60, y: 8 } })
  const members = heapcase.getByTestId('goroutine-group').getByTestId('table-row')
  await members.first().click({ position: { x: 60, y: 8 } })
  // Cut on the side of its package, as long names are.
  await expect(heapcase.getByTestId('goroutine-inspector')).toContainText('onerror=alert(1)>.(*Cart).work')
  await expect(heapcase.getByTestId('goroutine-inspector')).toContainText(IMAGE)
  await heapcase.getByTestId('goroutine-stack').first().hover()
  await heapcase.getByTestId('goroutines-search').click()
  await heapcase.keyboard.type('status:')
  await expect(heapcase.getByTestId('search-option').first()).toBeVisible()
  await heapcase.keyboard.press('Escape')
  await expectNoMarkup()

  await goTo(heapcase, 'trace')
  await expect(heapcase.getByTestId('trace-summary')).toBeVisible()
  const seen: string[] = []
  for (const tab of await heapcase.locator('[data-testid^="trace-tab-"]').all()) {
    await tab.click()
    await atRest(heapcase)
    const shows = await heapcase.locator('[data-testid^="trace-show-"]').all()
    for (const show of shows.length > 0 ? shows : [tab]) {
      await show.click()
      await atRest(heapcase)
      const row = rowsOf('trace-table').first()
      if ((await row.count()) > 0) {
        await row.click()
        await row.hover()
        await atRest(heapcase)
      }
      if ((await heapcase.getByTestId('view-trace').innerText()).includes(IMAGE))
        seen.push((await show.getAttribute('data-testid')) ?? '')
    }
  }
  // Tasks, regions, logs, waits, stops and goroutines have names of the process.
  expect(seen.length, seen.join()).toBeGreaterThan(5)
  await expectNoMarkup()

  await heapcase.keyboard.press('Control+K')
  await heapcase.getByTestId('palette-input').fill('@img')
  await expect(heapcase.getByTestId('palette')).toContainText('img')
  await heapcase.keyboard.press('Escape')
  for (const view of ['series', 'memory', 'scheduler', 'overview', 'findings'] as const) {
    await goTo(heapcase, view)
    await atRest(heapcase)
  }
  await goTo(heapcase, 'series')
  await heapcase.getByTestId('series-list').getByText(IMAGE).first().click()
  await expect(heapcase.getByTestId('inspector')).toContainText(IMAGE)
  await heapcase.keyboard.press('a')
  await heapcase.getByTestId('annotation-text').fill(`${IMAGE} **<b><i>x</i></b>**`)
  await heapcase.keyboard.press('Control+Enter')
  await heapcase.getByTestId('view-series').hover()
  await goTo(heapcase, 'annotations')
  await expect(heapcase.getByTestId('annotation-row')).toContainText(IMAGE)
  await expectNoMarkup()

  await goTo(heapcase, 'report')
  await expect(heapcase.getByTestId('report-paper')).toContainText(IMAGE)
  await heapcase.keyboard.press('Control+K')
  await heapcase.getByTestId('palette-input').fill('report.export.html')
  await heapcase.keyboard.press('Enter')
  await browse(heapcase, shell.documents, { name: 'report.html' })
  await expect(heapcase.getByTestId('toast').filter({ hasText: 'report.html' })).toBeVisible({ timeout: 60_000 })
  // Opened as people open it, with scripts allowed.
  const report = await heapcase.context().newPage()
  const expectNoneInReport = watchMarkup(report)
  await report.setContent(readFileSync(join(shell.documents, 'report.html'), 'utf8'))
  await expect(report.locator('body')).toContainText(IMAGE)
  await expectNoneInReport()
  await report.close()

  await heapcase.getByTestId('rail-home').click()
  await expect(heapcase.getByTestId('recent-row').first()).toContainText('<b><i>case<')
  await expectNoMarkup()
})
