// @vitest-environment happy-dom
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { ViewLink, WorkLayout } from '../../../shared/records/index.ts'
import CaseStage from '../../../renderer/frame/CaseStage.vue'
import FrameLayout from '../../../renderer/frame/FrameLayout.vue'
import { useLayoutStore } from '../../../renderer/stores/layout.ts'
import { usePaneStore, type Dock } from '../../../renderer/stores/panes.ts'
import { VIEWS } from '../../../renderer/views/index.ts'
import { openedCase, sourceId } from '../fakeCase.ts'
import { mountView, settle, type Mounted, type MountOptions } from '../mountView.ts'

interface Shown extends Mounted {
  panes: ReturnType<typeof usePaneStore>
  dock: Dock
  /** Views of all tabs, group by group as they are in the page; the ones in front in capitals. */
  tabs: () => string
}

async function shown(options: MountOptions = {}, link: ViewLink | null = null): Promise<Shown> {
  const mounted = await mountView(CaseStage, {
    ...options,
    before: (stores) => {
      if (link) stores.selection.restore(link)
      else stores.selection.clear()
      options.before?.(stores)
    },
  })
  const panes = usePaneStore()
  await vi.waitFor(() => expect(panes.dock).not.toBeNull(), 5000)
  await settle()
  const tabs = (): string =>
    [...document.querySelectorAll('[role="tablist"]')]
      .map((list) =>
        [...list.querySelectorAll('[role="tab"]')]
          .map((tab) => {
            const view = tab.querySelector('[data-testid^="tab-"]')?.getAttribute('data-testid')?.slice(4) ?? '?'
            return tab.getAttribute('aria-selected') === 'true' ? view.toUpperCase() : view
          })
          .join(' '),
      )
      .join(' | ')
  return { ...mounted, panes, dock: panes.dock!, tabs }
}
const group = (share: number, panes: { id: string; link: ViewLink; isHeld?: boolean }[], front = panes[0]!.id) => ({
  kind: 'group' as const,
  share,
  panes,
  front,
})

// Views are fetched when they are first shown; on a busy machine that takes longer than settling waits.
beforeAll(async () => {
  await Promise.all([
    import('../../../renderer/views/Overview/OverviewView.vue'),
    import('../../../renderer/views/Sources/SourcesView.vue'),
    import('../../../renderer/views/GcCycles/GcCyclesView.vue'),
    import('../../../renderer/views/Profile/ProfileView.vue'),
    import('../../../renderer/views/Findings/FindingsView.vue'),
    import('../../../renderer/views/Report/ReportView.vue'),
  ])
}, 60_000)

describe('panes', () => {
  it('begin with the Overview, and open what is asked for as further tabs', async () => {
    const { tabs, selection } = await shown()
    expect(tabs()).toBe('OVERVIEW')
    selection.goTo('sources')
    await settle()
    selection.show({ view: 'findings' })
    await settle()
    selection.goTo('sources')
    await settle()
    expect(tabs()).toBe('overview SOURCES findings')
    expect(document.querySelector('[data-testid="view-sources"]')).not.toBeNull()
    expect(document.querySelector('[data-testid="view-findings"]')).toBeNull()
  })

  it('are split, moved, closed, and opened again with what they showed', async () => {
    const { tabs, dock, selection } = await shown()
    selection.show({ view: 'sources', sourceId: sourceId(2) })
    await settle()
    dock.split('right')
    await settle()
    expect(tabs()).toBe('overview SOURCES | SOURCES')
    dock.close()
    await settle()
    expect(tabs()).toBe('overview SOURCES')
    selection.goTo('overview')
    dock.reopen()
    await settle()
    expect([tabs(), selection.view, selection.sourceId]).toEqual(['overview sources SOURCES', 'sources', 2])
    dock.moveTab(1)
    await settle()
    expect(tabs()).toBe('overview SOURCES | SOURCES')
    dock.nextGroup(1)
    await settle()
    dock.moveTab(1)
    await settle()
    expect(tabs()).toBe('OVERVIEW | sources SOURCES')
  })

  it('move the report into a group of its own instead of showing it twice', async () => {
    const { tabs, dock, selection } = await shown()
    selection.goTo('report')
    await settle()
    dock.split('right')
    await settle()
    expect(tabs()).toBe('OVERVIEW | REPORT')
    dock.split('right')
    await settle()
    expect(tabs()).toBe('OVERVIEW | REPORT')
  })

  it('go through their tabs, and leave a list of views when the last is closed', async () => {
    const { tabs, dock, panes, selection } = await shown()
    selection.goTo('sources')
    await settle()
    dock.nextTab(1)
    await settle()
    expect([tabs(), selection.view]).toEqual(['OVERVIEW sources', 'overview'])
    dock.close()
    dock.close()
    await settle()
    expect([panes.panes.length, document.querySelectorAll('[data-testid="dock-empty"] li').length]).toEqual([
      0,
      VIEWS.length,
    ])
    document.querySelector<HTMLElement>('[data-testid="dock-empty"] li button')!.click()
    await settle()
    expect(tabs()).toBe('OVERVIEW')
  })

  it('keep what they show while another pane of the view follows the selection', async () => {
    const { dock, panes, selection, wrapper } = await shown()
    selection.show({ view: 'sources', sourceId: sourceId(1) })
    await settle()
    dock.split('right')
    await settle()
    selection.sourceId = sourceId(2)
    await settle()
    const selected = (): (string | undefined)[] =>
      wrapper
        .findAll('[data-testid="view-sources"]')
        .map((pane) => pane.find('[role="row"][aria-selected="true"]').text().split(' ')[0])
    const [first, second] = selected()
    expect(first).not.toBe(second)
    const [held] = panes.panes.filter(({ view }) => view === 'sources')
    dock.activate(held!.id)
    await settle()
    expect([selection.sourceId, selected()]).toEqual([1, [first, second]])
  })

  it('ask nothing while they are behind another tab, and catch up when they are in front', async () => {
    const { bridge, selection } = await shown()
    // The report's document is asked for by its view alone.
    const asked = (): number => bridge.calls.filter(([name]) => name === 'report.document').length
    selection.goTo('report')
    await settle()
    expect(asked()).toBe(1)
    selection.goTo('sources')
    await settle()
    bridge.emit({ kind: 'caseChanged', handle: openedCase.handle, what: ['report'] })
    await settle()
    expect(asked()).toBe(1)
    selection.goTo('report')
    await settle()
    expect(asked()).toBe(2)
    selection.goTo('sources')
    selection.goTo('report')
    await settle()
    expect(asked()).toBe(2)
  })

  it('are told to the case when they rest, and come back as they were', async () => {
    const first = await shown()
    first.selection.show({ view: 'sources', sourceId: sourceId(2) })
    await settle()
    first.dock.split('right')
    await settle()
    await first.dock.persist()
    const written = first.bridge.calls.filter(([name]) => name === 'layout.set').at(-1)?.[1] as { layout: WorkLayout }
    expect(written.layout).toMatchObject({ version: 1, direction: 'row', active: 'p3' })

    const again = await shown({ case: { 'layout.get': () => written.layout } })
    expect([again.tabs(), again.selection.view, again.selection.sourceId]).toEqual([
      'overview SOURCES | SOURCES',
      'sources',
      2,
    ])
  })

  it('write nothing for looking, and nothing of one case into the next', async () => {
    const mounted = await mountView(FrameLayout, {
      app: {
        'case.open': ({ path }) => ({ ...openedCase, handle: 'case-2' as never, path: path ?? '', name: 'other' }),
      },
      before: ({ selection }) => selection.clear(),
    })
    const panes = usePaneStore()
    await vi.waitFor(() => expect(panes.dock).not.toBeNull(), 5000)
    await settle()
    await panes.dock?.persist()
    const names = (): string[] =>
      mounted.bridge.calls.map(([name]) => name).filter((name) => /^(layout\.set|case\.close)$/.test(name))
    expect(names()).toEqual([])
    mounted.selection.show({ view: 'sources', sourceId: sourceId(2) })
    await settle()
    await mounted.cases.open('/cases/other.heapcase')
    await settle()
    await vi.waitFor(() => expect(panes.panes.map(({ view }) => view)).toEqual(['overview']), 5000)
    expect(names()).toEqual(['layout.set', 'case.close'])
    expect(JSON.parse(sessionStorage.getItem('heapcase.panes') ?? 'null')).toMatchObject({
      path: openedCase.path,
      layout: { active: 'p2' },
    })
    const written = mounted.bridge.calls.find(([name]) => name === 'layout.set')?.[1]
    expect(written).toMatchObject({ layout: { root: { children: [{ panes: [{}, { link: { sourceId: 2 } }] }] } } })
  })

  it.each([
    ['no JSON', '{'],
    ['a layout of a newer version', JSON.stringify({ path: openedCase.path, layout: { version: 2 } })],
    ['a layout of another case', JSON.stringify({ path: '/elsewhere', layout: { version: 1 } })],
  ])('begin anew where the page kept %s', async (_, kept) => {
    const { tabs } = await shown({ before: () => sessionStorage.setItem('heapcase.panes', kept) })
    expect(tabs()).toBe('OVERVIEW')
  })

  it('show what an address asks for, whatever the layout had in front', async () => {
    const layout: WorkLayout = {
      version: 1,
      direction: 'row',
      root: group(1, [
        { id: 'p1', link: { view: 'overview' } },
        { id: 'p2', link: { view: 'report' } },
      ]),
      active: 'p1',
      inspector: { isOpen: false, width: 400 },
    }
    const { tabs, selection } = await shown(
      { case: { 'layout.get': () => layout } },
      { view: 'sources', sourceId: sourceId(2) },
    )
    expect([tabs(), selection.sourceId]).toEqual(['overview SOURCES report', 2])
    expect([useLayoutStore().isInspectorOpen, useLayoutStore().inspectorWidth]).toEqual([false, 400])
  })

  it('have tabs and panels that know each other', async () => {
    const { selection } = await shown()
    selection.goTo('sources')
    await settle()
    const tab = document.querySelector('[role="tab"][aria-selected="true"]')!
    const panel = document.getElementById(tab.getAttribute('aria-controls') ?? '')
    expect([
      tab.getAttribute('aria-label'),
      panel?.getAttribute('role'),
      panel?.getAttribute('aria-labelledby'),
    ]).toEqual(['Sources', 'tabpanel', tab.id])
    expect(document.querySelector('[role="tablist"]')?.getAttribute('aria-label')).toBe('Tabs')
    tab.dispatchEvent(new KeyboardEvent('keydown', { key: 'Delete', bubbles: true }))
    await settle()
    expect(document.querySelectorAll('[role="tab"]')).toHaveLength(1)
  })

  it('speak the language shown', async () => {
    const { selection } = await shown({ language: 'zh-CN' })
    selection.goTo('sources')
    await settle()
    expect(document.querySelector('[role="tab"][aria-selected="true"]')?.getAttribute('aria-label')).toBe('来源')
  })
})
