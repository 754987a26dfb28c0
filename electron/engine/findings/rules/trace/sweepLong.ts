import { clearTrace, foundInTrace, most, placeText, traceRule, ofRow } from '../../traces.ts'
import { formatBytes, formatDuration, formatShare, localText } from '../../words.ts'

/** Goroutines sweep before they allocate; much of it, with most of the memory found free, means objects that die young. */
export const sweepLong = traceRule({
  id: 'trace/sweep-long',
  title: localText('Much time is spent sweeping short-lived objects', '清扫短命对象花费较多时间'),
  goVersions: 'go1.11+',
  limits: {
    share: { title: localText('Sweep share of the program’s time', '清扫占程序时间'), unit: 'share', value: 0.03 },
    reclaimed: { title: localText('Of swept memory reclaimed', '清扫内存中回收的占比'), unit: 'share', value: 0.5 },
  },

  judge(trace, limits) {
    const { sweepNs, programNs } = trace.figures
    const share = programNs + sweepNs > 0 ? sweepNs / (programNs + sweepNs) : 0
    const sweeps = trace.table('ranges').filter(({ kind }) => kind === 'sweep')
    const swept = sweeps.reduce((sum, { sweptBytes }) => sum + sweptBytes, 0)
    const reclaimed = sweeps.reduce((sum, { reclaimedBytes }) => sum + reclaimedBytes, 0)
    const part = swept > 0 ? reclaimed / swept : 0
    if (share < limits.share || part < limits.reclaimed)
      return clearTrace(
        localText(
          `sweeping took ${formatShare(share, 1)} of the program’s time, ${formatShare(part)} of what was swept was free`,
          `清扫占程序时间 ${formatShare(share, 1)}，所清扫内存中 ${formatShare(part)} 被回收`,
        ),
      )
    const rows = most(sweeps, ({ totalNs }) => totalNs, 3)
    const place = placeText(rows[0]?.place ?? '')
    return foundInTrace({
      severity: 'notice',
      likelihood: 'likely',
      confidence: 'medium',
      claim: localText(
        `${formatShare(share, 1)} of the program’s time went to sweeping; ${formatShare(part)} of the swept memory was garbage.`,
        `程序时间的 ${formatShare(share, 1)} 用于清扫；所清扫内存的 ${formatShare(part)} 是垃圾。`,
      ),
      summary: localText(
        `A goroutine that needs a span sweeps first. That took ${formatDuration(sweepNs)}; ${formatBytes(reclaimed)} of ${formatBytes(swept)} swept were free again, so most objects did not outlive one GC cycle. Most of it falls on allocations in ${place.en}.`,
        `需要 span 的 goroutine 会先清扫，共 ${formatDuration(sweepNs)}；清扫的 ${formatBytes(swept)} 中 ${formatBytes(reclaimed)} 重新可用，即多数对象活不过一个 GC 周期。最多发生在 ${place['zh-CN']} 的分配处。`,
      ),
      figures: [
        {
          name: localText('Share of the program’s time', '占程序时间'),
          value: share,
          limit: limits.share,
          unit: 'share',
          isMain: true,
        },
        {
          name: localText('Of swept memory reclaimed', '回收占比'),
          value: part,
          limit: limits.reclaimed,
          unit: 'share',
        },
      ],
      shows: rows.map((row) =>
        ofRow(
          'ranges',
          row,
          localText(
            `sweeping for allocations in ${placeText(row.place).en}: ${formatDuration(row.totalNs)}, ${formatBytes(row.reclaimedBytes)} reclaimed`,
            `为 ${placeText(row.place)['zh-CN']} 的分配而清扫：${formatDuration(row.totalNs)}，回收 ${formatBytes(row.reclaimedBytes)}`,
          ),
        ),
      ),
      refutation: [
        localText(
          'The trace lies right after a large cycle; over a longer time sweeping is below one percent.',
          '跟踪恰在一次大周期之后；更长时间内清扫低于 1 %。',
        ),
      ],
      remedies: [
        {
          title: localText('Reuse what dies young', '复用短命对象'),
          text: localText('Keep buffers of requests in a pool or on the stack.', '将请求的缓冲区放入池中或栈上。'),
          code: {
            language: 'go',
            text: 'var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}\n\nb := buffers.Get().(*bytes.Buffer)\nb.Reset()\ndefer buffers.Put(b)',
          },
        },
      ],
      functions: rows.map((row) => row.place),
    })
  },
})
