import { clearTrace, foundInTrace, most, placeText, traceRule, ofRow } from '../../traces.ts'
import { formatCount, formatDuration, localText } from '../../words.ts'

/** More goroutines are created than end: their number grows while one looks. */
export const goroutineExplosion = traceRule({
  id: 'trace/goroutine-explosion',
  title: localText('The number of goroutines explodes', 'goroutine 数量激增'),
  goVersions: 'go1.11+',
  limits: {
    peak: { title: localText('Goroutines at a time', '同时存在的 goroutine'), unit: 'count', value: 10_000 },
    growth: { title: localText('Net growth per second', '每秒净增长'), unit: 'count', value: 1_000 },
  },

  judge(trace, limits) {
    const { goroutinesPeak, goroutinesCreated, goroutinesEnded, durationNs } = trace.figures
    const growth = (goroutinesCreated - goroutinesEnded) / (durationNs / 1e9)
    const isGrowing = growth >= limits.growth && goroutinesCreated - goroutinesEnded >= limits.growth / 2
    const peak = formatCount(goroutinesPeak)
    if (goroutinesPeak < limits.peak && !isGrowing)
      return clearTrace(
        localText(
          `at most ${peak} goroutines, ${formatCount(goroutinesCreated)} created and ${formatCount(goroutinesEnded)} ended`,
          `至多 ${peak} 个 goroutine，创建 ${formatCount(goroutinesCreated)}，结束 ${formatCount(goroutinesEnded)}`,
        ),
      )
    const groups = most(trace.table('groups'), ({ goroutines, ended }) => goroutines - ended, 3)
    const [worst] = groups
    const place = placeText(worst?.name ?? '')
    const left = formatCount((worst?.goroutines ?? 0) - (worst?.ended ?? 0))
    return foundInTrace({
      severity: isGrowing && goroutinesPeak >= limits.peak ? 'critical' : 'warning',
      likelihood: isGrowing ? 'veryLikely' : 'likely',
      confidence: 'medium',
      claim: localText(
        `Up to ${peak} goroutines exist at a time; ${left} of ${place.en} do not end in the trace.`,
        `同时存在多达 ${peak} 个 goroutine；其中 ${place['zh-CN']} 的 ${left} 个在跟踪中未结束。`,
      ),
      summary: localText(
        `In ${formatDuration(durationNs)} ${formatCount(goroutinesCreated)} goroutines were created and ${formatCount(goroutinesEnded)} ended; up to ${peak} existed at a time. Most of those that stay began in ${place.en}: ${left}. Each has a stack of 2 KiB at least, which the GC scans in every cycle.`,
        `${formatDuration(durationNs)} 内创建了 ${formatCount(goroutinesCreated)} 个 goroutine，结束了 ${formatCount(goroutinesEnded)} 个；同时存在多达 ${peak} 个。留下的大多始于 ${place['zh-CN']}：${left} 个。每个至少有 2 KiB 的栈，GC 每个周期都要扫描。`,
      ),
      figures: [
        {
          name: localText('Goroutines at a time', '同时存在的 goroutine'),
          value: goroutinesPeak,
          limit: limits.peak,
          unit: 'count',
          isMain: goroutinesPeak >= limits.peak,
        },
        {
          name: localText('Net growth per second', '每秒净增长'),
          value: Math.round(growth),
          limit: limits.growth,
          unit: 'count',
          isMain: goroutinesPeak < limits.peak,
        },
      ],
      shows: groups.map((row) => {
        const { name, goroutines, ended } = row
        return ofRow(
          'groups',
          row,
          localText(
            `${placeText(name).en}: ${formatCount(goroutines)} goroutines, ${formatCount(ended)} ended`,
            `${placeText(name)['zh-CN']}：${formatCount(goroutines)} 个 goroutine，结束 ${formatCount(ended)} 个`,
          ),
        )
      }),
      refutation: [
        localText(
          'The load rose in that moment and the goroutines are requests under way: a trace or dump some minutes later shows fewer.',
          '当时负载上升，这些 goroutine 是进行中的请求：几分钟后的跟踪或转储会更少。',
        ),
      ],
      remedies: [
        {
          title: localText('Bound how many run, and let each end', '限制数量，并让每个都能结束'),
          text: localText(
            'Start them through a group with a limit, and give each a context that ends it when its request does.',
            '通过带上限的组启动它们，并给每个传入随请求结束的 context。',
          ),
          code: {
            language: 'go',
            text: 'g, ctx := errgroup.WithContext(ctx)\ng.SetLimit(64)\nfor _, id := range ids {\n\tg.Go(func() error { return fetch(ctx, id) })\n}\nreturn g.Wait()',
          },
        },
      ],
      functions: [worst?.name ?? ''],
    })
  },
})
