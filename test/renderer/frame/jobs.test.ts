// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import type { JobStatus, TraceSoFar } from '../../../shared/contract/appCalls.ts'
import { failureText } from '../../../renderer/frame/jobText.ts'
import JobTray from '../../../renderer/frame/JobTray.vue'
import StatusBar from '../../../renderer/frame/StatusBar.vue'
import { useJobStore } from '../../../renderer/stores/jobs.ts'
import { useToastStore } from '../../../renderer/stores/toasts.ts'
import { openedCase, sourceId } from '../fakeCase.ts'
import { mountView, settle } from '../mountView.ts'

const job = (id: string, change: Partial<JobStatus> = {}): JobStatus => ({
  id: id as JobStatus['id'],
  kind: 'import',
  caseHandle: openedCase.handle,
  state: 'running',
  startedAtMs: Number(id.replace(/\D/g, '')),
  endedAtMs: null,
  progress: {
    phase: 'import',
    file: 'big.log',
    bytesDone: 1,
    bytesTotal: 2,
    records: 0,
    bytesPerSecond: 1,
    secondsLeft: 1,
  },
  error: null,
  result: null,
  ...change,
})
const failed = job('j1', {
  state: 'failed',
  endedAtMs: 5,
  error: { code: 'job/crashed', message: 'the process was killed', detail: { byte: 812 } },
})

describe('the job tray', () => {
  it('shows what has been read of an execution trace, and what its first generation shows', async () => {
    const { wrapper, bridge } = await mountView(JobTray)
    useJobStore().isTrayOpen = true
    const counts = { events: 1, goroutines: 2, procs: 4, spanNs: 1.5e9, gcCycles: 0, pauses: 0, longestPauseNs: null }
    const tell = async (trace: TraceSoFar) => {
      const running = job('j1')
      bridge.emit({ kind: 'job', job: { ...running, progress: { ...running.progress, trace } } })
      await settle()
      return wrapper.get('[data-testid="trace-progress"]').text()
    }
    const header = { header: 'go 1.26', generations: 0, first: null }
    expect(await tell({ ...counts, ...header, events: 0 })).toBe('Execution trace, format go 1.26')
    expect(await tell({ ...counts, ...header })).toBe(
      'Execution trace, format go 1.26 · 1 event · 2 goroutines · 4 Ps · 1.50 s of the program · 0 GC cycles · 0 stops of the world',
    )
    const first = { ...counts, events: 12_345, gcCycles: 3, pauses: 6, longestPauseNs: 120_000 }
    await tell({ ...counts, ...header, events: 20_000, generations: 1, first })
    expect(wrapper.get('[data-testid="trace-first-generation"]').text()).toMatch(
      /^First generation: 12,345 events · .*3 GC cycles · 6 stops of the world · longest 120\s*µs$/,
    )
  })

  it('closes by Escape wherever the focus is, by a click elsewhere, and with another case', async () => {
    const { wrapper, cases } = await mountView(JobTray)
    const jobs = useJobStore()
    const opened = async (): Promise<void> => {
      jobs.isTrayOpen = true
      await settle()
    }
    await opened()
    wrapper.get('[data-testid="job-tray"]').element.dispatchEvent(new Event('pointerdown', { bubbles: true }))
    expect(jobs.isTrayOpen).toBe(true)
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    expect(jobs.isTrayOpen).toBe(false)
    await opened()
    document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }))
    expect(jobs.isTrayOpen).toBe(false)
    await opened()
    await cases.show(null)
    await settle()
    expect(jobs.isTrayOpen).toBe(false)
  })

  it('keeps a failure until somebody puts it away, and says so once', async () => {
    const { wrapper, bridge } = await mountView(JobTray)
    const jobs = useJobStore()
    jobs.isTrayOpen = true
    bridge.emit({ kind: 'job', job: job('j1') })
    bridge.emit({ kind: 'job', job: failed })
    bridge.emit({ kind: 'job', job: failed })
    bridge.emit({ kind: 'job', job: job('j2', { state: 'cancelled', endedAtMs: 9 }) })
    bridge.emit({
      kind: 'job',
      job: job('j3', { state: 'done', endedAtMs: 9, result: { kind: 'analyse', findings: 3 } }),
    })
    await settle()
    const [toast, ...more] = useToastStore().toasts
    expect([toast?.text, toast?.action?.title, more]).toEqual(['Import failed. the process was killed', 'Show', []])
    expect(wrapper.get('[data-testid="job-error"]').text()).toMatch(
      /the process was killed.*job\/crashed · big.log, byte 812/s,
    )
    await wrapper.get('[data-testid="jobs-clear"]').trigger('click')
    expect(wrapper.findAll('[data-testid="job"]').map((entry) => entry.attributes('data-state'))).toEqual(['failed'])
    await wrapper.get('[data-testid="job"] .icon-button').trigger('click')
    expect([
      wrapper.findAll('[data-testid="job"]').length,
      JSON.parse(sessionStorage.getItem('heapcase.jobs.dismissed')!),
    ]).toEqual([0, expect.arrayContaining(['j1', 'j2', 'j3'])])
  })

  it('says while a job is asked to end, and asks once', async () => {
    const { wrapper, bridge } = await mountView(JobTray, { app: { 'jobs.cancel': () => null } })
    useJobStore().isTrayOpen = true
    bridge.emit({ kind: 'job', job: job('j1') })
    await settle()
    await wrapper.get('[data-testid="job-cancel"]').trigger('click')
    expect([
      wrapper.get('[data-testid="job"]').text(),
      wrapper.get('[data-testid="job-cancel"]').attributes('disabled'),
    ]).toEqual([expect.stringContaining('cancelling'), ''])
    bridge.emit({ kind: 'job', job: job('j1', { state: 'cancelled', endedAtMs: 1 }) })
    await settle()
    expect(wrapper.get('[data-testid="job"]').text()).toContain('cancelled')
  })

  it('shows files that were refused, and files that were not read whole', async () => {
    const { wrapper, bridge, selection } = await mountView(JobTray)
    useJobStore().isTrayOpen = true
    const outcome = (name: string, id: number | null): object => ({
      name,
      path: name,
      sourceId: id,
      error: id === null ? { code: 'format/not-ours', message: `${name} is no log` } : null,
    })
    const outcomes = [outcome('a', 1), ...['b', 'c', 'd', '<img src=x>', 'e'].map((name) => outcome(name, null))]
    bridge.emit({
      kind: 'job',
      job: job('j1', { state: 'done', endedAtMs: 9, result: { kind: 'import', outcomes: outcomes as never } }),
    })
    await settle()
    const text = (): string => wrapper.get('[data-testid="job"]').text()
    expect([text(), wrapper.findAll('.error').length]).toEqual([expect.stringContaining('and 2 more'), 3])
    await wrapper.get('.reason .link').trigger('click')
    expect([wrapper.findAll('.error').length, document.querySelectorAll('img').length]).toEqual([5, 0])
    await wrapper.get(`[title="incident/checkout.log"]`).trigger('click')
    expect(selection.sourceId).toBe(sourceId(1))
  })

  it('gives a failure as text to pass on', () => {
    expect(failureText(failed)).toBe(
      [
        'import failed',
        'started 1970-01-01T00:00:00.001Z',
        'ended 1970-01-01T00:00:00.005Z',
        'phase import',
        'file big.log',
        'job/crashed: the process was killed',
        '  byte: 812',
      ].join('\n'),
    )
  })
})

describe('the status bar', () => {
  it('names what leads further: clock, warnings, failures, zone, connections', async () => {
    const { wrapper, bridge, selection } = await mountView(StatusBar, {
      before: (stores) => stores.selection.restore({ view: 'overview' }),
    })
    bridge.emit({ kind: 'job', job: failed })
    await settle()
    const text = (id: string): string => wrapper.get(`[data-testid="${id}"]`).text().replace(/\s+/g, ' ')
    expect(['status-clock', 'status-warnings', 'job-button', 'status-zone', 'status-offline'].map(text)).toEqual([
      'Clock ± 1.5 ms, 1 placed, 1 unplaced',
      'Warning1 warning',
      'Critical1 failed· No jobs running',
      'UTC',
      'Offline · 0 connections',
    ])
    await wrapper.get('[data-testid="status-warnings"]').trigger('click')
    await settle()
    document.querySelector<HTMLElement>('[data-testid="troubled-source"]')!.click()
    expect(selection.link).toMatchObject({ view: 'sources', sourceId: 1 })
  })

  it('changes the zone of the case', async () => {
    const { wrapper, bridge, cases } = await mountView(StatusBar, {
      case: { 'settings.update': (change) => ({ author: '', zoneOffsetMinutes: 0, ...change }) },
      before: (stores) => stores.selection.restore({ view: 'overview' }),
    })
    await wrapper.get('[data-testid="status-zone"]').trigger('click')
    await settle()
    const select = document.querySelector<HTMLSelectElement>('[data-testid="zone-select"]')!
    select.value = '480'
    select.dispatchEvent(new Event('change'))
    await settle()
    expect([bridge.calls.at(-1), cases.settings.zoneOffsetMinutes]).toEqual([
      ['settings.update', { zoneOffsetMinutes: 480 }],
      480,
    ])
  })

  it('counts requests to others as they are', async () => {
    const { foreignRequests } = await import('../../../renderer/frame/status/foreignRequests.ts')
    const names = [
      `${location.origin}/a.js`,
      'data:image/png,',
      'blob:x',
      'https://elsewhere.example/x',
      `${location.origin}.evil/x`,
    ]
    expect(foreignRequests(names.map((name) => ({ name })))).toEqual({ all: 5, foreign: 2 })
  })
})
