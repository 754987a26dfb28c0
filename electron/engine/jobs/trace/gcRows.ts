// Stops of the world, GC cycles, procs and generations of a trace.
import type {
  TraceGcCycleRow,
  TraceGenerationRow,
  TracePauseRow,
  TraceProcRow,
} from '../../../../shared/contract/traceTables.ts'
import type { ProcTime } from '../../../../shared/records/index.ts'
import { PROC_TIMES } from '../../../../shared/records/index.ts'
import { isGcStop } from '../../analysis/trace/traceFigures.ts'
import type { TraceView } from './TraceView.ts'
import { orNull, ratio } from './table.ts'

export const pauseRows = (view: TraceView): TracePauseRow[] =>
  view.traces.pauses(view.sourceId).map((pause) => ({
    ordinal: pause.ordinal,
    kind: pause.kind,
    isGc: isGcStop(pause.kind),
    beginNs: pause.beginNs,
    toStopNs: pause.stoppedNs - pause.beginNs,
    stoppedNs: orNull(pause.endNs - pause.stoppedNs),
    pauseNs: orNull(pause.endNs - pause.beginNs),
    goroutine: pause.goroutine,
    goroutineId: view.goroutineId(pause.goroutine),
    place: view.place(pause.stack),
    stack: pause.stack,
    stoppedProcs: pause.stoppedProcs,
    lastProc: view.procNumber(pause.lastProc),
    lastGoroutine: pause.lastGoroutine,
    lastGoroutineId: view.goroutineId(pause.lastGoroutine),
    lastPlace: view.place(pause.lastStack),
    lastStack: pause.lastStack,
    isLastSyscall: pause.isLastSyscall,
  }))

export function gcCycleRows(view: TraceView): TraceGcCycleRow[] {
  const cycles = view.traces.gcCycles(view.sourceId)
  let begun = 0
  return cycles.map(({ sequence: _, ...cycle }, index) => ({
    ...cycle,
    cycle: Number.isNaN(cycle.beginNs) ? begun : ++begun,
    beginNs: orNull(cycle.beginNs),
    endNs: orNull(cycle.endNs),
    markNs: orNull(cycle.endNs - cycle.beginNs),
    sweepTermNs: orNull(cycle.sweepTermNs),
    markTermNs: orNull(cycle.markTermNs),
    untilNextNs: orNull((cycles[index + 1]?.beginNs ?? Number.NaN) - cycle.endNs),
    heapBeginBytes: orNull(cycle.heapBeginBytes),
    heapEndBytes: orNull(cycle.heapEndBytes),
    heapPeakBytes: orNull(cycle.heapPeakBytes),
    goalBytes: orNull(cycle.goalBytes),
    place: view.place(cycle.stack),
  }))
}

/** Classes of time in which a goroutine holds a proc. */
const BUSY: readonly ProcTime[] = ['program', 'syscall', 'assist', 'sweep', 'dedicated', 'fractional', 'idleWorker']

export const procRows = (view: TraceView): TraceProcRow[] =>
  view.traces.procs(view.sourceId).map(({ proc, number, runs, ns }) => {
    const shownNs = PROC_TIMES.reduce((sum, name) => sum + ns[name], 0)
    const busy = BUSY.reduce((sum, name) => sum + ns[name], 0)
    const times = Object.fromEntries(PROC_TIMES.map((name) => [`${name}Ns`, ns[name]]))
    return { proc, number, runs, ...times, busyShare: ratio(busy, shownNs) ?? 0, shownNs } as TraceProcRow
  })

/** A generation lasts until the next one begins. */
export const generationRows = (view: TraceView): TraceGenerationRow[] => {
  const rows = view.traces.generations(view.sourceId)
  return rows.map((row, at) => ({ ...row, endNs: rows[at + 1]?.startNs ?? Math.max(row.startNs, view.endNs) }))
}
