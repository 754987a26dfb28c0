// A goal that lies barely above the live heap: every few megabytes of garbage start another cycle. No GOGC that people set does that;
// a memory limit that the live heap has nearly reached does, whether the live heap still grows or stands.
import { costShare, cycleCpuNs, type CycleRows } from '../../../analysis/index.ts'
import type { FindingDraft, LifeFacts } from '../../rule.ts'
import { cyclesEvidence, cyclesPerMinute, goalChart, lifeAnchor, round, rowsRange, rowsSpanNs } from '../../lives.ts'
import { impliedGogc } from './goalSettings.ts'
import { formatBytes, formatCount, formatDuration, formatShare, lifeName, localText, rate } from '../../words.ts'

export interface TightGoal {
  rows: CycleRows
  /** Means over the stretch. */
  live: number
  goal: number
  /** GOGC that would give this goal. */
  gogc: number
  cpuShare: number
  perMinute: number
}

type Limits = Readonly<Record<'minCycles' | 'minTime' | 'minGoal' | 'maxGogc', number>>
/** GC takes this much of the CPU: the limiter stands at half. */
const CRITICAL_CPU = 0.25
/** Goal ÷ limit: the rest is what the runtime holds beside the heap. */
const NEAR_LIMIT = 0.75

/** The longest stretch of such goals; null where none is long enough. */
export function tightGoalOf(facts: LifeFacts, limits: Limits): TightGoal | null {
  const { cycles } = facts
  let best: CycleRows | null = null
  let from = -1
  for (let row = 1; row <= cycles.length; row++) {
    const isTight =
      row < cycles.length &&
      impliedGogc(facts, row) <= limits.maxGogc &&
      (cycles.heapGoalBytes[row] as number) >= limits.minGoal
    if (isTight && from < 0) from = row
    if (isTight || from < 0) continue
    const rows = { from, to: row }
    const isLong = rows.to - rows.from >= limits.minCycles && rowsSpanNs(facts, rows) >= limits.minTime
    if (isLong && (best === null || rows.to - rows.from > best.to - best.from)) best = rows
    from = -1
  }
  if (best === null) return null
  const count = best.to - best.from
  const mean = (of: (row: number) => number): number => {
    let sum = 0
    for (let row = best.from; row < best.to; row++) sum += of(row)
    return sum / count
  }
  return {
    rows: best,
    live: mean((row) => cycles.liveHeapBytes[row - 1] as number),
    goal: mean((row) => cycles.heapGoalBytes[row] as number),
    gogc: mean((row) => impliedGogc(facts, row)),
    cpuShare: costShare(cycles, cycleCpuNs, best),
    perMinute: cyclesPerMinute(facts, best),
  }
}

export function tightGoalFinding(
  facts: LifeFacts,
  tight: TightGoal,
  lives: readonly LifeFacts[],
  limits: Limits,
  limitBytes: number | null,
): FindingDraft {
  const { rows, live, goal, gogc, cpuShare, perMinute } = tight
  const name = lifeName(facts, lives)
  const [span, cpu, cycles] = [
    formatDuration(rowsSpanNs(facts, rows)),
    formatShare(cpuShare),
    formatCount(rows.to - rows.from),
  ]
  const percent = formatCount(Math.max(0, Math.round(gogc * 100)))
  const known = limitBytes === null ? '' : formatBytes(limitBytes)
  return {
    anchor: lifeAnchor(facts),
    severity: cpuShare >= CRITICAL_CPU ? 'critical' : 'warning',
    // A limit that is named and this near leaves nothing else that could hold the goal.
    likelihood: limitBytes === null ? 'likely' : goal >= NEAR_LIMIT * limitBytes ? 'certain' : 'veryLikely',
    confidence: rows.to - rows.from >= 50 ? 'high' : 'medium',
    confidenceReason: localText(
      `Goal and live heap of ${cycles} cycles, by the pacer’s formula. ${limitBytes === null ? 'The limit itself is not in the log; a GOGC this low would look the same.' : `The process names a limit of ${known}.`}`,
      `依据 ${cycles} 个周期的堆目标与存活堆，按调速器公式计算。${limitBytes === null ? '日志不含限制值本身；如此低的 GOGC 看起来也一样。' : `进程表明限制为 ${known}。`}`,
    ),
    claim: localText(
      `A memory limit leaves ${formatBytes(Math.max(0, goal - live))} between the live heap and its goal: the GC ran ${rate(perMinute)} times a minute for ${span} and took ${cpu} of the CPU.`,
      `内存限制使存活堆与堆目标之间只剩 ${formatBytes(Math.max(0, goal - live))}：GC 在 ${span} 内每分钟运行 ${rate(perMinute)} 次，占用 ${cpu} 的 CPU。`,
    ),
    summary: localText(
      `In ${name.en} the heap goal lay at ${formatBytes(goal)} over ${formatBytes(live)} of live heap for ${cycles} cycles, as a GOGC of ${percent} would put it; with GOGC=100 the heap could double. A memory limit (GOMEMLIMIT or debug.SetMemoryLimit) that the live heap has nearly reached does this: each cycle frees almost nothing, and the next begins at once. The runtime’s limiter caps GC at about half of the CPU; then the limit is exceeded.`,
      `在 ${name['zh-CN']} 中，有 ${cycles} 个周期的堆目标为 ${formatBytes(goal)}，而存活堆为 ${formatBytes(live)}，相当于 GOGC=${percent}；GOGC=100 时堆可以翻倍。存活堆逼近内存限制（GOMEMLIMIT 或 debug.SetMemoryLimit）时便会如此：每个周期几乎回收不到内存，下一个立即开始。运行时的限制器把 GC 限在约一半 CPU；之后就会超出限制。`,
    ),
    figures: [
      {
        name: localText('GOGC by goal and live heap', '由目标与存活堆推得的 GOGC'),
        value: round(gogc, 4),
        limit: limits.maxGogc,
        unit: 'share',
        isMain: true,
      },
      { name: localText('GC share of the CPU', 'GC 占 CPU'), value: round(cpuShare, 4), unit: 'share' },
      { name: localText('GC cycles per minute', '每分钟 GC 周期'), value: round(perMinute, 1), unit: 'count/min' },
      { name: localText('Live heap (mean)', '存活堆（均值）'), value: round(live), unit: 'bytes' },
      { name: localText('Heap goal (mean)', '堆目标（均值）'), value: round(goal), unit: 'bytes' },
      {
        name: localText('Cycles in a row', '连续周期'),
        value: rows.to - rows.from,
        limit: limits.minCycles,
        unit: 'count',
      },
    ],
    evidence: [cyclesEvidence(facts, rows, localText('Goals barely above the live heap', '堆目标仅略高于存活堆'))],
    refutation: [
      localText(
        'GOGC is set this low, or debug.SetGCPercent sets it. Open: see the environment of the process; /gc/gogc:percent and /gc/gomemlimit:bytes of runtime/metrics tell both.',
        'GOGC 就设置得这么低，或由 debug.SetGCPercent 设置。待定：查看进程环境；runtime/metrics 的 /gc/gogc:percent 与 /gc/gomemlimit:bytes 给出两者。',
      ),
    ],
    remedies: [
      {
        title: localText('Raise the limit together with the container’s memory', '连同容器内存一起提高限制'),
        text: localText(
          'Or keep less: under a limit, what is retained is paid for with CPU time.',
          '或减少持有：在限制之下，持有的内存以 CPU 时间为代价。',
        ),
        code: { language: 'sh', text: 'GOMEMLIMIT=900MiB ./service   # container limit 1 GiB' },
      },
    ],
    range: rowsRange(facts, rows),
    functions: [],
    subject: name,
    chart: goalChart(facts),
  }
}
