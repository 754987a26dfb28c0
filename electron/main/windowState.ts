import * as v from 'valibot'

export interface Bounds {
  x: number
  y: number
  width: number
  height: number
}

/** Where the window was and how large, in device-independent pixels. */
export interface WindowState {
  bounds: Bounds
  isMaximized: boolean
}

const DEFAULT_SIZE = { width: 1280, height: 800 }
/** At least this much of the title bar must be on a screen, or the window could not be moved back. */
const VISIBLE = 120

const Stored = v.object({
  bounds: v.object({
    x: v.pipe(v.number(), v.integer()),
    y: v.pipe(v.number(), v.integer()),
    width: v.pipe(v.number(), v.integer(), v.minValue(100)),
    height: v.pipe(v.number(), v.integer(), v.minValue(100)),
  }),
  isMaximized: v.boolean(),
})

/** Null for anything that is no window state. */
export function parseWindowState(content: unknown): WindowState | null {
  const parsed = v.safeParse(Stored, content)
  return parsed.success ? parsed.output : null
}

/**
 * Bounds that fit the screens there are now: the kept ones where their title bar can be reached, cut to their screen, else the
 * default size without a place (the system chooses).
 */
export function fittingBounds(kept: Bounds | null, workAreas: readonly Bounds[]): Partial<Bounds> {
  const area =
    kept &&
    workAreas.find(
      (screen) =>
        kept.x + kept.width >= screen.x + VISIBLE &&
        kept.x <= screen.x + screen.width - VISIBLE &&
        kept.y >= screen.y - 8 &&
        kept.y <= screen.y + screen.height - VISIBLE / 2,
    )
  if (!kept || !area) {
    const [first] = workAreas
    return {
      width: Math.min(DEFAULT_SIZE.width, first?.width ?? DEFAULT_SIZE.width),
      height: Math.min(DEFAULT_SIZE.height, first?.height ?? DEFAULT_SIZE.height),
    }
  }
  return { ...kept, width: Math.min(kept.width, area.width), height: Math.min(kept.height, area.height) }
}
