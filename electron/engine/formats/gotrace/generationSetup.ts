// What the core gets to know of a generation: its ordinary batches by thread, ids and CPU samples.
import type { BatchPlace, GenerationTables } from './GenerationTables.ts'
import type { GenerationSetup } from './core/TraceCore.ts'
import { ABSENT } from './core/TraceCore.ts'

/** `timeOf`: units of the trace clock as ns since the trace's start. Unit and start are the caller's to set. */
export function generationSetup(
  places: readonly BatchPlace[],
  isEvents: readonly boolean[],
  tables: GenerationTables,
  timeOf: (lo: number, hi: number) => number,
): GenerationSetup & { unknownStacks: number } {
  const rows = new Map<bigint, number>()
  const count = isEvents.reduce((sum, holds) => sum + Number(holds), 0)
  const batchThread = new Uint32Array(count)
  const batchOffset = new Uint32Array(count)
  const batchLength = new Uint32Array(count)
  const batchTime = new Float64Array(count)
  let batches = 0
  for (const [at, { thread, offset, length, timeLo, timeHi }] of places.entries()) {
    if (isEvents[at] !== true) continue
    let row = rows.get(thread)
    if (row === undefined) rows.set(thread, (row = rows.size))
    batchThread[batches] = row
    batchOffset[batches] = offset
    batchLength[batches] = length
    batchTime[batches++] = timeOf(timeLo, timeHi)
  }
  return {
    unitNs: 1,
    startNs: 0,
    threads: BigUint64Array.from(rows.keys()),
    batches,
    batchThread,
    batchOffset,
    batchLength,
    batchTime,
    strings: tables.strings.table(),
    stacks: tables.stacks.table(),
    types: tables.types.table(),
    ...sortedSamples(tables, timeOf),
  }
}

function sortedSamples({ samples, stacks }: GenerationTables, timeOf: (lo: number, hi: number) => number) {
  const { count } = samples
  const time = Float64Array.from({ length: count }, (_, at) => timeOf(samples.lo(at, 0), samples.hi(at, 0)))
  const order = Uint32Array.from({ length: count }, (_, at) => at)
  order.sort((a, b) => (time[a] as number) - (time[b] as number) || a - b)
  const sampleStack = new Uint32Array(count)
  let unknownStacks = 0
  const field = (index: number): BigUint64Array =>
    BigUint64Array.from({ length: count }, (_, at) => samples.id(order[at] as number, index))
  for (let at = 0; at < count; at++) {
    const sample = order[at] as number
    const stack = stacks.get(samples.lo(sample, 4), samples.hi(sample, 4))
    // Go's reader lets a stack pass that is not there.
    if (stack === ABSENT) unknownStacks++
    else sampleStack[at] = stack
  }
  const sampleGoroutine = field(3)
  // 0: no goroutine, which is 2^64 − 1 elsewhere.
  for (let at = 0; at < count; at++) if (sampleGoroutine[at] === 0n) sampleGoroutine[at] = 0xffff_ffff_ffff_ffffn
  return {
    samples: count,
    sampleTime: time.map((_, at) => time[order[at] as number] as number),
    sampleThread: field(1),
    sampleProc: field(2),
    sampleGoroutine,
    sampleStack,
    unknownStacks,
  }
}
