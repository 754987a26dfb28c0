import { MIB } from '../../../../../shared/units/units.ts'
import { sites, type Site } from '../../../analysis/index.ts'
import {
  clear,
  defineRule,
  found,
  notApplicable,
  type CaseFacts,
  type FindingDraft,
  type ProfileFacts,
} from '../../rule.ts'
import { round } from '../../lives.ts'
import {
  lifeOfSeries,
  profileEvidence,
  profilesAnchor,
  samplingError,
  seriesOf,
  siteContext,
  siteValue,
  totalOf,
  typeIndexOf,
  type SeriesFacts,
} from '../../profiles.ts'
import {
  COMMANDS,
  formatBytes,
  formatDuration,
  formatShare,
  listed,
  localText,
  perMinute,
  sameText,
  shortName,
} from '../../words.ts'

const MS_PER_MINUTE = 60_000

interface Churn {
  profile: ProfileFacts
  allocated: number
  /** Bytes per minute and the time they are spread over; null where the process's age is unknown. */
  rate: { perMinute: number; minutes: number } | null
  sites: (Site & { inuse: number })[]
}

/** What is allocated and soon dropped costs GC cycles, not memory: alloc_space heavy while inuse_space is light. */
export const allocationHotPath = defineRule({
  id: 'heap/allocation-hot-path',
  version: 1,
  title: localText('Most allocation is short-lived and comes from few functions', '大部分分配短命且集中于少数函数'),
  goVersions: 'go1.5+',
  limits: {
    minShare: {
      title: localText('Share of one function in allocation', '单个函数占分配量'),
      unit: 'share',
      value: 0.25,
    },
    maxKept: {
      title: localText('Still in use of what it allocated, at most', '其分配量中仍在使用的，至多'),
      unit: 'share',
      value: 0.02,
    },
    minRate: {
      title: localText('Allocation rate of the process, at least', '进程的分配速率，至少'),
      unit: 'bytes/min',
      value: 1024 * MIB,
    },
    minTotal: {
      title: localText('Allocated since start, at least', '启动以来的分配量，至少'),
      unit: 'bytes',
      value: 1024 * MIB,
    },
  },

  evaluate(facts, limits) {
    const series = seriesOf(facts, ['allocs', 'heap']).filter(
      ({ profiles }) => typeIndexOf(profiles.at(-1) as ProfileFacts, 'alloc_space') >= 0,
    )
    if (series.length === 0) {
      return notApplicable(localText('Needs an allocs or heap profile.', '需要 allocs 或 heap 剖析。'), COMMANDS.allocs)
    }
    const churns = series.map((one) => churnOf(facts, one))
    const heavy = churns
      .filter(
        ({ allocated, rate }) => allocated >= limits.minTotal && (rate === null || rate.perMinute >= limits.minRate),
      )
      .flatMap((churn) =>
        churn.sites
          .filter(({ value, inuse }) => value >= limits.minShare * churn.allocated && inuse <= limits.maxKept * value)
          .map((site) => ({ churn, site })),
      )
      .sort((a, b) => b.churn.allocated - a.churn.allocated)
    // The same function in several builds or profile kinds is one finding: that of the profile which saw most.
    const bySite = new Map<string, (typeof heavy)[number]>()
    for (const one of heavy) if (!bySite.has(one.site.functionName)) bySite.set(one.site.functionName, one)
    if (bySite.size > 0) return found([...bySite.values()].map(({ churn, site }) => finding(churn, site, limits)))
    return clear(
      listed(
        churns.map(({ profile, allocated, rate, sites: [top] }) => {
          const path = profile.source.path
          const speed = rate ? `${perMinute(rate.perMinute)}` : formatBytes(allocated)
          const most = top ? `${shortName(top.functionName)} ${formatShare(top.value / Math.max(1, allocated))}` : '–'
          return localText(`${path}: ${speed}, most by ${most}`, `${path}：${speed}，最多的是 ${most}`)
        }),
      ),
    )
  },
})

function churnOf(facts: CaseFacts, series: SeriesFacts): Churn {
  const first = series.profiles[0] as ProfileFacts
  const profile = series.profiles.at(-1) as ProfileFacts
  const allocated = totalOf(profile, 'alloc_space')
  const allocSites = sites(profile.columns(), typeIndexOf(profile, 'alloc_space'))
  const inuse = typeIndexOf(profile, 'inuse_space')
  const inuseSites = inuse < 0 ? [] : sites(profile.columns(), inuse)
  const life = lifeOfSeries(facts, series)
  const startMs = life?.life.startMs ?? null
  const time = profile.summary.timeMs
  let rate: Churn['rate'] = null
  if (time !== null && startMs !== null && time > startMs) {
    const minutes = (time - startMs) / MS_PER_MINUTE
    rate = { perMinute: allocated / minutes, minutes }
  } else if (time !== null && first.summary.timeMs !== null && time > first.summary.timeMs) {
    const minutes = (time - first.summary.timeMs) / MS_PER_MINUTE
    rate = { perMinute: (allocated - totalOf(first, 'alloc_space')) / minutes, minutes }
  }
  return {
    profile,
    allocated,
    rate,
    sites: allocSites.map((site) => ({ ...site, inuse: siteValue(inuseSites, site.functionName) })),
  }
}

function finding(
  { profile, allocated, rate }: Churn,
  site: Churn['sites'][number],
  limits: Record<'minShare' | 'maxKept' | 'minRate', number>,
): FindingDraft {
  const name = shortName(site.functionName)
  const context = siteContext(site)
  const share = site.value / allocated
  const kept = site.inuse / site.value
  const [percent, amount, inuse] = [formatShare(share), formatBytes(site.value), formatBytes(site.inuse)]
  // Two standard deviations.
  const error = formatShare((2 * samplingError(site.value, profile.summary.period)) / site.value)
  const rateText = rate ? perMinute(rate.perMinute * share) : null
  const over = rate ? formatDuration(rate.minutes * MS_PER_MINUTE * 1e6) : null
  return {
    anchor: profilesAnchor([profile], site.functionName),
    title: localText(`${name} allocates much and keeps little`, `${name} 分配多而保留少`),
    severity: 'notice',
    likelihood: 'certain',
    confidence: 'high',
    confidenceReason: localText(
      `Allocation since start is sampled every ${formatBytes(profile.summary.period)} and scaled; at this amount the sampling error is about ± ${error}. It says where garbage is made, not that it hurts: that shows in GC CPU and assists.`,
      `启动以来的分配每 ${formatBytes(profile.summary.period)} 抽样一次并放大；在此数量下抽样误差约 ± ${error}。它说明垃圾产生于何处，不说明是否有害：是否有害要看 GC CPU 与标记辅助。`,
    ),
    claim: localText(
      `${name} makes ${percent} of all allocation${rateText ? ` (${rateText})` : ''} and keeps next to nothing of it.`,
      `${name} 产生了全部分配的 ${percent}${rateText ? `（${rateText}）` : ''}，几乎没有保留。`,
    ),
    summary: localText(
      `Since the process started, ${amount} were allocated in ${name}${context.en}: ${percent} of all allocation${rateText && over ? `, ${rateText} over ${over}` : ''}. Of that ${inuse} are in use (${formatShare(kept)}), so it is garbage almost at once: it does not make memory grow, it makes GC cycles come more often, and under a memory limit it is what the mark assists pay for. Live heap and garbage are separate matters; this is the second.`,
      `进程启动以来，在 ${name}${context['zh-CN']}处分配了 ${amount}：占全部分配的 ${percent}${rateText && over ? `，${over} 内平均 ${rateText}` : ''}。其中仍在使用的为 ${inuse}（${formatShare(kept)}），几乎立即成为垃圾：它不会使内存增长，而是使 GC 周期更频繁；在内存限制之下，标记辅助偿还的正是它。存活堆与垃圾是两回事，此处是后者。`,
    ),
    figures: [
      {
        name: localText('Share of all allocation', '占全部分配'),
        value: round(share, 4),
        limit: limits.minShare,
        unit: 'share',
        isMain: true,
      },
      { name: localText('Allocated since start', '启动以来的分配量'), value: round(site.value), unit: 'bytes' },
      {
        name: localText('Still in use of it', '其中仍在使用'),
        value: round(kept, 6),
        limit: limits.maxKept,
        unit: 'share',
      },
      ...(rate
        ? [
            {
              name: localText('Allocation rate of the process', '进程的分配速率'),
              value: round(rate.perMinute),
              limit: limits.minRate,
              unit: 'bytes/min' as const,
            },
          ]
        : []),
    ],
    evidence: [
      profileEvidence(
        profile,
        'alloc_space',
        site.functionName,
        localText(
          `${name}: ${amount} of ${formatBytes(allocated)} allocated${context.en}`,
          `${name}：分配 ${amount}，总计 ${formatBytes(allocated)}${context['zh-CN']}`,
        ),
      ),
      profileEvidence(
        profile,
        'inuse_space',
        site.functionName,
        localText(`${name}: ${inuse} in use`, `${name}：使用中 ${inuse}`),
      ),
    ],
    refutation: [
      localText(
        'GC takes little CPU and no assists occur; then this costs almost nothing. See the findings on GC CPU.',
        'GC 占用 CPU 很少且没有标记辅助；那么它几乎没有代价。参见关于 GC CPU 的发现。',
      ),
    ],
    remedies: [
      {
        title: localText(`Reuse or presize what ${name} builds`, `复用或预设 ${name} 所构建内容的容量`),
        text: localText(
          'Buffers from a pool, slices and maps made with the size they will reach, writing straight to the destination instead of building a string first.',
          '从池中取缓冲区，按最终大小创建切片与 map，直接写到目的地而不是先拼出字符串。',
        ),
        code: {
          language: 'go',
          text: 'buf := buffers.Get().(*bytes.Buffer)\nbuf.Reset()\ndefer buffers.Put(buf)\nrender(buf, quote) // instead of returning a new string',
        },
      },
      {
        title: localText('Do it less often', '减少执行次数'),
        text: localText(
          'Cache the result where the same input comes again, with a bound; skip work whose result nobody reads, such as text for a log level that is off.',
          '相同输入重复出现时缓存结果并设上限；跳过无人读取结果的工作，例如为已关闭的日志级别拼文本。',
        ),
      },
    ],
    range: null,
    functions: [site.functionName],
    subject: sameText(profile.source.path),
  }
}
