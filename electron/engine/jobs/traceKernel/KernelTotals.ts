// What the kernel counts of goroutines' intervals (assembly/goroutineTotals.ts, waits.ts), read back as rows.
import { byTotal } from '../../analysis/trace/DurationTable.ts'
import { hasNamedRoot, rootFunction } from '../../analysis/trace/frames.ts'
import { GoroutineExtras } from '../../analysis/trace/GoroutineExtras.ts'
import { GROUP_WIDTH, groupRows } from '../../analysis/trace/GroupTotals.ts'
import type { GroupAnswers } from '../../analysis/trace/GroupTotals.ts'
import type { IntervalAnswers } from '../../analysis/trace/IntervalTotals.ts'
import { procWaitOrigin } from '../../analysis/trace/SchedulingTotals.ts'
import { waitClassOf } from '../../analysis/trace/waitClass.ts'
import { DURATION_BUCKETS } from '../../../../shared/records/index.ts'
import type {
  BlockingRow,
  DurationFigures,
  GoroutineColumn,
  GoroutineRows,
  GroupRow,
  SchedulingRow,
  TraceTables,
  WakerRow,
} from '../../../../shared/records/index.ts'
import { GOROUTINE_COLUMNS, GROUP_FIGURES, GROUP_SUMS, WAIT_CLASSES } from '../../../../shared/records/index.ts'
import type { KernelPacker } from './KernelPacker.ts'
import type { KernelExports, PackedBlock } from './kernelInstance.ts'

/** Numbers of a row of durations.ts: 7 figures, 3 sums, 4 parts of its key in 2. */
const ROW_BYTES = 96
const SUMS = 7
const KEY_BYTES = 80
const COUNT = { peak: 0, created: 1, ended: 2 } as const

const SLOT = 0
const columnAt = (name: GoroutineColumn): number => GOROUTINE_COLUMNS.indexOf(name)

/** The rows as a block; asked for before anything else of the kernel. */
export type PackedRows = () => PackedBlock

interface CountedRow {
  figures: DurationFigures
  sums: Float64Array
  key: Uint32Array
}

export class KernelTotals implements IntervalAnswers, GroupAnswers {
  private readonly packer: KernelPacker
  private readonly wasm: KernelExports
  private readonly tables: TraceTables
  private readonly give: (rows: GoroutineRows, packed: PackedRows) => void
  private readonly extras = new GoroutineExtras()
  /** Groups by their function. */
  private readonly grouped = new Map<number, number>()

  constructor(
    packer: KernelPacker,
    wasm: KernelExports,
    tables: TraceTables,
    give: (rows: GoroutineRows, packed: PackedRows) => void,
  ) {
    this.packer = packer
    this.wasm = wasm
    this.tables = tables
    this.give = give
    GROUP_FIGURES.forEach((name, figure) => wasm.setFigureColumn(figure, name === 'lifeNs' ? -1 : columnAt(name)))
    GROUP_SUMS.forEach((name, sum) => wasm.setSumColumn(sum, columnAt(name)))
  }

  /** Asked by the kernel, once per stack and reason. */
  isNamed(stack: number): number {
    return hasNamedRoot(this.tables, stack) ? 1 : 0
  }
  waitClass(reason: number): number {
    return WAIT_CLASSES.indexOf(waitClassOf(this.tables.strings[reason] ?? ''))
  }

  groupOf(stack: number): number {
    const { grouped } = this
    const of = rootFunction(this.tables, stack)
    const group = grouped.get(of) ?? grouped.size
    grouped.set(of, group)
    return group
  }

  groups(): GroupRow[] {
    const { wasm } = this
    const { buffer } = wasm.memory
    return groupRows(
      Array.from(this.grouped, ([of, group]) => {
        const at = wasm.groupAt(group) >>> 0
        const histogramsAt = at + 8 * GROUP_WIDTH
        return [
          of,
          {
            figures: new Float64Array(buffer, at, GROUP_WIDTH),
            histograms: new Uint32Array(buffer, histogramsAt, GROUP_FIGURES.length * DURATION_BUCKETS).slice(),
          },
        ]
      }),
    )
  }

  /** Gives the rows of goroutines that have ended. */
  giveRows(): void {
    const { wasm, extras } = this
    const length = wasm.goroutineRows()
    if (length === 0) return
    const { slot, sweepNs, assistNs, assists } = this.columns(length)
    for (let row = 0; row < length; row++) {
      const extra = extras.take(slot[row] as number)
      if (extra === undefined) continue
      sweepNs[row] = extra.sweepNs
      assistNs[row] = extra.assistNs
      assists[row] = extra.assists
    }
    wasm.countGroups(length)
    // Memory may have grown: views of before hold nothing then.
    const rows = this.columns(length)
    this.give(rows, () => {
      const [firstKey, lastKey] = [wasm.lowestOf(SLOT, length), wasm.highestOf(SLOT, length)]
      return { bytes: this.packer.goroutineRows(length), rows: length, firstKey, lastKey }
    })
    wasm.clearGoroutineRows()
  }

  private columns(length: number): GoroutineRows {
    const { wasm } = this
    const column = (at: number): Float64Array =>
      new Float64Array(wasm.memory.buffer, wasm.goroutineColumnAt(at) >>> 0, length)
    const named = Object.fromEntries(GOROUTINE_COLUMNS.map((name, at) => [name, column(at)]))
    return {
      ...(named as Record<GoroutineColumn, Float64Array>),
      length,
      waits_: WAIT_CLASSES.map((_, at) => column(GOROUTINE_COLUMNS.length + at)),
    }
  }

  get peak(): number {
    return this.wasm.goroutineCount(COUNT.peak)
  }
  get created(): number {
    return this.wasm.goroutineCount(COUNT.created)
  }
  get ended(): number {
    return this.wasm.goroutineCount(COUNT.ended)
  }

  addSweep(slot: number, ns: number): void {
    this.extras.addSweep(slot, ns)
  }
  addAssist(slot: number, ns: number): void {
    this.extras.addAssist(slot, ns)
  }

  finish(): void {
    this.giveRows()
  }

  waiting(): BlockingRow[] {
    return this.blocking(this.wasm.waitTable)
  }
  syscalls(): BlockingRow[] {
    return this.blocking(this.wasm.syscallTable)
  }
  private blocking(table: WebAssembly.Global): BlockingRow[] {
    return this.rows(table)
      .map(({ figures, key: [reason = 0, stack = 0] }) => ({ reason, stack, ...figures }))
      .sort(byTotal)
  }

  wakers(): WakerRow[] {
    return this.rows(this.wasm.wakerTable)
      .map(({ figures: { count, totalNs, maxNs }, key: [reason = 0, stack = 0, wakerStack = 0, isRuntime] }) => ({
        reason,
        stack,
        wakerStack,
        isRuntime: isRuntime === 1,
        count,
        totalNs,
        maxNs,
      }))
      .sort((a, b) => b.totalNs - a.totalNs)
  }

  scheduling(): SchedulingRow[] {
    return this.rows(this.wasm.schedulingTable)
      .map(
        ({
          figures,
          sums: [stwNs = 0, gcNs = 0, fullNs = 0],
          key: [reason = 0, stack = 0, wakerStack = 0, origin = 0],
        }) => ({ reason, stack, wakerStack, ...procWaitOrigin(origin), stwNs, gcNs, fullNs, ...figures }),
      )
      .sort(byTotal)
  }

  private rows({ value }: WebAssembly.Global): CountedRow[] {
    const { wasm } = this
    const { buffer } = wasm.memory
    const table = Number(value)
    const rowsAt = wasm.tableRowsAt(table) >>> 0
    const histogramsAt = wasm.tableHistogramsAt(table) >>> 0
    return Array.from({ length: wasm.tableLength(table) }, (_, row) => {
      const at = rowsAt + row * ROW_BYTES
      const numbers = new Float64Array(buffer, at, SUMS + 3)
      const [count = 0, totalNs = 0, maxNs = 0, maxGoroutine = 0, maxBeginNs = 0, openCount = 0, openNs = 0] = numbers
      const histogram = new Uint32Array(buffer, histogramsAt + row * 4 * DURATION_BUCKETS, DURATION_BUCKETS).slice()
      return {
        figures: { count, totalNs, maxNs, maxGoroutine, maxBeginNs, openCount, openNs, histogram },
        sums: numbers.subarray(SUMS),
        key: new Uint32Array(buffer, at + KEY_BYTES, 4),
      }
    })
  }
}
