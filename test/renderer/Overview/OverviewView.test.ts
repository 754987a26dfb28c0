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

  it('shows the three answers above the findings and unfolds one in the inspector', async () => {
    const { wrapper, selection } = await mountView(OverviewView)
    const strip = wrapper.find('[data-testid="diagnosis-strip"]')
    for (const part of ['Where is the memory?', 'Live heap, 75 %', 'Retention', 'Not known', 'Missing: A dump'])
      expect(strip.text()).toContain(part)
    const step = strip.find('[data-testid="diagnosis-memory"]')
    await step.trigger('click')
    expect([step.attributes('aria-pressed'), selection.link?.state]).toEqual(['true', { step: 'memory' }])
    await step.trigger('click')
    expect(step.attributes('aria-pressed')).toBe('false')
  })

  it('says that the case is being read until the answers are there', async () => {
    const { wrapper } = await mountView(OverviewView, { case: { 'diagnosis.get': () => new Promise(() => {}) } })
    expect(wrapper.find('[data-testid="diagnosis-strip"] [role="status"]').text()).toBe('Reading the case …')
  })

  it('draws parts of the whole and never over its edge', async () => {
    const { wrapper } = await mountView(OverviewView)
    const rects = wrapper.find('[data-testid="diagnosis-bar"]').findAll('rect')
    expect(rects.map((rect) => [rect.classes()[0], rect.attributes('x'), rect.attributes('width')])).toEqual([
      ['whole', '0', '100%'],
      ['tone0', '0%', '75%'],
      ['rest', '75%', '25%'],
    ])
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
  it('answers three questions, says how sure each answer is, and names the missing capture with its command', async () => {
    const { wrapper } = await mountView(OverviewInspector)
    const steps = wrapper.findAll('[data-testid="diagnosis-step"]')
    expect(steps.map((step) => step.classes().join())).toEqual(['estimate', 'direct', 'unknown'])
    expect(steps[0]!.text()).toContain('Resident set: 400 MiB, mostly live heap 300 MiB.')
    expect(wrapper.findAll('[data-testid="diagnosis-missing"] code').map((code) => code.text())).toEqual([
      'tail -n +1 /sys/fs/cgroup/memory.*',
      'curl goroutine?debug=2',
    ])
  })

  it('unfolds the figures of a step, each with its interval and its link', async () => {
    const { wrapper, selection } = await mountView(OverviewInspector)
    expect(wrapper.find('[data-testid="diagnosis-rows"]').exists()).toBe(false)
    await wrapper.findAll('[data-testid="diagnosis-figures"]')[0]!.trigger('click')
    const rows = wrapper.find('[data-testid="diagnosis-rows"]')
    for (const part of ['300\u00a0MiB', '75\u00a0%', '290 – 310\u00a0MiB · gc 771', 'Sources up to 8 s apart.'])
      expect(rows.text()).toContain(part)
    await rows.find('[data-testid="diagnosis-row"]').trigger('click')
    expect(selection.link).toMatchObject({ view: 'memory', entity: { kind: 'memoryStep', id: 'live' } })
  })

  it('speaks Chinese', async () => {
    const { wrapper } = await mountView(OverviewInspector, { language: 'zh-CN' })
    const text = wrapper.find('[data-testid="diagnosis"]').text()
    for (const part of ['内存在哪里？', 'mostly live heap 300 MiB.（中）', '估计', '缺少：The container（中）'])
      expect(text).toContain(part)
  })

  it('shows what failed and asks again', async () => {
    let asked = 0
    const { wrapper } = await mountView(OverviewInspector, {
      case: {
        'diagnosis.get': () => {
          asked++
          throw Object.assign(new Error('no such table'))
        },
      },
    })
    await wrapper.find('[data-testid="diagnosis"] [data-testid="error-state"] button').trigger('click')
    expect(asked).toBe(2)
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

  it('leads from a step to its findings, the first five by name', async () => {
    const { wrapper, selection } = await mountView(OverviewInspector)
    const links = wrapper.findAll('[data-testid="diagnosis-finding"]')
    expect([links.length, wrapper.find('[data-testid="diagnosis"]').text().includes('+2')]).toEqual([5, true])
    await links[0]!.trigger('click')
    expect(selection.findingKey).toBe(findingKey('gc/growing-live-heap@F-001'))
  })
})
