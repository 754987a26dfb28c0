import { MIB } from '../../../../../shared/units/units.ts'
import { costShare, cycleCpuNs, quantile } from '../../../analysis/index.ts'
import { clear, defineRule, found, type CaseFacts, type FindingDraft, type LifeFacts } from '../../rule.ts'
import { seriesEvidence } from '../../memory.ts'
import {
  SECOND,
  allRows,
  cyclesEvidence,
  cyclesPerMinute,
  cyclesText,
  goalChart,
  judgedLives,
  lifeAnchor,
  medianGoal,
  noLives,
  round,
  rowsRange,
  skippedText,
} from '../../lives.ts'
import { formatBytes, formatCount, formatShare, joined, lifeName, listed, localText, rate } from '../../words.ts'
import { goalSettings, impliedGogc, type GoalSettings } from './goalSettings.ts'

/**
 * The goal lies GOGC percent above what a cycle scans. A low GOGC makes cycles frequent and the heap small: memory is bought with CPU.
 * A memory limit can hold the goal as near, but not in the same proportion while the live heap changes, and not far below the limit.
 */
export const lowGogc = defineRule({
  id: 'gc/low-gogc',
  version: 1,
  title: localText('GOGC is set low, and the GC pays for it', 'GOGC 设置过低，以 GC 开销为代价'),
  goVersions: 'go1.5+',
  limits: {
    minCycles: { title: localText('GC cycles, at least', 'GC 周期，至少'), unit: 'count', value: 30 },
    minTime: { title: localText('Length of the life, at least', '运行时长，至少'), unit: 'ns', value: 10 * SECOND },
    maxGogc: {
      title: localText('GOGC by goal and live heap, at most', '由目标与存活堆推得的 GOGC，至多'),
      unit: 'share',
      value: 0.5,
    },
    minGoal: {
      title: localText('Heap goal (median), at least', '堆目标（中位数），至少'),
      unit: 'bytes',
      value: 16 * MIB,
    },
    warn: { title: localText('Share of CPU taken by GC', 'GC 的 CPU 占比'), unit: 'share', value: 0.1 },
    critical: { title: localText('… critical', '……严重'), unit: 'share', value: 0.25 },
  },

  evaluate(facts, limits) {
    const { judged, skipped } = judgedLives(facts, limits.minCycles, limits.minTime)
    if (judged.length === 0) return noLives(facts, limits.minCycles, limits.minTime)
    const measured = judged.map((life) => measure(life, facts))
    const low = measured.filter(
      (one) =>
        one.gogc <= limits.maxGogc && one.goal >= limits.minGoal && one.cpuShare >= limits.warn && one.why !== null,
    )
    if (low.length > 0) return found(low.map((one) => finding(one, facts.lives, limits)))
    const texts = measured.map(({ life, gogc, cpuShare }) => {
      const [name, percent, cpu] = [lifeName(life, facts.lives), percentText(gogc), formatShare(cpuShare)]
      return localText(
        `${name.en}: the goal stands as a GOGC of ${percent} puts it, GC takes ${cpu} of the CPU`,
        `${name['zh-CN']}：堆目标相当于 GOGC=${percent}，GC 占 CPU ${cpu}`,
      )
    })
    return clear(joined([listed(texts), skippedText(skipped)], '. ', '。'))
  },
})

interface Measured {
  life: LifeFacts
  /** Median over the cycles, as a share. */
  gogc: number
  goal: number
  live: number
  cpuShare: number
  perMinute: number
  settings: GoalSettings
  /** What tells that it is GOGC; null: nothing does, or a memory limit explains it. */
  why: 'set' | 'noLimit' | 'proportion' | null
}

/** Live heaps that differ this much with a goal in the same proportion to each. */
const MIN_RANGE = 1.2
/** The proportion may wander so much: gctrace prints whole MiB, and the live heap is that of the cycle before. */
const PROPORTION = 0.25

function measure(life: LifeFacts, facts: CaseFacts): Measured {
  const { cycles } = life
  const implied = Float64Array.from({ length: Math.max(0, cycles.length - 1) }, (_, row) =>
    impliedGogc(life, row + 1),
  ).filter((value) => !Number.isNaN(value))
  const gogc = quantile(implied, 0.5)
  const lives = cycles.liveHeapBytes.subarray(0, cycles.length)
  const goal = medianGoal(life)
  const [lowest, highest] = [quantile(lives, 0.1), quantile(lives, 0.9)]
  const [from, to] = [quantile(implied, 0.1), quantile(implied, 0.9)]
  const isProportional =
    highest >= MIN_RANGE * Math.max(MIB, lowest) && to - from <= 2 * (PROPORTION * gogc + MIB / Math.max(MIB, lowest))
  const settings = goalSettings(life, facts)
  const by = settings.heldBy(gogc, goal)
  return {
    life,
    gogc,
    goal,
    live: quantile(lives, 0.5),
    cpuShare: costShare(cycles, cycleCpuNs),
    perMinute: cyclesPerMinute(life),
    settings,
    why:
      by === 'gogc'
        ? settings.gogc === null
          ? 'noLimit'
          : 'set'
        : by === 'unknown' && isProportional
          ? 'proportion'
          : null,
  }
}

const percentText = (gogc: number): string => formatCount(Math.max(0, Math.round(gogc * 100)))

const REASONS = {
  set: localText('The process itself names its GOGC.', '进程自身给出了 GOGC。'),
  noLimit: localText(
    'The statistics of the process say that no memory limit comes near, so only GOGC can put the goal there.',
    '进程的统计数据表明没有接近的内存限制，因此只有 GOGC 能把目标压在此处。',
  ),
  proportion: localText(
    'The live heap changed and the goal kept its proportion to it, which a memory limit does not do. The setting itself is not in the log.',
    '存活堆有变化而堆目标与其保持同一比例，内存限制不会如此。日志不含该设置本身。',
  ),
} as const

function finding(
  { life, gogc, goal, live, cpuShare, perMinute, settings, why }: Measured,
  lives: readonly LifeFacts[],
  limits: Record<'maxGogc' | 'warn' | 'critical', number>,
): FindingDraft {
  const name = lifeName(life, lives)
  const rows = allRows(life)
  const percent = percentText(settings.gogc ?? gogc)
  const isCritical = cpuShare >= limits.critical
  const [cpu, often, room] = [formatShare(cpuShare), rate(perMinute), formatBytes(Math.max(0, goal - live))]
  // What a cycle costs stays, how many there are goes with the room under the goal.
  const fewer = formatCount(Math.max(2, Math.round(1 / Math.max(0.01, settings.gogc ?? gogc))))
  return {
    anchor: lifeAnchor(life),
    severity: isCritical ? 'critical' : 'warning',
    likelihood: why === 'proportion' ? 'veryLikely' : 'certain',
    confidence: why === 'proportion' ? 'medium' : 'high',
    confidenceReason: joined([
      localText(
        `By goal and live heap of ${formatCount(life.cycles.length)} cycles, as the pacer computes the one from the other.`,
        `依据 ${formatCount(life.cycles.length)} 个周期的堆目标与存活堆，按调速器公式推算。`,
      ),
      REASONS[why ?? 'proportion'],
    ]),
    claim: localText(
      `GOGC is about ${percent}: with only ${room} between the live heap and its goal the GC ran ${often} times a minute and took ${cpu} of the CPU.`,
      `GOGC 约为 ${percent}：存活堆与堆目标之间只有 ${room}，GC 每分钟运行 ${often} 次，占用 ${cpu} 的 CPU。`,
    ),
    summary: localText(
      `In ${name.en} the heap goal lies at ${formatBytes(goal)} over ${formatBytes(live)} of live heap in the median, as a GOGC of ${percent} puts it; the default of 100 would let the heap double and need about ${fewer} times fewer cycles at the same rate of allocation. Each cycle marks the whole live heap again, so what GC costs follows from this setting (environment variable GOGC or debug.SetGCPercent) more than from the program.`,
      `在 ${name['zh-CN']} 中，堆目标中位数为 ${formatBytes(goal)}，存活堆为 ${formatBytes(live)}，相当于 GOGC=${percent}；默认值 100 允许堆翻倍，在相同分配速率下周期数约减至 1/${fewer}。每个周期都要重新标记整个存活堆，因此 GC 的开销主要源于此设置（环境变量 GOGC 或 debug.SetGCPercent），而非程序本身。`,
    ),
    figures: [
      {
        name: localText('GOGC by goal and live heap', '由目标与存活堆推得的 GOGC'),
        value: round(gogc, 4),
        limit: limits.maxGogc,
        unit: 'share',
        isMain: true,
      },
      {
        name: localText('GC share of the CPU', 'GC 占 CPU'),
        value: round(cpuShare, 4),
        limit: isCritical ? limits.critical : limits.warn,
        unit: 'share',
      },
      { name: localText('GC cycles per minute', '每分钟 GC 周期'), value: round(perMinute, 1), unit: 'count/min' },
      { name: localText('Live heap, median', '存活堆，中位数'), value: round(live), unit: 'bytes' },
      { name: localText('Heap goal, median', '堆目标，中位数'), value: round(goal), unit: 'bytes' },
    ],
    evidence: [
      cyclesEvidence(
        life,
        rows,
        joined(
          [cyclesText(life, rows), localText(`goals as of GOGC=${percent}`, `堆目标相当于 GOGC=${percent}`)],
          ': ',
          '：',
        ),
      ),
      ...(settings.gogcSample
        ? [
            seriesEvidence(
              settings.gogcSample.sourceId,
              [settings.gogcSample.name],
              settings.gogcSample.at,
              localText(`${settings.gogcSample.name} = ${percent}`, `${settings.gogcSample.name} = ${percent}`),
            ),
          ]
        : []),
    ],
    refutation: [
      localText(
        'The setting is deliberate: memory is scarce and the CPU idle. Open: ask who set it, and compare with the CPU use of the container.',
        '此设置是有意为之：内存紧缺而 CPU 空闲。待定：询问设置者，并与容器的 CPU 使用对照。',
      ),
      ...(why === 'proportion'
        ? [
            localText(
              'A memory limit follows the heap, as one set by the program from what it uses. Open: /gc/gogc:percent and /gc/gomemlimit:bytes of runtime/metrics tell both.',
              '内存限制随堆变化，例如程序按使用量自行设置。待定：runtime/metrics 的 /gc/gogc:percent 与 /gc/gomemlimit:bytes 给出两者。',
            ),
          ]
        : []),
    ],
    remedies: [
      {
        title: localText('Raise GOGC, and bound memory by GOMEMLIMIT instead', '调高 GOGC，改用 GOMEMLIMIT 约束内存'),
        text: localText(
          'A limit a little below that of the container (Go 1.19 and later) spends CPU only when memory is really short.',
          '设为略低于容器上限的内存限制（Go 1.19 起），只在内存真正紧张时才消耗 CPU。',
        ),
        code: { language: 'sh', text: 'GOGC=100 GOMEMLIMIT=900MiB ./service   # container limit 1 GiB' },
      },
    ],
    range: rowsRange(life, rows),
    functions: [],
    subject: name,
    chart: goalChart(life),
  }
}
