import type { Severity } from './finding.ts'

/** What a mark can say: the severities, and the two answers of a rule that found nothing. */
export type FindingMark = Severity | 'clear' | 'notApplicable'

/** ◆ ▲ ● ✓ – as paths in a box of 10 × 10: no face has them all, and every face draws them in another size. */
export const SEVERITY_SHAPES: Readonly<Record<FindingMark, string>> = {
  critical: 'M5 0l5 5-5 5-5-5z',
  warning: 'M5 .5l5 9H0z',
  notice: 'M5 1a4 4 0 1 1 0 8a4 4 0 1 1 0-8z',
  clear: 'M.5 5.2l1.4-1.4 2 2L8.3 1.4l1.4 1.4L3.9 8.6z',
  notApplicable: 'M1 4.2h8v1.6H1z',
}
