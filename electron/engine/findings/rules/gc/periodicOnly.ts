import { GC_TRIGGERS } from '../../../../../shared/records/index.ts'
import type { CycleRows } from '../../../analysis/index.ts'
import { clear, defineRule, found, type FindingDraft, type LifeFacts } from '../../rule.ts'
import {
  NANOS_PER_MINUTE,
  cyclesEvidence,
  cyclesText,
  lifeAnchor,
  noLives,
  round,
  rowsRange,
  rowsSpanNs,
} from '../../lives.ts'
import { formatBytes, formatCount, formatDuration, joined, lifeName, listed, localText } from '../../words.ts'

/** Without a cycle for two minutes the runtime starts one by itself; nothing but such cycles means that hardly anything allocates. */
export const periodicOnly = defineRule({
  id: 'gc/periodic-only',
  version: 1,
  title: localText('For a long time only the two-minute timer started GC', '很长时间内只有两分钟定时器触发 GC'),
  goVersions: 'go1.5+',
  limits: {
    minCycles: { title: localText('Periodic cycles in a row', '连续的定时周期'), unit: 'count', value: 3 },
    minTime: {
      title: localText('Time they cover, at least', '覆盖的时长，至少'),
      unit: 'ns',
      value: 5 * NANOS_PER_MINUTE,
    },
  },

  evaluate(facts, limits) {
    const lives = facts.lives.filter(({ cycles }) => cycles.length > 0)
    if (lives.length === 0) return noLives(facts, 1, 0)
    const measured = lives.map((life) => ({ life, rows: longestIdle(life) }))
    const idle = measured.filter(
      ({ life, rows }) => rows.to - rows.from >= limits.minCycles && idleNs(life, rows) >= limits.minTime,
    )
    if (idle.length > 0) return found(idle.map(({ life, rows }) => finding(life, rows, facts.lives, limits)))
    return clear(
      listed(
        measured.map(({ life, rows }) => {
          const name = lifeName(life, facts.lives)
          const count = formatCount(rows.to - rows.from)
          return localText(
            `${name.en}: at most ${count} periodic cycles in a row`,
            `${name['zh-CN']}：连续的定时周期至多 ${count} 个`,
          )
        }),
      ),
    )
  },
})

function longestIdle({ cycles }: LifeFacts): CycleRows {
  const periodic = GC_TRIGGERS.indexOf('periodic')
  let best = { from: 0, to: 0 }
  for (let row = 0, from = 0; row <= cycles.length; row++) {
    if (row < cycles.length && cycles.trigger[row] === periodic) continue
    if (row - from > best.to - best.from) best = { from, to: row }
    from = row + 1
  }
  return best
}

/** Each periodic cycle ends a wait that began with the cycle before it. */
function idleNs(facts: LifeFacts, rows: CycleRows): number {
  return rowsSpanNs(facts, { from: Math.max(0, rows.from - 1), to: rows.to })
}

function finding(
  facts: LifeFacts,
  rows: CycleRows,
  lives: readonly LifeFacts[],
  limits: Record<'minCycles' | 'minTime', number>,
): FindingDraft {
  const name = lifeName(facts, lives)
  const count = formatCount(rows.to - rows.from)
  const span = formatDuration(idleNs(facts, rows))
  const live = formatBytes(facts.cycles.liveHeapBytes[rows.to - 1] as number)
  return {
    anchor: `${lifeAnchor(facts)}/cycle-${facts.cycles.number[rows.from] as number}`,
    severity: 'notice',
    likelihood: 'veryLikely',
    confidence: 'medium',
    confidenceReason: localText(
      'That a cycle was periodic is judged from the line `GC forced` and two minutes without a cycle; the gc line itself has no mark for it.',
      '周期是否为定时触发，由 `GC forced` 行与两分钟内无周期推断；gc 行本身没有标记。',
    ),
    claim: localText(
      `The process hardly allocated for ${span}: ${count} GC cycles in a row came from the two-minute timer alone.`,
      `进程在 ${span} 内几乎没有分配：连续 ${count} 个 GC 周期都只由两分钟定时器触发。`,
    ),
    summary: localText(
      `If no cycle has run for two minutes, the runtime starts one. In ${name.en} ${count} cycles in a row began that way, over ${span}: in that time the heap never reached its goal, so the process stood idle or nearly so. Its live heap at the end was ${live}. Figures from this stretch (GC share, allocation rate, pauses) describe an idle process and say nothing about load; and memory that looks high in it is kept, not in use by requests.`,
      `若两分钟内没有任何周期，运行时会自行启动一个。在 ${name['zh-CN']} 中，连续 ${count} 个周期如此开始，历时 ${span}：期间堆从未达到目标，进程处于空闲或接近空闲。结束时存活堆为 ${live}。该时段的数值（GC 占比、分配速率、暂停）描述的是空闲进程，不能说明负载下的情况；此时看起来偏高的内存是被持有的，而不是请求正在使用的。`,
    ),
    figures: [
      {
        name: localText('Idle for', '空闲时长'),
        value: round(idleNs(facts, rows)),
        limit: limits.minTime,
        unit: 'ns',
        isMain: true,
      },
      {
        name: localText('Periodic cycles in a row', '连续的定时周期'),
        value: rows.to - rows.from,
        limit: limits.minCycles,
        unit: 'count',
      },
      {
        name: localText('Live heap meanwhile', '期间的存活堆'),
        value: facts.cycles.liveHeapBytes[rows.to - 1] as number,
        unit: 'bytes',
      },
    ],
    evidence: [
      cyclesEvidence(
        facts,
        rows,
        joined([cyclesText(facts, rows), localText('periodic only', '仅定时触发')], ': ', '：'),
      ),
    ],
    refutation: [
      localText(
        'The service had traffic at that time. Open: compare with its request metrics; it may serve without allocating.',
        '当时服务有流量。待定：与请求指标对照；它也可能在不分配的情况下提供服务。',
      ),
    ],
    remedies: [
      {
        title: localText('Judge another stretch', '改看其他时段'),
        text: localText(
          'Pick a range with load before concluding about GC or allocation.',
          '在对 GC 或分配下结论之前，选取有负载的时段。',
        ),
      },
      {
        title: localText('If the service should have been busy, look upstream', '若服务本应繁忙，请查上游'),
        text: localText(
          'No allocation at all under traffic usually means that requests no longer arrive, or that all goroutines wait: a goroutine dump shows which.',
          '有流量却毫无分配，通常说明请求不再到达，或所有 goroutine 都在等待：goroutine 转储可以区分。',
        ),
        code: {
          language: 'sh',
          text: "curl -s -o goroutines.txt 'http://localhost:6060/debug/pprof/goroutine?debug=2'",
        },
      },
    ],
    range: rowsRange(facts, rows),
    functions: [],
    subject: name,
  }
}
