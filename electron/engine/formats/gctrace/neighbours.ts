// Other lines the runtime prints beside the cycles: recognised and counted here, read by a later version. Counted as they
// begin in the program's own text (facts/gctrace.md 4 to 8).
import { findByte, isDigit, startsWith } from '../logs/bytes.ts'

/** `''`: not a line of the runtime. The names are the keys of the counts. */
export type Neighbour = '' | 'GC_forced_lines' | 'scav' | 'scvg' | 'pacer' | 'SCHED' | 'init' | 'other'

const encoder = new TextEncoder()
const GC_FORCED = encoder.encode('GC forced')
const SCAV = encoder.encode('scav ')
const SCVG = encoder.encode('scvg')
const FORCED_SCVG = encoder.encode('forced scvg: ')
const SCAN = encoder.encode('scan: ')
const PACER = encoder.encode('pacer: ')
const SCHED = encoder.encode('SCHED ')
const INIT = encoder.encode('init ')
const CHECK = encoder.encode('checkfinalizers: ')
/** Threads, goroutines and procs of scheddetail: `  P0: status=`, `  M4: p=`, `  G1: status=`. */
const DETAIL_P = encoder.encode('  P')
const DETAIL_M = encoder.encode('  M')
const DETAIL_G = encoder.encode('  G')

export function neighbourOf(bytes: Uint8Array, from: number, to: number): Neighbour {
  switch (bytes[from]) {
    case 0x47: // G
      return to - from === GC_FORCED.length && startsWith(bytes, from, to, GC_FORCED) ? 'GC_forced_lines' : ''
    case 0x73: // s
      if (startsWith(bytes, from, to, SCAV) && isDigit(bytes[from + 5])) return 'scav'
      if (startsWith(bytes, from, to, SCAN)) return 'other'
      if (!startsWith(bytes, from, to, SCVG)) return ''
      return scvgOf(bytes, from + 4, to)
    case 0x70: // p
      return startsWith(bytes, from, to, PACER) ? 'pacer' : ''
    case 0x53: // S
      return startsWith(bytes, from, to, SCHED) && isDigit(bytes[from + 6]) ? 'SCHED' : ''
    case 0x69: // i
      return startsWith(bytes, from, to, INIT) && findByte(bytes, 0x40, from + 5, to) > 0 ? 'init' : ''
    case 0x66: // f
      return startsWith(bytes, from, to, FORCED_SCVG) ? 'other' : ''
    case 0x63: // c
      return startsWith(bytes, from, to, CHECK) ? 'other' : ''
    case 0x20: {
      const isDetail =
        startsWith(bytes, from, to, DETAIL_P) ||
        startsWith(bytes, from, to, DETAIL_M) ||
        startsWith(bytes, from, to, DETAIL_G)
      return isDetail && isDigit(bytes[from + 3]) ? 'other' : ''
    }
    default:
      return ''
  }
}

/** `scvgN: ` and `scvg: ` count; `scvg-1: ` is debug.FreeOSMemory's and stands among the others. */
function scvgOf(bytes: Uint8Array, from: number, to: number): Neighbour {
  let at = from
  while (at < to && isDigit(bytes[at])) at++
  if (bytes[at] === 0x3a) return 'scvg'
  return bytes[from] === 0x2d ? 'other' : ''
}
