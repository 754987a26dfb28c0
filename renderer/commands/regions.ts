// Parts of the window in the order they are read. F6 goes from one to the next without a Tab for every control between them.
const REGIONS = '[data-region]'
const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]'

const isShown = (element: HTMLElement): boolean => element.checkVisibility?.() ?? true

/** Moves the focus into a part of the window: to its first control, or to the part itself. */
export function focusIn(place: HTMLElement): void {
  const first = [...place.querySelectorAll<HTMLElement>(FOCUSABLE)].find(isShown)
  if (!first && !place.hasAttribute('tabindex')) place.tabIndex = -1
  ;(first ?? place).focus()
}

/** Moves the focus to the first control of the next (or previous) part that has one. False: there is no other. */
export function focusRegion(by: 1 | -1): boolean {
  const regions = [...document.querySelectorAll<HTMLElement>(REGIONS)].filter(isShown)
  const at = regions.findIndex((region) => region.contains(document.activeElement))
  for (let step = 1; step <= regions.length; step++) {
    const index = at < 0 && by < 0 ? regions.length - step : at + by * step
    const region = regions[((index % regions.length) + regions.length) % regions.length]
    if (!region?.querySelector(FOCUSABLE)) continue
    focusIn(region)
    return true
  }
  return false
}
