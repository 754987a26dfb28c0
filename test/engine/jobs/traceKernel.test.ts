// The kernel of the import, in WebAssembly, against its reference in TypeScript: the same blocks to the byte, whatever the trace.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runOut } from '../../../shared/lib/runOut.ts'
import { FormatError } from '../../../electron/engine/formats/FormatError.ts'
import { GroupTotals, type GroupAnswers } from '../../../electron/engine/analysis/trace/GroupTotals.ts'
import { StateCounts } from '../../../electron/engine/analysis/trace/StateCounts.ts'
import { StateTracker } from '../../../electron/engine/analysis/trace/StateTracker.ts'
import { IntervalTotals } from '../../../electron/engine/analysis/trace/IntervalTotals.ts'
import type { IntervalAnswers } from '../../../electron/engine/analysis/trace/IntervalTotals.ts'
import { TypedRowPicker, type RowPicker } from '../../../electron/engine/analysis/trace/RowPicker.ts'
import { SegmentTracks, type SegmentOfTracks } from '../../../electron/engine/analysis/trace/SegmentTracks.ts'
import {
  COARSE_BUCKETS,
  GC_WORKER_CLASS,
  coarseLevel,
  hasCoarse,
} from '../../../electron/engine/analysis/trace/zoomLevel.ts'
import { packColumns } from '../../../electron/engine/casefile/columnPacker.ts'
import type { BlockColumns, TraceBlockKind } from '../../../electron/engine/casefile/traceBlocks.ts'
import { TRACE_BLOCKS } from '../../../electron/engine/casefile/traceBlocks.ts'
import { packEvents } from '../../../electron/engine/casefile/traceCodecs/events.ts'
import { packGoroutines } from '../../../electron/engine/casefile/traceCodecs/goroutines.ts'
import { packProcs } from '../../../electron/engine/casefile/traceCodecs/procs.ts'
import type { PackedBlock } from '../../../electron/engine/jobs/traceKernel/kernelInstance.ts'
import { TraceKernel, type SegmentSink } from '../../../electron/engine/jobs/traceKernel/TraceKernel.ts'
import {
  GOROUTINE_COLUMNS,
  IntervalFlag,
  RangeKind,
  TRACE_BYTE_COLUMNS,
  TRACE_FLOAT_COLUMNS,
  TRACE_UINT_COLUMNS,
  emptyTraceEventColumns,
  type GoroutineRows,
  type GroupRow,
  type TraceEventColumns,
  type TraceTables,
} from '../../../shared/records/index.ts'
import { corpusFiles, corpusPath, hasCorpus } from '../../support/corpus.ts'
import { syntheticTrace, type SyntheticOptions } from '../../support/syntheticTrace.ts'
import { readTraceInto } from '../../support/traceInto.ts'

const EVENT_COLUMNS = [...TRACE_FLOAT_COLUMNS, ...TRACE_UINT_COLUMNS, ...TRACE_BYTE_COLUMNS]
type Columns = Record<string, Uint8Array | Uint32Array | Float64Array>

interface Block {
  kind: string
  rows: number
  firstKey: number
  lastKey: number
  bytes: Buffer
}
interface Output {
  blocks: Block[]
  load: number[][]
  ranges: number[][]
  /** Stretches of segments. */
  stateCounts: number[][]
  procTimes: ReturnType<StateTracker['procTimes']> | null
  /** Rows to be looked at one by one, by chunk. */
  picked: number[][]
  /** Rows of goroutines as they were given, and what is counted of intervals. */
  goroutines: GoroutineRowsCopy[]
  counted: unknown
  groups: GroupRow[]
}
type GoroutineRowsCopy = Record<string, number[] | number[][]>

/** Rows of chunks until a block is full. */
class EventBlocks {
  private columns = emptyTraceEventColumns(65_536)
  private readonly give: (block: Block) => void

  constructor(give: (block: Block) => void) {
    this.give = give
  }

  add(chunk: TraceEventColumns): void {
    for (let from = 0; from < chunk.length;) {
      const rows = Math.min(chunk.length - from, 65_536 - this.columns.length)
      for (const name of EVENT_COLUMNS)
        this.columns[name].set(chunk[name].subarray(from, from + rows), this.columns.length)
      this.columns.length += rows
      from += rows
      if (this.columns.length === 65_536) this.flush()
    }
  }

  flush(): void {
    const { columns } = this
    const rows = columns.length
    if (rows === 0) return
    const bytes = Buffer.from(packEvents(columns as unknown as BlockColumns, 0, rows))
    this.give({ kind: 'events', rows, firstKey: columns.time[0] ?? 0, lastKey: columns.time[rows - 1] ?? 0, bytes })
    columns.length = 0
  }
}

/** Reads a trace, cut into segments of so many events; `make` takes them one way or the other. */
function play(
  path: string,
  segmentEvents: number,
  make: (family: 'v1' | 'v2', tables: TraceTables, output: Output) => Parts,
): Output {
  const output: Output = {
    blocks: [],
    load: [],
    ranges: [],
    stateCounts: [],
    procTimes: null,
    picked: [],
    goroutines: [],
    counted: null,
    groups: [],
  }
  let parts: Parts | null = null
  let tracker: StateTracker | null = null
  let [from, last, since] = [0, 0, 0]
  readTraceInto(path, {
    begin({ tables, family }) {
      parts = make(family, tables, output)
      tracker = new StateTracker(
        tables,
        family,
        {
          ...parts.sink,
          ranges(chunk) {
            const { length, ...columns } = chunk
            for (let row = 0; row < length; row++)
              output.ranges.push(Object.values(columns).map((column) => column[row] ?? -1))
          },
          load({ time, proc, work, procs, length }) {
            for (let row = 0; row < length; row++)
              output.load.push([time, proc, work, procs].map((column) => column[row] ?? -1))
          },
        },
        parts.kernel,
      )
    },
    generation({ startNs, ordinal }) {
      tracker?.start(startNs)
      if (ordinal === 0) from = last = startNs
    },
    events(chunk) {
      parts?.take(chunk)
      if (parts !== null) output.picked.push(pickedBy(parts.picker, chunk))
      tracker?.events(chunk)
      last = chunk.time[chunk.length - 1] ?? 0
      since += chunk.length
      if (since < segmentEvents) return
      tracker?.cut(last)
      parts?.segment(from, last)
      from = last
      since = 0
    },
    end() {
      tracker?.finish(last)
      output.procTimes = tracker?.procTimes() ?? null
      parts?.totals.finish()
      output.counted = parts && countedBy(parts.totals)
      output.groups = parts?.groups.groups() ?? []
      parts?.segment(from, last)
    },
  })
  return output
}

interface Parts {
  kernel: TraceKernel | null
  picker: RowPicker
  totals: IntervalAnswers
  groups: GroupAnswers
  sink: ConstructorParameters<typeof StateTracker>[2]
  take(chunk: TraceEventColumns): void
  segment(from: number, to: number): void
}

function pickedBy(picker: RowPicker, chunk: TraceEventColumns): number[] {
  const { row, leftGoroutine, leftStack, length, hasExperiment } = picker.pick(chunk)
  const columns = [row, leftGoroutine, leftStack].flatMap((column) => [...column.subarray(0, length)])
  return [Number(hasExperiment), ...columns]
}

/** Figures of a goroutine are given alike, in rows of any number. */
const rowsInto = (output: Output) => (rows: GoroutineRows, packed: () => PackedBlock) => {
  const given: GoroutineRowsCopy = {
    ...Object.fromEntries(GOROUTINE_COLUMNS.map((name) => [name, [...rows[name].subarray(0, rows.length)]])),
    waits: rows.waits_.map((column) => [...column.subarray(0, rows.length)]),
  }
  output.goroutines.push(given)
  const block = packed()
  output.blocks.push({ ...block, kind: 'goroutineRows', bytes: Buffer.from(block.bytes) })
}

/** The same block as the general packer makes of the columns. */
function packRows(rows: GoroutineRows): PackedBlock {
  const slots = rows.slot.subarray(0, rows.length)
  const columns = [...GOROUTINE_COLUMNS.map((name) => rows[name]), ...rows.waits_]
  return {
    bytes: packColumns(columns, rows.length, { forms: columns.map(() => 'steps') }),
    rows: rows.length,
    firstKey: slots.reduce((low, slot) => Math.min(low, slot), Number.POSITIVE_INFINITY),
    lastKey: slots.reduce((high, slot) => Math.max(high, slot), Number.NEGATIVE_INFINITY),
  }
}

const countedBy = (totals: IntervalAnswers): unknown => ({
  peak: totals.peak,
  created: totals.created,
  ended: totals.ended,
  waiting: totals.waiting(),
  wakers: totals.wakers(),
  syscalls: totals.syscalls(),
  scheduling: totals.scheduling(),
})

function reference(_: 'v1' | 'v2', tables: TraceTables, output: Output): Parts {
  const groups = new GroupTotals(tables)
  const give = rowsInto(output)
  const totals = new IntervalTotals(tables, (rows) => {
    groups.add(rows)
    give(rows, () => packRows(rows))
  })
  const events = new EventBlocks((block) => output.blocks.push(block))
  let intervals: [state: number, start: number, end: number][] = []
  const goroutines = new SegmentTracks<string>({
    columns: TRACE_BLOCKS.goroutines.map(({ name }) => name),
    track: 'goroutine',
    classOf: ({ state }, row) => state?.[row] ?? 0,
  })
  const procs = new SegmentTracks<string>({
    columns: TRACE_BLOCKS.procs.map(({ name }) => name),
    track: 'proc',
    classOf: ({ activity, flags }, row) =>
      ((flags?.[row] ?? 0) & IntervalFlag.GcWorker) !== 0 ? GC_WORKER_CLASS : (activity?.[row] ?? 0),
  })
  const giveTracks = (
    kind: 'goroutines' | 'procs',
    segment: SegmentOfTracks | null,
    pack: typeof packGoroutines,
    base: number,
  ): void => {
    if (segment === null) return
    for (const { columns, rows, firstTrack, lastTrack } of segment.blocks) {
      const byName = Object.fromEntries(TRACE_BLOCKS[kind].map(({ name }, index) => [name, columns[index]]))
      const bytes = Buffer.from(pack(byName as BlockColumns, 0, rows, base))
      output.blocks.push({ kind, rows, firstKey: firstTrack, lastKey: lastTrack, bytes })
    }
    giveIndex(kind === 'goroutines' ? 'goroutine' : 'proc', segment, output)
  }
  return {
    kernel: null,
    picker: new TypedRowPicker(),
    totals,
    groups,
    sink: {
      goroutines(chunk) {
        totals.add(chunk)
        const { state, start, end } = chunk
        for (let row = 0; row < chunk.length; row++) intervals.push([state[row] ?? 0, start[row] ?? 0, end[row] ?? 0])
        goroutines.add(chunk as unknown as Columns & { length: number })
      },
      rangeEnded: (kind, goroutine, ns) => noteRange(totals, kind, goroutine, ns),
      procs: (chunk) => procs.add(chunk as unknown as Columns & { length: number }),
    },
    take: (chunk) => events.add(chunk),
    segment(from, to) {
      events.flush()
      const counts = new StateCounts(from, to)
      for (const interval of intervals) counts.add(...interval)
      counts.give((row) => output.stateCounts.push(row))
      intervals = []
      giveTracks('goroutines', goroutines.finish(from, to), packGoroutines, from)
      giveTracks('procs', procs.finish(from, to), packProcs, from)
    },
  }
}

/** The blocks of a segment's index: tracks, levels, coarse levels. */
function giveIndex(of: 'goroutine' | 'proc', { tracks, levels }: SegmentOfTracks, output: Output): void {
  const { track, levelStart, levelBits } = tracks
  const put = (kind: TraceBlockKind, columns: BlockColumns, rows: number, firstKey: number, lastKey: number): void => {
    const specs = TRACE_BLOCKS[kind]
    const list = specs.map(({ name }) => columns[name] ?? new Uint8Array(0))
    const bytes = Buffer.from(packColumns(list, rows, { forms: specs.map(({ form }) => form) }))
    output.blocks.push({ kind, rows, firstKey, lastKey, bytes })
  }
  put(`${of}Tracks`, { ...tracks }, track.length, track[0] ?? 0, track.at(-1) ?? 0)
  if (levels.length > 0) put(`${of}Levels`, { level: levels }, levels.length, 0, levels.length)
  const finer = [...track.keys()].filter((row) => hasCoarse(levelBits[row] ?? 0))
  if (finer.length === 0) return
  const coarse = finer.map((row) => {
    const into = new Uint8Array(COARSE_BUCKETS)
    coarseLevel(levels, levelStart[row] ?? 0, levelBits[row] ?? 0, into)
    return into
  })
  const known = Uint32Array.from(finer, (row) => track[row] ?? 0)
  const buckets = Array.from(
    { length: COARSE_BUCKETS },
    (_, bucket) => [`bucket${bucket}`, Uint8Array.from(coarse, (into) => into[bucket] ?? 0)] as const,
  )
  const columns = { track: known, ...Object.fromEntries(buckets) }
  put(`${of}Coarse`, columns, known.length, known[0] ?? 0, known.at(-1) ?? 0)
}

function noteRange(totals: IntervalAnswers, kind: number, goroutine: number, ns: number): void {
  if (kind === RangeKind.markAssist) totals.addAssist(goroutine, ns)
  else if (kind === RangeKind.sweep) totals.addSweep(goroutine, ns)
}

function inKernel(family: 'v1' | 'v2', tables: TraceTables, output: Output): Parts {
  const put = (kind: string) => (block: PackedBlock) =>
    output.blocks.push({ ...block, kind, bytes: Buffer.from(block.bytes) })
  const kernel = new TraceKernel(family, tables, { goroutines: rowsInto(output), events: put('events') })
  const segment = (of: string): SegmentSink => ({
    intervals: put(`${of}s`),
    tracks: put(`${of}Tracks`),
    levels: put(`${of}Levels`),
    coarse: put(`${of}Coarse`),
  })
  return {
    kernel,
    picker: kernel,
    totals: kernel.totals,
    groups: kernel.totals,
    sink: { rangeEnded: (kind, goroutine, ns) => noteRange(kernel.totals, kind, goroutine, ns) },
    take: (chunk) => kernel.take(chunk),
    segment(from, to) {
      kernel.flushEvents()
      runOut(kernel.goroutineSegment(from, to, segment('goroutine')))
      kernel.stateCounts((row) => output.stateCounts.push([...row]))
      runOut(kernel.procSegment(from, to, segment('proc')))
    },
  }
}

function compare(path: string, segmentEvents: number): void {
  const expected = play(path, segmentEvents, reference)
  const given = play(path, segmentEvents, inKernel)
  expect(given.load).toEqual(expected.load)
  expect(given.ranges).toEqual(expected.ranges)
  expect(given.stateCounts).toEqual(expected.stateCounts)
  expect(given.picked).toEqual(expected.picked)
  expect(given.procTimes).toEqual(expected.procTimes)
  expect(given.counted).toEqual(expected.counted)
  expect(given.groups).toEqual(expected.groups)
  expect(given.goroutines).toEqual(expected.goroutines)
  expect(given.blocks.map(({ kind, rows, firstKey, lastKey }) => ({ kind, rows, firstKey, lastKey }))).toEqual(
    expected.blocks.map(({ kind, rows, firstKey, lastKey }) => ({ kind, rows, firstKey, lastKey })),
  )
  given.blocks.forEach(({ kind, bytes }, index) =>
    expect(bytes.equals(expected.blocks[index]?.bytes ?? Buffer.alloc(0)), `bytes of block ${index}, ${kind}`).toBe(
      true,
    ),
  )
}

function written(options: SyntheticOptions): string {
  const path = join(mkdtempSync(join(tmpdir(), 'heapcase-kernel-')), 'written.trace')
  writeFileSync(path, Buffer.concat([...syntheticTrace(options)].map((piece) => piece.slice())))
  return path
}

describe('the kernel of an import gives what its reference gives', () => {
  describe.skipIf(!hasCorpus)('of real traces', () => {
    it.each(corpusFiles('exectrace'))('%s', (name) => {
      try {
        readTraceInto(corpusPath(name), {})
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(FormatError) // one that has nothing to give
        return
      }
      compare(corpusPath(name), 20_000)
    })
  })

  it.each<SyntheticOptions>([
    { version: 22, generations: 3, generationBytes: 400_000 },
    { version: 26, generations: 2, generationBytes: 900_000, threads: 40, goroutines: 300 },
    { version: 26, generations: 4, generationBytes: 90_000, goroutines: 9000 },
  ])('of %o', (options) => {
    compare(written(options), 30_000)
    compare(written(options), Number.POSITIVE_INFINITY)
  })

  it('and rows that are looked at stay the same while the kernel packs others and its memory grows', () => {
    let checked = 0
    let kernel: TraceKernel | null = null
    readTraceInto(written({ version: 26, generations: 1, generationBytes: 200_000 }), {
      begin({ tables, family }) {
        kernel = new TraceKernel(family, tables, { goroutines: () => undefined, events: () => undefined })
      },
      events(chunk) {
        if (kernel === null) return
        kernel.take(chunk)
        const picked = kernel.pick(chunk)
        const before = [...picked.row.subarray(0, picked.length)]
        const rows = 1_000_000 * ++checked
        const column = Float64Array.from({ length: rows }, (_, row) => row % 3)
        const packed = Buffer.from(kernel.packer.pack('metrics', { time: column, kind: column, value: column }, rows))
        expect(packed.length).toBeGreaterThan(rows)
        expect([...picked.row.subarray(0, picked.length)]).toEqual(before)
        kernel.take(chunk)
        const again = kernel.pick(chunk)
        expect([...again.row.subarray(0, again.length)]).toEqual(before)
      },
    })
    expect(checked).toBeGreaterThan(0)
  })
})
