// Against Go's own summaries of the same traces (Go 1.26, internal/trace): goroutines by start function, mutator utilization, regions, tasks.
// Three faults of that code were corrected before: a GC worker that runs a second time stayed counted for ever; of a syscall under way
// at the end the time without a proc was counted twice; a stop that began before GOMAXPROCS was known was ended without having begun.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { UtilizationParts } from '../../../../electron/engine/analysis/trace/CollectorState.ts'
import {
  minimumUtilization,
  procUtilizationCurve,
  utilizationCurve,
  type UtilizationCurve,
} from '../../../../electron/engine/analysis/trace/mutatorUtilization.ts'
import { MMU_WINDOWS } from '../../../../electron/engine/analysis/trace/traceFigures.ts'
import { IntervalFlag, PROC_TIMES, RangeKind } from '../../../../shared/records/index.ts'
import { collectTrace, type CollectedTrace } from '../../../support/collectTrace.ts'
import { corpusPath, hasCorpus } from '../../../support/corpus.ts'

interface GoSummary {
  /** By name: goroutines, then ns running, runnable, waiting and in syscalls. */
  groups: Record<string, [number, number, number, number, number]>
  /** By what counts: window in ns, lowest share. */
  mmu: Record<string, [window: number, share: number][]>
  /** Those that begin and end in the trace: count and ns. */
  regions: Record<string, [count: number, ns: number]>
  /** Whole ones, their ns, and logs. */
  tasks: [number, number, number]
}
const SUMMARIES = JSON.parse(readFileSync(join(import.meta.dirname, 'goSummary.expected.json'), 'utf8')) as Record<
  string,
  GoSummary
>

const NOTHING: UtilizationParts = {
  stops: false,
  otherStops: false,
  workers: false,
  idleWorkers: false,
  assists: false,
  sweep: false,
}
const ALL = { ...NOTHING, stops: true, workers: true, assists: true }
const PARTS: Record<string, UtilizationParts> = {
  stw: { ...NOTHING, stops: true },
  background: { ...NOTHING, workers: true },
  assist: { ...NOTHING, assists: true },
  sweep: { ...NOTHING, sweep: true },
  all: ALL,
  'all+sweep': { ...ALL, sweep: true },
  perProc: ALL,
  'perProc+sweep': { ...ALL, sweep: true },
}

function groupsOf({ tables, results }: CollectedTrace): GoSummary['groups'] {
  const groups: GoSummary['groups'] = {}
  for (const { function: of, goroutines, figures } of results.groups) {
    const name = tables.strings[tables.functions.name[of] ?? 0] ?? ''
    const sums = [
      goroutines,
      ...(['runningNs', 'runnableNs', 'waitingNs', 'syscallNs'] as const).map((figure) => figures[figure].sum),
    ]
    groups[name] = (groups[name] ?? [0, 0, 0, 0, 0]).map(
      (sum, at) => sum + (sums[at] ?? 0),
    ) as GoSummary['groups'][string]
  }
  return groups
}

/** The curves a minimum is taken over: of all procs together, or of each. */
function curvesOf({ load, results, lastNs }: CollectedTrace, what: string): UtilizationCurve[] {
  const parts = PARTS[what] ?? NOTHING
  if (!what.startsWith('perProc')) return [utilizationCurve(load, lastNs, parts)]
  return results.procs.map(({ proc }) => procUtilizationCurve(load, proc, lastNs, parts))
}

describe.skipIf(!hasCorpus)('what a trace comes to', () => {
  it.each(Object.keys(SUMMARIES))('of %s is what Go’s own code says', (name) => {
    const go = SUMMARIES[name] as GoSummary
    const trace = collectTrace(corpusPath(`exectrace/${name}`))
    const groups = groupsOf(trace)
    expect(Object.keys(groups).sort()).toEqual(Object.keys(go.groups).sort())
    const isForever = (group: string): boolean => group.includes('TestTraceStress.func')
    for (const [group, [count, ...sums]] of Object.entries(go.groups)) {
      const [ours = 0, ...ourSums] = groups[group] ?? []
      expect(ours, group).toBe(count)
      // Goroutines that live on are counted to the Sync event at the end, a nanosecond or two later; after a wait for ever Go counts no more.
      if (!isForever(group))
        sums.forEach((sum, at) =>
          expect(Math.abs((ourSums[at] ?? 0) - sum), `${group} ${at}`).toBeLessThanOrEqual(2 * count),
        )
    }
    for (const [what, windows] of Object.entries(go.mmu)) {
      const curves = curvesOf(trace, what)
      for (const [window, share] of windows) {
        const lowest = Math.min(...curves.map((curve) => minimumUtilization(curve, window)?.share ?? 1))
        expect(lowest, `${what} ${window}`).toBeCloseTo(share, 6)
      }
    }

    const regions: Record<string, number[]> = {}
    for (const { kind, flags, string, beginNs, endNs } of trace.ranges) {
      if (kind !== RangeKind.region || (flags & (IntervalFlag.BeganBefore | IntervalFlag.StillOpen)) !== 0) continue
      const region = (regions[trace.tables.strings[string] ?? ''] ??= [0, 0])
      region[0] = (region[0] ?? 0) + 1
      region[1] = (region[1] ?? 0) + endNs - beginNs
    }
    expect(regions).toEqual(go.regions)
    const whole = trace.tasks.filter(({ beginNs, endNs }) => !Number.isNaN(beginNs + endNs))
    const length = whole.reduce((sum, { beginNs, endNs }) => sum + endNs - beginNs, 0)
    expect([whole.length, length, trace.logs.length]).toEqual(go.tasks)
  })

  it.each([
    'go1.26.10-http.trace',
    'go1.22.12-orders.trace',
    'go1.25.12-flightrecorder.trace',
    'golang-go122-gc-stress.trace',
  ])('of %s adds up', (name) => {
    const { results, load, lastNs } = collectTrace(corpusPath(`exectrace/${name}`))
    const { figures, scheduling } = results
    // Shares of the procs never overlap; every proc is told of, so nothing is missing.
    const shown = results.procs.reduce((sum, { ns }) => sum + PROC_TIMES.reduce((all, time) => all + ns[time], 0), 0)
    expect(shown).toBeCloseTo(figures.procsNs, 0)
    const runnable = results.groups.reduce((sum, { figures: of }) => sum + of.runnableNs.sum, 0)
    expect(scheduling.reduce((sum, { totalNs, openNs }) => sum + totalNs + openNs, 0)).toBeCloseTo(runnable, 0)
    for (const { totalNs, stwNs, gcNs, fullNs } of scheduling)
      expect(totalNs - stwNs - gcNs - fullNs).toBeGreaterThanOrEqual(0)
    // Followed in chunks it is the minimum over the whole curve.
    const curve = utilizationCurve(load, lastNs)
    const minima = MMU_WINDOWS.map((window) => minimumUtilization(curve, window)?.share ?? null)
    expect([figures.mmu1ms, figures.mmu10ms, figures.mmu100ms].map(rounded)).toEqual(minima.map(rounded))
  })

  it('is the same where states are cut into segments', () => {
    const name = corpusPath('exectrace/go1.25.12-http.trace')
    const plain = ({ results: { end: _, placeOf: __, ...results } }: CollectedTrace): unknown => results
    expect(plain(collectTrace(name, 1))).toEqual(plain(collectTrace(name)))
  })
})

const rounded = (share: number | null): number | null => share && Math.round(share * 1e9) / 1e9
