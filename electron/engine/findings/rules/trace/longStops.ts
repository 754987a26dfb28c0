import { clearTrace, foundInTrace, most, placeText, traceRule, ofRow } from '../../traces.ts'
import { formatCount, formatDuration, localText } from '../../words.ts'

const MS = 1e6

/** The world is stopped from when it is asked for until everything runs again; who is last to stop delays all. */
export const longStops = traceRule({
  id: 'trace/long-stops',
  title: localText('The world was stopped for long', '世界停止时间过长'),
  goVersions: 'go1.11+',
  minNs: 0,
  limits: {
    longest: { title: localText('Longest stop', '最长停止'), unit: 'ns', value: 10 * MS },
    critical: { title: localText('Longest stop, critical', '最长停止，严重'), unit: 'ns', value: 100 * MS },
  },

  judge(trace, limits) {
    const pauses = trace.table('pauses').filter(({ pauseNs }) => pauseNs !== null)
    const length = ({ pauseNs }: { pauseNs: number | null }): number => pauseNs ?? 0
    const [longest] = most(pauses, length, 1)
    if (longest === undefined || length(longest) < limits.longest) {
      const text = formatDuration(longest ? length(longest) : 0)
      const count = formatCount(pauses.length)
      return clearTrace(localText(`the longest of ${count} stops took ${text}`, `${count} 次停止中最长为 ${text}`))
    }
    const long = pauses.filter((pause) => length(pause) >= limits.longest)
    const place = placeText(longest.lastPlace)
    const [whole, toStop] = [formatDuration(length(longest)), formatDuration(longest.toStopNs)]
    const who = longest.isLastSyscall
      ? localText('a proc whose goroutine was in a syscall was last', '最后停下的是其 goroutine 处于系统调用中的 P')
      : longest.lastGoroutine === 0
        ? localText('the trace does not show who was last', '跟踪未显示谁最后停下')
        : localText(`last to stop was a goroutine in ${place.en}`, `最后停下的是位于 ${place['zh-CN']} 的 goroutine`)
    const count = formatCount(long.length)
    const limit = formatDuration(limits.longest)
    return foundInTrace({
      severity: length(longest) >= limits.critical ? 'critical' : 'warning',
      likelihood: 'certain',
      confidence: 'high',
      claim: localText(
        `The world was stopped for ${whole} at once (${longest.kind}).`,
        `世界曾一次停止 ${whole}（${longest.kind}）。`,
      ),
      summary: localText(
        `While the world is stopped no goroutine of the program runs. ${count} of ${formatCount(pauses.length)} stops took ${limit} or more; the longest, ${longest.kind}, took ${whole}: ${toStop} until everything stood, the rest while it stood; ${who.en}.`,
        `世界停止期间程序的任何 goroutine 都不运行。${formatCount(pauses.length)} 次停止中有 ${count} 次达到或超过 ${limit}；最长的一次（${longest.kind}）为 ${whole}：其中 ${toStop} 用于等待一切停下，其余为停止状态；${who['zh-CN']}。`,
      ),
      figures: [
        {
          name: localText('Longest stop', '最长停止'),
          value: Math.round(length(longest)),
          limit: limits.longest,
          unit: 'ns',
          isMain: true,
        },
        { name: localText('Until everything stood', '直到一切停下'), value: Math.round(longest.toStopNs), unit: 'ns' },
        { name: localText('Stops over the limit', '超限的停止次数'), value: long.length, unit: 'count' },
      ],
      shows: [
        ofRow(
          'pauses',
          longest,
          localText(
            `${longest.kind} at ${formatDuration(longest.beginNs)}: ${whole}, of these ${toStop} until everything stood`,
            `${formatDuration(longest.beginNs)} 处的 ${longest.kind}：${whole}，其中 ${toStop} 用于等待停下`,
          ),
        ),
      ],
      refutation: [
        localText(
          'The threads of the process were not scheduled by the system at that moment (CPU quota, overcommitted host): see nr_throttled in cpu.stat.',
          '当时进程的线程未获系统调度（CPU 配额、主机超售）：查看 cpu.stat 的 nr_throttled。',
        ),
      ],
      remedies: [
        {
          title: localText('Look at who was last to stop', '查看谁最后停下'),
          text: localText(
            'Where the time until everything stood dominates, the goroutine named is what to change: long loops without calls before Go 1.14, assembly, or a thread the system did not run. Where the stop itself dominates, look at its kind.',
            '若等待停下占主导，应修改所指明的 goroutine：Go 1.14 之前无调用的长循环、汇编代码，或未被系统运行的线程。若停止本身占主导，则查看其种类。',
          ),
        },
        {
          title: localText('Give the process the CPU it believes to have', '让进程真正拥有它以为的 CPU'),
          text: localText(
            'GOMAXPROCS above the container’s quota lets the kernel freeze threads in the middle of a stop. Go 1.25 takes the quota into account by itself.',
            'GOMAXPROCS 高于容器配额时，内核可能在停止过程中冻结线程。Go 1.25 起会自动考虑配额。',
          ),
          code: { language: 'go', text: 'runtime.GOMAXPROCS(2) // the container’s CPU limit, before Go 1.25' },
        },
      ],
      functions: [longest.lastPlace],
    })
  },
})
