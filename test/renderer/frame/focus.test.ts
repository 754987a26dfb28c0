// @vitest-environment happy-dom
import { defineComponent, h, ref, Teleport } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import type { JobStatus } from '../../../shared/contract/appCalls.ts'
import { focusRegion } from '../../../renderer/commands/regions.ts'
import { useFocusRescue } from '../../../renderer/composables/useFocusRescue.ts'
import FrameLayout from '../../../renderer/frame/FrameLayout.vue'
import { mountView, settle } from '../mountView.ts'

const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 120))
const focusedId = (): string | null => document.activeElement?.getAttribute('id') ?? null

describe('the focus', () => {
  it('goes to what is left around an element that goes away', async () => {
    const isThere = ref(true)
    const part = defineComponent(() => {
      useFocusRescue()
      return () =>
        h('section', { id: 'outer' }, [
          isThere.value ? h('div', { id: 'inner' }, [h('button', { id: 'gone' }, 'x')]) : h('p', 'left'),
        ])
    })
    await mountView(part)
    document.querySelector<HTMLElement>('#gone')?.focus()
    expect(focusedId()).toBe('gone')
    isThere.value = false
    await settle()
    await wait()
    expect(focusedId()).toBe('outer')
  })

  it('goes to what is left around where it was before a dialog that goes away', async () => {
    const step = ref(0)
    const part = defineComponent(() => {
      useFocusRescue()
      return () => [
        h('section', { id: 'outer' }, [step.value < 2 ? h('a', { id: 'link', href: '#' }, 'x') : h('p', 'left')]),
        h(Teleport, { to: 'body' }, [
          step.value === 1 ? h('div', { role: 'dialog' }, [h('input', { id: 'asked' })]) : null,
        ]),
      ]
    })
    await mountView(part)
    document.querySelector<HTMLElement>('#link')?.focus()
    step.value = 1
    await settle()
    document.querySelector<HTMLElement>('#asked')?.focus()
    expect(focusedId()).toBe('asked')
    step.value = 2
    await settle()
    await wait()
    expect(focusedId()).toBe('outer')
  })

  it('is left alone where somebody lets it go', async () => {
    const part = defineComponent(() => {
      useFocusRescue()
      return () => h('button', { id: 'kept' }, 'x')
    })
    await mountView(part)
    document.querySelector<HTMLElement>('#kept')?.focus()
    document.querySelector<HTMLElement>('#kept')?.blur()
    document.body.append(document.createElement('p'))
    await wait()
    expect(document.activeElement).toBe(document.body)
  })

  it('goes from part to part with F6 and round', async () => {
    const { wrapper } = await mountView(FrameLayout, {
      before: ({ selection }) => selection.restore({ view: 'overview' }),
    })
    // Views and inspectors load by themselves.
    await vi.waitFor(() => expect(wrapper.findAll('[data-testid="overview-finding"]').length).toBeGreaterThan(0))
    const regions = wrapper.findAll('[data-region]').map(({ element }) => element)
    expect(regions.length).toBeGreaterThan(3)
    const visited: number[] = []
    for (let step = 0; step < regions.length; step++) {
      focusRegion(1)
      visited.push(regions.findIndex((region) => region.contains(document.activeElement)))
    }
    expect(new Set(visited).size).toBeGreaterThan(3)
    expect(visited).toEqual([...visited].sort((a, b) => a - b))
    const last = document.activeElement
    focusRegion(1)
    focusRegion(-1)
    expect(document.activeElement).toBe(last)
  })
})

describe('rows of choices', () => {
  it('move by arrow keys, round, and choose as they go', async () => {
    await mountView(FrameLayout, { before: ({ selection }) => selection.restore({ view: 'findings' }) })
    const arrow = (key: string): void => {
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { key, code: key, bubbles: true, cancelable: true }),
      )
    }
    const tab = (id: string): HTMLElement => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)!
    await vi.waitFor(() => expect(tab('tab-found')).not.toBeNull())
    tab('tab-found').focus()
    arrow('ArrowRight')
    await settle()
    expect([document.activeElement, tab('tab-rules').getAttribute('aria-selected')]).toEqual([tab('tab-rules'), 'true'])
    arrow('ArrowRight')
    await settle()
    expect([document.activeElement, tab('tab-found').getAttribute('aria-selected')]).toEqual([tab('tab-found'), 'true'])
  })
})

describe('what is said by itself', () => {
  const job = (state: JobStatus['state'], change: Partial<JobStatus> = {}): JobStatus => ({
    id: 'j1' as JobStatus['id'],
    kind: 'import',
    caseHandle: null,
    state,
    startedAtMs: 1,
    endedAtMs: null,
    progress: {
      phase: 'import',
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
  const said = (): string => document.querySelector('[data-testid="live-region"]')?.textContent ?? ''

  it('is the end of a job that ran, with the reason of a failure', async () => {
    const { bridge } = await mountView(FrameLayout)
    // A job that had ended before is no news.
    bridge.emit({ kind: 'job', job: job('done') })
    await settle()
    expect(said()).toBe('')
    bridge.emit({ kind: 'job', job: job('running') })
    await settle()
    bridge.emit({
      kind: 'job',
      job: job('failed', { error: { code: 'casefile/disk-full', message: 'The disk is full.' } }),
    })
    await settle()
    expect(said()).toBe('Import failed: The disk is full.')
  })
})
