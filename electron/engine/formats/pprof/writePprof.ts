// Writes profile.proto (github.com/google/pprof/blob/main/proto/profile.proto), uncompressed: what other tools open. Only what a stack needs:
// no mappings, one line per location. Numbers are whole and below 2^53.

export interface PprofFrame {
  /** Frames with one address are one location; 0: not known. */
  address: bigint
  functionName: string
  file: string
  line: number
}

export interface PprofSample {
  /** Leaf first: rows of the frames. */
  frames: readonly number[]
  values: readonly number[]
  labels?: Readonly<Record<string, string>>
}

export interface PprofContent {
  sampleTypes: readonly { type: string; unit: string }[]
  periodType: { type: string; unit: string }
  period: number
  durationNs: number
  comments: readonly string[]
  /** The frame of a row; asked once per row. */
  frame: (row: number) => PprofFrame
  samples: Iterable<PprofSample>
}

/** Fields of the messages by number, as the schema has them. */
const PROFILE = {
  sampleType: 1,
  sample: 2,
  location: 4,
  function: 5,
  string: 6,
  duration: 10,
  periodType: 11,
  period: 12,
  comment: 13,
}
const SAMPLE = { location: 1, value: 2, label: 3 }
const LOCATION = { id: 1, address: 3, line: 4 }
const FUNCTION = { id: 1, name: 2, systemName: 3, file: 4 }
const VARINT = 0
const BYTES = 2

class Message {
  private bytes = new Uint8Array(64)
  private length = 0

  number(field: number, value: number | bigint): this {
    if (value === 0 || value === 0n) return this
    this.varint(field * 8 + VARINT)
    return this.varint(value)
  }

  packed(field: number, values: readonly number[]): this {
    const inner = new Message()
    for (const value of values) inner.varint(value)
    return this.message(field, inner)
  }

  message(field: number, inner: Message): this {
    return this.content(field, inner.finish())
  }

  content(field: number, bytes: Uint8Array): this {
    this.varint(field * 8 + BYTES).varint(bytes.length)
    this.reserve(bytes.length)
    this.bytes.set(bytes, this.length)
    this.length += bytes.length
    return this
  }

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  private varint(value: number | bigint): this {
    this.reserve(10)
    let rest = typeof value === 'bigint' ? BigInt.asUintN(64, value) : value
    if (typeof rest === 'number' && rest > 0x7fff_ffff) rest = BigInt(rest)
    if (typeof rest === 'bigint') {
      for (; rest >= 0x80n; rest >>= 7n) this.bytes[this.length++] = Number(rest & 0x7fn) | 0x80
      this.bytes[this.length++] = Number(rest)
      return this
    }
    for (; rest >= 0x80; rest >>>= 7) this.bytes[this.length++] = (rest & 0x7f) | 0x80
    this.bytes[this.length++] = rest
    return this
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const larger = new Uint8Array(Math.max(this.length + more, this.bytes.length * 2))
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }
}

export function writePprof(content: PprofContent): Uint8Array {
  const profile = new Message()
  const strings = new Map<string, number>([['', 0]])
  const text = (value: string): number => {
    let index = strings.get(value)
    if (index === undefined) strings.set(value, (index = strings.size))
    return index
  }
  const valueType = ({ type, unit }: { type: string; unit: string }): Message =>
    new Message().number(1, text(type)).number(2, text(unit))

  const functions = new Map<string, number>()
  const functionOf = ({ functionName, file }: PprofFrame): number => {
    const key = `${file}\0${functionName}`
    let id = functions.get(key)
    if (id !== undefined) return id
    functions.set(key, (id = functions.size + 1))
    const name = text(functionName)
    const message = new Message().number(FUNCTION.id, id).number(FUNCTION.name, name)
    profile.message(PROFILE.function, message.number(FUNCTION.systemName, name).number(FUNCTION.file, text(file)))
    return id
  }
  const byRow = new Map<number, number>()
  const byAddress = new Map<bigint, number>()
  let locations = 0
  const locationOf = (row: number): number => {
    const known = byRow.get(row)
    if (known !== undefined) return known
    const frame = content.frame(row)
    let id = frame.address === 0n ? undefined : byAddress.get(frame.address)
    if (id === undefined) {
      id = ++locations
      if (frame.address !== 0n) byAddress.set(frame.address, id)
      const line = new Message().number(1, functionOf(frame)).number(2, frame.line)
      const message = new Message().number(LOCATION.id, id).number(LOCATION.address, frame.address)
      profile.message(PROFILE.location, message.message(LOCATION.line, line))
    }
    byRow.set(row, id)
    return id
  }

  for (const type of content.sampleTypes) profile.message(PROFILE.sampleType, valueType(type))
  for (const { frames, values, labels = {} } of content.samples) {
    const sample = new Message().packed(SAMPLE.location, frames.map(locationOf)).packed(SAMPLE.value, values)
    for (const [key, value] of Object.entries(labels))
      sample.message(SAMPLE.label, new Message().number(1, text(key)).number(2, text(value)))
    profile.message(PROFILE.sample, sample)
  }
  profile.number(PROFILE.duration, content.durationNs)
  profile.message(PROFILE.periodType, valueType(content.periodType)).number(PROFILE.period, content.period)
  for (const comment of content.comments) profile.number(PROFILE.comment, text(comment))
  // Last: all texts are known now.
  const encoder = new TextEncoder()
  for (const value of strings.keys()) profile.content(PROFILE.string, encoder.encode(value))
  return profile.finish()
}
