// Series of the sample incident: choosing, drawing, figures, a threshold that becomes a finding; both languages.
import { axeFaults } from '../support/axe.ts'
import { expect, test } from '../support/loopback.ts'
import { askLoopback, goTo, openSample } from '../support/steps.ts'
import { windowFaults } from '../support/windowFaults.ts'

test('a series is found, drawn, summed up and kept', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'series')
  await expect(heapcase.getByTestId('series-chart-0')).toContainText('series')
  await heapcase.keyboard.press('/')
  await heapcase.keyboard.type('name:NumGC')
  await heapcase.keyboard.press('Enter')
  const row = heapcase.getByTestId('series-list').getByTestId('table-row').filter({ hasText: 'memstats.NumGC' }).first()
  await row.dblclick()
  await expect(heapcase.getByTestId('series-inspector')).toContainText('memstats.NumGC')
  await expect(heapcase.getByTestId('series-baseline')).toContainText(/level|line|period/)

  await heapcase.getByTestId('series-lower-figures').click()
  await expect(heapcase.getByTestId('series-figures')).toContainText('memstats.NumGC')
  // The address is written after the picture.
  await expect(heapcase).toHaveURL(/figures/)
  await heapcase.reload()
  await expect(heapcase.getByTestId('series-figures')).toContainText('memstats.NumGC')
  await heapcase.getByTestId('series-clear').click()
  await expect(heapcase.getByTestId('series-nothing')).toBeVisible()
})

test('a threshold is a line and a finding, and can be undone', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'series')
  await expect(heapcase.getByTestId('series-inspector')).toContainText('memstats.Alloc')
  await heapcase.getByTestId('threshold-value').fill('200 MiB')
  await heapcase.getByTestId('threshold-note').fill('Half of the container.')
  await heapcase.getByTestId('threshold-set').click()
  await expect(heapcase.getByTestId('series-thresholds')).toContainText('above 200')
  await expect(heapcase.getByTestId('series-chart-0').getByText(/^above 200/)).toBeVisible()
  const finding = heapcase.getByTestId('series-inspector').getByTestId('related-finding')
  await expect(finding).toContainText('threshold of yours', { timeout: 60_000 })
  await finding.click()
  await expect(heapcase.getByTestId('view-findings')).toContainText('Half of the container.')
  await goTo(heapcase, 'series')
  await heapcase.getByTestId('threshold-remove').click()
  await expect(heapcase.getByTestId('threshold-remove')).toHaveCount(0)
})

test('the Series view is accessible and fits, in both languages', async ({ heapcase }) => {
  await heapcase.emulateMedia({ reducedMotion: 'reduce' })
  await openSample(heapcase)
  for (const language of ['en', 'zh-CN'] as const) {
    await askLoopback(heapcase, 'app.setPreferences', { language })
    await heapcase.reload()
    await goTo(heapcase, 'series')
    await expect(heapcase.getByTestId('series-thresholds')).toBeVisible()
    for (const lower of ['list', 'figures'] as const) {
      await heapcase.getByTestId(`series-lower-${lower}`).click()
      expect.soft(await axeFaults(heapcase), `${lower}, ${language}`).toEqual([])
      expect.soft(await windowFaults(heapcase), `${lower}, ${language}`).toEqual([])
    }
  }
})
