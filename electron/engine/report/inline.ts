// Short hands for the plain data that blocks are made of.
import type { Inline, ReportBlock, Severity } from '../../../shared/records/index.ts'

export const text = (value: string): Inline => ({ kind: 'text', text: value })
export const strong = (value: string): Inline => ({ kind: 'strong', text: value })
export const code = (value: string): Inline => ({ kind: 'code', text: value })
export const reference = (value: string, to: string): Inline => ({ kind: 'reference', text: value, to })
export const anchor = (value: string, id: string): Inline => ({ kind: 'anchor', text: value, id })
export const severityMark = (severity: Severity | 'clear' | 'notApplicable', word: string): Inline => ({
  kind: 'severity',
  severity,
  text: word,
})
export const lineBreak: Inline = { kind: 'break' }

/** A table cell of plain text. */
export const cell = (value: string): Inline[] => [text(value)]
export const monoCell = (value: string): Inline[] => [code(value)]

type Tone = NonNullable<Extract<ReportBlock, { kind: 'paragraph' }>['tone']>

/** A paragraph of sentences; plain strings become text. */
export function paragraph(content: string | (Inline | string)[], tone: Tone = 'normal'): ReportBlock {
  const parts = typeof content === 'string' ? [content] : content
  return { kind: 'paragraph', tone, content: parts.map((part) => (typeof part === 'string' ? text(part) : part)) }
}

/** Inline parts with a separator between them. */
export function joined(parts: readonly Inline[], separator: string): Inline[] {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [text(separator), part]))
}
