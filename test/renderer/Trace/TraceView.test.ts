// @vitest-environment happy-dom
import { beforeAll, describe, expect, it } from 'vitest'
import type { CaseParams } from '../../../shared/contract/caseCalls.ts'
import type { TraceOverview, TraceTaskNode } from '../../../shared/contract/traceCalls.ts'
import type { TableLeftOut } from '../../../shared/contract/tables.ts'
import type { TraceGroupRow, TracePauseRow } from '../../../shared/contract/traceTables.ts'
import { CodedError } from '../../../shared/lib/result.ts'
import { TRACE_FIGURES, type Source, type TraceFigures } from '../../../shared/records/index.ts'
import { NO_OPEN, openBranch, toggled } from '../../../renderer/views/Trace/taskTreeModel.ts'
import TraceInspector from '../../../renderer/views/Trace/TraceInspector.vue'
import TraceView from '../../../renderer/views/Trace/TraceView.vue'
import { giveLayout } from '../charts/layout.ts'
import type { CaseAnswers } from '../fakeBridge.ts'
import * as fake from '../fakeCase.ts'
import { mountView, settle, type MountOptions } from '../mountView.ts'

const HOSTILE = '<img src=x onerror=alert(1)>'
const id = fake.sourceId(7)
const trace: Source = {
  ...fake.sources[0]!,
  id,
  kind: 'gotrace',
  name: 'a.trace',
  path: 'run/a.trace',
  placement: null,
}
const other: Source = { ...trace, id: fake.sourceId(8), name: 'b.trace', path: 'run/b.trace' }

const figures = {
  ...(Object.fromEntries(Object.keys(TRACE_FIGURES).map((name) => [name, 0])) as unknown as TraceFigures),
  durationNs: 1e9,
  procsNs: 2e9,
  programNs: 1.5e9,
  idleNs: 0.4e9,
  assistNs: 0.05e9,
  pauses: 13,
  longestPauseNs: 7_357_000,
}
const overview: TraceOverview = {
  summary: {
    sourceId: id,
    header: 'go 1.26',
    family: 'v2',
    version: 26,
    firstNs: 0,
    lastNs: 1e9,
    startClockNs: '0',
    events: 40_307,
    completeEvents: 40_000,
    completeGenerations: 2,
    goroutines: 9,
    threads: 6,
    procs: 2,
    kinds: {},
    failure: null,
    heapLayout: null,
    utilization: 0.5,
  },
  name: 'a.trace',
  path: 'run/a.trace',
  startNs: 0,
  endNs: 1e9,
  figures,
  alloc: null,
  spans: null,
  quality: {
    generations: 2,
    events: 40_307,
    incompleteEvents: 307,
    failure: {
      code: 'gotrace/truncated',
      message: 'cut',
      reason: 'the file ends here',
      generation: 3,
      byte: 12_345,
      thread: null,
      event: null,
    },
    unnamedGoroutines: 25,
    goroutinesFromBefore: 3,
    undeterminedNs: 0,
    clocks: 2,
    clockDriftNs: 75,
    unknownProcShare: 0.025,
    isShort: false,
  },
}
const pause = (ordinal: number): TracePauseRow => ({
  ordinal,
  kind: 'GC mark termination',
  isGc: false,
  beginNs: ordinal * 1e6,
  toStopNs: 1000,
  stoppedNs: 2000,
  pauseNs: 3000 + ordinal,
  goroutine: 4,
  goroutineId: '17',
  stoppedProcs: 1,
  lastProc: 0,
  lastGoroutine: 6,
  lastGoroutineId: '19',
  lastPlace: HOSTILE,
  lastStack: 0,
  isLastSyscall: false,
  place: 'main.main',
  stack: 3,
})
const answers: CaseAnswers = {
  'case.overview': () => ({ ...fake.overview, traces: 2 }),
  'sources.list': () => [trace, other],
  'traces.get': ({ sourceId }) => ({ ...overview, summary: { ...overview.summary, sourceId } }),
  'traces.series': () => ({ data: { id: 'd', bytes: 0 } as never, rows: 0, readings: 0, isDecimated: false }),
  'traces.utilization': () => ({
    mean: 0.5,
    lengthNs: 1e9,
    curve: [
      { windowNs: 1e6, share: 0.1 },
      { windowNs: 1e7, share: 0.4 },
    ],
    worst: [{ fromNs: 5e6, toNs: 15e6, share: 0.1 }],
  }),
  'traces.pauses': ({ offset, limit }) => ({
    rows: Array.from({ length: Math.min(limit, 13 - offset) }, (_, index) => pause(offset + index)),
    total: 13,
    all: 13,
    totals: { pauseNs: { sum: 39_078, min: 3000, max: 3012 } },
  }),
  'traces.groups': () => ({ rows: [{ name: HOSTILE, file: '' } as TraceGroupRow], total: 1, all: 1, totals: {} }),
  'traces.goroutines': () => ({ rows: [], total: 0, all: 0, totals: {} }),
  'traces.stack': () => [{ functionName: HOSTILE, file: 'main.go', line: 3 }],
}
const open = (options: MountOptions = {}) =>
  mountView(TraceView, {
    ...options,
    case: { ...answers, ...options.case },
    before: (stores) => {
      stores.bridge.data = () => Promise.resolve(new ArrayBuffer(0))
      stores.selection.view = 'trace'
      options.before?.(stores)
    },
  })

beforeAll(() => giveLayout())

describe('Trace view', () => {
  it('shows figures, shares that add up, and how the trace was read', async () => {
    const { wrapper } = await open()
    expect(wrapper.get('[data-testid="trace-figures-stops"]').text()).toContain('7.36\u00a0ms')
    const shares = wrapper.get('[data-testid="trace-shares"]').text()
    expect(shares).toContain('75.0\u00a0%')
    expect(shares).toContain('Not shown by the trace2.5\u00a0%')
    expect(shares).toContain('100.0\u00a0%')
    expect(wrapper.get('[data-testid="trace-cut"]').text()).toContain('the file ends here')
    expect(wrapper.get('[data-testid="trace-figures-reading"]').text()).toContain('to byte 12,345')
  })

  it('is in Chinese throughout', async () => {
    const { wrapper } = await open({ language: 'zh-CN' })
    expect(wrapper.get('[data-testid="trace-tab-pauses"]').text()).toBe('停顿')
    expect(wrapper.get('[data-testid="trace-shares"]').text()).toContain('跟踪未显示')
  })

  it('goes from a figure to its table, as a step of the history, and lists it page by page', async () => {
    const { wrapper, selection, bridge } = await open()
    const steps = selection.steps
    await wrapper.get('[data-testid="trace-figures-stops"] button.link').trigger('click')
    await settle()
    expect(selection.steps).toBe(steps + 1)
    expect(selection.state).toEqual({ show: 'pauses' })
    const asked = bridge.calls.find(([name]) => name === 'traces.pauses')?.[1] as CaseParams<'traces.pauses'>
    expect(asked).toEqual({
      sourceId: id,
      sort: [{ column: 'pauseNs', descending: true }],
      filter: '',
      offset: 0,
      limit: 200,
    })
    expect(wrapper.get('[data-testid="table-count"]').text()).toBe('13 rows')
    expect(wrapper.get('[data-total="pauseNs"]').text()).toBe('39.08')
  })

  it('gives the worst windows of all Ps, or of the worst of them', async () => {
    const { wrapper, bridge } = await open()
    const scopes = () =>
      bridge.calls
        .filter(([name]) => name === 'traces.utilization')
        .map(([, params]) => (params as { scope: object }).scope)
    expect(scopes()).toEqual([{ kind: 'system' }])
    await wrapper.get('[data-testid="trace-mmu-scope"]').setValue('proc')
    await settle()
    expect(scopes()).toEqual([{ kind: 'system' }, { kind: 'proc' }])
  })

  it('narrows a table to its own stretch where the trace knows no wall clock', async () => {
    const { bridge } = await open({
      before: ({ selection }) => {
        selection.setState('show', 'pauses')
        selection.setState('stretch', '1000000-5000000')
      },
    })
    const asked = bridge.calls.filter(([name]) => name === 'traces.pauses').at(-1)?.[1]
    expect(asked).toMatchObject({ filter: 'at>=1000000ns at<=5000000ns' })
  })

  it('selects a row by what finds it, and follows its first link on Enter or a double click', async () => {
    const { wrapper, selection } = await open({ before: (stores) => stores.selection.setState('show', 'groups') })
    const row = wrapper.get('[data-testid="table-row"]')
    await row.trigger('click')
    expect(selection.entity).toEqual({
      kind: 'traceRow',
      id: `groups name="${HOSTILE}" file=""`,
      sourceId: id,
    })
    await row.trigger('dblclick')
    await settle()
    expect(selection.state).toEqual({ show: 'goroutines', filter: `name="${HOSTILE}"` })
  })

  it('shows names of a trace as text only', async () => {
    const { wrapper } = await open({ before: (stores) => stores.selection.setState('show', 'pauses') })
    expect(wrapper.text()).toContain('onerror=alert(1)')
    expect(wrapper.find('img').exists()).toBe(false)
  })

  it('keeps the place when another trace is chosen', async () => {
    const { wrapper, selection } = await open({ before: (stores) => stores.selection.setState('show', 'pauses') })
    await wrapper.get('[data-testid="trace-pick"]').setValue('8')
    await settle()
    expect(selection.sourceId).toBe(8)
    expect(selection.state).toEqual({ show: 'pauses' })
  })

  it('says what a table has not, what went wrong, and how to collect a trace', async () => {
    const empty = await open({ before: (stores) => stores.selection.setState('show', 'goroutines') })
    expect(empty.wrapper.text()).toContain('The trace has no goroutines.')
    const broken = await open({
      case: {
        'traces.get': () => {
          throw new CodedError('case/broken', 'The blob of the trace is damaged.')
        },
      },
    })
    expect(broken.wrapper.find('[data-testid="error-state"]').exists()).toBe(true)
    const none = await open({ case: { 'sources.list': () => [] } })
    expect(none.wrapper.get('[data-testid="empty-state"]').text()).toContain('debug/pprof/trace?seconds=5')
  })
})

/** Task 4 with a stage and, open, what is in neither; task 9 without anything below it. */
const node = (change: Partial<TraceTaskNode>): TraceTaskNode => ({
  task: 4,
  id: '40',
  parent: 0,
  parentId: '',
  name: HOSTILE,
  beginNs: 1e6,
  endNs: 9e6,
  lengthNs: 8e6,
  goroutine: 4,
  goroutineId: '17',
  endGoroutine: 4,
  place: 'main.main',
  stack: 3,
  kind: 'task',
  key: '4',
  depth: 0,
  isOpen: false,
  children: 0,
  regions: 2,
  count: 1,
  maxNs: 8e6,
  share: null,
  ...change,
})
const treeAnswers: CaseAnswers = {
  'traces.taskTree': ({ open: slots }) => {
    const isOpen = slots.includes(4)
    const stage = { depth: 1, id: '', regions: 0, place: '', goroutineId: '' }
    const rows = [
      node({ isOpen }),
      ...(isOpen
        ? [
            node({
              ...stage,
              kind: 'stage',
              name: 'decode',
              key: '4 stage decode',
              count: 2,
              lengthNs: 6e6,
              share: 0.75,
            }),
            node({ ...stage, kind: 'rest', name: '', key: '4 rest ', lengthNs: 2e6, share: 0.25 }),
          ]
        : []),
      node({ task: 9, id: '90', name: 'idle', key: '9', regions: 0, lengthNs: 1e6 }),
    ]
    return { rows, total: rows.length, all: 2, longestNs: 8e6, isCut: false, leftOut: 0 }
  },
}

describe('the tree of tasks', () => {
  const openTree = () => open({ case: treeAnswers, before: (stores) => stores.selection.setState('show', 'taskTree') })

  it('opens a task to its stages by mouse and keys, and says so to screen readers', async () => {
    const { wrapper, bridge } = await openTree()
    const rows = () => wrapper.findAll('[data-testid="table-row"]')
    expect(wrapper.find('[role="treegrid"]').exists()).toBe(true)
    expect(rows().map((row) => row.attributes('aria-expanded'))).toEqual(['false', undefined])
    await wrapper.get('[data-testid="trace-twist"]').trigger('click')
    await settle()
    expect(rows().map((row) => [row.attributes('aria-level'), row.attributes('aria-expanded')])).toEqual([
      ['1', 'true'],
      ['2', undefined],
      ['2', undefined],
      ['1', undefined],
    ])
    expect(rows()[1]?.text()).toContain('decode')
    expect(rows()[1]?.text()).toContain('75.0')
    expect(rows()[2]?.text()).toContain('in none of these')
    const grid = wrapper.get('[role="treegrid"]')
    await rows()[0]?.trigger('click')
    await grid.trigger('keydown', { key: 'ArrowLeft' })
    await settle()
    expect(rows()).toHaveLength(2)
    await grid.trigger('keydown', { key: 'ArrowRight' })
    await settle()
    expect(rows()).toHaveLength(4)
    expect(bridge.calls.filter(([name]) => name === 'traces.taskTree').at(-1)?.[1]).toMatchObject({
      sourceId: id,
      open: [4],
      whole: [],
      closed: [],
      sort: [{ column: 'lengthNs', descending: true }],
    })
  })

  it('says how many open tasks are not listed, and shows names of any depth', async () => {
    const answers = (leftOut: number) => ({
      case: {
        'traces.taskTree': () => ({
          rows: [node({ depth: 0, isOpen: true }), node({ depth: 900, task: 9, key: '9', name: 'deep' })],
          ...{ total: 2, all: 5000, longestNs: 8e6, isCut: true, leftOut },
        }),
      },
      before: (stores: { selection: { setState: (key: 'show', value: string) => void } }) =>
        stores.selection.setState('show', 'taskTree'),
    })
    const many = await open(answers(4998))
    expect(many.wrapper.get('[data-testid="trace-tree-cut"]').text()).toBe('4,998 open tasks are not listed')
    const deep = many.wrapper.findAll('[data-testid="table-row"]')[1]
    expect(deep?.text()).toMatch(/900\s*deep/)
    expect(deep?.attributes('aria-level')).toBe('901')
    expect(Number.parseInt(deep?.get<HTMLElement>('.what').element.style.paddingLeft ?? '', 10)).toBeLessThan(400)
    expect((await open(answers(1))).wrapper.get('[data-testid="trace-tree-cut"]').text()).toBe(
      '1 open task is not listed',
    )
    expect((await open(answers(0))).wrapper.get('[data-testid="trace-tree-cut"]').text()).toBe(
      'More is open than is listed',
    )
  })

  it('says what the table of stages has no row of', async () => {
    const show = (leftOut?: TableLeftOut[]) =>
      open({
        case: { 'traces.stages': () => ({ rows: [], total: 0, all: 0, totals: {}, ...(leftOut && { leftOut }) }) },
        before: (stores) => stores.selection.setState('show', 'stages'),
      })
    const said = await show([
      { why: 'depth', limit: 64, tasks: 2935, regions: 7 },
      { why: 'paths', limit: 50_000, tasks: 1, regions: 0 },
    ])
    expect(said.wrapper.findAll('[data-testid="trace-left-out"]').map((note) => note.text())).toEqual([
      'In no row, as nested deeper than 64 levels: tasks 2,935, regions 7',
      'In no row, beyond the first 50,000 different paths: tasks 1, regions 0',
    ])
    expect((await show()).wrapper.find('[data-testid="trace-left-out"]').exists()).toBe(false)
  })

  it('selects a task, also by one of its stages, and leads on from one that has nothing below', async () => {
    const { wrapper, selection } = await openTree()
    await wrapper.get('[data-testid="trace-twist"]').trigger('click')
    await settle()
    const rows = () => wrapper.findAll('[data-testid="table-row"]')
    await rows()[1]?.trigger('click')
    expect(selection.entity).toEqual({ kind: 'traceRow', id: 'tasks task=4', sourceId: id })
    expect(rows().map((row) => row.attributes('aria-selected'))).toEqual(['false', 'true', 'false', 'false'])
    expect(wrapper.find('img').exists()).toBe(false)
    await rows()[3]?.trigger('dblclick')
    await settle()
    expect(selection.state).toEqual({ show: 'goroutine' })
  })

  it('opens a branch as a whole, closes parts of it, and closes everything', () => {
    const row = node({})
    const whole = openBranch(NO_OPEN, row)
    expect(whole).toEqual({ open: [], whole: [4], closed: [] })
    const part = toggled(whole, node({ task: 7, isOpen: true }))
    expect(part).toEqual({ open: [], whole: [4], closed: [7] })
    expect(toggled(part, node({ task: 7 }))).toEqual({ open: [7], whole: [4], closed: [] })
    expect(toggled({ ...NO_OPEN, open: [4] }, node({ isOpen: true }))).toEqual(NO_OPEN)
  })
})

describe('beside it', () => {
  it('all figures of the row, its stack as text, and links', async () => {
    const { wrapper, selection } = await mountView(TraceInspector, {
      case: answers,
      before: (stores) => {
        stores.selection.view = 'trace'
        stores.selection.sourceId = id
        stores.selection.entity = { kind: 'traceRow', id: 'pauses at=0ns', sourceId: id }
      },
    })
    expect(wrapper.get('[data-testid="trace-row"]').text()).toContain('GC mark termination, 3.00\u00a0µs')
    expect(wrapper.get('[data-testid="trace-stack"]').text()).toContain('onerror')
    expect(wrapper.find('img').exists()).toBe(false)
    await wrapper.get('[data-testid="trace-link-lastToStop"]').trigger('click')
    expect(selection.entity).toEqual({ kind: 'traceGoroutine', id: '6', sourceId: id })
    expect(selection.state).toEqual({ show: 'goroutine' })
  })

  it('says when the row of a link is gone', async () => {
    const { wrapper } = await mountView(TraceInspector, {
      case: { ...answers, 'traces.pauses': () => ({ rows: [], total: 0, all: 13, totals: {} }) },
      before: (stores) => {
        stores.selection.view = 'trace'
        stores.selection.entity = { kind: 'traceRow', id: 'pauses at=9ns', sourceId: id }
      },
    })
    expect(wrapper.text()).toContain('This row is not in the trace.')
  })
})
