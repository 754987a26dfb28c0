import { costShare, pacerOf, worstWindow, type WorstWindow } from '../../../analysis/index.ts'
import type { FindingFigure, GcCycleColumns } from '../../../../../shared/records/index.ts'
import { digitsFor, formatNumber } from '../../../../../shared/units/format.ts'
import { clear, defineRule, found } from '../../rule.ts'
import type { CaseFacts, EvidenceDraft, FindingDraft, LifeFacts, RuntimeFacts } from '../../rule.ts'
import {
  NANOS_PER_MINUTE,
  SECOND,
  cyclesEvidence,
  cyclesText,
  judgedLives,
  lifeAnchor,
  noLives,
  round,
  rowsRange,
  skippedText,
} from '../../lives.ts'
import { linesEvidence } from '../../runtime.ts'
import { formatCount, formatDuration, formatShare, joined, lifeName, listed, localText } from '../../words.ts'
import type { LocalText } from '../../words.ts'
import { cpuChart } from './cpuChart.ts'

const assistCpu = (columns: GcCycleColumns, row: number): number => columns.assistCpuNs[row] as number

/** A goroutine that allocates while marking runs and has no credit must mark first: that time is missing from its request. */
export const assistShare = defineRule({
  id: 'gc/assist-share',
  version: 1,
  title: localText('Mark assists slow the program’s own goroutines', '标记辅助拖慢程序自身的 goroutine'),
  goVersions: 'go1.5+',
  limits: {
    minCycles: { title: localText('GC cycles, at least', 'GC 周期，至少'), unit: 'count', value: 10 },
    minTime: { title: localText('Length of the life, at least', '运行时长，至少'), unit: 'ns', value: 30 * SECOND },
    window: { title: localText('Window looked at', '考察的时间窗'), unit: 'ns', value: NANOS_PER_MINUTE },
    warn: {
      title: localText('Share of CPU in assists, worst window', '辅助的 CPU 占比，最差时间窗'),
      unit: 'share',
      value: 0.05,
    },
    critical: { title: localText('… critical', '……严重'), unit: 'share', value: 0.15 },
  },

  evaluate(facts, limits) {
    const { judged, skipped } = judgedLives(facts, limits.minCycles, limits.minTime)
    if (judged.length === 0) return noLives(facts, limits.minCycles, limits.minTime)
    const measured = judged.map((life) => ({
      life,
      worst: worstWindow(life.cycles, limits.window, assistCpu) as WorstWindow,
    }))
    const high = measured.filter(({ worst }) => worst.share >= limits.warn)
    if (high.length > 0) return found(high.map(({ life, worst }) => finding(life, worst, facts, limits)))
    const texts = measured.map(({ life, worst }) => {
      const name = lifeName(life, facts.lives)
      const [share, span] = [formatShare(worst.share), formatDuration(worst.spanNs)]
      return localText(
        `${name.en}: assists take at most ${share} of the CPU in any ${span}`,
        `${name['zh-CN']}：任意 ${span} 内标记辅助至多占 CPU 的 ${share}`,
      )
    })
    return clear(joined([listed(texts), skippedText(skipped)], '. ', '。'))
  },
})

function finding(
  facts: LifeFacts,
  worst: WorstWindow,
  { lives, runtime }: CaseFacts,
  limits: Record<'warn' | 'critical', number>,
): FindingDraft {
  const name = lifeName(facts, lives)
  const isCritical = worst.share >= limits.critical
  const [share, span] = [formatShare(worst.share), formatDuration(worst.spanNs)]
  const cycles = worst.to - worst.from
  const whole = costShare(facts.cycles, assistCpu)
  const background = costShare(facts.cycles, (columns, row) => columns.backgroundCpuNs[row] as number, worst)
  const pacer = pacerEvidence(facts, worst, runtime)
  const paid = formatDuration(worst.share * worst.spanNs * (facts.cycles.procs[worst.from] as number))
  return {
    anchor: lifeAnchor(facts),
    severity: isCritical ? 'critical' : 'warning',
    likelihood: 'veryLikely',
    confidence: facts.life.missingCycles === 0 ? 'high' : 'medium',
    confidenceReason: localText(
      'Assist CPU is measured by the runtime for every cycle. gctrace does not name the goroutines that paid; a CPU profile (gcAssistAlloc and its callers) or an execution trace does.',
      '标记辅助的 CPU 由运行时逐周期测量。gctrace 不说明由哪些 goroutine 承担；CPU 剖析（gcAssistAlloc 及其调用者）或执行跟踪可以说明。',
    ),
    claim: localText(
      `Goroutines that allocate spent ${share} of all CPU on mark assists in the worst ${span}.`,
      `在最差的 ${span} 内，正在分配的 goroutine 把全部 CPU 的 ${share} 花在标记辅助上。`,
    ),
    summary: joined([
      localText(
        `While marking runs, a goroutine that allocates faster than background workers mark must first mark itself: a mark assist, paid out of the request's own time. In ${name.en} assists took ${share} of the CPU in the worst ${span}, ${paid} of CPU time over ${formatCount(cycles)} cycles; background workers took ${formatShare(background)}. Over the whole life assists are ${formatShare(whole)}. Assists grow when allocation runs ahead of the room left between the heap at the start of marking and the heap goal, so a goal held down by a memory limit is the usual cause.`,
        `标记进行时，分配快于后台标记的 goroutine 必须先自己做标记，即标记辅助，时间从请求本身扣除。在 ${name['zh-CN']} 中，最差的 ${span} 内辅助占用 ${share} 的 CPU，${formatCount(cycles)} 个周期共 ${paid} CPU 时间；后台标记占 ${formatShare(background)}。全程辅助占 ${formatShare(whole)}。当分配速度超过标记开始时的堆到堆目标之间的余量时，辅助就会增多，因此常见原因是内存限制压住了堆目标。`,
      ),
      pacer?.sentence ?? null,
    ]),
    figures: [
      {
        name: localText('Share of CPU in mark assists, worst window', '标记辅助的 CPU 占比，最差时间窗'),
        value: round(worst.share, 4),
        limit: isCritical ? limits.critical : limits.warn,
        unit: 'share',
        isMain: true,
      },
      {
        name: localText('Share of CPU in mark assists, whole life', '标记辅助的 CPU 占比，全程'),
        value: round(whole, 4),
        unit: 'share',
      },
      {
        name: localText('Background marking in the same window', '同一时间窗的后台标记'),
        value: round(background, 4),
        unit: 'share',
      },
      ...(pacer?.figures ?? []),
    ],
    evidence: [
      cyclesEvidence(
        facts,
        worst,
        joined(
          [cyclesText(facts, worst), localText(`mark assists ${share} of CPU`, `标记辅助占 CPU ${share}`)],
          ': ',
          '：',
        ),
      ),
      ...(pacer?.evidence ?? []),
    ],
    refutation: [
      localText(
        'A CPU profile of that time shows runtime.gcAssistAlloc well below this share.',
        '该时段的 CPU 剖析中 runtime.gcAssistAlloc 远低于此占比。',
      ),
      localText(
        'Latency did not rise in that window although requests allocate. Open: compare with the latency of that time.',
        '请求虽有分配，延迟在该时间窗内却没有上升。待定：与该时段的延迟对照。',
      ),
    ],
    remedies: [
      {
        title: localText(
          'Free the heap goal: less live heap, or a higher memory limit',
          '放开堆目标：减少存活堆，或提高内存限制',
        ),
        text: localText(
          'Assists vanish when the goal is far enough above the live heap. Where retention grows, end it first; raising the limit only buys time.',
          '堆目标高出存活堆足够多时，辅助便会消失。若持有在增长，先止住它；提高限制只是争取时间。',
        ),
      },
      {
        title: localText('Reuse what is allocated per request', '复用每个请求分配的对象'),
        text: localText(
          'Less allocation while marking means less debt. sync.Pool keeps objects over one cycle.',
          '标记期间分配越少，欠债越少。sync.Pool 可让对象跨越一个周期。',
        ),
        code: {
          language: 'go',
          text: 'var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}\n\nbuf := buffers.Get().(*bytes.Buffer)\nbuf.Reset()\ndefer buffers.Put(buf)',
        },
      },
    ],
    range: rowsRange(facts, worst),
    functions: [],
    subject: name,
    chart: cpuChart(facts, limits.warn, limits.critical),
  }
}

/** What gcpacertrace says of the same cycles, where the log has it: how much scanning each allocated byte had to pay for. */
function pacerEvidence(
  facts: LifeFacts,
  { from, to }: WorstWindow,
  runtime: readonly RuntimeFacts[],
): { sentence: LocalText; figures: FindingFigure[]; evidence: EvidenceDraft[] } | null {
  const log = runtime.find(({ life, counts }) => life.id === facts.life.id && (counts.pacerCycles ?? 0) > 0)
  if (!log) return null
  const [first, last] = [facts.cycles.number[from] as number, facts.cycles.number[to - 1] as number]
  const pacer = pacerOf(log.rows('pacerCycles'), first, last)
  if (!pacer) return null
  const [ratio, cpu, expected] = [
    formatNumber(pacer.assistRatio, digitsFor(pacer.assistRatio)),
    formatShare(pacer.cpuPercent / 100),
    formatShare(pacer.expectedCpuPercent / 100),
  ]
  return {
    sentence: localText(
      `The pacer's own lines of these cycles say the same: it planned ${ratio} bytes of scanning per byte allocated, and GC took ${cpu} of the CPU while marking, where it aims at ${expected} (medians of ${formatCount(pacer.cycles)} cycles).`,
      `同一批周期的调步行也印证了这一点：计划为每分配 1 字节扫描 ${ratio} 字节，标记期间 GC 占用 ${cpu} 的 CPU，而目标为 ${expected}（${formatCount(pacer.cycles)} 个周期的中位数）。`,
    ),
    figures: [
      {
        name: localText('CPU of GC while marking, by the pacer', '标记期间 GC 的 CPU，调步行'),
        value: round(pacer.cpuPercent / 100, 4),
        limit: round(pacer.expectedCpuPercent / 100, 4),
        unit: 'share',
      },
    ],
    evidence: [
      linesEvidence(
        facts,
        pacer.line,
        pacer.line,
        localText(`pacer lines of the same cycles: assist ratio ${ratio}`, `同一批周期的调步行：辅助比率 ${ratio}`),
      ),
    ],
  }
}
