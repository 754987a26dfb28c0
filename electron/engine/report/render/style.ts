// The report's style sheet: look.md 8, 9 and 11. One for the screen and for paper.
import { INK, REPORT_FONT, REPORT_MONO } from '../charts/ink.ts'

/** What the running heads and feet of the printed pages say. */
export interface RunningText {
  report: string
  status: string
  caseName: string
  handling: string
  /** `Page {page} of {pages}` */
  page: string
}

export function reportStyle(running: RunningText, isZh: boolean): string {
  return [root(isZh), page(running), TITLE, TEXT, TABLES, FIGURES, SCREEN, PRINT].join('\n')
}

const root = (isZh: boolean): string => `
*{box-sizing:border-box}
html{font:13.33px/${isZh ? '21.5px' : '20px'} ${REPORT_FONT};color:${INK.ink};background:${INK.pane};font-kerning:normal;font-synthesis:none;-webkit-text-size-adjust:100%}
body{margin:0}
${isZh ? 'html{text-autospace:normal;text-spacing-trim:trim-start;line-break:strict}.prose p,p{text-align:justify}' : 'p{hyphens:manual}'}
code,pre{font-family:${REPORT_MONO};font-variant-ligatures:none;font-size:.86em}
a{color:${INK.accent};text-decoration:none}
b,h1,h2,h3,h4{font-weight:600}
i{font-style:normal;text-decoration:underline .5px;text-underline-offset:2px}`

/** Running heads are margin boxes: Chromium sets them in the report's own fonts and leaves them out of the tag tree. */
function page(running: RunningText): string {
  const pages = running.page.split(/(\{pages?\})/).map((part) => {
    if (part === '{page}') return 'counter(page)'
    if (part === '{pages}') return 'counter(pages)'
    return cssString(part)
  })
  const box = `font:8pt/12pt ${REPORT_FONT};color:${INK['ink-3']}`
  const head = `${box};vertical-align:bottom;padding-bottom:6pt;margin-bottom:8mm;border-bottom:.5pt solid ${INK['line-strong']}`
  const foot = `${box};vertical-align:top;padding-top:6pt;margin-top:6mm;border-top:.5pt solid ${INK['line-strong']}`
  return `
@page{size:A4;margin:31mm 20mm 26mm;
@top-left{content:${cssString(running.report)};${head};text-align:left}
@top-center{content:"";${head}}
@top-right{content:${cssString(running.status)};${head};text-align:right}
@bottom-left{content:${cssString(running.caseName)};${foot};text-align:left}
@bottom-center{content:${cssString(running.handling)};${foot}}
@bottom-right{content:${pages.join(' ')};${foot};text-align:right}}
@page:first{@top-left{content:none;border:0}@top-center{content:none;border:0}@top-right{content:none;border:0}}`
}

/** A quoted CSS string. Everything but letters, digits and plain signs is escaped, so that no name can end the style sheet. */
export function cssString(text: string): string {
  const escaped = Array.from(text.toWellFormed(), (character) =>
    /[\p{L}\p{N} .,:·–—()/_-]/u.test(character) ? character : `\\${(character.codePointAt(0) || 0xfffd).toString(16)} `,
  )
  return `"${escaped.join('')}"`
}

const TITLE = `
.title-page .kind{font-size:12px;line-height:18px;color:${INK['ink-3']};margin:0 0 14px}
.title-page h1,.title-page .title{font:600 30px/38px ${REPORT_FONT};letter-spacing:-.018em;margin:0;text-wrap:balance;overflow-wrap:anywhere;text-align:left}
:lang(zh) .title-page .title,:lang(zh) .title-page h1{letter-spacing:0}
.title-page .subtitle{font-size:16px;line-height:24px;color:${INK['ink-2']};margin:8px 0 0}
.claim{font-size:17px;line-height:26px;margin:28px 0 0;text-wrap:pretty;text-align:left!important}
:lang(zh) .claim{line-height:28px}
.front{display:grid;grid-template-columns:1fr 1fr;column-gap:28px;margin:32px 0 0;border-top:1.25px solid ${INK.ink};border-bottom:1.25px solid ${INK.ink}}
.front div{padding:8px 0 9px;border-top:1px solid ${INK.line};min-width:0}
.front div:nth-child(-n+2){border-top:0}
.front dt{font-size:10.67px;line-height:15px;color:${INK['ink-3']}}
.front dd{margin:0;font-size:12px;line-height:17px;overflow-wrap:anywhere}
.contents{margin-top:32px}
.contents .contents-title{font:600 16px/24px ${REPORT_FONT};margin:0 0 8px}
.contents ol{list-style:none;margin:0;padding:0}
.contents li{margin:0;break-inside:avoid}
.contents a{display:flex;align-items:baseline;color:inherit;font-size:12px;line-height:19px}
.contents .number{flex:none;width:34px;color:${INK['ink-3']}}
.contents .name{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.contents .dots{flex:1;min-width:12px;margin:0 8px;border-bottom:1px dotted ${INK['line-strong']};transform:translateY(-3px)}
.contents .page{flex:none;width:24px;text-align:right;font-variant-numeric:tabular-nums}
.contents .level-1>a{font-weight:600;margin-top:8px}`

const TEXT = `
h2,.section>h1{font:600 16px/24px ${REPORT_FONT};letter-spacing:-.008em;margin:26px 0 8px;break-after:avoid}
h3,.section>h2.sub{font:600 13.33px/20px ${REPORT_FONT};margin:18px 0 5px;break-after:avoid}
h4,.section>h3.sub{font:600 12px/18px ${REPORT_FONT};margin:12px 0 3px;break-after:avoid}
:lang(zh) h1,:lang(zh) h2{letter-spacing:0}
.number{font-weight:400;color:${INK['ink-3']};margin-right:10px}
.contents .number{margin-right:0}
p{margin:0 0 8px;text-wrap:pretty;overflow-wrap:anywhere;orphans:2;widows:2}
.lead{font-weight:600}
.faint{color:${INK['ink-2']};font-size:11.33px;line-height:17px}
.note{font-size:11.33px;line-height:17px;border-left:2px solid ${INK['ink-3']};padding-left:12px;color:${INK['ink-2']}}
ul,ol{margin:0 0 10px;padding-left:18px}
li{margin:0 0 3px;overflow-wrap:anywhere}
li::marker{color:${INK['ink-3']}}
pre{margin:4px 0 10px;padding:8px 10px;background:${INK.sunken};border-left:2px solid ${INK['line-strong']};font-size:10.67px;line-height:16px;white-space:pre-wrap;overflow-wrap:anywhere;break-inside:avoid-page}
pre code{font-size:1em}
dl.pairs{break-inside:avoid;display:grid;grid-template-columns:max-content 1fr;column-gap:16px;row-gap:3px;margin:6px 0 10px;font-size:11.33px;line-height:17px}
dl.pairs dt{color:${INK['ink-3']}}
dl.pairs dd{margin:0;overflow-wrap:anywhere;min-width:0}
.highlights{list-style:none;padding:0;margin:16px 0 0}
.highlights li{display:flex;gap:9px;margin:0 0 6px;line-height:20px}
.highlights svg{flex:none;width:9px;height:9px;margin-top:5.5px}
.highlights a{color:inherit}
pre.wide{font-size:9.4px;line-height:14.5px}
pre.long{break-inside:auto}
.prose-head{break-after:avoid;margin-bottom:3px}
.severity{white-space:nowrap}
.severity svg{width:.72em;height:.72em;margin-right:.4em;vertical-align:-.02em}
.keep{break-inside:avoid}`

const TABLES = `
table{width:100%;border-collapse:collapse;margin:0 0 16px;font-size:11.33px;line-height:16px}
p.caption{text-align:left;font-size:10.67px;line-height:15px;color:${INK['ink-2']};margin:0 0 4px;break-after:avoid}
p.caption b,figcaption b{color:${INK.ink};font-weight:600}
.table.short{break-inside:avoid}
thead{display:table-header-group;break-after:avoid;break-inside:avoid}
th{font-weight:400;word-break:keep-all;font-size:10.67px;line-height:14px;color:${INK['ink-2']};text-align:left;vertical-align:bottom;padding:4px 6px;border-top:1.25px solid ${INK.ink};border-bottom:1px solid ${INK['line-strong']}}
td{vertical-align:top;padding:3px 6px;border-bottom:1px solid ${INK.line};overflow-wrap:anywhere}
th:first-child,td:first-child{padding-left:0}
th:last-child,td:last-child{padding-right:0}
tr{break-inside:avoid}
tbody tr:first-child{break-after:avoid}
tbody tr:last-child{break-before:avoid}
p:has(+.table),p:has(+figure),p:has(+pre),.lead{break-after:avoid}.lead{break-inside:avoid}
p:has(+figure){break-inside:avoid}
tbody tr:last-child td{border-bottom:1.25px solid ${INK.ink}}
tbody.totals td{font-weight:600}
tbody.has-totals tr:last-child td{border-bottom:1px solid ${INK['ink-3']}}
.r{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.id,.nowrap{white-space:nowrap}
td code{font-size:10px;line-height:15px}
.hash{font-size:8.4px!important;color:${INK['ink-2']}}`

const FIGURES = `
figure{margin:12px 0 16px;break-inside:avoid}
figure svg{display:block;overflow:visible}
figcaption{font-size:10.67px;line-height:15px;color:${INK['ink-2']};margin-top:6px;overflow-wrap:anywhere}
.only-heard{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}`

const SCREEN = `
details{margin:-8px 0 16px}
summary{font-size:10.67px;line-height:16px;color:${INK['ink-3']};cursor:default;width:max-content}
details table{margin:6px 0 0}
@media screen{body{max-width:210mm;margin:0 auto;padding:48px 20mm 64px}.contents .page{display:none}.section{border-top:1px solid ${INK.line};margin-top:28px}}
@media screen and (max-width:700px){body{padding:24px 16px}.front{grid-template-columns:1fr}.front div:nth-child(2){border-top:1px solid ${INK.line}}.section{overflow-x:auto}}`

/** `gap` below the element, and no page end within `space` px after it. */
const room = (selector: string, gap: number, space: number): string =>
  `${selector}{break-inside:avoid;padding-bottom:${space}px;margin-bottom:${gap - space}px}`

// Chromium does not reliably keep a heading or a caption with a table that may break: each is made as high as what must
// follow it on the page, and what follows is drawn up over it.
const PRINT = `
@media print{${room('p.caption', 4, 90)}${room('.section>h1', 8, 172)}${room('.section>h2.sub', 5, 120)}${room('.section>h3.sub', 3, 48)}.contents+.section>h1{margin-top:0}.title-page{height:238mm;display:flex;flex-direction:column;padding-top:34mm;break-after:page}.title-page .front{margin-top:auto}.contents{margin-top:0;break-after:page}a{color:inherit}td a,p a,li a,figcaption a{color:${INK.accent}}}`
