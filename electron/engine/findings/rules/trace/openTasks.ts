import { clearTrace, foundInTrace, most, traceRule, ofRow } from '../../traces.ts'
import { formatCount, formatDuration, formatShare, localText, sameText } from '../../words.ts'

/** User tasks that never end: either their work hangs, or nobody calls End. */
export const openTasks = traceRule({
  id: 'trace/open-tasks',
  title: localText('Tasks do not end', '任务没有结束'),
  goVersions: 'go1.11+',
  limits: {
    minOpen: { title: localText('Tasks without an end, at least', '没有结束的任务，至少'), unit: 'count', value: 5 },
    share: { title: localText('Share of the tasks of a name', '占同名任务'), unit: 'share', value: 0.2 },
  },
  lacks: (trace) =>
    trace.figures.tasks === 0
      ? {
          missing: localText(
            'Needs a trace with user tasks (runtime/trace).',
            '需要带用户任务（runtime/trace）的跟踪。',
          ),
          command: 'ctx, task := trace.NewTask(ctx, "request"); defer task.End()   // then take the trace again',
        }
      : null,

  judge(trace, limits) {
    const kinds = trace.table('taskKinds').filter(({ name }) => name !== '')
    const share = ({ count, openCount }: { count: number; openCount: number }): number =>
      openCount / (count + openCount)
    const open = kinds.filter((kind) => kind.openCount >= limits.minOpen && share(kind) >= limits.share)
    const [worst] = most(open, ({ openCount }) => openCount, 1)
    if (worst === undefined) {
      const count = formatCount(kinds.reduce((sum, { openCount }) => sum + openCount, 0))
      return clearTrace(
        localText(
          `${count} of ${formatCount(trace.figures.tasks)} tasks are cut off`,
          `${formatCount(trace.figures.tasks)} 个任务中 ${count} 个被截断`,
        ),
      )
    }
    const [name, count] = [sameText(worst.name), formatCount(worst.openCount)]
    const typical = worst.p50Ns === null ? '' : formatDuration(worst.p50Ns)
    return foundInTrace({
      severity: 'warning',
      likelihood: worst.count === 0 ? 'likely' : 'veryLikely',
      confidence: 'medium',
      confidenceReason: localText(
        'A task counts as open where the trace lacks its begin or its end; some at the edges of the trace always do.',
        '跟踪中缺少开始或结束的任务记为未结束；位于跟踪边缘的任务总会如此。',
      ),
      claim: localText(
        `${count} tasks ${name.en} (${formatShare(share(worst))}) have no end in the trace.`,
        `${count} 个 ${name['zh-CN']} 任务（${formatShare(share(worst))}）在跟踪中没有结束。`,
      ),
      summary: localText(
        `Of the tasks ${name.en} ${formatCount(worst.count)} began and ended in the trace${typical === '' ? '' : `, half of them within ${typical}`}; ${count} did not, and the trace shows ${formatDuration(worst.openNs / worst.openCount)} of each on average. Either their work hangs, or the code lacks the call of End on some path.`,
        `${name['zh-CN']} 任务中有 ${formatCount(worst.count)} 个在跟踪内开始并结束${typical === '' ? '' : `，半数不超过 ${typical}`}；${count} 个没有，跟踪平均覆盖其中 ${formatDuration(worst.openNs / worst.openCount)}。要么其工作挂起，要么代码在某条路径上没有调用 End。`,
      ),
      figures: [
        {
          name: localText('Tasks without an end', '没有结束的任务'),
          value: worst.openCount,
          limit: limits.minOpen,
          unit: 'count',
          isMain: true,
        },
        { name: localText('Share of the name', '占同名任务'), value: share(worst), limit: limits.share, unit: 'share' },
      ],
      shows: open
        .slice(0, 4)
        .map((kind) =>
          ofRow(
            'taskKinds',
            kind,
            localText(
              `${kind.name}: ${formatCount(kind.count)} ended, ${formatCount(kind.openCount)} open`,
              `${kind.name}：结束 ${formatCount(kind.count)}，未结束 ${formatCount(kind.openCount)}`,
            ),
          ),
        ),
      refutation: [
        localText(
          'The tasks are longer than the trace by design (connections, sessions).',
          '这些任务按设计就长于跟踪（连接、会话）。',
        ),
      ],
      remedies: [
        {
          title: localText('End the task where it begins', '在开始处安排结束'),
          text: localText(
            'Defer End right after NewTask, so that every path ends it.',
            '在 NewTask 之后立即 defer End，使每条路径都会结束它。',
          ),
          code: { language: 'go', text: 'ctx, task := trace.NewTask(ctx, "request")\ndefer task.End()' },
        },
      ],
    })
  },
})
