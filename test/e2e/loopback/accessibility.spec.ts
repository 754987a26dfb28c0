// Every view in every theme, held against axe's rules: nothing serious or critical.
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/loopback.ts'
import { askLoopback, goTo, openSample, type ViewId } from '../support/steps.ts'

const VIEWS: readonly ViewId[] = ['overview', 'sources', 'gcCycles', 'profile', 'findings', 'report']
const THEMES = ['light', 'dark', 'contrast'] as const

/** Serious and critical faults of what is shown, each with its place. */
async function faults(page: Page): Promise<string[]> {
  // Colours on their way from one state to the next are not what people read.
  await expect(page.locator('.stale, .loading, [aria-busy="true"]')).toHaveCount(0)
  await page.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
  })
  const { violations, passes } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(passes.length, 'rules that looked at something').toBeGreaterThan(15)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`))
}

test('every view is accessible in every theme', async ({ heapcase }) => {
  test.setTimeout(240_000)
  await heapcase.emulateMedia({ reducedMotion: 'reduce' })
  for (const theme of THEMES) {
    await askLoopback(heapcase, 'app.setPreferences', { theme })
    await heapcase.reload()
    await expect(heapcase.getByTestId('home')).toBeVisible()
    expect.soft(await faults(heapcase), `home, ${theme}`).toEqual([])
  }
  await openSample(heapcase)
  for (const theme of THEMES) {
    await askLoopback(heapcase, 'app.setPreferences', { theme })
    await heapcase.reload()
    for (const view of VIEWS) {
      await goTo(heapcase, view)
      await expect(heapcase.locator('[aria-busy="true"]')).toHaveCount(0)
      expect.soft(await faults(heapcase), `${view}, ${theme}`).toEqual([])
    }
  }
})

test('dialogs, palette and menus are accessible', async ({ heapcase }) => {
  await openSample(heapcase)
  await heapcase.keyboard.press('Control+K')
  await expect(heapcase.getByRole('dialog')).toBeVisible()
  expect.soft(await faults(heapcase), 'palette').toEqual([])
  await heapcase.keyboard.press('Escape')
  await heapcase.keyboard.press('Control+,')
  await expect(heapcase.getByRole('dialog')).toBeVisible()
  expect.soft(await faults(heapcase), 'settings').toEqual([])
  await heapcase.keyboard.press('Escape')
  await goTo(heapcase, 'findings')
  await heapcase.getByTestId('annotate-finding').first().click()
  await expect(heapcase.getByTestId('annotation-text')).toBeVisible()
  expect.soft(await faults(heapcase), 'annotation').toEqual([])
})
