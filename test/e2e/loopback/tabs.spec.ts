// Two tabs of the loopback shell on one case: what one does is not felt by the other.
import { expect, test } from '../support/loopback.ts'
import { createCase, goTo, openSample } from '../support/steps.ts'

test('a case stays open for a tab when another one leaves it', async ({ heapcase, shell, watch }) => {
  await openSample(heapcase)
  // A duplicated tab: it begins with a copy of the first one's session storage.
  const kept = await heapcase.evaluate(() => JSON.stringify({ ...sessionStorage }))
  const other = await heapcase.context().newPage()
  watch.watch(other)
  await other.addInitScript((entries) => {
    for (const [key, value] of Object.entries(JSON.parse(entries) as Record<string, string>))
      if (sessionStorage.getItem(key) === null) sessionStorage.setItem(key, value)
  }, kept)
  await other.goto(heapcase.url())
  await expect(other.getByTestId('overview-finding').first()).toBeVisible()

  await heapcase.getByTestId('rail-home').click()
  await createCase(heapcase, shell.documents)
  await goTo(other, 'findings')
  await goTo(other, 'sources')
  await expect(other.getByTestId('sources-table').getByTestId('table-row').first()).toBeVisible()
  await expect(other.getByTestId('case-lost')).toHaveCount(0)
  await other.close()
})
