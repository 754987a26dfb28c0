import { clearTrace, foundInTrace, most, placeText, traceRule, ofRow } from '../../traces.ts'
import { formatCount, formatDuration, localText } from '../../words.ts'

/** The scheduler asks a goroutine to stop after 10 ms; since Go 1.14 by a signal that works almost anywhere. */
export const longRun = traceRule({
  id: 'trace/long-run',
  title: localText('A goroutine ran for long without a stop', '有 goroutine 长时间不停地运行'),
  goVersions: 'go1.14+',
  limits: {
    longest: { title: localText('Longest run without a stop', '最长连续运行'), unit: 'ns', value: 100e6 },
  },

  judge(trace, limits) {
    const groups = most(
      trace.table('groups').filter(({ isSystem }) => !isSystem),
      ({ figures }) => figures.longestRunNs.max ?? 0,
      3,
    )
    const [worst] = groups
    const longest = worst?.figures.longestRunNs.max ?? 0
    const text = formatDuration(longest)
    if (worst === undefined || longest < limits.longest)
      return clearTrace(
        localText(`no goroutine ran longer than ${text} at a stretch`, `没有 goroutine 连续运行超过 ${text}`),
      )
    const name = placeText(worst.name)
    return foundInTrace({
      severity: 'warning',
      likelihood: 'likely',
      confidence: 'medium',
      confidenceReason: localText(
        'How long the goroutine held its proc is exact. Whether its thread really ran all that time the trace does not show: the system may have taken the CPU away.',
        'goroutine 占有 P 的时长是精确的。其线程是否一直在运行，跟踪中没有：系统可能收回了 CPU。',
      ),
      claim: localText(
        `A goroutine of ${name.en} held its proc for ${text} at a stretch.`,
        `${name['zh-CN']} 的一个 goroutine 连续占有 P ${text}。`,
      ),
      summary: localText(
        `After 10 ms the runtime asks a running goroutine to make room. One of ${name.en} went on for ${text}. So it was in code that can not be interrupted (assembly, a call into the runtime, asyncpreemptoff=1), or the system did not run its thread. While it goes on, a stop of the world has to wait for it, and its proc runs nothing else.`,
        `运行 10 ms 后运行时会请求 goroutine 让位。${name['zh-CN']} 的一个持续了 ${text}，说明它处于不可中断的代码中（汇编、运行时内部调用、asyncpreemptoff=1），或系统没有运行其线程。在此期间停止世界必须等它，其 P 也无法运行别的。`,
      ),
      figures: [
        {
          name: localText('Longest run', '最长运行'),
          value: Math.round(longest),
          limit: limits.longest,
          unit: 'ns',
          isMain: true,
        },
      ],
      shows: groups.map((row) => {
        const { name: of, figures, goroutines } = row
        return ofRow(
          'groups',
          row,
          localText(
            `${placeText(of).en}: up to ${formatDuration(figures.longestRunNs.max ?? 0)} at a stretch (${formatCount(goroutines)} goroutines)`,
            `${placeText(of)['zh-CN']}：最长连续 ${formatDuration(figures.longestRunNs.max ?? 0)}（${formatCount(goroutines)} 个 goroutine）`,
          ),
        )
      }),
      refutation: [
        localText(
          'The container was throttled in that moment: the thread stood, the goroutine did nothing. See nr_throttled in cpu.stat.',
          '当时容器被限流：线程停着，goroutine 什么也没做。查看 cpu.stat 的 nr_throttled。',
        ),
      ],
      remedies: [
        {
          title: localText('Do long work in pieces', '将长工作分块'),
          text: localText(
            'Give large inputs to assembly routines (hashes, compression, encryption) in pieces of some hundred kilobytes.',
            '向汇编例程（哈希、压缩、加密）输入大数据时，以数百 KB 为单位分块。',
          ),
          code: { language: 'go', text: 'for chunk := range slices.Chunk(data, 256<<10) {\n\th.Write(chunk)\n}' },
        },
      ],
      functions: [worst.name],
    })
  },
})
