// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'
import { defineComponent, h, provide, ref } from 'vue'
import { createPaneSelection } from '../../../renderer/stores/paneSelection.ts'
import { PANE } from '../../../renderer/stores/selection.ts'
import { useCommandStore } from '../../../renderer/stores/commands.ts'
import { useImportFlowStore } from '../../../renderer/stores/importFlow.ts'
import RemoveSource from '../../../renderer/views/Sources/RemoveSource.vue'
import SourceInspector from '../../../renderer/views/Sources/SourceInspector.vue'
import SourcesView from '../../../renderer/views/Sources/SourcesView.vue'
import { rawPieces } from '../../../renderer/views/Sources/rawText.ts'
import type { TraceOverview } from '../../../shared/contract/traceCalls.ts'
import type { Source, SourceId } from '../../../shared/records/index.ts'
import { parseWallTime } from '../../../shared/units/time.ts'
import { overview, sourceId, sources, START_MS } from '../fakeCase.ts'
import { mountView, settle } from '../mountView.ts'
import { entry, job } from './entries.ts'

const overviewOf = (id: SourceId): TraceOverview => ({
  summary: {
    sourceId: id,
    header: 'go 1.26',
    family: 'v2',
    version: 26,
    firstNs: 0,
    lastNs: 2e9,
    startClockNs: '0',
    events: 40_307,
    completeEvents: 40_307,
    completeGenerations: 2,
    goroutines: 7,
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
  endNs: 2e9,
  figures: null,
  alloc: null,
  spans: null,
  quality: {
    generations: 2,
    events: 40_307,
    incompleteEvents: 0,
    failure: null,
    unnamedGoroutines: 0,
    goroutinesFromBefore: 0,
    undeterminedNs: 0,
    clocks: 0,
    clockDriftNs: null,
    unknownProcShare: null,
    isShort: false,
  },
})

describe('SourcesView', () => {
  it('lists sources with kind, content, placement and what was lost', async () => {
    const { wrapper } = await mountView(SourcesView)
    const rows = wrapper.findAll('[data-testid="table-row"]').map((row) => row.text().replace(/\s+/g, ' '))
    expect(rows).toEqual([
      expect.stringMatching(/incident\/checkout\.log.*gctrace log.*03:36:00 → 03:41:00.*1 damaged/),
      expect.stringMatching(/incident\/heap\.pb\.gz.*Profile, heap.*unplaced/),
    ])
  })

  it('says the date of what is placed where the sources span days, and how far off in a unit that reads', async () => {
    const later: Source = {
      ...sources[1]!,
      id: sourceId(3),
      placement: {
        startMs: START_MS + 3 * 86_400_000,
        endMs: START_MS + 3 * 86_400_000,
        errorMs: 604_800_000,
        basis: 'modified',
      },
    }
    const { wrapper } = await mountView(SourcesView, { case: { 'sources.list': () => [sources[0]!, later] } })
    const rows = wrapper.findAll('[data-testid="table-row"]').map((row) => row.text().replace(/\s+/g, ' '))
    expect(rows).toEqual([
      expect.stringContaining('11-21 03:36:00 → 03:41:00'),
      expect.stringContaining('11-24 03:36:00'),
    ])
    const inspector = await mountView(SourceInspector, {
      before: ({ selection }) => (selection.sourceId = later.id),
      case: {
        'sources.get': () => ({
          source: later,
          storedBytes: 1,
          issues: [],
          lives: [],
          pinned: [],
          parts: [],
          profile: null,
          chunks: 0,
        }),
      },
    })
    expect(inspector.wrapper.text()).toContain('±\u00a07\u00a0d')
  })

  it('chooses a source for who looks at it, and for nobody else', async () => {
    const isVisible = ref(true)
    const pane = { id: 'p1', view: 'sources' } as const
    const Pane = defineComponent(() => {
      provide(PANE, {
        ...pane,
        isVisible,
        isActive: isVisible,
        selection: createPaneSelection(pane, () => isVisible.value),
      })
      return () => h(SourcesView)
    })
    const { selection, cases } = await mountView(Pane, { case: { 'sources.list': () => [] } })
    // The import has ended and the investigator is elsewhere, with a source in sight, when this view hears of the sources.
    isVisible.value = false
    selection.restore({ view: 'trace', sourceId: sources[1]!.id })
    cases.sources = [...sources]
    await settle()
    expect(selection.sourceId).toBe(sources[1]!.id)
    selection.sourceId = null
    isVisible.value = true
    await settle()
    expect(selection.sourceId).toBe(sources[0]!.id)
  })

  it('shows an execution trace in figures and leads to its view', async () => {
    const trace = { ...sources[1]!, kind: 'gotrace' as const, variant: 'go 1.26' }
    const { wrapper, selection } = await mountView(SourcesView, {
      case: { 'sources.list': () => [sources[0]!, trace], 'traces.get': () => overviewOf(trace.id) },
      before: ({ selection: chosen }) => (chosen.sourceId = trace.id),
    })
    const content = wrapper.find('[data-testid="trace-content"]')
    expect(content.text()).toMatch(/Duration2\.00\ss.*Goroutines7/)
    await content.find('button').trigger('click')
    expect([selection.view, selection.sourceId]).toEqual(['trace', trace.id])
  })

  it('opens and removes a source from the menu of its row', async () => {
    const { wrapper, selection } = await mountView(SourcesView)
    const find = <T extends Element>(id: string): T => document.querySelector<T>(`[data-testid="${id}"]`)!
    const menu = async (): Promise<void> => {
      await wrapper.findAll('[data-testid="table-row"]')[1]!.trigger('contextmenu', { button: 2 })
      await settle()
    }
    await menu()
    find<HTMLElement>('row-remove').click()
    await settle()
    expect(find('remove-reason')).not.toBeNull()
    await menu()
    expect(find('row-open').textContent).toContain('Open in Profiles')
    find<HTMLElement>('row-open').click()
    expect([selection.view, selection.sourceId]).toEqual(['profile', sources[1]!.id])
  })

  it('shows the lines that an evidence link cites', async () => {
    const { wrapper, bridge } = await mountView(SourcesView, {
      before: ({ selection }) =>
        selection.restore({ view: 'sources', sourceId: sourceId(1), lines: { from: 1, to: 1 } }),
    })
    expect([
      wrapper.find('[data-testid="raw-lines"]').text(),
      bridge.calls.some(([name]) => name === 'sources.rawLines'),
    ]).toEqual([expect.stringContaining('cited: 1 – 1'), true])
  })

  it('shows a preview before anything is written, imports what was left chosen, and reports each outcome', async () => {
    const good = entry('good.log', {})
    const refused = entry('photo.png', {
      recognised: null,
      refusal: { code: 'formats/binary', message: 'A PNG image' },
    })
    const other = entry('other.log', {})
    const { wrapper, bridge } = await mountView(SourcesView, {
      app: { 'import.preview': () => 'p' as never, 'import.start': () => 'i' as never },
    })
    const flow = useImportFlowStore()
    await flow.preview(['/x'])
    bridge.emit({ kind: 'job', job: job('p', {}) })
    await settle()
    expect(wrapper.find('[data-testid="import-progress"]').text()).toContain('a.log')

    bridge.emit({
      kind: 'job',
      job: job('p', { state: 'done', result: { kind: 'preview', entries: [good, refused, other] } }),
    })
    await settle()
    const rows = wrapper.findAll('[data-testid="preview-entry"]')
    expect(rows.map((row) => row.find('input').element.checked)).toEqual([true, false, true])
    expect(rows[1]!.text()).toContain('A PNG image')
    await rows[2]!.find('input').trigger('change')
    await wrapper.find('[data-testid="import-start"]').trigger('click')
    await settle()
    expect(bridge.calls).toContainEqual([
      'import.start',
      { handle: 'case-1', entries: [{ file: 'good.log', path: 'good.log', kind: 'gctrace' }], referenceOnly: false },
    ])

    const outcomes = [
      {
        name: 'good.log',
        path: 'good.log',
        sourceId: null,
        error: { code: 'jobs/crashed', message: 'the reader ended' },
      },
    ]
    bridge.emit({ kind: 'job', job: job('i', { kind: 'import', state: 'done', result: { kind: 'import', outcomes } }) })
    await settle()
    expect(wrapper.find('[data-testid="import-outcomes"]').text()).toMatch(
      /0 files were imported.*1 was not taken.*the reader ended/s,
    )
  })

  it('shows why an import failed and leads back', async () => {
    const { wrapper, bridge } = await mountView(SourcesView, { app: { 'import.preview': () => 'p' as never } })
    await useImportFlowStore().preview(['/x'])
    bridge.emit({ kind: 'job', job: job('p', { state: 'failed', error: { code: 'jobs/crashed', message: 'killed' } }) })
    await settle()
    expect(wrapper.find('[data-testid="error-state"]').text()).toMatch(/killed.*jobs\/crashed/s)
  })
})

describe('SourceInspector', () => {
  it('shows hash, placement, lives and each issue with its line', async () => {
    const { wrapper, selection } = await mountView(SourceInspector, {
      before: ({ selection: chosen }) => (chosen.sourceId = sourceId(1)),
    })
    const text = wrapper.text()
    for (const part of ['aaaaaaaaaaaaaaaa…', 'log prefix', 'Life 1', 'GC cycle line is cut off', 'line 7', 'byte 812'])
      expect(text).toContain(part)
    await wrapper.find('[data-testid="issues"] a').trigger('click')
    expect(selection.lines).toEqual({ from: 7, to: 7 })
  })

  it.each([
    ['profile', [], 'rename the file to one like name-20261121T034358Z'],
    ['metrics', [], 'shown in their order'],
    ['gctrace', [], 'No line of the log has a time'],
    ['gctrace', [overview.lives[0]!], 'Pin a life'],
  ] as const)('says what places an unplaced %s with %j as its lives', async (kind, lives, advice) => {
    const source = { ...sources[1]!, kind }
    const { wrapper } = await mountView(SourceInspector, {
      before: ({ selection }) => (selection.sourceId = source.id),
      case: {
        'sources.get': () => ({
          source,
          storedBytes: 1,
          issues: [],
          lives: [...lives],
          pinned: [],
          parts: [],
          profile: null,
          chunks: 0,
        }),
      },
    })
    expect(wrapper.get('[data-testid="placing-advice"]').text()).toContain(advice)
  })

  it('pins a life to a typed time in the zone of the case', async () => {
    const { wrapper, bridge } = await mountView(SourceInspector, {
      before: ({ selection }) => (selection.sourceId = sourceId(1)),
      case: { 'settings.get': () => ({ author: '', zoneOffsetMinutes: 480 }), 'sources.pin': () => null },
    })
    await wrapper.find('[data-testid="pin-life"]').trigger('click')
    await wrapper.find('[data-testid="pin-time"]').setValue('2026-11-21 12:00:00.250')
    await wrapper.find('[data-testid="lives"] form').trigger('submit')
    await settle()
    expect(bridge.calls.find(([name]) => name === 'sources.pin')).toEqual([
      'sources.pin',
      { lifeId: 1, startMs: Date.UTC(2026, 10, 21, 4, 0, 0, 250) },
    ])
  })
})

describe('RemoveSource', () => {
  it('asks for a reason before a source leaves the case', async () => {
    const { wrapper, bridge } = await mountView(RemoveSource, {
      props: { source: sources[0] },
      case: { 'sources.remove': () => null },
    })
    await wrapper.find('[data-testid="remove-source"]').trigger('click')
    await settle()
    const find = <T extends Element>(id: string): T => document.querySelector<T>(`[data-testid="${id}"]`)!
    expect(find<HTMLButtonElement>('remove-confirm').disabled).toBe(true)
    const reason = find<HTMLTextAreaElement>('remove-reason')
    reason.value = 'wrong host'
    reason.dispatchEvent(new Event('input'))
    await settle()
    const analyse = vi.fn()
    useCommandStore().register([{ id: 'case.analyse', run: analyse }])
    find<HTMLButtonElement>('remove-confirm').click()
    await settle()
    // Its findings go at once.
    expect(analyse).toHaveBeenCalledOnce()
    expect(bridge.calls.find(([name]) => name === 'sources.remove')).toEqual([
      'sources.remove',
      { sourceId: 1, reason: 'wrong host' },
    ])
  })
})

describe('rawPieces', () => {
  const line =
    '2026-11-12T14:40:07Z stderr F gc 311 @2276.906s 1%: 0.10+352+0.30 ms clock, 1506->1531->756 MB, 1523 MB goal, 8 P'
  it('marks what the reader takes and keeps every character', () => {
    const pieces = rawPieces(line)
    expect(pieces.map(({ text }) => text).join('')).toBe(line)
    expect(pieces.filter(({ kind }) => kind === 'figure' || kind === 'mark').map(({ text }) => text)).toEqual([
      'gc 311',
      '2276.906s',
      '1%',
      '0.10+352+0.30',
      '1506->1531->756',
      '1523',
      '8',
    ])
  })
  it('leaves a foreign line whole', () => {
    expect(rawPieces('level=info msg="gc is fine"')).toEqual([{ kind: 'foreign', text: 'level=info msg="gc is fine"' }])
  })
})

describe('parseWallTime', () => {
  it('reads the zone of the case, and Z as UTC', () => {
    expect([parseWallTime('2026-11-21 03:40', 60), parseWallTime('2026-11-21T03:40:00Z', 60)]).toEqual([
      Date.UTC(2026, 10, 21, 2, 40),
      Date.UTC(2026, 10, 21, 3, 40),
    ])
  })
  it.each(['', 'yesterday', '2026-02-30 00:00', '2026-11-21 25:00', '2026-13-01 00:00'])('refuses %j', (text) => {
    expect(parseWallTime(text, 0)).toBeNull()
  })
})
