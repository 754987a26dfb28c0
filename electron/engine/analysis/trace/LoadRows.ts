// Rows of the collector's load on their way out. A status may tell late of what holds since the trace began: its row goes before the others,
// as long as these were not given away.
import type { CollectorLoad } from '../../../../shared/records/index.ts'
import { emptyCollectorLoad } from '../../../../shared/records/index.ts'

export class LoadRows {
  private readonly rows = emptyCollectorLoad()
  private readonly give: (chunk: CollectorLoad) => void

  constructor(give: (chunk: CollectorLoad) => void) {
    this.give = give
  }

  add(time: number, proc: number, work: number, procs: number): void {
    const { rows } = this
    this.put(rows.length, time, proc, work, procs)
    if (++rows.length === rows.time.length) this.flush()
  }

  /** The proc has done this since `startNs`. */
  since(startNs: number, proc: number, work: number, procs: number): void {
    const { rows } = this
    const isNews = !rows.proc.subarray(0, rows.length).includes(proc)
    if (!isNews || rows.length === 0 || rows.length + 1 === rows.time.length) {
      this.add(rows.length === 0 ? startNs : (rows.time[rows.length - 1] as number), proc, work, procs)
      return
    }
    for (const column of [rows.time, rows.proc, rows.work, rows.procs]) column.copyWithin(1, 0, rows.length)
    rows.length++
    this.put(0, startNs, proc, work, procs)
    // GOMAXPROCS that is told first held before as well.
    for (let row = 0; row < rows.length && rows.procs[row] === 0; row++) rows.procs[row] = procs
  }

  flush(): void {
    if (this.rows.length > 0) this.give(this.rows)
    this.rows.length = 0
  }

  private put(row: number, time: number, proc: number, work: number, procs: number): void {
    const { rows } = this
    rows.time[row] = time
    rows.proc[row] = proc
    rows.work[row] = work
    rows.procs[row] = procs
  }
}
