// Damaged execution traces: whatever the bytes, the reader ends soon, throws nothing but FormatError, gives nothing the validator
// objects to, and (in one run of four) both cores give the same.
import { readFileSync } from 'node:fs'
import { fixtureFiles, fixturePath } from '../support/corpus.ts'
import { readTrace } from '../support/readTrace.ts'
import { syntheticTrace } from '../support/syntheticTrace.ts'
import { mutated, Random } from './mutate.ts'
import type { Mutator } from './mutate.ts'

/** Longer than this is a hang. */
const MAX_MS = 5000
/** Small seeds, since most of the time goes into reading them. */
const MAX_SEED_BYTES = 5500
/** The reference core reads one in so many. */
const COMPARED = 4

export interface FuzzReport {
  runs: number
  /** How reading ended: `ok` or the code of the failure. */
  endings: Record<string, number>
  slowestMs: number
  peakMib: number
}

/** Where the batches of a v2 trace begin, as far as it is whole. */
function batchStarts(bytes: Uint8Array): number[] {
  const starts: number[] = []
  let at = 16
  const varint = (): number => {
    let value = 0
    for (let shift = 1; at < bytes.length; shift *= 128) {
      const byte = bytes[at++] as number
      value += (byte & 0x7f) * shift
      if (byte < 0x80) break
    }
    return value
  }
  while (at < bytes.length && starts.length < 1000) {
    const start = at
    const type = bytes[at++]
    if (type === 52) continue
    if (type !== 1 && type !== 49) break
    starts.push(start)
    if (type === 49) at++
    varint()
    varint()
    varint()
    at += varint()
  }
  return [...starts, Math.min(at, bytes.length)]
}

const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

const OWN: readonly Mutator[] = [
  function swapBatches(bytes, random) {
    const starts = batchStarts(bytes)
    if (starts.length < 3) return bytes
    const first = random.below(starts.length - 2)
    const [a = 0, b = 0, c = 0] = starts.slice(first, first + 3)
    return joined(bytes.subarray(0, a), bytes.subarray(b, c), bytes.subarray(a, b), bytes.subarray(c))
  },
  function dropBatch(bytes, random) {
    const starts = batchStarts(bytes)
    if (starts.length < 2) return bytes
    const [a = 0, b = 0] = starts.slice(random.below(starts.length - 1))
    return joined(bytes.subarray(0, a), bytes.subarray(b))
  },
  function otherVersion(bytes, random) {
    if (bytes.length < 16) return bytes
    const result = bytes.slice()
    const version = random.pick(['1.7', '1.10', '1.11', '1.19', '1.21', '1.22', '1.23', '1.25', '1.26', '1.40'])
    result.fill(0, 0, 16)
    result.set(new TextEncoder().encode(`go ${version} trace`))
    return result
  },
]

/** Small traces of every header. */
export function traceSeeds(): Uint8Array[] {
  const fixtures = fixtureFiles('gotrace', '.trace').map((name) => readFileSync(fixturePath('gotrace', name)))
  const small = fixtures.filter(({ length }) => length < MAX_SEED_BYTES).map((bytes) => Uint8Array.from(bytes))
  const played = [22, 25, 26].map((version) =>
    Buffer.concat([
      ...Array.from(
        syntheticTrace({ version, generations: 2, generationBytes: 700, threads: 4, goroutines: 12, stacks: 5 }),
        (piece) => piece.slice(),
      ),
    ]),
  )
  return [...small, ...played.map((bytes) => Uint8Array.from(bytes))]
}

/** Reads `runs` damaged traces, those from `first` on; throws on the first that breaks a promise, with its seed and bytes. */
export function fuzzTraces(runs: number, seed: number, first = 0): FuzzReport {
  const seeds = traceSeeds()
  const random = new Random(seed)
  const report: FuzzReport = { runs: runs - first, endings: {}, slowestMs: 0, peakMib: 0 }
  for (let run = 0; run < runs; run++) {
    const bytes = mutated(seeds, random, OWN)
    if (run < first) continue
    const fail = (what: string): Error =>
      new Error(`run ${run} of seed ${seed}: ${what}\n${Buffer.from(bytes).toString('base64')}`)
    const began = performance.now()
    try {
      const fast = readTrace(bytes, { core: 'wasm', chunk: run % 3 === 0 ? 1000 : bytes.length })
      const ms = performance.now() - began
      if (ms > MAX_MS) throw fail(`took ${ms.toFixed(0)} ms`)
      report.slowestMs = Math.max(report.slowestMs, ms)
      if (fast.faults.length > 0) throw fail(fast.faults.join('; '))
      const ending = fast.failure?.code ?? fast.thrown ?? 'ok'
      report.endings[ending] = (report.endings[ending] ?? 0) + 1
      if (run % COMPARED !== 0) continue
      const reference = readTrace(bytes, { core: 'typescript' })
      if (JSON.stringify(reference, plain) !== JSON.stringify(fast, plain))
        throw fail(`the cores differ:\n${JSON.stringify(fast, plain)}\n${JSON.stringify(reference, plain)}`)
    } catch (thrown) {
      throw thrown instanceof Error && thrown.message.startsWith('run ') ? thrown : fail(String(thrown))
    }
    if (run % 500 === 0) report.peakMib = Math.max(report.peakMib, process.memoryUsage.rss() / 1_048_576)
  }
  return report
}

const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)
