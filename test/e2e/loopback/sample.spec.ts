import { expect, test } from '../support/loopback.ts'
import { goTo, openSample } from '../support/steps.ts'

// Here the window makes the sample case.
test.use({ hasSample: false, tracesBrowser: true })

test('the sample incident is imported and analysed, and every view shows it', async ({ heapcase }) => {
  await openSample(heapcase)
  await expect(heapcase.getByTestId('case-name')).toHaveText('checkout-incident')
  // The cause by its name, as TRUTH.json has it.
  await expect(heapcase.getByTestId('findings-table')).toContainText('Store')

  await goTo(heapcase, 'sources')
  await expect(heapcase.getByTestId('sources-table')).toContainText('checkout.log')
  await expect(heapcase.getByTestId('sources-table')).toContainText('37 sources')

  await goTo(heapcase, 'gcCycles')
  await expect(heapcase.getByTestId('gc-table').getByTestId('table-row').first()).toBeVisible()
  await expect(heapcase.getByTestId('gc-summary')).toBeVisible()

  await goTo(heapcase, 'goroutines')
  await expect(heapcase.getByTestId('goroutine-groups').getByTestId('table-row').first()).toContainText('enqueue')

  await goTo(heapcase, 'profile')
  await expect(heapcase.getByTestId('profile-top')).toContainText('(*Store).Put')
  const drawn = await heapcase
    .getByTestId('flame')
    .locator('canvas')
    .first()
    .evaluate((element) => {
      const canvas = element as HTMLCanvasElement
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] }
      return new Set(new Uint32Array((data as Uint8ClampedArray).buffer)).size
    })
  expect(drawn, 'colours on the flame graph').toBeGreaterThan(4)

  await goTo(heapcase, 'findings')
  await expect(heapcase.getByTestId('finding-entry').first()).toBeVisible()
  await expect(heapcase.getByTestId('finding-claim')).not.toBeEmpty()

  await goTo(heapcase, 'report')
  await expect(heapcase.getByTestId('report-paper')).toContainText('SHA-256')
})

test('the three questions of the Overview are answered, and lead to what the answers rest on', async ({ heapcase }) => {
  await openSample(heapcase)
  const strip = heapcase.getByTestId('diagnosis-strip')
  await expect(strip.getByTestId('diagnosis-memory')).toContainText('Live heap')
  await expect(strip.getByTestId('diagnosis-allocationOrRetention')).toContainText('Both')
  await expect(strip.getByTestId('diagnosis-waits')).toContainText('chan send')

  const steps = heapcase.getByTestId('diagnosis').getByTestId('diagnosis-step')
  await expect(steps.nth(1)).toContainText('95 % interval')
  await expect(steps.nth(0).getByTestId('diagnosis-missing').locator('code')).toContainText('/sys/fs/cgroup')

  // By keyboard: the third step unfolds in the inspector, its heaviest stack opens the dump at its group.
  await strip.getByTestId('diagnosis-waits').press('Enter')
  const stack = steps.nth(2).getByTestId('diagnosis-row').filter({ hasText: 'enqueue' }).first()
  await expect(stack).toHaveText('notify.(*Notifier).enqueue (notifier.go:58)')
  await stack.press('Enter')
  await expect(heapcase.getByTestId('goroutine-groups').getByTestId('table-row').first()).toContainText('enqueue')
  await expect(heapcase.getByTestId('inspector')).toContainText('enqueue')

  await heapcase.goBack()
  await expect(stack, 'unfolded as it was left').toBeVisible()
  await steps.nth(0).getByTestId('diagnosis-open').click()
  await expect(heapcase.getByTestId('rail-memory')).toHaveAttribute('aria-current', 'page')
})

test('a reload shows the same case and view again, in the other language too', async ({ heapcase }) => {
  await openSample(heapcase)
  await goTo(heapcase, 'findings')
  const claim = await heapcase.getByTestId('finding-claim').textContent()
  await heapcase.reload()
  await expect(heapcase.getByTestId('finding-claim')).toHaveText(claim ?? '')
  await expect(heapcase.getByTestId('case-name')).toHaveText('checkout-incident')

  await heapcase.keyboard.press('Control+K')
  await heapcase.keyboard.type('中文')
  await heapcase.keyboard.press('Enter')
  await expect(heapcase.getByTestId('rail-findings')).toHaveAttribute('aria-label', '发现')
  await expect(heapcase.getByTestId('finding-claim')).toContainText(/[\u4e00-\u9fff]/)
})
