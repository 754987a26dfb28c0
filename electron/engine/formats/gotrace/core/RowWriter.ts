// Writes events into columns. Times are made strictly increasing, as Go's reader does; rows count only once they are committed,
// so that an event whose successor is broken can be taken back.
import type { TraceEventColumns } from '../../../../../shared/records/index.ts'
import { emptyTraceEventColumns, TRACE_CHUNK_EVENTS } from '../../../../../shared/records/index.ts'

/** Events one event of the wire becomes, at most: a coroutine switch is three. */
export const MAX_ROWS_PER_EVENT = 3

export class RowWriter {
  readonly columns: TraceEventColumns = emptyTraceEventColumns()
  /** Rows written, committed or not. */
  rows = 0
  /** Time of the last row. */
  last = -1
  /** Time of the event to be put. */
  time = 0.5
  private committedLast = -1

  get isFull(): boolean {
    return this.rows > TRACE_CHUNK_EVENTS - MAX_ROWS_PER_EVENT
  }

  /** The event at `time`. Its time is a field since a number with a fraction costs an allocation as an argument. */
  put(
    kind: number,
    transition: number,
    thread: number,
    proc: number,
    goroutine: number,
    subject: number,
    stack = 0,
    string = 0,
    extra = 0,
    value = 0,
    value2 = 0,
  ): void {
    const { columns } = this
    const row = this.rows++
    const at = this.time > this.last ? this.time : this.last + 1
    this.last = at
    columns.time[row] = at
    columns.kind[row] = kind
    columns.transition[row] = transition
    columns.thread[row] = thread
    columns.proc[row] = proc
    columns.goroutine[row] = goroutine
    columns.subject[row] = subject
    columns.stack[row] = stack
    columns.string[row] = string
    columns.extra[row] = extra
    columns.value[row] = value
    columns.value2[row] = value2
  }

  commit(): void {
    this.columns.length = this.rows
    this.committedLast = this.last
  }

  rollback(): void {
    this.rows = this.columns.length
    this.last = this.committedLast
  }

  /** Moves the clock on: what follows is later than `time`. Gives the time taken. */
  mark(time: number): number {
    this.last = time > this.last ? time : this.last + 1
    this.committedLast = this.last
    return this.last
  }

  clear(): void {
    this.rows = 0
    this.columns.length = 0
  }
}
