import { clearTrace, foundInTrace, meanOver, most, placeText, traceRule, ofRow } from '../../traces.ts'
import { formatCount, formatDuration, localText } from '../../words.ts'

/** Senders wait: who receives is too slow. Receivers that wait are mostly idle workers and say nothing. */
export const channelBottleneck = traceRule({
  id: 'trace/channel-bottleneck',
  title: localText('Senders wait for one channel', '发送者在等待同一个通道'),
  goVersions: 'go1.11+',
  limits: {
    waiting: {
      title: localText('Goroutines waiting to send, mean', '等待发送的 goroutine，均值'),
      unit: 'count',
      value: 1,
    },
    minCount: { title: localText('Waits, at least', '等待次数，至少'), unit: 'count', value: 100 },
  },

  judge(trace, limits) {
    const sends = trace.table('waits').filter(({ reason, count }) => reason === 'chan send' && count > 0)
    const [worst] = most(sends, ({ totalNs }) => totalNs, 1)
    const waiting = meanOver(worst?.totalNs ?? 0, trace)
    if (worst === undefined || waiting < limits.waiting || worst.count < limits.minCount) {
      const total = formatDuration(sends.reduce((sum, { totalNs }) => sum + totalNs, 0))
      return clearTrace(localText(`goroutines waited ${total} to send`, `goroutine 等待发送合计 ${total}`))
    }
    const place = placeText(worst.place)
    const receiver = placeText(worst.waker)
    return foundInTrace({
      severity: 'warning',
      likelihood: 'veryLikely',
      confidence: 'high',
      claim: localText(
        `${waiting.toFixed(1)} goroutines on average wait to send in ${place.en}.`,
        `平均有 ${waiting.toFixed(1)} 个 goroutine 在 ${place['zh-CN']} 等待发送。`,
      ),
      summary: localText(
        `In ${place.en} goroutines waited ${formatCount(worst.count)} times to send into a channel, ${formatDuration(worst.totalNs)} together, the longest ${formatDuration(worst.maxNs ?? 0)}. A sender waits as long as the buffer is full and nobody receives; mostly ${receiver.en} received in the end. What is sent arrives no faster than it is taken there.`,
        `在 ${place['zh-CN']}，goroutine 等待向通道发送 ${formatCount(worst.count)} 次，合计 ${formatDuration(worst.totalNs)}，最长 ${formatDuration(worst.maxNs ?? 0)}。缓冲区已满且无人接收时发送者就要等待；最终大多由 ${receiver['zh-CN']} 接收。发送的速度不会快于那里的接收速度。`,
      ),
      figures: [
        {
          name: localText('Goroutines waiting to send', '等待发送的 goroutine'),
          value: waiting,
          limit: limits.waiting,
          unit: 'count',
          isMain: true,
        },
        { name: localText('Waits', '等待次数'), value: worst.count, limit: limits.minCount, unit: 'count' },
      ],
      shows: most(sends, ({ totalNs }) => totalNs, 3).map((row) =>
        ofRow(
          'waits',
          row,
          localText(
            `${formatCount(row.count)} waits to send, ${formatDuration(row.totalNs)}, in ${placeText(row.place).en}`,
            `${formatCount(row.count)} 次等待发送，${formatDuration(row.totalNs)}，位于 ${placeText(row.place)['zh-CN']}`,
          ),
        ),
      ),
      refutation: [
        localText(
          'The channel is meant to slow its senders down (a semaphore, back pressure), and the receiver works at full capacity.',
          '该通道本就用于让发送者减速（信号量、反压），且接收者已满负荷工作。',
        ),
      ],
      remedies: [
        {
          title: localText('Receive in parallel or in batches', '并行或成批接收'),
          text: localText(
            'One receiver is the limit of all senders. Let several receive, or take what is there at once. A larger buffer helps against bursts only.',
            '单个接收者是所有发送者的上限。让多个接收者并行，或一次取走已有的全部。更大的缓冲只能应付突发。',
          ),
          code: {
            language: 'go',
            text: 'for range runtime.GOMAXPROCS(0) {\n\tgo func() {\n\t\tfor job := range jobs {\n\t\t\thandle(job)\n\t\t}\n\t}()\n}',
          },
        },
      ],
      functions: [worst.place],
    })
  },
})
