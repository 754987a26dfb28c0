import { evidenceRuns } from './evidenceRuns.ts'
import type { Inline, ReportBlock, ReportDocument } from '../../../../shared/records/index.ts'

/**
 * The report as GitHub-flavoured Markdown; drawings become their summary and a table of their main points. Texts of the case
 * are escaped, so that a file name is never a heading, a link or HTML. Prose of people is passed on with raw HTML escaped.
 */
export function reportMarkdown(document: ReportDocument): string {
  const lines: string[] = [`# ${escapeMarkdown(document.title)}`, '']
  if (document.subtitle !== '') lines.push(escapeMarkdown(document.subtitle), '')
  if (document.claim !== null) lines.push(`**${escapeMarkdown(document.claim)}**`, '')
  for (const { severity, text } of document.highlights ?? []) lines.push(`- ${MARKS[severity]} ${escapeMarkdown(text)}`)
  lines.push('')
  lines.push(
    table(
      ['', ''],
      ['left', 'left'],
      document.front.map(({ term, value }) => [escapeCell(term), escapeCell(value)]),
    ),
    '',
  )
  for (const [index, section] of document.sections.entries()) {
    lines.push(`## ${index + 1} ${escapeMarkdown(section.title)}`, '')
    for (const block of section.blocks) lines.push(blockMarkdown(document, block), '')
  }
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`
}

function blockMarkdown(document: ReportDocument, block: ReportBlock): string {
  switch (block.kind) {
    case 'heading':
      return `${block.level === 2 ? '###' : '####'} ${block.level === 2 && block.number !== null ? `${block.number} ` : ''}${escapeMarkdown(block.text)}`
    case 'paragraph': {
      const content = inlineMarkdown(block.content)
      return block.tone === 'note'
        ? `> ${content}`
        : block.tone === 'lead'
          ? `**${content.replaceAll('**', '')}**`
          : content
    }
    case 'prose':
      return proseMarkdown(block.markdown)
    case 'list':
      return block.items
        .map((each, index) => `${block.ordered ? `${index + 1}.` : '-'} ${inlineMarkdown(each)}`)
        .join('\n')
    case 'table': {
      const rows = [
        ...block.rows,
        ...(block.totals ? [block.totals.map((cell): Inline[] => (cell.length > 0 ? bold(cell) : cell))] : []),
      ]
      return [
        captionLine(document, block.label, block.caption ?? '', block.evidence ?? []),
        '',
        table(
          block.columns.map(({ title }) => escapeCell(title)),
          block.columns.map(({ align }) => align),
          rows.map((row) => row.map((content) => inlineMarkdown(content, true))),
        ),
      ].join('\n')
    }
    case 'figure':
      return [
        captionLine(document, block.label, block.caption, block.evidence),
        '',
        `> ${escapeMarkdown(block.summary)}`,
        ...(block.table.rows.length === 0
          ? []
          : [
              '',
              table(
                block.table.columns.map(escapeCell),
                block.table.columns.map((_, index) =>
                  index === 0 || /:/.test(block.table.rows[0]?.[index] ?? '') ? 'left' : 'right',
                ),
                block.table.rows.map((row) => row.map(escapeCell)),
              ),
            ]),
      ].join('\n')
    case 'code': {
      // A fence longer than any run of backticks inside.
      const fence = '`'.repeat(Math.max(3, ...Array.from(block.text.matchAll(/`+/g), ([run]) => run.length + 1)))
      return `${fence}${block.language.replace(/\W/g, '')}\n${block.text}\n${fence}`
    }
    case 'definitions':
      return block.entries
        .map(
          ({ term, content }) =>
            `- ${escapeMarkdown(term)}${/[?？]$/.test(term) ? '' : ':'} ${inlineMarkdown(content)}`,
        )
        .join('\n')
  }
}

const bold = (cell: Inline[]): Inline[] =>
  cell.map((each) => (each.kind === 'text' && each.text !== '' ? { kind: 'strong', text: each.text } : each))

function captionLine(
  document: ReportDocument,
  label: string | null,
  caption: string,
  evidence: readonly string[],
): string {
  const isZh = document.language === 'zh-CN'
  const cited =
    evidence.length === 0
      ? ''
      : `${isZh ? '' : ' '}${document.words.evidence} ${evidenceRuns(evidence)
          .map(({ first, last }) => (first === last ? first : `${first} – ${last}`))
          .join(isZh ? '、' : ', ')}${isZh ? '。' : '.'}`
  return `${label === null ? '' : `**${escapeMarkdown(label)}${isZh ? '' : '.'}** `}${escapeMarkdown(caption)}${escapeMarkdown(cited)}`
}

function inlineMarkdown(content: readonly Inline[], isCell = false): string {
  const escape = isCell ? escapeCell : escapeMarkdown
  return content
    .map((inline) => {
      switch (inline.kind) {
        case 'text':
        case 'reference':
        case 'anchor':
          return escape(inline.text)
        case 'strong':
          return inline.text === '' ? '' : `**${escape(inline.text)}**`
        case 'code':
          return codeSpan(inline.text, isCell)
        case 'severity':
          return `${MARKS[inline.severity]} ${escape(inline.text)}`
        case 'break':
          return '<br>'
      }
    })
    .join('')
}

const MARKS = { critical: '◆', warning: '▲', notice: '●', clear: '✓', notApplicable: '–' } as const

/** A code span whose fence is longer than any backticks inside; in table cells pipes are escaped, as GitHub wants it. */
function codeSpan(text: string, isCell: boolean): string {
  const line = oneLine(text)
  if (line.trim() === '') return escapeMarkdown(line)
  const fence = '`'.repeat(Math.max(1, ...Array.from(line.matchAll(/`+/g), ([run]) => run.length + 1)))
  const pad = line.startsWith('`') || line.endsWith('`') || fence.length > 1 ? ' ' : ''
  const span = `${fence}${pad}${line}${pad}${fence}`
  return isCell ? span.replaceAll('|', String.raw`\|`) : span
}

function table(
  columns: readonly string[],
  align: readonly ('left' | 'right')[],
  rows: readonly (readonly string[])[],
): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [row(columns), row(align.map((side) => (side === 'right' ? '---:' : ':---'))), ...rows.map(row)].join('\n')
}

/** One line; four spaces at its start would make it code. */
const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\r\n\u2028\u2029]+/g, ' ')
    .replace(/^[ \t]+/, ' ')

/** Every character that could mean something in Markdown or HTML, escaped; one line. */
export function escapeMarkdown(text: string): string {
  return (
    oneLine(text)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replace(/[\\`*_[\]~|]/g, String.raw`\$&`)
      // Bare addresses would become links.
      .replace(/(https?|ftp|mailto):/gi, '$1&#58;')
      .replace(/\bwww\./gi, 'www&#46;')
      .replace(/@(?=\w)/g, '&#64;')
      // What means something only at the start of a line.
      .replace(
        /^(\s*)([#+=-]|\d+[.)])(?=\s|$|[#=-])/,
        (_, space: string, mark: string) => `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}`,
      )
  )
}

const escapeCell = (text: string): string => escapeMarkdown(text)

/** People's Markdown stays Markdown; raw HTML in it becomes text, and its headings rank below the report's own. */
function proseMarkdown(markdown: string): string {
  let isFenced = false
  return markdown
    .toWellFormed()
    .split(/\r?\n/)
    .map((line) => {
      if (/^\s*(```|~~~)/.test(line)) {
        isFenced = !isFenced
        return line
      }
      if (isFenced) return line
      return line
        .replace(/^(#{1,6})\s/, '##### ')
        .replace(/<(?=[a-z/!?])/gi, '&lt;')
        .replace(/!\[/g, String.raw`!\[`)
    })
    .join('\n')
    .trim()
}
