// Every shared part in every state, in every theme, density and language.
import type { Page } from '@playwright/test'
import { expectPicture, goTo, openPage, test, wear } from './harness.ts'
import { serveGallery } from './galleryServer.ts'
import { ALL_LOOKS, lookName, type Look } from './looks.ts'

const PAGES: Readonly<Record<string, number>> = {
  colours: 560,
  text: 900,
  controls: 620,
  marks: 420,
  states: 780,
  messages: 340,
  dialog: 460,
  table: 700,
  tableStates: 900,
  search: 440,
  charts: 440,
  chartStates: 600,
  stack: 420,
}

/** States that are opened by hand: menus, completion, focus. In the looks where they differ by more than their words. */
const STEPS: Readonly<Record<string, { page: keyof typeof PAGES; act: (page: Page) => Promise<void> }>> = {
  'button.focus': {
    page: 'controls',
    act: async (page) => {
      await page.getByTestId('plain-button').focus()
      await page.keyboard.press('Tab')
    },
  },
  'menu.open': { page: 'controls', act: (page) => page.locator('[aria-haspopup="menu"]').first().click() },
  'about.open': { page: 'controls', act: (page) => page.getByTestId('what-is-this').click() },
  'history.open': { page: 'messages', act: (page) => page.getByTestId('toast-history').click() },
  'table.columns': { page: 'table', act: (page) => page.getByTestId('column-chooser').click() },
  'table.columnMenu': {
    page: 'table',
    act: (page) => page.locator('[data-head="bytes"]').first().click({ button: 'right' }),
  },
  'table.cellMenu': {
    page: 'table',
    act: (page) =>
      page
        .getByTestId('plain-table')
        .getByTestId('table-row')
        .nth(2)
        .click({ button: 'right', position: { x: 40, y: 8 } }),
  },
  'table.cursor': {
    page: 'table',
    act: async (page) => {
      await page.getByTestId('plain-table').getByTestId('table-row').nth(1).click()
      await page.getByTestId('plain-table').getByRole('grid').focus()
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key)
    },
  },
  'table.range': {
    page: 'table',
    act: async (page) => {
      await page.getByTestId('plain-table').getByTestId('table-row').nth(1).click()
      await page
        .getByTestId('plain-table')
        .getByTestId('table-row')
        .nth(4)
        .click({ modifiers: ['Shift'] })
    },
  },
  'search.completion': {
    page: 'search',
    act: async (page) => {
      await page.getByTestId('search-empty').click()
      await page.keyboard.type('ki')
      await page.keyboard.press('ArrowDown')
    },
  },
  'search.fault': {
    page: 'search',
    act: (page) =>
      page
        .getByTestId('search-faulty')
        .click()
        .then(() => page.keyboard.type('x')),
  },
  'chart.readout': { page: 'charts', act: (page) => page.getByTestId('lines').hover({ position: { x: 240, y: 70 } }) },
  'chart.keyboard': {
    page: 'charts',
    act: async (page) => {
      await page.getByTestId('lines-area').focus()
      for (const key of ['Home', 'ArrowRight', 'Shift+End']) await page.keyboard.press(key)
    },
  },
  'chart.hidden': { page: 'charts', act: (page) => page.getByTestId('chart-label').first().click() },
  'chart.table': {
    page: 'charts',
    act: async (page) => {
      await page.getByTestId('lines').hover()
      await page.getByTestId('lines').locator('[aria-haspopup="menu"]').click()
      await page.getByRole('menuitem').first().click()
    },
  },
  'stack.hover': { page: 'stack', act: (page) => page.getByTestId('stack-frame').nth(2).hover() },
}
const STEP_LOOKS: readonly Look[] = [
  { theme: 'light', density: 'compact', language: 'en' },
  { theme: 'dark', density: 'compact', language: 'zh-CN' },
  { theme: 'contrast', density: 'comfortable', language: 'en' },
]

let gallery: Awaited<ReturnType<typeof serveGallery>>
test.beforeAll(async () => (gallery = await serveGallery()))
test.afterAll(() => gallery.close())

const addressOf = (page: string, { theme, density, language }: Look): string =>
  `${gallery.address}?${new URLSearchParams({ page, theme: theme === 'forced' ? 'light' : theme, density, language }).toString()}`

async function show(page: Page, name: string, look: Look): Promise<void> {
  await goTo(page, addressOf(name, look), look)
  await page.locator(`[data-page="${name}"]`).waitFor()
}

/** Another look of the page that is shown, without loading it again: that takes as long as ten pictures. */
async function turn(page: Page, name: string, look: Look): Promise<void> {
  const { search } = new URL(addressOf(name, look))
  await wear(page, look)
  await page.evaluate((address) => {
    history.replaceState(null, '', address)
    window.dispatchEvent(new PopStateEvent('popstate'))
  }, search)
  await page.waitForFunction((address) => document.documentElement.dataset['shows'] === address, search)
}

for (const [name, height] of Object.entries(PAGES))
  test(`gallery: ${name}`, async ({ browser }) => {
    const page = await openPage(browser, { width: 960, height, servesFonts: true })
    for (const [index, look] of ALL_LOOKS.entries()) {
      await (index === 0 ? show : turn)(page, name, look)
      await expectPicture(page, `gallery/${name}.${lookName(look)}`)
    }
    await page.close()
  })

for (const [name, { page: shown, act }] of Object.entries(STEPS))
  test(`gallery: ${name}`, async ({ browser }) => {
    const page = await openPage(browser, { width: 960, height: PAGES[shown] ?? 600, servesFonts: true })
    for (const look of STEP_LOOKS) {
      await page.mouse.move(1, 1)
      await show(page, shown, look)
      await act(page)
      await expectPicture(page, `gallery/${name}.${lookName(look)}`)
    }
    await page.close()
  })
