import { describe, expect, it } from 'vitest'
import {
  annotationsAsCsv,
  annotationsAsMarkdown,
  filterAnnotations,
  groupAnnotations,
  NO_FILTER,
  orderAnnotations,
  type ExportTexts,
} from '../../../renderer/views/Annotations/annotationList.ts'
import type { AnnotationAnchor } from '../../../shared/records/index.ts'
import { findingKey, lifeId, sourceId, START_MS } from '../fakeCase.ts'
import { annotationOf, wall } from '../annotations/notes.ts'

const onLife = { axis: { kind: 'life' as const, lifeId: lifeId(1) }, from: 10, to: 20 }
const all = [
  annotationOf(1, { kind: 'finding', key: findingKey('gc/x@1') }, { text: 'why', tags: [], createdAtMs: START_MS + 9 }),
  annotationOf(2, { kind: 'range', range: wall }, { colour: 'incident', tags: ['deploy', 'memory'] }),
  annotationOf(3, { kind: 'range', range: onLife }, { author: 'Grace', updatedAtMs: START_MS + 99 }),
  annotationOf(
    4,
    { kind: 'gcCycle', lifeId: lifeId(1), number: 7, range: null },
    { at: { ...wall, from: START_MS - 5 } },
  ),
  annotationOf(5, { kind: 'source', sourceId: sourceId(1) }, { author: '', tags: ['memory'] }),
]
const subject = (anchor: AnnotationAnchor): string => (anchor.kind === 'gcCycle' ? 'gc 7' : anchor.kind)
const ids = (list: readonly { id: number }[]): number[] => list.map(({ id }) => id)

describe('the list of annotations', () => {
  it('is found by words anywhere and by each filter', () => {
    const found = (change: Partial<typeof NO_FILTER>): number[] =>
      ids(filterAnnotations(all, { ...NO_FILTER, ...change }, subject))
    expect({
      words: found({ words: 'ALERT #deploy' }),
      subject: found({ words: 'gc 7' }),
      label: found({ words: 'a-5' }),
      kind: found({ kind: 'range' }),
      colour: found({ colour: 'incident' }),
      author: found({ author: 'Grace' }),
      tag: found({ tag: 'memory' }),
      all: found({}),
    }).toEqual({
      words: [2],
      subject: [4],
      label: [5],
      kind: [2, 3],
      colour: [2],
      author: [3],
      tag: [2, 3, 4, 5],
      all: [1, 2, 3, 4, 5],
    })
  })

  it('is ordered by place in time with the wall clock first, by making or by change', () => {
    expect(ids(orderAnnotations(all, 'time'))).toEqual([4, 2, 3, 1, 5])
    expect(ids(orderAnnotations(all, 'created'))[0]).toBe(1)
    expect(ids(orderAnnotations(all, 'changed'))[0]).toBe(3)
  })

  it('is grouped by tag with each tag of one, those without last', () => {
    expect(groupAnnotations(all, 'tag').map(({ key, annotations }) => [key, ids(annotations)])).toEqual([
      ['deploy', [2]],
      ['memory', [2, 3, 4, 5]],
      ['', [1]],
    ])
    expect(groupAnnotations(all, 'author').map(({ key }) => key)).toEqual(['Grace', 'N. N.', ''])
    expect(groupAnnotations(all, 'none')).toHaveLength(1)
  })
})

describe('annotations as files', () => {
  const columns = Object.fromEntries(
    ['label', 'about', 'kind', 'source', 'from', 'to', 'text', 'tags', 'colour', 'author', 'created', 'updated'].map(
      (name) => [name, name],
    ),
  ) as ExportTexts['columns']
  const texts: ExportTexts = {
    caseName: 'case *one*',
    title: 'Annotations',
    columns,
    kind: (kind) => kind,
    colour: (colour) => colour,
    about: subject,
    source: () => '=cmd|evil.log',
    zone: { label: 'UTC', offsetMinutes: 0 },
  }
  const hostile = annotationOf(
    6,
    { kind: 'range', range: wall },
    { text: '=HYPERLINK("http://x")\n# not a heading', tags: ['=1+1'] },
  )

  it('have one CSV row each and no formula', () => {
    const csv = annotationsAsCsv([all[1]!, hostile], texts)
    expect(csv.split('\r\n')[1]).toBe(
      'A-2,range,range,\'=cmd|evil.log,2026-11-21 03:36:00.000,2026-11-21 03:36:05.000,First **alert** fired,"deploy, memory",incident,N. N.,2026-11-21 03:36:00,2026-11-21 03:36:00',
    )
    expect(csv).not.toMatch(/(^|,)"?=/m)
  })

  it('are a Markdown document whose headings are its own', () => {
    const text = annotationsAsMarkdown([all[2]!, hostile], texts)
    expect(text).toContain('# Annotations: case \\*one\\*')
    expect(text).toContain('## A-3 range\n\n+0.010 s → +0.020 s')
    expect(text).toContain('> # not a heading')
    expect(text.match(/^#+ /gm)).toHaveLength(3)
  })
})
