// Answers of a trace as pprof profiles, by stack. net, sync and syscall are the same that `go tool trace -pprof` gives, but for syscalls of
// traces before Go 1.22 that kept their proc: these do not tell their length, Go's tool counts 1 ns for each, here they are left out. sched is not: Go's
// tool cuts each wait to the time since its goroutine first ran, so that the wait from creation to the first run is not in it; that is
// a wait for a P as any other, and is counted here. A wait after a syscall has the stack of the syscall here, in Go's tool none.
// The other kinds Go's tool does not have.
import { gzipSync } from 'node:zlib'
import type { TracePprofKind } from '../../../../shared/contract/traceCalls.ts'
import { RangeKind } from '../../../../shared/records/index.ts'
import { GoState } from '../../../../shared/records/index.ts'
import { framesOf } from '../../analysis/trace/frames.ts'
import { writePprof } from '../../formats/pprof/writePprof.ts'
import type { PprofSample } from '../../formats/pprof/writePprof.ts'
import type { TraceView } from './TraceView.ts'

interface StackValue {
  stack: number
  count: number
  totalNs: number
  region?: string
}

const ofWaits = (view: TraceView, isWanted: (reason: string) => boolean): StackValue[] =>
  view.traces.blocking(view.sourceId, 'waiting').filter(({ reason }) => isWanted(reason))
const ofRanges = (view: TraceView, wanted: RangeKind): StackValue[] =>
  view.traces
    .ranges(view.sourceId)
    .filter(({ kind }) => kind === wanted)
    .map((row) => (wanted === RangeKind.region ? { ...row, region: row.name } : row))

const KINDS: Readonly<Record<Exclude<TracePprofKind, 'cpu'>, (view: TraceView) => StackValue[]>> = {
  net: (view) => ofWaits(view, (reason) => reason === 'network'),
  sync: (view) => ofWaits(view, (reason) => /chan|sync|select/.test(reason)),
  wait: (view) => ofWaits(view, () => true),
  syscall: (view) => view.traces.blocking(view.sourceId, 'syscall'),
  // By who made the goroutine runnable, as Go's tool has it; one that was stopped, or comes back from a syscall, by where.
  sched: (view) =>
    view.traces.scheduling(view.sourceId).map((row) => ({
      ...row,
      stack: row.from === GoState.running || row.from === GoState.syscall ? row.stack : row.wakerStack,
    })),
  assist: (view) => ofRanges(view, RangeKind.markAssist),
  sweep: (view) => ofRanges(view, RangeKind.sweep),
  region: (view) => ofRanges(view, RangeKind.region),
}

/** A gzipped profile. Only what the trace shows both ends of is in it. */
export function tracePprof(view: TraceView, kind: TracePprofKind): Uint8Array {
  const { tables } = view
  const samples = kind === 'cpu' ? cpuSamples(view) : durations(view, KINDS[kind](view))
  const content = writePprof({
    sampleTypes:
      kind === 'cpu'
        ? [{ type: 'samples', unit: 'count' }]
        : [
            { type: 'contentions', unit: 'count' },
            { type: 'delay', unit: 'nanoseconds' },
          ],
    periodType: { type: 'trace', unit: 'count' },
    period: 1,
    durationNs: Math.round(view.endNs - view.startNs),
    comments: [],
    frame: (row) => {
      const of = tables.frames.function[row] as number
      return {
        address: tables.frames.pc[row] ?? 0n,
        functionName: view.functionName(of),
        file: view.functionFile(of),
        line: tables.frames.line[row] as number,
      }
    },
    samples,
  })
  return gzipSync(content)
}

function durations(view: TraceView, rows: readonly StackValue[]): PprofSample[] {
  const sums = new Map<string, StackValue>()
  for (const { stack, count, totalNs, region = '' } of rows) {
    const key = `${stack} ${region}`
    const sum = sums.get(key) ?? { stack, count: 0, totalNs: 0, region }
    sum.count += count
    sum.totalNs += totalNs
    sums.set(key, sum)
  }
  return [...sums.values()]
    .filter(({ count, totalNs }) => count > 0 && totalNs > 0)
    .sort((a, b) => b.totalNs - a.totalNs)
    .map(({ stack, count, totalNs, region = '' }) => ({
      frames: [...framesOf(view.tables, stack)],
      values: [count, Math.round(totalNs)],
      ...(region !== '' && { labels: { region } }),
    }))
}

function cpuSamples(view: TraceView): PprofSample[] {
  const counts = new Map<number, number>()
  for (const { columns, rows } of view.scan('samples', ['stack']))
    for (let row = 0; row < rows; row++) {
      const of = columns['stack']?.[row] as number
      counts.set(of, (counts.get(of) ?? 0) + 1)
    }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([stack, count]) => ({ frames: [...framesOf(view.tables, stack)], values: [count] }))
}
