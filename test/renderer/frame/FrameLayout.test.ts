// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'
import type { JobStatus } from '../../../shared/contract/appCalls.ts'
import { CodedError } from '../../../shared/lib/result.ts'
import FrameLayout from '../../../renderer/frame/FrameLayout.vue'
import { useCommandStore } from '../../../renderer/stores/commands.ts'
import { useJobStore } from '../../../renderer/stores/jobs.ts'
import { openedCase } from '../fakeCase.ts'
import { mountView, settle } from '../mountView.ts'

const overview = {
  before: ({ selection }: { selection: { restore: (link: { view: 'overview' }) => void } }) =>
    selection.restore({ view: 'overview' }),
}
const press = (code: string, change: KeyboardEventInit = {}, target: EventTarget = window): void => {
  target.dispatchEvent(
    new KeyboardEvent('keydown', {
      code,
      key: code.replace(/^Key/, '').toLowerCase(),
      bubbles: true,
      cancelable: true,
      ...change,
    }),
  )
}

describe('FrameLayout', () => {
  it('shows the case, its counts and how it is kept', async () => {
    const { wrapper } = await mountView(FrameLayout, overview)
    expect({
      name: wrapper.find('[data-testid="case-name"]').text(),
      sources: wrapper.find('[data-testid="rail-sources"]').text(),
      current: wrapper.find('[aria-current="page"]').attributes('data-testid'),
    }).toEqual({
      name: 'checkout memory',
      sources: 'Sources2',
      current: 'rail-overview',
    })
    expect(wrapper.find('[data-testid="status-bar"]').text().replace(/\s+/g, ' ')).toMatch(
      /Saved.*2 sources · 398.KiB.*1 placed, 1 unplaced.*No jobs running.*UTC.*Offline/,
    )
  })

  it('shows Home where no case is open, whatever the address says', async () => {
    const { wrapper, selection } = await mountView(FrameLayout, { isOpen: false, ...overview })
    expect([wrapper.find('[data-testid="home"]').exists(), selection.view, wrapper.find('nav').exists()]).toEqual([
      true,
      'home',
      false,
    ])
  })

  it('goes to views by their keys', async () => {
    const { selection } = await mountView(FrameLayout, overview)
    press('KeyG', { key: 'g' })
    press('KeyR', { key: 'r' })
    expect(selection.view).toBe('report')
  })

  it('leaves letters to the field somebody types in', async () => {
    const { selection } = await mountView(FrameLayout, overview)
    const field = document.createElement('input')
    document.body.append(field)
    for (const key of ['g', 'r'])
      field.dispatchEvent(new KeyboardEvent('keydown', { key, code: `Key${key.toUpperCase()}`, bubbles: true }))
    expect(selection.view).toBe('overview')
  })

  it('runs what the shell’s menu asks for', async () => {
    const { bridge, selection } = await mountView(FrameLayout, overview)
    bridge.emit({ kind: 'command', id: 'view.findings' })
    expect(selection.view).toBe('findings')
  })

  it('finds findings and sources in the palette and goes there', async () => {
    const { selection } = await mountView(FrameLayout, overview)
    useCommandStore().isPaletteOpen = true
    await settle()
    const input = document.querySelector<HTMLInputElement>('[data-testid="palette-input"]')!
    input.value = 'Title of F-002'
    input.dispatchEvent(new Event('input'))
    await settle()
    press('Enter', { key: 'Enter' }, input)
    await settle()
    expect(selection.link).toEqual({ view: 'findings', findingKey: 'gc/growing-live-heap@F-002' })
  })

  it('opens a pasted link', async () => {
    const { selection } = await mountView(FrameLayout, overview)
    useCommandStore().isPaletteOpen = true
    await settle()
    const input = document.querySelector<HTMLInputElement>('[data-testid="palette-input"]')!
    input.value = '#/sources?source=1&lines=3,9'
    input.dispatchEvent(new Event('input'))
    await settle()
    press('Enter', { key: 'Enter' }, input)
    await vi.waitFor(() => expect(selection.link).toEqual({ view: 'sources', sourceId: 1, lines: { from: 3, to: 9 } }))
  })

  it('says that a case is read only, and offers to open a lost one again', async () => {
    const { wrapper, bridge } = await mountView(FrameLayout, { isReadOnly: true, ...overview })
    expect(wrapper.find('[data-testid="read-only-banner"]').exists()).toBe(true)
    bridge.emit({
      kind: 'caseLost',
      handle: openedCase.handle,
      error: { code: 'case/crashed', message: 'the case process ended' },
    })
    await settle()
    expect(wrapper.find('[data-testid="case-lost"]').text()).toContain('the case process ended')
  })

  it('takes an edit back, and says which', async () => {
    const { wrapper, bridge } = await mountView(FrameLayout, {
      ...overview,
      case: { 'edits.state': () => ({ undo: { en: 'verdict on F-001', 'zh-CN': 'F-001 的结论' }, redo: null }) },
    })
    press('KeyZ', { key: 'z', ctrlKey: true })
    await settle()
    expect(bridge.calls).toContainEqual(['edits.undo', {}])
    expect(wrapper.find('[data-testid="toast"]').text()).toContain('Taken back: verdict on F-001')
  })

  it('shows a running job with figures, and a failed one with its reason', async () => {
    const job: JobStatus = {
      id: 'j' as JobStatus['id'],
      kind: 'import',
      caseHandle: openedCase.handle,
      state: 'running',
      startedAtMs: 0,
      endedAtMs: null,
      progress: {
        phase: 'read',
        file: 'big.log',
        bytesDone: 1_048_576,
        bytesTotal: 2_097_152,
        records: 1200,
        bytesPerSecond: 1_048_576,
        secondsLeft: 1,
      },
      error: null,
      result: null,
    }
    const { wrapper, bridge } = await mountView(FrameLayout, { ...overview, app: { 'jobs.cancel': () => null } })
    useJobStore().isTrayOpen = true
    bridge.emit({ kind: 'job', job })
    await settle()
    const running = wrapper
      .find('[data-testid="job"]')
      .text()
      .replace(/[\s\u00a0]+/g, ' ')
    for (const part of ['Import', 'big.log', '1.00 s left', '1.00 MiB of 2.00 MiB', '1.00 MiB/s', '1,200 records'])
      expect(running).toContain(part)
    await wrapper.find('[data-testid="job"] button').trigger('click')
    expect(bridge.calls).toContainEqual(['jobs.cancel', { id: 'j' }])
    bridge.emit({
      kind: 'job',
      job: {
        ...job,
        state: 'failed',
        endedAtMs: 10,
        error: { code: 'jobs/crashed', message: 'the process was killed' },
      },
    })
    await settle()
    expect(wrapper.find('[data-testid="job"]').text()).toMatch(/failed.*the process was killed.*jobs\/crashed/s)
  })

  it('offers to read a case that somebody else is writing to', async () => {
    const { bridge, cases } = await mountView(FrameLayout, {
      isOpen: false,
      app: {
        'case.open': ({ path, readOnly }) => {
          if (!readOnly) throw new CodedError('casefile/locked', 'another program writes to it')
          return { ...openedCase, path: path ?? '', isReadOnly: true }
        },
      },
    })
    bridge.emit({ kind: 'openCase', path: '/cases/a.heapcase' })
    await settle()
    document.querySelector<HTMLButtonElement>('[data-testid="open-read-only"]')!.click()
    await settle()
    expect([cases.opened?.path, cases.isReadOnly]).toEqual(['/cases/a.heapcase', true])
  })
})
