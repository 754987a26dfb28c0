// Types of v1 events, as v1/v1Events.ts has them, and what they are to the goroutines of their proc, as v1/V1Streams.ts and
// v1/v1Rules.ts. The caller fills the numbers of arguments, which depend on the version.
import { allocate } from './memory'

export const BATCH: u32 = 1
export const FREQUENCY: u32 = 2
export const STACK: u32 = 3
export const GOMAXPROCS: u32 = 4
export const PROC_START: u32 = 5
export const PROC_STOP: u32 = 6
export const GC_START: u32 = 7
export const GC_DONE: u32 = 8
export const STW_START: u32 = 9
export const STW_DONE: u32 = 10
export const GC_SWEEP_START: u32 = 11
export const GC_SWEEP_DONE: u32 = 12
export const GO_CREATE: u32 = 13
export const GO_START: u32 = 14
export const GO_END: u32 = 15
export const GO_STOP: u32 = 16
export const GO_SCHED: u32 = 17
export const GO_PREEMPT: u32 = 18
export const GO_SLEEP: u32 = 19
export const GO_BLOCK: u32 = 20
export const GO_UNBLOCK: u32 = 21
export const GO_BLOCK_SEND: u32 = 22
export const GO_BLOCK_NET: u32 = 27
export const GO_SYS_CALL: u32 = 28
export const GO_SYS_EXIT: u32 = 29
export const GO_SYS_BLOCK: u32 = 30
export const GO_WAITING: u32 = 31
export const GO_IN_SYSCALL: u32 = 32
export const HEAP_ALLOC: u32 = 33
export const HEAP_GOAL: u32 = 34
export const TIMER_GOROUTINE: u32 = 35
export const STRING: u32 = 37
export const GO_START_LOCAL: u32 = 38
export const GO_UNBLOCK_LOCAL: u32 = 39
export const GO_SYS_EXIT_LOCAL: u32 = 40
export const GO_START_LABEL: u32 = 41
export const GO_BLOCK_GC: u32 = 42
export const ASSIST_START: u32 = 43
export const ASSIST_DONE: u32 = 44
export const USER_TASK_CREATE: u32 = 45
export const USER_TASK_END: u32 = 46
export const USER_REGION: u32 = 47
export const USER_LOG: u32 = 48
export const CPU_SAMPLE: u32 = 49

/** Bytes of what is known of a type. */
const ENTRY: u32 = 16
// Its fields: varints behind the time delta, whether the last is a stack, role, rules, and the type without "Local".
const ARGS: usize = 0
const HAS_STACK: usize = 1
const ROLE: usize = 2
const WHOSE: usize = 3
const NEEDS: usize = 4
const GIVES: usize = 5
const NEEDS_SEQ: usize = 6
const FIRST_SEQ: usize = 7
const STEP: usize = 8
const PLAIN: usize = 9
const IS_SKIPPED: usize = 10
const NAMES_ANOTHER: usize = 11

const types: usize = allocate(64 * ENTRY)

export const STARTS: u8 = 1
export const ENDS: u8 = 2
export const OF_ARGUMENT: u8 = 3

/** Whose state an event waits for. */
export const NOBODY: u8 = 0
export const OWN: u8 = 1
export const ANOTHER: u8 = 2
export const GC: u8 = 3
export const ANY_SEQ: u8 = 0
export const SEQ_FIRST: u8 = 1
export const SEQ_ARGUMENT: u8 = 2

/** Of the order. */
export const DEAD: u8 = 0
export const RUNNABLE: u8 = 1
export const RUNNING: u8 = 2
export const WAITING: u8 = 3

function entry(type: u32): usize {
  return types + type * ENTRY
}

export function setLayout(type: u32, args: u32, hasStack: u32): void {
  store<u8>(entry(type), args, ARGS)
  store<u8>(entry(type), hasStack, HAS_STACK)
}

export function argsOf(type: u32): u32 {
  return load<u8>(entry(type), ARGS)
}

export function hasStack(type: u32): bool {
  return load<u8>(entry(type), HAS_STACK) != 0
}

export function roleOf(type: u32): u8 {
  return load<u8>(entry(type), ROLE)
}

export function whoseOf(type: u32): u8 {
  return load<u8>(entry(type), WHOSE)
}

export function needsOf(type: u32): u8 {
  return load<u8>(entry(type), NEEDS)
}

export function givesOf(type: u32): u8 {
  return load<u8>(entry(type), GIVES)
}

export function needsSeqOf(type: u32): u8 {
  return load<u8>(entry(type), NEEDS_SEQ)
}

export function firstSeqOf(type: u32): u8 {
  return load<u8>(entry(type), FIRST_SEQ)
}

export function stepOf(type: u32): u8 {
  return load<u8>(entry(type), STEP)
}

export function plainOf(type: u32): u32 {
  return load<u8>(entry(type), PLAIN)
}

export function isSkipped(type: u32): bool {
  return load<u8>(entry(type), IS_SKIPPED) != 0
}

export function namesAnother(type: u32): bool {
  return load<u8>(entry(type), NAMES_ANOTHER) != 0
}

function rule(type: u32, whose: u8, seq: u8, needs: u8, step: u8, gives: u8): void {
  store<u8>(entry(type), whose, WHOSE)
  store<u8>(entry(type), seq, NEEDS_SEQ)
  store<u8>(entry(type), needs, NEEDS)
  store<u8>(entry(type), step, STEP)
  store<u8>(entry(type), gives, GIVES)
}

function leaves(type: u32, gives: u8): void {
  store<u8>(entry(type), ENDS, ROLE)
  rule(type, OWN, ANY_SEQ, RUNNING, 0, gives)
}

function setUp(): void {
  for (let type: u32 = 0; type < 64; type++) store<u8>(entry(type), type, PLAIN)
  store<u8>(entry(GO_START_LOCAL), GO_START, PLAIN)
  store<u8>(entry(GO_UNBLOCK_LOCAL), GO_UNBLOCK, PLAIN)
  store<u8>(entry(GO_SYS_EXIT_LOCAL), GO_SYS_EXIT, PLAIN)
  for (let type: u32 = GO_SCHED; type <= GO_PREEMPT; type++) leaves(type, RUNNABLE)
  for (let type: u32 = GO_SLEEP; type <= GO_BLOCK; type++) leaves(type, WAITING)
  for (let type: u32 = GO_BLOCK_SEND; type <= GO_BLOCK_NET; type++) leaves(type, WAITING)
  leaves(GO_SYS_BLOCK, WAITING)
  leaves(GO_BLOCK_GC, WAITING)
  // These end a goroutine and wait for nothing.
  store<u8>(entry(GO_END), ENDS, ROLE)
  store<u8>(entry(GO_STOP), ENDS, ROLE)
  store<u8>(entry(GO_START), STARTS, ROLE)
  store<u8>(entry(GO_START_LOCAL), STARTS, ROLE)
  store<u8>(entry(GO_START_LABEL), STARTS, ROLE)
  store<u8>(entry(GO_SYS_EXIT), OF_ARGUMENT, ROLE)
  store<u8>(entry(GO_SYS_EXIT_LOCAL), OF_ARGUMENT, ROLE)
  store<u8>(entry(GO_WAITING), OF_ARGUMENT, ROLE)
  store<u8>(entry(GO_IN_SYSCALL), OF_ARGUMENT, ROLE)
  store<u8>(entry(GO_CREATE), 1, NAMES_ANOTHER)
  store<u8>(entry(GO_UNBLOCK), 1, NAMES_ANOTHER)
  store<u8>(entry(GO_UNBLOCK_LOCAL), 1, NAMES_ANOTHER)
  rule(GO_CREATE, ANOTHER, SEQ_FIRST, DEAD, 1, RUNNABLE)
  rule(GO_WAITING, OWN, SEQ_FIRST, RUNNABLE, 1, WAITING)
  rule(GO_IN_SYSCALL, OWN, SEQ_FIRST, RUNNABLE, 1, WAITING)
  store<u8>(entry(GO_WAITING), 1, FIRST_SEQ)
  store<u8>(entry(GO_IN_SYSCALL), 1, FIRST_SEQ)
  rule(GO_START, OWN, SEQ_ARGUMENT, RUNNABLE, 1, RUNNING)
  rule(GO_START_LABEL, OWN, SEQ_ARGUMENT, RUNNABLE, 1, RUNNING)
  rule(GO_START_LOCAL, OWN, ANY_SEQ, RUNNABLE, 1, RUNNING)
  rule(GO_UNBLOCK, ANOTHER, SEQ_ARGUMENT, WAITING, 1, RUNNABLE)
  rule(GO_UNBLOCK_LOCAL, ANOTHER, ANY_SEQ, WAITING, 1, RUNNABLE)
  rule(GO_SYS_EXIT, OWN, SEQ_ARGUMENT, WAITING, 1, RUNNABLE)
  rule(GO_SYS_EXIT_LOCAL, OWN, ANY_SEQ, WAITING, 1, RUNNABLE)
  rule(GC_START, GC, ANY_SEQ, DEAD, 1, DEAD)
  store<u8>(entry(BATCH), 1, IS_SKIPPED)
  store<u8>(entry(FREQUENCY), 1, IS_SKIPPED)
  store<u8>(entry(STACK), 1, IS_SKIPPED)
  store<u8>(entry(STRING), 1, IS_SKIPPED)
  store<u8>(entry(TIMER_GOROUTINE), 1, IS_SKIPPED)
  store<u8>(entry(CPU_SAMPLE), 1, IS_SKIPPED)
}

setUp()
