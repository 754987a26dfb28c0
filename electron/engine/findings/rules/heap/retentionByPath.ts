import type { FindingFigure } from '../../../../../shared/records/index.ts'
import { MIB } from '../../../../../shared/units/units.ts'
import { cycleEndNs, mayBeOneProcess, profileLines, sites, theilSen, type Site } from '../../../analysis/index.ts'
import {
  clear,
  defineRule,
  found,
  notApplicable,
  type CaseFacts,
  type FindingDraft,
  type LifeFacts,
  type ProfileFacts,
} from '../../rule.ts'
import { SECOND, atMs, round } from '../../lives.ts'
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
  formatCount,
  formatDuration,
  formatShare,
  interval,
  joined,
  lifeName,
  listed,
  localText,
  perMinute,
  profilesName,
  shortName,
  signedBytes,
  type LocalText,
} from '../../words.ts'

const TYPE = 'inuse_space'
const MS_PER_MINUTE = 60_000

interface SeriesGrowth {
  facts: SeriesFacts
  minutes: number
  totals: number[]
  growth: number
  sites: SiteGrowth[]
}
interface SiteGrowth {
  site: Site
  values: number[]
  delta: number
  /** Share of the growth of the whole profile. */
  share: number
  /** Bytes per minute with interval from three profiles on. */
  slope: { value: number; low: number; high: number } | null
  /** delta ÷ its sampling error. */
  sigmas: number
  objects: number
}

/**
 * inuse_space is what was allocated at a stack and is still reachable. What grows from profile to profile of one process is retained;
 * the site is the application's own innermost function, since a library allocates on behalf of its caller.
 */
export const retentionByPath = defineRule({
  id: 'heap/retention-by-path',
  version: 1,
  title: localText('One call path retains the memory that grows', '增长的内存由一条调用路径持有'),
  goVersions: 'go1.5+',
  limits: {
    minGrowth: {
      title: localText('Growth of in-use heap, at least', '使用中堆的增长，至少'),
      unit: 'bytes',
      value: 16 * MIB,
    },
    minRelative: {
      title: localText('Growth ÷ first profile, at least', '增长 ÷ 首份剖析，至少'),
      unit: 'share',
      value: 0.25,
    },
    minShare: {
      title: localText('Share of one path in the growth', '单条路径占增长的比例'),
      unit: 'share',
      value: 0.3,
    },
    minTime: {
      title: localText('Time between first and last profile, at least', '首尾剖析相隔，至少'),
      unit: 'ns',
      value: 30 * SECOND,
    },
    minSigmas: {
      title: localText('Growth ÷ sampling error, at least', '增长 ÷ 抽样误差，至少'),
      unit: 'count',
      value: 4,
    },
  },

  evaluate(facts, limits) {
    const series = seriesOf(facts, ['heap']).filter((one) => isComparable(one, limits.minTime))
    if (series.length === 0) {
      const heaps = facts.profiles.filter(({ summary }) => summary.type === 'heap').length
      return notApplicable(
        localText(
          `Needs two or more heap profiles of one process, taken at least ${formatDuration(limits.minTime)} apart; the case has ${heaps === 0 ? 'no heap profile' : `${formatCount(heaps)} that cannot be put in one series`}.`,
          `需要同一进程的两份或更多堆剖析，相隔至少 ${formatDuration(limits.minTime)}；案例中${heaps === 0 ? '没有堆剖析' : `有 ${formatCount(heaps)} 份，但无法归入同一序列`}。`,
        ),
        COMMANDS.heapSeries,
      )
    }
    const growths = series.map(growthOf)
    const findings = growths.flatMap((growth) => {
      if (growth.growth < limits.minGrowth || growth.growth < limits.minRelative * (growth.totals[0] ?? 0)) return []
      return growth.sites
        .filter(
          ({ share, sigmas, slope }) =>
            share >= limits.minShare && sigmas >= limits.minSigmas && (slope === null || slope.low > 0),
        )
        .map((site) => finding(growth, site, facts, limits))
    })
    if (findings.length > 0) return found(findings)
    return clear(
      listed(
        growths.map(({ facts: { profiles }, growth, totals, sites: [top], minutes }) => {
          const name = profilesName(profiles)
          const span = formatDuration(minutes * MS_PER_MINUTE * 1e6)
          const of = `${signedBytes(growth)} of ${formatBytes(totals[0] ?? 0)}`
          const most = top ? `${shortName(top.site.functionName)} ${signedBytes(top.delta)}` : '–'
          return localText(
            `${name.en}: in use ${of} in ${span}, most of it ${most}`,
            `${name['zh-CN']}：${span} 内使用中的堆从 ${formatBytes(totals[0] ?? 0)} 变化 ${signedBytes(growth)}，其中最多的是 ${most}`,
          )
        }),
      ),
    )
  },
})

/** Two or more profiles far enough apart that, by what they say was allocated, can be of one process. */
function isComparable({ profiles }: SeriesFacts, minTime: number): boolean {
  const first = profiles[0] as ProfileFacts
  const last = profiles.at(-1) as ProfileFacts
  const span = ((last.summary.timeMs ?? 0) - (first.summary.timeMs ?? 0)) * 1e6
  if (span < minTime || profiles.some((profile) => typeIndexOf(profile, TYPE) < 0)) return false
  const allocated = typeIndexOf(first, 'alloc_space')
  if (allocated < 0 || typeIndexOf(last, 'alloc_space') !== allocated) return true
  return mayBeOneProcess(first.columns(), last.columns(), allocated)
}

function growthOf(facts: SeriesFacts): SeriesGrowth {
  const { profiles } = facts
  const first = profiles[0] as ProfileFacts
  const last = profiles.at(-1) as ProfileFacts
  const times = profiles.map(({ summary }) => ((summary.timeMs ?? 0) - (first.summary.timeMs ?? 0)) / MS_PER_MINUTE)
  const bySite = profiles.map((profile) => sites(profile.columns(), typeIndexOf(profile, TYPE)))
  const totals = profiles.map((profile) => totalOf(profile, TYPE))
  const growth = (totals.at(-1) ?? 0) - (totals[0] ?? 0)
  const objects = typeIndexOf(last, 'inuse_objects')
  const objectSites =
    objects < 0 ? [] : [first, last].map((profile) => sites(profile.columns(), typeIndexOf(profile, 'inuse_objects')))
  const grown = (bySite.at(-1) ?? []).map((site): SiteGrowth => {
    const values = bySite.map((all) => siteValue(all, site.functionName))
    const delta = (values.at(-1) ?? 0) - (values[0] ?? 0)
    const trend = values.length >= 3 ? theilSen(times, values) : null
    const error = Math.hypot(
      samplingError(values[0] ?? 0, first.summary.period),
      samplingError(values.at(-1) ?? 0, last.summary.period),
    )
    return {
      site,
      values,
      delta,
      share: growth > 0 ? delta / growth : 0,
      slope: trend && { value: trend.slope, low: trend.low, high: trend.high },
      sigmas: error > 0 ? delta / error : 0,
      objects: siteValue(objectSites[1] ?? [], site.functionName) - siteValue(objectSites[0] ?? [], site.functionName),
    }
  })
  grown.sort((a, b) => b.delta - a.delta)
  return { facts, minutes: times.at(-1) ?? 0, totals, growth, sites: grown }
}

function finding(
  growth: SeriesGrowth,
  { site, values, delta, share, slope, sigmas, objects }: SiteGrowth,
  facts: CaseFacts,
  limits: Record<'minShare' | 'minGrowth' | 'minSigmas', number>,
): FindingDraft {
  const { facts: seriesFacts, totals, minutes } = growth
  const { profiles } = seriesFacts
  const first = profiles[0] as ProfileFacts
  const last = profiles.at(-1) as ProfileFacts
  const name = shortName(site.functionName)
  const context = siteContext(site)
  const span = formatDuration(minutes * MS_PER_MINUTE * 1e6)
  const rate = slope?.value ?? (minutes > 0 ? delta / minutes : 0)
  const rateText = slope
    ? `${perMinute(rate)} (95 % interval ${interval(perMinute(slope.low), perMinute(slope.high))})`
    : perMinute(rate)
  const rateZh = slope
    ? `${perMinute(rate)}（95 % 区间 ${interval(perMinute(slope.low), perMinute(slope.high))}）`
    : perMinute(rate)
  const [from, to, total] = [formatBytes(values[0] ?? 0), formatBytes(values.at(-1) ?? 0), signedBytes(growth.growth)]
  const lines = profileLines(last.columns(), typeIndexOf(last, TYPE), site.functionName).slice(0, 3)
  const file = site.file.slice(site.file.lastIndexOf('/') + 1)
  const linesText = lines.map(({ line, cum }) => `${file}:${line} ${formatBytes(cum)}`).join(', ')
  const steady = values.every((value, i) => i === 0 || value >= (values[i - 1] as number))
  const life = lifeOfSeries(facts, seriesFacts)
  const borneOut = life && logText(life, first, last, growth.growth)
  // Two points are a difference, not a trend.
  const isLarge = delta >= (totals[0] ?? 0) && profiles.length >= 3
  const figures: FindingFigure[] = [
    {
      name: localText(`Growth in ${name}`, `${name} 的增长`),
      value: round(rate),
      ...(slope && { low: round(slope.low), high: round(slope.high) }),
      unit: 'bytes/min',
      isMain: true,
    },
    {
      name: localText('Share of the growth', '占全部增长'),
      value: round(share, 4),
      limit: limits.minShare,
      unit: 'share',
    },
    {
      name: localText('Growth, first to last profile', '首尾剖析之间的增长'),
      value: round(delta),
      limit: limits.minGrowth,
      unit: 'bytes',
    },
    {
      name: localText('Growth ÷ sampling error', '增长 ÷ 抽样误差'),
      value: round(sigmas, 1),
      limit: limits.minSigmas,
      unit: 'count',
    },
    ...(objects !== 0
      ? [{ name: localText('Objects retained more', '多持有的对象'), value: round(objects), unit: 'count' as const }]
      : []),
  ]
  return {
    anchor: profilesAnchor(profiles, site.functionName),
    title: localText(`Memory that grows is held through ${name}`, `增长的内存经由 ${name} 被持有`),
    severity: isLarge ? 'critical' : 'warning',
    likelihood:
      profiles.length >= 3 && steady && sigmas >= 8 ? 'certain' : profiles.length >= 3 ? 'veryLikely' : 'likely',
    confidence: profiles.length >= 4 && steady ? 'high' : profiles.length >= 3 || borneOut ? 'medium' : 'low',
    confidenceReason: joined([
      localText(
        `${formatCount(profiles.length)} heap profiles ${steady ? 'that rise one after the other' : 'that do not rise every time'}; the growth is ${formatCount(Math.round(sigmas))} times the error of sampling every ${formatBytes(last.summary.period)}. In-use values are those of the last finished GC cycle. A heap profile names who allocated what is still reachable, not the reference that keeps it: read the code of ${name} for where the objects go.`,
        `${formatCount(profiles.length)} 份堆剖析${steady ? '依次上升' : '并非每次都上升'}；增长是每 ${formatBytes(last.summary.period)} 抽样一次之误差的 ${formatCount(Math.round(sigmas))} 倍。使用中的数值取自最近完成的 GC 周期。堆剖析说明仍可到达的内存由谁分配，而不说明由哪个引用持有：请阅读 ${name} 的代码，看对象存到了哪里。`,
      ),
      profiles.length < 3 && borneOut,
    ]),
    claim: localText(
      `Memory allocated in ${name} and kept makes ${formatShare(share)} of the growth: ${from} → ${to}, ${perMinute(rate)}.`,
      `增长的内存中有 ${formatShare(share)} 由 ${name} 分配并一直被持有：${from} → ${to}，${perMinute(rate)}。`,
    ),
    summary: localText(
      `Between the first and the last of ${formatCount(profiles.length)} heap profiles of one process, ${span} apart, the heap in use grew by ${formatBytes(growth.growth)}, from ${formatBytes(totals[0] ?? 0)} to ${formatBytes(totals.at(-1) ?? 0)}. Memory allocated in ${name}${context.en} and still reachable grew from ${from} to ${to}: ${formatShare(share)} of that growth, ${rateText}.${lines.length > 1 ? ` By line in the last profile: ${linesText}.` : ''}${objects > 0 ? ` It holds ${formatCount(Math.round(objects))} more objects than at first.` : ''} What is allocated there is kept: look for a map, slice or cache that ${name} writes to and nothing removes from.`,
      `同一进程的 ${formatCount(profiles.length)} 份堆剖析中，首尾相隔 ${span}，使用中的堆增长了 ${formatBytes(growth.growth)}，从 ${formatBytes(totals[0] ?? 0)} 到 ${formatBytes(totals.at(-1) ?? 0)}。在 ${name}${context['zh-CN']}处分配且仍可到达的内存从 ${from} 增至 ${to}：占全部增长的 ${formatShare(share)}，${rateZh}。${lines.length > 1 ? `最后一份剖析按行：${lines.map(({ line, cum }) => `${file}:${line} ${formatBytes(cum)}`).join('、')}。` : ''}${objects > 0 ? `持有的对象比最初多 ${formatCount(Math.round(objects))} 个。` : ''}在那里分配的内存被保留了下来：请查找 ${name} 写入而无人清除的 map、切片或缓存。`,
    ),
    figures,
    evidence: [
      profileEvidence(
        last,
        TYPE,
        site.functionName,
        localText(`${name} ${signedBytes(delta)} of ${total}`, `${name} ${signedBytes(delta)}，总计 ${total}`),
        first,
      ),
      profileEvidence(
        last,
        TYPE,
        site.functionName,
        localText(
          `Last profile: ${to} of ${formatBytes(totals.at(-1) ?? 0)}${context.en}`,
          `最后一份剖析：${to}，总计 ${formatBytes(totals.at(-1) ?? 0)}${context['zh-CN']}`,
        ),
      ),
    ],
    refutation: refutation(growth, site, values, steady),
    remedies: [
      ...remediesOfLeaf(site),
      {
        title: localText(`Evict in ${name}, and bound the store`, `在 ${name} 中淘汰，并为存储设上限`),
        text: localText(
          'Removes the cause. Expire on write as well as in the background: a cleaner that nobody starts goes unnoticed.',
          '消除根因。除后台清理外，写入时也做过期处理：没有启动的清理器不会被发现。',
        ),
        code: {
          language: 'go',
          text: 'func (s *Store) Put(key string, value *Entry) {\n\ts.mu.Lock()\n\tdefer s.mu.Unlock()\n\ts.evictExpired(time.Now())\n\tif len(s.entries) >= s.maxEntries {\n\t\ts.evictOldest()\n\t}\n\ts.entries[key] = value\n}',
        },
      },
      {
        title: localText('Keep less per entry', '每个条目少留一些'),
        text: localText(
          `Copy only what is needed later; a small slice or string cut from a large one keeps all of it alive.${lines[0] ? ` The heaviest line is ${file}:${lines[0].line}.` : ''}`,
          `只复制以后需要的内容；从大块中截取的小切片或字符串会使整块存活。${lines[0] ? `最重的一行是 ${file}:${lines[0].line}。` : ''}`,
        ),
      },
      {
        title: localText('Roll back to the release without the growth', '回滚到没有增长的版本'),
        text: localText(
          'Stops it today; profiles of the older release show whether it grows too.',
          '可立即止损；旧版本的剖析可说明它是否也增长。',
        ),
      },
    ],
    range:
      first.summary.timeMs !== null && last.summary.timeMs !== null
        ? { axis: { kind: 'wall' }, from: first.summary.timeMs, to: last.summary.timeMs }
        : null,
    functions: [site.functionName],
    subject: joined([profilesName(profiles), life && lifeName(life, facts.lives)], ', ', '，'),
    chart: {
      title: localText(`In use by ${name} and in all`, `${name} 与全部使用中的堆`),
      unit: 'bytes',
      axis: 'wall',
      series: [
        {
          name: localText(name, name),
          role: 'main',
          x: profiles.map(({ summary }) => summary.timeMs ?? 0),
          y: values.map((value) => round(value)),
        },
        {
          name: localText('heap in use', '使用中的堆'),
          role: 'context',
          x: profiles.map(({ summary }) => summary.timeMs ?? 0),
          y: totals.map((value) => round(value)),
        },
      ],
    },
  }
}

/** The live heap at both profiles, where it rose by at least half as much: two profiles are few, and the log has counted by itself. */
function logText(life: LifeFacts, first: ProfileFacts, last: ProfileFacts, growth: number): LocalText | null {
  const liveAt = ({ summary }: ProfileFacts): number => {
    let live = Number.NaN
    for (let row = 0; row < life.cycles.length; row++) {
      if (atMs(life, cycleEndNs(life.cycles, row)) > (summary.timeMs ?? Number.NaN)) break
      live = life.cycles.liveHeapBytes[row] as number
    }
    return live
  }
  const [from, to] = [liveAt(first), liveAt(last)]
  if (!(to - from >= growth / 2)) return null
  const [low, high] = [formatBytes(from), formatBytes(to)]
  return localText(
    `The log bears the growth out: the live heap went from ${low} to ${high} between them.`,
    `日志印证了这一增长：其间存活堆从 ${low} 增至 ${high}。`,
  )
}

const TIMERS = /^time\.(?:NewTimer|NewTicker|After|AfterFunc|Tick|newTimer)$/
const CONTEXTS = /^context\.(?:With\w+|\(\*cancelCtx\)\.propagateCancel|withCancel)$/

/** What a library keeps on behalf of its caller until it is told that the caller is done. */
function remediesOfLeaf({ leaves, value }: Site): FindingDraft['remedies'] {
  const weightOf = (pattern: RegExp): number =>
    leaves.reduce((sum, leaf) => sum + (pattern.test(leaf.functionName) ? leaf.value : 0), 0)
  if (weightOf(TIMERS) * 2 > value)
    return [
      {
        title: localText('Stop timers and tickers', '停止定时器与 ticker'),
        text: localText(
          'Up to Go 1.22, and later with GODEBUG=asynctimerchan=1 or a go.mod below 1.23, the runtime keeps a timer until it has fired and a ticker until it is stopped, whether or not anybody refers to it. A time.After in a loop or a select leaves one behind each time: use one timer and reset it.',
          'Go 1.22 及以前（以及之后使用 GODEBUG=asynctimerchan=1 或 go.mod 低于 1.23 时），无论是否仍被引用，运行时都会把定时器保留到触发、把 ticker 保留到停止。循环或 select 中的 time.After 每次都会留下一个：请使用一个定时器并重置它。',
        ),
        code: {
          language: 'go',
          text: 'timer := time.NewTimer(timeout)\ndefer timer.Stop()\nfor {\n\ttimer.Reset(timeout)\n\tselect {\n\tcase v := <-updates:\n\t\tuse(v)\n\tcase <-timer.C:\n\t\treturn\n\t}\n}',
        },
      },
    ]
  if (weightOf(CONTEXTS) * 2 > value)
    return [
      {
        title: localText('Call cancel on every path', '在每条路径上调用 cancel'),
        text: localText(
          'A context that is derived from a living parent is held by it until it is cancelled or its time is over.',
          '由仍存活的父 context 派生的 context 会一直被其持有，直到被取消或到期。',
        ),
        code: { language: 'go', text: 'ctx, cancel := context.WithTimeout(ctx, 2*time.Second)\ndefer cancel()' },
      },
    ]
  return []
}

function refutation({ totals }: SeriesGrowth, { functionName }: Site, values: number[], steady: boolean): LocalText[] {
  const name = shortName(functionName)
  const last = values
    .slice(-2)
    .map((value) => formatBytes(value))
    .join(' → ')
  return [
    localText(
      `The values level off once the store is full. Checked between the last two profiles: ${last}${steady ? ', still rising' : ''}.`,
      `存储填满后数值趋于平稳。已核对最后两份剖析：${last}${steady ? '，仍在上升' : ''}。`,
    ),
    localText(
      `The heap as a whole grew in proportion, as under more load. Checked: ${name} ${formatShare((values[0] ?? 0) / Math.max(1, totals[0] ?? 0))} of the first profile, ${formatShare((values.at(-1) ?? 0) / Math.max(1, totals.at(-1) ?? 0))} of the last.`,
      `整个堆按比例增长（如负载增加时）。已核对：${name} 占首份剖析的 ${formatShare((values[0] ?? 0) / Math.max(1, totals[0] ?? 0))}，占末份的 ${formatShare((values.at(-1) ?? 0) / Math.max(1, totals.at(-1) ?? 0))}。`,
    ),
    localText(
      `${name} fills a cache with a known bound above this size. Open: ask its owner.`,
      `${name} 正在填充一个上限高于此值的缓存。待定：询问其负责人。`,
    ),
  ]
}
