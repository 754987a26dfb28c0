// What the window weighs, and what of it comes before there is a case.
import { join } from 'node:path'
import { MOST_BYTES, windowSize } from '../../../build/windowSize.ts'
import { expect, root, test } from '../support/loopback.ts'
import { openSample } from '../support/steps.ts'

test('the window is within its limit, and docking comes with the first case', async ({ heapcase }) => {
  const { entryBytes, wholeBytes } = windowSize(join(root, 'out', 'renderer'))
  console.log(
    `window: ${Math.round(entryBytes / 1024)} KiB before Home, ${Math.round(wholeBytes / 1024)} KiB in all (gzip)`,
  )
  expect(wholeBytes).toBeLessThanOrEqual(MOST_BYTES)
  const loaded = (): Promise<string> =>
    heapcase.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .join(),
    )
  expect(await loaded()).not.toMatch(/\/(?:stage|views)-/)
  await openSample(heapcase)
  expect(await loaded()).toMatch(/\/stage-.*\/views-/)
})
