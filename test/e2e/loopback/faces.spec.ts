// The faces that come with the window: Chinese reads on machines that have no face for it.
import { expect, test } from '../support/loopback.ts'

test('Chinese comes with the window, a subset when a character of it is shown', async ({ heapcase }) => {
  const states = (): Promise<string[]> =>
    heapcase.evaluate(() =>
      [...document.fonts].filter(({ family }) => /Noto Sans SC/.test(family)).map(({ status }) => status),
    )
  await expect.poll(async () => (await states()).length).toBeGreaterThan(100)
  const asked = await heapcase.evaluate(async () =>
    (await document.fonts.load("600 12px 'Noto Sans SC'", '存活堆')).map(({ family, weight, status }) =>
      [family, weight, status].join(),
    ),
  )
  expect(new Set(asked.map((face) => face.replaceAll('"', '')))).toEqual(new Set(['Noto Sans SC,600,loaded']))
  // What nobody shows is not read.
  expect((await states()).filter((status) => status === 'loaded').length).toBeLessThan(40)
})
