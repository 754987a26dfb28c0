import { clearTrace, foundInTrace, traceRule, ofRow } from '../../traces.ts'
import { formatBytes, formatCount, formatDuration, formatShare, localText } from '../../words.ts'

/** Cycle follows cycle: the collector marks most of the time. */
export const gcBackToBack = traceRule({
  id: 'trace/gc-back-to-back',
  title: localText('GC cycles follow each other without rest', 'GC 周期一个接一个'),
  goVersions: 'go1.11+',
  limits: {
    share: { title: localText('Share of time marking', '标记时间占比'), unit: 'share', value: 0.5 },
    minCycles: { title: localText('GC cycles, at least', 'GC 周期，至少'), unit: 'count', value: 3 },
  },

  judge(trace, limits) {
    const { gcMarkNs, gcCycles, durationNs, gcShare, heapPeakBytes, goalPeakBytes, mmu10ms } = trace.figures
    const share = gcMarkNs / durationNs
    const count = formatCount(gcCycles)
    if (share < limits.share || gcCycles < limits.minCycles)
      return clearTrace(
        localText(
          `${count} GC cycles mark ${formatShare(share)} of the time`,
          `${count} 个 GC 周期的标记占时间 ${formatShare(share)}`,
        ),
      )
    const perSecond = gcCycles / (durationNs / 1e9)
    const goal = goalPeakBytes === null ? '' : formatBytes(goalPeakBytes)
    return foundInTrace({
      severity: share >= 0.8 ? 'critical' : 'warning',
      likelihood: 'certain',
      confidence: 'high',
      claim: localText(
        `The collector marks ${formatShare(share)} of the time, in ${count} cycles.`,
        `收集器有 ${formatShare(share)} 的时间在标记，共 ${count} 个周期。`,
      ),
      summary: localText(
        `In ${formatDuration(durationNs)} there were ${count} GC cycles; they marked for ${formatDuration(gcMarkNs)}${gcShare === null ? '' : ` and took ${formatShare(gcShare)} of the procs`}${mmu10ms === null ? '' : `; in the worst 10 ms ${formatShare(mmu10ms)} of the procs were left to the program`}. The heap peaked at ${formatBytes(heapPeakBytes ?? 0)}${goal === '' ? '' : ` under a goal of ${goal} at most`}.`,
        `${formatDuration(durationNs)} 内有 ${count} 个 GC 周期，标记共 ${formatDuration(gcMarkNs)}${gcShare === null ? '' : `，占用 ${formatShare(gcShare)} 的 P`}${mmu10ms === null ? '' : `；最差的 10 ms 内程序只剩 ${formatShare(mmu10ms)} 的 P`}。堆峰值 ${formatBytes(heapPeakBytes ?? 0)}${goal === '' ? '' : `，目标至多 ${goal}`}。`,
      ),
      figures: [
        {
          name: localText('Share of time marking', '标记时间占比'),
          value: share,
          limit: limits.share,
          unit: 'share',
          isMain: true,
        },
        { name: localText('Cycles per second', '每秒周期'), value: perSecond, unit: 'count' },
        ...(gcShare === null
          ? []
          : [{ name: localText('Share of the procs', '占 P 时间'), value: gcShare, unit: 'share' as const }]),
      ],
      shows: [
        ofRow(
          'gcCycles',
          null,
          localText(
            `${count} cycles, marking ${formatDuration(gcMarkNs)} of ${formatDuration(durationNs)}`,
            `${count} 个周期，${formatDuration(durationNs)} 中标记 ${formatDuration(gcMarkNs)}`,
          ),
        ),
      ],
      refutation: [
        localText(
          'The trace covers a start or a batch only, in which the heap grows from nothing; later cycles are far apart.',
          '跟踪只覆盖启动或一次批处理，堆从零增长；之后的周期相距很远。',
        ),
      ],
      remedies: [
        {
          title: localText('Raise the goal or lower the allocation', '提高目标或降低分配'),
          text: localText(
            'With a small live heap GOGC=100 means a small goal: GOMEMLIMIT with a higher GOGC lets the heap use the memory the container has. With a heap at its limit, cycles run back to back until less is live or the limit is raised.',
            '存活堆很小时，GOGC=100 意味着很小的目标：用 GOMEMLIMIT 配合更高的 GOGC，让堆使用容器拥有的内存。若堆已触及限制，则需减少存活内存或提高限制，否则周期会首尾相接。',
          ),
          code: { language: 'go', text: 'debug.SetMemoryLimit(3 << 30)\ndebug.SetGCPercent(300)' },
        },
      ],
    })
  },
})
