// Pages of the headings of a printed report, from the outline Chromium writes for h1 … h6.
import { PDFArray, PDFDict, PDFHexString, PDFName, PDFRef, PDFString, type PDFDocument } from '@cantoo/pdf-lib'

export interface OutlineEntry {
  title: string
  /** 1-based page the heading is on; null where the entry names none. */
  page: number | null
  level: number
}

/** Deeper or longer outlines than any report has: a file that claims them is broken. */
const MOST_LEVELS = 8
const MOST_ENTRIES = 20_000

/** All entries of the document's outline, in reading order. Empty where there is none. */
export function outlineEntries(pdf: PDFDocument): OutlineEntry[] {
  const pageOf = new Map(pdf.getPages().map((page, index) => [page.ref.toString(), index + 1]))
  const entries: OutlineEntry[] = []
  const walk = (parent: PDFDict, level: number): void => {
    let entry = dictionary(parent, 'First')
    while (entry && level <= MOST_LEVELS && entries.length < MOST_ENTRIES) {
      entries.push({ title: textOf(entry), page: pageOf.get(destination(entry) ?? '') ?? null, level })
      walk(entry, level + 1)
      entry = dictionary(entry, 'Next')
    }
  }
  const root = dictionary(pdf.catalog, 'Outlines')
  if (root) walk(root, 1)
  return entries
}

function dictionary(parent: PDFDict, key: string): PDFDict | null {
  const value = parent.lookup(PDFName.of(key))
  return value instanceof PDFDict ? value : null
}

function textOf(entry: PDFDict): string {
  const title = entry.lookup(PDFName.of('Title'))
  return title instanceof PDFString || title instanceof PDFHexString ? title.decodeText() : ''
}

/** The page reference of `/Dest [ page /XYZ … ]`. */
function destination(entry: PDFDict): string | null {
  const dest = entry.lookup(PDFName.of('Dest'))
  const page = dest instanceof PDFArray ? dest.get(0) : undefined
  return page instanceof PDFRef ? page.toString() : null
}
