// Annotations in the report's words: what each is about, who wrote it, how long what it is about lasts.
import { annotationLabel } from '../../../shared/records/index.ts'
import type { Annotation, AnnotationAnchor, Inline, PlacedAnnotation } from '../../../shared/records/index.ts'
import { formatCount, formatDuration } from '../../../shared/units/format.ts'
import { NANOS_PER_MILLI } from '../../../shared/units/units.ts'
import { findingAnchor, type ReportContext } from './context.ts'
import { code, reference, text } from './inline.ts'

/** What an annotation is about; empty for a range, whose time says it. */
export function aboutWords(context: ReportContext, anchor: AnnotationAnchor): Inline[] {
  const { say } = context
  const inSource = (id: Parameters<ReportContext['sourceReference']>[0] | null): Inline[] =>
    id === null ? [] : [text(say(', ', '，')), context.sourceReference(id)]
  switch (anchor.kind) {
    case 'range':
      return []
    case 'gcCycle': {
      const life = context.life(anchor.lifeId)?.life
      return [
        text(
          `gc ${formatCount(anchor.number)}${life ? say(` of ${context.lifeName(life)}`, `，${context.lifeName(life)}`) : ''}`,
        ),
        ...inSource(life?.sourceId ?? null),
      ]
    }
    case 'function':
      return [code(anchor.name), ...inSource(anchor.sourceId)]
    case 'stack':
      return [
        code(anchor.frames[0] ?? ''),
        ...(anchor.frames[1] === undefined ? [] : [text(say(', called by ', '，调用者 ')), code(anchor.frames[1])]),
        ...inSource(anchor.sourceId),
      ]
    case 'finding': {
      const all = [...context.findings, ...context.dismissed]
      const finding = all.find(({ key }) => key === anchor.key)
      if (finding && context.findings.includes(finding)) return [reference(finding.label, findingAnchor(finding))]
      const left = finding ?? context.excluded.find(({ key }) => key === anchor.key)
      return [text(left ? say(`finding ${left.label}`, `发现 ${left.label}`) : say('a finding', '某项发现'))]
    }
    case 'source':
      return [context.sourceReference(anchor.sourceId), text(` ${context.source(anchor.sourceId)?.path ?? ''}`)]
    case 'lines':
      return [
        text(
          anchor.from === anchor.to
            ? say(`line ${formatCount(anchor.from)}`, `第 ${formatCount(anchor.from)} 行`)
            : say(
                `lines ${formatCount(anchor.from)} – ${formatCount(anchor.to)}`,
                `第 ${formatCount(anchor.from)} – ${formatCount(anchor.to)} 行`,
              ),
        ),
        ...inSource(anchor.sourceId),
      ]
    case 'entity':
      return [
        text(`${say(...(ENTITY_WORDS[anchor.type] ?? [anchor.type, anchor.type]))} `),
        code(anchor.name),
        ...inSource(anchor.sourceId),
      ]
  }
}

/** What entities are called; a type this list does not have is called by its own name. */
const ENTITY_WORDS: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  goroutine: ['goroutine', 'goroutine'],
  goroutineGroup: ['goroutine group', 'goroutine 组'],
  traceEvent: ['trace event', '跟踪事件'],
  traceRow: ['row of a trace', '执行跟踪中的一行'],
  traceGoroutine: ['goroutine of a trace', '执行跟踪中的 goroutine'],
  memoryStep: ['part of memory', '内存组成'],
  series: ['series', '指标'],
  codeLine: ['source line', '代码行'],
}

/** Who wrote it: `A-3, Ada`. */
export const writtenBy = ({ id, author }: Pick<Annotation, 'id' | 'author'>, { say }: ReportContext): string =>
  author === '' ? annotationLabel(id) : `${annotationLabel(id)}${say(', ', '，')}${author}`

/** How long what it is about lasts; empty for an instant. */
export function lengthWords({ at }: Pick<PlacedAnnotation, 'at'>): string {
  if (at === null || at.to <= at.from) return ''
  return formatDuration((at.to - at.from) * NANOS_PER_MILLI)
}
