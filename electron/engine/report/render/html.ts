import type { ReportDocument } from '../../../../shared/records/index.ts'
import type { ReportFonts } from '../fonts/loadFonts.ts'

/** The report as one HTML file: no scripts, nothing fetched, fonts and drawings inside. */
export function reportHtml(document: ReportDocument, fonts: ReportFonts): string {
  void fonts
  return document.title
}
