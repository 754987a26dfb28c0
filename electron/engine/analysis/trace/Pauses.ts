// Stops of the world, one row each: who asked, how long it took until everything stood, how long it stood, and who was last to stop.
//
// A stop begins when it is asked for. A proc that runs is seen to stop by its ProcStop; one in a syscall by being taken (ProcSteal);
// an idle one needs nothing. So the world stands at the last of these between begin and end, and at once where there is none.
import type { TraceEventColumns, TracePause } from '../../../../shared/records/index.ts'
import { TraceKind } from '../../../../shared/records/index.ts'

export class PauseCollector {
  readonly pauses: TracePause[] = []
  private readonly open = new Map<number, TracePause>()
  /** The goroutine that last left each thread, and where: a proc stops right after. */
  private leftGoroutine = new Uint32Array(64)
  private leftStack = new Uint32Array(64)

  events(chunk: TraceEventColumns): void {
    const { kind, length } = chunk
    for (let row = 0; row < length; row++) {
      switch (kind[row] as number) {
        case TraceKind.GoStop:
        case TraceKind.GoBlock:
        case TraceKind.GoDestroy:
          this.left(chunk.thread[row] as number, chunk.goroutine[row] as number, chunk.stack[row] as number)
          break
        case TraceKind.GoStart:
          this.left(chunk.thread[row] as number, 0, 0)
          break
        case TraceKind.ProcStop:
        case TraceKind.ProcSteal:
          if (this.open.size > 0) this.procStopped(chunk, row)
          break
        case TraceKind.StwBegin:
          this.begin(chunk, row)
          break
        case TraceKind.StwEnd:
          this.end(chunk, row)
          break
      }
    }
  }

  private left(thread: number, goroutine: number, stack: number): void {
    if (thread >= this.leftGoroutine.length) {
      const length = Math.max(thread + 1, this.leftGoroutine.length * 2)
      const goroutines = new Uint32Array(length)
      goroutines.set(this.leftGoroutine)
      this.leftGoroutine = goroutines
      const stacks = new Uint32Array(length)
      stacks.set(this.leftStack)
      this.leftStack = stacks
    }
    this.leftGoroutine[thread] = goroutine
    this.leftStack[thread] = stack
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

  private procStopped(chunk: TraceEventColumns, row: number): void {
    const isSteal = chunk.kind[row] === TraceKind.ProcSteal
    const thread = isSteal ? (chunk.extra[row] as number) : (chunk.thread[row] as number)
    for (const pause of this.open.values()) {
      pause.stoppedNs = chunk.time[row] as number
      pause.stoppedProcs++
      pause.lastProc = chunk.subject[row] as number
      pause.lastGoroutine = isSteal ? 0 : (this.leftGoroutine[thread] ?? 0)
      pause.lastStack = isSteal ? 0 : (this.leftStack[thread] ?? 0)
      pause.isLastSyscall = isSteal
    }
  }
}
