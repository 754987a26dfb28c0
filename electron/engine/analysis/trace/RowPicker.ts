// Rows of a chunk that collectors look at one by one: stops of the world and the procs that stop for them, GC cycles, the heap, tasks, logs,
// samples. All others make up states; there are some hundred of them for each of these.
import type { TraceEventColumns } from '../../../../shared/records/index.ts'
import { TraceKind } from '../../../../shared/records/index.ts'

/** Columns of one length, reused: use them before the next chunk. */
export interface PickedRows {
  length: number
  /** Rows of the chunk, ascending. */
  row: Uint32Array
  /** Of a proc that stops: the goroutine that last left its thread, and where; 0 with none. */
  leftGoroutine: Uint32Array
  leftStack: Uint32Array
  /** The chunk has events of the alloc/free experiment, which are not picked. */
  hasExperiment: boolean
}

export interface RowPicker {
  pick(chunk: TraceEventColumns): PickedRows
}

const isLookedAt = (kind: number): boolean =>
  kind === TraceKind.CpuSample ||
  kind === TraceKind.ProcsChange ||
  (kind >= TraceKind.GcActive && kind <= TraceKind.GcEnd) ||
  kind === TraceKind.HeapAlloc ||
  kind === TraceKind.HeapGoal ||
  kind === TraceKind.TaskBegin ||
  kind === TraceKind.TaskEnd ||
  kind === TraceKind.UserLog

/** The import's kernel picks them itself (jobs/traceKernel); this is the reference it is tested against. */
export class TypedRowPicker implements RowPicker {
  private readonly picked: PickedRows = {
    length: 0,
    row: new Uint32Array(0),
    leftGoroutine: new Uint32Array(0),
    leftStack: new Uint32Array(0),
    hasExperiment: false,
  }
  /** Goroutines that stop the world. */
  private readonly stoppers = new Set<number>()
  /** The goroutine that last left each thread, and where: a proc stops right after. */
  private readonly left = new Map<number, { goroutine: number; stack: number }>()

  pick(chunk: TraceEventColumns): PickedRows {
    const { picked, stoppers, left } = this
    const { kind, length } = chunk
    picked.length = 0
    picked.hasExperiment = false
    this.reserve(length)
    for (let row = 0; row < length; row++) {
      const of = kind[row] as number
      const thread = chunk.thread[row] as number
      switch (of) {
        case TraceKind.GoStop:
        case TraceKind.GoBlock:
        case TraceKind.GoDestroy:
          left.set(thread, { goroutine: chunk.goroutine[row] as number, stack: chunk.stack[row] as number })
          continue
        case TraceKind.GoStart:
          left.delete(thread)
          continue
        case TraceKind.StwBegin:
          stoppers.add(chunk.subject[row] as number)
          break
        case TraceKind.StwEnd:
          stoppers.delete(chunk.subject[row] as number)
          break
        case TraceKind.ProcStop:
        case TraceKind.ProcSteal:
          if (stoppers.size === 0) continue
          break
        default:
          if (of >= TraceKind.Span) picked.hasExperiment = true
          if (!isLookedAt(of)) continue
      }
      const last = of === TraceKind.ProcStop ? left.get(thread) : undefined
      picked.row[picked.length] = row
      picked.leftGoroutine[picked.length] = last?.goroutine ?? 0
      picked.leftStack[picked.length++] = last?.stack ?? 0
    }
    return picked
  }

  private reserve(rows: number): void {
    const { picked } = this
    if (picked.row.length >= rows) return
    picked.row = new Uint32Array(rows)
    picked.leftGoroutine = new Uint32Array(rows)
    picked.leftStack = new Uint32Array(rows)
  }
}
