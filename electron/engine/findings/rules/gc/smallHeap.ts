import { MIB } from '../../../../../shared/units/units.ts'
import { costShare, cycleCpuNs, quantile } from '../../../analysis/index.ts'
import { clear, defineRule, found, type FindingDraft, type LifeFacts } from '../../rule.ts'
import {
  SECOND,
  allRows,
  axisOf,
  cycleSeries,
  cyclesEvidence,
  cyclesPerMinute,
  cyclesText,
  judgedLives,
  lifeAnchor,
  medianGoal,
  noLives,
  round,
  rowsRange,
  skippedText,
} from '../../lives.ts'
import { formatBytes, formatCount, formatShare, joined, lifeName, listed, localText, rate } from '../../words.ts'

/** The goal is proportional to what GC scans (at least 4 MiB × GOGC/100), so a tiny live heap leaves little to allocate between cycles. */
export const smallHeap = defineRule({
  id: 'gc/small-heap',
  version: 1,
  title: localText('GC runs very often because the heap is small', '堆很小，GC 因此过于频繁'),
  goVersions: 'go1.5+',
  limits: {
    minCycles: { title: localText('GC cycles, at least', 'GC 周期，至少'), unit: 'count', value: 100 },
    minTime: { title: localText('Length of the life, at least', '运行时长，至少'), unit: 'ns', value: 10 * SECOND },
    maxGoal: {
      title: localText('Heap goal (median), at most', '堆目标（中位数），至多'),
      unit: 'bytes',
      value: 16 * MIB,
    },
    perMinute: { title: localText('GC cycles per minute', '每分钟 GC 周期'), unit: 'count/min', value: 600 },
    minShare: { title: localText('Share of CPU taken by GC', 'GC 的 CPU 占比'), unit: 'share', value: 0.03 },
  },

  evaluate(facts, limits) {
    const { judged, skipped } = judgedLives(facts, limits.minCycles, limits.minTime)
    if (judged.length === 0) return noLives(facts, limits.minCycles, limits.minTime)
    const measured = judged.map((life) => ({
      life,
      goal: medianGoal(life),
      perMinute: cyclesPerMinute(life),
      share: costShare(life.cycles, cycleCpuNs),
    }))
    const busy = measured.filter(
      ({ goal, perMinute, share }) =>
        goal <= limits.maxGoal && perMinute >= limits.perMinute && share >= limits.minShare,
    )
    if (busy.length > 0) return found(busy.map((one) => finding(one, facts.lives, limits)))
    const texts = measured.map(({ life, goal, perMinute, share }) => {
      const name = lifeName(life, facts.lives)
      const [g, r, s] = [formatBytes(goal), rate(perMinute), formatShare(share)]
      return localText(
        `${name.en}: median goal ${g}, ${r} cycles per minute, ${s} of the CPU`,
        `${name['zh-CN']}：目标中位数 ${g}，每分钟 ${r} 个周期，占 CPU ${s}`,
      )
    })
    return clear(joined([listed(texts), skippedText(skipped)], '. ', '。'))
  },
})

interface Measured {
  life: LifeFacts
  goal: number
  perMinute: number
  share: number
}

function finding(
  { life: facts, goal, perMinute, share }: Measured,
  lives: readonly LifeFacts[],
  limits: Record<'maxGoal' | 'perMinute' | 'minShare', number>,
): FindingDraft {
  const name = lifeName(facts, lives)
  const rows = allRows(facts)
  const live = quantile(facts.cycles.liveHeapBytes.subarray(0, facts.cycles.length), 0.5)
  const [g, r, s, l] = [formatBytes(goal), rate(perMinute), formatShare(share), formatBytes(live)]
  return {
    anchor: lifeAnchor(facts),
    severity: share >= 0.1 ? 'warning' : 'notice',
    likelihood: 'veryLikely',
    confidence: 'high',
    confidenceReason: localText(
      'Goal, live heap and number of cycles stand in every line of the log.',
      '目标、存活堆与周期数在日志每一行中都有。',
    ),
    claim: localText(
      `GC runs ${r} times a minute and takes ${s} of the CPU because the heap goal is only ${g}.`,
      `堆目标只有 ${g}，GC 每分钟运行 ${r} 次，占用 ${s} 的 CPU。`,
    ),
    summary: localText(
      `The heap goal follows the live heap (about twice it with GOGC=100, at least 4 MiB). In ${name.en} the live heap is ${l} and the goal ${g} in the median, so little can be allocated between two cycles: ${formatCount(facts.cycles.length)} cycles, ${r} per minute, ${s} of the CPU. Each cycle has fixed costs whatever the heap, and two pauses. A few dozen MiB more would make most of these cycles unnecessary.`,
      `堆目标随存活堆而定（GOGC=100 时约为两倍，至少 4 MiB）。在 ${name['zh-CN']} 中，存活堆中位数为 ${l}，目标为 ${g}，两个周期之间可分配的内存很少：共 ${formatCount(facts.cycles.length)} 个周期，每分钟 ${r} 个，占 CPU ${s}。无论堆大小，每个周期都有固定开销与两次暂停。多给几十 MiB 即可省去大部分周期。`,
    ),
    figures: [
      {
        name: localText('GC cycles per minute', '每分钟 GC 周期'),
        value: round(perMinute, 1),
        limit: limits.perMinute,
        unit: 'count/min',
        isMain: true,
      },
      {
        name: localText('Share of CPU taken by GC', 'GC 的 CPU 占比'),
        value: round(share, 4),
        limit: limits.minShare,
        unit: 'share',
      },
      { name: localText('Heap goal, median', '堆目标，中位数'), value: goal, limit: limits.maxGoal, unit: 'bytes' },
    ],
    evidence: [
      cyclesEvidence(
        facts,
        rows,
        joined(
          [cyclesText(facts, rows), localText(`goal ${g}, ${r} cycles per minute`, `目标 ${g}，每分钟 ${r} 个周期`)],
          ': ',
          '：',
        ),
      ),
    ],
    refutation: [
      localText(
        'The process is a short tool or a test, where this does not matter. Open: see what it is.',
        '该进程只是短时工具或测试，无关紧要。待定：确认其用途。',
      ),
    ],
    remedies: [
      {
        title: localText('Let the heap be larger', '允许更大的堆'),
        text: localText(
          'Turn GOGC up and let GOMEMLIMIT keep the total in bounds (Go 1.19 and later); before, GOGC alone.',
          '调高 GOGC，并由 GOMEMLIMIT 约束总量（Go 1.19 起）；更早版本只用 GOGC。',
        ),
        code: { language: 'sh', text: 'GOGC=400 GOMEMLIMIT=256MiB ./service' },
      },
    ],
    range: rowsRange(facts, rows),
    functions: [],
    subject: name,
    chart: {
      title: localText('Heap goal and live heap', '堆目标与存活堆'),
      unit: 'bytes',
      axis: axisOf(facts),
      series: cycleSeries(facts, rows, [
        { name: localText('live heap', '存活堆'), role: 'main', column: 'liveHeapBytes' },
        { name: localText('heap goal', '堆目标'), role: 'goal', column: 'heapGoalBytes' },
      ]),
    },
  }
}
