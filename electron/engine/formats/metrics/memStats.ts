// runtime.MemStats, as JSON (encoding/json, expvar's `memstats`) or from the trailer of a debug=1 heap profile. Field names
// and meanings: facts/memory.md 7. PauseNs and PauseEnd are a ring of the last 256 pauses, newest at (NumGC + 255) % 256: each
// pause becomes a point at its own time, once, however many records repeat it.
import { isObject } from '../../../../shared/lib/isObject.ts'
import type { SeriesDefinition, SeriesKind } from '../../../../shared/records/index.ts'
import { canonicalOfMemStats } from './canonicalNames.ts'
import { numberOf, type JsonObject } from './JsonSplitter.ts'
import type { SeriesTable } from './SeriesTable.ts'
import { epochMs } from './times.ts'

const FIELDS: Readonly<Record<string, { kind: SeriesKind; unit: string }>> = {
  Alloc: { kind: 'gauge', unit: 'bytes' },
  TotalAlloc: { kind: 'counter', unit: 'bytes' },
  Sys: { kind: 'gauge', unit: 'bytes' },
  Lookups: { kind: 'counter', unit: 'count' },
  Mallocs: { kind: 'counter', unit: 'count' },
  Frees: { kind: 'counter', unit: 'count' },
  HeapAlloc: { kind: 'gauge', unit: 'bytes' },
  HeapSys: { kind: 'gauge', unit: 'bytes' },
  HeapIdle: { kind: 'gauge', unit: 'bytes' },
  HeapInuse: { kind: 'gauge', unit: 'bytes' },
  HeapReleased: { kind: 'gauge', unit: 'bytes' },
  HeapObjects: { kind: 'gauge', unit: 'count' },
  StackInuse: { kind: 'gauge', unit: 'bytes' },
  StackSys: { kind: 'gauge', unit: 'bytes' },
  MSpanInuse: { kind: 'gauge', unit: 'bytes' },
  MSpanSys: { kind: 'gauge', unit: 'bytes' },
  MCacheInuse: { kind: 'gauge', unit: 'bytes' },
  MCacheSys: { kind: 'gauge', unit: 'bytes' },
  BuckHashSys: { kind: 'gauge', unit: 'bytes' },
  GCSys: { kind: 'gauge', unit: 'bytes' },
  OtherSys: { kind: 'gauge', unit: 'bytes' },
  NextGC: { kind: 'gauge', unit: 'bytes' },
  LastGC: { kind: 'gauge', unit: 'time' },
  PauseTotalNs: { kind: 'counter', unit: 'ns' },
  NumGC: { kind: 'counter', unit: 'count' },
  NumForcedGC: { kind: 'counter', unit: 'count' },
  GCCPUFraction: { kind: 'gauge', unit: 'ratio' },
  EnableGC: { kind: 'info', unit: '' },
  DebugGC: { kind: 'info', unit: '' },
  // Only in the trailer of a heap profile: the largest resident set the process ever had.
  MaxRSS: { kind: 'gauge', unit: 'bytes' },
}
/** Fields that are printed one by one, by their names in small letters without underscores. */
const BY_PLAIN_NAME = new Map(
  Object.entries(FIELDS)
    .filter(([name, { kind, unit }]) => kind !== 'info' && unit !== 'time' && name !== 'MaxRSS')
    .map(([name, { unit }]) => [name.toLowerCase(), { name, unit }]),
)

/** The field of a name in small letters without underscores (`heapalloc`), and its unit. */
export const memStatsUnit = (plain: string): { name: string; unit: string } | null => BY_PLAIN_NAME.get(plain) ?? null

/** How many of the fields an object must have to be taken for MemStats. */
const ENOUGH = 6
const TELLING = ['HeapAlloc', 'HeapSys', 'HeapInuse', 'HeapIdle', 'NumGC', 'NextGC', 'TotalAlloc', 'Mallocs', 'GCSys']
const RING = 256
/** What NextGC is where no goal is set: near 2^63 and more. */
const NO_GOAL = 2 ** 62

/** All of MemStats, or a few of its fields that say what they are of. */
export function isMemStats(value: unknown): value is JsonObject {
  if (!isObject(value)) return false
  const has = (field: string): boolean => typeof value[field] === 'number'
  return (
    TELLING.filter(has).length >= ENOUGH ||
    (has('HeapAlloc') && (has('HeapSys') || has('NumGC'))) ||
    (has('HeapInuse') && has('HeapIdle')) ||
    // debug.GCStats as printedMemStats.ts gives them.
    (has('NumGC') && has('PauseTotalNs') && Array.isArray(value.PauseNs))
  )
}

/** Deeper than log packages nest their groups. */
export const MOST_GROUPS = 6

/** Every MemStats that stands in an object, at any depth, in order. */
export function memStatsIn(value: unknown, depth = 0): JsonObject[] {
  if (isMemStats(value)) return [value]
  if (depth === MOST_GROUPS || !isObject(value)) return []
  return Object.values(value).flatMap((inner) => memStatsIn(inner, depth + 1))
}

export const isMemStatsField = (name: string): boolean =>
  Object.hasOwn(FIELDS, name) || name === 'PauseNs' || name === 'PauseEnd' || name === 'BySize'

/** Where the values of one record go. */
export type ValueSink = (series: number, value: number) => void

export class MemStatsReader {
  private readonly table: SeriesTable
  private readonly timed: (series: number, atMs: number, value: number) => void
  private lastCycle = 0

  /** `timed` takes points that carry their own time: the pauses. */
  constructor(table: SeriesTable, timed: (series: number, atMs: number, value: number) => void) {
    this.table = table
    this.timed = timed
  }

  /** Gives the figures of one record; returns the end of its last GC cycle, ms since 1970, or null. */
  read(record: JsonObject, give: ValueSink): number | null {
    let lastGcMs: number | null = null
    for (const [name, { kind, unit }] of Object.entries(FIELDS)) {
      const value = numberOf(record[name])
      if (value === null) continue
      if (name === 'LastGC') {
        lastGcMs = value > 0 ? epochMs(value) : null
        if (lastGcMs !== null) give(this.define('LastGC', kind, unit), lastGcMs)
        continue
      }
      if (name === 'NextGC' && value >= NO_GOAL) continue
      give(this.define(name, kind, unit), value)
    }
    this.readSizes(record.BySize, give)
    this.readPauses(record)
    return lastGcMs
  }

  private define(field: string, kind: SeriesKind, unit: string, labels: SeriesDefinition['labels'] = {}): number {
    return this.table.define({
      name: `memstats.${field}`,
      labels,
      unit,
      kind,
      part: field.startsWith('BySize') ? 'bucket' : 'value',
      canonical: field === 'MaxRSS' ? 'process.rss.peak' : canonicalOfMemStats(field),
      help: '',
    })
  }

  private readSizes(sizes: unknown, give: ValueSink): void {
    if (!Array.isArray(sizes)) return
    for (const entry of sizes.slice(0, 128)) {
      if (!isObject(entry)) continue
      const size = numberOf(entry.Size)
      // Class 0 is large objects, which are not counted here.
      if (size === null || size === 0) continue
      for (const field of ['Mallocs', 'Frees']) {
        const value = numberOf(entry[field])
        if (value !== null) give(this.define(`BySize.${field}`, 'counter', 'count', { size: String(size) }), value)
      }
    }
  }

  private readPauses({ NumGC, PauseNs, PauseEnd }: JsonObject): void {
    const cycles = numberOf(NumGC)
    if (cycles === null || !Array.isArray(PauseNs) || !Array.isArray(PauseEnd)) return
    if (PauseNs.length !== RING || PauseEnd.length !== RING) return
    // Another process, or an older record.
    if (cycles < this.lastCycle) this.lastCycle = 0
    for (let cycle = Math.max(1, cycles - RING + 1, this.lastCycle + 1); cycle <= cycles; cycle++) {
      const index = (cycle + RING - 1) % RING
      const pause = numberOf(PauseNs[index])
      const end = numberOf(PauseEnd[index])
      const atMs = end === null ? null : epochMs(end)
      if (pause !== null && atMs !== null) this.timed(this.define('PauseNs', 'gauge', 'ns'), atMs, pause)
    }
    this.lastCycle = cycles
  }
}
