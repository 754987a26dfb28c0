// Batches of the alloc/free experiment that are no events: how ids become addresses (1), and types of heap objects (0). Go's
// reader hands them on unread; what is damaged in them is left out and counted, it never ends the reading.
import type { IdCollector } from './IdCollector.ts'
import type { TraceTablesBuilder } from './TraceTablesBuilder.ts'
import type { VarintCursor } from './VarintCursor.ts'

const TYPES = 0
const INFO = 1
const MAX_NAME_BYTES = 65_536

/** Damaged batches are counted in `tables.damagedTypeBatches`. */
export function readTypes(cursor: VarintCursor, types: IdCollector, tables: TraceTablesBuilder): void {
  if (cursor.left === 0) return
  const kind = cursor.u8('an experimental batch')
  const isWhole = kind === INFO ? readInfo(cursor, tables) : kind === TYPES && readTypeRecords(cursor, types, tables)
  if (!isWhole) tables.damagedTypeBatches++
}

function readInfo(cursor: VarintCursor, tables: TraceTablesBuilder): boolean {
  if (!cursor.tryVarint()) return false
  const minAddress = cursor.bigint
  const units: number[] = []
  for (let unit = 0; unit < 3; unit++) {
    if (!cursor.tryVarint()) return false
    units.push(cursor.number)
  }
  const [pageBytes = 0, objectAlign = 0, minStackBytes = 0] = units
  tables.heapLayout ??= { minAddress, pageBytes, objectAlign, minStackBytes }
  return true
}

/** { id, address, size, pointer-prefix bytes, length of the name, name } */
function readTypeRecords(cursor: VarintCursor, types: IdCollector, tables: TraceTablesBuilder): boolean {
  while (cursor.left > 0) {
    const words: number[] = []
    for (let field = 0; field < 5; field++) {
      if (!cursor.tryVarint()) return false
      words.push(cursor.lo, cursor.hi)
    }
    const length = cursor.number
    if (length > MAX_NAME_BYTES || length > cursor.left) return false
    const name = tables.names.intern(cursor.bytes, cursor.at, cursor.at + length)
    cursor.at += length
    const [idLo = 0, idHi = 0, ...rest] = words
    const index = tables.type(name, rest.slice(0, 6) as [number, number, number, number, number, number])
    types.add(idLo, idHi, index)
  }
  return true
}
