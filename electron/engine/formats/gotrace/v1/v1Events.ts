// The v1 wire format's events as data (go1.21 src/runtime/trace.go and the same file of older releases): arguments after the
// time delta, by version. A stack id is the last argument where `hasStack` says so.

/** Numbers of the type byte's low 6 bits. */
export const V1 = {
  Batch: 1,
  Frequency: 2,
  Stack: 3,
  Gomaxprocs: 4,
  ProcStart: 5,
  ProcStop: 6,
  GCStart: 7,
  GCDone: 8,
  STWStart: 9,
  STWDone: 10,
  GCSweepStart: 11,
  GCSweepDone: 12,
  GoCreate: 13,
  GoStart: 14,
  GoEnd: 15,
  GoStop: 16,
  GoSched: 17,
  GoPreempt: 18,
  GoSleep: 19,
  GoBlock: 20,
  GoUnblock: 21,
  GoBlockSend: 22,
  GoBlockRecv: 23,
  GoBlockSelect: 24,
  GoBlockSync: 25,
  GoBlockCond: 26,
  GoBlockNet: 27,
  GoSysCall: 28,
  GoSysExit: 29,
  GoSysBlock: 30,
  GoWaiting: 31,
  GoInSyscall: 32,
  HeapAlloc: 33,
  HeapGoal: 34,
  TimerGoroutine: 35,
  FutileWakeup: 36,
  String: 37,
  GoStartLocal: 38,
  GoUnblockLocal: 39,
  GoSysExitLocal: 40,
  GoStartLabel: 41,
  GoBlockGC: 42,
  GCMarkAssistStart: 43,
  GCMarkAssistDone: 44,
  UserTaskCreate: 45,
  UserTaskEnd: 46,
  UserRegion: 47,
  UserLog: 48,
  CPUSample: 49,
} as const

export const V1_TYPES = 50

export const BAD_VARINT = 'malformatted base-128 varint'

interface V1Spec {
  name: string
  /** First version that has it. */
  since: number
  hasStack?: true
  args: number
  /** Fewer arguments in versions before the given one. */
  before?: { version: number; args: number }
}

const SPECS: Record<number, V1Spec> = {
  [V1.Batch]: { name: 'Batch', since: 5, args: 2 },
  [V1.Frequency]: { name: 'Frequency', since: 5, args: 1 },
  [V1.Stack]: { name: 'Stack', since: 5, args: 2 },
  [V1.Gomaxprocs]: { name: 'Gomaxprocs', since: 5, args: 1, hasStack: true },
  [V1.ProcStart]: { name: 'ProcStart', since: 5, args: 1 },
  [V1.ProcStop]: { name: 'ProcStop', since: 5, args: 0 },
  [V1.GCStart]: { name: 'GCStart', since: 5, args: 1, hasStack: true, before: { version: 7, args: 0 } },
  [V1.GCDone]: { name: 'GCDone', since: 5, args: 0 },
  [V1.STWStart]: { name: 'STWStart', since: 5, args: 1, before: { version: 10, args: 0 } },
  [V1.STWDone]: { name: 'STWDone', since: 5, args: 0 },
  [V1.GCSweepStart]: { name: 'GCSweepStart', since: 5, args: 0, hasStack: true },
  [V1.GCSweepDone]: { name: 'GCSweepDone', since: 5, args: 2, before: { version: 9, args: 0 } },
  [V1.GoCreate]: { name: 'GoCreate', since: 5, args: 2, hasStack: true },
  [V1.GoStart]: { name: 'GoStart', since: 5, args: 2, before: { version: 7, args: 1 } },
  [V1.GoEnd]: { name: 'GoEnd', since: 5, args: 0 },
  [V1.GoStop]: { name: 'GoStop', since: 5, args: 0, hasStack: true },
  [V1.GoSched]: { name: 'GoSched', since: 5, args: 0, hasStack: true },
  [V1.GoPreempt]: { name: 'GoPreempt', since: 5, args: 0, hasStack: true },
  [V1.GoSleep]: { name: 'GoSleep', since: 5, args: 0, hasStack: true },
  [V1.GoBlock]: { name: 'GoBlock', since: 5, args: 0, hasStack: true },
  [V1.GoUnblock]: { name: 'GoUnblock', since: 5, args: 2, hasStack: true, before: { version: 7, args: 1 } },
  [V1.GoBlockSend]: { name: 'GoBlockSend', since: 5, args: 0, hasStack: true },
  [V1.GoBlockRecv]: { name: 'GoBlockRecv', since: 5, args: 0, hasStack: true },
  [V1.GoBlockSelect]: { name: 'GoBlockSelect', since: 5, args: 0, hasStack: true },
  [V1.GoBlockSync]: { name: 'GoBlockSync', since: 5, args: 0, hasStack: true },
  [V1.GoBlockCond]: { name: 'GoBlockCond', since: 5, args: 0, hasStack: true },
  [V1.GoBlockNet]: { name: 'GoBlockNet', since: 5, args: 0, hasStack: true },
  [V1.GoSysCall]: { name: 'GoSysCall', since: 5, args: 0, hasStack: true },
  [V1.GoSysExit]: { name: 'GoSysExit', since: 5, args: 3 },
  [V1.GoSysBlock]: { name: 'GoSysBlock', since: 5, args: 0 },
  [V1.GoWaiting]: { name: 'GoWaiting', since: 5, args: 1 },
  [V1.GoInSyscall]: { name: 'GoInSyscall', since: 5, args: 1 },
  [V1.HeapAlloc]: { name: 'HeapAlloc', since: 5, args: 1 },
  [V1.HeapGoal]: { name: 'HeapGoal', since: 5, args: 1 },
  [V1.TimerGoroutine]: { name: 'TimerGoroutine', since: 5, args: 1 },
  [V1.FutileWakeup]: { name: 'FutileWakeup', since: 5, args: 0 },
  [V1.String]: { name: 'String', since: 7, args: 0 },
  [V1.GoStartLocal]: { name: 'GoStartLocal', since: 7, args: 1 },
  [V1.GoUnblockLocal]: { name: 'GoUnblockLocal', since: 7, args: 1, hasStack: true },
  [V1.GoSysExitLocal]: { name: 'GoSysExitLocal', since: 7, args: 2 },
  [V1.GoStartLabel]: { name: 'GoStartLabel', since: 8, args: 3 },
  [V1.GoBlockGC]: { name: 'GoBlockGC', since: 8, args: 0, hasStack: true },
  [V1.GCMarkAssistStart]: { name: 'GCMarkAssistStart', since: 9, args: 0, hasStack: true },
  [V1.GCMarkAssistDone]: { name: 'GCMarkAssistDone', since: 9, args: 0 },
  [V1.UserTaskCreate]: { name: 'UserTaskCreate', since: 11, args: 3, hasStack: true },
  [V1.UserTaskEnd]: { name: 'UserTaskEnd', since: 11, args: 1, hasStack: true },
  [V1.UserRegion]: { name: 'UserRegion', since: 11, args: 3, hasStack: true },
  [V1.UserLog]: { name: 'UserLog', since: 11, args: 2, hasStack: true },
  [V1.CPUSample]: { name: 'CPUSample', since: 19, args: 3, hasStack: true },
}

export const v1Name = (type: number): string => SPECS[type]?.name ?? `event ${type}`

/** Most arguments of an event, the stack not counted. */
export const V1_MAX_ARGS = 3
/** Longest length-prefixed record, as Go's reader has it. */
export const V1_MAX_RECORD_BYTES = 2048
export const V1_MAX_STRING_BYTES = 1_000_000
export const V1_MAX_FRAMES = 1000

/** What one version's events look like, by type number. */
export interface V1Layout {
  version: number
  /** 1 where the version has the type. */
  isKnown: Uint8Array
  /** Varints of an event with its stack, without the time delta. */
  args: Uint8Array
  hasStack: Uint8Array
}

export function v1Layout(version: number): V1Layout {
  const layout = {
    version,
    isKnown: new Uint8Array(64),
    args: new Uint8Array(64),
    hasStack: new Uint8Array(64),
  }
  for (let type = 0; type < V1_TYPES; type++) {
    const spec = SPECS[type]
    if (spec === undefined || spec.since > version) continue
    layout.isKnown[type] = 1
    layout.hasStack[type] = spec.hasStack ? 1 : 0
    const args = spec.before !== undefined && version < spec.before.version ? spec.before.args : spec.args
    layout.args[type] = args + (spec.hasStack ? 1 : 0)
  }
  return layout
}
