import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { framesOf } from '../../../../electron/engine/analysis/trace/frames.ts'
import { tracePprof } from '../../../../electron/engine/jobs/trace/pprofOf.ts'
import type { TraceView } from '../../../../electron/engine/jobs/trace/TraceView.ts'
import { TRACE_PPROF_KINDS } from '../../../../shared/contract/traceCalls.ts'
import type { TracePprofKind } from '../../../../shared/contract/traceCalls.ts'
import { GoState } from '../../../../shared/records/index.ts'
import { corpusPath, hasCorpus } from '../../../support/corpus.ts'
import { importedTraces } from '../../../support/importedTrace.ts'
import { readSource } from '../../../support/readSource.ts'

/** What `go tool pprof -raw` shows of what `go tool trace -pprof` of Go 1.26 writes: `count ns leaf;…;root`. */
const GO = JSON.parse(readFileSync(join(import.meta.dirname, 'goPprofStacks.expected.json'), 'utf8')) as Record<
  string,
  Partial<Record<TracePprofKind, string[]>>
>

/** Samples of a profile, by the reader of imports. */
function samplesOf(view: TraceView, kind: TracePprofKind): string[] {
  const { profile: columns } = readSource('profile', gunzipSync(tracePprof(view, kind)))
  if (columns === null) throw new Error('no profile')
  return Array.from({ length: columns.sampleCount }, (_, sample) => {
    const stack = columns.sampleStack[sample] ?? 0
    const locations = columns.stackLocation.subarray(columns.stackStart[stack], columns.stackStart[stack + 1])
    const names = Array.from(locations, (location) => {
      const of = columns.lineFunction[columns.locationLineStart[location] ?? 0] ?? 0
      return columns.strings[columns.functionName[of] ?? 0]
    })
    return `${columns.values.map((values) => values[sample]).join(' ')} ${names.join(';')}`
  }).sort()
}

/** Go leaves out waits before a goroutine first ran, and knows no stack of one that comes back from a syscall. */
function scheduledAsGo(view: TraceView): string[] {
  const sums = new Map<string, [count: number, ns: number]>()
  for (const { from, isFirstRun, stack, wakerStack, count, totalNs } of view.traces.scheduling(view.sourceId)) {
    if (isFirstRun || count === 0) continue
    const of = from === GoState.running ? stack : from === GoState.syscall ? 0 : wakerStack
    const names = Array.from(framesOf(view.tables, of), (row) =>
      view.functionName(view.tables.frames.function[row] ?? 0),
    ).join(';')
    const key = `${names === '' ? 0 : of} ${names}`
    const sum = sums.get(key) ?? [0, 0]
    sums.set(key, [sum[0] + count, sum[1] + totalNs])
  }
  return [...sums].map(([key, [count, ns]]) => `${count} ${ns} ${key.slice(key.indexOf(' ') + 1)}`).sort()
}

const countOf = (samples: readonly string[]): number =>
  samples.reduce((sum, sample) => sum + Number(sample.split(' ')[0]), 0)

describe.skipIf(!hasCorpus)('profiles of a trace', () => {
  it.each(Object.keys(GO))('of %s are those of Go’s own tool, stack by stack', async (name) => {
    const { caseFile, views } = await importedTraces(corpusPath(`exectrace/${name}`))
    const view = views[0] as TraceView
    const { sched, ...others } = GO[name] ?? {}
    for (const [kind, samples] of Object.entries(others))
      expect(samplesOf(view, kind as TracePprofKind), kind).toEqual(samples)
    expect(scheduledAsGo(view)).toEqual(sched)
    const first = view.traces.scheduling(view.sourceId).filter(({ isFirstRun }) => isFirstRun)
    const firstCount = first.reduce((sum, { count, totalNs }) => sum + (totalNs > 0 ? count : 0), 0)
    expect(countOf(samplesOf(view, 'sched'))).toBe(countOf(sched ?? []) + firstCount)
    caseFile.close()
  })

  it('are whole of every kind', async () => {
    const { caseFile, views } = await importedTraces(corpusPath('exectrace/go1.26.10-orders.trace'))
    const view = views[0] as TraceView
    for (const kind of TRACE_PPROF_KINDS) expect(gunzipSync(tracePprof(view, kind)).length).toBeGreaterThan(0)
    const regions = samplesOf(view, 'region')
    expect(regions.map((sample) => sample.split(' ')[0])).toEqual(['1301', '1301', '1301'])
    const total = samplesOf(view, 'assist').reduce((sum, sample) => sum + Number(sample.split(' ')[1]), 0)
    const rows = view.traces.ranges(view.sourceId).filter(({ kind }) => kind === 3)
    expect(total).toBe(rows.reduce((sum, { totalNs }) => sum + totalNs, 0))
    caseFile.close()
  })
})
