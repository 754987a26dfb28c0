import type { ReportBlock, ReportDocument, ReportSection } from '../../../shared/records/index.ts'
import { createContext } from './context.ts'
import { frontMatter } from './frontMatter.ts'
import type { ReportInput } from './input.ts'
import { SECTIONS } from './sections/index.ts'
import { SECTION_TITLES } from './words.ts'

/** Builds the report in the input's language. Pure: the same input gives the same document. */
export function buildReport(input: ReportInput): ReportDocument {
  const context = createContext(input)
  const excluded = new Set(input.settings.excludedSections)
  const sections: ReportSection[] = []
  for (const { id, build } of SECTIONS) {
    if (excluded.has(id)) continue
    const blocks = build(context)
    if (blocks === null) continue
    sections.push({ id, title: context.pick(SECTION_TITLES[id]), blocks: numbered(blocks, sections.length + 1) })
  }
  return {
    language: input.language,
    ...frontMatter(context),
    sections,
    caseName: input.caseName,
    auditHead: input.audit.head,
    builtAtMs: input.builtAtMs,
    words: {
      contents: context.say('Contents', '目录'),
      evidence: context.say('Evidence', '证据'),
      page: context.say('Page {page} of {pages}', '第 {page} 页，共 {pages} 页'),
      report: context.say('Incident report', '事故报告'),
      dataTable: context.say('Main points', '主要数据点'),
    },
  }
}

/** Gives headings their numbers within section `section`: `4.2`, `4.2.1`. */
function numbered(blocks: readonly ReportBlock[], section: number): ReportBlock[] {
  let second = 0
  let third = 0
  return blocks.map((block) => {
    if (block.kind !== 'heading') return block
    if (block.level === 2) {
      second++
      third = 0
      return { ...block, number: `${section}.${second}` }
    }
    third++
    return { ...block, number: `${section}.${second}.${third}` }
  })
}
