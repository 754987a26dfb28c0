// What a PDF says, read by another library than the one that wrote it.
import { PDFDict, PDFDocument, PDFName, PDFRawStream } from '@cantoo/pdf-lib'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'

export interface ReadPdf {
  /** Lines of each page, top to bottom, without white space; `size` is the largest type size in them, points. */
  pages: { lines: { text: string; size: number }[] }[]
  outline: { title: string; level: number }[]
  info: Record<string, unknown>
  language: string | null
  isTagged: boolean
  fonts: { name: string; subtype: string; isEmbedded: boolean }[]
}

export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const task = getDocument({ data: bytes.slice(), useSystemFonts: false, verbosity: 0 })
  const pdf = await task.promise
  const pages: ReadPdf['pages'] = []
  for (let number = 1; number <= pdf.numPages; number++) {
    const { items } = await (await pdf.getPage(number)).getTextContent()
    const lines: { parts: { x: number; text: string }[]; size: number; y: number }[] = []
    for (const item of items) {
      if (!('str' in item) || item.str.trim() === '') continue
      const [, , , size = 0, x = 0, y = 0] = item.transform as number[]
      const last = lines.at(-1)
      if (last && Math.abs(last.y - y) < 2.5) {
        last.parts.push({ x, text: item.str })
        last.size = Math.max(last.size, size)
      } else lines.push({ parts: [{ x, text: item.str }], size, y })
    }
    const leftToRight = (parts: { x: number; text: string }[]): string =>
      parts
        .sort((one, other) => one.x - other.x)
        .map(({ text }) => text)
        .join('')
        .replaceAll(/\s/g, '')
    pages.push({ lines: lines.map(({ parts, size }) => ({ text: leftToRight(parts), size })) })
  }
  const outline: ReadPdf['outline'] = []
  const walk = (entries: { title: string; items: unknown[] }[], level: number): void => {
    for (const { title, items } of entries) {
      outline.push({ title, level })
      walk(items as typeof entries, level + 1)
    }
  }
  walk((await pdf.getOutline()) ?? [], 1)
  const { info } = await pdf.getMetadata()
  const marks = await pdf.getMarkInfo()
  await task.destroy()
  const raw = await PDFDocument.load(bytes, { updateMetadata: false })
  return {
    pages,
    outline,
    info: info as Record<string, unknown>,
    language: raw.getLanguage() ?? null,
    isTagged: (marks as Map<string, boolean> | null)?.get('Marked') === true,
    fonts: fontsOf(raw),
  }
}

function fontsOf(pdf: PDFDocument): ReadPdf['fonts'] {
  const objects = pdf.context
    .enumerateIndirectObjects()
    .map(([, object]) => (object instanceof PDFRawStream ? object.dict : object))
  const fonts = objects.filter(
    (object): object is PDFDict => object instanceof PDFDict && object.get(PDFName.of('Type')) === PDFName.of('Font'),
  )
  return fonts
    .filter((font) => font.get(PDFName.of('Subtype')) !== PDFName.of('Type0'))
    .map((font) => {
      const descriptor = font.lookup(PDFName.of('FontDescriptor'))
      return {
        name: String(font.get(PDFName.of('BaseFont')) ?? '').slice(1),
        subtype: String(font.get(PDFName.of('Subtype')) ?? '').slice(1),
        isEmbedded:
          descriptor instanceof PDFDict &&
          ['FontFile', 'FontFile2', 'FontFile3'].some((key) => descriptor.has(PDFName.of(key))),
      }
    })
}
