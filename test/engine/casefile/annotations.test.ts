import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import type { AnnotationAnchor, AnnotationId } from '../../../shared/records/index.ts'
import { firstLife, foreignConnection, newCase, refusal, reopened, temporaryFolder } from './support.ts'
import { importLog, importProfile } from './sampleSources.ts'

/** An anchor of every kind that a case with one log and one profile can have. */
function anchorsOf(caseFile: CaseFile): AnnotationAnchor[] {
  const [log, profile] = caseFile.sources.list()
  if (!log || !profile) throw new Error('a log and a profile')
  const lifeId = firstLife(caseFile)
  const onLife = { axis: { kind: 'life' as const, lifeId }, from: 5, to: 6.5 }
  const wall = { axis: { kind: 'wall' as const }, from: 1, to: 1 }
  return [
    { kind: 'range', range: wall },
    { kind: 'range', range: onLife },
    { kind: 'gcCycle', lifeId, number: 7, range: onLife },
    { kind: 'function', name: 'main.main', sourceId: profile.id },
    { kind: 'stack', frames: ['a.Leaf', 'b."quoted"\n', 'main.main'], sourceId: profile.id },
    { kind: 'stack', frames: ['a.Leaf'], sourceId: null },
    { kind: 'source', sourceId: log.id },
    { kind: 'lines', sourceId: log.id, from: 3, to: 9, range: onLife },
    { kind: 'entity', type: 'goroutine', key: '17', name: 'goroutine 17', sourceId: log.id, range: null },
    { kind: 'entity', type: 'series', key: '/gc/heap/live:bytes', name: 'live', sourceId: null, range: wall },
  ]
}

function notedCase(): { caseFile: CaseFile; anchors: AnnotationAnchor[]; ids: AnnotationId[] } {
  const caseFile = newCase()
  importLog(caseFile, 'a.log', 1)
  importProfile(caseFile, 'b.pb.gz', 2)
  const anchors = anchorsOf(caseFile)
  const ids = anchors.map(
    (anchor, index) =>
      caseFile.annotations.create({ anchor, text: `note ${index}`, tags: ['t'], colour: index % 2 ? 'teal' : 'plum' })
        .id,
  )
  return { caseFile, anchors, ids }
}
const anchorsIn = (caseFile: CaseFile): AnnotationAnchor[] => caseFile.annotations.list().map(({ anchor }) => anchor)

describe('anchors of every kind', () => {
  it('come back as they were given, also after the case was closed', () => {
    const { caseFile, anchors } = notedCase()
    expect(anchorsIn(caseFile)).toEqual(anchors)
    caseFile.close()
    expect(anchorsIn(reopened(caseFile.path))).toEqual(anchors)
  })

  it('leave with their source, say what they were about, and return with it under its new id', () => {
    const { caseFile, anchors } = notedCase()
    const [log] = caseFile.sources.list()
    if (!log) throw new Error('a log')
    caseFile.sources.remove(log.id, 'another service')
    expect(
      caseFile.annotations.detached().map(({ anchorKind, about, sourcePath }) => [anchorKind, about, sourcePath]),
    ).toEqual([
      ['range', 'A-2', 'a.log'],
      ['gcCycle', 'gc 7', 'a.log'],
      ['source', 'A-7', 'a.log'],
      ['lines', '3-9', 'a.log'],
      ['entity', 'goroutine 17', 'a.log'],
    ])
    expect(anchorsIn(caseFile)).toHaveLength(anchors.length - 5)
    importLog(caseFile, 'renamed.log', 1)
    expect(caseFile.annotations.detached()).toEqual([])
    expect(anchorsIn(caseFile).map(({ kind }) => kind)).toEqual(anchors.map(({ kind }) => kind))
  })

  it('are taken back and brought again across restarts', () => {
    const { caseFile, anchors } = notedCase()
    caseFile.close()
    const next = reopened(caseFile.path)
    for (let left = anchors.length; left > 0; left--) next.edits.undo()
    expect([anchorsIn(next), next.edits.state().undo]).toEqual([[], null])
    next.close()
    const last = reopened(caseFile.path)
    for (let left = anchors.length; left > 0; left--) last.edits.redo()
    expect(anchorsIn(last)).toEqual(anchors)
  })

  it('are left out where a row says what no version wrote', () => {
    const { caseFile, anchors } = notedCase()
    caseFile.close()
    foreignConnection(caseFile.path, (db) => {
      db.prepare(`UPDATE annotations SET entity_key = 'not lines' WHERE anchor_kind = 'lines'`).run()
      db.prepare(`UPDATE annotations SET entity_key = '{"a":1}' WHERE anchor_kind = 'stack'`).run()
    })
    const kinds = anchorsIn(reopened(caseFile.path))
    expect(kinds.filter(({ kind }) => kind === 'lines')).toEqual([])
    expect(kinds).toHaveLength(anchors.length - 1)
    expect(kinds.flatMap((anchor) => (anchor.kind === 'stack' ? [anchor.frames] : []))).toEqual([[], []])
  })
})

describe('several annotations at once', () => {
  it('are deleted and tagged as one edit each', () => {
    const { caseFile, ids } = notedCase()
    const some = ids.slice(2, 5)
    const tags = (): string[][] => caseFile.annotations.list().map((annotation) => annotation.tags)
    const before = tags()
    caseFile.annotations.retag(some, { add: ['leak', 't'], remove: ['t'] })
    expect(tags().filter((list) => list.includes('leak'))).toEqual([['leak'], ['leak'], ['leak']])
    caseFile.annotations.delete(some)
    expect(caseFile.annotations.list()).toHaveLength(ids.length - 3)
    expect(caseFile.edits.state().undo?.en).toBe('Delete 3 annotations')
    expect(caseFile.edits.undo().undo?.en).toBe('Change the tags of 3 annotations')
    expect(caseFile.annotations.list()).toHaveLength(ids.length)
    caseFile.edits.undo()
    expect(tags()).toEqual(before)
  })

  it('are refused as a whole where one of them is not there', () => {
    const { caseFile, ids } = notedCase()
    const code = refusal(() => caseFile.annotations.delete([...ids, 99 as AnnotationId])).code
    expect([code, caseFile.annotations.list().length]).toEqual(['casefile/no-such-annotation', ids.length])
  })

  it('can be deleted while their source is not in the case', () => {
    const { caseFile } = notedCase()
    const [log] = caseFile.sources.list()
    if (!log) throw new Error('a log')
    caseFile.sources.remove(log.id, '')
    caseFile.annotations.delete(caseFile.annotations.detached().map(({ id }) => id))
    expect(caseFile.annotations.detached()).toEqual([])
    caseFile.edits.undo()
    expect(caseFile.annotations.detached()).toHaveLength(5)
  })
})

describe('checklists', () => {
  it('are added, marked by hand and taken back, across restarts', () => {
    const caseFile = newCase()
    caseFile.checklists.add('memoryGrows')
    caseFile.checklists.add('memoryGrows')
    caseFile.checklists.mark('memoryGrows', 'settings', 'have')
    caseFile.checklists.mark('memoryGrows', 'smaps', 'cannot')
    caseFile.checklists.mark('memoryGrows', 'settings', null)
    expect(caseFile.checklists.list()).toMatchObject([{ template: 'memoryGrows', marks: { smaps: 'cannot' } }])
    caseFile.close()
    const next = reopened(caseFile.path)
    next.edits.undo()
    expect(next.checklists.list()).toMatchObject([{ marks: { settings: 'have', smaps: 'cannot' } }])
    for (let step = 0; step < 3; step++) next.edits.undo()
    expect([next.checklists.list(), next.edits.state().undo]).toEqual([[], null])
    expect(next.edits.lastTouched()).toBe('checklists')
  })

  it('refuse a mark of one that is not there, and keep one this version does not know', () => {
    const caseFile = newCase()
    expect(refusal(() => caseFile.checklists.mark('latencySpikes', 'cpu', 'have')).code).toBe(
      'casefile/no-such-checklist',
    )
    caseFile.checklists.add('ofALaterVersion')
    expect(caseFile.checklists.list()).toMatchObject([{ template: 'ofALaterVersion' }])
  })
})

describe('a case of schema 1', () => {
  it('keeps its annotations, the ids it gave, and edits that can be taken back', () => {
    const path = join(temporaryFolder(), 'old.heapcase')
    copyFileSync(join(import.meta.dirname, '../../fixtures/cases/schema-1.heapcase'), path)
    const caseFile = reopened(path)
    const [kept] = caseFile.annotations.list()
    expect(kept).toMatchObject({ id: 1, text: 'first long pause', colour: 'incident' })
    // Its row in the journal was written without the columns of today.
    let steps = 0
    while (caseFile.annotations.list().length > 0 && steps++ < 20) caseFile.edits.undo()
    expect(caseFile.annotations.list()).toEqual([])
    while (caseFile.annotations.list().length === 0 && steps++ < 40) caseFile.edits.redo()
    expect(caseFile.annotations.list()).toEqual([kept])
    if (!kept) return
    caseFile.annotations.delete(kept.id)
    const { id } = caseFile.annotations.create({ anchor: kept.anchor, text: 'x', tags: [], colour: 'ochre' })
    expect(id).toBe(2)
  })
})
