import type {
  ContainerState,
  MemoryRegion,
  OomEvent,
  RegionClass,
  RegionFigure,
  SourceId,
  TimeRange,
} from '../records/index.ts'
import type { LocalText } from '../lib/localText.ts'
import type { DataRef } from './caseCalls.ts'

/** Colours of the memory classes, `remainder` hatched; `total` for the bars the others are taken from. */
export type MemoryClass = 'total' | 'live' | 'dead' | 'slack' | 'stacks' | 'meta' | 'outside' | 'remainder'

/** Statistics that belong to one process: from sources of one folder, or of one target in a scrape. */
export interface MemoryGroupInfo {
  id: string
  name: string
  fromMs: number
  toMs: number
}

/** A moment the waterfall can be drawn for, and what the case has near it. */
export interface MemoryInstant {
  groupId: string
  atMs: number
  hasContainer: boolean
  hasResident: boolean
  hasMappings: boolean
  hasRuntime: boolean
  hasLiveHeap: boolean
  hasHeapProfile: boolean
  /** Largest distance in time among the resident set, the mappings and the runtime's account near it, ms. */
  spreadMs: number
}

/** Where a figure is from, and how far in time from the instant asked for. */
export interface MemoryOrigin {
  sourceId: SourceId
  path: string
  atMs: number
  distanceMs: number
}

export interface WaterfallStep {
  id: string
  /** `total`: a whole; `part`: what is taken from it; `remainder`: what no source explains. */
  kind: 'total' | 'part' | 'remainder'
  memoryClass: MemoryClass
  title: LocalText
  /** Negative only for a remainder: sources then claim more than the whole. */
  bytes: number
  /** The bar. */
  fromBytes: number
  toBytes: number
  /** How far the figure may be off, from how fast it moves and how far its time is; null where nothing tells. */
  errorBytes: number | null
  /** Names of the counters it is made of: `HeapInuse − HeapAlloc`. */
  counter: string
  origin: MemoryOrigin | null
  note: LocalText | null
}

/** One identity that MemStats or runtime/metrics must fulfil (facts/memory.md 7). */
export interface IdentityCheck {
  /** `Sys = HeapSys + StackSys + …` */
  identity: string
  checked: number
  contradictions: number
  first: { path: string; sourceId: SourceId; atMs: number; left: number; right: number } | null
}

export interface MemoryWaterfall {
  atMs: number
  group: MemoryGroupInfo
  toleranceMs: number
  steps: WaterfallStep[]
  /** The container's limit, else GOMEMLIMIT. */
  limit: { bytes: number; title: LocalText; origin: MemoryOrigin | null } | null
  /** Of the topmost total, the share that is in no remainder, of whichever level; null: too few sources to tell. */
  explainedShare: number | null
  /** Memory the runtime has given back and the kernel still counts, with what is known of the reason. */
  released: { bytes: number; lazyFreeBytes: number | null; hugePageBytes: number | null; text: LocalText } | null
  /** What would make it complete, with the command that collects it. */
  missing: { what: LocalText; command: string }[]
  checks: IdentityCheck[]
}

/** Columns of the chart of classes over time, one buffer of Float64 values, each `rows` long; NaN where unknown. */
export const MEMORY_CLASS_COLUMNS = [
  'x',
  'live',
  'dead',
  'slack',
  'meta',
  'stacks',
  'outside',
  'resident',
  'container',
  'limit',
  'released',
  'total',
] as const
export type MemoryClassColumn = (typeof MEMORY_CLASS_COLUMNS)[number]

export interface MemoryClassChart {
  data: DataRef
  rows: number
  columns: readonly MemoryClassColumn[]
  group: MemoryGroupInfo
  /** Snapshots in the range; above the limit each bucket keeps the ones with the lowest and highest total. */
  points: number
  isDecimated: boolean
}

export interface RegionRow extends MemoryRegion {
  regionClass: RegionClass
}

export interface RegionListing {
  sourceId: SourceId
  path: string
  ordinal: number
  kind: 'smaps' | 'smaps_rollup' | 'maps'
  atMs: number | null
  regions: number
}

export interface MemoryCalls {
  'memory.instants': { params: Record<string, never>; result: { groups: MemoryGroupInfo[]; instants: MemoryInstant[] } }
  /** atMs null: the moment with most sources near it. toleranceMs null: half a minute. Null: nothing in the case says anything. */
  'memory.waterfall': {
    params: { atMs: number | null; groupId: string | null; toleranceMs: number | null }
    result: MemoryWaterfall | null
  }
  'memory.classes': {
    params: { groupId: string | null; range: TimeRange | null; maxPoints: number }
    result: MemoryClassChart | null
  }
  'memory.checks': { params: Record<string, never>; result: IdentityCheck[] }
  'memory.listings': { params: Record<string, never>; result: RegionListing[] }
  'memory.regions': {
    params: {
      sourceId: SourceId
      listing: number
      sort: RegionFigure | 'start' | 'path' | 'regionClass'
      descending: boolean
      offset: number
      limit: number
    }
    result: {
      rows: RegionRow[]
      total: number
      byClass: { regionClass: RegionClass; regions: number; rss: number; size: number }[]
    }
  }
  'memory.oomEvents': { params: Record<string, never>; result: OomEvent[] }
  'memory.containers': { params: Record<string, never>; result: ContainerState[] }
}
