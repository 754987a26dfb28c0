import { MIB, NANOS_PER_MILLI } from '../../../../../shared/units/units.ts'
import { axisOriginMs, quantile, type MemoryGroup } from '../../../analysis/index.ts'
import {
  clear,
  defineRule,
  found,
  notApplicable,
  type CaseFacts,
  type EvidenceDraft,
  type FindingDraft,
  type LifeFacts,
} from '../../rule.ts'
import { afterWarmUp, cyclesEvidence, lifeAnchor, round } from '../../lives.ts'
import {
  MEMORY_COMMANDS,
  chartSeries,
  groupAnchor,
  groupName,
  nearestSample,
  samplesOf,
  seriesEvidence,
  settled,
  wallRange,
} from '../../memory.ts'
import { formatBytes, formatCount, lifeName, listed, localText, type LocalText } from '../../words.ts'

/** One cycle's goal and the live heap it was set from. */
interface Point {
  at: number
  live: number
  goal: number
  /** What GC scans beside the heap: stacks and globals. NaN before Go 1.18 or where it is not said. */
  roots: number
}

interface Judged {
  name: LocalText
  anchor: string
  points: Point[]
  ratio: number
  live: number
  goal: number
  /** GOGC that gives this goal: (goal − live) ÷ (live + stacks + globals). */
  gogc: number
  limitBytes: number | null
  evidence: EvidenceDraft
  isWall: boolean
  /** The live heap is at most this: MemStats have HeapAlloc, in which dead objects count until they are swept. */
  isBound: boolean
}

/**
 * goal = live + (live + stacks + globals) × GOGC ÷ 100 since Go 1.18 (live × (1 + GOGC ÷ 100) before). With GOGC 100 the heap
 * may double before the next cycle; far above that, memory is spent to save GC work.
 */
export const goalFarAboveLive = defineRule({
  id: 'memory/goal-far-above-live',
  version: 1,
  title: localText('The heap may grow far above what is live', '堆可增长到远高于存活量'),
  goVersions: 'go1.5+',
  limits: {
    minGogc: {
      title: localText('GOGC by goal and live heap, at least', '由目标与存活堆推得的 GOGC，至少'),
      unit: 'share',
      value: 1.75,
    },
    minLive: {
      title: localText('Live heap (median), at least', '存活堆（中位数），至少'),
      unit: 'bytes',
      value: 32 * MIB,
    },
    minPoints: { title: localText('Cycles or samples, at least', '周期或样本，至少'), unit: 'count', value: 3 },
  },

  evaluate(facts, limits) {
    const judged = [
      ...facts.lives.flatMap((life) => ofLife(facts, life)),
      ...facts.memory.groups.flatMap((group) => ofGroup(facts, group)),
    ].filter(({ points }) => points.length >= limits.minPoints)
    if (judged.length === 0)
      return notApplicable(
        localText(
          `Needs ${formatCount(limits.minPoints)} GC cycles, or as many samples of the heap goal (NextGC) with the live heap or HeapAlloc beside it.`,
          `需要 ${formatCount(limits.minPoints)} 个 GC 周期，或同样多的堆目标（NextGC）样本，并带有存活堆或 HeapAlloc。`,
        ),
        MEMORY_COMMANDS.gctrace,
      )
    const some = judged.filter(({ gogc, live }) => gogc >= limits.minGogc && live >= limits.minLive)
    if (some.length > 0) return found(some.map((one) => finding(one, limits)))
    return clear(
      listed(
        judged.map(({ name, live, goal }) =>
          localText(
            `${name.en}: live ${formatBytes(live)}, goal ${formatBytes(goal)} in the median`,
            `${name['zh-CN']}：中位数存活 ${formatBytes(live)}，目标 ${formatBytes(goal)}`,
          ),
        ),
      ),
    )
  },
})

function ofLife(facts: CaseFacts, life: LifeFacts): Judged[] {
  const { cycles } = life
  const rows = afterWarmUp(life)
  const points: Point[] = []
  for (let row = Math.max(1, rows.from); row < rows.to; row++) {
    const goal = cycles.heapGoalBytes[row] as number
    if (Number.isNaN(goal)) continue
    points.push({
      at: axisOriginMs(life.life) + (cycles.startNs[row] as number) / NANOS_PER_MILLI,
      // A cycle's goal was set from what the cycle before had found live.
      live: cycles.liveHeapBytes[row - 1] as number,
      goal,
      roots: (cycles.stacksBytes[row] as number) + (cycles.globalsBytes[row] as number),
    })
  }
  if (points.length === 0) return []
  const group = facts.memory.groups.find((own) => own.lives.some((candidate) => candidate.life.id === life.life.id))
  const shows = localText('Heap goals against the live heaps they were set from', '堆目标与据以设定的存活堆')
  const evidence = cyclesEvidence(life, rows, shows)
  return [
    judge(
      points,
      lifeName(life, facts.lives),
      lifeAnchor(life),
      group ?? null,
      evidence,
      life.life.axis.kind === 'wall',
    ),
  ]
}

/** Only where no log of the process is there: it has every cycle. */
function ofGroup(facts: CaseFacts, group: MemoryGroup): Judged[] {
  if (group.lives.length > 0) return []
  const marked = samplesOf(group, 'go.heap.live')
  // HeapAlloc is never below the live heap, so the GOGC that comes of it is a lower bound.
  const isBound = marked.length === 0
  const live = isBound ? samplesOf(group, 'go.heap.objects') : marked
  const goals = settled(samplesOf(group, 'go.heap.goal'))
  const points = goals.flatMap(({ at, value }): Point[] => {
    const beside = nearestSample(live, at, 1)
    return beside ? [{ at, live: beside.value, goal: value, roots: Number.NaN }] : []
  })
  const [first] = goals
  if (!first || points.length === 0) return []
  const shows = isBound
    ? localText(
        'Heap goal (NextGC) and heap with its dead objects (HeapAlloc)',
        '堆目标（NextGC）与含死对象的堆（HeapAlloc）',
      )
    : localText('Heap goal and live heap', '堆目标与存活堆')
  const names = [first.name, live[0]?.name ?? ''].filter((name) => name !== '')
  const evidence = seriesEvidence(first.sourceId, names, null, shows)
  const [name, anchor] = [groupName(group, first.path), groupAnchor(facts, group, first.sourceId)]
  return [{ ...judge(points, name, anchor, group, evidence, true), isBound }]
}

function judge(
  points: Point[],
  name: LocalText,
  anchor: string,
  group: MemoryGroup | null,
  evidence: EvidenceDraft,
  isWall: boolean,
): Judged {
  const ratios = points.map(({ goal, live }) => goal / Math.max(1, live))
  const gogc = points.map(
    ({ goal, live, roots }) => (goal - live) / Math.max(1, live + (Number.isNaN(roots) ? 0 : roots)),
  )
  const limit = group ? samplesOf(group, 'cgroup.limit').at(-1) : undefined
  return {
    name,
    anchor,
    points,
    ratio: quantile(ratios, 0.5),
    live: quantile(
      points.map(({ live }) => live),
      0.5,
    ),
    goal: quantile(
      points.map(({ goal }) => goal),
      0.5,
    ),
    gogc: quantile(gogc, 0.5),
    limitBytes: limit && limit.value < 2 ** 50 ? limit.value : null,
    evidence,
    isWall,
    isBound: false,
  }
}

function finding(
  { name, anchor, points, ratio, live, goal, gogc, limitBytes, evidence, isWall, isBound }: Judged,
  limits: { minGogc: number; minLive: number },
): FindingDraft {
  const isOverLimit = limitBytes !== null && goal > limitBytes * 0.9
  const percent = Math.round(gogc * 10) * 10
  const most = isBound ? localText('at most ', '至多 ') : localText('', '')
  const least = isBound ? localText(' or more', ' 或更高') : localText('', '')
  const [first, last] = [points[0] as Point, points.at(-1) as Point]
  return {
    anchor,
    severity: isOverLimit ? 'warning' : 'notice',
    likelihood: 'veryLikely',
    confidence: points.length >= 20 ? 'high' : 'medium',
    confidenceReason: localText(
      `The runtime’s own figures of ${formatCount(points.length)} moments, by the formula its pacer uses. Whether GOGC is set so or a ballast or debug.SetGCPercent does it, they do not say.`,
      `运行时自己在 ${formatCount(points.length)} 个时刻给出的数值，按其调速器的公式计算。它们不说明是设置了 GOGC，还是由压舱内存或 debug.SetGCPercent 造成。`,
    ),
    claim: localText(
      `The heap may grow to ${formatBytes(goal)} while ${most.en}${formatBytes(live)} are live: as with GOGC=${percent}${least.en}.`,
      `存活${most['zh-CN']}${isBound ? '' : ' '}${formatBytes(live)} 时，堆可增长到 ${formatBytes(goal)}：相当于 GOGC=${percent}${least['zh-CN']}。`,
    ),
    summary: localText(
      `In ${name.en} the heap goal is ${ratio.toFixed(1)} times the live heap in the median (${formatBytes(goal)} for ${formatBytes(live)}), which a GOGC of about ${percent}${least.en} gives${isBound ? ' (the live heap is taken as HeapAlloc, which it does not exceed)' : ''}; the default of 100 gives twice. The difference, up to ${formatBytes(goal - live)}, is garbage waiting for the next cycle: fewer cycles for more memory.${isOverLimit ? ` The container allows ${formatBytes(limitBytes)}: the goal alone nearly fills it, so a burst ends in an out-of-memory kill before a cycle begins.` : ''} NextGC follows from GOGC and the live heap; it does not lag behind.`,
      `在 ${name['zh-CN']} 中，堆目标的中位数是存活堆的 ${ratio.toFixed(1)} 倍（${formatBytes(live)} 对 ${formatBytes(goal)}），相当于 GOGC 约 ${percent}${least['zh-CN']}${isBound ? '（以 HeapAlloc 作为存活堆的上限）' : ''}；默认值 100 为两倍。差额至多 ${formatBytes(goal - live)}，是等待下一周期的垃圾：以内存换更少的周期。${isOverLimit ? `容器允许 ${formatBytes(limitBytes)}：仅堆目标就几乎占满，突发分配会在周期开始之前就因内存耗尽被杀。` : ''}NextGC 由 GOGC 与存活堆得出，并不滞后。`,
    ),
    figures: [
      {
        name: localText('GOGC by goal and live heap', '由目标与存活堆推得的 GOGC'),
        value: round(gogc, 3),
        limit: limits.minGogc,
        unit: 'share',
        isMain: true,
      },
      {
        name: localText('Live heap (median)', '存活堆（中位数）'),
        value: round(live),
        limit: limits.minLive,
        unit: 'bytes',
      },
      { name: localText('Heap goal (median)', '堆目标（中位数）'), value: round(goal), unit: 'bytes' },
      ...(limitBytes === null
        ? []
        : [{ name: localText('Limit of the container', '容器限制'), value: limitBytes, unit: 'bytes' as const }]),
    ],
    evidence: [evidence],
    refutation: [
      localText(
        'The memory is there and GC would otherwise take too much of the CPU: then it is a choice, not a fault. Open: ask who set it.',
        '内存充裕，否则 GC 会占用过多 CPU：那么这是选择而非缺陷。待定：询问设置者。',
      ),
    ],
    remedies: [
      {
        title: localText('Lower GOGC, or set GOMEMLIMIT beside it', '降低 GOGC，或同时设置 GOMEMLIMIT'),
        text: localText(
          `With GOGC=100 the goal would be about ${formatBytes(2 * live)}. A memory limit lets a high GOGC stand as long as there is room (Go 1.19 and later).`,
          `GOGC=100 时目标约为 ${formatBytes(2 * live)}。内存限制可在有余量时保留较高的 GOGC（Go 1.19 起）。`,
        ),
        code: { language: 'sh', text: 'GOGC=100 GOMEMLIMIT=460MiB ./service' },
      },
    ],
    range: isWall ? wallRange(first.at, last.at) : null,
    functions: [],
    subject: name,
    chart: {
      title: localText('Heap goal and live heap', '堆目标与存活堆'),
      unit: 'bytes',
      axis: isWall ? 'wall' : 'life',
      series: [
        chartSeries(
          localText('heap goal', '堆目标'),
          'goal',
          points.map(({ at, goal: value }) => ({ at, value })),
        ),
        chartSeries(
          localText('live heap', '存活堆'),
          'main',
          points.map(({ at, live: value }) => ({ at, value })),
        ),
      ],
      ...(limitBytes !== null && {
        limits: [
          { value: limitBytes, label: localText('limit of the container', '容器限制'), severity: 'critical' as const },
        ],
      }),
    },
  }
}
