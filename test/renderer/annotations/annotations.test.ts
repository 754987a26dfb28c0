// @vitest-environment happy-dom
import { beforeAll, describe, expect, it } from 'vitest'
import type {
  AnnotationAnchor,
  AnnotationId,
  CitedAnnotation,
  LifeId,
  TimeRange,
} from '../../../shared/records/index.ts'
import AnnotationHost from '../../../renderer/components/annotations/AnnotationHost.vue'
import { anchorAround, anchorOfFocus, makeAnnotatable } from '../../../renderer/components/annotations/annotatable.ts'
import {
  anchorKey,
  anchorOfLink,
  anchorText,
  codeLineAnchor,
  linkOfAnchor,
} from '../../../renderer/components/annotations/annotationAnchor.ts'
import { useAnnotationStore } from '../../../renderer/components/annotations/annotationStore.ts'
import { momentOf, typedMoment } from '../../../renderer/components/annotations/momentText.ts'
import { parseTags, plainTitle, splitNote, tagsLike } from '../../../renderer/components/annotations/noteText.ts'
import { marksOnAxis } from '../../../renderer/components/charts/chartMarks.ts'
import { useCommandStore } from '../../../renderer/stores/commands.ts'
import { useToastStore } from '../../../renderer/stores/toasts.ts'
import { giveLayout } from '../charts/layout.ts'
import { findingKey, lifeId, sourceId, START_MS } from '../fakeCase.ts'
import { mountView, settle, type MountOptions } from '../mountView.ts'
import { annotationOf, wall } from './notes.ts'

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
      { view: 'sources', sourceId: sourceId(2), lines: { from: 3, to: 5 } },
      { kind: 'lines', sourceId: 2, from: 3, to: 5, range: null },
    ],
    [
      { view: 'overview', range: wall, sourceId: sourceId(2) },
      { kind: 'range', range: wall },
    ],
    [
      { view: 'gcCycles', lifeId: lifeId(1), entity: { kind: 'goroutine', id: '17', sourceId: sourceId(4) } },
      { kind: 'entity', type: 'goroutine', key: '17', name: '17', sourceId: 4, range: null },
    ],
    [{ view: 'overview' }, null],
  ] as const)('of %j', (link, anchor) => expect(anchorOfLink(link)).toEqual(anchor))

  it('lead back to what they are about', () => {
    const anchors: AnnotationAnchor[] = [
      { kind: 'finding', key: findingKey('gc/x@1') },
      { kind: 'function', name: 'a.F', sourceId: sourceId(2) },
      { kind: 'gcCycle', lifeId: lifeId(1), number: 7, range: null },
      { kind: 'source', sourceId: sourceId(2) },
      { kind: 'lines', sourceId: sourceId(2), from: 3, to: 5, range: null },
      { kind: 'range', range: wall },
    ]
    expect(anchors.map((anchor) => anchorOfLink(linkOfAnchor(anchor)!))).toEqual(anchors)
  })

  it('of a stack and of a line of code lead to their function, of an unknown entity to its time or nowhere', () => {
    expect(linkOfAnchor({ kind: 'stack', frames: ['a.Leaf', 'b.B'], sourceId: null })).toEqual({
      view: 'profile',
      functionName: 'a.Leaf',
    })
    const line = codeLineAnchor({ functionName: 'a.F', file: '/x/f.go', line: 7 }, sourceId(2))
    expect([line.name, linkOfAnchor(line)]).toEqual(['f.go:7', { view: 'profile', functionName: 'a.F', sourceId: 2 }])
    // A dump's stack is found among goroutines, not among profiles.
    const stack = { kind: 'stack', frames: ['a.(*T).Leaf', 'b.B'], sourceId: sourceId(4) } as const
    expect(linkOfAnchor(stack, null, (id) => id === 4)).toEqual({
      view: 'goroutines',
      sourceId: 4,
      state: { search: 'stack="a.(*T).Leaf"' },
    })
    const lock = {
      kind: 'entity',
      type: 'lock',
      key: '0xc1',
      name: '0xc1',
      sourceId: sourceId(4),
      range: null,
    } as const
    expect(linkOfAnchor(lock)).toEqual({
      view: 'goroutines',
      sourceId: 4,
      state: { show: 'locks', search: 'address=0xc1' },
    })
    const entity = { kind: 'entity', type: 'later', key: 'k', name: 'k', sourceId: null, range: null } as const
    expect([linkOfAnchor(entity), linkOfAnchor(entity, wall)]).toEqual([null, { view: 'overview', range: wall }])
  })

  it('are the same for the same thing, wherever it was noted', () => {
    const one: AnnotationAnchor = { kind: 'gcCycle', lifeId: lifeId(1), number: 7, range: null }
    expect(anchorKey(one)).toBe(anchorKey({ ...one, range: wall }))
    expect(anchorKey({ kind: 'function', name: 'a.F', sourceId: sourceId(1) })).toBe(
      anchorKey({ kind: 'function', name: 'a.F', sourceId: null }),
    )
    expect(anchorKey({ kind: 'stack', frames: ['a', 'b'], sourceId: null })).not.toBe(
      anchorKey({ kind: 'stack', frames: ['a'], sourceId: null }),
    )
  })

  it('are named in few words', () => {
    const words = {
      range: () => 'range',
      cycle: (n: number) => `gc ${n}`,
      finding: (key: string) => key,
      source: (id: number) => `#${id}`,
      lines: (from: number, to: number, source: string) => `${source}:${from}-${to}`,
      stack: (own: string, caller: string) => `${own} < ${caller}`,
      entity: (type: string, name: string) => `${type} ${name}`,
    }
    const named = (anchor: AnnotationAnchor): string => anchorText(anchor, words)
    expect([
      named({ kind: 'function', name: 'example.com/x/session.(*Store).Put', sourceId: null }),
      named({ kind: 'stack', frames: ['x/a.Leaf', 'x/b.B'], sourceId: null }),
      named({ kind: 'lines', sourceId: sourceId(2), from: 3, to: 5, range: null }),
    ]).toEqual(['session.(*Store).Put', 'a.Leaf < b.B', '#2:3-5'])
  })
})

describe('what can be annotated', () => {
  const anchor = (name: string): AnnotationAnchor => ({ kind: 'function', name, sourceId: null })
  function screen(): HTMLElement {
    document.body.innerHTML =
      '<div id="chart"><div id="table" tabindex="0"><p id="row1"></p><p id="row2" aria-selected="true"><b id="cell"></b></p></div></div>'
    for (const id of ['chart', 'row1', 'row2'])
      makeAnnotatable(document.getElementById(id)!, (at) => (id === 'chart' && at?.x === 9 ? null : anchor(id)))
    return document.body
  }
  const name = (found: ReturnType<typeof anchorAround>): string | null =>
    found?.anchor.kind === 'function' ? found.anchor.name : null

  it('is the nearest around what the pointer is on', () => {
    screen()
    const around = (id: string, x = 0): string | null => name(anchorAround(document.getElementById(id), { x, y: 0 }))
    expect([around('cell'), around('table'), around('table', 9)]).toEqual(['row2', 'chart', null])
  })

  it('is the row selected in what has the focus', () => {
    screen()
    expect(name(anchorOfFocus(document.getElementById('table')))).toBe('row2')
    document.getElementById('row2')!.removeAttribute('aria-selected')
    expect(name(anchorOfFocus(document.getElementById('table')))).toBe('chart')
    expect(name(anchorOfFocus(document.body))).toBeNull()
  })

  it('is forgotten when it goes', () => {
    const root = screen()
    const element = root.querySelector('#row1')!
    makeAnnotatable(element, () => anchor('again'))()
    expect([name(anchorAround(element)), element.hasAttribute('data-annotatable')]).toEqual(['chart', false])
  })
})

describe('tags', () => {
  it('are split by commas and spaces, each once', () => {
    expect(parseTags(' memory, #deploy，memory 发布、 ')).toEqual(['memory', 'deploy', '发布'])
  })
  it('complete what is typed: beginnings first, chosen ones left out', () => {
    expect(tagsLike('#L', ['tail', 'leak', 'limit', 'gc'], ['limit'])).toEqual(['leak', 'tail'])
    expect(tagsLike('leak', ['leak', 'leaks', 'gc'], [])).toEqual(['leaks'])
  })
})

describe('texts', () => {
  it('have their first line as plain words', () => {
    expect(['# First **alert**\nmore', '- see [ticket](x)', '\n\n`code`', '```\ngo test\n```'].map(plainTitle)).toEqual(
      ['First alert', 'see ticket', 'code', 'go test'],
    )
  })
  it('are split into a title and the rest where the first line is one', () => {
    expect(['One line', '# Head\ntext', 'Title\n\nrest', '- a\n- b', 'run on\nsentence'].map(splitNote)).toEqual([
      { title: 'One line', rest: '' },
      { title: 'Head', rest: 'text' },
      { title: 'Title', rest: 'rest' },
      { title: '', rest: '- a\n- b' },
      { title: '', rest: 'run on\nsentence' },
    ])
  })
})

describe('times people type', () => {
  const axis: TimeRange['axis'] = { kind: 'wall' }
  it('are read back as they are shown, in any zone, also across midnight', () => {
    for (const offset of [0, 480, -570])
      for (const ms of [START_MS, START_MS + 7330, START_MS - 13_000_000])
        expect(momentOf(typedMoment(ms, axis, offset), axis, ms, offset)).toBe(ms)
    const midnight = Date.UTC(2026, 10, 22)
    expect(momentOf('23:59:59', axis, midnight + 1000, 0)).toBe(midnight - 1000)
  })
  it('of a process count from its start', () => {
    const life: TimeRange['axis'] = { kind: 'life', lifeId: lifeId(1) }
    expect([typedMoment(1500, life, 0), momentOf('+1.5 s', life, 0, 0), momentOf('250ms', life, 0, 0)]).toEqual([
      '+1.5 s',
      1500,
      250,
    ])
  })
  it('that are none are refused', () => {
    expect(['25:00:00', '12:60', 'noon', ''].map((text) => momentOf(text, axis, START_MS, 0))).toEqual([
      null,
      null,
      null,
      null,
    ])
  })
})

describe('marks on charts', () => {
  const life = { id: lifeId(1), sourceId: sourceId(1) }
  const onLife = { axis: { kind: 'life', lifeId: life.id } as const, from: 10, to: 20 }
  const all = [
    annotationOf(1, { kind: 'range', range: wall }, { colour: 'incident' }),
    annotationOf(2, { kind: 'gcCycle', lifeId: life.id, number: 4, range: null }, { at: wall }),
    annotationOf(3, { kind: 'gcCycle', lifeId: 9 as LifeId, number: 4, range: null }, { at: wall }),
    annotationOf(4, { kind: 'range', range: onLife }),
    annotationOf(5, { kind: 'function', name: 'a', sourceId: null }),
    annotationOf(6, { kind: 'lines', sourceId: sourceId(2), from: 1, to: 1, range: null }, { at: wall }),
    annotationOf(7, { kind: 'source', sourceId: sourceId(2) }, { at: wall }),
  ]
  const ids = (...given: Parameters<typeof marksOnAxis>): number[] =>
    marksOnAxis(...given).map(({ annotation }) => annotation.id)
  it('are those on the same axis; of one life without what is about another', () => {
    expect([ids(all, { kind: 'wall' }), ids(all, { kind: 'wall' }, life), ids(all, onLife.axis)]).toEqual([
      [1, 2, 3, 6, 7],
      [1, 2, 7],
      [4],
    ])
  })
})

describe('annotating', () => {
  beforeAll(() => giveLayout())
  const body = <T extends HTMLElement>(id: string): T => document.querySelector<T>(`[data-testid="${id}"]`)!

  async function host(options: MountOptions = {}) {
    let all: CitedAnnotation[] = [annotationOf(1, { kind: 'range', range: wall })]
    const deleted: CitedAnnotation[] = []
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
    body<HTMLInputElement>('annotation-colour-incident').click()
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
    await store.remove([store.all[0]!])
    await settle()
    expect([now().length, store.all.length]).toEqual([0, 0])
    useToastStore().toasts.at(-1)?.action?.run()
    await settle()
    expect([now().length, store.all.length]).toEqual([1, 1])
  })

  it('asks for a name once, where the case has none, and gives it to the case', async () => {
    let author = ''
    const { bridge } = await host({
      case: {
        'settings.get': () => ({ author, zoneOffsetMinutes: 0 }),
        'settings.update': (change) => ({ author: (author = change.author ?? author), zoneOffsetMinutes: 0 }),
      },
    })
    const store = useAnnotationStore()
    store.annotate()
    await settle()
    const type = (id: string, value: string): void => {
      const field = body<HTMLInputElement>(id)
      field.value = value
      field.dispatchEvent(new Event('input'))
    }
    type('annotation-text', 'x')
    type('annotation-author', ' Ada ')
    await settle()
    body('annotation-save').click()
    await settle()
    expect(
      bridge.calls.filter(([name]) => /update$|create$|setPref/.test(name)).map(([name, given]) => [name, given]),
    ).toEqual([
      ['settings.update', { author: 'Ada' }],
      ['app.setPreferences', { author: 'Ada' }],
      ['annotations.create', expect.objectContaining({ text: 'x' })],
    ])
    store.annotate()
    await settle()
    expect(body('annotation-author')).toBeNull()
  })

  it('takes exact ends for a new range, and none that are no range', async () => {
    const { now } = await host()
    const store = useAnnotationStore()
    store.annotate({ kind: 'range', range: wall })
    await settle()
    const type = async (id: string, value: string): Promise<void> => {
      const field = body<HTMLInputElement>(id)
      field.value = value
      field.dispatchEvent(new Event('input'))
      await settle()
    }
    await type('annotation-text', 'deploy')
    await type('annotation-to', '03:35:00')
    expect(body<HTMLButtonElement>('annotation-save').disabled).toBe(true)
    await type('annotation-from', '03:36:02.5')
    await type('annotation-to', '')
    body('annotation-save').click()
    await settle()
    const at = START_MS + 2500
    expect(now().at(-1)?.anchor).toEqual({ kind: 'range', range: { axis: { kind: 'wall' }, from: at, to: at } })
  })

  it('shows the text as safe Markdown while it is written', async () => {
    const { store } = await host()
    store.annotate()
    await settle()
    const text = body<HTMLTextAreaElement>('annotation-text')
    text.value = '**bold** <img src=x onerror=alert(1)> [x](javascript:alert(1))'
    text.dispatchEvent(new Event('input'))
    body('annotation-preview').click()
    await settle()
    const shown = body('annotation-previewed')
    expect([shown.querySelector('strong')?.textContent, shown.querySelector('img, a')]).toEqual(['bold', null])
  })

  it('shows what a flag stands for, with what can be done, and goes to it', async () => {
    const { store, selection } = await host()
    store.showCard([1 as AnnotationId], null)
    await settle()
    expect(body('note-popover').textContent).toContain('First alert fired')
    body('note-go').click()
    await settle()
    expect(selection.link).toMatchObject({ view: 'gcCycles', range: wall })
    expect(store.card).toBeNull()
  })

  it('says so where nothing is meant', async () => {
    const { store, selection } = await host()
    selection.restore({ view: 'overview' })
    expect([store.annotate(), store.editing]).toEqual([false, null])
    expect(useToastStore().toasts.at(-1)?.text).toContain('Nothing is selected')
  })

  it('is not offered in a case that is read only', async () => {
    const { store } = await host({ isReadOnly: true })
    expect(store.canAnnotate).toBe(false)
    expect(useCommandStore().run('selection.annotate')).toBe(false)
    store.annotate()
    expect(store.editing).toBeNull()
  })
})
