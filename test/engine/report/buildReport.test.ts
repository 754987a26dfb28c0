import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { buildReport, reportMarkdown, type ReportInput } from '../../../electron/engine/report/index.ts'
import { LANGUAGES, type Language } from '../../../shared/lib/localText.ts'
import { DIAGNOSIS_TITLES } from '../../../shared/records/index.ts'
import type { FindingKey, LifeId, ReportBlock, ReportDocument, Source } from '../../../shared/records/index.ts'
import { builtInput } from './support.ts'

/** The document as JSON, each drawing by its length only: drawings have tests of their own. */
const dump = (document: ReportDocument): string =>
  `${JSON.stringify(document, (key, value: unknown) => (key === 'svg' && typeof value === 'string' ? value.slice(0, 4) : value), 1)}\n`

const blocksOf = (document: ReportDocument, id: string): ReportBlock[] =>
  document.sections.find((section) => section.id === id)?.blocks ?? []
const textOf = (blocks: readonly ReportBlock[]): string => JSON.stringify(blocks)

describe('buildReport', () => {
  it.each(LANGUAGES)('builds the document as recorded (%s)', async (language) => {
    await expect(dump(buildReport(builtInput(language)))).toMatchFileSnapshot(
      `../../fixtures/report/document.${language}.json`,
    )
  })

  it('gives the same document for the same input', () => {
    expect(buildReport(builtInput())).toEqual(buildReport(builtInput()))
  })

  it('leaves no sentence in the other language', () => {
    const zh = buildReport(builtInput('zh-CN'))
    // What stays English in Chinese prose: names, units, Go terms. A run of five English words is a sentence.
    const own = JSON.stringify(zh.sections, (key, value: unknown) =>
      ['svg', 'code', 'markdown', 'kind'].includes(key) ? undefined : value,
    )
    const sentences = Array.from(own.matchAll(/[A-Za-z]+(?: [a-z]+){4,}/g), ([words]) => words)
    // Import issues are English by contract; verdicts are quoted as their authors wrote them.
    expect(sentences.filter((words) => !/^(rolled back|the host was|GC cycle line is cut off)/.test(words))).toEqual([])
    expect(JSON.stringify(buildReport(builtInput('en')))).not.toMatch(/[\u4e00-\u9fff]/)
  })

  it('composes a summary from the findings and says so, unless people wrote one', () => {
    const input = builtInput()
    expect(textOf(blocksOf(buildReport(input), 'summary'))).toContain('This summary was composed by Heapcase')
    const written: ReportInput = {
      ...input,
      settings: { ...input.settings, prose: { ...input.settings.prose, summary: 'We broke it.' } },
    }
    const summary = blocksOf(buildReport(written), 'summary')
    expect(summary[0]).toEqual({ kind: 'prose', markdown: 'We broke it.' })
    expect(textOf(summary)).not.toContain('composed by Heapcase')
  })

  it('says first what kinds of sources it rests on, each with its number', () => {
    const input = builtInput()
    const [log, profile] = input.sources
    if (!log || !profile) throw new Error('sources')
    const of = (kind: Source['kind'], count: number): Source[] =>
      Array.from({ length: count }, () => ({ ...log, kind }))
    const first = (sources: Source[], language: Language = 'en'): string =>
      textOf(blocksOf(buildReport({ ...input, language, sources }), 'summary').slice(0, 1))
    const all = [
      ...of('gctrace', 1),
      ...of('profile', 3),
      ...of('gotrace', 1),
      ...of('goroutines', 2),
      ...of('metrics', 1),
      ...of('osMemory', 2),
      ...of('allocEvents', 1),
      ...of('benchmark', 1),
      ...of('runtimeLog', 1),
    ]
    expect(first(all)).toContain(
      'This report rests on 1 gctrace log with 90 GC cycles of 2 process lives, 1 runtime log, 3 profiles, 1 execution trace, ' +
        '2 sources of goroutine dumps, 1 source of statistics, 2 sources of system memory, 1 log of allocation events and ' +
        '1 file of benchmark results, collected on 21 November 2026.',
    )
    expect(first(all, 'zh-CN')).toContain(
      '本报告依据 1 份 gctrace 日志（2 段进程，共 90 个 GC 周期）、1 份运行时日志、3 份剖析、1 份执行跟踪、2 份 goroutine 转储、1 份统计数据、' +
        '2 份系统内存数据、1 份分配事件日志和 1 份基准测试结果，采集于 2026 年 11 月 21 日。',
    )
    expect(first(of('goroutines', 1))).toContain('rests on 1 source of goroutine dumps, collected')
    expect(first([])).toContain('no source in the case yet')
  })

  it('registers every kind of source with what was counted in it', () => {
    const input = builtInput()
    const [log] = input.sources
    if (!log) throw new Error('source')
    const of = (kind: Source['kind'], counts: Source['counts']): string => {
      const document = buildReport({ ...input, lives: [], sources: [{ ...log, kind, counts }] })
      const table = blocksOf(document, 'register').find((block) => block.kind === 'table')
      return table?.kind === 'table' ? textOf([{ kind: 'paragraph', content: table.rows[0]?.at(-1) ?? [] }]) : ''
    }
    expect(of('goroutines', { dumps: 1, goroutines: 25 })).toContain('1 dump, 25 goroutines')
    expect(of('benchmark', { results: 1 })).toContain('1 result"')
    expect(of('allocEvents', { events: 2 })).toContain('2 events')
    expect(of('gotrace', { events: 1234 })).toContain('1,234 events')
    expect(of('metrics', { points: 1 })).toContain('1 value"')
    expect(of('runtimeLog', {})).toContain('–')
  })

  it.each(LANGUAGES)(
    'opens with the three answers of the diagnosis, and keeps them behind a written summary (%s)',
    (language) => {
      const input = builtInput(language)
      const written = {
        ...input,
        settings: { ...input.settings, prose: { ...input.settings.prose, summary: 'We broke it.' } },
      }
      for (const each of [input, written]) {
        const [, answers] = blocksOf(buildReport(each), 'summary')
        if (answers?.kind !== 'definitions') throw new Error('no answers')
        expect(answers.entries.map(({ term }) => term)).toEqual(
          each.diagnosis.steps.map(({ question }) => DIAGNOSIS_TITLES[question][language]),
        )
        const texts = answers.entries.map(({ content }) => textOf([{ kind: 'paragraph', content }]))
        each.diagnosis.steps.forEach(({ headline, answer }, index) => {
          expect(texts[index]).toContain(headline[language])
          expect(texts[index]).toContain(answer[language])
        })
        expect(texts[0]).toContain(language === 'en' ? '(estimate)' : '（估计）')
        expect(texts[1]).toContain('finding-F-001')
        expect(texts[2]).toContain('debug=2')
      }
    },
  )

  it('draws a finding’s chart once and refers to it where the finding is told', () => {
    const document = buildReport(builtInput())
    const figures = document.sections.flatMap(({ blocks }) => blocks.filter((block) => block.kind === 'figure'))
    expect(figures.filter(({ id }) => id === 'figure-finding-F-001')).toHaveLength(1)
    expect(blocksOf(document, 'findings')).toContainEqual(
      expect.objectContaining({
        content: [
          expect.anything(),
          { kind: 'reference', text: 'Figure 1', to: 'figure-finding-F-001' },
          expect.anything(),
        ],
      }),
    )
  })

  it('numbers figures and tables through the whole document', () => {
    const document = buildReport(builtInput())
    const labels = (kind: 'figure' | 'table'): (string | null)[] =>
      document.sections.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === kind ? [block.label] : [])))
    expect(labels('figure')).toEqual(labels('figure').map((_, index) => `Figure ${index + 1}`))
    expect(labels('table')).toEqual(labels('table').map((_, index) => `Table ${index + 1}`))
  })

  it('lists dismissed findings briefly with their reason, and not among the findings', () => {
    const document = buildReport(builtInput())
    const findings = blocksOf(document, 'findings')
    expect(findings.filter((block) => block.kind === 'heading' && block.text.startsWith('F-003'))).toEqual([])
    expect(textOf(findings.filter((block) => block.kind === 'table' && block.id === 'table-dismissed'))).toContain(
      'the host was paused for a snapshot',
    )
  })

  it('tells readers which findings its authors left out', () => {
    const input = builtInput()
    const document = buildReport({
      ...input,
      settings: { ...input.settings, excludedFindings: ['heap/retention@put' as FindingKey] },
    })
    expect(textOf(blocksOf(document, 'findings'))).not.toContain('F-002')
    expect(textOf(blocksOf(document, 'limits'))).toContain('Left out of this report by its authors: F-002.')
  })

  it('leaves out sections people excluded or left empty, and numbers the others without a gap', () => {
    const input = builtInput()
    const document = buildReport({
      ...input,
      settings: { ...input.settings, excludedSections: ['custody', 'timeline'] },
    })
    expect(document.sections.map(({ id }) => id)).toEqual([
      'summary',
      'impact',
      'findings',
      'analysis',
      'actions',
      'limits',
      'register',
      'environment',
      'reproducibility',
    ])
    const numbers = document.sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === 'heading' && block.level === 2 ? [block.number] : [])),
    )
    expect(numbers[0]).toBe('3.1')
  })

  it('says that a broken custody chain is broken', () => {
    const input = builtInput()
    const custody = textOf(blocksOf(buildReport({ ...input, audit: { ...input.audit, isIntact: false } }), 'custody'))
    expect(custody).toContain('is broken')
    expect(custody).not.toContain('is intact')
  })

  it.each(LANGUAGES)('builds a report of an empty case (%s)', (language) => {
    const input = builtInput(language)
    const empty: ReportInput = {
      ...input,
      sources: [],
      lives: [],
      profiles: [],
      series: [],
      issues: [],
      findings: [],
      outcomes: [],
      annotations: [],
      analysedAtMs: null,
      audit: { entries: [], total: 0, head: '', isIntact: true },
    }
    const document = buildReport(empty)
    expect(document.claim).toBeNull()
    expect(document.sections.map(({ id }) => id)).not.toContain('analysis')
    expect(reportMarkdown(document)).toContain(language === 'en' ? 'has not been analysed' : '尚未分析')
  })

  it('keeps lives without wall time on their own clock', () => {
    const input = builtInput()
    const lives = input.lives.map((entry) => {
      const axis = { kind: 'life', lifeId: entry.life.id } as const
      return {
        ...entry,
        life: {
          ...entry.life,
          startMs: null,
          startErrorMs: null,
          axis,
          range: { axis, from: 0, to: entry.life.durationNs / 1e6 },
        },
      }
    })
    const sources = input.sources.map((source) => ({ ...source, placement: null }))
    const document = buildReport({ ...input, lives, sources })
    expect(textOf(blocksOf(document, 'timeline'))).toContain('carry no wall-clock time')
    expect(textOf(blocksOf(document, 'limits'))).toContain('Sources without a place in time')
    expect(JSON.stringify(document)).not.toMatch(/1970-01-01|NaN/)
  })

  it('counts growth by call path from the profiles themselves', () => {
    const table = blocksOf(buildReport(builtInput()), 'analysis').find(
      (block) => block.kind === 'table' && block.id.startsWith('table-growth'),
    )
    const cells =
      table?.kind === 'table'
        ? table.rows[0]?.map((cell) => cell.map((part) => ('text' in part ? part.text : '')).join(''))
        : []
    expect(cells).toEqual([
      'checkout/internal/session.(*Store).Put← checkout/internal/shop.(*Shop).handle',
      '20.0\u00a0MiB',
      '60.0\u00a0MiB',
      '+40.0\u00a0MiB',
      '100\u00a0%',
      '60.0\u00a0MiB/min',
    ])
  })

  it('draws the lives the findings are about when there are many, and has a row for each of them', () => {
    const input = builtInput()
    const [first, second] = input.lives
    if (!first || !second) throw new Error('two lives')
    const more = Array.from({ length: 20 }, (_, index) => ({
      ...first,
      life: { ...first.life, id: (100 + index) as LifeId, ordinal: index + 3 },
    }))
    const analysis = blocksOf(buildReport({ ...input, lives: [first, second, ...more] }), 'analysis')
    const table = analysis.find((block) => block.kind === 'table' && block.id === 'table-gc')
    expect(table?.kind === 'table' ? table.rows.length : 0).toBe(22)
    const drawn = analysis.flatMap((block) =>
      block.kind === 'figure' && block.id.startsWith('figure-heap-') ? [block.id] : [],
    )
    expect(drawn).toHaveLength(4)
    expect(drawn).toContain(`figure-heap-${second.life.id}`)
    expect(textOf(analysis)).toContain('Charts are drawn for 4 of 22 lives')
  })

  it.skipIf(process.platform === 'win32')(
    'prints commands that a shell reads as they are meant, whatever the case is called',
    () => {
      const caseName = `it's $(touch owned); \`id\` "x" \u2028 #`
      const code = blocksOf(buildReport({ ...builtInput(), caseName }), 'reproducibility').find(
        (block) => block.kind === 'code',
      )
      const commands = code?.kind === 'code' ? code.text.replaceAll(/^heapcase/gm, String.raw`printf '%s\n'`) : ''
      const said = execFileSync('/bin/sh', ['-c', commands], { encoding: 'utf8' }).split('\n')
      const file = `${caseName.replace('\u2028', '\ufffd')}.heapcase`
      expect(said).toEqual([
        'info',
        file,
        '--json',
        'analyze',
        file,
        '--json',
        'report',
        file,
        '--html',
        'report.html',
        '',
      ])
    },
  )
})
