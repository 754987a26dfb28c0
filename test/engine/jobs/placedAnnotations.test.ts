import { describe, expect, it } from 'vitest'
import type { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { placedAnnotations, citedAnnotations, settledAnchor } from '../../../electron/engine/jobs/placedAnnotations.ts'
import type { AnnotationAnchor, FindingKey, TimeRange } from '../../../shared/records/index.ts'
import { finding, outcome, firstLife, newCase } from '../casefile/support.ts'
import { importLog, importProfile } from '../casefile/sampleSources.ts'

function filled(): CaseFile {
  const caseFile = newCase()
  importLog(caseFile, 'a.log', 1)
  importProfile(caseFile, 'b.pb.gz', 2)
  return caseFile
}
const note = (caseFile: CaseFile, anchor: AnnotationAnchor, text = 'x') =>
  caseFile.annotations.create({ anchor: settledAnchor(caseFile, anchor), text, tags: [], colour: 'neutral' })
const places = (caseFile: CaseFile): (TimeRange | null)[] => placedAnnotations(caseFile).map(({ at }) => at)

describe('the place of an annotation in time', () => {
  it('of a cycle and of its line is the cycle, and moves when the log is pinned', () => {
    const caseFile = filled()
    const lifeId = firstLife(caseFile)
    const [log] = caseFile.sources.list()
    const cycle = caseFile.gcCycles.find(lifeId, 7)
    if (!log || !cycle) throw new Error('a log with cycle 7')
    note(caseFile, { kind: 'gcCycle', lifeId, number: 7, range: null })
    note(caseFile, { kind: 'lines', sourceId: log.id, from: cycle.line, to: cycle.line, range: null })
    const from = cycle.startNs / 1e6
    const to = from + (cycle.sweepTermNs + cycle.markNs + cycle.markTermNs) / 1e6
    caseFile.lives.pin(lifeId, 1_790_000_000_000)
    const pinned = { axis: { kind: 'wall' }, from: 1_790_000_000_000 + from, to: 1_790_000_000_000 + to }
    expect(places(caseFile)).toEqual([pinned, pinned])
    caseFile.lives.pin(lifeId, 1_790_000_060_000)
    expect(places(caseFile)[0]).toEqual({ ...pinned, from: pinned.from + 60_000, to: pinned.to + 60_000 })
  })

  it('of a range on a process’s own clock follows the process to the wall clock', () => {
    const caseFile = filled()
    const lifeId = firstLife(caseFile)
    note(caseFile, { kind: 'range', range: { axis: { kind: 'life', lifeId }, from: 5, to: 8 } })
    caseFile.lives.pin(lifeId, 1000)
    expect(places(caseFile)).toEqual([{ axis: { kind: 'wall' }, from: 1005, to: 1008 }])
  })

  it('of a profile is when it was taken; logs, functions, stacks and findings have none', () => {
    const caseFile = filled()
    const [log, profile] = caseFile.sources.list()
    if (!log || !profile?.placement) throw new Error('a placed profile')
    note(caseFile, { kind: 'source', sourceId: profile.id })
    note(caseFile, { kind: 'source', sourceId: log.id })
    note(caseFile, { kind: 'function', name: 'main.main', sourceId: profile.id })
    note(caseFile, { kind: 'stack', frames: ['main.main'], sourceId: profile.id })
    note(caseFile, { kind: 'finding', key: 'A' as FindingKey })
    const { startMs, endMs } = profile.placement
    expect(places(caseFile)).toEqual([{ axis: { kind: 'wall' }, from: startMs, to: endMs }, null, null, null, null])
  })
})

describe('what refers to an annotation', () => {
  it('are its finding, verdicts and prose that name its label, and the flag of the report', () => {
    const caseFile = filled()
    const [log] = caseFile.sources.list()
    if (!log) throw new Error('a log')
    caseFile.findings.replaceAll([finding('A', log.id), finding('B', log.id)], [outcome])
    const wall = (at: number): AnnotationAnchor => ({
      kind: 'range',
      range: { axis: { kind: 'wall' }, from: at, to: at },
    })
    const first = note(caseFile, wall(20))
    const second = note(caseFile, wall(10))
    const about = note(caseFile, { kind: 'finding', key: 'A' as FindingKey })
    caseFile.findings.setVerdict(
      'B' as FindingKey,
      'confirmed',
      `as A-${first.id} says; not BA-${second.id} or A-${second.id}-x`,
    )
    caseFile.report.update({ prose: { summary: `See A-${first.id}.`, impact: '', factors: '', actions: '' } })
    const labels = new Map(caseFile.findings.list().map(({ key, label }) => [key, label]))
    expect(citedAnnotations(caseFile).map(({ id, citedBy }) => [id, citedBy])).toEqual([
      [
        first.id,
        [
          { kind: 'finding', key: 'B', label: labels.get('B' as FindingKey) },
          { kind: 'report', section: 'summary', letter: null },
          { kind: 'report', section: 'timeline', letter: 'b' },
        ],
      ],
      [second.id, [{ kind: 'report', section: 'timeline', letter: 'a' }]],
      [about.id, [{ kind: 'finding', key: 'A', label: labels.get('A' as FindingKey) }]],
    ])
    caseFile.report.update({ excludedSections: ['timeline', 'summary'] })
    expect(citedAnnotations(caseFile)[0]?.citedBy.map(({ kind }) => kind)).toEqual(['finding'])
  })
})
