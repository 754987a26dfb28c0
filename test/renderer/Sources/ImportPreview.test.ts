// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import type { PreviewEntry } from '../../../shared/records/index.ts'
import { showLanguage } from '../../../renderer/i18n/index.ts'
import { useImportFlowStore } from '../../../renderer/stores/importFlow.ts'
import ImportPreview from '../../../renderer/views/Sources/ImportPreview.vue'
import { previewRows } from '../../../renderer/views/Sources/previewRows.ts'
import { mountView, settle } from '../mountView.ts'
import { entry, job } from './entries.ts'

const inside = (name: string, change: Partial<PreviewEntry> = {}): PreviewEntry =>
  entry(`/b.zip\u001f${name}`, { name, path: `b.zip/${name}`, container: 'b.zip', ...change })
const refused = { recognised: null, refusal: { code: 'file/image', message: 'A PNG image' }, possibleKinds: [] }

/** The window after a preview of these. */
async function shown(entries: PreviewEntry[]) {
  let previews = 0
  const mounted = await mountView(ImportPreview, {
    app: {
      'import.preview': () => `p${++previews}` as never,
      'import.start': () => 'i' as never,
      'jobs.cancel': () => null,
    },
  })
  const flow = useImportFlowStore()
  await flow.preview(['/b.zip'])
  const done = async (id: string, result: PreviewEntry[]): Promise<void> => {
    mounted.bridge.emit({ kind: 'job', job: job(id, { state: 'done', result: { kind: 'preview', entries: result } }) })
    await settle()
  }
  await done('p1', entries)
  return { ...mounted, flow, done }
}

describe('entries of containers', () => {
  it('stand below a row of their container, by their path in it', () => {
    const rows = previewRows([
      entry('/a.log', { path: 'a.log' }),
      inside('x.log'),
      inside('in.zip/y.log'),
      entry('/z', {}),
    ])
    expect(rows.map((row) => (row.kind === 'container' ? [row.path, row.entries.length] : row.shownPath))).toEqual([
      'a.log',
      ['b.zip', 2],
      'x.log',
      'in.zip/y.log',
      '/z',
    ])
  })

  it('are chosen together', async () => {
    const { wrapper, flow } = await shown([
      entry('/a.log', {}),
      inside('x.log'),
      inside('y.log'),
      inside('z.png', refused),
    ])
    const group = wrapper.find('[data-testid="preview-container"]')
    expect(group.text()).toContain('3 entries')
    const box = group.find('input')
    expect([box.element.checked, flow.chosen.size]).toEqual([true, 3])
    await box.trigger('change')
    expect([...flow.chosen]).toEqual(['/a.log'])
    flow.toggle(flow.entries[1]!)
    await settle()
    expect(box.element.indeterminate).toBe(true)
    await box.trigger('change')
    expect(flow.chosen.size).toBe(3)
  })

  it('of which none can be taken cannot be chosen', async () => {
    const { wrapper } = await shown([inside('z.png', refused)])
    expect(wrapper.find('[data-testid="preview-container"] input').element).toMatchObject({
      disabled: true,
      checked: false,
    })
  })

  it('are drawn only where they are in sight', async () => {
    const { wrapper } = await shown(Array.from({ length: 5000 }, (_, index) => inside(`${index}.log`)))
    const drawn = wrapper.findAll('[data-testid="preview-entry"]').length
    expect(drawn).toBeGreaterThan(10)
    expect(drawn).toBeLessThan(100)
    expect(wrapper.find('table').attributes('aria-rowcount')).toBe('5002')
  })
})

describe('another kind', () => {
  const select = '[data-testid="read-as"]'

  it('is asked for by the file’s own place, and the entry stays where it was, under its name', async () => {
    const { wrapper, bridge, flow, done } = await shown([entry('/a.log', {}), inside('x.log')])
    await wrapper.findAll('[data-testid="preview-entry"]')[1]!.trigger('click')
    await wrapper.find(select).setValue('runtimeLog')
    expect(bridge.calls).toContainEqual([
      'import.preview',
      { handle: 'case-1', paths: ['/b.zip\u001fx.log'], as: 'runtimeLog' },
    ])
    await settle()
    expect(wrapper.find('[data-testid="import-start"]').attributes('disabled')).toBeDefined()
    expect(wrapper.find(select).attributes('disabled')).toBeDefined()

    const recognised = { kind: 'runtimeLog' as const, variant: null, confidence: 0, because: 'chosen' }
    await done('p2', [entry('/b.zip\u001fx.log', { path: 'x.log', recognised, isKindChosen: true })])
    expect(flow.entries.map(({ path, container, isKindChosen }) => [path, container, isKindChosen])).toEqual([
      ['/a.log', null, false],
      ['b.zip/x.log', 'b.zip', true],
    ])
    expect(wrapper.findAll('[data-testid="preview-entry"]')[1]!.text()).toMatch(/Runtime log.*kind chosen by you/)
    expect(wrapper.find<HTMLSelectElement>(select).element.value).toBe('runtimeLog')
    expect(wrapper.find('aside').text()).not.toContain('Confidence')

    await wrapper.find('[data-testid="import-start"]').trigger('click')
    expect(bridge.calls.find(([name]) => name === 'import.start')?.[1]).toMatchObject({
      entries: [{ kind: 'gctrace' }, { file: '/b.zip\u001fx.log', path: 'b.zip/x.log', kind: 'runtimeLog' }],
    })
  })

  it('that nothing is of takes the file out of the choice; as recognised takes it in again', async () => {
    const { wrapper, bridge, flow, done } = await shown([entry('/a.log', {})])
    await wrapper.find(select).setValue('runtimeLog')
    const refusal = { code: 'runtime/no-lines', message: 'There is no complete line.' }
    await done('p2', [entry('/a.log', { recognised: null, refusal })])
    expect([flow.chosen.size, wrapper.find('aside').text()]).toEqual([
      0,
      expect.stringContaining('There is no complete'),
    ])
    await flow.readAs(flow.entries[0]!, null)
    expect(bridge.calls.at(-1)).toEqual(['import.preview', { handle: 'case-1', paths: ['/a.log'], as: null }])
    await done('p3', [entry('/a.log', {})])
    expect(flow.chosen.size).toBe(1)
  })

  it('that cannot be looked at says why and leaves the entry', async () => {
    const { wrapper, bridge, flow } = await shown([entry('/a.log', {})])
    await flow.readAs(flow.entries[0]!, 'runtimeLog')
    bridge.emit({ kind: 'job', job: job('p2', { state: 'failed', error: { code: 'job/crashed', message: 'killed' } }) })
    await settle()
    expect(wrapper.find('[data-testid="error-state"]').text()).toContain('killed')
    expect([flow.entries[0]?.recognised?.kind, flow.rereading]).toEqual(['gctrace', null])
  })

  it('is not offered where nothing can be read', async () => {
    const { wrapper } = await shown([inside('z.png', refused)])
    expect(wrapper.find(select).exists()).toBe(false)
  })
})

describe('what is known before the import', () => {
  const rotated = entry('/l.1\u001e/l', {
    path: 'l',
    recognised: { kind: 'gctrace', variant: null, confidence: 1, because: '2 files are one rotated log' },
    parts: [
      { path: 'l.1', bytes: 2048, firstMs: Date.UTC(2026, 10, 20, 10), lastMs: null },
      { path: 'l', bytes: 1024, firstMs: null, lastMs: null },
    ],
    issues: { note: 0, dataLoss: 2, error: 0 },
    skipped: [
      { severity: 'dataLoss', code: 'rotated/missing-part', message: 'Number 2 is missing.', at: {}, count: 2 },
    ],
  })

  it('are the files of a rotated log and what will be left out', async () => {
    const { wrapper } = await shown([rotated])
    expect(wrapper.find('[data-testid="preview-entry"]').text()).toContain('2 files of a rotated log')
    expect(wrapper.findAll('[data-testid="log-parts"] li').map((part) => part.text())).toEqual([
      expect.stringMatching(/l\.1.*10:00:00.*2\.00\sKiB/),
      expect.stringMatching(/^l1\.00\sKiB/),
    ])
    expect(wrapper.find('[data-testid="preview-skipped"]').text()).toMatch(/Number 2 is missing.*2 times/)
  })

  it('reads in Chinese', async () => {
    const { wrapper } = await shown([rotated])
    await showLanguage('zh-CN')
    await settle()
    const text = wrapper.find('aside').text()
    for (const part of ['2 个文件是同一轮转日志', '轮转日志缺少部分文件', '将略去或推测的内容'])
      expect(text).toContain(part)
    await showLanguage('en')
  })
})
