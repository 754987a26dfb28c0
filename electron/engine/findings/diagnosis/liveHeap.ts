// Whether memory is kept: the live heap from cycle to cycle, else what heap profiles of one process have in use, else statistics.
import type { DiagnosisSection, ViewLink } from '../../../../shared/records/index.ts'
import { MIB } from '../../../../shared/units/units.ts'
import { mayBeOneProcess, sites, theilSen, type MemoryGroup } from '../../analysis/index.ts'
import { NANOS_PER_MINUTE, judgedLives, rowsRange } from '../lives.ts'
import { samplesOf, settled, wallRange } from '../memory.ts'
import { profileEvidence, seriesOf, totalOf, typeIndexOf, type SeriesFacts } from '../profiles.ts'
import type { CaseFacts, LifeFacts, ProfileFacts } from '../rule.ts'
import { growingLiveHeap, isGrown, judgedGrowth } from '../rules/gc/growingLiveHeap.ts'
import { retentionByPath } from '../rules/heap/retentionByPath.ts'
import { limitsOf, type LimitSettings } from '../runRules.ts'
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatShare,
  interval,
  lifeName,
  localText,
  perMinute,
  profilesName,
  sameText,
  shortName,
  signedBytes,
  type LocalText,
} from '../words.ts'
import { largest, row } from './parts.ts'

const MS_PER_MINUTE = 60_000
const TYPE = 'inuse_space'
const SITES = 4
/** Lives judged, those with most cycles first; a log of a process that restarts has thousands of short ones. */
const MAX_LIVES = 200
/** Series looked at for one that is of one process, those that grew most first: each costs reading two profiles. */
const MAX_SERIES = 4
/** Samples of statistics that make a trend. */
const MIN_SAMPLES = 10

/** What is known of one side of the question. */
export interface Side {
  /** Null: not known. */
  holds: boolean | null
  sureness: 'direct' | 'estimate'
  /** A clause without its full stop. */
  text: LocalText
  sections: DiagnosisSection[]
  link: ViewLink | null
  /** The life it speaks of. */
  life: LifeFacts | null
}

type Limits = Readonly<Record<string, number>>
export const valuesOf = (rule: Parameters<typeof limitsOf>[0], settings: LimitSettings): Limits =>
  Object.fromEntries(limitsOf(rule, settings[rule.id] ?? {}).map(({ name, value }) => [name, value]))

/** Lives with most cycles, by what the case knows of them without reading their cycles. */
export function judgeableLives(facts: CaseFacts, minCycles: number, minNs: number): LifeFacts[] {
  const lives = facts.lives
    .filter(({ life }) => life.cycles >= minCycles)
    .sort((a, b) => b.life.cycles - a.life.cycles)
    .slice(0, MAX_LIVES)
  return judgedLives({ ...facts, lives }, minCycles, minNs).judged
}

export function retentionSide(facts: CaseFacts, settings: LimitSettings): Side {
  const sites = sitesThatGrow(facts, settings)
  const cycles = ofCycles(facts, settings)
  if (cycles) return sites ? { ...cycles, sections: [...cycles.sections, sites.section] } : cycles
  return (
    sites?.side ??
    ofStatistics(facts, settings) ?? {
      holds: null,
      sureness: 'estimate',
      text: localText('whether the live heap grows is not known', '存活堆是否增长尚不清楚'),
      sections: [],
      link: null,
      life: null,
    }
  )
}

function ofCycles(facts: CaseFacts, settings: LimitSettings): Side | null {
  const limits = valuesOf(growingLiveHeap, settings) as Record<
    'minCycles' | 'minTime' | 'minTau' | 'minGrowth' | 'warnShare',
    number
  >
  const growths = judgeableLives(facts, limits.minCycles, limits.minTime * 1.25).flatMap(
    (life) => judgedGrowth(life, limits.minCycles) ?? [],
  )
  const grown = growths.filter((growth) => isGrown(growth, limits)).sort((a, b) => b.end - b.start - (a.end - a.start))
  // Of lives that do not grow, the one watched longest speaks.
  const told = grown[0] ?? growths.toSorted((a, b) => b.minutes - a.minutes)[0]
  if (!told) return null
  const { facts: life, rows, trend, minutes, start, end } = told
  const name = lifeName(life, facts.lives)
  const slope = perMinute(trend.slope)
  const within = interval(perMinute(trend.low), perMinute(trend.high))
  const span = formatDuration(minutes * NANOS_PER_MINUTE)
  const [from, to] = [formatBytes(start), formatBytes(end)]
  const link: ViewLink = {
    view: 'gcCycles',
    sourceId: life.source.id,
    lifeId: life.life.id,
    range: rowsRange(life, rows),
  }
  const holds = grown.length > 0
  return {
    holds,
    sureness: 'direct',
    life,
    link,
    text: holds
      ? localText(
          `the live heap grows by ${slope} (95 % interval ${within}), from ${from} to ${to} in ${span}`,
          `存活堆每分钟增长 ${formatBytes(trend.slope)}（95 % 区间 ${within}），${span} 内从 ${from} 增至 ${to}`,
        )
      : localText(
          `the live heap does not grow beyond the limits: ${slope} (95 % interval ${within}) over ${span}`,
          `存活堆的增长未超过限度：${span} 内 ${slope}（95 % 区间 ${within}）`,
        ),
    sections: [
      {
        title: localText(`Live heap: ${name.en}`, `存活堆：${name['zh-CN']}`),
        rows: [
          row(localText('Slope of the live heap (Theil–Sen)', '存活堆斜率（Theil–Sen）'), trend.slope, 'bytes/min', {
            low: trend.low,
            high: trend.high,
            detail: localText(
              `${formatCount(rows.to - rows.from)} GC cycles over ${span} after warm-up: ${from} → ${to}`,
              `预热后 ${span} 内 ${formatCount(rows.to - rows.from)} 个 GC 周期：${from} → ${to}`,
            ),
            link,
          }),
        ],
      },
    ],
  }
}

interface GrowingSites {
  section: DiagnosisSection
  side: Side
}

/** The series of heap profiles that grew most. Totals are kept with the profiles; only the first and the last one are read. */
function sitesThatGrow(facts: CaseFacts, settings: LimitSettings): GrowingSites | null {
  const limits = valuesOf(retentionByPath, settings) as Record<'minGrowth' | 'minRelative' | 'minTime', number>
  const growthOf = ({ profiles }: SeriesFacts): number =>
    totalOf(profiles.at(-1) as ProfileFacts, TYPE) - totalOf(profiles[0] as ProfileFacts, TYPE)
  const series = seriesOf(facts, ['heap'])
    .filter(({ profiles }) => spanMs(profiles) * 1e6 >= limits.minTime)
    .filter(({ profiles }) => profiles.every((profile) => typeIndexOf(profile, TYPE) >= 0))
    .sort((a, b) => growthOf(b) - growthOf(a))
    .slice(0, MAX_SERIES)
    .find(({ profiles }) => isOneProcess(profiles))
  if (!series) return null
  const { profiles } = series
  const [first, last] = [profiles[0] as ProfileFacts, profiles.at(-1) as ProfileFacts]
  const totals = profiles.map((profile) => totalOf(profile, TYPE))
  const start = first.summary.timeMs ?? 0
  const minutes = profiles.map(({ summary }) => ((summary.timeMs ?? start) - start) / MS_PER_MINUTE)
  const trend = totals.length >= 3 ? theilSen(minutes, totals) : null
  const growth = growthOf(series)
  const isLarge = growth >= limits.minGrowth && growth >= limits.minRelative * (totals[0] ?? 0)
  const holds = isLarge && (trend === null || trend.low > 0)
  const name = profilesName(profiles)
  const span = formatDuration(spanMs(profiles) * 1e6)
  const [from, to] = [formatBytes(totals[0] ?? 0), formatBytes(totals.at(-1) ?? 0)]
  const { link } = profileEvidence(last, TYPE, null, sameText(''), first)
  const rise = trend?.slope ?? growth / (spanMs(profiles) / MS_PER_MINUTE)
  const rows = siteRows(first, last, growth)
  const section: DiagnosisSection = {
    title: localText(`Growth of the heap in use by site: ${name.en}`, `使用中堆的增长按位置：${name['zh-CN']}`),
    rows: [
      row(localText('Heap in use, slope', '使用中堆的斜率'), rise, 'bytes/min', {
        ...(trend && { low: trend.low, high: trend.high }),
        detail: localText(`${from} → ${to} in ${span}`, `${span} 内 ${from} → ${to}`),
        link,
      }),
      ...rows,
    ],
  }
  const top = rows.find(({ isRemainder, share }) => !isRemainder && share !== null)
  const by = top && holds ? { name: top.title.en, share: formatShare(top.share ?? 0) } : null
  return {
    section,
    side: {
      holds,
      sureness: 'estimate',
      life: null,
      link,
      sections: [section],
      text: holds
        ? localText(
            `the heap in use grows by ${perMinute(rise)}, from ${from} to ${to} in ${span}${by ? `, ${by.share} of it allocated in ${by.name}` : ''}`,
            `使用中的堆以 ${perMinute(rise)} 增长，${span} 内从 ${from} 增至 ${to}${by ? `，其中 ${by.share} 在 ${by.name} 中分配` : ''}`,
          )
        : localText(
            `the heap in use does not grow beyond the limits: ${signedBytes(growth)} of ${from} in ${span}`,
            `使用中堆的增长未超过限度：${span} 内 ${from} 变化 ${signedBytes(growth)}`,
          ),
    },
  }
}

/** Sites that hold more in the last profile than in the first, as shares of the growth; nothing where the whole did not grow. */
function siteRows(first: ProfileFacts, last: ProfileFacts, growth: number): DiagnosisSection['rows'] {
  if (growth < MIB) return []
  const before = new Map(
    sites(first.columns(), typeIndexOf(first, TYPE)).map(({ functionName, value }) => [functionName, value]),
  )
  const grown = sites(last.columns(), typeIndexOf(last, TYPE))
    .map((site) => ({ site, delta: site.value - (before.get(site.functionName) ?? 0) }))
    .filter(({ delta }) => delta > 0)
  // Sites that shrank make the sum of those that grew larger than the growth; shares are of the sum, so that they add up.
  const sum = grown.reduce((total, { delta }) => total + delta, 0)
  return largest(
    grown.map(({ site, delta }) =>
      row(sameText(shortName(site.functionName)), delta, 'bytes', {
        share: delta / sum,
        detail: localText(`now ${formatBytes(site.value)}`, `现为 ${formatBytes(site.value)}`),
        link: profileEvidence(last, TYPE, site.functionName, sameText(''), first).link,
      }),
    ),
    SITES,
    localText('Other sites', '其他位置'),
  )
}

const spanMs = (profiles: readonly ProfileFacts[]): number =>
  (profiles.at(-1)?.summary.timeMs ?? 0) - (profiles[0]?.summary.timeMs ?? 0)

function isOneProcess(profiles: readonly ProfileFacts[]): boolean {
  const [first, last] = [profiles[0] as ProfileFacts, profiles.at(-1) as ProfileFacts]
  const allocated = typeIndexOf(first, 'alloc_space')
  if (allocated < 0 || typeIndexOf(last, 'alloc_space') !== allocated) return true
  return mayBeOneProcess(first.columns(), last.columns(), allocated)
}

/** Of statistics over time: the live heap as runtime/metrics has it, else HeapAlloc, which counts dead objects too. */
function ofStatistics({ memory }: CaseFacts, settings: LimitSettings): Side | null {
  const limits = valuesOf(growingLiveHeap, settings) as Record<'minTime' | 'minTau' | 'minGrowth' | 'warnShare', number>
  const trends = memory.groups.flatMap((group) => trendOf(group, limits.minTime / 1e6) ?? [])
  const isUp = (one: Statistic): boolean =>
    one.trend.low > 0 &&
    one.trend.tau >= limits.minTau &&
    one.growth >= limits.minGrowth &&
    one.growth >= limits.warnShare * Math.max(1, one.start)
  const grown = trends.filter(isUp).sort((a, b) => b.growth - a.growth)
  const told = grown[0] ?? trends.toSorted((a, b) => b.minutes - a.minutes)[0]
  if (!told) return null
  const { group, trend, isLive, minutes, start, growth, samples, from, to } = told
  const slope = perMinute(trend.slope)
  const within = interval(perMinute(trend.low), perMinute(trend.high))
  const span = formatDuration(minutes * NANOS_PER_MINUTE)
  const what = isLive ? localText('live heap', '存活堆') : localText('heap with its dead objects', '堆（含死对象）')
  const link: ViewLink = { view: 'memory', range: wallRange(from, to), state: { process: group.id } }
  const holds = grown.length > 0
  return {
    holds,
    sureness: 'estimate',
    life: null,
    link,
    text: holds
      ? localText(
          `the ${what.en} grows by ${slope} (95 % interval ${within}) over ${span}`,
          `${what['zh-CN']}在 ${span} 内以 ${slope} 增长（95 % 区间 ${within}）`,
        )
      : localText(
          `the ${what.en} does not grow beyond the limits: ${slope} (95 % interval ${within}) over ${span}`,
          `${what['zh-CN']}的增长未超过限度：${span} 内 ${slope}（95 % 区间 ${within}）`,
        ),
    sections: [
      {
        title: localText(`Statistics${group.name && `: ${group.name}`}`, `统计数据${group.name && `：${group.name}`}`),
        rows: [
          row(
            localText(`Slope of the ${what.en} (Theil–Sen)`, `${what['zh-CN']}的斜率（Theil–Sen）`),
            trend.slope,
            'bytes/min',
            {
              low: trend.low,
              high: trend.high,
              detail: localText(
                `${formatCount(samples)} samples over ${span}: ${formatBytes(start)} → ${formatBytes(start + growth)}`,
                `${span} 内 ${formatCount(samples)} 个样本：${formatBytes(start)} → ${formatBytes(start + growth)}`,
              ),
              link,
            },
          ),
        ],
      },
    ],
  }
}

interface Statistic {
  group: MemoryGroup
  isLive: boolean
  trend: NonNullable<ReturnType<typeof theilSen>>
  minutes: number
  start: number
  growth: number
  samples: number
  from: number
  to: number
}

function trendOf(group: MemoryGroup, minMs: number): Statistic | null {
  for (const name of ['go.heap.live', 'go.heap.objects'] as const) {
    const samples = settled(samplesOf(group, name))
    const [first, last] = [samples[0], samples.at(-1)]
    if (!first || !last || samples.length < MIN_SAMPLES || last.at - first.at < minMs) continue
    const x = samples.map(({ at }) => (at - first.at) / MS_PER_MINUTE)
    const trend = theilSen(
      x,
      samples.map(({ value }) => value),
    )
    if (!trend) continue
    const minutes = x.at(-1) ?? 0
    return {
      group,
      isLive: name === 'go.heap.live',
      trend,
      minutes,
      start: Math.max(0, trend.intercept),
      growth: trend.slope * minutes,
      samples: samples.length,
      from: first.at,
      to: last.at,
    }
  }
  return null
}
