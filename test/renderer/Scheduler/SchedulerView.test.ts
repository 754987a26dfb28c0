// @vitest-environment happy-dom
import { beforeAll, describe, expect, it } from 'vitest'
import { SCHED_CHART_COLUMNS, type SchedSnapshot } from '../../../shared/contract/caseCalls.ts'
import { emptyRuntimeRows, runtimeRowAt, type RuntimeRow, type RuntimeTable } from '../../../shared/records/index.ts'
import { localText } from '../../../shared/lib/localText.ts'
import { useCommandStore } from '../../../renderer/stores/commands.ts'
import SchedulerInspector from '../../../renderer/views/Scheduler/SchedulerInspector.vue'
import SchedulerView from '../../../renderer/views/Scheduler/SchedulerView.vue'
import { goroutineStates } from '../../../renderer/views/Scheduler/goroutineStates.ts'
import { giveLayout } from '../charts/layout.ts'
import type { CaseAnswers } from '../fakeBridge.ts'
import * as fake from '../fakeCase.ts'
import { mountView, settle, type MountOptions } from '../mountView.ts'

const life = fake.overview.lives[0]!
const earlier = { ...life, id: fake.lifeId(2), ordinal: 2 }
const overview = { ...fake.overview, lives: [life, earlier] }

function rowOf<Table extends RuntimeTable>(table: Table, change: Partial<RuntimeRow<Table>>): RuntimeRow<Table> {
  const rows = emptyRuntimeRows(table, 1)
  for (const column of rows.numbers) column[0] = Number.NaN
  rows.length = 1
  return { ...runtimeRowAt(rows, 0), ...change }
}
const snapshotRow = (index: number) =>
  rowOf('schedSnapshots', {
    line: 10 + index,
    lastLine: 10 + index,
    atNs: index * 1e9,
    procs: 2,
    idleProcs: 0,
    threads: 7,
    idleThreads: 1,
    spinningThreads: 0,
    runQueue: index,
    localRunQueue: 4,
    longestLocalRunQueue: 3,
    localRunQueues: '3 1',
  })
const chartBytes = Float64Array.from(
  SCHED_CHART_COLUMNS.flatMap((name) =>
    [0, 1, 2].map((index) => (name === 'x' ? life.range.from + index * 1000 : name === 'line' ? 10 + index : index)),
  ),
).buffer
const procBytes = Float64Array.from([
  ...[0, 1, 2].map((index) => life.range.from + index * 1000),
  0,
  3,
  300,
  1,
  1,
  1,
]).buffer

const snapshot: SchedSnapshot = {
  x: life.range.from + 1000,
  row: snapshotRow(1),
  procs: [],
  goroutines: [
    rowOf('schedGoroutines', { status: 6, count: 900 }),
    rowOf('schedGoroutines', { status: 4, count: 12, reason: '<img src=x onerror=alert(1)>' }),
    rowOf('schedGoroutines', { status: 77, count: 1 }),
  ],
}
const answers: CaseAnswers = {
  'case.overview': () => overview,
  'runtime.counts': ({ lifeId }) => (lifeId === life.id ? { schedSnapshots: 3 } : {}),
  'runtime.page': ({ offset, limit }) => ({ rows: [0, 1, 2].map(snapshotRow).slice(offset, offset + limit), total: 3 }),
  'scheduler.chart': () => ({
    data: { id: 'chart', byteLength: chartBytes.byteLength },
    rows: 3,
    columns: [...SCHED_CHART_COLUMNS],
    points: 3,
    isDecimated: false,
    unplaced: 0,
  }),
  'scheduler.procs': () => ({ data: { id: 'procs', byteLength: procBytes.byteLength }, rows: 3, procs: 2, points: 3 }),
  'scheduler.snapshot': ({ line }) => (line === 11 ? snapshot : null),
  'scheduler.summary': () => ({
    snapshots: 3,
    spanNs: 2e9,
    procs: { min: 2, max: 2 },
    waiting: { median: 4, p95: 25, max: 28 },
    idleProcShare: 0.34,
    saturatedShare: 0.573,
    threads: { first: 4, last: 10, max: 10 },
  }),
  'findings.list': () => ({
    findings: [],
    outcomes: [
      {
        ruleId: 'scheduler/thread-growth',
        title: localText('Threads grow', '线程增长'),
        outcome: 'clear',
        reason: localText('threads 8 → 10', '线程 8 → 10'),
        command: null,
        limits: [],
      },
      {
        ruleId: 'gc/long-pauses',
        title: localText('Pauses', '停顿'),
        outcome: 'clear',
        reason: null,
        command: null,
        limits: [],
      },
    ],
  }),
}
const open = (component: typeof SchedulerView, options: MountOptions = {}) =>
  mountView(component, {
    ...options,
    case: { ...answers, ...options.case },
    before: (stores) => {
      stores.bridge.data = (id) => Promise.resolve((String(id).includes('procs') ? procBytes : chartBytes).slice(0))
      stores.selection.restore({ view: 'scheduler' })
      options.before?.(stores)
    },
  })

beforeAll(() => giveLayout())

describe('the Scheduler view', () => {
  it('shows the lives that have SCHED lines, their charts, and a row for each line', async () => {
    const { wrapper } = await open(SchedulerView)
    expect(wrapper.findAll('[data-testid="scheduler-life"] option')).toHaveLength(1)
    for (const chart of ['queues', 'procs', 'threads', 'heat'])
      expect(wrapper.find(`[data-testid="scheduler-chart-${chart}"]`).exists()).toBe(true)
    expect(wrapper.findAll('[data-testid="scheduler-table"] [data-testid="table-row"]')).toHaveLength(3)
  })

  it('chooses a snapshot in the table and goes to its line', async () => {
    const { wrapper, selection } = await open(SchedulerView)
    const row = wrapper.findAll('[data-testid="scheduler-table"] [data-testid="table-row"]')[1]
    await row?.trigger('click')
    await settle()
    expect(selection.entity).toEqual({ kind: 'schedSnapshot', id: '11', sourceId: life.sourceId })
    await row?.trigger('dblclick')
    expect(selection.link).toMatchObject({ view: 'sources', sourceId: life.sourceId, lines: { from: 11, to: 11 } })
  })

  it('shows another life whole, whatever was zoomed to in the one before', async () => {
    const asked: unknown[] = []
    const { wrapper, selection } = await open(SchedulerView, {
      case: {
        'runtime.counts': () => ({ schedSnapshots: 3 }),
        'scheduler.chart': (params) => {
          asked.push([params.lifeId, params.range])
          return (answers['scheduler.chart'] as (own: typeof params) => never)(params)
        },
      },
    })
    const stretch = { axis: life.axis, from: life.range.from, to: life.range.from + 1500 }
    selection.zoomTo(stretch)
    await settle()
    useCommandStore().run('scheduler.zoom')
    await settle()
    expect(asked.at(-1)).toEqual([life.id, stretch])
    await wrapper.get('[data-testid="scheduler-life"]').setValue(String(earlier.id))
    await settle()
    expect(asked.at(-1)).toEqual([earlier.id, null])
  })

  it('says how to get such lines where there are none', async () => {
    const { wrapper } = await open(SchedulerView, { case: { 'runtime.counts': () => ({}) } })
    expect(wrapper.get('[data-testid="empty-state"]').text()).toContain('schedtrace=1000')
  })

  it('has figures of the range, the chosen snapshot and the rules in its inspector', async () => {
    const { wrapper, selection } = await open(SchedulerInspector as never, {
      before: ({ selection: shared }) =>
        shared.restore({
          view: 'scheduler',
          lifeId: life.id,
          entity: { kind: 'schedSnapshot', id: '11', sourceId: life.sourceId },
        }),
    })
    expect(wrapper.get('[data-testid="scheduler-summary"]').text()).toContain('4 · 25 · 28')
    const chosen = wrapper.get('[data-testid="scheduler-snapshot"]').text()
    expect(chosen).toContain('P 0')
    expect(chosen).toContain('waiting: <img src=x onerror=alert(1)>')
    expect(wrapper.find('img').exists()).toBe(false)
    const outcomes = wrapper.findAll('[data-testid="related-outcome"]').map((own) => own.text())
    expect(outcomes).toHaveLength(1)
    expect(outcomes[0]).toContain('threads 8 → 10')
    await wrapper.get('[data-testid="scheduler-to-source"]').trigger('click')
    expect(selection.link).toMatchObject({ view: 'sources', lines: { from: 11, to: 11 } })
  })
})

describe('goroutines of a snapshot', () => {
  it('are named by the runtime’s numbers, most first, dead ones last', () => {
    expect(goroutineStates(snapshot.goroutines).map(({ status, count }) => [status, count])).toEqual([
      ['waiting', 12],
      ['other', 1],
      ['dead', 900],
    ])
  })
})
