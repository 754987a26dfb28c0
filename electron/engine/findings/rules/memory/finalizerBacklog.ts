import { theilSen, type MemoryGroup, type Trend } from '../../../analysis/index.ts'
import { clear, defineRule, found, notApplicable, type CaseFacts, type FindingDraft } from '../../rule.ts'
import { round } from '../../lives.ts'
import {
  chartSeries,
  groupAnchor,
  groupName,
  nearestSample,
  samplesOf,
  seriesEvidence,
  wallRange,
  type Sample,
} from '../../memory.ts'
import { formatCount, formatShare, listed, localText, rate, type LocalText } from '../../words.ts'

const MS_PER_MINUTE = 60_000

const KINDS = [
  {
    id: 'finalizers',
    name: localText('finalizers', 'finalizer'),
    queued: 'go.finalizers.queued',
    executed: 'go.finalizers.executed',
    waiting: 'go.finalizers.waiting',
  },
  {
    id: 'cleanups',
    name: localText('cleanups', 'cleanup'),
    queued: 'go.cleanups.queued',
    executed: 'go.cleanups.executed',
    waiting: 'go.cleanups.waiting',
  },
] as const

interface Judged {
  group: MemoryGroup
  kind: (typeof KINDS)[number]
  /** Queued and not run yet. */
  samples: Sample[]
  last: number
  /** Of all that was ever queued; null: not counted. */
  share: number | null
  growth: Trend | null
}

/**
 * An object with a finalizer is freed one GC cycle after its finalizer ran, and all finalizers of a process run one after the
 * other on one goroutine (cleanups: in parallel since Go 1.25). A queue that grows holds its objects and all they refer to.
 */
export const finalizerBacklog = defineRule({
  id: 'memory/finalizer-backlog',
  version: 1,
  title: localText('Finalizers or cleanups wait in a growing queue', 'finalizer 或 cleanup 在不断增长的队列中等待'),
  goVersions: 'go1.25+',
  limits: {
    minWaiting: { title: localText('Waiting, at least', '等待数，至少'), unit: 'count', value: 1000 },
    stuckShare: {
      title: localText('Waiting of all that was ever queued', '等待数占全部入队'),
      unit: 'share',
      value: 0.5,
    },
    certainly: { title: localText('Waiting, whatever the trend', '等待数（不论趋势）'), unit: 'count', value: 10_000 },
  },

  evaluate(facts, limits) {
    const judged = facts.memory.groups.flatMap((group) => KINDS.flatMap((kind) => judge(group, kind)))
    if (judged.length === 0)
      return notApplicable(
        localText(
          'The case has no counts of finalizers and cleanups: /gc/finalizers and /gc/cleanups of runtime/metrics (Go 1.26), or lines of GODEBUG=checkfinalizers=1 (Go 1.25).',
          '案例中没有 finalizer 与 cleanup 的计数：runtime/metrics 的 /gc/finalizers 与 /gc/cleanups（Go 1.26），或 GODEBUG=checkfinalizers=1 的日志行（Go 1.25）。',
        ),
        'GODEBUG=checkfinalizers=1 ./service 2> service.log',
      )
    const some = judged.filter(
      ({ last, growth, share }) =>
        last >= limits.certainly ||
        (last >= limits.minWaiting &&
          ((growth !== null && growth.low > 0) || (growth === null && share !== null && share >= limits.stuckShare))),
    )
    if (some.length > 0) return found(some.map((one) => finding(facts, one, limits)))
    return clear(
      listed(
        judged.map(({ group, kind, samples, last }) => {
          const name = groupName(group, samples[0]?.path ?? '')
          return localText(
            `${name.en}: ${formatCount(last)} ${kind.name.en} waiting`,
            `${name['zh-CN']}：等待中的 ${kind.name['zh-CN']} ${formatCount(last)} 个`,
          )
        }),
      ),
    )
  },
})

function judge(group: MemoryGroup, kind: (typeof KINDS)[number]): Judged[] {
  const executed = samplesOf(group, kind.executed)
  const counted = samplesOf(group, kind.queued).flatMap((queued): Sample[] => {
    const beside = nearestSample(executed, queued.at, 1)
    return beside ? [{ ...queued, value: Math.max(0, queued.value - beside.value) }] : []
  })
  const samples = [...counted, ...samplesOf(group, kind.waiting)].sort((a, b) => a.at - b.at)
  const last = samples.at(-1)
  if (!last) return []
  const growth =
    samples.length >= 5
      ? theilSen(
          samples.map(({ at }) => at / MS_PER_MINUTE),
          samples.map(({ value }) => value),
        )
      : null
  const queued = samplesOf(group, kind.queued).findLast(({ at }) => at === last.at)
  const share = queued && queued.value > 0 ? last.value / queued.value : null
  return [{ group, kind, samples, last: last.value, share, growth }]
}

function finding(
  facts: CaseFacts,
  { group, kind, samples, last, share, growth }: Judged,
  limits: { minWaiting: number },
): FindingDraft {
  const [first, end] = [samples[0] as Sample, samples.at(-1) as Sample]
  const name = groupName(group, end.path)
  const isGrowing = growth !== null && growth.low > 0
  const pace = isGrowing ? rate(growth.slope) : ''
  const part = share === null ? null : formatShare(share)
  const others: LocalText =
    kind.id === 'finalizers'
      ? localText(
          'All finalizers of a process run one after the other on one goroutine: a slow or blocked one stops them all.',
          '一个进程的所有 finalizer 在同一个 goroutine 上依次执行：一个缓慢或阻塞就会停住全部。',
        )
      : localText(
          'Cleanups run on a few goroutines of the runtime (one in Go 1.24): slow ones hold up the rest.',
          'cleanup 在运行时的少数 goroutine 上执行（Go 1.24 只有一个）：缓慢的会拖住其余的。',
        )
  return {
    anchor: `${groupAnchor(facts, group, first.sourceId)}/${kind.id}`,
    severity: isGrowing ? 'warning' : 'notice',
    likelihood: isGrowing ? 'veryLikely' : 'likely',
    confidence: samples.length >= 5 ? 'high' : 'low',
    confidenceReason: localText(
      `The runtime counts what it queues and what it has run (${formatCount(samples.length)} samples). What the objects hold it does not say.`,
      `运行时对入队与已执行的计数（${formatCount(samples.length)} 个样本）。它不说明这些对象持有什么。`,
    ),
    claim: localText(
      `${formatCount(last)} ${kind.name.en} wait to run${isGrowing ? `, ${pace} more every minute` : ''}.`,
      `${formatCount(last)} 个 ${kind.name['zh-CN']} 等待执行${isGrowing ? `，每分钟增加 ${pace} 个` : ''}。`,
    ),
    summary: localText(
      `In ${name.en} the runtime has queued ${formatCount(last)} ${kind.name.en} more than it has run${part === null ? '' : `, ${part} of all it ever queued`}. ${others.en} An object with a finalizer, and all it refers to, stays at least one GC cycle longer, and as long as its finalizer waits. Sweeping is not held up by it.`,
      `在 ${name['zh-CN']} 中，运行时入队的 ${kind.name['zh-CN']} 比已执行的多 ${formatCount(last)} 个${part === null ? '' : `，占全部入队的 ${part}`}。${others['zh-CN']}带 finalizer 的对象及其引用的一切至少多留一个 GC 周期，并一直留到其 finalizer 执行。清扫不会因此受阻。`,
    ),
    figures: [
      { name: localText('Waiting', '等待数'), value: last, limit: limits.minWaiting, unit: 'count', isMain: true },
      ...(growth
        ? [
            {
              name: localText('Growth', '增长'),
              value: round(growth.slope, 1),
              low: round(growth.low, 1),
              high: round(growth.high, 1),
              unit: 'count/min' as const,
            },
          ]
        : []),
    ],
    evidence: [
      seriesEvidence(
        end.sourceId,
        [end.name],
        null,
        localText(
          `${formatCount(last)} ${kind.name.en} waiting`,
          `等待中的 ${kind.name['zh-CN']} ${formatCount(last)} 个`,
        ),
      ),
    ],
    refutation: [
      localText(
        'It is a burst that is being worked off. Open: take the counts again a minute later.',
        '这是一阵正在被处理的突发。待定：一分钟后再取计数。',
      ),
    ],
    remedies: [
      {
        title: localText('Close explicitly, and keep finalizers short', '显式关闭，并让 finalizer 简短'),
        text: localText(
          'Call Close where the object’s life ends; a finalizer must not lock, wait or do I/O. If it must, let it start a goroutine.',
          '在对象生命期结束处调用 Close；finalizer 不可加锁、等待或做 I/O。若必须如此，让它启动一个 goroutine。',
        ),
        code: { language: 'go', text: 'f, err := os.Open(name)\nif err != nil {\n\treturn err\n}\ndefer f.Close()' },
      },
      {
        title: localText('See which one blocks', '查看哪一个在阻塞'),
        text: localText(
          'A goroutine dump shows runtime.runFinalizers (runfinq before Go 1.25) or runtime.runCleanups and what they call.',
          'goroutine 转储会显示 runtime.runFinalizers（Go 1.25 之前为 runfinq）或 runtime.runCleanups 及其调用。',
        ),
        code: { language: 'sh', text: 'curl -s "http://localhost:6060/debug/pprof/goroutine?debug=2"' },
      },
    ],
    range: wallRange(first.at, end.at),
    functions: [],
    subject: name,
    chart: {
      title: localText('Waiting in the queue', '队列中等待'),
      unit: 'count',
      axis: 'wall',
      series: [chartSeries(kind.name, 'main', samples)],
    },
  }
}
