import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BlockingTotals } from '../../../../electron/engine/analysis/trace/BlockingTotals.ts'
import { GoroutineTotals } from '../../../../electron/engine/analysis/trace/GoroutineTotals.ts'
import { PauseCollector } from '../../../../electron/engine/analysis/trace/Pauses.ts'
import { TypedRowPicker } from '../../../../electron/engine/analysis/trace/RowPicker.ts'
import { StateTracker } from '../../../../electron/engine/analysis/trace/StateTracker.ts'
import {
  bucketStart,
  durationBucket,
  durationQuantile,
} from '../../../../electron/engine/analysis/trace/DurationHistogram.ts'
import { worstWindows, type UtilizationCurve } from '../../../../electron/engine/analysis/trace/mutatorUtilization.ts'
import {
  DURATION_BUCKETS,
  GoState,
  IntervalFlag,
  type GoroutineIntervals,
  type ProcIntervals,
} from '../../../../shared/records/index.ts'
import { corpusPath, hasCorpus } from '../../../support/corpus.ts'
import { readTraceInto } from '../../../support/traceInto.ts'

/** What `go tool trace -pprof=…` of Go 1.26 gives: count and total nanoseconds. */
const GO_PPROF = JSON.parse(readFileSync(join(import.meta.dirname, 'goPprof.expected.json'), 'utf8')) as Record<
  string,
  Record<'net' | 'sync' | 'syscall', [count: number, ns: number]>
>
const SYNC = ['chan send', 'chan receive', 'select', 'sync', 'sync.(*Cond).Wait']

/** Ends of the interval before, by track: intervals of one track follow each other without gap or overlap. */
class Chains {
  readonly faults: string[] = []
  private readonly ends = new Map<number, number>()

  add(track: number, start: number, end: number, isLast: boolean): void {
    const before = this.ends.get(track)
    if (before !== undefined && before !== start) this.faults.push(`track ${track}: gap ${before} → ${start}`)
    if (end < start) this.faults.push(`track ${track}: ${start} … ${end} runs backwards`)
    if (isLast) this.ends.delete(track)
    else this.ends.set(track, end)
  }
}

function track(path: string, segmentEvents = Number.POSITIVE_INFINITY) {
  const goroutines = new Chains()
  const procs = new Chains()
  const blocking = new BlockingTotals()
  const syscalls = new BlockingTotals(GoState.syscall)
  const pauses = new PauseCollector()
  const picker = new TypedRowPicker()
  let strings: readonly string[] = []
  let tracker: StateTracker | null = null
  let totals: GoroutineTotals | null = null
  let points = 0
  const sums = { rows: 0, states: 0, lives: 0, causes: 0, runnable: 0 }
  let lastEnd = Number.NEGATIVE_INFINITY
  let since = 0
  const each = (chunk: GoroutineIntervals): void => {
    for (let row = 0; row < chunk.length; row++) {
      const [start, end] = [chunk.start[row] ?? 0, chunk.end[row] ?? 0]
      goroutines.add(chunk.goroutine[row] ?? 0, start, end, ((chunk.flags[row] ?? 0) & IntervalFlag.Destroyed) !== 0)
      if (end < lastEnd) goroutines.faults.push(`ends fall: ${lastEnd} → ${end}`)
      lastEnd = end
      // Before Go 1.22 a syscall that keeps its proc is a point; Go's tools count a nanosecond for it, these totals leave it out.
      if (((chunk.flags[row] ?? 0) & IntervalFlag.LengthUnknown) !== 0) points++
    }
    blocking.add(chunk)
    syscalls.add(chunk)
    totals?.add(chunk)
  }
  readTraceInto(path, {
    begin({ tables, family }) {
      strings = tables.strings
      totals = new GoroutineTotals(tables, (rows) => {
        for (let row = 0; row < rows.length; row++) {
          const of = (
            name: 'runningNs' | 'runnableNs' | 'waitingNs' | 'syscallNs' | 'undeterminedNs' | 'lastNs' | 'firstNs',
          ): number => rows[name][row] ?? 0
          sums.rows++
          sums.states += of('runningNs') + of('runnableNs') + of('waitingNs') + of('syscallNs') + of('undeterminedNs')
          sums.lives += of('lastNs') - of('firstNs')
          sums.runnable += of('runnableNs')
          sums.causes +=
            (rows.runnableStwNs[row] ?? 0) +
            (rows.runnableGcNs[row] ?? 0) +
            (rows.runnableFullNs[row] ?? 0) +
            (rows.runnableOtherNs[row] ?? 0)
          if ((rows.runnableOtherNs[row] ?? 0) < 0) goroutines.faults.push('a wait for a proc is longer than it is')
        }
      })
      tracker = new StateTracker(tables, family, {
        goroutines: each,
        procs: (chunk: ProcIntervals) => {
          for (let row = 0; row < chunk.length; row++)
            procs.add(chunk.proc[row] ?? 0, chunk.start[row] ?? 0, chunk.end[row] ?? 0, false)
        },
      })
    },
    generation: ({ startNs }) => tracker?.start(startNs),
    events(chunk) {
      tracker?.events(chunk)
      const { row, leftGoroutine, leftStack, length } = picker.pick(chunk)
      for (let at = 0; at < length; at++) pauses.event(chunk, row[at] ?? 0, leftGoroutine[at] ?? 0, leftStack[at] ?? 0)
      since += chunk.length
      if (since >= segmentEvents) {
        tracker?.cut(chunk.time[chunk.length - 1] ?? 0)
        since = 0
      }
    },
    end({ lastNs }) {
      tracker?.finish(lastNs)
      totals?.finish()
    },
  })
  const withPoints = ([count, ns]: [number, number]): [number, number] => [count + points, ns + points]
  const sum = (of: BlockingTotals, reasons: readonly string[] | null): [number, number] => {
    let [count, ns] = [0, 0]
    for (const row of of.rows()) {
      if (reasons !== null && !reasons.includes(strings[row.reason] ?? '')) continue
      count += row.count
      ns += row.totalNs
    }
    return [count, ns]
  }
  return {
    faults: [...goroutines.faults, ...procs.faults],
    sums,
    pauses: pauses.pauses.filter(({ endNs }) => !Number.isNaN(endNs)),
    strings,
    go: { net: sum(blocking, ['network']), sync: sum(blocking, SYNC), syscall: withPoints(sum(syscalls, null)) },
  }
}

describe.skipIf(!hasCorpus)('states of a trace', () => {
  const names = Object.keys(GO_PPROF)

  it.each(names)('of %s are those of Go’s own tools', (name) => {
    const { faults, go, sums } = track(corpusPath(`exectrace/${name}`))
    expect(faults).toEqual([])
    expect(go).toEqual(GO_PPROF[name])
    expect(sums.states).toBe(sums.lives)
    expect(sums.causes).toBeCloseTo(sums.runnable, 3)
  })

  it('in parts give the same totals', () => {
    const name = 'go1.26.10-http.trace'
    const whole = track(corpusPath(`exectrace/${name}`))
    const parts = track(corpusPath(`exectrace/${name}`), 1)
    expect(parts.faults).toEqual([])
    expect([parts.go, parts.sums]).toEqual([
      whole.go,
      { ...whole.sums, causes: expect.closeTo(whole.sums.causes, 3) as number },
    ])
  })
})

describe('duration histograms', () => {
  it('put every duration between the bounds of its bucket', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 2 ** 47, noNaN: true }), (ns) => {
        const bucket = durationBucket(ns)
        expect(bucketStart(bucket)).toBeLessThanOrEqual(ns)
        if (bucket < DURATION_BUCKETS - 1) expect(bucketStart(bucket + 1)).toBeGreaterThan(ns)
      }),
    )
  })

  it('give quantiles within the width of a bucket', () => {
    const counts = new Uint32Array(DURATION_BUCKETS)
    for (let ns = 1; ns <= 1000; ns++) counts[durationBucket(ns * 1000)]!++
    expect(durationQuantile(counts, 0.5, 1e6) / 500_000).toBeCloseTo(1, 0)
    expect(durationQuantile(counts, 0.99, 1e6)).toBeGreaterThan(900_000)
    expect(durationQuantile(counts, 1, 1e6)).toBe(1e6)
    expect(durationQuantile(new Uint32Array(DURATION_BUCKETS), 0.5)).toBeNaN()
  })
})

describe('minimum mutator utilization', () => {
  const curves = fc
    .array(fc.record({ ns: fc.integer({ min: 1, max: 50 }), share: fc.integer({ min: 0, max: 8 }) }), {
      minLength: 1,
      maxLength: 30,
    })
    .map((steps): UtilizationCurve => {
      const time = new Float64Array(steps.length + 1)
      steps.forEach(({ ns }, at) => (time[at + 1] = (time[at] ?? 0) + ns))
      return { time, share: Float64Array.from(steps, ({ share }) => share / 8) }
    })

  it('is what trying every window gives', () => {
    fc.assert(
      fc.property(curves, fc.integer({ min: 1, max: 200 }), (curve, window) => {
        const last = curve.time.at(-1) ?? 0
        const shareOf = (from: number): number => {
          let sum = 0
          curve.share.forEach((share, step) => {
            const overlap = Math.min(curve.time[step + 1] ?? 0, from + window) - Math.max(curve.time[step] ?? 0, from)
            if (overlap > 0) sum += share * overlap
          })
          return sum / window
        }
        const [worst] = worstWindows(curve, window, 1)
        if (last < window) {
          expect(worst).toBeUndefined()
          return
        }
        let least = Number.POSITIVE_INFINITY
        for (let from = 0; from + window <= last; from++) least = Math.min(least, shareOf(from))
        expect(worst?.share).toBeCloseTo(least, 9)
        expect(shareOf(worst?.fromNs ?? 0)).toBeCloseTo(least, 9)
      }),
    )
  })

  it('lists windows that do not overlap', () => {
    fc.assert(
      fc.property(curves, fc.integer({ min: 1, max: 40 }), (curve, window) => {
        const windows = worstWindows(curve, window, 4).sort((a, b) => a.fromNs - b.fromNs)
        for (let at = 1; at < windows.length; at++)
          expect(windows[at]?.fromNs).toBeGreaterThanOrEqual(windows[at - 1]?.toNs ?? 0)
      }),
    )
  })
})
