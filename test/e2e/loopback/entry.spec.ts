import { expect, test } from '../support/loopback.ts'

test('the start link opens the window once, and its token leaves the address', async ({ context, heapcase, shell }) => {
  expect(heapcase.url()).not.toContain('token')
  // A reload goes on with the session of the tab.
  await heapcase.reload()
  await expect(heapcase.getByTestId('home')).toBeVisible()

  const second = await context.newPage()
  const answered = second.waitForResponse((response) => response.url().endsWith('/session'))
  await second.goto(shell.link)
  expect((await answered).status()).toBe(401)
  await expect(second.getByRole('alert')).toContainText('each link works once')
  await expect(second.getByTestId('home')).toHaveCount(0)
})

test('a page without the link can ask for nothing', async ({ page, shell }) => {
  const address = new URL(shell.link)
  await page.goto(address.origin)
  const statuses = await page.evaluate(async () => {
    const call = JSON.stringify({ to: 'app', name: 'app.info', params: {} })
    const asked = [
      fetch('/rpc/app.info', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: call }),
      fetch('/events'),
      fetch('/data/1'),
      fetch('/uploads', { method: 'POST' }),
    ]
    return (await Promise.all(asked)).map(({ status }) => status)
  })
  expect(statuses).toEqual([401, 401, 401, 401])
})

test('the page comes with its policy, and runs no inline code', async ({ page, shell, watch }) => {
  watch.allow(/Content Security Policy/)
  const response = await page.goto(shell.link)
  const headers = await response?.allHeaders()
  expect(headers?.['content-security-policy']).toContain("default-src 'none'")
  expect(headers?.['content-security-policy']).not.toContain('unsafe')
  expect(headers?.['x-content-type-options']).toBe('nosniff')
  await expect(page.getByTestId('home')).toBeVisible()
  const result = await page.evaluate(async () => {
    // What runs at once in an evaluation of the inspector may evaluate; what runs later may not.
    await new Promise((resolve) => setTimeout(resolve))
    const script = Object.assign(document.createElement('script'), { textContent: 'window.inlineRan = true' })
    document.body.append(script)
    try {
      // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- it must fail
      return ['inlineRan' in window, String(new Function('return 1')())]
    } catch (error) {
      return ['inlineRan' in window, (error as Error).name]
    }
  })
  expect(result).toEqual([false, 'EvalError'])
})
