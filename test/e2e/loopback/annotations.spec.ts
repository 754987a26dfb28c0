// What can be noted, by keyboard and by pointer; where notes show; that they outlive the shell.
import { readFileSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from '../support/loopback.ts'
import { goTo, openSample } from '../support/steps.ts'

async function write(page: Page, text: string, tags: readonly string[] = []): Promise<void> {
  await page.getByTestId('annotation-text').fill(text)
  if (tags.length > 0) await page.getByTestId('annotation-tags').fill(tags.join(', '))
  await page.getByTestId('annotation-save').click()
  await expect(page.getByTestId('annotation-editor')).toHaveCount(0)
}

/** With the keys alone, from wherever the focus is. */
async function writeByKeys(page: Page, text: string): Promise<void> {
  await page.keyboard.press('a')
  await expect(page.getByTestId('annotation-text')).toBeFocused()
  await page.keyboard.type(text)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('annotation-editor')).toHaveCount(0)
}

/** By the context menu of what is pointed at. */
async function writeByMenu(page: Page, target: Locator, text: string, position?: { x: number; y: number }) {
  await target.click({ button: 'right', ...(position && { position }) })
  await page.getByTestId('menu-annotate').click()
  await write(page, text)
}

const rowsOf = (page: Page, table: string): Locator => page.getByTestId(table).getByTestId('table-row')
const listed = (page: Page): Locator => page.getByTestId('view-annotations').getByTestId('annotation-row')

test('everything that can be noted is noted by keyboard', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'gcCycles')
  await expect(rowsOf(heapcase, 'gc-table').first()).toBeVisible()
  const charts = heapcase.getByTestId('gc-charts')
  await charts.focus()
  await writeByKeys(heapcase, 'an instant')
  await expect(charts, 'the focus is given back').toBeFocused()
  for (let presses = 0; presses < 3; presses++) await heapcase.keyboard.press('Shift+ArrowRight')
  await expect(heapcase.getByTestId('show-all')).toBeVisible()
  await writeByKeys(heapcase, 'a range')
  await heapcase.getByTestId('show-all').press('Enter')
  await expect(heapcase.getByTestId('range-length')).toHaveText('Whole case')
  await expect(heapcase.locator('[aria-busy="true"], .stale')).toHaveCount(0)
  await heapcase.getByTestId('gc-table').locator('.scroller').focus()
  // The rows of the whole case come back a moment after the range has gone.
  await expect(async () => {
    await heapcase.keyboard.press('ArrowDown')
    await expect(heapcase.getByTestId('gc-table').locator('[role="row"][aria-selected="true"]')).toHaveCount(1, {
      timeout: 1000,
    })
  }).toPass()
  await writeByKeys(heapcase, 'a cycle')

  await goTo(heapcase, 'profile')
  await expect(rowsOf(heapcase, 'profile-top').first()).toBeVisible()
  await heapcase.locator('[data-testid="flame"] [tabindex="0"], [data-testid="flame"][tabindex="0"]').first().focus()
  for (let presses = 0; presses < 3; presses++) await heapcase.keyboard.press('ArrowDown')
  await heapcase.keyboard.press('ContextMenu')
  await expect(heapcase.getByTestId('menu-flame.annotateStack')).toBeVisible()
  await heapcase.getByTestId('menu-flame.annotateStack').press('Enter')
  await heapcase.getByTestId('annotation-text').fill('a frame in its stack')
  await heapcase.keyboard.press('Control+Enter')
  await expect(heapcase.getByTestId('annotation-editor')).toHaveCount(0)
  await heapcase.getByTestId('profile-top').locator('.scroller').focus()
  await heapcase.keyboard.press('ArrowDown')
  await writeByKeys(heapcase, 'a function')

  await goTo(heapcase, 'findings')
  await heapcase.getByTestId('finding-entry').first().focus()
  await writeByKeys(heapcase, 'a finding')

  await goTo(heapcase, 'sources')
  await rowsOf(heapcase, 'sources-table').filter({ hasText: 'baseline/checkout.log' }).click()
  await heapcase.getByTestId('sources-table').locator('.scroller').focus()
  await writeByKeys(heapcase, 'a source')
  await expect(heapcase.getByTestId('raw-lines').locator('.line').first()).toBeVisible()
  await heapcase
    .getByRole('region', { name: 'The source’s own lines' })
    .or(heapcase.locator('.raw .lines'))
    .first()
    .focus()
  await heapcase.keyboard.press('ArrowDown')
  await heapcase.keyboard.press('ArrowDown')
  await heapcase.keyboard.press('Shift+ArrowDown')
  await writeByKeys(heapcase, 'some lines')

  await heapcase.keyboard.press('Shift+A')
  await expect(heapcase.getByTestId('view-annotations')).toBeVisible()
  await expect(listed(heapcase)).toHaveCount(8)
  const kinds = heapcase.getByTestId('annotation-filter-kind')
  for (const [kind, text] of [
    ['range', 'a range'],
    ['gcCycle', 'a cycle'],
    ['function', 'a function'],
    ['stack', 'a frame in its stack'],
    ['finding', 'a finding'],
    ['source', 'a source'],
    ['lines', 'some lines'],
  ] as const) {
    await kinds.selectOption(kind)
    await expect(listed(heapcase).filter({ hasText: text }), kind).toHaveCount(1)
  }
})

test('everything that can be noted is noted by pointer, shows where it was noted, and is jumped to', async ({
  heapcase,
}) => {
  await openSample(heapcase)
  await goTo(heapcase, 'gcCycles')
  const cycles = rowsOf(heapcase, 'gc-table')
  await expect(cycles.first()).toBeVisible()
  const charts = heapcase.getByTestId('gc-charts')
  await writeByMenu(heapcase, charts, 'an instant', { x: 420, y: 90 })
  await cycles.nth(1).hover()
  // The row under the pointer shows the place, the others of the table do not.
  await expect(cycles.nth(1).getByTestId('row-annotate')).toHaveCSS('opacity', '1')
  await expect(cycles.nth(2).getByTestId('row-annotate')).toHaveCSS('opacity', '0')
  await cycles.nth(1).getByTestId('row-annotate').click()
  await write(heapcase, 'a cycle')
  await expect(cycles.nth(1).getByTestId('row-note')).toBeVisible()
  await expect(charts.getByTestId('annotation-flag')).not.toHaveCount(0)

  await goTo(heapcase, 'profile')
  const functions = rowsOf(heapcase, 'profile-top')
  await writeByMenu(heapcase, functions.filter({ hasText: '(*Store).Put' }), 'a function')
  await expect(functions.filter({ hasText: '(*Store).Put' }).getByTestId('row-note')).toBeVisible()
  await functions.filter({ hasText: '(*Store).Put' }).click()
  await writeByMenu(heapcase, heapcase.getByTestId('profile-lines').locator('.line').first(), 'a line of code')
  await expect(heapcase.getByTestId('profile-lines').getByTestId('row-note')).toHaveCount(1)
  await heapcase
    .getByTestId('flame')
    .locator('canvas')
    .click({ button: 'right', position: { x: 200, y: 30 } })
  await heapcase.getByTestId('menu-flame.annotateStack').click()
  await write(heapcase, 'a frame')

  await goTo(heapcase, 'findings')
  const finding = heapcase.getByTestId('finding-entry').first()
  await finding.hover()
  await finding.getByTestId('row-annotate').click()
  await write(heapcase, 'a finding')
  await expect(finding.getByTestId('row-note')).toBeVisible()
  await expect(heapcase.getByTestId('finding-notes')).toContainText('a finding')

  await goTo(heapcase, 'sources')
  const sources = rowsOf(heapcase, 'sources-table')
  await writeByMenu(heapcase, sources.filter({ hasText: 'baseline/checkout.log' }), 'a source')
  await sources.filter({ hasText: 'baseline/checkout.log' }).click()
  await writeByMenu(heapcase, heapcase.getByTestId('raw-lines').locator('[data-line="3"]'), 'some lines')
  await expect(heapcase.getByTestId('raw-lines').getByTestId('row-note')).toHaveCount(1)

  // Each leads back to what it is about.
  await goTo(heapcase, 'annotations')
  await expect(listed(heapcase)).toHaveCount(8)
  for (const [text, view] of [
    ['an instant', 'gcCycles'],
    ['a cycle', 'gcCycles'],
    ['a function', 'profile'],
    ['a line of code', 'profile'],
    ['a frame', 'profile'],
    ['a finding', 'findings'],
    ['a source', 'sources'],
    ['some lines', 'sources'],
  ] as const) {
    await goTo(heapcase, 'annotations')
    await listed(heapcase).filter({ hasText: text }).click()
    await heapcase.getByTestId('annotation-inspector').getByTestId('note-go').click()
    await expect(heapcase.getByTestId(`view-${view}`), text).toBeVisible()
  }
  await expect(heapcase.getByTestId('raw-lines').locator('[data-line="3"]')).toHaveClass(/\bon\b/)
})

test('flags stand over every chart that covers them, show their text to pointer and focus, and open with Enter', async ({
  heapcase,
}) => {
  await openSample(heapcase)
  await goTo(heapcase, 'gcCycles')
  await expect(rowsOf(heapcase, 'gc-table').first()).toBeVisible()
  await heapcase.getByTestId('gc-charts').focus()
  await writeByKeys(heapcase, 'The deploy of `2.9.0`.')
  const flag = heapcase.getByTestId('gc-charts').getByTestId('annotation-flag')
  await expect(flag).toHaveCount(1)
  await expect(flag).toContainText('The deploy of 2.9.0.')
  await flag.hover()
  await expect(heapcase.getByTestId('note-peek')).toContainText('The deploy of 2.9.0.')
  await heapcase.mouse.move(5, 400)
  await expect(heapcase.getByTestId('note-peek')).toHaveCount(0)
  await flag.focus()
  await expect(heapcase.getByTestId('note-peek')).toBeVisible()
  await heapcase.keyboard.press('Enter')
  await expect(heapcase.getByTestId('note-popover')).toBeVisible()
  await heapcase.keyboard.press('Escape')
  await expect(heapcase.getByTestId('note-popover')).toHaveCount(0)
  await expect(flag).toBeFocused()

  await expect(heapcase.getByTestId('time-strip').getByTestId('annotation-flag')).toHaveCount(1)
  await goTo(heapcase, 'overview')
  await expect(heapcase.getByTestId('finding-chart-area').getByTestId('annotation-flag')).toHaveCount(1)
  await goTo(heapcase, 'report')
  await expect(heapcase.getByTestId('report-paper')).toContainText('The deploy of 2.9.0.')
})

test('notes and what can be undone outlive the shell', async ({ heapcase, shell }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'findings')
  await heapcase.getByTestId('finding-entry').first().focus()
  await writeByKeys(heapcase, 'before the restart')
  await goTo(heapcase, 'annotations')
  await listed(heapcase).filter({ hasText: 'before the restart' }).click()
  await heapcase.getByTestId('annotation-inspector').getByTestId('note-delete').click()
  await expect(listed(heapcase)).toHaveCount(0)

  await heapcase.goto('about:blank')
  await shell.restart()
  await heapcase.goto(shell.link)
  await heapcase.getByTestId('recent-case').first().click()
  await goTo(heapcase, 'annotations')
  await expect(listed(heapcase)).toHaveCount(0)
  await heapcase.getByTestId('tool-edit.undo').click()
  await expect(listed(heapcase)).toContainText('before the restart')
  await heapcase.getByTestId('tool-edit.undo').click()
  await expect(listed(heapcase)).toHaveCount(0)
  await heapcase.getByTestId('tool-edit.redo').click()
  await expect(listed(heapcase)).toContainText('before the restart')
})

test('many notes are searched, grouped, tagged and deleted at once, and leave as Markdown and CSV', async ({
  heapcase,
}) => {
  await openSample(heapcase)
  await goTo(heapcase, 'gcCycles')
  const cycles = rowsOf(heapcase, 'gc-table')
  await expect(cycles.first()).toBeVisible()
  for (const [row, text, tags] of [
    [0, '=HYPERLINK("http://localhost/x")', ['deploy']],
    [1, 'the limit bites', ['heap', 'deploy']],
    [2, 'a pause', ['heap']],
  ] as const) {
    await cycles.nth(row).hover()
    await cycles.nth(row).getByTestId('row-annotate').click()
    await write(heapcase, text, tags)
  }
  await goTo(heapcase, 'annotations')
  await expect(listed(heapcase)).toHaveCount(3)
  await heapcase.getByTestId('annotation-search').fill('limit')
  await expect(listed(heapcase)).toHaveCount(1)
  await heapcase.getByTestId('annotation-search').fill('')
  await heapcase.getByTestId('annotation-filter-tag').selectOption('heap')
  await expect(listed(heapcase)).toHaveCount(2)
  await heapcase.getByTestId('annotation-filter-tag').selectOption({ index: 0 })

  for (const text of ['limit bites', 'a pause'])
    await listed(heapcase).filter({ hasText: text }).getByTestId('annotation-check').click()
  await heapcase.getByTestId('bulk-tags').getByRole('combobox').fill('incident-42')
  await heapcase.getByTestId('bulk-add').click()
  await expect(listed(heapcase).filter({ hasText: 'incident-42' })).toHaveCount(2)
  await heapcase.getByTestId('bulk-delete').click()
  await expect(listed(heapcase)).toHaveCount(1)
  await heapcase.getByTestId('toast').getByRole('button', { name: 'Undo' }).last().click()
  await expect(listed(heapcase)).toHaveCount(3)

  for (const [title, check] of [
    ['Markdown', (text: string) => expect(text).toContain('the limit bites')],
    // A spreadsheet must not take a note for a formula.
    ['CSV', (text: string) => expect(text).toContain(`"'=HYPERLINK`)],
  ] as const) {
    const download = heapcase.waitForEvent('download')
    await heapcase.getByTestId('view-annotations').getByRole('button', { name: 'Export' }).click()
    await heapcase.getByRole('menuitem').filter({ hasText: title }).click()
    check(readFileSync(await (await download).path(), 'utf8'))
  }
})
