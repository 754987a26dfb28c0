// The scheduler of the sample incident: charts, snapshots, the line they are from; both languages.
import { axeFaults } from '../support/axe.ts'
import { expect, test } from '../support/loopback.ts'
import { askLoopback, goTo, openSample } from '../support/steps.ts'
import { windowFaults } from '../support/windowFaults.ts'

test('a snapshot leads to its line, a range to its figures, a rule to its finding', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'scheduler')
  await expect(heapcase.getByTestId('scheduler-chart-heat')).toBeVisible()
  const summary = heapcase.getByTestId('scheduler-summary')
  await expect(summary).toContainText('246 snapshots')

  const charts = heapcase.getByTestId('scheduler-charts')
  await charts.focus()
  for (const key of ['End', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft']) await heapcase.keyboard.press(key)
  await expect(summary).not.toContainText('246 snapshots')
  await heapcase.keyboard.press('z')
  await expect(heapcase.getByTestId('scheduler-zoom')).toHaveAttribute('aria-pressed', 'true')
  await charts.focus()
  await heapcase.keyboard.press('Escape')
  await heapcase.keyboard.press('Escape')
  await expect(summary).toContainText('246 snapshots')

  const row = heapcase.getByTestId('scheduler-table').getByTestId('table-row').nth(3)
  await row.click()
  await expect(heapcase.getByTestId('scheduler-raw-line')).toContainText('SCHED')
  await expect(heapcase.getByTestId('proc-queues')).toContainText('P 1')
  await heapcase.getByTestId('related-finding').first().click()
  await expect(heapcase.getByTestId('view-findings')).toContainText('Runnable goroutines wait for a processor')
  await goTo(heapcase, 'scheduler')
  await heapcase.getByTestId('scheduler-to-source').click()
  await expect(heapcase.getByTestId('view-sources')).toContainText('SCHED')
})

test('the Scheduler view is accessible and fits, in both languages', async ({ heapcase }) => {
  await heapcase.emulateMedia({ reducedMotion: 'reduce' })
  await openSample(heapcase)
  for (const language of ['en', 'zh-CN'] as const) {
    await askLoopback(heapcase, 'app.setPreferences', { language })
    await heapcase.reload()
    await goTo(heapcase, 'scheduler')
    await heapcase.getByTestId('scheduler-table').getByTestId('table-row').nth(3).click()
    await expect(heapcase.getByTestId('scheduler-snapshot')).toBeVisible()
    expect.soft(await axeFaults(heapcase), language).toEqual([])
    expect.soft(await windowFaults(heapcase), language).toEqual([])
  }
})
