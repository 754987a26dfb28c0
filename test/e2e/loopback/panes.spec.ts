// Panes: opened, split, moved, closed, and found again, by pointer and without one.
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { CASE_VIEW_NAMES, SAMPLE_NAME } from '../../../shared/records/index.ts'
import { expect, test } from '../support/loopback.ts'
import { askLoopback, goTo, openSample, press, tabsOf, watchAnswers } from '../support/steps.ts'

const expectTabs = (page: Page, tabs: string): Promise<void> => expect.poll(() => tabsOf(page)).toBe(tabs)
const sample = (folder: string): string => join(folder, `${SAMPLE_NAME}.heapcase`)

test('a tab is split off, dragged to another group and back, closed and opened again', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'gcCycles')
  await goTo(heapcase, 'profile')
  await expectTabs(heapcase, 'overview gcCycles PROFILE')
  await heapcase.getByTestId('pane-split').click()
  await expectTabs(heapcase, 'overview gcCycles PROFILE | PROFILE')

  // Onto the other group's tabs, then onto the right edge of a pane.
  const [first, second] = [heapcase.getByRole('tablist').first(), heapcase.getByRole('tablist').nth(1)]
  await first.getByTestId('tab-gcCycles').dragTo(second.getByTestId('tab-profile'))
  await expect.poll(() => tabsOf(heapcase)).toMatch(/^overview PROFILE \| (GCCYCLES profile|profile GCCYCLES)$/)
  const pane = await heapcase.getByTestId('view-gcCycles').boundingBox()
  await second.getByTestId('tab-gcCycles').hover()
  await heapcase.mouse.down()
  await heapcase.mouse.move(pane!.x + pane!.width / 2, pane!.y + pane!.height / 2)
  await heapcase.mouse.move(pane!.x + pane!.width / 2, pane!.y + pane!.height - 12, { steps: 4 })
  await heapcase.mouse.up()
  await expectTabs(heapcase, 'overview PROFILE | PROFILE | GCCYCLES')

  await heapcase.getByTestId('tab-gcCycles').getByTestId('tab-close').click()
  await expectTabs(heapcase, 'overview PROFILE | PROFILE')
  await heapcase.getByTestId('pane-menu').first().click()
  await heapcase.getByTestId('menu-pane.reopen').click()
  await expectTabs(heapcase, 'overview profile GCCYCLES | PROFILE')
  await heapcase.getByTestId('tab-gcCycles').click({ button: 'middle' })
  await expectTabs(heapcase, 'overview PROFILE | PROFILE')
})

test('among more tabs than there is room for, the one in front is in sight', async ({ heapcase }) => {
  await openSample(heapcase)
  for (const view of [...CASE_VIEW_NAMES, 'sources', 'overview'] as const) {
    await goTo(heapcase, view)
    const isInSight = (): Promise<boolean> =>
      heapcase.getByTestId(`tab-${view}`).evaluate((tab) => {
        const [row, at] = [tab.closest('[role="tablist"]')?.getBoundingClientRect(), tab.getBoundingClientRect()]
        return row !== undefined && at.left >= row.left - 1 && at.right <= row.right + 1
      })
    await expect.poll(isInSight, view).toBe(true)
  }
})

test('everything is done with panes from the keyboard', async ({ heapcase }) => {
  await openSample(heapcase)
  await press(heapcase, 'g', 'c')
  await expectTabs(heapcase, 'overview GCCYCLES')
  await press(heapcase, 'Control+\\')
  await expectTabs(heapcase, 'overview GCCYCLES | GCCYCLES')
  await press(heapcase, 'g', 's')
  await press(heapcase, 'w', 'd')
  await expectTabs(heapcase, 'overview GCCYCLES | gcCycles SOURCES | SOURCES')
  await press(heapcase, 'Alt+Shift+PageDown')
  await expectTabs(heapcase, 'overview gcCycles SOURCES | gcCycles SOURCES')
  await press(heapcase, 'Alt+PageUp')
  await expectTabs(heapcase, 'overview GCCYCLES sources | gcCycles SOURCES')
  await press(heapcase, 'Alt+PageDown')
  const place = (): Promise<string | undefined> =>
    heapcase.evaluate(() => {
      const groups = [...document.querySelectorAll('.dv-groupview')]
      const at = groups.findIndex((group) => group.contains(document.activeElement))
      return `${at} ${document.activeElement?.getAttribute('role')}`
    })
  await press(heapcase, 'w', 'w')
  await expect.poll(place).toBe('1 tabpanel')
  // From where the focus is: `press` would take it away first.
  await heapcase.keyboard.press('Shift+F6')
  await expect.poll(place).toMatch(/^0 /)
  await heapcase.keyboard.press('F6')
  await expect.poll(place).toMatch(/^1 /)
  await press(heapcase, 'Alt+w')
  await expectTabs(heapcase, 'overview gcCycles SOURCES | GCCYCLES')

  // Filling the window, and back.
  await press(heapcase, 'Alt+m')
  await expect(heapcase.getByRole('tabpanel')).toHaveCount(1)
  await press(heapcase, 'Alt+m')
  await expect(heapcase.getByRole('tabpanel')).toHaveCount(2)

  // Larger by keys.
  const width = async (): Promise<number> => (await heapcase.getByTestId('view-gcCycles').boundingBox())?.width ?? 0
  const before = await width()
  await press(heapcase, 'Alt+=')
  await expect.poll(width).toBeGreaterThan(before + 32)

  // Inside the tabs: arrows go, Enter shows, Delete closes.
  await heapcase.getByRole('tab', { selected: true }).first().focus()
  await heapcase.keyboard.press('Home')
  await heapcase.keyboard.press('Enter')
  await expectTabs(heapcase, 'OVERVIEW gcCycles sources | GCCYCLES')
  await heapcase.keyboard.press('Delete')
  await expect.poll(() => tabsOf(heapcase)).toMatch(/^(GCCYCLES sources|gcCycles SOURCES) \| GCCYCLES$/)
  await press(heapcase, 'Alt+Shift+w')
  await expect.poll(() => tabsOf(heapcase)).toContain('OVERVIEW')

  // All of it is in the palette, by its name.
  await heapcase.keyboard.press('Control+K')
  await heapcase.getByTestId('palette-input').fill('Reset the layout')
  await heapcase.keyboard.press('Enter')
  await expectTabs(heapcase, 'OVERVIEW')
})

test('the arrangement comes back with the case after a restart, and is no edit', async ({ heapcase, shell }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'profile')
  await heapcase.getByTestId('profile-top').getByTestId('table-row').filter({ hasText: '(*Store).Put' }).click()
  await heapcase.getByTestId('profile-show-table').click()
  await heapcase.getByTestId('rail-gcCycles').click({ modifiers: ['ControlOrMeta'] })
  await expectTabs(heapcase, 'overview PROFILE | GCCYCLES')
  await heapcase.getByTestId('inspector-edge').focus()
  for (let presses = 0; presses < 4; presses++) await heapcase.keyboard.press('ArrowLeft')
  await heapcase.getByTestId('tab-profile').click()
  const undo = await heapcase.getByTestId('tool-edit.undo').isDisabled()
  // A reload first, then a new shell with a new page.
  await heapcase.reload()
  await expectTabs(heapcase, 'overview PROFILE | GCCYCLES')
  await expect(heapcase.getByTestId('profile-function-name')).toContainText('(*Store).Put')

  // Away from the page before its shell ends: it would miss it.
  await heapcase.waitForTimeout(1000)
  await heapcase.goto('about:blank')
  await heapcase.goto(await shell.restart())
  await expect(heapcase.getByTestId('home')).toBeVisible()
  const answered = watchAnswers(heapcase)
  await heapcase.getByTestId('recent-case').first().click()
  await expectTabs(heapcase, 'overview PROFILE | GCCYCLES')
  await expect(heapcase.getByTestId('profile-function-name')).toContainText('(*Store).Put')
  await expect(heapcase.getByTestId('profile-show-table')).toHaveAttribute('aria-checked', 'true')
  expect(await heapcase.getByTestId('inspector').evaluate((element) => element.clientWidth)).toBeGreaterThan(350)
  expect([undo, await heapcase.getByTestId('tool-edit.undo').isDisabled()]).toEqual([true, true])

  // The case is closed behind the window's back: what its panes have asked for must have come.
  await answered()
  await askLoopback(heapcase, 'case.close', {
    handle: await heapcase.evaluate(
      () => (JSON.parse(sessionStorage.getItem('heapcase.openCase') ?? '{}') as { handle: never }).handle,
    ),
  })
  const kept = CaseFile.open(sample(shell.documents), { mode: 'readOnly' })
  expect(kept.layout.get()).toMatchObject({ version: 1, direction: 'row' })
  expect(kept.audit.list(0, 100).map(({ action }) => action)).not.toContain('layout.set')
  kept.close()
})

test('two panes of one view keep two profiles, and one of them follows', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'profile')
  await heapcase.getByTestId('pane-split').click()
  const panes = heapcase.getByTestId('view-profile')
  await expect(panes).toHaveCount(2)
  const select = panes.nth(1).getByTestId('profile-select')
  const before = await panes.nth(0).getByTestId('profile-select').inputValue()
  const other = await select.evaluate((element: HTMLSelectElement) => element.options[0]!.value)
  expect(other).not.toBe(before)
  await select.selectOption(other)
  await expect(select).toHaveValue(other)
  await expect(panes.nth(0).getByTestId('profile-select')).toHaveValue(before)
  await expect
    .poll(() => heapcase.getByRole('tab').allTextContents())
    .toContainEqual(expect.stringContaining('Profiles: '))
  // The one that is clicked has the selection: the inspector and the address are about it.
  await panes.nth(0).getByTestId('profile-top').getByTestId('table-row').first().click()
  await expect(select).toHaveValue(other)
  await heapcase.reload()
  await expect(panes.nth(1).getByTestId('profile-select')).toHaveValue(other)
  await expect(panes.nth(0).getByTestId('profile-select')).toHaveValue(before)
})

test('tabs do not move when views with and without the time strip are shown', async ({ heapcase }) => {
  await heapcase.setViewportSize({ width: 1440, height: 900 })
  await openSample(heapcase)
  await goTo(heapcase, 'sources')
  await goTo(heapcase, 'overview')
  const tab = heapcase.getByTestId('tab-sources')
  const before = await tab.boundingBox()
  await expect(heapcase.getByTestId('time-strip')).toBeVisible()
  await tab.click()
  await expect(heapcase.getByTestId('view-sources')).toBeVisible()
  await expect(heapcase.getByTestId('time-strip')).toBeHidden()
  expect(await tab.boundingBox()).toMatchObject({ x: before!.x, y: before!.y })
})
