import { framesOf, goroutineGroups } from '../../../analysis/index.ts'
import { clear, defineRule, found, notApplicable } from '../../rule.ts'
import type { CaseFacts, FindingDraft, MomentFacts } from '../../rule.ts'
import {
  VIEW,
  frameText,
  momentAnchor,
  momentEvidence,
  momentName,
  momentRange,
  ownFrame,
  rowEvidence,
  seriesMoments,
} from '../../goroutines.ts'
import { COMMANDS, formatBytes, formatCount, formatShare, listed, localText } from '../../words.ts'

const MAX_GROUPS = 4
/** The smallest stack the runtime gives (Go 1.4 and later, 64-bit Linux); since 1.19 the first size follows the average in use. */
const MIN_STACK_BYTES = 2048

/** A goroutine is cheap, not free: a stack of at least 2 KiB, work for every GC, and what it refers to. */
export const countHigh = defineRule({
  id: 'goroutines/count-high',
  version: 1,
  title: localText('There are very many goroutines', 'goroutine 数量很大'),
  goVersions: 'go1.5+',
  limits: {
    warn: { title: localText('Goroutines, warning', 'goroutine 数，警告'), unit: 'count', value: 10_000 },
    critical: { title: localText('Goroutines, critical', 'goroutine 数，严重'), unit: 'count', value: 100_000 },
  },

  evaluate(facts, limits) {
    const last = seriesMoments(facts).flatMap(({ moments }) => moments.at(-1) ?? [])
    if (last.length === 0) {
      return notApplicable(
        localText('The case has no goroutine dump or profile.', '案例中没有 goroutine 转储或剖析。'),
        COMMANDS.goroutines,
      )
    }
    const many = last.filter(({ snapshot }) => snapshot.goroutines >= limits.warn)
    if (many.length > 0) return found(many.map((moment) => finding(facts, moment, limits)))
    const most = [...last].sort((a, b) => b.snapshot.goroutines - a.snapshot.goroutines).slice(0, 3)
    return clear(
      listed(
        most.map((moment) => {
          const name = momentName(moment, facts)
          const count = formatCount(moment.snapshot.goroutines)
          return localText(`${name.en}: ${count} goroutines`, `${name['zh-CN']}：${count} 个 goroutine`)
        }),
      ),
    )
  },
})

function finding(facts: CaseFacts, moment: MomentFacts, limits: { warn: number; critical: number }): FindingDraft {
  const { goroutines } = moment.snapshot
  const set = moment.set()
  const groups = goroutineGroups(set, VIEW).groups.slice(0, MAX_GROUPS)
  const name = momentName(moment, facts)
  const parts = groups.map((group) => {
    const frame = ownFrame(framesOf(set, set.rows.stack[group.sample.row] as number, true))
    return { group, frame, place: frameText(frame), share: formatShare(group.goroutines / goroutines) }
  })
  const list = listed(
    parts.map(({ group, place, share }) =>
      localText(
        `${formatCount(group.goroutines)} (${share}) in ${place.en}`,
        `${place['zh-CN']} ${formatCount(group.goroutines)} 个（${share}）`,
      ),
    ),
  )
  const bytes = goroutines * MIN_STACK_BYTES
  return {
    anchor: momentAnchor(moment),
    severity: goroutines >= limits.critical ? 'critical' : 'warning',
    likelihood: 'certain',
    confidence: 'high',
    confidenceReason: localText(
      'The goroutines are counted in the dump. Whether so many are too many depends on the service: a proxy with as many connections is well.',
      '数量由转储数得。是否过多取决于服务：有同样多连接的代理是正常的。',
    ),
    claim: localText(
      `${name.en} shows ${formatCount(goroutines)} goroutines; the largest groups: ${list.en}.`,
      `${name['zh-CN']} 中有 ${formatCount(goroutines)} 个 goroutine；最大的几组：${list['zh-CN']}。`,
    ),
    summary: localText(
      `${name.en} shows ${formatCount(goroutines)} goroutines. Their stacks take at least ${formatBytes(bytes)} (2 KiB is the smallest; since Go 1.19 new ones begin with the average in use), and every GC scans them. The largest groups: ${list.en}.`,
      `${name['zh-CN']} 中有 ${formatCount(goroutines)} 个 goroutine。它们的栈至少占 ${formatBytes(bytes)}（最小 2 KiB；Go 1.19 起新栈按平均用量分配），且每次 GC 都要扫描。最大的几组：${list['zh-CN']}。`,
    ),
    figures: [
      {
        name: localText('Goroutines', 'goroutine 数'),
        value: goroutines,
        limit: limits.warn,
        unit: 'count',
        isMain: true,
      },
      { name: localText('Stacks, at least', '栈，至少'), value: bytes, unit: 'bytes' },
    ],
    evidence: [
      momentEvidence(moment, localText(`All goroutines of ${name.en}`, `${name['zh-CN']} 的全部 goroutine`)),
      ...parts.slice(0, 2).flatMap(({ group, place }) => {
        const [row] = group.rows
        const shows = localText(`One of the group in ${place.en}`, `${place['zh-CN']} 一组中的一个`)
        return row === undefined || moment.snapshot.lines === null ? [] : [rowEvidence(moment, set, row, shows)]
      }),
    ],
    refutation: [
      localText(
        'The service holds as many connections or jobs by design. Open: compare with its own counters.',
        '服务按设计就有这么多连接或任务。待定：与其自身计数对照。',
      ),
    ],
    remedies: [
      {
        title: localText('Bound what may be under way', '限制同时进行的数量'),
        text: localText(
          'Start goroutines behind a limit, and let callers wait or be refused when it is reached.',
          '在限额之内启动 goroutine，达到限额时让调用方等待或被拒绝。',
        ),
        code: {
          language: 'go',
          text: 'slots := make(chan struct{}, 1024)\nselect {\ncase slots <- struct{}{}:\n\tgo func() {\n\t\tdefer func() { <-slots }()\n\t\thandle(request)\n\t}()\ncase <-ctx.Done():\n\treturn ctx.Err()\n}',
        },
      },
    ],
    range: momentRange(moment),
    functions: parts.flatMap(({ frame }) => frame?.functionName ?? []),
    subject: name,
  }
}
