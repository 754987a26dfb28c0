// What an investigator does with the sample incident, from the first brush to the copy that is handed on.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Download, Page } from '@playwright/test'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { expect, test } from '../support/loopback.ts'
import { browse, goTo, openSample } from '../support/steps.ts'

/** Drags over the charts of GC cycles, from and to as shares of their width. */
async function brush(page: Page, from: number, to: number): Promise<void> {
  const box = await page.getByTestId('gc-charts').boundingBox()
  if (!box) throw new Error('no charts')
  await page.mouse.move(box.x + box.width * from, box.y + 80)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * ((from + to) / 2), box.y + 80)
  await page.mouse.move(box.x + box.width * to, box.y + 80)
  await page.mouse.up()
}

const cyclesListed = async (page: Page): Promise<number> => {
  const text = await page.getByTestId('gc-table').getByTestId('table-count').textContent()
  return Number(/[\d,]+/.exec(text ?? '')?.[0].replaceAll(',', ''))
}

async function textOf(download: Promise<Download>): Promise<{ name: string; text: string }> {
  const file = await download
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') }
}

async function annotate(page: Page, text: string): Promise<void> {
  await page.getByTestId('annotation-text').fill(text)
  await page.getByTestId('annotation-save').click()
  await expect(page.getByTestId('annotation-editor')).toHaveCount(0)
}

test('a brush over the charts narrows strip, table and figures in every view, and is taken back', async ({
  heapcase,
}) => {
  await openSample(heapcase)
  await goTo(heapcase, 'gcCycles')
  await expect(heapcase.getByTestId('gc-table').getByTestId('table-row').first()).toBeVisible()
  const whole = await cyclesListed(heapcase)
  await brush(heapcase, 0.4, 0.6)
  await expect(heapcase.getByTestId('show-all')).toBeVisible()
  await expect.poll(() => cyclesListed(heapcase)).toBeLessThan(whole / 2)
  const length = await heapcase.getByTestId('range-length').textContent()
  expect(length).not.toBe('Whole case')

  await goTo(heapcase, 'overview')
  await expect(heapcase.getByTestId('range-length')).toHaveText(length ?? '')
  await expect(heapcase.getByTestId('finding-chart-area').locator('.brush')).toBeVisible()
  await heapcase.reload()
  await expect(heapcase.getByTestId('range-length')).toHaveText(length ?? '')

  await heapcase.getByTestId('show-all').click()
  await expect(heapcase.getByTestId('range-length')).toHaveText('Whole case')
  await goTo(heapcase, 'gcCycles')
  await expect.poll(() => cyclesListed(heapcase)).toBe(whole)
})

test('an evidence link restores its view, and back returns to the finding', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'findings')
  const claim = (await heapcase.getByTestId('finding-claim').textContent()) ?? ''
  await heapcase.getByTestId('evidence-link').first().getByRole('link').click()
  await expect(heapcase.getByTestId('view-profile')).toBeVisible()
  await expect(heapcase.getByTestId('profile-function-name')).toContainText('(*Store).Put')
  await heapcase.goBack()
  await expect(heapcase.getByTestId('finding-claim')).toHaveText(claim)
  await heapcase.getByTestId('finding-entry').filter({ hasText: 'Live heap grows' }).click()
  await heapcase.getByTestId('evidence-link').first().getByRole('link').click()
  await expect(heapcase.getByTestId('view-gcCycles')).toBeVisible()
  await expect(heapcase.getByTestId('show-all')).toBeVisible()
})

test('annotations on a range, a cycle and a function: made, edited, deleted, brought back', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'gcCycles')
  await expect(heapcase.getByTestId('gc-table').getByTestId('table-row').first()).toBeVisible()
  await brush(heapcase, 0.3, 0.5)
  await heapcase.getByTestId('annotate-range').click()
  await annotate(heapcase, 'The limit begins to bite here.')
  await heapcase.getByTestId('gc-table').getByTestId('table-row').nth(2).click()
  await heapcase.getByTestId('annotate-gcCycle').click()
  await annotate(heapcase, 'A cycle worth a look.')
  await goTo(heapcase, 'profile')
  await heapcase.getByTestId('profile-top').getByTestId('table-row').filter({ hasText: '(*Store).Put' }).click()
  await heapcase.getByTestId('annotate-function').click()
  await annotate(heapcase, 'Writes, never evicts.')

  await heapcase.getByTestId('open-annotations').click()
  const rows = heapcase.getByTestId('view-annotations').getByTestId('annotation-row')
  const inspector = heapcase.getByTestId('annotation-inspector')
  await expect(rows).toHaveCount(3)
  await rows.filter({ hasText: 'worth a look' }).click()
  await inspector.getByTestId('note-edit').click()
  await annotate(heapcase, 'A cycle explained.')
  await expect(rows.filter({ hasText: 'A cycle explained.' })).toHaveCount(1)
  await inspector.getByTestId('note-delete').click()
  await expect(rows).toHaveCount(2)
  await heapcase.getByTestId('toast').getByRole('button', { name: 'Undo' }).click()
  await expect(rows).toHaveCount(3)
  await goTo(heapcase, 'report')
  await expect(heapcase.getByTestId('report-paper')).toContainText('The limit begins to bite here.')
})

test('a finding is dismissed with a reason, undone from the toast; a limit is tuned and the rules run again', async ({
  heapcase,
}) => {
  await openSample(heapcase)
  await goTo(heapcase, 'findings')
  await heapcase.getByTestId('verdict-dismissed').click()
  await expect(heapcase.getByTestId('verdict-save')).toBeDisabled()
  await heapcase.getByTestId('verdict-reason').fill('A warm-up, seen before.')
  await heapcase.getByTestId('verdict-save').click()
  await expect(heapcase.getByTestId('finding-entry').first()).toContainText('Dismissed')
  await heapcase.getByTestId('toast').getByRole('button', { name: 'Undo' }).click()
  await expect(heapcase.getByTestId('finding-entry').first()).toContainText('Open')

  const pauses = heapcase.getByTestId('finding-entry').filter({ hasText: 'GC pauses are long' })
  await pauses.click()
  await heapcase.getByTestId('tune').click()
  for (const field of await heapcase.getByTestId('limits').getByRole('textbox').all()) await field.fill('5000')
  await heapcase.getByTestId('apply-limits').click()
  await expect(pauses).toHaveCount(0, { timeout: 60_000 })
  await heapcase.getByTestId('tab-rules').click()
  await expect(heapcase.getByTestId('rule-entry').filter({ hasText: 'pauses' })).toBeVisible()
})

test('two profiles are compared, a function is found in the flame graph', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'profile')
  await heapcase.getByTestId('profile-compare-first').click()
  await expect(heapcase.getByTestId('profile-delta')).toContainText('+')
  await expect(heapcase.getByTestId('profile-top')).toContainText('Delta')
  await heapcase.getByTestId('profile-search').fill('Store')
  await expect(heapcase.getByTestId('flame-matches')).toContainText(/\d/)
  const rows = heapcase.getByTestId('profile-top').getByTestId('table-row')
  await expect(rows.first()).toContainText('Store')
})

test('tables and charts are exported as CSV, SVG and PNG', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'gcCycles')
  await expect(heapcase.getByTestId('gc-table').getByTestId('table-row').first()).toBeVisible()
  const cycles = await cyclesListed(heapcase)
  let download = heapcase.waitForEvent('download')
  await heapcase.getByTestId('view-gcCycles').getByRole('button', { name: 'More' }).click()
  await heapcase
    .getByRole('menuitem')
    .filter({ hasText: /table|CSV/ })
    .click()
  const csv = await textOf(download)
  expect(csv.name).toMatch(/^gc-cycles-.*\.csv$/)
  expect(csv.text.trim().split(/\r?\n/)).toHaveLength(cycles + 1)
  expect(csv.text).toContain('idle (ns)')

  const menu = heapcase.getByTestId('gc-chart-heap').getByRole('button', { name: /Heap/ }).last()
  download = heapcase.waitForEvent('download')
  await heapcase.getByTestId('gc-chart-heap').hover()
  await menu.click()
  await heapcase.getByRole('menuitem').filter({ hasText: 'SVG' }).click()
  const svg = await textOf(download)
  expect(svg.text).toMatch(/^<svg/)
  expect(svg.text).toContain('Heap')
  download = heapcase.waitForEvent('download')
  await menu.click()
  await heapcase.getByRole('menuitem').filter({ hasText: 'PNG' }).click()
  const png = await download
  expect(
    readFileSync(await png.path())
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG')
})

test('a life is pinned to a time; a source is removed with a reason', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'sources')
  const rows = heapcase.getByTestId('sources-table').getByTestId('table-row')
  await rows.filter({ hasText: 'baseline/checkout.log' }).click()
  await heapcase.getByTestId('pin-life').first().click()
  await heapcase.getByTestId('pin-time').fill('2026-11-20 10:00:00.000')
  await heapcase.getByTestId('pin-apply').click()
  await expect(heapcase.getByTestId('lives')).toContainText('10:00')
  await expect(heapcase.getByTestId('error-state')).toHaveCount(0)

  await rows.filter({ hasText: 'baseline/mutex' }).click()
  await expect(heapcase.getByTestId('source-inspector')).toContainText('baseline/mutex')
  await heapcase.getByTestId('annotate-source').click()
  await annotate(heapcase, 'Taken on the wrong host.')
  await expect(heapcase.getByTestId('source-notes')).toContainText('Taken on the wrong host.')
  await heapcase.getByTestId('remove-source').click()
  await expect(heapcase.getByTestId('remove-confirm')).toBeDisabled()
  await heapcase.locator('textarea[data-testid="remove-reason"]').fill('Of another service.')
  await heapcase.getByTestId('remove-confirm').click()
  await expect(rows.filter({ hasText: 'baseline/mutex' })).toHaveCount(0)
  await expect(heapcase.getByTestId('sources-table')).toContainText('36 sources')
})

test('a copy is saved, listed on Home, and a second window opens it for reading only', async ({ heapcase, shell }) => {
  await openSample(heapcase)
  await heapcase.keyboard.press('Control+K')
  await heapcase.keyboard.type('Save a copy')
  await heapcase.keyboard.press('Enter')
  await browse(heapcase, shell.documents, { name: 'handed-on.heapcase' })
  await expect(heapcase.getByTestId('toast')).toContainText('handed-on')
  await heapcase.getByTestId('rail-home').click()
  await expect(heapcase.getByTestId('recent-case').filter({ hasText: 'checkout-incident' })).toBeVisible()

  // Somebody else writes to the copy meanwhile.
  const other = CaseFile.open(join(shell.documents, 'handed-on.heapcase'), { mode: 'readWrite' })
  try {
    await heapcase.getByTestId('home-open').click()
    await heapcase.getByTestId('folder-entry').filter({ hasText: 'handed-on' }).click()
    await heapcase.getByTestId('folder-confirm').click()
    await heapcase.getByTestId('open-read-only').click()
    await expect(heapcase.getByTestId('read-only-banner')).toBeVisible()
    await expect(heapcase.getByTestId('case-name')).toHaveText('handed-on')
    await goTo(heapcase, 'findings')
    await expect(heapcase.getByTestId('verdict-confirmed')).toBeDisabled()
    await expect(heapcase.getByTestId('annotate-finding')).toHaveCount(0)
    await goTo(heapcase, 'sources')
    await expect(heapcase.getByTestId('add-files')).toBeDisabled()
  } finally {
    other.close()
  }
})
