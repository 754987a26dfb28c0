// The kinds of trace events, one enumeration for every Go version. Numbers are those of the v2 wire format (Go 1.22+); traces
// of Go 1.5–1.21 are given in the same meaning, the one Go's own v2 reader gives them.

/** Kind of one event. The comment of each says what it is; `TRACE_KINDS` says what its columns hold. */
export const TraceKind = {
  /** A CPU profile sample: the context columns say where, `stack` what ran. Not ordered against other events but by time. */
  CpuSample: 7,
  /** GOMAXPROCS as it is from here on; repeated at the start of each generation. */
  ProcsChange: 9,
  ProcStart: 10,
  ProcStop: 11,
  /** A proc taken from a thread that sits in a syscall. */
  ProcSteal: 12,
  /** A proc's state, restated once per generation. */
  ProcStatus: 13,
  GoCreate: 14,
  /** A goroutine that appears in a syscall: a C thread calls Go. */
  GoCreateSyscall: 15,
  GoStart: 16,
  GoDestroy: 17,
  GoDestroySyscall: 18,
  /** Still runnable, but off its proc: preempted or runtime.Gosched. */
  GoStop: 19,
  GoBlock: 20,
  GoUnblock: 21,
  GoSyscallBegin: 22,
  /**
   * The syscall returned and kept its proc. Before Go 1.22 a syscall that kept its proc is a single point in the trace, and
   * this event is put 1 ns after it: its duration is unknown then.
   */
  GoSyscallEnd: 23,
  /** The syscall returned after its proc was taken. */
  GoSyscallEndBlocked: 24,
  /** A goroutine's state, restated once per generation. */
  GoStatus: 25,
  StwBegin: 26,
  StwEnd: 27,
  /** A GC cycle that ran when the generation began. */
  GcActive: 28,
  /** Just before the sweep-termination pause. */
  GcBegin: 29,
  /** Inside the mark-termination pause: do not add the pauses to the length of begin to end. */
  GcEnd: 30,
  SweepActive: 31,
  SweepBegin: 32,
  SweepEnd: 33,
  MarkAssistActive: 34,
  MarkAssistBegin: 35,
  MarkAssistEnd: 36,
  /** Live heap as the pacer counts it; written when the counter is flushed, not per object. */
  HeapAlloc: 37,
  HeapGoal: 38,
  /** What a GC worker works as: `GC (dedicated)`, `GC (fractional)`, `GC (idle)`. */
  GoLabel: 39,
  TaskBegin: 40,
  TaskEnd: 41,
  RegionBegin: 42,
  RegionEnd: 43,
  UserLog: 44,
  /**
   * A coroutine switch comes as three events of one moment: this one unblocks the goroutine switched to, a GoBlock (without
   * reason) ends the current one, a GoStart begins the other.
   */
  GoSwitch: 45,
  /** The same with a GoDestroy in the middle. */
  GoSwitchDestroy: 46,
  /** Created waiting: a coroutine. */
  GoCreateBlocked: 47,
  /** GoStatus with a stack. */
  GoStatusStack: 48,
  /** A heap span that existed when tracing started. This and the following: GODEBUG=traceallocfree=1, Go 1.23+. */
  Span: 128,
  SpanAlloc: 129,
  SpanFree: 130,
  HeapObject: 131,
  HeapObjectAlloc: 132,
  /** Written by the sweeper: the object was unreachable for a while. */
  HeapObjectFree: 133,
  GoroutineStack: 134,
  GoroutineStackAlloc: 135,
  GoroutineStackFree: 136,
} as const
export type TraceKind = (typeof TraceKind)[keyof typeof TraceKind]

/** The classes Go's reader shows events as, by its own names. */
export type TraceKindClass =
  | 'Metric'
  | 'Label'
  | 'StackSample'
  | 'RangeBegin'
  | 'RangeActive'
  | 'RangeEnd'
  | 'TaskBegin'
  | 'TaskEnd'
  | 'RegionBegin'
  | 'RegionEnd'
  | 'Log'
  | 'StateTransition'
  | 'Experimental'

/** What the columns of a kind hold; a column not named here is 0. Context, time and `stack` are the same for all. */
export interface TraceKindSpec {
  kind: TraceKind
  /** The wire format's own name, as Go's tools print it. */
  name: string
  class: TraceKindClass
  /** Which table `subject` is a slot of. */
  subject?: 'goroutine' | 'proc' | 'task'
  /** Meaning and unit of `value` and `value2`. */
  value?: string
  value2?: string
  /** Meaning of `string`. */
  string?: string
  /** Meaning of `extra`, and which table it is an index of. */
  extra?: { is: string; table: 'stacks' | 'threads' | 'tasks' | 'strings' | 'types' | null }
}

const K = TraceKind

/** Every kind, in the order of its number. */
export const TRACE_KINDS: readonly TraceKindSpec[] = [
  { kind: K.CpuSample, name: 'CPUSample', class: 'StackSample' },
  { kind: K.ProcsChange, name: 'ProcsChange', class: 'Metric', value: 'GOMAXPROCS' },
  { kind: K.ProcStart, name: 'ProcStart', class: 'StateTransition', subject: 'proc' },
  { kind: K.ProcStop, name: 'ProcStop', class: 'StateTransition', subject: 'proc' },
  {
    kind: K.ProcSteal,
    name: 'ProcSteal',
    class: 'StateTransition',
    subject: 'proc',
    extra: { is: 'thread it was taken from; 0 where that is not known', table: 'threads' },
  },
  { kind: K.ProcStatus, name: 'ProcStatus', class: 'StateTransition', subject: 'proc' },
  {
    kind: K.GoCreate,
    name: 'GoCreate',
    class: 'StateTransition',
    subject: 'goroutine',
    extra: { is: 'stack of the start function', table: 'stacks' },
  },
  { kind: K.GoCreateSyscall, name: 'GoCreateSyscall', class: 'StateTransition', subject: 'goroutine' },
  { kind: K.GoStart, name: 'GoStart', class: 'StateTransition', subject: 'goroutine' },
  { kind: K.GoDestroy, name: 'GoDestroy', class: 'StateTransition', subject: 'goroutine' },
  { kind: K.GoDestroySyscall, name: 'GoDestroySyscall', class: 'StateTransition', subject: 'goroutine' },
  { kind: K.GoStop, name: 'GoStop', class: 'StateTransition', subject: 'goroutine', string: 'reason' },
  { kind: K.GoBlock, name: 'GoBlock', class: 'StateTransition', subject: 'goroutine', string: 'reason' },
  { kind: K.GoUnblock, name: 'GoUnblock', class: 'StateTransition', subject: 'goroutine' },
  { kind: K.GoSyscallBegin, name: 'GoSyscallBegin', class: 'StateTransition', subject: 'goroutine' },
  { kind: K.GoSyscallEnd, name: 'GoSyscallEnd', class: 'StateTransition', subject: 'goroutine' },
  { kind: K.GoSyscallEndBlocked, name: 'GoSyscallEndBlocked', class: 'StateTransition', subject: 'goroutine' },
  {
    kind: K.GoStatus,
    name: 'GoStatus',
    class: 'StateTransition',
    subject: 'goroutine',
    extra: { is: 'thread the goroutine is on, as the event names it', table: 'threads' },
  },
  { kind: K.StwBegin, name: 'STWBegin', class: 'RangeBegin', subject: 'goroutine', string: 'what stops the world' },
  { kind: K.StwEnd, name: 'STWEnd', class: 'RangeEnd', subject: 'goroutine', string: 'what stopped the world' },
  { kind: K.GcActive, name: 'GCActive', class: 'RangeActive', value: 'sequence number' },
  { kind: K.GcBegin, name: 'GCBegin', class: 'RangeBegin', value: 'sequence number' },
  { kind: K.GcEnd, name: 'GCEnd', class: 'RangeEnd', value: 'sequence number; 0 before Go 1.22' },
  { kind: K.SweepActive, name: 'GCSweepActive', class: 'RangeActive', subject: 'proc' },
  { kind: K.SweepBegin, name: 'GCSweepBegin', class: 'RangeBegin', subject: 'proc' },
  {
    kind: K.SweepEnd,
    name: 'GCSweepEnd',
    class: 'RangeEnd',
    subject: 'proc',
    value: 'bytes swept',
    value2: 'bytes reclaimed',
  },
  { kind: K.MarkAssistActive, name: 'GCMarkAssistActive', class: 'RangeActive', subject: 'goroutine' },
  { kind: K.MarkAssistBegin, name: 'GCMarkAssistBegin', class: 'RangeBegin', subject: 'goroutine' },
  { kind: K.MarkAssistEnd, name: 'GCMarkAssistEnd', class: 'RangeEnd', subject: 'goroutine' },
  { kind: K.HeapAlloc, name: 'HeapAlloc', class: 'Metric', value: 'live heap, bytes' },
  { kind: K.HeapGoal, name: 'HeapGoal', class: 'Metric', value: 'heap goal, bytes; 0: heap trigger off' },
  { kind: K.GoLabel, name: 'GoLabel', class: 'Label', subject: 'goroutine', string: 'label' },
  {
    kind: K.TaskBegin,
    name: 'UserTaskBegin',
    class: 'TaskBegin',
    subject: 'task',
    string: 'name',
    extra: { is: 'parent task; 0: none', table: 'tasks' },
  },
  {
    kind: K.TaskEnd,
    name: 'UserTaskEnd',
    class: 'TaskEnd',
    subject: 'task',
    string: 'name its begin gave; "" where the begin is not in the trace',
    extra: { is: 'parent task its begin gave; 0: none or not known', table: 'tasks' },
  },
  { kind: K.RegionBegin, name: 'UserRegionBegin', class: 'RegionBegin', subject: 'task', string: 'name' },
  { kind: K.RegionEnd, name: 'UserRegionEnd', class: 'RegionEnd', subject: 'task', string: 'name' },
  {
    kind: K.UserLog,
    name: 'UserLog',
    class: 'Log',
    subject: 'task',
    string: 'category',
    extra: { is: 'message', table: 'strings' },
  },
  { kind: K.GoSwitch, name: 'GoSwitch', class: 'StateTransition', subject: 'goroutine' },
  { kind: K.GoSwitchDestroy, name: 'GoSwitchDestroy', class: 'StateTransition', subject: 'goroutine' },
  {
    kind: K.GoCreateBlocked,
    name: 'GoCreateBlocked',
    class: 'StateTransition',
    subject: 'goroutine',
    extra: { is: 'stack of the start function', table: 'stacks' },
  },
  {
    kind: K.GoStatusStack,
    name: 'GoStatusStack',
    class: 'StateTransition',
    subject: 'goroutine',
    extra: { is: 'thread the goroutine is on, as the event names it', table: 'threads' },
  },
  {
    kind: K.Span,
    name: 'Span',
    class: 'Experimental',
    value: 'span id',
    value2: 'pages',
    extra: { is: 'kind and class (see spanClassOf)', table: null },
  },
  {
    kind: K.SpanAlloc,
    name: 'SpanAlloc',
    class: 'Experimental',
    value: 'span id',
    value2: 'pages',
    extra: { is: 'kind and class (see spanClassOf)', table: null },
  },
  { kind: K.SpanFree, name: 'SpanFree', class: 'Experimental', value: 'span id' },
  {
    kind: K.HeapObject,
    name: 'HeapObject',
    class: 'Experimental',
    value: 'object id',
    extra: { is: 'type; 0: none', table: 'types' },
  },
  {
    kind: K.HeapObjectAlloc,
    name: 'HeapObjectAlloc',
    class: 'Experimental',
    value: 'object id',
    extra: { is: 'type; 0: none', table: 'types' },
  },
  { kind: K.HeapObjectFree, name: 'HeapObjectFree', class: 'Experimental', value: 'object id' },
  {
    kind: K.GoroutineStack,
    name: 'GoroutineStack',
    class: 'Experimental',
    value: 'stack memory id',
    value2: 'order: bit length of its size, 2^(order − 1) bytes',
  },
  {
    kind: K.GoroutineStackAlloc,
    name: 'GoroutineStackAlloc',
    class: 'Experimental',
    value: 'stack memory id',
    value2: 'order: bit length of its size, 2^(order − 1) bytes',
  },
  { kind: K.GoroutineStackFree, name: 'GoroutineStackFree', class: 'Experimental', value: 'stack memory id' },
]

/** By number. */
export const TRACE_KIND_SPECS: ReadonlyMap<number, TraceKindSpec> = new Map(
  TRACE_KINDS.map((spec) => [spec.kind, spec]),
)

export const traceKindName = (kind: number): string => TRACE_KIND_SPECS.get(kind)?.name ?? `event ${kind}`
