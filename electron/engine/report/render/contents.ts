import type { ReportDocument } from '../../../../shared/records/index.ts'

export interface ContentsEntry {
  /** Id of the heading's element. */
  id: string
  number: string
  title: string
  /** 1: a section, 2: a numbered heading in it. */
  level: 1 | 2
}

/** Rows of the contents page: sections and their numbered headings, in order. */
export function contentsEntries(document: ReportDocument): ContentsEntry[] {
  return document.sections.flatMap((section, index) => [
    { id: `section-${section.id}`, number: String(index + 1), title: section.title, level: 1 as const },
    ...section.blocks.flatMap((block) =>
      block.kind === 'heading' && block.level === 2
        ? [{ id: block.id, number: block.number ?? '', title: block.text, level: 2 as const }]
        : [],
    ),
  ])
}

/** Ids of all headings in the order they are printed, also those the contents do not show. */
export function headingIds(document: ReportDocument): string[] {
  return document.sections.flatMap((section) => [
    `section-${section.id}`,
    ...section.blocks.flatMap((block) => (block.kind === 'heading' ? [block.id] : [])),
  ])
}
