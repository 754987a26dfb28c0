// What the three steps of the diagnosis share: rows, and the rest of a list that is cut.
import type { DiagnosisRow, DiagnosisStep, FigureUnit, ViewLink } from '../../../../shared/records/index.ts'
import { localText, type LocalText } from '../words.ts'

/** A step before it has its findings. */
export type StepDraft = Omit<DiagnosisStep, 'question' | 'findings'>
export type Missing = DiagnosisStep['missing'][number]

interface RowOptions {
  share?: number | null
  low?: number
  high?: number
  detail?: LocalText | null
  link?: ViewLink | null
  isRemainder?: boolean
}

export function row(title: LocalText, value: number, unit: FigureUnit, options: RowOptions = {}): DiagnosisRow {
  const { share = null, low, high, detail = null, link = null, isRemainder = false } = options
  const interval = low !== undefined && high !== undefined ? { low, high } : {}
  return { title, value, ...interval, unit, share, isRemainder, detail, link }
}

/** Rows with the highest shares, and what the others come to in one row. */
export function largest(rows: readonly DiagnosisRow[], most: number, restTitle: LocalText): DiagnosisRow[] {
  const sorted = [...rows].sort((a, b) => b.value - a.value)
  if (sorted.length <= most + 1) return sorted
  const rest = sorted.slice(most)
  const [first] = rest
  const value = rest.reduce((sum, one) => sum + one.value, 0)
  const share = rest.reduce((sum, one) => sum + (one.share ?? 0), 0)
  return [...sorted.slice(0, most), row(restTitle, value, first?.unit ?? 'count', { share, isRemainder: true })]
}

export const NOT_KNOWN = localText('Not known', '未知')

/** The answer of a question that nothing in the case speaks to. */
export const unknownStep = (answer: LocalText, basis: LocalText, missing: Missing[]): StepDraft => ({
  headline: NOT_KNOWN,
  answer,
  sureness: 'unknown',
  basis,
  sections: [],
  link: null,
  missing,
})
