import { PDFDocument, PDFName } from '@cantoo/pdf-lib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildReport, loadFonts, reportPdf, type PdfPhase } from '../../../electron/engine/report/index.ts'
import { contentsEntries } from '../../../electron/engine/report/render/contents.ts'
import { LANGUAGES, type Language } from '../../../shared/lib/localText.ts'
import { HOSTILE_NAMES } from './hostile.ts'
import { layoutFaults } from './layoutFaults.ts'
import { hasChromium, openPrinter, type Printer } from './printer.ts'
import { readPdf, type ReadPdf } from './readPdf.ts'
import type { Names } from './names.ts'
import { builtInput } from './support.ts'

describe.skipIf(!hasChromium)('reportPdf through Chromium', () => {
  let printer: Printer
  beforeAll(async () => {
    printer = await openPrinter()
  })
  afterAll(() => printer.close())

  async function printed(
    language: Language,
    names?: Names,
  ): Promise<{ document: ReturnType<typeof buildReport>; bytes: Uint8Array; pdf: ReadPdf; phases: PdfPhase[] }> {
    const document = buildReport(builtInput(language, names))
    const phases: PdfPhase[] = []
    const bytes = await reportPdf(document, loadFonts(), printer.print, (phase) => phases.push(phase))
    return { document, bytes, phases, pdf: await readPdf(bytes) }
  }

  it.each(LANGUAGES)(
    'prints page numbers where the headings are, an outline, and its own fonts (%s)',
    async (language) => {
      const { document, bytes, phases, pdf } = await printed(language)
      expect(phases.map((phase) => phase.kind).filter((kind) => kind === 'print').length).toBeGreaterThanOrEqual(2)

      // The contents say where each heading is; the pages themselves say where it really is.
      const contentsPage =
        pdf.pages.findIndex(({ lines }) => lines.some(({ text }) => text === document.words.contents)) + 1
      const rows = pdf.pages.slice(contentsPage - 1, contentsPage + 1).flatMap(({ lines }) => lines)
      for (const { number, title } of contentsEntries(document)) {
        const row = rows.find(({ text }) => text.startsWith(`${number}${title}`.replaceAll(/\s/g, '')))
        const told = Number(/(\d+)$/.exec(row?.text.slice(`${number}${title}`.replaceAll(/\s/g, '').length) ?? '')?.[1])
        const real = pdf.pages.findIndex(
          ({ lines }, index) =>
            index >= contentsPage &&
            lines.some(({ text, size }) => size > 9.5 && text === `${number}${title}`.replaceAll(/\s/g, '')),
        )
        expect({ title, page: told }).toEqual({ title, page: real + 1 })
      }

      expect(pdf.outline.filter(({ level }) => level === 1).map(({ title }) => title.replaceAll(/\s/g, ''))).toEqual(
        document.sections.map(({ title }, index) => `${index + 1}${title}`.replaceAll(/\s/g, '')),
      )
      const foot = document.words.page.replace('{page}', '3').replace('{pages}', String(pdf.pages.length))
      expect(pdf.pages[2]?.lines.map(({ text }) => text)).toEqual(
        expect.arrayContaining([
          `${document.words.report}${document.status}`.replaceAll(/\s/g, ''),
          `${document.caseName}${document.handling}${foot}`.replaceAll(/\s/g, ''),
        ]),
      )
      expect(pdf.language).toBe(language)
      expect(pdf.info).toMatchObject({ Title: document.title, Author: 'R. Okafor', Creator: 'Heapcase' })
      expect(pdf.isTagged).toBe(true)
      expect(layoutFaults(document, pdf)).toEqual([])
      const families = new Set(pdf.fonts.map(({ name }) => name.replace(/^[A-Z]{6}\+/, '').split('-')[0]))
      expect([...families].filter((name) => !/^(Inter|JetBrainsMono|NotoSansSC)/.test(name ?? ''))).toEqual([])
      expect(pdf.fonts.filter(({ isEmbedded, subtype }) => !isEmbedded || subtype === 'Type3')).toEqual([])
      expect(bytes.length).toBeLessThan(2_000_000)
    },
  )

  it('survives hostile names', async () => {
    const { document, pdf } = await printed('en', HOSTILE_NAMES)
    expect(pdf.outline.filter(({ level }) => level === 1)).toHaveLength(document.sections.length)
    expect(pdf.info.Author).toBe(HOSTILE_NAMES.author)
  })
})

describe('reportPdf', () => {
  const document = buildReport(builtInput())
  const fonts = { subsets: [] }

  it('says so when the printed bytes are no PDF', async () => {
    await expect(
      reportPdf(document, fonts, () => Promise.resolve(new TextEncoder().encode('nothing'))),
    ).rejects.toMatchObject({ code: 'report/pdf-broken' })
  })

  it('says so when it was printed without an outline', async () => {
    const bare = await PDFDocument.create()
    bare.addPage()
    const bytes = await bare.save()
    await expect(reportPdf(document, fonts, () => Promise.resolve(bytes))).rejects.toMatchObject({
      code: 'report/pdf-broken',
      message: expect.stringContaining('outline') as string,
    })
  })

  it('gives up when the page numbers never settle, and prints a third time when they moved once', async () => {
    const headings = document.sections.flatMap(({ blocks }) => [
      0,
      ...blocks.filter(({ kind }) => kind === 'heading'),
    ]).length
    const outlined = async (firstPage: number): Promise<Uint8Array> => {
      const pdf = await PDFDocument.create()
      const pages = Array.from({ length: 9 }, () => pdf.addPage())
      const root = pdf.context.obj({ Type: 'Outlines' })
      let next: ReturnType<typeof pdf.context.register> | null = null
      for (let index = headings - 1; index >= 0; index--) {
        const entry = pdf.context.obj({ Dest: [pages[Math.min(firstPage, 8)]?.ref ?? 0, 'Fit'] })
        if (next) entry.set(PDFName.of('Next'), next)
        next = pdf.context.register(entry)
      }
      if (next) root.set(PDFName.of('First'), next)
      pdf.catalog.set(PDFName.of('Outlines'), pdf.context.register(root))
      return pdf.save()
    }
    let pass = 0
    await expect(reportPdf(document, fonts, () => outlined(pass++))).rejects.toMatchObject({
      code: 'report/pdf-unsettled',
    })
    pass = 0
    const phases: PdfPhase[] = []
    await reportPdf(
      document,
      fonts,
      () => outlined(Math.min(pass++, 1)),
      (phase) => phases.push(phase),
    )
    expect(phases).toEqual([
      { kind: 'print', pass: 1 },
      { kind: 'print', pass: 2 },
      { kind: 'print', pass: 3 },
      { kind: 'finish' },
    ])
  })
})
