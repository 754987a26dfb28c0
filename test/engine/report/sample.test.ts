import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { buildReportInput } from '../../../electron/engine/jobs/buildReportInput.ts'
import { quietContext } from '../../../electron/engine/jobs/context.ts'
import { importSources } from '../../../electron/engine/jobs/importSources.ts'
import { previewSources } from '../../../electron/engine/jobs/previewSources.ts'
import { runAnalysis } from '../../../electron/engine/jobs/runAnalysis.ts'
import { samplePaths } from '../../../electron/engine/jobs/sample.ts'
import { buildReport, loadFonts, reportMarkdown, reportPdf } from '../../../electron/engine/report/index.ts'
import { LANGUAGES, type Language } from '../../../shared/lib/localText.ts'
import type { ReportDocument } from '../../../shared/records/index.ts'
import { layoutFaults } from './layoutFaults.ts'
import { hasChromium, openPrinter } from './printer.ts'
import { readPdf } from './readPdf.ts'

/** Of a document: everything a person reads. */
const wordsOf = (document: ReportDocument): string => reportMarkdown(document).replace(/```[\s\S]*?```/g, '')

describe('report of the sample incident', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heapcase-report-'))
  let caseFile: CaseFile
  beforeAll(async () => {
    caseFile = CaseFile.create(join(folder, 'sample.heapcase'))
    const context = quietContext()
    const entries = await previewSources(samplePaths(resolve(import.meta.dirname, '../../captures/data')), {
      caseFile,
      context,
    })
    const chosen = entries.flatMap(({ file, path, recognised, refusal }) =>
      recognised && !refusal ? [{ file, path, kind: recognised.kind }] : [],
    )
    await importSources(caseFile, chosen, { context })
    await runAnalysis(caseFile, context)
  })
  afterAll(() => {
    caseFile.close()
    rmSync(folder, { recursive: true })
  })

  const documentIn = (language: Language): ReportDocument =>
    buildReport(buildReportInput(caseFile, { language, builtAtMs: Date.UTC(2026, 10, 22) }))

  it('tells what grew, when, and which function holds it', () => {
    const document = documentIn('en')
    const growth = document.sections
      .flatMap(({ blocks }) => blocks)
      .filter((block) => block.kind === 'table' && block.id.startsWith('table-growth'))
    const top = growth[0]?.kind === 'table' ? growth[0].rows[0]?.[0]?.[0] : undefined
    expect(top).toMatchObject({ kind: 'code', text: expect.stringMatching(/session\.\(\*Store\)\.Put$/) as string })
    const front = [document.claim, ...(document.highlights ?? []).map(({ text }) => text)]
    expect(front.filter((claim) => claim?.includes('session.(*Store).Put'))).not.toEqual([])
    expect(document.front.find(({ term }) => term === 'Period')?.value).toMatch(
      /^2026-11-21.03:3\d:\d\d → 03:4\d:\d\d UTC$/,
    )
  })

  it.each(LANGUAGES)('has no hole where a word or a figure should be (%s)', (language) => {
    const words = wordsOf(documentIn(language))
    expect(words).not.toMatch(/undefined|NaN|Infinity|\[object|\bnull\b|1970-01-01/)
    expect(words.length).toBeGreaterThan(10_000)
  })

  it('lists every source with its SHA-256', () => {
    const words = wordsOf(documentIn('en'))
    const missing = caseFile.sources
      .list()
      .filter(({ sha256, path }) => !words.includes(sha256) || !words.includes(path.replaceAll('_', String.raw`\_`)))
    expect(missing).toEqual([])
  })

  it('says the same in both languages: the same blocks and the same figures', () => {
    const [en, zh] = LANGUAGES.map(documentIn)
    const shape = (document: ReportDocument | undefined): string[] =>
      document?.sections.flatMap(({ id, blocks }) => [
        id,
        ...blocks.map((block) => ('id' in block ? `${block.kind} ${block.id}` : block.kind)),
      ]) ?? []
    expect(shape(zh)).toEqual(shape(en))
    const figures = (document: ReportDocument | undefined): string[] =>
      document?.sections.flatMap(({ blocks }) =>
        blocks.flatMap((block) => (block.kind === 'figure' ? block.table.rows.flat() : [])),
      ) ?? []
    expect(figures(zh)).toEqual(figures(en))
  })

  it('has Chinese prose in every paragraph of the Chinese report', () => {
    const paragraphs = documentIn('zh-CN').sections.flatMap(({ blocks }) =>
      blocks.filter((block) => block.kind === 'paragraph'),
    )
    const foreign = paragraphs
      .map(({ content }) => content.map((part) => ('text' in part ? part.text : '')).join(''))
      .filter((paragraph) => !/[\u4e00-\u9fff]/.test(paragraph))
    expect(paragraphs.length).toBeGreaterThan(20)
    expect(foreign).toEqual([])
  })

  it.skipIf(!hasChromium)('prints without heads or headings left alone at the foot of a page', async () => {
    const printer = await openPrinter()
    try {
      const document = documentIn('en')
      const pdf = await readPdf(await reportPdf(document, loadFonts(), printer.print))
      expect(layoutFaults(document, pdf)).toEqual([])
      expect(pdf.fonts.filter(({ subtype }) => subtype === 'Type3')).toEqual([])
    } finally {
      await printer.close()
    }
  })
})
