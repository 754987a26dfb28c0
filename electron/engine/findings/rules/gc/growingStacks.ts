import { MIB } from '../../../../../shared/units/units.ts'
import { cycleEndNs, theilSen, type Trend } from '../../../analysis/index.ts'
import { clear, defineRule, found, notApplicable, type FindingDraft, type LifeFacts } from '../../rule.ts'
import {
  NANOS_PER_MINUTE,
  afterWarmUp,
  axisOf,
  cyclesEvidence,
  cyclesText,
  judgedLives,
  lifeAnchor,
  noLives,
  round,
  rowsRange,
  rowsSpanNs,
  atMs,
  skippedText,
} from '../../lives.ts'
import {
  interval as intervalOf,
  COMMANDS,
  formatBytes,
  formatCount,
  formatDuration,
  joined,
  lifeName,
  listed,
  localText,
  perMinute,
} from '../../words.ts'

/** Stacks belong to goroutines: stack bytes that rise steadily mean more goroutines, or deeper ones. */
export const growingStacks = defineRule({
  id: 'gc/growing-stacks',
  version: 1,
  title: localText('Goroutine stacks grow', 'goroutine 栈持续增长'),
  goVersions: 'go1.18+',
  limits: {
    minCycles: { title: localText('GC cycles judged, at least', '参与判断的 GC 周期，至少'), unit: 'count', value: 20 },
    minTime: { title: localText('Time judged, at least', '判断的时长，至少'), unit: 'ns', value: NANOS_PER_MINUTE },
    minGrowth: { title: localText('Growth over that time', '该时段内的增长'), unit: 'bytes', value: 16 * MIB },
    minShare: { title: localText('Growth ÷ stacks at its start', '增长 ÷ 起始栈'), unit: 'share', value: 0.5 },
  },

  evaluate(facts, limits) {
    const { judged, skipped } = judgedLives(facts, limits.minCycles, limits.minTime * 1.25)
    if (judged.length === 0) return noLives(facts, limits.minCycles, limits.minTime * 1.25)
    const measured = judged.flatMap((life) => {
      const trend = stacksTrend(life)
      return trend ? [{ life, trend }] : []
    })
    if (measured.length === 0) {
      return notApplicable(
        localText('Logs of Go before 1.18 do not print the size of stacks.', 'Go 1.18 之前的日志不打印栈的大小。'),
        COMMANDS.gctrace,
      )
    }
    const grown = measured.filter(
      ({ trend }) =>
        trend.low > 0 &&
        trend.end - trend.start >= limits.minGrowth &&
        trend.end - trend.start >= limits.minShare * trend.start,
    )
    if (grown.length > 0) return found(grown.map(({ life, trend }) => finding(life, trend, facts.lives, limits)))
    const texts = measured.map(({ life, trend }) => {
      const name = lifeName(life, facts.lives)
      return localText(
        `${name.en}: stacks ${sizeOf(trend.start)} → ${sizeOf(trend.end)}`,
        `${name['zh-CN']}：栈 ${sizeOf(trend.start)} → ${sizeOf(trend.end)}`,
      )
    })
    return clear(joined([listed(texts), skippedText(skipped)], '. ', '。'))
  },
})

/** Sizes are whole MiB in the log: 0 means less than one. */
const sizeOf = (bytes: number): string => (bytes < MIB ? `< ${formatBytes(MIB)}` : formatBytes(bytes))

type StacksTrend = Trend & { start: number; end: number; from: number; to: number }

function stacksTrend(facts: LifeFacts): StacksTrend | null {
  const { cycles } = facts
  const rows = afterWarmUp(facts)
  const minutes = Float64Array.from(
    { length: rows.to - rows.from },
    (_, i) => cycleEndNs(cycles, rows.from + i) / NANOS_PER_MINUTE,
  )
  const stacks = cycles.stacksBytes.subarray(rows.from, rows.to)
  if (stacks.every(Number.isNaN)) return null
  const trend = theilSen(minutes, stacks)
  if (!trend) return null
  const at = (i: number): number => Math.max(0, trend.intercept + trend.slope * (minutes[i] as number))
  return { ...trend, start: at(0), end: at(minutes.length - 1), ...rows }
}

function finding(
  facts: LifeFacts,
  trend: StacksTrend,
  lives: readonly LifeFacts[],
  limits: Record<'minGrowth' | 'minShare', number>,
): FindingDraft {
  const name = lifeName(facts, lives)
  const rows = { from: trend.from, to: trend.to }
  const span = formatDuration(rowsSpanNs(facts, rows))
  const growth = trend.end - trend.start
  const [start, end, slope] = [formatBytes(trend.start), formatBytes(trend.end), perMinute(trend.slope)]
  const step = Math.max(1, Math.ceil(facts.cycles.length / 240))
  const chosen = Array.from({ length: Math.ceil(facts.cycles.length / step) }, (_, i) => i * step)
  return {
    anchor: lifeAnchor(facts),
    severity: growth >= 8 * limits.minGrowth ? 'critical' : 'warning',
    likelihood: 'likely',
    confidence: 'medium',
    confidenceReason: localText(
      'gctrace prints stack bytes cut to whole MiB (what was scanned in the cycle since Go 1.20, other measures before). It counts neither goroutines nor what they wait for.',
      'gctrace 以 MiB 取整打印栈字节（Go 1.20 起为该周期扫描的量，此前口径不同），不统计 goroutine 数量，也不说明它们在等待什么。',
    ),
    claim: localText(
      `Goroutine stacks grew from ${start} to ${end} within ${span}.`,
      `goroutine 栈在 ${span} 内从 ${start} 增至 ${end}。`,
    ),
    summary: localText(
      `In ${name.en} the stacks that GC scans rose from ${start} to ${end} over ${formatCount(rows.to - rows.from)} cycles and ${span}: ${slope}, 95 % interval ${intervalOf(perMinute(trend.low), perMinute(trend.high))}. Stacks belong to goroutines, so either their number rises (goroutines that wait for something that does not come) or they recurse deeper. Stack memory is not part of the live heap, and what blocked goroutines refer to stays alive with them.`,
      `在 ${name['zh-CN']} 中，GC 扫描的栈在 ${span}、${formatCount(rows.to - rows.from)} 个周期内从 ${start} 升至 ${end}：${slope}，95 % 区间 ${intervalOf(perMinute(trend.low), perMinute(trend.high))}。栈属于 goroutine，因此要么 goroutine 数量在增加（在等待不会到来的事件），要么递归更深。栈内存不计入存活堆，而被阻塞的 goroutine 所引用的内存会随之存活。`,
    ),
    figures: [
      {
        name: localText('Growth of stacks', '栈的增长'),
        value: round(growth),
        limit: limits.minGrowth,
        unit: 'bytes',
        isMain: true,
      },
      {
        name: localText('Slope', '斜率'),
        value: round(trend.slope),
        low: round(trend.low),
        high: round(trend.high),
        unit: 'bytes/min',
      },
    ],
    evidence: [
      cyclesEvidence(
        facts,
        rows,
        joined([cyclesText(facts, rows), localText(`stacks ${start} → ${end}`, `栈 ${start} → ${end}`)], ': ', '：'),
      ),
    ],
    refutation: [
      localText(
        'The number of goroutines is steady in that time. Open: two goroutine dumps, or /sched/goroutines:goroutines.',
        '该时段内 goroutine 数量稳定。待定：采集两份 goroutine 转储，或查看 /sched/goroutines:goroutines。',
      ),
    ],
    remedies: [
      {
        title: localText('See where goroutines wait', '查看 goroutine 在何处等待'),
        text: localText(
          'A dump grouped by stack shows the place where most of them stand.',
          '按栈分组的转储可看出大多数停在哪里。',
        ),
        code: { language: 'sh', text: "curl -s 'http://localhost:6060/debug/pprof/goroutine?debug=1' | head -40" },
      },
      {
        title: localText('Give every wait an end', '让每次等待都有终点'),
        text: localText(
          'Send and receive together with the context of the request.',
          '收发操作与请求的 context 一同 select。',
        ),
        code: { language: 'go', text: 'select {\ncase queue <- message:\ncase <-ctx.Done():\n\treturn ctx.Err()\n}' },
      },
    ],
    range: rowsRange(facts, rows),
    functions: [],
    subject: name,
    chart: {
      title: localText('Goroutine stacks per cycle', '每周期 goroutine 栈'),
      unit: 'bytes',
      axis: axisOf(facts),
      series: [
        {
          name: localText('stacks', '栈'),
          role: 'main',
          x: chosen.map((row) => round(atMs(facts, facts.cycles.startNs[row] as number), 3)),
          y: chosen
            .map((row) => facts.cycles.stacksBytes[row] ?? null)
            .map((value) => (value === null || Number.isNaN(value) ? null : value)),
        },
      ],
    },
  }
}
