// Markdown that people write, as HTML that can do nothing: no raw HTML, no images, links only to the web and to mail.
import MarkdownIt from 'markdown-it'
import cjkFriendly from 'markdown-it-cjk-friendly'

const SAFE_LINK = /^(https?:\/\/|mailto:)/i

const renderer = new MarkdownIt({ html: false, linkify: false, typographer: false, breaks: false })
// Emphasis also ends where a Chinese full stop meets the next character: CommonMark alone waits for a blank.
renderer.use(cjkFriendly)
renderer.validateLink = (url) => SAFE_LINK.test(url.trim())
// An image would be fetched when the report is opened.
renderer.disable('image')
// Chromium tags <strong> and <em> with PDF 2.0 names in a PDF 1.4 file, and readers drop what they do not know.
renderer.renderer.rules['strong_open'] = () => '<b>'
renderer.renderer.rules['strong_close'] = () => '</b>'
renderer.renderer.rules['em_open'] = () => '<i>'
renderer.renderer.rules['em_close'] = () => '</i>'
// Headings of the prose are not headings of the report: they would stand in the contents without a number.
renderer.renderer.rules['heading_open'] = () => '<p class="prose-head"><b>'
renderer.renderer.rules['heading_close'] = () => '</b></p>\n'

/** Prose as HTML. Anything that is not plain Markdown comes out as text. */
export function proseHtml(markdown: string): string {
  return renderer.render(markdown.toWellFormed().replaceAll('\u0000', '\ufffd'))
}
