// Every view in every language and size: nothing is cut without saying so, nothing lies over something else, no control is out of reach.
import type { Page } from '@playwright/test'
import { CASE_VIEW_NAMES } from '../../../shared/records/index.ts'
import { expect, test } from '../support/loopback.ts'
import { askLoopback, openSample, settled, show } from '../support/steps.ts'
import { windowFaults } from '../support/windowFaults.ts'

const VIEWS = [...CASE_VIEW_NAMES, 'help', 'home'] as const
const SIZES = [
  { name: '1280 × 800', width: 1280, height: 800, scale: 1 },
  { name: '1920 × 1080', width: 1920, height: 1080, scale: 1 },
  // A screen of 1280 × 800 pixels at 125 %.
  { name: '125 %', width: 1024, height: 640, scale: 1.25 },
]

async function resize(page: Page, { width, height, scale }: (typeof SIZES)[number]): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: false })
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width)
}

test('the measuring finds what it looks for', async ({ page }) => {
  await page.setContent(`
    <style>* { margin: 0; font: 13px sans-serif } p { white-space: nowrap; width: 80px }</style>
    <p id="a" style="overflow: hidden">a text that is cut without a sign</p>
    <p style="overflow: hidden; text-overflow: ellipsis">a text that is cut and says so</p>
    <p style="overflow: auto">a text that can be scrolled to its end</p>
    <p style="width: 300px">below the text</p><p style="width: 300px; margin-top: -10px">over the text above</p>
    <div style="height: 20px; overflow: hidden"><p style="width: 300px; line-height: 60px">cut from below</p></div>
    <input placeholder="a placeholder that does not fit into it" style="width: 60px">
    <button style="padding: 0; border: 0; width: 0; height: 0; overflow: hidden"></button>
    <div style="width: 100px; overflow: auto"><p style="width: 103px">wide</p></div>
    <p class="visually-hidden" style="position: absolute; width: 1px; overflow: hidden; clip-path: inset(50%)">for screen readers</p>`)
  const faults = await windowFaults(page)
  expect(faults.map((fault) => fault.split(':')[0])).toEqual([
    'cut',
    'cut',
    'overlap',
    'cut placeholder',
    'control without size',
    'scrolls sideways by 3 px',
  ])
})

test.describe('the window', () => {
  test.use({ shellArguments: ['--development'] })

  for (const language of ['pseudo', 'en', 'zh-CN'] as const)
    test(`fits in ${language}`, async ({ heapcase }) => {
      test.setTimeout(300_000)
      await heapcase.emulateMedia({ reducedMotion: 'reduce' })
      await openSample(heapcase)
      await askLoopback(heapcase, 'app.setPreferences', { language })
      await heapcase.reload()
      // Drawn out by four tenths it must fit the smallest window there is room for; the others have more.
      const sizes = language === 'pseudo' ? SIZES.slice(0, 1) : SIZES
      for (const view of VIEWS) {
        await show(heapcase, view)
        for (const size of sizes) {
          await resize(heapcase, size)
          await settled(heapcase)
          expect.soft(await windowFaults(heapcase), `${view}, ${language}, ${size.name}`).toEqual([])
        }
      }
    })
})

test('at 200 % every view keeps what it is for in sight, and its tools within reach', async ({ heapcase }) => {
  await resize(heapcase, { name: '200 %', width: 720, height: 450, scale: 2 })
  await openSample(heapcase)
  /** Controls of the panes that lie outside of them where nothing scrolls, or below something else. */
  const outOfReach = (): Promise<string[]> =>
    heapcase.evaluate(() => {
      const scrolls = (element: Element): boolean => {
        for (let one = element.parentElement; one; one = one.parentElement) {
          const { overflowX, overflowY } = getComputedStyle(one)
          if (/auto|scroll/.test(overflowX) && one.scrollWidth > one.clientWidth) return true
          if (/auto|scroll/.test(overflowY) && one.scrollHeight > one.clientHeight) return true
        }
        return false
      }
      return [...document.querySelectorAll<HTMLElement>('.view button, .view input, .view select')]
        .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        .filter((one) => {
          const { left, top, width, height } = one.getBoundingClientRect()
          if (width === 0 || scrolls(one)) return false
          const hit = document.elementFromPoint(left + width / 2, top + height / 2)
          return !hit || !(one.contains(hit) || hit.contains(one) || one.closest('label')?.contains(hit))
        })
        .map((one) => one.dataset['testid'] ?? one.getAttribute('aria-label') ?? one.textContent ?? '')
    })
  const cutChoices = (): Promise<string[]> =>
    heapcase.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.segments.is-wrapping > button')]
        .filter((one) => one.scrollWidth > one.clientWidth)
        .map((one) => one.textContent?.trim() ?? ''),
    )
  for (const view of ['trace', 'sources', 'goroutines', 'series'] as const) {
    await show(heapcase, view)
    if (view === 'trace') {
      await heapcase.getByTestId('trace-tab-blocking').click()
      await expect(heapcase.getByTestId('trace-table').getByTestId('table-row').first()).toBeVisible()
    }
    expect.soft(await outOfReach(), view).toEqual([])
    expect.soft(await cutChoices(), view).toEqual([])
  }
  await show(heapcase, 'sources')
  const row = heapcase.getByTestId('sources-table').getByTestId('table-row').first()
  await row.click({ timeout: 5_000 })
})
