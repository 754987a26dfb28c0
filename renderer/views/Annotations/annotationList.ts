// The list of annotations: what is found, in which order and groups, and as files. No Vue.
import {
  annotationLabel,
  type AnnotationAnchor,
  type AnnotationColour,
  type CitedAnnotation,
} from '../../../shared/records/index.ts'
import { formatDateTime, type Zone } from '../../../shared/units/format.ts'
import { tableAsCsv } from '../../components/tableText.ts'

export interface AnnotationFilter {
  /** Every word must be in text, tags, subject, author or label. */
  words: string
  kind: AnnotationAnchor['kind'] | null
  colour: AnnotationColour | null
  author: string | null
  tag: string | null
}
export const NO_FILTER: AnnotationFilter = { words: '', kind: null, colour: null, author: null, tag: null }
export const isFiltered = (filter: AnnotationFilter): boolean =>
  filter.words.trim() !== '' || [filter.kind, filter.colour, filter.author, filter.tag].some((part) => part !== null)

export type AnnotationOrder = 'time' | 'created' | 'changed'
export type AnnotationGrouping = 'none' | 'tag' | 'kind' | 'author'

export type SubjectOf = (anchor: AnnotationAnchor) => string

export function filterAnnotations(
  annotations: readonly CitedAnnotation[],
  { words, kind, colour, author, tag }: AnnotationFilter,
  subjectOf: SubjectOf,
): CitedAnnotation[] {
  const asked = words.toLowerCase().split(/\s+/).filter(Boolean)
  return annotations.filter((annotation) => {
    if (kind !== null && annotation.anchor.kind !== kind) return false
    if (colour !== null && annotation.colour !== colour) return false
    if (author !== null && annotation.author !== author) return false
    if (tag !== null && !annotation.tags.includes(tag)) return false
    const all = [
      annotation.text,
      ...annotation.tags.map((each) => `#${each}`),
      subjectOf(annotation.anchor),
      annotation.author,
      annotationLabel(annotation.id),
    ]
    const text = all.join('\n').toLowerCase()
    return asked.every((word) => text.includes(word))
  })
}

/** By the place in time (wall clock first, what has none last), or the newest first. */
export function orderAnnotations(annotations: readonly CitedAnnotation[], order: AnnotationOrder): CitedAnnotation[] {
  const byTime = (a: CitedAnnotation, b: CitedAnnotation): number =>
    clock(a) - clock(b) || from(a) - from(b) || a.id - b.id
  const by: Record<AnnotationOrder, (a: CitedAnnotation, b: CitedAnnotation) => number> = {
    time: byTime,
    created: (a, b) => b.createdAtMs - a.createdAtMs || b.id - a.id,
    changed: (a, b) => b.updatedAtMs - a.updatedAtMs || b.id - a.id,
  }
  return [...annotations].sort(by[order])
}
const clock = ({ at }: CitedAnnotation): number =>
  at === null ? Number.MAX_SAFE_INTEGER : at.axis.kind === 'wall' ? -1 : at.axis.lifeId
const from = ({ at }: CitedAnnotation): number => at?.from ?? 0

export interface AnnotationGroup {
  /** What the group is by; '' for those without a tag or author. */
  key: string
  annotations: CitedAnnotation[]
}

/** One with several tags stands in each of their groups. */
export function groupAnnotations(
  annotations: readonly CitedAnnotation[],
  grouping: AnnotationGrouping,
): AnnotationGroup[] {
  if (grouping === 'none') return [{ key: '', annotations: [...annotations] }]
  const groups = new Map<string, CitedAnnotation[]>()
  const add = (key: string, annotation: CitedAnnotation): void => {
    const group = groups.get(key)
    if (group) group.push(annotation)
    else groups.set(key, [annotation])
  }
  for (const annotation of annotations) {
    if (grouping === 'kind') add(annotation.anchor.kind, annotation)
    else if (grouping === 'author') add(annotation.author, annotation)
    else if (annotation.tags.length === 0) add('', annotation)
    else for (const tag of annotation.tags) add(tag, annotation)
  }
  return [...groups]
    .map(([key, list]) => ({ key, annotations: list }))
    .sort((a, b) => Number(a.key === '') - Number(b.key === '') || a.key.localeCompare(b.key))
}

/** Words and names a file needs, in the language shown. */
export interface ExportTexts {
  caseName: string
  title: string
  columns: Record<
    | 'label'
    | 'about'
    | 'kind'
    | 'source'
    | 'from'
    | 'to'
    | 'text'
    | 'tags'
    | 'colour'
    | 'author'
    | 'created'
    | 'updated',
    string
  >
  kind: (kind: AnnotationAnchor['kind']) => string
  colour: (colour: AnnotationColour) => string
  about: SubjectOf
  /** Path of the source an anchor names; '' for none. */
  source: SubjectOf
  zone: Zone
}

const timeOf = (ms: number | undefined, isWall: boolean, zone: Zone): string => {
  if (ms === undefined) return ''
  return isWall ? formatDateTime(ms, zone, 3) : `+${(ms / 1000).toFixed(3)} s`
}
const ends = ({ at }: CitedAnnotation, zone: Zone): { from: string; to: string } => {
  const isWall = at?.axis.kind === 'wall'
  return { from: timeOf(at?.from, isWall, zone), to: timeOf(at?.to, isWall, zone) }
}

/** One row per annotation; no cell is a formula. */
export function annotationsAsCsv(annotations: readonly CitedAnnotation[], texts: ExportTexts): string {
  const { columns, zone } = texts
  return tableAsCsv<CitedAnnotation>(
    [
      { title: columns.label, value: ({ id }) => annotationLabel(id) },
      { title: columns.kind, value: ({ anchor }) => texts.kind(anchor.kind) },
      { title: columns.about, value: ({ anchor }) => texts.about(anchor) },
      { title: columns.source, value: ({ anchor }) => texts.source(anchor) },
      { title: `${columns.from} (${zone.label})`, value: (annotation) => ends(annotation, zone).from },
      { title: `${columns.to} (${zone.label})`, value: (annotation) => ends(annotation, zone).to },
      { title: columns.text, value: ({ text }) => text },
      { title: columns.tags, value: ({ tags }) => tags.join(', ') },
      { title: columns.colour, value: ({ colour }) => texts.colour(colour) },
      { title: columns.author, value: ({ author }) => author },
      { title: columns.created, value: ({ createdAtMs }) => formatDateTime(createdAtMs, zone) },
      { title: columns.updated, value: ({ updatedAtMs }) => formatDateTime(updatedAtMs, zone) },
    ],
    annotations,
  )
}

/** A document: one heading per annotation, its text below as it was written, quoted so that its headings stay its own. */
export function annotationsAsMarkdown(annotations: readonly CitedAnnotation[], texts: ExportTexts): string {
  const { zone } = texts
  const parts = annotations.map((annotation) => {
    const { id, anchor, tags, author, updatedAtMs, colour, text } = annotation
    const { from: start, to: end } = ends(annotation, zone)
    const place = start === '' ? '' : start === end ? start : `${start} → ${end}`
    const facts = [
      place && `${place} ${annotation.at?.axis.kind === 'wall' ? zone.label : ''}`.trim(),
      texts.source(anchor),
      colour === 'neutral' ? '' : texts.colour(colour),
      tags.map((tag) => `#${tag}`).join(' '),
      [author, formatDateTime(updatedAtMs, zone)].filter(Boolean).join(', '),
    ].filter(Boolean)
    const quoted = text.split(/\r?\n/).map((line) => `> ${line}`.trimEnd())
    return [
      `## ${annotationLabel(id)} ${inLine(texts.about(anchor))}`,
      '',
      facts.map(inLine).join(' · '),
      '',
      ...quoted,
    ].join('\n')
  })
  return [`# ${inLine(texts.title)}: ${inLine(texts.caseName)}`, ...parts, ''].join('\n\n')
}

/** Names from a case as text of a Markdown line: nothing in them is markup. */
const inLine = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>|#]/g, '\\$&')
