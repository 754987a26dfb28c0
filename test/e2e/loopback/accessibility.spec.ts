// Every view in every theme, held against axe's rules: nothing serious or critical. And what axe cannot see: the keyboard reaches
// everything, the focus is seen and never lost, headings and landmarks have their order, motion and forced colours are honoured.
import { CASE_VIEW_NAMES } from '../../../shared/records/index.ts'
import { axeFaults } from '../support/axe.ts'
import { expect, test } from '../support/loopback.ts'
import { outlineFaults, unreachable } from '../support/reach.ts'
import { goTo, openSample, show } from '../support/steps.ts'

const VIEWS = [...CASE_VIEW_NAMES, 'help'] as const
/** As the longest view: axe loses its way in tables that reach below the window, and skips the colours of the whole view. */
const TALL = { width: 1280, height: 1600 }
/** What the system asks for, what the window wears then, and whether all rules are asked: but for colours, the themes are the same. */
const THEMES = [
  { name: 'light', colorScheme: 'light', contrast: 'no-preference', worn: { theme: 'light' }, onlyColours: false },
  { name: 'dark', colorScheme: 'dark', contrast: 'no-preference', worn: { theme: 'dark' }, onlyColours: true },
  { name: 'contrast', colorScheme: 'light', contrast: 'more', worn: { contrast: 'more' }, onlyColours: true },
] as const

test('every view is accessible in every theme', async ({ heapcase }) => {
  test.setTimeout(300_000)
  await heapcase.emulateMedia({ reducedMotion: 'reduce' })
  await heapcase.setViewportSize(TALL)
  const expectAccessible = async (view: string): Promise<void> => {
    for (const { name, colorScheme, contrast, worn, onlyColours } of THEMES) {
      await heapcase.emulateMedia({ colorScheme, contrast })
      await expect.poll(() => heapcase.evaluate(() => ({ ...document.documentElement.dataset }))).toMatchObject(worn)
      expect.soft(await axeFaults(heapcase, { onlyColours }), `${view}, ${name}`).toEqual([])
    }
  }
  await expectAccessible('home')
  await openSample(heapcase)
  await goTo(heapcase, 'findings')
  await heapcase.getByTestId('annotate-finding').first().click()
  await heapcase.getByTestId('annotation-text').fill('Begins with `v2.9.0`.')
  await heapcase.getByTestId('annotation-tags').fill('release')
  await heapcase.getByTestId('annotation-save').click()
  for (const view of VIEWS) {
    await show(heapcase, view)
    await expectAccessible(view)
  }
})

test('dialogs, palette, settings and menus are accessible', async ({ heapcase }) => {
  await heapcase.setViewportSize(TALL)
  await heapcase.getByTestId('template-memoryGrows').click()
  await expect(heapcase.getByTestId('template-dialog')).toBeVisible()
  expect.soft(await axeFaults(heapcase), 'template').toEqual([])
  await heapcase.keyboard.press('Escape')
  await openSample(heapcase)
  await heapcase.keyboard.press('Control+K')
  await expect(heapcase.getByRole('dialog')).toBeVisible()
  expect.soft(await axeFaults(heapcase), 'palette').toEqual([])
  await heapcase.keyboard.press('Escape')
  await heapcase.keyboard.press('Control+,')
  await expect(heapcase.getByRole('dialog')).toBeVisible()
  expect.soft(await axeFaults(heapcase), 'settings').toEqual([])
  await heapcase.getByTestId('settings-page-keyboard').click()
  await heapcase.getByTestId('keyboard-add').first().click()
  await expect(heapcase.getByTestId('keyboard-record')).toBeFocused()
  await heapcase.keyboard.press('Control+O')
  await expect(heapcase.getByTestId('keyboard-conflict')).toBeVisible()
  expect.soft(await axeFaults(heapcase), 'keyboard settings').toEqual([])
  await heapcase.keyboard.press('Escape')
  await heapcase.keyboard.press('Escape')
  await expect(heapcase.getByRole('dialog')).toHaveCount(0)
  await heapcase.keyboard.press('?')
  await expect(heapcase.getByTestId('shortcuts')).toBeVisible()
  expect.soft(await axeFaults(heapcase), 'shortcuts').toEqual([])
  await heapcase.keyboard.press('Escape')
  await goTo(heapcase, 'findings')
  await heapcase.getByTestId('annotate-finding').first().click()
  await expect(heapcase.getByTestId('annotation-text')).toBeVisible()
  expect.soft(await axeFaults(heapcase), 'annotation').toEqual([])
  await heapcase.keyboard.press('Escape')
  await heapcase.keyboard.press('Control+K')
  await heapcase.keyboard.type('tour')
  await heapcase.keyboard.press('Enter')
  await expect(heapcase.getByTestId('tour')).toBeVisible()
  await expect(heapcase.getByTestId('tour-spot')).toBeVisible()
  expect.soft(await axeFaults(heapcase), 'tour').toEqual([])
})

test('Tab reaches every control of every view, and headings and landmarks have their order', async ({ heapcase }) => {
  test.setTimeout(300_000)
  await show(heapcase, 'home')
  expect.soft(await unreachable(heapcase), 'home').toEqual([])
  expect.soft(await outlineFaults(heapcase), 'home').toEqual([])
  await openSample(heapcase)
  for (const view of VIEWS) {
    await show(heapcase, view)
    expect.soft(await unreachable(heapcase), view).toEqual([])
    expect.soft(await outlineFaults(heapcase), view).toEqual([])
  }
})

test('the focus is never lost: dialogs, menus, closed parts and views give it back', async ({ heapcase }) => {
  await openSample(heapcase)
  const hasFocus = (): Promise<boolean> =>
    heapcase.evaluate(() => document.activeElement !== null && document.activeElement !== document.body)
  for (const [open, close] of [
    ['Control+K', 'Escape'],
    ['Control+,', 'Escape'],
    ['?', 'Escape'],
    ['g j', 'Escape'],
  ] as const) {
    await heapcase.getByTestId('rail-sources').focus()
    for (const key of open.split(' ')) await heapcase.keyboard.press(key)
    await heapcase.keyboard.press(close)
    await expect(heapcase.getByRole('dialog')).toHaveCount(0)
    await expect(heapcase.getByTestId('rail-sources'), open).toBeFocused()
  }
  // A command of the palette that changes the view: the focus does not fall out of the window.
  await heapcase.getByTestId('overview-finding').first().focus()
  await heapcase.keyboard.press('Control+K')
  await heapcase.keyboard.type('gc cycles')
  await heapcase.keyboard.press('Enter')
  await expect(heapcase.getByTestId('view-gcCycles')).toBeVisible()
  await expect.poll(hasFocus).toBe(true)
  // Closing the inspector while it has the focus.
  await heapcase.getByTestId('inspector').locator('button, a, [tabindex="0"]').first().focus()
  await heapcase.keyboard.press('Control+B')
  await expect(heapcase.getByTestId('inspector')).toHaveCount(0)
  await expect.poll(hasFocus).toBe(true)
})

test('skip links and F6 lead past the bars', async ({ heapcase }) => {
  await openSample(heapcase)
  await heapcase.reload()
  await expect(heapcase.getByTestId('view-overview')).toBeVisible()
  await heapcase.keyboard.press('Tab')
  await expect(heapcase.getByTestId('skip-main')).toBeFocused()
  await expect(heapcase.getByTestId('skip-main')).toBeInViewport()
  await heapcase.keyboard.press('Enter')
  expect(await heapcase.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true)
  const parts = new Set<string>()
  for (let presses = 0; presses < 8; presses++) {
    await heapcase.keyboard.press('F6')
    parts.add(await heapcase.evaluate(() => document.activeElement?.closest('[data-region]')?.className ?? ''))
  }
  expect(parts.size).toBeGreaterThanOrEqual(4)
})

test('reduced motion moves nothing, forced colours keep the focus and every control in sight', async ({ heapcase }) => {
  test.setTimeout(240_000)
  await openSample(heapcase)
  await heapcase.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' })
  for (const view of VIEWS) {
    await show(heapcase, view)
    const moving = await heapcase.evaluate(() =>
      [...document.querySelectorAll('*')]
        .filter((element) => {
          const { transitionDuration, animationDuration, animationName } = getComputedStyle(element)
          const isLong = (text: string): boolean => text.split(',').some((one) => Number.parseFloat(one) > 0.01)
          return isLong(transitionDuration) || (animationName !== 'none' && isLong(animationDuration))
        })
        .map((element) => `${element.tagName} ${element.className}`),
    )
    expect.soft(moving, `${view} moves`).toEqual([])
    await heapcase.keyboard.press('F6')
    for (let presses = 0; presses < 12; presses++) {
      await heapcase.keyboard.press('Tab')
      const outline = await heapcase.evaluate(() => {
        const element = document.activeElement
        return element && element !== document.body ? getComputedStyle(element).outlineStyle : 'solid'
      })
      expect.soft(outline, `${view}, the outline of the focus after ${presses + 1} Tabs`).not.toBe('none')
    }
    // Selected things are told by more than a background, which forced colours take away.
    const selected = heapcase.locator('[aria-selected="true"], [aria-current="page"], [aria-checked="true"]')
    for (const element of await selected.all()) {
      const isTold = await element.evaluate((one) => {
        const { outlineStyle, borderStyle, forcedColorAdjust, fontWeight, backgroundColor } = getComputedStyle(one)
        return (
          outlineStyle !== 'none' ||
          borderStyle !== 'none' ||
          forcedColorAdjust === 'none' ||
          Number(fontWeight) >= 500 ||
          backgroundColor !== 'rgba(0, 0, 0, 0)'
        )
      })
      expect
        .soft(isTold, `${view}: a selected ${await element.evaluate((one) => one.outerHTML.slice(0, 90))}`)
        .toBe(true)
    }
  }
})
