// Lettered annotations in the report's drawings and captions, and an annotation's text in one line.
import { plainLine } from '../../../shared/lib/plainMarkdown.ts'
import { isSameAxis, type Axis } from '../../../shared/records/index.ts'
import type { Mark } from '../analysis/index.ts'
import type { ReportContext } from './context.ts'

/** Marks on one clock, within a stretch of it. */
export const marksWithin = (marks: readonly Mark[], axis: Axis, from: number, to: number): Mark[] =>
  marks.filter((mark) => isSameAxis(mark.axis, axis) && mark.atMs >= from && mark.atMs <= to)

/** ` (a) 4.18.0 starts, (b) first alert.` for the lettered flags of a drawing. */
export function markCaption(context: ReportContext, marks: readonly Mark[]): string {
  if (marks.length === 0) return ''
  const texts = marks.map(({ letter, annotation }) => `(${letter}) ${firstLine(annotation.text, 60)}`)
  return context.say(` ${texts.join(', ')}.`, `${texts.join('，')}。`)
}

/** First line of a person's Markdown as plain words, cut to `most` characters. */
export function firstLine(markdown: string, most: number): string {
  const plain = plainLine(markdown.trim().split(/\r?\n/)[0] ?? '')
  return plain.length > most ? `${plain.slice(0, most - 1).trimEnd()}…` : plain
}

/** Whether one line of `most` characters says all of it. */
export const isOneLine = (markdown: string, most: number): boolean =>
  !/\r?\n/.test(markdown.trim()) && markdown.trim().length <= most
