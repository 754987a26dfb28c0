import { clearTrace, foundInTrace, most, placeText, traceRule, ofRow } from '../../traces.ts'
import { formatCount, formatDuration, formatShare, localText } from '../../words.ts'

/** Timers and the network wake goroutines very often, each for a moment. */
export const wakeStorm = traceRule({
  id: 'trace/wake-storm',
  title: localText('Timers or the network wake goroutines very often', '定时器或网络极频繁地唤醒 goroutine'),
  goVersions: 'go1.11+',
  limits: {
    perSecond: { title: localText('Wake-ups per second and proc', '每秒每 P 唤醒次数'), unit: 'count', value: 10_000 },
    busy: {
      title: localText('Procs busy with the program, at most', 'P 运行程序的占比，至多'),
      unit: 'share',
      value: 0.7,
    },
  },

  judge(trace, limits) {
    const { durationNs, procsNs, programNs } = trace.figures
    const rows = trace
      .table('wakers')
      .filter(({ isRuntime, reason }) => isRuntime && (reason === 'sleep' || reason === 'network'))
    const wakes = rows.reduce((sum, { count }) => sum + count, 0)
    const perSecond = wakes / (durationNs / 1e9) / Math.max(1, procsNs / durationNs)
    const busy = procsNs > 0 ? programNs / procsNs : 0
    const rate = formatCount(Math.round(perSecond))
    if (perSecond < limits.perSecond || busy > limits.busy)
      return clearTrace(
        localText(
          `${rate} wake-ups by timers and network per second and proc`,
          `每秒每 P 由定时器与网络唤醒 ${rate} 次`,
        ),
      )
    const [often] = most(rows, ({ count }) => count, 1)
    const place = placeText(often?.place ?? '')
    return foundInTrace({
      severity: 'notice',
      likelihood: 'likely',
      confidence: 'medium',
      claim: localText(
        `${rate} times per second and proc a timer or the network wakes a goroutine, mostly in ${place.en}.`,
        `每秒每 P 有 ${rate} 次由定时器或网络唤醒 goroutine，大多位于 ${place['zh-CN']}。`,
      ),
      summary: localText(
        `${formatCount(wakes)} waits were ended by timers or the network poller in ${formatDuration(durationNs)}, while the program used ${formatShare(busy)} of the procs: much waking for little work. Most often it is ${place.en} (${often?.reason ?? ''}), ${formatCount(often?.count ?? 0)} times. Each wake-up costs a pass of the scheduler and often a thread’s.`,
        `${formatDuration(durationNs)} 内有 ${formatCount(wakes)} 次等待由定时器或网络轮询器结束，而程序只用了 P 的 ${formatShare(busy)}：唤醒多、工作少。最频繁的是 ${place['zh-CN']}（${often?.reason ?? ''}），${formatCount(often?.count ?? 0)} 次。每次唤醒都要经过调度器，常常还要唤醒线程。`,
      ),
      figures: [
        {
          name: localText('Wake-ups per second and proc', '每秒每 P 唤醒'),
          value: Math.round(perSecond),
          limit: limits.perSecond,
          unit: 'count',
          isMain: true,
        },
        {
          name: localText('Procs busy with the program', 'P 运行程序占比'),
          value: busy,
          limit: limits.busy,
          unit: 'share',
        },
      ],
      shows: most(rows, ({ count }) => count, 3).map((row) =>
        ofRow(
          'wakers',
          row,
          localText(
            `${formatCount(row.count)} wake-ups (${row.reason}) in ${placeText(row.place).en}`,
            `${formatCount(row.count)} 次唤醒（${row.reason}），位于 ${placeText(row.place)['zh-CN']}`,
          ),
        ),
      ),
      refutation: [
        localText(
          'Each wake-up is a request of its own that has to be answered at once.',
          '每次唤醒都是一个必须立即响应的独立请求。',
        ),
      ],
      remedies: [
        {
          title: localText('Poll less often, or for more at once', '降低轮询频率，或一次处理更多'),
          text: localText(
            'Replace short sleeps by waiting for the event itself; one ticker for many things in place of one each; larger reads.',
            '用等待事件本身代替短睡眠；多件事共用一个 ticker；使用更大的读取。',
          ),
          code: {
            language: 'go',
            text: 'select {\ncase job := <-jobs: // not: for { time.Sleep(time.Millisecond); … }\n\thandle(job)\ncase <-ctx.Done():\n\treturn ctx.Err()\n}',
          },
        },
      ],
      functions: [often?.place ?? ''],
    })
  },
})
