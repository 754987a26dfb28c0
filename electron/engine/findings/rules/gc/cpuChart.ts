// GC CPU over a life in slices, split into assists and the rest: the chart of the rules about CPU.
import type { FindingChart } from '../../../../../shared/records/index.ts'
import type { costShare } from '../../../analysis/index.ts'
import { cycleCpuNs, cycleEndNs, cyclesBetween } from '../../../analysis/index.ts'
import type { LifeFacts } from '../../rule.ts'
import { SECOND, atMs, axisOf, round } from '../../lives.ts'
import { localText } from '../../words.ts'

/** Slices of a chart: enough to see a change, few enough that each holds several cycles. */
const SLICES = 80

/** Shares of the Ps' time by slices of equal length (a second at least), with the limits as lines. */
export function cpuChart(facts: LifeFacts, warn: number, critical: number): FindingChart {
  const { cycles } = facts
  const first = cycles.startNs[0] as number
  const end = cycleEndNs(cycles, cycles.length - 1)
  const slices = Math.max(1, Math.min(SLICES, Math.floor((end - first) / SECOND)))
  const x: number[] = []
  const all: number[] = []
  const assists: number[] = []
  for (let slice = 0; slice < slices; slice++) {
    const from = first + ((end - first) * slice) / slices
    const to = first + ((end - first) * (slice + 1)) / slices
    const rows = cyclesBetween(cycles, from, to - 1)
    // CPU of the slice's cycles over the slice's own time: costShare relates to the cycles' time, so it is scaled.
    const procs = (cycles.procs[Math.min(rows.from, cycles.length - 1)] as number) || 1
    const covered = (cost: Parameters<typeof costShare>[1]): number => {
      let spent = 0
      for (let row = rows.from; row < rows.to; row++) spent += cost(cycles, row)
      return round(spent / ((to - from) * procs), 4)
    }
    x.push(round(atMs(facts, (from + to) / 2), 3))
    all.push(covered(cycleCpuNs))
    assists.push(covered((columns, row) => columns.assistCpuNs[row] as number))
  }
  return {
    title: localText('Share of CPU taken by GC', 'GC 的 CPU 占比'),
    unit: 'share',
    axis: axisOf(facts),
    series: [
      { name: localText('all GC work', '全部 GC 工作'), role: 'main', x, y: all },
      { name: localText('mark assists', '标记辅助'), role: 'context', x, y: assists },
    ],
    limits: [
      { value: warn, label: localText('warning', '警告'), severity: 'warning' },
      { value: critical, label: localText('critical', '严重'), severity: 'critical' },
    ],
  }
}
