// The way back: steps where somebody stayed, over panes, through a reload; and the breadcrumbs that say where that is.
import type { Page } from '@playwright/test'
import { expect, test } from '../support/loopback.ts'
import { goTo, openSample, press, tabsOf } from '../support/steps.ts'

const crumbs = (page: Page): Promise<string[]> => page.getByTestId('crumbs').getByRole('listitem').allInnerTexts()
const expectCrumbs = (page: Page, ...parts: string[]): Promise<void> =>
  expect
    .poll(async () => (await crumbs(page)).map((part) => part.replace(/^›\s*/, '').trim()))
    .toEqual(parts.map((part) => expect.stringContaining(part) as unknown as string))

test('breadcrumbs say where one is, and lead back; so do buttons, keys and the mouse', async ({ heapcase }) => {
  await openSample(heapcase)
  const [back, forward] = [heapcase.getByTestId('tool-window.back'), heapcase.getByTestId('tool-window.forward')]
  await goTo(heapcase, 'findings')
  await heapcase.getByTestId('evidence-link').first().getByRole('link').click()
  await expect(heapcase.getByTestId('view-profile')).toBeVisible()
  await expectCrumbs(heapcase, 'Profiles', 'heap-', 'session.(*Store).Put')

  await heapcase.getByTestId('crumb').nth(1).click()
  await expectCrumbs(heapcase, 'Profiles', 'heap-')
  await back.click()
  await expectCrumbs(heapcase, 'Profiles', 'heap-', 'session.(*Store).Put')
  await press(heapcase, 'Alt+ArrowLeft')
  await expect(heapcase.getByTestId('view-findings')).toBeVisible()
  await expect(forward).toBeEnabled()
  await press(heapcase, 'Alt+ArrowRight')
  await expect(heapcase.getByTestId('view-profile')).toBeVisible()
  const side = (button: number): Promise<void> =>
    heapcase.evaluate((which) => {
      window.dispatchEvent(new MouseEvent('mouseup', { button: which, bubbles: true, cancelable: true }))
    }, button)
  await side(3)
  await expect(heapcase.getByTestId('view-findings')).toBeVisible()
  await side(4)
  await expectCrumbs(heapcase, 'Profiles', 'heap-', 'session.(*Store).Put')
})

test('a brush and keys held down in a table are one step each', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'gcCycles')
  const rows = heapcase.getByTestId('gc-table').getByTestId('table-row')
  await expect(rows.first()).toBeVisible()
  await rows.first().click()
  const length = await heapcase.evaluate(() => history.length)
  for (let presses = 0; presses < 12; presses++) await heapcase.keyboard.press('ArrowDown')
  await expectCrumbs(heapcase, 'GC cycles', 'checkout.log', 'gc 13')
  await heapcase.getByTestId('time-strip').getByTestId('brush-area').focus()
  for (let presses = 0; presses < 12; presses++) await heapcase.keyboard.press('Shift+ArrowRight')
  await expect(heapcase.getByTestId('show-all')).toBeVisible()
  expect((await heapcase.evaluate(() => history.length)) - length).toBeLessThanOrEqual(3)
})

test('steps lead over panes and survive a reload', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'gcCycles')
  await heapcase.getByTestId('rail-profile').click({ modifiers: ['ControlOrMeta'] })
  await expect.poll(() => tabsOf(heapcase)).toBe('overview GCCYCLES | PROFILE')
  await heapcase.getByTestId('tab-gcCycles').click()
  await expectCrumbs(heapcase, 'GC cycles')
  await heapcase.getByTestId('tab-overview').click()
  await expectCrumbs(heapcase, 'Overview')
  // The address follows the selection; a reload opens what it says.
  await expect.poll(() => new URL(heapcase.url()).hash).toMatch(/^#\/overview/)
  await heapcase.reload()
  await expect.poll(() => tabsOf(heapcase)).toBe('OVERVIEW gcCycles | PROFILE')
  await press(heapcase, 'Alt+ArrowLeft')
  await expect.poll(() => tabsOf(heapcase)).toBe('overview GCCYCLES | PROFILE')
  await press(heapcase, 'Alt+ArrowLeft')
  await expectCrumbs(heapcase, 'Profiles')
  await expect(heapcase.getByTestId('rail-profile')).toHaveAttribute('aria-current', 'page')
  await press(heapcase, 'Alt+ArrowRight')
  await expectCrumbs(heapcase, 'GC cycles')
  expect(await tabsOf(heapcase)).toBe('overview GCCYCLES | PROFILE')
})

test('a link opens all of a place: view, subject, range, instants and how the view is set up', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'profile')
  await heapcase.getByTestId('profile-show-table').click()
  await heapcase.getByTestId('profile-search').fill('Store')
  await heapcase.getByTestId('profile-top').getByTestId('table-row').first().click()
  await press(heapcase, 'i', 'b')
  await expect(heapcase.getByTestId('instant-b')).toBeVisible()
  const hash = (): string => new URL(heapcase.url()).hash
  await expect.poll(hash).toMatch(/[?&]b=/)
  const address = hash()
  await goTo(heapcase, 'overview')
  await heapcase.getByTestId('instant-b').press('Delete')
  await heapcase.keyboard.press('Control+K')
  await heapcase.getByTestId('palette-input').fill(address)
  await heapcase.keyboard.press('Enter')
  await expect(heapcase.getByTestId('profile-search')).toHaveValue('Store')
  await expect(heapcase.getByTestId('profile-show-table')).toHaveAttribute('aria-checked', 'true')
  await expect(heapcase.getByTestId('instant-b')).toBeVisible()
  await expectCrumbs(heapcase, 'Profiles', 'session.(*Store).Put')
})
