import { gcSummary, cyclePauseNs } from '../../../analysis/index.ts'
import { clear, defineRule, found, type FindingDraft, type LifeFacts } from '../../rule.ts'
import {
  allRows,
  axisOf,
  cycleEvidence,
  cyclesEvidence,
  cyclesText,
  judgedLives,
  lifeAnchor,
  noLives,
  round,
  rowsRange,
  skippedText,
  atMs,
} from '../../lives.ts'
import { formatCount, formatDuration, formatShare, joined, lifeName, listed, localText } from '../../words.ts'

const MS = 1e6
/** Points of the chart: the longest pauses. */
const CHARTED = 200

/** A cycle stops the world twice, shortly; concurrent mark between them is no pause. */
export const longPauses = defineRule({
  id: 'gc/long-pauses',
  version: 1,
  title: localText('GC pauses are long', 'GC 暂停偏长'),
  goVersions: 'go1.5+',
  limits: {
    minCycles: { title: localText('GC cycles, at least', 'GC 周期，至少'), unit: 'count', value: 20 },
    p99: { title: localText('Pause, 99th percentile', '暂停，第 99 百分位'), unit: 'ns', value: 10 * MS },
    longest: { title: localText('Longest pause', '最长暂停'), unit: 'ns', value: 50 * MS },
    critical: { title: localText('Longest pause, critical', '最长暂停，严重'), unit: 'ns', value: 500 * MS },
  },

  evaluate(facts, limits) {
    const { judged, skipped } = judgedLives(facts, limits.minCycles, 0)
    if (judged.length === 0) return noLives(facts, limits.minCycles, 0)
    const measured = judged.map((life) => ({ life, pause: pausesOf(life) }))
    const long = measured.filter(({ pause }) => pause.p99Ns >= limits.p99 || pause.maxNs >= limits.longest)
    if (long.length > 0) return found(long.map(({ life, pause }) => finding(life, pause, facts.lives, limits)))
    const texts = measured.map(({ life, pause }) => {
      const name = lifeName(life, facts.lives)
      const [p99, max] = [formatDuration(pause.p99Ns), formatDuration(pause.maxNs)]
      return localText(
        `${name.en}: 99 % of pauses up to ${p99}, the longest ${max}`,
        `${name['zh-CN']}：99 % 的暂停不超过 ${p99}，最长 ${max}`,
      )
    })
    return clear(joined([listed(texts), skippedText(skipped)], '. ', '。'))
  },
})

type Pauses = ReturnType<typeof pausesOf>

function pausesOf({ cycles }: LifeFacts) {
  const summary = gcSummary(cycles)
  if (!summary) throw new RangeError('a judged life has cycles')
  const longestRow = rowOf(cycles.number, cycles.length, summary.pause.maxCycle)
  return {
    ...summary.pause,
    longestRow,
    share: summary.spanNs > 0 ? summary.pause.totalNs / summary.spanNs : 0,
    sweepTermNs: cycles.sweepTermNs[longestRow] as number,
    markTermNs: cycles.markTermNs[longestRow] as number,
  }
}

const rowOf = (numbers: Float64Array, length: number, number: number): number =>
  Math.max(0, numbers.subarray(0, length).indexOf(number))

function finding(
  facts: LifeFacts,
  pause: Pauses,
  lives: readonly LifeFacts[],
  limits: Record<'p99' | 'longest' | 'critical', number>,
): FindingDraft {
  const name = lifeName(facts, lives)
  const [median, p99, max] = [formatDuration(pause.medianNs), formatDuration(pause.p99Ns), formatDuration(pause.maxNs)]
  const isOften = pause.p99Ns >= limits.p99
  const phase =
    pause.sweepTermNs >= pause.markTermNs
      ? localText('sweep termination', '清扫终止')
      : localText('mark termination', '标记终止')
  const over = Array.from({ length: facts.cycles.length }, (_, row) => row).filter(
    (row) => cyclePauseNs(facts.cycles, row) >= limits.p99,
  )
  const charted = Array.from({ length: facts.cycles.length }, (_, row) => row)
    .sort((a, b) => cyclePauseNs(facts.cycles, b) - cyclePauseNs(facts.cycles, a))
    .slice(0, CHARTED)
    .sort((a, b) => a - b)
  return {
    anchor: lifeAnchor(facts),
    severity: pause.maxNs >= limits.critical ? 'critical' : 'warning',
    likelihood: 'certain',
    confidence: facts.life.missingCycles === 0 ? 'high' : 'medium',
    confidenceReason: localText(
      'The runtime measures both pauses itself. The figure includes the time until the last goroutine stopped; gctrace does not tell that part from the pause proper, nor which goroutine was last.',
      '两次暂停均由运行时自行测量。数值包含等待最后一个 goroutine 停下的时间；gctrace 不区分这一部分，也不说明谁最后停下。',
    ),
    claim: localText(
      `The world was stopped for up to ${max} in one GC cycle; 99 % of the cycles stay within ${p99}.`,
      `单个 GC 周期内世界最长停止 ${max}；99 % 的周期不超过 ${p99}。`,
    ),
    summary: localText(
      `Each GC cycle stops all goroutines twice, at sweep termination and at mark termination; both together are its pause. In ${name.en} the median is ${median}, 99 % of ${formatCount(facts.cycles.length)} cycles stay within ${p99}, and the longest is ${max} in cycle ${formatCount(pause.maxCycle)}, mostly in ${phase.en}. ${formatCount(over.length)} cycles took ${formatDuration(limits.p99)} or more; all pauses together are ${formatShare(pause.share, 2)} of the time. A long pause usually waits for a goroutine to stop or for a P to be scheduled by the operating system: a container out of CPU quota stretches it without any fault of the program.`,
      `每个 GC 周期会两次停止所有 goroutine：清扫终止与标记终止，两者之和为该周期的暂停。在 ${name['zh-CN']} 中，中位数为 ${median}，${formatCount(facts.cycles.length)} 个周期中 99 % 不超过 ${p99}，最长 ${max}，出现在第 ${formatCount(pause.maxCycle)} 个周期，主要在${phase['zh-CN']}阶段。${formatCount(over.length)} 个周期达到或超过 ${formatDuration(limits.p99)}；全部暂停占总时间的 ${formatShare(pause.share, 2)}。暂停偏长通常是在等待某个 goroutine 停下，或等待操作系统调度某个 P：容器 CPU 配额用尽时，程序本身无误也会被拉长。`,
    ),
    figures: [
      {
        name: localText('Longest pause', '最长暂停'),
        value: round(pause.maxNs),
        limit: limits.longest,
        unit: 'ns',
        isMain: pause.maxNs >= limits.longest,
      },
      {
        name: localText('99th percentile', '第 99 百分位'),
        value: round(pause.p99Ns),
        limit: limits.p99,
        unit: 'ns',
        isMain: pause.maxNs < limits.longest,
      },
      { name: localText('95th percentile', '第 95 百分位'), value: round(pause.p95Ns), unit: 'ns' },
      { name: localText('Median', '中位数'), value: round(pause.medianNs), unit: 'ns' },
      { name: localText('Share of time stopped', '停止时间占比'), value: round(pause.share, 5), unit: 'share' },
    ],
    evidence: [
      cycleEvidence(
        facts,
        pause.longestRow,
        localText(
          `GC cycle ${formatCount(pause.maxCycle)}: ${formatDuration(pause.sweepTermNs)} sweep termination + ${formatDuration(pause.markTermNs)} mark termination`,
          `GC 周期 ${formatCount(pause.maxCycle)}：清扫终止 ${formatDuration(pause.sweepTermNs)} + 标记终止 ${formatDuration(pause.markTermNs)}`,
        ),
      ),
      cyclesEvidence(
        facts,
        allRows(facts),
        joined(
          [cyclesText(facts, allRows(facts)), localText(`pauses, 99 % up to ${p99}`, `暂停，99 % 不超过 ${p99}`)],
          ': ',
          '：',
        ),
      ),
    ],
    refutation: [
      localText(
        isOften
          ? 'Request latency at those times shows no steps of that length.'
          : 'It happened a few times only and no request was waiting. Open: compare with latency at those times.',
        isOften
          ? '那些时刻的请求延迟没有相应的台阶。'
          : '只发生少数几次，且当时没有请求在等待。待定：与那些时刻的延迟对照。',
      ),
      localText(
        'The container was throttled or the host overcommitted at those moments: then the scheduler of the operating system stretched the pause, not the program. Open: see nr_throttled in cpu.stat.',
        '当时容器被限流或主机超售：那么是操作系统调度拉长了暂停，而非程序。待定：查看 cpu.stat 的 nr_throttled。',
      ),
    ],
    remedies: [
      {
        title: localText('See who stopped last', '查明谁最后停下'),
        text: localText(
          'An execution trace of a second or two shows each stop-the-world with its reason and the goroutines around it; from Go 1.22 /sched/pauses/stopping/gc tells the time to stop from the time stopped.',
          '采集一两秒的执行跟踪，可看到每次停止世界的原因与前后的 goroutine；Go 1.22 起 /sched/pauses/stopping/gc 区分停下所需时间与停止时间。',
        ),
        code: { language: 'sh', text: "curl -s -o trace.out 'http://localhost:6060/debug/pprof/trace?seconds=2'" },
      },
      {
        title: localText('Match GOMAXPROCS to the CPU quota', '让 GOMAXPROCS 与 CPU 配额一致'),
        text: localText(
          'Before Go 1.25 the runtime takes the number of CPUs of the host whatever the container may use; more Ps than quota means throttling in the middle of a pause.',
          'Go 1.25 之前运行时按主机 CPU 数设定，不看容器配额；P 多于配额会在暂停中途被限流。',
        ),
        code: { language: 'sh', text: 'GOMAXPROCS=2 ./service   # container limit: 2 CPUs' },
      },
      {
        title: localText('Lower the number of cycles', '减少周期次数'),
        text: localText(
          'Each cycle brings two pauses: less allocation, or more room by GOGC, makes them rarer, not shorter.',
          '每个周期带来两次暂停：减少分配，或用 GOGC 给出更多余量，会使其更少，但不会更短。',
        ),
      },
    ],
    range: rowsRange(facts, allRows(facts)),
    functions: [],
    subject: name,
    chart: {
      title: localText('Longest pauses', '最长的暂停'),
      unit: 'ns',
      axis: axisOf(facts),
      series: [
        {
          name: localText('pause of a cycle', '周期的暂停'),
          role: 'main',
          x: charted.map((row) => round(atMs(facts, facts.cycles.startNs[row] as number), 3)),
          y: charted.map((row) => cyclePauseNs(facts.cycles, row)),
        },
      ],
      limits: [
        { value: limits.p99, label: localText('limit of the 99th percentile', '第 99 百分位上限'), severity: 'notice' },
        { value: limits.longest, label: localText('limit of the longest', '最长暂停上限'), severity: 'warning' },
      ],
    },
  }
}
