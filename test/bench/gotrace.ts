// Execution traces: reading, importing, reopening, against Go's own reader and the bytes themselves. Real traces are given
// (HEAPCASE_BENCH_TRACE, HEAPCASE_BENCH_V1_TRACE, with HEAPCASE_BENCH_V1_READER) or made; HEAPCASE_BENCH_LARGE=1 adds those with a written trace of 1 GB.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { SyntheticOptions } from '../support/syntheticTrace.ts'
import { goToolTrace, goTraceTool } from './goToolTrace.ts'
import type { ToolRun } from './goToolTrace.ts'
import { reopenMs } from './traceReopen.ts'
import { median } from './bench.ts'
import type { BenchRow } from './bench.ts'
import { bundled } from './bundle.ts'
import {
  dropFromCache,
  hasV1Reader,
  realTrace,
  realV1Trace,
  reference,
  withFolder,
  writtenTrace,
} from './traceInputs.ts'
import type { Reference, TraceFile } from './traceInputs.ts'

const RUNS = 3
const TOOL_RUNS = 2
const MIB_PER_GOROUTINE = 32 / 1_048_576
const GENERATION = 16 * 1024 * 1024

/** The worker; bundled before the first run. */
let program = ''

/** Numbers by name of one run in a process of its own. */
function worker(what: string, { path }: TraceFile, casePath = ''): Record<string, number> {
  const output = execFileSync(process.execPath, [program, what, path, casePath], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(output) as Record<string, number>
}

/** Medians of alternate runs of ours and the peer. */
function beside(ours: () => Record<string, number>, file: TraceFile, isV1 = false) {
  const mine: Record<string, number>[] = []
  const theirs: Reference[] = []
  for (let run = 0; run < RUNS; run++) {
    mine.push(ours())
    const peer = reference(file, isV1)
    if (peer !== null) theirs.push(peer)
  }
  const of = (name: string): number => median(mine.map((row) => row[name] ?? Number.NaN))
  const peer = theirs.length === 0 ? null : median(theirs.map(({ cpuS }) => cpuS))
  return { of, peerS: peer, peerMib: theirs[0]?.mib ?? null }
}

const about = ({ bytes, note }: TraceFile, events: number): string =>
  `${(bytes / 1e6).toFixed(0)} MB, ${(events / 1e6).toFixed(1)} M events, ${note}`

const ratio = (name: string, value: number | null, atMost: number, note: string): BenchRow =>
  value === null ? { name, skipped: 'no reader of Go' } : { name, value, unit: '×', limit: { atMost }, note }

function reading(file: TraceFile): BenchRow[] {
  const { of, peerS } = beside(() => worker('read', file), file)
  const what = about(file, of('events'))
  return [
    ratio(
      'D3 reading, CPU of Go’s reader',
      peerS && of('cpuS') / peerS,
      0.35,
      `${what}; ${of('cpuS').toFixed(2)} of ${peerS?.toFixed(2)} s`,
    ),
    ratio('D3 reading, CPU of the sum of its bytes', of('cpuS') / of('sumS'), 16, what),
  ]
}

function importing(file: TraceFile, folder: string): BenchRow[] {
  let run = 0
  const { of, peerS } = beside(() => worker('import', file, join(folder, `real-${run++}.heapcase`)), file)
  const what = about(file, of('events'))
  const allowed = 450e6 / 1_048_576 + of('goroutines') * MIB_PER_GOROUTINE
  return [
    ratio(
      'S3 import, CPU of Go’s reader',
      peerS && of('cpuS') / peerS,
      1,
      `${what}; ${of('cpuS').toFixed(2)} of ${peerS?.toFixed(2)} s`,
    ),
    {
      name: 'D6 import, peak memory',
      value: of('mib'),
      unit: 'MiB',
      limit: { atMost: Math.round(allowed) },
      note: `450 MB + 32 B for each of ${of('goroutines')} goroutines`,
    },
    ratio('S2 case, bytes of the trace', of('caseBytes') / file.bytes, 1.2, what),
  ]
}

function readingV1(file: TraceFile): BenchRow[] {
  const { of, peerS, peerMib } = beside(() => worker('read', file), file, true)
  const peer = hasV1Reader ? 'the one given' : 'the v1 parser as Go 1.26 has it, with its conversion'
  const what = `${about(file, of('events'))}; peer: ${peer}`
  return [
    ratio('D1 reading v1, CPU of Go’s reader', peerS && of('cpuS') / peerS, 0.08, what),
    ratio(
      'D1 reading v1, peak memory of Go’s reader',
      peerMib && of('mib') / peerMib,
      0.05,
      `${of('mib').toFixed(0)} MiB; held: the file itself`,
    ),
  ]
}

/** Our whole import, to a case that can be opened again, beside Go's own tool until its page is ready; by turns. */
async function besideTool(file: TraceFile, folder: string): Promise<BenchRow[]> {
  const names = ['S3 import, wall time of go tool trace', 'S3 import, peak memory of go tool trace'] as const
  const found = goTraceTool()
  if (typeof found === 'string') return names.map((name) => ({ name, skipped: found }))
  const ours: Record<string, number>[] = []
  const theirs: ToolRun[] = []
  for (let run = 0; run < TOOL_RUNS; run++) {
    ours.push(worker('import', file, join(folder, `tool-${run}.heapcase`)))
    const tool = await goToolTrace(found.tool, file)
    if (tool === null) return names.map((name) => ({ name, skipped: 'go tool trace did not get to its page' }))
    theirs.push(tool)
  }
  const wallS = median(ours.map((row) => row['wallS'] ?? Number.NaN))
  const mib = median(ours.map((row) => row['mib'] ?? Number.NaN))
  const [toolS, toolMib] = [median(theirs.map((run) => run.wallS)), median(theirs.map((run) => run.mib))]
  const what = `whole import to a case that can be opened again against the tool until its page is ready; ${about(file, ours[0]?.['events'] ?? 0)}`
  return [
    ratio(names[0], wallS / toolS, 0.1, `${what}; ${wallS.toFixed(1)} of ${toolS.toFixed(1)} s`),
    ratio(names[1], mib / toolMib, 0.07, `${mib.toFixed(0)} of ${toolMib.toFixed(0)} MiB`),
  ]
}

/** The law of memory and time: the longer trace costs no more per event and hardly more memory. */
function scaling(small: TraceFile, large: TraceFile, folder: string, isWhole: boolean): BenchRow[] {
  const way = (file: TraceFile, name: string) => {
    const runs = Array.from({ length: isWhole ? 1 : RUNS }, (_, run) =>
      worker('import', file, join(folder, `${name}${run}.heapcase`)),
    )
    const of = (key: string): number => median(runs.map((row) => row[key] ?? Number.NaN))
    return { perEvent: of('cpuS') / of('events'), mib: of('mib'), events: of('events') }
  }
  const [a, b] = [way(small, 'small'), way(large, 'large')]
  const what = `${(b.events / 1e6).toFixed(0)} M against ${(a.events / 1e6).toFixed(0)} M events, written`
  const said = isWhole ? '' : '; the bar is for 100 M against 10 M: HEAPCASE_BENCH_LARGE=1'
  return [
    ratio('D5 import, CPU per event, longer against shorter', b.perEvent / a.perEvent, 1.15, what + said),
    ratio('D6 import, memory, longer against shorter', b.mib / a.mib, 1.4, `${what}; ${b.mib.toFixed(0)} MiB`),
  ]
}

function streams(folder: string): BenchRow[] {
  const options: SyntheticOptions = { generations: 3, generationBytes: GENERATION }
  const few = writtenTrace(folder, 'threads16', { ...options, threads: 16 })
  const many = writtenTrace(folder, 'threads128', { ...options, threads: 128 })
  const perEvent = (file: TraceFile): number =>
    median(
      Array.from({ length: RUNS }, () => {
        const { cpuS = 0, events = 1 } = worker('read', file)
        return cpuS / events
      }),
    )
  return [ratio('D7 reading, CPU per event at 128 threads against 16', perEvent(many) / perEvent(few), 2, 'written')]
}

function cancelling(folder: string): BenchRow[] {
  const file = writtenTrace(folder, 'generation', { generations: 1, generationBytes: 96e6 })
  const {
    longestMs = Number.NaN,
    gapMs = Number.NaN,
    cancelled = 0,
    stepCpuMs = Number.NaN,
  } = worker('cancel', file, join(folder, 'cancel'))
  const what = 'wall time; one generation of 96 MB'
  return [
    {
      name: 'S4 cancel, longest',
      value: longestMs,
      unit: 'ms',
      limit: { atMost: 200 },
      note: `${cancelled} times; ${what}`,
    },
    { name: 'S4 longest time without progress', value: gapMs, unit: 'ms', limit: { atMost: 250 }, note: what },
    {
      name: 'S4 longest step between two turns, CPU',
      value: stepCpuMs,
      unit: 'ms',
      limit: { atMost: 100 },
      note: 'what a cancel and progress wait for; of the same import, read to its end',
    },
  ]
}

async function saved(file: TraceFile, casePath: string, size: string): Promise<BenchRow[]> {
  worker('import', file, casePath)
  const caseProcess = await bundled('caseProcess')
  // The program itself is known to the machine before.
  await reopenMs(casePath, caseProcess)
  const cold = dropFromCache(casePath)
  const coldMs = await reopenMs(casePath, caseProcess)
  const again: number[] = []
  for (let run = 0; run < RUNS; run++) again.push(await reopenMs(casePath, caseProcess))
  const warm = median(again)
  const { cpuMs = Number.NaN, mib = Number.NaN } = worker('reopen', file, casePath)
  const asked = worker('questions', file, casePath)
  const ms = (name: string): string => `${asked[name]?.toFixed(0)} ms`
  const { p50 = 0, p99 = Number.NaN, wall50 = 0, wall99 = 0 } = worker('windows', file, casePath)
  return [
    {
      name: `O1 reopening the case of ${size}${cold ? ', cold' : ''}`,
      value: coldMs,
      unit: 'ms',
      limit: { atMost: 500 },
      note: `wall time from the start of its process to 40 goroutines and all procs drawn; warm ${warm.toFixed(0)} ms; of this ${cpuMs.toFixed(0)} ms CPU for the data, ${mib.toFixed(0)} MiB`,
    },
    {
      name: `O2 200,000 events out of ${size}, 99th percentile`,
      value: p99,
      unit: 'ms',
      limit: { atMost: 50 },
      note: `CPU time, median ${p50.toFixed(1)} ms; by the clock ${wall50.toFixed(1)} and ${wall99.toFixed(1)} ms`,
    },
    {
      name: `goroutines of ${size}, sorted`,
      value: asked['goroutinesMs'] ?? Number.NaN,
      unit: 'ms',
      limit: null,
      note: `wall time of the first question to ${asked['rows']} goroutines, ${asked['mib']?.toFixed(0)} MiB in the end; by another column ${ms('sortedMs')}, with a filter ${ms('filteredMs')}`,
    },
    {
      name: `one goroutine of ${size}, the busiest`,
      value: asked['busiestMs'] ?? Number.NaN,
      unit: 'ms',
      limit: null,
      note: `wall time, ${asked['runs']} runs; then a page of its states ${ms('statesMs')}, its path through the whole trace ${ms('pathMs')}, another goroutine ${ms('shortMs')}`,
    },
  ]
}

export async function run(): Promise<BenchRow[]> {
  const isLarge = process.env['HEAPCASE_BENCH_LARGE'] === '1'
  program = await bundled('traceWorker')
  return withFolder(async (folder) => {
    const rows: BenchRow[] = []
    const real = realTrace(folder)
    if (typeof real === 'string')
      for (const name of ['D3 reading', 'S3 import', 'S3 go tool trace', 'D6 import, peak memory', 'S2 case'])
        rows.push({ name, skipped: real })
    else rows.push(...reading(real), ...importing(real, folder), ...(await besideTool(real, folder)))
    const v1 = realV1Trace()
    rows.push(...(typeof v1 === 'string' ? [{ name: 'D1 reading v1', skipped: v1 }] : readingV1(v1)))
    rows.push(...streams(folder), ...cancelling(folder))
    const [generations, size] = isLarge ? [60, '1 GB'] : [12, '200 MB']
    const small = writtenTrace(folder, 'small', { generations: isLarge ? 6 : 2, generationBytes: GENERATION })
    const large = writtenTrace(folder, 'large', { generations, generationBytes: GENERATION })
    rows.push(...scaling(small, large, folder, isLarge), ...(await saved(large, join(folder, 'saved.heapcase'), size)))
    const { ms = Number.NaN } = worker('preview', large)
    rows.push({
      name: `S4 a trace of ${size} chosen until it is told what it is`,
      value: ms,
      unit: 'ms',
      limit: { atMost: 1000 },
      note: 'wall time of the preview',
    })
    const {
      shownMs = Number.NaN,
      firstMs = Number.NaN,
      firstCpuMs = Number.NaN,
    } = worker('first', large, join(folder, 'first.heapcase'))
    rows.push({
      name: `S4 the import of ${size} until it shows what it counts`,
      value: shownMs,
      unit: 'ms',
      limit: { atMost: 1000 },
      note: `wall time, with the making of the case; the figures of the whole first generation (16 MB) after ${firstMs.toFixed(0)} ms, ${firstCpuMs.toFixed(0)} ms CPU`,
    })
    return rows
  })
}
