import { framesOf, goroutineGroups } from '../../../analysis/index.ts'
import { goroutineStatus } from '../../../../../shared/records/index.ts'
import { clear, defineRule, found, notApplicable } from '../../rule.ts'
import type { CaseFacts, FindingDraft, MomentFacts } from '../../rule.ts'
import {
  VIEW,
  frameText,
  goroutinesText,
  momentAnchor,
  momentName,
  momentRange,
  ownFrame,
  rowEvidence,
} from '../../goroutines.ts'
import { formatCount, listed, localText } from '../../words.ts'
import { remedyFor } from './remedies.ts'

const MAX_GROUPS = 5
const COMMAND = 'curl -s -o goroutineleak.txt "http://localhost:6060/debug/pprof/goroutineleak?debug=2"'

/**
 * The goroutineleak profile runs a GC that starts from goroutines that can run: one that waits for a lock or channel which
 * nothing else can reach can never go on. That is a proof, not an estimate; what it does not list may leak all the same.
 */
export const leaked = defineRule({
  id: 'goroutines/leaked',
  version: 1,
  title: localText('The runtime proved goroutines to be leaked', '运行时证明有 goroutine 已泄漏'),
  goVersions: 'go1.26+',
  limits: {
    minLeaked: { title: localText('Leaked goroutines, at least', '泄漏的 goroutine，至少'), unit: 'count', value: 1 },
    criticalLeaked: {
      title: localText('Leaked goroutines, critical', '泄漏的 goroutine，严重'),
      unit: 'count',
      value: 1000,
    },
  },

  evaluate(facts, limits) {
    const profiles = facts.moments.filter(({ snapshot }) => snapshot.cause === 'leakProfile')
    if (profiles.length === 0) {
      return notApplicable(
        localText(
          'The case has no goroutineleak profile (Go 1.27; 1.26 built with GOEXPERIMENT=goroutineleakprofile).',
          '案例中没有 goroutineleak 剖析（Go 1.27；1.26 需以 GOEXPERIMENT=goroutineleakprofile 构建）。',
        ),
        COMMAND,
      )
    }
    const measured = profiles.map((moment) => ({ moment, rows: leakedRows(moment) }))
    const some = measured.filter(({ rows }) => rows.goroutines >= Math.max(1, limits.minLeaked))
    if (some.length > 0) return found(some.map(({ moment, rows }) => finding(facts, moment, rows.goroutines, limits)))
    return clear(
      listed(
        measured.map(({ moment, rows }) => {
          const name = momentName(moment, facts)
          return localText(
            `${name.en}: ${formatCount(rows.goroutines)} leaked goroutines`,
            `${name['zh-CN']}：泄漏的 goroutine ${formatCount(rows.goroutines)} 个`,
          )
        }),
      ),
    )
  },
})

/** Leaked by their mark; the counts of debug=1 and of the profile are leaked all of them. */
function leakedRows(moment: MomentFacts): { goroutines: number; isLeaked: (row: number) => boolean } {
  const { rows, tables } = moment.set()
  const marked = tables.statuses.map((text) => goroutineStatus(text).isLeaked)
  const isLeaked = (row: number): boolean => !moment.snapshot.hasIds || marked[rows.status[row] as number] === true
  let goroutines = 0
  for (let row = 0; row < rows.length; row++) if (isLeaked(row)) goroutines += rows.count[row] as number
  return { goroutines, isLeaked }
}

function finding(
  facts: CaseFacts,
  moment: MomentFacts,
  count: number,
  limits: { minLeaked: number; criticalLeaked: number },
): FindingDraft {
  const set = moment.set()
  const { isLeaked } = leakedRows(moment)
  const groups = goroutineGroups(set, VIEW)
    .groups.filter(({ rows }) => rows.some(isLeaked))
    .slice(0, MAX_GROUPS)
  const name = momentName(moment, facts)
  const places = groups.map((group) => {
    const place = frameText(placeOf(moment, group.sample.row))
    const text = formatCount(group.goroutines)
    return localText(`${text} in ${place.en}`, `${place['zh-CN']} ${text} 个`)
  })
  const list = listed(places)
  const [first] = groups
  const status = first ? (set.tables.statuses[set.rows.status[first.sample.row] as number] ?? null) : null
  return {
    anchor: momentAnchor(moment),
    severity: count >= limits.criticalLeaked ? 'critical' : 'warning',
    likelihood: 'certain',
    confidence: 'high',
    confidenceReason: localText(
      'The runtime found them unreachable from every goroutine that can still run. It misses leaks whose channel or lock is still referred to, for example by a global variable.',
      '运行时确认任何仍可运行的 goroutine 都无法到达它们。若其通道或锁仍被引用（例如全局变量），则不会被发现。',
    ),
    claim: localText(
      `${goroutinesText(count).en} can never go on: ${list.en}.`,
      `${goroutinesText(count)['zh-CN']} 永远无法继续：${list['zh-CN']}。`,
    ),
    summary: localText(
      `In ${name.en} the runtime marks ${goroutinesText(count).en} as leaked: what they wait for is out of reach of everything that still runs. They stand in these places: ${list.en}. Their stacks and all they refer to stay in memory until the process ends.`,
      `在 ${name['zh-CN']} 中，运行时把 ${goroutinesText(count)['zh-CN']} 标记为泄漏：它们所等的对象，任何仍在运行的代码都已无法到达。位置：${list['zh-CN']}。它们的栈及所引用的一切会一直占用内存，直到进程结束。`,
    ),
    figures: [
      {
        name: localText('Leaked goroutines', '泄漏的 goroutine'),
        value: count,
        limit: limits.minLeaked,
        unit: 'count',
        isMain: true,
      },
    ],
    evidence: groups.map((group, index) => {
      const row = group.rows.find(isLeaked) ?? group.sample.row
      const shows = places[index] ?? list
      return rowEvidence(moment, set, row, localText(`${name.en}: ${shows.en}`, `${name['zh-CN']}：${shows['zh-CN']}`))
    }),
    refutation: [
      localText(
        'None by reasoning: the mark is a proof. Open: whether the number still grows, by a second profile.',
        '从推理上无法反驳：该标记即为证明。待定：用第二份剖析看数量是否仍在增长。',
      ),
    ],
    remedies: [remedyFor(status)],
    range: momentRange(moment),
    functions: groups.flatMap((group) => placeOf(moment, group.sample.row)?.functionName ?? []),
    subject: name,
  }
}

function placeOf(moment: MomentFacts, row: number) {
  const set = moment.set()
  return ownFrame(framesOf(set, set.rows.stack[row] as number, true))
}
