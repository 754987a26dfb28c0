// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import OverviewView from '../../../renderer/views/Overview/OverviewView.vue'
import ChecklistProgress from '../../../renderer/views/Overview/ChecklistProgress.vue'
import type { CaseChecklist } from '../../../shared/records/index.ts'
import { overview } from '../fakeCase.ts'
import { mountView, settle, type MountOptions } from '../mountView.ts'

const memory = (marks: CaseChecklist['marks'] = {}): CaseChecklist[] => [
  { template: 'memoryGrows', addedAtMs: 0, marks },
]

describe('a checklist', () => {
  it('ticks itself by the sources, and says what is missing', async () => {
    const { wrapper } = await mountView(ChecklistProgress, {
      case: { 'checklists.list': () => memory({ settings: 'have' }) },
    })
    expect(wrapper.text()).toMatch(/Memory keeps growing.*2 of 7/)
    expect(wrapper.text()).toMatch(/Missing: Heap profile, twice.*cgroup memory/)
  })

  it('is ticked by hand where no source can, and that is an edit of the case', async () => {
    let marks: CaseChecklist['marks'] = {}
    const { wrapper, bridge } = await mountView(ChecklistProgress, {
      case: {
        'checklists.list': () => memory(marks),
        'checklists.mark': ({ item, mark }) => {
          marks = mark ? { ...marks, [item]: mark } : {}
          return null
        },
      },
    })
    await wrapper.find('[data-testid="open-checklists"]').trigger('click')
    await settle()
    const item = (id: string) =>
      document.querySelector<HTMLElement>(`[data-testid="checklist-item"][data-item="${id}"]`)!
    const box = (id: string) => item(id).querySelector<HTMLInputElement>('[data-testid="checklist-have"]')!
    expect([item('gctrace').dataset['state'], box('gctrace').disabled]).toEqual(['found', true])
    box('settings').click()
    await settle()
    expect(item('settings').dataset['state']).toBe('have')
    item('smaps').querySelector<HTMLElement>('button.title')!.click()
    await settle()
    expect(item('smaps').textContent).toContain('/proc/4711/smaps_rollup')
    item('smaps').querySelector<HTMLElement>('[data-testid="checklist-cannot"]')!.click()
    await settle()
    expect(bridge.calls.filter(([name]) => name === 'checklists.mark').map(([, given]) => given)).toEqual([
      { template: 'memoryGrows', item: 'settings', mark: 'have' },
      { template: 'memoryGrows', item: 'smaps', mark: 'cannot' },
    ])
  })

  const empty: MountOptions['case'] = { 'case.overview': () => ({ ...overview, sources: 0 }), 'sources.list': () => [] }
  it('is what an empty case shows, in both languages', async () => {
    for (const [language, title] of [
      ['en', 'Memory keeps growing'],
      ['zh-CN', '内存持续增长'],
    ] as const) {
      const { wrapper } = await mountView(OverviewView, {
        language,
        case: { ...empty, 'checklists.list': () => memory() },
      })
      expect(wrapper.find('[data-testid="checklist"] h2').text()).toBe(title)
    }
  })
  it('is offered to an empty case that has none', async () => {
    const { wrapper, bridge } = await mountView(OverviewView, { case: { ...empty, 'checklists.add': () => null } })
    await wrapper.find('[data-testid="add-checklist"]').trigger('click')
    await settle()
    expect(bridge.calls).toContainEqual(['checklists.add', { template: 'memoryGrows' }])
  })
})
