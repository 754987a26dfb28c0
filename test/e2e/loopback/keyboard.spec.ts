// The whole window without a pointer.
import type { Page } from '@playwright/test'
import type { CaseViewName } from '../../../shared/records/index.ts'
import { expect, test } from '../support/loopback.ts'
import { openSample } from '../support/steps.ts'

/** Presses Tab until `reached`, from the top of the document. */
async function tabTo(page: Page, reached: string, most = 60): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((selector) => document.activeElement?.closest(selector) !== null, reached)) return
  }
  throw new Error(`${most} Tabs do not reach ${reached}`)
}

/** What has the focus can be seen to have it. */
async function focusIsShown(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const element = document.activeElement
    if (!element) return false
    // A search field shows it around all of itself.
    const field = element.closest('.search-field')
    if (field && element.matches('input')) return getComputedStyle(field).boxShadow !== 'none'
    const { outlineStyle, boxShadow, backgroundColor } = getComputedStyle(element)
    return outlineStyle !== 'none' || boxShadow !== 'none' || backgroundColor !== 'rgba(0, 0, 0, 0)'
  })
}

test('every view is reached by its keys, and Tab goes through it with the focus in sight', async ({ heapcase }) => {
  await openSample(heapcase)
  const keys: [string, CaseViewName][] = [
    ['s', 'sources'],
    ['c', 'gcCycles'],
    ['g', 'goroutines'],
    ['p', 'profile'],
    ['t', 'trace'],
    ['f', 'findings'],
    ['a', 'annotations'],
    ['r', 'report'],
    ['o', 'overview'],
  ]
  for (const [key, view] of keys) {
    await heapcase.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await heapcase.keyboard.press('g')
    await heapcase.keyboard.press(key)
    await expect(heapcase.getByTestId(`view-${view}`)).toBeVisible()
    await expect(heapcase.locator('[aria-busy="true"]')).toHaveCount(0)
    for (let presses = 0; presses < 25; presses++) {
      await heapcase.keyboard.press('Tab')
      expect(await focusIsShown(heapcase), `${view}, after ${presses + 1} Tabs`).toBe(true)
    }
  }
})

test('a cycle, a function and a finding are chosen with arrows; the charts are brushed', async ({ heapcase }) => {
  await openSample(heapcase)
  await heapcase.keyboard.press('g')
  await heapcase.keyboard.press('c')
  await expect(heapcase.getByTestId('gc-table').getByTestId('table-row').first()).toBeVisible()
  await tabTo(heapcase, '[data-testid="gc-charts"]')
  for (let presses = 0; presses < 3; presses++) await heapcase.keyboard.press('Shift+ArrowRight')
  await expect(heapcase.getByTestId('show-all')).toBeVisible()
  await tabTo(heapcase, '[data-testid="gc-table"] .scroller')
  await heapcase.keyboard.press('ArrowDown')
  await heapcase.keyboard.press('ArrowDown')
  await expect(heapcase.getByTestId('gc-table').locator('[role="row"][aria-selected="true"]')).toHaveCount(1)
  await expect(heapcase.getByTestId('gc-cycle')).toBeVisible()

  await heapcase.keyboard.press('g')
  await heapcase.keyboard.press('p')
  await expect(heapcase.getByTestId('profile-top').getByTestId('table-row').first()).toBeVisible()
  await tabTo(heapcase, '[data-testid="flame"] [tabindex="0"], [data-testid="flame"][tabindex="0"]')
  await heapcase.keyboard.press('ArrowDown')
  await heapcase.keyboard.press('ArrowDown')
  await expect(heapcase.getByTestId('profile-function-name')).not.toBeEmpty()

  await heapcase.keyboard.press('g')
  await heapcase.keyboard.press('f')
  const claim = (await heapcase.getByTestId('finding-claim').textContent()) ?? ''
  await tabTo(heapcase, '[data-testid="finding-entry"]')
  await heapcase.keyboard.press('ArrowDown')
  await expect(heapcase.getByTestId('finding-claim')).not.toHaveText(claim)
  await tabTo(heapcase, '[data-testid="verdict-confirmed"]')
  await heapcase.keyboard.press('Enter')
  await tabTo(heapcase, '[data-testid="verdict-reason"]')
  await heapcase.keyboard.type('Seen.')
  await heapcase.keyboard.press('Control+Enter')
  await expect(heapcase.locator('[data-testid="finding-entry"][aria-selected="true"]')).toContainText('Confirmed')
})

test('a dialog keeps the focus and gives it back', async ({ heapcase }) => {
  await openSample(heapcase)
  await heapcase.getByTestId('rail-sources').focus()
  await heapcase.keyboard.press('Control+,')
  await expect(heapcase.getByTestId('settings')).toBeVisible()
  for (let presses = 0; presses < 30; presses++) await heapcase.keyboard.press('Tab')
  expect(await heapcase.evaluate(() => document.activeElement?.closest('[role="dialog"]') !== null)).toBe(true)
  await heapcase.keyboard.press('Escape')
  await expect(heapcase.getByTestId('settings')).toHaveCount(0)
  await expect(heapcase.getByTestId('rail-sources')).toBeFocused()
})
