// @vitest-environment happy-dom
import { beforeAll, describe, expect, it } from 'vitest'
import type { Annotation, AnnotationAnchor, AnnotationId, LifeId } from '../../../shared/records/index.ts'
import AnnotationHost from '../../../renderer/components/annotations/AnnotationHost.vue'
import {
  anchorOfLink,
  anchorText,
  linkOfAnchor,
  parseTags,
  searchAnnotations,
} from '../../../renderer/components/annotations/annotationAnchor.ts'
import { useAnnotationStore } from '../../../renderer/components/annotations/annotationStore.ts'
import { marksOnAxis, plainTitle } from '../../../renderer/components/charts/chartMarks.ts'
import { useCommandStore } from '../../../renderer/stores/commands.ts'
import { useToastStore } from '../../../renderer/stores/toasts.ts'
import { giveLayout } from '../charts/layout.ts'
import { findingKey, lifeId, sourceId, START_MS } from '../fakeCase.ts'
import { mountView, settle, type MountOptions } from '../mountView.ts'

const wall = { axis: { kind: 'wall' } as const, from: START_MS, to: START_MS + 5000 }
const annotationOf = (id: number, anchor: AnnotationAnchor, change: Partial<Annotation> = {}): Annotation => ({
  id: id as AnnotationId,
  anchor,
  text: 'First **alert** fired',
  tags: ['memory'],
  colour: 'neutral',
  author: 'N. N.',
  createdAtMs: START_MS,
  updatedAtMs: START_MS + id,
  ...change,
})

describe('anchors', () => {
  it.each([
    [
      { view: 'findings', findingKey: findingKey('gc/x@1') },
      { kind: 'finding', key: 'gc/x@1' },
    ],
    [
      { view: 'profile', functionName: 'a.F', sourceId: sourceId(2) },
      { kind: 'function', name: 'a.F', sourceId: 2 },
    ],
    [
      { view: 'gcCycles', cycle: 7, lifeId: lifeId(1), range: wall },
      { kind: 'gcCycle', lifeId: 1, number: 7, range: null },
    ],
    [
      { view: 'sources', sourceId: sourceId(2) },
      { kind: 'source', sourceId: 2 },
    ],
    [
      { view: 'overview', range: wall, sourceId: sourceId(2) },
      { kind: 'range', range: wall },
    ],
    [{ view: 'overview' }, null],
  ] as const)('of %j', (link, anchor) => expect(anchorOfLink(link)).toEqual(anchor))

  it('lead back to what they are about', () => {
    const anchors: AnnotationAnchor[] = [
      { kind: 'finding', key: findingKey('gc/x@1') },
      { kind: 'function', name: 'a.F', sourceId: sourceId(2) },
      { kind: 'gcCycle', lifeId: lifeId(1), number: 7, range: null },
      { kind: 'source', sourceId: sourceId(2) },
      { kind: 'range', range: wall },
    ]
    expect(anchors.map((anchor) => anchorOfLink(linkOfAnchor(anchor)))).toEqual(anchors)
  })

  it('are named in few words', () => {
    const words = {
      range: () => 'range',
      cycle: (n: number) => `gc ${n}`,
      finding: (key: string) => key,
      source: (id: number) => `#${id}`,
    }
    expect(anchorText({ kind: 'function', name: 'example.com/x/session.(*Store).Put', sourceId: null }, words)).toBe(
      'session.(*Store).Put',
    )
  })
})

describe('tags', () => {
  it('are split by commas and spaces, each once', () => {
    expect(parseTags(' memory, #deploy，memory 发布、 ')).toEqual(['memory', 'deploy', '发布'])
  })
})

describe('search', () => {
  const all = [
    annotationOf(1, { kind: 'source', sourceId: sourceId(1) }),
    annotationOf(2, { kind: 'range', range: wall }, { text: 'deploy', tags: [] }),
  ]
  const found = (text: string): number[] => searchAnnotations(all, text, ({ kind }) => kind).map(({ id }) => id)
  it('needs every word, anywhere, newest first', () => {
    expect([found(''), found('alert memory'), found('RANGE'), found('alert range')]).toEqual([[2, 1], [1], [2], []])
  })
})

describe('marks on charts', () => {
  const life = lifeId(1)
  const onLife = { axis: { kind: 'life', lifeId: life } as const, from: 10, to: 20 }
  const all = [
    annotationOf(1, { kind: 'range', range: wall }, { colour: 'incident' }),
    annotationOf(2, { kind: 'gcCycle', lifeId: life, number: 4, range: wall }),
    annotationOf(3, { kind: 'gcCycle', lifeId: 9 as LifeId, number: 4, range: wall }),
    annotationOf(4, { kind: 'range', range: onLife }),
    annotationOf(5, { kind: 'source', sourceId: sourceId(1) }),
  ]
  it('are those on the same axis, and cycles of the same life', () => {
    expect(marksOnAxis(all, { kind: 'wall' }, life).map(({ key, isIncident }) => [key, isIncident])).toEqual([
      ['annotation-1', true],
      ['annotation-2', false],
    ])
    expect(marksOnAxis(all, { kind: 'wall' })).toHaveLength(3)
    expect(marksOnAxis(all, onLife.axis).map(({ key }) => key)).toEqual(['annotation-4'])
  })
  it('carry the first line as plain words', () => {
    expect(['# First **alert**\nmore', '- see [ticket](x)', '\n\n`code`'].map(plainTitle)).toEqual([
      'First alert',
      'see ticket',
      'code',
    ])
  })
})

describe('annotating', () => {
  beforeAll(giveLayout)
  const body = <T extends HTMLElement>(id: string): T => document.querySelector<T>(`[data-testid="${id}"]`)!

  async function host(options: MountOptions = {}) {
    let all: Annotation[] = [annotationOf(1, { kind: 'range', range: wall })]
    const deleted: Annotation[] = []
    const mounted = await mountView(AnnotationHost, {
      ...options,
      case: {
        'annotations.list': () => all,
        'annotations.create': (draft) => {
          const made = annotationOf(2, draft.anchor, draft)
          all = [...all, made]
          return made
        },
        'annotations.update': ({ id, ...change }) => {
          all = all.map((entry) => (entry.id === id ? { ...entry, ...change } : entry))
          return all.find((entry) => entry.id === id)!
        },
        'annotations.delete': ({ id }) => {
          deleted.push(...all.filter((entry) => entry.id === id))
          all = all.filter((entry) => entry.id !== id)
          return null
        },
        'edits.undo': () => {
          all = [...all, ...deleted.splice(0)]
          return { undo: null, redo: null }
        },
        ...options.case,
      },
      before: ({ selection }) => {
        selection.view = 'profile'
        selection.functionName = 'example.com/x/session.(*Store).Put'
      },
    })
    return { ...mounted, store: useAnnotationStore(), now: () => all }
  }

  it('writes about what is selected: text, tags, colour', async () => {
    const { store, now } = await host()
    expect(useCommandStore().run('selection.annotate')).toBe(true)
    await settle()
    expect(body('annotation-subject').textContent).toBe('session.(*Store).Put')
    const text = body<HTMLTextAreaElement>('annotation-text')
    text.value = 'Holds every session'
    text.dispatchEvent(new Event('input'))
    const tags = body<HTMLInputElement>('annotation-tags')
    tags.value = 'memory, cache'
    tags.dispatchEvent(new Event('input'))
    body('annotation-colour-incident').click()
    await settle()
    body('annotation-save').click()
    await settle()
    expect(now()[1]).toMatchObject({
      anchor: { kind: 'function', name: 'example.com/x/session.(*Store).Put' },
      text: 'Holds every session',
      tags: ['memory', 'cache'],
      colour: 'incident',
    })
    expect(store.editing).toBeNull()
  })

  it('keeps nothing without a text', async () => {
    const { store } = await host()
    store.annotate()
    await settle()
    expect(body<HTMLButtonElement>('annotation-save').disabled).toBe(true)
  })

  it('keeps the editor open when the case refuses, so that nothing is lost', async () => {
    const { store } = await host({
      case: {
        'annotations.create': () => {
          throw new Error('disk full')
        },
      },
    })
    store.annotate()
    expect(await store.save({ text: 'long text', tags: [], colour: 'neutral' })).toBe(false)
    expect(store.editing).not.toBeNull()
    expect(useToastStore().toasts.at(-1)).toMatchObject({ text: 'disk full', tone: 'error' })
  })

  it('edits one that is there', async () => {
    const { store, now } = await host()
    store.edit(store.all[0]!)
    await settle()
    expect(body<HTMLTextAreaElement>('annotation-text').value).toBe('First **alert** fired')
    await store.save({ text: 'Changed', tags: ['memory'], colour: 'incident' })
    expect(now()).toMatchObject([{ id: 1, text: 'Changed', colour: 'incident' }])
  })

  it('deletes at once and takes it back from the toast', async () => {
    const { store, now } = await host()
    await store.remove(store.all[0]!)
    await settle()
    expect([now().length, store.all.length]).toEqual([0, 0])
    useToastStore().toasts.at(-1)?.action?.run()
    await settle()
    expect([now().length, store.all.length]).toEqual([1, 1])
  })

  it('lists, finds and goes to what one is about', async () => {
    const { store, selection } = await host()
    store.isListOpen = true
    await settle()
    expect(document.querySelectorAll('[data-testid="annotation-row"]')).toHaveLength(1)
    document.querySelector<HTMLElement>('[data-testid="annotation-row"] button.link')!.click()
    expect(selection.link).toMatchObject({ view: 'gcCycles', range: wall })
    const search = body<HTMLInputElement>('annotation-search')
    search.value = 'nothing like it'
    search.dispatchEvent(new Event('input'))
    await settle()
    expect(document.querySelectorAll('[data-testid="annotation-row"]')).toHaveLength(0)
  })

  it('is not offered in a case that is read only', async () => {
    const { store } = await host({ isReadOnly: true })
    expect(store.canAnnotate).toBe(false)
    expect(useCommandStore().run('selection.annotate')).toBe(false)
    store.annotate()
    expect(store.editing).toBeNull()
  })
})
