// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { createCase } from '../../../renderer/commands/caseCommands.ts'
import { exportReport } from '../../../renderer/commands/reportCommands.ts'
import TakenDialog from '../../../renderer/frame/TakenDialog.vue'
import { useJobStore } from '../../../renderer/stores/jobs.ts'
import { useToastStore } from '../../../renderer/stores/toasts.ts'
import type { JobId, JobStatus } from '../../../shared/contract/appCalls.ts'
import { CodedError } from '../../../shared/lib/result.ts'
import { openedCase } from '../fakeCase.ts'
import { mountView, settle, type Mounted } from '../mountView.ts'

const PATH = '/cases/checkout memory.heapcase'
const press = (id: string): void => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)?.click()

describe('a new case where a file is', () => {
  let mounted: Mounted
  const asked = (name: string): number => mounted.bridge.calls.filter(([called]) => called === name).length
  beforeEach(async () => {
    mounted = await mountView(TakenDialog, {
      isOpen: false,
      app: {
        'case.create': () => {
          throw new CodedError('casefile/exists', `There is a file of this name already: ${PATH}.`, { path: PATH })
        },
        'case.open': () => openedCase,
      },
    })
  })

  it('is said with its path, and opened when that is wanted', async () => {
    const outcome = createCase()
    await settle()
    expect(document.querySelector('[data-testid="taken-path"]')?.textContent).toBe(PATH)
    press('taken-open')
    expect(await outcome).toBe(true)
    expect(mounted.bridge.calls).toContainEqual(['case.open', { path: PATH, readOnly: false }])
    expect(useToastStore().toasts).toEqual([])
  })

  it('is let alone when another name is wanted', async () => {
    void createCase()
    await settle()
    press('taken-rename')
    await settle()
    expect([asked('case.create'), asked('case.open')]).toEqual([2, 0])
  })
})

describe('an export', () => {
  const job = (change: Partial<JobStatus>): JobStatus => ({
    id: 'r' as JobId,
    kind: 'report',
    caseHandle: openedCase.handle,
    state: 'running',
    startedAtMs: 1,
    endedAtMs: null,
    progress: {
      phase: 'build',
      file: null,
      bytesDone: 0,
      bytesTotal: null,
      records: 0,
      bytesPerSecond: 0,
      secondsLeft: null,
    },
    error: null,
    result: null,
    ...change,
  })

  it('says where the file is when it is there, and opens nothing by itself', async () => {
    const { bridge } = await mountView(TakenDialog, { app: { 'report.export': () => 'r' as JobId } })
    const done = exportReport('html', 'en')
    bridge.emit({ kind: 'job', job: job({}) })
    await settle()
    expect([useJobStore().isTrayOpen, useToastStore().toasts.length]).toEqual([false, 0])
    const result = { kind: 'report', path: '/docs/report.html', bytes: 2048 } as JobStatus['result']
    bridge.emit({ kind: 'job', job: job({ state: 'done', endedAtMs: 2, result }) })
    await done
    const [toast] = useToastStore().toasts
    expect([toast?.text, toast?.action?.title, useJobStore().isTrayOpen]).toEqual([
      'The report was written: /docs/report.html, 2.00\u00a0KiB',
      'Copy path',
      false,
    ])
  })
})
