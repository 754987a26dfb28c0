import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../support/loopback.ts'
import { browse, goTo, openSample } from '../support/steps.ts'

test('an annotation and a verdict are kept, can be taken back, and are in the report', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'findings')
  await heapcase.getByTestId('annotate-finding').first().click()
  await heapcase.getByTestId('annotation-text').fill('The janitor never runs in 2.9.0.')
  await heapcase.getByTestId('annotation-save').click()
  await expect(heapcase.getByTestId('finding-notes')).toContainText('The janitor never runs in 2.9.0.')

  await heapcase.getByTestId('verdict-confirmed').click()
  await heapcase.getByTestId('verdict-reason').fill('Seen in the code of the release.')
  await heapcase.getByTestId('verdict-save').click()
  await expect(heapcase.getByTestId('verdict-confirmed')).toHaveAttribute('aria-checked', 'true')
  await heapcase.reload()
  await expect(heapcase.getByTestId('verdict-confirmed')).toHaveAttribute('aria-checked', 'true')
  await expect(heapcase.getByTestId('verdict-reason')).toHaveValue('Seen in the code of the release.')

  await heapcase.getByTestId('tool-edit.undo').click()
  await expect(heapcase.getByTestId('verdict-confirmed')).toHaveAttribute('aria-checked', 'false')
  await heapcase.getByTestId('tool-edit.undo').click()
  await expect(heapcase.getByTestId('finding-notes')).not.toContainText('The janitor never runs')
  await heapcase.getByTestId('tool-edit.redo').click()
  await expect(heapcase.getByTestId('finding-notes')).toContainText('The janitor never runs in 2.9.0.')
})

test('the report is written as HTML and as PDF', async ({ heapcase, shell }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'report')
  for (const [command, name] of [
    ['HTML', 'report.html'],
    ['PDF', 'report.pdf'],
  ] as const) {
    await heapcase.keyboard.press('Control+K')
    await heapcase.keyboard.type(command)
    await heapcase.keyboard.press('Enter')
    await browse(heapcase, shell.documents, { name })
    await expect(heapcase.getByTestId('toast').filter({ hasText: name })).toBeVisible({ timeout: 90_000 })
    await expect(heapcase.getByTestId('job-tray'), 'the tray is opened by people only').toHaveCount(0)
  }
  const html = readFileSync(join(shell.documents, 'report.html'), 'utf8')
  expect(html.includes('(*Store).Put')).toBe(true)
  expect(html.match(/<(?:script|link|iframe|object)\b|\bsrc="(?!data:)[^"]*"|url\((?!data:|#)[^)]*\)/g)).toBeNull()
  const pdf = readFileSync(join(shell.documents, 'report.pdf'))
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  expect(pdf.includes('/StructTreeRoot')).toBe(true)
})
