import { MIB } from '../../../../../shared/units/units.ts'
import { quantile, retained, type MemoryGroup } from '../../../analysis/index.ts'
import { judgeParts, type HeldLimits, type HeldPart } from '../../heldPart.ts'
import { defineRule, type CaseFacts, type FindingDraft } from '../../rule.ts'
import { round } from '../../lives.ts'
import {
  chartSeries,
  goSamples,
  groupAnchor,
  groupName,
  seriesEvidence,
  settled,
  wallRange,
  type GoSample,
} from '../../memory.ts'
import { formatBytes, formatCount, formatDuration, formatShare, localText } from '../../words.ts'

const MS_TO_NS = 1e6

interface IdleHeap extends HeldPart {
  peakInuse: number
}

/**
 * HeapIdle − HeapReleased is heap the runtime keeps for its next growth. The scavenger gives back what lies above about 110 % of
 * the heap goal, slowly, so a little is always there; much of it over minutes means that the heap was much larger before, or
 * grows and shrinks faster than it can be given back.
 */
export const idleHeap = defineRule({
  id: 'memory/idle-heap',
  version: 1,
  title: localText('Much of the heap is free and kept', '堆中有大量空闲内存被保留'),
  goVersions: 'go1.13+',
  limits: {
    minBytes: {
      title: localText('Free heap (median), at least', '空闲堆（中位数），至少'),
      unit: 'bytes',
      value: 64 * MIB,
    },
    minShare: { title: localText('Share of what the runtime holds', '占运行时持有量'), unit: 'share', value: 0.3 },
  },

  evaluate: (facts, limits) =>
    judgeParts(facts, limits, judge, finding, (bytes, share) =>
      localText(
        `${bytes} of the heap are free and kept (${share} of what the runtime holds)`,
        `堆中空闲且被保留 ${bytes}（占运行时持有量的 ${share}）`,
      ),
    ),
})

function judge(group: MemoryGroup): IdleHeap {
  const samples = settled(goSamples(group).filter(({ memory }) => !Number.isNaN(memory.free)))
  const free = samples.map(({ memory }) => memory.free)
  const shares = samples.map(({ memory }) => memory.free / Math.max(1, retained(memory)))
  return {
    group,
    samples,
    bytes: samples.length > 0 ? quantile(free, 0.5) : 0,
    share: samples.length > 0 ? quantile(shares, 0.5) : 0,
    peakInuse: samples.reduce((most, { memory }) => Math.max(most, memory.objects + memory.unused), 0),
  }
}

function finding(
  facts: CaseFacts,
  { group, samples, bytes: free, share, peakInuse }: IdleHeap,
  limits: HeldLimits,
): FindingDraft {
  const [first, last] = [samples[0] as GoSample, samples.at(-1) as GoSample]
  const name = groupName(group, last.path)
  const span = formatDuration((last.at - first.at) * MS_TO_NS)
  const isLong = samples.length >= 10 && last.at - first.at >= 120_000
  return {
    anchor: groupAnchor(facts, group, first.sourceId),
    severity: 'notice',
    likelihood: isLong ? 'veryLikely' : 'likely',
    confidence: isLong ? 'high' : 'low',
    confidenceReason: localText(
      isLong
        ? `The median of ${formatCount(samples.length)} samples over ${span}; a moment after a large cycle would not show in it.`
        : `${formatCount(samples.length)} samples: right after a large cycle the same shows for a while.`,
      isLong
        ? `${span} 内 ${formatCount(samples.length)} 个样本的中位数；大周期之后的片刻不会显现。`
        : `${formatCount(samples.length)} 个样本：大周期之后的一段时间看起来也是如此。`,
    ),
    claim: localText(
      `The runtime keeps ${formatBytes(free)} of free heap (${formatShare(share)} of all it holds) for its next growth.`,
      `运行时保留 ${formatBytes(free)} 空闲堆（占其全部持有量的 ${formatShare(share)}）以备下次增长。`,
    ),
    summary: localText(
      `In ${name.en} HeapIdle − HeapReleased is ${formatBytes(free)} in the median${isLong ? ` over ${span}` : ''}; the heap in use was ${formatBytes(peakInuse)} at its largest. This is no leak: the runtime keeps free spans for reuse and gives back in the background what lies above about 110 % of the heap goal. So much of it means a goal far above the usual use, or bursts of allocation that come again before the memory has gone.`,
      `在 ${name['zh-CN']} 中，HeapIdle − HeapReleased 的中位数${isLong ? `（${span} 内）` : ''}为 ${formatBytes(free)}；使用中的堆最大为 ${formatBytes(peakInuse)}。这不是泄漏：运行时保留空闲 span 以便重用，并在后台归还高于堆目标约 110 % 的部分。如此之多说明堆目标远高于平时用量，或分配成阵出现、内存尚未归还又再次来临。`,
    ),
    figures: [
      {
        name: localText('Free heap kept (median)', '保留的空闲堆（中位数）'),
        value: round(free),
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
      { name: localText('Largest heap in use', '使用中的堆的最大值'), value: peakInuse, unit: 'bytes' },
    ],
    evidence: [
      seriesEvidence(
        last.sourceId,
        ['HeapIdle', 'HeapReleased'],
        null,
        localText(`Free and kept: ${formatBytes(free)} in the median`, `空闲且保留：中位数 ${formatBytes(free)}`),
      ),
    ],
    refutation: [
      localText(
        'The samples are from right after a large burst and the memory goes within minutes. Open: take more of them, minutes apart.',
        '样本取自一阵大量分配之后，内存在数分钟内就会归还。待定：隔几分钟再多取几份。',
      ),
    ],
    remedies: [
      {
        title: localText('Bound it with GOMEMLIMIT', '用 GOMEMLIMIT 加以限制'),
        text: localText(
          'Under a limit the runtime returns free memory before it lets the total grow (Go 1.19 and later).',
          '有限制时，运行时会先归还空闲内存再让总量增长（Go 1.19 起）。',
        ),
        code: { language: 'sh', text: 'GOMEMLIMIT=460MiB ./service   # container limit 512 MiB' },
      },
      {
        title: localText('Flatten the bursts', '削平突发分配'),
        text: localText(
          'Read large inputs in pieces and bound what is worked on at once: the peak of the heap is what the runtime keeps room for.',
          '分段读取大输入并限制同时处理的数量：运行时正是按堆的峰值保留空间。',
        ),
      },
    ],
    range: wallRange(first.at, last.at),
    functions: [],
    subject: name,
    chart: {
      title: localText('Heap in use, free and kept', '使用中与空闲保留的堆'),
      unit: 'bytes',
      axis: 'wall',
      series: [
        chartSeries(
          localText('free and kept', '空闲且保留'),
          'main',
          samples.map(({ at, memory }) => ({ at, value: memory.free })),
        ),
        chartSeries(
          localText('in use', '使用中'),
          'context',
          samples.map(({ at, memory }) => ({ at, value: memory.objects + memory.unused })),
        ),
      ],
      limits: [{ value: limits.minBytes, label: localText('limit', '限值'), severity: 'notice' }],
    },
  }
}
