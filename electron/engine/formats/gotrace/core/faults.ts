// What can be wrong with an event, as data: a number (shared with the WebAssembly core), and the sentence it becomes. Where Go's
// own reader refuses the same, `reason` says it in its words, so that the two can be compared.
import { traceKindName } from '../../../../../shared/records/index.ts'

/** An event that cannot be where it is. Operands are ids and numbers of the event, unsigned 64-bit. */
export class CoreFault extends Error {
  readonly fault: FaultName
  readonly operands: readonly bigint[]

  constructor(fault: FaultName, ...operands: bigint[]) {
    super(fault)
    this.fault = fault
    this.operands = operands
  }
}

type Sentence = (event: string, a: bigint, b: bigint, c: bigint) => string

const signed = (id: bigint): bigint => BigInt.asIntN(64, id)
const PROC_STATUS = ['Bad', 'Running', 'Idle', 'Syscall', 'Bad']
const GO_STATUS = ['Bad', 'Runnable', 'Running', 'Syscall', 'Waiting']
const procStatus = (status: bigint): string => PROC_STATUS[Number(status)] ?? 'Bad'
const goStatus = (status: bigint): string => GO_STATUS[Number(status)] ?? 'Bad'

/** In the order of their numbers, from 1. `malformed`: the bytes are no event. The others: an event against the rules. */
export const FAULTS = {
  unknownType: { isMalformed: true, reason: (_, type) => `found invalid event type: ${type}` },
  noTimestamp: { isMalformed: true, reason: (_, type) => `found event without a timestamp: type=${type}` },
  badTimestamp: { isMalformed: true, reason: () => 'found invalid uvarint for timestamp' },
  badArgument: { isMalformed: true, reason: () => 'found invalid uvarint' },
  timeRange: { isMalformed: true, reason: () => 'the time is more than 2^53 ns after the start of the trace' },
  notOrdered: { reason: (_, type) => `bad event type found while ordering: ${type}` },
  noThread: { reason: () => "expected a thread but didn't have one" },
  noProc: { reason: () => "expected a proc but didn't have one" },
  hasProc: { reason: () => 'expected no proc but had one' },
  noGoroutine: { reason: () => "expected a goroutine but didn't have one" },
  hasGoroutine: { reason: () => 'expected no goroutine but had one' },
  badProcStatus: { reason: (_, proc, status) => `invalid status for proc ${signed(proc)}: ${status}` },
  otherProcStatus: {
    reason: (_, proc, old, now) =>
      `inconsistent status for proc ${signed(proc)}: old ${procStatus(old)} vs. new ${procStatus(now)}`,
  },
  noSchedContext: {
    reason: (_, proc) => `failed to find sched context for proc ${signed(proc)} that's about to be stolen`,
  },
  unknownProc: { reason: (event, proc) => `event ${event} for proc (${signed(proc)}) that doesn't exist` },
  procNotRunning: { reason: (event) => `${event} event for proc that's not Running or Syscall` },
  selfSteal: {
    reason: (_, proc, thread, held) =>
      `tried to self-steal proc ${signed(proc)} (thread ${signed(thread)}), but got proc ${signed(held)} instead`,
  },
  stealNoThread: { reason: (_, thread) => `stole proc from non-existent thread ${signed(thread)}` },
  stealOther: {
    reason: (_, proc, thread, held) =>
      `tried to steal proc ${signed(proc)} from thread ${signed(thread)}, but got proc ${signed(held)} instead`,
  },
  badGoStatus: { reason: (_, goroutine, status) => `invalid status for goroutine ${signed(goroutine)}: ${status}` },
  otherGoStatus: {
    reason: (_, goroutine, old, now) =>
      `inconsistent status for goroutine ${signed(goroutine)}: old ${goStatus(old)} vs. new ${goStatus(now)}`,
  },
  lateGoStatus: {
    reason: (_, goroutine, status) =>
      `found goroutine status for new goroutine after the first generation: id=${signed(goroutine)} status=${goStatus(status)}`,
  },
  syscallNoThread: { reason: (_, goroutine) => `found goroutine ${signed(goroutine)} in syscall without a thread` },
  syscallOtherThread: {
    reason: (_, goroutine, held) =>
      `inconsistent thread for syscalling goroutine ${signed(goroutine)}: thread has goroutine ${signed(held)}`,
  },
  goNotRunning: { reason: (event) => `${event} event for goroutine that's not Running` },
  goNotInSyscall: { reason: (event) => `${event} event for goroutine that's not Syscall` },
  unknownGoroutine: {
    reason: (event, goroutine) => `event ${event} for goroutine (${signed(goroutine)}) that doesn't exist`,
  },
  goExists: { reason: (_, goroutine) => `tried to create goroutine (${signed(goroutine)}) that already exists` },
  procUninitialized: { reason: (event, proc) => `uninitialized proc ${signed(proc)} found during ${event}` },
  syscallSequence: {
    reason: (event, old, now) => `failed to advance ${event}: can't make sequence: ${old} -> ${now}`,
  },
  procNotInSyscall: {
    reason: (_, proc, status) =>
      `expected proc ${signed(proc)} in state Syscall, but got ${procStatus(status)} instead`,
  },
  procUnexpected: {
    reason: (event, proc, status) => `proc ${signed(proc)} in unexpected state ${procStatus(status)} during ${event}`,
  },
  taskConflict: { reason: (_, task) => `task ID conflict: ${task}` },
  unknownName: { reason: (event, id) => `invalid string ID ${id} for ${event} event` },
  otherRegion: {
    reason: (_, goroutine) =>
      `misuse of region in goroutine ${signed(goroutine)}: the region that ends is not the inner-most active one`,
  },
  gcActiveNotFirst: { reason: () => "GCActive in the first generation isn't first GC event" },
  gcActiveIdle: { reason: () => 'encountered GCActive while GC was not in progress' },
  gcBeginRunning: { reason: () => 'encountered GCBegin while GC was already in progress' },
  gcEndIdle: { reason: () => 'encountered GCEnd when GC was not in progress' },
  gcEndUndetermined: { reason: () => 'encountered GCEnd when GC was in an undetermined state' },
  rangeOpen: { reason: (event) => `discovered event already in-flight for when starting event ${event}` },
  rangeKnown: { reason: (event) => `found named active range already in first gen: ${event}` },
  rangeMissing: { reason: (event) => `resource is missing active range: ${event}` },
  rangeNotOpen: { reason: (event) => `tried to end event, but not in-flight: ${event}` },
  rangeNoState: { reason: (event) => `encountered ${event} without known state for current goroutine` },
  activeNoGoroutine: {
    reason: (event, goroutine) => `uninitialized goroutine ${signed(goroutine)} found during ${event}`,
  },
  sweepUnknownProc: { reason: (event, proc) => `encountered ${event} for unknown proc ${signed(proc)}` },
  tooManyStops: { reason: () => 'more than 1000 stops of the world are under way on one goroutine' },
  unknownStack: { reason: (event, id) => `found invalid stack ID ${id} for event ${event}` },
  unknownString: { reason: (event, id) => `found invalid string ID ${id} for event ${event}` },
  noProgress: { reason: () => 'broken trace: failed to advance: no thread has an event whose turn it is' },
} satisfies Record<string, { isMalformed?: boolean; reason: Sentence }>

export type FaultName = keyof typeof FAULTS

/** By number − 1. */
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[]

export function faultReason(fault: FaultName, type: number, operands: readonly bigint[]): string {
  const [a = 0n, b = 0n, c = 0n] = operands
  const { reason }: { reason: Sentence } = FAULTS[fault]
  return reason(traceKindName(type), a, b, c)
}

/** True: the bytes are no event; false: an event against the rules of order. */
export const isMalformed = (fault: FaultName): boolean => 'isMalformed' in FAULTS[fault]
