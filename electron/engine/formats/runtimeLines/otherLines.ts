// inittrace=1, checkfinalizers=1 and the scan lines of gctrace=2 (facts/gctrace.md 7 and 8).
import { NANOS_PER_MILLI } from '../../../../shared/units/units.ts'
import { findByte } from '../logs/bytes.ts'
import { placesOf } from './columns.ts'
import { literal } from '../logs/bytes.ts'
import type { TextScan } from './TextScan.ts'

export const INIT = placesOf('packageInits')
export const FINALIZERS = placesOf('finalizerQueues')
export const SCAN = placesOf('gcScans')

const INIT_START = literal('init ')
const AT = literal(' @')
const CLOCK = literal(' ms, ')
const BYTES = literal(' ms clock, ')
const ALLOCS = literal(' bytes, ')
const INIT_END = literal(' allocs')

/** `init PKG @A ms, C ms clock, B bytes, N allocs`: the package, or null. */
export function readInit(scan: TextScan, row: Float64Array): string | null {
  row.fill(Number.NaN)
  if (!scan.skip(INIT_START)) return null
  const start = scan.at
  scan.at = findByte(scan.bytes, 0x20, start, scan.to)
  if (scan.at <= start) return null
  const name = scan.text(start, scan.at)
  if (!scan.skip(AT)) return null
  row[INIT.atNs] = Math.round(scan.float() * NANOS_PER_MILLI)
  if (!scan.skip(CLOCK)) return null
  row[INIT.clockNs] = Math.round(scan.float() * NANOS_PER_MILLI)
  if (!scan.skip(BYTES)) return null
  row[INIT.bytes] = scan.uint()
  if (!scan.skip(ALLOCS)) return null
  row[INIT.allocs] = scan.uint()
  return scan.skip(INIT_END) && scan.isAtEnd() && !Number.isNaN(row[INIT.atNs]) ? name : null
}

const QUEUE = literal('checkfinalizers: queue: ')
const PLUS = literal(' finalizers + ')
const CLEANUPS = literal(' cleanups')

export function readFinalizers(scan: TextScan, row: Float64Array): boolean {
  row.fill(Number.NaN)
  if (!scan.skip(QUEUE)) return false
  row[FINALIZERS.finalizers] = scan.uint()
  if (!scan.skip(PLUS)) return false
  row[FINALIZERS.cleanups] = scan.uint()
  return scan.skip(CLEANUPS) && scan.isAtEnd()
}

const TOTAL = literal('scan: total ')
const CLASS = literal('scan: class ')
const LARGE = literal('L ')
const SIZE = literal('B ')
const OBJECTS = literal(' objs')
const COMMA = literal(', ')
const SPANS = literal(' spans')

/** With the Green Tea collector objects and spans in their kinds, without it a single number of objects. */
export function readScan(scan: TextScan, row: Float64Array): boolean {
  row.fill(Number.NaN)
  if (!scan.skip(TOTAL)) {
    if (!scan.skip(CLASS)) return false
    if (scan.skip(LARGE)) row[SCAN.sizeClass] = 0
    else {
      row[SCAN.sizeClass] = scan.uint()
      if (!scan.skip(SIZE)) return false
    }
  }
  const first = scan.uint()
  if (scan.byte(0x2b)) {
    row[SCAN.singleObjects] = first
    row[SCAN.sparseObjects] = scan.uint()
    if (!scan.byte(0x2b)) return false
    row[SCAN.denseObjects] = scan.uint()
    if (!scan.byte(0x3d)) return false
    row[SCAN.objects] = scan.uint()
  } else row[SCAN.objects] = first
  if (!scan.skip(OBJECTS) || Number.isNaN(row[SCAN.objects])) return false
  if (!scan.skip(COMMA)) return scan.isAtEnd()
  row[SCAN.sparseSpans] = scan.uint()
  if (!scan.byte(0x2b)) return false
  row[SCAN.denseSpans] = scan.uint()
  if (!scan.byte(0x3d)) return false
  row[SCAN.spans] = scan.uint()
  return scan.skip(SPANS) && scan.isAtEnd()
}
