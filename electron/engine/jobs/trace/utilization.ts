// How much of the procs is left to the program: over time, at least in any window, and the worst windows with what took the rest. Also how
// much of one goroutine's wanted time it had: running ÷ (running + waiting for a proc).
import type {
  TraceUtilization,
  TraceUtilizationWindow,
  UtilizationScope,
} from '../../../../shared/contract/traceCalls.ts'
import type { CollectorLoad } from '../../../../shared/records/index.ts'
import { GoState, emptyCollectorLoad } from '../../../../shared/records/index.ts'
import { COLLECTOR_PARTS } from '../../analysis/trace/CollectorState.ts'
import type { UtilizationParts } from '../../analysis/trace/CollectorState.ts'
import {
  meanUtilization,
  minimumUtilization,
  procUtilizationCurve,
  utilizationCurve,
  worstWindows,
} from '../../analysis/trace/mutatorUtilization.ts'
import type { UtilizationCurve } from '../../analysis/trace/mutatorUtilization.ts'
import { goroutineStates } from './intervals.ts'
import type { Interval } from './intervals.ts'
import type { TraceView } from './TraceView.ts'

/** Lengths of the windows of the curve, in steps of a quarter of a decade: 1 µs … 1 s. */
export const UTILIZATION_WINDOWS: readonly number[] = Array.from({ length: 25 }, (_, step) =>
  Math.round(10 ** (3 + step / 4)),
)
const WORST = 10

/** The load of the whole trace. */
export const collectorLoad = (view: TraceView): CollectorLoad =>
  view.keep('load', () => {
    const { rows, columns } = view.traces.table(view.sourceId, 'load')
    const load = emptyCollectorLoad(0)
    return {
      length: rows,
      time: (columns['time'] as Float64Array | undefined) ?? load.time,
      proc: (columns['proc'] as Uint32Array | undefined) ?? load.proc,
      work: (columns['work'] as Uint8Array | undefined) ?? load.work,
      procs: Uint16Array.from(columns['procs'] ?? []),
    }
  })

function curvesOf(view: TraceView, scope: UtilizationScope, parts: UtilizationParts): (UtilizationCurve | OwnCurve)[] {
  switch (scope.kind) {
    case 'system':
      return [utilizationCurve(collectorLoad(view), view.endNs, parts)]
    case 'proc':
      return view.traces
        .procs(view.sourceId)
        .map(({ proc }) => procUtilizationCurve(collectorLoad(view), proc, view.endNs, parts))
    case 'goroutine':
      return [goroutineCurve(view, scope.goroutine)]
  }
}

/** A curve over a clock that may stand still, and what a time of it is in the trace. */
interface OwnCurve extends UtilizationCurve {
  toTrace(time: number): number
}

/** 1 while it runs or is in a syscall, 0 while it waits for a proc; time in which it wants none is taken out. */
export function goroutineCurve(view: TraceView, goroutine: number): OwnCurve {
  const time: number[] = []
  const share: number[] = []
  const own: number[] = []
  const real: number[] = []
  let now = 0
  const add = ({ state, startNs, endNs }: Interval): void => {
    const wants = state === GoState.running || state === GoState.syscall || state === GoState.runnable
    if (!wants || endNs <= startNs) return
    const value = state === GoState.runnable ? 0 : 1
    if (share.at(-1) !== value) {
      time.push(now)
      share.push(value)
    }
    own.push(now)
    real.push(startNs)
    now += endNs - startNs
  }
  for (const states of goroutineStates(view, goroutine)) states.forEach(add)
  return {
    time: Float64Array.from([...time, now]),
    share: Float64Array.from(share),
    toTrace(at) {
      let row = own.length - 1
      while (row > 0 && (own[row] as number) > at) row--
      return (real[row] ?? 0) + at - (own[row] ?? 0)
    },
  }
}

export function traceUtilization(
  view: TraceView,
  scope: UtilizationScope,
  { windowNs, parts = COLLECTOR_PARTS }: { windowNs: number; parts?: UtilizationParts },
): TraceUtilization {
  const curves = curvesOf(view, scope, parts).filter(({ share }) => share.length > 0)
  const means = curves.map(meanUtilization).filter((mean) => !Number.isNaN(mean))
  const lengths = curves.map(({ time }) => (time.at(-1) ?? 0) - (time[0] ?? 0))
  return {
    mean: means.length === 0 ? null : means.reduce((sum, mean) => sum + mean, 0) / means.length,
    lengthNs: lengths.length === 0 ? 0 : Math.max(...lengths),
    curve: UTILIZATION_WINDOWS.flatMap((length) => {
      const minima = curves.flatMap((curve) => minimumUtilization(curve, length)?.share ?? [])
      return minima.length === 0 ? [] : [{ windowNs: length, share: Math.min(...minima) }]
    }),
    worst: curves
      .flatMap((curve) =>
        worstWindows(curve, windowNs, WORST).map((window): TraceUtilizationWindow =>
          'toTrace' in curve
            ? { ...window, fromNs: curve.toTrace(window.fromNs), toNs: curve.toTrace(window.toNs) }
            : window,
        ),
      )
      .sort((a, b) => a.share - b.share || a.fromNs - b.fromNs)
      .slice(0, WORST),
  }
}
