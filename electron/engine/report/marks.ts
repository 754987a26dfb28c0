// Annotations as lettered flags of the report's drawings, and their text in one line.
import type { Axis, PlacedAnnotation } from '../../../shared/records/index.ts'
import type { ReportContext } from './context.ts'

/** A lettered annotation of the charts. */
export interface Mark {
  letter: string
  axis: Axis
  /** Milliseconds on the axis. */
  atMs: number
  annotation: PlacedAnnotation
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/** Annotations with a place in time get letters in its order: the wall clock first; incident ones first when there are too many. */
export function markLetters(annotations: readonly PlacedAnnotation[]): Mark[] {
  const placed = annotations.flatMap((annotation) =>
    annotation.at === null ? [] : [{ annotation, axis: annotation.at.axis, atMs: annotation.at.from }],
  )
  const lettered = placed
    .sort((a, b) => Number(b.annotation.colour === 'incident') - Number(a.annotation.colour === 'incident'))
    .slice(0, LETTERS.length)
  return lettered
    .sort((a, b) => clock(a.axis) - clock(b.axis) || a.atMs - b.atMs)
    .map((mark, index) => ({ ...mark, letter: LETTERS.charAt(index) }))
}

const clock = (axis: Axis): number => (axis.kind === 'wall' ? -1 : axis.lifeId)

/** Marks on one clock, within a stretch of it. */
export const marksWithin = (marks: readonly Mark[], axis: Axis, from: number, to: number): Mark[] =>
  marks.filter((mark) => clock(mark.axis) === clock(axis) && mark.atMs >= from && mark.atMs <= to)

/** ` (a) 4.18.0 starts, (b) first alert.` for the lettered flags of a drawing. */
export function markCaption(context: ReportContext, marks: readonly Mark[]): string {
  if (marks.length === 0) return ''
  const texts = marks.map(({ letter, annotation }) => `(${letter}) ${plainLine(annotation.text, 60)}`)
  return context.say(` ${texts.join(', ')}.`, `${texts.join('，')}。`)
}

/** First line of a person's Markdown as plain words, cut to `most` characters. */
export function plainLine(markdown: string, most: number): string {
  const line = markdown.trim().split(/\r?\n/)[0] ?? ''
  const plain = line.replace(/^[#>\-*+\s]+/, '').replace(/[*_`]/g, '')
  return plain.length > most ? `${plain.slice(0, most - 1).trimEnd()}…` : plain
}

/** Whether one line of `most` characters says all of it. */
export const isOneLine = (markdown: string, most: number): boolean =>
  !/\r?\n/.test(markdown.trim()) && markdown.trim().length <= most
