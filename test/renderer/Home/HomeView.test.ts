// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import type { RecentCase } from '../../../shared/contract/appCalls.ts'
import HomeView from '../../../renderer/views/Home/HomeView.vue'
import { START_MS } from '../fakeCase.ts'
import { mountView } from '../mountView.ts'

const entry = (change: Partial<RecentCase>): RecentCase => ({
  path: '/cases/a.heapcase',
  name: 'a',
  openedAtMs: START_MS,
  bytes: 1_048_576,
  sources: 3,
  headline: { en: 'Live heap grows', 'zh-CN': '存活堆增长' },
  findings: { critical: 1, warning: 0, notice: 2 },
  ...change,
})

describe('HomeView', () => {
  it('lists recent cases with headline and size, and says where a file is gone', async () => {
    const { wrapper } = await mountView(HomeView, {
      isOpen: false,
      app: { 'recent.list': () => [entry({}), entry({ path: '/cases/b.heapcase', name: 'b', bytes: null })] },
    })
    const rows = wrapper.findAll('[data-testid="table-row"]').map((row) => row.text().replace(/\s+/g, ' '))
    expect(rows).toEqual([
      expect.stringMatching(/Critical.*a.*\/cases\/a\.heapcase.*Live heap grows.*1 critical.*3.*1\.00.MiB/),
      expect.stringMatching(/b.*The file is no longer there/),
    ])
  })

  it('opens a case that is there and leaves one that is gone alone', async () => {
    const { wrapper } = await mountView(HomeView, {
      isOpen: false,
      app: { 'recent.list': () => [entry({}), entry({ path: '/cases/b.heapcase', name: 'b', bytes: null })] },
    })
    for (const link of wrapper.findAll('[data-testid="recent-case"]')) await link.trigger('click')
    expect(wrapper.emitted('open')).toEqual([['/cases/a.heapcase', false]])
  })

  it('shows a hostile name as text only', async () => {
    const name = '<img src=x onerror=alert(1)>'
    const { wrapper } = await mountView(HomeView, { isOpen: false, app: { 'recent.list': () => [entry({ name })] } })
    expect([wrapper.find('[data-testid="recent-case"]').text(), wrapper.find('img').exists()]).toEqual([name, false])
  })

  it('offers the sample when there are no cases', async () => {
    const { wrapper } = await mountView(HomeView, { isOpen: false, language: 'zh-CN' })
    expect(wrapper.find('[data-testid="home-empty"]').text()).toContain('打开示例案例')
  })
})
