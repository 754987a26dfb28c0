// User tasks and logs (runtime/trace), one row each.
import type { TraceEventColumns, TraceLog, TraceTask } from '../../../../shared/records/index.ts'
import { TraceKind } from '../../../../shared/records/index.ts'

export class TaskCollector {
  readonly tasks: TraceTask[] = []
  readonly logs: TraceLog[] = []
  private readonly open = new Map<number, TraceTask>()

  events(chunk: TraceEventColumns): void {
    const { kind, length } = chunk
    for (let row = 0; row < length; row++) {
      const of = kind[row] as number
      if (of < TraceKind.TaskBegin || of > TraceKind.UserLog) continue
      if (of === TraceKind.TaskBegin) this.begin(chunk, row)
      else if (of === TraceKind.TaskEnd) this.end(chunk, row)
      else if (of === TraceKind.UserLog)
        this.logs.push({
          timeNs: chunk.time[row] as number,
          task: chunk.subject[row] as number,
          goroutine: chunk.goroutine[row] as number,
          category: chunk.string[row] as number,
          message: chunk.extra[row] as number,
          stack: chunk.stack[row] as number,
        })
    }
  }

  private begin(chunk: TraceEventColumns, row: number): void {
    const task = this.row(chunk, row)
    task.beginNs = chunk.time[row] as number
    this.open.set(task.task, task)
    this.tasks.push(task)
  }

  private end(chunk: TraceEventColumns, row: number): void {
    const slot = chunk.subject[row] as number
    let task = this.open.get(slot)
    if (task === undefined) {
      task = this.row(chunk, row)
      this.tasks.push(task)
    }
    task.endNs = chunk.time[row] as number
    this.open.delete(slot)
  }

  private row(chunk: TraceEventColumns, row: number): TraceTask {
    return {
      task: chunk.subject[row] as number,
      parent: chunk.extra[row] as number,
      name: chunk.string[row] as number,
      beginNs: Number.NaN,
      endNs: Number.NaN,
      goroutine: chunk.goroutine[row] as number,
      stack: chunk.stack[row] as number,
    }
  }
}
