// What the Go runtime prints beside its GC cycles (facts: gctrace.md 4 to 8), as tables of numbers. Each table is declared once
// here: reader, case file, calls and window follow from the declaration. NaN in a column and null in a row say that the Go version
// of the log does not print the figure, or that it cannot be told.

interface TableSpec {
  /** Columns of numbers. `line`: 1-based line of the source; `wallMs`: collector's time of that line, epoch ms. */
  numbers: readonly string[]
  texts: readonly string[]
}

/**
 * `cycle`: number of the GC cycle that the row belongs to, in its life.
 * - Pacer rows are printed within their cycle: they belong to the next gc line of their process.
 * - A scavenger line (Go 1.14+) is printed when the sweep after a cycle ends, which may be before or after that cycle's gc line; its
 *   work was done since the line before. Lines count on from the one before, held between the cycles whose lines surround it; where
 *   lines were lost the cycle may be one off. `scvg` lines (before 1.14) come by the clock: the last cycle before them.
 * - Finalizer queues and scans are printed right after the gc line.
 */
export const RUNTIME_TABLES = {
  /** Memory given back to the operating system: `scav` (Go 1.14+) and `scvg` (Go 1.5–1.13) lines. */
  scavenges: {
    numbers: [
      'line',
      'cycle',
      'wallMs',
      /** Index into SCAVENGE_FORMS. */
      'form',
      /** Returned since the line before: by the background scavenger, before Go 1.21 all of it; `scvg`: what the line says. */
      'workBytes',
      /** Returned at allocation: memory limit, growth, FreeOSMemory. Go 1.21+. */
      'eagerBytes',
      /** Returned and not taken again, at that moment (HeapReleased). */
      'releasedBytes',
      /** HeapInuse in percent of the memory not returned, whole. */
      'utilPercent',
      /** The four further figures of `scvg` lines, whole MiB. */
      'inuseBytes',
      'idleBytes',
      'sysBytes',
      'consumedBytes',
      /** 1: debug.FreeOSMemory. */
      'isForced',
      /** 1: the scavenger's controller started afresh (Go 1.18+). */
      'isReset',
    ],
    texts: [],
  },
  /** One row per cycle of gcpacertrace: its beginning, its end and the sweep after it, each of which may be missing. */
  pacerCycles: {
    numbers: [
      'line',
      'cycle',
      'wallMs',
      /** Scan work an allocating goroutine owes per byte it allocates, as planned at the start. */
      'assistRatio',
      'startScanBytes',
      'startHeapBytes',
      'startGoalBytes',
      'dedicatedWorkers',
      'fractionalGoal',
      /** Index into PACER_FORMS; NaN: the end is missing. */
      'form',
      /** GC's share of CPU during marking, and what the pacer aims at, percent. */
      'cpuPercent',
      'expectedCpuPercent',
      /** Work done: scanned heap (all work before Go 1.18), stacks, globals; and what was expected. */
      'heapWorkBytes',
      'stackWorkBytes',
      'globalsWorkBytes',
      'expectedWorkBytes',
      /** Heap at the trigger and at the end of marking; how much the end lies above the goal. */
      'triggerBytes',
      'endBytes',
      'aboveGoalBytes',
      /** Bytes allocated per byte marked, as the pacer will assume next (Go 1.18+). */
      'consMark',
      'isReset',
      /** Before Go 1.18: heap marked by the cycle before, trigger and growth ratios. */
      'markedBeforeBytes',
      'triggerRatio',
      'endRatio',
      'goalRatio',
      'sweepHeapBytes',
      'sweepAllocatedBytes',
      'sweptPages',
      'pagesPerByte',
    ],
    texts: [],
  },
  /** One row per `SCHED` line; what scheddetail prints after it is counted beside it. */
  schedSnapshots: {
    numbers: [
      'line',
      'lastLine',
      'wallMs',
      /** Since the process began. */
      'atNs',
      'procs',
      'idleProcs',
      'threads',
      'spinningThreads',
      'needSpinning',
      'idleThreads',
      'runQueue',
      /** Over the Ps: sum and longest of their own run queues. */
      'localRunQueue',
      'longestLocalRunQueue',
      // scheddetail=1 only, from here on.
      'gcWaiting',
      'idleLockedThreads',
      'stopWait',
      'sysmonWait',
      'threadsWithProc',
      'blockedThreads',
      'lockedThreads',
      'goroutines',
      'runnableGoroutines',
      'runningGoroutines',
      'syscallGoroutines',
      'waitingGoroutines',
      'deadGoroutines',
    ],
    /** Per P, in their order, with spaces between: length of its run queue; scheduling rounds since it began (Go 1.25+). */
    texts: ['localRunQueues', 'schedTicks'],
  },
  /** scheddetail: one row per P of a snapshot. */
  schedProcs: {
    numbers: [
      'line',
      'snapshotLine',
      'proc',
      'status',
      'schedTick',
      'syscallTick',
      'thread',
      'runQueue',
      'freeGoroutines',
      'timers',
    ],
    texts: [],
  },
  /** scheddetail: how many goroutines of a snapshot had a status (runtime's number, without the scan bit) and wait reason. */
  schedGoroutines: { numbers: ['snapshotLine', 'status', 'count'], texts: ['reason'] },
  /** inittrace: one row per package that was initialised. */
  packageInits: { numbers: ['line', 'wallMs', 'atNs', 'clockNs', 'bytes', 'allocs'], texts: ['package'] },
  /** checkfinalizers=1: what waits to be run after a cycle. */
  finalizerQueues: { numbers: ['line', 'cycle', 'wallMs', 'finalizers', 'cleanups'], texts: [] },
  /** gctrace=2 (Go 1.25+): what a cycle scanned, in all (`sizeClass` null) and per size class in bytes (0: large objects). */
  gcScans: {
    numbers: [
      'line',
      'cycle',
      'sizeClass',
      'objects',
      'singleObjects',
      'sparseObjects',
      'denseObjects',
      'spans',
      'sparseSpans',
      'denseSpans',
    ],
    texts: [],
  },
} as const satisfies Record<string, TableSpec>

export type RuntimeTable = keyof typeof RUNTIME_TABLES
export const RUNTIME_TABLE_NAMES = Object.keys(RUNTIME_TABLES) as RuntimeTable[]
export type RuntimeNumber<Table extends RuntimeTable> = (typeof RUNTIME_TABLES)[Table]['numbers'][number]
export type RuntimeText<Table extends RuntimeTable> = (typeof RUNTIME_TABLES)[Table]['texts'][number]

/** `scav` up to Go 1.20 and since 1.21; `scvg` state lines, and those that only say what was released. */
export const SCAVENGE_FORMS = ['scav', 'scavBgEager', 'scvgState', 'scvgReleased'] as const
export const PACER_FORMS = ['go1.5-1.17', 'go1.18+'] as const

/** Rows of one table as columns, in the order of the declaration; `length` rows are used. */
export interface RuntimeRows<Table extends RuntimeTable = RuntimeTable> {
  table: Table
  length: number
  numbers: Float64Array[]
  texts: (string | null)[][]
}

/** One row for people: every column by its name. */
export type RuntimeRow<Table extends RuntimeTable> = Record<RuntimeNumber<Table>, number | null> &
  Record<RuntimeText<Table>, string | null>

export function emptyRuntimeRows<Table extends RuntimeTable>(table: Table, capacity: number): RuntimeRows<Table> {
  const { numbers, texts }: TableSpec = RUNTIME_TABLES[table]
  return {
    table,
    length: 0,
    numbers: numbers.map(() => new Float64Array(capacity)),
    texts: texts.map(() => []),
  }
}

/** The used rows of one column. */
export function runtimeColumn<Table extends RuntimeTable>(
  rows: RuntimeRows<Table>,
  name: RuntimeNumber<Table>,
): Float64Array {
  const spec: TableSpec = RUNTIME_TABLES[rows.table]
  return (rows.numbers[spec.numbers.indexOf(name)] ?? new Float64Array(0)).subarray(0, rows.length)
}

export function runtimeTexts<Table extends RuntimeTable>(
  rows: RuntimeRows<Table>,
  name: RuntimeText<Table>,
): readonly (string | null)[] {
  const spec: TableSpec = RUNTIME_TABLES[rows.table]
  return rows.texts[spec.texts.indexOf(name)] ?? []
}

export function runtimeRowAt<Table extends RuntimeTable>(rows: RuntimeRows<Table>, index: number): RuntimeRow<Table> {
  const spec: TableSpec = RUNTIME_TABLES[rows.table]
  const row: Record<string, number | string | null> = {}
  spec.numbers.forEach((name, column) => {
    const value = rows.numbers[column]?.[index] ?? Number.NaN
    row[name] = Number.isNaN(value) ? null : value
  })
  spec.texts.forEach((name, column) => {
    row[name] = rows.texts[column]?.[index] ?? null
  })
  return row as RuntimeRow<Table>
}

/** Appends the used rows of `source` to a copy of `target`'s; columns grow as needed. */
export function appendRuntimeRows<Table extends RuntimeTable>(
  target: RuntimeRows<Table>,
  source: RuntimeRows<Table>,
): RuntimeRows<Table> {
  const length = target.length + source.length
  let result = target
  if (length > (target.numbers[0]?.length ?? 0)) {
    result = emptyRuntimeRows(target.table, Math.max(length, target.length * 2, 64))
    result.numbers.forEach((column, index) => column.set((target.numbers[index] ?? column).subarray(0, target.length)))
    result.texts = target.texts
  }
  result.numbers.forEach((column, index) =>
    column.set((source.numbers[index] ?? column).subarray(0, source.length), target.length),
  )
  result.texts.forEach((column, index) => {
    for (let row = 0; row < source.length; row++) column[target.length + row] = source.texts[index]?.[row] ?? null
  })
  result.length = length
  return result
}
