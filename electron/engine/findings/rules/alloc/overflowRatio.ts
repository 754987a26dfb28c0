import { clear, defineRule, found, notApplicable } from '../../rule.ts'
import type { AllocFacts, FindingDraft } from '../../rule.ts'
import { allocEvidence, allocRange, eventsOf } from '../../allocLogs.ts'
import { formatCount, formatShare, listed, localText, sameText } from '../../words.ts'

const COMMAND = 'bpftrace -p "$(pidof service)" overflow.bt > overflow.csv'

/**
 * A bucket of a map (Go up to 1.23) holds eight entries; more of one hash go into overflow buckets, each an allocation. Their
 * number against that of spans tells whether maps make a good part of the allocation. It says nothing of spans that are not
 * reused: overflow buckets are ordinary objects, freed by the sweep like others. Since Go 1.24 maps have no overflow buckets.
 */
export const overflowRatio = defineRule({
  id: 'alloc/overflow-ratio',
  version: 1,
  title: localText('Maps allocate many overflow buckets', 'map 分配了大量溢出桶'),
  goVersions: 'go1.5-1.23',
  limits: {
    minSpans: { title: localText('Span allocations, at least', 'span 分配次数，至少'), unit: 'count', value: 100 },
    warnRatio: {
      title: localText('Overflow buckets per span, warning', '每个 span 的溢出桶，警告'),
      unit: 'share',
      value: 0.05,
    },
    criticalRatio: {
      title: localText('Overflow buckets per span, critical', '每个 span 的溢出桶，严重'),
      unit: 'share',
      value: 0.15,
    },
  },

  evaluate(facts, limits) {
    const measured = facts.allocLogs
      .map((log) => ({ log, buckets: eventsOf(log, 'overflowBucket'), spans: eventsOf(log, 'spanAlloc') }))
      .filter(({ buckets, spans }) => spans >= limits.minSpans && (buckets > 0 || spans > 0))
    if (measured.length === 0) {
      return notApplicable(
        localText(
          `Needs a log with ${formatCount(limits.minSpans)} span allocations and the overflow buckets of the same time (a probe on runtime.(*hmap).newoverflow, Go up to 1.23; since 1.24 maps have none).`,
          `需要一份日志，含 ${formatCount(limits.minSpans)} 次 span 分配及同期的溢出桶（探针 runtime.(*hmap).newoverflow，Go 1.23 及以前；自 1.24 起 map 没有溢出桶）。`,
        ),
        COMMAND,
      )
    }
    const findings = measured
      .filter(({ buckets, spans }) => buckets / spans >= limits.warnRatio)
      .map((entry) => finding(entry.log, entry.buckets, entry.spans, limits))
    if (findings.length > 0) return found(findings)
    return clear(
      listed(
        measured.map(({ log, buckets, spans }) =>
          localText(
            `${log.source.path}: ${formatCount(buckets)} overflow buckets, ${formatCount(spans)} spans`,
            `${log.source.path}：溢出桶 ${formatCount(buckets)} 个，span ${formatCount(spans)} 个`,
          ),
        ),
      ),
    )
  },
})

function finding(
  log: AllocFacts,
  buckets: number,
  spans: number,
  limits: { warnRatio: number; criticalRatio: number },
): FindingDraft {
  const ratio = buckets / spans
  const path = sameText(log.source.path)
  const counts = { buckets: formatCount(buckets), spans: formatCount(spans) }
  return {
    anchor: `${log.source.sha256.slice(0, 12)}/overflow`,
    severity: ratio >= limits.criticalRatio ? 'warning' : 'notice',
    likelihood: 'likely',
    confidence: 'medium',
    confidenceReason: localText(
      'Both are counted in the log. The ratio is a rule of thumb: a bucket is one object and a span holds many, so it grows with the size of the maps’ entries too.',
      '两者均由日志计数。该比值只是经验值：桶是一个对象，而一个 span 容纳许多对象，因此它也随 map 条目大小而变化。',
    ),
    claim: localText(
      `${path.en} counts ${counts.buckets} overflow buckets of maps for ${counts.spans} spans (${formatShare(ratio)}).`,
      `${path['zh-CN']} 中 ${counts.spans} 个 span 对应 ${counts.buckets} 个 map 溢出桶（${formatShare(ratio)}）。`,
    ),
    summary: localText(
      `In ${path.en} maps allocated ${counts.buckets} overflow buckets while the heap took ${counts.spans} spans, ${formatShare(ratio)}. Overflow buckets come with maps that grow without a size hint, or that keep changing: after deletes and inserts a map of Go up to 1.23 copies itself into as many new buckets when it has too many of them. They are ordinary objects: the sweep frees them, and no span stays unusable because of them. A map never shrinks, though: its peak stays until the map itself goes.`,
      `在 ${path['zh-CN']} 中，map 分配了 ${counts.buckets} 个溢出桶，同期堆取用 ${counts.spans} 个 span，占 ${formatShare(ratio)}。溢出桶来自未指定大小而增长的 map，或反复增删的 map：Go 1.23 及以前，溢出桶过多时 map 会把自己复制到同样数量的新桶中。它们是普通对象：由清扫释放，不会使任何 span 无法使用。但 map 从不收缩：峰值会保留到 map 本身消失为止。`,
    ),
    figures: [
      {
        name: localText('Overflow buckets per span', '每个 span 的溢出桶'),
        value: Math.round(ratio * 1e5) / 1e5,
        limit: limits.warnRatio,
        unit: 'share',
        isMain: true,
      },
      { name: localText('Overflow buckets', '溢出桶'), value: buckets, unit: 'count' },
      { name: localText('Span allocations', 'span 分配'), value: spans, unit: 'count' },
    ],
    evidence: [allocEvidence(log, localText(`Events of ${path.en}`, `${path['zh-CN']} 的事件`))],
    refutation: [
      localText(
        'The heap profile shows little under mapassign: the buckets are many, but small. Open: compare with an allocs profile.',
        '堆剖析在 mapassign 之下的占比很小：桶虽多但小。待定：对照 allocs 剖析。',
      ),
    ],
    remedies: [
      {
        title: localText('Tell the map its size', '告诉 map 它的大小'),
        text: localText(
          'A hint makes the buckets at once and about halves the bytes allocated on the way.',
          '给出提示可一次性建立桶，途中分配的字节约减半。',
        ),
        code: { language: 'go', text: 'index := make(map[string]*Order, len(orders))' },
      },
      {
        title: localText('Build a fresh map after its peak', '峰值过后重建 map'),
        text: localText(
          'Copy what is left into a new map and drop the old one: the only way to give back its peak.',
          '把剩余内容复制到新 map 并丢弃旧 map：这是归还峰值内存的唯一办法。',
        ),
        code: {
          language: 'go',
          text: 'fresh := make(map[string]*session, len(live))\nmaps.Copy(fresh, live)\nlive = fresh',
        },
      },
    ],
    range: allocRange(log),
    functions: ['runtime.(*hmap).newoverflow'],
    subject: path,
  }
}
