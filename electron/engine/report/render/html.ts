import {
  SEVERITY_SHAPES,
  type Inline,
  type ReportBlock,
  type ReportDocument,
  type ReportSection,
} from '../../../../shared/records/index.ts'
import { INK } from '../charts/ink.ts'
import { escapeText } from '../charts/svg.ts'
import { fontFaces } from '../fonts/fontFaces.ts'
import type { ReportFonts } from '../fonts/loadFonts.ts'
import { contentsEntries, type ContentsEntry } from './contents.ts'
import { evidenceRuns } from './evidenceRuns.ts'
import { proseHtml } from './prose.ts'
import { reportStyle } from './style.ts'

/** How the page will be used: `screen` is the file people open, `print` is what becomes the PDF. */
export interface HtmlOptions {
  use: 'screen' | 'print'
  /** Page of each heading by id; shown in the contents. Unknown ones are left open. */
  pages?: ReadonlyMap<string, number>
}

/** Nothing runs, nothing is fetched: fonts and drawings are inside, and this says so to the browser as well. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'"

/**
 * The report as one HTML file: no scripts, nothing fetched, fonts and drawings inside. Every text of the document is escaped;
 * `fonts` gives the subsets that the text needs.
 */
export function reportHtml(
  document: ReportDocument,
  fonts: ReportFonts,
  options: HtmlOptions = { use: 'screen' },
): string {
  const body = [
    titlePage(document, options),
    ...document.sections.map((section, index) => sectionHtml(document, section, index + 1, options)),
  ].join('\n')
  const running = {
    report: document.words.report,
    status: document.status,
    caseName: document.caseName,
    handling: document.handling,
    page: document.words.page,
  }
  const style = reportStyle(running, document.language === 'zh-CN')
  const margins = Object.values(running).join(' ')
  return [
    '<!doctype html>',
    `<html lang="${document.language}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escapeText(POLICY)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="generator" content="Heapcase">',
    `<title>${escapeText(document.title)}</title>`,
    `<style>\n${fontFaces(`${margins}0123456789`, body, fonts)}\n${style}\n</style>`,
    '</head>',
    '<body>',
    body,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

/** On paper the title is no heading: the outline and the contents begin with the sections. */
function titlePage(document: ReportDocument, options: HtmlOptions): string {
  const title = escapeText(document.title)
  const rows = document.front.map(
    ({ term, value }) => `<div><dt>${escapeText(term)}</dt><dd>${escapeText(value)}</dd></div>`,
  )
  return [
    '<header class="title-page">',
    `<p class="kind">${escapeText([document.words.report, document.status, document.handling].filter((word) => word !== '').join(' · '))}</p>`,
    options.use === 'print' ? `<p class="title">${title}</p>` : `<h1>${title}</h1>`,
    document.subtitle === '' ? '' : `<p class="subtitle">${escapeText(document.subtitle)}</p>`,
    document.claim === null ? '' : `<p class="claim">${escapeText(document.claim)}</p>`,
    highlightsHtml(document),
    `<dl class="front">${rows.join('')}</dl>`,
    '</header>',
    contentsHtml(document, options),
  ].join('\n')
}

/** The next findings, each with its severity's shape. */
function highlightsHtml({ highlights = [] }: ReportDocument): string {
  if (highlights.length === 0) return ''
  const rows = highlights.map(
    ({ severity, text, to }) =>
      `<li class="severity-${severity}">${SHAPES[severity]}<a href="#${escapeText(to)}">${escapeText(text)}</a></li>`,
  )
  return `<ul class="highlights">${rows.join('')}</ul>`
}

/** Long lines, such as hashes with paths, are set smaller so that they stay lines; long listings may go over a page end. */
function codeClass(text: string): string {
  const lines = text.split('\n')
  const names = [
    ...(Math.max(...lines.map((line) => line.length)) > 92 ? ['wide'] : []),
    ...(lines.length > 14 ? ['long'] : []),
  ]
  return names.length === 0 ? '' : ` class="${names.join(' ')}"`
}

function contentsHtml(document: ReportDocument, { pages, use }: HtmlOptions): string {
  const rows = contentsEntries(document).map(({ id, number, title, level }: ContentsEntry) => {
    const page = pages?.get(id)
    const shown =
      use === 'print'
        ? `<span class="dots"></span><span class="page">${page === undefined ? '000' : String(page)}</span>`
        : ''
    return `<li class="level-${level}"><a href="#${escapeText(id)}"><span class="number">${escapeText(number)}</span><span class="name">${escapeText(title)}</span>${shown}</a></li>`
  })
  const title = escapeText(document.words.contents)
  return `<nav class="contents" aria-label="${title}"><p class="contents-title">${title}</p><ol>${rows.join('')}</ol></nav>`
}

function sectionHtml(document: ReportDocument, section: ReportSection, number: number, options: HtmlOptions): string {
  const head = heading(options, 1, `section-${section.id}`, String(number), section.title)
  return `<section class="section section-${section.id}">\n${head}\n${section.blocks.map((block) => blockHtml(document, block, options)).join('\n')}\n</section>`
}

/** Level 1 is a section. On paper sections are h1, on the screen h2 below the title. */
function heading({ use }: HtmlOptions, level: 1 | 2 | 3, id: string, number: string, text: string): string {
  const tag = use === 'print' ? `h${level}` : `h${level + 1}`
  const sub = use === 'print' && level > 1 ? ' class="sub"' : ''
  const shown = number === '' ? '' : `<span class="number">${escapeText(number)}</span> `
  return `<${tag} id="${escapeText(id)}"${sub}>${shown}${escapeText(text)}</${tag}>`
}

function blockHtml(document: ReportDocument, block: ReportBlock, options: HtmlOptions): string {
  switch (block.kind) {
    case 'heading':
      return heading(options, block.level, block.id, block.level === 2 ? (block.number ?? '') : '', block.text)
    case 'paragraph': {
      const tone = block.tone ?? 'normal'
      return `<p${tone === 'normal' ? '' : ` class="${tone}"`}>${inlineHtml(block.content)}</p>`
    }
    case 'prose':
      return `<div class="prose">${proseHtml(block.markdown)}</div>`
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul'
      return `<${tag}>${block.items.map((each) => `<li>${inlineHtml(each)}</li>`).join('')}</${tag}>`
    }
    case 'table':
      return tableHtml(document, block)
    case 'figure':
      return figureHtml(document, block, options)
    case 'code':
      return `<pre${codeClass(block.text)}><code>${escapeText(block.text)}</code></pre>`
    case 'definitions':
      return `<dl class="pairs">${block.entries.map(({ term, content }) => `<dt>${escapeText(term)}</dt><dd>${inlineHtml(content)}</dd>`).join('')}</dl>`
  }
}

/** Tables of so many lines go to the next page rather than over its end. */
const SHORT_TABLE = 10

/** Lines a table has at least: one a row, and one for every break in its longest cell. */
const linesOf = (rows: readonly Inline[][][]): number =>
  rows.reduce(
    (sum, row) => sum + 1 + Math.max(0, ...row.map((cell) => cell.filter(({ kind }) => kind === 'break').length)),
    0,
  )

function tableHtml(document: ReportDocument, table: Extract<ReportBlock, { kind: 'table' }>): string {
  const cellClass = (index: number): string => {
    const column = table.columns[index]
    return column?.align === 'right' ? ' class="r"' : column?.isNarrow ? ' class="nowrap"' : ''
  }
  const row = (cells: Inline[][]): string =>
    `<tr>${cells.map((content, index) => `<td${cellClass(index)}>${inlineHtml(content)}</td>`).join('')}</tr>`
  const head = table.columns
    .map(({ title }, index) => `<th scope="col"${cellClass(index)}>${escapeText(title)}</th>`)
    .join('')
  const totals = table.totals ? `<tbody class="totals">${row(table.totals)}</tbody>` : ''
  // A <caption> would be left alone at the foot of a page: Chromium breaks between it and the first row.
  const id = escapeText(table.id)
  const above = captionHtml(document, table.label, table.caption ?? '', table.evidence ?? [])
  const named = above === '' ? '' : ` aria-labelledby="${id}-caption"`
  const size = linesOf(table.rows) <= SHORT_TABLE ? 'table short' : 'table'
  return (
    `<div class="${size}" id="${id}">${above === '' ? '' : `<p class="caption" id="${id}-caption">${above}</p>`}<table${named}>` +
    `<thead><tr>${head}</tr></thead><tbody${totals === '' ? '' : ' class="has-totals"'}>${table.rows.map(row).join('')}</tbody>${totals}</table></div>`
  )
}

/** The drawing carries its own text equivalent (aria-label); the SVG is the engine's own and escaped where it is made. */
function figureHtml(
  document: ReportDocument,
  figure: Extract<ReportBlock, { kind: 'figure' }>,
  { use }: HtmlOptions,
): string {
  const below = captionHtml(document, figure.label, figure.caption, figure.evidence)
  const points = use === 'screen' && figure.table.rows.length > 0 ? pointsHtml(document, figure.table) : ''
  return `<figure id="${escapeText(figure.id)}">${figure.svg}<figcaption>${below}</figcaption></figure>${points}`
}

/** The drawing's figures to read off and to copy; on the screen only, folded. */
function pointsHtml(
  { words }: ReportDocument,
  { columns, rows }: Extract<ReportBlock, { kind: 'figure' }>['table'],
): string {
  const cells = (row: string[]): string =>
    row.map((each, index) => `<td${index === 0 ? '' : ' class="r"'}>${escapeText(each)}</td>`).join('')
  const head = columns
    .map((title, index) => `<th scope="col"${index === 0 ? '' : ' class="r"'}>${escapeText(title)}</th>`)
    .join('')
  return (
    `<details><summary>${escapeText(words.dataTable)}</summary><table><thead><tr>${head}</tr></thead>` +
    `<tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('')}</tbody></table></details>`
  )
}

/** `Figure 3. What it shows. Evidence E1, E2.` as the content of a caption. */
function captionHtml(
  document: ReportDocument,
  label: string | null,
  text: string,
  evidence: readonly string[],
): string {
  if (label === null && text === '') return ''
  const isZh = document.language === 'zh-CN'
  const link = (id: string): string => `<a class="nowrap" href="#evidence-${escapeText(id)}">${escapeText(id)}</a>`
  const links = evidenceRuns(evidence).map(({ first, last }) =>
    last === first ? link(first) : `${link(first)} – ${link(last)}`,
  )
  const cited =
    links.length === 0
      ? ''
      : `${isZh ? '' : ' '}${escapeText(document.words.evidence)} ${links.join(isZh ? '、' : ', ')}${isZh ? '。' : '.'}`
  return `${label === null ? '' : `<b>${escapeText(label)}${isZh ? '' : '.'}</b> `}${escapeText(text)}${cited}`
}

function inlineHtml(content: readonly Inline[]): string {
  return content.map(oneInline).join('')
}

function oneInline(inline: Inline): string {
  switch (inline.kind) {
    case 'text':
      return breakable(inline.text)
    case 'strong':
      return `<b>${escapeText(inline.text)}</b>`
    case 'code':
      return `<code${/^[0-9a-f]{64}$/.test(inline.text) ? ' class="hash"' : ''}>${nameHtml(inline.text)}</code>`
    case 'reference':
      return `<a class="id" href="#${escapeText(inline.to)}">${escapeText(inline.text)}</a>`
    case 'anchor':
      return `<span class="id" id="${escapeText(inline.id)}">${escapeText(inline.text)}</span>`
    case 'severity':
      return `<span class="severity">${SHAPES[inline.severity]}${escapeText(inline.text)}</span>`
    case 'break':
      return '<br>'
  }
}

/** Paths and import paths may break after a slash, where a reader would break them; `MiB/min` may not. */
const breakable = (text: string): string => escapeText(text).replace(/(?<=\w)\/(?=[\w.(*])(?!(?:min|s|h)\b)/g, '/<wbr>')

/** Longest part of a name that is kept on one line, letters. */
const ONE_LINE = 48

/** A function's name breaks after the slashes of its import path only: `session.(*Store).Put` stays in one piece. */
function nameHtml(name: string): string {
  const cut = name.lastIndexOf('/') + 1
  const last = name.slice(cut)
  const isOneWord = last.length <= ONE_LINE && !/\s/.test(last)
  return isOneWord && /[.(]/.test(last)
    ? `${escapeText(name.slice(0, cut)).replaceAll('/', '/<wbr>')}<span class="nowrap">${escapeText(last)}</span>`
    : breakable(name)
}

const shape = (path: string, fill: string): string =>
  `<svg viewBox="0 0 10 10" aria-hidden="true"><path d="${path}" fill="${fill}"/></svg>`

const SHAPES: Record<Extract<Inline, { kind: 'severity' }>['severity'], string> = {
  critical: shape(SEVERITY_SHAPES.critical, INK['sev-critical']),
  warning: shape(SEVERITY_SHAPES.warning, INK['sev-warning']),
  notice: shape(SEVERITY_SHAPES.notice, INK['sev-notice']),
  clear: shape(SEVERITY_SHAPES.clear, INK['sev-clear']),
  notApplicable: shape(SEVERITY_SHAPES.notApplicable, INK['sev-na']),
}
