// What the dumps of one file have in common: the tables their rows refer to, the list of dumps, what was counted. One state
// machine per output of a process (DumpMachine) writes into it.
import { NO_SITE, POINTERS_PER_GOROUTINE, emptyDumpRows, goroutineStatus } from '../../../../shared/records/index.ts'
import type {
  AncestorRecord,
  DumpRecord,
  DumpTables,
  DumpRows,
  GoroutineState,
  WallPlacement,
} from '../../../../shared/records/index.ts'
import type { IssueCounter } from '../IssueCounter.ts'
import { textOf } from './bytes.ts'
import { headerLabels } from './header.ts'
import { StackTable } from './StackTable.ts'
import { TextTable } from './TextTable.ts'
import type { LineContext } from '../logs/consumer.ts'
import type { WallTime } from '../logs/wallTime.ts'
import { functionHint, statusHint } from './versions.ts'
import type { VersionHints } from './versions.ts'

/** Dumps of one file; a service that prints a stack per error may write more. */
export const MAX_DUMPS = 20_000
const MAX_STATUSES = 4096
const MAX_LABEL_SETS = 100_000
const MAX_ANCESTORS = 200_000
/** Rows handed on at once. */
export const BATCH_ROWS = 16_384

/** Time stamps of a dump's first and last line. */
export type DumpTime = Pick<LineContext, 'wallMs' | 'resolutionMs' | 'hasYear' | 'hasZone'> & { lastMs: number }

/** Takes rows of a dump; the arrays are reused after the call. */
export type RowSink = (dumpOrdinal: number, rows: DumpRows) => void

export class DumpBuilder {
  readonly texts = new TextTable()
  readonly stacks = new StackTable()
  readonly dumps: { record: DumpRecord; time: DumpTime | null }[] = []
  private readonly statusTexts = new TextTable()
  private readonly labelTexts = new TextTable()
  private readonly labelSets: DumpTables['labelSets'] = [[]]
  /** Label texts are one set each; several may be the same pairs in another order, as the program wrote them. */
  private readonly labelSetOf: number[] = [0]
  private readonly siteNumbers = new Map<number, number>()
  private readonly sites: number[] = []
  private readonly ancestors: AncestorRecord[] = []
  private readonly sink: RowSink
  /** By number of the function's name, and of the status. */
  private readonly functionHints: number[] = []
  private readonly statusHints: number[] = []
  private readonly mains: boolean[] = []
  private readonly statusNames: string[] = []
  private readonly states: GoroutineState[] = []
  private dumpsBegun = 0
  headers = 0
  /** Rows and statedTotal of debug=1 texts. */
  countRecords = 0
  statedTotal: number | null = null
  firstMessage: string | null = null

  readonly issues: IssueCounter

  constructor(sink: RowSink, issues: IssueCounter) {
    this.sink = sink
    this.issues = issues
  }

  /** Ordinal for a new dump; 0 where there are too many. */
  beginDump(line: number): number {
    if (this.dumpsBegun >= MAX_DUMPS) {
      this.issues.note(
        'dataLoss',
        'goroutines/too-many-dumps',
        line,
        `The file holds more than ${MAX_DUMPS} dumps; further ones were left out.`,
      )
      return 0
    }
    return ++this.dumpsBegun
  }

  give(ordinal: number, rows: DumpRows): void {
    if (rows.length > 0 && ordinal > 0) this.sink(ordinal, rows)
    rows.length = 0
  }

  siteOf(frame: number): number {
    const known = this.siteNumbers.get(frame)
    if (known !== undefined) return known
    this.siteNumbers.set(frame, this.sites.length)
    return this.sites.push(frame) - 1
  }

  statusOf(bytes: Uint8Array, from: number, to: number): number {
    const id = this.statusTexts.idOf(bytes, from, Math.min(to, from + 200))
    if (id >= 0 && id < MAX_STATUSES) return id
    return 0
  }

  statusText(status: number): string {
    return (this.statusNames[status] ??= this.statusTexts.textOf(status))
  }

  stateOf(status: number): GoroutineState {
    return (this.states[status] ??= goroutineStatus(this.statusText(status)).state)
  }

  /** Labels in braces, as a header or a debug=1 record has them. */
  labelSetFor(bytes: Uint8Array, from: number, to: number): number {
    if (to <= from) return 0
    const id = this.labelTexts.idOf(bytes, from, to)
    if (id < 0) return 0
    const known = this.labelSetOf[id]
    if (known !== undefined) return known
    const labels = this.labelSets.length >= MAX_LABEL_SETS ? [] : headerLabels(textOf(bytes, from, to))
    const set = labels.length === 0 ? 0 : this.labelSets.push(labels) - 1
    this.labelSetOf[id] = set
    return set
  }

  addAncestor(record: AncestorRecord): void {
    if (this.ancestors.length < MAX_ANCESTORS) this.ancestors.push(record)
  }

  /** Whether the frame of a site is a program's, not the runtime's own. */
  isUserSite(site: number): boolean {
    const frame = this.sites[site]
    if (frame === undefined) return false
    return !/^runtime[./]/.test(this.texts.textOf(this.stacks.functionOf(frame)))
  }

  /** Marks of a stack that tell the Go version, and the program where a function of package main is in it. */
  hintStack(dump: { hints: VersionHints; program: string | null }, stack: number): void {
    const { hints } = dump
    for (const { fn, file } of this.stacks.framesOf(stack)) {
      if (dump.program === null && file !== 0 && this.isMain(fn)) dump.program = folderOf(this.texts.textOf(file))
      hints.add((this.functionHints[fn] ??= functionHint(this.texts.textOf(fn))))
      if (file !== 0) hints.addFile(this.texts.textOf(file))
    }
  }

  private isMain(fn: number): boolean {
    return (this.mains[fn] ??= this.texts.textOf(fn).startsWith('main.'))
  }

  hintStatus(hints: VersionHints, status: number): void {
    hints.add((this.statusHints[status] ??= statusHint(this.statusText(status))))
  }

  noteFull(line: number): void {
    this.issues.note(
      'dataLoss',
      'goroutines/too-many-stacks',
      line,
      'The file holds more different functions or stacks than are kept; goroutines beyond have no stack.',
    )
  }

  /** `placed`: the moment a time stamp tells of, known only when the whole file was read. */
  tables(placed: (time: DumpTime) => WallTime | null): DumpTables {
    const dumps = this.dumps.map(({ record, time }): DumpRecord => {
      const wall = time && placed(time)
      const placement: WallPlacement | null = wall && {
        startMs: wall.ms,
        endMs: wall.ms + Math.max(0, time.lastMs - time.wallMs),
        errorMs: wall.errorMs,
        basis: 'logPrefix',
      }
      return { ...record, placement }
    })
    dumps.sort((a, b) => a.ordinal - b.ordinal)
    return {
      dumps,
      stacks: this.stacks.tables(this.texts),
      statuses: this.statusTexts.texts(),
      sites: Uint32Array.from(this.sites),
      labelSets: this.labelSets,
      ancestors: this.ancestors,
      firstMessage: this.firstMessage,
    }
  }
}

/** `example.com/shop/cmd/shop/main.go` → `example.com/shop/cmd/shop` */
const folderOf = (path: string): string | null => /^(.*)[/\\][^/\\]*$/.exec(path)?.[1] ?? null

/** Rows of one dump as they come, given on in batches. */
export class RowBuffer {
  rows = emptyDumpRows(16)

  /** Index of a new row with nothing known. */
  add(): number {
    if (this.rows.length === this.rows.id.length) this.grow()
    const { rows } = this
    const row = rows.length++
    rows.id[row] = Number.NaN
    rows.count[row] = 1
    rows.status[row] = 0
    rows.waitMinutes[row] = 0
    rows.flags[row] = 0
    rows.stack[row] = 0
    rows.elided[row] = Number.NaN
    rows.site[row] = NO_SITE
    rows.creatorId[row] = Number.NaN
    rows.labelSet[row] = 0
    rows.bubble[row] = 0
    rows.thread[row] = Number.NaN
    rows.lockKind[row] = 0
    rows.lockAddress[row] = Number.NaN
    rows.pointers.fill(Number.NaN, row * POINTERS_PER_GOROUTINE, (row + 1) * POINTERS_PER_GOROUTINE)
    rows.line[row] = 0
    return row
  }

  get isFull(): boolean {
    return this.rows.length >= BATCH_ROWS
  }

  private grow(): void {
    const larger = emptyDumpRows(Math.min(BATCH_ROWS, this.rows.id.length * 4))
    const { rows } = this
    for (const [name, column] of Object.entries(rows) as [keyof DumpRows, number | Uint8Array][])
      if (typeof column !== 'number') (larger[name] as Uint8Array).set(column)
    larger.length = rows.length
    this.rows = larger
  }
}
