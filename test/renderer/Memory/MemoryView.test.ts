// @vitest-environment happy-dom
import { beforeAll, describe, expect, it } from 'vitest'
import { CodedError } from '../../../shared/lib/result.ts'
import { sameText } from '../../../shared/lib/localText.ts'
import MemoryInspector from '../../../renderer/views/Memory/MemoryInspector.vue'
import MemoryView from '../../../renderer/views/Memory/MemoryView.vue'
import { giveLayout } from '../charts/layout.ts'
import type { CaseAnswers } from '../fakeBridge.ts'
import { START_MS } from '../fakeCase.ts'
import { mountView, settle, type MountOptions } from '../mountView.ts'
import { classBytes, classChart, group, instants, partOf, steps, waterfall } from './memoryBuilder.ts'

const other = { ...group, id: 'baseline|', name: 'baseline' }
const answers: CaseAnswers = {
  'memory.instants': () => ({ groups: [group, other], instants }),
  'memory.waterfall': ({ atMs, groupId }) => ({
    ...waterfall,
    atMs: atMs ?? waterfall.atMs,
    group: groupId === other.id ? other : group,
  }),
  'memory.classes': () => classChart,
  'memory.listings': () => [],
}
const open = (component: typeof MemoryView, options: MountOptions = {}) =>
  mountView(component, {
    ...options,
    case: { ...answers, ...options.case },
    before: (stores) => {
      stores.bridge.data = () => Promise.resolve(classBytes)
      stores.selection.restore({ view: 'memory' })
      options.before?.(stores)
    },
  })

beforeAll(() => giveLayout())

describe('the Memory view', () => {
  it('shows a bar for every step with its figure and counter', async () => {
    const { wrapper } = await open(MemoryView)
    const rows = wrapper.findAll('[data-testid="memory-step"]')
    expect(rows.map((row) => row.get('.figure').text().replace('MiB', ''))).toEqual([
      '100.0',
      '\u221210.0',
      '\u22125.0',
      '5.0',
      '80.0',
      '\u221260.0',
      '0.0',
    ])
    expect(rows[1]?.get('.counter').text()).toBe('Counter of stacks')
    expect(rows[1]?.text()).toContain('incident/memstats.jsonl')
    expect(wrapper.get('[data-testid="memory-explained"]').text()).toContain('95.0')
    expect(wrapper.get('[data-testid="memory-waterfall"] .limit').text()).toContain('memory.max')
  })

  it('chooses a bar by arrow keys, and the inspector has its source', async () => {
    const { wrapper, selection } = await open(MemoryView)
    const first = wrapper.get('[data-step="resident"]')
    ;(first.element as HTMLElement).focus()
    const press = async (key: string): Promise<void> => {
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
      await settle()
    }
    await press('ArrowDown')
    expect(selection.entity).toEqual({ kind: 'memoryStep', id: 'resident' })
    await press('ArrowDown')
    await press('ArrowDown')
    expect(selection.entity).toMatchObject({ id: 'dead' })
    await press('End')
    expect(selection.entity).toMatchObject({ id: 'remainder-6' })
    const inspector = await open(MemoryInspector as never, {
      before: ({ selection: shared }) => shared.restore({ view: 'memory', entity: { kind: 'memoryStep', id: 'dead' } }),
    })
    const chosen = inspector.wrapper.get('[data-testid="memory-chosen"]').text()
    expect(chosen).toContain('Counter of dead')
    expect(chosen).toContain('A remark on what is dead.')
    expect(inspector.wrapper.get('[data-testid="memory-to-source"]').text()).toBe('incident/memstats.jsonl')
    expect(inspector.wrapper.get('[data-testid="memory-released"]').text()).toContain('Freed lazily.')
    expect(inspector.wrapper.get('[data-testid="memory-missing"]').text()).toContain(
      'cat /sys/fs/cgroup/memory.current',
    )
    expect(inspector.wrapper.get('[data-testid="memory-checks"]').text()).toContain('Sys = HeapSys + StackSys')
  })

  it('goes from moment to moment and to another process', async () => {
    const { wrapper, bridge } = await open(MemoryView)
    const asked = () => bridge.calls.filter(([name]) => name === 'memory.waterfall').at(-1)?.[1]
    await wrapper.get('[data-testid="memory-later"]').trigger('click')
    await settle()
    expect(asked()).toMatchObject({ atMs: START_MS + 120_000, groupId: group.id })
    await wrapper.get('[data-testid="memory-process"]').setValue(other.id)
    await settle()
    expect(asked()).toMatchObject({ atMs: null, groupId: other.id })
  })

  it('says the date of the moment where there are some on other days', async () => {
    const days = instants.map((one, index) => ({ ...one, atMs: one.atMs + index * 86_400_000 }))
    const { wrapper } = await open(MemoryView, {
      case: { 'memory.instants': () => ({ groups: [group, other], instants: days }) },
    })
    const choice = wrapper.get('[data-testid="memory-moment"]')
    expect(choice.element.parentElement?.textContent).toMatch(/11-2\d\s\d\d:\d\d:\d\d\.\d/)
    const texts = choice.findAll('option').map((option) => option.text())
    expect(texts.length).toBeGreaterThan(1)
    for (const text of texts) expect(text).toMatch(/^11-2\d\s\d\d:\d\d:\d\d /)
  })

  it('takes the moment from a range that is one', async () => {
    const { bridge, selection } = await open(MemoryView, {
      before: ({ selection: shared }) =>
        shared.restore({ view: 'memory', range: { axis: { kind: 'wall' }, from: START_MS + 5, to: START_MS + 5 } }),
    })
    expect(bridge.calls.find(([name]) => name === 'memory.waterfall')?.[1]).toMatchObject({ atMs: START_MS + 5 })
    expect(selection.range).not.toBeNull()
  })

  it('is a table as well', async () => {
    const { wrapper } = await open(MemoryView)
    await wrapper.get('[data-testid="memory-form-table"]').trigger('click')
    await settle()
    expect(wrapper.find('[data-testid="memory-waterfall"]').exists()).toBe(false)
    expect(wrapper.get('[data-testid="memory-table"]').text()).toContain('Counter of stacks')
  })

  it('shows names from sources as text', async () => {
    const hostile = '<img src=x onerror=alert(1)>'
    const { wrapper } = await open(MemoryView, {
      case: {
        'memory.waterfall': () => ({
          ...waterfall,
          steps: [
            ...steps.slice(0, 5),
            { ...partOf('heap-x', 60, 'live'), title: sameText(hostile), counter: hostile },
          ],
        }),
      },
    })
    expect(wrapper.find('img').exists()).toBe(false)
    expect(wrapper.text()).toContain(hostile)
  })

  it('says what to collect where nothing is there, and what failed', async () => {
    const empty = await open(MemoryView, {
      case: { 'memory.instants': () => ({ groups: [], instants: [] }), 'memory.waterfall': () => null },
    })
    expect(empty.wrapper.get('[data-testid="empty-state"]').text()).toContain('smaps')
    const failed = await open(MemoryView, {
      case: {
        'memory.instants': () => {
          throw new CodedError('case/broken', 'The case cannot be read.')
        },
      },
    })
    expect(failed.wrapper.find('[data-testid="error-state"]').exists()).toBe(true)
  })
})
