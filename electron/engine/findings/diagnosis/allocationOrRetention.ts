// Step 2: is it allocation or retention. Retention: the live heap grows. Allocation: the GC takes much of the CPU. Each can be
// true without the other, both can, and so can neither; what no source speaks to stays open.
import type { Diagnosis, FindingWithVerdict } from '../../../../shared/records/index.ts'
import type { CaseFacts } from '../rule.ts'
import type { LimitSettings } from '../runRules.ts'
import { seriesOf } from '../profiles.ts'
import { COMMANDS, formatCount, joined, lifeName, localText, type LocalText } from '../words.ts'
import { allocationSide } from './gcCost.ts'
import { retentionSide, type Side } from './liveHeap.ts'
import { NOT_KNOWN, unknownStep, type Missing, type StepDraft } from './parts.ts'

type Verdict = Pick<Diagnosis, 'retention' | 'allocation'>

export function allocationOrRetention(
  facts: CaseFacts,
  settings: LimitSettings,
  findings: readonly FindingWithVerdict[],
): { step: StepDraft; verdict: Verdict } {
  const kept = retentionSide(facts, settings)
  const cost = allocationSide(facts, settings, kept.life)
  const verdict = { retention: kept.holds, allocation: cost.holds }
  const missing = missingOf(facts, verdict)
  if (kept.holds === null && cost.holds === null && cost.sections.length === 0)
    return {
      verdict,
      step: unknownStep(
        tooShort(facts) ??
          localText(
            'Nothing in the case shows the live heap over time or what the GC costs.',
            '案例中没有任何来源显示存活堆随时间的变化或 GC 的代价。',
          ),
        localText(
          'Needs a gctrace log, or two heap profiles of one process and an execution trace.',
          '需要 gctrace 日志，或同一进程的两份堆剖析加一份执行跟踪。',
        ),
        missing,
      ),
    }
  const isOther = kept.life !== null && cost.life !== null && kept.life !== cost.life
  const says = (id: string): boolean =>
    findings.some(({ ruleId, isStale, verdict: judged }) => ruleId === id && !isStale && judged?.kind !== 'dismissed')
  const limited = says('gc/memory-limit-pressure')
  const isKnown = kept.holds !== null && cost.holds !== null
  const sides = [kept, cost].filter(({ holds }) => holds !== null)
  return {
    verdict,
    step: {
      headline: headlineOf(verdict),
      answer: joined([
        sentence(kept, isOther ? lifeName(kept.life as NonNullable<Side['life']>, facts.lives) : null),
        sentence(cost, isOther ? lifeName(cost.life as NonNullable<Side['life']>, facts.lives) : null),
        kept.holds === true && cost.holds === true && !isOther && (limited ? BY_LIMIT : COUPLED),
        kept.holds !== true && cost.holds === true && (limited ? NEAR_LIMIT : says('gc/low-gogc') && NEAR_BY_GOGC),
      ]),
      sureness:
        sides.length === 0
          ? 'unknown'
          : isKnown && sides.every(({ sureness }) => sureness === 'direct')
            ? 'direct'
            : 'estimate',
      basis: basisOf(kept, cost),
      sections: [...kept.sections, ...cost.sections],
      link: (cost.holds === true && kept.holds !== true ? cost.link : kept.link) ?? cost.link,
      missing,
    },
  }
}

/** There are GC cycles, but none of the rules may judge so few. */
function tooShort({ lives }: CaseFacts): LocalText | null {
  const most = lives.reduce((cycles, { life }) => Math.max(cycles, life.cycles), 0)
  if (most === 0) return null
  const n = formatCount(most)
  return localText(
    `The GC cycles in the case are too few, or from too short a time, to tell (at most ${n} of one process).`,
    `案例中的 GC 周期过少或时间过短，无法判断（单个进程至多 ${n} 个）。`,
  )
}

/** What a cycle costs rises with the live heap it marks (facts of the pacer): the one can follow from the other. */
const COUPLED = localText(
  'Each cycle marks the live heap, so part of the cost can follow from what is kept.',
  '每个周期都要标记存活堆，因此部分代价可能源自被持有的内存。',
)
const BY_LIMIT = localText(
  'The memory limit holds the heap goal down, so the cycles that cost the CPU follow from what is kept.',
  '内存限制压低了堆目标，因此消耗 CPU 的这些周期源自被持有的内存。',
)

const NEAR_LIMIT = localText(
  'A memory limit holds the heap goal barely above the live heap, so cycles follow each other whatever is allocated.',
  '内存限制把堆目标压在略高于存活堆处，因此无论分配多少，周期都接连不断。',
)
const NEAR_BY_GOGC = localText(
  'GOGC is set low, so the cycles are many for what is allocated.',
  'GOGC 设置得低，因此相对于分配量周期偏多。',
)

function headlineOf({ retention, allocation }: Verdict): LocalText {
  if (retention === true)
    return allocation === true ? localText('Both', '两者皆是') : localText('Retention', '持有不放')
  if (allocation === true) return localText('Allocation', '分配过多')
  if (retention === false && allocation === false) return localText('Neither', '两者皆非')
  if (retention === false) return localText('Not retention', '不是持有不放')
  if (allocation === false) return localText('Not allocation', '不是分配过多')
  return NOT_KNOWN
}

function sentence({ text }: Side, life: LocalText | null): LocalText {
  const { en, 'zh-CN': zh } = text
  return life
    ? localText(`In ${life.en} ${en}.`, `在 ${life['zh-CN']} 中，${zh}。`)
    : localText(`${en.charAt(0).toUpperCase()}${en.slice(1)}.`, `${zh}。`)
}

function basisOf(kept: Side, cost: Side): LocalText {
  const heap =
    kept.holds === null
      ? null
      : kept.sureness === 'direct'
        ? localText(
            'The live heap is what each GC cycle of the log found alive, fitted by Theil–Sen with its 95 % interval.',
            '存活堆取自日志中每个 GC 周期标记的存活量，以 Theil–Sen 拟合并给出 95 % 区间。',
          )
        : localText(
            'Growth is fitted through profiles or statistics, not through every cycle.',
            '增长由剖析或统计数据拟合，而非逐周期得出。',
          )
  const cpu =
    cost.holds === null
      ? null
      : localText(
          'The cost is the CPU of pauses, assists and background marking over the time of the Ps; idle marking and sweeping are not in it.',
          '代价为暂停、标记辅助与后台标记的 CPU 占 P 时间的比例；不含空闲标记与清扫。',
        )
  return joined([
    heap,
    cpu,
    heap === null &&
      cpu === null &&
      localText('An allocation rate alone tells neither.', '仅凭分配速率两者都无法判断。'),
  ])
}

function missingOf(facts: CaseFacts, { retention, allocation }: Verdict): Missing[] {
  const series = seriesOf(facts, ['heap']).some(({ profiles }) => profiles.length > 1)
  const counts = facts.profiles.some(({ summary }) => summary.type === 'allocs' || summary.type === 'heap')
  const missing: Missing[] = []
  if (facts.lives.length === 0 || (retention === null && allocation === null))
    missing.push({
      what: tooShort(facts)
        ? localText('More GC cycles: minutes of the log', '更多 GC 周期：数分钟的日志')
        : localText('Live heap and GC cost of every cycle', '每个周期的存活堆与 GC 代价'),
      command: COMMANDS.gctrace,
    })
  if (!series && retention !== false)
    missing.push({
      what: localText('Who allocated what is kept', '被持有的内存由谁分配'),
      command: COMMANDS.heapSeries,
    })
  if (!counts && allocation !== false)
    missing.push({ what: localText('Who allocates', '由谁分配'), command: COMMANDS.allocs })
  return missing
}
