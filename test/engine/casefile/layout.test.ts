import { describe, expect, it } from 'vitest'
import type { SourceId, WorkLayout } from '../../../shared/records/index.ts'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { foreignConnection, newCase, opened, refusal, reopened } from './support.ts'

const LAYOUT: WorkLayout = {
  version: 1,
  direction: 'row',
  root: {
    kind: 'split',
    share: 1,
    children: [
      { kind: 'group', share: 0.4, panes: [{ id: 'p1', link: { view: 'overview' } }], front: 'p1' },
      {
        kind: 'group',
        share: 0.6,
        panes: [{ id: 'p2', link: { view: 'profile', sourceId: 2 as SourceId }, isHeld: true }],
        front: 'p2',
      },
    ],
  },
  active: 'p2',
}

describe('the layout of a case', () => {
  it('is found again, and forgotten on demand', () => {
    const caseFile = newCase()
    expect(caseFile.layout.get()).toBeNull()
    caseFile.layout.set(LAYOUT)
    caseFile.layout.set({ ...LAYOUT, active: 'p1' })
    caseFile.close()
    const again = reopened(caseFile.path)
    expect(again.layout.get()).toEqual({ ...LAYOUT, active: 'p1' })
    again.layout.set(null)
    expect(again.layout.get()).toBeNull()
  })

  it('is no edit: nothing to undo, nothing in the audit chain, the report as it was', () => {
    const caseFile = newCase()
    const before = [caseFile.edits.state(), caseFile.audit.count(), caseFile.report.get()]
    caseFile.layout.set(LAYOUT)
    expect([caseFile.edits.state(), caseFile.audit.count(), caseFile.report.get()]).toEqual(before)
  })

  it.each([
    ['no JSON', '{'],
    ['a view that nobody knows', JSON.stringify(LAYOUT).replaceAll('profile', 'futureView')],
    ['a version that nobody knows', JSON.stringify({ ...LAYOUT, version: 2 })],
  ])('counts as none where it holds %s', (_, text) => {
    const caseFile = newCase()
    caseFile.layout.set(LAYOUT)
    caseFile.close()
    foreignConnection(caseFile.path, (db) => db.prepare('UPDATE window_layout SET layout_json = ?').run(text))
    expect(reopened(caseFile.path).layout.get()).toBeNull()
  })

  it('is not written into a case that is read only', () => {
    const caseFile = newCase()
    caseFile.close()
    const reader = opened(CaseFile.open(caseFile.path, { mode: 'readOnly' }))
    expect(refusal(() => reader.layout.set(LAYOUT)).code).toBe('casefile/read-only')
  })
})
