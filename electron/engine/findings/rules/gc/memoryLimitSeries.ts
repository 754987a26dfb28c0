// The memory limit by the runtime's own statistics: what it is set to, how near the program is to it, whether the limiter of GC
// time was on. Where a log of GC cycles is there, it tells more; these figures then only confirm or refute it.
import { counted } from '../../../../../shared/lib/counted.ts'
import { NANOS_PER_MILLI } from '../../../../../shared/units/units.ts'
import { quantile, retained, type MemoryGroup } from '../../../analysis/index.ts'
import type { CaseFacts, FindingDraft } from '../../rule.ts'
import { round } from '../../lives.ts'
import {
  chartSeries,
  goSamples,
  groupAnchor,
  groupName,
  nearestSample,
  samplesOf,
  seriesEvidence,
  settled,
  timeText,
  wallRange,
  type GoSample,
} from '../../memory.ts'
import { formatBytes, formatCount, formatDuration, formatShare, localText, rate, type LocalText } from '../../words.ts'

/** `math.MaxInt64` is no limit; what is as large means the same. */
const NO_LIMIT = 2 ** 62
const MS_PER_MINUTE = 60_000
/** Values of one scrape. */
const BESIDE_MS = 1

export interface KnownLimit {
  /** Null: the runtime says that none is set. */
  bytes: number | null
  at: number
  sourceId: GoSample['sourceId']
  name: string
}

/** What the runtime says its limit is; null where it does not say. The smallest of a limit that was moved. */
export function knownLimit(group: MemoryGroup | undefined): KnownLimit | null {
  const samples = group ? samplesOf(group, 'go.memory-limit') : []
  const [first] = samples
  if (!first) return null
  const least = samples.reduce((best, sample) => (sample.value < best.value ? sample : best), first)
  return {
    bytes: least.value >= NO_LIMIT || least.value <= 0 ? null : least.value,
    at: least.at,
    sourceId: least.sourceId,
    name: least.name,
  }
}

/** The last GC cycle in which the limiter was on, of all samples; null where that is not said. */
export function limiterLast(group: MemoryGroup | undefined): number | null {
  const samples = group ? samplesOf(group, 'go.gc.limiter-last') : []
  return samples.length === 0 ? null : Math.max(...samples.map(({ value }) => value))
}

export interface SeriesPressure {
  group: MemoryGroup
  limit: number
  limitSource: KnownLimit
  samples: GoSample[]
  /** Median of what counts against the limit, of the limit. */
  share: number
  /** Samples whose live heap alone is above the limit. */
  above: number
  /** GC cycles per minute; NaN where they are not counted. */
  cycleRate: number
  limiter: number | null
}

/** How near a process is to its limit; null where none is set or nothing counts against it. */
export function seriesPressure(group: MemoryGroup): SeriesPressure | null {
  const known = knownLimit(group)
  if (known === null || known.bytes === null) return null
  const limit = known.bytes
  const samples = settled(goSamples(group))
  if (samples.length === 0) return null
  const cycles = settled(samplesOf(group, 'go.gc.cycles'))
  const [first, last] = [cycles[0], cycles.at(-1)]
  const minutes = first && last ? (last.at - first.at) / MS_PER_MINUTE : 0
  return {
    group,
    limit,
    limitSource: known,
    samples,
    share: quantile(
      samples.map(({ memory }) => retained(memory) / limit),
      0.5,
    ),
    above: samples.filter(({ memory }) => memory.live > limit).length,
    cycleRate: first && last && minutes > 0 ? (last.value - first.value) / minutes : Number.NaN,
    limiter: limiterLast(group),
  }
}

/** One sentence for an answer without a finding. */
export function pressureText({ group, samples, share, limit }: SeriesPressure): LocalText {
  const name = groupName(group, samples[0]?.path ?? '')
  return localText(
    `${name.en}: ${formatShare(share)} of the limit of ${formatBytes(limit)} used in the median`,
    `${name['zh-CN']}：限制 ${formatBytes(limit)} 的使用率中位数为 ${formatShare(share)}`,
  )
}

export function pressureFinding(facts: CaseFacts, pressure: SeriesPressure, minShare: number): FindingDraft {
  const { group, limit, limitSource, samples, share, above, cycleRate, limiter } = pressure
  const [first, last] = [samples[0] as GoSample, samples.at(-1) as GoSample]
  const name = groupName(group, first.path)
  const cycles = nearestSample(samplesOf(group, 'go.gc.cycles'), last.at, BESIDE_MS)?.value ?? null
  const isLimited = limiter !== null && limiter > 0
  const isOver = above > 0 || isLimited
  const span = formatDuration((last.at - first.at) * NANOS_PER_MILLI)
  const limiterText = isLimited
    ? localText(
        ` The limiter, which keeps GC at about half of the CPU by letting the limit go, was last on in cycle ${formatCount(limiter)}${cycles === null ? '' : ` of ${formatCount(cycles)}`}.`,
        `限制器（放弃维持限制，以把 GC 控制在约一半 CPU）最近一次启用于第 ${formatCount(limiter)} 个周期${cycles === null ? '' : `（共 ${formatCount(cycles)} 个）`}。`,
      )
    : localText('', '')
  const rateText = Number.isNaN(cycleRate)
    ? localText('', '')
    : localText(` GC runs ${rate(cycleRate)} times per minute.`, `GC 每分钟运行 ${rate(cycleRate)} 次。`)
  return {
    anchor: groupAnchor(facts, group, first.sourceId),
    severity: isOver ? 'critical' : 'warning',
    likelihood: isOver || share >= 1 ? 'veryLikely' : 'likely',
    confidence: samples.length >= 20 ? 'high' : 'medium',
    confidenceReason: localText(
      `The runtime’s own figures in ${formatCount(samples.length)} samples: its limit, and what counts against it (Sys − HeapReleased). ${limiter === null ? 'Whether its limiter was on they do not say.' : 'They also say when its limiter was on.'}`,
      `运行时自己在 ${formatCount(samples.length)} 个样本中的数值：其限制以及计入限制的量（Sys − HeapReleased）。${limiter === null ? '它们不说明限制器是否启用过。' : '它们也说明限制器何时启用。'}`,
    ),
    claim: localText(
      `The program stands at ${formatShare(share)} of its memory limit of ${formatBytes(limit)}${isOver ? ', and the limit can no longer be kept' : ''}.`,
      `程序处于其内存限制 ${formatBytes(limit)} 的 ${formatShare(share)}${isOver ? '，且限制已无法维持' : ''}。`,
    ),
    summary: localText(
      `In ${name.en} GOMEMLIMIT is ${formatBytes(limit)}, and ${samples.length > 1 ? `over ${span} the runtime held ${formatShare(share)} of it in the median` : `the runtime held ${formatShare(share)} of it in the only sample`}.${rateText.en}${above > 0 ? ` In ${counted(above, 'sample', 'samples', formatCount(above))} the live heap alone is above the limit.` : ''}${limiterText.en} Near its limit the runtime collects whenever the program allocates: time goes to GC first, and when the live heap reaches the limit nothing is left to collect. The limit is soft; it does not stop the program.`,
      `在 ${name['zh-CN']} 中，GOMEMLIMIT 为 ${formatBytes(limit)}，${samples.length > 1 ? `${span} 内运行时持有量的中位数为其 ${formatShare(share)}` : `仅有的一个样本中运行时持有量为其 ${formatShare(share)}`}。${rateText['zh-CN']}${above > 0 ? `有 ${formatCount(above)} 个样本仅存活堆就已超过限制。` : ''}${limiterText['zh-CN']}接近限制时，程序一分配运行时就要回收：时间先花在 GC 上；当存活堆到达限制时，已无可回收之物。该限制是软性的，不会终止程序。`,
    ),
    figures: [
      {
        name: localText('Memory limit used (median)', '内存限制使用率（中位数）'),
        value: round(share, 4),
        limit: minShare,
        unit: 'share',
        isMain: true,
      },
      { name: localText('GOMEMLIMIT', 'GOMEMLIMIT'), value: limit, unit: 'bytes' },
      ...(Number.isNaN(cycleRate)
        ? []
        : [
            {
              name: localText('GC cycles per minute', '每分钟 GC 周期'),
              value: round(cycleRate, 1),
              unit: 'count/min' as const,
            },
          ]),
      { name: localText('Samples with live heap above it', '存活堆超过限制的样本'), value: above, unit: 'count' },
    ],
    evidence: [
      seriesEvidence(
        limitSource.sourceId,
        [limitSource.name],
        limitSource.at,
        localText(`${limitSource.name} = ${formatBytes(limit)}`, `${limitSource.name} = ${formatBytes(limit)}`),
      ),
      seriesEvidence(
        last.sourceId,
        ['Sys', 'HeapReleased'],
        last.at,
        localText(
          `${timeText(last.at)}: the runtime holds ${formatBytes(retained(last.memory))}`,
          `${timeText(last.at)}：运行时持有 ${formatBytes(retained(last.memory))}`,
        ),
      ),
    ],
    refutation: [
      localText(
        'The heap stands near the limit because GOGC is off or high and garbage fills the room: then it uses what it was given, and GC stays cheap. Open without a gctrace log: compare the live heap with the limit.',
        '堆接近限制是因为 GOGC 关闭或很高，由垃圾填满空间：那么它只是用足所给的内存，GC 仍然便宜。没有 gctrace 日志时待定：比较存活堆与限制。',
      ),
    ],
    remedies: [
      {
        title: localText('See how much of it is live', '查看其中存活多少'),
        text: localText(
          'Live memory near the limit must shrink or be given more room; garbage near the limit is what the limit is for.',
          '存活内存接近限制时，必须缩减或给予更多空间；垃圾接近限制则正是限制的用意。',
        ),
        code: { language: 'sh', text: 'GODEBUG=gctrace=1 ./service 2> gctrace.log' },
      },
    ],
    range: wallRange(first.at, last.at),
    functions: [],
    subject: name,
    chart: {
      title: localText('What counts against the memory limit', '计入内存限制的量'),
      unit: 'bytes',
      axis: 'wall',
      series: [
        chartSeries(
          localText('held by the runtime', '运行时持有'),
          'main',
          samples.map(({ at, memory }) => ({ at, value: retained(memory) })),
        ),
      ],
      limits: [{ value: limit, label: localText('GOMEMLIMIT', 'GOMEMLIMIT'), severity: 'critical' }],
    },
  }
}
