// The pointer over charts: each group says what its charts show at that place, and the window goes on answering.
import { expect, test } from '../support/loopback.ts'
import { goTo, openSample } from '../support/steps.ts'

const VIEWS = ['gcCycles', 'memory', 'series', 'scheduler', 'goroutines'] as const

test('the pointer over the charts of every view is told what is there', async ({ heapcase }) => {
  await openSample(heapcase)
  for (const view of VIEWS) {
    await goTo(heapcase, view)
    const groups = heapcase.locator('.chart-group:visible')
    if (view !== 'goroutines') await expect(groups.first(), view).toBeVisible()
    for (const group of await groups.all()) {
      const box = await group.boundingBox()
      if (box === null) continue
      const readout = heapcase.getByTestId('chart-readout')
      for (const share of [0.4, 0.5, 0.6]) {
        await heapcase.mouse.move(box.x + box.width * share, box.y + box.height / 2)
        await expect(readout, `${view} at ${share}`).toBeVisible()
      }
      await heapcase.mouse.move(2, 2)
      await expect(readout).toHaveCount(0)
    }
  }
})
