// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import ReportInspector from '../../../renderer/views/Report/ReportInspector.vue'
import ReportView from '../../../renderer/views/Report/ReportView.vue'
import { findings, reportSettings } from '../fakeCase.ts'
import { mountView, settle } from '../mountView.ts'

describe('ReportView', () => {
  it('draws the document: text, people’s Markdown, figures without scripts', async () => {
    const { wrapper } = await mountView(ReportView)
    const paper = wrapper.find('[data-testid="report-paper"]')
    expect({
      title: paper.find('h1').text(),
      prose: paper.find('.markdown strong').text(),
      image: paper.find('img').exists(),
      path: paper.find('svg path').attributes(),
      script: paper.find('svg script').exists(),
    }).toEqual({
      title: 'Checkout ran out of memory',
      prose: 'by people',
      image: false,
      path: { d: 'M0 0L9 9' },
      script: false,
    })
  })

  it('keeps prose when the field is left', async () => {
    const { wrapper, bridge } = await mountView(ReportView)
    const summary = wrapper.find('[data-testid="prose-summary"]')
    await summary.setValue('It ran out of memory.')
    await summary.trigger('blur')
    await settle()
    expect(bridge.calls.filter(([name]) => name === 'report.update')).toEqual([
      ['report.update', { prose: { ...reportSettings.prose, summary: 'It ran out of memory.' } }],
    ])
  })

  it('keeps prose when the view goes away while somebody types', async () => {
    const { wrapper, bridge } = await mountView(ReportView)
    await wrapper.find('[data-testid="prose-impact"]').setValue('half a sent')
    wrapper.unmount()
    await settle()
    expect(bridge.calls).toContainEqual([
      'report.update',
      { prose: { ...reportSettings.prose, impact: 'half a sent' } },
    ])
  })

  it('says why there is no PDF', async () => {
    const { wrapper } = await mountView(ReportView, {
      app: {
        'app.info': () => ({
          version: '1',
          shell: 'loopback',
          platform: 'linux',
          hasNativeDialogs: false,
          pdf: { available: false, reason: 'no Chromium' },
          isDevelopment: false,
          defaultFolder: '/',
        }),
      },
    })
    expect([
      wrapper.find('[data-testid="export-pdf"]').attributes('disabled'),
      wrapper.find('[title="no Chromium"]').exists(),
    ]).toEqual(['', true])
  })
})

describe('ReportInspector', () => {
  it('leaves sections and findings out', async () => {
    const { wrapper, bridge } = await mountView(ReportInspector)
    await wrapper.find('[data-testid="section-custody"]').trigger('change')
    await wrapper.find('[data-testid="include-F-002"]').trigger('change')
    await settle()
    expect(bridge.calls.filter(([name]) => name === 'report.update').map(([, params]) => params)).toEqual([
      { excludedSections: ['custody'] },
      { excludedFindings: [findings[1]!.key] },
    ])
  })
})
