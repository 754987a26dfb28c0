import { quantile, schedulerSeries, theilSen } from '../../../analysis/index.ts'
import type { SchedulerSeries } from '../../../analysis/index.ts'
import { axisOf, lifeAnchor, NANOS_PER_MINUTE, round, SECOND, WARM_UP_SHARE } from '../../lives.ts'
import { clear, defineRule, found, notApplicable } from '../../rule.ts'
import type { CaseFacts, FindingDraft, RuntimeFacts } from '../../rule.ts'
import { clockRange, clockSeries, linesEvidence, logsWith, noSchedLines } from '../../runtime.ts'
import { COMMANDS, formatCount, formatDuration, formatShare, lifeName, listed, localText, rate } from '../../words.ts'

/** What the runtime allows before it ends the program (debug.SetMaxThreads). */
const MAX_THREADS = 10_000

interface Growth {
  life: RuntimeFacts
  series: SchedulerSeries
  from: number
  first: number
  last: number
  perMinute: number
  low: number
  high: number
  /** Threads that had nothing to do, of all, median. */
  idleShare: number
}

/** Threads come when goroutines block in system calls or C, and the runtime keeps them: growth that does not end is a leak. */
export const threadGrowth = defineRule({
  id: 'scheduler/thread-growth',
  version: 1,
  title: localText('The number of threads keeps growing', '线程数持续增长'),
  goVersions: 'go1.5+',
  limits: {
    minSnapshots: { title: localText('SCHED lines, at least', 'SCHED 行，至少'), unit: 'count', value: 20 },
    minTime: { title: localText('Time covered, at least', '覆盖时长，至少'), unit: 'ns', value: 30 * SECOND },
    minGrowth: { title: localText('Threads more, at least', '增加的线程，至少'), unit: 'count', value: 20 },
    minShare: { title: localText('… of those at the start', '……占起始数'), unit: 'share', value: 0.5 },
    critical: { title: localText('Threads, critical', '线程数，严重'), unit: 'count', value: 1000 },
  },

  evaluate(facts, limits) {
    const logs = logsWith(facts, 'schedSnapshots')
    if (logs.length === 0) return noSchedLines()
    const judged = logs.flatMap((life): Growth[] => {
      const growth = growthOf(life, limits.minSnapshots, limits.minTime)
      return growth ? [growth] : []
    })
    if (judged.length === 0)
      return notApplicable(
        localText(
          `Needs at least ${formatCount(limits.minSnapshots)} SCHED lines of one process over ${formatDuration(limits.minTime)}.`,
          `需要同一进程至少 ${formatDuration(limits.minTime)} 内的 ${formatCount(limits.minSnapshots)} 条 SCHED 行。`,
        ),
        COMMANDS.schedtrace,
      )
    const grown = judged.filter(
      ({ first, last, low }) => low > 0 && last - first >= limits.minGrowth && last - first >= limits.minShare * first,
    )
    if (grown.length > 0) return found(grown.map((growth) => finding(growth, facts, limits)))
    return clear(
      listed(
        judged.map(({ life, first, last }) => {
          const name = lifeName(life, facts.runtime)
          const [from, to] = [formatCount(Math.round(first)), formatCount(Math.round(last))]
          return localText(`${name.en}: threads ${from} → ${to}`, `${name['zh-CN']}：线程 ${from} → ${to}`)
        }),
      ),
    )
  },
})

function growthOf(life: RuntimeFacts, minSnapshots: number, minNs: number): Growth | null {
  const series = schedulerSeries(life.rows('schedSnapshots'))
  const { atNs, threads, idleThreads, length } = series
  const span = length > 0 ? (atNs[length - 1] as number) - (atNs[0] as number) : 0
  if (length < minSnapshots || span < minNs) return null
  const start = (atNs[0] as number) + WARM_UP_SHARE * span
  let from = 0
  while (from < length - 1 && (atNs[from] as number) < start) from++
  const minutes = atNs.slice(from).map((ns) => ns / NANOS_PER_MINUTE)
  const trend = theilSen(minutes, threads.subarray(from))
  if (!trend) return null
  const at = (index: number): number => Math.max(0, trend.intercept + trend.slope * (minutes[index] as number))
  const idle = idleThreads.slice(from).map((count, row) => count / (threads[from + row] as number))
  return {
    life,
    series,
    from,
    first: at(0),
    last: at(minutes.length - 1),
    perMinute: trend.slope,
    low: trend.low,
    high: trend.high,
    idleShare: quantile(idle, 0.5) || 0,
  }
}

function finding(growth: Growth, facts: CaseFacts, limits: Record<'minGrowth' | 'critical', number>): FindingDraft {
  const { life, series, from, idleShare } = growth
  const name = lifeName(life, facts.runtime)
  const last = series.length - 1
  const [fromNs, toNs] = [series.atNs[from] as number, series.atNs[last] as number]
  const [firstLine, lastLine] = [series.line[from] as number, series.line[last] as number]
  const span = formatDuration(toNs - fromNs)
  const [start, end] = [formatCount(Math.round(growth.first)), formatCount(Math.round(growth.last))]
  const slope = rate(growth.perMinute)
  const isCritical = growth.last >= limits.critical
  return {
    anchor: lifeAnchor(life),
    severity: isCritical ? 'critical' : 'warning',
    likelihood: 'likely',
    confidence: 'medium',
    confidenceReason: localText(
      'The number of threads is exact in every SCHED line. Why they were made is not in it: a goroutine dump shows which goroutines are in system calls or in C.',
      '每条 SCHED 行中的线程数是准确的，但没有说明为何创建：goroutine 转储可以显示哪些 goroutine 处于系统调用或 C 代码中。',
    ),
    claim: localText(
      `The process went from ${start} to ${end} threads within ${span}.`,
      `进程的线程数在 ${span} 内从 ${start} 增至 ${end}。`,
    ),
    summary: localText(
      `A goroutine that blocks in a system call or in C keeps its thread, and the runtime starts another one so that its P can go on. Threads that become free are kept for later and hardly ever end. In ${name.en} their number rose from ${start} to ${end} over ${span}: ${slope} per minute, 95 % interval ${rate(growth.low)} to ${rate(growth.high)}; a median of ${formatShare(idleShare)} of them was idle. So more and more goroutines sat in system calls or C at once: slow disks, name lookups through libc, C libraries, or locked threads. Each costs a stack of the system and the kernel's memory, and at ${formatCount(MAX_THREADS)} the runtime ends the program.`,
      `阻塞在系统调用或 C 代码中的 goroutine 会占住其线程，运行时于是另起线程让其 P 继续工作；空出来的线程会留着备用，几乎不会结束。在 ${name['zh-CN']} 中，线程数在 ${span} 内从 ${start} 升至 ${end}：每分钟 ${slope} 个，95 % 区间 ${rate(growth.low)} 至 ${rate(growth.high)}；其中空闲线程的中位占比为 ${formatShare(idleShare)}。也就是说，同时处于系统调用或 C 代码中的 goroutine 越来越多：慢磁盘、经 libc 的域名解析、C 库，或被锁定的线程。每个线程都占用系统栈和内核内存，达到 ${formatCount(MAX_THREADS)} 个时运行时会终止程序。`,
    ),
    figures: [
      {
        name: localText('Growth of threads', '线程的增长'),
        value: round(growth.last - growth.first, 1),
        limit: limits.minGrowth,
        unit: 'count',
        isMain: true,
      },
      {
        name: localText('Slope', '斜率'),
        value: round(growth.perMinute, 2),
        low: round(growth.low, 2),
        high: round(growth.high, 2),
        unit: 'count/min',
      },
      {
        name: localText('Threads at the end', '结束时的线程'),
        value: round(growth.last, 1),
        limit: limits.critical,
        unit: 'count',
      },
    ],
    evidence: [
      linesEvidence(
        life,
        firstLine,
        lastLine,
        localText(
          `SCHED lines from line ${formatCount(firstLine)}: threads ${start} → ${end}`,
          `自第 ${formatCount(firstLine)} 行起的 SCHED 行：线程 ${start} → ${end}`,
        ),
      ),
    ],
    refutation: [
      localText(
        'The number settles later in the same run: a pool that filled, not a leak. Open: a longer log.',
        '同一次运行稍后线程数稳定下来：只是池子填满，而非泄漏。待定：采集更长的日志。',
      ),
    ],
    remedies: [
      {
        title: localText('See which goroutines hold threads', '查看哪些 goroutine 占着线程'),
        text: localText(
          'Goroutines whose state is syscall, or that are locked to a thread, have one each; grouped by stack the place shows.',
          '状态为 syscall 或锁定到线程的 goroutine 各占一个线程；按栈分组即可看出位置。',
        ),
        code: {
          language: 'sh',
          text: "curl -s 'http://localhost:6060/debug/pprof/goroutine?debug=2' | grep -E '^goroutine .*(syscall|locked to thread)' | wc -l",
        },
      },
      {
        title: localText('Bound blocking calls', '限制阻塞调用'),
        text: localText(
          'A semaphore around file access, C calls and lookups keeps as many threads as it has slots. Network connections need none: they wait in the poller.',
          '在文件访问、C 调用和域名解析外加信号量，线程数便不超过其槽位数。网络连接不占线程：它们在轮询器中等待。',
        ),
        code: {
          language: 'go',
          text: 'var blocking = semaphore.NewWeighted(32)\n\nif err := blocking.Acquire(ctx, 1); err != nil {\n\treturn err\n}\ndefer blocking.Release(1)',
        },
      },
    ],
    range: clockRange(life, fromNs, toNs),
    functions: [],
    subject: name,
    chart: {
      title: localText('Threads of the process', '进程的线程'),
      unit: 'count',
      axis: axisOf(life),
      series: [
        clockSeries(life, series.atNs, series.threads, localText('threads', '线程'), 'main'),
        clockSeries(life, series.atNs, series.idleThreads, localText('idle threads', '空闲线程'), 'context'),
      ],
    },
  }
}
