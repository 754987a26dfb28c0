// The v2 wire format's events as data (Go's internal/trace/tracev2, Go 1.22–1.27): how many varints follow the type byte and
// which of them are strings and stacks. Control flow stays the same when an event is added.
import { TraceKind } from '../../../../shared/records/index.ts'

/** Structural events: they frame and fill tables and are no events of the trace. */
export const Wire = {
  EventBatch: 1,
  Stacks: 2,
  Stack: 3,
  Strings: 4,
  String: 5,
  CpuSamples: 6,
  CpuSample: 7,
  Frequency: 8,
  ExperimentalBatch: 49,
  Sync: 50,
  ClockSnapshot: 51,
  EndOfGeneration: 52,
} as const

/** Bounds of the format, checked before anything is allocated. */
export const MAX_BATCH_BYTES = 65_536
export const MAX_STACK_FRAMES = 128
export const MAX_STRING_BYTES = 1024
/** The alloc/free experiment; the byte after ExperimentalBatch. */
export const ALLOC_FREE = 1

export interface WireEvent {
  type: number
  /** Arguments after the time delta. */
  args: number
  /** Which arguments are stacks, the one of the current goroutine first, and which are strings; counted from 0. */
  stacks?: readonly number[]
  strings?: readonly number[]
}

const K = TraceKind

/** Events that may stand in an ordinary batch. */
export const WIRE_EVENTS: readonly WireEvent[] = [
  { type: K.ProcsChange, args: 2, stacks: [1] },
  { type: K.ProcStart, args: 2 },
  { type: K.ProcStop, args: 0 },
  { type: K.ProcSteal, args: 3 },
  { type: K.ProcStatus, args: 2 },
  { type: K.GoCreate, args: 3, stacks: [2, 1] },
  { type: K.GoCreateSyscall, args: 1 },
  { type: K.GoStart, args: 2 },
  { type: K.GoDestroy, args: 0 },
  { type: K.GoDestroySyscall, args: 0 },
  { type: K.GoStop, args: 2, strings: [0], stacks: [1] },
  { type: K.GoBlock, args: 2, strings: [0], stacks: [1] },
  { type: K.GoUnblock, args: 3, stacks: [2] },
  { type: K.GoSyscallBegin, args: 2, stacks: [1] },
  { type: K.GoSyscallEnd, args: 0 },
  { type: K.GoSyscallEndBlocked, args: 0 },
  { type: K.GoStatus, args: 3 },
  { type: K.StwBegin, args: 2, strings: [0], stacks: [1] },
  { type: K.StwEnd, args: 0 },
  { type: K.GcActive, args: 1 },
  { type: K.GcBegin, args: 2, stacks: [1] },
  { type: K.GcEnd, args: 1 },
  { type: K.SweepActive, args: 1 },
  { type: K.SweepBegin, args: 1, stacks: [0] },
  { type: K.SweepEnd, args: 2 },
  { type: K.MarkAssistActive, args: 1 },
  { type: K.MarkAssistBegin, args: 1, stacks: [0] },
  { type: K.MarkAssistEnd, args: 0 },
  { type: K.HeapAlloc, args: 1 },
  { type: K.HeapGoal, args: 1 },
  { type: K.GoLabel, args: 1, strings: [0] },
  { type: K.TaskBegin, args: 4, strings: [2], stacks: [3] },
  { type: K.TaskEnd, args: 2, stacks: [1] },
  { type: K.RegionBegin, args: 3, strings: [1], stacks: [2] },
  { type: K.RegionEnd, args: 3, strings: [1], stacks: [2] },
  { type: K.UserLog, args: 4, strings: [1, 2], stacks: [3] },
  { type: K.GoSwitch, args: 2 },
  { type: K.GoSwitchDestroy, args: 2 },
  { type: K.GoCreateBlocked, args: 3, stacks: [2, 1] },
  { type: K.GoStatusStack, args: 4, stacks: [3] },
  // Belongs into a sync batch; elsewhere it is read like the others and then refused by the ordering.
  { type: Wire.ClockSnapshot, args: 3 },
  { type: K.Span, args: 3 },
  { type: K.SpanAlloc, args: 3 },
  { type: K.SpanFree, args: 1 },
  { type: K.HeapObject, args: 2 },
  { type: K.HeapObjectAlloc, args: 2 },
  { type: K.HeapObjectFree, args: 1 },
  { type: K.GoroutineStack, args: 2 },
  { type: K.GoroutineStackAlloc, args: 2 },
  { type: K.GoroutineStackFree, args: 1 },
]

export const MAX_EVENT_ARGS = 4
/** Highest event type there is; above it a type is unknown, below it one without an entry has no time. */
export const MAX_EVENT_TYPE = 136
/** In `EVENT_ARGS`: structural events and numbers never given out, and numbers beyond all known ones. */
export const NO_TIMED_EVENT = 254
export const UNKNOWN_EVENT = 255

/** Arguments after the time delta, by type byte. */
export const EVENT_ARGS: Uint8Array = Uint8Array.from({ length: 256 }, (_, type) =>
  type > MAX_EVENT_TYPE ? UNKNOWN_EVENT : (WIRE_EVENTS.find((event) => event.type === type)?.args ?? NO_TIMED_EVENT),
)
