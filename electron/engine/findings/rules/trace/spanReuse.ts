import { clearTrace, foundInTrace, most, traceRule, ofRow } from '../../traces.ts'
import { COMMANDS, formatBytes, formatCount, formatShare, localText } from '../../words.ts'

/** Spans of a class that are held though few of their slots are used: memory that only this class can use. */
export const spanReuse = traceRule({
  id: 'trace/span-reuse',
  title: localText('Heap spans are held for few objects', '堆 span 被少量对象占住'),
  goVersions: 'go1.23+',
  minNs: 0,
  limits: {
    fragmentation: {
      title: localText('Unused share of held spans', '占住的 span 中未用占比'),
      unit: 'share',
      value: 0.5,
    },
    minBytes: { title: localText('Unused bytes, at least', '未用字节，至少'), unit: 'bytes', value: 4 * 1_048_576 },
  },
  lacks: ({ alloc }) =>
    alloc === null
      ? {
          missing: localText(
            'Needs an execution trace with the alloc/free experiment.',
            '需要带分配/释放实验的执行跟踪。',
          ),
          command: COMMANDS.allocTrace,
        }
      : null,

  judge(trace, limits) {
    const classes = trace.table('spanClasses').filter(({ fragmentation }) => fragmentation !== null)
    const lost = ({ heldBytes, usedBytes }: { heldBytes: number; usedBytes: number }): number => heldBytes - usedBytes
    const bad = classes.filter(
      (row) => (row.fragmentation ?? 0) >= limits.fragmentation && lost(row) >= limits.minBytes,
    )
    const held = classes.reduce((sum, { heldBytes }) => sum + heldBytes, 0)
    const unused = classes.reduce((sum, row) => sum + lost(row), 0)
    const { spanAllocs, reuses, partReuses } = trace.alloc ?? { spanAllocs: 0, reuses: 0, partReuses: 0 }
    const reuse = spanAllocs > 0 ? formatShare((reuses + partReuses) / spanAllocs) : formatShare(0)
    const [worst] = most(bad, lost, 1)
    if (worst === undefined)
      return clearTrace(
        localText(
          `${formatBytes(unused)} of ${formatBytes(held)} in spans unused; ${reuse} of span allocations in memory a span had before`,
          `span 共 ${formatBytes(held)}，未用 ${formatBytes(unused)}；${reuse} 的 span 分配使用了先前 span 的内存`,
        ),
      )
    return foundInTrace({
      severity: 'warning',
      likelihood: 'veryLikely',
      confidence: 'high',
      claim: localText(
        `Spans of ${worst.class} hold ${formatBytes(worst.heldBytes)} for ${formatBytes(worst.usedBytes)} of objects.`,
        `${worst.class} 的 span 占住 ${formatBytes(worst.heldBytes)}，对象仅用 ${formatBytes(worst.usedBytes)}。`,
      ),
      summary: localText(
        `A span serves objects of one size; it is given back only when the last of them is gone. At the end of the trace ${formatCount(worst.live)} spans of ${worst.class} are ${formatShare(worst.fragmentation ?? 0)} empty: ${formatBytes(lost(worst))} that no other size can use. Over all classes ${formatBytes(unused)} of ${formatBytes(held)} are unused, and ${reuse} of ${formatCount(spanAllocs)} span allocations took memory that a span had before.`,
        `一个 span 只服务一种大小的对象，最后一个对象消失后才归还。跟踪结束时 ${worst.class} 的 ${formatCount(worst.live)} 个 span 有 ${formatShare(worst.fragmentation ?? 0)} 为空：${formatBytes(lost(worst))} 无法供其他大小使用。所有类别共 ${formatBytes(held)} 中 ${formatBytes(unused)} 未用；${formatCount(spanAllocs)} 次 span 分配中 ${reuse} 使用了先前 span 的内存。`,
      ),
      figures: [
        {
          name: localText('Unused share', '未用占比'),
          value: worst.fragmentation ?? 0,
          limit: limits.fragmentation,
          unit: 'share',
          isMain: true,
        },
        { name: localText('Unused bytes', '未用字节'), value: lost(worst), limit: limits.minBytes, unit: 'bytes' },
      ],
      shows: most(bad, lost, 4).map((row) =>
        ofRow(
          'spanClasses',
          row,
          localText(
            `${row.class}: ${formatCount(row.live)} spans, ${formatBytes(row.usedBytes)} used of ${formatBytes(row.heldBytes)}`,
            `${row.class}：${formatCount(row.live)} 个 span，${formatBytes(row.heldBytes)} 中使用 ${formatBytes(row.usedBytes)}`,
          ),
        ),
      ),
      refutation: [
        localText(
          'The next burst of objects of this size fills the same spans again.',
          '下一次该大小的分配高峰会重新填满这些 span。',
        ),
      ],
      remedies: [
        {
          title: localText('Let objects of one age live together', '让同龄对象放在一起'),
          text: localText(
            'A few long-lived objects between many short-lived ones of the same size keep whole spans. Copy what stays into a slice of its own after the burst, or keep it by value.',
            '同样大小的短命对象之间夹着少量长命对象会占住整个 span。高峰过后将留存的复制到单独的切片，或按值保存。',
          ),
          code: {
            language: 'go',
            text: 'kept := make([]Item, 0, n)\nfor _, p := range survivors {\n\tkept = append(kept, *p)\n}',
          },
        },
      ],
    })
  },
})
