// The steps of a waterfall as bars on one scale: where each begins and ends, the connectors between them, and how they are grouped.
import type { MemoryClass, MemoryWaterfall, WaterfallStep } from '../../../shared/contract/memoryCalls.ts'
import type { ColourRole } from '../../charts/palette.ts'
import { linearScale, scalePosition, type ValueScale } from '../../charts/scale.ts'
import { MEMORY_CLASSES } from '../../charts/semantics.ts'

/** One row of the picture. */
export interface WaterfallBar {
  step: WaterfallStep
  /** Ends of the bar in bytes; `from <= to`. Below zero where the parts are more than their whole. */
  from: number
  to: number
  /** Where the next bar hangs on: the side that is left over; null after the last. */
  joint: number | null
  /** A whole begins here: a hairline above. */
  startsGroup: boolean
}

/**
 * Parts are taken from their whole one after the other, from the right. Where they claim more than there is they go below zero, and
 * the remainder says by how much; the case's own bars stop at zero and would hide it.
 */
export function waterfallBars(steps: readonly WaterfallStep[]): WaterfallBar[] {
  let left = 0
  const bars = steps.map((step, place): WaterfallBar => {
    const startsGroup = step.kind === 'total' && place > 0
    if (step.kind === 'total') {
      left = step.bytes
      return { step, from: 0, to: step.bytes, joint: left, startsGroup }
    }
    const ends: [number, number] = [left - step.bytes, left]
    left -= step.bytes
    return { step, from: Math.min(...ends), to: Math.max(...ends), joint: left, startsGroup }
  })
  const last = bars.at(-1)
  if (last) last.joint = null
  return bars
}

/** From zero (or below) to beyond the largest whole and, where it is not far off, the limit. */
export function waterfallScale(bars: readonly WaterfallBar[], limitBytes: number | null): ValueScale {
  const high = bars.reduce((most, { to }) => Math.max(most, to), 0)
  const low = bars.reduce((least, { from }) => Math.min(least, from), 0)
  const top = limitBytes !== null && limitBytes <= high * 2 ? Math.max(high, limitBytes) : high
  const round = linearScale(low, top, 'bytes', 4)
  // Length is what is compared here: the bars get all of the width, and round figures stand where they fall.
  const [min, max] = [low, Math.max(top * 1.02, 1)]
  return { ...round, min, max, ticks: round.ticks.filter((tick) => tick >= 0 && tick <= max) }
}

/** Where a value lies, in percent of the width. */
export const percentOf = (scale: ValueScale, bytes: number): number => scalePosition(scale, bytes) * 100

/** Colour of a class; a whole is ink, but the live heap has its own. */
export function roleOf({ kind, memoryClass }: Pick<WaterfallStep, 'kind' | 'memoryClass'>): ColourRole {
  if (memoryClass === 'total' || (kind === 'total' && memoryClass !== 'live')) return 'ink2'
  return MEMORY_CLASSES.find(({ id }) => id === memoryClass)?.role ?? 'memOutside'
}

/** A class as the style sheet calls it. */
export const classOf = ({ kind, memoryClass }: Pick<WaterfallStep, 'kind' | 'memoryClass'>): MemoryClass =>
  kind === 'total' && memoryClass !== 'live' ? 'total' : memoryClass

/** Functions are code: shown in the fixed face and cut on the package side. */
export const isFunctionStep = ({ id, memoryClass, kind }: WaterfallStep): boolean =>
  kind === 'part' && memoryClass === 'live' && id.startsWith('heap-') && id !== 'heap-rest'

/** The whole a step is taken from, or the step itself where it is one. */
export function wholeOf(steps: readonly WaterfallStep[], id: string): WaterfallStep | null {
  const place = steps.findIndex((step) => step.id === id)
  return steps.slice(0, place + 1).findLast(({ kind }) => kind === 'total') ?? null
}

/** The step that is chosen, by its id; the first where that is none of these. */
export const chosenStep = (waterfall: MemoryWaterfall | null, id: string | null): WaterfallStep | null =>
  waterfall?.steps.find((step) => step.id === id) ?? null
