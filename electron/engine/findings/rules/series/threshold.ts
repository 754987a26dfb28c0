import { seriesLabel, type SeriesPoints } from '../../../../../shared/records/index.ts'
import { clear, defineRule, found, notApplicable, type FindingDraft, type JudgedSeries } from '../../rule.ts'
import { round } from '../../lives.ts'
import { MEMORY_COMMANDS, chartSeries, seriesEvidence, timeText, wallRange } from '../../memory.ts'
import {
  formatCount,
  formatDuration,
  formatSampleValue,
  formatShare,
  listed,
  localText,
  sameText,
  type LocalText,
} from '../../words.ts'

const MS_TO_NS = 1e6

interface Crossing {
  judged: JudgedSeries
  points: SeriesPoints
  /** Points beyond the threshold, of all that are numbers. */
  beyond: number
  all: number
  firstAt: number
  worst: number
  worstAt: number
  isLast: boolean
}

/** What the user said a series must not do. */
export const threshold = defineRule({
  id: 'series/threshold',
  version: 1,
  title: localText('A series crosses a threshold of yours', '序列越过您设定的阈值'),
  goVersions: 'go1.0+',
  limits: {
    minPoints: { title: localText('Points beyond it, at least', '越过的点，至少'), unit: 'count', value: 1 },
  },

  evaluate({ memory }, limits) {
    if (memory.thresholds.length === 0)
      return notApplicable(
        localText(
          'No threshold is set: in the list of series a value can be named that a series must not cross.',
          '尚未设定阈值：可在序列列表中为序列指定不得越过的值。',
        ),
        MEMORY_COMMANDS.prometheus,
      )
    const crossings = memory.judged.map(crossingOf)
    const some = crossings.filter(({ beyond }) => beyond >= Math.max(1, limits.minPoints))
    if (some.length > 0) return found(some.map((crossing) => finding(crossing, limits.minPoints)))
    if (crossings.length === 0)
      return clear(localText('No series of the case has the name of a threshold.', '案例中没有与阈值同名的序列。'))
    return clear(
      listed(
        crossings.map(
          ({
            judged: {
              series,
              threshold: { direction, value },
            },
            all,
          }) =>
            localText(
              `${seriesLabel(series)}: none of ${formatCount(all)} points ${direction} ${valueText(value, series.unit)}`,
              `${seriesLabel(series)}：${formatCount(all)} 个点均未${direction === 'above' ? '高于' : '低于'} ${valueText(value, series.unit)}`,
            ),
        ),
      ),
    )
  },
})

function crossingOf(judged: JudgedSeries): Crossing {
  const points = judged.points()
  const { direction, value } = judged.threshold
  const isBeyond = (own: number): boolean => (direction === 'above' ? own > value : own < value)
  const crossing: Crossing = { judged, points, beyond: 0, all: 0, firstAt: 0, worst: value, worstAt: 0, isLast: false }
  for (let index = 0; index < points.at.length; index++) {
    const own = points.value[index] as number
    if (!Number.isFinite(own)) continue
    crossing.all++
    crossing.isLast = isBeyond(own)
    if (!crossing.isLast) continue
    const at = points.at[index] as number
    if (crossing.beyond++ === 0) crossing.firstAt = at
    if (direction === 'above' ? own >= crossing.worst : own <= crossing.worst) {
      crossing.worst = own
      crossing.worstAt = at
    }
  }
  return crossing
}

/** `ratio` as percent, bytes and times in their units, everything else as it is. */
function valueText(value: number, unit: string): string {
  if (unit === 'ratio') return formatShare(value)
  return formatSampleValue(value, unit === 'count' ? '' : unit)
}

function finding(
  { judged, points, beyond, all, firstAt, worst, worstAt, isLast }: Crossing,
  minPoints: number,
): FindingDraft {
  const { series, source, threshold: own } = judged
  const label = seriesLabel(series)
  const isWall = series.axis === 'wall'
  const bar = valueText(own.value, series.unit)
  const share = all > 0 ? beyond / all : 0
  const side = own.direction === 'above' ? localText('above', '高于') : localText('below', '低于')
  const span = isWall && all > 1 ? formatDuration(((points.at.at(-1) as number) - firstAt) * MS_TO_NS) : null
  const note: LocalText =
    own.note === '' ? localText('', '') : localText(` You noted: ${own.note}.`, `您的说明：${own.note}。`)
  const unit =
    series.unit === 'bytes' ? 'bytes' : series.unit === 'ratio' ? 'share' : series.unit === 'ns' ? 'ns' : 'count'
  return {
    anchor: `${source.sha256.slice(0, 12)}/${label}/${own.direction}`,
    severity: isLast && share >= 0.5 ? 'warning' : 'notice',
    likelihood: 'certain',
    confidence: 'high',
    confidenceReason: localText(
      `The values are the source’s own, the threshold is yours. Between samples the series may have crossed it unseen.`,
      `数值来自来源本身，阈值由您设定。样本之间的越过无从得见。`,
    ),
    claim: localText(
      `${label} is ${side.en} ${bar} in ${formatCount(beyond)} of ${formatCount(all)} points, at worst ${valueText(worst, series.unit)}.`,
      `${label} 在 ${formatCount(all)} 个点中有 ${formatCount(beyond)} 个${side['zh-CN']} ${bar}，最甚为 ${valueText(worst, series.unit)}。`,
    ),
    summary: localText(
      `${label} of ${source.path} went ${side.en} your threshold of ${bar}${isWall ? ` first at ${timeText(firstAt)} and was farthest from it at ${timeText(worstAt)}, with ${valueText(worst, series.unit)}` : `, at worst to ${valueText(worst, series.unit)}`}. ${isLast ? `It was still ${side.en} it at the end${span === null ? '' : `, ${span} after it first crossed`}.` : 'At the end it was back within it.'}${note.en}`,
      `${source.path} 的 ${label} ${side['zh-CN']}您设定的阈值 ${bar}${isWall ? `，首次在 ${timeText(firstAt)}，最远在 ${timeText(worstAt)}，为 ${valueText(worst, series.unit)}` : `，最甚为 ${valueText(worst, series.unit)}`}。${isLast ? `到最后仍${side['zh-CN']}它${span === null ? '' : `，距首次越过 ${span}`}。` : '到最后已回到阈值之内。'}${note['zh-CN']}`,
    ),
    figures: [
      { name: localText('Farthest value', '最远的值'), value: round(worst, 6), limit: own.value, unit, isMain: true },
      { name: localText('Points beyond it', '越过的点'), value: beyond, limit: minPoints, unit: 'count' },
      { name: localText('Share of the points', '占全部点'), value: round(share, 4), unit: 'share' },
    ],
    evidence: [
      {
        ...seriesEvidence(
          source.id,
          [label],
          isWall ? worstAt : null,
          localText(
            `${label}: ${valueText(worst, series.unit)} for a threshold of ${bar}`,
            `${label}：${valueText(worst, series.unit)}，阈值 ${bar}`,
          ),
        ),
        // Drawn with its threshold as a line.
        link: { view: 'series', entity: { kind: 'series', id: label, sourceId: source.id } },
      },
    ],
    refutation: [
      localText(
        'The threshold is too tight for this service. Open: compare with a run that is known to be good.',
        '该阈值对此服务过严。待定：与已知正常的运行对照。',
      ),
    ],
    remedies: [
      {
        title: localText('Look at what else changed then', '查看当时还有什么变化'),
        text: localText(
          'Put the series beside heap, GC and requests of the same time, and note what began first.',
          '将该序列与同一时段的堆、GC、请求并列，看什么最先开始。',
        ),
      },
    ],
    range: isWall ? wallRange(firstAt, points.at.at(-1) as number) : null,
    functions: [],
    subject: sameText(source.path),
    ...(isWall && {
      chart: {
        title: sameText(label),
        unit,
        axis: 'wall' as const,
        series: [
          chartSeries(
            sameText(label),
            'main',
            Array.from(points.at, (at, index) => ({ at, value: points.value[index] as number })).filter(({ value }) =>
              Number.isFinite(value),
            ),
          ),
        ],
        limits: [{ value: own.value, label: localText('your threshold', '您的阈值'), severity: 'warning' as const }],
      },
    }),
  }
}
