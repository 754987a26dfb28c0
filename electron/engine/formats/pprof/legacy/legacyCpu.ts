// CPU profiles in the legacy binary form of gperftools (which Go wrote up to 1.8): words of 4 or 8 bytes, either byte order.
//   header: 0, 3, 0 (1: Java), sampling period in µs, 0; then for each stack: count, depth, addresses leaf first; the end is
//   0, 1, 0; then a memory map as text (Java: names of the addresses).
// As pprof does, frames are dropped that the signal handler put into (nearly) every stack, and a leaf that is there twice.
import type { ProfileColumns } from '../../../../../shared/records/index.ts'
import { FormatError } from '../../FormatError.ts'
import { LegacyBuilder, type LegacyLine } from './LegacyBuilder.ts'
import { javaPlace } from './javaPlace.ts'
import { MappingLines } from './MappingLines.ts'

interface Words {
  size: 4 | 8
  isLittle: boolean
}

const ORDERS: readonly Words[] = [
  { size: 4, isLittle: true },
  { size: 4, isLittle: false },
  { size: 8, isLittle: true },
  { size: 8, isLittle: false },
]
const MAX_DEPTH = 1 << 16

/** How the words of a legacy CPU profile lie; null where the bytes begin none. */
export function cpuWords(bytes: Uint8Array): (Words & { isJava: boolean; periodMicros: number }) | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (const words of ORDERS) {
    if (bytes.length < words.size * 5) continue
    const [first, second, third, period, last] = Array.from({ length: 5 }, (_, index) =>
      wordAt(view, index * words.size, words),
    ) as [bigint, bigint, bigint, bigint, bigint]
    if (first !== 0n || second !== 3n || third > 1n || period === 0n || period > 10_000_000n || last !== 0n) continue
    return { ...words, isJava: third === 1n, periodMicros: Number(period) }
  }
  return null
}

const wordAt = (view: DataView, at: number, { size, isLittle }: Words): bigint =>
  size === 4 ? BigInt(view.getUint32(at, isLittle)) : view.getBigUint64(at, isLittle)

interface RawSample {
  count: number
  addresses: bigint[]
}

export function readLegacyCpu(bytes: Uint8Array): { columns: ProfileColumns; ownFunctions: number } {
  const words = cpuWords(bytes)
  if (words === null) throw new FormatError('profile/damaged', 'The legacy CPU profile has no header.', { byte: 0 })
  const { samples, end } = readSamples(bytes, words)
  const builder = new LegacyBuilder()
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + end, bytes.length - end).toString('latin1')
  if (!words.isJava) stripSignalFrames(samples)
  const nanos = words.periodMicros * 1000
  for (const { count, addresses } of samples) builder.add(builder.stack(addresses, true), [count, count * nanos])
  let ownFunctions = 0
  builder.isNamed = words.isJava
  if (words.isJava) ownFunctions = nameJava(builder, text)
  else {
    const mappings = new MappingLines()
    for (const line of text.split('\n')) builder.mappings.push(...mappings.line(line))
  }
  const columns = builder.build({
    type: 'cpu',
    sampleTypes: [
      { type: 'samples', unit: 'count' },
      { type: 'cpu', unit: 'nanoseconds' },
    ],
    periodType: { type: 'cpu', unit: 'nanoseconds' },
    period: nanos,
    durationNanos: 0,
  })
  return { columns, ownFunctions }
}

/** Stacks with their addresses on the call (all but the leaf one byte back), and where the text begins. */
function readSamples(bytes: Uint8Array, words: Words & { isJava: boolean }): { samples: RawSample[]; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { size } = words
  const samples: RawSample[] = []
  let at = size * 5
  for (;;) {
    if (at === bytes.length) return { samples, end: at }
    if (at + 2 * size > bytes.length) throw cut(at)
    const count = wordAt(view, at, words)
    const depth = wordAt(view, at + size, words)
    if (depth > MAX_DEPTH || at + 2 * size + Number(depth) * size > bytes.length) throw cut(at)
    at += 2 * size
    const addresses: bigint[] = []
    for (let index = 0; index < Number(depth); index++, at += size) {
      const address = wordAt(view, at, words)
      addresses.push(!words.isJava && index > 0 && address > 0n ? address - 1n : address)
    }
    if (count === 0n && addresses.length === 1 && addresses[0] === 0n) return { samples, end: at }
    if (count > 0xffff_ffff_ffffn) throw cut(at)
    samples.push({ count: Number(count), addresses })
  }
}

const cut = (byte: number): FormatError =>
  new FormatError('profile/truncated', `The legacy CPU profile ends inside a stack, at byte ${byte}.`, { byte })

function stripSignalFrames(samples: RawSample[]): void {
  const margin = Math.floor(samples.length / 32)
  for (let turn = 0; turn < 2; turn++) {
    const counts = new Map<bigint, number>()
    for (const { addresses } of samples)
      if (addresses.length > 1) counts.set(addresses[1] as bigint, (counts.get(addresses[1] as bigint) ?? 0) + 1)
    const [common] = [...counts].find(([, count]) => count >= samples.length - margin) ?? []
    if (common === undefined) break
    for (const { addresses } of samples) if (addresses.length > 1 && addresses[1] === common) addresses.splice(1, 1)
  }
  for (const { addresses } of samples)
    if (addresses.length > 1 && addresses[0] === (addresses[1] as bigint) + 1n) addresses.splice(1, 1)
}

function nameJava(builder: LegacyBuilder, text: string): number {
  let named = 0
  for (const line of text.split('\n')) {
    const match = /^\s*0x([0-9a-f]{1,16})\s(.*)$/.exec(line)
    const location = match ? builder.find(BigInt(`0x${match[1]}`)) : undefined
    if (!match || location === undefined) continue
    const words = (match[2] ?? '').trim()
    const place = javaPlace(words)
    const found: LegacyLine =
      place?.line == null ? { functionName: words, file: '', line: 0 } : { ...place, line: place.line }
    builder.name(location, [found])
    named++
  }
  return named
}
