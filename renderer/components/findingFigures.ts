// Figures of findings as people read them: measured, interval, limit; the same in tables, details and the headline.
import type { Finding, FindingFigure } from '../../shared/records/index.ts'
import { formatFigure } from '../../shared/units/format.ts'

/** The figure a table shows. */
export const mainFigure = (finding: Pick<Finding, 'figures'>): FindingFigure | null =>
  finding.figures.find((figure) => figure.isMain) ?? finding.figures[0] ?? null

export const figureText = (figure: FindingFigure): string => formatFigure(figure.value, figure.unit)

/** `68.1 – 69.3 MiB/min`, the unit once where both ends share it; empty where the figure is no estimate. */
export function intervalText(figure: FindingFigure): string {
  if (figure.low === undefined || figure.high === undefined) return ''
  const [low, high] = [formatFigure(figure.low, figure.unit), formatFigure(figure.high, figure.unit)]
  const blank = high.indexOf('\u00a0')
  const unit = blank < 0 ? '' : high.slice(blank)
  return `${unit !== '' && low.endsWith(unit) ? low.slice(0, -unit.length) : low} – ${high}`
}

export const limitText = (figure: FindingFigure): string =>
  figure.limit === undefined ? '' : formatFigure(figure.limit, figure.unit)
