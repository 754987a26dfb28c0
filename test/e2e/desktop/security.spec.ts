import { expect, isStandIn, test } from '../support/desktop.ts'

test('the window has one object of ours and no Node', async ({ heapcase }) => {
  const found = await heapcase.evaluate(() => ({
    bridge: Object.keys(window.heapcase ?? {}).sort(),
    node: ['require', 'process', 'module', 'Buffer', '__dirname'].filter((name) => name in window),
    added: Object.keys(window).filter((name) => /heapcase|electron|ipc/i.test(name)),
  }))
  expect(found).toEqual({ bridge: ['acceptDrop', 'call', 'data', 'onEvent'], node: [], added: ['heapcase'] })
})

test('the bridge can not be replaced', async ({ heapcase }) => {
  const isSame = await heapcase.evaluate(() => {
    const before = window.heapcase
    try {
      window.heapcase = { call: () => Promise.reject(new Error('stolen')) } as never
    } catch {
      // strict code throws, sloppy code is ignored
    }
    return window.heapcase === before
  })
  expect(isSame).toBe(true)
})

test('pages open no windows and go nowhere else', async ({ app, heapcase, watch }) => {
  watch.allow(/example\.com/)
  const address = heapcase.url()
  expect(await heapcase.evaluate(() => window.open('https://example.com/') === null)).toBe(true)
  await heapcase.evaluate(() => {
    location.href = 'https://example.com/'
  })
  await heapcase.evaluate(() => {
    const link = Object.assign(document.createElement('a'), { href: 'https://example.com/', target: '_blank' })
    document.body.append(link)
    link.click()
    link.remove()
  })
  // A navigation that was not stopped would have been under way by now.
  await heapcase.waitForTimeout(500)
  expect(heapcase.url()).toBe(address)
  await expect(heapcase.getByTestId(/^view-/)).toBeVisible()
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

test('the policy comes with the page, and inline code, eval and foreign requests fail', async ({ heapcase, watch }) => {
  watch.allow(/Content Security Policy|example\.com|ERR_BLOCKED/)
  const result = await heapcase.evaluate(async () => {
    const policy = (await fetch('/')).headers.get('content-security-policy')
    const script = Object.assign(document.createElement('script'), { textContent: 'window.inlineRan = true' })
    document.body.append(script)
    script.remove()
    let evaluated: string
    try {
      // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- it must fail
      evaluated = String(new Function('return 1')())
    } catch (error) {
      evaluated = (error as Error).name
    }
    const foreign = await fetch('https://example.com/').then(
      () => 'answered',
      () => 'refused',
    )
    return { policy, inline: 'inlineRan' in window, evaluated, foreign }
  })
  expect(result).toMatchObject({ inline: false, evaluated: 'EvalError', foreign: 'refused' })
  expect(result.policy).toContain("default-src 'none'")
  expect(result.policy).not.toMatch(/unsafe/)
})

test('requests to other origins are cancelled below the page', async ({ app }) => {
  await app.firstWindow()
  const cancelled = await app.evaluate(async ({ BrowserWindow, session }) => {
    // A second window of the same session, on a page without a policy of ours.
    const window = new BrowserWindow({
      show: false,
      webPreferences: {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        session: session.defaultSession,
      },
    })
    try {
      await window.loadURL('http://127.0.0.1:9/')
      return 'loaded'
    } catch (error) {
      return String(error)
    } finally {
      window.destroy()
    }
  })
  expect(cancelled).toMatch(/ERR_BLOCKED_BY_CLIENT/)
})

test('permissions are refused', async ({ heapcase }) => {
  test.skip(isStandIn, 'the stand-in has no permissions: only real Electron shows this')
  const states = await heapcase.evaluate(async () => ({
    notifications: await Notification.requestPermission(),
    camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
      () => 'granted',
      () => 'denied',
    ),
  }))
  expect(states).toEqual({ notifications: 'denied', camera: 'denied' })
})

test('the page can not reach Node through its own world', async ({ app, heapcase }) => {
  test.skip(isStandIn, 'the stand-in runs the preload script in the world of the page')
  expect(await app.evaluate(({ webContents }) => webContents.getAllWebContents().map((c) => c.getType()))).toEqual([
    'window',
  ])
  expect(await heapcase.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe('undefined')
})

test('calls with wrong names or parameters are refused', async ({ heapcase }) => {
  const codes = await heapcase.evaluate(async () => {
    const calls = [
      { to: 'app', name: 'app.quit', params: {} },
      { to: 'app', name: 'app.info', params: { extra: 1 } },
      { to: 'case', handle: 'none', name: 'sources.list', params: {} },
    ]
    const codes: string[] = []
    for (const call of calls) {
      const answer = await window.heapcase?.call(call as never)
      codes.push(answer && !answer.ok ? answer.error.code : 'answered')
    }
    return codes
  })
  expect(codes).toEqual(['call/unknown', 'call/bad-request', 'case/unknown'])
})
