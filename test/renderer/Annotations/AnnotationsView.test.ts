// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import AnnotationsView from '../../../renderer/views/Annotations/AnnotationsView.vue'
import { useAnnotationStore } from '../../../renderer/components/annotations/annotationStore.ts'
import { useToastStore } from '../../../renderer/stores/toasts.ts'
import type { CitedAnnotation } from '../../../shared/records/index.ts'
import { lifeId, sourceId } from '../fakeCase.ts'
import { mountView, settle, type MountOptions } from '../mountView.ts'
import { annotationOf, wall } from '../annotations/notes.ts'

const HOSTILE = '<img src=x onerror=alert(1)>'
const notes = (): CitedAnnotation[] => [
  annotationOf(1, { kind: 'range', range: wall }, { text: 'deploy', tags: ['release'] }),
  annotationOf(2, { kind: 'gcCycle', lifeId: lifeId(1), number: 7, range: null }, { text: 'pause', at: wall }),
  annotationOf(
    3,
    { kind: 'function', name: HOSTILE, sourceId: sourceId(2) },
    { text: HOSTILE, tags: [HOSTILE], author: HOSTILE },
  ),
]

async function view(options: MountOptions = {}) {
  const mounted = await mountView(AnnotationsView, { ...options, case: { 'annotations.list': notes, ...options.case } })
  const { wrapper } = mounted
  return {
    ...mounted,
    rows: () => wrapper.findAll('[data-testid="annotation-row"]').map((row) => row.find('.title').text()),
    grid: () => wrapper.find('[role="grid"]'),
  }
}

describe('AnnotationsView', () => {
  it('teaches the gesture where there is nothing yet', async () => {
    const { wrapper } = await view({ case: { 'annotations.list': () => [] } })
    expect(wrapper.find('[data-testid="empty-state"]').text()).toMatch(/A.*annotates what has the focus/)
  })

  it('lists in the order of time, filters and groups', async () => {
    const { wrapper, rows } = await view()
    expect(rows()).toEqual(['deploy', 'pause', HOSTILE])
    await wrapper.find('[data-testid="annotation-filter-kind"]').setValue('gcCycle')
    expect([rows(), wrapper.find('[data-testid="annotation-count"]').text()]).toEqual([['pause'], '1 of 3 annotations'])
    await wrapper.findAll('[data-testid="annotation-filter-kind"] option')[0]!.setValue()
    await wrapper.find('[data-testid="annotation-group"]').setValue('tag')
    expect(wrapper.findAll('[data-testid="annotation-group-head"]').map((head) => head.text())).toEqual([
      expect.stringContaining(HOSTILE),
      expect.stringContaining('#memory'),
      expect.stringContaining('#release'),
    ])
    await wrapper.find('[data-testid="annotation-search"]').setValue('nothing like it')
    expect(wrapper.text()).toContain('No annotation fits')
  })

  it('shows hostile texts, tags and authors as text', async () => {
    const { wrapper } = await view()
    expect([wrapper.find('img').exists(), wrapper.text().includes(HOSTILE)]).toEqual([false, true])
  })

  it('is worked with the keyboard: arrows select, Enter goes there, Space ticks', async () => {
    const { wrapper, grid, selection } = await view()
    await grid().trigger('keydown', { key: 'ArrowDown' })
    expect(useAnnotationStore().selectedId).toBe(2)
    await grid().trigger('keydown', { key: ' ' })
    expect(wrapper.find('[data-testid="bulk-bar"]').text()).toContain('1 chosen')
    await grid().trigger('keydown', { key: 'Enter' })
    expect(selection.link).toMatchObject({ view: 'gcCycles', lifeId: 1, cycle: 7 })
  })

  it('tags and deletes several as one step, with undo in the toast', async () => {
    const { wrapper, bridge } = await view({
      case: {
        'annotations.retag': () => null,
        'annotations.deleteAll': () => null,
        'edits.undo': () => ({ undo: null, redo: null }),
      },
    })
    for (const box of wrapper.findAll('[data-testid="annotation-check"]').slice(0, 2)) await box.setValue(true)
    await wrapper.find('[data-testid="annotation-tags"]').setValue('leak, memory')
    await wrapper.find('[data-testid="bulk-add"]').trigger('click')
    await settle()
    await wrapper.find('[data-testid="bulk-delete"]').trigger('click')
    await settle()
    useToastStore().toasts.at(-1)?.action?.run()
    await settle()
    expect(bridge.calls.filter(([name]) => /retag|deleteAll|undo/.test(name))).toEqual([
      ['annotations.retag', { ids: [1, 2], add: ['leak', 'memory'], remove: [] }],
      ['annotations.deleteAll', { ids: [1, 2] }],
      ['edits.undo', {}],
    ])
  })

  it('does not change what a filter has hidden', async () => {
    const { wrapper } = await view()
    for (const box of wrapper.findAll('[data-testid="annotation-check"]')) await box.setValue(true)
    expect(wrapper.find('[data-testid="bulk-bar"]').text()).toContain('3 chosen')
    await wrapper.find('[data-testid="annotation-search"]').setValue('deploy')
    await settle()
    expect(wrapper.find('[data-testid="bulk-bar"]').text()).toContain('1 chosen')
  })

  it('lists those of removed sources apart', async () => {
    const { anchor: _anchor, ...rest } = annotationOf(9, { kind: 'source', sourceId: sourceId(7) })
    const gone = {
      ...rest,
      anchorKind: 'source' as const,
      about: 'A-9',
      sourcePath: 'old/heap.pb.gz',
      sourceSha256: 'c'.repeat(64),
    }
    const { wrapper } = await view({ case: { 'annotations.detached': () => [gone] } })
    await wrapper.find('[data-testid="detached"] button').trigger('click')
    expect(wrapper.find('[data-testid="detached-row"]').text()).toMatch(
      /First alert fired.*old\/heap\.pb\.gz · SHA-256 cccccccccccc/,
    )
  })
})
