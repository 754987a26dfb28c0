import { sites, type Site } from '../../../analysis/index.ts'
import { round } from '../../lives.ts'
import {
  lifeOfSeries,
  profileEvidence,
  profilesAnchor,
  seriesOf,
  siteContext,
  siteValue,
  totalOf,
  typeIndexOf,
} from '../../profiles.ts'
import {
  clear,
  defineRule,
  found,
  notApplicable,
  type CaseFacts,
  type Confidence,
  type FindingDraft,
  type LifeFacts,
  type ProfileFacts,
} from '../../rule.ts'
import {
  COMMANDS,
  formatCount,
  formatDuration,
  formatSampleValue,
  formatShare,
  listed,
  localText,
  rate,
  sameText,
  shortName,
  type LocalText,
} from '../../words.ts'
import { LOCK_REMEDY } from '../goroutines/remedies.ts'

/** Frames that a lock of package sync leaves on a stack: in a mutex profile it is given away, in a block profile waited for. */
const LOCK_FRAME = {
  mutex: /^(sync|internal\/sync)\.\(\*(RW)?Mutex\)\.(R?Unlock|unlockSlow|rUnlockSlow)$/,
  block: /^(sync|internal\/sync)\.\(\*(RW)?Mutex\)\.(R?Lock|r?lockSlow)$/,
} as const
type LockKind = keyof typeof LOCK_FRAME

const MOST_FINDINGS = 3

/** Time that others waited, by the place that a stack is answered for at. */
interface Contention {
  kind: LockKind
  profile: ProfileFacts
  /** Profile that is subtracted; null where the values are as they stand. */
  base: ProfileFacts | null
  /** What the values were counted over, ms; null where nothing says when counting began. */
  overMs: number | null
  delayNs: number
  places: Place[]
}

interface Place {
  site: Site
  delayNs: number
  count: number
  /** Goroutines that waited, mean; null where the time is not known. */
  waiting: number | null
}

/**
 * A mutex profile charges the time that others waited to the stack that gave the lock away, a block profile to the stack that
 * waited. Divided by the time it was counted over, it is how many goroutines waited on average.
 */
export const lockContention = defineRule({
  id: 'profile/lock-contention',
  version: 1,
  title: localText('Goroutines wait for one lock much of the time', 'goroutine 大量时间在等待同一处的锁'),
  goVersions: 'go1.8+',
  limits: {
    waiting: {
      title: localText('Goroutines waiting at one place, mean', '一处等待的 goroutine，均值'),
      unit: 'count',
      value: 1,
    },
    minDelay: {
      title: localText('Waited at one place, at least', '一处的等待合计，至少'),
      unit: 'ns',
      value: 10e9,
    },
    minCount: { title: localText('Waits, at least', '等待次数，至少'), unit: 'count', value: 100 },
  },

  evaluate(facts, limits) {
    // Who holds is more than who waits: a block profile is asked where no mutex profile is.
    const mutex = contentionsOf(facts, 'mutex')
    const all = mutex.length > 0 ? mutex : contentionsOf(facts, 'block')
    if (all.length === 0) {
      return notApplicable(
        localText(
          'Needs a mutex profile; the program turns it on with runtime.SetMutexProfileFraction.',
          '需要互斥锁剖析；由程序以 runtime.SetMutexProfileFraction 开启。',
        ),
        COMMANDS.mutex,
      )
    }
    const heavy = all
      .flatMap((contention) => contention.places.map((place) => ({ contention, place })))
      .filter(
        ({ place }) =>
          place.delayNs >= limits.minDelay &&
          place.count >= limits.minCount &&
          (place.waiting === null || place.waiting >= limits.waiting),
      )
      .sort((a, b) => (b.place.waiting ?? 0) - (a.place.waiting ?? 0) || b.place.delayNs - a.place.delayNs)
    // The same place in several processes is one finding: that of the process where most waited.
    const byPlace = new Map<string, (typeof heavy)[number]>()
    for (const one of heavy)
      if (!byPlace.has(one.place.site.functionName)) byPlace.set(one.place.site.functionName, one)
    if (byPlace.size > 0)
      return found(
        [...byPlace.values()]
          .slice(0, MOST_FINDINGS)
          .map(({ contention, place }) => finding(contention, place, limits)),
      )
    return clear(
      listed(
        all.map(({ profile, delayNs, overMs, places: [top] }) => {
          const [path, delay] = [profile.source.path, formatDuration(delayNs)]
          const over = overMs === null ? null : formatDuration(overMs * 1e6)
          const most = top ? `${shortName(top.site.functionName)} ${formatDuration(top.delayNs)}` : '–'
          return localText(
            `${path}: ${delay} of waiting for locks${over ? ` in ${over}` : ''}, most at ${most}`,
            `${path}：${over ? `${over} 内` : ''}等锁合计 ${delay}，最多的是 ${most}`,
          )
        }),
      ),
    )
  },
})

/** Profiles over a time of their own (`?seconds=N`) are judged one by one, those that count from the start together. */
const contentionsOf = (facts: CaseFacts, kind: LockKind): Contention[] =>
  seriesOf(facts, [kind]).flatMap((series) => {
    const profiles = series.profiles.filter((profile) => typeIndexOf(profile, 'delay') >= 0)
    const counting = profiles.filter(({ summary }) => summary.durationNs === 0)
    return [
      ...profiles
        .filter(({ summary }) => summary.durationNs > 0)
        .map((profile) => contentionOf(kind, { profile, base: null, overMs: profile.summary.durationNs / 1e6 })),
      ...(counting.length > 0 ? [contentionOf(kind, sinceStart(lifeOfSeries(facts, series), counting))] : []),
    ]
  })

type Counted = Pick<Contention, 'profile' | 'base' | 'overMs'>

/**
 * Over the time since the first profile of the process, which is subtracted; else over the age of the process by its log; else
 * nobody knows.
 */
function sinceStart(life: LifeFacts | null, profiles: readonly ProfileFacts[]): Counted {
  const [first, profile] = [profiles[0], profiles.at(-1)] as [ProfileFacts, ProfileFacts]
  const [from, to] = [first.summary.timeMs, profile.summary.timeMs]
  if (from !== null && to !== null && to > from) return { profile, base: first, overMs: to - from }
  const startMs = life?.life.startMs ?? null
  return { profile, base: null, overMs: to !== null && startMs !== null && to > startMs ? to - startMs : null }
}

function contentionOf(kind: LockKind, counted: Counted): Contention {
  const { profile, base, overMs } = counted
  const [delays, counts] = [lockSites(profile, 'delay', kind), lockSites(profile, 'contentions', kind)]
  const [baseDelays, baseCounts] = base
    ? [lockSites(base, 'delay', kind), lockSites(base, 'contentions', kind)]
    : [[], []]
  const places = delays
    .map((site): Place => {
      const { functionName } = site
      const delayNs = Math.max(0, site.value - siteValue(baseDelays, functionName))
      const count = Math.max(0, siteValue(counts, functionName) - siteValue(baseCounts, functionName))
      return { site, delayNs, count, waiting: overMs === null ? null : delayNs / (overMs * 1e6) }
    })
    .sort((a, b) => b.delayNs - a.delayNs)
  return { ...counted, kind, delayNs: places.reduce((sum, { delayNs }) => sum + delayNs, 0), places }
}

const lockSites = (profile: ProfileFacts, type: string, kind: LockKind): Site[] =>
  sites(profile.columns(), typeIndexOf(profile, type), (name) => LOCK_FRAME[kind].test(name))

/** A tenth of the events and fewer are recorded as a rule, so counts this small rest on a handful. */
const sureness = ({ count, waiting }: Place): Confidence =>
  waiting === null || count < 1000 ? 'low' : count < 10_000 ? 'medium' : 'high'

function finding(
  { kind, profile, base, overMs, delayNs }: Contention,
  place: Place,
  limits: Record<'waiting' | 'minDelay' | 'minCount', number>,
): FindingDraft {
  const { site, count, waiting } = place
  const name = shortName(site.functionName)
  const context = siteContext({ ...site, leaves: [] })
  const share = place.delayNs / Math.max(1, delayNs)
  const [delay, waits, percent] = [formatDuration(place.delayNs), formatCount(Math.round(count)), formatShare(share)]
  const each = formatDuration(place.delayNs / Math.max(1, count))
  const mean = waiting === null ? null : rate(waiting)
  const over = overMs === null ? null : formatDuration(overMs * 1e6)
  const isHolder = kind === 'mutex'
  const since: LocalText = base
    ? localText(`between the first and the last profile, ${over} apart`, `首末两份剖析之间的 ${over} 内`)
    : over
      ? localText(`over ${over}`, `${over} 内`)
      : localText('since the program started', '程序启动以来')
  return {
    anchor: profilesAnchor([base ?? profile], site.functionName),
    title: isHolder
      ? localText(`Others wait for the lock that ${name} holds`, `其他 goroutine 等待 ${name} 持有的锁`)
      : localText(`Goroutines wait for a lock in ${name}`, `goroutine 在 ${name} 中等锁`),
    severity: waiting === null ? 'notice' : waiting >= 4 * limits.waiting ? 'critical' : 'warning',
    likelihood: waiting === null ? 'even' : 'veryLikely',
    confidence: sureness(place),
    confidenceReason: reasonOf(isHolder, waiting === null, waits),
    claim: isHolder
      ? localText(
          mean === null
            ? `${percent} of the waiting for locks, ${delay}, is for locks that ${name} gives away.`
            : `${mean} goroutines on average wait for a lock that ${name} holds.`,
          mean === null
            ? `等锁时间的 ${percent}（${delay}）是在等 ${name} 释放的锁。`
            : `平均有 ${mean} 个 goroutine 在等待 ${name} 持有的锁。`,
        )
      : localText(
          mean === null
            ? `${percent} of the waiting for locks, ${delay}, is in ${name}.`
            : `${mean} goroutines on average wait for a lock in ${name}.`,
          mean === null
            ? `等锁时间的 ${percent}（${delay}）在 ${name} 中。`
            : `平均有 ${mean} 个 goroutine 在 ${name} 中等锁。`,
        ),
    summary: localText(
      `${isHolder ? `Goroutines waited ${delay} for locks that ${name}${context.en}${context.en === '' ? '' : ','} gave away` : `Goroutines waited ${delay} for locks in ${name}${context.en}`} ${since.en}: ${waits} waits of ${each} on average, ${percent} of all waiting for locks. ${isHolder ? 'A mutex profile is charged to whoever unlocks, so what is slow is what that function does while it holds the lock.' : 'A block profile is charged to whoever waits; who holds the lock, a mutex profile says.'}`,
      `${since['zh-CN']}，goroutine ${isHolder ? `等待 ${name}${context['zh-CN']}释放的锁` : `在 ${name}${context['zh-CN']}中等锁`}合计 ${delay}：共 ${waits} 次，平均每次 ${each}，占全部等锁时间的 ${percent}。${isHolder ? '互斥锁剖析记在解锁者名下，因此慢的是该函数持锁期间所做的事。' : '阻塞剖析记在等待者名下；谁持有锁，要看互斥锁剖析。'}`,
    ),
    figures: [
      ...(waiting === null
        ? []
        : [
            {
              name: localText('Goroutines waiting, mean', '等待的 goroutine，均值'),
              value: round(waiting, 2),
              limit: limits.waiting,
              unit: 'count' as const,
              isMain: true,
            },
          ]),
      {
        name: localText('Waited', '等待合计'),
        value: Math.round(place.delayNs),
        limit: limits.minDelay,
        unit: 'ns',
        ...(waiting === null && { isMain: true }),
      },
      { name: localText('Share of all waiting for locks', '占全部等锁时间'), value: round(share, 4), unit: 'share' },
      { name: localText('Waits', '等待次数'), value: Math.round(count), limit: limits.minCount, unit: 'count' },
    ],
    evidence: [
      profileEvidence(
        profile,
        'delay',
        site.functionName,
        localText(
          `${name}: ${delay} of waiting, ${formatSampleValue(totalOf(profile, 'delay'), 'nanoseconds')} in the whole profile`,
          `${name}：等待 ${delay}，整份剖析为 ${formatSampleValue(totalOf(profile, 'delay'), 'nanoseconds')}`,
        ),
        base ?? undefined,
      ),
      profileEvidence(
        profile,
        'contentions',
        site.functionName,
        localText(`${name}: ${waits} waits`, `${name}：等待 ${waits} 次`),
        base ?? undefined,
      ),
    ],
    refutation: [
      localText(
        'The goroutines that wait are workers which take turns at the lock by design, and throughput is what it should be. Open: compare with a time without complaints.',
        '等待者是按设计轮流用锁的工作者，且吞吐量符合预期。待定：与无异常的时段对照。',
      ),
      ...(waiting === null
        ? [
            localText(
              'The waiting is spread over days: nothing in the case says how long the program had run. Open: take a second profile a minute later, or one of ?seconds=30.',
              '等待分散在数日之中：案例中没有程序运行时长的依据。待定：一分钟后再采一份，或采 ?seconds=30。',
            ),
          ]
        : []),
    ],
    remedies: [
      LOCK_REMEDY,
      {
        title: localText('Split the lock', '拆分锁'),
        text: localText(
          'Shard the data by key so that requests seldom meet; let readers of what rarely changes use an atomic pointer. A RWMutex helps only where reading takes long: its counter is shared by all readers.',
          '按键分片使请求很少相遇；读多写少的数据改用原子指针。RWMutex 仅在读取耗时较长时有益：其计数器由所有读者共用。',
        ),
      },
    ],
    range: null,
    functions: [site.functionName],
    subject: sameText(profile.source.path),
  }
}

function reasonOf(isHolder: boolean, isUntimed: boolean, waits: string): LocalText {
  const scaled = localText(
    `${waits} waits, an estimate: ${isHolder ? 'of every so many events one is recorded and multiplied (SetMutexProfileFraction)' : 'short waits are recorded by chance and scaled (SetBlockProfileRate)'}; the rate is not in the profile.`,
    `等待 ${waits} 次，为估计值：${isHolder ? '每若干次事件记录一次并放大（SetMutexProfileFraction）' : '短等待按概率记录并放大（SetBlockProfileRate）'}，采样率不在剖析之中。`,
  )
  const older = isHolder
    ? localText(
        ' Up to Go 1.21 only the first waiter is counted, so the true figure may be larger.',
        'Go 1.21 及以前只计第一个等待者，真实值可能更大。',
      )
    : localText('', '')
  const untimed = isUntimed
    ? localText(
        ' Nothing says over how long it was counted: much waiting over a long life is little.',
        '没有依据说明计数的时长：长时间运行中的大量等待也可能微不足道。',
      )
    : localText('', '')
  return localText(`${scaled.en}${older.en}${untimed.en}`, `${scaled['zh-CN']}${older['zh-CN']}${untimed['zh-CN']}`)
}
