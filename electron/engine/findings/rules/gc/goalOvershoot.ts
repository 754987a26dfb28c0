import { GC_TRIGGERS } from '../../../../../shared/records/index.ts'
import { MIB } from '../../../../../shared/units/units.ts'
import { quantile } from '../../../analysis/index.ts'
import { clear, defineRule, found, type FindingDraft, type LifeFacts } from '../../rule.ts'
import {
  allRows,
  axisOf,
  cycleEvidence,
  cyclesEvidence,
  cyclesText,
  cycleSeries,
  judgedLives,
  lifeAnchor,
  noLives,
  round,
  rowsRange,
  skippedText,
} from '../../lives.ts'
import { formatBytes, formatCount, formatShare, joined, lifeName, listed, localText } from '../../words.ts'

interface Overshoot {
  judged: number
  /** Rows over the goal by more than the tolerance. */
  rows: number[]
  worstRow: number
  worst: number
  median: number
}

/** The pacer starts a cycle early enough to end it at the goal. Ending above it means it could not keep up with allocation. */
export const goalOvershoot = defineRule({
  id: 'gc/goal-overshoot',
  version: 1,
  title: localText('The heap ends cycles above its goal', '周期结束时堆超过目标'),
  goVersions: 'go1.5+',
  limits: {
    minCycles: {
      title: localText('GC cycles with a goal, at least', '有目标的 GC 周期，至少'),
      unit: 'count',
      value: 20,
    },
    tolerance: { title: localText('Over the goal, tolerated', '可容忍的超出'), unit: 'share', value: 0.1 },
    warnShare: { title: localText('Share of cycles beyond it', '超出此值的周期占比'), unit: 'share', value: 0.05 },
    minGoal: { title: localText('Heap goal, at least', '堆目标，至少'), unit: 'bytes', value: 16 * MIB },
  },

  evaluate(facts, limits) {
    const { judged, skipped } = judgedLives(facts, limits.minCycles, 0)
    const measured = judged
      .map((life) => ({ life, over: overshootOf(life, limits) }))
      .filter(({ over }) => over.judged >= limits.minCycles)
    if (measured.length === 0) return noLives(facts, limits.minCycles, 0)
    const high = measured.filter(({ over }) => over.rows.length >= Math.max(1, limits.warnShare * over.judged))
    if (high.length > 0) return found(high.map(({ life, over }) => finding(life, over, facts.lives, limits)))
    const texts = measured.map(({ life, over }) => {
      const name = lifeName(life, facts.lives)
      const [count, all, tolerance] = [
        formatCount(over.rows.length),
        formatCount(over.judged),
        formatShare(limits.tolerance),
      ]
      return localText(
        `${name.en}: ${count} of ${all} cycles ended more than ${tolerance} above the goal`,
        `${name['zh-CN']}：${all} 个周期中 ${count} 个在结束时超过目标 ${tolerance} 以上`,
      )
    })
    return clear(joined([listed(texts), skippedText(skipped)], '. ', '。'))
  },
})

type Limits = Record<'tolerance' | 'warnShare' | 'minGoal', number>

/** Small goals are left out: figures are whole MiB. So are forced cycles, which begin wherever the heap stands. */
function overshootOf({ cycles }: LifeFacts, limits: Limits): Overshoot {
  const forced = GC_TRIGGERS.indexOf('forced')
  const rows: number[] = []
  const amounts: number[] = []
  let [judged, worst, worstRow] = [0, 0, 0]
  for (let row = 0; row < cycles.length; row++) {
    const goal = cycles.heapGoalBytes[row] as number
    if (!(goal >= limits.minGoal) || cycles.trigger[row] === forced) continue
    judged++
    // One MiB more than shown could be rounding.
    const over = ((cycles.heapEndBytes[row] as number) - goal - MIB) / goal
    if (over <= limits.tolerance) continue
    rows.push(row)
    amounts.push(over)
    if (over > worst) [worst, worstRow] = [over, row]
  }
  return { judged, rows, worstRow, worst, median: amounts.length > 0 ? quantile(amounts, 0.5) : 0 }
}

function finding(facts: LifeFacts, over: Overshoot, lives: readonly LifeFacts[], limits: Limits): FindingDraft {
  const { cycles } = facts
  const name = lifeName(facts, lives)
  const share = over.rows.length / over.judged
  const [count, all, percent] = [formatCount(over.rows.length), formatCount(over.judged), formatShare(share)]
  const goal = cycles.heapGoalBytes[over.worstRow] as number
  const end = cycles.heapEndBytes[over.worstRow] as number
  const number = formatCount(cycles.number[over.worstRow] as number)
  const rows = { from: over.rows[0] as number, to: (over.rows.at(-1) as number) + 1 }
  return {
    anchor: lifeAnchor(facts),
    severity: share >= 0.25 ? 'warning' : 'notice',
    likelihood: 'certain',
    confidence: facts.life.missingCycles === 0 ? 'high' : 'medium',
    confidenceReason: localText(
      'Goal and heap at end stand in the same line; only overshoots beyond rounding to whole MiB are counted. Why the pacer fell behind is not in the log.',
      '目标与结束时的堆出自同一行；只统计超出 MiB 取整误差的部分。调速为何落后，日志没有说明。',
    ),
    claim: localText(
      `The heap ended ${count} of ${all} GC cycles more than ${formatShare(limits.tolerance)} above its goal, once at ${formatBytes(end)} for a goal of ${formatBytes(goal)}.`,
      `${all} 个 GC 周期中有 ${count} 个结束时堆超过目标 ${formatShare(limits.tolerance)} 以上，最高一次为 ${formatBytes(end)}，目标为 ${formatBytes(goal)}。`,
    ),
    summary: localText(
      `A cycle is meant to end when the heap reaches its goal. In ${name.en} ${count} of ${all} cycles (${percent}) ended more than ${formatShare(limits.tolerance)} above it, in the median by ${formatShare(over.median)}, at worst by ${formatShare(over.worst)} in cycle ${number} (${formatBytes(end)} for a goal of ${formatBytes(goal)}). Memory use then peaks above what GOGC or GOMEMLIMIT promise. It happens when allocation jumps, when one allocation is large against the goal, when marking gets too little CPU, or when the live heap alone is above the goal.`,
      `周期应在堆达到目标时结束。在 ${name['zh-CN']} 中，${all} 个周期里有 ${count} 个（${percent}）结束时超过目标 ${formatShare(limits.tolerance)} 以上，超出的中位数为 ${formatShare(over.median)}，最高为第 ${number} 个周期的 ${formatShare(over.worst)}（${formatBytes(end)}，目标 ${formatBytes(goal)}）。此时内存峰值高于 GOGC 或 GOMEMLIMIT 的预期。原因可能是分配突增、单次分配相对目标过大、标记得不到足够 CPU，或存活堆本身已高于目标。`,
    ),
    figures: [
      {
        name: localText('Share of cycles above the goal', '超过目标的周期占比'),
        value: round(share, 4),
        limit: limits.warnShare,
        unit: 'share',
        isMain: true,
      },
      {
        name: localText('Largest overshoot', '最大超出'),
        value: round(over.worst, 4),
        limit: limits.tolerance,
        unit: 'share',
      },
      { name: localText('Median overshoot of those', '其超出的中位数'), value: round(over.median, 4), unit: 'share' },
      { name: localText('Cycles judged', '参与判断的周期'), value: over.judged, unit: 'count' },
    ],
    evidence: [
      cycleEvidence(
        facts,
        over.worstRow,
        localText(
          `GC cycle ${number}: ended at ${formatBytes(end)}, goal ${formatBytes(goal)}`,
          `GC 周期 ${number}：结束时 ${formatBytes(end)}，目标 ${formatBytes(goal)}`,
        ),
      ),
      cyclesEvidence(
        facts,
        rows,
        joined(
          [cyclesText(facts, rows), localText(`${count} cycles above the goal`, `${count} 个周期超过目标`)],
          ': ',
          '：',
        ),
      ),
    ],
    refutation: [
      localText(
        'The peaks stay well below the container’s memory limit, so nothing depends on the goal. Open: compare with the memory of the container.',
        '峰值远低于容器内存上限，因此无关紧要。待定：与容器内存对照。',
      ),
    ],
    remedies: [
      {
        title: localText('Smooth out bursts of allocation', '平滑突发的分配'),
        text: localText(
          'Read and answer in pieces instead of building whole bodies in memory; bound how many requests allocate at once.',
          '分段读取与应答，不要在内存中拼出整个内容；限制同时分配的请求数。',
        ),
      },
      {
        title: localText('Leave room above the goal', '在目标之上留出余量'),
        text: localText(
          'Set GOMEMLIMIT and the container limit so far apart that the largest overshoot seen here fits between them.',
          '让 GOMEMLIMIT 与容器上限之间容得下此处所见的最大超出。',
        ),
      },
    ],
    range: rowsRange(facts, rows),
    functions: [],
    subject: name,
    chart: {
      title: localText('Heap at the end of each cycle and its goal', '每周期结束时的堆与目标'),
      unit: 'bytes',
      axis: axisOf(facts),
      series: cycleSeries(facts, allRows(facts), [
        { name: localText('heap at end', '结束时的堆'), role: 'main', column: 'heapEndBytes' },
        { name: localText('heap goal', '堆目标'), role: 'goal', column: 'heapGoalBytes' },
      ]),
    },
  }
}
