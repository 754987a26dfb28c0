import { clear, defineRule, found, notApplicable } from '../../rule.ts'
import type { AllocFacts, FindingDraft } from '../../rule.ts'
import { allocRange, eventsOf } from '../../allocLogs.ts'
import { formatCount, listed, localText, sameText } from '../../words.ts'

/** What shows the life of spans for real. */
const COMMAND =
  'GODEBUG=traceallocfree=1 ./service & curl -s -o trace.out "http://localhost:6060/debug/pprof/trace?seconds=5"'

/**
 * Lines such as `ALERT: nextOverflow broken` come from patches that articles spread. No Go runtime prints them, and what they
 * claim does not exist: this rule says what is true instead, and takes nothing from them.
 */
export const overflowAlerts = defineRule({
  id: 'alloc/overflow-alerts',
  version: 1,
  title: localText('ALERT lines of a patched runtime', '被修改的运行时打印的 ALERT 行'),
  goVersions: 'go1.5+',
  limits: {
    minAlerts: { title: localText('ALERT lines, at least', 'ALERT 行，至少'), unit: 'count', value: 1 },
  },

  evaluate(facts, limits) {
    if (facts.allocLogs.length === 0) {
      return notApplicable(localText('The case has no log of allocation events.', '案例中没有分配事件日志。'), COMMAND)
    }
    const measured = facts.allocLogs.map((log) => ({ log, alerts: eventsOf(log, 'alert') }))
    const some = measured.filter(({ alerts }) => alerts >= Math.max(1, limits.minAlerts))
    if (some.length > 0) return found(some.map(({ log, alerts }) => finding(log, alerts)))
    return clear(
      listed(
        measured.map(({ log }) => localText(`${log.source.path}: no ALERT line`, `${log.source.path}：没有 ALERT 行`)),
      ),
    )
  },
})

function finding(log: AllocFacts, alerts: number): FindingDraft {
  const path = sameText(log.source.path)
  const lines = log.totals().alerts
  const count = formatCount(alerts)
  return {
    anchor: `${log.source.sha256.slice(0, 12)}/alerts`,
    severity: 'notice',
    likelihood: 'certain',
    confidence: 'high',
    confidenceReason: localText(
      'That no Go version prints such a line, and that mspan has no such field, was checked in the sources from Go 1.8 to 1.27.',
      '已在 Go 1.8 至 1.27 的源码中核对：没有任何版本打印此类行，mspan 也没有该字段。',
    ),
    claim: localText(
      `${path.en} has ${count} ALERT ${alerts === 1 ? 'line' : 'lines'} that no Go runtime prints; they prove no leak of spans.`,
      `${path['zh-CN']} 有 ${count} 条任何 Go 运行时都不会打印的 ALERT 行；它们不能证明 span 泄漏。`,
    ),
    summary: localText(
      `The ${count} ALERT ${alerts === 1 ? 'line' : 'lines'} of ${path.en} come from a patched runtime. nextOverflow is no field of mspan: up to Go 1.23 it points to spare overflow buckets allocated together with a map’s main array, and since 1.24 it is gone. A span is reused by its allocation bits after the sweep; nothing of a map can make it unusable, and the GC finds objects by their addresses, not along such a list. What the lines can show is that maps grew at these times.`,
      `${path['zh-CN']} 的 ${count} 条 ALERT 行来自被修改的运行时。nextOverflow 不是 mspan 的字段：Go 1.23 及以前，它指向与 map 主数组一同分配的备用溢出桶，自 1.24 起已不存在。span 在清扫后按分配位图复用；map 的任何部分都不会使其无法使用，GC 也是按地址寻找对象，而不是沿着这样的链表。这些行至多说明当时有 map 在增长。`,
    ),
    figures: [{ name: localText('ALERT lines', 'ALERT 行'), value: alerts, limit: 1, unit: 'count', isMain: true }],
    evidence: lines.slice(0, 3).map(({ line, text }) => ({
      shows: localText(
        `Line ${formatCount(line)}: ${text.slice(0, 120)}`,
        `第 ${formatCount(line)} 行：${text.slice(0, 120)}`,
      ),
      link: { view: 'sources', sourceId: log.source.id, lines: { from: line, to: line } },
      at: { kind: 'lines', sourceId: log.source.id, from: line, to: line },
    })),
    refutation: [
      localText(
        'The patch checks something else than its text says. Open: look at the patch.',
        '该补丁检查的内容与其文字不符。待定：查看补丁。',
      ),
    ],
    remedies: [
      {
        title: localText('Measure the life of spans', '测量 span 的生命期'),
        text: localText(
          'An execution trace taken with GODEBUG=traceallocfree=1 (Go 1.23 and later) has the events of spans and objects; HeapInuse − HeapAlloc of MemStats bounds what is unused inside spans.',
          '以 GODEBUG=traceallocfree=1 采集的执行跟踪（Go 1.23 起）含 span 与对象的事件；MemStats 的 HeapInuse − HeapAlloc 给出 span 内未用空间的上限。',
        ),
        code: { language: 'sh', text: COMMAND },
      },
    ],
    range: allocRange(log),
    functions: [],
    subject: path,
  }
}
