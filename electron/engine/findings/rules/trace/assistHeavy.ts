import { clearTrace, foundInTrace, most, placeText, traceRule, ofRow } from '../../traces.ts'
import { formatCount, formatDuration, formatShare, localText } from '../../words.ts'

/** Goroutines that allocate faster than the collector marks have to mark themselves: their own time pays. */
export const assistHeavy = traceRule({
  id: 'trace/assist-heavy',
  title: localText('Goroutines mark for the GC instead of working', 'goroutine 在替 GC 做标记'),
  goVersions: 'go1.11+',
  limits: {
    share: { title: localText('Assist share of the program’s time', '辅助标记占程序时间'), unit: 'share', value: 0.05 },
    ofProcs: {
      title: localText('Assist share of the procs, at least', '辅助占 P 的时间，至少'),
      unit: 'share',
      value: 0.005,
    },
    critical: { title: localText('Assist share, critical', '辅助占比，严重'), unit: 'share', value: 0.25 },
  },

  judge(trace, limits) {
    const { assistNs, programNs, procsNs, assists, longestAssistNs } = trace.figures
    const share = programNs + assistNs > 0 ? assistNs / (programNs + assistNs) : 0
    const count = formatCount(assists)
    // A program that hardly runs has a large share of very little: a few assists, perhaps of whoever writes the trace.
    const isFelt = procsNs <= 0 || assistNs / procsNs >= limits.ofProcs
    if (share < limits.share || assists === 0 || !isFelt)
      return clearTrace(
        localText(
          `${count} assists, ${formatShare(share)} of the program’s time`,
          `${count} 次辅助，占程序时间 ${formatShare(share)}`,
        ),
      )
    const sites = most(
      trace.table('ranges').filter(({ kind }) => kind === 'assist'),
      ({ totalNs }) => totalNs,
      3,
    )
    const payers = most(
      trace.table('groups').filter(({ figures }) => figures.assistNs.sum > 0),
      ({ figures }) => figures.assistNs.sum,
      3,
    )
    const site = placeText(sites[0]?.place ?? '')
    const [payer] = payers
    const payerShare = formatShare((payer?.figures.assistNs.sum ?? 0) / Math.max(1, trace.figures.assistWallNs))
    return foundInTrace({
      severity: share >= limits.critical ? 'critical' : 'warning',
      likelihood: 'certain',
      confidence: 'high',
      claim: localText(
        `${formatShare(share)} of the time goroutines of the program ran they marked for the collector.`,
        `程序的 goroutine 运行时间中有 ${formatShare(share)} 用于替收集器做标记。`,
      ),
      summary: localText(
        `${count} mark assists took ${formatDuration(assistNs)} of procs, the longest ${formatDuration(longestAssistNs ?? 0)}. An assist runs on the goroutine that allocates, so requests get slower by exactly that time. Most of it is paid by goroutines of ${placeText(payer?.name ?? '').en} (${payerShare} of the wall time of assists), and most at allocations in ${site.en}.`,
        `${count} 次辅助标记占用 P 共 ${formatDuration(assistNs)}，最长 ${formatDuration(longestAssistNs ?? 0)}。辅助在执行分配的 goroutine 上运行，请求恰好因此变慢。大部分由 ${placeText(payer?.name ?? '')['zh-CN']} 的 goroutine 承担（占辅助挂钟时间 ${payerShare}），最多发生在 ${site['zh-CN']} 的分配处。`,
      ),
      figures: [
        {
          name: localText('Share of the program’s time', '占程序时间'),
          value: share,
          limit: limits.share,
          unit: 'share',
          isMain: true,
        },
        { name: localText('Assists', '辅助次数'), value: assists, unit: 'count' },
        { name: localText('Longest assist', '最长辅助'), value: Math.round(longestAssistNs ?? 0), unit: 'ns' },
      ],
      shows: [
        ...payers.map((row) => {
          const { name, figures } = row
          return ofRow(
            'groups',
            row,
            localText(
              `${placeText(name).en} pays ${formatDuration(figures.assistNs.sum)}`,
              `${placeText(name)['zh-CN']} 承担 ${formatDuration(figures.assistNs.sum)}`,
            ),
          )
        }),
        ...sites.map((row) => {
          const { place, count: times, totalNs } = row
          return ofRow(
            'ranges',
            row,
            localText(
              `${formatCount(times)} assists, ${formatDuration(totalNs)}, in ${placeText(place).en}`,
              `${formatCount(times)} 次辅助，${formatDuration(totalNs)}，位于 ${placeText(place)['zh-CN']}`,
            ),
          )
        }),
      ],
      refutation: [
        localText(
          'Allocation was in a burst that this trace caught by chance; a longer trace or a gctrace log shows assists near zero.',
          '跟踪恰好碰上一次分配高峰；更长的跟踪或 gctrace 日志显示辅助接近零。',
        ),
      ],
      remedies: [
        {
          title: localText('Allocate less where the bill is paid', '在付出代价处减少分配'),
          text: localText(
            'Take an allocs profile and begin with the sites named: reuse buffers, give slices and maps their size, avoid conversions that copy.',
            '采集 allocs 剖析，从所列位置入手：复用缓冲区、为切片与映射预设容量、避免产生拷贝的转换。',
          ),
          code: { language: 'go', text: 'items := make([]Item, 0, len(ids))\nindex := make(map[string]int, len(ids))' },
        },
        {
          title: localText('Give the collector more room', '给收集器更多空间'),
          text: localText(
            'A higher GOGC begins cycles later relative to the live heap, with GOMEMLIMIT as the guard (Go 1.19 and later).',
            '提高 GOGC 使周期相对存活堆更晚开始，并以 GOMEMLIMIT 作为上限（Go 1.19 起）。',
          ),
          code: { language: 'sh', text: 'GOGC=200 GOMEMLIMIT=3GiB ./service' },
        },
      ],
      functions: sites.map(({ place }) => place),
    })
  },
})
