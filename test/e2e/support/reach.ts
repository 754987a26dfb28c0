// Which controls the keyboard reaches. Tab is pressed through the whole window; what lies inside a part that moves its own focus (a
// table, a tree, a listbox) counts as reached with it.
import type { Page } from '@playwright/test'

/** Marks, in the page, everything that can be pressed or typed into; returns how many there are. */
const markControls = (page: Page): Promise<number> =>
  page.evaluate(() => {
    document.querySelectorAll('[data-control]').forEach((element) => element.removeAttribute('data-control'))
    const controls = [
      ...document.querySelectorAll<HTMLElement>(
        'a[href], button, input, select, textarea, summary, [tabindex="0"], [role=button], [role=option], [role=separator]',
      ),
    ].filter((element) => {
      if (element.matches(':disabled, [tabindex="-1"][data-heading], [aria-hidden="true"]')) return false
      if (element.closest('.visually-hidden, [aria-hidden="true"], [inert], .skip-links')) return false
      if (!element.checkVisibility({ visibilityProperty: true })) return false
      const { width, height } = element.getBoundingClientRect()
      return width > 0 && height > 0
    })
    controls.forEach((element, index) => element.setAttribute('data-control', String(index)))
    return controls.length
  })

/** Controls that no press of Tab reached, as sentences. `most` bounds the presses. */
export async function unreachable(page: Page, most = 400): Promise<string[]> {
  const count = await markControls(page)
  await page.evaluate(() => {
    ;(document.activeElement as HTMLElement | null)?.blur()
    document.getSelection()?.removeAllRanges()
  })
  const seen = new Set<string>()
  let first: string | null = null
  for (let press = 0; press < most; press++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const element = document.activeElement
      if (!element || element === document.body) return null
      // A composite moves its own focus: all its parts are reached by its keys.
      const composite = element.closest(
        '[role=grid], [role=tree], [role=listbox], [role=radiogroup], [role=tablist], [role=menu]',
      )
      const own = [element, ...(composite ? composite.querySelectorAll('[data-control]') : [])]
      if (element.matches('[tabindex="0"]') && element.querySelector('[role=grid], table'))
        own.push(...element.querySelectorAll('[role=row] [data-control], tr [data-control]'))
      return own.map((one) => one.getAttribute('data-control')).filter((one) => one !== null)
    })
    for (const one of at ?? []) seen.add(one)
    const key = at?.[0] ?? null
    if (key !== null && first === null) first = key
    else if (key !== null && key === first && press > 0) break
    if (seen.size === count) break
  }
  return page.evaluate(
    (reached) => {
      return [...document.querySelectorAll<HTMLElement>('[data-control]')]
        .filter((element) => !reached.includes(element.dataset['control'] ?? ''))
        .map((element) => {
          const name = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40) ?? ''
          return `${element.tagName.toLowerCase()}.${element.className} [${element.dataset['testid'] ?? ''}] “${name}”`
        })
    },
    [...seen],
  )
}

/** Faults of headings and landmarks, as sentences. */
export const outlineFaults = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const isShown = (element: Element): boolean =>
      element.closest('[aria-hidden="true"]') === null && element.checkVisibility()
    const faults: string[] = []
    const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(isShown)
    const ones = headings.filter((one) => one.tagName === 'H1' && !one.hasAttribute('aria-level'))
    if (ones.length !== 1)
      faults.push(`${ones.length} headings of level 1: ${ones.map((one) => one.textContent).join(', ')}`)
    const ofWindow = (tag: string): number =>
      [...document.querySelectorAll(tag)].filter(
        (one) =>
          isShown(one) && one.parentElement?.closest('main, section, article, aside, nav, [role=dialog]') === null,
      ).length
    for (const landmark of ['main', 'header', 'footer'])
      if (ofWindow(landmark) !== 1) faults.push(`${ofWindow(landmark)} × ${landmark}`)
    for (const aside of document.querySelectorAll('aside, nav, section[aria-label=""]'))
      if (isShown(aside) && !aside.getAttribute('aria-label') && !aside.getAttribute('aria-labelledby'))
        faults.push(`${aside.tagName.toLowerCase()}.${aside.className} has no name`)
    return faults
  })
