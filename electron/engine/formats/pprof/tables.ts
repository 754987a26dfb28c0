// The tables of a profile: strings, functions, mappings, locations. Messages may stand in any order in the file, so their
// places are noted first and decoded when all strings are known.
import { NO_FUNCTION, NO_MAPPING } from '../../../../shared/records/index.ts'
import type { SampleType } from '../../../../shared/records/index.ts'
import { Float64List, Uint32List } from '../grow.ts'
import type { ProtoCursor } from '../protobuf.ts'

/** Ids of the file (any non-zero uint64) → dense indexes. Go counts its ids from 1, so small ones are a table look-up. */
export class IdTable {
  private dense = new Int32Array(1024)
  private readonly sparse = new Map<string, number>()
  private static readonly DENSE_LIMIT = 1 << 22

  /** Gives `index` to an id. False: the id is taken. */
  set(low: number, high: number, index: number): boolean {
    if (this.find(low, high) >= 0) return false
    if (high === 0 && low < IdTable.DENSE_LIMIT && low <= 4 * index + 65_536) {
      if (low >= this.dense.length) {
        const larger = new Int32Array(Math.max(low + 1, this.dense.length * 2))
        larger.set(this.dense)
        this.dense = larger
      }
      this.dense[low] = index + 1
    } else this.sparse.set(`${high}:${low}`, index)
    return true
  }

  /** Index of an id, or -1. */
  find(low: number, high: number): number {
    if (high === 0 && low < this.dense.length) {
      const index = (this.dense[low] as number) - 1
      if (index >= 0 || this.sparse.size === 0) return index
    }
    return this.sparse.size === 0 ? -1 : (this.sparse.get(`${high}:${low}`) ?? -1)
  }
}

/** Reads a string index and checks it against the table. */
export function stringIndex(cursor: ProtoCursor, strings: readonly string[], what: string): number {
  cursor.expectVarint(what)
  const start = cursor.at
  const index = cursor.varint(what)
  if (index >= strings.length) cursor.bad(`${what} is string ${index}, but the table has ${strings.length}`, start)
  return index
}

/** ValueType: type and unit. */
export function readValueType(cursor: ProtoCursor, strings: readonly string[], what: string): SampleType {
  let type = 0
  let unit = 0
  while (cursor.tag(what)) {
    if (cursor.field === 1) type = stringIndex(cursor, strings, `${what} type`)
    else if (cursor.field === 2) unit = stringIndex(cursor, strings, `${what} unit`)
    else cursor.skipValue(what)
  }
  return { type: strings[type] ?? '', unit: strings[unit] ?? '' }
}

/** Runs `read` on each noted message with the cursor's end set to the message's. */
export function eachMessage(cursor: ProtoCursor, places: Uint32List, read: (index: number) => void): void {
  const end = cursor.end
  for (let index = 0; index * 2 < places.length; index++) {
    cursor.at = places.items[index * 2] as number
    cursor.end = places.items[index * 2 + 1] as number
    read(index)
  }
  cursor.end = end
}

function registerId(cursor: ProtoCursor, ids: IdTable, index: number, what: string, low: number, high: number): void {
  if (low === 0 && high === 0) cursor.bad(`${what} ${index + 1} has no id`)
  if (!ids.set(low, high, index)) cursor.bad(`${what} id ${(BigInt(high) << 32n) | BigInt(low)} is used twice`)
}

export function readFunctions(cursor: ProtoCursor, places: Uint32List, strings: readonly string[]) {
  const count = places.length / 2
  const ids = new IdTable()
  const functionName = new Uint32Array(count)
  const functionSystemName = new Uint32Array(count)
  const functionFile = new Uint32Array(count)
  const functionStartLine = new Float64Array(count)
  eachMessage(cursor, places, (index) => {
    let low = 0
    let high = 0
    while (cursor.tag('function')) {
      switch (cursor.field) {
        case 1:
          cursor.expectVarint('function id')
          cursor.varint('function id')
          low = cursor.low
          high = cursor.high
          break
        case 2:
          functionName[index] = stringIndex(cursor, strings, 'function name')
          break
        case 3:
          functionSystemName[index] = stringIndex(cursor, strings, 'function system name')
          break
        case 4:
          functionFile[index] = stringIndex(cursor, strings, 'function file name')
          break
        case 5:
          cursor.expectVarint('function start line')
          functionStartLine[index] = cursor.int64('function start line')
          break
        default:
          cursor.skipValue('function')
      }
    }
    registerId(cursor, ids, index, 'function', low, high)
  })
  return { ids, functionName, functionSystemName, functionFile, functionStartLine }
}

export function readMappings(cursor: ProtoCursor, places: Uint32List, strings: readonly string[]) {
  const count = places.length / 2
  const ids = new IdTable()
  const mappingStart = new BigUint64Array(count)
  const mappingLimit = new BigUint64Array(count)
  const mappingOffset = new BigUint64Array(count)
  const mappingFile = new Uint32Array(count)
  const mappingBuildId = new Uint32Array(count)
  const mappingFlags = new Uint8Array(count)
  eachMessage(cursor, places, (index) => {
    let low = 0
    let high = 0
    while (cursor.tag('mapping')) {
      const field = cursor.field
      if (field === 5) mappingFile[index] = stringIndex(cursor, strings, 'mapping file name')
      else if (field === 6) mappingBuildId[index] = stringIndex(cursor, strings, 'mapping build id')
      else if (field > 10) cursor.skipValue('mapping')
      else {
        cursor.expectVarint('mapping')
        const value = cursor.varint('mapping')
        if (field === 1) {
          low = cursor.low
          high = cursor.high
        } else if (field === 2) mappingStart[index] = cursor.lastUint64()
        else if (field === 3) mappingLimit[index] = cursor.lastUint64()
        else if (field === 4) mappingOffset[index] = cursor.lastUint64()
        else {
          const bit = 1 << (field - 7)
          mappingFlags[index] = value === 0 ? (mappingFlags[index] ?? 0) & ~bit : (mappingFlags[index] ?? 0) | bit
        }
      }
    }
    registerId(cursor, ids, index, 'mapping', low, high)
  })
  return { ids, mappingStart, mappingLimit, mappingOffset, mappingFile, mappingBuildId, mappingFlags }
}

export function readLocations(cursor: ProtoCursor, places: Uint32List, mappings: IdTable, functions: IdTable) {
  const count = places.length / 2
  const ids = new IdTable()
  const locationAddress = new BigUint64Array(count)
  const locationMapping = new Uint32Array(count).fill(NO_MAPPING)
  const locationIsFolded = new Uint8Array(count)
  const locationLineStart = new Uint32Array(count + 1)
  const lineFunction = new Uint32List(count + 1)
  const lineNumber = new Float64List(count + 1)

  const readLine = (): void => {
    const end = cursor.end
    const stop = cursor.lengthEnd('line')
    cursor.end = stop
    let functionIndex = NO_FUNCTION
    let line = 0
    while (cursor.tag('line')) {
      if (cursor.field === 1) {
        cursor.expectVarint('line function id')
        const id = cursor.varint('line function id')
        const index = functions.find(cursor.low, cursor.high)
        if (index < 0 && id !== 0)
          cursor.bad(`a line refers to function ${cursor.lastUint64()}, which is not in the profile`)
        functionIndex = index < 0 ? NO_FUNCTION : index
      } else if (cursor.field === 2) {
        cursor.expectVarint('line number')
        line = cursor.int64('line number')
      } else cursor.skipValue('line')
    }
    cursor.end = end
    lineFunction.push(functionIndex)
    lineNumber.push(line)
  }

  eachMessage(cursor, places, (index) => {
    let low = 0
    let high = 0
    while (cursor.tag('location')) {
      switch (cursor.field) {
        case 1:
          cursor.expectVarint('location id')
          cursor.varint('location id')
          low = cursor.low
          high = cursor.high
          break
        case 2: {
          cursor.expectVarint('location mapping id')
          cursor.varint('location mapping id')
          const mapping = mappings.find(cursor.low, cursor.high)
          locationMapping[index] = mapping < 0 ? NO_MAPPING : mapping
          break
        }
        case 3:
          cursor.expectVarint('location address')
          cursor.varint('location address')
          locationAddress[index] = cursor.lastUint64()
          break
        case 4:
          readLine()
          break
        case 5:
          cursor.expectVarint('location is_folded')
          locationIsFolded[index] = cursor.varint('location is_folded') === 0 ? 0 : 1
          break
        default:
          cursor.skipValue('location')
      }
    }
    locationLineStart[index + 1] = lineFunction.length
    registerId(cursor, ids, index, 'location', low, high)
  })
  return {
    ids,
    locationAddress,
    locationMapping,
    locationIsFolded,
    locationLineStart,
    lineFunction: lineFunction.trimmed(),
    lineNumber: lineNumber.trimmed(),
  }
}
