// Builds profile.proto bytes for tests: a small wire writer that can also write what a correct producer would not.

export class ProtoWriter {
  private readonly parts: number[] = []

  varint(value: number | bigint): this {
    let rest = BigInt.asUintN(64, BigInt(value))
    while (rest >= 0x80n) {
      this.parts.push(Number(rest & 0x7fn) | 0x80)
      rest >>= 7n
    }
    this.parts.push(Number(rest))
    return this
  }

  /** A varint field. */
  number(field: number, value: number | bigint): this {
    return this.varint(field * 8).varint(value)
  }

  bytes(field: number, bytes: Uint8Array | readonly number[]): this {
    this.varint(field * 8 + 2).varint(bytes.length)
    for (const byte of bytes) this.parts.push(byte)
    return this
  }

  message(field: number, write: (message: ProtoWriter) => void): this {
    const inner = new ProtoWriter()
    write(inner)
    return this.bytes(field, inner.parts)
  }

  packed(field: number, values: readonly (number | bigint)[]): this {
    const inner = new ProtoWriter()
    for (const value of values) inner.varint(value)
    return this.bytes(field, inner.parts)
  }

  string(field: number, text: string): this {
    return this.bytes(field, new TextEncoder().encode(text))
  }

  raw(...bytes: number[]): this {
    this.parts.push(...bytes)
    return this
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.parts)
  }
}

export interface ProfileShape {
  /** `type/unit`. */
  sampleTypes: string[]
  samples: { stack: number[]; values: (number | bigint)[]; labels?: Record<string, string | [number, string]> }[]
  /** Functions by id. */
  functions: { id: number | bigint; name: string; file?: string }[]
  /** Locations by id; lines innermost first, as [function id, line]. */
  locations: { id: number | bigint; lines: [number | bigint, number][]; mapping?: number; address?: bigint }[]
  mappings?: { id: number; file: string; buildId?: string }[]
  comments?: string[]
  defaultType?: string
  timeNanos?: bigint
  durationNanos?: number
  period?: number
  periodType?: string
}

export interface EncodeOptions {
  /** Write repeated numbers one by one. */
  isUnpacked?: boolean
  /** Where the string table comes: Go writes it last. */
  stringsFirst?: boolean
  /** Field numbers no reader knows, between the others. */
  withUnknownFields?: boolean
  /** Leave the string table out: more of a profile whose table is in another part. */
  withoutStrings?: boolean
}

export function encodeProfile(shape: ProfileShape, options: EncodeOptions = {}): Uint8Array {
  const strings = ['']
  const index = (text: string): number => {
    const known = strings.indexOf(text)
    return known >= 0 ? known : strings.push(text) - 1
  }
  const repeated = (writer: ProtoWriter, field: number, values: readonly (number | bigint)[]): void => {
    if (options.isUnpacked) for (const value of values) writer.number(field, value)
    else writer.packed(field, values)
  }
  const valueType = (writer: ProtoWriter, name: string): void => {
    const [type = '', unit = ''] = name.split('/')
    writer.number(1, index(type)).number(2, index(unit))
  }
  const body = new ProtoWriter()
  const unknown = (): void => {
    if (options.withUnknownFields)
      body
        .number(99, 7)
        .bytes(100, [1, 2, 3])
        .varint(101 * 8 + 1)
        .raw(1, 2, 3, 4, 5, 6, 7, 8)
        .varint(102 * 8 + 5)
        .raw(1, 2, 3, 4)
  }
  for (const type of shape.sampleTypes) body.message(1, (message) => valueType(message, type))
  unknown()
  for (const { stack, values, labels } of shape.samples)
    body.message(2, (sample) => {
      repeated(sample, 1, stack)
      repeated(sample, 2, values)
      for (const [key, value] of Object.entries(labels ?? {}))
        sample.message(3, (label) => {
          label.number(1, index(key))
          if (typeof value === 'string') label.number(2, index(value))
          else label.number(3, value[0]).number(4, index(value[1]))
        })
      if (options.withUnknownFields) sample.number(77, 1)
    })
  for (const { id, file, buildId } of shape.mappings ?? [])
    body.message(3, (mapping) =>
      mapping
        .number(1, id)
        .number(2, 0x40_0000)
        .number(3, 0x50_0000)
        .number(5, index(file))
        .number(6, index(buildId ?? ''))
        .number(7, 1),
    )
  unknown()
  for (const { id, lines, mapping, address } of shape.locations)
    body.message(4, (location) => {
      location
        .number(1, id)
        .number(2, mapping ?? 0)
        .number(3, address ?? 0n)
      for (const [fn, line] of lines) location.message(4, (entry) => entry.number(1, fn).number(2, line))
    })
  for (const { id, name, file } of shape.functions)
    body.message(5, (fn) =>
      fn
        .number(1, id)
        .number(2, index(name))
        .number(3, index(name))
        .number(4, index(file ?? '')),
    )
  if (shape.timeNanos !== undefined) body.number(9, shape.timeNanos)
  if (shape.durationNanos !== undefined) body.number(10, shape.durationNanos)
  if (shape.periodType !== undefined) body.message(11, (message) => valueType(message, shape.periodType ?? ''))
  if (shape.period !== undefined) body.number(12, shape.period)
  if (shape.comments) repeated(body, 13, shape.comments.map(index))
  if (shape.defaultType !== undefined) body.number(14, index(shape.defaultType))
  const table = new ProtoWriter()
  if (!options.withoutStrings) for (const text of strings) table.string(6, text)
  const parts = [body.finish(), table.finish()]
  if (options.stringsFirst) parts.reverse()
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

/** A heap profile of two stacks, one of them with an inlined frame. */
export const SMALL_HEAP: ProfileShape = {
  sampleTypes: ['alloc_objects/count', 'alloc_space/bytes', 'inuse_objects/count', 'inuse_space/bytes'],
  functions: [
    { id: 1, name: 'main.main', file: '/go/main.go' },
    { id: 2, name: 'main.(*Store).Put', file: '/go/store.go' },
    { id: 3, name: 'main.clone', file: '/go/store.go' },
  ],
  locations: [
    { id: 1, lines: [[1, 10]], mapping: 1, address: 0x40_1000n },
    {
      id: 2,
      lines: [
        [3, 44],
        [2, 41],
      ],
      mapping: 1,
      address: 0x40_2000n,
    },
  ],
  mappings: [{ id: 1, file: '/srv/checkout', buildId: 'abc' }],
  samples: [
    { stack: [2, 1], values: [10, 1000, 4, 400], labels: { bytes: [100, ''] } },
    { stack: [1], values: [2, 64, 0, 0], labels: { bytes: [32, ''] } },
  ],
  period: 524_288,
  periodType: 'space/bytes',
  timeNanos: 1_795_232_174_556_449_500n,
  comments: ['made by a test'],
}
