// Seeded damage to bytes: the same seed gives the same bytes, so a run that finds something can be repeated.

export class Random {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0 || 1
  }

  /** 0 … below − 1. */
  below(below: number): number {
    // xorshift32
    this.state ^= this.state << 13
    this.state ^= this.state >>> 17
    this.state ^= this.state << 5
    return below <= 1 ? 0 : (this.state >>> 0) % below
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item
  }
}

type Mutator = (bytes: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array

/** Varints that readers stumble over: borders of 7, 31, 32, 53 and 64 bits, padded ones, and too long ones. */
const VARINTS = [
  '00',
  '01',
  '7f',
  '8001',
  '8000',
  'ffffffff07',
  '8080808008',
  'ffffffff0f',
  '8080808010',
  'ffffffffffffff0f',
  'ffffffffffffffffff00',
  'ffffffffffffffffff01',
  'feffffffffffffffff01',
  'ffffffffffffffffff02',
  'ffffffffffffffffffff01',
  '8180808080808080808000',
].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')))

function spliced(bytes: Uint8Array, from: number, to: number, middle: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length - (to - from) + middle.length)
  result.set(bytes.subarray(0, from))
  result.set(middle, from)
  result.set(bytes.subarray(to), from + middle.length)
  return result
}

function varintEnd(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && (bytes[at] as number) >= 0x80 && at - from < 10) at++
  return Math.min(at + 1, bytes.length)
}

const MUTATORS: readonly Mutator[] = [
  function flipBits(bytes, random) {
    const result = bytes.slice()
    for (let left = 1 + random.below(4); left > 0; left--) {
      const at = random.below(result.length)
      result[at] = (result[at] as number) ^ (1 << random.below(8))
    }
    return result
  },
  function setBytes(bytes, random) {
    const result = bytes.slice()
    for (let left = 1 + random.below(3); left > 0; left--)
      result[random.below(result.length)] = random.pick([0, 1, 2, 49, 52, 127, 128, 255, random.below(256)])
    return result
  },
  function truncate(bytes, random) {
    return bytes.slice(0, random.below(bytes.length))
  },
  function editVarint(bytes, random) {
    const at = random.below(bytes.length)
    return spliced(bytes, at, varintEnd(bytes, at), random.pick(VARINTS))
  },
  function stepVarint(bytes, random) {
    const result = bytes.slice()
    const at = random.below(result.length)
    result[at] = ((result[at] as number) + random.pick([1, 255])) & 0xff
    return result
  },
  function remove(bytes, random) {
    const from = random.below(bytes.length)
    return spliced(bytes, from, Math.min(bytes.length, from + 1 + random.below(40)), new Uint8Array(0))
  },
  function repeat(bytes, random) {
    const from = random.below(bytes.length)
    const piece = bytes.slice(from, from + 1 + random.below(200))
    const to = random.below(bytes.length)
    return spliced(bytes, to, to, piece)
  },
  function cross(bytes, random, others) {
    const other = random.pick(others)
    const from = random.below(other.length)
    const at = random.below(bytes.length)
    return spliced(bytes, at, at, other.slice(from, from + 1 + random.below(400)))
  },
]

/** A few mutations of one of `seeds`; `more` are the mutators of a format. */
export function mutated(seeds: readonly Uint8Array[], random: Random, more: readonly Mutator[] = []): Uint8Array {
  // A copy, and no Buffer: what `slice` of a Buffer gives is the same memory, so that the seed itself would be damaged.
  let bytes: Uint8Array = new Uint8Array(random.pick(seeds))
  const mutators = [...MUTATORS, ...more]
  for (let left = 1 + random.below(3); left > 0 && bytes.length > 0; left--)
    bytes = random.pick(mutators)(bytes, random, seeds)
  return bytes
}

export type { Mutator }
