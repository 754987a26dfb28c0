import { MIB } from '../../../../../shared/units/units.ts'
import { quantile, retained, theilSen, type MemoryGroup, type Trend } from '../../../analysis/index.ts'
import { judgeParts, type HeldLimits, type HeldPart } from '../../heldPart.ts'
import { defineRule, type CaseFacts, type FindingDraft } from '../../rule.ts'
import { round } from '../../lives.ts'
import {
  MEMORY_COMMANDS,
  chartSeries,
  goSamples,
  groupAnchor,
  groupName,
  nearestSample,
  samplesOf,
  seriesEvidence,
  wallRange,
  type GoSample,
} from '../../memory.ts'
import { formatBytes, formatCount, formatShare, joined, localText, perMinute } from '../../words.ts'

const MS_PER_MINUTE = 60_000

interface Stacks extends HeldPart {
  growth: Trend | null
  goroutines: number | null
}

/**
 * Stacks of goroutines are apart from the heap: a heap profile does not show them. They grow in powers of two as calls go deep
 * and shrink by half in GC; a stack stays as long as its goroutine does.
 */
export const largeStacks = defineRule({
  id: 'memory/large-stacks',
  version: 1,
  title: localText('Goroutine stacks take much of the memory', 'goroutine 栈占用大量内存'),
  goVersions: 'go1.4+',
  limits: {
    minBytes: {
      title: localText('Stacks (last sample), at least', '栈（末个样本），至少'),
      unit: 'bytes',
      value: 64 * MIB,
    },
    minShare: { title: localText('Share of what the runtime holds', '占运行时持有量'), unit: 'share', value: 0.2 },
  },

  evaluate: (facts, limits) =>
    judgeParts(facts, limits, judge, finding, (bytes, share) =>
      localText(`stacks ${bytes}, ${share} of what the runtime holds`, `栈 ${bytes}，占运行时持有量的 ${share}`),
    ),
})

function judge(group: MemoryGroup): Stacks {
  const samples = goSamples(group).filter(({ memory }) => !Number.isNaN(memory.stacks))
  const late = samples.slice(-5)
  const last = samples.at(-1)
  const growth =
    samples.length >= 5
      ? theilSen(
          samples.map(({ at }) => at / MS_PER_MINUTE),
          samples.map(({ memory }) => memory.stacks),
        )
      : null
  return {
    group,
    samples,
    bytes:
      late.length > 0
        ? quantile(
            late.map(({ memory }) => memory.stacks),
            0.5,
          )
        : 0,
    share:
      late.length > 0
        ? quantile(
            late.map(({ memory }) => memory.stacks / Math.max(1, retained(memory))),
            0.5,
          )
        : 0,
    growth,
    goroutines: last ? (nearestSample(samplesOf(group, 'go.goroutines'), last.at, 60_000)?.value ?? null) : null,
  }
}

function finding(
  facts: CaseFacts,
  { group, samples, bytes: stacks, share, growth, goroutines }: Stacks,
  limits: HeldLimits,
): FindingDraft {
  const [first, last] = [samples[0] as GoSample, samples.at(-1) as GoSample]
  const name = groupName(group, last.path)
  const isGrowing = growth !== null && growth.low > 0
  const each = goroutines ? stacks / goroutines : null
  return {
    anchor: groupAnchor(facts, group, first.sourceId),
    severity: isGrowing ? 'warning' : 'notice',
    likelihood: isGrowing ? 'veryLikely' : 'likely',
    confidence: samples.length >= 10 ? 'high' : 'medium',
    confidenceReason: localText(
      `StackInuse is the runtime’s own figure (${formatCount(samples.length)} samples). Which goroutines have the stacks it does not say.`,
      `StackInuse 是运行时自己的数值（${formatCount(samples.length)} 个样本）。它不说明这些栈属于哪些 goroutine。`,
    ),
    claim: localText(
      `Goroutine stacks take ${formatBytes(stacks)}, ${formatShare(share)} of all the runtime holds${isGrowing ? `, and grow ${perMinute(growth.slope)}` : ''}.`,
      `goroutine 栈占 ${formatBytes(stacks)}，为运行时全部持有量的 ${formatShare(share)}${isGrowing ? `，并以 ${perMinute(growth.slope)} 增长` : ''}。`,
    ),
    summary: joined([
      localText(
        `In ${name.en} StackInuse is ${formatBytes(stacks)}.`,
        `在 ${name['zh-CN']} 中 StackInuse 为 ${formatBytes(stacks)}。`,
      ),
      each !== null &&
        goroutines !== null &&
        localText(
          `With ${formatCount(goroutines)} goroutines that is ${formatBytes(each)} each: ${each > 32_768 ? 'deep or wide call stacks rather than many goroutines' : 'many goroutines rather than large stacks'}.`,
          `按 ${formatCount(goroutines)} 个 goroutine 计，每个 ${formatBytes(each)}：${each > 32_768 ? '是调用栈深或帧大，而非 goroutine 多' : '是 goroutine 多，而非栈大'}。`,
        ),
      localText(
        'Stacks are not part of HeapInuse and not in a heap profile. A stack is freed when its goroutine ends, and halved by a GC cycle that finds less than a quarter of it in use.',
        '栈不属于 HeapInuse，也不在堆剖析中。goroutine 结束时释放其栈；GC 周期发现使用不足四分之一时将其减半。',
      ),
    ]),
    figures: [
      {
        name: localText('Goroutine stacks', 'goroutine 栈'),
        value: round(stacks),
        limit: limits.minBytes,
        unit: 'bytes',
        isMain: true,
      },
      {
        name: localText('Share of what the runtime holds', '占运行时持有量'),
        value: round(share, 4),
        limit: limits.minShare,
        unit: 'share',
      },
      ...(growth
        ? [
            {
              name: localText('Growth', '增长'),
              value: round(growth.slope),
              low: round(growth.low),
              high: round(growth.high),
              unit: 'bytes/min' as const,
            },
          ]
        : []),
      ...(each === null
        ? []
        : [{ name: localText('Per goroutine', '每个 goroutine'), value: round(each), unit: 'bytes' as const }]),
    ],
    evidence: [
      seriesEvidence(
        last.sourceId,
        ['StackInuse'],
        null,
        localText(`Stacks ${formatBytes(stacks)}`, `栈 ${formatBytes(stacks)}`),
      ),
    ],
    refutation: [
      localText(
        'It is a short burst of goroutines that ends by itself. Open: compare with the number of goroutines over time.',
        '这是一阵很快结束的 goroutine。待定：与 goroutine 数随时间的变化对照。',
      ),
    ],
    remedies: [
      {
        title: localText('See what the goroutines are doing', '查看这些 goroutine 在做什么'),
        text: localText(
          'A dump groups them by stack. Many waiting at one place are blocked or leaked; a few with very deep stacks recurse.',
          '转储按栈分组。大量等在同一处的是阻塞或泄漏；少数栈极深的是递归。',
        ),
        code: { language: 'sh', text: MEMORY_COMMANDS.goroutines },
      },
      {
        title: localText('Bound how many there are', '限制其数量'),
        text: localText(
          'A worker pool or a semaphore in front of whatever starts a goroutine per request or message.',
          '在为每个请求或消息启动 goroutine 之处加工作池或信号量。',
        ),
        code: {
          language: 'go',
          text: 'sem := make(chan struct{}, 256)\nsem <- struct{}{}\ngo func() {\n\tdefer func() { <-sem }()\n\thandle(request)\n}()',
        },
      },
    ],
    range: wallRange(first.at, last.at),
    functions: [],
    subject: name,
    chart: {
      title: localText('Goroutine stacks', 'goroutine 栈'),
      unit: 'bytes',
      axis: 'wall',
      series: [
        chartSeries(
          localText('stacks', '栈'),
          'main',
          samples.map(({ at, memory }) => ({ at, value: memory.stacks })),
        ),
      ],
      limits: [{ value: limits.minBytes, label: localText('limit', '限值'), severity: 'notice' }],
    },
  }
}
