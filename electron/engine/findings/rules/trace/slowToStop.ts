import { clearTrace, foundInTrace, most, placeText, traceRule, ofRow } from '../../traces.ts'
import { formatCount, formatDuration, formatShare, localText } from '../../words.ts'

const MS = 1e6

/** A stop has two parts: until everything stands, and while it stands. The first is the fault of who does not stop. */
export const slowToStop = traceRule({
  id: 'trace/slow-to-stop',
  title: localText('Stopping the world takes most of its stops', '停止世界的时间大多花在等待停下'),
  goVersions: 'go1.11+',
  minNs: 0,
  limits: {
    longest: { title: localText('Time to stop, longest', '等待停下，最长'), unit: 'ns', value: 2 * MS },
    often: {
      title: localText(
        'Stops as slow, at least, or one of ten times the length',
        '同样慢的停止，至少；或一次达十倍时长',
      ),
      unit: 'count',
      value: 2,
    },
    share: { title: localText('Share of all stopped time', '占全部停止时间'), unit: 'share', value: 0.5 },
  },

  judge(trace, limits) {
    const pauses = trace.table('pauses').filter(({ pauseNs }) => pauseNs !== null)
    const toStop = pauses.reduce((sum, { toStopNs }) => sum + toStopNs, 0)
    const whole = pauses.reduce((sum, { pauseNs }) => sum + (pauseNs ?? 0), 0)
    const share = whole > 0 ? toStop / whole : 0
    const [longest] = most(pauses, ({ toStopNs }) => toStopNs, 1)
    const longestText = formatDuration(longest?.toStopNs ?? 0)
    if (longest === undefined || longest.toStopNs < limits.longest || share < limits.share)
      return clearTrace(
        localText(
          `${formatShare(share)} of the stopped time went to stopping, ${longestText} at most`,
          `停止时间中 ${formatShare(share)} 用于等待停下，最长 ${longestText}`,
        ),
      )
    const place = placeText(longest.lastPlace)
    const slow = pauses.filter(({ toStopNs }) => toStopNs >= limits.longest).length
    // One stop of some milliseconds is what a thread that the system did not run at once costs: on a busy host nobody’s fault.
    const isHabit = slow >= limits.often || longest.toStopNs >= 10 * limits.longest
    return foundInTrace({
      severity: isHabit ? 'warning' : 'notice',
      likelihood: isHabit ? 'veryLikely' : 'likely',
      confidence: !isHabit || longest.lastGoroutine === 0 ? 'medium' : 'high',
      claim: localText(
        `It took up to ${longestText} until everything stood still: ${formatShare(share)} of all stopped time.`,
        `等待一切停下最长用了 ${longestText}，占全部停止时间的 ${formatShare(share)}。`,
      ),
      summary: localText(
        `Of ${formatDuration(whole)} in ${formatCount(pauses.length)} stops ${formatDuration(toStop)} passed until the last proc had stopped. In the longest it was ${longestText} (${longest.kind}), and last to stop was ${place.en}. The collector’s own work in the pause is not the problem; somebody did not stop at once, or the system did not run that thread.`,
        `${formatCount(pauses.length)} 次停止共 ${formatDuration(whole)}，其中 ${formatDuration(toStop)} 用于等待最后一个 P 停下。最长一次为 ${longestText}（${longest.kind}），最后停下的是 ${place['zh-CN']}。问题不在于收集器在暂停中的工作，而在于有人没有立即停下，或系统没有运行该线程。`,
      ),
      figures: [
        {
          name: localText('Longest time to stop', '最长等待停下'),
          value: Math.round(longest.toStopNs),
          limit: limits.longest,
          unit: 'ns',
          isMain: true,
        },
        {
          name: localText('Stops that took as long', '同样慢的停止次数'),
          value: slow,
          limit: limits.often,
          unit: 'count',
        },
        { name: localText('Share of stopped time', '占停止时间'), value: share, limit: limits.share, unit: 'share' },
      ],
      shows: most(pauses, ({ toStopNs }) => toStopNs, 3).map((pause) =>
        ofRow(
          'pauses',
          pause,
          localText(
            `${pause.kind} at ${formatDuration(pause.beginNs)}: ${formatDuration(pause.toStopNs)} to stop ${formatCount(pause.stoppedProcs)} procs`,
            `${formatDuration(pause.beginNs)} 处的 ${pause.kind}：停下 ${formatCount(pause.stoppedProcs)} 个 P 用了 ${formatDuration(pause.toStopNs)}`,
          ),
        ),
      ),
      refutation: [
        localText(
          'The thread of that goroutine was not run by the system meanwhile: then it could not stop, whatever it did. See nr_throttled in cpu.stat.',
          '该 goroutine 的线程当时未被系统运行，因此无论做什么都无法停下。查看 cpu.stat 的 nr_throttled。',
        ),
      ],
      remedies: [
        {
          title: localText('Shorten what can not be interrupted', '缩短不可中断的代码'),
          text: localText(
            'Since Go 1.14 goroutines are stopped by signals almost anywhere; not in assembly, in the runtime’s own critical parts, or with asyncpreemptoff=1. Work on large inputs in pieces.',
            'Go 1.14 起 goroutine 几乎可在任何位置被信号停下；汇编、运行时自身的关键部分或 asyncpreemptoff=1 时除外。请分块处理大输入。',
          ),
          code: {
            language: 'go',
            text: 'for len(data) > 0 {\n\tn := min(len(data), 64<<10)\n\tsum = crc32.Update(sum, table, data[:n])\n\tdata = data[n:]\n}',
          },
        },
      ],
      functions: [longest.lastPlace],
    })
  },
})
