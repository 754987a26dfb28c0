// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import { useCaseQuery } from '../../../renderer/composables/useCaseQuery.ts'
import { useCaseStore } from '../../../renderer/stores/caseStore.ts'
import { openedCase, sourceId } from '../fakeCase.ts'
import { mountView, settle } from '../mountView.ts'

const lines = (text: string) => ({ lines: [{ line: 1, text, isCut: false }], total: 1 })

describe('useCaseQuery', () => {
  it('counts only the answer to the newest question', async () => {
    const asked = ref(1)
    const waiting = new Map<number, () => void>()
    const Probe = defineComponent(() => {
      const { data } = useCaseQuery('sources.rawLines', () => ({ sourceId: sourceId(asked.value), from: 1, count: 1 }))
      return () => h('p', data.value?.lines[0]?.text ?? 'nothing')
    })
    const { wrapper } = await mountView(Probe, {
      case: {
        'sources.rawLines': async ({ sourceId: id }) => {
          await new Promise<void>((resolve) => waiting.set(id, resolve))
          return lines(`source ${id}`)
        },
      },
    })
    asked.value = 2
    await settle()
    waiting.get(2)?.()
    await settle()
    waiting.get(1)?.()
    await settle()
    expect(wrapper.text()).toBe('source 2')
  })

  it('tells the case which answer is no longer waited for', async () => {
    const asked = ref(1)
    const Probe = defineComponent(() => {
      const { data } = useCaseQuery('sources.rawLines', () => ({ sourceId: sourceId(asked.value), from: 1, count: 1 }))
      return () => h('p', data.value?.lines[0]?.text ?? 'nothing')
    })
    const never = new Promise<never>(() => undefined)
    const { wrapper, bridge } = await mountView(Probe, {
      case: { 'sources.rawLines': ({ sourceId: id }) => (id === sourceId(3) ? lines('third') : never) },
    })
    asked.value = 2
    await settle()
    const askers = bridge.askers.filter((asker) => asker !== undefined)
    expect(askers).toEqual([askers[0], askers[0]])
    wrapper.unmount()
    await settle()
    expect(bridge.calls.filter(([name]) => name === 'case.drop')).toEqual([['case.drop', { asker: askers[0] }]])

    asked.value = 3
    const answered = await mountView(Probe, { case: { 'sources.rawLines': () => lines('third') } })
    answered.wrapper.unmount()
    await settle()
    expect(answered.bridge.calls.some(([name]) => name === 'case.drop')).toBe(false)
  })

  it('asks again when its part of the case changed, and only then', async () => {
    let count = 0
    const Probe = defineComponent(() => {
      const { data } = useCaseQuery('findings.list', () => ({}))
      return () => h('p', String(data.value?.findings.length))
    })
    const { bridge } = await mountView(Probe, {
      case: { 'findings.list': () => ({ findings: [], outcomes: [], at: ++count }) as never },
    })
    bridge.emit({ kind: 'caseChanged', handle: openedCase.handle, what: ['annotations'] })
    await settle()
    const before = count
    bridge.emit({ kind: 'caseChanged', handle: openedCase.handle, what: ['findings'] })
    await settle()
    expect([before, count]).toEqual([1, 2])
  })
})

describe('the open case', () => {
  it('is found again after a reload, and opened anew where its process is gone', async () => {
    const Nothing = defineComponent(() => () => h('p'))
    let isLost = false
    const { bridge, cases } = await mountView(Nothing, {
      case: {
        'case.overview': () => {
          if (isLost) throw new Error('gone')
          return { name: 'x' } as never
        },
      },
      app: {
        'case.open': ({ path }) => {
          isLost = false
          return { ...openedCase, handle: 'case-2' as never, path: path ?? '' }
        },
      },
    })
    cases.opened = null
    isLost = true
    const store = useCaseStore()
    await store.resume()
    expect([store.opened?.handle, bridge.calls.some(([name]) => name === 'case.open')]).toEqual(['case-2', true])
  })

  it('says when it was lost', async () => {
    const Nothing = defineComponent(() => () => h('p'))
    const { bridge, cases } = await mountView(Nothing)
    bridge.emit({ kind: 'caseLost', handle: openedCase.handle, error: { code: 'case/crashed', message: 'ended' } })
    expect(cases.lost).toEqual({ code: 'case/crashed', message: 'ended' })
  })
})
