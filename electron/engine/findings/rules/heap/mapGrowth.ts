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
import { COMMANDS, formatCount, formatShare, listed, localText } from '../../words.ts'

/** Work of growing, not of ordinary inserts: bucket maps up to Go 1.23, tables of Swiss maps since 1.24. */
export const MAP_GROWTH =
  /^runtime\.(hashGrow|growWork(_fast(32|64|str))?|evacuate(_fast(32|64|str))?|makeBucketArray|\(\*hmap\)\.newoverflow)$|^internal\/runtime\/maps\.(\(\*table\)\.(rehash|grow|split)|\(\*Map\)\.(growToTable|growToSmall|installTableSplit))$/

/** Fewer samples than this are chance: a CPU profile takes 100 per second of CPU. */
const MIN_SAMPLES = 20

export const mapGrowth = defineRule({
  id: 'heap/map-growth',
  version: 1,
  title: localText('Growing maps cost a weighty share', 'map 扩容占可观比例'),
  goVersions: 'go1.8+',
  limits: {
    cpuShare: { title: localText('Share of CPU in map growth', 'map 扩容的 CPU 占比'), unit: 'share', value: 0.05 },
    allocShare: {
      title: localText('Share of allocation in map growth', 'map 扩容的分配占比'),
      unit: 'share',
      value: 0.1,
    },
  },

  evaluate(facts, limits) {
    const weights = frameWeights(facts, MAP_GROWTH, ['cpu', 'alloc_space'])
    const heavy = weights
      .filter((weight) => weight.ownShare >= frameLimit(weight, limits))
      .filter((weight) => weight.sampleType !== 'cpu' || samplesOf(weight) >= MIN_SAMPLES)
      .sort((a, b) => b.share - a.share)
    const [worst] = heavy
    if (worst) return found([finding(worst, heavy, limits)])
    const cpu = weights.filter(({ sampleType }) => sampleType === 'cpu')
    const visible = weights.filter(({ sampleType, value }) => sampleType === 'cpu' || value > 0)
    if (cpu.length === 0 && visible.length === 0) {
      return notApplicable(
        weights.length === 0
          ? localText(
              'Needs a CPU profile, or a heap or allocs profile of Go 1.24 or 1.25.',
              '需要 CPU 剖析，或 Go 1.24、1.25 的 heap 或 allocs 剖析。',
            )
          : localText(
              'The heap profiles show no frames of map growth, which proves nothing: Go hides runtime frames at the leaf of heap samples (up to 1.23 all map frames; from 1.26 internal/runtime/maps too), so growth counts as bytes of the function that inserts. A CPU profile shows them.',
              '堆剖析中没有 map 扩容的帧，但这不能说明没有：Go 会隐藏堆样本叶端的运行时帧（1.23 及以前为全部 map 帧；1.26 起也包括 internal/runtime/maps），扩容计入执行插入的函数。CPU 剖析可以显示它们。',
            ),
        COMMANDS.cpu,
      )
    }
    return clear(
      listed(
        visible.map(({ profile, share }) =>
          localText(
            `${profile.source.path}: ${formatShare(share)} in map growth`,
            `${profile.source.path}：map 扩容占 ${formatShare(share)}`,
          ),
        ),
      ),
    )
  },
})

const samplesOf = ({ profile, value }: FrameWeight): number => value / Math.max(1, profile.summary.period)

function finding(worst: FrameWeight, heavy: readonly FrameWeight[], limits: FrameLimits): FindingDraft {
  const { site, name, isCpu, what, share, value, total, ownShare } = frameWords(worst)
  const context = site ? siteContext({ ...site, leaves: [] }) : localText('', '')
  const samples = samplesOf(worst)
  return {
    ...frameFinding(worst, heavy, limits, {
      share: localText(`Share of ${what.en} in map growth`, `map 扩容的${what['zh-CN']}占比`),
      own: localText(`of it in ${name}`, `其中 ${name}`),
      each: (each) => localText(`map growth ${each}`, `map 扩容 ${each}`),
    }),
    severity: worst.share >= 3 * frameLimit(worst, limits) ? 'warning' : 'notice',
    likelihood: 'veryLikely',
    confidence: isCpu && samples < 100 ? 'low' : heavy.length > 1 ? 'high' : 'medium',
    confidenceReason: localText(
      `${isCpu ? `${formatCount(Math.round(samples))} CPU samples of that kind in the heaviest profile; ` : ''}${heavy.length > 1 ? `${formatCount(heavy.length)} profiles agree. ` : 'one profile only. '}Frames are known by name: hashGrow, growWork, evacuate and newoverflow up to Go 1.23, table rehash, grow and split since 1.24. Profiles tell neither which map it is nor its size.`,
      `${isCpu ? `最重的剖析中有 ${formatCount(Math.round(samples))} 个此类 CPU 样本；` : ''}${heavy.length > 1 ? `${formatCount(heavy.length)} 份剖析一致。` : '仅有一份剖析。'}按名称识别帧：Go 1.23 及以前为 hashGrow、growWork、evacuate、newoverflow，1.24 起为 table 的 rehash、grow、split。剖析不说明是哪个 map 及其大小。`,
    ),
    claim: localText(
      `Growing maps takes ${share} of the ${what.en}, ${ownShare} of it in ${name}.`,
      `map 扩容占${what['zh-CN']}的 ${share}，其中 ${ownShare} 在 ${name} 中。`,
    ),
    summary: localText(
      `In ${worst.profile.source.path}, ${value} of ${total} (${share} of the ${what.en}) are on stacks that grow a map, ${ownShare} of them in ${name}${context.en}. A map that is filled without a size hint grows again and again and copies its entries each time: about twice the bytes and the work of one made with its final size. No stop of the world is involved; before Go 1.24 the copying is spread over later inserts, since then it is bounded by one table of at most 1,024 slots.`,
      `在 ${worst.profile.source.path} 中，${total} 里有 ${value}（${what['zh-CN'].trimStart()}的 ${share}）位于 map 扩容的调用栈上，其中 ${ownShare} 在 ${name}${context['zh-CN'] || ' '}中。未给出大小而逐步填充的 map 会一再扩容，每次都复制条目：字节与工作量约为一次按最终大小创建的两倍。这不涉及停止世界；Go 1.24 之前复制分摊到后续插入，其后以最多 1,024 个槽的一张表为限。`,
    ),
    refutation: [
      localText(
        `The maps made in ${name} already have a hint that fits their size. Open: read the code.`,
        `${name} 中创建的 map 已经给出了合适的大小。待定：查看代码。`,
      ),
    ],
    remedies: [
      {
        title: localText('Make the map with the size it will reach', '按最终大小创建 map'),
        text: localText(
          'One allocation instead of a chain of them. A hint may be generous: it is memory that the map would have taken anyway.',
          '一次分配代替一连串扩容。提示可以略大：这些内存 map 终究会用到。',
        ),
        code: { language: 'go', text: 'seen := make(map[Attempt]Price, len(basket)*len(rules))' },
      },
      {
        title: localText('Keep the map and clear it between uses', '保留 map，在两次使用之间清空'),
        text: localText(
          'clear keeps the buckets or tables, so the next filling grows nothing (Go 1.21 and later; before, delete in a range loop). Not for maps that were once huge.',
          'clear 会保留桶或表，下次填充无需扩容（Go 1.21 起；此前用 range 中的 delete）。不适用于曾经极大的 map。',
        ),
        code: { language: 'go', text: 'clear(e.seen)' },
      },
    ],
  }
}
