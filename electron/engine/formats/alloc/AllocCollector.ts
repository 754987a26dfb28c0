// Allocation events as they come from whichever form, put into columns with one clock, added up, and given on in batches.
import { ALLOC_KINDS, copyAllocEvents, emptyAllocEvents } from '../../../../shared/records/index.ts'
import type { AllocEventColumns, AllocForm } from '../../../../shared/records/index.ts'
import type { IssueCounter } from '../IssueCounter.ts'
import type { ReaderHints, ReaderOutput, ReadSummary } from '../reader.ts'
import type { AllocEvent } from './eventLine.ts'
import type { EventTime } from './eventTime.ts'
import { AllocTotalsCounter } from './totals.ts'

/** Rows of a batch, and room to begin with. */
const BATCH_ROWS = 16_384
const FIRST_ROWS = 64
const MAX_TEXTS = 200_000
const MAX_ALERTS = 200

export class AllocCollector {
  private readonly output: ReaderOutput
  private readonly issues: IssueCounter
  private held: AllocEventColumns | null = null
  private readonly totals = new AllocTotalsCounter()
  private readonly texts = ['']
  private readonly textNumbers = new Map<string, number>()
  private readonly alerts: { line: number; text: string }[] = []
  private readonly forms: Partial<Record<AllocForm, number>> = {}
  private base: EventTime | null = null
  private lastNs = Number.NEGATIVE_INFINITY
  private rows = 0
  /** Of the placement; a log that cuts its times makes it larger. */
  private errorMs = 1

  private readonly lineTime: ReaderHints['lineTime']

  /** `lineTime`: of the line at hand, for events without a time of their own. */
  constructor(output: ReaderOutput, issues: IssueCounter, lineTime?: ReaderHints['lineTime']) {
    this.output = output
    this.issues = issues
    this.lineTime = lineTime
  }

  add(event: AllocEvent, line: number, form: AllocForm): void {
    this.forms[form] = (this.forms[form] ?? 0) + 1
    if (event.kind === 'alert' && this.alerts.length < MAX_ALERTS) this.alerts.push({ line, text: event.text })
    const rows = this.roomForOne()
    const row = rows.length++
    rows.timeNs[row] = this.timeOf(event.time ?? this.timeOfLine(), line)
    rows.kind[row] = ALLOC_KINDS.indexOf(event.kind)
    rows.pid[row] = event.pid
    rows.goroutine[row] = event.goroutine
    rows.size[row] = event.size
    rows.spanClass[row] = event.spanClass
    rows.address[row] = event.address
    rows.count[row] = event.count
    rows.shouldGc[row] = event.shouldGc
    rows.text[row] = this.textNumber(event.text)
    rows.line[row] = line
    this.rows++
  }

  /** The batch, with room for a row. */
  private roomForOne(): AllocEventColumns {
    // Made when the first event comes, and small: most texts have none or few.
    const rows = (this.held ??= emptyAllocEvents(FIRST_ROWS))
    if (rows.length < rows.line.length) return rows
    if (rows.length === BATCH_ROWS) {
      this.flush()
      return rows
    }
    const larger = emptyAllocEvents(Math.min(BATCH_ROWS, rows.length * 4))
    copyAllocEvents(larger, rows)
    this.held = larger
    return larger
  }

  private timeOf(time: EventTime | null, line: number): number {
    if (time === null) return Number.NaN
    this.base ??= time
    if (time.isWall !== this.base.isWall) {
      this.issues.note(
        'dataLoss',
        'alloc/mixed-clocks',
        line,
        'Times of another clock than that of the first event were left out.',
      )
      return Number.NaN
    }
    const ns = (time.ms - this.base.ms) * 1e6 + (time.ns - this.base.ns)
    if (ns < this.lastNs)
      this.issues.note(
        'note',
        'alloc/out-of-order',
        line,
        'An event is older than the one before it; events keep the order of the file.',
      )
    else this.lastNs = ns
    return ns
  }

  private timeOfLine(): EventTime | null {
    const wall = this.lineTime?.() ?? null
    if (wall !== null) this.errorMs = Math.max(this.errorMs, wall.errorMs)
    return wall && { isWall: true, ms: Math.floor(wall.ms), ns: Math.round((wall.ms % 1) * 1e6) }
  }

  private textNumber(text: string): number {
    if (text === '') return 0
    const known = this.textNumbers.get(text)
    if (known !== undefined) return known
    if (this.texts.length >= MAX_TEXTS) return 0
    const number = this.texts.push(text) - 1
    this.textNumbers.set(text, number)
    return number
  }

  private flush(): void {
    const rows = this.held
    if (rows === null || rows.length === 0) return
    this.totals.add(rows, 0, rows.length)
    this.output.allocEvents?.(rows)
    rows.length = 0
  }

  /** Null: there was no event. */
  finish(): Pick<ReadSummary, 'counts' | 'variant' | 'placement' | 'records'> | null {
    if (this.rows === 0) return null
    this.flush()
    const tables = this.totals.tables(this.texts)
    if (tables.uncounted > 0)
      this.issues.note(
        'note',
        'alloc/too-many-keys',
        1,
        'The log names more goroutines or seconds than are added up one by one; the events themselves are kept.',
        tables.uncounted,
      )
    const form = this.mainForm()
    const startMs = this.base?.isWall === true ? this.base.ms + this.base.ns / 1e6 : null
    this.output.allocTables?.({ ...tables, form, texts: this.texts, startMs, alerts: this.alerts })
    const { alerts } = this.forms
    return {
      counts: { events: this.totals.events, rows: this.rows, ...(alerts !== undefined && { alerts }) },
      variant: form,
      placement:
        startMs === null
          ? null
          : {
              startMs: startMs + this.totals.firstNs / 1e6,
              endMs: startMs + this.totals.lastNs / 1e6,
              errorMs: this.errorMs,
              basis: 'logPrefix',
            },
      records: this.rows,
    }
  }

  private mainForm(): AllocForm {
    const ordered = (Object.entries(this.forms) as [AllocForm, number][]).sort(([, a], [, b]) => b - a)
    return ordered[0]?.[0] ?? 'jsonLines'
  }
}
