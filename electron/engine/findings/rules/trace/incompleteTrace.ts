import { clear, defineRule, found, notApplicable } from '../../rule.ts'
import type { FindingDraft, TraceFacts } from '../../rule.ts'
import { traceEvidence } from '../../traces.ts'
import { COMMANDS, formatCount, formatDuration, listed, localText, sameText } from '../../words.ts'

/** A trace that ends early or is very short: whatever else is said of it rests on little. */
export const incompleteTrace = defineRule({
  id: 'trace/incomplete',
  version: 1,
  title: localText('An execution trace is cut off or too short', '执行跟踪被截断或过短'),
  goVersions: 'go1.5+',
  limits: {
    minLength: { title: localText('Length, at least', '时长，至少'), unit: 'ns', value: 100e6 },
  },

  evaluate(facts, limits) {
    const { traces } = facts
    if (traces.length === 0)
      return notApplicable(localText('The case has no execution trace.', '案例中没有执行跟踪。'), COMMANDS.trace)
    const bad = traces.filter(
      ({ summary, figures }) => summary.failure !== null || figures.durationNs < limits.minLength,
    )
    if (bad.length > 0) return found(bad.map((trace) => finding(trace, limits.minLength)))
    return clear(
      listed(
        traces.slice(0, 4).map(({ source, figures }) => {
          const length = formatDuration(figures.durationNs)
          return localText(`${source.path}: ${length}, read to its end`, `${source.path}：${length}，已完整读取`)
        }),
      ),
    )
  },
})

function finding(trace: TraceFacts, minLength: number): FindingDraft {
  const { source, summary, figures } = trace
  const length = formatDuration(figures.durationNs)
  const { failure } = summary
  const byte = formatCount(failure?.byte ?? 0)
  const lost = summary.events - summary.completeEvents
  return {
    anchor: source.sha256.slice(0, 12),
    severity: 'notice',
    likelihood: 'certain',
    confidence: 'high',
    confidenceReason: localText(
      'The reader checks every event against the rules of the format.',
      '读取器按格式规则检查每个事件。',
    ),
    claim: failure
      ? localText(
          `The trace breaks off at byte ${byte}, after ${length}.`,
          `跟踪在第 ${byte} 字节处中断，时长 ${length}。`,
        )
      : localText(`The trace is ${length} long only.`, `跟踪仅有 ${length}。`),
    summary: failure
      ? localText(
          `Reading ended at byte ${byte} of ${formatCount(source.bytes)}: ${failure.reason}. ${formatCount(summary.completeGenerations)} generations before it are whole, ${formatCount(lost)} events after them belong to the one that breaks. What is kept is in order and checked; what followed is not known, and states at the end are cut off there.`,
          `读取在 ${formatCount(source.bytes)} 字节中的第 ${byte} 字节结束：${failure.reason}。之前的 ${formatCount(summary.completeGenerations)} 个 generation 完整，其后 ${formatCount(lost)} 个事件属于中断的那个。保留的内容有序且已校验；之后的未知，末尾的状态在此截断。`,
        )
      : localText(
          `${length} hold few GC cycles, few waits and no rare event. Medians and shares over it describe the moment, not the service.`,
          `${length} 内的 GC 周期与等待都很少，也没有罕见事件。其中位数与占比描述的是那一刻，而非该服务。`,
        ),
    figures: [
      {
        name: localText('Length', '时长'),
        value: Math.round(figures.durationNs),
        limit: minLength,
        unit: 'ns',
        isMain: true,
      },
      { name: localText('Events', '事件'), value: summary.events, unit: 'count' },
    ],
    evidence: [
      traceEvidence(
        trace,
        failure
          ? localText(`Broken at byte ${byte}`, `第 ${byte} 字节处损坏`)
          : localText(`Trace of ${length}`, `${length} 的跟踪`),
      ),
    ],
    refutation: [
      localText(
        'The question is about this very moment, and everything asked about lies in what was read.',
        '问题针对的正是这一刻，且所问的一切都在已读取的部分之内。',
      ),
    ],
    remedies: [
      {
        title: localText('Take a longer trace, and copy it whole', '采集更长的跟踪，并完整复制'),
        text: localText(
          'Some seconds under load are enough for habits; compare the size of the copy with the original. For what happens seldom use the flight recorder of Go 1.25.',
          '负载下数秒即可看出规律；请核对副本与原件的大小。罕见事件可用 Go 1.25 的飞行记录器。',
        ),
        code: { language: 'sh', text: COMMANDS.trace },
      },
    ],
    range: source.placement && { axis: { kind: 'wall' }, from: source.placement.startMs, to: source.placement.endMs },
    functions: [],
    subject: sameText(source.path),
  }
}
