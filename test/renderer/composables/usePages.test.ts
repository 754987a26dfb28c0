// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import { PAGE, usePages } from '../../../renderer/composables/usePages.ts'
import { ok, type Result } from '../../../shared/lib/result.ts'
import { mountView, settle } from '../mountView.ts'

interface Answer {
  rows: number[]
  total: number
}
const page = (offset: number): Answer => ({
  rows: Array.from({ length: PAGE }, (_, at) => offset + at),
  total: 10 * PAGE,
})

it('tells the case which pages of a listing are no longer waited for', async () => {
  const asked: { filter: string; offset: number; asker: string; answer: (of: Result<Answer>) => void }[] = []
  const filter = ref('a')
  let ensure: (first: number, last: number) => void = () => undefined
  const Probe = defineComponent(() => {
    const pages = usePages<{ filter: string }, Answer, number>(
      () => ({ filter: filter.value }),
      (question, offset, _limit, asker = '') =>
        new Promise((answer) => asked.push({ ...question, offset, asker, answer })),
      (answer) => answer,
      () => 0,
    )
    ensure = pages.ensure
    return () => h('p', String(pages.rows.value.count))
  })
  const { wrapper, bridge } = await mountView(Probe)
  const dropped = (): unknown[] => bridge.calls.filter(([name]) => name === 'case.drop').map(([, params]) => params)

  asked[0]?.answer(ok(page(0)))
  await settle()
  ensure(PAGE, 3 * PAGE - 1)
  await settle()
  expect(asked.map(({ offset }) => offset)).toEqual([0, PAGE, 2 * PAGE])
  // Pages of one listing do not push each other aside.
  const [, second, third] = asked
  expect(second?.asker).not.toBe(third?.asker)
  asked[1]?.answer(ok(page(PAGE)))
  await settle()
  expect(dropped()).toEqual([])

  filter.value = 'b'
  await settle()
  expect(dropped()).toEqual([{ asker: third?.asker }])
  expect(asked.at(-1)).toMatchObject({ filter: 'b', offset: 0, asker: asked[0]?.asker })
  asked.at(-1)?.answer(ok(page(0)))
  await settle()
  // What is in sight is asked for anew; with the listing gone nobody waits for it.
  wrapper.unmount()
  expect(dropped().slice(1)).toEqual([{ asker: second?.asker }, { asker: third?.asker }])
})
