// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import OverviewInspector from '../../../renderer/views/Overview/OverviewInspector.vue'
import OverviewView from '../../../renderer/views/Overview/OverviewView.vue'
import { findingKey, findings, outcomes, overview, sources } from '../fakeCase.ts'
import { mountView } from '../mountView.ts'

describe('OverviewView', () => {
  it('puts the most serious finding that nobody dismissed first', async () => {
    const dismissed = { ...findings[0]!, verdict: { kind: 'dismissed' as const, reason: 'no', author: '', atMs: 0 } }
    const { wrapper } = await mountView(OverviewView, {
      case: { 'findings.list': () => ({ findings: [dismissed, ...findings.slice(1)], outcomes }) },
    })
    expect(wrapper.find('h1').text()).toBe('Claim of F-002')
  })

  it('shows the claim with likelihood, confidence, interval and evidence', async () => {
    const { wrapper } = await mountView(OverviewView)
    const headline = wrapper.find('[data-testid="headline"]').text()
    for (const part of ['Claim of F-001', 'Very likely', 'High', '67.3 – 70.0\u00a0MiB/min', '1 link'])
      expect(headline).toContain(part)
  })

  it('goes to a finding from its row', async () => {
    const { wrapper, selection } = await mountView(OverviewView)
    await wrapper.findAll('[data-testid="overview-finding"]')[1]!.trigger('click')
    expect(selection.link).toEqual({ view: 'findings', findingKey: findings[1]!.key })
  })

  it('names the command that collects what a rule was missing', async () => {
    const { wrapper } = await mountView(OverviewView)
    await wrapper.find('[data-testid="rule-footer"] button').trigger('click')
    expect(wrapper.find('[data-testid="rule-footer"]').text()).toContain(
      'curl -o heap.pb.gz localhost:6060/debug/pprof/heap',
    )
  })

  it('says what to import into an empty case', async () => {
    const { wrapper } = await mountView(OverviewView, {
      case: {
        'case.overview': () => ({ ...overview, sources: 0 }),
        'findings.list': () => ({ findings: [], outcomes: [] }),
      },
    })
    expect(wrapper.find('[data-testid="empty-state"]').text()).toContain('No sources in this case yet')
  })

  it('says that nothing was found, in both languages', async () => {
    const answers = { 'findings.list': () => ({ findings: [], outcomes: outcomes.slice(1) }) }
    const said: string[] = []
    for (const language of ['en', 'zh-CN'] as const) {
      const { wrapper } = await mountView(OverviewView, { case: answers, language })
      said.push(wrapper.find('h1').text())
      wrapper.unmount()
    }
    expect(said).toEqual(['No rule found anything wrong.', '没有规则发现问题。'])
  })

  it('shows what failed, with its code, and asks again', async () => {
    let asked = 0
    const { wrapper } = await mountView(OverviewView, {
      case: {
        'findings.list': () => {
          asked++
          throw Object.assign(new Error('the case is closed'))
        },
      },
    })
    await wrapper.find('[data-testid="error-state"] button').trigger('click')
    expect([wrapper.find('[data-testid="error-state"]').text(), asked]).toEqual([
      expect.stringContaining('the case is closed'),
      2,
    ])
  })
})

describe('OverviewInspector', () => {
  it('answers the guided questions from the findings and leaves the last to the investigator', async () => {
    const { wrapper } = await mountView(OverviewInspector)
    const steps = wrapper.findAll('[data-testid="guide"] li').map((step) => step.classes().join())
    expect(steps).toEqual(['yes', 'yes', 'unknown', 'no', 'needsYou'])
  })

  it('lists what was lost and what has no time', async () => {
    const { wrapper } = await mountView(OverviewInspector)
    const quality = wrapper.find('[data-testid="quality"]').text()
    expect([quality.includes('checkout.log: 1 damaged place'), quality.includes('heap.pb.gz has no time')]).toEqual([
      true,
      true,
    ])
  })

  it('says so when everything was read and placed', async () => {
    const whole = { issues: { note: 0, dataLoss: 0, error: 0 }, placement: sources[0]!.placement }
    const { wrapper } = await mountView(OverviewInspector, {
      case: { 'sources.list': () => sources.map((source) => ({ ...source, ...whole })) },
    })
    expect(wrapper.find('[data-testid="quality"]').text()).toContain('All sources read completely and placed')
  })

  it('leads from a step to its finding', async () => {
    const { wrapper, selection } = await mountView(OverviewInspector)
    await wrapper.findAll('[data-testid="guide"] a')[1]!.trigger('click')
    expect(selection.findingKey).toBe(findingKey('gc/growing-live-heap@F-001'))
  })
})
