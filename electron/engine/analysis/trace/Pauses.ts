// Stops of the world, one row each: who asked, how long it took until everything stood, how long it stood, and who was last to stop.
//
// A stop begins when it is asked for. A proc that runs is seen to stop by its ProcStop; one in a syscall by being taken (ProcSteal);
// an idle one needs nothing. So the world stands at the last of these between begin and end, and at once where there is none.
import type { TraceEventColumns, TracePause } from '../../../../shared/records/index.ts'
import { TraceKind } from '../../../../shared/records/index.ts'

export class PauseCollector {
  readonly pauses: TracePause[] = []
  private readonly open = new Map<number, TracePause>()

  /** A row that was picked (RowPicker.ts), with the goroutine that last left the thread of a proc that stops, and where. */
  event(chunk: TraceEventColumns, row: number, leftGoroutine: number, leftStack: number): void {
    switch (chunk.kind[row] as number) {
      case TraceKind.ProcStop:
        return this.procStopped(chunk, row, leftGoroutine, leftStack)
      case TraceKind.ProcSteal:
        return this.procStopped(chunk, row, 0, 0)
      case TraceKind.StwBegin:
        return this.begin(chunk, row)
      case TraceKind.StwEnd:
        return this.end(chunk, row)
    }
  }

  private begin(chunk: TraceEventColumns, row: number): void {
    const beginNs = chunk.time[row] as number
    const goroutine = chunk.subject[row] as number
    const pause: TracePause = {
      kind: chunk.string[row] as number,
      beginNs,
      stoppedNs: beginNs,
      endNs: Number.NaN,
      goroutine,
      stack: chunk.stack[row] as number,
      stoppedProcs: 0,
      lastProc: 0,
      lastGoroutine: 0,
      lastStack: 0,
      isLastSyscall: false,
    }
    this.open.set(goroutine, pause)
    this.pauses.push(pause)
  }

  private end(chunk: TraceEventColumns, row: number): void {
    const goroutine = chunk.subject[row] as number
    const pause = this.open.get(goroutine)
    if (pause === undefined) return
    pause.endNs = chunk.time[row] as number
    this.open.delete(goroutine)
  }

  private procStopped(chunk: TraceEventColumns, row: number, leftGoroutine: number, leftStack: number): void {
    for (const pause of this.open.values()) {
      pause.stoppedNs = chunk.time[row] as number
      pause.stoppedProcs++
      pause.lastProc = chunk.subject[row] as number
      pause.lastGoroutine = leftGoroutine
      pause.lastStack = leftStack
      pause.isLastSyscall = chunk.kind[row] === TraceKind.ProcSteal
    }
  }
}
