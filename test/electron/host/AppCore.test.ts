import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { AppCore } from '../../../electron/host/AppCore.ts'
import type { AppEvent, CaseHandle, JobStatus, OpenedCase } from '../../../shared/contract/appCalls.ts'
import type { Result } from '../../../shared/lib/result.ts'
import { fakeShell, type FakeShell } from './fakeShell.ts'

async function started(): Promise<{ core: AppCore; shell: FakeShell; events: AppEvent[]; opened: OpenedCase }> {
  const shell = fakeShell()
  const core = new AppCore(shell.services, { beatMs: 20, cancelMs: 50, leaveMs: 50 })
  onTestFinished(() => core.close())
  const events: AppEvent[] = []
  core.onEvent((event) => events.push(event))
  const path = join(shell.folder, 'a.heapcase')
  writeFileSync(path, 'x')
  const opened = await value<OpenedCase>(core.call({ to: 'app', name: 'case.open', params: { path, readOnly: false } }))
  return { core, shell, events, opened }
}

async function value<T>(answer: Promise<Result<unknown>>): Promise<T> {
  const result = await answer
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`)
  return result.value as T
}

const lastStatus = (events: AppEvent[]): JobStatus => {
  const last = events.findLast((event) => event.kind === 'job')
  if (!last) throw new Error('no job event')
  return last.job
}

const importOf = (handle: CaseHandle): unknown => ({
  to: 'app',
  name: 'import.start',
  params: { handle, entries: [{ file: '/a.log', path: 'a.log', kind: 'gctrace' }], referenceOnly: false },
})

describe('AppCore, cases', () => {
  it('gives the case that is open already instead of a second process', async () => {
    const { core, shell, opened } = await started()
    const again = await value(
      core.call({ to: 'app', name: 'case.open', params: { path: opened.path, readOnly: false } }),
    )
    expect(again).toEqual(opened)
    expect(shell.cases).toHaveLength(1)
  })

  it('keeps a case open until the last page that shows it has closed it', async () => {
    const { core, shell, opened } = await started()
    const { path, handle } = opened
    const open = (page: string) =>
      value(core.call({ to: 'app', name: 'case.open', params: { path, readOnly: false } }, page))
    const close = (page: string) => value(core.call({ to: 'app', name: 'case.close', params: { handle } }, page))
    const isClosed = (): boolean => shell.cases[0]?.sent.at(-1)?.kind === 'close'
    core.leave('')
    await open('one')
    await open('two')
    await open('three')
    await close('one')
    expect(isClosed()).toBe(false)
    // A tab that was closed shows nothing; one that was loaded again asks for the overview of its case.
    core.leave('three')
    core.leave('two')
    shell.answers['case.overview'] = {}
    await value(core.call({ to: 'case', handle, name: 'case.overview', params: {} }, 'two again'))
    await close('two again')
    expect(isClosed()).toBe(true)
  })

  it('passes calls on and gives bytes once, under ids of its own', async () => {
    const { core, shell, opened } = await started()
    shell.answers['gcCycles.chart'] = { data: { id: 'inner', byteLength: 5 }, rows: 1 }
    const chart = await value<{ data: { id: string }; rows: number }>(
      core.call({
        to: 'case',
        handle: opened.handle,
        name: 'gcCycles.chart',
        params: { lifeId: 1, range: null, maxPoints: 100 },
      }),
    )
    expect(chart).toMatchObject({ rows: 1, data: { byteLength: 5 } })
    expect(chart.data.id).not.toBe('inner')
    expect(await core.data('inner')).toBeNull()
    expect(await core.data(chart.data.id)).toEqual(new TextEncoder().encode('inner'))
    expect(await core.data(chart.data.id)).toBeNull()
  })

  it('tells the window when a case process ends by itself, and answers what was open', async () => {
    const { core, shell, events, opened } = await started()
    const [process] = shell.cases
    if (!process) throw new Error('no process')
    process.onSent = null
    const answer = core.call({ to: 'case', handle: opened.handle, name: 'sources.list', params: {} })
    process.exit({ code: null, signal: 'SIGSEGV', lastWords: 'FATAL ERROR: heap\n    at somewhere\n' })
    expect(await answer).toMatchObject({ ok: false, error: { code: 'case/lost' } })
    const lost = events.find((event) => event.kind === 'caseLost')
    expect(lost?.error.message).toContain('signal SIGSEGV: FATAL ERROR: heap')
    expect(await core.call({ to: 'case', handle: opened.handle, name: 'sources.list', params: {} })).toMatchObject({
      ok: false,
      error: { code: 'case/unknown' },
    })
    // The next opening starts a fresh process.
    await value(core.call({ to: 'app', name: 'case.open', params: { path: opened.path, readOnly: false } }))
    expect(shell.cases).toHaveLength(2)
  })

  it('keeps in the recent list what a clean close said, and no loss is told', async () => {
    const { core, events, opened } = await started()
    await value(core.call({ to: 'app', name: 'case.close', params: { handle: opened.handle } }))
    expect(await value(core.call({ to: 'app', name: 'recent.list', params: {} }))).toMatchObject([
      { path: opened.path, name: 'a', bytes: 1, sources: 3, findings: { critical: 1 } },
    ])
    expect(events.filter(({ kind }) => kind === 'caseLost')).toEqual([])
  })

  it('refuses copies that did not go through the shell', async () => {
    const { core, opened } = await started()
    expect(
      await core.call({ to: 'case', handle: opened.handle, name: 'case.saveCopy', params: { path: '/etc/passwd' } }),
    ).toMatchObject({ ok: false, error: { code: 'call/not-for-windows' } })
  })

  it('asks for a path where the shell has no dialogs', async () => {
    const { core } = await started()
    expect(await core.call({ to: 'app', name: 'case.create', params: { path: null } })).toMatchObject({
      ok: false,
      error: { code: 'shell/needs-path' },
    })
  })
})

describe('AppCore, jobs', () => {
  it('tells a running job at least four times a second, also when it is silent', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const shell = fakeShell()
    const core = new AppCore(shell.services)
    const events: AppEvent[] = []
    core.onEvent((event) => events.push(event))
    const path = join(shell.folder, 'b.heapcase')
    const { handle } = await value<OpenedCase>(core.call({ to: 'app', name: 'case.create', params: { path } }))
    await value(core.call({ to: 'app', name: 'import.preview', params: { handle, paths: ['/x'], as: null } }))
    events.length = 0
    vi.advanceTimersByTime(1_000)
    expect(events.filter((event) => event.kind === 'job').length).toBeGreaterThanOrEqual(4)
    shell.jobs[0]?.say({ kind: 'done', result: { kind: 'preview', entries: [] } })
    events.length = 0
    vi.advanceTimersByTime(1_000)
    expect(events).toEqual([])
    shell.jobs[0]?.exit({ code: 0, signal: null, lastWords: '' })
  })

  it('tells the case process and the window after an import, then analyses', async () => {
    const { core, shell, events, opened } = await started()
    await value(core.call(importOf(opened.handle)))
    expect(shell.jobs[0]?.sent[0]).toEqual({
      kind: 'start',
      job: {
        kind: 'import',
        casePath: opened.path,
        lockToken: 'lock-1',
        entries: [{ file: '/a.log', path: 'a.log', kind: 'gctrace' }],
        referenceOnly: false,
        author: 'Ada',
      },
    })
    shell.jobs[0]?.say({
      kind: 'done',
      result: { kind: 'import', outcomes: [{ name: 'a.log', path: 'a.log', sourceId: 7, error: null }] },
    })
    await vi.waitFor(() => expect(shell.jobs[1]?.sent[0]).toMatchObject({ kind: 'start', job: { kind: 'analyse' } }))
    expect(shell.cases[0]?.sent.at(-1)).toEqual({ kind: 'changed' })
    expect(events.find(({ kind }) => kind === 'caseChanged')).toMatchObject({ handle: opened.handle })
    shell.jobs[1]?.say({ kind: 'done', result: { kind: 'analyse', findings: 2 } })
    await vi.waitFor(() => expect(events.filter(({ kind }) => kind === 'caseChanged')).toHaveLength(2))
  })

  it('starts no analysis when every file was refused', async () => {
    const { core, shell, events, opened } = await started()
    await value(core.call(importOf(opened.handle)))
    shell.jobs[0]?.say({
      kind: 'done',
      result: {
        kind: 'import',
        outcomes: [{ name: 'a', path: 'a', sourceId: null, error: { code: 'x', message: 'y' } }],
      },
    })
    await vi.waitFor(() => expect(events.some(({ kind }) => kind === 'caseChanged')).toBe(true))
    expect(shell.jobs).toHaveLength(1)
  })

  it('shows a crash as a failed job with its reason, and goes on with the next one', async () => {
    const { core, shell, events, opened } = await started()
    await value(core.call(importOf(opened.handle)))
    shell.jobs[0]?.exit({ code: 134, signal: null, lastWords: 'FATAL ERROR: Reached heap limit\n\nNode.js v24.21.0\n' })
    const failed = events.findLast((event) => event.kind === 'job' && event.job.kind === 'import')
    expect(failed).toMatchObject({ job: { state: 'failed', error: { code: 'job/crashed' } } })
    expect(JSON.stringify(failed)).toContain('exit code 134: FATAL ERROR: Reached heap limit')
    expect(await value(core.call({ to: 'case', handle: opened.handle, name: 'sources.list', params: {} }))).toBeNull()
    await value(core.call({ to: 'app', name: 'analysis.start', params: { handle: opened.handle } }))
  })

  it('cancels by asking, and ends a job that does not listen', async () => {
    const { core, shell, events, opened } = await started()
    const polite = await value(
      core.call({ to: 'app', name: 'import.preview', params: { handle: opened.handle, paths: ['/x'], as: null } }),
    )
    const [listening] = shell.jobs
    if (!listening) throw new Error('no job')
    listening.onSent = (message) => {
      if (message.kind === 'cancel') listening.say({ kind: 'failed', error: { code: 'job/cancelled', message: '' } })
    }
    await value(core.call({ to: 'app', name: 'jobs.cancel', params: { id: polite } }))
    expect(lastStatus(events)).toMatchObject({ state: 'cancelled', error: null })
    expect(listening.isKilled).toBe(false)

    const deaf = await value(
      core.call({ to: 'app', name: 'import.preview', params: { handle: opened.handle, paths: ['/x'], as: null } }),
    )
    await value(core.call({ to: 'app', name: 'jobs.cancel', params: { id: deaf } }))
    expect(lastStatus(events)).toMatchObject({ state: 'cancelled', error: null })
    expect(shell.jobs[1]?.isKilled).toBe(true)
  })

  it('prints the pages of a report job and hands it the bytes', async () => {
    const { core, shell, opened } = await started()
    await value(
      core.call({
        to: 'app',
        name: 'report.export',
        params: { handle: opened.handle, format: 'pdf', language: 'en', path: join(shell.folder, 'report') },
      }),
    )
    const [job] = shell.jobs
    expect(job?.sent[0]).toMatchObject({ job: { kind: 'report', path: join(shell.folder, 'report.pdf') } })
    const page = {
      html: '<p>',
      headerTemplate: '',
      footerTemplate: '',
      margins: { top: 1, bottom: 1, left: 1, right: 1 },
    }
    job?.say({ kind: 'print', request: 5, page })
    await vi.waitFor(() =>
      expect(job?.sent.at(-1)).toEqual({
        kind: 'printed',
        request: 5,
        result: { ok: true, value: new Uint8Array([1, 2, 3]) },
      }),
    )
    expect(shell.prints).toEqual([page])
  })

  it('cancels the jobs of a case before it closes it', async () => {
    const { core, shell, opened } = await started()
    await value(
      core.call({ to: 'app', name: 'import.preview', params: { handle: opened.handle, paths: ['/x'], as: null } }),
    )
    await value(core.call({ to: 'app', name: 'case.close', params: { handle: opened.handle } }))
    expect(shell.jobs[0]?.isKilled).toBe(true)
    expect(shell.cases[0]?.sent.at(-1)).toEqual({ kind: 'close' })
  })
})

describe('AppCore, sample case', () => {
  it('imports logs and profiles of both runs the first time only', async () => {
    const { core, shell } = await started()
    for (const [run, names] of [
      ['baseline', ['checkout.log', 'heap-20261121T033635Z.pb.gz', 'cpu-20261121T033645Z.pb.gz']],
      ['incident', ['checkout.log', 'heap-debug1-20261121T034357Z.txt', 'vars.json']],
    ] as const) {
      mkdirSync(join(shell.folder, 'samples', run), { recursive: true })
      for (const name of names) writeFileSync(join(shell.folder, 'samples', run, name), '')
    }
    shell.answers['sources.list'] = []
    await value(core.call({ to: 'app', name: 'case.openSample', params: { reset: false } }))
    expect(shell.jobs[0]?.sent[0]).toMatchObject({
      job: {
        kind: 'import',
        entries: [
          { path: 'baseline/checkout.log', kind: 'gctrace' },
          { path: 'baseline/cpu-20261121T033645Z.pb.gz', kind: 'profile' },
          { path: 'baseline/heap-20261121T033635Z.pb.gz', kind: 'profile' },
          { path: 'incident/checkout.log', kind: 'gctrace' },
        ],
      },
    })
    await value(core.call({ to: 'app', name: 'case.openSample', params: { reset: false } }))
    expect(shell.jobs).toHaveLength(1)
  })

  async function withCaptures() {
    const given = await started()
    const samples = join(given.shell.folder, 'samples', 'incident')
    mkdirSync(samples, { recursive: true })
    writeFileSync(join(samples, 'checkout.log'), 'four')
    const open = (reset: boolean) => given.core.call({ to: 'app', name: 'case.openSample', params: { reset } })
    const path = join(given.shell.folder, 'documents', 'checkout-incident.heapcase')
    return { ...given, open, path }
  }

  it('is told from other cases', async () => {
    const { open, opened, shell } = await withCaptures()
    shell.answers['sources.list'] = [{ path: 'incident/checkout.log', bytes: 4 }]
    expect([opened.isSample, (await value<OpenedCase>(open(false))).isSample]).toEqual([false, true])
  })

  it('is made anew by a reset, also while it is open', async () => {
    const { open, path, shell } = await withCaptures()
    shell.answers['sources.list'] = [{ path: 'incident/checkout.log', bytes: 4 }]
    const first = await value<OpenedCase>(open(false))
    writeFileSync(path, 'with annotations')
    const again = await value<OpenedCase>(open(true))
    expect([again.handle === first.handle, readFileSync(path, 'utf8')]).toEqual([false, 'x'])
  })

  it('is left alone by a reset where it is a case of the user’s own', async () => {
    const { open, path, shell } = await withCaptures()
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, 'my own')
    shell.answers['sources.list'] = [
      { path: 'incident/checkout.log', bytes: 4 },
      { path: 'production/heap.pb.gz', bytes: 9 },
    ]
    expect(await open(true)).toMatchObject({ ok: false, error: { code: 'sample/not-the-sample' } })
    expect(readFileSync(path, 'utf8')).toBe('my own')
  })
})

describe('AppCore, settings', () => {
  it('keeps preferences, and takes the default for what is damaged', async () => {
    const { core, shell } = await started()
    await value(core.call({ to: 'app', name: 'app.setPreferences', params: { theme: 'dark', language: 'zh-CN' } }))
    const file = join(shell.folder, 'user', 'preferences.json')
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
    const bindings = { 'case.open': ['F4', 'g q'], 'case.close': ['no keys'], 'window.jobs': [], 5: 'x', 'a b': ['k'] }
    writeFileSync(file, JSON.stringify({ ...kept, theme: 'plaid', bindings, recentChoices: 'none' }))
    const next = new AppCore(shell.services)
    expect(await value(next.call({ to: 'app', name: 'app.getPreferences', params: {} }))).toEqual({
      theme: 'system',
      language: 'zh-CN',
      density: 'compact',
      bindings: { 'case.open': ['F4', 'g q'], 'window.jobs': [] },
      recentChoices: [],
      author: '',
      environment: 'pprof',
      tour: { step: 0, state: 'new' },
    })
  })

  it('reads around damaged entries of the recent list', async () => {
    const { core, shell, opened } = await started()
    const file = join(shell.folder, 'user', 'recent.json')
    const kept = JSON.parse(readFileSync(file, 'utf8')) as unknown[]
    writeFileSync(file, JSON.stringify([{ path: 5 }, 'x', ...kept]))
    expect(await value(core.call({ to: 'app', name: 'recent.list', params: {} }))).toMatchObject([
      { path: opened.path },
    ])
    writeFileSync(file, '{ cut off')
    expect(await value(core.call({ to: 'app', name: 'recent.list', params: {} }))).toEqual([])
  })

  it('keeps in the recent list what a case says when it closes, and what is out of bounds falls back', async () => {
    const { core, shell, opened } = await started()
    await value(core.call({ to: 'app', name: 'recent.pin', params: { path: opened.path, isPinned: true } }))
    await value(core.call({ to: 'app', name: 'case.close', params: { handle: opened.handle } }))
    const kept = { sources: 3, isPinned: true, liveHeap: [1, 2, 4], service: 'checkout', findings: { critical: 1 } }
    expect(await value(core.call({ to: 'app', name: 'recent.list', params: {} }))).toMatchObject([kept])
    const file = join(shell.folder, 'user', 'recent.json')
    const [entry] = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>[]
    const bad = { liveHeap: Array(500).fill(1), service: 7, evidenceFromMs: 'then', headline: { en: 'only English' } }
    writeFileSync(file, JSON.stringify([{ ...entry, ...bad }]))
    expect(await value(core.call({ to: 'app', name: 'recent.list', params: {} }))).toMatchObject([
      { ...kept, liveHeap: [], service: '', evidenceFromMs: null, headline: null },
    ])
  })

  it('forgets the longest unopened cases, never a pinned one', async () => {
    const { core, shell, opened } = await started()
    await value(core.call({ to: 'app', name: 'recent.pin', params: { path: opened.path, isPinned: true } }))
    for (let index = 0; index < 45; index++) {
      const path = join(shell.folder, `case-${index}.heapcase`)
      writeFileSync(path, 'x')
      await value(core.call({ to: 'app', name: 'case.open', params: { path, readOnly: false } }))
    }
    const list = await value<{ path: string }[]>(core.call({ to: 'app', name: 'recent.list', params: {} }))
    const paths = list.map(({ path }) => path)
    expect([list.length, paths.includes(opened.path), paths.some((path) => path.endsWith('case-0.heapcase'))]).toEqual([
      41,
      true,
      false,
    ])
  })
})
