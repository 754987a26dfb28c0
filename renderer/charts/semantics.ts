// What the colours of data mean, and the second channel that says the same: height, hatching, dash, place. One table for lanes, stacks,
// legends and keys, whether drawn by DOM, canvas or ECharts. Colours alone never tell two things apart.
import type { ColourRole } from './palette.ts'

/** How a state or phase stands in its lane. `half`, `line` and `below` are lower than the lane, `edge` is an upright stroke of ink. */
export type LaneMark = 'full' | 'half' | 'line' | 'dotted' | 'below' | 'edge'

export interface LaneStyle {
  role: ColourRole
  mark: LaneMark
  /** Hatched where it is wide enough, CSS pixels; always in high contrast. */
  hatchFrom?: number
  /** Share of the colour, where the fill is a wash of it. */
  opacity?: number
}

/** Goroutine states, as the runtime names them. */
export const STATE_STYLES = {
  running: { role: 'stateRunning', mark: 'full' },
  runnable: { role: 'stateRunnable', mark: 'half' },
  syscall: { role: 'stateSyscall', mark: 'full', hatchFrom: 12 },
  waiting: { role: 'stateWaiting', mark: 'line' },
  undetermined: { role: 'stateWaiting', mark: 'dotted' },
} as const satisfies Record<string, LaneStyle>

/** Parts of a GC cycle. */
export const GC_STYLES = {
  stw: { role: 'gcStw', mark: 'edge' },
  mark: { role: 'gcMark', mark: 'full' },
  idleMark: { role: 'gcMark', mark: 'full', opacity: 0.28 },
  assist: { role: 'gcAssist', mark: 'full' },
  sweep: { role: 'gcSweep', mark: 'half', hatchFrom: 0 },
  scavenge: { role: 'gcScavenge', mark: 'below' },
} as const satisfies Record<string, LaneStyle>

/** Memory classes, bottom of a stack first; every second one is hatched in high contrast. The remainder is hatched always, never filled. */
export const MEMORY_CLASSES = [
  { id: 'live', role: 'memLive' },
  { id: 'dead', role: 'memDead' },
  { id: 'slack', role: 'memSlack' },
  { id: 'meta', role: 'memMeta' },
  { id: 'stacks', role: 'memStacks' },
  { id: 'outside', role: 'memOutside' },
  { id: 'remainder', role: 'memRemainder' },
] as const satisfies readonly { id: string; role: ColourRole }[]
export type MemoryClass = (typeof MEMORY_CLASSES)[number]['id']

/** Two sides of a comparison: grey, thinner and dashed against ink and solid. */
export const COMPARISON_STYLES = {
  baseline: { role: 'baseline', width: 1, dash: [4, 3] },
  candidate: { role: 'candidate', width: 2, dash: null },
} as const satisfies Record<string, { role: ColourRole; width: number; dash: readonly number[] | null }>

/** Steps of a change, shrinking most first, no change in the middle. Text on each of them is ink. */
export const DIFF_ROLES = [
  'diffShrink3',
  'diffShrink2',
  'diffShrink1',
  'diffSame',
  'diffGrow1',
  'diffGrow2',
  'diffGrow3',
  'diffGrow4',
] as const satisfies readonly ColourRole[]

/** Whether a class of a stack is hatched: the remainder always, every second one where colour is not enough. */
export const isHatchedClass = (id: MemoryClass, hasPattern: boolean): boolean =>
  id === 'remainder' || (hasPattern && MEMORY_CLASSES.findIndex((entry) => entry.id === id) % 2 === 1)
