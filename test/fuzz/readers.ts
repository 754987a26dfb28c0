// Damaged inputs of readers of text: whatever the bytes, a reader throws nothing but FormatError, gives nothing the validators object
// to, and (in one run of eight) the same in chunks as in one piece.
import { readFileSync } from 'node:fs'
import type { SourceKind } from '../../shared/records/index.ts'
import { FormatError, recognise } from '../../electron/engine/formats/index.ts'
import { fixturePath } from '../support/corpus.ts'
import { readSource, type ReadResult } from '../support/readSource.ts'
import type { FuzzReport } from './gotrace.ts'
import { mutated, Random } from './mutate.ts'
import { TEXT_MUTATORS } from './textMutators.ts'

/** Longer than this is a hang. */
const MAX_MS = 5000
/** Of so many mutations one is validated, read a second time in chunks, and recognised. */
const AGAIN = 8
/** Seeds are cut to this: what a format has shows in its first lines, and short ones are read often. */
const SEED_BYTES = 2500

/** The first bytes of a fixture. */
export const seed = (folder: string, name: string, bytes = SEED_BYTES): Buffer =>
  readFileSync(fixturePath(folder, name)).subarray(0, bytes)

/** What is damaged and how its results are judged. */
export interface ReaderFormat {
  name: string
  kind: SourceKind
  seeds: readonly Buffer[]
  /** All that a reader gave, as text. */
  dump: (result: ReadResult) => string
  /** Throws where a record is none that may be. */
  validate: (result: ReadResult) => void
}

function outcome(kind: SourceKind, bytes: Buffer, chunk?: number): ReadResult | FormatError {
  try {
    return readSource(kind, bytes, { modifiedMs: Date.UTC(2026, 10, 21), ...(chunk !== undefined && { chunk }) })
  } catch (thrown) {
    if (!(thrown instanceof FormatError) || !/^[a-z]+\/[a-z-]+$/.test(thrown.code)) throw thrown
    return thrown
  }
}

function checkAgain(
  { kind, dump, validate }: ReaderFormat,
  bytes: Buffer,
  result: ReadResult | FormatError,
  random: Random,
): void {
  const text = (one: ReadResult | FormatError): string =>
    one instanceof FormatError ? `${one.code} ${one.message}` : dump(one)
  const chunk = 1 + random.below(200)
  const [whole, chunked] = [text(result), text(outcome(kind, bytes, chunk))]
  if (whole !== chunked) throw new Error(`read otherwise in chunks of ${chunk}:\n${chunked}\n${whole}`)
  recognise({ head: bytes, totalBytes: bytes.length })
  if (!(result instanceof FormatError)) validate(result)
}

/** Reads `runs` damaged inputs of a format; throws on the first that breaks a promise, with its seed and bytes. */
export function fuzzReader(format: ReaderFormat, runs: number, seed: number): FuzzReport {
  const { kind, seeds } = format
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
      if (run % AGAIN === 0) checkAgain(format, bytes, result, random)
    } catch (thrown) {
      throw new Error(`run ${run} of seed ${seed}: ${String(thrown)}\n${bytes.toString('base64')}`, { cause: thrown })
    }
    if (run % 500 === 0) report.peakMib = Math.max(report.peakMib, process.memoryUsage.rss() / 1_048_576)
  }
  return report
}
