import { computed, type ComputedRef } from 'vue'
import { formatDuration } from '../../../shared/units/format.ts'
import type { Stretch } from '../../charts/brush.ts'
import { ticksThatFit } from '../../charts/plot.ts'
import { durationTicks, type TimeTicks } from '../../charts/scale.ts'
import type { TraceStretch } from './traceRange.ts'

/** Nanoseconds of an axis unit: axes over a trace are milliseconds since its start. */
export const AXIS_NS = 1e6

export interface TraceAxis {
  domain: ComputedRef<Stretch>
  /** What is chosen, on the axis. */
  range: ComputedRef<Stretch | null>
  ticks: (width: number) => TimeTicks
  /** A place of the axis in words. */
  place: (at: number) => string
  /** Of a part of the axis. */
  stretchOf: (of: Stretch) => TraceStretch
}

/** The axis of what is drawn over a part of a trace. `fit`: how many ticks there is room for; default: beside a chart's margins. */
export function useTraceAxis(
  part: () => { startNs: number; endNs: number } | null,
  chosen: () => TraceStretch | null,
  fit: (width: number) => number = ticksThatFit,
): TraceAxis {
  const domain = computed(() => {
    const { startNs, endNs } = part() ?? { startNs: 0, endNs: 1 }
    return { from: startNs / AXIS_NS, to: Math.max(endNs, startNs + 1) / AXIS_NS }
  })
  const range = computed(() => {
    const of = chosen()
    return of && { from: of.fromNs / AXIS_NS, to: of.toNs / AXIS_NS }
  })
  return {
    domain,
    range,
    ticks: (width) => durationTicks(domain.value.from, domain.value.to, fit(width)),
    place: (at) => formatDuration(at * AXIS_NS),
    stretchOf: ({ from, to }) => ({ fromNs: from * AXIS_NS, toNs: to * AXIS_NS }),
  }
}
