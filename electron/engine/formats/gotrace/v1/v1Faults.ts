// What can be wrong with the events of a v1 trace, as data: a number (shared with the WebAssembly core), and the sentence it
// becomes, in the words of Go's own reader so that the two can be compared.
import { BAD_VARINT, v1Name } from './v1Events.ts'

/** `type` is the event's, `a` and `b` are ids and numbers of it. */
type Sentence = (type: number, a: bigint, b: bigint) => string

const ev = v1Name

/** In the order of their numbers, from 1. */
export const V1_FAULTS = {
  badVarint: { isMalformed: true, reason: () => BAD_VARINT },
  wrongCount: {
    isMalformed: true,
    reason: (type, want, got) => `${ev(type)} has wrong number of arguments: want ${want}, got ${got}`,
  },
  unexpectedType: { isMalformed: true, reason: (type) => `unexpected event type ${type}` },
  noOrder: { reason: () => 'no consistent ordering of events possible' },
  impossible: { reason: () => 'encountered impossible goroutine state transition' },
  timeOrder: { reason: () => 'time stamps out of order' },
  strayExit: { reason: () => 'stray syscall exit' },
  procRunning: { reason: (_, proc) => `p ${proc} is running before start` },
  procStopped: { reason: (_, proc) => `p ${proc} is not running before stop` },
  procBusy: { reason: (_, proc, goroutine) => `p ${proc} is running a goroutine ${goroutine} during stop` },
  gcOpen: { reason: () => 'previous GC is not ended before a new one' },
  gcNotOpen: { reason: () => 'bogus GC end' },
  stopOpen: { reason: () => 'previous STW is not ended before a new one' },
  stopNotOpen: { reason: () => 'bogus STW end' },
  sweepOpen: { reason: () => 'previous sweeping is not ended before a new one' },
  sweepNotOpen: { reason: () => 'bogus sweeping end' },
  assistOpen: { reason: () => 'previous mark assist is not ended before a new one' },
  notRunnable: { reason: (type, goroutine) => `g ${goroutine} is not runnable before Ev${ev(type)}` },
  exists: { reason: (_, goroutine) => `g ${goroutine} already exists` },
  startNotRunnable: { reason: (_, goroutine) => `g ${goroutine} is not runnable before start` },
  startBusy: { reason: (_, proc, goroutine) => `p ${proc} is already running a goroutine while start g ${goroutine}` },
  notRunning: { reason: (type, goroutine) => `g ${goroutine} is not running while ${ev(type)}` },
  procOther: { reason: (type, proc, goroutine) => `p ${proc} is not running g ${goroutine} while ${ev(type)}` },
  zeroDid: { reason: (type) => `g 0 did ${ev(type)}` },
  wakerNotRunning: { reason: (_, goroutine) => `g ${goroutine} is not running while unpark` },
  wakerOther: { reason: (_, proc, goroutine) => `p ${proc} is not running g ${goroutine} while unpark` },
  notWaiting: { reason: (_, goroutine) => `g ${goroutine} is not waiting before unpark` },
  exitNotWaiting: { reason: (_, goroutine) => `g ${goroutine} is not waiting during syscall exit` },
  taskConflict: { reason: (_, task) => `task id conflicts (id:${task})` },
  otherRegion: {
    reason: (_, goroutine) =>
      `misuse of region in goroutine ${goroutine}: the region that ends is not the inner-most active one`,
  },
  badRegion: { reason: (_, mode) => `invalid user region mode: ${mode}` },
} satisfies Record<string, { isMalformed?: boolean; reason: Sentence }>

export type V1FaultName = keyof typeof V1_FAULTS

/** By number − 1. */
export const V1_FAULT_NAMES = Object.keys(V1_FAULTS) as V1FaultName[]

/** An event that cannot be where it is; who knows the place makes a TraceFault of it. */
export class V1Fault extends Error {
  readonly fault: V1FaultName
  readonly type: number
  readonly operands: readonly bigint[]

  constructor(fault: V1FaultName, type = 0, ...operands: bigint[]) {
    super(fault)
    this.fault = fault
    this.type = type
    this.operands = operands
  }
}

export function v1FaultReason(fault: V1FaultName, type: number, operands: readonly bigint[]): string {
  const [a = 0n, b = 0n] = operands
  const { reason }: { reason: Sentence } = V1_FAULTS[fault]
  return reason(type, a, b)
}

/** True: the bytes are no event; false: an event against the rules. */
export const isV1Malformed = (fault: V1FaultName): boolean => 'isMalformed' in V1_FAULTS[fault]
