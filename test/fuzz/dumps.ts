// Damaged goroutine dumps, crashes, benchmarks and allocation events: whatever the bytes, a reader throws nothing but FormatError,
// gives nothing the validators object to (in one run of eight), and then the same in chunks as in one piece.
import { readFileSync } from 'node:fs'
import { FormatError, recognise } from '../../electron/engine/formats/index.ts'
import { fixturePath } from '../support/corpus.ts'
import { dumpAllocEvents, dumpBenchmarks, dumpGoroutines } from '../support/dumpRecords.ts'
import { readSource, type ReadResult } from '../support/readSource.ts'
import { validateAllocEvents, validateBenchmarks, validateDumps } from '../support/validateRecords.ts'
import type { FuzzReport } from './gotrace.ts'
import { mutated, Random } from './mutate.ts'
import { TEXT_MUTATORS } from './textMutators.ts'

/** Longer than this is a hang. */
const MAX_MS = 5000
/** Of so many mutations one is validated, read a second time in chunks, and recognised. */
const AGAIN = 8
/** Seeds are cut to this: what a format has shows in its first lines, and short ones are read often. */
const SEED_BYTES = 2500

const seed = (folder: string, name: string): Buffer => readFileSync(fixturePath(folder, name)).subarray(0, SEED_BYTES)
const dumpSeeds = (...names: string[]): Buffer[] => names.map((name) => seed('goroutine', `${name}.txt`))

const KINDS = {
  goroutines: { validate: validateDumps, dump: dumpGoroutines },
  benchmark: { validate: validateBenchmarks, dump: dumpBenchmarks },
  allocEvents: { validate: validateAllocEvents, dump: dumpAllocEvents },
} as const

export type DumpFormat = [name: string, kind: keyof typeof KINDS, seeds: Buffer[]]

export const DUMP_FORMATS: readonly DumpFormat[] = [
  [
    'goroutine stacks',
    'goroutines',
    dumpSeeds(
      'go1.18-park.debug2',
      'go1.27.4-labels.debug2',
      'go1.27.4-leak.goroutineleak.debug2-cut',
      'warehouse-locks-1',
      'warehouse-ancestors',
    ),
  ],
  [
    'goroutine counts',
    'goroutines',
    dumpSeeds(
      'go1.11.13-park.debug1',
      'go1.18-leak.goroutine.1.debug1',
      'go1.26.10-park.debug1',
      'go1.27.4-leak.goroutineleak.debug1',
    ),
  ],
  [
    'crashes',
    'goroutines',
    dumpSeeds(
      'go1.11.13-fatal.oom',
      'go1.18-fatal.repanic',
      'go1.19.8-fatal.stack',
      'go1.22.12-fatal.quit',
      'go1.25.12-fatal.mapwrite-crash',
      'warehouse-nested',
      'warehouse-recovered',
    ),
  ],
  [
    'benchmarks',
    'benchmark',
    ['forms', 'go1.19.8-store', 'go1.27.4-store', 'testjson'].map((name) => seed('benchmark', `${name}.txt`)),
  ],
  [
    'allocation events',
    'allocEvents',
    ['bpftrace.csv', 'documented.jsonl', 'patched.log', 'probes.txt', 'wrapped.jsonl'].map((name) =>
      seed('alloc', name),
    ),
  ],
  ['allocfreetrace', 'allocEvents', [seed('alloc', 'go1.22-allocfreetrace.txt')]],
]

function outcome(kind: DumpFormat[1], bytes: Buffer, chunk?: number): ReadResult | FormatError {
  try {
    return readSource(kind, bytes, { modifiedMs: Date.UTC(2026, 10, 21), ...(chunk !== undefined && { chunk }) })
  } catch (thrown) {
    if (!(thrown instanceof FormatError) || !/^[a-z]+\/[a-z0-9-]+$/i.test(thrown.code)) throw thrown
    return thrown
  }
}

function checkAgain(kind: DumpFormat[1], bytes: Buffer, result: ReadResult | FormatError, random: Random): void {
  const { dump, validate } = KINDS[kind]
  const text = (one: ReadResult | FormatError): string =>
    one instanceof FormatError ? `${one.code} ${one.message}` : dump(one)
  const chunk = 1 + random.below(200)
  const [whole, chunked] = [text(result), text(outcome(kind, bytes, chunk))]
  if (whole !== chunked) throw new Error(`read otherwise in chunks of ${chunk}:\n${chunked}\n${whole}`)
  recognise({ head: bytes, totalBytes: bytes.length })
  if (!(result instanceof FormatError)) validate(result)
}

/** Reads `runs` damaged inputs of a format; throws on the first that breaks a promise, with its seed and bytes. */
export function fuzzDumps([, kind, seeds]: DumpFormat, runs: number, seed: number): FuzzReport {
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
