import type { Severity } from '../../shared/records/index.ts'

/** What a mark can say: the severities, and the two answers of a rule that found nothing. */
export type Mark = Severity | 'clear' | 'notApplicable'

/** Shape and colour always come together (and the word, where there is room). */
export const SHAPES: Readonly<Record<Mark, string>> = {
  critical: '◆',
  warning: '▲',
  notice: '●',
  clear: '✓',
  notApplicable: '–',
}
