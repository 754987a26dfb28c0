import type { GcSummary } from '../../../../shared/contract/caseCalls.ts'
import type { ReportBlock } from '../../../../shared/records/index.ts'
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatFigure,
  formatNumber,
  formatShare,
} from '../../../../shared/units/format.ts'
import { gcSummary } from '../../analysis/index.ts'
import type { ReportContext } from '../context.ts'
import { lifeOfFinding } from '../findingFigure.ts'
import type { ReportLife } from '../input.ts'
import { cell, paragraph } from '../inline.ts'
import { lifeFigures } from './lifeFigures.ts'
import { profileBlocks } from './profileGrowth.ts'

/** Lives that get charts of their own; the others are in the table. */
const DRAWN_LIVES = 4

/** Figures of every life, charts of the ones the findings are about, growth of heap profiles; null without logs and profiles. */
export function analysisSection(context: ReportContext): ReportBlock[] | null {
  const { input, say } = context
  const lives = input.lives.flatMap((entry) => {
    const summary = gcSummary(entry.cycles)
    return summary ? [{ entry, summary }] : []
  })
  const blocks: ReportBlock[] = []
  if (lives.length > 0) {
    blocks.push({
      kind: 'heading',
      level: 2,
      id: 'analysis-gc',
      number: null,
      text: say('Garbage collection', '垃圾回收'),
    })
    blocks.push(...gcTables(context, lives))
    const drawn = mostTelling(context, lives)
    for (const { entry, summary } of drawn) {
      blocks.push({
        kind: 'heading',
        level: 2,
        id: `analysis-life-${entry.life.id}`,
        number: null,
        text: context.lifeName(entry.life),
      })
      blocks.push(...lifeFigures(context, entry, summary))
    }
    if (drawn.length < lives.length)
      blocks.push(
        paragraph(
          say(
            `Charts are drawn for ${drawn.length} of ${lives.length} lives: those the findings cite, then the longest.`,
            `共 ${lives.length} 段进程，仅为其中 ${drawn.length} 段绘图：先取各项发现所引用的，再取最长的。`,
          ),
          'faint',
        ),
      )
  }
  blocks.push(...profileBlocks(context))
  return blocks.length === 0 ? null : blocks
}

interface LifeWithSummary {
  entry: ReportLife
  summary: GcSummary
}

/** Lives cited by findings first, in the findings' order, then the longest; shown in time order. */
function mostTelling(context: ReportContext, lives: readonly LifeWithSummary[]): LifeWithSummary[] {
  const cited = context.findings.map(lifeOfFinding)
  const rank = ({ entry }: LifeWithSummary): number => {
    const at = cited.indexOf(entry.life.id)
    return at < 0 ? cited.length : at
  }
  return [...lives]
    .sort((a, b) => rank(a) - rank(b) || b.entry.life.durationNs - a.entry.life.durationNs)
    .slice(0, DRAWN_LIVES)
    .sort((a, b) => lives.indexOf(a) - lives.indexOf(b))
}

/** One column per life reads best for few lives; one row per life for many. */
function gcTables(context: ReportContext, lives: readonly LifeWithSummary[]): ReportBlock[] {
  const { say } = context
  const shown = lives.slice(0, 3)
  const isWide = lives.length <= 3
  const rows = figureRows(context)
  if (isWide) {
    return [
      context.table({
        id: 'table-gc',
        caption: say('Garbage collection over each life.', '各段进程的垃圾回收数据。'),
        columns: [
          { title: say('Figure', '指标'), align: 'left' },
          ...shown.map(({ entry }) => ({ title: context.lifeName(entry.life), align: 'right' as const })),
        ],
        rows: rows.map(({ name, value }) => [
          cell(name),
          ...shown.map(({ summary, entry }) => cell(value(summary, entry))),
        ]),
      }),
    ]
  }
  const brief = rows.filter(({ isBrief }) => isBrief)
  return [
    context.table({
      id: 'table-gc',
      caption: say('Garbage collection over each life.', '各段进程的垃圾回收数据。'),
      columns: [
        { title: say('Life', '进程'), align: 'left' },
        ...brief.map(({ name }) => ({ title: name, align: 'right' as const })),
      ],
      rows: lives.map(({ entry, summary }) => [
        cell(context.lifeName(entry.life)),
        ...brief.map(({ value }) => cell(value(summary, entry))),
      ]),
    }),
  ]
}

interface FigureRow {
  name: string
  value: (summary: GcSummary, life: ReportLife) => string
  isBrief?: boolean
}

function figureRows({ say }: ReportContext): FigureRow[] {
  return [
    { name: say('GC cycles', 'GC 周期数'), value: (summary) => formatCount(summary.cycles), isBrief: true },
    {
      name: say('of them forced / periodic', '其中强制 / 定期'),
      value: (summary) => `${formatCount(summary.forced)} / ${formatCount(summary.periodic)}`,
    },
    { name: say('Observed', '观测时长'), value: (summary) => formatDuration(summary.spanNs), isBrief: true },
    { name: say('Cycles per minute', '每分钟周期数'), value: (summary) => formatNumber(summary.cyclesPerMinute, 1) },
    {
      name: say('Pause per cycle, median', '每周期暂停，中位数'),
      value: ({ pause }) => formatDuration(pause.medianNs),
    },
    {
      name: say('Pause per cycle, 99th percentile', '每周期暂停，P99'),
      value: ({ pause }) => formatDuration(pause.p99Ns),
      isBrief: true,
    },
    {
      name: say('Longest pause', '最长暂停'),
      value: ({ pause }) => `${formatDuration(pause.maxNs)} (gc ${formatCount(pause.maxCycle)})`,
    },
    { name: say('GC share of CPU', 'GC 占 CPU'), value: (summary) => formatShare(summary.gcCpuShare), isBrief: true },
    {
      name: say('Mark assist share of CPU', '标记辅助占 CPU'),
      value: (summary) => formatShare(summary.assistShare),
      isBrief: true,
    },
    {
      name: say('Allocation rate', '分配速率'),
      value: ({ allocationBytesPerSecond: rate }) =>
        rate === null ? '–' : `${formatBytes(rate.value)}/s ± ${formatBytes(rate.errorBytesPerSecond)}/s`,
    },
    {
      name: say('Live heap, first → last', '存活堆，首 → 末'),
      value: ({ liveHeap }) => `${formatBytes(liveHeap.firstBytes)} → ${formatBytes(liveHeap.lastBytes)}`,
      isBrief: true,
    },
    {
      name: say('Live heap trend, warm-up included', '存活堆趋势（含预热）'),
      value: ({ liveHeapTrend: trend }) => (trend === null ? '–' : formatFigure(trend.perMinute, 'bytes/min')),
      isBrief: true,
    },
    {
      name: say('95 % interval of the trend', '趋势的 95 % 区间'),
      value: ({ liveHeapTrend: trend }) =>
        trend === null ? '–' : `${formatFigure(trend.low, 'bytes/min')} – ${formatFigure(trend.high, 'bytes/min')}`,
    },
    {
      name: say('Heap goal, lowest – highest', '堆目标，最低 – 最高'),
      value: ({ goal }) => (goal === null ? '–' : `${formatBytes(goal.minBytes)} – ${formatBytes(goal.maxBytes)}`),
    },
    {
      name: say('Cycles that ended above their goal', '结束时超出目标的周期'),
      value: (summary) => formatCount(summary.overshoots),
    },
  ]
}
