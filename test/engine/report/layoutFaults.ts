// What a typesetter would send back: heads without rows, headings at the foot of a page.
import type { ReportDocument } from '../../../shared/records/index.ts'
import type { ReadPdf } from './readPdf.ts'

const strip = (text: string): string => text.replaceAll(/\s/g, '')

/** Faults of the printed pages, each as a sentence; empty where all is well. */
export function layoutFaults(document: ReportDocument, pdf: ReadPdf): string[] {
  return [...tableFaults(document, pdf), ...headingFaults(document, pdf)]
}

/** A table's caption and its first row stand on one page. */
function tableFaults(document: ReportDocument, pdf: ReadPdf): string[] {
  const faults: string[] = []
  for (const block of document.sections.flatMap(({ blocks }) => blocks)) {
    if (block.kind !== 'table' || block.rows.length === 0) continue
    const dot = document.language === 'en' ? '.' : ''
    const caption = strip(`${block.label ?? ''}${dot}${block.caption ?? ''}`).slice(0, 30)
    const first = strip(
      block.rows[0]
        ?.flat()
        .map((part) => ('text' in part ? part.text : ''))
        .find((text) => text.trim() !== '') ?? '',
    ).slice(0, 10)
    const page = pdf.pages.find(({ lines }) => lines.some(({ text }) => text.startsWith(caption)))
    const at = page?.lines.findIndex(({ text }) => text.startsWith(caption)) ?? -1
    if (!page?.lines.slice(at + 1).some(({ text }) => text.includes(first)))
      faults.push(`${block.label ?? block.id}: caption without its first row`)
  }
  return faults
}

/** No heading is the last line of its page. */
function headingFaults(document: ReportDocument, pdf: ReadPdf): string[] {
  const headings = new Set(
    document.sections.flatMap(({ title, blocks }, index) => [
      strip(`${index + 1}${title}`),
      ...blocks.flatMap((block) =>
        block.kind === 'heading' ? [strip(`${block.level === 2 ? (block.number ?? '') : ''}${block.text}`)] : [],
      ),
    ]),
  )
  // Running head and foot are drawn first, so the last line is the last of the text.
  return pdf.pages.flatMap(({ lines }, index) => {
    const last = lines.at(-1)
    return last && headings.has(last.text) && index > 1 ? [`page ${index + 1} ends with the heading ${last.text}`] : []
  })
}
