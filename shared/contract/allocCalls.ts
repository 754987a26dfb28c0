import type {
  AllocClassTotals,
  AllocGoroutineTotals,
  AllocKind,
  AllocLog,
  AllocSecondTotals,
  SourceId,
} from '../records/index.ts'

/** One allocation event; null: not in the log. */
export interface AllocEventRow {
  /** Place in the log, from 0. */
  row: number
  /** ns since the first event. */
  timeNs: number | null
  kind: AllocKind
  pid: number | null
  goroutine: number | null
  size: number | null
  spanClass: number | null
  /** Hexadecimal. */
  address: string | null
  count: number
  shouldGc: boolean | null
  text: string
  line: number
}

export interface AllocCalls {
  'allocEvents.logs': { params: Record<string, never>; result: (AllocLog & { name: string; path: string })[] }
  'allocEvents.totals': {
    params: { sourceId: SourceId; maxGoroutines: number }
    result: {
      log: AllocLog
      /** Heaviest first. */
      classes: AllocClassTotals[]
      /** Heaviest first. */
      goroutines: AllocGoroutineTotals[]
      seconds: AllocSecondTotals[]
      /** The first of them. */
      alerts: { line: number; text: string }[]
    }
  }
  /** Events in the order of the log. */
  'allocEvents.page': {
    params: {
      sourceId: SourceId
      kind: AllocKind | null
      goroutine: number | null
      offset: number
      limit: number
    }
    result: { rows: AllocEventRow[]; total: number }
  }
}
