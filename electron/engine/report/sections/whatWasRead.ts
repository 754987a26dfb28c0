// The first sentence of the summary: every kind of source that the case rests on, and when it was collected.
import { counted } from '../../../../shared/lib/counted.ts'
import type { SourceKind } from '../../../../shared/records/index.ts'
import { formatCount } from '../../../../shared/units/format.ts'
import type { ReportContext } from '../context.ts'
import { casePeriod } from '../period.ts'

interface Phrase {
  one: string
  many: string
  zh: string
}

/** In the order they are named. */
const PHRASES: readonly [SourceKind, Phrase][] = [
  ['gctrace', { one: 'gctrace log', many: 'gctrace logs', zh: '份 gctrace 日志' }],
  ['runtimeLog', { one: 'runtime log', many: 'runtime logs', zh: '份运行时日志' }],
  ['profile', { one: 'profile', many: 'profiles', zh: '份剖析' }],
  ['gotrace', { one: 'execution trace', many: 'execution traces', zh: '份执行跟踪' }],
  ['goroutines', { one: 'source of goroutine dumps', many: 'sources of goroutine dumps', zh: '份 goroutine 转储' }],
  ['metrics', { one: 'source of statistics', many: 'sources of statistics', zh: '份统计数据' }],
  ['osMemory', { one: 'source of system memory', many: 'sources of system memory', zh: '份系统内存数据' }],
  ['allocEvents', { one: 'log of allocation events', many: 'logs of allocation events', zh: '份分配事件日志' }],
  ['benchmark', { one: 'file of benchmark results', many: 'files of benchmark results', zh: '份基准测试结果' }],
]

export function whatWasRead({ input, say }: ReportContext): string {
  const counts = Map.groupBy(input.sources, ({ kind }) => kind)
  const parts = PHRASES.flatMap(([kind, { one, many, zh }]) => {
    const count = counts.get(kind)?.length ?? 0
    if (count === 0) return []
    const cycles = kind === 'gctrace' ? cyclesOf(input.lives) : null
    const number = formatCount(count)
    return [
      say(
        `${counted(count, one, many, number)}${cycles ? ` with ${cycles.en}` : ''}`,
        `${number} ${zh}${cycles ? `（${cycles.zh}）` : ''}`,
      ),
    ]
  })
  if (parts.length === 0) return say('There is no source in the case yet.', '案例中还没有任何来源。')
  const period = casePeriod(input)
  const day = period && dayText(period.from + input.zone.offsetMinutes * 60_000)
  return say(
    `This report rests on ${list(parts)}${day ? `, collected on ${day.en}.` : `; ${input.sources.length === 1 ? 'it carries no' : 'none of them carries a'} wall-clock time.`}`,
    `本报告依据 ${parts.length === 1 ? parts.join('') : `${parts.slice(0, -1).join('、')}和 ${parts.at(-1)}`}${day ? `，采集于 ${day.zh}。` : `；${input.sources.length === 1 ? '它' : '它们都'}没有墙上时钟时间。`}`,
  )
}

/** `a, b and c` */
const list = (parts: readonly string[]): string =>
  parts.length === 1 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`

function cyclesOf(lives: ReportContext['input']['lives']): { en: string; zh: string } {
  const cycles = lives.reduce((sum, { cycles: columns }) => sum + columns.length, 0)
  const [cycle, life] = [formatCount(cycles), formatCount(lives.length)] as const
  return {
    en: `${counted(cycles, 'GC cycle', 'GC cycles', cycle)} of ${counted(lives.length, 'process life', 'process lives', life)}`,
    zh: `${life} 段进程，共 ${cycle} 个 GC 周期`,
  }
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** Date of a time already shifted to the zone it is shown in. */
function dayText(epochMs: number): { en: string; zh: string } {
  const at = new Date(epochMs)
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()]
  return {
    en: `${day} ${MONTHS[month] ?? ''} ${year}`,
    zh: `${year} 年 ${month + 1} 月 ${day} 日`,
  }
}
