import { MIB } from '../../../../../shared/units/units.ts'
import { ownStructures, quantile, retained, type GoMemory, type MemoryGroup } from '../../../analysis/index.ts'
import { judgeParts, type HeldLimits, type HeldPart } from '../../heldPart.ts'
import { defineRule, type CaseFacts, type FindingDraft } from '../../rule.ts'
import { round } from '../../lives.ts'
import { goSamples, groupAnchor, groupName, seriesEvidence, settled, wallRange, type GoSample } from '../../memory.ts'
import { formatBytes, formatShare, joined, localText, type LocalText } from '../../words.ts'

interface Overhead extends HeldPart {
  parts: { name: LocalText; field: string; bytes: number }[]
}

/**
 * What the runtime keeps for itself: a structure per span (about 160 bytes for each 8 KiB, 2 %), mark bits and page tables of
 * the heap in GCSys, a bucket per distinct stack that the memory profiler has seen. It follows the largest heap the process
 * ever had and does not shrink with it.
 */
export const runtimeOverhead = defineRule({
  id: 'memory/runtime-overhead',
  version: 1,
  title: localText('The runtime’s own structures take much memory', '运行时自身的结构占用大量内存'),
  goVersions: 'go1.5+',
  limits: {
    minBytes: {
      title: localText('Structures (median), at least', '结构（中位数），至少'),
      unit: 'bytes',
      value: 48 * MIB,
    },
    minShare: { title: localText('Share of what the runtime holds', '占运行时持有量'), unit: 'share', value: 0.15 },
  },

  evaluate: (facts, limits) =>
    judgeParts(facts, limits, judge, finding, (bytes, share) =>
      localText(
        `${bytes} of structures, ${share} of what the runtime holds`,
        `结构 ${bytes}，占运行时持有量的 ${share}`,
      ),
    ),
})

const PARTS: readonly { name: LocalText; field: string; of: (memory: GoMemory) => number }[] = [
  { name: localText('GC metadata', 'GC 元数据'), field: 'GCSys', of: ({ gcMetadata }) => gcMetadata },
  { name: localText('span structures', 'span 结构'), field: 'MSpanSys', of: ({ mspan }) => mspan },
  { name: localText('cache structures', 'mcache 结构'), field: 'MCacheSys', of: ({ mcache }) => mcache },
  { name: localText('profiling buckets', '剖析桶'), field: 'BuckHashSys', of: ({ profiling }) => profiling },
  { name: localText('other structures', '其他结构'), field: 'OtherSys', of: ({ other }) => other },
]

function judge(group: MemoryGroup): Overhead {
  const samples = settled(goSamples(group))
  const median = (of: (memory: GoMemory) => number): number => {
    const values = samples.map(({ memory }) => of(memory)).filter((value) => !Number.isNaN(value))
    return values.length > 0 ? quantile(values, 0.5) : 0
  }
  return {
    group,
    samples,
    bytes: median(ownStructures),
    share: median((memory) => ownStructures(memory) / Math.max(1, retained(memory))),
    parts: PARTS.map(({ name, field, of }) => ({ name, field, bytes: median(of) })).sort((a, b) => b.bytes - a.bytes),
  }
}

function finding(
  facts: CaseFacts,
  { group, samples, bytes, share, parts }: Overhead,
  limits: HeldLimits,
): FindingDraft {
  const [first, last] = [samples[0] as GoSample, samples.at(-1) as GoSample]
  const name = groupName(group, last.path)
  const largest = parts[0] as Overhead['parts'][number]
  const list = joined(
    parts
      .filter((part) => part.bytes >= MIB)
      .map((part) =>
        localText(`${part.name.en} ${formatBytes(part.bytes)}`, `${part.name['zh-CN']} ${formatBytes(part.bytes)}`),
      ),
    ', ',
    '、',
  )
  const why =
    largest.field === 'BuckHashSys'
      ? localText(
          'A bucket is kept for every distinct stack that memory, block and mutex profiling have seen, for the life of the process: very many distinct stacks, or a profile rate far below the default, make them many.',
          '内存、阻塞与互斥锁剖析见过的每个不同的栈都保留一个桶，直到进程结束：不同的栈极多，或剖析频率远高于默认值，都会使其增多。',
        )
      : largest.field === 'MSpanSys'
        ? localText(
            'Span structures are many when the heap has, or once had, many small spans; they are kept for reuse.',
            '堆有（或曾有）大量小 span 时，span 结构就多；它们被保留以便重用。',
          )
        : localText(
            'GC metadata follows the largest heap the process ever had: mark bits, page tables of the heap, work buffers of marking.',
            'GC 元数据随进程曾有过的最大的堆而定：标记位、堆的页表、标记用的工作缓冲。',
          )
  return {
    anchor: groupAnchor(facts, group, first.sourceId),
    severity: 'notice',
    likelihood: 'veryLikely',
    confidence: 'high',
    confidenceReason: localText(
      'They are the runtime’s own counters; parts of them may never have been touched and are then not resident.',
      '这些是运行时自己的计数；其中部分可能从未被访问，因而并不常驻。',
    ),
    claim: localText(
      `The runtime’s structures take ${formatBytes(bytes)}, ${formatShare(share)} of all it holds, most of it ${largest.name.en}.`,
      `运行时的结构占 ${formatBytes(bytes)}，为其全部持有量的 ${formatShare(share)}，其中以${largest.name['zh-CN']}为主。`,
    ),
    summary: localText(
      `In ${name.en}: ${list.en}. ${why.en} None of this is in a heap profile, and none of it is freed when the heap shrinks.`,
      `在 ${name['zh-CN']} 中：${list['zh-CN']}。${why['zh-CN']}这些都不在堆剖析中，堆缩小时也不会释放。`,
    ),
    figures: [
      {
        name: localText('Structures of the runtime (median)', '运行时结构（中位数）'),
        value: round(bytes),
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
      ...parts
        .slice(0, 3)
        .map((part) => ({ name: localText(part.field, part.field), value: round(part.bytes), unit: 'bytes' as const })),
    ],
    evidence: [
      seriesEvidence(
        last.sourceId,
        parts.map(({ field }) => field),
        null,
        localText(`Structures: ${list.en}`, `结构：${list['zh-CN']}`),
      ),
    ],
    refutation: [
      localText(
        'The heap was once far larger than it is in the samples. Then the structures stem from that peak and will be reused. Open: look at HeapSys, which keeps the peak.',
        '堆曾远大于样本中的大小。那么这些结构源自那个峰值，会被重用。待定：查看保留峰值的 HeapSys。',
      ),
    ],
    remedies: [
      {
        title: localText('Keep the peak of the heap low', '压低堆的峰值'),
        text: localText(
          'The structures are sized for the largest heap: bound bursts, and restart after a one-off load if the memory is needed.',
          '结构按最大的堆分配：限制突发；若需要这部分内存，可在一次性负载后重启。',
        ),
      },
      {
        title: localText('Look at profiling rates', '检查剖析频率'),
        text: localText(
          'runtime.MemProfileRate far below 512 KiB, SetBlockProfileRate(1) and SetMutexProfileFraction(1) make buckets for nearly every stack.',
          'runtime.MemProfileRate 远低于 512 KiB、SetBlockProfileRate(1)、SetMutexProfileFraction(1) 会为几乎每个栈建立桶。',
        ),
        code: {
          language: 'sh',
          text: "grep -rnE 'MemProfileRate|SetBlockProfileRate|SetMutexProfileFraction' --include='*.go' .",
        },
      },
    ],
    range: wallRange(first.at, last.at),
    functions: [],
    subject: name,
  }
}
