// Names in captures are text wherever they are shown: they come from a process that may have been attacked.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../support/loopback.ts'
import { browse, goTo } from '../support/steps.ts'
import { encodeProfile, SMALL_HEAP } from '../../support/encodeProfile.ts'

const IMAGE = '<img src=x onerror=alert(1)>'

test('function names, file names, log lines and notes never become markup', async ({ heapcase, shell }) => {
  const asked: string[] = []
  heapcase.on('request', (request) => {
    if (new URL(request.url()).pathname.endsWith('/x')) asked.push(request.url())
  })
  heapcase.on('dialog', (dialog) => {
    asked.push(dialog.message())
    void dialog.dismiss()
  })
  const folder = join(shell.documents, 'collected')
  mkdirSync(folder)
  const hostile = {
    ...SMALL_HEAP,
    functions: SMALL_HEAP.functions.map((one) => ({ ...one, name: `${IMAGE}.f${one.id}`, file: `/go/${IMAGE}.go` })),
  }
  writeFileSync(join(folder, `${IMAGE}.pb`), encodeProfile(hostile))
  writeFileSync(
    join(folder, 'service.log'),
    Array.from(
      { length: 8 },
      (_, i) =>
        `${IMAGE}<script>alert(2)</script>\ngc ${i + 1} @${i}.100s 0%: 0.018+1.2+0.003 ms clock, 0.14+0.03/1.1/0.2+0.02 ms cpu, 40->42->22 MB, 44 MB goal, 8 P\n`,
    ).join(''),
  )
  await heapcase.getByTestId('home-create').click()
  await browse(heapcase, shell.documents, { name: '<b>case<.heapcase' })
  await goTo(heapcase, 'sources')
  await heapcase.getByTestId('add-files').click()
  await browse(heapcase, folder, { take: [`${IMAGE}.pb`, 'service.log'] })
  await expect(heapcase.getByTestId('preview-entry')).toHaveCount(2)
  await heapcase.getByTestId('import-start').click()
  const rows = heapcase.getByTestId('sources-table').getByTestId('table-row')
  await expect(rows).toHaveCount(2)
  await rows.filter({ hasText: 'service.log' }).click()
  await expect(heapcase.getByTestId('raw-lines')).toContainText('<script>alert(2)</script>')
  await goTo(heapcase, 'profile')
  await expect(heapcase.getByTestId('profile-top')).toContainText(IMAGE)
  await heapcase.getByTestId('profile-top').getByTestId('table-row').first().click()
  await expect(heapcase.getByTestId('profile-function-name')).toContainText(IMAGE)
  await heapcase.getByTestId('annotate-function').click()
  await heapcase.getByTestId('annotation-text').fill(`${IMAGE} [link](javascript:alert(3)) **bold**`)
  await heapcase.getByTestId('annotation-tags').fill('<i>tag</i>')
  await heapcase.getByTestId('annotation-tags').press('Enter')
  await heapcase.getByTestId('annotation-author').fill(`${IMAGE} me`)
  await heapcase.getByTestId('annotation-preview').click()
  await expect(heapcase.getByTestId('annotation-previewed')).toContainText(IMAGE)
  await heapcase.getByTestId('annotation-save').click()
  await goTo(heapcase, 'annotations')
  await expect(heapcase.getByTestId('annotation-row')).toContainText(IMAGE)
  await expect(heapcase.getByTestId('annotation-inspector')).toContainText('<i>tag</i>')
  await goTo(heapcase, 'profile')
  // Tabs of one view are told apart by what they show; breadcrumbs name file and function.
  await expect(heapcase.getByTestId('crumbs')).toContainText(IMAGE)
  await heapcase.getByTestId('profile-select').selectOption({ index: 0 })
  await goTo(heapcase, 'sources')
  await rows.filter({ hasText: '.pb' }).dblclick()
  await heapcase.getByTestId('pane-split').first().click()
  await expect(heapcase.getByRole('tab', { selected: true }).first()).toContainText(IMAGE)
  await heapcase.getByTestId('tab-profile').last().click({ button: 'right' })
  await expect(heapcase.getByTestId('tab-menu')).toBeVisible()
  await heapcase.keyboard.press('Escape')
  await heapcase.getByTestId('status-clock').click()
  await heapcase.keyboard.press('Escape')
  for (const view of ['gcCycles', 'findings', 'overview'] as const) await goTo(heapcase, view)
  await goTo(heapcase, 'report')
  await expect(heapcase.getByTestId('report-paper')).toContainText('<b>case<')

  expect(asked).toEqual([])
  const made = await heapcase.evaluate(() => [
    document.querySelectorAll('img').length,
    document.querySelectorAll('a[href^="javascript"]').length,
    document.querySelectorAll('#app b > b, #app script, #app i:not(:empty)').length,
  ])
  expect(made).toEqual([0, 0, 0])
})
