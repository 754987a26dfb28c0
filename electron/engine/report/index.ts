import type { reportPdf as writePdf } from './pdf/reportPdf.ts'

export { buildReport } from './buildReport.ts'
export { reportHtml } from './render/html.ts'
export { reportMarkdown } from './render/markdown.ts'
export type { PrintPage, PdfPhase } from './pdf/reportPdf.ts'
export { loadFonts, type ReportFonts } from './fonts/loadFonts.ts'
export type { ReportFacts, ReportInput, ReportLife, ReportProfile } from './input.ts'

/** See pdf/reportPdf.ts. Loaded when a PDF is written: what reads and writes PDF files is a megabyte of code. */
export const reportPdf: typeof writePdf = async (...given) => (await import('./pdf/reportPdf.ts')).reportPdf(...given)
