import { expect, test } from '../support/loopback.ts'
import { goTo, openSample } from '../support/steps.ts'

test('a group of goroutines is followed from its stack to one of them, against the dump before, and to its source', async ({
  heapcase,
}) => {
  await openSample(heapcase)
  await goTo(heapcase, 'goroutines')
  await expect(heapcase.getByTestId('goroutines-total')).toHaveText('413')
  const groups = heapcase.getByTestId('goroutine-groups').getByTestId('table-row')

  // The notifier's queue: most of what grows, as TRUTH.json has it.
  await heapcase.getByTestId('goroutines-compare-before').click()
  await expect(heapcase.getByTestId('goroutines-delta')).toHaveText('+343')
  await expect(groups.first()).toContainText('notify.(*Notifier).enqueue')
  await expect(groups.first()).toContainText('+337')
  await groups.first().click()
  await expect(heapcase.getByTestId('goroutine-group').getByTestId('goroutine-stack')).toContainText('(*Notifier).Send')

  await heapcase.getByTestId('goroutine-members').getByTestId('table-row').first().click()
  await expect(heapcase.getByTestId('goroutine-detail')).toContainText('chan send')
  const link = await heapcase.evaluate(() => location.hash)
  await heapcase.getByTestId('goroutine-line').click()
  await expect(heapcase.getByTestId('view-sources')).toBeVisible()

  // The address restores all of it.
  await heapcase.evaluate((hash) => (location.hash = hash), link)
  await expect(heapcase.getByTestId('goroutine-detail')).toContainText('chan send')
  await expect(heapcase.getByTestId('goroutines-delta')).toHaveText('+343')

  await heapcase.getByTestId('goroutines-search').fill('no such function')
  await expect(heapcase.getByTestId('goroutine-groups')).toContainText('No goroutine is left by the filter.')
  await heapcase.getByTestId('goroutines-clear').click()
  await expect(groups.first()).toContainText('enqueue')
})

test('every table of the view works on the sample, by its keys', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'goroutines')
  await expect(heapcase.getByTestId('goroutine-groups').getByTestId('table-row').first()).toBeVisible()
  for (const [key, table] of [
    ['2', 'goroutine-members'],
    ['3', 'goroutine-growth'],
    ['4', 'goroutine-stuck'],
    ['5', 'goroutine-locks'],
    ['6', 'goroutine-sites'],
    ['1', 'goroutine-groups'],
  ] as const) {
    await heapcase.keyboard.press(key)
    await expect(heapcase.getByTestId(table)).toBeVisible()
    await expect(heapcase.getByTestId('error-state')).toHaveCount(0)
  }
  await heapcase.keyboard.press('6')
  await heapcase.getByTestId('goroutine-site-show').first().click()
  await expect(heapcase.getByTestId('goroutines-creator')).toContainText('Send')
  await expect(heapcase.getByTestId('goroutines-shown')).toContainText('372 goroutines')
})

test('a finding about goroutines opens what it cites', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'findings')
  await heapcase.getByTestId('finding-entry').filter({ hasText: 'grows from dump to dump' }).click()
  await heapcase.getByTestId('evidence-link').last().getByRole('link').click()
  await expect(heapcase.getByTestId('view-goroutines')).toBeVisible()
  await expect(heapcase.getByTestId('goroutine-group')).toContainText('(*Notifier).enqueue')
})
