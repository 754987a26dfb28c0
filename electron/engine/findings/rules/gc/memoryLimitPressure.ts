import type { GcCycleColumns } from '../../../../../shared/records/index.ts'
import { MIB } from '../../../../../shared/units/units.ts'
import { cycleEndNs, quantile, theilSen, type CycleRows } from '../../../analysis/index.ts'
import { clear, defineRule, found, notApplicable, type FindingDraft, type LifeFacts } from '../../rule.ts'
import {
  NANOS_PER_MINUTE,
  SECOND,
  allRows,
  axisOf,
  cycleSeries,
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
} from '../../words.ts'

/** A stretch in which the goal stands still while the live heap grows. */
interface Pressure {
  rows: CycleRows
  goalMin: number
  goalMax: number
  liveStart: number
  liveEnd: number
  /** Cycles after the stretch, to the end of the life, whose live heap alone is above the goal the stretch held. */
  above: number
  /** GC cycles per minute in the first and the last third of the stretch, and after it (0: the life ends with it). */
  rateFirst: number
  rateLast: number
  rateAfter: number
}

/** The goal of a stretch may wander so much: overhead outside the heap moves the goal of a fixed limit a little. */
const FLATNESS = 0.05

/**
 * Without a memory limit the goal is a fixed multiple of the live heap (GOGC), so it must rise with it. A goal that stays flat or
 * falls while the live heap grows is set by GOMEMLIMIT. gctrace has no mark for it: this is how it shows.
 */
export const memoryLimitPressure = defineRule({
  id: 'gc/memory-limit-pressure',
  version: 1,
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
    minGoal: { title: localText('Heap goal, at least', '堆目标，至少'), unit: 'bytes', value: 16 * MIB },
  },

  evaluate(facts, limits) {
    const { judged: long, skipped } = judgedLives(facts, limits.minCycles, limits.minTime)
    if (long.length === 0) return noLives(facts, limits.minCycles, limits.minTime)
    // Logs of Go 1.18 and later look the same, so only older forms can be told to have no limit.
    const judged = long.filter(({ life }) => !/^go1\.5$|1\.17$/.test(life.goVersions))
    if (judged.length === 0) {
      return notApplicable(
        localText(
          'The logs are of Go versions before 1.18, which have no memory limit.',
          '日志来自 Go 1.18 之前的版本，没有内存限制功能。',
        ),
        COMMANDS.gctrace,
      )
    }
    const measured = judged.map((life) => ({ life, pressure: pressureOf(life, limits) }))
    const pressed = measured.filter(({ pressure }) => pressure !== null) as { life: LifeFacts; pressure: Pressure }[]
    if (pressed.length > 0)
      return found(pressed.map(({ life, pressure }) => finding(life, pressure, facts.lives, limits)))
    const texts = judged.map((life) => {
      const name = lifeName(life, facts.lives)
      const cycles = formatCount(life.cycles.length)
      return localText(
        `${name.en}: over ${cycles} cycles the heap goal moves with the live heap`,
        `${name['zh-CN']}：${cycles} 个周期中堆目标随存活堆变化`,
      )
    })
    return clear(joined([listed(texts), skippedText(skipped)], '. ', '。'))
  },
})

type Limits = Record<'minCycles' | 'minTime' | 'minLiveGrowth' | 'minGoal', number>

/** The stretch with a flat goal in which the live heap grew most; null where none grew enough. */
function pressureOf(facts: LifeFacts, limits: Limits): Pressure | null {
  const { cycles } = facts
  // The stretch with the largest rise by means of its first and last fifth; only that one is fitted.
  const sums = new Float64Array(cycles.length + 1)
  for (let row = 0; row < cycles.length; row++) {
    sums[row + 1] = (sums[row] as number) + (cycles.liveHeapBytes[row] as number)
  }
  const mean = (from: number, to: number): number => ((sums[to] as number) - (sums[from] as number)) / (to - from)
  let best: { rows: CycleRows; growth: number } | null = null
  for (const rows of flatStretches(cycles, limits.minGoal)) {
    if (rows.to - rows.from < limits.minCycles || rowsSpanNs(facts, rows) < limits.minTime) continue
    const fifth = Math.max(1, Math.floor((rows.to - rows.from) / 5))
    const growth = mean(rows.to - fifth, rows.to) / Math.max(1, mean(rows.from, rows.from + fifth)) - 1
    if (!best || growth > best.growth) best = { rows, growth }
  }
  if (!best || best.growth <= 0) return null
  const { rows } = best
  const goals = cycles.heapGoalBytes.subarray(rows.from, rows.to)
  const goalMax = quantile(goals, 1)
  let above = 0
  for (let row = rows.to; row < cycles.length; row++) if ((cycles.liveHeapBytes[row] as number) > goalMax) above++
  const { start, end } = fittedLive(cycles, rows)
  if ((end - start) / start < limits.minLiveGrowth) return null
  const third = Math.max(1, Math.floor((rows.to - rows.from) / 3))
  const cycleRate = (part: CycleRows): number => {
    const span = rowsSpanNs(facts, part)
    return span > 0 ? ((part.to - part.from) / span) * NANOS_PER_MINUTE : 0
  }
  return {
    rows,
    goalMin: quantile(goals, 0),
    goalMax,
    liveStart: start,
    liveEnd: end,
    above,
    rateFirst: cycleRate({ from: rows.from, to: rows.from + third }),
    rateLast: cycleRate({ from: rows.to - third, to: rows.to }),
    rateAfter: rows.to < cycles.length ? cycleRate({ from: rows.to, to: cycles.length }) : 0,
  }
}

/** Longest stretches of neighbours whose goals differ by at most FLATNESS, by two ends that only move forward. */
function* flatStretches({ heapGoalBytes, length }: GcCycleColumns, minGoal: number): Generator<CycleRows> {
  // Indexes of candidates for the largest and smallest goal of the window, best first.
  const largest: number[] = []
  const smallest: number[] = []
  let from = 0
  const goal = (row: number): number => heapGoalBytes[row] as number
  const isUsable = (row: number): boolean => goal(row) >= minGoal
  for (let row = 0; row <= length; row++) {
    const ends = row === length || !isUsable(row)
    if (!ends) {
      while (largest.length > 0 && goal(largest.at(-1) as number) <= goal(row)) largest.pop()
      while (smallest.length > 0 && goal(smallest.at(-1) as number) >= goal(row)) smallest.pop()
      largest.push(row)
      smallest.push(row)
      const spread = (): number => goal(largest[0] as number) - goal(smallest[0] as number)
      if (spread() <= FLATNESS * goal(largest[0] as number)) continue
      yield { from, to: row }
      while (spread() > FLATNESS * goal(largest[0] as number)) {
        from++
        while ((largest[0] as number) < from) largest.shift()
        while ((smallest[0] as number) < from) smallest.shift()
      }
    } else {
      if (row > from) yield { from, to: row }
      from = row + 1
      largest.length = 0
      smallest.length = 0
    }
  }
}

function fittedLive(cycles: GcCycleColumns, { from, to }: CycleRows): { start: number; end: number } {
  const minutes = Float64Array.from({ length: to - from }, (_, i) => cycleEndNs(cycles, from + i) / NANOS_PER_MINUTE)
  const trend = theilSen(minutes, cycles.liveHeapBytes.subarray(from, to))
  const first = cycles.liveHeapBytes[from] as number
  if (!trend) return { start: Math.max(1, first), end: first }
  return {
    start: Math.max(1, trend.intercept + trend.slope * (minutes[0] as number)),
    end: trend.intercept + trend.slope * (minutes.at(-1) as number),
  }
}

function finding(facts: LifeFacts, pressure: Pressure, lives: readonly LifeFacts[], limits: Limits): FindingDraft {
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
  return {
    anchor: lifeAnchor(facts),
    severity: isOver ? 'critical' : 'warning',
    likelihood: growth >= 0.5 ? 'veryLikely' : 'likely',
    confidence: rows.to - rows.from >= 50 ? 'high' : 'medium',
    confidenceReason: localText(
      `The goal stood within ${formatBytes(goalMax - goalMin)} over ${formatCount(rows.to - rows.from)} cycles while the live heap rose; GOGC alone cannot do that. The limit itself is not in the log: it lies above the goal by what the runtime uses outside the heap and by its headroom. Logs do not tell Go 1.18, which has no limit, from later versions.`,
      `在 ${formatCount(rows.to - rows.from)} 个周期内堆目标只变动 ${formatBytes(goalMax - goalMin)}，而存活堆在上升；仅凭 GOGC 不会如此。日志不含限制值本身：它高于堆目标，差额为运行时在堆外的用量与预留。日志无法区分没有该功能的 Go 1.18 与其后的版本。`,
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
      `With GOGC alone the heap goal is a multiple of the live heap and rises with it. In ${name.en} the goal stayed at ${goal} for ${span} while the live heap rose from ${formatBytes(liveStart)} to ${formatBytes(liveEnd)}: that is a memory limit (GOMEMLIMIT or debug.SetMemoryLimit) somewhat above ${formatBytes(goalMax)}. The less room is left under the goal, the more often a cycle must run: ${rates.en}. ${isOver ? `In ${formatCount(above)} later cycles the live heap alone is above that goal: the limit cannot be kept any more, and only the runtime's limiter, which caps GC at about half of the CPU, lets the program go on.` : 'The live heap has not passed it within the log.'} A limit only moves the time at which memory runs out; what is retained decides whether it does.`,
      `仅凭 GOGC 时，堆目标是存活堆的固定倍数并随之上升。在 ${name['zh-CN']} 中，堆目标在 ${span} 内停在 ${goal}，而存活堆从 ${formatBytes(liveStart)} 升至 ${formatBytes(liveEnd)}：这说明存在略高于 ${formatBytes(goalMax)} 的内存限制（GOMEMLIMIT 或 debug.SetMemoryLimit）。目标之下余量越小，周期越频繁：${rates['zh-CN']}。${isOver ? `之后有 ${formatCount(above)} 个周期仅存活堆就已高于该目标：限制已无法维持，程序只是靠运行时的限制器（将 GC 限在约一半 CPU）继续运行。` : '在日志范围内存活堆尚未越过它。'}限制只是推迟内存耗尽的时刻；是否耗尽取决于持有的内存。`,
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
    ],
    refutation: [
      localText(
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
      title: localText('Heap goal and live heap', '堆目标与存活堆'),
      unit: 'bytes',
      axis: axisOf(facts),
      series: cycleSeries(facts, allRows(facts), [
        { name: localText('heap goal', '堆目标'), role: 'goal', column: 'heapGoalBytes' },
        { name: localText('live heap', '存活堆'), role: 'main', column: 'liveHeapBytes' },
      ]),
      limits: [{ value: goalMax, label: localText('goal held here', '目标被压在此处'), severity: 'warning' }],
    },
  }
}
