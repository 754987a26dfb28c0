// Markdown of the help as nodes: only what the texts use, every word a text node, links to topics and commands as buttons. No HTML is
// ever made, so a text could not become markup even if one came from elsewhere.
import MarkdownIt from 'markdown-it'
import cjkFriendly from 'markdown-it-cjk-friendly'
import { h, type VNode } from 'vue'
import CodeBlock from '../../components/CodeBlock.vue'

type Child = VNode | string

export interface HelpLinks {
  /** Opens a topic. */
  openTopic: (id: string) => void
  /** Runs a command; false: it is not possible now. */
  runCommand: (id: string) => void
  isEnabled: (id: string) => boolean
  /** The user's keys of a command; empty where it has none. */
  keysOf: (id: string) => string
}

const parser = new MarkdownIt({ html: false, linkify: false, typographer: false }).disable('image').use(cjkFriendly)
// `help:start` is an address here; what is not known becomes plain text.
parser.validateLink = (address) => /^(help|command|kbd):[\w.]+$/.test(address)

type Token = ReturnType<typeof parser.parse>[number]

const PLAIN: Record<string, string> = {
  paragraph_open: 'p',
  bullet_list_open: 'ul',
  ordered_list_open: 'ol',
  list_item_open: 'li',
  table_open: 'table',
  thead_open: 'thead',
  tbody_open: 'tbody',
  tr_open: 'tr',
  th_open: 'th',
  td_open: 'td',
  strong_open: 'strong',
  em_open: 'em',
}

function linkNode(address: string, children: Child[], links: HelpLinks): Child | Child[] {
  const [kind, id = ''] = address.split(':')
  if (kind === 'help')
    return h(
      'a',
      { href: `#/help?topic=${id}`, onClick: (event: Event) => follow(event, () => links.openTopic(id)) },
      children,
    )
  if (kind === 'command')
    return links.isEnabled(id)
      ? h('button', { type: 'button', class: 'link', onClick: () => links.runCommand(id) }, children)
      : h('span', { class: 'medium' }, children)
  const keys = links.keysOf(id)
  return keys === '' ? children : h('kbd', { class: 'keycap' }, keys)
}
function follow(event: Event, run: () => void): void {
  event.preventDefault()
  run()
}

/** Nodes between an opening token and its closing one; `at` is moved behind it. */
function nodesUntil(tokens: readonly Token[], state: { at: number }, close: string | null, links: HelpLinks): Child[] {
  const nodes: Child[] = []
  while (state.at < tokens.length) {
    const token = tokens[state.at++] as Token
    if (token.type === close) break
    nodes.push(...[nodeOf(token, tokens, state, links)].flat())
  }
  return nodes
}

function nodeOf(token: Token, tokens: readonly Token[], state: { at: number }, links: HelpLinks): Child | Child[] {
  const inner = (): Child[] => nodesUntil(tokens, state, token.type.replace('_open', '_close'), links)
  const tag = PLAIN[token.type]
  switch (token.type) {
    case 'inline':
      return nodesUntil(token.children ?? [], { at: 0 }, null, links)
    case 'text':
      return token.content
    case 'softbreak':
      return ' '
    case 'code_inline':
      return h('code', token.content)
    case 'fence':
      return h(CodeBlock, { text: token.content.trimEnd(), language: token.info || 'text' })
    case 'heading_open': {
      const words = plainOf(tokens[state.at])
      return h('h2', { 'data-heading': words, tabindex: -1 }, inner())
    }
    case 'link_open':
      return linkNode(String(token.attrGet('href') ?? ''), inner(), links)
    case 'th_open':
      return h('th', { scope: 'col' }, inner())
    case 'table_open':
      return h('div', { class: 'wide' }, [h('table', inner())])
    default:
      // A list item's paragraph is there for the list, not for the reader.
      if (token.type === 'paragraph_open' && token.hidden) return inner()
      return tag === undefined ? token.content : h(tag, inner())
  }
}

const plainOf = (token: Token | undefined): string => (token?.children ?? []).map(({ content }) => content).join('')

export const helpNodes = (markdown: string, links: HelpLinks): Child[] =>
  nodesUntil(parser.parse(markdown, {}), { at: 0 }, null, links)
