// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import type { RecentCase } from '../../../shared/contract/appCalls.ts'
import HomeView from '../../../renderer/views/Home/HomeView.vue'
import { openedCase, START_MS } from '../fakeCase.ts'
import { useCommandStore } from '../../../renderer/stores/commands.ts'
import { mountView, settle } from '../mountView.ts'

const entry = (change: Partial<RecentCase>): RecentCase => ({
  path: '/cases/a.heapcase',
  name: 'a',
  openedAtMs: START_MS,
  isPinned: false,
  bytes: 1_048_576,
  sources: 3,
  headline: { en: 'Live heap grows', 'zh-CN': '存活堆增长' },
  findings: { critical: 1, warning: 0, notice: 2 },
  liveHeap: [],
  service: '',
  evidenceFromMs: null,
  ...change,
})

describe('HomeView', () => {
  it('lists recent cases with headline and size, and says where a file is gone', async () => {
    const { wrapper } = await mountView(HomeView, {
      isOpen: false,
      app: { 'recent.list': () => [entry({}), entry({ path: '/cases/b.heapcase', name: 'b', bytes: null })] },
    })
    const rows = wrapper.findAll('[data-testid="recent-row"]').map((row) => row.text().replace(/\s+/g, ' '))
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

  const three = () => [
    entry({ path: '/c/old.heapcase', name: 'old', openedAtMs: START_MS - 3, isPinned: true }),
    entry({ path: '/c/new.heapcase', name: 'new', openedAtMs: START_MS, service: 'orders', sources: 9 }),
    entry({ path: '/c/mid.heapcase', name: 'mid', openedAtMs: START_MS - 1, liveHeap: [1, 2, 3] }),
  ]
  const names = (wrapper: Awaited<ReturnType<typeof mountView>>['wrapper']) =>
    wrapper.findAll('[data-testid="recent-case"]').map((link) => link.text())

  it('keeps pinned cases on top of any order, finds by service, and draws the live heap', async () => {
    const { wrapper } = await mountView(HomeView, { isOpen: false, app: { 'recent.list': three } })
    expect(names(wrapper)).toEqual(['old', 'new', 'mid'])
    const heads = wrapper.findAll('thead button.head')
    await heads.find((head) => head.text().startsWith('Case'))!.trigger('click')
    expect(names(wrapper)).toEqual(['old', 'mid', 'new'])
    expect(wrapper.findAll('polyline')).toHaveLength(1)
    await wrapper.find('[data-testid="home-search"]').setValue('ORDERS')
    expect(names(wrapper)).toEqual(['new'])
    await wrapper.find('[data-testid="home-search"]').setValue('nothing')
    expect(wrapper.text()).toContain('No case matches')
  })

  it('shows of the open case what it holds now, not what its last close said', async () => {
    const { wrapper } = await mountView(HomeView, {
      app: { 'recent.list': () => [entry({ path: openedCase.path, name: 'open', sources: 99, liveHeap: [] })] },
    })
    await settle()
    const row = wrapper.get('[data-testid="recent-row"]')
    expect(row.text()).not.toContain('99')
    expect(row.text()).toContain('Claim of F-001')
    expect(row.text()).not.toContain('Live heap grows')
  })

  it('is worked with the keyboard: arrows, Enter, Delete', async () => {
    const { wrapper, bridge } = await mountView(HomeView, {
      isOpen: false,
      app: { 'recent.list': three, 'recent.remove': () => null, 'recent.pin': () => null },
    })
    const rows = () => wrapper.findAll('[data-testid="recent-row"]')
    expect(rows().map((row) => row.attributes('tabindex'))).toEqual(['0', '-1', '-1'])
    ;(rows()[0]!.element as HTMLElement).focus()
    await rows()[0]!.trigger('keydown', { key: 'ArrowDown' })
    await settle()
    expect(document.activeElement).toBe(rows()[1]!.element)
    await rows()[1]!.trigger('keydown', { key: 'Enter' })
    expect(wrapper.emitted('open')).toEqual([['/c/new.heapcase', false]])
    await rows()[1]!.trigger('keydown', { key: 'Delete' })
    await settle()
    expect(bridge.calls).toContainEqual(['recent.remove', { path: '/c/new.heapcase' }])
  })

  it('begins a case from a symptom, with its checklist', async () => {
    const { wrapper } = await mountView(HomeView, { isOpen: false })
    await wrapper.find('[data-testid="template-oomKill"]').trigger('click')
    await settle()
    const dialog = document.querySelector('[data-testid="template-dialog"]')!
    expect(dialog.querySelectorAll('[data-testid="checklist-item"]')).toHaveLength(6)
    document.querySelector<HTMLElement>('[data-testid="template-create"]')!.click()
    expect(wrapper.emitted('createFrom')).toEqual([['oomKill']])
  })

  it('shows the commands of where the service runs', async () => {
    const { wrapper } = await mountView(HomeView, { isOpen: false, app: { 'app.setPreferences': () => ({}) as never } })
    expect(wrapper.find('[data-testid="home-commands"]').text()).toContain('GODEBUG=gctrace=1')
    await wrapper.find('[data-testid="environment-kubernetes"]').trigger('click')
    expect(wrapper.find('[data-testid="home-commands"]').text()).toContain('kubectl port-forward')
  })

  it('resets the sample only after asking', async () => {
    const { wrapper } = await mountView(HomeView, { isOpen: false })
    const ran: string[] = []
    useCommandStore().register([{ id: 'case.resetSample', run: () => ran.push('reset') }])
    await wrapper.find('[data-testid="home-reset-sample"]').trigger('click')
    await settle()
    expect(ran).toEqual([])
    document.querySelector<HTMLElement>('[data-testid="reset-confirm"]')!.click()
    expect(ran).toEqual(['reset'])
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
