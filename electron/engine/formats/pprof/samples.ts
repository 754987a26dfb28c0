// The samples of a profile: stacks and label sets are interned while reading, values go to one column per sample type.
import { NO_STRING } from '../../../../shared/records/index.ts'
import { FormatError } from '../FormatError.ts'
import { Float64List, Uint32List } from '../grow.ts'
import { LENGTH } from '../protobuf.ts'
import type { ProtoCursor } from '../protobuf.ts'
import { eachMessage, stringIndex } from './tables.ts'
import type { IdTable } from './tables.ts'

/** Frames that room is made for before reading: what the file says is not trusted beyond this. */
const MAX_RESERVED = 1 << 25
/** Different label sets of one profile at most. */
const MAX_LABEL_SETS = 500_000
/** Frames of one stack at most; Go writes 1024 at the very most. */
const MAX_DEPTH = 1 << 16
/** Frames of all different stacks at most: a small file can name a location of many inlined functions again and again. */
const MAX_FRAMES = 100_000_000

/** Equal stacks are stored once. Open addressing over a power of two of slots. */
class StackTable {
  readonly start = new Uint32List(1024)
  readonly locations: Uint32List
  private slots = new Int32Array(2048).fill(-1)
  private readonly hashes = new Uint32List(1024)

  constructor(expectedFrames: number) {
    this.locations = new Uint32List(Math.max(1024, expectedFrames))
    this.start.push(0)
  }

  intern(frames: Uint32Array, count: number, hash: number): number {
    const mask = this.slots.length - 1
    let slot = (hash ^ (hash >>> 15)) & mask
    for (;;) {
      const stack = this.slots[slot] as number
      if (stack < 0) break
      if (this.hashes.items[stack] === hash && this.equals(stack, frames, count)) return stack
      slot = (slot + 1) & mask
    }
    const stack = this.hashes.length
    this.hashes.push(hash)
    this.locations.reserve(count)
    const { items, length } = this.locations
    for (let index = 0; index < count; index++) items[length + index] = frames[index] as number
    this.locations.length += count
    this.start.push(this.locations.length)
    this.slots[slot] = stack
    if (stack * 2 > this.slots.length) this.grow()
    return stack
  }

  private equals(stack: number, frames: Uint32Array, count: number): boolean {
    const from = this.start.items[stack] as number
    if ((this.start.items[stack + 1] as number) - from !== count) return false
    const items = this.locations.items
    for (let index = 0; index < count; index++) if (items[from + index] !== frames[index]) return false
    return true
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1)
    const mask = this.slots.length - 1
    for (let stack = 0; stack < this.hashes.length; stack++) {
      const hash = this.hashes.items[stack] as number
      let slot = (hash ^ (hash >>> 15)) & mask
      while ((this.slots[slot] as number) >= 0) slot = (slot + 1) & mask
      this.slots[slot] = stack
    }
  }
}

/** Label sets; set 0 is empty. */
class LabelTable {
  readonly start = new Uint32List()
  readonly key = new Uint32List()
  readonly string = new Uint32List()
  readonly number = new Float64List()
  readonly unit = new Uint32List()
  private readonly sets = new Map<string, number>([['', 0]])
  /** The set being read, as text and as numbers. */
  private pendingText = ''
  private pending: number[] = []

  constructor() {
    this.start.push(0)
    this.start.push(0)
  }

  add(key: number, string: number, number: number, unit: number): void {
    this.pendingText += `${key},${string},${number},${unit};`
    this.pending.push(key, string, number, unit)
  }

  /** Index of the set that was added up since the last call. */
  finishSet(): number {
    if (this.pending.length === 0) return 0
    let set = this.sets.get(this.pendingText)
    if (set === undefined) {
      set = this.sets.size
      if (set > MAX_LABEL_SETS)
        throw new FormatError(
          'profile/too-large',
          `The profile has more than ${MAX_LABEL_SETS} different sets of labels.`,
        )
      this.sets.set(this.pendingText, set)
      for (let index = 0; index < this.pending.length; index += 4) {
        this.key.push(this.pending[index] as number)
        this.string.push(this.pending[index + 1] as number)
        this.number.push(this.pending[index + 2] as number)
        this.unit.push(this.pending[index + 3] as number)
      }
      this.start.push(this.key.length)
    }
    this.pendingText = ''
    this.pending.length = 0
    return set
  }
}

function readLabel(cursor: ProtoCursor, strings: readonly string[], labels: LabelTable): void {
  const end = cursor.end
  cursor.end = cursor.lengthEnd('label')
  let key = 0
  let string = 0
  let number = 0
  let unit = 0
  while (cursor.tag('label')) {
    if (cursor.field === 1) key = stringIndex(cursor, strings, 'label key')
    else if (cursor.field === 2) string = stringIndex(cursor, strings, 'label value')
    else if (cursor.field === 3) {
      cursor.expectVarint('label number')
      number = cursor.int64('label number')
    } else if (cursor.field === 4) unit = stringIndex(cursor, strings, 'label unit')
    else cursor.skipValue('label')
  }
  cursor.end = end
  // An empty text is not written, so a label of one has neither text nor number: tools take it for none.
  if (string === 0 && number === 0 && unit === 0) return
  labels.add(key, string === 0 ? NO_STRING : string, string === 0 ? number : Number.NaN, unit)
}

/** Frames of all stacks, inlined ones included: what one pass over the profile walks. */
function countFrames(stackLocation: Uint32Array, lineStart: Uint32Array): number {
  let frames = 0
  for (const location of stackLocation)
    frames += Math.max(1, (lineStart[location + 1] as number) - (lineStart[location] as number))
  return frames
}

/** Decodes all samples. `rounded` counts values beyond 2^53, which a column cannot hold exactly. */
export function readSamples(
  cursor: ProtoCursor,
  places: Uint32List,
  strings: readonly string[],
  { ids: locations, locationLineStart }: { ids: IdTable; locationLineStart: Uint32Array },
  types: number,
) {
  const count = places.length / 2
  const sampleStack = new Uint32Array(count)
  const sampleLabelSet = new Uint32Array(count)
  const values = Array.from({ length: types }, () => new Float64Array(count))
  // Ids take one or two bytes each where there are many: room for them at once, instead of growing by copies.
  let sampleBytes = 0
  for (let index = 0; index < places.length; index += 2)
    sampleBytes += (places.items[index + 1] as number) - (places.items[index] as number)
  const stacks = new StackTable(Math.min(sampleBytes >> 1, MAX_RESERVED))
  const labels = new LabelTable()
  let frames = new Uint32Array(256)
  let depth = 0
  let hash = 0
  let valueCount = 0
  let rounded = 0

  const addLocation = (): void => {
    cursor.varint('sample location id')
    pushLocation(cursor.low, cursor.high)
  }
  const pushLocation = (low: number, high: number): void => {
    const location = locations.find(low, high)
    if (location < 0)
      cursor.bad(`a sample refers to location ${(BigInt(high) << 32n) | BigInt(low)}, which is not in the profile`)
    if (depth === frames.length) {
      if (depth >= MAX_DEPTH) cursor.bad(`a stack is deeper than ${MAX_DEPTH} frames`)
      const larger = new Uint32Array(depth * 2)
      larger.set(frames)
      frames = larger
    }
    frames[depth++] = location
    hash = Math.imul(hash ^ location, 0x9e37_79b1)
    hash ^= hash >>> 13
  }
  /** The hot loop of all: a packed list of location ids, of which nearly all take one or two bytes. */
  const addPacked = (end: number): void => {
    const { bytes } = cursor
    let at = cursor.at
    while (at < end) {
      const first = bytes[at] as number
      if (first < 0x80) {
        at++
        pushLocation(first, 0)
        continue
      }
      const second = at + 1 < end ? (bytes[at + 1] as number) : 0x80
      if (second < 0x80) {
        at += 2
        pushLocation((first & 0x7f) | (second << 7), 0)
        continue
      }
      cursor.at = at
      addLocation()
      at = cursor.at
    }
    cursor.at = at
  }
  const addValue = (sample: number): void => {
    const value = cursor.int64('sample value')
    if (!Number.isSafeInteger(value)) rounded++
    const column = values[valueCount++]
    if (column !== undefined) column[sample] = value
  }

  eachMessage(cursor, places, (sample) => {
    depth = 0
    hash = 0
    valueCount = 0
    const from = cursor.at
    while (cursor.tag('sample')) {
      const field = cursor.field
      if (field === 3) readLabel(cursor, strings, labels)
      else if (field > 2) cursor.skipValue('sample')
      else if (cursor.wire === LENGTH) {
        const end = cursor.end
        cursor.end = cursor.lengthEnd(field === 1 ? 'sample locations' : 'sample values')
        if (field === 1) addPacked(cursor.end)
        else while (cursor.at < cursor.end) addValue(sample)
        cursor.end = end
      } else {
        cursor.expectVarint(field === 1 ? 'sample location id' : 'sample value')
        if (field === 1) addLocation()
        else addValue(sample)
      }
    }
    if (valueCount !== types)
      cursor.bad(`sample ${sample + 1} has ${valueCount} values, but the profile has ${types} sample types`, from)
    sampleStack[sample] = stacks.intern(frames, depth, hash >>> 0)
    sampleLabelSet[sample] = labels.finishSet()
  })

  const stackLocation = stacks.locations.trimmed()
  if (countFrames(stackLocation, locationLineStart) > MAX_FRAMES)
    throw new FormatError(
      'profile/too-large',
      `The stacks of the profile have more than ${MAX_FRAMES} frames, inlined ones included, which is the limit.`,
    )
  return {
    rounded,
    columns: {
      sampleCount: count,
      sampleStack,
      sampleLabelSet,
      values,
      stackStart: stacks.start.trimmed(),
      stackLocation,
      labelSetStart: labels.start.trimmed(),
      labelKey: labels.key.trimmed(),
      labelString: labels.string.trimmed(),
      labelNumber: labels.number.trimmed(),
      labelUnit: labels.unit.trimmed(),
    },
  }
}
