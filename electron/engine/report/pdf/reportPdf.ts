import type { ReportDocument } from '../../../../shared/records/index.ts'
import type { ReportFonts } from '../fonts/loadFonts.ts'

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

/**
 * The report as PDF: prints, finds the page of every heading, prints again with page numbers in the contents until they
 * hold, and writes title, author, language and dates. Throws `report/pdf-unsettled` where three passes do not agree and
 * `report/pdf-broken` where the printed bytes can not be read.
 */
export function reportPdf(
  document: ReportDocument,
  fonts: ReportFonts,
  print: (page: PrintPage) => Promise<Uint8Array>,
  onPhase?: (phase: PdfPhase) => void,
): Promise<Uint8Array> {
  void document
  void fonts
  void print
  void onPhase
  return Promise.reject(new Error('not yet'))
}
