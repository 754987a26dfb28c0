// Other lines the runtime prints beside the cycles, told by how they begin in the program's own text (facts/gctrace.md 4 to 8).
// What is in them is read by runtimeLines/.
import { findByte, isDigit, startsWith } from '../logs/bytes.ts'

/**
 * `''`: not a line of the runtime. `freeOsMemory`: `scvg` lines of debug.FreeOSMemory, `detail`: what scheddetail prints below
 * a SCHED line, `check`: of gccheckmark, part of a crash report.
 */
export type Neighbour =
  | ''
  | 'GC_forced_lines'
  | 'scav'
  | 'scvg'
  | 'freeOsMemory'
  | 'pacer'
  | 'SCHED'
  | 'detail'
  | 'init'
  | 'scan'
  | 'finalizers'
  | 'check'

const encoder = new TextEncoder()
const GC_FORCED = encoder.encode('GC forced')
const SCAV = encoder.encode('scav ')
const SCVG = encoder.encode('scvg')
const FORCED_SCVG = encoder.encode('forced scvg: ')
const SCAN = encoder.encode('scan: ')
const TOTAL = encoder.encode('total ')
const CLASS = encoder.encode('class ')
const PACER = encoder.encode('pacer: ')
const SCHED = encoder.encode('SCHED ')
const INIT = encoder.encode('init ')
const FINALIZERS = encoder.encode('checkfinalizers: queue: ')
const CHECK = encoder.encode('runtime: checkmarks found unexpected unmarked object ')
const PACER_STARTS = ['assist ratio=', 'H_m_prev=', 'sweep done at '].map((text) => encoder.encode(text))
/** Procs, threads and goroutines of scheddetail: `  P0: status=`, `  M4: p=`, `  G1: status=`. */
const STATUS = encoder.encode(': status=')
const PROC = encoder.encode(': p=')

export function neighbourOf(bytes: Uint8Array, from: number, to: number): Neighbour {
  switch (bytes[from]) {
    case 0x47: // G
      return to - from === GC_FORCED.length && startsWith(bytes, from, to, GC_FORCED) ? 'GC_forced_lines' : ''
    case 0x73: // s
      if (startsWith(bytes, from, to, SCAV) && isDigit(bytes[from + 5])) return 'scav'
      if (startsWith(bytes, from, to, SCAN)) return isScan(bytes, from + SCAN.length, to) ? 'scan' : ''
      if (!startsWith(bytes, from, to, SCVG)) return ''
      return scvgOf(bytes, from + 4, to)
    case 0x70: // p
      return startsWith(bytes, from, to, PACER) && isPacer(bytes, from + PACER.length, to) ? 'pacer' : ''
    case 0x53: // S
      return startsWith(bytes, from, to, SCHED) && isDigit(bytes[from + 6]) ? 'SCHED' : ''
    case 0x69: // i
      return startsWith(bytes, from, to, INIT) && isInit(bytes, from + INIT.length, to) ? 'init' : ''
    case 0x66: // f
      return startsWith(bytes, from, to, FORCED_SCVG) ? 'freeOsMemory' : ''
    case 0x63: // c
      return startsWith(bytes, from, to, FINALIZERS) ? 'finalizers' : ''
    case 0x72: // r
      return startsWith(bytes, from, to, CHECK) ? 'check' : ''
    case 0x20: {
      const letter = bytes[from + 2]
      if (bytes[from + 1] !== 0x20 || (letter !== 0x50 && letter !== 0x4d && letter !== 0x47)) return ''
      return isDetail(bytes, from + 3, to) ? 'detail' : ''
    }
    default:
      return ''
  }
}

/** Many programs print `scan: `: a number or the letter of large objects must follow. */
const isScan = (bytes: Uint8Array, from: number, to: number): boolean =>
  (startsWith(bytes, from, to, TOTAL) && isDigit(bytes[from + TOTAL.length])) ||
  (startsWith(bytes, from, to, CLASS) && (isDigit(bytes[from + CLASS.length]) || bytes[from + CLASS.length] === 0x4c))

function isPacer(bytes: Uint8Array, from: number, to: number): boolean {
  if (isDigit(bytes[from])) return true
  for (const start of PACER_STARTS) if (startsWith(bytes, from, to, start)) return true
  return false
}

/** `PKG @0.036 ms` */
function isInit(bytes: Uint8Array, from: number, to: number): boolean {
  const space = findByte(bytes, 0x20, from, to)
  return space > from && bytes[space + 1] === 0x40 && space + 2 < to && isDigit(bytes[space + 2])
}

/** What follows the letter of a line of scheddetail: a number and its first field. */
export function isDetail(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from
  while (at < to && isDigit(bytes[at])) at++
  return at > from && (startsWith(bytes, at, to, STATUS) || startsWith(bytes, at, to, PROC))
}

/** `scvgN: ` and `scvg: `; `scvg-1: ` is debug.FreeOSMemory's. */
function scvgOf(bytes: Uint8Array, from: number, to: number): Neighbour {
  let at = from
  while (at < to && isDigit(bytes[at])) at++
  if (bytes[at] === 0x3a) return 'scvg'
  return bytes[from] === 0x2d ? 'freeOsMemory' : ''
}
