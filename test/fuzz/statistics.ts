// Damaged statistics, files of the system, kills, pods and legacy profiles: whatever the bytes, a reader throws nothing but
// FormatError, gives nothing the validators object to, and (in one run of eight) the same in chunks as in one piece.
import { readFileSync } from 'node:fs'
import { FormatError, recognise } from '../../electron/engine/formats/index.ts'
import type { SourceKind } from '../../shared/records/index.ts'
import { fixturePath } from '../support/corpus.ts'
import { dumpProfile } from '../support/dumpRecords.ts'
import { dumpStatistics } from '../support/dumpStatistics.ts'
import { readSource, type ReadResult } from '../support/readSource.ts'
import { validateProfile } from '../support/validateRecords.ts'
import { validateStatistics } from '../support/validateStatistics.ts'
import type { FuzzReport } from './gotrace.ts'
import { mutated, Random } from './mutate.ts'
import { TEXT_MUTATORS } from './textMutators.ts'

/** Longer than this is a hang. */
const MAX_MS = 5000
/** Of so many mutations one is read a second time, in chunks, and recognised. */
const AGAIN = 8
/** Seeds are cut to this: what a format has shows in its first lines, and short ones are read often. */
const SEED_BYTES = 2500

const seed = (folder: string, name: string, bytes = SEED_BYTES): Buffer =>
  readFileSync(fixturePath(folder, name)).subarray(0, bytes)

const heapText = readFileSync(fixturePath('pprof', 'go1.26.10-orders.heap.debug1.txt'))

export type StatisticsFormat = [name: string, kind: SourceKind, seeds: Buffer[]]

export const STATISTICS_FORMATS: readonly StatisticsFormat[] = [
  [
    'Prometheus and OpenMetrics',
    'metrics',
    [
      seed('metrics', 'constructed-prometheus.prom'),
      seed('metrics', 'constructed-openmetrics.prom'),
      seed('metrics', 'constructed-scrapes-dated.prom'),
      seed('metrics', 'constructed-scrapes-undated.prom'),
    ],
  ],
  [
    'statistics as JSON',
    'metrics',
    [
      seed('metrics', 'go1.26-checkout.memstats.jsonl'),
      seed('metrics', 'constructed-variables.json'),
      seed('metrics', 'constructed-metrics-log.jsonl'),
      seed('metrics', 'constructed-query-range.json'),
      seed('metrics', 'go1.16.6-runtime-metrics.json'),
    ],
  ],
  [
    'files of the system',
    'osMemory',
    [
      seed('osmemory', 'go1.26.10-cgo.smaps'),
      seed('osmemory', 'go1.26.10-plain.maps'),
      seed('osmemory', 'go1.26.10-plain.status'),
      seed('osmemory', 'go1.26.10-plain.limits'),
      seed('osmemory', 'constructed-cgroup-v2.txt'),
      seed('osmemory', 'go1.26.10-plain.cgroup-v1-grep'),
    ],
  ],
  [
    'kills of the kernel',
    'osMemory',
    [
      seed('osmemory', 'constructed-oom-kernel3.10.log', 4000),
      seed('osmemory', 'constructed-oom-global.log', 4000),
      seed('osmemory', 'constructed-oom-group-caller.log', 4000),
    ],
  ],
  [
    'pods',
    'osMemory',
    [
      seed('osmemory', 'constructed-describe.txt'),
      seed('osmemory', 'constructed-pod.json'),
      seed('osmemory', 'constructed-pods.yaml'),
    ],
  ],
  [
    'legacy profiles',
    'profile',
    [
      // A few samples, and the MemStats at the end.
      Buffer.concat([heapText.subarray(0, 1200), heapText.subarray(-1500)]),
      seed('pprof', 'go1.26.10-orders.mutex.debug1.txt', 1500),
      seed('pprof', 'go1.26.10-orders.block.debug1.txt', 1500),
      Buffer.from(
        new BigUint64Array([0n, 3n, 0n, 10_000n, 0n, 2n, 2n, 0x401000n, 0x402000n, 1n, 1n, 0x403000n, 0n, 1n, 0n])
          .buffer,
      ),
    ],
  ],
]

function outcome(kind: SourceKind, bytes: Buffer, chunk?: number): ReadResult | FormatError {
  try {
    return readSource(kind, bytes, { modifiedMs: Date.UTC(2026, 10, 21), ...(chunk !== undefined && { chunk }) })
  } catch (thrown) {
    if (!(thrown instanceof FormatError) || !/^[a-z]+\/[a-z-]+$/.test(thrown.code)) throw thrown
    return thrown
  }
}

const text = (result: ReadResult | FormatError): string =>
  result instanceof FormatError
    ? `${result.code} ${result.message}`
    : (result.profile === null ? '' : dumpProfile(result.profile)) + dumpStatistics(result)

function checkAgain(kind: SourceKind, bytes: Buffer, result: ReadResult | FormatError, random: Random): void {
  const chunk = 1 + random.below(200)
  const [whole, chunked] = [text(result), text(outcome(kind, bytes, chunk))]
  if (whole !== chunked) throw new Error(`read otherwise in chunks of ${chunk}:\n${chunked}\n${whole}`)
  recognise({ head: bytes, totalBytes: bytes.length })
  if (result instanceof FormatError) return
  if (result.profile === null) validateStatistics(result)
  else validateProfile(result.profile)
}

/** Reads `runs` damaged inputs of a format; throws on the first that breaks a promise, with its seed and bytes. */
export function fuzzStatistics([, kind, seeds]: StatisticsFormat, runs: number, seed: number): FuzzReport {
  const random = new Random(seed)
  const report: FuzzReport = { runs, endings: {}, slowestMs: 0, peakMib: 0 }
  for (let run = 0; run < runs; run++) {
    const bytes = Buffer.from(mutated(seeds, random, TEXT_MUTATORS))
    try {
      const began = performance.now()
      const result = outcome(kind, bytes)
      const ms = performance.now() - began
      if (ms > MAX_MS) throw new Error(`took ${ms.toFixed(0)} ms`)
      report.slowestMs = Math.max(report.slowestMs, ms)
      const ending = result instanceof FormatError ? result.code : 'ok'
      report.endings[ending] = (report.endings[ending] ?? 0) + 1
      if (run % AGAIN === 0) checkAgain(kind, bytes, result, random)
    } catch (thrown) {
      throw new Error(`run ${run} of seed ${seed}: ${String(thrown)}\n${bytes.toString('base64')}`, { cause: thrown })
    }
    if (run % 500 === 0) report.peakMib = Math.max(report.peakMib, process.memoryUsage.rss() / 1_048_576)
  }
  return report
}
