// Commands by their keys, by the palette and by input methods; people's own keys; the help.
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/loopback.ts'
import { askLoopback, openSample, show } from '../support/steps.ts'

const palette = async (page: Page, text: string): Promise<void> => {
  await page.getByTestId('open-palette').click()
  await page.getByTestId('palette-input').fill(text)
}
const options = (page: Page): ReturnType<Page['getByRole']> => page.getByTestId('palette').getByRole('option')

test('an input method composes without running a command', async ({ heapcase }) => {
  await openSample(heapcase)
  const session = await heapcase.context().newCDPSession(heapcase)
  const key = async (text: string, code: string, composing: boolean): Promise<void> => {
    const common = composing
      ? { key: 'Process', windowsVirtualKeyCode: 229 }
      : { key: text, windowsVirtualKeyCode: text.toUpperCase().charCodeAt(0) }
    await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', code, ...common })
    await session.send('Input.dispatchKeyEvent', { type: 'keyUp', code, ...common })
  }

  // Outside a field: the keys of a composition are no keys of a command.
  await heapcase.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await key('g', 'KeyG', true)
  await key('r', 'KeyR', true)
  await expect(heapcase.getByTestId('view-overview')).toBeVisible()
  await key('g', 'KeyG', false)
  await key('r', 'KeyR', false)
  await expect(heapcase.getByTestId('view-report')).toBeVisible()

  // In the palette: Enter takes the composition over, the arrows move in the list of candidates.
  await palette(heapcase, '')
  await session.send('Input.imeSetComposition', { text: 'dao', selectionStart: 3, selectionEnd: 3 })
  await expect(heapcase.getByTestId('palette-input')).toHaveValue('dao')
  const chosen = await heapcase.locator('[role=option][aria-selected=true]').textContent()
  await key('ArrowDown', 'ArrowDown', true)
  await key('Enter', 'Enter', true)
  await expect(heapcase.getByTestId('palette')).toBeVisible()
  expect(await heapcase.locator('[role=option][aria-selected=true]').textContent()).toBe(chosen)
  await session.send('Input.insertText', { text: '导出' })
  await expect(heapcase.getByTestId('palette-input')).toHaveValue('导出')
  // The Chinese words find the command of the English window.
  await expect(options(heapcase).first()).toContainText('Export report as PDF…')
})

test('the palette finds everything, narrows by a prefix, and remembers', async ({ heapcase }) => {
  await openSample(heapcase)
  await palette(heapcase, 'put')
  await expect(heapcase.getByTestId('palette-function').filter({ hasText: 'session.(*Store).Put' })).toBeVisible()
  const input = heapcase.getByTestId('palette-input')
  await expect(input).toHaveAttribute('aria-activedescendant', 'palette-0')
  await heapcase.keyboard.press('ArrowDown')
  await expect(input).toHaveAttribute('aria-activedescendant', 'palette-1')

  await input.fill('@store put')
  await heapcase.keyboard.press('Enter')
  await expect(heapcase.getByTestId('view-profile')).toBeVisible()
  await expect(heapcase.getByTestId('profile-function-name')).toContainText('session.(*Store).Put')

  await palette(heapcase, '#limit')
  await expect(options(heapcase).first()).toContainText('memory limit')
  await heapcase.keyboard.press('Enter')
  await expect(heapcase.getByTestId('finding-claim')).toContainText('memory limit')

  // The prefix is a key, too; a time of day zooms every view.
  await heapcase.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await heapcase.keyboard.press(':')
  await expect(input).toHaveValue(':')
  await heapcase.keyboard.type('03:41:07')
  await heapcase.keyboard.press('Enter')
  await expect(heapcase.getByTestId('view-gcCycles')).toBeVisible()
  await expect.poll(() => new URL(heapcase.url()).hash).toMatch(/range=wall/)
  await palette(heapcase, ':gc 278')
  await options(heapcase).first().click()
  await expect(heapcase.getByTestId('gc-cycle')).toContainText('gc 278')

  await palette(heapcase, '?mark assist')
  await expect(options(heapcase).first()).toContainText('garbage collector')
  // What was chosen last stands first the next time, also after a reload.
  await heapcase.getByTestId('palette-input').fill('export report as html')
  await expect(options(heapcase).first()).toContainText('HTML')
  await heapcase.keyboard.press('Escape')
  await palette(heapcase, '> copy a link')
  await heapcase.keyboard.press('Enter')
  await heapcase.reload()
  await expect(heapcase.getByTestId('view-gcCycles')).toBeVisible()
  await palette(heapcase, '')
  await expect(options(heapcase).first()).toContainText('Copy a link to this view')
  await heapcase.getByTestId('palette-input').fill('zzzz')
  await expect(heapcase.getByTestId('palette-nothing')).toBeVisible()
})

test('keys of one’s own hold at once, everywhere, and after a restart', async ({ heapcase }, info) => {
  await openSample(heapcase)
  await heapcase.keyboard.press('?')
  await expect(heapcase.getByTestId('shortcuts')).toContainText('Ctrl B')
  await heapcase.getByTestId('shortcuts-change').click()
  const row = heapcase.locator('[data-row="window.inspector"]')
  await row.getByTestId('keyboard-add').click()
  await expect(heapcase.getByTestId('keyboard-record')).toBeFocused()
  await heapcase.keyboard.press('Control+t')
  await expect(heapcase.getByTestId('keyboard-reserved')).toContainText('browser')
  await heapcase.keyboard.press('Backspace')
  await heapcase.keyboard.press('i')
  await heapcase.keyboard.press('n')
  await heapcase.keyboard.press('Enter')
  await row.getByRole('button', { name: 'Take Ctrl B' }).click()

  const downloaded = heapcase.waitForEvent('download')
  await heapcase.getByTestId('keyboard-export').click()
  const file = info.outputPath('keys.json')
  await (await downloaded).saveAs(file)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    form: 'heapcase-keys/1',
    bindings: { 'window.inspector': ['i n'] },
  })
  await heapcase.keyboard.press('Escape')

  await expect(heapcase.getByTestId('tool-window.inspector')).toHaveAttribute('title', /\(I N\)$/)
  await expect(heapcase.getByTestId('inspector')).toBeVisible()
  await heapcase.keyboard.press('Control+b')
  await expect(heapcase.getByTestId('inspector')).toBeVisible()
  await heapcase.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await heapcase.keyboard.press('i')
  await heapcase.keyboard.press('n')
  await expect(heapcase.getByTestId('inspector')).toHaveCount(0)
  await heapcase.reload()
  await expect(heapcase.getByTestId('view-overview')).toBeVisible()
  await expect(heapcase.getByTestId('tool-window.inspector')).toHaveAttribute('title', /\(I N\)$/)

  await heapcase.keyboard.press('Control+,')
  await heapcase.getByTestId('settings-page-keyboard').click()
  await heapcase.getByTestId('keyboard-reset-all').click()
  await expect(heapcase.locator('[data-row="window.inspector"]')).toContainText('Ctrl B')
  await heapcase.getByTestId('keyboard-file').setInputFiles(file)
  await expect(heapcase.locator('[data-row="window.inspector"]')).toContainText('I N')
})

test('a layout without Latin letters runs the same commands', async ({ heapcase }) => {
  await openSample(heapcase)
  const session = await heapcase.context().newCDPSession(heapcase)
  // Ctrl+Л is the key of K on a Russian keyboard.
  await session.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    code: 'KeyK',
    key: 'л',
    modifiers: 2,
    windowsVirtualKeyCode: 75,
  })
  await expect(heapcase.getByTestId('palette')).toBeVisible()
})

test('the menu of a flame graph is made of its commands and runs them on what was pointed at', async ({ heapcase }) => {
  await openSample(heapcase)
  await show(heapcase, 'profile')
  await heapcase.getByTestId('flame-canvas').click({ button: 'right', position: { x: 200, y: 60 } })
  const entry = heapcase.getByTestId('menu-flame.zoomIn')
  await expect(entry).toContainText('Zoom here')
  await expect(entry).toContainText('Enter')
  await expect(heapcase.getByTestId('menu-flame.zoomReset')).toHaveAttribute('aria-disabled', 'true')
  await entry.click()
  await expect(heapcase.getByTestId('flame-crumb')).not.toHaveCount(0)
  await heapcase.getByTestId('flame-canvas').focus()
  await heapcase.keyboard.press('0')
  await expect(heapcase.getByTestId('flame-crumb')).toHaveCount(0)
})

test('F1 opens the help about what is in sight; its address and its links lead everywhere', async ({ heapcase }) => {
  await heapcase.keyboard.press('F1')
  await expect(heapcase.getByTestId('help-page')).toContainText('View: Cases')
  await heapcase.goBack()
  await openSample(heapcase)
  await show(heapcase, 'gcCycles')
  await heapcase.keyboard.press('F1')
  await expect(heapcase.getByTestId('help-page')).toContainText('View: GC cycles')
  await heapcase.keyboard.press('/')
  await heapcase.keyboard.type('goal limit')
  await heapcase.getByTestId('help-hit').first().click()
  await expect(heapcase.getByTestId('help-page')).toBeVisible()
  await heapcase.evaluate(() => (location.hash = '#/help?topic=folklore'))
  await expect(heapcase.getByTestId('help-folklore')).toContainText('mtrace')

  await show(heapcase, 'gcCycles')
  await heapcase.getByRole('button', { name: /What is “Heap”/ }).click()
  await heapcase.getByTestId('what-is-this-more').click()
  await expect(heapcase.getByTestId('help-page')).toContainText('garbage collector')

  await askLoopback(heapcase, 'app.setPreferences', { language: 'zh-CN' })
  await heapcase.reload()
  await expect(heapcase.getByTestId('help-page')).toContainText('垃圾回收器')
})
