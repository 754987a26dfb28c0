// Every view with the sample case, in every theme and language. One case and one page for all of them: looks change as they do for
// people, by the palette.
import type { Page } from '@playwright/test'
import { VIEW_NAMES, type ViewName } from '../../../shared/records/index.ts'
import { atRest, watchAnswers } from '../support/steps.ts'
import { FIXED_MS } from './fixedMs.ts'
import { expect, expectPicture, openPage, steady, test } from './harness.ts'
import type { RunningShell } from '../../support/loopbackShell.ts'
import { startViewsShell } from './viewsShell.ts'

const THEMES = ['light', 'dark', 'contrast'] as const
const LANGUAGES = ['en', 'zh-CN'] as const

/** What no two cases have in common, the head of the custody log. Its place stays. */
const MASKED = `[data-testid="report-paper"] .front > :last-child dd { visibility: hidden !important; }`

let shell: RunningShell
let page: Page

let allAnswered: () => Promise<void>

test.beforeAll(async ({ browser }) => {
  shell = await startViewsShell()
  page = await openPage(browser, { width: 1280, height: 800 })
  await page.clock.setFixedTime(FIXED_MS)
  await page.goto(shell.link)
  await steady(page)
  await page.addStyleTag({ content: MASKED })
  // Parts of a view load without saying so.
  allAnswered = watchAnswers(page, { quietMs: 60, streamMs: 3000 })
  await page.getByTestId('home-sample').click()
  await expect(page.getByTestId('overview-finding').first()).toBeVisible({ timeout: 90_000 })
  await annotate()
  // Each view has its tab then, whichever test is the first of this page.
  for (const view of VIEW_NAMES) await show(view)
})
test.afterAll(async () => {
  await page.close()
  await shell.close()
})

/** Two notes: a list of them has something to show, and charts have marks. */
async function annotate(): Promise<void> {
  await show('gcCycles')
  for (const [keys, text] of [
    [['Home', 'Shift+ArrowRight', 'Shift+ArrowRight'], 'Deploy of **v2** #deploy'],
    [['End'], 'The last cycle before the restart'],
  ] as const) {
    await page.getByTestId('gc-charts').focus()
    for (const key of keys) await page.keyboard.press(key)
    await page.keyboard.press('a')
    await page.getByTestId('annotation-text').fill(text)
    await page.keyboard.press('Control+Enter')
    await expect(page.getByTestId('annotation-editor')).toHaveCount(0)
  }
}

/** Runs a command by its id, which the palette finds in both languages. */
async function command(id: string): Promise<void> {
  await page.keyboard.press('Control+K')
  await page.getByTestId('palette-input').fill(id)
  await page.getByTestId('palette-command').first().click()
  await expect(page.getByTestId('palette')).toHaveCount(0)
}

async function wear(theme: (typeof THEMES)[number], language: (typeof LANGUAGES)[number]): Promise<void> {
  const root = page.locator('html')
  if ((await root.getAttribute('lang')) !== language) await command('window.language')
  await expect(root).toHaveAttribute('lang', language)
  const isWorn = (): Promise<boolean> =>
    page.evaluate((wanted) => {
      const { theme: worn, contrast } = document.documentElement.dataset
      return wanted === 'contrast' ? contrast === 'more' : worn === wanted && contrast === undefined
    }, theme)
  if (!(await isWorn())) await command(`window.theme.${theme}`)
  await expect.poll(isWorn).toBe(true)
}

async function show(view: ViewName): Promise<void> {
  await page.evaluate((name) => (location.hash = `#/${name}`), view)
  await expect(page.getByTestId(`view-${view}`)).toBeVisible()
  await atRest(page)
  await allAnswered()
}

for (const theme of THEMES)
  for (const language of LANGUAGES)
    test(`views: ${theme}, ${language}`, async () => {
      await wear(theme, language)
      for (const view of VIEW_NAMES) {
        await show(view)
        await expectPicture(page, `views/${view}.${theme}.${language}`)
      }
    })
