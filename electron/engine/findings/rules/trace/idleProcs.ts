import { clearTrace, foundInTrace, meanOver, most, placeText, traceRule, ofRow } from '../../traces.ts'
import { formatCount, formatDuration, formatShare, localText } from '../../words.ts'

/** A goroutine can run, a proc is free, and yet it waits: nobody has woken a thread for it, or the system does not run that thread. */
export const idleProcs = traceRule({
  id: 'trace/idle-procs',
  title: localText('Goroutines wait for a proc while procs are idle', '有空闲 P 时 goroutine 仍在等待'),
  goVersions: 'go1.11+',
  limits: {
    waiting: {
      title: localText('Goroutines waiting so, mean', '如此等待的 goroutine，均值'),
      unit: 'count',
      value: 0.2,
    },
    mean: { title: localText('Mean wait of that kind', '此类等待均值'), unit: 'ns', value: 200_000 },
    idle: { title: localText('Idle share of the procs', 'P 的空闲占比'), unit: 'share', value: 0.1 },
  },

  judge(trace, limits) {
    const { schedulingOtherNs, schedulingWaits, idleNs, searchingNs, procsNs } = trace.figures
    const waiting = meanOver(schedulingOtherNs, trace)
    const mean = schedulingWaits > 0 ? schedulingOtherNs / schedulingWaits : 0
    const idle = procsNs > 0 ? (idleNs + searchingNs) / procsNs : 0
    const meanText = formatDuration(mean)
    if (waiting < limits.waiting || mean < limits.mean || idle < limits.idle)
      return clearTrace(
        localText(
          `waits for a proc that no cause explains: ${meanText} each, procs idle ${formatShare(idle)}`,
          `原因不明的 P 等待：平均 ${meanText}，P 空闲 ${formatShare(idle)}`,
        ),
      )
    const rows = most(trace.table('scheduling'), ({ otherNs }) => otherNs, 3)
    return foundInTrace({
      severity: 'warning',
      likelihood: 'likely',
      confidence: 'medium',
      confidenceReason: localText(
        'That a proc was idle is exact. Why its thread did not come at once is not in a trace: the system may not have run it.',
        'P 空闲这一点是精确的。其线程为何没有立即到来，跟踪中没有：系统可能没有运行它。',
      ),
      claim: localText(
        `Goroutines that could run waited ${meanText} each although procs were free (${formatShare(idle)} idle).`,
        `可运行的 goroutine 平均等待 ${meanText}，尽管有空闲的 P（空闲 ${formatShare(idle)}）。`,
      ),
      summary: localText(
        `${formatCount(schedulingWaits)} waits for a proc have ${formatDuration(schedulingOtherNs)} in which neither was the world stopped nor were all procs busy, while procs idled or looked for work ${formatShare(idle)} of the time. A goroutine made runnable needs a thread that is awake; where the system is slow to run it (CPU quota used up, overcommitted host, many threads), work waits beside free procs.`,
        `${formatCount(schedulingWaits)} 次 P 等待中有 ${formatDuration(schedulingOtherNs)} 既非世界停止、也非所有 P 忙碌，而 P 有 ${formatShare(idle)} 的时间空闲或在找活。变为可运行的 goroutine 需要一个醒着的线程；若系统迟迟不运行它（CPU 配额用尽、主机超售、线程过多），工作就会在空闲 P 旁等待。`,
      ),
      figures: [
        {
          name: localText('Mean unexplained wait', '原因不明的等待均值'),
          value: Math.round(mean),
          limit: limits.mean,
          unit: 'ns',
          isMain: true,
        },
        {
          name: localText('Goroutines waiting so', '如此等待的 goroutine'),
          value: waiting,
          limit: limits.waiting,
          unit: 'count',
        },
        { name: localText('Idle share of the procs', 'P 空闲占比'), value: idle, limit: limits.idle, unit: 'share' },
      ],
      shows: rows.map((row) => {
        const { place, count, otherNs } = row
        return ofRow(
          'scheduling',
          row,
          localText(
            `${formatCount(count)} waits, ${formatDuration(otherNs)} unexplained, of goroutines in ${placeText(place).en}`,
            `${formatCount(count)} 次等待，${formatDuration(otherNs)} 原因不明，goroutine 位于 ${placeText(place)['zh-CN']}`,
          ),
        )
      }),
      refutation: [
        localText(
          'Waits are short and many: waking a thread takes some microseconds on any machine. Compare with the 99th percentile of waits.',
          '等待短而多：在任何机器上唤醒线程都要若干微秒。与等待的第 99 百分位对照。',
        ),
      ],
      remedies: [
        {
          title: localText('Check the CPU quota of the container', '检查容器的 CPU 配额'),
          text: localText(
            'nr_throttled and throttled_usec in cpu.stat rise while this happens. Set GOMAXPROCS to the quota (Go 1.25 does) or raise it.',
            '发生时 cpu.stat 中的 nr_throttled 与 throttled_usec 会上升。将 GOMAXPROCS 设为配额（Go 1.25 自动如此）或提高配额。',
          ),
          code: { language: 'sh', text: 'cat /sys/fs/cgroup/cpu.stat' },
        },
      ],
    })
  },
})
