// Damaged containers: whatever the bytes, opening and reading throws nothing but FormatError, gives no more than the limits allow, and (in one
// run of eight) the same a second time. Packed tars are damaged before packing as well, so that the damage reaches the tar.
import { Readable } from 'node:stream'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { openNested } from '../../electron/engine/formats/containers/container.ts'
import type { ContainerKind } from '../../electron/engine/formats/containers/container.ts'
import type { Container } from '../../electron/engine/formats/containers/entry.ts'
import { CONTAINER_LIMITS } from '../../electron/engine/formats/containers/limits.ts'
import { FormatError } from '../../electron/engine/formats/index.ts'
import { tarOf, zipOf } from '../support/archives.ts'
import type { FuzzReport } from './gotrace.ts'
import { mutated, Random } from './mutate.ts'
import type { Mutator } from './mutate.ts'

/** Longer than this is a hang. */
const MAX_MS = 5000
const AGAIN = 8
const PIECE = 65_536
/** Small, so that a damaged length has something to run against. */
const LIMITS = { ...CONTAINER_LIMITS, maxEntryBytes: 1 << 20, maxTotalBytes: 4 << 20, maxEntries: 200 }

const FILES = [
  { name: 'logs/app.log', content: 'gc 1 @0.021s 5%: 0.018+1.2+0.003 ms clock\n'.repeat(12) },
  { name: 'logs/empty.log', content: '' },
  { name: 'profiles/日本.pb.gz', content: gzipSync('profile') },
]
const LONG = { name: `${'deep/'.repeat(25)}${'x'.repeat(60)}.txt`, content: 'far down' }

export const CONTAINER_FORMATS = ['zip', 'tar', 'tar.gz', 'tar.zst'] as const

interface Damage {
  seeds: readonly Uint8Array[]
  more: readonly Mutator[]
  pack: (tar: Uint8Array) => Uint8Array
}

/** Puts the checksum of a tar's header right again: else it hides all other damage. */
const repairHeader: Mutator = (bytes, random) => {
  const result = bytes.slice()
  const blocks = Math.floor(result.length / 512)
  if (blocks === 0) return result
  const block = result.subarray(random.below(blocks) * 512).subarray(0, 512)
  block[random.pick([0, 100, 124, 125, 135, 136, 156, 157, 257, 345])] = random.pick([
    0, 32, 48, 53, 55, 76, 120, 128, 255,
  ])
  block.fill(32, 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.set(Buffer.from(`${sum.toString(8).padStart(6, '0')}\0 `, 'latin1'), 148)
  return result
}

/** Overwrites a field of a zip's records: sizes, offsets, counts, flags. */
const editRecord: Mutator = (bytes, random) => {
  const result = Buffer.from(bytes)
  const signature = Buffer.from(random.pick(['PK\x01\x02', 'PK\x03\x04', 'PK\x05\x06']), 'latin1')
  const at = result.indexOf(signature, random.below(result.length))
  if (at < 0) return new Uint8Array(result)
  const field = at + 4 + 2 * random.below(20)
  if (field + 4 <= result.length)
    result.writeUInt32LE(random.pick([0, 1, 0xffff, 0xffffffff, 0x7fffffff, random.below(2000)]), field)
  return new Uint8Array(result)
}

async function damageOf(kind: ContainerKind): Promise<Damage> {
  if (kind === 'zip') {
    const stored = FILES.map((file) => ({ ...file, method: 0 }))
    const seeds = [zipOf(FILES), zipOf(stored), zipOf([...FILES, LONG]), zipOf([])]
    return { seeds, more: [editRecord, editRecord], pack: (bytes) => bytes }
  }
  const seeds = [
    await tarOf(FILES),
    await tarOf([
      { name: 'logs/', type: 'directory' },
      ...FILES,
      { name: 'link', type: 'symlink', linkname: '/etc/passwd' },
    ]),
    await tarOf([LONG, ...FILES]),
  ]
  const pack = { tar: (tar: Uint8Array) => tar, 'tar.gz': gzipSync, 'tar.zst': zstdCompressSync }[kind]
  return { seeds, more: [repairHeader, repairHeader], pack }
}

/** All that a container gives, as text; at its end the code of what ended it. */
async function listing(
  bytes: Uint8Array,
  kind: ContainerKind,
  chunk: number,
): Promise<{ text: string; ending: string }> {
  const lines: string[] = []
  let total = 0
  let container: Container | null = null
  try {
    container = await openNested(Readable.from(pieces(bytes, chunk)), kind, 'damaged', LIMITS)
    for await (const entry of container.entries()) {
      lines.push(`${entry.path} ${entry.bytes} ${entry.refusal?.code ?? ''}`)
      if (/^\/|^[a-z]:|\\|(?:^|\/)\.\.(?:\/|$)|\0/i.test(entry.path) && !entry.refusal)
        throw new Error(`an entry was given that leads out: ${JSON.stringify(entry.path)}`)
      if (entry.refusal) continue
      let read = 0
      for await (const piece of entry.open()) read += piece.length
      total += read
      lines.push(`${read} bytes`)
    }
    if (total > LIMITS.maxTotalBytes) throw new Error(`${total} bytes came out`)
    return { text: lines.join('\n'), ending: 'ok' }
  } catch (thrown) {
    if (!(thrown instanceof FormatError) || !/^[a-z]+\/[a-z-]+$/.test(thrown.code)) throw thrown
    return { text: [...lines, thrown.code, thrown.message].join('\n'), ending: thrown.code }
  } finally {
    await container?.close()
  }
}

function* pieces(bytes: Uint8Array, chunk: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk)
}

/** Reads `runs` damaged containers; throws on the first that breaks a promise, with its seed and bytes. */
export async function fuzzContainers(kind: ContainerKind, runs: number, seed: number): Promise<FuzzReport> {
  const random = new Random(seed)
  const { seeds, more, pack } = await damageOf(kind)
  const isPacked = kind.startsWith('tar.')
  const packed = seeds.map((tar) => new Uint8Array(pack(tar)))
  const report: FuzzReport = { runs, endings: {}, slowestMs: 0, peakMib: 0 }
  for (let run = 0; run < runs; run++) {
    const isInside = isPacked && random.below(2) === 0
    const bytes = isInside
      ? new Uint8Array(pack(mutated(seeds, random, more)))
      : mutated(packed, random, isPacked ? [] : more)
    try {
      const began = performance.now()
      const { text, ending } = await listing(bytes, kind, PIECE)
      const ms = performance.now() - began
      if (ms > MAX_MS) throw new Error(`took ${ms.toFixed(0)} ms`)
      report.slowestMs = Math.max(report.slowestMs, ms)
      report.endings[ending] = (report.endings[ending] ?? 0) + 1
      if (run % AGAIN === 0) {
        // In pieces of the same size, as a file is always read: of two faults of a tar they decide which is met first.
        const again = await listing(bytes, kind, PIECE)
        if (again.text !== text) throw new Error(`read otherwise the second time:\n${again.text}\n${text}`)
      }
    } catch (thrown) {
      throw new Error(`run ${run} of seed ${seed}: ${String(thrown)}\n${Buffer.from(bytes).toString('base64')}`, {
        cause: thrown,
      })
    }
    if (run % 500 === 0) report.peakMib = Math.max(report.peakMib, process.memoryUsage.rss() / 1_048_576)
  }
  return report
}
