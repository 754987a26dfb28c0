// Pixels of a goroutine's track (class × 16 + how much of the pixel it fills) as stretches of one state.
import { GoState } from '../../shared/records/index.ts'
import type { STATE_STYLES } from './semantics.ts'

export type LaneState = keyof typeof STATE_STYLES
export interface StateMark {
  state: LaneState
  /** CSS pixels from the left. */
  x: number
  width: number
}

const STATES: Readonly<Partial<Record<number, LaneState>>> = {
  [GoState.undetermined]: 'undetermined',
  [GoState.runnable]: 'runnable',
  [GoState.running]: 'running',
  [GoState.waiting]: 'waiting',
  [GoState.syscall]: 'syscall',
}

/** Neighbours of one state are one stretch. A pixel that tells nothing ends it. */
export function marksFor(pixels: Uint8Array): StateMark[] {
  const marks: StateMark[] = []
  for (let x = 0; x < pixels.length; x++) {
    const value = pixels[x] ?? 0
    const state = (value & 15) > 0 ? STATES[value >> 4] : undefined
    const last = marks.at(-1)
    if (state === undefined) continue
    if (last?.state === state && last.x + last.width === x) last.width++
    else marks.push({ state, x, width: 1 })
  }
  return marks
}
