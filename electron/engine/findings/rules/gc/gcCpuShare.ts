import { costShare, cycleCpuNs, worstWindow, type WorstWindow } from '../../../analysis/index.ts'
import { clear, defineRule, found, type FindingDraft, type LifeFacts } from '../../rule.ts'
import {
  NANOS_PER_MINUTE,
  SECOND,
  cyclesEvidence,
  cyclesText,
  judgedLives,
  lifeAnchor,
  noLives,
  round,
  rowsRange,
  skippedText,
} from '../../lives.ts'
import { formatCount, formatDuration, formatShare, joined, lifeName, listed, localText } from '../../words.ts'
import { cpuChart } from './cpuChart.ts'

/**
 * What GC takes from the program, from the CPU figures of each cycle. `U%` of the line is an average since program start and
 * hides a bad minute late in a life. Idle marking is left out: it uses Ps that had nothing else to do.
 */
export const gcCpuShare = defineRule({
  id: 'gc/cpu-share',
  version: 1,
  title: localText('GC takes a large share of the CPU', 'GC 占用大量 CPU'),
  goVersions: 'go1.5+',
  limits: {
    minCycles: { title: localText('GC cycles, at least', 'GC 周期，至少'), unit: 'count', value: 10 },
    minTime: { title: localText('Length of the life, at least', '运行时长，至少'), unit: 'ns', value: 30 * SECOND },
    window: { title: localText('Window looked at', '考察的时间窗'), unit: 'ns', value: NANOS_PER_MINUTE },
    warn: { title: localText('Share of CPU in the worst window', '最差时间窗的 CPU 占比'), unit: 'share', value: 0.1 },
    critical: { title: localText('… critical', '……严重'), unit: 'share', value: 0.25 },
  },

  evaluate(facts, limits) {
    const { judged, skipped } = judgedLives(facts, limits.minCycles, limits.minTime)
    if (judged.length === 0) return noLives(facts, limits.minCycles, limits.minTime)
    const measured = judged.map((life) => ({
      life,
      worst: worstWindow(life.cycles, limits.window, cycleCpuNs) as WorstWindow,
      whole: costShare(life.cycles, cycleCpuNs),
    }))
    const high = measured.filter(({ worst }) => worst.share >= limits.warn)
    if (high.length > 0)
      return found(high.map(({ life, worst, whole }) => finding(life, worst, whole, facts.lives, limits)))
    const texts = measured.map(({ life, worst, whole }) => {
      const name = lifeName(life, facts.lives)
      const [most, mean] = [formatShare(worst.share), formatShare(whole)]
      const span = formatDuration(worst.spanNs)
      return localText(
        `${name.en}: at most ${most} of the CPU in any ${span}, ${mean} over the life`,
        `${name['zh-CN']}：任意 ${span} 内至多占 CPU 的 ${most}，全程 ${mean}`,
      )
    })
    return clear(joined([listed(texts), skippedText(skipped)], '. ', '。'))
  },
})

function finding(
  facts: LifeFacts,
  worst: WorstWindow,
  whole: number,
  lives: readonly LifeFacts[],
  limits: Record<'warn' | 'critical', number>,
): FindingDraft {
  const name = lifeName(facts, lives)
  const isCritical = worst.share >= limits.critical
  const share = formatShare(worst.share)
  const span = formatDuration(worst.spanNs)
  const cycles = worst.to - worst.from
  const procs = facts.cycles.procs[worst.from] as number
  const assist = costShare(facts.cycles, (columns, row) => columns.assistCpuNs[row] as number, worst)
  const background = costShare(facts.cycles, (columns, row) => columns.backgroundCpuNs[row] as number, worst)
  return {
    anchor: lifeAnchor(facts),
    severity: isCritical ? 'critical' : 'warning',
    likelihood: 'certain',
    confidence: facts.life.missingCycles === 0 && cycles >= 10 ? 'high' : 'medium',
    confidenceReason: localText(
      `Summed from the CPU figures of ${formatCount(cycles)} cycles over the time of ${formatCount(procs)} Ps. The two pauses are clock time × Ps as the runtime computes them; sweeping is not in gctrace, so the true share is a little higher. ${facts.life.missingCycles === 0 ? 'No cycle is missing.' : 'Cycles are missing from the log, so the share is a lower bound.'}`,
      `由 ${formatCount(cycles)} 个周期的 CPU 数值相加，除以 ${formatCount(procs)} 个 P 的时间。两次暂停按运行时的算法为时长 × P 数；gctrace 不含清扫，因此真实占比略高。${facts.life.missingCycles === 0 ? '没有缺失周期。' : '日志有缺失周期，因此这是下限。'}`,
    ),
    claim: localText(
      `GC took ${share} of the CPU in the worst ${span}${isCritical ? ', more than the quarter the runtime itself aims at while marking' : ''}.`,
      `在最差的 ${span} 内，GC 占用了 ${share} 的 CPU${isCritical ? '，超过运行时在标记期间自身瞄准的四分之一' : ''}。`,
    ),
    summary: localText(
      `In ${name.en}, GC used ${share} of the CPU time of ${formatCount(procs)} Ps in its worst ${span} (${formatCount(cycles)} cycles): mark assists by the program's own goroutines ${formatShare(assist)}, background mark workers ${formatShare(background)}, the rest in the two pauses. Over the whole life it is ${formatShare(whole)}; idle marking is not counted. GC cost per unit of time rises with the live heap that must be marked and with how often a cycle is needed, that is with allocation rate over the room between live heap and heap goal.`,
      `在 ${name['zh-CN']} 中，最差的 ${span}（${formatCount(cycles)} 个周期）里 GC 用去 ${formatCount(procs)} 个 P 的 CPU 时间的 ${share}：其中程序自身 goroutine 的标记辅助 ${formatShare(assist)}，后台标记 ${formatShare(background)}，其余为两次暂停。全程为 ${formatShare(whole)}；空闲标记不计。单位时间的 GC 开销随需标记的存活堆增大，也随周期频度增大，即取决于分配速率与存活堆到堆目标之间余量之比。`,
    ),
    figures: [
      {
        name: localText('Share of CPU, worst window', 'CPU 占比，最差时间窗'),
        value: round(worst.share, 4),
        limit: isCritical ? limits.critical : limits.warn,
        unit: 'share',
        isMain: true,
      },
      { name: localText('Share of CPU, whole life', 'CPU 占比，全程'), value: round(whole, 4), unit: 'share' },
      { name: localText('of it mark assists', '其中标记辅助'), value: round(assist, 4), unit: 'share' },
      { name: localText('of it background marking', '其中后台标记'), value: round(background, 4), unit: 'share' },
      {
        name: localText('GC cycles per minute there', '该时段每分钟 GC 周期'),
        value: round((cycles / worst.spanNs) * NANOS_PER_MINUTE, 1),
        unit: 'count/min',
      },
    ],
    evidence: [
      cyclesEvidence(
        facts,
        worst,
        joined([cyclesText(facts, worst), localText(`GC CPU ${share}`, `GC CPU ${share}`)], ': ', '：'),
      ),
    ],
    refutation: [
      localText(
        'The Ps stood idle meanwhile, so nobody waited for that CPU. Open: compare with the CPU use of the container.',
        '当时 P 处于空闲，没有人等待这些 CPU。待定：与容器的 CPU 使用对照。',
      ),
      localText(
        'A CPU profile of that time shows gcBgMarkWorker and gcAssistAlloc well below this share.',
        '该时段的 CPU 剖析中，gcBgMarkWorker 与 gcAssistAlloc 远低于此占比。',
      ),
    ],
    remedies: [
      {
        title: localText('Bring the live heap back down first', '先把存活堆降下来'),
        text: localText(
          'If the live heap grows or a memory limit holds the goal, both of which this case says where they hold, less retention is the only lasting remedy.',
          '若存活堆在增长，或内存限制压住了堆目标（如是，本案例会另行指出），减少持有才是根本办法。',
        ),
      },
      {
        title: localText('Give GC more room', '给 GC 更多余量'),
        text: localText(
          'With memory to spare, a higher GOGC makes cycles rarer in proportion; set GOMEMLIMIT a little below the container limit as a safety net.',
          '若内存有余，调高 GOGC 会按比例减少周期；并把 GOMEMLIMIT 设为略低于容器上限作为保护。',
        ),
        code: { language: 'sh', text: 'GOGC=200 GOMEMLIMIT=900MiB ./service   # container limit 1 GiB' },
      },
      {
        title: localText('Allocate less on the hot path', '在热路径上减少分配'),
        text: localText(
          'An allocs profile shows who allocates most; reuse buffers and size slices and maps up front.',
          'allocs 剖析可看出分配最多者；复用缓冲区，并为切片与 map 预设容量。',
        ),
        code: { language: 'sh', text: 'go tool pprof -sample_index=alloc_space allocs.pb.gz' },
      },
    ],
    range: rowsRange(facts, worst),
    functions: [],
    subject: name,
    chart: cpuChart(facts, limits.warn, limits.critical),
  }
}
