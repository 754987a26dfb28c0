// Pixels of a goroutine's track (class × 16 + how much of the pixel it fills) as stretches of one state, and the labels of the axis below.
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

/** A text under the axis; CSS pixels from the left. */
export interface TickLabel {
  at: number
  text: string
  left: number
}

/** Free pixels between two labels, and between one and the edge of the picture. */
const LABEL_GAP = 6
const EDGE = 4

/** Each label centred below its tick, but within the picture; one that would touch the label before it is left out. */
export function tickLabels(
  ticks: readonly { at: number; text: string; x: number }[],
  width: number,
  widthOf: (text: string) => number,
): TickLabel[] {
  const labels: TickLabel[] = []
  let free = Number.NEGATIVE_INFINITY
  for (const { at, text, x } of ticks) {
    const length = widthOf(text)
    const left = Math.max(EDGE, Math.min(x - length / 2, width - EDGE - length))
    if (left < free) continue
    labels.push({ at, text, left })
    free = left + length + LABEL_GAP
  }
  return labels
}
