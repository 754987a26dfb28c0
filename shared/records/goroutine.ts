import type { SourceId } from './ids.ts'
import type { WallPlacement } from './time.ts'

/**
 * Why a dump was written, as far as its own text tells. `debug2` and `debug1`: asked for through runtime/pprof; `leakProfile`: the
 * same for the goroutineleak profile; `signal`, `panic`, `fatal`: the process ended with it; `recovered`: a panic that net/http
 * caught; `stack`: stacks alone, such as runtime.Stack or debug.Stack prints.
 */
export type DumpCause = 'debug2' | 'debug1' | 'leakProfile' | 'signal' | 'panic' | 'fatal' | 'recovered' | 'stack'
export const DUMP_CAUSES: readonly DumpCause[] = [
  'debug2',
  'debug1',
  'leakProfile',
  'signal',
  'panic',
  'fatal',
  'recovered',
  'stack',
]

/** Causes after which there is no process any more. */
export const ENDS_PROCESS: ReadonlySet<DumpCause> = new Set<DumpCause>(['signal', 'panic', 'fatal'])

/** One panic of a crash report, first one first; later ones were raised while the earlier unwound. */
export interface PanicRecord {
  message: string
  /** A deferred function had called recover. */
  isRecovered: boolean
  /** Go 1.25+: the recovered value was raised again. */
  isRepanicked: boolean
}

/** What a crash report says beside its goroutines. */
export interface CrashRecord {
  panics: PanicRecord[]
  /** `[signal SIGSEGV: segmentation violation code=0x1 addr=0x10 pc=0x…]` or `SIGQUIT: quit`; null where there was none. */
  signal: {
    name: string
    text: string
    code: string | null
    address: string | null
    pc: string | null
  } | null
  /** Lines the runtime printed around its message, such as `runtime: out of memory: …`; cut at a few dozen. */
  details: string[]
  /** Register → value as printed; empty where none were. */
  registers: Record<string, string>
  /** Index of the stack under `runtime stack:`; null where there was none. */
  runtimeStack: number | null
  /** How often the message was printed: two goroutines may find the same map race. */
  repeats: number
}

/** One dump of goroutines inside a source: a moment of one process. */
export interface DumpRecord {
  /** 1 for the first dump in the file. */
  ordinal: number
  /** 1-based lines of the source, from its message or first goroutine to its last line. */
  firstLine: number
  lastLine: number
  cause: DumpCause
  /** Message of a panic or fatal error, name of a signal; null where the dump has none. */
  message: string | null
  crash: CrashRecord | null
  /** Goroutine the report is about: the first one of a panic or fatal error; null where none can be named. */
  culpritId: number | null
  /** Counts up in a source with every cause that ended the process before. From 1. */
  process: number
  /** Rows; with `debug1` a row stands for several goroutines. */
  rows: number
  /** Goroutines without those with the id 0, which are threads' own stacks. */
  goroutines: number
  /** Total that `goroutine profile: total N` names; null elsewhere. */
  statedTotal: number | null
  /** Highest goroutine id; null where the dump has no ids. */
  maxId: number | null
  /** Where its package main lies, from the frames: tells programs apart. Null where no stack shows it. */
  program: string | null
  /** Go versions that print such text, `go1.21-1.23`; an exact one where a path names it. */
  goVersions: string
  /** Time of its first line, from what a collector put before it; null where there is none. */
  placement: WallPlacement | null
}

/** A dump as the case keeps it. */
export interface GoroutineDump extends DumpRecord {
  sourceId: SourceId
}

/** Bits of `DumpRows.flags`. */
export const GOROUTINE_LOCKED = 1
/** The stack could not be printed: the goroutine ran on another thread. */
export const GOROUTINE_UNAVAILABLE = 2
/** Its text was cut or damaged: frames may be missing. */
export const GOROUTINE_DAMAGED = 4
/**
 * The same goroutine stands in the dump before: a second thread found the same fault, or GOTRACEBACK=crash printed the goroutine
 * that ran on another thread. It is no further goroutine.
 */
export const GOROUTINE_REPEATED = 8

/**
 * What a goroutine waits on, where the arguments of its frames show it. Index into this list is `DumpRows.lockKind`.
 * `semaphore` stands for a sync type that the frames do not tell.
 */
export const LOCK_KINDS = [
  'none',
  'mutex',
  'rwMutexWrite',
  'rwMutexRead',
  'waitGroup',
  'cond',
  'semaphore',
  'chanReceive',
  'chanSend',
  'map',
] as const
export type LockKind = (typeof LOCK_KINDS)[number]

/** Pointers kept per goroutine: what its innermost frames of user code were called with. */
export const POINTERS_PER_GOROUTINE = 4

/** Goroutines of one dump as columns; `length` rows used. Indexes are into the DumpTables of the source. */
export interface DumpRows {
  length: number
  /** Goroutine id; NaN where the dump has none (debug=1). */
  id: Float64Array
  /** Goroutines the row stands for. */
  count: Float64Array
  /** Index into statuses. */
  status: Uint32Array
  /** Whole minutes as printed, a lower bound; 0: less than one, or not known. */
  waitMinutes: Float64Array
  /** GOROUTINE_… bits. */
  flags: Uint8Array
  /** Index into stacks. */
  stack: Uint32Array
  /** Frames left out: NaN none, 0 an unknown number (up to Go 1.20), else how many. */
  elided: Float64Array
  /** Index into sites: the `go` statement that started it; NO_SITE where unknown. */
  site: Uint32Array
  /** Goroutine that started it (Go 1.21+); NaN where unknown. */
  creatorId: Float64Array
  /** Index into labelSets; 0: none. */
  labelSet: Uint32Array
  /** Bubble of testing/synctest; 0: none. */
  bubble: Float64Array
  /** Thread it runs on (`m=`, Go 1.22+ system tracebacks); NaN: none or not printed. */
  thread: Float64Array
  /** Index into LOCK_KINDS. */
  lockKind: Uint8Array
  /** Address waited on; NaN where unknown; negative where the runtime marks the value as possibly stale (`?`). */
  lockAddress: Float64Array
  /** POINTERS_PER_GOROUTINE per row, NaN where fewer; negative where possibly stale. */
  pointers: Float64Array
  /** 1-based line of its header. */
  line: Float64Array
}

export const NO_SITE = 0xffff_ffff

/** Columns of DumpRows with one number per row, for loops over all of them. */
export const DUMP_COLUMNS = [
  'id',
  'count',
  'status',
  'waitMinutes',
  'flags',
  'stack',
  'elided',
  'site',
  'creatorId',
  'labelSet',
  'bubble',
  'thread',
  'lockKind',
  'lockAddress',
  'line',
] as const satisfies readonly (keyof DumpRows)[]

/** Bit of `frameFlags`: the call was inlined, so its arguments are not known. */
export const FRAME_INLINED = 1
/** Name of the frame that stands for the ones left out. */
/**
 * Of several moments the one to look at first: with the most goroutines, which is where an incident usually is; one that shows single
 * goroutines goes before one that only counts, unless that has more than twice as many.
 */
export function leadingMoment<Moment extends { goroutines: number; hasIds: boolean }>(
  moments: readonly Moment[],
): Moment | null {
  const most = (among: readonly Moment[]): Moment | null =>
    among.reduce<Moment | null>((best, next) => (best && best.goroutines >= next.goroutines ? best : next), null)
  const all = most(moments)
  const withIds = most(moments.filter(({ hasIds }) => hasIds))
  return withIds && all && withIds.goroutines * 2 >= all.goroutines ? withIds : all
}

export const ELIDED_FRAME = '...'

/** Stacks of a source, each once: strings, frames of them, stacks of frames leaf first. Index 0 of strings is "". */
export interface StackTables {
  strings: string[]
  /** Index into strings, as the next. */
  frameFunction: Uint32Array
  frameFile: Uint32Array
  /** 0 where unknown. */
  frameLine: Uint32Array
  /** FRAME_… bits. */
  frameFlags: Uint8Array
  /** stacks + 1 entries into stackFrame. */
  stackStart: Uint32Array
  /** Indexes of frames, leaf first. */
  stackFrame: Uint32Array
}

/** What a goroutine inherited with GODEBUG=tracebackancestors: the goroutines it descends from. */
export interface AncestorRecord {
  /** Ordinal of the dump and row of the goroutine in it, from 0. */
  dump: number
  row: number
  /** 0 is its creator. */
  depth: number
  id: number
  stack: number
  site: number
}

/** What the goroutine rows of a source refer to. Given once, when the file is read. */
export interface DumpTables {
  dumps: DumpRecord[]
  stacks: StackTables
  /** Text in the brackets before the first comma: `chan receive (nil chan)`. Index 0 is "": not known. */
  statuses: string[]
  /** Index of the frame in the creating function. */
  sites: Uint32Array
  /** Set 0 is empty. */
  labelSets: { key: string; value: string }[][]
  ancestors: AncestorRecord[]
  /** The first line that begins like the message of a crash; null where there is none. */
  firstMessage: string | null
}

/** Goroutine states as style.md names them, read from the text in the brackets. */
export type GoroutineState = 'running' | 'runnable' | 'syscall' | 'waiting' | 'undetermined'

const STATES: Readonly<Record<string, GoroutineState>> = {
  '': 'undetermined',
  running: 'running',
  runnable: 'runnable',
  syscall: 'syscall',
  waiting: 'waiting',
  idle: 'undetermined',
  copystack: 'undetermined',
  preempted: 'undetermined',
  dead: 'undetermined',
  '???': 'undetermined',
}

/** What the text in the brackets says. */
export interface GoroutineStatus {
  state: GoroutineState
  /** Wait reason without its marks; null where the goroutine does not wait. */
  reason: string | null
  /** Go 1.26+: found unreachable, it can never go on. */
  isLeaked: boolean
}

const MARKS = / \((?:leaked|scan|durable)\)/g

export function goroutineStatus(text: string): GoroutineStatus {
  const plain = text.replace(MARKS, '')
  const state = Object.hasOwn(STATES, plain) ? (STATES[plain] ?? 'undetermined') : 'waiting'
  return {
    state,
    reason: state === 'waiting' && plain !== 'waiting' ? plain : null,
    isLeaked: text.includes(' (leaked)'),
  }
}

/** Columns without rows; spelled out, as an object that grows field by field is slow to read. */
export function emptyDumpRows(capacity: number): DumpRows {
  return {
    length: 0,
    id: new Float64Array(capacity),
    count: new Float64Array(capacity),
    status: new Uint32Array(capacity),
    waitMinutes: new Float64Array(capacity),
    flags: new Uint8Array(capacity),
    stack: new Uint32Array(capacity),
    elided: new Float64Array(capacity),
    site: new Uint32Array(capacity),
    creatorId: new Float64Array(capacity),
    labelSet: new Uint32Array(capacity),
    bubble: new Float64Array(capacity),
    thread: new Float64Array(capacity),
    lockKind: new Uint8Array(capacity),
    lockAddress: new Float64Array(capacity),
    pointers: new Float64Array(capacity * POINTERS_PER_GOROUTINE),
    line: new Float64Array(capacity),
  }
}

/** Copies rows `from … to` of `source` behind the used rows of `target`, which must have room. */
export function copyDumpRows(target: DumpRows, source: DumpRows, from = 0, to = source.length): void {
  for (const name of DUMP_COLUMNS) target[name].set(source[name].subarray(from, to), target.length)
  target.pointers.set(
    source.pointers.subarray(from * POINTERS_PER_GOROUTINE, to * POINTERS_PER_GOROUTINE),
    target.length * POINTERS_PER_GOROUTINE,
  )
  target.length += to - from
}
