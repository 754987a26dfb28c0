// How the parts of an execution trace are laid out in blocks: which columns, of which element, in which form. One list for writing and
// reading; a change of it is a new kind of block, never a change of a kind that files have.
import {
  GOROUTINE_COLUMNS,
  GROUP_FIGURES,
  GROUP_SUMS,
  SPAN_COLUMNS,
  SPAN_CYCLE_COLUMNS,
  WAIT_CLASSES,
} from '../../../shared/records/index.ts'
import type { BlockColumn, BlockLayout, ColumnForm } from './columnPacker.ts'
import { compressed, packBlock } from './columnPacker.ts'
import { unpackBlock, unpackColumns, withDecompressed } from './columnUnpacker.ts'
import { packEvents, unpackEvents } from './traceCodecs/events.ts'
import { mayEndWaits, packGoroutines, unpackGoroutines } from './traceCodecs/goroutines.ts'
import { packProcs, unpackProcs } from './traceCodecs/procs.ts'

type Element = 'u8' | 'u32' | 'f64'
interface ColumnSpec {
  readonly name: string
  readonly element: Element
  readonly form: ColumnForm
}

const u8 = (name: string): ColumnSpec => ({ name, element: 'u8', form: 'bytes' })
const u32 = (name: string, form: ColumnForm = 'small'): ColumnSpec => ({ name, element: 'u32', form })
const f64 = (name: string, form: ColumnForm = 'steps'): ColumnSpec => ({ name, element: 'f64', form })
/** A 64-bit id in two columns. */
const id64 = (name: string): ColumnSpec[] => [u32(`${name}Low`, 'steps'), u32(`${name}High`)]

/** Of tracks with zoom levels of more buckets than these. */
const COARSE: readonly ColumnSpec[] = [
  u32('track', 'steps'),
  ...Array.from({ length: 16 }, (_, bucket) => u8(`bucket${bucket}`)),
]
const OVERVIEW: readonly ColumnSpec[] = [u32('segment', 'steps'), ...COARSE]

const OF_TRACKS: readonly ColumnSpec[] = [
  u32('track', 'steps'),
  u32('firstRow', 'steps'),
  u32('rows'),
  u32('levelStart', 'steps'),
  u8('levelBits'),
  // Class of its first interval: of a track with one, all there is to draw.
  u8('firstClass'),
]

/** Columns by kind of block, in the order they are packed. */
export const TRACE_BLOCKS = {
  /** Events in order (shared/records/traceEvents.ts). Keys: times. */
  events: [
    f64('time'),
    u8('kind'),
    u8('transition'),
    u32('thread'),
    u32('proc'),
    u32('goroutine'),
    u32('subject', { near: 5 }),
    u32('stack'),
    u32('string'),
    u32('extra'),
    f64('value'),
    f64('value2'),
  ],
  /** Intervals of goroutines by slot, then time (traceIntervals.ts). Keys: slots. */
  goroutines: [
    u32('goroutine', 'steps'),
    u8('state'),
    u8('from'),
    u8('flags'),
    f64('start'),
    f64('begin', { near: 4 }),
    f64('end', { near: 4 }),
    u32('reason'),
    u32('stack'),
    u32('proc'),
    u32('thread'),
    u32('waker'),
    u32('wakerStack'),
    f64('stwNs'),
    f64('gcNs'),
    f64('fullNs'),
    f64('markNs'),
  ],
  /** Where each goroutine's intervals of a segment are. Keys: slots. */
  goroutineTracks: OF_TRACKS,
  /** Zoom levels of a segment's goroutines (analysis/trace/zoomLevel.ts). */
  goroutineLevels: [u8('level')],
  /**
   * What these come to in few buckets, of all segments together: a look at the whole trace reads a few blocks that lie side by side. By segment,
   * then slot. Keys: ordinals of segments.
   */
  goroutineOverview: OVERVIEW,
  /** The same, segment by segment, in cases written before there were overviews. Keys: slots. */
  goroutineCoarse: COARSE,
  procs: [
    u32('proc', 'steps'),
    u8('activity'),
    u8('flags'),
    f64('start'),
    f64('begin', { near: 3 }),
    f64('end', { near: 3 }),
    u32('goroutine'),
    u32('thread'),
  ],
  procTracks: OF_TRACKS,
  procLevels: [u8('level')],
  procOverview: OVERVIEW,
  procCoarse: COARSE,
  /** Ranges in the order of their ends. Keys: ends. */
  ranges: [
    u8('kind'),
    u8('flags'),
    f64('end'),
    f64('begin', { near: 2 }),
    u32('goroutine'),
    u32('proc'),
    u32('string'),
    u32('stack'),
    f64('value'),
    f64('value2'),
  ],
  /** The collector's load (CollectorLoad). Keys: times. */
  load: [f64('time'), u32('proc'), u8('work'), u32('procs')],
  /** Live heap, heap goal and GOMAXPROCS as they were told: kinds HeapAlloc, HeapGoal, ProcsChange. Keys: times. */
  metrics: [f64('time'), u8('kind'), f64('value')],
  /**
   * How many goroutines were in a state, stretch by stretch: time of all of them together, ns, over `length` ns from `time` on
   * (analysis/trace/StateCounts.ts). Keys: times.
   */
  stateCounts: [f64('time'), f64('length'), f64('running'), f64('runnable'), f64('waiting'), f64('syscall')],
  /** CPU samples. Keys: times. */
  samples: [f64('time'), u32('thread'), u32('proc'), u32('goroutine'), u32('stack')],
  /** A row per goroutine, in the order of their ends (traceGoroutine.ts); `wait.<class>` is time. Keys: lowest and highest slot. */
  goroutineRows: [...GOROUTINE_COLUMNS.map((name) => f64(name)), ...WAIT_CLASSES.map((name) => f64(`wait.${name}`))],
  /** One row: what is said of all goroutines together (goroutineQuality.ts). */
  goroutineQuality: [f64('unnamed'), f64('fromBefore'), f64('undeterminedNs')],
  /** Totals of all goroutines by figure, a row each (GoroutineSums.ts). */
  goroutineSums: [f64('sum', 'exact'), f64('min', 'exact'), f64('max', 'exact')],
  /** User tasks in the order of their ends, those that do not end last; logs in the order of time. Keys: lowest and highest slot; times. */
  tasks: [
    u32('task', 'steps'),
    u32('parent'),
    u32('name'),
    f64('beginNs'),
    f64('endNs'),
    u32('goroutine'),
    u32('endGoroutine'),
    u32('stack'),
  ],
  logs: [f64('timeNs'), u32('task'), u32('goroutine'), u32('category'), u32('message'), u32('stack')],
  /** Goroutines by start function (traceGroup.ts): a row per group, then one per group, figure and bucket. */
  groups: [
    u32('function'),
    f64('goroutines'),
    f64('created'),
    f64('ended'),
    ...GROUP_FIGURES.flatMap((name) => ['count', 'sum', 'min', 'max'].map((part) => f64(`${name}.${part}`))),
    ...GROUP_SUMS.map((name) => f64(name)),
    ...WAIT_CLASSES.map((name) => f64(`wait.${name}`)),
  ],
  groupHistograms: [u32('count')],
  /** Alloc/free experiment (traceAlloc.ts): lives of spans in the order of their ends, kinds of spans at each GC cycle. Keys: row numbers. */
  spans: SPAN_COLUMNS.map((name) => f64(name)),
  spanCycles: SPAN_CYCLE_COLUMNS.map((name) => f64(name)),
  /** Tables of the whole trace. Texts and functions are ids of the case's tables. */
  strings: [u32('id', 'steps')],
  functions: [u32('id', 'steps')],
  frames: [...id64('pc'), u32('function', 'steps'), u32('line', 'steps')],
  stacks: [u32('start', 'steps')],
  stackFrames: [u32('frame', 'steps')],
  goroutineIds: id64('id'),
  threadIds: id64('id'),
  procIds: id64('id'),
  taskIds: id64('id'),
  types: [u32('name'), ...id64('address'), f64('size'), f64('pointerBytes')],
} as const satisfies Record<string, readonly ColumnSpec[]>

export type TraceBlockKind = keyof typeof TRACE_BLOCKS

/** Columns of a block by name. */
export type BlockColumns = Record<string, BlockColumn>

const LAYOUTS = new Map<string, BlockLayout>(
  Object.entries(TRACE_BLOCKS).map(([kind, specs]) => [kind, { forms: specs.map(({ form }) => form) }]),
)

/** Kinds with a form of their own (traceCodecs/): the forms of their columns above mean nothing. */
const GOROUTINES: BlockCodec = {
  pack: (columns, from, to) => packGoroutines(columns, from, to, columns['start']?.[from] ?? 0),
  unpack: (bytes, columns, rows) => unpackGoroutines(bytes, columns, rows) >= 0,
  maxRowBytes: 160,
}
const CODECS: Partial<Record<TraceBlockKind, BlockCodec>> = {
  events: { pack: packEvents, unpack: unpackEvents, maxRowBytes: 80 },
  goroutines: GOROUTINES,
  procs: {
    pack: (columns, from, to) => packProcs(columns, from, to, columns['start']?.[from] ?? 0),
    unpack: unpackProcs,
    maxRowBytes: 80,
  },
}
interface BlockCodec {
  pack(columns: Readonly<BlockColumns>, from: number, to: number): Uint8Array
  unpack(bytes: Uint8Array, columns: Readonly<BlockColumns>, rows: number): boolean
  maxRowBytes: number
}

/** What `use` makes of what a codec unpacks; null: damaged. */
const withPacked = <Result>(
  { maxRowBytes }: BlockCodec,
  content: Uint8Array,
  rows: number,
  use: (bytes: Uint8Array) => Result,
): Result | null => withDecompressed(content, rows * maxRowBytes + 64, use)

/** What a codec packed, as it is kept. */
export const compressTraceBlock = compressed

/** Rows `from … to` of columns as one block. */
export function packTraceBlock(
  kind: TraceBlockKind,
  columns: Readonly<BlockColumns>,
  from: number,
  to: number,
): Uint8Array {
  const codec = CODECS[kind]
  if (codec) return compressed(codec.pack(columns, from, to))
  const specs: readonly ColumnSpec[] = TRACE_BLOCKS[kind]
  const list = specs.map(({ name, element }) => {
    const column = columns[name]
    if (column === undefined) throw new TypeError(`a block of ${kind} has no column ${name}`)
    return asElement(column.subarray(from, to), element)
  })
  return packBlock(list, to - from, LAYOUTS.get(kind) as BlockLayout)
}

/**
 * Null: the block is damaged. `into`: columns of this kind, with room for its rows, to be filled instead of new ones; those that are not
 * among them are passed over.
 */
export function unpackTraceBlock(
  kind: TraceBlockKind,
  content: Uint8Array,
  rows: number,
  into?: BlockColumns,
): BlockColumns | null {
  const columns = into ?? columnsFor(kind, rows)
  const codec = CODECS[kind]
  if (codec) {
    return withPacked(codec, content, rows, (bytes) => codec.unpack(bytes, columns, rows)) ? columns : null
  }
  return unpackBlock(content, inOrder(kind, columns), rows, LAYOUTS.get(kind) as BlockLayout) ? columns : null
}

/**
 * Columns of a kind with room for so many rows: all, or those named and what they are told by. Kinds with a form of their own are always
 * read as a whole.
 */
export function columnsFor(kind: TraceBlockKind, rows: number, names?: readonly string[]): BlockColumns {
  const specs: readonly ColumnSpec[] = TRACE_BLOCKS[kind]
  const wanted = new Set<string>(CODECS[kind] || !names ? specs.map(({ name }) => name) : names)
  // A reference lies before what it tells.
  for (const { name, form } of specs.toReversed())
    if (wanted.has(name) && typeof form === 'object') wanted.add((specs[form.near] as ColumnSpec).name)
  return Object.fromEntries(
    specs.filter(({ name }) => wanted.has(name)).map(({ name, element }) => [name, newColumn(element, rows)]),
  )
}

/** Columns that have room for any one of these blocks. */
export const roomFor = (
  kind: TraceBlockKind,
  blocks: readonly { rows: number }[],
  names?: readonly string[],
): BlockColumns =>
  columnsFor(
    kind,
    blocks.reduce((most, { rows }) => Math.max(most, rows), 0),
    names,
  )

const inOrder = (kind: TraceBlockKind, columns: Readonly<Partial<BlockColumns>>): (BlockColumn | undefined)[] =>
  TRACE_BLOCKS[kind].map(({ name }: ColumnSpec) => columns[name])

/** Fills columns of goroutines' intervals where a goroutine may have ended waits of the block. `none`: it ended none; null: the block is damaged. */
export function unpackWaitsEndedBy(
  waker: number,
  content: Uint8Array,
  rows: number,
  into: BlockColumns,
): 'read' | 'none' | null {
  return withPacked(GOROUTINES, content, rows, (bytes) => {
    if (!mayEndWaits(bytes, waker)) return 'none'
    return GOROUTINES.unpack(bytes, into, rows) ? 'read' : null
  })
}

/** Fills columns of goroutines' intervals with those of goroutines up to this one; gives how many rows these are. Null: the block is damaged. */
export function unpackUpTo(goroutine: number, content: Uint8Array, rows: number, into: BlockColumns): number | null {
  const filled = withPacked(GOROUTINES, content, rows, (bytes) => unpackGoroutines(bytes, into, rows, goroutine)) ?? -1
  return filled < 0 ? null : filled
}

/** What the import's kernel packed, before compression, of a kind without a form of its own. Null: these are not the bytes of such columns. */
export function unpackTraceColumns(kind: TraceBlockKind, bytes: Uint8Array, rows: number): BlockColumns | null {
  const columns = columnsFor(kind, rows)
  return unpackColumns(bytes, inOrder(kind, columns), rows, LAYOUTS.get(kind) as BlockLayout) ? columns : null
}

const newColumn = (element: Element, rows: number): BlockColumn =>
  element === 'u8' ? new Uint8Array(rows) : element === 'u32' ? new Uint32Array(rows) : new Float64Array(rows)

/** Narrow columns (Uint16) are kept as wider ones. */
function asElement(column: BlockColumn | Uint16Array, element: Element): BlockColumn {
  if (element === 'u8' && column instanceof Uint8Array) return column
  if (element === 'u32' && column instanceof Uint32Array) return column
  if (element === 'f64' && column instanceof Float64Array) return column
  return element === 'u32' ? Uint32Array.from(column) : Float64Array.from(column)
}

/** 64-bit ids in the two columns of `id64`. */
export function splitIds(ids: BigUint64Array, length: number): { low: Uint32Array; high: Uint32Array } {
  const words = new Uint32Array(ids.buffer, ids.byteOffset, length * 2)
  const low = new Uint32Array(length)
  const high = new Uint32Array(length)
  for (let row = 0; row < length; row++) {
    low[row] = words[row * 2] as number
    high[row] = words[row * 2 + 1] as number
  }
  return { low, high }
}

export function joinIds(low: ArrayLike<number>, high: ArrayLike<number>): BigUint64Array {
  const ids = new BigUint64Array(low.length)
  const words = new Uint32Array(ids.buffer)
  for (let row = 0; row < low.length; row++) {
    words[row * 2] = low[row] as number
    words[row * 2 + 1] = high[row] as number
  }
  return ids
}
