// Jobs in the tray: how far, cancelled, failed, put away; and the status bar around it.
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { captures, expect, jobPids, test } from '../support/loopback.ts'
import { browse, createCase, goTo, openSample, writeLargeLog } from '../support/steps.ts'

async function startLargeImport(page: Page, folder: string): Promise<void> {
  await goTo(page, 'sources')
  await page.getByTestId('add-files').first().click()
  await browse(page, folder, { take: ['large.log'] })
  await page.getByTestId('import-start').click({ timeout: 60_000 })
  if ((await page.getByTestId('job-tray').count()) === 0) await page.getByTestId('job-button').click()
}

test('an import is cancelled from the tray; one that dies stays there with its reason until it is put away', async ({
  heapcase,
  shell,
}) => {
  test.skip(process.platform !== 'linux', 'finds the process by /proc')
  await writeLargeLog(join(shell.documents, 'large.log'), 200 * 2 ** 20)
  await createCase(heapcase, shell.documents)
  await startLargeImport(heapcase, shell.documents)
  const tray = heapcase.getByTestId('job-tray')
  const running = tray.locator('[data-testid="job"][data-state="running"]')
  await expect(running.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /[1-9]/, { timeout: 60_000 })
  await expect(running).toContainText('large.log')
  await expect(running).toContainText('MiB/s')
  await expect(heapcase.getByTestId('job-button')).toContainText(/1\sjob · \d+\s%/)
  await running.getByTestId('job-cancel').click()
  await expect(tray.locator('[data-state="cancelled"]')).toHaveCount(1)

  await startLargeImport(heapcase, shell.documents)
  await expect(running.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /[1-9]/, { timeout: 60_000 })
  const jobs = jobPids(shell.server)
  for (const pid of jobs) process.kill(pid, 'SIGKILL')
  const failed = tray.locator('[data-testid="job"][data-state="failed"]')
  await expect(failed.getByTestId('job-error')).toContainText('SIGKILL')
  await expect(failed.getByTestId('job-error')).toContainText('job/crashed')
  await expect(heapcase.getByTestId('toast').filter({ hasText: 'Import failed' })).toBeVisible()
  await expect(heapcase.getByTestId('job-button')).toContainText('1 failed')

  // Clearing leaves it, and so does a reload.
  // An analysis follows every import; it may end after the first click.
  await expect(async () => {
    if ((await tray.getByTestId('job').count()) > 1) await tray.getByTestId('jobs-clear').click({ timeout: 1000 })
    await expect(tray.getByTestId('job')).toHaveCount(1, { timeout: 1000 })
  }).toPass()
  await expect(failed).toHaveCount(1)
  await heapcase.reload()
  await expect(heapcase.getByTestId('job-button')).toContainText('1 failed')
  await heapcase.getByTestId('job-button').click()
  await failed.getByRole('button', { name: 'Put away' }).click()
  await expect(heapcase.getByTestId('job-button')).not.toContainText('failed')
  await heapcase.reload()
  await expect(heapcase.getByTestId('job-button')).toContainText('No jobs running')
})

test('the status bar leads to sources and warnings, changes the zone, and counts connections', async ({ heapcase }) => {
  await openSample(heapcase)
  await heapcase.getByTestId('status-clock').click()
  await expect(heapcase.getByTestId('status-clock-popover')).toContainText('One clock for all sources')
  await heapcase.keyboard.press('Escape')
  await heapcase.getByTestId('status-offline').click()
  await expect(heapcase.getByTestId('foreign-requests')).toHaveText('0')
  await heapcase.keyboard.press('Escape')
  const before = await heapcase.getByTestId('range-text').textContent()
  await heapcase.getByTestId('status-zone').click()
  await heapcase.getByTestId('zone-select').selectOption('480')
  await heapcase.keyboard.press('Escape')
  await expect(heapcase.getByTestId('status-zone')).toHaveText('UTC+8')
  await expect(heapcase.getByTestId('range-text')).toContainText('UTC+8')
  expect(await heapcase.getByTestId('range-text').textContent()).not.toBe(before)
  await heapcase.getByTestId('status-sources').click()
  await expect(heapcase.getByTestId('view-sources')).toBeVisible()
})

test('an import of several files collapses to one line', async ({ heapcase, shell }) => {
  await createCase(heapcase, shell.documents)
  await goTo(heapcase, 'sources')
  await heapcase.getByTestId('add-files').first().click()
  await browse(heapcase, join(captures, 'incident'), { take: ['checkout.log'] })
  await heapcase.getByTestId('import-start').click()
  await expect(heapcase.getByTestId('sources-table').getByTestId('table-row')).toHaveCount(1)
  await heapcase.getByTestId('job-button').click()
  const done = heapcase
    .getByTestId('job-tray')
    .locator('[data-testid="job"][data-state="done"]')
    .filter({ hasText: 'Import' })
  await expect(done).toContainText('1 of 1 file taken')
})
