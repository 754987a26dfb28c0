import { liveHeapTrend, quantile, shiftOf, type CycleRows, type Trend } from '../../../analysis/index.ts'
import { clear, defineRule, found, type FindingDraft, type LifeFacts } from '../../rule.ts'
import {
  NANOS_PER_MINUTE,
  afterWarmUp,
  atMs,
  axisOf,
  cycleSeries,
  cyclesEvidence,
  cyclesText,
  judgedLives,
  lifeAnchor,
  noLives,
  round,
  rowsRange,
  rowsSpanNs,
  skippedText,
} from '../../lives.ts'
import {
  interval as intervalOf,
  formatBytes,
  formatCount,
  formatDuration,
  formatShare,
  joined,
  lifeName,
  listed,
  localText,
  perMinute,
} from '../../words.ts'

/** How the live heap of a life moved after warm-up. */
export interface LiveHeapGrowth {
  facts: LifeFacts
  rows: CycleRows
  trend: Trend
  minutes: number
  /** Fitted live heap at the first and the last judged cycle. */
  start: number
  end: number
  /** Trend of the last third of the judged cycles. */
  tail: Trend | null
  /** Beyond chance: the slope's interval is above zero, or the last third of the time lies above the first third. */
  isSure: boolean
}

/** Live heap is what survives a GC cycle, so its trend shows retention; the saw-tooth of HeapAlloc shows only allocation. */
export const growingLiveHeap = defineRule({
  id: 'gc/growing-live-heap',
  version: 1,
  title: localText('Live heap grows from cycle to cycle', '存活堆逐周期增长'),
  goVersions: 'go1.5+',
  limits: {
    minCycles: { title: localText('GC cycles judged, at least', '参与判断的 GC 周期，至少'), unit: 'count', value: 20 },
    minTime: { title: localText('Time judged, at least', '判断的时长，至少'), unit: 'ns', value: NANOS_PER_MINUTE },
    minGrowth: { title: localText('Growth over that time', '该时段内的增长'), unit: 'bytes', value: 16 * 1_048_576 },
    warnShare: { title: localText('Growth ÷ live heap at its start', '增长 ÷ 起始存活堆'), unit: 'share', value: 0.25 },
    criticalShare: { title: localText('… critical', '……严重'), unit: 'share', value: 1 },
    minTau: {
      title: localText('Steadiness (Kendall τ), at least', '单调程度（Kendall τ），至少'),
      unit: 'share',
      value: 0.5,
    },
  },

  evaluate(facts, limits) {
    // The first fifth of a life is warm-up, so the whole life must be a quarter longer than what is judged.
    const { judged, skipped } = judgedLives(facts, limits.minCycles, limits.minTime * 1.25)
    const growths = judged.flatMap((life) => judgedGrowth(life, limits.minCycles) ?? [])
    if (growths.length === 0) return noLives(facts, limits.minCycles, limits.minTime * 1.25)
    const grown = growths.filter((growth) => isGrown(growth, limits))
    if (grown.length > 0) return found(grown.map((growth) => finding(growth, facts.lives, limits)))
    return clear(
      joined([listed(growths.map((growth) => compared(growth, facts.lives))), skippedText(skipped)], '. ', '。'),
    )
  },
})

/** Null: fewer cycles after warm-up than can be judged. */
export function judgedGrowth(facts: LifeFacts, minCycles: number): LiveHeapGrowth | null {
  const rows = afterWarmUp(facts)
  if (rows.to - rows.from < minCycles) return null
  const trend = liveHeapTrend(facts.cycles, rows.from, rows.to)
  if (!trend) return null
  const at = (row: number): number =>
    trend.intercept + (trend.slope * (facts.cycles.startNs[row] as number)) / NANOS_PER_MINUTE
  const third = rows.to - Math.floor((rows.to - rows.from) / 3)
  return {
    facts,
    rows,
    trend,
    minutes: rowsSpanNs(facts, rows) / NANOS_PER_MINUTE,
    start: Math.max(1, at(rows.from)),
    end: at(rows.to - 1),
    tail: liveHeapTrend(facts.cycles, third, rows.to),
    isSure: trend.low > 0 || isLaterHigher(facts, rows),
  }
}

/** Beyond chance, steadily, and by enough to matter. */
export function isGrown(
  { trend, start, end, isSure }: LiveHeapGrowth,
  limits: Record<'minTau' | 'minGrowth' | 'warnShare', number>,
): boolean {
  const growth = end - start
  return isSure && trend.tau >= limits.minTau && growth >= limits.minGrowth && growth >= limits.warnShare * start
}

/** Parts of the judged cycles whose medians are compared, five at either end. */
const PARTS = 15

/**
 * A heap that grew and then levelled off does not lie around a line, so its slope has a wide interval. Whether it is higher
 * than it was shows in medians of its first and last parts.
 */
function isLaterHigher({ cycles }: LifeFacts, { from, to }: CycleRows): boolean {
  const medians = Array.from({ length: PARTS }, (_, i) => {
    const part = (k: number): number => from + Math.floor((k * (to - from)) / PARTS)
    return quantile(cycles.liveHeapBytes.subarray(part(i), part(i + 1)), 0.5)
  })
  const shift = shiftOf(medians.slice(0, PARTS / 3), medians.slice(-PARTS / 3))
  return shift !== null && shift.low > 0
}

function compared({ facts, rows, trend, minutes }: LiveHeapGrowth, lives: readonly LifeFacts[]) {
  const name = lifeName(facts, lives)
  const slope = perMinute(trend.slope)
  const interval = intervalOf(perMinute(trend.low), perMinute(trend.high))
  const cycles = formatCount(rows.to - rows.from)
  const span = formatDuration(minutes * NANOS_PER_MINUTE)
  return localText(
    `${name.en}: ${slope} (95 % interval ${interval}) over ${cycles} cycles and ${span} after warm-up`,
    `${name['zh-CN']}：预热之后 ${span}、${cycles} 个周期内 ${slope}（95 % 区间 ${interval}）`,
  )
}

function finding(
  growth: LiveHeapGrowth,
  lives: readonly LifeFacts[],
  limits: Record<'warnShare' | 'criticalShare' | 'minCycles' | 'minTau', number>,
): FindingDraft {
  const { facts, rows, trend, minutes, start, end, tail } = growth
  const name = lifeName(facts, lives)
  const cycles = rows.to - rows.from
  const span = formatDuration(minutes * NANOS_PER_MINUTE)
  const slope = perMinute(trend.slope)
  const interval = intervalOf(perMinute(trend.low), perMinute(trend.high))
  const share = (end - start) / start
  const goesOn = tail !== null && tail.low > 0 && tail.slope > trend.slope / 4
  const heavy = share >= limits.criticalShare
  const isWhole = facts.life.missingCycles === 0
  const confidence = cycles >= 100 && minutes >= 3 && isWhole ? 'high' : cycles >= 50 && isWhole ? 'medium' : 'low'
  const tailText = tail ? perMinute(tail.slope) : '–'
  const { axis, from, to } = rowsRange(facts, rows)
  return {
    anchor: lifeAnchor(facts),
    severity: heavy && goesOn ? 'critical' : 'warning',
    likelihood: goesOn
      ? trend.tau >= 0.9 && cycles >= 100
        ? 'certain'
        : trend.tau >= 0.7
          ? 'veryLikely'
          : 'likely'
      : 'even',
    confidence,
    confidenceReason: localText(
      `${formatCount(cycles)} cycles over ${span}, counted as ${formatCount(Math.round(trend.effectivePoints))} independent ones because neighbours resemble each other; Kendall τ ${trend.tau.toFixed(2)}; ${isWhole ? 'no cycle is missing from the log' : `${formatCount(facts.life.missingCycles)} cycles are missing from the log`}. gctrace shows that memory is kept, not what keeps it.`,
      `${span} 内 ${formatCount(cycles)} 个周期，因相邻周期彼此相似，按 ${formatCount(Math.round(trend.effectivePoints))} 个独立点计算；Kendall τ ${trend.tau.toFixed(2)}；${isWhole ? '日志没有缺失周期' : `日志缺失 ${formatCount(facts.life.missingCycles)} 个周期`}。gctrace 只表明内存被持有，并不说明由谁持有。`,
    ),
    claim: goesOn
      ? localText(
          `Live heap grows ${slope} over ${formatCount(cycles)} GC cycles, and nothing in the log shows it stopping.`,
          `存活堆在 ${formatCount(cycles)} 个 GC 周期内每分钟增长 ${formatBytes(trend.slope)}，日志中没有任何迹象表明它会停止。`,
        )
      : localText(
          `Live heap grew ${slope} over ${formatCount(cycles)} GC cycles, and levels off towards the end of the log.`,
          `存活堆在 ${formatCount(cycles)} 个 GC 周期内每分钟增长 ${formatBytes(trend.slope)}，到日志末尾趋于平稳。`,
        ),
    summary: localText(
      `Live heap is what survives a GC cycle, so its trend shows retention, not allocation rate. In ${name.en} it rose from ${formatBytes(start)} to ${formatBytes(end)} within ${span} (fitted line over ${formatCount(cycles)} cycles, the first fifth of the life left out as warm-up): ${slope}, 95 % interval ${interval}. In the last third of that time the slope is ${tailText}. That is growth of ${formatShare(share)} of what it began with. Whether it is a leak depends on whether the growth is meant to end; the log does not say what holds the memory, heap profiles do.`,
      `存活堆是一次 GC 后仍然存活的内存，因此其趋势反映的是持有，而不是分配速率。在 ${name['zh-CN']} 中，它在 ${span} 内从 ${formatBytes(start)} 升至 ${formatBytes(end)}（对 ${formatCount(cycles)} 个周期拟合的直线，运行最初五分之一作为预热不计）：${slope}，95 % 区间 ${interval}。最后三分之一时段的斜率为 ${tailText}。增长相当于起始值的 ${formatShare(share)}。这是否属于泄漏，取决于增长是否有预期的终点；日志不说明是谁持有这些内存，堆剖析可以说明。`,
    ),
    figures: [
      {
        name: localText('Growth of live heap', '存活堆增长'),
        value: round(trend.slope),
        low: round(trend.low),
        high: round(trend.high),
        unit: 'bytes/min',
        isMain: true,
      },
      {
        name: localText('Growth ÷ live heap at its start', '增长 ÷ 起始存活堆'),
        value: round(share, 4),
        limit: heavy ? limits.criticalShare : limits.warnShare,
        unit: 'share',
      },
      {
        name: localText('GC cycles judged', '参与判断的 GC 周期'),
        value: cycles,
        limit: limits.minCycles,
        unit: 'count',
      },
      {
        name: localText('Steadiness (Kendall τ)', '单调程度（Kendall τ）'),
        value: round(trend.tau, 3),
        limit: limits.minTau,
        unit: 'share',
      },
      { name: localText('Time judged', '判断的时长'), value: round(minutes * NANOS_PER_MINUTE), unit: 'ns' },
    ],
    evidence: [
      cyclesEvidence(
        facts,
        rows,
        joined(
          [
            cyclesText(facts, rows),
            localText(
              `live heap ${formatBytes(start)} → ${formatBytes(end)}`,
              `存活堆 ${formatBytes(start)} → ${formatBytes(end)}`,
            ),
          ],
          ': ',
          '：',
        ),
      ),
    ],
    refutation: [
      localText(
        `Live heap levels off once caches are full or sessions reach their lifetime. Checked to the end of the log: ${goesOn ? `it does not, ${tailText} in the last third` : `it slows down, ${tailText} in the last third`}.`,
        `缓存填满或会话到期后，存活堆趋于平稳。已核对到日志末尾：${goesOn ? `没有，最后三分之一时段为 ${tailText}` : `增长放缓，最后三分之一时段为 ${tailText}`}。`,
      ),
      localText(
        'Load grew at the same rate. Open: the log does not count requests; compare with the traffic of that time.',
        '负载以相同速率增长。待定：日志不统计请求数，请与该时段的流量对照。',
      ),
      localText(
        'The growth is a store with a known bound that is still filling. Open: ask the owner of what the heap profiles name.',
        '增长来自一个有已知上限、尚未填满的存储。待定：询问堆剖析所指代码的负责人。',
      ),
    ],
    remedies: [
      {
        title: localText('Find what holds it with heap profiles of the same run', '用同一次运行的堆剖析找出持有者'),
        text: localText(
          'Take several heap profiles while it grows and compare the first with the last: inuse_space by call path names the code that allocated what is kept.',
          '在增长期间采集多份堆剖析，比较首尾两份：按调用路径看 inuse_space，可指出被保留内存的分配者。',
        ),
        code: {
          language: 'sh',
          text: 'go tool pprof -sample_index=inuse_space -base heap-first.pb.gz heap-last.pb.gz',
        },
      },
      {
        title: localText('Bound every store that lives as long as the process', '为所有与进程同寿的存储设定上限'),
        text: localText(
          'Maps and slices reachable from package variables or servers need a limit or an expiry that really runs; a map never shrinks, so one that must give memory back has to be replaced by a new one.',
          '可从包变量或服务对象到达的 map 与切片需要上限，或真正在运行的过期清理；map 从不缩小，要归还内存只能换成新的 map。',
        ),
      },
      {
        title: localText('Roll back to a release that does not grow', '回滚到不增长的版本'),
        text: localText(
          'Stops it today. Compare the lives of both releases in this case first.',
          '可立即止损。请先在本案例中比较两个版本的运行。',
        ),
      },
    ],
    range: { axis, from, to },
    functions: [],
    subject: name,
    chart: {
      title: localText('Live heap per cycle', '每周期存活堆'),
      unit: 'bytes',
      axis: axisOf(facts),
      series: cycleSeries(facts, { from: 0, to: facts.cycles.length }, [
        { name: localText('live heap', '存活堆'), role: 'main', column: 'liveHeapBytes' },
        { name: localText('heap goal', '堆目标'), role: 'goal', column: 'heapGoalBytes' },
      ]),
      trend: {
        x0: round(atMs(facts, facts.cycles.startNs[rows.from] as number), 3),
        y0: round(start),
        x1: round(atMs(facts, facts.cycles.startNs[rows.to - 1] as number), 3),
        y1: round(end),
        label: localText(`${slope} (Theil–Sen)`, `${slope}（Theil–Sen）`),
      },
    },
  }
}
