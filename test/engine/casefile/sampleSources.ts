// Deterministic sources: the same seed gives the same bytes, cycles and profile in any process.
import {
  GC_NUMBER_COLUMNS,
  RUNTIME_TABLES,
  RUNTIME_TABLE_NAMES,
  emptyGcCycleColumns,
  emptyRuntimeRows,
} from '../../../shared/records/index.ts'
import type {
  GcCycleColumns,
  ProcessLife,
  ProfileColumns,
  RuntimeRows,
  RuntimeTable,
  SourceId,
} from '../../../shared/records/index.ts'
import type { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { writtenProfile } from '../../support/profileBuilder.ts'

/** Numbers 0 … 2^32 − 1, the same for one seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}

/** Cycles `from` … `from + count − 1` of a life, every field filled; every 7th has no goal. */
export function sampleCycles(count: number, seed = 1, from = 1): GcCycleColumns {
  const next = randomNumbers(seed)
  const columns = emptyGcCycleColumns(count)
  columns.length = count
  for (let row = 0; row < count; row++) {
    for (const name of GC_NUMBER_COLUMNS) columns[name][row] = next() % 1_000_000
    columns.number[row] = from + row
    columns.startNs[row] = (from + row) * 1_000_000
    if (row % 7 === 0) columns.heapGoalBytes[row] = Number.NaN
    columns.trigger[row] = row % 3
    columns.isLeakCheck[row] = row % 2
  }
  return columns
}

/** Rows of a runtime table, every column filled with what it may hold. */
export function sampleRuntimeRows<Table extends RuntimeTable>(
  table: Table,
  count: number,
  seed = 1,
): RuntimeRows<Table> {
  const next = randomNumbers(seed)
  const rows = emptyRuntimeRows(table, count)
  rows.length = count
  const names: readonly string[] = RUNTIME_TABLES[table].numbers
  for (let row = 0; row < count; row++) {
    names.forEach((name, column) => {
      const values = rows.numbers[column] as Float64Array
      values[row] = name === 'form' || /^is[A-Z]/.test(name) ? next() % 2 : next() % 1_000_000
      if (name === 'wallMs') values[row] = row % 3 === 0 ? Number.NaN : 1_790_000_000_000 + next() / 1000
    })
    for (const texts of rows.texts) texts[row] = `${next() % 10} ${next() % 10}`
  }
  return rows
}

/** Used rows of columns as plain arrays, for comparing. */
export function usedRows(columns: GcCycleColumns): Record<string, number[]> {
  const entries = [...GC_NUMBER_COLUMNS, 'trigger', 'isLeakCheck'] as const
  return Object.fromEntries(entries.map((name) => [name, Array.from(columns[name].subarray(0, columns.length))]))
}

export function sampleLife(cycles: number, ordinal = 1): Omit<ProcessLife, 'id' | 'sourceId'> {
  return {
    ordinal,
    firstLine: 1,
    lastLine: cycles,
    cycles,
    firstCycle: 1,
    lastCycle: cycles,
    missingCycles: 0,
    startMs: null,
    startErrorMs: null,
    durationNs: 60e9,
    goVersions: 'go1.18+',
  }
}

/** Bytes that compress about as well as a log does. */
export function sampleBytes(length: number, seed: number): Buffer {
  const next = randomNumbers(seed)
  const lines: string[] = []
  for (let bytes = 0; bytes < length;) {
    const line = `gc ${lines.length + 1} @${next() % 1000}.${next() % 1000}s ${next() % 100}%: 0.018+1.0+0.003 ms clock, 4->4->3 MB, 5 MB goal, 8 P\n`
    lines.push(line)
    bytes += line.length
  }
  return Buffer.from(lines.join('')).subarray(0, length)
}

/** Many bytes quickly: some that hardly compress, then one line over and over. */
export function bulkyBytes(length: number, seed: number): Buffer {
  const head = sampleBytes(200_000, seed)
  return Buffer.concat([head, Buffer.alloc(length - head.length, `another line of ${seed}\n`)])
}

/** A whole log import; `cycles` in batches as a reader gives them. */
export function importLog(
  caseFile: CaseFile,
  path: string,
  seed: number,
  bytes: number | Buffer = 2000,
  cycles = 50,
): SourceId {
  const writer = caseFile.imports.begin({ kind: 'gctrace', name: path.split('/').at(-1) ?? path, path })
  const raw = typeof bytes === 'number' ? sampleBytes(bytes, seed) : bytes
  for (let at = 0; at < raw.length; at += 65_536) writer.addRaw(raw.subarray(at, at + 65_536))
  for (let from = 1; from <= cycles; from += 4096)
    writer.addCycles(1, sampleCycles(Math.min(4096, cycles - from + 1), seed, from))
  if (cycles > 0) for (const table of RUNTIME_TABLE_NAMES) writer.addRuntimeRows(1, sampleRuntimeRows(table, 5, seed))
  writer.addPart({ ordinal: 1, path: `${path}.1`, bytes: 9, sha256: 'a'.repeat(64), firstByte: 0 })
  writer.addIssue({ severity: 'note', code: 'gctrace/foreign', message: 'other lines', at: { line: 3 }, count: 2 })
  return writer.commit({
    counts: { lines: cycles, gc_lines_complete: cycles },
    variant: 'go1.18+',
    lives: cycles > 0 ? [sampleLife(cycles)] : [],
    placement: null,
    reader: 'gctrace/1',
  })
}

export function sampleProfile(seed: number, samples = 20): ProfileColumns {
  const next = randomNumbers(seed)
  return writtenProfile(
    Array.from({ length: samples }, () => ({
      stack: [`leaf${next() % 10}:${next() % 100}`, `inner${next() % 3}:4 < outer:9`, `main.main:${next() % 5}`],
      values: [next() % 100, next(), next() % 100, next()],
      ...(next() % 2 === 0 && { labels: { tenant: `t${next() % 4}` } }),
    })),
    { timeMs: 1_790_000_000_000 + seed },
  )
}

export function importProfile(caseFile: CaseFile, path: string, seed: number): SourceId {
  const writer = caseFile.imports.begin({ kind: 'profile', name: path.split('/').at(-1) ?? path, path })
  writer.addRaw(sampleBytes(500, seed))
  writer.addProfile(sampleProfile(seed))
  return writer.commit({
    counts: { samples: 20 },
    variant: 'heap',
    lives: [],
    placement: { startMs: 1_790_000_000_000, endMs: 1_790_000_000_000, errorMs: 1, basis: 'profileTime' },
    reader: 'pprof/1',
  })
}
