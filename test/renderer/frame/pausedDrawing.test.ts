// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import {
  defineComponent,
  getCurrentInstance,
  h,
  nextTick,
  ref,
  Teleport,
  watch,
  type ComponentInternalInstance,
  type FunctionalComponent,
} from 'vue'
import { pauseDrawing } from '../../../renderer/frame/dock/pausedDrawing.ts'

it('stops what lies below, at any depth, and draws each part once when it goes on', async () => {
  const word = ref('one')
  const more = ref(1)
  const draws: string[] = []
  const seen: string[] = []
  const Leaf = defineComponent({
    props: { name: { type: String, required: true } },
    setup(props) {
      watch(word, (now) => seen.push(`${props.name} ${now}`))
      return () => {
        draws.push(props.name)
        return h('b', `${props.name} ${word.value}`)
      }
    },
  })
  const Middle: FunctionalComponent = (_, { slots }) =>
    h('div', [h('ul', [h('li', slots['default']?.())]), h(Teleport, { to: 'body' }, h(Leaf, { name: 'outside' }))])
  let self: ComponentInternalInstance | null = null
  const Pane: FunctionalComponent = () => {
    self = getCurrentInstance()
    return h('section', [
      word.value,
      h(Middle, () => h(Leaf, { name: 'slotted' })),
      Array.from({ length: more.value }, (__, at) => h(Leaf, { name: `row ${at}`, key: at })),
    ])
  }
  const wrapper = mount(Pane, { attachTo: document.body })
  const resume = pauseDrawing(self!)
  draws.length = 0

  word.value = 'two'
  await nextTick()
  word.value = 'three'
  await nextTick()
  expect(draws, 'nothing is drawn').toEqual([])
  expect(wrapper.text(), 'but the pane itself').toBe('three' + 'slotted one' + 'row 0 one')
  expect(
    seen.filter((entry) => entry.startsWith('slotted')),
    'watchers go on',
  ).toEqual(['slotted two', 'slotted three'])

  resume()
  await nextTick()
  expect(draws.toSorted()).toEqual(['outside', 'row 0', 'slotted'])
  expect(document.body.textContent).toContain('outside three')
  expect(wrapper.text()).toBe('three' + 'slotted three' + 'row 0 three')

  const again = pauseDrawing(self!)
  more.value = 0
  await nextTick()
  again()
  await nextTick()
  expect(wrapper.text(), 'what has gone meanwhile stays away').toBe('three' + 'slotted three')
  wrapper.unmount()
})
