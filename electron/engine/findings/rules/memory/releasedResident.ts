import { MIB } from '../../../../../shared/units/units.ts'
import {
  DEFAULT_TOLERANCE_MS,
  figureAt,
  nearestGo,
  releasedResident as released,
  type MemoryGroup,
  type Released,
} from '../../../analysis/index.ts'
import { clear, defineRule, found, notApplicable, type CaseFacts, type FindingDraft } from '../../rule.ts'
import { round } from '../../lives.ts'
import {
  MEMORY_COMMANDS,
  goGroups,
  groupAnchor,
  groupName,
  isAnswer,
  seriesEvidence,
  timeText,
  wallRange,
} from '../../memory.ts'
import { formatBytes, formatShare, listed, localText } from '../../words.ts'

interface Judged {
  group: MemoryGroup
  path: string
  atMs: number
  sourceId: Released['part']['origin']
  found: Released | null
  releasedBytes: number
}

/**
 * HeapReleased says what the runtime has given back; it says nothing of when the kernel takes it. Resident pages of the heap's
 * arenas beyond what the runtime holds there are such memory.
 */
export const releasedResidentRule = defineRule({
  id: 'memory/released-resident',
  version: 1,
  title: localText('Memory the runtime has returned is still resident', '运行时已归还的内存仍然常驻'),
  goVersions: 'go1.12+',
  limits: {
    minBytes: {
      title: localText('Returned and resident, at least', '已归还而仍常驻，至少'),
      unit: 'bytes',
      value: 32 * MIB,
    },
  },

  evaluate(facts, limits) {
    const groups = goGroups(facts)
    if (isAnswer(groups)) return groups
    const judged = groups.flatMap(judge)
    if (judged.length === 0)
      return notApplicable(
        localText(
          'No smaps lies near an account of the runtime: only it tells returned pages from others.',
          '没有与运行时账目时间相近的 smaps：只有它能分辨已归还的页。',
        ),
        MEMORY_COMMANDS.smaps,
      )
    const some = judged.filter((one) => (one.found?.summary.bytes ?? 0) >= limits.minBytes)
    if (some.length > 0) return found(some.map((one) => finding(facts, one, limits.minBytes)))
    return clear(
      listed(
        judged.map(({ path, found: own, releasedBytes }) => {
          const bytes = formatBytes(own?.summary.bytes ?? 0)
          return localText(
            `${path}: of ${formatBytes(releasedBytes)} returned ${bytes} are still resident`,
            `${path}：已归还 ${formatBytes(releasedBytes)}，其中 ${bytes} 仍常驻`,
          )
        }),
      ),
    )
  },
})

/** One answer per listing of mappings that has an account near it; the one with most of it stands for the group. */
function judge(group: MemoryGroup): Judged[] {
  const all = group.listings.flatMap((listing): Judged[] => {
    const go = nearestGo(group, listing.atMs, DEFAULT_TOLERANCE_MS)
    const resident = figureAt(group, 'process.rss', listing.atMs, DEFAULT_TOLERANCE_MS, listing.sourceId)
    if (listing.kind !== 'smaps' || !go || !resident) return []
    const own = released(group, listing.atMs, DEFAULT_TOLERANCE_MS, resident, go.memory)
    return [
      {
        group,
        path: listing.path,
        atMs: listing.atMs,
        sourceId: own?.part.origin ?? {
          sourceId: listing.sourceId,
          path: listing.path,
          atMs: listing.atMs,
          distanceMs: 0,
        },
        found: own,
        releasedBytes: go.memory.released,
      },
    ]
  })
  const most = all.reduce<Judged | null>(
    (best, one) => (!best || (one.found?.summary.bytes ?? 0) > (best.found?.summary.bytes ?? 0) ? one : best),
    null,
  )
  return most ? [most] : []
}

function finding(
  facts: CaseFacts,
  { group, path, atMs, found: own, releasedBytes }: Judged,
  minBytes: number,
): FindingDraft {
  const { summary, part } = own as Released
  const { bytes, lazyFreeBytes, hugePageBytes, text } = summary
  const isLazy = (lazyFreeBytes ?? 0) >= bytes / 2
  const isHuge = !isLazy && (hugePageBytes ?? 0) >= bytes / 2
  const name = groupName(group, path)
  const sourceId = part.origin?.sourceId ?? group.listings[0]?.sourceId
  const share = releasedBytes > 0 ? bytes / releasedBytes : 0
  return {
    anchor: groupAnchor(facts, group, sourceId as NonNullable<typeof sourceId>),
    severity: 'notice',
    likelihood: isLazy || isHuge ? 'veryLikely' : 'even',
    confidence: isLazy ? 'high' : isHuge ? 'medium' : 'low',
    confidenceReason: localText(
      isLazy
        ? 'The kernel itself marks the pages as lazily freed.'
        : 'It is the difference of two accounts a moment apart; a heap that takes pages back in between looks the same.',
      isLazy ? '内核自己将这些页标为惰性释放。' : '这是两份账目之差，时刻略有不同；堆在其间取回页时看起来一样。',
    ),
    claim: localText(
      `${formatBytes(bytes)} that the Go runtime has returned to the system still count as resident${isLazy ? ': they are freed lazily' : isHuge ? ', held together by huge pages' : ''}.`,
      `Go 运行时已归还系统的 ${formatBytes(bytes)} 仍计为常驻${isLazy ? '：属惰性释放' : isHuge ? '，由大页连在一起' : ''}。`,
    ),
    summary: localText(
      `In ${name.en} at ${timeText(atMs)} the runtime says it has returned ${formatBytes(releasedBytes)} (HeapReleased), and ${formatBytes(bytes)} of the heap’s arenas are resident beyond what it holds. ${text.en} HeapSys is no measure of it: it is address space and never falls.`,
      `在 ${name['zh-CN']} 中，${timeText(atMs)} 运行时称已归还 ${formatBytes(releasedBytes)}（HeapReleased），而堆 arena 中有 ${formatBytes(bytes)} 常驻超出其持有量。${text['zh-CN']}HeapSys 不能衡量它：那是地址空间，从不下降。`,
    ),
    figures: [
      {
        name: localText('Returned and still resident', '已归还而仍常驻'),
        value: round(bytes),
        limit: minBytes,
        unit: 'bytes',
        isMain: true,
      },
      { name: localText('Share of what was returned', '占已归还'), value: round(share, 4), unit: 'share' },
      ...(lazyFreeBytes === null
        ? []
        : [
            {
              name: localText('LazyFree of the arenas', 'arena 的 LazyFree'),
              value: lazyFreeBytes,
              unit: 'bytes' as const,
            },
          ]),
      ...(hugePageBytes === null
        ? []
        : [{ name: localText('In huge pages', '位于大页'), value: hugePageBytes, unit: 'bytes' as const }]),
    ],
    evidence: [
      seriesEvidence(
        sourceId as NonNullable<typeof sourceId>,
        ['smaps'],
        atMs,
        localText(
          `Arenas of the heap: ${formatBytes(bytes)} resident beyond what the runtime holds (${formatShare(share)} of what it returned)`,
          `堆 arena：超出运行时持有量常驻 ${formatBytes(bytes)}（占已归还的 ${formatShare(share)}）`,
        ),
      ),
    ],
    refutation: [
      localText(
        'The machine is short of memory and the pages stay. Open: MADV_FREE pages leave under pressure; see whether they do.',
        '机器内存紧张而这些页不离开。待定：MADV_FREE 的页在压力下会离开，观察是否如此。',
      ),
    ],
    remedies: [
      isLazy
        ? {
            title: localText('Let pages leave at once', '让页立即离开'),
            text: localText(
              'Since Go 1.16 the runtime does so by itself. With 1.12 to 1.15 set the key below, or upgrade; nothing is lost either way but the figure.',
              'Go 1.16 起运行时自行如此。1.12 至 1.15 可设下面的键或升级；两种情况受影响的都只是数字。',
            ),
            code: { language: 'sh', text: 'GODEBUG=madvdontneed=1 ./service' },
          }
        : {
            title: localText('Look at transparent huge pages', '查看透明大页'),
            text: localText(
              'Go 1.21.1 and later leave huge pages to the system’s setting. “madvise” instead of “always” keeps the kernel from filling them up.',
              'Go 1.21.1 起大页由系统设置决定。设为 “madvise” 而非 “always”，内核就不会主动填满它们。',
            ),
            code: { language: 'sh', text: 'cat /sys/kernel/mm/transparent_hugepage/enabled' },
          },
      {
        title: localText('Judge by what is held, not by the resident set', '以持有量而非常驻集判断'),
        text: localText(
          'Sys − HeapReleased is what the runtime holds. A container is charged for lazily freed pages until they leave, but is not killed for them: they go first.',
          'Sys − HeapReleased 才是运行时持有量。惰性释放的页离开前仍计入容器，但不会因此被杀：它们最先被收回。',
        ),
      },
    ],
    range: wallRange(atMs, atMs),
    functions: [],
    subject: name,
  }
}
