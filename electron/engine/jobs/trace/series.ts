// Series of a trace thinned out for drawing: live heap, its goal, GOMAXPROCS; the share of the procs left to the program; goroutines by state.
import type { TraceSeries, TraceSeriesName } from '../../../../shared/contract/traceCalls.ts'
import { TraceKind } from '../../../../shared/records/index.ts'
import { utilizationCurve } from '../../analysis/trace/mutatorUtilization.ts'
import { collectorLoad } from './utilization.ts'
import type { TraceView } from './TraceView.ts'

interface Points {
  time: ArrayLike<number>
  value: ArrayLike<number>
}

const KINDS: Partial<Record<TraceSeriesName, number>> = {
  heap: TraceKind.HeapAlloc,
  goal: TraceKind.HeapGoal,
  procs: TraceKind.ProcsChange,
}

/** Mean number of goroutines in a state, stretch by stretch. */
function countsOf(view: TraceView, state: 'running' | 'runnable' | 'syscall'): Points {
  const { rows, columns } = view.table('stateCounts')
  const value = Float64Array.from(
    { length: rows },
    (_, row) => (columns[state]?.[row] ?? 0) / (columns['length']?.[row] ?? 1),
  )
  return { time: columns['time'] ?? [], value }
}

function pointsOf(view: TraceView, name: TraceSeriesName): Points {
  if (name === 'running' || name === 'runnable' || name === 'syscall') return countsOf(view, name)
  const kind = KINDS[name]
  if (kind === undefined) {
    const { time, share } = utilizationCurve(collectorLoad(view), view.endNs)
    return { time, value: share }
  }
  const { rows, columns } = view.traces.table(view.sourceId, 'metrics')
  const time: number[] = []
  const value: number[] = []
  for (let row = 0; row < rows; row++) {
    if (columns['kind']?.[row] !== kind) continue
    time.push(columns['time']?.[row] as number)
    value.push(columns['value']?.[row] as number)
  }
  return { time, value }
}

/** Float64: times, then values. Above `maxPoints` each stretch of equal length keeps its lowest and highest reading. */
export function traceSeries(
  view: TraceView,
  name: TraceSeriesName,
  { fromNs, toNs, maxPoints }: { fromNs: number; toNs: number; maxPoints: number },
): Omit<TraceSeries, 'data'> & { bytes: Uint8Array } {
  const { time, value } = view.keep(`series.${name}`, () => pointsOf(view, name))
  const kept: number[] = []
  let inRange = 0
  const buckets = Math.max(1, Math.floor(maxPoints / 2))
  let [bucket, low, high] = [-1, -1, -1]
  const close = (): void => {
    if (low < 0) return
    kept.push(Math.min(low, high))
    if (low !== high) kept.push(Math.max(low, high))
    low = high = -1
  }
  const isAll = value.length <= maxPoints
  for (let row = 0; row < value.length; row++) {
    const at = time[row] as number
    // What held when the range begins is drawn, too.
    if (at < fromNs && (row + 1 >= value.length || (time[row + 1] as number) <= fromNs)) continue
    if (at > toNs) break
    inRange++
    if (isAll) {
      kept.push(row)
      continue
    }
    const of = Math.max(0, Math.min(buckets - 1, Math.floor(((at - fromNs) / (toNs - fromNs)) * buckets)))
    if (of !== bucket) {
      close()
      bucket = of
    }
    if (low < 0 || (value[row] as number) < (value[low] as number)) low = row
    if (high < 0 || (value[row] as number) > (value[high] as number)) high = row
  }
  close()
  const columns = new Float64Array(kept.length * 2)
  kept.forEach((row, at) => {
    columns[at] = time[row] as number
    columns[kept.length + at] = value[row] as number
  })
  return {
    bytes: new Uint8Array(columns.buffer),
    rows: kept.length,
    readings: inRange,
    isDecimated: kept.length < inRange,
  }
}
