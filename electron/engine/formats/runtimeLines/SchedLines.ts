// SCHED lines and, with scheddetail=1, what stands below them: one row per snapshot, one per P, goroutines counted by status and
// wait reason. Threads and goroutines are not kept one by one: a busy service has thousands, and their lines stay in the source.
import type { OpenLife } from '../gctrace/OpenLife.ts'
import type { LineContext, LogEnvironment } from '../logs/consumer.ts'
import { wallTime } from '../logs/wallTime.ts'
import { emptyRow } from './columns.ts'
import type { RowWriter } from './RowWriter.ts'
import { detail, readDetail, readSched, SCHED, SCHED_PROC, schedTexts } from './schedLine.ts'
import type { TextScan } from './TextScan.ts'

const NO_TEXTS: readonly (string | null)[] = []
/** Snapshots of different streams that are open at a time. */
const MAX_OPEN = 1000
const DEAD = 6
/** Statuses of a goroutine: runnable, running, in a system call, waiting, dead (runtime2.go). */
const STATUS_COLUMNS: Record<number, number> = {
  1: SCHED.runnableGoroutines,
  2: SCHED.runningGoroutines,
  3: SCHED.syscallGoroutines,
  4: SCHED.waitingGoroutines,
  [DEAD]: SCHED.deadGoroutines,
}

interface Snapshot {
  row: Float64Array
  life: OpenLife
  texts: readonly (string | null)[]
  /** By status and reason, once a line of scheddetail has come. */
  goroutines: Map<string, { status: number; reason: string; count: number }> | null
}

export class SchedLines {
  private readonly environment: LogEnvironment
  private readonly rows: RowWriter
  private readonly lifeAt: (atNs: number, context: LineContext) => OpenLife | null
  /** Snapshots that scheddetail may go on with, by stream. */
  private readonly open = new Map<number, Snapshot>()
  private readonly row = emptyRow('schedSnapshots')
  private readonly goroutineRow = emptyRow('schedGoroutines')

  /** `lifeAt`: whose line with this clock it is; null: no room for another life. */
  constructor(
    environment: LogEnvironment,
    rows: RowWriter,
    lifeAt: (atNs: number, context: LineContext) => OpenLife | null,
  ) {
    this.environment = environment
    this.rows = rows
    this.lifeAt = lifeAt
  }

  /** A `SCHED` line. */
  read(scan: TextScan, context: LineContext, isCut: boolean): boolean {
    const { row } = this
    if (!readSched(scan, row, isCut)) return false
    const { stream } = context
    this.end(stream)
    const life = this.lifeAt(row[SCHED.atNs] as number, context)
    if (life === null) return true
    if (life.cycles === 0) life.otherVersions = versionsOf(row)
    row[SCHED.line] = context.line
    row[SCHED.lastLine] = context.lastLine
    row[SCHED.wallMs] = wallTime(context, this.environment)?.ms ?? Number.NaN
    const texts = [schedTexts.queues, schedTexts.ticks]
    // scheddetail's line has no list, and goes on below.
    if (schedTexts.queues !== null) this.rows.add('schedSnapshots', life.ordinal, row, texts)
    else {
      if (this.open.size >= MAX_OPEN) this.finish()
      this.open.set(stream, { row: row.slice(), life, texts, goroutines: null })
    }
    return true
  }

  /** Whether lines of scheddetail may follow. */
  isOpen(stream: number): boolean {
    return this.open.has(stream)
  }

  /** A line below it. */
  readDetail(scan: TextScan, context: LineContext): boolean {
    const kind = readDetail(scan)
    if (kind === null) return false
    const snapshot = this.open.get(context.stream)
    // Lines that begin so without a SCHED line before them may be anybody's.
    if (snapshot === undefined) return true
    const { row, life } = snapshot
    row[SCHED.lastLine] = context.lastLine
    if (kind === 'P') {
      const queue = detail.row[SCHED_PROC.runQueue] as number
      detail.row[SCHED_PROC.line] = context.line
      detail.row[SCHED_PROC.snapshotLine] = row[SCHED.line] as number
      this.rows.add('schedProcs', life.ordinal, detail.row, NO_TEXTS)
      row[SCHED.localRunQueue] = orZero(row[SCHED.localRunQueue]) + queue
      row[SCHED.longestLocalRunQueue] = Math.max(orZero(row[SCHED.longestLocalRunQueue]), queue)
    } else if (kind === 'M') {
      row[SCHED.threadsWithProc] = orZero(row[SCHED.threadsWithProc]) + Number(detail.hasProc)
      row[SCHED.blockedThreads] = orZero(row[SCHED.blockedThreads]) + Number(detail.isBlocked)
      row[SCHED.lockedThreads] = orZero(row[SCHED.lockedThreads]) + Number(detail.isLocked)
    } else this.countGoroutine(snapshot)
    return true
  }

  private countGoroutine(snapshot: Snapshot): void {
    const { row } = snapshot
    const groups = (snapshot.goroutines ??= startCounting(row))
    const key = `${detail.status} ${detail.reason}`
    const group = groups.get(key)
    if (group) group.count++
    else groups.set(key, { status: detail.status, reason: detail.reason, count: 1 })
    const column = STATUS_COLUMNS[detail.status]
    if (column !== undefined) row[column] = (row[column] as number) + 1
    if (detail.status !== DEAD) row[SCHED.goroutines] = (row[SCHED.goroutines] as number) + 1
  }

  private end(stream: number): void {
    const snapshot = this.open.get(stream)
    if (snapshot === undefined) return
    this.open.delete(stream)
    const { row, life, texts, goroutines } = snapshot
    this.rows.add('schedSnapshots', life.ordinal, row, texts)
    for (const { status, reason, count } of goroutines?.values() ?? []) {
      this.goroutineRow[0] = row[SCHED.line] as number
      this.goroutineRow[1] = status
      this.goroutineRow[2] = count
      this.rows.add('schedGoroutines', life.ordinal, this.goroutineRow, [reason])
    }
  }

  finish(): void {
    for (const stream of [...this.open.keys()]) this.end(stream)
  }
}

const orZero = (value: number | undefined): number => (value === undefined || Number.isNaN(value) ? 0 : value)

function startCounting(row: Float64Array): NonNullable<Snapshot['goroutines']> {
  for (const column of [...Object.values(STATUS_COLUMNS), SCHED.goroutines]) row[column] = 0
  return new Map()
}

/** Go versions that print such a line; the lists of scheddetail do not tell 1.25 from 1.20. */
function versionsOf(row: Float64Array): string {
  if (Number.isNaN(row[SCHED.needSpinning])) return 'go1.5-1.19'
  if (schedTexts.ticks !== null) return 'go1.25+'
  return schedTexts.queues === null ? 'go1.20+' : 'go1.20-1.24'
}
