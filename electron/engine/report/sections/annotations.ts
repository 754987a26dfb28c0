// What people noted, as events of the timeline and, where one line does not say all of it, as notes below.
import type { PlacedAnnotation, ReportBlock } from '../../../../shared/records/index.ts'
import { formatDateTime } from '../../../../shared/units/format.ts'
import { aboutWords, lengthWords, writtenBy } from '../annotationWords.ts'
import type { ReportContext } from '../context.ts'
import { strong, text } from '../inline.ts'
import { isOneLine, firstLine } from '../marks.ts'
import type { TimelineEvent } from './timeline.ts'

const EVENT_LETTERS = 140

/** Annotations on the wall clock, lettered where the drawings show their flag. */
export function annotationEvents(context: ReportContext): TimelineEvent[] {
  const { input, marks, say } = context
  const letters = new Map(marks.map(({ annotation, letter }) => [annotation.id, letter]))
  return input.annotations.flatMap((annotation): TimelineEvent[] => {
    const { at, anchor } = annotation
    if (at?.axis.kind !== 'wall') return []
    const letter = letters.get(annotation.id)
    const length = lengthWords(annotation)
    const about = aboutWords(context, anchor)
    return [
      {
        atMs: at.from,
        errorMs: 0,
        what: [
          text(`${letter === undefined ? '' : `(${letter}) `}${firstLine(annotation.text, EVENT_LETTERS)}`),
          ...(about.length > 0 ? [text(say(' – about ', ' —— 关于 ')), ...about] : []),
          ...(length === '' ? [] : [text(say(`, for ${length}`, `，持续 ${length}`))]),
        ],
        from: [text(say(`annotation ${writtenBy(annotation, context)}`, `批注 ${writtenBy(annotation, context)}`))],
      },
    ]
  })
}

/** Everything people wrote that stands nowhere else in the report in full. */
export function annotationNotes(context: ReportContext): ReportBlock[] {
  const { input, say, marks } = context
  const letters = new Map(marks.map(({ annotation, letter }) => [annotation.id, letter]))
  const told = input.annotations.filter((annotation) => !isToldElsewhere(context, annotation))
  if (told.length === 0) return []
  return [
    {
      kind: 'heading',
      level: 2,
      id: 'timeline-notes',
      number: null,
      text: say('Notes of the investigators', '调查人员的批注'),
    },
    ...told.flatMap((annotation): ReportBlock[] => {
      const { anchor, at, tags, updatedAtMs } = annotation
      const letter = letters.get(annotation.id)
      const about = aboutWords(context, anchor)
      const when = at === null ? '' : context.time(at.from, at.axis.kind)
      const length = lengthWords(annotation)
      const life = at?.axis.kind === 'life' ? context.life(at.axis.lifeId)?.life : undefined
      const place = [
        when,
        life ? say(`of ${context.lifeName(life)}`, context.lifeName(life)) : '',
        length && say(`for ${length}`, `持续 ${length}`),
      ]
      return [
        {
          kind: 'paragraph',
          tone: 'faint',
          content: [
            strong(`${letter === undefined ? '' : `(${letter}) `}${writtenBy(annotation, context)}`),
            text(
              say(`, ${formatDateTime(updatedAtMs, input.zone)}. `, `，${formatDateTime(updatedAtMs, input.zone)}。`),
            ),
            ...(about.length > 0 ? [text(say('About ', '关于 ')), ...about, text(say('. ', '。'))] : []),
            ...(when === ''
              ? []
              : [text(say(`At ${place.filter(Boolean).join(' ')}. `, `位于 ${place.filter(Boolean).join('，')}。`))]),
            ...(annotation.colour === 'incident' ? [text(say('Incident. ', '事故。'))] : []),
            ...(tags.length > 0 ? [text(tags.map((tag) => `#${tag}`).join(' '))] : []),
          ],
        },
        { kind: 'prose', markdown: annotation.text },
      ]
    }),
  ]
}

/** With its finding, or whole in the table of events. */
function isToldElsewhere(context: ReportContext, { anchor, at, text: markdown, tags }: PlacedAnnotation): boolean {
  if (anchor.kind === 'finding' && context.findings.some(({ key }) => key === anchor.key))
    return !context.input.settings.excludedSections.includes('findings')
  return at?.axis.kind === 'wall' && tags.length === 0 && isOneLine(markdown, EVENT_LETTERS)
}
