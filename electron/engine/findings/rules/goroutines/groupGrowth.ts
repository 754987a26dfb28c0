import { framesOf, groupGrowth as growthOf, originOf, siteOf, type GroupGrowth } from '../../../analysis/index.ts'
import { NO_SITE, goroutineStatus } from '../../../../../shared/records/index.ts'
import type { Remedy } from '../../../../../shared/records/index.ts'
import { clear, defineRule, found, notApplicable } from '../../rule.ts'
import type { CaseFacts, FindingDraft, MomentFacts } from '../../rule.ts'
import {
  VIEW,
  frameText,
  goroutinesText,
  momentAnchor,
  momentEvidence,
  momentName,
  momentRange,
  ownFrame,
  rowEvidence,
  seriesMoments,
} from '../../goroutines.ts'
import { COMMANDS, formatCount, formatDuration, formatShare, listed, localText, shortName } from '../../words.ts'
import type { LocalText } from '../../words.ts'
import { remedyFor } from './remedies.ts'

const MAX_FINDINGS = 5

/**
 * A goroutine ends when its function returns; one that cannot go on keeps its stack and all it refers to. So a group of equal
 * stacks that only grows is work that arrives faster than it ends, or never ends. Which of the two, ids tell where dumps have
 * them: goroutines of the first dump that still stand in the last one do not end.
 */
export const groupGrowth = defineRule({
  id: 'goroutines/group-growth',
  version: 1,
  title: localText('A group of goroutines grows from dump to dump', '一组 goroutine 在各次转储之间持续增长'),
  goVersions: 'go1.5+',
  limits: {
    minGrown: { title: localText('Growth, at least', '增长，至少'), unit: 'count', value: 50 },
    minFactor: { title: localText('Growth factor, at least', '增长倍数，至少'), unit: 'count', value: 2 },
    criticalGrown: { title: localText('Growth, critical', '增长，严重'), unit: 'count', value: 1000 },
  },

  evaluate(facts, limits) {
    const series = seriesMoments(facts).filter(({ moments }) => moments.length >= 2)
    if (series.length === 0) {
      return notApplicable(
        localText(
          'Needs two or more goroutine dumps or profiles of one process.',
          '需要同一进程的两份或更多 goroutine 转储或剖析。',
        ),
        COMMANDS.goroutineSeries,
      )
    }
    const measured = series.map(({ moments }) => ({
      moments,
      ...growthOf(
        moments.map((moment) => moment.set()),
        VIEW,
      ),
    }))
    const findings = measured.flatMap(({ moments, groups }) =>
      withCompanions(
        groups.filter((group) => {
          const first = group.counts[0] ?? 0
          // Goroutines that only moved here from another place of their work are not more of them.
          const grown = Math.min(group.delta, group.startedDelta)
          return grown >= limits.minGrown && (group.counts.at(-1) ?? 0) >= first * limits.minFactor
        }),
      )
        .slice(0, MAX_FINDINGS)
        .map(({ group, companions }) => finding(facts, moments, group, companions, limits)),
    )
    if (findings.length > 0) return found(findings)
    return clear(
      listed(
        measured.map(({ moments, groups, totals }) => {
          const name = momentName(moments.at(-1) as MomentFacts, facts)
          const best = Math.max(0, groups[0]?.delta ?? 0)
          const counts = totals.map((total) => formatCount(total)).join(' → ')
          return localText(
            `${name.en}: ${counts} goroutines over ${moments.length} moments, the largest group grew by ${formatCount(best)}`,
            `${name['zh-CN']}：${moments.length} 个时刻的 goroutine 数 ${counts}，增长最多的一组增加 ${formatCount(best)}`,
          )
        }),
      ),
    )
  },
})

interface Grown {
  group: GroupGrowth
  /** Groups of libraries alone that grew as it did. */
  companions: GroupGrowth[]
}

/** Growths nearer to each other than this may be of one cause. */
const ALIKE = 0.8

/**
 * A connection that is never done with has goroutines of its library beside the one that uses it: they grow as that one does, and
 * what to change is there.
 */
function withCompanions(groups: readonly GroupGrowth[]): Grown[] {
  const isOwn = ({ frames }: GroupGrowth): boolean =>
    frames.some(({ functionName, file }) => originOf(functionName, file) === 'application')
  const own = groups.filter(isOwn).map((group): Grown => ({ group, companions: [] }))
  const alone = groups.filter((group) => {
    if (isOwn(group)) return false
    const host = own.find(
      (one) => Math.min(one.group.delta, group.delta) >= ALIKE * Math.max(one.group.delta, group.delta),
    )
    host?.companions.push(group)
    return host === undefined
  })
  return [...own, ...alone.map((group) => ({ group, companions: [] }))].sort((a, b) => b.group.delta - a.group.delta)
}

function companionText(companions: readonly GroupGrowth[]): LocalText {
  if (companions.length === 0) return localText('', '')
  const places = listed(
    companions.slice(0, 3).map(({ frames, delta }) => {
      const { en, 'zh-CN': zh } = frameText(ownFrame(frames))
      return localText(`${en} +${formatCount(delta)}`, `${zh} +${formatCount(delta)}`)
    }),
  )
  return localText(
    ` Goroutines of libraries grew by as many beside them: ${places.en}.`,
    `库的 goroutine 也同样增多：${places['zh-CN']}。`,
  )
}

function finding(
  facts: CaseFacts,
  moments: readonly MomentFacts[],
  group: GroupGrowth,
  companions: readonly GroupGrowth[],
  limits: { minGrown: number; minFactor: number; criticalGrown: number },
): FindingDraft {
  const first = moments[0] as MomentFacts
  const last = moments.at(-1) as MomentFacts
  const frame = ownFrame(group.frames)
  const place = frameText(frame)
  const counts = group.counts.map((count) => formatCount(count)).join(' → ')
  const status = mainStatus(last, group)
  const kept = keptGoroutines(moments, group)
  const isLeaked = status !== null && goroutineStatus(status).isLeaked
  const span = spanText(first, last)
  const name = momentName(last, facts)
  const creator = group.creator === null ? null : frameText(group.creator)
  const isSteady = group.counts.length >= 3 && group.isMonotonic
  const stays = kept !== null && kept.of > 0 && kept.kept * 2 >= kept.of
  return {
    anchor: momentAnchor(first, shortName(frame?.functionName ?? '')),
    severity: group.delta >= limits.criticalGrown || isLeaked ? 'critical' : 'warning',
    likelihood: isLeaked ? 'certain' : isSteady || stays ? 'veryLikely' : 'likely',
    confidence: kept === null ? 'medium' : 'high',
    confidenceReason: confidence(moments, kept),
    claim: localText(
      `Goroutines in ${place.en} grew ${counts}${span.en}.`,
      `停在 ${place['zh-CN']} 的 goroutine 数增长：${counts}${span['zh-CN']}。`,
    ),
    summary: localText(
      `In ${name.en} ${goroutinesText(group.counts.at(-1) ?? 0).en} stand in ${place.en}${status === null ? '' : ` (${status})`}, after ${counts} in ${moments.length} moments${span.en}.${creator === null ? '' : ` They were started in ${creator.en}.`} ${keptText(kept).en}${companionText(companions).en} Each keeps its stack, at least 2 KiB, and everything it refers to.`,
      `在 ${name['zh-CN']} 中，有 ${goroutinesText(group.counts.at(-1) ?? 0)['zh-CN']} 停在 ${place['zh-CN']}${status === null ? '' : `（${status}）`}，${moments.length} 个时刻依次为 ${counts}${span['zh-CN']}。${creator === null ? '' : `它们由 ${creator['zh-CN']} 启动。`}${keptText(kept)['zh-CN']}${companionText(companions)['zh-CN']}每个都占着至少 2 KiB 的栈以及它引用的一切。`,
    ),
    figures: [
      {
        name: localText('Growth of the group', '该组的增长'),
        value: group.delta,
        limit: limits.minGrown,
        unit: 'count',
        isMain: true,
      },
      { name: localText('First moment', '第一个时刻'), value: group.counts[0] ?? 0, unit: 'count' },
      { name: localText('Last moment', '最后一个时刻'), value: group.counts.at(-1) ?? 0, unit: 'count' },
      ...(kept === null
        ? []
        : [
            {
              name: localText('Of the first still there', '最初的 goroutine 中仍在的'),
              value: kept.kept,
              unit: 'count' as const,
            },
          ]),
    ],
    evidence: evidence(facts, moments, group),
    refutation: [
      localText(
        'Load rose by the same factor in this time, and the group falls with it. Open: compare with the request rate.',
        '同期负载以同样倍数上升，且该组随负载回落。待定：与请求速率对照。',
      ),
      localText(
        'The moments are of different processes. Open: compare start times or process ids.',
        '这些时刻来自不同进程。待定：核对启动时间或进程号。',
      ),
    ],
    remedies: remedies(status, isLeaked, group),
    range: momentRange(first, last),
    functions: frame === null ? [] : [frame.functionName],
    subject: name,
    ...(chart(moments, group) ?? {}),
  }
}

function mainStatus(last: MomentFacts, group: GroupGrowth): string | null {
  const set = last.set()
  // The sample row may be of an earlier set; the group's status in the last one is that of its most frequent stack.
  const counts = new Map<string, number>()
  for (const row of rowsLike(last, group)) {
    const text = set.tables.statuses[set.rows.status[row] as number] ?? ''
    if (text !== '') counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null
}

/** Rows of a moment that belong to the group, by the frames a person sees. */
function rowsLike(moment: MomentFacts, group: GroupGrowth): number[] {
  const set = moment.set()
  const key = JSON.stringify([group.frames, group.creator])
  const known = new Map<string, boolean>()
  const rows: number[] = []
  for (let row = 0; row < set.rows.length; row++) {
    const pair = `${set.rows.stack[row]}.${set.rows.site[row]}`
    let isLike = known.get(pair)
    if (isLike === undefined) {
      isLike = JSON.stringify(shown(moment, row, group.creator !== null)) === key
      known.set(pair, isLike)
    }
    if (isLike) rows.push(row)
  }
  return rows
}

function shown(moment: MomentFacts, row: number, withSite: boolean): unknown {
  const set = moment.set()
  const site = set.rows.site[row] as number
  return [framesOf(set, set.rows.stack[row] as number, true), withSite && site !== NO_SITE ? siteOf(set, site) : null]
}

/** Goroutines of the first moment's group that still are in the last one's; null where the moments have no ids. */
function keptGoroutines(moments: readonly MomentFacts[], group: GroupGrowth): { kept: number; of: number } | null {
  const first = moments[0] as MomentFacts
  const last = moments.at(-1) as MomentFacts
  if (!first.snapshot.hasIds || !last.snapshot.hasIds) return null
  const idsOf = (moment: MomentFacts): number[] =>
    rowsLike(moment, group).map((row) => moment.set().rows.id[row] as number)
  const before = idsOf(first)
  const after = new Set(idsOf(last))
  return { kept: before.filter((id) => after.has(id)).length, of: before.length }
}

function keptText(kept: { kept: number; of: number } | null): LocalText {
  if (kept === null) {
    return localText(
      'The moments have no goroutine ids, so it cannot be told whether the same goroutines stay or others follow.',
      '这些时刻没有 goroutine 编号，无法判断是同一批 goroutine 停留，还是不断有新的接替。',
    )
  }
  if (kept.of === 0) {
    return localText('None of them was there in the first moment.', '第一个时刻中还没有它们。')
  }
  if (kept.kept === 0) {
    const before = formatCount(kept.of)
    return localText(
      `None of the ${before} of the first moment still stands there in the last: they end, but others come faster.`,
      `第一个时刻的 ${before} 个到最后都已不在原处：它们会结束，但新的来得更快。`,
    )
  }
  const share = formatShare(kept.kept / kept.of)
  return kept.kept * 2 >= kept.of
    ? localText(
        `Of the ${formatCount(kept.of)} in the first moment ${formatCount(kept.kept)} (${share}) still stand there in the last: they do not end.`,
        `第一个时刻的 ${formatCount(kept.of)} 个中，有 ${formatCount(kept.kept)} 个（${share}）到最后仍停在原处：它们没有结束。`,
      )
    : localText(
        `Of the ${formatCount(kept.of)} in the first moment only ${formatCount(kept.kept)} (${share}) still stand there in the last: they end, but others come faster.`,
        `第一个时刻的 ${formatCount(kept.of)} 个中，只有 ${formatCount(kept.kept)} 个（${share}）到最后仍停在原处：它们会结束，但新的来得更快。`,
      )
}

function confidence(moments: readonly MomentFacts[], kept: { kept: number; of: number } | null): LocalText {
  const few = moments.length === 2
  return localText(
    `${few ? 'Two moments show a difference, not its course.' : `${moments.length} moments show the course.`} ${kept === null ? 'Counts by stack tell neither states nor single goroutines.' : 'Ids are never given twice in a process, so the same id is the same goroutine.'} A group is what has equal stacks and the same creation site; requests of different users look alike.`,
    `${few ? '两个时刻只能说明差别，不能说明过程。' : `${moments.length} 个时刻显示了过程。`}${kept === null ? '按栈的计数既没有状态，也没有单个 goroutine。' : '一个进程中的编号不会重复使用，因此编号相同即为同一 goroutine。'}同组指栈与启动位置相同；不同用户的请求看起来是一样的。`,
  )
}

function spanText(first: MomentFacts, last: MomentFacts): LocalText {
  const [from, to] = [first.snapshot.atMs, last.snapshot.atMs]
  if (from === null || to === null || to - from < 1000) return localText('', '')
  const span = formatDuration((to - from) * 1e6)
  return localText(` within ${span}`, `，历时 ${span}`)
}

function evidence(facts: CaseFacts, moments: readonly MomentFacts[], group: GroupGrowth): FindingDraft['evidence'] {
  const cited =
    moments.length <= 4
      ? [...moments.entries()]
      : [...moments.entries()].filter(([index]) => index === 0 || index === moments.length - 1)
  return cited.map(([index, moment]) => {
    const name = momentName(moment, facts)
    const count = goroutinesText(group.counts[index] ?? 0)
    const shows = localText(`${name.en}: ${count.en} in the group`, `${name['zh-CN']}：该组有 ${count['zh-CN']}`)
    const [row] = rowsLike(moment, group)
    return row === undefined ? momentEvidence(moment, shows) : rowEvidence(moment, moment.set(), row, shows)
  })
}

function chart(moments: readonly MomentFacts[], group: GroupGrowth): Pick<FindingDraft, 'chart'> | null {
  const x = moments.map(({ snapshot }) => snapshot.atMs)
  if (moments.length < 3 || x.some((time) => time === null)) return null
  return {
    chart: {
      title: localText('Goroutines of the group', '该组的 goroutine 数'),
      unit: 'count',
      axis: 'wall',
      series: [
        {
          name: localText('Goroutines', 'goroutine'),
          role: 'main',
          x: x.map((time) => time ?? 0),
          y: group.counts,
        },
      ],
    },
  }
}

function remedies(status: string | null, isLeaked: boolean, { frames }: GroupGrowth): Remedy[] {
  const proof: Remedy = {
    title: localText('Let the runtime tell which can never go on', '让运行时指出哪些永远无法继续'),
    text: localText(
      'The goroutineleak profile lists goroutines that wait for what nothing can reach any more (Go 1.27; 1.26 built with GOEXPERIMENT=goroutineleakprofile). What it lists is a leak for sure; what it does not list may still be one.',
      'goroutineleak 剖析会列出所等对象已无法到达的 goroutine（Go 1.27；1.26 需以 GOEXPERIMENT=goroutineleakprofile 构建）。列出的必为泄漏；未列出的仍可能是。',
    ),
    code: { language: 'sh', text: 'curl -s "http://localhost:6060/debug/pprof/goroutineleak?debug=2"' },
  }
  return isLeaked ? [remedyFor(status, frames)] : [remedyFor(status, frames), proof]
}
