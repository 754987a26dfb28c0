import { clearTrace, foundInTrace, most, placeText, traceRule, ofRow } from '../../traces.ts'
import { formatCount, formatDuration, formatShare, localText } from '../../words.ts'

/** Taking the trace stops the world itself. */
const OF_TRACING = new Set(['start trace', 'stop trace'])

/** Stops that no GC cycle asked for: ReadMemStats, goroutine profiles, GOMAXPROCS changes. */
export const otherStops = traceRule({
  id: 'trace/other-stops',
  title: localText('The world is stopped, and not by the GC', '世界被停止，但并非由 GC 引起'),
  goVersions: 'go1.22+',
  limits: {
    perSecond: { title: localText('Such stops per second', '每秒此类停止'), unit: 'count', value: 2 },
    share: { title: localText('Share of time', '占时间'), unit: 'share', value: 0.001 },
    critical: { title: localText('Share of time, critical', '占时间，严重'), unit: 'share', value: 0.05 },
  },

  judge(trace, limits) {
    const stops = trace.table('pauses').filter(({ isGc, kind }) => !isGc && !OF_TRACING.has(kind) && kind !== '')
    const total = stops.reduce((sum, { pauseNs }) => sum + (pauseNs ?? 0), 0)
    const perSecond = stops.length / (trace.figures.durationNs / 1e9)
    const share = total / trace.figures.durationNs
    const count = formatCount(stops.length)
    if (stops.length < 2 || (perSecond < limits.perSecond && share < limits.share))
      return clearTrace(
        localText(
          `${count} stops that no GC cycle asked for, ${formatDuration(total)} together`,
          `${count} 次非 GC 停止，合计 ${formatDuration(total)}`,
        ),
      )
    const kinds = [...Map.groupBy(stops, ({ kind, place }) => `${kind}\0${place}`).values()]
    const [often = []] = most(kinds, (rows) => rows.length, 1)
    const [longest] = most(stops, ({ pauseNs }) => pauseNs ?? 0, 1)
    const { kind = '', place = '' } = often[0] ?? {}
    const where = placeText(place)
    return foundInTrace({
      severity: share >= limits.critical ? 'critical' : share >= 10 * limits.share ? 'warning' : 'notice',
      likelihood: 'certain',
      confidence: 'high',
      claim: localText(
        `${count} times the world was stopped for something else than GC, mostly ${kind}: ${formatShare(share, 2)} of the time.`,
        `世界有 ${count} 次因 GC 之外的原因停止，主要是 ${kind}，占时间 ${formatShare(share, 2)}。`,
      ),
      summary: localText(
        `In ${formatDuration(trace.figures.durationNs)} there were ${count} stops that no GC cycle asked for, ${formatDuration(total)} together (${formatShare(share, 2)} of the time), the longest ${formatDuration(longest?.pauseNs ?? 0)}. Most often it was ${kind}, called in ${where.en}. Each stops all goroutines until it is done, as a GC pause does.`,
        `${formatDuration(trace.figures.durationNs)} 内有 ${count} 次并非 GC 周期要求的停止，合计 ${formatDuration(total)}（占时间 ${formatShare(share, 2)}），最长 ${formatDuration(longest?.pauseNs ?? 0)}。最常见的是 ${kind}，调用位置为 ${where['zh-CN']}。与 GC 暂停一样，每次都会停止全部 goroutine 直到完成。`,
      ),
      figures: [
        {
          name: localText('Stops per second', '每秒停止次数'),
          value: perSecond,
          limit: limits.perSecond,
          unit: 'count',
          isMain: perSecond >= limits.perSecond,
        },
        {
          name: localText('Share of time', '占时间'),
          value: share,
          limit: limits.share,
          unit: 'share',
          isMain: perSecond < limits.perSecond,
        },
        { name: localText('Together', '合计'), value: Math.round(total), unit: 'ns' },
      ],
      shows: most(kinds, (rows) => rows.length, 4).map((rows) =>
        ofRow(
          'pauses',
          rows[0] ?? null,
          localText(
            `${formatCount(rows.length)} × ${rows[0]?.kind ?? ''} in ${placeText(rows[0]?.place ?? '').en}`,
            `${formatCount(rows.length)} × ${rows[0]?.kind ?? ''}，位于 ${placeText(rows[0]?.place ?? '')['zh-CN']}`,
          ),
        ),
      ),
      refutation: [
        localText(
          'They belong to somebody taking profiles while the trace ran, not to the service by itself.',
          '它们源于采集跟踪期间有人抓取剖析，而非服务自身。',
        ),
      ],
      remedies: [
        {
          title: localText('Read runtime/metrics in place of MemStats', '用 runtime/metrics 代替 MemStats'),
          text: localText(
            'runtime.ReadMemStats stops the world at every call; runtime/metrics (Go 1.16 and later) does not. Exporters have a setting for it or a newer version.',
            'runtime.ReadMemStats 每次调用都会停止世界；runtime/metrics（Go 1.16 起）不会。指标导出器通常有相应选项或较新版本。',
          ),
          code: {
            language: 'go',
            text: 'samples := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}\nmetrics.Read(samples)\nheap := samples[0].Value.Uint64()',
          },
        },
      ],
      functions: [place],
    })
  },
})
