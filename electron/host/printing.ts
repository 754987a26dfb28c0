// What both shells ask of Chromium when they print: the one by CDP, the other through Electron.
import type { PrintPage } from '../../shared/contract/messages.ts'

/**
 * An expression whose promise settles when the page may be printed. Fonts start to load with the first layout; reading a size makes
 * that happen. Page scripts are off: it is evaluated through the debugger.
 */
export const READY_TO_PRINT =
  'document.documentElement.offsetHeight, Promise.all([document.fonts.ready, ...[...document.images].map((image) => image.decode().catch(() => null))]).then(() => true)'

/** Options that CDP's `Page.printToPDF` and Electron's `printToPDF` name alike: a tagged PDF with outline, heads as the page has them. */
export const pdfOptions = ({ headerTemplate, footerTemplate }: PrintPage) => ({
  printBackground: true,
  preferCSSPageSize: true,
  displayHeaderFooter: headerTemplate !== '' || footerTemplate !== '',
  // An empty template would show Chromium's own: date, title, address.
  headerTemplate: headerTemplate || '<span></span>',
  footerTemplate: footerTemplate || '<span></span>',
  generateTaggedPDF: true,
  generateDocumentOutline: true,
})
