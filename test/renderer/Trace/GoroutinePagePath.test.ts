// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest'
import type { CaseParams } from '../../../shared/contract/caseCalls.ts'
import type { GoroutineTexts } from '../../../renderer/views/Trace/goroutineTables.ts'
import GoroutinePagePath from '../../../renderer/views/Trace/GoroutinePagePath.vue'
import * as fake from '../fakeCase.ts'
import { mountView, settle } from '../mountView.ts'

const texts: GoroutineTexts = {
  head: (column) => column,
  state: (state) => state,
  runtime: 'runtime',
  depth: 'depth',
  who: 'who',
  steps: 'steps',
}

it('a path is worked out when asked for, and given up where it takes too long', async () => {
  const asked: CaseParams<'traces.path'>[] = []
  const { wrapper, bridge } = await mountView(GoroutinePagePath, {
    props: {
      sourceId: fake.sourceId(7),
      goroutine: 3,
      part: { fromNs: 5, toNs: 9 },
      partText: '4 ns',
      texts,
      fileName: 'a',
    },
    case: {
      'traces.path': (params) => {
        asked.push(params)
        return new Promise(() => undefined)
      },
    },
  })
  expect(asked).toEqual([])
  await wrapper.get('[data-testid="trace-find-path"]').trigger('click')
  await settle()
  expect(asked).toEqual([{ sourceId: fake.sourceId(7), goroutine: 3, fromNs: 5, toNs: 9 }])
  expect(wrapper.find('[data-testid="trace-give-up-path"]').exists()).toBe(false)
  const giveUp = await vi.waitFor(() => wrapper.get('[data-testid="trace-give-up-path"]'))
  await giveUp.trigger('click')
  await settle()
  expect(bridge.calls.filter(([name]) => name === 'case.drop')).toHaveLength(1)
  expect(wrapper.find('[data-testid="trace-find-path"]').exists()).toBe(true)
})
