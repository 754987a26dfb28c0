// The event being tried, its context, and the state of goroutines, procs, threads and tasks in their records (slots.ts), as
// core/OrderState.ts.
import {
  fail,
  HAS_GOROUTINE,
  HAS_PROC,
  NO_GOROUTINE,
  NO_PROC,
  NO_THREAD,
  TAKEN,
  UNKNOWN_STACK,
  UNKNOWN_STRING,
} from './faults'
import { ABSENT, Generation, lookUp, STACKS, STRINGS } from './generation'
import { goIdOf } from './ids'
import { bear, bury, liveOf, liveRecord, SLOT } from './lives'
import { idOf, PROCS, record } from './slots'
import { allocate, enlarge } from './memory'
import { put } from './rows'

// Fields of records, behind the id. Of goroutines and procs: sequence number and the generation it belongs to.
export const SEQ: usize = 8
export const SEQ_GENERATION: usize = 12
/** Innermost open region of a goroutine, and its first open stop of the world: nodes, 0 for none. */
const REGION: usize = 16
const STOPS: usize = 20
/** Of a proc: the thread that got it last. */
export const HOLDER: usize = 16
/** Wire status + 1; 0: this id has no state. Of a thread: 1 where it has one. */
export const STATUS: usize = 24
/** Of a goroutine: in a mark assist. Of a proc: sweeping. */
export const IN_RANGE: usize = 25
/** What a thread holds. */
export const HELD_GOROUTINE: usize = 8
export const HELD_PROC: usize = 12
/** Number of the record of the goroutine, as it was when the thread got it. */
export const HELD_RECORD: usize = 16

export const NONE: u8 = 0
export const GO_RUNNABLE: u8 = 2
export const GO_RUNNING: u8 = 3
export const GO_SYSCALL: u8 = 4
export const GO_WAITING: u8 = 5
export const PROC_RUNNING: u8 = 2
export const PROC_IDLE: u8 = 3
export const PROC_SYSCALL: u8 = 4
export const PROC_ABANDONED: u8 = 5

export class Event {
  static type: u32 = 0
  static time: f64 = 0
  /** Where its arguments are. */
  static args: usize = 0
  /** Its context; 0 for none. */
  static thread: u32 = 0
  static proc: u32 = 0
  static goroutine: u32 = 0
  /** The record of its goroutine; an empty one where that has no state. */
  static record: usize = 0
  /** What its thread holds afterwards. */
  static nextProc: u32 = 0
  static nextGoroutine: u32 = 0
  /** A reference of it that leads nowhere: number of the fault, and the id. */
  static dangling: u32 = 0
  static danglingId: u64 = 0
}

export function arg(index: usize): u64 {
  return load<u64>(Event.args + (index << 3))
}

/** Low byte: Go's statuses are bytes, and its reader cuts what is above. */
export function argByte(index: usize): u8 {
  return load<u8>(Event.args + (index << 3))
}

/** The record of a goroutine; an empty one, not to be written, where it has no state. */
export function goRecord(slot: u32): usize {
  return liveRecord(liveOf(slot))
}

export function procRecord(slot: u32): usize {
  return record(PROCS, slot)
}

/** Index of a stack or string of this generation. One that is not there is remembered as dangling. */
export function stackArg(index: usize): u32 {
  const found = lookUp(STACKS, arg(index))
  return found != ABSENT ? found : dangle(UNKNOWN_STACK, arg(index))
}

export function stringArg(index: usize): u32 {
  const found = lookUp(STRINGS, arg(index))
  return found != ABSENT ? found : dangle(UNKNOWN_STRING, arg(index))
}

function dangle(fault: u32, id: u64): u32 {
  if (Event.dangling == 0) {
    Event.dangling = fault
    Event.danglingId = id
  }
  return 0
}

/** The event as a row, with the context it happened in; gives TAKEN, for a rule to return. */
export function putEvent(
  transition: u32,
  subject: u32,
  stack: u32 = 0,
  string: u32 = 0,
  extra: u32 = 0,
  value: f64 = 0,
  value2: f64 = 0,
): u32 {
  const thread = Event.thread
  put(
    Event.time,
    Event.type,
    transition,
    thread,
    Event.proc,
    Event.goroutine,
    subject,
    stack,
    string,
    extra,
    value,
    value2,
  )
  return TAKEN
}

/** What the context must be: must not have, may have, must have. */
export const MUST_NOT: u32 = 0
export const MAY: u32 = 1
export const MUST: u32 = 2

/** TAKEN where the context is as it must be. */
export function need(proc: u32, goroutine: u32): u32 {
  if (Event.thread == 0) return fail(NO_THREAD)
  if (proc == MUST && Event.proc == 0) return fail(NO_PROC)
  if (proc == MUST_NOT && Event.proc != 0) return fail(HAS_PROC)
  if (goroutine == MUST && Event.goroutine == 0) return fail(NO_GOROUTINE)
  if (goroutine == MUST_NOT && Event.goroutine != 0) return fail(HAS_GOROUTINE)
  return TAKEN
}

/** Whether the sequence number in an argument is the next one of a goroutine or proc. */
export function succeeds(at: usize, index: usize): bool {
  return load<u32>(at, SEQ_GENERATION) == Generation.current && arg(index) == <u64>load<u32>(at, SEQ) + 1
}

export function setSeq(at: usize, seq: u32): void {
  store<u32>(at, seq, SEQ)
  store<u32>(at, Generation.current, SEQ_GENERATION)
}

export function createGo(slot: u32, status: u8): void {
  const at = bear(slot)
  store<u8>(at, status, STATUS)
  setSeq(at, 0)
}

/** The slot in a goroutine's record. */
export function slotIn(at: usize): u32 {
  return load<u32>(at, SLOT)
}

/** A goroutine ends: with it what it had open. */
export function destroyGo(slot: u32): void {
  const at = goRecord(slot)
  while (load<u32>(at, STOPS) != 0) release(at, STOPS)
  releaseRegions(at)
  bury(slot)
}

export function releaseRegions(at: usize): void {
  while (load<u32>(at, REGION) != 0) release(at, REGION)
}

export function goId(slot: u32): u64 {
  return goIdOf(slot)
}

export function procId(slot: u32): u64 {
  return idOf(PROCS, slot)
}

// Open regions and stops of the world are nodes of lists: next node, two numbers, an id.
const NODE: usize = 24
const NEXT: usize = 0
const ONE: usize = 4
const TWO: usize = 8
const ID: usize = 16
let nodes: usize = allocate(64 * NODE)
let nodeCapacity: u32 = 64
/** Nodes handed out so far; 0 stands for none. */
let nodeCount: u32 = 1
let free: u32 = 0

function node(index: u32): usize {
  return nodes + <usize>index * NODE
}

function take(): u32 {
  if (free != 0) {
    const index = free
    free = load<u32>(node(index), NEXT)
    return index
  }
  if (nodeCount == nodeCapacity) {
    nodes = enlarge(nodes, <usize>nodeCapacity * NODE, 2 * <usize>nodeCapacity * NODE)
    nodeCapacity *= 2
  }
  return nodeCount++
}

/** Takes the first node off a goroutine's list. */
function release(at: usize, list: usize): void {
  const index = load<u32>(at + list)
  store<u32>(at + list, load<u32>(node(index), NEXT))
  store<u32>(node(index), free, NEXT)
  free = index
}

/** Regions are of the goroutine whose record is `at`. */
export function pushRegion(at: usize, task: u32, name: u32): void {
  const index = take()
  store<u32>(node(index), load<u32>(at, REGION), NEXT)
  store<u32>(node(index), task, ONE)
  store<u32>(node(index), name, TWO)
  store<u32>(at, index, REGION)
}

/** False: another region is the innermost one. Where none is known, it began before the trace. */
export function popRegion(at: usize, task: u32, name: u32): bool {
  const index = load<u32>(at, REGION)
  if (index == 0) return true
  if (load<u32>(node(index), ONE) != task || load<u32>(node(index), TWO) != name) return false
  release(at, REGION)
  return true
}

/** Stops of the world under way on one goroutine; Go has at most one. */
const MAX_OPEN_STOPS: u32 = 1000

/** 0: taken; 1: this kind of stop is under way; 2: too many are. Stops are told apart by the id the wire has for their kind. */
export function beginStop(goroutine: u32, id: u64, name: u32): u32 {
  const at = goRecord(goroutine)
  let count: u32 = 0
  let last: u32 = 0
  let isOpen = false
  for (let index = load<u32>(at, STOPS); index != 0; index = load<u32>(node(index), NEXT)) {
    if (load<u64>(node(index), ID) == id) isOpen = true
    count++
    last = index
  }
  if (count == MAX_OPEN_STOPS) return 2
  if (isOpen) return 1
  const index = take()
  store<u32>(node(index), 0, NEXT)
  store<u32>(node(index), name, TWO)
  store<u64>(node(index), id, ID)
  if (last == 0) store<u32>(at, index, STOPS)
  else store<u32>(node(last), index, NEXT)
  return 0
}

/** Name of the stop that ends, the first; the last one takes its place. -1: none is under way. */
export function endStop(goroutine: u32): i32 {
  const at = goRecord(goroutine)
  const first = load<u32>(at, STOPS)
  if (first == 0) return -1
  const name = load<u32>(node(first), TWO)
  let before: u32 = 0
  let last = first
  while (load<u32>(node(last), NEXT) != 0) {
    before = last
    last = load<u32>(node(last), NEXT)
  }
  if (before == 0) {
    release(at, STOPS)
    return name
  }
  store<u32>(node(first), load<u32>(node(last), TWO), TWO)
  store<u64>(node(first), load<u64>(node(last), ID), ID)
  store<u32>(node(before), 0, NEXT)
  store<u32>(node(last), free, NEXT)
  free = last
  return name
}
