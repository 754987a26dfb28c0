import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseFile } from '../../../../electron/engine/casefile/CaseFile.ts'
import { intervalPage } from '../../../../electron/engine/jobs/trace/goroutineDetail.ts'
import { traceEvents, traceIntervals, tracePixels } from '../../../../electron/engine/jobs/trace/timeline.ts'
import { STATE_NAMES } from '../../../../electron/engine/jobs/trace/TraceView.ts'
import type { TraceView } from '../../../../electron/engine/jobs/trace/TraceView.ts'
import { runOut } from '../../../../shared/lib/runOut.ts'
import { TRACE_EVENT_BYTES } from '../../../../shared/records/index.ts'
import { corpusPath, hasCorpus } from '../../../support/corpus.ts'
import { importedTraces } from '../../../support/importedTrace.ts'

describe.skipIf(!hasCorpus)('a timeline of a trace', () => {
  let caseFile: CaseFile
  let view: TraceView
  beforeAll(async () => {
    const { caseFile: made, views } = await importedTraces(corpusPath('exectrace/go1.26.10-orders.trace'))
    caseFile = made
    view = views[0] as TraceView
  })
  afterAll(() => caseFile.close())
  const slotsOf = (): number[] =>
    Array.from({ length: view.goroutines.rows }, (_, row) => view.goroutines.at('slot', row))

  /** What fills most of each pixel, from all intervals one by one. */
  function slow(slot: number, fromNs: number, toNs: number, pixels: number): { of: string; share: number }[] {
    const { rows } = runOut(intervalPage(view, slot, { fromNs, toNs }, { offset: 0, limit: 1e6 }))
    const width = (toNs - fromNs) / pixels
    return Array.from({ length: pixels }, (_, pixel) => {
      const [left, right] = [fromNs + pixel * width, fromNs + (pixel + 1) * width]
      const sums: Record<string, number> = {}
      for (const { state, startNs, endNs } of rows) {
        const overlap = Math.min(right, endNs) - Math.max(left, startNs)
        if (overlap > 0) sums[state] = (sums[state] ?? 0) + overlap
      }
      const [most = ['', 0] as const] = Object.entries(sums).sort(([, a], [, b]) => b - a)
      return { of: most[0], share: most[1] / width }
    })
  }

  it('fills each pixel with what takes most of it', () => {
    const slots = slotsOf()
    const range = { fromNs: 100e6, toNs: 101e6, pixels: 200 }
    const { bytes, isEstimated } = tracePixels(view, 'goroutines', slots, range)
    expect(isEstimated).toBe(false)
    slots.forEach((slot, at) => {
      const wanted = slow(slot, range.fromNs, range.toNs, range.pixels)
      wanted.forEach(({ of, share }, pixel) => {
        const value = bytes[at * range.pixels + pixel] ?? 0
        if (of === '') expect(value).toBe(0)
        else if (share > 0.51)
          expect([STATE_NAMES[value >> 4], value & 15]).toEqual([of, Math.max(1, Math.round(share * 15))])
      })
    })
  })

  // 10 pixels of the only segment: coarse levels; 50: fine ones.
  it.each([50, 10])('is much the same from afar, where its %i pixels come from zoom levels', (pixels) => {
    const slots = slotsOf()
    const range = { fromNs: 0, toNs: view.endNs, pixels }
    const { bytes, isEstimated } = tracePixels(view, 'goroutines', slots, range)
    expect(isEstimated).toBe(true)
    let [same, all] = [0, 0]
    slots.forEach((slot, at) => {
      slow(slot, 0, view.endNs, range.pixels).forEach(({ of, share }, pixel) => {
        if (share < 0.6) return
        all++
        if (STATE_NAMES[(bytes[at * range.pixels + pixel] ?? 0) >> 4] === of) same++
      })
    })
    expect(all).toBeGreaterThan(2 * pixels)
    expect(same / all).toBeGreaterThan(0.95)
  })

  it('knows every proc at every moment', () => {
    const procs = view.traces.procs(view.sourceId).map(({ proc }) => proc)
    const { bytes } = tracePixels(view, 'procs', procs, { fromNs: 0, toNs: view.endNs, pixels: 300 })
    expect(bytes.every((value) => value > 0)).toBe(true)
    expect([...bytes].some((value) => value >> 4 === 4)).toBe(true)
  })

  it('gives the parts of states in a window', () => {
    const slot = view.slotOfId('10')
    const [fromNs, toNs] = [50e6, 80e6]
    const { bytes, rows, isCut } = traceIntervals(view, 'goroutines', [slot], { fromNs, toNs, limit: 1000 })
    const page = runOut(intervalPage(view, slot, { fromNs, toNs }, { offset: 0, limit: 1000 }))
    expect([rows, isCut]).toEqual([page.total, false])
    expect([...new Float64Array(bytes.buffer, 0, rows)]).toEqual(page.rows.map(({ startNs }) => startNs))
    const classes = bytes.subarray(rows * 32, rows * 33)
    expect(Array.from(classes, (of) => STATE_NAMES[of])).toEqual(page.rows.map(({ state }) => state))
    expect(traceIntervals(view, 'goroutines', [slot], { fromNs, toNs, limit: 3 })).toMatchObject({
      rows: 3,
      isCut: true,
    })
  })

  it('gives the events of a window, all of them and no others', () => {
    const all = new Float64Array(
      traceEvents(view, { fromNs: 0, toNs: view.endNs, limit: 1e6 }).bytes.buffer,
      0,
      view.summary.events,
    )
    const [fromNs, toNs] = [all[1000] ?? 0, all[3000] ?? 0]
    const { bytes, rows, isCut } = traceEvents(view, { fromNs, toNs, limit: 1e6 })
    expect([rows, isCut, bytes.length]).toEqual([2001, false, 2001 * TRACE_EVENT_BYTES])
    expect(new Float64Array(bytes.buffer, 0, rows)).toEqual(all.slice(1000, 3001))
    expect(traceEvents(view, { fromNs, toNs, limit: 10 })).toMatchObject({ rows: 10, isCut: true })
  })
})
