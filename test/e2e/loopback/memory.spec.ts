// Memory of the sample incident: the waterfall and its bars, moments, classes over time, mappings; files; both languages.
import { readFile } from 'node:fs/promises'
import { axeFaults } from '../support/axe.ts'
import { expect, test } from '../support/loopback.ts'
import { askLoopback, goTo, openSample } from '../support/steps.ts'
import { windowFaults } from '../support/windowFaults.ts'

test('the waterfall goes from the resident set to the functions that hold the live heap', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'memory')
  const steps = heapcase.getByTestId('memory-step')
  await expect(steps.first()).toHaveAttribute('data-step', 'resident')
  await expect(heapcase.locator('[data-step="live"] .figure')).toContainText('274.0')
  await expect(heapcase.locator('[data-step="stacks"]')).toContainText('StackInuse')

  // A bar is chosen by keys, and the inspector says where its figure is from.
  await steps.first().focus()
  for (const key of ['ArrowDown', 'ArrowDown', 'End', 'ArrowUp', 'Home']) await heapcase.keyboard.press(key)
  await expect(heapcase.getByTestId('memory-chosen')).toContainText('smaps.Rss')
  await heapcase.locator('[data-step="stacks"]').click()
  await expect(heapcase.getByTestId('memory-chosen')).toContainText('incident/memstats.jsonl')
  await expect(heapcase.getByTestId('memory-missing')).toContainText('/sys/fs/cgroup')

  // The moment goes back, and so does the address: a reload shows the same.
  const moment = heapcase.getByTestId('memory-moment')
  const before = await moment.inputValue()
  await heapcase.keyboard.press('[')
  await expect(moment).not.toHaveValue(before)
  const chosen = await moment.inputValue()
  await heapcase.reload()
  await expect(moment).toHaveValue(chosen)
  await expect(heapcase.getByTestId('memory-chosen')).toContainText('Goroutine stacks')

  await heapcase.getByTestId('memory-process').selectOption({ label: 'baseline' })
  await expect(heapcase.locator('[data-step="live"] .figure')).not.toContainText('274.0')

  // A finding leads to where it is judged.
  await heapcase.getByTestId('memory-process').selectOption({ label: 'incident' })
  await heapcase.getByTestId('related-finding').first().click()
  await expect(heapcase.getByTestId('view-findings')).toBeVisible()
})

test('the waterfall is a table, a file and a picture; mappings are listed; a bar can be annotated', async ({
  heapcase,
}) => {
  await openSample(heapcase)
  await goTo(heapcase, 'memory')
  await expect(heapcase.getByTestId('memory-step').first()).toBeVisible()
  await heapcase.keyboard.press('2')
  await expect(heapcase.getByTestId('memory-table')).toContainText('StackInuse')
  const menu = heapcase.getByRole('button', { name: /Waterfall: export/ })
  const saved = async (entry: string): Promise<string> => {
    await menu.click()
    const [download] = await Promise.all([
      heapcase.waitForEvent('download'),
      heapcase.getByRole('menuitem', { name: entry }).click(),
    ])
    return readFile(await download.path(), 'utf8')
  }
  expect(await saved('Export as CSV')).toContain('StackInuse')
  expect(await saved('Export as SVG')).toContain('Goroutine stacks')
  await heapcase.keyboard.press('3')
  await expect(heapcase.getByTestId('memory-mappings')).toContainText('Go heap')
  await heapcase.keyboard.press('1')
  await heapcase.locator('[data-step="dead"]').click()
  await heapcase.keyboard.press('a')
  await heapcase.getByTestId('annotation-text').fill('Grows between cycles.')
  await heapcase.getByTestId('annotation-save').click()
  await expect(heapcase.getByTestId('entity-notes')).toContainText('Grows between cycles.')
})

test('the Memory view is accessible and fits, in both languages', async ({ heapcase }) => {
  await heapcase.emulateMedia({ reducedMotion: 'reduce' })
  await openSample(heapcase)
  for (const language of ['en', 'zh-CN'] as const) {
    await askLoopback(heapcase, 'app.setPreferences', { language })
    await heapcase.reload()
    await goTo(heapcase, 'memory')
    for (const form of ['waterfall', 'table', 'mappings'] as const) {
      await heapcase.getByTestId(`memory-form-${form}`).click()
      expect.soft(await axeFaults(heapcase), `${form}, ${language}`).toEqual([])
      expect.soft(await windowFaults(heapcase), `${form}, ${language}`).toEqual([])
    }
    await heapcase.getByTestId('memory-form-waterfall').click()
    await heapcase.locator('[data-step="live"]').click()
    await expect(heapcase.getByTestId('memory-chosen')).toContainText(language === 'en' ? 'Live heap' : '存活堆')
  }
})
