import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseFile } from '../../../../electron/engine/casefile/CaseFile.ts'
import { goroutineDetail, intervalPage } from '../../../../electron/engine/jobs/trace/goroutineDetail.ts'
import { PixelRow } from '../../../../electron/engine/jobs/trace/pixelRow.ts'
import { traceIntervals, tracePixels } from '../../../../electron/engine/jobs/trace/timeline.ts'
import { segmentList } from '../../../../electron/engine/jobs/trace/trackParts.ts'
import { walkTracks } from '../../../../electron/engine/jobs/trace/trackWalk.ts'
import { TraceView } from '../../../../electron/engine/jobs/trace/TraceView.ts'
import { runOut } from '../../../../shared/lib/runOut.ts'
import { GoState } from '../../../../shared/records/index.ts'
import { importedTraces } from '../../../support/importedTrace.ts'
import { PlayedTrace } from '../../../support/playedTrace.ts'

// Goroutine 1 fills segments with syscalls. Beside it some that hardly do anything; of two of them the trace tells late.
const SYSCALLS = 410_000
const LENGTH = SYSCALLS * 200
const [QUIET, LATE, LATE_AND_BUSY, CALLBACK] = [5, 9, 8, 7]
const { running, runnable, waiting, syscall } = GoState
/** Events of a played trace come this long after its start. */
const ORIGIN = 1000
const at = (share: number): number => Math.round(share * LENGTH)

type Told = [state: number, fromNs: number, toNs: number][]
const told: Record<number, Told> = { [QUIET]: [], [LATE]: [], [LATE_AND_BUSY]: [], [CALLBACK]: [] }

/** A goroutine is woken, runs on thread 3 and waits again, as long each time. */
function runsOnce(trace: PlayedTrace, goroutine: number, from: number, each: number, since: number): number {
  trace.wake(2, from, goroutine).start(3, from + each, goroutine)
  trace.block(3, from + 2 * each, 'chan receive')
  told[goroutine]?.push([waiting, since, from], [runnable, from, from + each], [running, from + each, from + 2 * each])
  return from + 2 * each
}

function played(): PlayedTrace {
  const trace = new PlayedTrace(4)
  for (let nth = 0; nth < SYSCALLS; nth++) trace.syscall(1, 1000 + nth * 200, 1100 + nth * 200)
  trace.block(3, 500, 'sleep')
  // A dozen states from 5 % to 90 %, in every segment but the second one.
  trace.create(2, at(0.05), QUIET, 'main.quiet').start(3, at(0.06), QUIET).block(3, at(0.08), 'select')
  told[QUIET]?.push([runnable, at(0.05), at(0.06)], [running, at(0.06), at(0.08)])
  let since = at(0.08)
  for (const share of [0.55, 0.8]) since = runsOnce(trace, QUIET, at(share), at(0.015), since)
  trace.wake(2, at(0.88), QUIET).start(3, at(0.89), QUIET).end(3, at(0.9))
  told[QUIET]?.push([waiting, since, at(0.88)], [runnable, at(0.88), at(0.89)], [running, at(0.89), at(0.9)])
  // Told of in the third segment, and the last one.
  trace.tell(2, at(0.6), `GoStatus ${LATE} ^0 4`).tell(2, at(0.7), `GoStatus ${LATE_AND_BUSY} ^0 4`)
  since = runsOnce(trace, LATE, at(0.62), at(0.01), 0)
  told[LATE]?.push([waiting, since, LENGTH])
  since = 0
  for (let nth = 0; nth < 40; nth++) since = runsOnce(trace, LATE_AND_BUSY, at(0.92 + nth * 0.001), at(0.0002), since)
  told[LATE_AND_BUSY]?.push([waiting, since, LENGTH])
  // Thread 4 has no proc: it is one of C that calls Go now and then.
  trace.block(4, 500, 'sleep').tell(4, 600, 'ProcStop')
  for (const share of [0.1, 0.5, 0.95]) {
    const [from, to] = [at(share) + 40, at(share) + 160]
    trace.tell(4, from, `GoCreateSyscall ${CALLBACK}`).tell(4, to, 'GoDestroySyscall')
    told[CALLBACK]?.push([syscall, from, to])
  }
  return trace
}

describe('tracks that change seldom', () => {
  let caseFile: CaseFile
  let view: TraceView
  beforeAll(async () => {
    const { caseFile: made, views } = await importedTraces(played().file())
    caseFile = made
    view = views[0] as TraceView
    expect(segmentList(view).length).toBeGreaterThanOrEqual(4)
  }, 60_000)
  afterAll(() => caseFile.close())
  const fresh = (): TraceView => new TraceView(caseFile.traces, view.sourceId)
  const whole = { fromNs: 0, toNs: LENGTH, pixels: 60 }

  function wanted(goroutine: number, range: typeof whole): Uint8Array {
    const row = new PixelRow(range)
    for (const [state, fromNs, toNs] of told[goroutine] ?? [])
      row.add(state, fromNs === 0 ? 0 : fromNs + ORIGIN, toNs + ORIGIN)
    const bytes = new Uint8Array(range.pixels)
    row.paint(bytes)
    return bytes
  }
  const shown = (of: TraceView, goroutine: number, range: typeof whole) =>
    tracePixels(of, 'goroutines', [view.slotOfId(String(goroutine))], range)

  it('are drawn from afar as they were told, from the segments in which they change', () => {
    const of = fresh()
    const { bytes, isEstimated } = shown(of, QUIET, whole)
    expect(isEstimated).toBe(false)
    expect(bytes).toEqual(wanted(QUIET, whole))
    // The last one has none of it; those in which nothing begins are passed over.
    expect(of.decoded).toBeLessThan(2 * segmentList(view).length)
    const waits = fresh()
    expect(shown(waits, LATE, whole).bytes).toEqual(wanted(LATE, whole))
    expect(waits.decoded).toBe(2)
  })

  it.each([
    { fromNs: 0, toNs: LENGTH / 4, pixels: 200 },
    { fromNs: at(0.5), toNs: at(0.7), pixels: 500 },
    { fromNs: at(0.85), toNs: LENGTH, pixels: 3000 },
  ])('are drawn the same from near: $pixels pixels', (range) => {
    for (const goroutine of [QUIET, LATE]) {
      const { bytes, isEstimated } = shown(fresh(), goroutine, range)
      expect([isEstimated, Buffer.compare(bytes, wanted(goroutine, range))]).toEqual([false, 0])
    }
  })

  it('are in their state before the trace tells of them', () => {
    const early = { fromNs: at(0.1), toNs: at(0.2), pixels: 10 }
    const waits = new Uint8Array(10).fill(waiting * 16 + 15)
    for (const goroutine of [LATE, LATE_AND_BUSY]) {
      const slot = view.slotOfId(String(goroutine))
      expect(shown(fresh(), goroutine, early).bytes).toEqual(waits)
      const [first] = told[goroutine] ?? []
      const page = runOut(intervalPage(fresh(), slot, early, { offset: 0, limit: 10 }))
      expect(page.rows.map(({ state, startNs, endNs }) => [state, startNs, endNs])).toEqual([
        ['waiting', 0, (first?.[2] ?? 0) + ORIGIN],
      ])
      expect(traceIntervals(fresh(), 'goroutines', [slot], { ...early, limit: 10 }).rows).toBe(1)
    }
    // Before it was made there is none of it.
    const before = { fromNs: 0, toNs: at(0.04), pixels: 10 }
    expect(shown(fresh(), QUIET, before).bytes.every((value) => value === 0)).toBe(true)
    expect(runOut(intervalPage(fresh(), view.slotOfId('5'), before, { offset: 0, limit: 10 })).total).toBe(0)
  })

  it.each([whole, { fromNs: 0, toNs: LENGTH, pixels: 2000 }, { fromNs: at(0.4), toNs: at(0.99), pixels: 500 }])(
    'are drawn in all their lives, where a thread of C comes with the same goroutine again: $pixels pixels',
    (range) => {
      const { bytes, isEstimated } = shown(fresh(), CALLBACK, range)
      expect(isEstimated).toBe(false)
      expect(bytes.reduce((drawn, value) => drawn + (value === 0 ? 0 : 1), 0)).toBe(range.fromNs === 0 ? 3 : 2)
      expect(bytes).toEqual(wanted(CALLBACK, range))
    },
  )

  it('are found in all their lives, where a thread of C comes with the same goroutine again', () => {
    const slot = view.slotOfId(String(CALLBACK))
    // Times of several threads are brought into order, which moves them by a nanosecond.
    const rounded = (ns: number): number => Math.round(ns / 10)
    const states = (range: { fromNs: number; toNs: number }): [string, number, number][] => {
      const { rows } = runOut(intervalPage(fresh(), slot, range, { offset: 0, limit: 10 }))
      return rows.map(({ state, startNs, endNs }) => [state, rounded(startNs), rounded(endNs)])
    }
    const lives = (told[CALLBACK] ?? []).map(([, from, to]) => [
      'syscall',
      rounded(from + ORIGIN),
      rounded(to + ORIGIN),
    ])
    expect(lives).toHaveLength(3)
    expect(states({ fromNs: 0, toNs: LENGTH })).toEqual(lives)
    expect(states({ fromNs: at(0.4), toNs: at(0.6) })).toEqual(lives.slice(1, 2))
    // Its page tells of them together, as its states do.
    const detail = runOut(goroutineDetail(fresh(), slot))
    const inAll = lives.reduce((sum, [, from, to]) => sum + (Number(to) - Number(from)) * 10, 0)
    expect(detail).toMatchObject({ lives: 3, row: { syscalls: 3, runs: 0 } })
    expect([rounded(detail?.row.firstNs ?? 0), rounded(detail?.row.lastNs ?? 0)]).toEqual([
      lives[0]?.[1],
      lives[2]?.[2],
    ])
    for (const ns of [detail?.row.syscallNs, detail?.row.lifeNs]) expect(Math.abs((ns ?? 0) - inAll)).toBeLessThan(30)
    expect(runOut(goroutineDetail(fresh(), view.slotOfId(String(QUIET))))?.lives).toBe(1)
  })

  it('are listed the same from what is held of a goroutine that was read as a whole', () => {
    for (const goroutine of [QUIET, LATE, LATE_AND_BUSY]) {
      const slot = view.slotOfId(String(goroutine))
      const of = fresh()
      runOut(goroutineDetail(of, slot))
      const decoded = of.decoded
      for (const [from, to] of [
        [0, 1],
        [0.1, 0.2],
        [0.56, 0.63],
        [0.95, 1],
      ] as const) {
        const range = { fromNs: at(from), toNs: at(to) }
        const page = { offset: 1, limit: 20 }
        expect(runOut(intervalPage(of, slot, range, page))).toEqual(runOut(intervalPage(fresh(), slot, range, page)))
      }
      expect(of.decoded).toBe(decoded)
    }
  })

  it('are so too where the first segment that tells of them has a zoom level', () => {
    const { bytes, isEstimated } = shown(fresh(), LATE_AND_BUSY, whole)
    expect(isEstimated).toBe(true)
    const until = Math.floor(0.9 * whole.pixels)
    expect(bytes.subarray(0, until)).toEqual(wanted(LATE_AND_BUSY, whole).subarray(0, until))
    expect(bytes.every((value) => value > 0)).toBe(true)
  })

  it('procs of theirs are drawn as their intervals are', () => {
    const slots = view.traces.procs(view.sourceId).map(({ proc }) => proc)
    expect(slots).toHaveLength(4)
    for (const slot of slots.slice(1)) {
      const { bytes: columns, rows } = traceIntervals(view, 'procs', [slot], { ...whole, limit: 1e6 })
      const [start, end] = [0, 1].map((nth) => new Float64Array(columns.buffer, nth * rows * 8, rows))
      const row = new PixelRow(whole)
      for (let nth = 0; nth < rows; nth++) row.add(columns[rows * 32 + nth] ?? 0, start?.[nth] ?? 0, end?.[nth] ?? 0)
      const bytes = new Uint8Array(whole.pixels)
      row.paint(bytes)
      const drawn = tracePixels(fresh(), 'procs', [slot], whole)
      expect(rows).toBeGreaterThan(3)
      if (!drawn.isEstimated) expect(drawn.bytes).toEqual(bytes)
    }
  })

  it('are an estimate where they change in more segments than may be read', () => {
    const of = fresh()
    const row = new PixelRow(whole)
    const track = view.slotOfId(String(QUIET))
    const walk = { fromNs: 0, toNs: at(0.9), widthNs: LENGTH / whole.pixels }
    const estimated = { isEstimated: true, isSampled: true }
    expect(walkTracks(of, 'goroutines', [{ track, row }], walk, 2)).toEqual(estimated)
    const bytes = new Uint8Array(whole.pixels)
    row.paint(bytes)
    const right = wanted(QUIET, whole)
    // The segment that was read is right, and it is nowhere drawn where it did not exist.
    const from = Math.ceil(((segmentList(view).at(-1)?.fromNs ?? 0) / LENGTH) * whole.pixels)
    expect(bytes.subarray(from)).toEqual(right.subarray(from))
    expect(bytes.every((value, pixel) => value === 0 || (right[pixel] ?? 0) > 0)).toBe(true)
    expect(of.decoded).toBeLessThan(8)
  })
})
