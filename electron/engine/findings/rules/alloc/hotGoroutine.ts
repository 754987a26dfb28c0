import type { AllocGoroutineTotals } from '../../../../../shared/records/index.ts'
import { clear, defineRule, found, notApplicable } from '../../rule.ts'
import type { AllocFacts, FindingDraft, RuleAnswer } from '../../rule.ts'
import { allocEvidence, allocRange, mallocTotals } from '../../allocLogs.ts'
import { formatBytes, formatCount, formatShare, listed, localText, sameText, shortName } from '../../words.ts'

const COMMAND = 'bpftrace -p "$(pidof service)" mallocgc.bt > allocations.csv'

/**
 * Who calls runtime.mallocgc most. Its arguments are the size, the type and whether to clear the memory; a probe reads the
 * goroutine from the runtime's own register, so the figures are those of the calls, not of samples.
 */
export const hotGoroutine = defineRule({
  id: 'alloc/hot-goroutine',
  version: 1,
  title: localText('One goroutine does most of the allocation', '大部分分配由一个 goroutine 完成'),
  goVersions: 'go1.5+',
  limits: {
    minEvents: {
      title: localText('Allocations in the log, at least', '日志中的分配次数，至少'),
      unit: 'count',
      value: 1000,
    },
    warnShare: { title: localText('Share of the bytes, warning', '占字节数，警告'), unit: 'share', value: 0.5 },
  },

  evaluate(facts, limits) {
    const logs = facts.allocLogs.map((log) => ({ log, mallocs: mallocTotals(log) }))
    const judged = logs.filter(({ mallocs }) => mallocs.known.length > 0 && mallocs.events >= limits.minEvents)
    if (judged.length === 0) return missing(logs.length, limits.minEvents)
    const findings = judged.flatMap(({ log, mallocs }) => {
      const [first] = mallocs.known
      if (!first || mallocs.known.length < 2 || share(first, mallocs) < limits.warnShare) return []
      return [finding(log, first, mallocs, limits)]
    })
    if (findings.length > 0) return found(findings)
    return clear(
      listed(
        judged.map(({ log, mallocs }) => {
          const part = formatShare(share(mallocs.known[0], mallocs))
          return localText(
            `${log.source.path}: the heaviest goroutine allocates ${part}`,
            `${log.source.path}：分配最多的 goroutine 占 ${part}`,
          )
        }),
      ),
    )
  },
})

type Mallocs = ReturnType<typeof mallocTotals>

/** Of the bytes where sizes are known, else of the calls. */
const share = (entry: AllocGoroutineTotals | undefined, { bytes, events }: Mallocs): number =>
  entry === undefined ? 0 : bytes > 0 ? entry.bytes / bytes : events > 0 ? entry.events / events : 0

const missing = (logs: number, minEvents: number): RuleAnswer =>
  notApplicable(
    logs === 0
      ? localText('The case has no log of allocation events.', '案例中没有分配事件日志。')
      : localText(
          `Needs ${formatCount(minEvents)} allocations with their goroutines in one log.`,
          `需要一份日志中有 ${formatCount(minEvents)} 次带 goroutine 的分配。`,
        ),
    COMMAND,
  )

function finding(
  log: AllocFacts,
  first: AllocGoroutineTotals,
  mallocs: Mallocs,
  limits: { warnShare: number },
): FindingDraft {
  const path = sameText(log.source.path)
  const part = share(first, mallocs)
  const id = formatCount(first.goroutine ?? 0)
  const bytes = formatBytes(first.bytes)
  const calls = formatCount(first.events)
  const text = first.text === null ? '' : shortName(first.text)
  const through = localText(text === '' ? '' : `, mostly through ${text}`, text === '' ? '' : `，多数经由 ${text}`)
  return {
    anchor: `${log.source.sha256.slice(0, 12)}/goroutine-${first.goroutine ?? 0}`,
    severity: 'warning',
    likelihood: 'certain',
    confidence: mallocs.isComplete ? 'high' : 'medium',
    confidenceReason: localText(
      mallocs.isComplete
        ? 'The log counts calls, it does not sample. It covers only the time it ran; probes may drop events under load without saying so.'
        : 'Some events name no goroutine, so the share is of those that do. The log covers only the time it ran.',
      mallocs.isComplete
        ? '该日志逐次记录调用，不是采样。它只覆盖运行期间；探针在高负载下可能悄悄丢失事件。'
        : '部分事件没有 goroutine，占比只针对有的那些。日志只覆盖运行期间。',
    ),
    claim: localText(
      `Goroutine ${id} allocates ${formatShare(part)} of all bytes in ${path.en}: ${bytes} in ${calls} calls${through.en}.`,
      `goroutine ${id} 分配了 ${path['zh-CN']} 中全部字节的 ${formatShare(part)}：${calls} 次调用共 ${bytes}${through['zh-CN']}。`,
    ),
    summary: localText(
      `In ${path.en} goroutine ${id} accounts for ${bytes} of ${formatBytes(mallocs.bytes)} allocated (${formatShare(part)}), in ${calls} of ${formatCount(mallocs.events)} calls of mallocgc${through.en}. What it allocates it also pays for: while a GC marks, an allocating goroutine does a share of the marking in proportion.`,
      `在 ${path['zh-CN']} 中，goroutine ${id} 占已分配 ${formatBytes(mallocs.bytes)} 中的 ${bytes}（${formatShare(part)}），mallocgc 共 ${formatCount(mallocs.events)} 次调用中的 ${calls} 次${through['zh-CN']}。分配者也要付出代价：GC 标记期间，分配的 goroutine 要按比例承担标记工作。`,
    ),
    figures: [
      {
        name: localText('Share of the bytes', '占字节数'),
        value: Math.round(part * 1e5) / 1e5,
        limit: limits.warnShare,
        unit: 'share',
        isMain: true,
      },
      { name: localText('Bytes', '字节'), value: first.bytes, unit: 'bytes' },
      { name: localText('Calls', '调用次数'), value: first.events, unit: 'count' },
    ],
    evidence: [allocEvidence(log, localText(`Events of ${path.en}`, `${path['zh-CN']} 的事件`))],
    refutation: [
      localText(
        'The log ran while this goroutine did work it does once, such as filling a cache. Open: take another at another time.',
        '日志运行时该 goroutine 恰好在做一次性的工作，例如填充缓存。待定：换个时间再采一份。',
      ),
    ],
    remedies: [
      {
        title: localText('See what it allocates', '查看它分配了什么'),
        text: localText(
          'A profile of allocations names the functions and lines; labels (pprof.Do) tell goroutines of one kind apart.',
          '分配剖析会给出函数与行；标签（pprof.Do）可区分同类 goroutine。',
        ),
        code: { language: 'sh', text: 'curl -s -o allocs.pb.gz http://localhost:6060/debug/pprof/allocs' },
      },
      {
        title: localText('Reuse instead of allocating', '复用而不是分配'),
        text: localText(
          'Give slices and maps their size at make, keep buffers per worker or in a sync.Pool.',
          '用 make 指定切片与 map 的大小，缓冲按工作者保留或放入 sync.Pool。',
        ),
        code: {
          language: 'go',
          text: 'var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}\n\nbuffer := buffers.Get().(*bytes.Buffer)\nbuffer.Reset()\ndefer buffers.Put(buffer)',
        },
      },
    ],
    range: allocRange(log),
    functions: first.text === null ? [] : [first.text],
    subject: path,
  }
}
