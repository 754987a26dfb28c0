// `scav` lines (runtime/mgcscavenge.go, Go 1.14 to 1.27) and the `scvg` lines that gctrace printed before (mheap.go, Go 1.5 to 1.13):
// facts/gctrace.md 4 and 5.
import { KIB, MIB } from '../../../../shared/units/units.ts'
import { SCAVENGE_FORMS } from '../../../../shared/records/index.ts'
import { placesOf } from './columns.ts'
import { literal } from '../logs/bytes.ts'
import type { TextScan } from './TextScan.ts'

export const SCAVENGE = placesOf('scavenges')
const [SCAV, SCAV_BG, SCVG_STATE, SCVG_RELEASED] = SCAVENGE_FORMS.map((_, index) => index) as [
  number,
  number,
  number,
  number,
]

const START = literal('scav ')
const WORK = literal(' KiB work')
const TOTAL_WORK = literal(', ')
const TOTAL = literal(' KiB total, ')
const BACKGROUND = literal(' (bg), ')
const EAGER = literal(' KiB work (eager), ')
const NOW = literal(' KiB now, ')
const UTIL = literal('% util')
const FORCED = literal(' (forced)')
const RESET = literal(' [controller reset]')

/** Number of the scavenge generation of the last line (Go 1.15–1.18: counts the sweeps from 0); NaN: the line has none. */
export const scavLine = { generation: Number.NaN }

/** Reads a `scav` line into `row`; false where it is none, or cut. */
export function readScav(scan: TextScan, row: Float64Array): boolean {
  row.fill(Number.NaN)
  scavLine.generation = Number.NaN
  if (!scan.skip(START)) return false
  let work = scan.uint()
  if (!scan.skip(WORK)) {
    scavLine.generation = work
    if (!scan.byte(0x20)) return false
    work = scan.uint()
    if (!scan.skip(WORK)) return false
  }
  row[SCAVENGE.workBytes] = work * KIB
  if (scan.skip(BACKGROUND)) {
    row[SCAVENGE.form] = SCAV_BG
    row[SCAVENGE.eagerBytes] = scan.uint() * KIB
    if (!scan.skip(EAGER)) return false
    row[SCAVENGE.releasedBytes] = scan.uint() * KIB
    if (!scan.skip(NOW)) return false
  } else {
    row[SCAVENGE.form] = SCAV
    if (!scan.skip(TOTAL_WORK)) return false
    row[SCAVENGE.releasedBytes] = scan.uint() * KIB
    if (!scan.skip(TOTAL)) return false
  }
  row[SCAVENGE.utilPercent] = scan.uint()
  if (!scan.skip(UTIL)) return false
  row[SCAVENGE.isForced] = scan.skip(FORCED) ? 1 : 0
  row[SCAVENGE.isReset] = scan.skip(RESET) ? 1 : 0
  return scan.isAtEnd() && !Number.isNaN(work)
}

const FORCED_SCVG = literal('forced ')
const SCVG = literal('scvg')
const COLON = literal(': ')
const RELEASED = literal(' MB released')
const INUSE = literal('inuse: ')
const IDLE = literal(', idle: ')
const SYS = literal(', sys: ')
const RETURNED = literal(', released: ')
const CONSUMED = literal(', consumed: ')
const MB = literal(' (MB)')

/** Reads a `scvg` line. `scvg-1` and `forced scvg` are debug.FreeOSMemory's. */
export function readScvg(scan: TextScan, row: Float64Array): boolean {
  row.fill(Number.NaN)
  let isForced = scan.skip(FORCED_SCVG)
  if (!scan.skip(SCVG)) return false
  if (scan.byte(0x2d)) isForced = true
  if (scan.isAtDigit()) scan.uint()
  if (!scan.skip(COLON)) return false
  row[SCAVENGE.isForced] = isForced ? 1 : 0
  row[SCAVENGE.isReset] = 0
  if (!scan.skip(INUSE)) {
    row[SCAVENGE.form] = SCVG_RELEASED
    row[SCAVENGE.workBytes] = scan.uint() * MIB
    return scan.skip(RELEASED) && scan.isAtEnd() && !Number.isNaN(row[SCAVENGE.workBytes])
  }
  row[SCAVENGE.form] = SCVG_STATE
  row[SCAVENGE.inuseBytes] = scan.uint() * MIB
  if (!scan.skip(IDLE)) return false
  row[SCAVENGE.idleBytes] = scan.uint() * MIB
  if (!scan.skip(SYS)) return false
  row[SCAVENGE.sysBytes] = scan.uint() * MIB
  if (!scan.skip(RETURNED)) return false
  row[SCAVENGE.releasedBytes] = scan.uint() * MIB
  if (!scan.skip(CONSUMED)) return false
  row[SCAVENGE.consumedBytes] = scan.uint() * MIB
  const notReturned =
    (row[SCAVENGE.inuseBytes] as number) + (row[SCAVENGE.idleBytes] as number) - (row[SCAVENGE.releasedBytes] as number)
  if (notReturned > 0)
    row[SCAVENGE.utilPercent] = Math.floor(((row[SCAVENGE.inuseBytes] as number) * 100) / notReturned)
  return scan.skip(MB) && scan.isAtEnd()
}
