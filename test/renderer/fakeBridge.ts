// A shell made of answers: what a test does not give is answered from the invented case; every call is kept for looking at.
import type { AppCallName, AppEvent, AppParams, AppResult, Preferences } from '../../shared/contract/appCalls.ts'
import type { CaseCallName, CaseParams, CaseResult } from '../../shared/contract/caseCalls.ts'
import type { Bridge, WindowCall } from '../../shared/contract/messages.ts'
import { CodedError, failed, ok, toCallError, type Result } from '../../shared/lib/result.ts'
import * as fake from './fakeCase.ts'

export type CaseAnswers = {
  [Name in CaseCallName]?: (params: CaseParams<Name>) => CaseResult<Name> | Promise<CaseResult<Name>>
}
export type AppAnswers = {
  [Name in AppCallName]?: (params: AppParams<Name>) => AppResult<Name> | Promise<AppResult<Name>>
}

const CASE: CaseAnswers = {
  'case.overview': () => fake.overview,
  'case.drop': () => null,
  'sources.list': () => fake.sources,
  'sources.get': ({ sourceId }) => ({
    source: fake.sources.find(({ id }) => id === sourceId) ?? fake.sources[0]!,
    issues: [
      {
        severity: 'dataLoss',
        code: 'gctrace/cut-line',
        message: 'GC cycle line is cut off',
        at: { line: 7, byte: 812 },
        count: 1,
      },
    ],
    parts: [],
    lives: fake.overview.lives.filter((life) => life.sourceId === sourceId),
    pinned: [],
    profile: null,
    chunks: 1,
    storedBytes: 1000,
  }),
  'sources.rawLines': ({ from }) => ({
    lines: [{ line: from, text: 'gc 1 @0.008s 2%: 0.1+1+0.1 ms clock', isCut: false }],
    total: 1,
  }),
  'diagnosis.get': () => fake.diagnosis,
  'findings.list': () => ({ findings: fake.findings, outcomes: fake.outcomes }),
  'findings.setVerdict': ({ key, kind, reason }) => ({
    ...fake.findings.find((finding) => finding.key === key)!,
    verdict: { kind, reason, author: 'N. N.', atMs: fake.START_MS },
  }),
  'findings.setLimit': () => null,
  'annotations.list': () => [],
  'annotations.detached': () => [],
  'checklists.list': () => [],
  'edits.state': () => ({ undo: null, redo: null }),
  'edits.undo': () => ({ undo: null, redo: { en: 'verdict', 'zh-CN': '结论' } }),
  'settings.get': () => ({ author: 'N. N.', zoneOffsetMinutes: 0 }),
  'layout.get': () => null,
  'layout.set': () => null,
  'report.get': () => fake.reportSettings,
  'report.update': (change) => ({ ...fake.reportSettings, ...change }),
  'report.document': () => fake.reportDocument,
}

export const PREFERENCES: Preferences = {
  language: 'en',
  theme: 'light',
  density: 'compact',
  bindings: {},
  recentChoices: [],
  author: '',
  environment: 'pprof',
  tour: { step: 0, state: 'new' },
}

const APP: AppAnswers = {
  'app.info': () => ({
    version: '0.1.0',
    shell: 'loopback',
    platform: 'linux',
    hasNativeDialogs: false,
    pdf: { available: true },
    isDevelopment: false,
    defaultFolder: '/home',
  }),
  'app.getPreferences': () => PREFERENCES,
  'app.setPreferences': (change) => ({ ...PREFERENCES, ...change }),
  'app.ready': () => null,
  'app.disabledCommands': () => null,
  'recent.list': () => [],
  'case.initial': () => null,
  'case.close': () => null,
  'jobs.list': () => [],
}

export interface FakeBridge extends Bridge {
  /** Every call, in order, as `[name, params]`. */
  calls: [string, unknown][]
  /** Who asked, call by call; undefined where nobody in particular. */
  askers: (string | undefined)[]
  emit(event: AppEvent): void
}

/** Answers of a test come before the usual ones; a call nobody answers fails by name. */
export function fakeBridge(answers: { case?: CaseAnswers; app?: AppAnswers } = {}): FakeBridge {
  const listeners = new Set<(event: AppEvent) => void>()
  const calls: [string, unknown][] = []
  const askers: FakeBridge['askers'] = []
  const table = {
    app: { ...APP, ...answers.app },
    case: { ...CASE, ...answers.case },
  } as unknown as Record<'app' | 'case', Record<string, ((params: unknown) => unknown) | undefined>>

  return {
    calls,
    askers,
    async call(call: WindowCall): Promise<Result<unknown>> {
      calls.push([call.name, call.params])
      askers.push(call.to === 'case' ? call.asker : undefined)
      const answer = table[call.to][call.name]
      try {
        if (!answer) throw new CodedError('fake/no-answer', `${call.name} has no answer in this test`)
        return ok(await answer(call.params))
      } catch (thrown) {
        return failed(toCallError(thrown))
      }
    },
    data: () => Promise.resolve(new ArrayBuffer(0)),
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    acceptDrop: (files) => Promise.resolve(files.map((file) => `/drop/${file.name}`)),
    emit: (event) => listeners.forEach((listener) => listener(event)),
  }
}
