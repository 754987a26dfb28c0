import { MIB } from '../../../../../shared/units/units.ts'
import {
  clear,
  defineRule,
  found,
  notApplicable,
  type CaseFacts,
  type FindingDraft,
  type LifeFacts,
  type RuleAnswer,
} from '../../rule.ts'
import { seriesEvidence } from '../../memory.ts'
import {
  SECOND,
  goalChart,
  cyclesEvidence,
  cyclesText,
  judgedLives,
  lifeAnchor,
  noLives,
  round,
  rowsRange,
  rowsSpanNs,
  skippedText,
} from '../../lives.ts'
import {
  interval as intervalOf,
  COMMANDS,
  formatBytes,
  formatCount,
  formatDuration,
  joined,
  lifeName,
  listed,
  localText,
  rate,
  type LocalText,
} from '../../words.ts'
import { pressureOf, type Pressure } from './flatGoals.ts'
import { goalSettings } from './goalSettings.ts'
import { tightGoalFinding, tightGoalOf } from './tightGoal.ts'
import {
  knownLimit,
  limiterLast,
  pressureFinding,
  pressureText,
  seriesPressure,
  type KnownLimit,
} from './memoryLimitSeries.ts'

/**
 * Without a memory limit the goal is a fixed multiple of the live heap (GOGC), so it must rise with it. A goal that stays flat or
 * falls while the live heap grows is set by GOMEMLIMIT, and so is one that lies barely above a live heap that stands (tightGoal.ts).
 * gctrace has no mark for it: this is how it shows.
 */
export const memoryLimitPressure = defineRule({
  id: 'gc/memory-limit-pressure',
  version: 3,
  title: localText('A memory limit holds the heap goal down', '内存限制压住了堆目标'),
  goVersions: 'go1.19+',
  limits: {
    minCycles: {
      title: localText('Cycles with a flat goal, at least', '堆目标持平的周期，至少'),
      unit: 'count',
      value: 15,
    },
    minTime: {
      title: localText('Time with a flat goal, at least', '堆目标持平的时长，至少'),
      unit: 'ns',
      value: 5 * SECOND,
    },
    minLiveGrowth: { title: localText('Growth of live heap meanwhile', '期间存活堆的增长'), unit: 'share', value: 0.2 },
    maxGogc: {
      title: localText('GOGC by goal and live heap, at most', '由目标与存活堆推得的 GOGC，至多'),
      unit: 'share',
      value: 0.1,
    },
    minGoal: { title: localText('Heap goal, at least', '堆目标，至少'), unit: 'bytes', value: 16 * MIB },
    minShare: {
      title: localText('Share of a known limit in use, at least', '已知限制的使用率，至少'),
      unit: 'share',
      value: 0.9,
    },
  },

  evaluate(facts, limits) {
    // A log of the process has every cycle; statistics are asked only where there is none.
    const bySeries = facts.memory.groups
      .filter(({ lives }) => lives.length === 0)
      .flatMap((group) => seriesPressure(group) ?? [])
    const near = bySeries.filter(({ share, above }) => share >= limits.minShare || above > 0)
    const byLog = ofLives(facts, limits)
    const findings = [...byLog.findings, ...near.map((pressure) => pressureFinding(facts, pressure, limits.minShare))]
    if (findings.length > 0) return found(findings)
    if (byLog.answer !== null && bySeries.length === 0) return byLog.answer
    return clear(joined([listed([...byLog.texts, ...bySeries.map(pressureText)]), byLog.skipped], '. ', '。'))
  },
})

interface LogAnswer {
  findings: FindingDraft[]
  /** Why there is no answer from logs. */
  answer: RuleAnswer | null
  texts: LocalText[]
  skipped: LocalText | null
}

function ofLives(facts: CaseFacts, limits: Limits): LogAnswer {
  const { judged: long, skipped } = judgedLives(facts, limits.minCycles, limits.minTime)
  const without = (answer: RuleAnswer): LogAnswer => ({ findings: [], answer, texts: [], skipped: null })
  if (long.length === 0) return without(noLives(facts, limits.minCycles, limits.minTime))
  // Logs of Go 1.18 and later look the same, so only older forms can be told to have no limit.
  const judged = long.filter(({ life }) => !/^go1\.5$|1\.17$/.test(life.goVersions))
  if (judged.length === 0)
    return without(
      notApplicable(
        localText(
          'The logs are of Go versions before 1.18, which have no memory limit.',
          '日志来自 Go 1.18 之前的版本，没有内存限制功能。',
        ),
        COMMANDS.gctrace,
      ),
    )
  const findings: FindingDraft[] = []
  const texts: LocalText[] = []
  for (const life of judged) {
    const name = lifeName(life, facts.lives)
    const group = facts.memory.groups.find((own) => own.lives.some((candidate) => candidate.life.id === life.life.id))
    const known = knownLimit(group)
    const pressure = pressureOf(life, limits)
    const near = pressure === null ? tightGoalOf(life, limits) : null
    const tight = near !== null && goalSettings(life, facts).heldBy(near.gogc, near.goal) !== 'gogc' ? near : null
    if (pressure !== null && known !== null && known.bytes === null)
      texts.push(
        localText(
          `${name.en}: the goal stands still while the live heap grows, but ${known.name} says that no limit is set`,
          `${name['zh-CN']}：存活堆增长而堆目标不变，但 ${known.name} 表明未设置限制`,
        ),
      )
    else if (pressure !== null) findings.push(finding(life, pressure, facts.lives, limits, known, limiterLast(group)))
    else if (tight !== null) findings.push(tightGoalFinding(life, tight, facts.lives, limits, known?.bytes ?? null))
    else {
      const cycles = formatCount(life.cycles.length)
      texts.push(
        localText(
          `${name.en}: over ${cycles} cycles the heap goal moves with the live heap`,
          `${name['zh-CN']}：${cycles} 个周期中堆目标随存活堆变化`,
        ),
      )
    }
  }
  return { findings, answer: null, texts, skipped: skippedText(skipped) }
}

type Limits = Record<'minCycles' | 'minTime' | 'minLiveGrowth' | 'maxGogc' | 'minGoal' | 'minShare', number>

function finding(
  facts: LifeFacts,
  pressure: Pressure,
  lives: readonly LifeFacts[],
  limits: Limits,
  known: KnownLimit | null,
  limiter: number | null,
): FindingDraft {
  const name = lifeName(facts, lives)
  const { rows, goalMin, goalMax, liveStart, liveEnd, above } = pressure
  const span = formatDuration(rowsSpanNs(facts, rows))
  const goal = goalMax - goalMin < MIB ? formatBytes(goalMax) : intervalOf(formatBytes(goalMin), formatBytes(goalMax))
  const growth = (liveEnd - liveStart) / liveStart
  const isOver = above > 0
  const [first, last, after] = [rate(pressure.rateFirst), rate(pressure.rateLast), rate(pressure.rateAfter)]
  const rates = localText(
    `${first} cycles per minute in the first third of this stretch, ${last} in the last${pressure.rateAfter > 0 ? `, ${after} after it` : ''}`,
    `该时段前三分之一每分钟 ${first} 个周期，后三分之一 ${last} 个${pressure.rateAfter > 0 ? `，此后 ${after} 个` : ''}`,
  )
  const limit = known?.bytes ?? null
  const isLimited = limiter !== null && limiter > 0
  return {
    anchor: lifeAnchor(facts),
    severity: isOver ? 'critical' : 'warning',
    likelihood: growth >= 0.5 ? 'veryLikely' : 'likely',
    confidence: rows.to - rows.from >= 50 ? 'high' : 'medium',
    confidenceReason: localText(
      `The goal stood within ${formatBytes(goalMax - goalMin)} over ${formatCount(rows.to - rows.from)} cycles while the live heap rose; GOGC alone cannot do that. ${limit === null ? 'The limit itself is not in the log: it lies above the goal by what the runtime uses outside the heap and by its headroom. Logs do not tell Go 1.18, which has no limit, from later versions.' : `${known?.name} says that the limit is ${formatBytes(limit)}.`}`,
      `在 ${formatCount(rows.to - rows.from)} 个周期内堆目标只变动 ${formatBytes(goalMax - goalMin)}，而存活堆在上升；仅凭 GOGC 不会如此。${limit === null ? '日志不含限制值本身：它高于堆目标，差额为运行时在堆外的用量与预留。日志无法区分没有该功能的 Go 1.18 与其后的版本。' : `${known?.name} 表明限制为 ${formatBytes(limit)}。`}`,
    ),
    claim: isOver
      ? localText(
          `A memory limit held the heap goal at ${goal} while the live heap grew to and past it; the program now runs against the limit.`,
          `内存限制把堆目标压在 ${goal}，而存活堆一直增长并越过了它；程序正顶着限制运行。`,
        )
      : localText(
          `A memory limit held the heap goal at ${goal} for ${span} while the live heap grew from ${formatBytes(liveStart)} to ${formatBytes(liveEnd)}.`,
          `内存限制把堆目标压在 ${goal} 达 ${span}，期间存活堆从 ${formatBytes(liveStart)} 增至 ${formatBytes(liveEnd)}。`,
        ),
    summary: localText(
      `With GOGC alone the heap goal is a multiple of the live heap and rises with it. In ${name.en} the goal stayed at ${goal} for ${span} while the live heap rose from ${formatBytes(liveStart)} to ${formatBytes(liveEnd)}: that is a memory limit (GOMEMLIMIT or debug.SetMemoryLimit) ${limit === null ? `somewhat above ${formatBytes(goalMax)}` : `of ${formatBytes(limit)}`}. The less room is left under the goal, the more often a cycle must run: ${rates.en}. ${isOver ? `In ${formatCount(above)} later cycles the live heap alone is above that goal: the limit cannot be kept any more, and only the runtime's limiter, which caps GC at about half of the CPU, lets the program go on${isLimited ? ` (last on in cycle ${formatCount(limiter)})` : ''}.` : 'The live heap has not passed it within the log.'} A limit only moves the time at which memory runs out; what is retained decides whether it does.`,
      `仅凭 GOGC 时，堆目标是存活堆的固定倍数并随之上升。在 ${name['zh-CN']} 中，堆目标在 ${span} 内停在 ${goal}，而存活堆从 ${formatBytes(liveStart)} 升至 ${formatBytes(liveEnd)}：这说明存在${limit === null ? `略高于 ${formatBytes(goalMax)} ` : `为 ${formatBytes(limit)} `}的内存限制（GOMEMLIMIT 或 debug.SetMemoryLimit）。目标之下余量越小，周期越频繁：${rates['zh-CN']}。${isOver ? `之后有 ${formatCount(above)} 个周期仅存活堆就已高于该目标：限制已无法维持，程序只是靠运行时的限制器（将 GC 限在约一半 CPU${isLimited ? `，最近启用于第 ${formatCount(limiter)} 个周期` : ''}）继续运行。` : '在日志范围内存活堆尚未越过它。'}限制只是推迟内存耗尽的时刻；是否耗尽取决于持有的内存。`,
    ),
    figures: [
      {
        name: localText('Heap goal, held at', '堆目标停留在'),
        value: goalMax,
        low: goalMin,
        high: goalMax,
        unit: 'bytes',
        isMain: true,
      },
      {
        name: localText('Growth of live heap meanwhile', '期间存活堆的增长'),
        value: round(growth, 4),
        limit: limits.minLiveGrowth,
        unit: 'share',
      },
      {
        name: localText('Cycles with a flat goal', '堆目标持平的周期'),
        value: rows.to - rows.from,
        limit: limits.minCycles,
        unit: 'count',
      },
      {
        name: localText('GC cycles per minute, last third of it', '后三分之一每分钟 GC 周期'),
        value: round(pressure.rateLast, 1),
        unit: 'count/min',
      },
      {
        name: localText('Later cycles with live heap above that goal', '其后存活堆高于该目标的周期'),
        value: above,
        unit: 'count',
      },
      ...(limit === null
        ? []
        : [{ name: localText('GOMEMLIMIT', 'GOMEMLIMIT'), value: limit, unit: 'bytes' as const }]),
    ],
    evidence: [
      cyclesEvidence(
        facts,
        rows,
        joined(
          [
            cyclesText(facts, rows),
            localText(
              `goal ${goal}, live heap ${formatBytes(liveStart)} → ${formatBytes(liveEnd)}`,
              `堆目标 ${goal}，存活堆 ${formatBytes(liveStart)} → ${formatBytes(liveEnd)}`,
            ),
          ],
          ': ',
          '：',
        ),
      ),
      ...(isOver && rows.to < facts.cycles.length
        ? [
            cyclesEvidence(
              facts,
              { from: rows.to, to: facts.cycles.length },
              localText(
                `After that: live heap above ${formatBytes(goalMax)} in ${formatCount(above)} cycles`,
                `此后：${formatCount(above)} 个周期的存活堆高于 ${formatBytes(goalMax)}`,
              ),
            ),
          ]
        : []),
      ...(known !== null && limit !== null
        ? [
            seriesEvidence(
              known.sourceId,
              [known.name],
              known.at,
              localText(`${known.name} = ${formatBytes(limit)}`, `${known.name} = ${formatBytes(limit)}`),
            ),
          ]
        : []),
    ],
    refutation: [
      limit !== null
        ? answered(known?.name ?? '', limit)
        : localText(
            'GOMEMLIMIT is not set and the program never calls debug.SetMemoryLimit. Open: see the environment of the process; /gc/gomemlimit:bytes of runtime/metrics tells the value.',
            '未设置 GOMEMLIMIT，程序也从不调用 debug.SetMemoryLimit。待定：查看进程环境；runtime/metrics 的 /gc/gomemlimit:bytes 给出该值。',
          ),
      localText(
        'The program lowers GOGC step by step with debug.SetGCPercent as its heap grows. Open: search for it.',
        '程序随堆增长用 debug.SetGCPercent 逐步调低 GOGC。待定：查找该调用。',
      ),
    ],
    remedies: [
      {
        title: localText('End the growth of the live heap', '止住存活堆的增长'),
        text: localText(
          'Under a limit, growth turns into CPU time first and into an out-of-memory kill later. See what the heap profiles say holds it.',
          '在限制之下，增长先变成 CPU 开销，再变成内存耗尽被杀。查看堆剖析所指的持有者。',
        ),
      },
      {
        title: localText('Raise the limit together with the container’s memory', '连同容器内存一起提高限制'),
        text: localText(
          'Leave 5 to 10 % of the container’s memory outside GOMEMLIMIT for what Go does not count. Buys time only.',
          '为 Go 未计入的部分在 GOMEMLIMIT 之外留出容器内存的 5 % 至 10 %。只是争取时间。',
        ),
        code: { language: 'sh', text: 'GOMEMLIMIT=460MiB ./service   # container limit 512 MiB' },
      },
    ],
    range: rowsRange(facts, { from: rows.from, to: isOver ? facts.cycles.length : rows.to }),
    functions: [],
    subject: name,
    chart: {
      ...goalChart(facts),
      limits: [{ value: goalMax, label: localText('goal held here', '目标被压在此处'), severity: 'warning' }],
    },
  }
}

const answered = (name: string, limit: number): LocalText =>
  localText(
    `GOMEMLIMIT is not set. Refuted: ${name} says ${formatBytes(limit)}.`,
    `未设置 GOMEMLIMIT。已排除：${name} 为 ${formatBytes(limit)}。`,
  )
