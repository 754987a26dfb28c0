// @vitest-environment happy-dom
// Where notes are written and shown: rows of the shared table, places of linked charts.
import { beforeAll, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import type { AnnotationAnchor } from '../../../shared/records/index.ts'
import { anchorAround, anchorOfFocus } from '../../../renderer/components/annotations/annotatable.ts'
import AnnotationMenu from '../../../renderer/components/annotations/AnnotationMenu.vue'
import { useAnnotationStore } from '../../../renderer/components/annotations/annotationStore.ts'
import BrushArea from '../../../renderer/components/charts/BrushArea.vue'
import DataTable from '../../../renderer/components/DataTable.vue'
import type { TableColumn } from '../../../renderer/components/dataTable.ts'
import { giveLayout } from '../charts/layout.ts'
import { START_MS } from '../fakeCase.ts'
import { mountView, settle } from '../mountView.ts'
import { annotationOf } from './notes.ts'

interface Named {
  name: string
  size: string
}
const ROWS: Named[] = ['a.F', 'b.G', 'c.H'].map((name, index) => ({ name, size: String(index) }))
const COLUMNS: TableColumn<Named>[] = [
  { id: 'size', title: 'Size', width: 60, text: ({ size }) => size },
  { id: 'name', title: 'Name', text: ({ name }) => name, hasNotes: true },
]
const about = ({ name }: Named): AnnotationAnchor => ({ kind: 'function', name, sourceId: null })

beforeAll(() => giveLayout())

describe('rows of a table', () => {
  async function table(anchorOf: ((row: Named) => AnnotationAnchor) | null, isReadOnly = false) {
    const mounted = await mountView(
      defineComponent({
        setup: () => () => [
          h(DataTable as never, {
            rows: ROWS,
            columns: COLUMNS,
            rowKey: ({ name }: Named) => name,
            label: 'T',
            anchorOf,
          }),
          h(AnnotationMenu),
        ],
      }),
      {
        isReadOnly,
        case: { 'annotations.list': () => [annotationOf(1, about(ROWS[1]!), { text: 'Seen **before**' })] },
      },
    )
    await settle()
    const marks = (id: string) =>
      mounted.wrapper
        .findAll('[data-testid="table-row"]')
        .map((row) =>
          row
            .findAll(`[data-testid="${id}"]`)
            .map((mark) => mark.element.closest('[data-column]')?.getAttribute('data-column')),
        )
    const scroller = mounted.wrapper.find('.scroller').element as HTMLElement
    const menu = () => [...document.querySelectorAll('[data-testid="cell-menu"] [role="menuitem"], [role="menuitem"]')]
    return { ...mounted, marks, scroller, menu, store: useAnnotationStore() }
  }

  it('carry the mark of their notes in one column, and a place to write one', async () => {
    const { marks, wrapper } = await table(about)
    expect([marks('row-note'), marks('row-annotate')]).toEqual([
      [[], ['1'], []],
      [['1'], [], ['1']],
    ])
    expect(wrapper.find('[data-testid="row-note"]').attributes('aria-label')).toContain('Seen before')
    // Which of them shows under the pointer goes by the row, never by the table around it.
    const rows = wrapper.findAll('[data-testid="table-row"]').map(({ element }) => element)
    expect(wrapper.findAll('[data-row-notes]').map(({ element }) => element)).toEqual(rows)
  })

  it('offer nothing where a table says nothing about them, and no writing in a case that is read only', async () => {
    const plain = await table(null)
    expect([plain.marks('row-note').flat(), plain.marks('row-annotate').flat()]).toEqual([[], []])
    const closed = await table(about, true)
    expect([closed.marks('row-note').flat(), closed.marks('row-annotate').flat()]).toEqual([['1'], []])
  })

  it('are what the key means: under the pointer, and where the keyboard is', async () => {
    const { wrapper, scroller } = await table(about)
    const cell = wrapper.findAll('[data-testid="table-row"]')[2]!.find('[role="gridcell"]').element
    expect(anchorAround(cell, { x: 0, y: 0 })?.anchor).toEqual(about(ROWS[2]!))
    scroller.focus()
    for (const key of ['ArrowDown', 'ArrowDown']) await wrapper.find('.scroller').trigger('keydown', { key })
    const at = wrapper.findAll('[data-testid="table-row"]').findIndex((row) => row.classes('current'))
    expect(at).toBeGreaterThanOrEqual(0)
    expect(anchorOfFocus(scroller)?.anchor).toEqual(about(ROWS[at]!))
  })

  it('have both in their menu, and the table gets the focus back', async () => {
    const { wrapper, menu, store, scroller } = await table(about)
    await wrapper
      .findAll('[data-testid="table-row"]')[1]!
      .find('[role="gridcell"]')
      .trigger('contextmenu', { button: 2 })
    await settle()
    const texts = menu().map((entry) => entry.textContent?.trim())
    expect(texts).toEqual(
      expect.arrayContaining(['Annotate', 'Seen before'].map((text) => expect.stringContaining(text) as string)),
    )
    ;(menu().find((entry) => entry.textContent?.includes('Annotate')) as HTMLElement).click()
    await settle()
    expect([store.editing?.anchor, store.editing?.from]).toEqual([about(ROWS[1]!), scroller])
  })
})

describe('places of linked charts', () => {
  beforeAll(() => giveLayout({ isTold: true }))
  const range = { from: START_MS + 1000, to: START_MS + 2000 }
  async function area(props: Record<string, unknown>) {
    const mounted = await mountView(BrushArea, {
      props: {
        domain: { from: START_MS, to: START_MS + 9000 },
        range: null,
        left: 0,
        right: 0,
        label: 'Area',
        rangeText: '',
        anchorOf: (part: { from: number; to: number }) => ({
          kind: 'range',
          range: { axis: { kind: 'wall' }, ...part },
        }),
        ...props,
      },
    })
    await settle()
    const element = mounted.wrapper.find('.brush-area').element as HTMLElement
    const meant = (at: { x: number; y: number } | null = null) => {
      const found = at ? anchorAround(element, at) : anchorOfFocus(element)
      return found?.anchor.kind === 'range'
        ? [found.anchor.range.from - START_MS, found.anchor.range.to - START_MS]
        : null
    }
    return { ...mounted, element, meant, store: useAnnotationStore() }
  }

  // The area is 900 pixels wide: ten milliseconds each.
  it('are the brush where the pointer is on it, else the instant under it', async () => {
    const { meant } = await area({ range })
    expect([meant({ x: 150, y: 50 }), meant({ x: 300, y: 50 })]).toEqual([
      [1000, 2000],
      [3000, 3000],
    ])
  })

  it('are for the keyboard the brush, its cross-hair, the selected instant, the middle', async () => {
    expect((await area({ range })).meant()).toEqual([1000, 2000])
    expect((await area({ selectedAt: START_MS + 700 })).meant()).toEqual([700, 700])
    expect((await area({})).meant()).toEqual([4500, 4500])
    const crossed = await area({ selectedAt: START_MS + 700 })
    crossed.element.focus()
    await crossed.wrapper.find('.brush-area').trigger('keydown', { key: 'Home' })
    expect(crossed.meant()).toEqual([0, 0])
  })

  it('get a flag by a click in the row of flags, and no brush', async () => {
    const { wrapper, store } = await area({ marksTop: 24 })
    const at = { clientX: 300, clientY: 30, button: 0 }
    await wrapper.find('.brush-area').trigger('pointerdown', at)
    await wrapper.find('.brush-area').trigger('click', at)
    expect(wrapper.emitted('pick')).toBeUndefined()
    expect(store.editing?.anchor).toEqual({
      kind: 'range',
      range: { axis: { kind: 'wall' }, from: START_MS + 3000, to: START_MS + 3000 },
    })
  })

  it('cannot be noted where the chart says nothing about them', async () => {
    const { wrapper, meant, store } = await area({ anchorOf: null, range, marksTop: 24 })
    await wrapper.find('.brush-area').trigger('click', { clientX: 300, clientY: 30, button: 0 })
    expect([meant(), store.editing, wrapper.find('[data-testid="annotate-brush"]').exists()]).toEqual([
      null,
      null,
      false,
    ])
  })
})
