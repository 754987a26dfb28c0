import { clearTrace, foundInTrace, most, placeText, traceRule, ofRow } from '../../traces.ts'
import { formatCount, formatDuration, formatShare, localText } from '../../words.ts'

/** Very many syscalls: each costs a transition, and long ones cost a proc its thread. */
export const syscallStorm = traceRule({
  id: 'trace/syscall-storm',
  title: localText('Very many syscalls', '系统调用极多'),
  goVersions: 'go1.22+',
  limits: {
    perSecond: { title: localText('Syscalls per second and proc', '每秒每 P 系统调用'), unit: 'count', value: 20_000 },
    share: {
      title: localText('Share of the procs’ time in syscalls', 'P 时间中系统调用占比'),
      unit: 'share',
      value: 0.3,
    },
  },
  lacks: ({ summary }) =>
    summary.family === 'v1'
      ? {
          missing: localText(
            'Traces before Go 1.22 do not show the length of syscalls that keep their proc.',
            'Go 1.22 之前的跟踪不显示未让出 P 的系统调用的时长。',
          ),
          command: 'curl -s -o trace.out "http://localhost:6060/debug/pprof/trace?seconds=5"   # Go 1.22+',
        }
      : null,

  judge(trace, limits) {
    const { syscalls, durationNs, procsNs, syscallNs, syscallWallNs, longestSyscallNs } = trace.figures
    const procs = Math.max(1, procsNs / durationNs)
    const perSecond = syscalls / (durationNs / 1e9) / procs
    const share = procsNs > 0 ? syscallNs / procsNs : 0
    const rate = formatCount(Math.round(perSecond))
    const isOften = perSecond >= limits.perSecond
    if (!isOften && share < limits.share)
      return clearTrace(
        localText(
          `${rate} syscalls per second and proc, ${formatShare(share)} of the procs’ time`,
          `每秒每 P ${rate} 次系统调用，占 P 时间 ${formatShare(share)}`,
        ),
      )
    const rows = trace.table('syscalls')
    const [often] = most(rows, ({ count }) => count, 1)
    const place = placeText(often?.place ?? '')
    return foundInTrace({
      severity: 'warning',
      likelihood: 'certain',
      confidence: 'high',
      claim: isOften
        ? localText(
            `${rate} syscalls per second and proc, most of them in ${place.en}.`,
            `每秒每 P ${rate} 次系统调用，大多位于 ${place['zh-CN']}。`,
          )
        : localText(
            `Syscalls keep the procs for ${formatShare(share)} of their time, most of them in ${place.en}.`,
            `系统调用占用 P 时间的 ${formatShare(share)}，大多位于 ${place['zh-CN']}。`,
          ),
      summary: localText(
        `${formatCount(syscalls)} syscalls in ${formatDuration(durationNs)} took ${formatDuration(syscallWallNs)}, of which ${formatDuration(syscallNs)} kept a proc (${formatShare(share)} of all procs’ time); the longest took ${formatDuration(longestSyscallNs ?? 0)}. Most often they are made in ${place.en}: ${formatCount(often?.count ?? 0)} times, half of them up to ${formatDuration(often?.p50Ns ?? 0)}.`,
        `${formatDuration(durationNs)} 内 ${formatCount(syscalls)} 次系统调用共 ${formatDuration(syscallWallNs)}，其中 ${formatDuration(syscallNs)} 占着 P（占全部 P 时间 ${formatShare(share)}）；最长 ${formatDuration(longestSyscallNs ?? 0)}。最多的位置是 ${place['zh-CN']}：${formatCount(often?.count ?? 0)} 次，半数不超过 ${formatDuration(often?.p50Ns ?? 0)}。`,
      ),
      figures: [
        {
          name: localText('Syscalls per second and proc', '每秒每 P 系统调用'),
          value: Math.round(perSecond),
          limit: limits.perSecond,
          unit: 'count',
          isMain: isOften,
        },
        {
          name: localText('Share of the procs’ time', '占 P 时间'),
          value: share,
          limit: limits.share,
          unit: 'share',
          isMain: !isOften,
        },
      ],
      shows: most(rows, ({ count }) => count, 3).map((row) =>
        ofRow(
          'syscalls',
          row,
          localText(
            `${formatCount(row.count)} syscalls, ${formatDuration(row.totalNs)}, in ${placeText(row.place).en}`,
            `${formatCount(row.count)} 次系统调用，${formatDuration(row.totalNs)}，位于 ${placeText(row.place)['zh-CN']}`,
          ),
        ),
      ),
      refutation: [
        localText(
          'Moving bytes is the service’s job (a proxy), and each syscall moves as much as it can.',
          '搬运字节正是该服务的工作（代理），且每次系统调用已尽量多搬。',
        ),
      ],
      remedies: [
        {
          title: localText('Move more with each call', '每次调用搬运更多'),
          text: localText(
            'Buffer small writes and reads; write to logs and sockets through bufio and flush at the end of a request.',
            '为小的读写加缓冲；通过 bufio 写日志与套接字，并在请求结束时刷新。',
          ),
          code: { language: 'go', text: 'w := bufio.NewWriterSize(conn, 32<<10)\ndefer w.Flush()' },
        },
      ],
      functions: [often?.place ?? ''],
    })
  },
})
