import { availableCpuNs, cycleCpuNs, cyclesBetween, quantile, shiftOf, type Shift } from '../../../analysis/index.ts'
import { clear, defineRule, found, notApplicable, type FindingDraft, type LifeFacts } from '../../rule.ts'
import {
  SECOND,
  allRows,
  atMs,
  cyclesEvidence,
  cyclesText,
  judgedLives,
  lifeAnchor,
  noLives,
  round,
  rowsRange,
  rowsSpanNs,
} from '../../lives.ts'
import {
  interval as intervalOf,
  COMMANDS,
  figureText,
  formatDuration,
  formatShare,
  joined,
  lifeName,
  listed,
  localText,
  type LocalText,
} from '../../words.ts'
import type { FigureUnit, FindingFigure } from '../../../../../shared/records/index.ts'

interface Comparison {
  baseline: LifeFacts
  candidate: LifeFacts
  /** Age of both lives that is compared, ns since process start. */
  from: number
  to: number
  measures: Measured[]
}
interface Measured {
  name: LocalText
  unit: FigureUnit
  baseline: number
  candidate: number
  shift: Shift
  /** shift ÷ baseline. */
  relative: number
  isChanged: boolean
}

/** Stretches of time whose medians are compared; single cycles resemble their neighbours and would prove too much. */
const STRETCHES = 12

/** The same age of two runs is compared, because a heap that fills up is smaller when young whatever the release. */
export const lifeChange = defineRule({
  id: 'gc/life-change',
  version: 1,
  title: localText('One run differs from the run before', '此次运行与前一次运行不同'),
  goVersions: 'go1.5+',
  limits: {
    minCycles: {
      title: localText('GC cycles per life, at least', '每次运行的 GC 周期，至少'),
      unit: 'count',
      value: 40,
    },
    minTime: { title: localText('Time compared, at least', '比较的时长，至少'), unit: 'ns', value: 40 * SECOND },
    minLive: {
      title: localText('Change of live heap, at least', '存活堆变化，至少'),
      unit: 'bytes',
      value: 8 * 1_048_576,
    },
    minShare: {
      title: localText('Change of GC CPU share, at least', 'GC CPU 占比变化，至少'),
      unit: 'share',
      value: 0.02,
    },
    minRelative: {
      title: localText('Change relative to the baseline, at least', '相对基线的变化，至少'),
      unit: 'share',
      value: 0.25,
    },
  },

  evaluate(facts, limits) {
    const { judged } = judgedLives(facts, limits.minCycles, limits.minTime)
    if (judged.length === 0) return noLives(facts, limits.minCycles, limits.minTime)
    const comparisons = judged.flatMap((candidate) => {
      const baseline = baselineOf(candidate, judged)
      const comparison = baseline && compare(baseline, candidate, limits)
      return comparison ? [comparison] : []
    })
    if (comparisons.length === 0) {
      return notApplicable(
        localText(
          'Needs two lives of the service that follow each other and are long enough to compare at the same age; import a log from before the change as baseline.',
          '需要前后相继、时长足以在相同运行时长上比较的两个生命期；请导入变更之前的日志作为基线。',
        ),
        COMMANDS.gctrace,
      )
    }
    const changed = comparisons.filter(({ measures }) => measures.some(({ isChanged }) => isChanged))
    if (changed.length > 0) return found(changed.map((comparison) => finding(comparison, facts.lives)))
    return clear(
      joined(
        [
          localText('No evidence of change', '没有变化的证据'),
          listed(
            comparisons.map(({ baseline, candidate, measures }) => {
              const [a, b] = [lifeName(baseline, facts.lives), lifeName(candidate, facts.lives)]
              const texts = listed(measures.map(measureText))
              return localText(
                `${a.en} against ${b.en}: ${texts.en}`,
                `${a['zh-CN']} 对 ${b['zh-CN']}：${texts['zh-CN']}`,
              )
            }),
          ),
        ],
        '. ',
        '。',
      ),
    )
  },
})

function measureText({ name, unit, baseline, candidate, shift }: Measured): LocalText {
  const values = `${figureText(baseline, unit)} → ${figureText(candidate, unit)}`
  const interval = intervalOf(figureText(shift.low, unit), figureText(shift.high, unit))
  return localText(`${name.en} ${values} (difference ${interval})`, `${name['zh-CN']} ${values}（差值 ${interval}）`)
}

/** The life that ended last before this one began: the one before in the same log, or the latest of another log on the wall clock. */
function baselineOf(candidate: LifeFacts, lives: readonly LifeFacts[]): LifeFacts | null {
  const begins = atMs(candidate, 0)
  let best: LifeFacts | null = null
  let bestEnd = -Infinity
  for (const other of lives) {
    if (other === candidate) continue
    const isSameLog = other.life.sourceId === candidate.life.sourceId
    if (isSameLog && other.life.ordinal === candidate.life.ordinal - 1) return other
    if (isSameLog || other.life.axis.kind !== 'wall' || candidate.life.axis.kind !== 'wall') continue
    const end = rowsRange(other, allRows(other)).to
    if (end <= begins && end > bestEnd) [best, bestEnd] = [other, end]
  }
  return best
}

type Limits = Record<'minTime' | 'minLive' | 'minShare' | 'minRelative', number>

function compare(baseline: LifeFacts, candidate: LifeFacts, limits: Limits): Comparison | null {
  // From the end of the longer warm-up of what both have, to the end of the shorter life.
  const to = Math.min(rowsSpanNs(baseline, allRows(baseline)), rowsSpanNs(candidate, allRows(candidate)))
  const from = to * 0.2
  if (to - from < limits.minTime * 0.8) return null
  const of = (life: LifeFacts): Stretch[] => stretches(life, from, to)
  const [before, after] = [of(baseline), of(candidate)]
  const measures: Measured[] = []
  const add = (name: LocalText, unit: FigureUnit, minimum: number, value: (stretch: Stretch) => number): void => {
    const [a, b] = [before.map(value), after.map(value)]
    const shift = shiftOf(a, b)
    if (!shift) return
    const level = quantile(a, 0.5)
    const relative = level > 0 ? shift.shift / level : Infinity
    const isSure = shift.low > 0 || shift.high < 0
    measures.push({
      name,
      unit,
      baseline: level,
      candidate: quantile(b, 0.5),
      shift,
      relative,
      isChanged: isSure && Math.abs(shift.shift) >= minimum && Math.abs(relative) >= limits.minRelative,
    })
  }
  add(localText('live heap', '存活堆'), 'bytes', limits.minLive, ({ live }) => live)
  add(localText('GC share of CPU', 'GC 的 CPU 占比'), 'share', limits.minShare, ({ share }) => share)
  return measures.length > 0 ? { baseline, candidate, from, to, measures } : null
}

interface Stretch {
  live: number
  share: number
}

function stretches({ cycles }: LifeFacts, from: number, to: number): Stretch[] {
  const result: Stretch[] = []
  for (let i = 0; i < STRETCHES; i++) {
    const rows = cyclesBetween(
      cycles,
      from + ((to - from) * i) / STRETCHES,
      from + ((to - from) * (i + 1)) / STRETCHES - 1,
    )
    if (rows.to === rows.from) continue
    let cpu = 0
    for (let row = rows.from; row < rows.to; row++) cpu += cycleCpuNs(cycles, row)
    // To the start of the cycle after, so that quiet time counts too.
    const after = Math.min(rows.to + 1, cycles.length)
    const available =
      availableCpuNs(cycles, rows.from, after) - (after > rows.to ? availableCpuNs(cycles, rows.to, after) : 0)
    result.push({
      live: quantile(cycles.liveHeapBytes.subarray(rows.from, rows.to), 0.5),
      share: available > 0 ? cpu / available : 0,
    })
  }
  return result
}

function finding({ baseline, candidate, from, to, measures }: Comparison, lives: readonly LifeFacts[]): FindingDraft {
  const [before, after] = [lifeName(baseline, lives), lifeName(candidate, lives)]
  const changed = measures.filter(({ isChanged }) => isChanged)
  const main = changed[0] as Measured
  const isWorse = changed.some(({ shift }) => shift.shift > 0)
  const isFar = changed.some(({ relative }) => relative >= 0.5)
  const [ageFrom, ageTo] = [formatDuration(from), formatDuration(to)]
  const texts = listed(measures.map(measureText))
  const direction = main.shift.shift > 0 ? localText('higher', '高') : localText('lower', '低')
  const by = figureText(Math.abs(main.shift.shift), main.unit)
  const figures: FindingFigure[] = measures.map(({ name, unit, shift, isChanged }, i) => ({
    name: localText(`${name.en}, candidate − baseline`, `${name['zh-CN']}，候选 − 基线`),
    value: round(shift.shift, 4),
    low: round(shift.low, 4),
    high: round(shift.high, 4),
    unit,
    ...(isChanged && i === measures.indexOf(main) ? { isMain: true } : {}),
  }))
  return {
    anchor: `${lifeAnchor(baseline)}..${lifeAnchor(candidate)}`,
    severity: isWorse && isFar ? 'warning' : 'notice',
    likelihood: 'veryLikely',
    confidence: baseline.life.missingCycles + candidate.life.missingCycles === 0 ? 'medium' : 'low',
    confidenceReason: localText(
      'Medians of twelve stretches of each run at the same age are compared (Hodges–Lehmann, 95 % interval by Mann–Whitney), so the difference is no accident of single cycles. Two runs are one pair: load may have differed as well as the program, and the log counts no requests.',
      '比较两次运行在相同运行时长上各十二段的中位数（Hodges–Lehmann，区间按 Mann–Whitney 95 %），因此差异并非个别周期的偶然。两次运行只是一对样本：除程序外负载也可能不同，而日志不统计请求。',
    ),
    claim: localText(
      `At the same age the ${main.name.en} of ${after.en} is ${by} ${direction.en} than that of ${before.en}.`,
      `在相同运行时长上，${after['zh-CN']} 的${main.name['zh-CN']}比 ${before['zh-CN']} ${direction['zh-CN']} ${by}。`,
    ),
    summary: localText(
      `Both runs are compared at the same age, ${ageFrom} to ${ageTo} after their start, with ${before.en} as baseline and ${after.en} as candidate: ${texts.en}. The main change: ${main.name.en} ${Number.isFinite(main.relative) ? formatShare(Math.abs(main.relative)) : figureText(main.shift.shift, main.unit)} ${direction.en}. What changed between the runs (release, settings, load) is not in the log.`,
      `以 ${before['zh-CN']} 为基线、${after['zh-CN']} 为候选，在启动后 ${ageFrom} 至 ${ageTo} 的相同运行时长上比较：${texts['zh-CN']}。主要变化：${main.name['zh-CN']}${direction['zh-CN']}了 ${Number.isFinite(main.relative) ? formatShare(Math.abs(main.relative)) : figureText(main.shift.shift, main.unit)}。两次运行之间改变了什么（版本、设置、负载），日志没有说明。`,
    ),
    figures: [
      { ...(figures[measures.indexOf(main)] as FindingFigure) },
      ...figures.filter((_, i) => i !== measures.indexOf(main)),
    ],
    evidence: [
      ...[baseline, candidate].map((facts, i) => {
        const rows = cyclesBetween(facts.cycles, from, to)
        const role = i === 0 ? localText('baseline', '基线') : localText('candidate', '候选')
        return cyclesEvidence(
          facts,
          rows,
          joined(
            [
              role,
              cyclesText(facts, rows),
              localText(
                `${main.name.en} ${figureText(i === 0 ? main.baseline : main.candidate, main.unit)}`,
                `${main.name['zh-CN']} ${figureText(i === 0 ? main.baseline : main.candidate, main.unit)}`,
              ),
            ],
            ', ',
            '，',
          ),
        )
      }),
    ],
    refutation: [
      localText(
        'The load differed: more traffic explains a larger heap and more GC. Open: compare request rates of both runs.',
        '负载不同：流量更大即可解释更大的堆与更多 GC。待定：比较两次运行的请求速率。',
      ),
      localText(
        'A third run of the candidate at the same age does not show it. Open: collect one.',
        '候选版本的另一次运行在相同时长上没有此现象。待定：再采集一次。',
      ),
    ],
    remedies: [
      {
        title: localText('List what changed between the two runs', '列出两次运行之间的改动'),
        text: localText(
          'Release notes, environment, GOGC and GOMEMLIMIT, data. Compare heap profiles of both taken at the same age: the difference names the code.',
          '发布说明、环境、GOGC 与 GOMEMLIMIT、数据。比较两者在相同时长采集的堆剖析，差异会指出代码。',
        ),
        code: {
          language: 'sh',
          text: 'go tool pprof -sample_index=inuse_space -diff_base baseline/heap.pb.gz candidate/heap.pb.gz',
        },
      },
      {
        title: localText('Roll back while that is open', '在查明之前先回滚'),
        text: localText('The baseline is known to behave.', '基线版本的表现是已知的。'),
      },
    ],
    range: rowsRange(candidate, cyclesBetween(candidate.cycles, from, to)),
    functions: [],
    subject: localText(`${before.en} → ${after.en}`, `${before['zh-CN']} → ${after['zh-CN']}`),
    chart: {
      title: localText('Live heap at the same age', '相同运行时长的存活堆'),
      unit: 'bytes',
      axis: 'life',
      series: [candidate, baseline].map((facts, i) => {
        const rows = cyclesBetween(facts.cycles, 0, to)
        const step = Math.max(1, Math.ceil((rows.to - rows.from) / 200))
        const chosen = Array.from({ length: Math.ceil((rows.to - rows.from) / step) }, (_, k) => rows.from + k * step)
        return {
          name: i === 0 ? localText('candidate', '候选') : localText('baseline', '基线'),
          role: i === 0 ? ('main' as const) : ('context' as const),
          x: chosen.map((row) => round((facts.cycles.startNs[row] as number) / 1e6, 3)),
          y: chosen.map((row) => facts.cycles.liveHeapBytes[row] as number),
        }
      }),
    },
  }
}
