/**
 * Inputs as the page sees them, from the event to the picture that answers it. Chromium times clicks and keys itself (Event Timing, 16 ms and
 * above, in steps of 8); moves of the pointer it does not, so those are timed here: from the event to the task after its frame.
 */
import type { Page } from 'playwright-core'

export interface TimedInputs {
  /** Every click and key, ms; below 16 ms as 16. */
  inputs: { step: string; ms: number }[]
  /** Every move of the pointer that was drawn, ms. */
  moves: { step: string; ms: number }[]
}

interface Watched {
  slow: { id: number; ms: number }[]
  moves: number[]
  interactions: number
}
declare global {
  interface Window {
    heapcaseBench?: Watched
  }
}

/** In the page, before anything else of it runs. */
export function watchInputs(page: Page): Promise<unknown> {
  return page.addInitScript(() => {
    const watched: Watched = { slow: [], moves: [], interactions: 0 }
    window.heapcaseBench = watched
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEventTiming & { interactionId: number })[])
        if (entry.interactionId > 0) watched.slow.push({ id: entry.interactionId, ms: entry.duration })
    }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit)
    for (const name of ['pointerup', 'keydown'])
      addEventListener(name, (event) => void (event.isTrusted && watched.interactions++), { capture: true })
    let isWaiting = false
    const channel = new MessageChannel()
    let since = 0
    channel.port1.onmessage = () => {
      watched.moves.push(performance.now() - since)
      isWaiting = false
    }
    addEventListener(
      'pointermove',
      (event) => {
        if (isWaiting || !event.isTrusted) return
        isWaiting = true
        since = event.timeStamp
        requestAnimationFrame(() => channel.port2.postMessage(null))
      },
      { capture: true },
    )
  })
}

/** Runs the steps one after the other and gives what the page timed in each. */
export async function timeInputs(
  page: Page,
  steps: Readonly<Record<string, () => Promise<void>>>,
): Promise<TimedInputs> {
  const timed: TimedInputs = { inputs: [], moves: [] }
  await drain(page)
  for (const [step, run] of Object.entries(steps)) {
    await run()
    const { slow, moves, interactions } = await drain(page)
    // Several events are one interaction: the longest counts, as for the people before the screen.
    const longest = new Map<number, number>()
    for (const { id, ms } of slow) longest.set(id, Math.max(longest.get(id) ?? 0, ms))
    for (const ms of longest.values()) timed.inputs.push({ step, ms })
    for (let quick = longest.size; quick < interactions; quick++) timed.inputs.push({ step, ms: 16 })
    for (const ms of moves) timed.moves.push({ step, ms })
  }
  return timed
}

/** Takes what was timed so far; entries come a moment after their frame. */
async function drain(page: Page): Promise<Watched> {
  await page.waitForTimeout(250)
  return page.evaluate(() => {
    const watched = window.heapcaseBench as Watched
    const taken = { ...watched }
    watched.slow = []
    watched.moves = []
    watched.interactions = 0
    return taken
  })
}
