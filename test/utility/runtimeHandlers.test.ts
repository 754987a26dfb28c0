import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CaseFile } from '../../electron/engine/casefile/CaseFile.ts'
import { quietContext } from '../../electron/engine/jobs/context.ts'
import { importSources } from '../../electron/engine/jobs/importSources.ts'
import { CaseContext } from '../../electron/utility/CaseContext.ts'
import { createHandlers } from '../../electron/utility/handlers/index.ts'
import type { DataRef } from '../../shared/contract/caseCalls.ts'
import type { LifeId } from '../../shared/records/index.ts'
import { fixturePath } from '../support/corpus.ts'

let folder = ''
let caseFile: CaseFile
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heapcase-runtime-'))
  caseFile = CaseFile.create(join(folder, 'one.heapcase'))
})
afterEach(() => {
  caseFile.close()
  rmSync(folder, { recursive: true, force: true })
})

async function imported(file: string) {
  const entry = { file, path: 'service.log', kind: 'gctrace' } as const
  const outcomes = await importSources(caseFile, [entry], { context: quietContext() })
  expect(outcomes).toMatchObject([{ error: null }])
  const context = new CaseContext(caseFile, () => undefined)
  const lifeId = caseFile.lives.list()[0]?.id ?? (0 as LifeId)
  const column = (chart: { data: DataRef; rows: number; columns: readonly string[] }, name: string): number[] => {
    const bytes = context.data.take(chart.data.id) ?? new Uint8Array(0)
    const values = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8)
    const at = chart.columns.indexOf(name) * chart.rows
    return [...values.subarray(at, at + chart.rows)]
  }
  return { handlers: createHandlers(context), lifeId, column, take: (data: DataRef) => context.data.take(data.id) }
}
const whole = { range: null, maxPoints: 100 }

describe('calls about the runtime’s other lines', () => {
  it('give scavenging by cycle, from a real log', async () => {
    const { handlers, lifeId, column } = await imported(fixturePath('gctrace', 'go1.21.13-gclog-scavtrace.log'))
    expect(await handlers['runtime.counts']({ lifeId })).toEqual({ scavenges: 44 })
    const chart = await handlers['scavenging.chart']({ lifeId, ...whole })
    expect(chart).toMatchObject({ rows: 44, points: 44, unplaced: 0, isDecimated: false })
    const cycles = column(chart, 'cycle')
    expect(cycles.slice(0, 3)).toEqual([1, 2, 3])
    expect(await handlers['scavenging.summary']({ lifeId })).toMatchObject({ lines: 44, forced: 1 })
    const page = await handlers['runtime.page']({
      lifeId,
      table: 'scavenges',
      sort: 'eagerBytes',
      descending: true,
      offset: 0,
      limit: 1,
      cycle: null,
      range: null,
    })
    expect(page).toMatchObject({ total: 44, rows: [{ line: 75, cycle: 33, isForced: 1, eagerBytes: 6040 * 1024 }] })
  })

  it('give the scheduler over time, without a single GC cycle', async () => {
    const { handlers, lifeId, column, take } = await imported(
      fixturePath('gctrace', 'go1.26.10-schedtrace-scheddetail.log'),
    )
    const chart = await handlers['scheduler.chart']({ lifeId, ...whole })
    expect(column(chart, 'x')).toEqual([0, 106, 210])
    const procs = await handlers['scheduler.procs']({ lifeId, ...whole })
    const bytes = take(procs.data) ?? new Uint8Array(0)
    expect([procs.procs, ...new Float64Array(bytes.buffer)]).toEqual([2, 0, 106, 210, 0, 0, 1, 0, 0, 0])
    const listed = { lifeId, table: 'schedSnapshots', sort: null, descending: false, cycle: null, range: null } as const
    const { rows } = await handlers['runtime.page']({ ...listed, offset: 1, limit: 1 })
    const line = rows[0]?.['line'] as number
    const second = await handlers['scheduler.snapshot']({ lifeId, line })
    expect(second).toMatchObject({ x: 106, row: { line, atNs: 106e6 } })
    expect(second?.procs.map(({ proc }) => proc)).toEqual([0, 1])
    expect(second?.goroutines.length).toBeGreaterThan(0)
    expect(await handlers['scheduler.snapshot']({ lifeId, line: 1_000_000 })).toBeNull()
    const life = { kind: 'life', lifeId } as const
    const late = { axis: life, from: 100, to: 210 }
    expect(await handlers['scheduler.summary']({ lifeId, range: late })).toMatchObject({ snapshots: 2, spanNs: 104e6 })
    const elsewhere = { axis: { kind: 'wall' } as const, from: 0, to: 1e15 }
    expect(await handlers['scheduler.summary']({ lifeId, range: elsewhere })).toBeNull()
    const inLate = await handlers['runtime.page']({ ...listed, offset: 0, limit: 9, range: late })
    expect([inLate.total, inLate.rows.map(({ localRunQueues }) => localRunQueues)]).toEqual([2, ['0 0', '1 0']])
    expect((await handlers['runtime.page']({ ...listed, offset: 0, limit: 9, range: elsewhere })).total).toBe(0)
    expect(await handlers['gcCycles.summary']({ lifeId, range: null })).toBeNull()
    expect(await handlers['case.overview']({})).toMatchObject({ cycles: 0, lives: [{ cycles: 0 }] })
  })

  it('give the pacer by cycle', async () => {
    const { handlers, lifeId, column } = await imported(fixturePath('gctrace', 'go1.26.10-gcpacertrace.log'))
    const chart = await handlers['pacer.chart']({ lifeId, ...whole })
    expect(chart).toMatchObject({ rows: 14, unplaced: 0 })
    expect(column(chart, 'cycle').slice(0, 2)).toEqual([1, 2])
  })

  it('place rows of a log without gc lines by the collector, or not at all', async () => {
    const log = join(folder, 'sched.log')
    const scav = 'scav 1 KiB work (bg), 0 KiB work (eager), 512 KiB now, 90% util'
    const sched = (ms: number): string => `SCHED ${ms}ms: gomaxprocs=2 idleprocs=1 threads=5 runqueue=0 [0 0]`
    const at = (second: number): string => `2026-11-20T10:03:${second}.000Z`
    writeFileSync(log, [`${at(30)} ${sched(0)}`, `${at(31)} ${scav}`, `${at(32)} ${sched(2000)}`, scav].join('\n'))
    const { handlers, lifeId, column } = await imported(log)
    const chart = await handlers['scavenging.chart']({ lifeId, ...whole })
    expect(chart).toMatchObject({ rows: 1 })
    expect(Math.round(column(chart, 'x')[0] ?? 0)).toBe(Date.UTC(2026, 10, 20, 10, 3, 31))
  })
})
