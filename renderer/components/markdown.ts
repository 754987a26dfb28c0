// Markdown of people (annotations, report prose) as DOM nodes. Cases are mailed around, so the text is hostile until
// proven otherwise: no HTML, no images, no addresses to click; DOMPurify has the last word over what markdown-it made.
import DOMPurify from 'dompurify'
import MarkdownIt from 'markdown-it'
import cjkFriendly from 'markdown-it-cjk-friendly'

const parser = new MarkdownIt({ html: false, linkify: false, typographer: false }).disable('image').use(cjkFriendly)

// A link shows where it would lead and leads nowhere: this window opens no connection.
parser.renderer.rules['link_open'] = () => '<span class="address">'
parser.renderer.rules['link_close'] = (tokens, index) => {
  let depth = 0
  for (let at = index; at >= 0; at--) {
    const token = tokens[at]
    if (token?.type === 'link_close') depth++
    if (token?.type !== 'link_open' || --depth > 0) continue
    const href = String(token.attrGet('href') ?? '')
    const text = tokens[at + 1]?.content
    return href === text ? '</span>' : ` (${parser.utils.escapeHtml(href)})</span>`
  }
  return '</span>'
}

const ALLOWED_TAGS = [
  ...['p', 'br', 'hr', 'strong', 'em', 's', 'code', 'pre', 'ul', 'ol', 'li', 'blockquote', 'span'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
]

/** Nodes to append; made anew on every call. */
export function markdownFragment(markdown: string): DocumentFragment {
  return DOMPurify.sanitize(parser.render(markdown), {
    ALLOWED_TAGS,
    ALLOWED_ATTR: ['class', 'start'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  })
}
