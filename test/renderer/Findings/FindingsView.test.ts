// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import FindingInspector from '../../../renderer/views/Findings/FindingInspector.vue'
import FindingsView from '../../../renderer/views/Findings/FindingsView.vue'
import { fromTyped, toTyped } from '../../../renderer/views/Findings/limitUnits.ts'
import { findings, START_MS } from '../fakeCase.ts'
import { mountView, settle } from '../mountView.ts'

describe('FindingsView', () => {
  it('shows the finding that the link names, whole', async () => {
    const { wrapper } = await mountView(FindingsView, {
      before: ({ selection }) => selection.restore({ view: 'findings', findingKey: findings[1]!.key }),
    })
    const detail = wrapper.find('[data-testid="finding-detail"]').text()
    for (const part of [
      'Claim of F-002',
      'Summary of F-002',
      'GC cycles 1 – 824',
      'It levels off.',
      'func (s *Store) Put() {}',
      'session.(*Store).Put',
    ])
      expect(detail).toContain(part)
  })

  it('says so when the newest analysis no longer gives what a link names', async () => {
    const { wrapper } = await mountView(FindingsView, {
      before: ({ selection }) => selection.restore({ view: 'findings', findingKey: 'gone' as never }),
    })
    expect(wrapper.text()).toContain('no longer given by the newest analysis')
  })

  it('restores the exact view of an evidence link', async () => {
    const { wrapper, selection } = await mountView(FindingsView)
    await wrapper.find('[data-testid="evidence-link"] a').trigger('click')
    expect(selection.link).toEqual({
      view: 'gcCycles',
      lifeId: 1,
      cycle: 12,
      range: { axis: { kind: 'wall' }, from: START_MS, to: START_MS + 60_000 },
    })
  })

  it('moves through the list with the arrow keys', async () => {
    const { wrapper, selection } = await mountView(FindingsView)
    await wrapper.find('[role="listbox"]').trigger('keydown', { key: 'ArrowDown' })
    expect(selection.findingKey).toBe(findings[1]!.key)
  })

  it('lists rules that found nothing, with what they miss', async () => {
    const { wrapper } = await mountView(FindingsView)
    await wrapper.find('[data-testid="tab-rules"]').trigger('click')
    expect(wrapper.find('[data-testid="rule-detail"]').text()).toContain('needs two heap profiles')
    expect(wrapper.findAll('[data-testid="rule-entry"]')).toHaveLength(2)
  })

  it('sets a limit in the unit it was typed in and analyses again', async () => {
    const { wrapper, bridge } = await mountView(FindingsView, { app: { 'analysis.start': () => 'job-1' as never } })
    await wrapper.find('[data-testid="tune"]').trigger('click')
    await wrapper.find('[data-testid="limit-warn"]').setValue('2.5')
    await wrapper.find('[data-testid="limits"] form').trigger('submit')
    await settle()
    expect(bridge.calls.slice(-2)).toEqual([
      ['findings.setLimit', { ruleId: 'gc/growing-live-heap', name: 'warn', value: 2_621_440 }],
      ['analysis.start', { handle: 'case-1' }],
    ])
  })
})

describe('FindingInspector', () => {
  it('keeps a verdict only with its reason', async () => {
    const { wrapper, bridge } = await mountView(FindingInspector)
    await wrapper.find('[data-testid="verdict-confirmed"]').trigger('click')
    expect(wrapper.find('[data-testid="verdict-save"]').attributes('disabled')).toBeDefined()
    await wrapper.find('[data-testid="verdict-reason"]').setValue('reproduced in staging')
    await wrapper.find('[data-testid="verdict"]').trigger('submit')
    await settle()
    expect(bridge.calls.filter(([name]) => name === 'findings.setVerdict')).toEqual([
      ['findings.setVerdict', { key: findings[0]!.key, kind: 'confirmed', reason: 'reproduced in staging' }],
    ])
  })

  it('cannot be changed in a read-only case', async () => {
    const { wrapper } = await mountView(FindingInspector, { isReadOnly: true })
    const disabled = (id: string): boolean => wrapper.find(`[data-testid="${id}"]`).attributes('disabled') !== undefined
    expect(['verdict-confirmed', 'verdict-reason', 'verdict-save', 'in-report'].map(disabled)).toEqual([
      true,
      true,
      true,
      true,
    ])
  })

  it('takes a finding out of the report', async () => {
    const { wrapper, bridge } = await mountView(FindingInspector)
    await wrapper.find('[data-testid="in-report"]').trigger('change')
    await settle()
    expect(bridge.calls).toContainEqual(['report.update', { excludedFindings: [findings[0]!.key] }])
  })
})

describe('limits as typed', () => {
  it.each([
    ['share', 0.25, '25'],
    ['ns', 50e6, '50'],
    ['bytes', 16_777_216, '16'],
    ['count', 20, '20'],
  ] as const)('%s survives being shown and read back', (unit, value, text) => {
    expect([toTyped(value, unit), fromTyped(text, unit)]).toEqual([text, value])
  })

  it.each(['', 'x', '-1', 'Infinity'])('refuses %j', (text) => {
    expect(fromTyped(text, 'count')).toBeNull()
  })
})
