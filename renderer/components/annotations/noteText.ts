// The text of an annotation as lists, flags and cards need it.
import { plainLine } from '../../../shared/lib/plainMarkdown.ts'

/** The first line of Markdown as plain words. */
export function plainTitle(markdown: string): string {
  const line = markdown.split('\n').find((text) => text.trim() !== '' && !/^\s*(?:```|---+\s*$)/.test(text)) ?? ''
  return plainLine(line)
}

const MOST_TITLE = 100

/** Title and what follows it. A first line that is part of a list, quote or code stays with the rest. */
export function splitNote(markdown: string): { title: string; rest: string } {
  const text = markdown.trim()
  const end = text.indexOf('\n')
  const first = end < 0 ? text : text.slice(0, end)
  const isSentence = !/^\s*(?:[-*+>]\s|\d+[.)]\s|```|~~~|\||\t| {4})/.test(first) && first.length <= MOST_TITLE
  const isParagraph =
    end < 0 || /^(?:#+\s)/.test(first) || /^\s*\n/.test(text.slice(end + 1)) || /^\s*[-*+>#]/.test(text.slice(end + 1))
  if (isSentence && isParagraph) return { title: plainTitle(first), rest: end < 0 ? '' : text.slice(end + 1).trim() }
  return { title: '', rest: text }
}

/** `memory, deploy memory` → `['memory', 'deploy']`: by commas or spaces, each once, without `#`, cut to what a case takes. */
export const parseTags = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,，、\s]+/)
      .map((tag) => tag.replace(/^#+/, '').slice(0, 100))
      .filter(Boolean),
  ),
]

/** Tags that begin with what is typed, then those that contain it; the chosen ones are left out. */
export function tagsLike(typed: string, all: readonly string[], chosen: readonly string[]): string[] {
  const asked = typed.trim().replace(/^#+/, '').toLowerCase()
  // What is typed in full needs no suggestion of itself.
  const open = all.filter((tag) => !chosen.includes(tag) && tag.toLowerCase() !== asked)
  const begins = open.filter((tag) => tag.toLowerCase().startsWith(asked))
  const contains = asked === '' ? [] : open.filter((tag) => !begins.includes(tag) && tag.toLowerCase().includes(asked))
  return [...begins, ...contains]
}

/** All tags, the most used first. */
export function tagCounts(lists: readonly { tags: readonly string[] }[]): { tag: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { tags } of lists) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return [...counts]
    .map(([tag, count]) => ({ tag, count }))
    .sort((a, b) => b.count - a.count || a.tag.localeCompare(b.tag))
}
