// What several specs do in the window, whichever shell it runs in.
import { expect, type Page } from '@playwright/test'
import type { AppCallName, AppParams, AppResult, JobStatus } from '../../../shared/contract/appCalls.ts'

export type ViewId = 'overview' | 'sources' | 'gcCycles' | 'profile' | 'findings' | 'report'

export async function goTo(page: Page, view: ViewId): Promise<void> {
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

/** Asks the shell the window's own way, through events of the connection the page has: for what no view shows. */
export async function jobsOf(page: Page, ask: AskApp): Promise<JobStatus[]> {
  return ask(page, 'jobs.list', {})
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

/** Shows a view by its address, also one that the rail does not have, and waits until nothing loads or moves any more. */
export async function show(page: Page, view: ViewId | 'home' | 'help'): Promise<void> {
  // Before the frame is there the address is still being read.
  await expect(page.getByTestId('status-bar')).toBeVisible()
  await page.evaluate((name) => (location.hash = `#/${name}`), view)
  await expect(page.getByTestId(`view-${view}`)).toBeVisible()
  await expect(page.locator('.stale, .loading, [aria-busy="true"]')).toHaveCount(0)
  await page.evaluate(async () => {
    await document.fonts.ready
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
    // A view is there when it says the same for a while: parts of it load by themselves.
    for (let still = 0, before = ''; still < 3;) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      const now = document.body.innerText
      still = now === before ? still + 1 : 0
      before = now
    }
  })
}
