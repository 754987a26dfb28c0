// `SCHED` lines of GODEBUG=schedtrace=X and what scheddetail=1 prints after them (runtime/proc.go schedtrace, Go 1.5 to 1.27;
// facts/gctrace.md 7). Keys are taken by name, so a key that a version adds does not break the rest.
import { NANOS_PER_MILLI } from '../../../../shared/units/units.ts'
import { findByte, hashBytes } from '../logs/bytes.ts'
import { placesOf } from './columns.ts'
import { literal } from '../logs/bytes.ts'
import type { TextScan } from './TextScan.ts'

export const SCHED = placesOf('schedSnapshots')
export const SCHED_PROC = placesOf('schedProcs')
/** Room of a P's own run queue. The runtime reads its ends without a lock, so a longer one is a misreading. */
const LONGEST_QUEUE = 256

const START = literal('SCHED ')
const MILLIS = literal('ms:')
const TICKS = literal('schedticks=')

type Keys = ReadonlyMap<number, number>
function keys(places: Record<string, number>): Keys {
  return new Map(
    Object.entries(places).map(([key, place]) => {
      const bytes = literal(key)
      return [hashBytes(bytes, 0, bytes.length), place]
    }),
  )
}

const SNAPSHOT_KEYS = keys({
  gomaxprocs: SCHED.procs,
  idleprocs: SCHED.idleProcs,
  threads: SCHED.threads,
  spinningthreads: SCHED.spinningThreads,
  needspinning: SCHED.needSpinning,
  idlethreads: SCHED.idleThreads,
  runqueue: SCHED.runQueue,
  gcwaiting: SCHED.gcWaiting,
  nmidlelocked: SCHED.idleLockedThreads,
  stopwait: SCHED.stopWait,
  sysmonwait: SCHED.sysmonWait,
})
const PROC_KEYS = keys({
  status: SCHED_PROC.status,
  schedtick: SCHED_PROC.schedTick,
  syscalltick: SCHED_PROC.syscallTick,
  m: SCHED_PROC.thread,
  runqsize: SCHED_PROC.runQueue,
  gfreecnt: SCHED_PROC.freeGoroutines,
  timerslen: SCHED_PROC.timers,
})
const THREAD = { proc: 0, spinning: 1, blocked: 2, lockedTo: 3 }
const THREAD_KEYS = keys({
  p: THREAD.proc,
  spinning: THREAD.spinning,
  blocked: THREAD.blocked,
  lockedg: THREAD.lockedTo,
})

/** The two lists of a line; null where the version or scheddetail has none. */
export const schedTexts: { queues: string | null; ticks: string | null } = { queues: null, ticks: null }

/**
 * Reads a `SCHED` line into `row` and `schedTexts`. False where it is none, or cut before its figures end. `mayBeCut`: another line
 * of the runtime landed in its lists; what stands before them is whole.
 */
export function readSched(scan: TextScan, row: Float64Array, mayBeCut = false): boolean {
  row.fill(Number.NaN)
  schedTexts.queues = null
  schedTexts.ticks = null
  if (!scan.skip(START)) return false
  row[SCHED.atNs] = scan.uint() * NANOS_PER_MILLI
  if (!scan.skip(MILLIS)) return false
  readPairs(scan, SNAPSHOT_KEYS, row)
  const hasList = scan.at < scan.to && scan.bytes[scan.at] === 0x5b
  if (hasList) {
    const queues = readList(scan)
    if (queues === null) return mayBeCut && isComplete(row)
    schedTexts.queues = queues
    row[SCHED.localRunQueue] = list.sum
    row[SCHED.longestLocalRunQueue] = list.longest
    while (scan.byte(0x20));
    if (scan.skip(TICKS)) schedTexts.ticks = readList(scan)
    if (scan.at < scan.to && !mayBeCut && !scan.isAtEnd()) return false
  }
  // Without its list and without the keys of scheddetail the line was cut.
  return isComplete(row) && (hasList || !Number.isNaN(row[SCHED.sysmonWait]) || mayBeCut)
}

const isComplete = (row: Float64Array): boolean =>
  !Number.isNaN(
    (row[SCHED.atNs] as number) +
      (row[SCHED.procs] as number) +
      (row[SCHED.idleProcs] as number) +
      (row[SCHED.threads] as number) +
      (row[SCHED.runQueue] as number),
  )

/** `key=value` pairs with spaces between, up to the end or a bracket; values of keys that are not asked for are passed over. */
function readPairs(scan: TextScan, known: Keys, row: Float64Array): void {
  const { bytes, to } = scan
  while (scan.at < to) {
    while (scan.byte(0x20));
    if (bytes[scan.at] === 0x5b) return
    const start = scan.at
    const space = findByte(bytes, 0x20, start, to)
    const end = space < 0 ? to : space
    const equals = findByte(bytes, 0x3d, start, end)
    if (equals > 0) {
      const place = known.get(hashBytes(bytes, start, equals))
      scan.at = equals + 1
      if (place !== undefined) {
        const value = scan.flag()
        // Absent ids are -1, or nil since Go 1.20. Digits that other bytes follow were cut or are no number.
        row[place] = value < 0 || (scan.at < end && bytes[scan.at] !== 0x28) ? Number.NaN : value
      }
      // schedticks=[ … ] holds spaces.
      if (bytes[equals + 1] === 0x5b) {
        scan.at = start
        return
      }
    }
    scan.at = end
  }
}

const list = { sum: 0, longest: 0 }

/** `[1 1]` or `[ 0 2 ]` as `1 1`; sum and longest of those that can be. Null: it has no end. */
function readList(scan: TextScan): string | null {
  if (!scan.byte(0x5b)) return null
  const { bytes } = scan
  const end = findByte(bytes, 0x5d, scan.at, scan.to)
  if (end < 0) return null
  list.sum = 0
  list.longest = 0
  while (scan.byte(0x20));
  const start = scan.at
  let last = start
  while (scan.at < end) {
    const value = scan.uint()
    if (Number.isNaN(value)) return null
    if (value <= LONGEST_QUEUE) {
      list.sum += value
      list.longest = Math.max(list.longest, value)
    }
    last = scan.at
    while (scan.byte(0x20));
  }
  scan.at = end + 1
  return scan.text(start, last)
}

export type DetailKind = 'P' | 'M' | 'G'

/** What a line of scheddetail said; `row` of a P line is a row of schedProcs without its lines. */
export const detail = {
  row: new Float64Array(Object.keys(SCHED_PROC).length),
  hasProc: false,
  isSpinning: false,
  isBlocked: false,
  isLocked: false,
  status: 0,
  reason: '',
}
const thread = new Float64Array(4)
const STATUS = literal(': status=')
const CLOSE_M = literal(') m=')
const SCAN_BIT = 0x1000

/** Reads `  P0: …`, `  M4: …` or `  G1: …` into `detail`; null where it is none, or cut. */
export function readDetail(scan: TextScan): DetailKind | null {
  const { bytes } = scan
  const letter = bytes[scan.at + 2]
  scan.at += 3
  const id = scan.uint()
  if (Number.isNaN(id) || bytes[scan.at] !== 0x3a) return null
  if (letter === 0x47) return readGoroutine(scan)
  scan.at++
  if (letter === 0x50) {
    detail.row.fill(Number.NaN)
    readPairs(scan, PROC_KEYS, detail.row)
    detail.row[SCHED_PROC.proc] = id
    const queue = detail.row[SCHED_PROC.runQueue] as number
    if (queue > LONGEST_QUEUE) detail.row[SCHED_PROC.runQueue] = Number.NaN
    return Number.isNaN(detail.row[SCHED_PROC.status]) || Number.isNaN(queue) ? null : 'P'
  }
  thread.fill(Number.NaN)
  readPairs(scan, THREAD_KEYS, thread)
  detail.hasProc = !Number.isNaN(thread[THREAD.proc])
  detail.isSpinning = thread[THREAD.spinning] === 1
  detail.isBlocked = thread[THREAD.blocked] === 1
  detail.isLocked = !Number.isNaN(thread[THREAD.lockedTo])
  return Number.isNaN(thread[THREAD.blocked]) ? null : 'M'
}

/** `status=4(chan receive) m=-1 lockedm=-1`; the reason may hold brackets. */
function readGoroutine(scan: TextScan): DetailKind | null {
  if (!scan.skip(STATUS)) return null
  const status = scan.uint()
  if (Number.isNaN(status) || !scan.byte(0x28)) return null
  const start = scan.at
  for (; scan.at < scan.to; scan.at++) {
    if (scan.bytes[scan.at] !== 0x29) continue
    const close = scan.at
    if (!scan.skip(CLOSE_M)) continue
    detail.status = status & ~SCAN_BIT
    detail.reason = scan.text(start, close)
    return 'G'
  }
  return null
}
