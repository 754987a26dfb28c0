import { schedulerSeries, schedulerSummary, worstSaturation } from '../../../analysis/index.ts'
import type { SaturatedWindow, SchedulerSeries } from '../../../analysis/index.ts'
import { axisOf, lifeAnchor, round, SECOND } from '../../lives.ts'
import { clear, defineRule, found, notApplicable } from '../../rule.ts'
import type { CaseFacts, FindingDraft, RuntimeFacts } from '../../rule.ts'
import { clockRange, clockSeries, linesEvidence, logsWith, noSchedLines } from '../../runtime.ts'
import { COMMANDS, formatCount, formatDuration, formatShare, lifeName, listed, localText, rate } from '../../words.ts'

interface Judged {
  life: RuntimeFacts
  series: SchedulerSeries
  worst: SaturatedWindow
}

/** Runnable goroutines that wait while no P is idle: the program wants more CPU than its Ps have. */
export const runQueueSaturation = defineRule({
  id: 'scheduler/run-queue-saturation',
  version: 1,
  title: localText('Runnable goroutines wait for a processor', '可运行的 goroutine 在等待处理器'),
  goVersions: 'go1.5+',
  limits: {
    minSnapshots: {
      title: localText('SCHED lines in the window, at least', '时间窗内的 SCHED 行，至少'),
      unit: 'count',
      value: 10,
    },
    window: { title: localText('Window looked at', '考察的时间窗'), unit: 'ns', value: 10 * SECOND },
    warn: {
      title: localText('Goroutines waiting per P, mean of the worst window', '每个 P 等待的 goroutine，最差时间窗均值'),
      unit: 'count',
      value: 2,
    },
    critical: { title: localText('… critical', '……严重'), unit: 'count', value: 10 },
    busyShare: {
      title: localText('Snapshots without an idle P, at least', '没有空闲 P 的快照，至少'),
      unit: 'share',
      value: 0.8,
    },
  },

  evaluate(facts, limits) {
    const logs = logsWith(facts, 'schedSnapshots')
    if (logs.length === 0) return noSchedLines()
    const judged = logs.flatMap((life): Judged[] => {
      const series = schedulerSeries(life.rows('schedSnapshots'))
      const worst = worstSaturation(series, limits.window, limits.minSnapshots)
      return worst ? [{ life, series, worst }] : []
    })
    if (judged.length === 0) return tooShort(logs, facts, limits)
    const high = judged.filter(
      ({ worst }) => worst.waitingPerProc >= limits.warn && worst.saturatedShare >= limits.busyShare,
    )
    if (high.length > 0) return found(high.map((each) => finding(each, facts, limits)))
    return clear(
      listed(
        judged.map(({ life, worst }) => {
          const name = lifeName(life, facts.runtime)
          const [waiting, busy] = [rate(worst.waitingPerProc), formatShare(worst.saturatedShare)]
          return localText(
            `${name.en}: at most ${waiting} goroutines per P wait over ${formatDuration(worst.spanNs)}, with no P idle in ${busy} of the snapshots`,
            `${name['zh-CN']}：${formatDuration(worst.spanNs)} 内每个 P 平均至多有 ${waiting} 个 goroutine 等待，${busy} 的快照中没有空闲的 P`,
          )
        }),
      ),
    )
  },
})

function tooShort(
  logs: readonly RuntimeFacts[],
  facts: CaseFacts,
  limits: Record<'minSnapshots' | 'window', number>,
): ReturnType<typeof notApplicable> {
  const have = listed(
    logs.map((life) => {
      const summary = schedulerSummary(schedulerSeries(life.rows('schedSnapshots')))
      const [lines, span] = [formatCount(summary?.snapshots ?? 0), formatDuration(summary?.spanNs ?? 0)]
      const name = lifeName(life, facts.runtime)
      return localText(`${name.en}: ${lines} lines over ${span}`, `${name['zh-CN']}：${span} 内 ${lines} 行`)
    }),
  )
  const need = { lines: formatCount(limits.minSnapshots), span: formatDuration(limits.window) }
  return notApplicable(
    localText(
      `Needs at least ${need.lines} SCHED lines of one process over ${need.span}; the case has ${have.en}.`,
      `需要同一进程至少 ${need.span} 内的 ${need.lines} 条 SCHED 行；案例中有：${have['zh-CN']}。`,
    ),
    COMMANDS.schedtrace,
  )
}

function finding(
  { life, series, worst }: Judged,
  facts: CaseFacts,
  limits: Record<'warn' | 'critical' | 'busyShare', number>,
): FindingDraft {
  const name = lifeName(life, facts.runtime)
  const isCritical = worst.waitingPerProc >= limits.critical
  const whole = schedulerSummary(series)
  const [waiting, span, busy] = [
    rate(worst.waitingPerProc),
    formatDuration(worst.spanNs),
    formatShare(worst.saturatedShare),
  ]
  const procs = formatCount(series.procs[worst.from] as number)
  const [fromNs, toNs] = [series.atNs[worst.from] as number, series.atNs[worst.to - 1] as number]
  const [firstLine, lastLine] = [series.line[worst.from] as number, series.line[worst.to - 1] as number]
  return {
    anchor: lifeAnchor(life),
    severity: isCritical ? 'critical' : 'warning',
    likelihood: 'veryLikely',
    confidence: 'medium',
    confidenceReason: localText(
      'Each SCHED line is a glance at one moment, and the runtime reads the queues without stopping them; the goroutine that each P runs next is in no queue. How long a goroutine waited is not in the log: an execution trace or the metric /sched/latencies:seconds says it.',
      '每条 SCHED 行只是一瞬间的快照，运行时读取队列时并不停住它们；各 P 接下来要运行的 goroutine 不在任何队列中。goroutine 等了多久，日志中没有：执行跟踪或指标 /sched/latencies:seconds 可以说明。',
    ),
    claim: localText(
      `Over ${span} a mean of ${waiting} runnable goroutines per P waited, with no P idle in ${busy} of the snapshots.`,
      `${span} 内平均每个 P 有 ${waiting} 个可运行的 goroutine 在等待，${busy} 的快照中没有空闲的 P。`,
    ),
    summary: localText(
      `A goroutine that can run waits in a queue until a P (one of GOMAXPROCS) takes it. In ${name.en} a mean of ${waiting} goroutines per P waited over the worst ${span}, ${formatCount(worst.to - worst.from)} snapshots with GOMAXPROCS ${procs}, and in ${busy} of them no P was idle. Over the whole log a median of ${formatCount(whole?.waiting.median ?? 0)} goroutines waited, at most ${formatCount(whole?.waiting.max ?? 0)}, and Ps were idle ${formatShare(whole?.idleProcShare ?? 0)} of the time. Every request then pays queueing time on top of its work. The program wants more CPU than its Ps have; where the container's CPU quota is below GOMAXPROCS, Ps look busy although the kernel has stopped their threads.`,
      `可运行的 goroutine 在队列中等待，直到某个 P（共 GOMAXPROCS 个）取走它。在 ${name['zh-CN']} 中，最差的 ${span} 内（${formatCount(worst.to - worst.from)} 个快照，GOMAXPROCS 为 ${procs}）平均每个 P 有 ${waiting} 个 goroutine 等待，其中 ${busy} 的快照没有空闲的 P。整个日志中等待数的中位数为 ${formatCount(whole?.waiting.median ?? 0)}，最高 ${formatCount(whole?.waiting.max ?? 0)}，P 有 ${formatShare(whole?.idleProcShare ?? 0)} 的时间空闲。此时每个请求除自身工作外还要付出排队时间。程序需要的 CPU 超过其 P 所能提供；若容器的 CPU 配额低于 GOMAXPROCS，即使内核已暂停线程，P 看起来仍在忙。`,
    ),
    figures: [
      {
        name: localText('Goroutines waiting per P, worst window', '每个 P 等待的 goroutine，最差时间窗'),
        value: round(worst.waitingPerProc, 2),
        limit: isCritical ? limits.critical : limits.warn,
        unit: 'count',
        isMain: true,
      },
      {
        name: localText('Snapshots without an idle P, same window', '同一时间窗没有空闲 P 的快照'),
        value: round(worst.saturatedShare, 4),
        limit: limits.busyShare,
        unit: 'share',
      },
      {
        name: localText('Ps idle, same window', '同一时间窗空闲的 P'),
        value: round(worst.idleProcShare, 4),
        unit: 'share',
      },
      {
        name: localText('Most goroutines waiting at once', '同时等待的 goroutine，最多'),
        value: whole?.waiting.max ?? 0,
        unit: 'count',
      },
    ],
    evidence: [
      linesEvidence(
        life,
        firstLine,
        lastLine,
        localText(
          `${formatCount(worst.to - worst.from)} SCHED lines from line ${formatCount(firstLine)}: ${waiting} goroutines per P wait`,
          `自第 ${formatCount(firstLine)} 行起的 ${formatCount(worst.to - worst.from)} 条 SCHED 行：每个 P 有 ${waiting} 个 goroutine 等待`,
        ),
      ),
    ],
    refutation: [
      localText(
        'An execution trace of such a time shows short scheduling waits, or /sched/latencies:seconds stays in the microseconds.',
        '此类时段的执行跟踪显示调度等待很短，或 /sched/latencies:seconds 停留在微秒级。',
      ),
      localText(
        'The waiting goroutines are background work whose latency nobody feels. Open: compare with the latency of that time.',
        '等待的是无人在意延迟的后台任务。待定：与该时段的延迟对照。',
      ),
    ],
    remedies: [
      {
        title: localText('Find what takes the CPU', '找出 CPU 花在哪里'),
        text: localText(
          'A CPU profile of the same time names the functions; GC work in it (gcBgMarkWorker, gcAssistAlloc) is a finding of its own.',
          '同一时段的 CPU 剖析能指出函数；其中的 GC 工作（gcBgMarkWorker、gcAssistAlloc）另有发现。',
        ),
        code: { language: 'sh', text: COMMANDS.cpu },
      },
      {
        title: localText('Bound how much runs at once', '限制同时运行的数量'),
        text: localText(
          'With more runnable goroutines than Ps none of them finishes sooner. A semaphore at the entrance keeps the queue where it can be seen and refused.',
          '可运行的 goroutine 多于 P 时，谁也不会更早完成。在入口处用信号量把排队放到看得见、可拒绝的地方。',
        ),
        code: {
          language: 'go',
          text: 'var slots = make(chan struct{}, 2*runtime.GOMAXPROCS(0))\n\nselect {\ncase slots <- struct{}{}:\n\tdefer func() { <-slots }()\ncase <-ctx.Done():\n\treturn ctx.Err()\n}',
        },
      },
      {
        title: localText('Make GOMAXPROCS match the CPU quota', '让 GOMAXPROCS 与 CPU 配额一致'),
        text: localText(
          'Go takes the cgroup quota into account since 1.25; before, GOMAXPROCS is the number of CPUs of the machine unless it is set. More Ps than quota brings throttling, fewer leave CPU unused.',
          'Go 1.25 起会考虑 cgroup 配额；此前若未设置，GOMAXPROCS 为机器的 CPU 数。P 多于配额会被限流，少于配额则浪费 CPU。',
        ),
      },
    ],
    range: clockRange(life, fromNs, toNs),
    functions: [],
    subject: name,
    chart: {
      title: localText('Runnable goroutines that wait', '等待中的可运行 goroutine'),
      unit: 'count',
      axis: axisOf(life),
      series: [
        clockSeries(life, series.atNs, series.waiting, localText('waiting', '等待'), 'main'),
        clockSeries(life, series.atNs, series.procs, localText('GOMAXPROCS', 'GOMAXPROCS'), 'goal'),
      ],
    },
  }
}
