import type { JobProgress, TraceSoFar } from '../../../shared/contract/appCalls.ts'

/**
 * Progress is sent at most this often, and while `keepAlive` runs as often as whoever works lets others have their turn: four times a second
 * is promised.
 */
const INTERVAL_MS = 150
/** The rate is measured over this much of the recent past, so that a slow start is forgotten. */
const WINDOW_MS = 4000

/** Counts bytes and records of one job and tells about them in a steady rhythm. The clock is monotonic milliseconds. */
export class ProgressMeter {
  private phaseName: string
  private fileName: string | null = null
  private done = 0
  private total: number | null
  private recordCount = 0
  private sentAt = Number.NEGATIVE_INFINITY
  private samples: { at: number; done: number }[]
  private readonly send: (progress: JobProgress) => void
  private readonly now: () => number
  private timer: NodeJS.Timeout | null = null
  private traceSoFar: (() => TraceSoFar) | null = null

  constructor(
    phase: string,
    total: number | null,
    send: (progress: JobProgress) => void,
    now: () => number = () => performance.now(),
  ) {
    this.phaseName = phase
    this.total = total
    this.send = send
    this.now = now
    this.samples = [{ at: now(), done: 0 }]
  }

  /** Sends the last state again while a step works that cannot count (SQLite, printing). Stop it with `stop`. */
  keepAlive(): this {
    this.timer ??= setInterval(() => this.flush(), INTERVAL_MS)
    this.timer.unref()
    return this
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer)
    this.timer = null
  }

  /** Names what is being done; bytes go on counting unless a new total is given. */
  enter(phase: string, file: string | null = null, total?: number | null): void {
    this.phaseName = phase
    this.fileName = file
    this.traceSoFar = null
    if (total !== undefined) {
      this.total = total
      this.done = 0
      this.samples = [{ at: this.now(), done: 0 }]
    }
    this.flush()
  }

  /** The file is an execution trace: what it shows is asked each time progress is sent, until the next file. */
  describeTrace(soFar: () => TraceSoFar): void {
    this.traceSoFar = soFar
    this.flush()
  }

  add(bytes: number, records = 0): void {
    this.done += bytes
    this.recordCount += records
    if (this.now() - this.sentAt >= INTERVAL_MS) this.flush()
  }

  /** Sets the bytes done: after a file that was left early, so that the sum stays right. */
  moveTo(bytes: number): void {
    this.add(bytes - this.done)
  }

  current(): JobProgress {
    const now = this.now()
    const oldest = this.samples[0] ?? { at: now, done: 0 }
    const seconds = (now - oldest.at) / 1000
    const rate = seconds > 0 ? Math.max(0, this.done - oldest.done) / seconds : 0
    const left = this.total === null ? null : Math.max(0, this.total - this.done)
    return {
      phase: this.phaseName,
      file: this.fileName,
      bytesDone: this.done,
      bytesTotal: this.total,
      records: this.recordCount,
      bytesPerSecond: Math.round(rate),
      secondsLeft: left === null || rate === 0 ? null : left / rate,
      ...(this.traceSoFar && { trace: this.traceSoFar() }),
    }
  }

  flush(): void {
    const now = this.now()
    this.samples.push({ at: now, done: this.done })
    while (this.samples.length > 2 && now - (this.samples[1]?.at ?? now) >= WINDOW_MS) this.samples.shift()
    this.sentAt = now
    this.send(this.current())
  }
}
