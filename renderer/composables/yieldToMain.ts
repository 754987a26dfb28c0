interface Scheduler {
  yield?: () => Promise<void>
}

/** Lets the window draw and answer before going on: the rest of the work is another task. */
export function yieldToMain(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: Scheduler }
  if (scheduler?.yield) return scheduler.yield()
  return new Promise((resolve) => setTimeout(resolve, 0))
}

/** Resolves when the picture that answers the present input is drawn; at once where nothing is drawn. */
export function afterPaint(): Promise<void> {
  return new Promise((resolve) => {
    const isDrawn = typeof requestAnimationFrame === 'function' && !document.hidden
    if (isDrawn) requestAnimationFrame(() => setTimeout(resolve, 0))
    else setTimeout(resolve, 0)
  })
}

/** Milliseconds of work after which a long computation gives way: half of a frame. */
export const SLICE_MS = 8
