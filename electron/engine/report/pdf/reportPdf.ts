import { PDFDocument } from '@cantoo/pdf-lib'
import { CodedError } from '../../../../shared/lib/result.ts'
import type { ReportDocument } from '../../../../shared/records/index.ts'
import type { ReportFonts } from '../fonts/loadFonts.ts'
import { headingIds } from '../render/contents.ts'
import { reportHtml } from '../render/html.ts'
import { outlineEntries } from './outline.ts'

/**
 * One page of HTML to print with Chromium, scripts off. It carries its own page size, margins, running heads and page
 * numbers (CSS margin boxes), so print it with these options and no header or footer templates:
 * Electron `printToPDF({ preferCSSPageSize: true, printBackground: true, generateTaggedPDF: true, generateDocumentOutline: true })`,
 * Playwright `page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, outline: true })`.
 * Wait for `document.fonts.ready` before printing.
 */
export interface PrintPage {
  html: string
}

/** What reportPdf is doing: drawing and printing pass `pass`, or writing the finished file. */
export type PdfPhase = { kind: 'print'; pass: number } | { kind: 'finish' }

/** Two passes are the rule, a third where numbers of other width moved a line; more means that they chase each other. */
const MOST_PASSES = 4

/**
 * The report as PDF: prints, finds the page of every heading, prints again with page numbers in the contents until they
 * hold, and writes title, author, language and dates. Throws `report/pdf-unsettled` where the passes do not come to agree and
 * `report/pdf-broken` where the printed bytes can not be read or have no outline.
 */
export async function reportPdf(
  document: ReportDocument,
  fonts: ReportFonts,
  print: (page: PrintPage) => Promise<Uint8Array>,
  onPhase?: (phase: PdfPhase) => void,
): Promise<Uint8Array> {
  let pages: ReadonlyMap<string, number> = new Map()
  for (let pass = 1; pass <= MOST_PASSES; pass++) {
    onPhase?.({ kind: 'print', pass })
    const printed = await load(await print({ html: reportHtml(document, fonts, { use: 'print', pages }) }))
    const found = headingPages(document, printed)
    if (isSame(pages, found)) {
      onPhase?.({ kind: 'finish' })
      return finish(document, printed)
    }
    pages = found
  }
  throw new CodedError(
    'report/pdf-unsettled',
    `The page numbers of the contents did not settle in ${MOST_PASSES} passes.`,
  )
}

async function load(bytes: Uint8Array): Promise<PDFDocument> {
  try {
    return await PDFDocument.load(bytes, { updateMetadata: false })
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw new CodedError('report/pdf-broken', `The printed pages could not be read: ${reason}`)
  }
}

/** Headings and outline entries are the same list in the same order. */
function headingPages(document: ReportDocument, printed: PDFDocument): Map<string, number> {
  const ids = headingIds(document)
  const entries = outlineEntries(printed)
  if (entries.length !== ids.length)
    throw new CodedError(
      'report/pdf-broken',
      `The printed report has ${entries.length} outline entries for ${ids.length} headings. Was it printed with an outline?`,
    )
  return new Map(ids.flatMap((id, index) => (entries[index]?.page == null ? [] : [[id, entries[index].page]])))
}

function isSame(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): boolean {
  return one.size === other.size && [...one].every(([id, page]) => other.get(id) === page)
}

function finish(document: ReportDocument, printed: PDFDocument): Promise<Uint8Array> {
  const at = new Date(document.builtAtMs)
  printed.setTitle(document.title, { showInWindowTitleBar: true })
  if (document.authors) printed.setAuthor(document.authors)
  if (document.claim !== null) printed.setSubject(document.claim)
  printed.setKeywords([document.caseName, document.status, document.handling].filter((word) => word !== ''))
  printed.setCreator('Heapcase')
  printed.setLanguage(document.language)
  printed.setCreationDate(at)
  printed.setModificationDate(at)
  return printed.save()
}
