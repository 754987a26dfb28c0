// What somebody does who opens Heapcase for the first time: the tour, a checklist of what to collect, Home.
import { copyFileSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { captures, expect, test } from '../support/loopback.ts'
import { askLoopback, browse, goTo, openSample } from '../support/steps.ts'

const VIEW_OF_STEP = [
  ['claim', 'overview'],
  ['evidence', 'findings'],
  ['cycles', 'gcCycles'],
  ['growth', 'profile'],
  ['refutation', 'findings'],
  ['verdict', 'findings'],
  ['report', 'report'],
] as const

test.describe('where the window makes the sample case', () => {
  test.use({ hasSample: false })

  test('the tour leads through seven steps by keyboard, each at a real place', async ({ heapcase }) => {
    await heapcase.getByTestId('home-tour').click()
    const tour = heapcase.getByTestId('tour')
    await expect(tour).toBeVisible({ timeout: 90_000 })
    for (const [index, [step, view]] of VIEW_OF_STEP.entries()) {
      await expect(tour).toHaveAttribute('data-step', step)
      await expect(heapcase.getByTestId(`view-${view}`)).toBeVisible({ timeout: 60_000 })
      // The first one comes with the findings.
      await expect(heapcase.getByTestId('tour-spot'), step).toBeVisible({ timeout: 60_000 })
      await expect(tour.getByRole('heading')).toBeFocused()
      await expect(tour.getByRole('status')).not.toContainText('{')
      // Nothing of the card is outside the window, and it does not lie over what it is about.
      const [card, spot] = [await tour.boundingBox(), await heapcase.getByTestId('tour-spot').boundingBox()]
      const size = heapcase.viewportSize()
      if (!card || !spot || !size) throw new Error('no card')
      expect(
        card.x >= 0 && card.y >= 0 && card.x + card.width <= size.width && card.y + card.height <= size.height,
      ).toBe(true)
      if (index === 2) {
        await heapcase.keyboard.press('ArrowLeft')
        await expect(tour).toHaveAttribute('data-step', 'evidence')
        await heapcase.keyboard.press('ArrowRight')
        await expect(tour).toHaveAttribute('data-step', step)
      }
      await heapcase.keyboard.press('ArrowRight')
    }
    await expect(tour).toHaveCount(0)
    await goTo(heapcase, 'annotations')
    await expect(heapcase.getByTestId('annotation-row'), 'nothing was written').toHaveCount(0)
  })
})

test('the tour is left with Esc, does not block the window, follows its size, and goes on after a restart', async ({
  heapcase,
  shell,
}) => {
  await heapcase.getByTestId('home-tour').click()
  const tour = heapcase.getByTestId('tour')
  await expect(tour).toBeVisible({ timeout: 90_000 })
  await expect(heapcase.getByTestId('tour-spot')).toBeVisible()
  await tour.getByTestId('tour-next').click()
  await expect(tour).toHaveAttribute('data-step', 'evidence')
  await heapcase.setViewportSize({ width: 1000, height: 640 })
  await expect
    .poll(async () => {
      const [card, spot] = [await tour.boundingBox(), await heapcase.getByTestId('tour-spot').boundingBox()]
      return card !== null && spot !== null && card.x + card.width <= 1000 && card.y + card.height <= 640
    })
    .toBe(true)

  // Somebody who looks elsewhere is not held, and is led back.
  await goTo(heapcase, 'sources')
  await expect(heapcase.getByTestId('tour-spot')).toHaveCount(0)
  await tour.getByTestId('tour-show').click()
  await expect(heapcase.getByTestId('view-findings')).toBeVisible()
  await expect(heapcase.getByTestId('tour-spot')).toBeVisible()
  await tour.getByRole('heading').focus()
  await heapcase.keyboard.press('Escape')
  await expect(tour).toHaveCount(0)

  await heapcase.goto('about:blank')
  await shell.restart()
  await heapcase.goto(shell.link)
  await heapcase.getByTestId('home-tour').click()
  await expect(tour).toHaveAttribute('data-step', 'evidence', { timeout: 90_000 })

  // Another case ends it.
  await tour.getByTestId('tour-leave').click()
  await expect(tour).toHaveCount(0)
})

test('the tour speaks Chinese', async ({ heapcase }) => {
  await askLoopback(heapcase, 'app.setPreferences', { language: 'zh-CN' })
  await heapcase.reload()
  await heapcase.getByTestId('home-tour').click()
  const tour = heapcase.getByTestId('tour')
  await expect(tour).toBeVisible({ timeout: 90_000 })
  for (const [step] of VIEW_OF_STEP) {
    await expect(tour).toHaveAttribute('data-step', step)
    await expect(tour.getByRole('heading')).toHaveText(/\p{Script=Han}/u)
    await tour.getByTestId('tour-next').click()
  }
  await expect(tour).toHaveCount(0)
})

test('a template becomes a case whose checklist ticks itself as sources come in', async ({ heapcase, shell }) => {
  await heapcase.getByTestId('template-memoryGrows').click()
  await expect(heapcase.getByTestId('template-dialog').getByTestId('checklist-item').first()).toBeVisible()
  await heapcase.getByTestId('template-dialog').getByTestId('environment-kubernetes').click()
  await heapcase.getByTestId('template-create').click()
  await browse(heapcase, shell.documents, { name: 'growing.heapcase' })
  await expect(heapcase.getByTestId('case-name')).toHaveText('growing')
  const item = (id: string) => heapcase.getByTestId('checklist').locator(`[data-item="${id}"]`)
  await expect(item('heapTwice')).toHaveAttribute('data-state', 'open')

  const folder = join(shell.documents, 'collected')
  mkdirSync(folder)
  const heaps = ['heap-20261121T034016Z.pb.gz', 'heap-20261121T034356Z.pb.gz']
  for (const name of [...heaps, 'checkout.log']) copyFileSync(join(captures, 'incident', name), join(folder, name))
  for (const [take, heapState] of [
    [[heaps[0]!, 'checkout.log'], 'some'],
    [[heaps[1]!], 'found'],
  ] as const) {
    await goTo(heapcase, 'sources')
    await heapcase.getByTestId('add-files').first().click()
    await browse(heapcase, folder, { take: [...take] })
    await heapcase.getByTestId('import-start').click()
    await expect(heapcase.getByTestId('sources-table')).toContainText(take[0])
    await goTo(heapcase, 'overview')
    await heapcase.getByTestId('open-checklists').click()
    const dialog = heapcase.getByTestId('checklist-dialog')
    await expect(dialog.locator('[data-item="heapTwice"]')).toHaveAttribute('data-state', heapState)
    await expect(dialog.locator('[data-item="gctrace"]')).toHaveAttribute('data-state', 'found')
    await heapcase.keyboard.press('Escape')
  }

  // What cannot be had is said by hand, can be taken back, and is in the report.
  await heapcase.getByTestId('open-checklists').click()
  const open = heapcase.getByTestId('checklist-dialog').locator('li[data-state="open"]').first()
  const id = (await open.getAttribute('data-item')) ?? ''
  await open.getByRole('button').first().click()
  await heapcase.getByTestId('checklist-dialog').locator(`[data-item="${id}"]`).getByTestId('checklist-cannot').click()
  await expect(heapcase.getByTestId('checklist-dialog').locator(`[data-item="${id}"]`)).toHaveAttribute(
    'data-state',
    'cannot',
  )
  await heapcase.keyboard.press('Escape')
  await goTo(heapcase, 'report')
  await expect(heapcase.getByTestId('report-paper')).toContainText('Memory keeps growing')
  await heapcase.getByTestId('tool-edit.undo').click()
  await goTo(heapcase, 'overview')
  await heapcase.getByTestId('open-checklists').click()
  await expect(heapcase.getByTestId('checklist-dialog').locator(`[data-item="${id}"]`)).toHaveAttribute(
    'data-state',
    'open',
  )
})

test('Home by keyboard: sorted, searched, pinned, taken out, opened; a file that is gone is shown as gone', async ({
  heapcase,
  shell,
}) => {
  for (const name of ['beta', 'alpha']) {
    await heapcase.getByTestId('home-create').click()
    await browse(heapcase, shell.documents, { name: `${name}.heapcase` })
    await expect(heapcase.getByTestId('case-name')).toHaveText(name)
    await heapcase.getByTestId('rail-home').click()
  }
  await openSample(heapcase)
  await heapcase.getByTestId('rail-home').click()
  const rows = heapcase.getByTestId('recent-row')
  await expect(rows).toHaveCount(3)
  await expect(rows.first()).toContainText('checkout')
  await expect(rows.first().getByRole('img').first()).toBeVisible()

  await heapcase.getByTestId('home-search').focus()
  await heapcase.keyboard.type('alph')
  await expect(rows).toHaveCount(1)
  await heapcase.getByTestId('home-search').fill('')
  await rows.first().focus()
  await heapcase.keyboard.press('End')
  await expect(rows.last()).toBeFocused()
  await expect(rows.last()).toContainText('beta')
  await heapcase.keyboard.press('ContextMenu')
  await heapcase.getByTestId('recent-menu').getByRole('menuitem', { name: 'Pin' }).press('Enter')
  await expect(rows.first()).toContainText('beta')
  await expect(rows.first()).toContainText('pinned')

  await heapcase.getByRole('button', { name: 'Case', exact: true }).press('Enter')
  await rows.filter({ hasText: 'alpha' }).focus()
  await heapcase.keyboard.press('Delete')
  await expect(rows).toHaveCount(2)

  renameSync(join(shell.documents, 'beta.heapcase'), join(shell.documents, 'moved.heapcase'))
  await heapcase.reload()
  await goHome()
  await expect(rows.filter({ hasText: 'beta' })).toHaveClass(/gone/)
  await rows.filter({ hasText: 'checkout' }).focus()
  await heapcase.keyboard.press('Enter')
  await expect(heapcase.getByTestId('view-overview')).toBeVisible()

  async function goHome(): Promise<void> {
    await heapcase.getByTestId('rail-home').click()
    await expect(heapcase.getByTestId('home')).toBeVisible()
  }
})

test('the sample case is made new, and nothing else is', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'findings')
  await heapcase.getByTestId('annotate-finding').first().click()
  await heapcase.getByTestId('annotation-text').fill('Tried out.')
  await heapcase.getByTestId('annotation-save').click()
  await expect(heapcase.getByTestId('finding-notes')).toContainText('Tried out.')
  await heapcase.getByTestId('rail-home').click()
  await heapcase.getByTestId('home-reset-sample').click()
  await heapcase.getByTestId('reset-confirm').click()
  await expect(heapcase.getByTestId('overview-finding').first()).toBeVisible({ timeout: 90_000 })
  await goTo(heapcase, 'annotations')
  await expect(heapcase.getByTestId('annotation-row')).toHaveCount(0)
})
