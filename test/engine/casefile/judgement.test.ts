import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { LANGUAGES } from '../../../shared/lib/localText.ts'
import type { AnnotationAnchor, FindingKey } from '../../../shared/records/index.ts'
import { addText, finding, firstLife, newCase, outcome, refusal, reopened, temporaryFolder } from './support.ts'
import { importLog, importProfile } from './sampleSources.ts'

afterEach(() => vi.useRealTimers())

/** What people see of judgement, to compare whole states. */
const judgement = (caseFile: CaseFile): unknown => ({
  annotations: caseFile.annotations.list().map(({ id, text, tags, colour }) => ({ id, text, tags, colour })),
  verdicts: caseFile.findings.list().map(({ key, verdict }) => [key, verdict?.kind, verdict?.reason]),
  report: caseFile.report.get(),
  pins: caseFile.lives.list().map(({ startMs }) => startMs),
  limits: caseFile.findings.limits(),
})

/** Every kind of edit, once. */
function edits(caseFile: CaseFile): (() => void)[] {
  const life = firstLife(caseFile)
  const add = (text: string): number =>
    caseFile.annotations.create({
      anchor: { kind: 'function', name: 'main.main', sourceId: null },
      text,
      tags: ['a'],
      colour: 'neutral',
    }).id
  const list = () => caseFile.annotations.list()
  return [
    () => add('one'),
    () => add('two'),
    () => caseFile.annotations.update(list()[0]?.id as never, { text: 'one, changed', tags: [], colour: 'incident' }),
    () => caseFile.findings.setVerdict('A' as FindingKey, 'confirmed', 'seen in the log'),
    () => caseFile.findings.setVerdict('A' as FindingKey, 'dismissed', 'no'),
    () => caseFile.report.update({ title: 'Sessions pile up' }),
    () =>
      caseFile.report.update({
        prose: { summary: 'S', impact: '', factors: '', actions: 'A' },
        excludedSections: ['limits'],
      }),
    () => caseFile.lives.pin(life, 1_790_000_000_000),
    () => caseFile.lives.pin(life, 1_790_000_000_500),
    () => caseFile.findings.setLimit(outcome.ruleId, 'warn', 5),
    () => caseFile.annotations.delete(list()[1]?.id as never),
    () => caseFile.lives.pin(life, null),
    () => caseFile.findings.setLimit(outcome.ruleId, 'warn', null),
    () => caseFile.findings.setVerdict('A' as FindingKey, 'open', ''),
  ]
}

function preparedCase(): CaseFile {
  const caseFile = newCase()
  const source = importLog(caseFile, 'a.log', 1)
  caseFile.findings.replaceAll([finding('A', source), finding('B', source)], [outcome])
  return caseFile
}

describe('undo and redo', () => {
  it('go through every kind of edit and back, also after a restart between any two', () => {
    let caseFile = preparedCase()
    const states = [judgement(caseFile)]
    for (const edit of edits(caseFile)) {
      edit()
      states.push(judgement(caseFile))
    }
    const restart = (): void => {
      caseFile.close()
      caseFile = reopened(caseFile.path)
    }
    const last = states.length - 1
    for (let at = last; at > 0; at--) {
      expect(judgement(caseFile)).toEqual(states[at])
      if (at % 3 === 0) restart()
      expect(caseFile.edits.state().undo).not.toBeNull()
      caseFile.edits.undo()
    }
    expect([judgement(caseFile), caseFile.edits.state().undo]).toEqual([states[0], null])
    expect(caseFile.edits.undo().undo).toBeNull() // nothing to take back
    for (let at = 1; at <= last; at++) {
      if (at % 4 === 0) restart()
      caseFile.edits.redo()
      expect(judgement(caseFile)).toEqual(states[at])
    }
    expect([caseFile.edits.state().redo, caseFile.audit.verify().isIntact]).toEqual([null, true])
  })

  it('say what they would do, in both languages', () => {
    const caseFile = preparedCase()
    const said = edits(caseFile).map((edit) => {
      edit()
      return caseFile.edits.state().undo
    })
    expect(said.map((text) => text?.en)).toEqual([
      'Add an annotation',
      'Add an annotation',
      'Change an annotation',
      'Confirm F-001',
      'Dismiss F-001',
      'Edit the report: title',
      'Edit the report: summary, actions, sections',
      'Set the start time of a.log, life 1',
      'Set the start time of a.log, life 1',
      'Change the limit “warn from”',
      'Delete an annotation',
      'Remove the start time of a.log, life 1',
      'Change the limit “warn from”',
      'Reopen F-001',
    ])
    for (const text of said)
      for (const language of LANGUAGES) expect(text?.[language]).toMatch(language === 'en' ? /\w/ : /[一-鿿]/)
    caseFile.edits.undo()
    expect(caseFile.edits.state()).toMatchObject({
      undo: { en: 'Change the limit “warn from”' },
      redo: { 'zh-CN': '重新打开 F-001' },
    })
    expect(caseFile.edits.lastTouched()).toBe('findings')
  })

  it('forget what was undone when something new is done', () => {
    const caseFile = preparedCase()
    caseFile.report.update({ title: 'first' })
    caseFile.edits.undo()
    caseFile.report.update({ service: 'checkout' })
    expect(caseFile.edits.state().redo).toBeNull()
    expect(caseFile.edits.redo().undo?.en).toBe('Edit the report: service')
  })

  it('leave no edit where nothing changed', () => {
    const caseFile = preparedCase()
    caseFile.report.update({ title: '' })
    caseFile.lives.pin(firstLife(caseFile), null)
    caseFile.findings.setLimit('x/y', 'z', null)
    expect([caseFile.edits.state().undo, caseFile.audit.count()]).toEqual([null, 3])
  })
})

describe('typing in the report', () => {
  it('is one edit and one audit entry, written when something else happens', () => {
    const caseFile = newCase()
    for (const title of ['S', 'Se', 'Ses', 'Sess']) caseFile.report.update({ title })
    expect(caseFile.audit.list(1, 9)).toEqual([])
    addText(caseFile, 'a.log', 'a')
    expect(caseFile.audit.list(1, 9).map(({ action, detail }) => [action, detail.fields ?? null])).toEqual([
      ['report.edit', ['title']],
      ['source.import', null],
    ])
    expect(caseFile.edits.undo().undo).toBeNull()
    expect(caseFile.report.get().title).toBe('')
  })

  it('is another edit after a minute, in another field, or by another author', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_790_000_000_000 })
    const caseFile = newCase()
    const undoable = (): number => {
      let count = 0
      for (; caseFile.edits.state().undo; count++) caseFile.edits.undo()
      return count
    }
    caseFile.report.update({ title: 'a' })
    vi.advanceTimersByTime(30_000)
    caseFile.report.update({ title: 'ab' })
    vi.advanceTimersByTime(59_000)
    caseFile.report.update({ title: 'abc' }) // still the first
    vi.advanceTimersByTime(61_000)
    caseFile.report.update({ title: 'abcd' })
    caseFile.report.update({ service: 's' })
    caseFile.settings.update({ author: 'Grace' })
    caseFile.report.update({ service: 'st' })
    expect(undoable()).toBe(4)
  })

  it('that a crash ended is entered at the next opening, under its own time and author', () => {
    const caseFile = newCase()
    caseFile.report.update({ title: 'Sess' })
    // What a crash leaves on the disk: the file and its log.
    const crashed = join(temporaryFolder(), 'crashed.heapcase')
    for (const side of ['', '-wal']) copyFileSync(caseFile.path + side, crashed + side)
    const opened = reopened(crashed)
    expect(opened.audit.list(1, 9)).toMatchObject([{ action: 'report.edit', author: 'Ada' }])
    expect(opened.edits.state().undo?.en).toBe('Edit the report: title')
  })
})

describe('verdicts', () => {
  it('are kept by key through re-analysis, also where the finding is gone', () => {
    const caseFile = preparedCase()
    const source = caseFile.sources.list()[0]?.id as never
    caseFile.findings.setVerdict('A' as FindingKey, 'confirmed', 'yes')
    caseFile.findings.setVerdict('B' as FindingKey, 'dismissed', 'load test')
    caseFile.findings.replaceAll([finding('C', source), finding('B', source, 'grows more')], [outcome], 'rules/2')
    const list = caseFile.findings
      .list()
      .map(({ key, verdict, isStale, claim }) => [key, verdict?.kind, isStale, claim.en])
    expect(list).toEqual([
      ['C', undefined, false, 'it grows'],
      ['B', 'dismissed', false, 'grows more'],
      ['A', 'confirmed', true, 'it grows'],
    ])
    expect(caseFile.findings.outcomes()).toEqual([outcome])
    expect(caseFile.findings.setVerdict('A' as FindingKey, 'open', '')).toMatchObject({ isStale: true })
    expect(caseFile.findings.list().map(({ key }) => key)).toEqual(['C', 'B'])
    expect(refusal(() => caseFile.findings.setVerdict('Z' as FindingKey, 'open', '')).code).toBe(
      'casefile/no-such-finding',
    )
  })

  it('and labels stay with a finding, none is given twice', () => {
    const caseFile = preparedCase()
    const source = caseFile.sources.list()[0]?.id as never
    const labels = (): string[] => caseFile.findings.list().map(({ key, label }) => `${key} ${label}`)
    const analysed = (...keys: string[]): string[] => {
      caseFile.findings.replaceAll(
        keys.map((key) => finding(key, source)),
        [outcome],
      )
      return labels()
    }
    expect(labels()).toEqual(['A F-001', 'B F-002'])
    expect(analysed('C', 'B')).toEqual(['C F-003', 'B F-002'])
    expect(analysed('D')).toEqual(['D F-004'])
    expect(analysed('B', 'A', 'E')).toEqual(['B F-002', 'A F-001', 'E F-005'])
  })

  it('and findings know whether the analysis is out of date', () => {
    const caseFile = newCase()
    expect(caseFile.findings.state()).toEqual({ analysedAtMs: null, analyser: null, isOutOfDate: false })
    const states: boolean[] = []
    const after = (body: () => void): void => {
      body()
      states.push(caseFile.findings.state().isOutOfDate)
      caseFile.findings.replaceAll([], [outcome], 'rules/9')
      states.push(caseFile.findings.state().isOutOfDate)
    }
    after(() => importLog(caseFile, 'a.log', 1))
    after(() => caseFile.lives.pin(firstLife(caseFile), 5))
    after(() => caseFile.findings.setLimit('r', 'n', 1))
    after(() => caseFile.edits.undo())
    after(() => caseFile.sources.remove(caseFile.sources.list()[0]?.id as never, ''))
    expect(states).toEqual(Array.from({ length: 10 }, (_state, index) => index % 2 === 0))
    caseFile.report.update({ title: 'x' })
    expect(caseFile.findings.state()).toMatchObject({ isOutOfDate: false, analyser: 'rules/9' })
  })
})

describe('annotations', () => {
  it('are found again after their source was removed and imported anew, under its new ids', () => {
    const caseFile = newCase()
    const log = importLog(caseFile, 'a.log', 1)
    const profile = importProfile(caseFile, 'b.pb.gz', 2)
    const life = firstLife(caseFile)
    const onLife = { axis: { kind: 'life' as const, lifeId: life }, from: 5, to: 6.5 }
    const anchors: AnnotationAnchor[] = [
      { kind: 'range', range: { axis: { kind: 'wall' }, from: 1, to: 2 } },
      { kind: 'range', range: onLife },
      { kind: 'gcCycle', lifeId: life, number: 7, range: onLife },
      { kind: 'gcCycle', lifeId: life, number: 8, range: null },
      { kind: 'function', name: 'main.main', sourceId: profile },
      { kind: 'function', name: 'main.main', sourceId: null },
      { kind: 'finding', key: 'A' as FindingKey },
      { kind: 'source', sourceId: log },
    ]
    for (const anchor of anchors)
      caseFile.annotations.create({ anchor, text: anchor.kind, tags: ['t'], colour: 'incident' })
    expect(caseFile.annotations.list().map(({ anchor }) => anchor)).toEqual(anchors)
    expect(caseFile.annotations.list()[0]).toMatchObject({
      text: 'range',
      tags: ['t'],
      colour: 'incident',
      author: 'Ada',
    })

    caseFile.lives.pin(life, 77)
    caseFile.sources.remove(log, '')
    caseFile.sources.remove(profile, '')
    expect(caseFile.annotations.list().map(({ anchor }) => anchor)).toEqual([anchors[0], anchors[5], anchors[6]])
    expect(caseFile.annotations.detached()).toHaveLength(5)

    const newLog = importLog(caseFile, 'renamed.log', 1)
    const newProfile = importProfile(caseFile, 'b.pb.gz', 2)
    const newLife = firstLife(caseFile)
    expect(newLife).not.toBe(life)
    const moved = { ...onLife, axis: { kind: 'life' as const, lifeId: newLife } }
    expect(caseFile.annotations.list().map(({ anchor }) => anchor)).toEqual([
      anchors[0],
      { kind: 'range', range: moved },
      { kind: 'gcCycle', lifeId: newLife, number: 7, range: moved },
      { kind: 'gcCycle', lifeId: newLife, number: 8, range: null },
      { kind: 'function', name: 'main.main', sourceId: newProfile },
      anchors[5],
      anchors[6],
      { kind: 'source', sourceId: newLog },
    ])
    // The pin was judgement, too.
    expect(caseFile.lives.get(newLife)).toMatchObject({ startMs: 77, startErrorMs: 0 })
    expect(caseFile.sources.get(newLog)?.placement).toMatchObject({ startMs: 77, basis: 'userPin' })
  })

  it('about what is not in the case are refused', () => {
    const caseFile = newCase()
    const codes = (
      [
        { kind: 'source', sourceId: 9 },
        { kind: 'gcCycle', lifeId: 9, number: 1, range: null },
      ] as unknown as AnnotationAnchor[]
    ).map(
      (anchor) => refusal(() => caseFile.annotations.create({ anchor, text: '', tags: [], colour: 'neutral' })).code,
    )
    expect(codes).toEqual(['casefile/no-such-source', 'casefile/no-such-life'])
    expect(refusal(() => caseFile.annotations.delete(9 as never)).code).toBe('casefile/no-such-annotation')
    expect([caseFile.annotations.list(), caseFile.edits.state().undo]).toEqual([[], null])
  })
})

describe('settings', () => {
  it('are kept and entered in the audit chain', () => {
    const caseFile = newCase()
    expect(caseFile.settings.get()).toEqual({ author: 'Ada', zoneOffsetMinutes: 0 })
    caseFile.settings.update({ zoneOffsetMinutes: 480 })
    caseFile.settings.update({ author: 'Grace' })
    caseFile.settings.update({ author: 'Grace' })
    expect(caseFile.audit.list(1, 9).map(({ action, author, detail }) => [action, author, detail])).toEqual([
      ['case.settings', 'Ada', { zoneOffsetMinutes: 480 }],
      ['case.settings', 'Ada', { author: 'Grace' }],
    ])
    caseFile.close()
    expect(reopened(caseFile.path).settings.get()).toEqual({ author: 'Grace', zoneOffsetMinutes: 480 })
  })
})
