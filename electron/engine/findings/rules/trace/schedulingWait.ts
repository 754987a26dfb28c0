import { clearTrace, foundInTrace, meanOver, most, placeText, traceRule, ofRow } from '../../traces.ts'
import { formatCount, formatDuration, formatShare, localText, rate } from '../../words.ts'

const MS = 1e6

/** Goroutines that could run wait for a proc: latency that no profile shows. */
export const schedulingWait = traceRule({
  id: 'trace/scheduling-wait',
  title: localText('Goroutines wait long for a proc', 'goroutine 等待 P 的时间长'),
  goVersions: 'go1.11+',
  limits: {
    p99: { title: localText('99th percentile of the waits', '等待的第 99 百分位'), unit: 'ns', value: 10 * MS },
    waiting: {
      title: localText('Goroutines waiting, mean per proc', '每个 P 上等待的 goroutine，均值'),
      unit: 'count',
      value: 1,
    },
  },

  judge(trace, limits) {
    const { figures } = trace
    const p99 = figures.schedulingWaitP99Ns ?? 0
    const procs = Math.max(1, figures.procsNs / figures.durationNs)
    const waiting = meanOver(figures.schedulingWaitNs, trace) / procs
    const isLong = p99 >= limits.p99
    if (!isLong && waiting < limits.waiting)
      return clearTrace(
        localText(
          `99 % of ${formatCount(figures.schedulingWaits)} waits for a proc up to ${formatDuration(p99)}`,
          `${formatCount(figures.schedulingWaits)} 次 P 等待的 99 % 不超过 ${formatDuration(p99)}`,
        ),
      )
    const { schedulingWaitNs: total, schedulingStwNs, schedulingGcNs, schedulingFullNs, schedulingOtherNs } = figures
    const part = (ns: number): string => formatShare(total > 0 ? ns / total : 0)
    const rows = most(trace.table('scheduling'), ({ totalNs }) => totalNs, 3)
    return foundInTrace({
      severity: p99 >= 10 * limits.p99 ? 'critical' : 'warning',
      likelihood: 'certain',
      confidence: 'high',
      claim: isLong
        ? localText(
            `1 % of the waits for a proc take ${formatDuration(p99)} or more, the longest ${formatDuration(figures.longestSchedulingWaitNs ?? 0)}.`,
            `1 % 的 P 等待达到或超过 ${formatDuration(p99)}，最长 ${formatDuration(figures.longestSchedulingWaitNs ?? 0)}。`,
          )
        : localText(
            `${rate(waiting)} goroutines wait for each proc on average, the longest for ${formatDuration(figures.longestSchedulingWaitNs ?? 0)}.`,
            `平均每个 P 上有 ${rate(waiting)} 个 goroutine 在等待，最长等待 ${formatDuration(figures.longestSchedulingWaitNs ?? 0)}。`,
          ),
      summary: localText(
        `${formatCount(figures.schedulingWaits)} waits for a proc took ${formatDuration(total)} together: ${part(schedulingFullNs)} while all procs ran the program, ${part(schedulingGcNs)} while all were busy and some worked for the GC, ${part(schedulingStwNs)} while the world was stopped, ${part(schedulingOtherNs)} without such a cause. The 99th percentile is an estimate within 13 %; all else is exact.`,
        `${formatCount(figures.schedulingWaits)} 次 P 等待合计 ${formatDuration(total)}：${part(schedulingFullNs)} 时所有 P 都在运行程序，${part(schedulingGcNs)} 时所有 P 忙碌且部分在做 GC，${part(schedulingStwNs)} 时世界停止，${part(schedulingOtherNs)} 无上述原因。第 99 百分位为误差 13 % 以内的估计，其余均为精确值。`,
      ),
      figures: [
        {
          name: localText('99th percentile', '第 99 百分位'),
          value: Math.round(p99),
          limit: limits.p99,
          unit: 'ns',
          isMain: isLong,
        },
        {
          name: localText('Longest wait', '最长等待'),
          value: Math.round(figures.longestSchedulingWaitNs ?? 0),
          unit: 'ns',
        },
        {
          name: localText('Goroutines waiting per proc', '每个 P 上等待的 goroutine'),
          value: waiting,
          limit: limits.waiting,
          unit: 'count',
          isMain: !isLong,
        },
      ],
      shows: rows.map((row) => {
        const { place, count, totalNs } = row
        return ofRow(
          'scheduling',
          row,
          localText(
            `${formatCount(count)} waits, ${formatDuration(totalNs)}, of goroutines in ${placeText(place).en}`,
            `${formatCount(count)} 次等待，${formatDuration(totalNs)}，goroutine 位于 ${placeText(place)['zh-CN']}`,
          ),
        )
      }),
      refutation: [
        localText(
          'The goroutines that waited are background work that nobody waits for: then it costs no latency.',
          '等待的 goroutine 是无人等候的后台工作：那么不影响延迟。',
        ),
      ],
      remedies: [
        {
          title: localText('Let no more run at once than there are procs', '不要让同时运行的数量超过 P'),
          text: localText(
            'Bound the CPU-heavy work with a semaphore, so that requests keep a short queue; add CPU where the program alone fills the procs.',
            '用信号量限制 CPU 密集型工作，使请求的队列保持短小；若程序本身就占满 P，则增加 CPU。',
          ),
          code: {
            language: 'go',
            text: 'sem := make(chan struct{}, runtime.GOMAXPROCS(0))\nsem <- struct{}{}\ndefer func() { <-sem }()',
          },
        },
      ],
      functions: rows.map(({ place }) => place),
    })
  },
})
