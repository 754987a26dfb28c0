// Whether bytes are a profile.proto message: its fields, walked as far as the sample goes.
import { FormatError } from '../FormatError.ts'
import { LENGTH, ProtoCursor, VARINT } from '../protobuf.ts'
import type { Recognition } from '../reader.ts'

/** Wire type of each known field; comments may be either. */
const WIRES: Record<number, number[]> = {
  1: [LENGTH],
  2: [LENGTH],
  3: [LENGTH],
  4: [LENGTH],
  5: [LENGTH],
  6: [LENGTH],
  7: [VARINT],
  8: [VARINT],
  9: [VARINT],
  10: [VARINT],
  11: [LENGTH],
  12: [VARINT],
  13: [VARINT, LENGTH],
  14: [VARINT],
  15: [VARINT],
}
const ENOUGH_FIELDS = 64

/** Null: not a profile. A cut one is recognised as long as its first fields are there. */
export function profileIn(head: Uint8Array): Recognition | null {
  const cursor = new ProtoCursor(head, 'profile')
  let sampleTypes = 0
  let fields = 0
  let numbers = 0
  const messages = new Set<number>()
  try {
    while ((fields < ENOUGH_FIELDS || sampleTypes === 0) && cursor.tag('a field')) {
      const wires = WIRES[cursor.field]
      if (wires === undefined ? cursor.field > 1000 : !wires.includes(cursor.wire)) return null
      if (cursor.field === 1 || cursor.field === 11) {
        const end = cursor.lengthEnd('a value type')
        if (!isValueType(cursor, end)) return null
        cursor.at = end
        sampleTypes++
      } else {
        if (cursor.wire !== LENGTH) numbers++
        else messages.add(cursor.field)
        cursor.skipValue('a field')
      }
      fields++
    }
  } catch (thrown) {
    if (!(thrown instanceof FormatError)) throw thrown
    // The sample ends inside a field: what came before decides. Malformed tags mean another format.
    if (thrown.code !== 'profile/truncated') return null
  }
  // Other producers may write their sample types last. Text can look like a few such fields, but not like many of two kinds.
  if (sampleTypes === 0 && (fields < ENOUGH_FIELDS || numbers > 8 || messages.size < 2)) return null
  return {
    kind: 'profile',
    variant: null,
    confidence: sampleTypes > 0 ? 0.95 : 0.6,
    because:
      sampleTypes > 0
        ? 'it is a pprof profile in protobuf form: it begins with sample types'
        : 'it has the fields of a pprof profile in protobuf form',
  }
}

/** ValueType: small string indexes for type and unit, and at most a few fields that are not known. */
function isValueType(cursor: ProtoCursor, end: number): boolean {
  if (end - cursor.at > 32) return false
  const outer = cursor.end
  cursor.end = end
  let isGood = true
  while (isGood && cursor.tag('a value type')) {
    isGood = cursor.field > 2 ? cursor.field <= 1000 : cursor.field > 0 && cursor.wire === VARINT
    if (isGood) cursor.skipValue('a value type')
  }
  cursor.end = outer
  return isGood
}
