// What several specs do in the window, whichever shell it runs in.
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { expect, type Page, type Request } from '@playwright/test'
import type { AppCallName, AppParams, AppResult } from '../../../shared/contract/appCalls.ts'
import type { CaseViewName, ViewName } from '../../../shared/records/index.ts'

export async function goTo(page: Page, view: CaseViewName): Promise<void> {
  await page.getByTestId(`rail-${view}`).click()
  await expect(page.getByTestId(`view-${view}`)).toBeVisible()
  await expect(page.getByTestId('error-state')).toHaveCount(0)
}

/** Opens the sample case and waits for its findings. */
export async function openSample(page: Page): Promise<void> {
  await page.getByTestId('home-sample').click()
  await expect(page.getByTestId('overview-finding').first()).toBeVisible({ timeout: 90_000 })
}

/** In the loopback shell: answers the folder browser with a new file, or with what the folder holds under these names. */
export async function browse(page: Page, folder: string, answer: { name: string } | { take: string[] }): Promise<void> {
  const browser = page.getByTestId('folder-browser')
  // It opens with a listing of its own, which may come after the path was typed.
  await expect(async () => {
    await browser.getByTestId('folder-path').fill(folder)
    await browser.getByTestId('folder-path').press('Enter')
    await expect(browser.getByRole('list')).toHaveAttribute('aria-label', folder, { timeout: 1_000 })
  }).toPass()
  if ('name' in answer) await browser.getByTestId('folder-name').fill(answer.name)
  else for (const name of answer.take) await browser.getByRole('checkbox', { name, exact: true }).check()
  await page.getByTestId('folder-confirm').click()
}

export type AskApp = <Name extends AppCallName>(
  page: Page,
  name: Name,
  params: AppParams<Name>,
) => Promise<AppResult<Name>>

/** A call of the app over the page's session (loopback). */
export const askLoopback: AskApp = async <Name extends AppCallName>(
  page: Page,
  name: Name,
  params: AppParams<Name>,
) => {
  const result = await page.evaluate(
    async ([called, given]) => {
      const response = await fetch(`/rpc/${called}`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Authorization: `Bearer ${sessionStorage.getItem('heapcase.session')}`,
        },
        body: JSON.stringify({ to: 'app', name: called, params: given }),
      })
      return (await response.json()) as { ok: boolean; value: unknown }
    },
    [name, params] as const,
  )
  expect(result).toMatchObject({ ok: true })
  return result.value as AppResult<Name>
}

/** Until nothing says that it loads. */
export const atRest = (page: Page): Promise<void> =>
  expect(page.locator('.stale, .loading, [aria-busy="true"]')).toHaveCount(0)

/** Shows a view by its address, also one that the rail does not have, and waits until it is settled. */
export async function show(page: Page, view: ViewName): Promise<void> {
  // Before the frame is there the address is still being read.
  await expect(page.getByTestId('status-bar')).toBeVisible()
  await page.evaluate((name) => (location.hash = `#/${name}`), view)
  await expect(page.getByTestId(`view-${view}`)).toBeVisible()
  await settled(page)
}

/** Waits until nothing loads or moves any more, and its words stay the same `times` in a row. */
export async function settled(page: Page, times = 3): Promise<void> {
  await atRest(page)
  await page.evaluate(async (wanted) => {
    await document.fonts.ready
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
    // A view is there when it says the same for a while: parts of it load by themselves.
    for (let still = 0, before = ''; still < wanted;) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      const now = document.body.innerText
      still = now === before ? still + 1 : 0
      before = now
    }
  }, times)
}

/** In the loopback shell: a new case from Home. */
export async function createCase(page: Page, documents: string): Promise<void> {
  await page.getByTestId('home-create').click()
  await browse(page, documents, { name: 'Investigation.heapcase' })
  await expect(page.getByTestId('case-name')).toHaveText('Investigation')
}

/** A gctrace log of about this many bytes. */
export async function writeLargeLog(path: string, bytes: number): Promise<void> {
  const file = createWriteStream(path)
  let number = 0
  for (let written = 0; written < bytes;) {
    let block = ''
    for (let line = 0; line < 20_000; line++) {
      number++
      block += `gc ${number} @${(number / 100).toFixed(3)}s 2%: 0.018+1.2+0.003 ms clock, 0.14+0.3/1.1/0.2+0.02 ms cpu, 40->44->22 MB, 44 MB goal, 0 MB stacks, 0 MB globals, 8 P\n`
    }
    written += block.length
    if (!file.write(block)) await once(file, 'drain')
  }
  file.end()
  await finished(file)
}

/** Views of all tabs, group by group from left to right and top to bottom; the ones in front in capitals. */
export async function tabsOf(page: Page): Promise<string> {
  return page.evaluate(() =>
    [...document.querySelectorAll('[role="tablist"]')]
      .map((list) => ({ list, box: list.getBoundingClientRect() }))
      .sort((a, b) => a.box.top - b.box.top || a.box.left - b.box.left)
      .map(({ list }) =>
        [...list.querySelectorAll('[role="tab"]')]
          .map((tab) => {
            const view = tab.querySelector('[data-testid^="tab-"]')?.getAttribute('data-testid')?.slice(4) ?? '?'
            return tab.getAttribute('aria-selected') === 'true' ? view.toUpperCase() : view
          })
          .join(' '),
      )
      .join(' | '),
  )
}

/** Keys of a command, away from any field. */
export async function press(page: Page, ...keys: string[]): Promise<void> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  for (const key of keys) await page.keyboard.press(key)
}

/**
 * From now on counts what the page asks its shell for; the answer waits until nothing has been on its way for `quietMs`. What takes longer than
 * `streamMs` is a stream that stays open.
 */
export function watchAnswers(
  page: Page,
  { quietMs = 300, streamMs = Number.POSITIVE_INFINITY } = {},
): () => Promise<void> {
  const asked = new Map<Request, number>()
  let lastAt = Date.now()
  page.on('request', (request) => {
    if (/\/(?:rpc|data)\//.test(request.url())) asked.set(request, Date.now())
  })
  for (const ended of ['requestfinished', 'requestfailed'] as const)
    page.on(ended as 'requestfinished', (request) => {
      if (asked.delete(request)) lastAt = Date.now()
    })
  const isQuiet = (now: number): boolean =>
    now - lastAt > quietMs && [...asked.values()].every((sinceMs) => now - sinceMs > streamMs)
  return () => expect.poll(() => isQuiet(Date.now()), { timeout: 20_000, intervals: [20] }).toBe(true)
}
