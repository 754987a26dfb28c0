// User tasks and logs (runtime/trace), given as they end: what is held is the tasks under way.
import { grown } from '../../../../shared/lib/grown.ts'
import type { TraceEventColumns, TraceLog, TraceTask } from '../../../../shared/records/index.ts'
import { TraceKind } from '../../../../shared/records/index.ts'

export interface TaskSink {
  /** A task that ended, or was under way at the end of the trace. */
  task(task: TraceTask): void
  /** The row of an entry in a log. */
  log(chunk: TraceEventColumns, row: number): void
}

export class TaskCollector {
  private readonly open = new Map<number, TraceTask>()
  /** A bit by slot. */
  private ended = new Uint8Array(1024)
  private readonly sink: TaskSink

  constructor(sink: TaskSink) {
    this.sink = sink
  }

  /** A row that was picked (RowPicker.ts). */
  event(chunk: TraceEventColumns, row: number): void {
    switch (chunk.kind[row] as number) {
      case TraceKind.TaskBegin:
        return this.begin(chunk, row)
      case TraceKind.TaskEnd:
        return this.end(chunk, row)
      case TraceKind.UserLog:
        return this.sink.log(chunk, row)
    }
  }

  /** Gives the tasks that did not end, in the order of their begin. */
  finish(): void {
    for (const task of this.open.values()) this.sink.task(task)
    this.open.clear()
  }

  private begin(chunk: TraceEventColumns, row: number): void {
    const task = taskOf(chunk, row)
    task.beginNs = chunk.time[row] as number
    this.open.set(task.task, task)
  }

  private end(chunk: TraceEventColumns, row: number): void {
    const slot = chunk.subject[row] as number
    // A program may end a task twice: its first end counts.
    if (this.isAgain(slot)) return
    const task = this.open.get(slot) ?? taskOf(chunk, row)
    task.endNs = chunk.time[row] as number
    task.endGoroutine = chunk.goroutine[row] as number
    this.open.delete(slot)
    this.sink.task(task)
  }

  /** Whether the task of a slot has ended before. */
  private isAgain(slot: number): boolean {
    const [place, bit] = [slot >>> 3, 1 << (slot & 7)]
    if (place >= this.ended.length) this.ended = grown(this.ended, place + 1)
    const before = this.ended[place] as number
    this.ended[place] = before | bit
    return (before & bit) !== 0
  }
}

const taskOf = (chunk: TraceEventColumns, row: number): TraceTask => ({
  task: chunk.subject[row] as number,
  parent: chunk.extra[row] as number,
  name: chunk.string[row] as number,
  beginNs: Number.NaN,
  endNs: Number.NaN,
  goroutine: chunk.goroutine[row] as number,
  endGoroutine: 0,
  stack: chunk.stack[row] as number,
})

export const logOf = (chunk: TraceEventColumns, row: number): TraceLog => ({
  timeNs: chunk.time[row] as number,
  task: chunk.subject[row] as number,
  goroutine: chunk.goroutine[row] as number,
  category: chunk.string[row] as number,
  message: chunk.extra[row] as number,
  stack: chunk.stack[row] as number,
})
