// Which rows of a step its bar is made of, and how a figure with its interval reads.
import type { DiagnosisRow, DiagnosisSection, DiagnosisStep } from '../../../shared/records/index.ts'
import { formatFigure, formatShare } from '../../../shared/units/format.ts'
import { intervalText } from '../../components/findingFigures.ts'

/** The first section whose rows are parts of a whole; null where the step has none. */
export const barSection = ({ sections }: Pick<DiagnosisStep, 'sections'>): DiagnosisSection | null =>
  sections.find(({ rows }) => rows.some(({ share }) => share !== null)) ?? null

export interface BarPart {
  row: DiagnosisRow
  /** Shares of the whole. */
  from: number
  size: number
  /** Of the colours of parts; null for a remainder. */
  tone: number | null
}

/** Parts side by side, in the order of the rows, cut at the whole: sources that claim more than it is must not draw over the edge. */
export function barParts(section: DiagnosisSection | null): BarPart[] {
  let from = 0
  let tone = 0
  return (section?.rows ?? []).flatMap((row) => {
    if (row.share === null || row.share <= 0) return []
    const size = Math.min(row.share, 1 - from)
    const part = { row, from, size, tone: row.isRemainder ? null : tone++ % 5 }
    from += size
    return size > 0 ? [part] : []
  })
}

export function rowFigures(row: DiagnosisRow): { value: string; share: string; interval: string } {
  return {
    value: formatFigure(row.value, row.unit),
    share: row.share === null || row.unit === 'share' ? '' : formatShare(row.share),
    interval: intervalText({ ...row, name: row.title }),
  }
}
