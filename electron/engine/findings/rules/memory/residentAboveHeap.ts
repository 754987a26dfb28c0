import { MIB } from '../../../../../shared/units/units.ts'
import {
  DEFAULT_TOLERANCE_MS,
  classTotals,
  listingAt,
  quantile,
  regionClasses,
  retained,
  theilSen,
  type MemoryGroup,
  type Trend,
} from '../../../analysis/index.ts'
import {
  clear,
  defineRule,
  found,
  notApplicable,
  type CaseFacts,
  type EvidenceDraft,
  type FindingDraft,
} from '../../rule.ts'
import { round } from '../../lives.ts'
import {
  MEMORY_COMMANDS,
  chartSeries,
  goGroups,
  goSamples,
  groupAnchor,
  groupName,
  isAnswer,
  nearestSample,
  samplesOf,
  seriesEvidence,
  timeText,
  wallRange,
  type GoSample,
  type Sample,
} from '../../memory.ts'
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatShare,
  joined,
  listed,
  localText,
  perMinute,
  type LocalText,
} from '../../words.ts'

const MS_TO_NS = 1e6
const MS_PER_MINUTE = 60_000
/** A sample of the kernel and one of the runtime belong together within this. */
const BESIDE_MS = 15_000

/** The resident set beside what the runtime holds, at the times of the kernel's samples. */
interface Pair {
  resident: Sample
  go: GoSample
  held: number
  /** 0 while the resident set is within what the runtime holds: pages that it holds and touches first then are its own. */
  outside: number
}

interface Judged {
  group: MemoryGroup
  pairs: Pair[]
  /** Of the resident set beyond what the runtime holds, bytes a minute. */
  growth: Trend | null
  rise: number
  heapRise: number
  level: number
  share: number
}

/**
 * What the runtime holds is Sys − HeapReleased: an upper bound of its part of the resident set. What is resident beyond it is
 * not the Go heap, whatever the heap profile says: memory of C code, mmap, files, or pages given back that the kernel keeps.
 * HeapSys is address space and never falls, so it is not looked at.
 */
export const residentAboveHeap = defineRule({
  id: 'memory/resident-above-heap',
  version: 1,
  title: localText('The process holds much more than the Go runtime', '进程占用远多于 Go 运行时所持有'),
  goVersions: 'go1.5+',
  limits: {
    minOutside: {
      title: localText('Resident beyond the runtime, at least', '运行时之外的常驻内存，至少'),
      unit: 'bytes',
      value: 64 * MIB,
    },
    minShare: { title: localText('Share of the resident set', '占常驻内存'), unit: 'share', value: 0.3 },
    minRise: {
      title: localText('Growth beyond the runtime, at least', '运行时之外的增长，至少'),
      unit: 'bytes',
      value: 32 * MIB,
    },
    minSamples: { title: localText('Samples for a trend, at least', '判断趋势的样本，至少'), unit: 'count', value: 5 },
  },

  evaluate(facts, limits) {
    const groups = goGroups(facts)
    if (isAnswer(groups)) return groups
    const judged = groups.map((group) => judge(group, limits.minSamples)).filter((one) => one.pairs.length > 0)
    if (judged.length === 0)
      return notApplicable(
        localText(
          'No sample of the resident set lies near one of the runtime’s own account.',
          '没有常驻内存样本与运行时账目的样本时间相近。',
        ),
        MEMORY_COMMANDS.status,
      )
    const isGrowing = (one: Judged): boolean =>
      one.growth !== null && one.growth.low > 0 && one.rise >= limits.minRise && one.heapRise < one.rise / 2
    const isHigh = (one: Judged): boolean => one.level >= limits.minOutside && one.share >= limits.minShare
    const some = judged.filter((one) => isGrowing(one) || isHigh(one))
    if (some.length > 0) return found(some.map((one) => finding(facts, one, isGrowing(one), limits)))
    return clear(
      listed(
        judged.map(({ group, pairs, level, share }) => {
          const name = groupName(group, pairs[0]?.resident.path ?? '')
          const [bytes, part] = [formatBytes(level), formatShare(share)]
          return localText(
            `${name.en}: at most ${bytes} of the resident set (${part}) lie beyond what the runtime holds`,
            `${name['zh-CN']}：常驻内存中超出运行时持有的部分至多 ${bytes}（${part}）`,
          )
        }),
      ),
    )
  },
})

type Limits = Record<'minOutside' | 'minShare' | 'minRise' | 'minSamples', number>

function judge(group: MemoryGroup, minSamples: number): Judged {
  const go = goSamples(group)
  const pairs = samplesOf(group, 'process.rss').flatMap((resident): Pair[] => {
    const beside = nearestSample(go, resident.at, BESIDE_MS)
    if (!beside) return []
    const held = retained(beside.memory)
    return [{ resident, go: beside, held, outside: Math.max(0, resident.value - held) }]
  })
  const times = pairs.map(({ resident }) => resident.at / MS_PER_MINUTE)
  const growth =
    pairs.length >= minSamples
      ? theilSen(
          times,
          pairs.map(({ outside }) => outside),
        )
      : null
  const [first, last] = [pairs[0], pairs.at(-1)]
  const minutes = first && last ? (last.resident.at - first.resident.at) / MS_PER_MINUTE : 0
  const outside = pairs.map((pair) => pair.outside)
  const level = outside.length > 0 ? quantile(outside, 0.5) : 0
  const resident = quantile(
    pairs.map((pair) => pair.resident.value),
    0.5,
  )
  return {
    group,
    pairs,
    growth,
    rise: growth ? growth.slope * minutes : 0,
    heapRise: first && last ? Math.max(0, last.held - first.held) : 0,
    level,
    share: resident > 0 ? level / resident : 0,
  }
}

/** Who holds it, where a listing of mappings tells. */
function holders(group: MemoryGroup, atMs: number): { text: LocalText; evidence: EvidenceDraft } | null {
  const listing = listingAt(group, atMs, Math.max(DEFAULT_TOLERANCE_MS, 600_000))
  if (!listing) return null
  const regions = listing.regions()
  const totals = classTotals(regions, regionClasses(regions)).filter(
    ({ regionClass, rss }) => rss >= MIB && regionClass !== 'goHeap',
  )
  if (totals.length === 0) return null
  const words: Record<string, LocalText> = {
    cHeap: localText('C heap', 'C 堆'),
    anonymous: localText('other anonymous memory', '其他匿名内存'),
    binary: localText('the program’s code and data', '程序代码与数据'),
    library: localText('shared libraries', '共享库'),
    file: localText('mapped files', '映射文件'),
    sharedMemory: localText('shared memory', '共享内存'),
    stack: localText('thread stacks', '线程栈'),
    goMetadata: localText('structures of the runtime', '运行时结构'),
    kernel: localText('kernel pages', '内核页'),
  }
  const parts = totals.slice(0, 4).map(({ regionClass, rss }) => {
    const name = words[regionClass] ?? localText(regionClass, regionClass)
    return localText(`${name.en} ${formatBytes(rss)}`, `${name['zh-CN']} ${formatBytes(rss)}`)
  })
  const text = joined(parts, ', ', '、')
  return {
    text: localText(
      `Outside the heap’s arenas smaps shows: ${text.en}.`,
      `堆 arena 之外，smaps 显示：${text['zh-CN']}。`,
    ),
    evidence: seriesEvidence(
      listing.sourceId,
      ['smaps'],
      listing.atMs,
      localText(`Mappings: ${text.en}`, `映射：${text['zh-CN']}`),
    ),
  }
}

function finding(facts: CaseFacts, judged: Judged, isGrowing: boolean, limits: Limits): FindingDraft {
  const { group, pairs, level, share, growth, rise, heapRise } = judged
  const last = pairs.at(-1) as Pair
  const first = pairs[0] as Pair
  const name = groupName(group, last.resident.path)
  const held = holders(group, last.resident.at)
  const span = formatDuration((last.resident.at - first.resident.at) * MS_TO_NS)
  const rate = growth ? perMinute(growth.slope) : ''
  const now = localText(
    `Resident ${formatBytes(last.resident.value)}, held by the runtime ${formatBytes(last.held)}`,
    `常驻 ${formatBytes(last.resident.value)}，运行时持有 ${formatBytes(last.held)}`,
  )
  return {
    anchor: groupAnchor(facts, group, first.resident.sourceId),
    severity: isGrowing ? 'warning' : 'notice',
    likelihood: isGrowing && growth && growth.low > growth.slope / 2 ? 'veryLikely' : 'likely',
    confidence: pairs.length >= 20 && held ? 'high' : pairs.length >= 3 || held ? 'medium' : 'low',
    confidenceReason: localText(
      `${formatCount(pairs.length)} samples of the resident set, each within ${formatDuration(BESIDE_MS * MS_TO_NS)} of one of the runtime’s account. What the runtime holds is an upper bound of its part, so what lies beyond it is a lower bound. ${held ? 'A listing of mappings says whose it is.' : 'Without smaps nothing says whose it is.'}`,
      `${formatCount(pairs.length)} 个常驻内存样本，各与运行时账目的样本相差不超过 ${formatDuration(BESIDE_MS * MS_TO_NS)}。运行时持有量是其占用的上界，因此超出部分是下界。${held ? '映射清单说明了归属。' : '没有 smaps 则无从得知归属。'}`,
    ),
    claim: isGrowing
      ? localText(
          `The resident set grows ${rate} beyond what the Go runtime holds: ${formatBytes(rise)} in ${span}, while the runtime itself took ${formatBytes(heapRise)}.`,
          `常驻内存超出 Go 运行时持有量的部分每分钟增长 ${formatBytes(growth?.slope ?? 0)}：${span} 内增加 ${formatBytes(rise)}，而运行时自身只增加 ${formatBytes(heapRise)}。`,
        )
      : localText(
          `${formatBytes(level)} of the resident set (${formatShare(share)}) are not held by the Go runtime.`,
          `常驻内存中有 ${formatBytes(level)}（${formatShare(share)}）并非由 Go 运行时持有。`,
        ),
    summary: joined(
      [
        localText(
          `In ${name.en} the kernel counts ${formatBytes(last.resident.value)} as resident at ${timeText(last.resident.at)}, the runtime holds ${formatBytes(last.held)} (Sys − HeapReleased).`,
          `在 ${name['zh-CN']} 中，${timeText(last.resident.at)} 内核计常驻 ${formatBytes(last.resident.value)}，运行时持有 ${formatBytes(last.held)}（Sys − HeapReleased）。`,
        ),
        isGrowing &&
          localText(
            `Over ${span} the part beyond the runtime rose by ${formatBytes(rise)}, the runtime’s own by ${formatBytes(heapRise)}.`,
            `${span} 内运行时之外的部分增加 ${formatBytes(rise)}，运行时自身增加 ${formatBytes(heapRise)}。`,
          ),
        held?.text,
        localText(
          'A heap profile cannot show it: it knows only what Go code allocated. What remains are memory of C code (cgo), mmap by the program or its libraries, mapped files, and pages the runtime has returned but the kernel still counts.',
          '堆剖析看不到它：剖析只知道 Go 代码分配的内存。剩下的是 C 代码（cgo）的内存、程序或库的 mmap、映射文件，以及运行时已归还而内核仍计入的页。',
        ),
      ].filter((part) => part !== undefined),
    ),
    figures: [
      {
        name: localText('Resident beyond the runtime (median)', '运行时之外的常驻内存（中位数）'),
        value: round(level),
        limit: limits.minOutside,
        unit: 'bytes',
        isMain: !isGrowing,
      },
      {
        name: localText('Share of the resident set', '占常驻内存'),
        value: round(share, 4),
        limit: limits.minShare,
        unit: 'share',
      },
      ...(growth
        ? [
            {
              name: localText('Growth beyond the runtime', '运行时之外的增长'),
              value: round(growth.slope),
              low: round(growth.low),
              high: round(growth.high),
              unit: 'bytes/min' as const,
              isMain: isGrowing,
            },
          ]
        : []),
    ],
    evidence: [
      seriesEvidence(last.resident.sourceId, [last.resident.name], last.resident.at, now),
      seriesEvidence(
        last.go.sourceId,
        ['Sys', 'HeapReleased'],
        last.go.at,
        localText(`The runtime holds ${formatBytes(last.held)}`, `运行时持有 ${formatBytes(last.held)}`),
      ),
      ...(held ? [held.evidence] : []),
    ],
    refutation: [
      localText(
        'The pages were returned with MADV_FREE or lie in huge pages, and leave when memory is short. Open without smaps: see LazyFree and AnonHugePages.',
        '这些页已用 MADV_FREE 归还，或位于大页中，内存紧张时会离开。没有 smaps 时待定：查看 LazyFree 与 AnonHugePages。',
      ),
      localText(
        'They are pages of mapped files, which the kernel drops when it needs room. Open: compare RssFile with RssAnon in /proc/<pid>/status.',
        '它们是映射文件的页，内核需要时会丢弃。待定：比较 /proc/<pid>/status 中的 RssFile 与 RssAnon。',
      ),
    ],
    remedies: [
      {
        title: localText('See whose it is', '查明归属'),
        text: localText(
          'smaps lists every mapping with what is resident of it; two of them a minute apart show which one grows.',
          'smaps 列出每个映射及其常驻部分；相隔一分钟的两份可看出哪一个在增长。',
        ),
        code: { language: 'sh', text: MEMORY_COMMANDS.smaps },
      },
      {
        title: localText('Profile the C side', '剖析 C 侧'),
        text: localText(
          'Memory of cgo is allocated by malloc: jemalloc or tcmalloc with their heap profiler, or bpftrace on malloc. glibc keeps one arena per thread; MALLOC_ARENA_MAX=2 bounds them.',
          'cgo 的内存由 malloc 分配：可用带堆剖析的 jemalloc 或 tcmalloc，或用 bpftrace 跟踪 malloc。glibc 每线程一个 arena；MALLOC_ARENA_MAX=2 可加以限制。',
        ),
        code: { language: 'sh', text: 'MALLOC_ARENA_MAX=2 ./service' },
      },
    ],
    range: wallRange(first.resident.at, last.resident.at),
    functions: [],
    subject: name,
    chart: {
      title: localText('Resident set and what the runtime holds', '常驻内存与运行时持有量'),
      unit: 'bytes',
      axis: 'wall',
      series: [
        chartSeries(
          localText('resident set', '常驻内存'),
          'main',
          pairs.map(({ resident }) => ({ at: resident.at, value: resident.value })),
        ),
        chartSeries(
          localText('held by the runtime', '运行时持有'),
          'context',
          pairs.map(({ resident, held: bytes }) => ({ at: resident.at, value: bytes })),
        ),
      ],
    },
  }
}
