// One execution trace of the case, read as questions need it: tables, names, figures of all goroutines. What is decoded is kept as long as
// the view is; of what may be millions of rows, as much as fits a budget.
import type { TraceStackFrame } from '../../../../shared/contract/traceCalls.ts'
import type { SourceId, TraceFigures, TraceSummary, TraceTables } from '../../../../shared/records/index.ts'
import { GoState } from '../../../../shared/records/index.ts'
import { CodedError } from '../../../../shared/lib/result.ts'
import { runOut } from '../../../../shared/lib/runOut.ts'
import { framesOf, isSystemFunction, placeFrame, rootFunction } from '../../analysis/trace/frames.ts'
import { roomFor } from '../../casefile/traceBlocks.ts'
import type { BlockColumns, TraceBlockKind } from '../../casefile/traceBlocks.ts'
import type { TraceBlockRef, Traces } from '../../casefile/types.ts'
import type { StoredFigures } from '../../casefile/traceAnswerRows.ts'
import type { TraceSegment } from '../../casefile/traceSubject.ts'
import { GoroutineTable } from './GoroutineTable.ts'

/** Blocks of intervals are of many tracks; those of one part of a trace are asked for again and again. */
const HELD_BLOCKS = 16

export class TraceView {
  readonly sourceId: SourceId
  readonly traces: Traces
  readonly summary: TraceSummary
  /** Blocks that `block` had to decode so far. */
  decoded = 0
  private readonly kept = new Map<string, unknown>()

  /** Throws `casefile/no-such-source` where the source is no execution trace. */
  constructor(traces: Traces, sourceId: SourceId) {
    const summary = traces.get(sourceId)
    if (summary === null)
      throw new CodedError('casefile/no-such-source', 'This source is not an execution trace.', { sourceId })
    this.traces = traces
    this.sourceId = sourceId
    this.summary = summary
  }

  /** A value that is made once. */
  keep<Value>(name: string, make: () => Value): Value {
    const known = this.kept.get(name)
    if (known !== undefined || this.kept.has(name)) return known as Value
    const value = make()
    this.kept.set(name, value)
    return value
  }

  /** The same, made in steps; once it is made `keep` gives it, too. */
  *keepInSteps<Value>(name: string, make: () => Generator<void, Value>): Generator<void, Value> {
    if (this.kept.has(name)) return this.kept.get(name) as Value
    const value = yield* make()
    // Another question may have made it meanwhile.
    return this.keep(name, () => value)
  }

  /** All rows of a kind of blocks that several questions read. */
  table(kind: TraceBlockKind): ReturnType<Traces['table']> {
    return this.keep(`rows of ${kind}`, () => this.traces.table(this.sourceId, kind))
  }

  get tables(): TraceTables {
    return this.keep('tables', () => this.traces.tables(this.sourceId))
  }

  /** Null for traces imported before figures were kept. */
  get stored(): StoredFigures | null {
    return this.keep('figures', () => this.traces.figures().find(({ sourceId }) => sourceId === this.sourceId) ?? null)
  }
  get figures(): TraceFigures | null {
    return this.stored?.figures ?? null
  }

  /** Parts of the trace by ordinal, in its order. */
  get segments(): ReadonlyMap<number, TraceSegment> {
    return this.keep('segments', () => new Map(this.traces.segments(this.sourceId).map((of) => [of.ordinal, of])))
  }

  /** Where the trace's states begin: the start of its first generation. */
  get startNs(): number {
    return this.keep('start', () => this.traces.generations(this.sourceId)[0]?.startNs ?? this.summary.firstNs ?? 0)
  }
  get endNs(): number {
    return this.summary.lastNs ?? 0
  }

  functionName(of: number): string {
    const { functions, strings } = this.tables
    return strings[functions.name[of] ?? 0] ?? ''
  }
  functionFile(of: number): string {
    const { functions, strings } = this.tables
    return strings[functions.file[of] ?? 0] ?? ''
  }

  /** Leaf first. */
  frames(stack: number): TraceStackFrame[] {
    const { frames } = this.tables
    return Array.from(framesOf(this.tables, stack), (frame) => {
      const of = frames.function[frame] as number
      return { functionName: this.functionName(of), file: this.functionFile(of), line: frames.line[frame] as number }
    })
  }

  /** The function that says what a stack is about; '' for an empty one. */
  place(stack: number): string {
    const places = this.keep('places', () => new Map<number, string>())
    let place = places.get(stack)
    if (place === undefined) {
      const { tables } = this
      const frame = placeFrame(tables, tables.strings, stack)
      place = frame < 0 ? '' : this.functionName(tables.frames.function[frame] as number)
      places.set(stack, place)
    }
    return place
  }

  /** Root function of a stack. */
  rootOf(stack: number): number {
    return rootFunction(this.tables, stack)
  }

  get goroutines(): GoroutineTable {
    return this.keep('goroutines', () => runOut(this.goroutineSteps()))
  }
  /** The same, read in steps. */
  readGoroutines(): Generator<void, GoroutineTable> {
    return this.keepInSteps('goroutines', () => this.goroutineSteps())
  }
  private goroutineSteps(): Generator<void, GoroutineTable> {
    return GoroutineTable.read({
      blocks: this.traces.blocks(this.sourceId, 'goroutineRows'),
      read: (ref, into) => this.traces.read(ref, into),
      slots: this.summary.goroutines,
      functionOf: (startStack, seenStack) => this.rootOf(startStack || seenStack),
    })
  }

  goroutineId(slot: number): string {
    return slot === 0 ? '' : String(this.tables.goroutines.id[slot] ?? 0n)
  }
  /** '' for the task that stands for none. */
  taskId(slot: number): string {
    return slot <= 1 ? '' : String(this.tables.tasks.id[slot] ?? 0n)
  }
  procNumber(slot: number): number | null {
    return slot === 0 ? null : Number(this.tables.procs.id[slot] ?? 0n)
  }

  /** Start function of a goroutine by slot. */
  goroutineName(slot: number): string {
    const row = (this.goroutines.rowOf[slot] ?? 0) - 1
    return row < 0 ? '' : this.functionName(this.goroutines.startFunction[row] as number)
  }

  /** Slot of a goroutine's id; 0: there is none in the trace. */
  slotOfId(id: string): number {
    const wanted = /^\d{1,20}$/.test(id) ? BigInt(id) : null
    if (wanted === null) return 0
    const { id: ids, length } = this.tables.goroutines
    for (let slot = 1; slot < length; slot++) if (ids[slot] === wanted) return slot
    return 0
  }

  /** Slot of a task's id; 0: there is none in the trace. */
  slotOfTask(id: string): number {
    const wanted = /^\d{1,20}$/.test(id) ? BigInt(id) : null
    const { id: ids, length } = this.tables.tasks
    for (let slot = 2; wanted !== null && slot < length; slot++) if (ids[slot] === wanted) return slot
    return 0
  }

  isSystem(name: string): boolean {
    return isSystemFunction(name)
  }

  /** A block's columns; the last few are held. */
  block(ref: TraceBlockRef): BlockColumns {
    const held = this.keep('blocks', () => new Map<number, BlockColumns>())
    let columns = held.get(ref.id)
    if (columns === undefined) {
      columns = this.traces.read(ref)
      this.decoded++
      held.set(ref.id, columns)
      for (const oldest of held.keys()) {
        if (held.size <= HELD_BLOCKS) break
        held.delete(oldest)
      }
    }
    return columns
  }

  /** Decodes blocks of a kind one after the other; their columns may be kept. */
  eachBlock(
    kind: TraceBlockKind,
    take: (columns: Partial<BlockColumns>, rows: number, block: TraceBlockRef) => void,
  ): void {
    for (const block of this.traces.blocks(this.sourceId, kind)) take(this.traces.read(block), block.rows, block)
  }

  /** Some columns of all blocks of a kind, one after the other; those of a block hold until the next one. */
  *scan(
    kind: TraceBlockKind,
    names: readonly string[],
  ): Generator<{ columns: Readonly<Partial<BlockColumns>>; rows: number }> {
    const blocks = this.traces.blocks(this.sourceId, kind)
    const columns = roomFor(kind, blocks, names)
    for (const block of blocks) yield { columns: this.traces.read(block, columns), rows: block.rows }
  }
}

/** Names of states for people and filters. */
export const STATE_NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(GoState).map(([name, state]) => [state, state === GoState.notExist ? 'ended' : name]),
)
