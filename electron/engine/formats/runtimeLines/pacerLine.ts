// `pacer:` lines of GODEBUG=gcpacertrace=1 (runtime/mgcpacer.go, mgcsweep.go; facts/gctrace.md 6): at the start of a cycle, at its
// end (one form up to Go 1.17, one since), and when the sweep after it is done.
import { MIB } from '../../../../shared/units/units.ts'
import { PACER_FORMS } from '../../../../shared/records/index.ts'
import { placesOf } from './columns.ts'
import { literal } from '../logs/bytes.ts'
import type { TextScan } from './TextScan.ts'

export const PACER = placesOf('pacerCycles')
const [OLD, NEW] = PACER_FORMS.map((_, index) => index) as [number, number]
/** The counters are unsigned and may fall below zero: figures beyond this are none. */
const MAX_MIB = 2 ** 40

const PREFIX = literal('pacer: ')
const DELTAS = [literal('∆'), literal('Δ')] as const

export type PacerPart = 'start' | 'end' | 'sweep'

/** Fills the columns of one part of `row`; null where the line is none of them, or cut. The other columns stay. */
export function readPacer(scan: TextScan, row: Float64Array): PacerPart | null {
  if (!scan.skip(PREFIX)) return null
  if (scan.skip(ASSIST)) return readStart(scan, row) ? 'start' : null
  if (scan.skip(SWEEP)) return readSweep(scan, row) ? 'sweep' : null
  if (scan.skip(MARKED)) return readOldEnd(scan, row) ? 'end' : null
  return readNewEnd(scan, row) ? 'end' : null
}

const ASSIST = literal('assist ratio=')
const SCAN = literal(' (scan ')
const IN = literal(' MB in ')
const ARROW = literal('->')
const WORKERS = literal(' MB) workers=')

function readStart(scan: TextScan, row: Float64Array): boolean {
  row[PACER.assistRatio] = scan.float()
  if (!scan.skip(SCAN)) return false
  row[PACER.startScanBytes] = scan.uint() * MIB
  if (!scan.skip(IN)) return false
  row[PACER.startHeapBytes] = scan.uint() * MIB
  if (!scan.skip(ARROW)) return false
  const goal = scan.uint()
  row[PACER.startGoalBytes] = goal > MAX_MIB ? Number.NaN : goal * MIB
  if (!scan.skip(WORKERS)) return false
  row[PACER.dedicatedWorkers] = scan.uint()
  if (!scan.byte(0x2b)) return false
  row[PACER.fractionalGoal] = scan.float()
  return scan.isAtEnd() && !Number.isNaN(row[PACER.dedicatedWorkers])
}

const SWEEP = literal('sweep done at heap size ')
const ALLOCATED = literal('MB; allocated ')
const SWEPT = literal('MB during sweep; swept ')
const PAGES = literal(' pages at ')
const PER_BYTE = literal(' pages/byte')

function readSweep(scan: TextScan, row: Float64Array): boolean {
  row[PACER.sweepHeapBytes] = scan.uint() * MIB
  if (!scan.skip(ALLOCATED)) return false
  const allocated = scan.int()
  row[PACER.sweepAllocatedBytes] = allocated >= 0 && allocated < MAX_MIB ? allocated * MIB : Number.NaN
  if (!scan.skip(SWEPT)) return false
  row[PACER.sweptPages] = scan.uint()
  if (!scan.skip(PAGES)) return false
  row[PACER.pagesPerByte] = scan.float()
  return scan.skip(PER_BYTE) && scan.isAtEnd()
}

const MARKED = literal('H_m_prev=')
/** Up to Go 1.17, behind `H_m_prev`: name, place, and whether it is whole bytes. */
const OLD_FIELDS: [Uint8Array, number, boolean][] = [
  [literal(' h_t='), PACER.triggerRatio, false],
  [literal(' H_T='), PACER.triggerBytes, true],
  [literal(' h_a='), PACER.endRatio, false],
  [literal(' H_a='), PACER.endBytes, true],
  [literal(' h_g='), PACER.goalRatio, false],
  [literal(' H_g='), PACER.aboveGoalBytes, true],
  [literal(' u_a='), PACER.cpuPercent, false],
  [literal(' u_g='), PACER.expectedCpuPercent, false],
  [literal(' W_a='), PACER.heapWorkBytes, true],
]
const GOAL = literal(' goal')
const EQUALS = literal('=')

function readOldEnd(scan: TextScan, row: Float64Array): boolean {
  row[PACER.markedBeforeBytes] = scan.int()
  for (const [name, place, isWhole] of OLD_FIELDS) {
    if (!scan.skip(name)) return false
    row[place] = isWhole ? scan.int() : scan.float()
  }
  row[PACER.form] = OLD
  row[PACER.aboveGoalBytes] = (row[PACER.endBytes] as number) - (row[PACER.aboveGoalBytes] as number)
  row[PACER.cpuPercent] = percent(row[PACER.cpuPercent])
  row[PACER.expectedCpuPercent] = percent(row[PACER.expectedCpuPercent])
  // What follows says the same in other words; a line that ends before it was cut.
  return scan.skip(GOAL) && skipDelta(scan) && scan.skip(EQUALS) && LAST_OLD.every((name) => skipNumberAnd(scan, name))
}
/** Printed with seven digits. */
const percent = (share: number | undefined): number => Math.round((share ?? Number.NaN) * 1e8) / 1e6
const LAST_OLD = [literal(' actual'), literal(' u_a/u_g=')]

function skipNumberAnd(scan: TextScan, name: Uint8Array): boolean {
  scan.float()
  if (!scan.skip(name)) return false
  if (name !== LAST_OLD[0]) {
    scan.float()
    return scan.isAtEnd()
  }
  return skipDelta(scan) && scan.skip(EQUALS)
}

const skipDelta = (scan: TextScan): boolean => scan.skip(DELTAS[0]) || scan.skip(DELTAS[1])

const CPU = literal('% CPU (')
const EXPECTED = literal(' exp.) for ')
const WORK = literal(' B work (')
const EXPECTED_WORK = literal(' B exp.) in ')
const TO = literal(' B -> ')
const ABOVE = literal(' B (')
const NEW_GOAL = literal('goal ')
const CONS_MARK = literal(', cons/mark ')
const CLOSE = literal(')')
const RESET = literal('[controller reset]')
const SPACED_RESET = literal(' [controller reset]')

function readNewEnd(scan: TextScan, row: Float64Array): boolean {
  row[PACER.cpuPercent] = scan.int()
  if (!scan.skip(CPU)) return false
  row[PACER.expectedCpuPercent] = scan.int()
  if (!scan.skip(EXPECTED)) return false
  row[PACER.heapWorkBytes] = scan.int()
  if (!scan.byte(0x2b)) return false
  row[PACER.stackWorkBytes] = scan.int()
  if (!scan.byte(0x2b)) return false
  row[PACER.globalsWorkBytes] = scan.int()
  if (!scan.skip(WORK)) return false
  row[PACER.expectedWorkBytes] = scan.int()
  if (!scan.skip(EXPECTED_WORK)) return false
  row[PACER.triggerBytes] = scan.uint()
  if (!scan.skip(TO)) return false
  row[PACER.endBytes] = scan.uint()
  if (!scan.skip(ABOVE) || !skipDelta(scan) || !scan.skip(NEW_GOAL)) return false
  row[PACER.aboveGoalBytes] = scan.int()
  if (!scan.skip(CONS_MARK)) return false
  row[PACER.consMark] = scan.float()
  if (!scan.skip(CLOSE)) return false
  row[PACER.form] = NEW
  row[PACER.isReset] = scan.skip(RESET) || scan.skip(SPACED_RESET) ? 1 : 0
  return scan.isAtEnd()
}
