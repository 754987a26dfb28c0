import {
  framesOf,
  goroutineGroups,
  minutesBetween,
  originOf,
  standingSince,
  type GoroutineGroup,
} from '../../../analysis/index.ts'
import type { GoroutineFrame } from '../../../../../shared/contract/caseCalls.ts'
import { clear, defineRule, found } from '../../rule.ts'
import type { CaseFacts, FindingDraft, MomentFacts } from '../../rule.ts'
import {
  VIEW,
  frameText,
  goroutinesText,
  idsText,
  isCrash,
  momentAnchor,
  momentName,
  momentRange,
  noDumps,
  ownFrame,
  rowEvidence,
  seriesMoments,
} from '../../goroutines.ts'
import { formatCount, formatDuration, listed, localText, shortName } from '../../words.ts'
import { FINALIZER_REMEDY, remedyFor } from './remedies.ts'

const MAX_FINDINGS = 5
const MINUTE_NS = 60e9

/**
 * Waits that end only when somebody acts: a lock, a send, a WaitGroup, a condition. However long, one goroutine in such a wait
 * is worth a look.
 */
const BLOCKED = /^(?:semacquire|sync\.(?:Mutex|RWMutex|WaitGroup|Cond)\.|chan send$|chan (?:send|receive) \(nil chan\))/
/** Waits in which services spend their idle time: only many goroutines of one kind together tell of trouble. */
const IDLE = /^(?:chan receive$|select$)/
/** Where goroutines rest by design. */
const RESTING =
  /^(?:os\/signal\.|net\/http\.\(\*(?:persistConn|http2?\w*|conn|Server|Transport)\)|internal\/singleflight|golang\.org\/x\/net\/http2|google\.golang\.org\/grpc|database\/sql\.\(\*DB\)\.connection|main\.main$|testing\.|signal\.|log\/slog)/

/** Run what objects left to be run: one goroutine for all finalizers, a few for cleanups. */
const FINALIZING = /^runtime\.(?:runfinq|runFinalizers|runCleanups|\(\*cleanupQueue\))/

interface Standing {
  group: GoroutineGroup
  status: string
  minutes: number
  goroutines: number
  frames: GoroutineFrame[]
  /** A finalizer or cleanup stands: everything that is queued stands behind it. */
  isFinalizing: boolean
}

/**
 * Minutes in a header count whole minutes from the first GC that saw the goroutine wait: a lower bound. Two dumps that show the
 * same goroutine at the same place bound it too. IO wait, sleep, select {} and the runtime's own goroutines are no trouble.
 */
export const stuck = defineRule({
  id: 'goroutines/stuck',
  version: 1,
  title: localText('Goroutines have been stuck for long', '有 goroutine 长时间停滞'),
  goVersions: 'go1.5+',
  limits: {
    minMinutes: { title: localText('Wait, warning', '等待时长，警告'), unit: 'ns', value: 5 * MINUTE_NS },
    criticalMinutes: { title: localText('Wait, critical', '等待时长，严重'), unit: 'ns', value: 30 * MINUTE_NS },
    finalizing: {
      title: localText('Wait in a finalizer or cleanup', '在 finalizer 或 cleanup 中的等待'),
      unit: 'ns',
      value: MINUTE_NS,
    },
    minMany: {
      title: localText('Goroutines of one kind blocked for a minute, at least', '阻塞一分钟的同类 goroutine，至少'),
      unit: 'count',
      value: 100,
    },
    minIdleGroup: {
      title: localText('Goroutines of one kind in an idle wait', '处于空闲等待的同类 goroutine'),
      unit: 'count',
      value: 20,
    },
  },

  evaluate(facts, limits) {
    const series = seriesMoments(facts)
      .map(({ moments }) => moments.filter(({ snapshot }) => snapshot.hasIds && snapshot.goroutines > 1))
      .filter((moments) => moments.length > 0)
    if (series.length === 0) return noDumps(facts)
    const measured = series.map((moments) => ({ moments, standing: standingOf(moments, limits) }))
    const findings = measured.flatMap(({ moments, standing }) =>
      standing
        .filter((one) => one.minutes * MINUTE_NS >= neededWait(one, limits))
        .slice(0, MAX_FINDINGS)
        .map((entry) => finding(facts, moments, entry, limits)),
    )
    if (findings.length > 0) return found(findings)
    return clear(
      listed(
        measured.map(({ moments, standing }) => {
          const name = momentName(moments.at(-1) as MomentFacts, facts)
          const longest = standing.reduce((most, { minutes }) => Math.max(most, minutes), 0)
          const span = formatDuration(longest * MINUTE_NS)
          return longest === 0
            ? localText(
                `${name.en}: no wait that should end is known to last a minute`,
                `${name['zh-CN']}：没有理应结束的等待被确认达到一分钟`,
              )
            : localText(
                `${name.en}: the longest wait that should end is known to last ${span}`,
                `${name['zh-CN']}：理应结束的等待中，最长的已知为 ${span}`,
              )
        }),
      ),
    )
  },
})

/** One goroutine may wait for rare work; a hundred that wait in vain for a minute at one place do not. */
function neededWait(
  { isFinalizing, status, goroutines }: Standing,
  limits: Record<'minMinutes' | 'finalizing' | 'minMany', number>,
): number {
  if (isFinalizing) return limits.finalizing
  return BLOCKED.test(status) && goroutines >= limits.minMany
    ? Math.min(MINUTE_NS, limits.minMinutes)
    : limits.minMinutes
}

/** Groups of the last moment in waits that should end, longest first. */
function standingOf(moments: readonly MomentFacts[], limits: { minIdleGroup: number }): Standing[] {
  const last = moments.at(-1) as MomentFacts
  const set = last.set()
  const between = stuckBetween(moments)
  return goroutineGroups(set, VIEW)
    .groups.flatMap((group): Standing[] => {
      const row = group.sample.row
      const status = set.tables.statuses[set.rows.status[row] as number] ?? ''
      const plain = status.replace(/ \((?:durable|scan|leaked)\)/g, '')
      const frames = framesOf(set, set.rows.stack[row] as number, true)
      const isFinalizing = framesOf(set, set.rows.stack[row] as number, false).some(
        ({ functionName }, at, all) =>
          FINALIZING.test(functionName) &&
          all.slice(0, at).some((frame) => originOf(frame.functionName, frame.file) !== 'standard'),
      )
      const isBlocked = BLOCKED.test(plain) || isFinalizing
      if (!isBlocked && !(IDLE.test(plain) && group.goroutines >= limits.minIdleGroup)) return []
      if (frames.some(({ functionName }) => RESTING.test(functionName))) return []
      const waits = group.rows.map((member) => ({
        row: member,
        minutes: Math.max(set.rows.waitMinutes[member] as number, between.get(member) ?? 0),
      }))
      const minutes = waits.reduce((most, wait) => Math.max(most, wait.minutes), 0)
      const long = waits.filter((wait) => wait.minutes > 0)
      // The row that is cited first is one that waits long.
      const rows = [...long].sort((a, b) => b.minutes - a.minutes).map((wait) => wait.row)
      return [{ group: { ...group, rows }, status, minutes, goroutines: long.length, frames, isFinalizing }]
    })
    .sort(
      (a, b) => Number(b.isFinalizing) - Number(a.isFinalizing) || b.minutes - a.minutes || b.goroutines - a.goroutines,
    )
}

/** Whole minutes that goroutines stand by the times of the moments, by row of the last one. */
function stuckBetween(moments: readonly MomentFacts[]): Map<number, number> {
  const timed = moments.map((moment) => ({ set: moment.set(), atMs: moment.snapshot.atMs }))
  return new Map(Array.from(standingSince(timed, VIEW), ([row, since]) => [row, minutesBetween(timed, since)]))
}

function finding(
  facts: CaseFacts,
  moments: readonly MomentFacts[],
  standing: Standing,
  limits: Record<'minMinutes' | 'criticalMinutes' | 'finalizing' | 'minMany', number>,
): FindingDraft {
  const { group, status, minutes, goroutines, frames, isFinalizing } = standing
  const last = moments.at(-1) as MomentFacts
  const set = last.set()
  const name = momentName(last, facts)
  const frame = ownFrame(frames)
  const place = frameText(frame)
  const span = formatDuration(minutes * MINUTE_NS)
  const ids = group.rows.slice(0, 4).map((row) => set.rows.id[row] as number)
  const idText = idsText(ids, goroutines)
  const count = goroutinesText(goroutines)
  const isSeen = moments.length >= 2 && !isCrash(last)
  return {
    anchor: momentAnchor(last, shortName(frame?.functionName ?? '')),
    severity: minutes * MINUTE_NS >= limits.criticalMinutes ? 'critical' : 'warning',
    likelihood: BLOCKED.test(status) || isFinalizing ? 'veryLikely' : 'likely',
    confidence: 'medium',
    confidenceReason: localText(
      `The wait is a lower bound: the runtime counts whole minutes from the first GC that saw the goroutine wait${isSeen ? ', and dumps between which it stands bound it as well' : ''}. That it should have ended is a judgement by the kind of wait; a worker that waits for rare work looks the same.`,
      `等待时长是下限：运行时从第一次 GC 看到其等待时起按整分钟计${isSeen ? '，两次转储之间一直停留也能给出下限' : ''}。“本应结束”是按等待种类作出的判断；等待稀少任务的工作者看起来也一样。`,
    ),
    claim: localText(
      `${count.en} in ${place.en} ${goroutines === 1 ? 'has' : 'have'} been in ${status} for at least ${span}.`,
      `${place['zh-CN']} 中有 ${count['zh-CN']} 处于 ${status} 至少 ${span}。`,
    ),
    summary: localText(
      `In ${name.en} ${count.en} of ${formatCount(group.goroutines)} with this stack ${goroutines === 1 ? 'waits' : 'wait'} in ${place.en} (${status}), the longest for at least ${span}: ${idText.en}. Such a wait ends only when another goroutine acts.${isFinalizing ? ' It is a finalizer or cleanup that the runtime runs: finalizers run one after the other on this one goroutine, so all that are queued wait behind it, and their objects stay in memory.' : ''}`,
      `在 ${name['zh-CN']} 中，此栈的 ${formatCount(group.goroutines)} 个 goroutine 里有 ${formatCount(goroutines)} 个在 ${place['zh-CN']} 等待（${status}），最长的至少 ${span}：${idText['zh-CN']}。这种等待要由另一个 goroutine 动作才会结束。${isFinalizing ? '它正在执行运行时调用的 finalizer 或 cleanup：finalizer 都在这一个 goroutine 上依次执行，因此排队的全部在其后等待，相应对象一直留在内存中。' : ''}`,
    ),
    figures: [
      {
        name: localText('Longest wait, at least', '最长等待，至少'),
        value: minutes * MINUTE_NS,
        limit: neededWait(standing, limits),
        unit: 'ns',
        isMain: true,
      },
      { name: localText('Goroutines that wait so', '如此等待的 goroutine'), value: goroutines, unit: 'count' },
    ],
    evidence: group.rows.slice(0, 3).map((row) => {
      const id = set.rows.id[row] as number
      const printed = set.rows.waitMinutes[row] as number
      return rowEvidence(
        last,
        set,
        row,
        localText(
          `${name.en}: goroutine ${id}, ${status}${printed > 0 ? `, ${printed} minutes` : ''}`,
          `${name['zh-CN']}：goroutine ${id}，${status}${printed > 0 ? `，${printed} 分钟` : ''}`,
        ),
      )
    }),
    refutation: [
      localText(
        'It waits for work that comes rarely, by design. Open: look at what the function waits for.',
        '它按设计等待很少到来的任务。待定：查看该函数在等什么。',
      ),
    ],
    remedies: [
      isFinalizing ? FINALIZER_REMEDY : remedyFor(status, frames),
      {
        title: localText('See whether it ever moves', '看它是否会动'),
        text: localText(
          'Take two more dumps minutes apart: the same goroutine at the same place in all of them does not move.',
          '隔几分钟再采两份转储：若同一 goroutine 始终停在原处，它就没有动过。',
        ),
        code: {
          language: 'sh',
          text: 'curl -s -o "goroutines-$(date -u +%Y%m%dT%H%M%SZ).txt" "http://localhost:6060/debug/pprof/goroutine?debug=2"',
        },
      },
    ],
    range: momentRange(last),
    functions: frame === null ? [] : [frame.functionName],
    subject: name,
  }
}
