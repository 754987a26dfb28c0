// A finding's chart as a figure of the report, once: where it was drawn before, others refer to it.
import type {
  FigureUnit,
  FindingChart,
  FindingWithVerdict,
  LifeId,
  ReportBlock,
} from '../../../shared/records/index.ts'
import { formatFigure } from '../../../shared/units/format.ts'
import { lineChart } from './charts/lineChart.ts'
import { findingAnchor, type ReportContext } from './context.ts'
import { markCaption, marksWithin } from './marks.ts'

/** Full measure of an A4 page with 20 mm at the sides, CSS pixels. */
export const FIGURE_WIDTH = 642

type Figure = Extract<ReportBlock, { kind: 'figure' }>

/** Null where the finding has no chart, its chart has no points, or the chart is in the report already. */
export function findingFigure(context: ReportContext, finding: FindingWithVerdict): Figure | null {
  const { chart } = finding
  if (!chart || context.drawnCharts.has(finding.key)) return null
  const times = chart.series.flatMap(({ x }) => x)
  if (times.length === 0) return null
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const time of times) {
    from = Math.min(from, time)
    to = Math.max(to, time)
  }
  const { pick, say } = context
  const lifeId = chart.axis === 'life' ? lifeOfFinding(finding) : null
  const marks =
    chart.axis === 'wall' || lifeId !== null
      ? marksWithin(context.marks, lifeId === null ? { kind: 'wall' } : { kind: 'life', lifeId }, from, to)
      : []
  const summary = pick(finding.claim)
  const longest = Math.max(...chart.series.map(({ x }) => x.length))
  const figure = context.figure({
    id: `figure-${findingAnchor(finding)}`,
    caption: `${pick(chart.title)}${say('.', '。')}${markCaption(context, marks)}`,
    summary,
    evidence: finding.evidence.map(({ id }) => id),
    svg: lineChart({
      width: FIGURE_WIDTH,
      height: 190,
      summary,
      axis: chart.axis,
      zone: context.input.zone,
      from,
      to,
      unit: chart.unit,
      series: chart.series.map(({ name, role, x, y }) => ({
        label: pick(name),
        role,
        x,
        y: y.map((value) => value ?? Number.NaN),
        // Few measured values are points: the line between them was not measured.
        hasPoints: longest <= 24 && role === 'main',
      })),
      ...(chart.trend && { trend: { ...chart.trend, label: pick(chart.trend.label) } }),
      limits: (chart.limits ?? []).map((limit) => ({
        ...limit,
        label: limitLabel(pick(limit.label), limit.value, chart.unit),
      })),
      marks: marks.map(({ letter, atMs, annotation }) => ({
        letter,
        x: atMs,
        isIncident: annotation.colour === 'incident',
      })),
      ...(finding.range && finding.range.axis.kind === chart.axis && { shade: finding.range }),
    }),
    table: chartTable(context, chart),
  })
  context.drawnCharts.set(finding.key, { id: figure.id, label: figure.label })
  return figure
}

/** A limit stands with its value, also where its label does not say it. */
function limitLabel(label: string, value: number, unit: FigureUnit): string {
  const plain = (words: string): string => words.replaceAll('\u00a0', ' ')
  const shown = formatFigure(value, unit)
  return plain(label).includes(plain(shown)) ? label : `${label} ${shown}`
}

const MAIN_POINTS = 9

/** First, last and evenly spaced points of each series. */
function chartTable(context: ReportContext, chart: FindingChart): Figure['table'] {
  const { say, pick } = context
  const base = chart.series.find(({ role }) => role === 'main') ?? chart.series[0]
  const length = base?.x.length ?? 0
  const count = Math.min(length, MAIN_POINTS)
  const rows = Array.from({ length: count }, (_, step) => {
    const index = count === 1 ? 0 : Math.round((step * (length - 1)) / (count - 1))
    const time = base?.x[index] ?? 0
    return [
      context.time(time, chart.axis),
      ...chart.series.map((series) => {
        const at = series === base ? index : nearest(series.x, time)
        const value = series.y[at]
        return value == null ? '–' : formatFigure(value, chart.unit)
      }),
    ]
  })
  return { columns: [say('Time', '时间'), ...chart.series.map(({ name }) => pick(name))], rows }
}

function nearest(values: readonly number[], wanted: number): number {
  let best = 0
  for (let index = 1; index < values.length; index++)
    if (Math.abs((values[index] ?? 0) - wanted) < Math.abs((values[best] ?? 0) - wanted)) best = index
  return best
}

/** The life a finding is about, by its evidence. */
export function lifeOfFinding(finding: FindingWithVerdict): LifeId | null {
  for (const { at, link } of finding.evidence) {
    if (at.kind === 'gcCycles') return at.lifeId
    if (link.lifeId !== undefined) return link.lifeId
  }
  return null
}
