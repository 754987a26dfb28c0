// Finding in the help. Pure: sections and a query in, places out. Every word of the query must occur in the section, its topic's title
// or its keywords; Chinese is searched as it is written, without dividing it into words.
import type { Language } from '../../shared/lib/localText.ts'
import { ENGINE_SENTENCES } from '../i18n/engineSentences.ts'
import { FOLKLORE } from './folklore.ts'
import { GLOSSARY } from './glossary.ts'
import { HELP_TOPICS, type HelpTopic } from './topics.ts'
import type { HelpTexts } from './texts.ts'

export interface HelpSection {
  topic: HelpTopic
  /** Null: before the first heading. */
  heading: string | null
  /** As people read it, without Markdown's signs. */
  text: string
}

export interface HelpHit {
  topic: HelpTopic
  heading: string | null
  /** A stretch of the text around the first match; empty where only the title matched. */
  snippet: string
  score: number
}

/** Markdown as it is read: links are their words, signs are gone. */
export const plainText = (markdown: string): string =>
  markdown
    .replace(/\[([^[\]]+)\]\([^()]+\)/g, '$1')
    .replace(/^```\w*$/gm, '')
    .replace(/^\|[-| ]+\|$/gm, '')
    .replace(/[*`]/g, '')
    .replace(/\||^#+ |^> |^- |^\d+\. /gm, ' ')
    .replace(/\s+/g, ' ')
    .trim()

function sectionsOfText(topic: HelpTopic, markdown: string): HelpSection[] {
  const [before = '', ...parts] = markdown.split(/^## /m)
  return [
    { topic, heading: null, text: plainText(before) },
    ...parts.map((part) => {
      const [heading = '', ...lines] = part.split('\n')
      return { topic, heading: plainText(heading), text: plainText(lines.join('\n')) }
    }),
  ]
}

/** Rows of a topic's table, each found by itself. */
function sectionsOfTable(topic: HelpTopic, language: Language): HelpSection[] {
  const section = (heading: string, ...texts: (string | undefined)[]): HelpSection => ({
    topic,
    heading,
    text: texts.filter((text) => text !== undefined).join(' '),
  })
  switch (topic.table) {
    case undefined:
      return []
    case 'glossary':
      return GLOSSARY.map(({ term, means, not }) => section(term[language], means[language], not?.[language]))
    case 'folklore':
      return FOLKLORE.map(({ claim, truth, versions }) => section(claim[language], truth[language], versions))
    case 'messages':
      return Object.entries(ENGINE_SENTENCES).map(([code, text]) => section(code, text[language]))
  }
}

export const helpSections = (texts: HelpTexts, language: Language): HelpSection[] =>
  HELP_TOPICS.flatMap((topic) => [...sectionsOfText(topic, texts[topic.id] ?? ''), ...sectionsOfTable(topic, language)])

const AROUND = 60
const MOST = 40

function snippetOf(text: string, words: readonly string[]): string {
  const lower = text.toLowerCase()
  const at = words.map((word) => lower.indexOf(word)).filter((index) => index >= 0)
  if (at.length === 0) return ''
  const from = Math.max(0, Math.min(...at) - AROUND / 2)
  const to = Math.min(text.length, from + 2 * AROUND)
  return `${from > 0 ? '…' : ''}${text.slice(from, to).trim()}${to < text.length ? '…' : ''}`
}

/** The best places first, at most one per section. */
export function searchHelp(sections: readonly HelpSection[], query: string, language: Language): HelpHit[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  return sections
    .flatMap(({ topic, heading, text }) => {
      const title = topic.title[language].toLowerCase()
      const keywords = topic.keywords.join('\n').toLowerCase()
      const head = (heading ?? '').toLowerCase()
      const body = text.toLowerCase()
      let score = 0
      for (const word of words) {
        // A topic as a whole is found by its title, once, at its beginning.
        const inTitle = heading === null ? (title.includes(word) ? 12 : 0) + (keywords.includes(word) ? 8 : 0) : 0
        const here = inTitle + (head.includes(word) ? 6 : 0) + (body.includes(word) ? 2 : 0)
        if (here === 0) return []
        score += here + (title.startsWith(word) && heading === null ? 4 : 0)
      }
      // Words that stand together as they were typed are what was meant.
      const phrase = words.join(' ')
      if (head.includes(phrase)) score += head === phrase ? 16 : 10
      else if (body.includes(phrase)) score += 3
      // The code of a message is no answer while something else is as near.
      if (topic.table === 'messages') score -= 4
      return [{ topic, heading, snippet: snippetOf(text, words), score }]
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
}
