// What people do in the window, with the pointer and the keys of the browser: views, tables, filters, charts, the palette.
import type { Locator, Page } from 'playwright-core'
import { CASE_VIEW_NAMES } from '../../shared/records/index.ts'

const PACE_MS = 60

/** Until nothing loads; the next input comes as soon as people could give it. */
export async function rest(page: Page): Promise<void> {
  await page.waitForTimeout(PACE_MS)
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"], .stale, .loading') === null)
}

export async function openView(page: Page, view: string): Promise<void> {
  await page.getByTestId(`rail-${view}`).click()
  await page.getByTestId(`view-${view}`).waitFor()
  await rest(page)
}

async function type(page: Page, field: Locator, text: string): Promise<void> {
  await field.click()
  for (const key of [...text, 'Escape']) {
    await page.keyboard.press(key)
    await page.waitForTimeout(PACE_MS)
  }
  await field.fill('')
  await rest(page)
}

async function keys(page: Page, ...pressed: string[]): Promise<void> {
  for (const key of pressed) {
    await page.keyboard.press(key)
    await page.waitForTimeout(PACE_MS)
  }
  await rest(page)
}

/** Moves over the middle of an element from left to right, with the button down where `isDrag`. */
async function sweep(page: Page, over: Locator, { isDrag = false }: { isDrag?: boolean } = {}): Promise<void> {
  const box = await over.boundingBox()
  if (!box) throw new Error('there is nothing to move over')
  const y = box.y + Math.min(box.height / 2, 90)
  const at = (share: number): number => box.x + box.width * (0.15 + 0.6 * share)
  await page.mouse.move(at(0), y)
  if (isDrag) await page.mouse.down()
  for (let step = 1; step <= 30; step++) {
    await page.mouse.move(at(step / 30), y)
    await page.waitForTimeout(16)
  }
  if (isDrag) await page.mouse.up()
  await rest(page)
}

async function sort(page: Page, table: string, columns: number): Promise<void> {
  const heads = page.getByTestId(table).getByTestId('table-head').locator('[data-head]')
  const count = Math.min(columns, await heads.count())
  for (let column = 0; column < count; column++)
    for (let click = 0; click < 2; click++) {
      await heads.nth(column).click({ position: { x: 8, y: 8 } })
      await rest(page)
    }
}

/** The steps for a case that has GC cycles and profiles; each goes where it works by itself. */
export function stepsOf(page: Page): Record<string, () => Promise<void>> {
  const visit = async (): Promise<void> => {
    for (const view of CASE_VIEW_NAMES) await openView(page, view)
  }
  return {
    'each view for the first time': visit,
    'each view again': visit,
    'palette by keys': async () => {
      await keys(page, 'Control+K', ...'memory', 'ArrowDown', 'ArrowDown', 'Escape')
    },
    'views by keys': () => keys(page, 'Alt+ArrowLeft', 'Alt+ArrowLeft', 'Alt+ArrowRight', 'F6', 'F6', 'Shift+F6'),
    'GC: sorting': async () => {
      await openView(page, 'gcCycles')
      await sort(page, 'gc-table', 4)
    },
    'GC: filter': () => type(page, page.getByTestId('gc-table').getByTestId('table-search').first(), 'live>20'),
    'GC: rows by keys': async () => {
      await page.getByTestId('gc-table').getByTestId('table-row').first().click()
      await rest(page)
      await keys(page, ...Array<string>(8).fill('ArrowDown'), 'PageDown', 'PageDown', 'End', 'Home')
    },
    'GC: hover over the charts': () => sweep(page, page.getByTestId('gc-charts')),
    'GC: brush over the charts': () => sweep(page, page.getByTestId('gc-charts'), { isDrag: true }),
    'GC: zoom and back': async () => {
      for (let press = 0; press < 2; press++) {
        await page.getByTestId('gc-zoom').click()
        await rest(page)
      }
      for (const by of ['number', 'x']) {
        await page.getByTestId(by === 'x' ? 'gc-by-time' : 'gc-by-cycle').click()
        await rest(page)
      }
      await page.getByTestId('show-all').click()
      await rest(page)
    },
    'strip: brush': () => sweep(page, page.getByTestId('time-strip'), { isDrag: true }),
    'strip: show all': async () => {
      await page.getByTestId('show-all').click()
      await rest(page)
    },
    'profile: sorting': async () => {
      await openView(page, 'profile')
      await sort(page, 'profile-top', 3)
    },
    'profile: filter': () => type(page, page.getByTestId('profile-search'), 'put'),
    'profile: hover over the flame graph': () => sweep(page, page.getByTestId('flame')),
    'profile: functions': async () => {
      for (let row = 0; row < 4; row++) {
        await page.getByTestId('profile-top').getByTestId('table-row').nth(row).click()
        await rest(page)
      }
    },
    'series: drawing': async () => {
      await openView(page, 'series')
      const rows = page.getByTestId('view-series').getByTestId('table-row')
      for (let row = 0; row < Math.min(4, await rows.count()); row++) {
        await rows.nth(row).click()
        await rest(page)
      }
    },
    'findings: one after the other': async () => {
      await openView(page, 'findings')
      const entries = page.getByTestId('finding-entry')
      for (let entry = 0; entry < Math.min(6, await entries.count()); entry++) {
        await entries.nth(entry).click()
        await rest(page)
      }
    },
    'theme, density, language': async () => {
      for (const id of [
        'window.theme.dark',
        'window.density',
        'window.language',
        'window.language',
        'window.density',
        'window.theme.light',
      ]) {
        await page.keyboard.press('Control+K')
        await page.getByTestId('palette-input').fill(id)
        await page.getByTestId('palette-command').first().click()
        await rest(page)
      }
    },
  }
}
