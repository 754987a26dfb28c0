import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import type { CommitPoint } from '../../../electron/engine/casefile/commitPoints.ts'
import type { ImportWriter, Traces } from '../../../electron/engine/casefile/types.ts'
import { GotraceReader } from '../../../electron/engine/formats/gotrace/readGotrace.ts'
import { isCancelled } from '../../../electron/engine/jobs/context.ts'
import { importSources } from '../../../electron/engine/jobs/importSources.ts'
import { traceOverview } from '../../../electron/engine/jobs/trace/overview.ts'
import { traceEvents, tracePixels } from '../../../electron/engine/jobs/trace/timeline.ts'
import { TraceView } from '../../../electron/engine/jobs/trace/TraceView.ts'
import { TraceImport } from '../../../electron/engine/jobs/traceImport.ts'
import type { JobProgress } from '../../../shared/contract/appCalls.ts'
import type { SourceId } from '../../../shared/records/index.ts'
import { TRACE_BYTE_COLUMNS, TRACE_FLOAT_COLUMNS, TRACE_UINT_COLUMNS } from '../../../shared/records/index.ts'
import { syntheticTrace } from '../../support/syntheticTrace.ts'

/** Rows of a block of events. */
const BLOCK_ROWS = 65_536

/** Several generations of more than a segment each. */
const trace = (): Uint8Array =>
  Buffer.concat([...syntheticTrace({ generations: 4, generationBytes: 1_300_000 })].map((piece) => piece.slice()))

let folder = ''
let file = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heapcase-steps-'))
  file = join(folder, 'some.trace')
  writeFileSync(file, trace())
})
const entries = () => [{ file, path: 'some.trace', kind: 'gotrace' as const }]

describe('the import of a trace', () => {
  it('does no more than a block of work between two steps', () => {
    let [blocks, steps, calls] = [0, 0, 0]
    const inStep = { packed: 0, rows: 0 }
    const most = { packed: 0, rows: 0 }
    const wrote = (rows: number): void => {
      inStep.rows += rows
      blocks++
    }
    const writer = {
      addTraceBlock: (...[, kind, , written]: Parameters<ImportWriter['addTraceBlock']>) => {
        if (/^(?:events|goroutines|procs)$/.test(kind)) inStep.packed++
        // Tracks and levels of a segment come with its last block and are small.
        if (!/Tracks|Levels/.test(kind)) wrote(written)
      },
      addTraceSegment: () => undefined,
      *addTraceResults() {
        calls++
        yield
      },
    } as unknown as ImportWriter
    const sink = new TraceImport(writer, {
      begun: () => undefined,
      events: () => undefined,
      firstRead: () => undefined,
    })
    const reader = new GotraceReader({ issue: () => undefined, trace: sink })
    const taken = (): void => {
      steps++
      for (const which of ['packed', 'rows'] as const) {
        most[which] = Math.max(most[which], inStep[which])
        inStep[which] = 0
      }
    }
    for (const _ of reader.pushSteps(trace())) taken()
    const rest = reader.finishSteps()
    while (rest.next().done !== true) taken()
    taken()
    expect([calls, blocks > 20, steps > blocks]).toEqual([1, true, true])
    // Columns that are full with a chunk are written with it.
    expect(most.packed).toBe(1)
    expect(most.rows).toBeLessThanOrEqual(2 * BLOCK_ROWS)
  })

  it('is the same where nobody takes the steps', () => {
    const rowsIn = (takesSteps: boolean): string => {
      const caseFile = CaseFile.create(join(folder, `steps-${takesSteps}.heapcase`))
      const writer = caseFile.imports.begin({ kind: 'gotrace', name: 'a', path: 'a' })
      const sink = new TraceImport(writer, {
        begun: () => undefined,
        events: () => undefined,
        firstRead: () => undefined,
      })
      const { rest, ...others } = {
        begin: sink.begin.bind(sink),
        generation: sink.generation.bind(sink),
        events: sink.events.bind(sink),
        generationEnd: sink.generationEnd.bind(sink),
        end: sink.end.bind(sink),
        rest: sink.rest.bind(sink),
      }
      const reader = new GotraceReader({ issue: () => undefined, trace: takesSteps ? { ...others, rest } : others })
      writer.addRaw(trace())
      reader.push(trace())
      const { counts, variant, lives, placement } = reader.finish()
      if (!takesSteps) for (const _ of sink.rest());
      const id = writer.commit({ counts, variant, lives, placement, reader: 'gotrace/1' })
      const shown = ['events', 'goroutines', 'procs', 'stateCounts', 'goroutineOverview', 'strings'] as const
      const said = shown.map((kind) =>
        caseFile.traces.blocks(id, kind).map(({ segment, rows }) => `${segment}:${rows}`),
      )
      const answers = [caseFile.traces.figures(), caseFile.traces.blocking(id, 'waiting'), caseFile.traces.segments(id)]
      caseFile.close()
      return JSON.stringify([said, answers])
    }
    expect(rowsIn(true)).toBe(rowsIn(false))
  })

  it('tells what it has read so far, and at once what the first generation shows', async () => {
    const caseFile = CaseFile.create(join(folder, 'told.heapcase'))
    const told: JobProgress[] = []
    await importSources(caseFile, entries(), {
      context: { signal: new AbortController().signal, onProgress: (progress) => told.push(progress) },
    })
    const traces = told.flatMap(({ trace: of }) => of ?? [])
    expect(traces[0]).toMatchObject({ header: 'go 1.26', events: 0, generations: 0, first: null })
    const [firstTold] = traces.filter(({ first }) => first !== null)
    expect(firstTold).toMatchObject({ generations: 1, events: firstTold?.first?.events })
    const summary = caseFile.traces.list()[0]
    expect(traces.at(-1)).toMatchObject({
      events: summary?.events,
      goroutines: summary?.goroutines,
      procs: summary?.procs,
      generations: 4,
      first: firstTold?.first,
    })
    for (const which of ['events', 'goroutines', 'spanNs'] as const)
      expect(traces.map((one) => one[which])).toEqual(traces.map((one) => one[which]).sort((a, b) => a - b))
    caseFile.close()
  })

  it('deletes nothing before it says that it was cancelled, and everything when the case is closed', async () => {
    const points: CommitPoint[] = []
    const path = join(folder, 'cancelled.heapcase')
    const caseFile = CaseFile.create(path, { onCommitPoint: (point) => points.push(point) })
    const cancel = new AbortController()
    const onProgress = ({ trace: of }: JobProgress): void => {
      if ((of?.generations ?? 0) > 1) cancel.abort()
    }
    const failure: unknown = await importSources(caseFile, entries(), {
      context: { signal: cancel.signal, onProgress },
    }).catch((thrown: unknown) => thrown)
    expect(isCancelled(failure)).toBe(true)
    const deleting = (): CommitPoint[] => points.filter((point) => point.startsWith('sweep/'))
    expect([deleting(), points.includes('abort/marked'), caseFile.imports.hasAbandoned]).toEqual([[], true, true])
    expect(caseFile.traces.list()).toEqual([])
    caseFile.close()
    expect(deleting()).toContain('sweep/deleted')
    const again = CaseFile.open(path, { mode: 'readOnly' })
    const { rows } = again.query('SELECT count(*) FROM trace_blocks', { limit: 1 })
    expect(rows).toEqual([[0]])
    expect((await again.checkIntegrity()).faults).toEqual([])
    again.close()
  })
})

describe('a saved trace', () => {
  let caseFile: CaseFile
  let id: SourceId
  beforeAll(async () => {
    caseFile = CaseFile.create(join(folder, 'saved.heapcase'))
    const [outcome] = await importSources(caseFile, entries(), {
      context: { signal: new AbortController().signal, onProgress: () => undefined },
    })
    id = outcome?.sourceId as SourceId
  })
  afterAll(() => caseFile.close())

  /** A view that tells which blocks and tables it reads. */
  function watched(): { view: TraceView; read: string[] } {
    const read: string[] = []
    const { traces } = caseFile
    const watching = {
      ...traces,
      read: (...args: Parameters<Traces['read']>) => {
        read.push(args[0].kind)
        return traces.read(...args)
      },
      table: (...args: Parameters<Traces['table']>) => {
        read.push(args[1])
        return traces.table(...args)
      },
      tables: (...args: Parameters<Traces['tables']>) => {
        read.push('tables')
        return traces.tables(...args)
      },
    }
    return { view: new TraceView(watching, id), read }
  }

  it('is shown again from one block of each kind, whatever its length', () => {
    const { view, read } = watched()
    const segments = view.segments.size
    expect(segments).toBeGreaterThan(3)
    traceOverview(view, { name: '', path: '' })
    expect(read.splice(0)).toEqual(['goroutineQuality'])
    // A segment as wide as its coarse buckets or less.
    const range = { fromNs: view.startNs, toNs: view.endNs, pixels: segments * 4 }
    const procs = Array.from({ length: view.summary.procs }, (_, slot) => slot + 1)
    const { bytes, isEstimated } = tracePixels(view, 'procs', procs, range)
    expect([isEstimated, bytes.some((value) => value > 0)]).toEqual([true, true])
    expect(read).toEqual(['procOverview'])
  })

  it('decodes each block of a window once, and of those inside it nothing twice', () => {
    const { view, read } = watched()
    const blocks = caseFile.traces.blocks(id, 'events')
    const [first, last] = [blocks[1], blocks[5]]
    const fromNs = ((first?.firstKey ?? 0) + (first?.lastKey ?? 0)) / 2
    const toNs = ((last?.firstKey ?? 0) + (last?.lastKey ?? 0)) / 2
    const { bytes, rows } = traceEvents(view, { fromNs, toNs, limit: 1e6 })
    expect(read).toEqual(Array.from({ length: 5 }, () => 'events'))
    let at = 0
    const parts = blocks.slice(1, 6).map((block) => caseFile.traces.read(block))
    for (const [names, type] of [
      [TRACE_FLOAT_COLUMNS, Float64Array],
      [TRACE_UINT_COLUMNS, Uint32Array],
      [TRACE_BYTE_COLUMNS, Uint8Array],
    ] as const)
      for (const name of names) {
        const wanted = parts.flatMap((part) =>
          Array.from(part[name] as Float64Array).filter((_, row) => {
            const time = part['time']?.[row] ?? 0
            return time >= fromNs && time <= toNs
          }),
        )
        expect(Array.from(new type(bytes.buffer as ArrayBuffer, at, rows)), name).toEqual(wanted)
        at += rows * type.BYTES_PER_ELEMENT
      }
    expect(at).toBe(bytes.length)
  })
})
