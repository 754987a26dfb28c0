import { MIB } from '../../../../../shared/units/units.ts'
import { clear, defineRule, found, notApplicable, type FindingDraft } from '../../rule.ts'
import {
  frameFinding,
  frameLimit,
  frameWeights,
  frameWords,
  type FrameLimits,
  type FrameWeight,
} from '../../frameWeight.ts'
import { siteContext } from '../../profiles.ts'
import { COMMANDS, formatShare, listed, localText } from '../../words.ts'

/** Growing a slice or a buffer; bytes.growSlice was bytes.makeSlice before Go 1.19, growslice has variants since 1.26. */
export const SLICE_GROWTH =
  /^runtime\.growslice(NoAlias|Buf|BufNoAlias)?$|^reflect\.growslice$|^bytes\.(growSlice|makeSlice|\(\*Buffer\)\.grow)$|^strings\.\(\*Builder\)\.grow$|^slices\.Grow(\[.*)?$/

export const sliceGrowth = defineRule({
  id: 'heap/slice-growth',
  version: 1,
  title: localText('Growing slices and buffers allocate a weighty share', '切片与缓冲区扩容占可观的分配'),
  goVersions: 'go1.5+',
  limits: {
    allocShare: { title: localText('Share of allocation in growth', '扩容的分配占比'), unit: 'share', value: 0.2 },
    minBytes: {
      title: localText('Allocated in growth since start, at least', '启动以来扩容的分配，至少'),
      unit: 'bytes',
      value: 64 * MIB,
    },
    cpuShare: { title: localText('Share of CPU in growth', '扩容的 CPU 占比'), unit: 'share', value: 0.1 },
  },

  evaluate(facts, limits) {
    const weights = frameWeights(facts, SLICE_GROWTH, ['alloc_space', 'cpu'])
    const [worst, ...more] = weights
      .filter((weight) => weight.ownShare >= frameLimit(weight, limits))
      .filter(({ sampleType, value }) => sampleType === 'cpu' || value >= limits.minBytes)
      .sort((a, b) => b.share - a.share)
    if (worst) return found([finding(worst, [worst, ...more], limits)])
    const visible = weights.filter(({ sampleType, value }) => sampleType === 'cpu' || value > 0)
    if (visible.length === 0) {
      return notApplicable(
        weights.length === 0
          ? localText('Needs an allocs, heap or CPU profile.', '需要 allocs、heap 或 CPU 剖析。')
          : localText(
              'The heap profiles show no frames of slice growth, which proves nothing: runtime.growslice is hidden at the leaf of heap samples, so appending counts as bytes of the function that appends. Only bytes.Buffer and strings.Builder show. A CPU profile shows growslice.',
              '堆剖析中没有切片扩容的帧，但这不能说明没有：runtime.growslice 在堆样本叶端被隐藏，append 计入执行它的函数，只有 bytes.Buffer 与 strings.Builder 可见。CPU 剖析会显示 growslice。',
            ),
        COMMANDS.cpu,
      )
    }
    return clear(
      listed(
        visible.map(({ profile, share, sampleType }) =>
          localText(
            `${profile.source.path}: ${formatShare(share)} of ${sampleType} in growth`,
            `${profile.source.path}：扩容占 ${sampleType} 的 ${formatShare(share)}`,
          ),
        ),
      ),
    )
  },
})

function finding(worst: FrameWeight, heavy: readonly FrameWeight[], limits: FrameLimits): FindingDraft {
  const { site, name, what, share, value, total, ownShare } = frameWords(worst)
  const context = site ? siteContext(site) : localText('', '')

  return {
    ...frameFinding(worst, heavy, limits, {
      share: localText(`Share of ${what.en} in growth`, `扩容的${what['zh-CN']}占比`),
      own: localText(`of it for ${name}`, `其中 ${name}`),
      each: (each) => localText(`growth of slices ${each}`, `切片扩容 ${each}`),
    }),
    severity: 'notice',
    likelihood: 'certain',
    confidence: heavy.length > 1 ? 'high' : 'medium',
    confidenceReason: localText(
      `${heavy.length > 1 ? 'Several profiles agree.' : 'One profile only.'} The share is a lower bound in heap profiles: append itself is hidden there and counts as bytes of the function that appends; bytes.Buffer and strings.Builder are visible.`,
      `${heavy.length > 1 ? '多份剖析一致。' : '仅有一份剖析。'}在堆剖析中这是下限：append 本身被隐藏，计入执行它的函数；bytes.Buffer 与 strings.Builder 可见。`,
    ),
    claim: localText(
      `Growing slices and buffers makes ${share} of the ${what.en}, ${ownShare} of it for ${name}.`,
      `切片与缓冲区扩容占${what['zh-CN']}的 ${share}，其中 ${ownShare} 为 ${name} 所用。`,
    ),
    summary: localText(
      `In ${worst.profile.source.path}, ${value} of ${total} (${share} of the ${what.en}) come from growing a slice or buffer, ${ownShare} of them for ${name}${context.en}. Each growth allocates a larger array and copies into it; the old one becomes garbage. A slice that is grown step by step to its size allocates about two to five times that size in all (capacity doubles while small, then rises by a quarter per step).`,
      `在 ${worst.profile.source.path} 中，${total} 里有 ${value}（${what['zh-CN'].trimStart()}的 ${share}）来自切片或缓冲区扩容，其中 ${ownShare} 为 ${name}${context['zh-CN'] || ' '}所用。每次扩容都分配更大的数组并复制，旧数组成为垃圾。逐步扩到最终大小的切片，总分配量约为该大小的二至五倍（容量较小时翻倍，之后每步增加约四分之一）。`,
    ),
    refutation: [
      localText(
        `The sizes in ${name} cannot be known beforehand and vary widely. Open: read the code; a pool of buffers helps even then.`,
        `${name} 中的大小无法预知且差异很大。待定：查看代码；即便如此，缓冲区池仍有帮助。`,
      ),
    ],
    remedies: [
      {
        title: localText('Give the size before filling', '填充之前给出大小'),
        text: localText(
          'make with capacity, or Grow on the buffer, once.',
          '用带容量的 make，或对缓冲区调用一次 Grow。',
        ),
        code: {
          language: 'go',
          text: 'var buf bytes.Buffer\nbuf.Grow(len(lines) * 64)\n\nout := make([]Row, 0, len(input))',
        },
      },
      {
        title: localText('Reuse the buffer', '复用缓冲区'),
        text: localText('A pooled buffer keeps the capacity it has grown to.', '池中的缓冲区会保留已扩展的容量。'),
        code: { language: 'go', text: 'buf := buffers.Get().(*bytes.Buffer)\nbuf.Reset()\ndefer buffers.Put(buf)' },
      },
    ],
  }
}
