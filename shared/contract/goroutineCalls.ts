// What the window may ask of the goroutines of a case: dumps and goroutine profiles are moments; a moment's goroutines are seen
// in groups of equal stacks.
import type { SortKey } from './tables.ts'
import type { CrashRecord, DumpCause, GoroutineState, LifeId, LockKind, SourceId } from '../records/index.ts'

/** One moment: a dump of a source, or (`dump` null) a source that is a goroutine profile. */
export interface GoroutineMoment {
  sourceId: SourceId
  dump: number | null
}

export interface GoroutineFrame {
  functionName: string
  file: string
  /** 0: unknown. */
  line: number
  isInlined: boolean
}

/** How goroutines are gathered. */
export interface GoroutineView {
  /** Leaves out the runtime's own frames, in which goroutines wait. */
  foldRuntime: boolean
  /** Calls on different lines of a function are different stacks. */
  byLine: boolean
}

export interface GoroutineFilter {
  /** In the language of shared/filter over GROUP_FIELDS (`count` and `delta` are asked of groups only): words are looked for in functions and files of every frame; '' for all. */
  search: string
  /** Text in the header's brackets. */
  status: string | null
  label: { key: string; value: string } | null
  /** Function that started the goroutine. */
  creator: string | null
  /** Printed minutes, a lower bound of the wait. */
  minWaitMinutes: number
}

export interface GoroutineStatusCount {
  text: string
  state: GoroutineState
  reason: string | null
  isLeaked: boolean
  goroutines: number
}

/** One moment for the list of dumps. */
export interface GoroutineSnapshot extends GoroutineMoment {
  /** Of the source. */
  name: string
  path: string
  cause: DumpCause | 'profile'
  message: string | null
  culpritId: number | null
  crash: CrashRecord | null
  goroutines: number
  /** False: counts by stack only (debug=1, profile), so no states, no single goroutine. */
  hasIds: boolean
  atMs: number | null
  errorMs: number | null
  goVersions: string | null
  program: string | null
  /** 1-based lines of the source; null for a profile. */
  lines: { from: number; to: number } | null
  seriesId: string
}

/** Moments of one process in order. */
export interface GoroutineSeries {
  id: string
  lifeId: LifeId | null
  program: string | null
  /** False: some moment has no time; those are in the order of the highest goroutine id, which only rises. */
  isOrderedByTime: boolean
  /** Indexes into the list of snapshots. */
  snapshots: number[]
}

export interface GoroutineGroupRow {
  /** Row of the group's first goroutine in its moment: names the group in `goroutines.page`. Null: only the base has it. */
  group: number | null
  goroutines: number
  /** Null without a base. */
  baseGoroutines: number | null
  statuses: GoroutineStatusCount[]
  /** Whole minutes as printed, each a lower bound counted from the first GC that saw the goroutine wait; 0 where none is. */
  wait: { known: number; medianMinutes: number; p90Minutes: number; maxMinutes: number }
  /** The function a person would name the group by. */
  place: GoroutineFrame | null
  /** Leaf first. */
  frames: GoroutineFrame[]
  /** Null: none left out; 0: some. */
  elidedFrames: number | null
  creator: GoroutineFrame | null
  labels: { key: string; value: string; goroutines: number }[]
  lockedToThread: number
  /** Some of the goroutines. */
  ids: number[]
}

/** One goroutine in a table. */
export interface GoroutineRow {
  row: number
  /** Null: the moment has counts only. */
  id: number | null
  goroutines: number
  status: string
  state: GoroutineState
  waitMinutes: number
  isLockedToThread: boolean
  /** The function a person would name it by. */
  place: GoroutineFrame | null
  creator: GoroutineFrame | null
  creatorId: number | null
  labels: { key: string; value: string }[]
  /** 1-based line of its header; 0 for a profile. */
  line: number
}

export interface GoroutineDetail extends GoroutineRow {
  frames: GoroutineFrame[]
  elidedFrames: number | null
  isStackUnavailable: boolean
  isDamaged: boolean
  bubble: number | null
  thread: number | null
  lock: { kind: LockKind; address: string | null; isStale: boolean } | null
  /** Goroutines it started that are still there. */
  startedIds: number[]
  ancestors: { id: number; frames: GoroutineFrame[]; creator: GoroutineFrame | null }[]
  /** The same goroutine in every moment of its series; null where it is not in it. */
  history: { snapshot: number; status: string; waitMinutes: number; place: GoroutineFrame | null; isSame: boolean }[]
}

/** Who may hold a lock. Never certain: the runtime keeps no owner. */
export interface LockHolder {
  id: number
  status: string
  waitMinutes: number
  place: GoroutineFrame | null
  /** Called with the lock itself, or with the value around it that the waiters were called with. */
  reason: 'calledWithLock' | 'calledWithValue'
  /** The runtime marks the address as possibly stale (`?`). */
  isStale: boolean
  /** `likely`: the only such goroutine, with a sure address; else `possible`. */
  likelihood: 'likely' | 'possible'
}

/** Goroutines that wait for one address. */
export interface GoroutineLockRow {
  /** Hexadecimal; null: waiters of this kind whose frames show no address. */
  address: string | null
  /** What lies at the address: the lock, or the value whose methods wait for a lock of theirs (which may have several). */
  addressOf: 'lock' | 'value'
  kind: LockKind
  waiters: number
  /** Of a channel. */
  receivers: number
  senders: number
  /** Of an RWMutex. */
  readers: number
  writers: number
  maxWaitMinutes: number
  /** Every waiter's address is marked as possibly stale. */
  isStale: boolean
  statuses: GoroutineStatusCount[]
  places: { functionName: string; goroutines: number }[]
  ids: number[]
  holders: LockHolder[]
  /** Writers that wait while readers do: a waiting writer makes later readers wait, whoever holds the lock. */
  pendingWriters: number[]
}

export interface CreationSiteRow {
  /** Null: the dump does not say, as for the main goroutine. */
  site: GoroutineFrame | null
  goroutines: number
  statuses: GoroutineStatusCount[]
  /** Different goroutines that started them (Go 1.21 and later). */
  creators: number
}

/** Growth of one group over a series. */
export interface GoroutineGrowthRow {
  place: GoroutineFrame | null
  frames: GoroutineFrame[]
  creator: GoroutineFrame | null
  /** Goroutines per moment. */
  counts: number[]
  delta: number
  isMonotonic: boolean
  /** Theil–Sen per minute with 95 % interval; null with fewer than 3 moments or without times. */
  perMinute: { value: number; low: number; high: number } | null
}

/** Goroutines that stand where they stood in moments before the last one. */
export interface StuckGroup {
  goroutines: number
  /** Index within the series of the earliest moment that one of them stands in. */
  firstSet: number
  /** Longest wait that is sure for one of them: by the moments' times and the printed minutes. */
  minMinutes: number
  status: string
  place: GoroutineFrame | null
  frames: GoroutineFrame[]
  creator: GoroutineFrame | null
  /** Some of them. */
  ids: number[]
}

export interface GoroutineCalls {
  'goroutines.snapshots': {
    params: Record<string, never>
    result: { snapshots: GoroutineSnapshot[]; series: GoroutineSeries[] }
  }
  /** Heaviest first; with a base the largest change first. */
  'goroutines.groups': {
    params: {
      moment: GoroutineMoment
      base: GoroutineMoment | null
      view: GoroutineView
      filter: GoroutineFilter
      /** The first key counts most; none: heaviest first, with a base the largest change first. */
      sort: readonly SortKey<'goroutines' | 'delta' | 'wait' | 'name'>[]
      offset: number
      limit: number
    }
    result: {
      rows: GoroutineGroupRow[]
      /** Groups that the filter lets through. */
      matching: number
      goroutines: number
      baseGoroutines: number | null
      /** Of what the rest of the filter lets through, whatever status it asks for. */
      statuses: GoroutineStatusCount[]
      /** Goroutines of the base that the moment still has, filter or not; null without a base, or where one has no ids. */
      common: number | null
    }
  }
  /** The group that a row of the moment belongs to; null where the filter leaves the row out. */
  'goroutines.group': {
    params: {
      moment: GoroutineMoment
      base: GoroutineMoment | null
      view: GoroutineView
      filter: GoroutineFilter
      row: number
    }
    result: GoroutineGroupRow | null
  }
  /** Goroutines of the group that a row belongs to, or of all with `group` null. */
  'goroutines.page': {
    params: {
      moment: GoroutineMoment
      view: GoroutineView
      filter: GoroutineFilter
      group: number | null
      /** The first key counts most; none: as in the source. */
      sort: readonly SortKey<'id' | 'status' | 'wait' | 'line'>[]
      offset: number
      limit: number
    }
    result: { rows: GoroutineRow[]; total: number }
  }
  'goroutines.get': {
    /** By its id where it has one, else by its row. */
    params: { moment: GoroutineMoment; of: { id: number } | { row: number }; foldRuntime: boolean }
    result: GoroutineDetail | null
  }
  'goroutines.overTime': {
    params: { seriesId: string; view: GoroutineView; limit: number }
    result: {
      moments: (GoroutineMoment & { atMs: number | null; goroutines: number })[]
      rows: GoroutineGrowthRow[]
      /** Of each moment but the last: goroutines that the next one still has; null where one has counts only. */
      stillThere: (number | null)[]
    }
  }
  'goroutines.stuck': {
    params: { seriesId: string; view: GoroutineView; minMinutes: number; limit: number }
    result: { moments: GoroutineMoment[]; groups: StuckGroup[] }
  }
  'goroutines.locks': {
    params: { moment: GoroutineMoment; minWaiters: number; limit: number }
    result: GoroutineLockRow[]
  }
  'goroutines.sites': { params: { moment: GoroutineMoment; limit: number }; result: CreationSiteRow[] }
  'goroutines.labels': {
    params: { moment: GoroutineMoment; limit: number }
    result: { key: string; value: string; goroutines: number }[]
  }
}
