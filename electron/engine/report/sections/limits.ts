import type { ImportIssue, ReportBlock, Source } from '../../../../shared/records/index.ts'
import { formatBytes, formatCount, formatFigure } from '../../../../shared/units/format.ts'
import { formatTimeError } from '../../../../shared/units/time.ts'
import type { ReportContext } from '../context.ts'
import { cell, code, lineBreak, paragraph, text } from '../inline.ts'
import { ISSUE } from '../words.ts'
import { notCollected } from './notCollected.ts'

/** What was not there, what was lost in reading, and how exact the figures can be. Never left out by itself. */
export function limitsSection(context: ReportContext): ReportBlock[] {
  return [
    ...measurement(context),
    ...missingRules(context),
    ...notCollected(context),
    ...importIssues(context),
    ...unplaced(context),
    ...leftOut(context),
  ]
}

function measurement(context: ReportContext): ReportBlock[] {
  const { input, say } = context
  const items: string[] = []
  if (input.lives.length > 0)
    items.push(
      say(
        'gctrace prints heap sizes in whole MiB, cut off: every heap figure is up to 1 MiB too low. Times have two or three significant digits.',
        'gctrace 以整 MiB（舍去小数）打印堆大小，因此每个堆数据最多偏低 1 MiB；时间只有两到三位有效数字。',
      ),
      say(
        'gctrace does not say why a cycle was started, apart from “forced”. “Periodic” is judged from two minutes without a cycle; a memory limit leaves no mark.',
        '除“强制”外，gctrace 不说明周期为何启动。“定期”是依据两分钟无周期推断的；内存限制不留任何标记。',
      ),
    )
  const periods = [
    ...new Set(
      input.profiles
        .filter(({ summary }) => summary.type === 'heap' && summary.period > 1)
        .map(({ summary }) => summary.period),
    ),
  ]
  if (periods.length > 0) {
    const rate = periods.map((period) => formatBytes(period)).join(', ')
    items.push(
      say(
        `Heap profiles are samples, one allocation per ${rate} on average. Small call paths may be missing, and in-use figures lag by up to two GC cycles.`,
        `堆剖析是采样数据，平均每分配 ${rate} 采样一次。较小的调用路径可能缺失，在用数据最多滞后两个 GC 周期。`,
      ),
    )
  }
  const worst = worstPlacement(input.sources)
  if (worst)
    items.push(
      say(
        `Sources are placed in time to within ${formatTimeError(worst.placement?.errorMs ?? 0)} at worst (${worst.path}).`,
        `各来源在时间上的定位误差最大为 ${formatTimeError(worst.placement?.errorMs ?? 0)}（${worst.path}）。`,
      ),
    )
  const lost = input.lives.reduce((sum, { life }) => sum + life.missingCycles, 0)
  if (lost > 0)
    items.push(
      say(
        `${formatCount(lost)} GC cycle numbers are missing between the first and the last of their logs: those lines were lost before import.`,
        `日志首末周期之间缺少 ${formatCount(lost)} 个 GC 周期号：这些行在导入之前已经丢失。`,
      ),
    )
  if (items.length === 0) return []
  return [
    {
      kind: 'heading',
      level: 2,
      id: 'limits-measurement',
      number: null,
      text: say('How exact the figures are', '数据的精确程度'),
    },
    { kind: 'list', ordered: false, items: items.map((item) => [text(item)]) },
  ]
}

function worstPlacement(sources: readonly Source[]): Source | null {
  return sources.reduce<Source | null>(
    (worst, source) => ((source.placement?.errorMs ?? 0) > (worst?.placement?.errorMs ?? 0) ? source : worst),
    null,
  )
}

function missingRules(context: ReportContext): ReportBlock[] {
  const { say, pick, input } = context
  const missing = input.outcomes.filter(({ outcome }) => outcome === 'notApplicable')
  if (missing.length === 0) return []
  return [
    {
      kind: 'heading',
      level: 2,
      id: 'limits-rules',
      number: null,
      text: say('What could not be looked at', '未能检查的内容'),
    },
    context.table({
      id: 'table-missing',
      caption: say(
        'Rules that lacked evidence, and what would collect it next time.',
        '缺少证据的规则，以及下次采集所需证据的命令。',
      ),
      columns: [
        { title: say('Question', '问题'), align: 'left' },
        { title: say('What is missing, and how to collect it', '缺少什么，如何采集'), align: 'left' },
      ],
      rows: missing.map(({ title, reason, command }) => [
        cell(pick(title)),
        [text(reason === null ? '–' : pick(reason)), ...(command === null ? [] : [lineBreak, code(command)])],
      ]),
    }),
  ]
}

function importIssues(context: ReportContext): ReportBlock[] {
  const { say, pick, input } = context
  const rows = input.issues.flatMap(({ sourceId, issues }) => issues.map((issue) => ({ sourceId, issue })))
  const heading: ReportBlock = {
    kind: 'heading',
    level: 2,
    id: 'limits-issues',
    number: null,
    text: say('What was lost or guessed while reading', '读取时丢失或推测的内容'),
  }
  if (rows.length === 0)
    return [
      heading,
      paragraph(
        input.sources.length === 0
          ? say('There are no sources.', '没有任何来源。')
          : say('Nothing: every source was read completely.', '无：所有来源均已完整读取。'),
      ),
    ]
  return [
    heading,
    context.table({
      id: 'table-issues',
      caption: say('Import issues by source.', '各来源的导入问题。'),
      columns: [
        { title: say('Source', '来源'), align: 'left' },
        { title: say('Kind', '类别'), align: 'left' },
        { title: say('What', '内容'), align: 'left' },
        { title: say('First at', '首次位置'), align: 'left' },
        { title: say('Times', '次数'), align: 'right' },
      ],
      rows: rows.map(({ sourceId, issue }) => [
        [context.sourceReference(sourceId)],
        cell(pick(ISSUE[issue.severity])),
        [text(issue.message), lineBreak, code(issue.code)],
        cell(place(context, issue)),
        cell(formatCount(issue.count)),
      ]),
    }),
  ]
}

function place({ say }: ReportContext, { at }: ImportIssue): string {
  if (at.line !== undefined) return say(`line ${formatCount(at.line)}`, `第 ${formatCount(at.line)} 行`)
  return at.byte === undefined ? '–' : say(`byte ${formatCount(at.byte)}`, `字节 ${formatCount(at.byte)}`)
}

function unplaced(context: ReportContext): ReportBlock[] {
  const { say, input } = context
  const sources = input.sources.filter(({ placement }) => placement === null)
  if (sources.length === 0) return []
  return [
    {
      kind: 'heading',
      level: 2,
      id: 'limits-unplaced',
      number: null,
      text: say('Sources without a place in time', '无法定位时间的来源'),
    },
    {
      kind: 'list',
      ordered: false,
      items: sources.map(({ id, path }) => [context.sourceReference(id), text(say(`: ${path}`, `：${path}`))]),
    },
  ]
}

/** Choices of the people who made the report, told to its readers. */
function leftOut({ say, excluded, findings, input }: ReportContext): ReportBlock[] {
  const items: string[] = []
  if (excluded.length > 0)
    items.push(
      say(
        `Left out of this report by its authors: ${excluded.map(({ label }) => label).join(', ')}.`,
        `作者未将 ${formatCount(excluded.length)} 项发现收入本报告：${excluded.map(({ label }) => label).join('、')}。`,
      ),
    )
  const stale = findings.filter(({ isStale }) => isStale)
  if (stale.length > 0)
    items.push(
      say(
        `${stale.map(({ label }) => label).join(', ')}: no longer given by the latest analysis, kept for the verdict.`,
        `${stale.map(({ label }) => label).join('、')}：最近一次分析已不再给出，因已有结论而保留。`,
      ),
    )
  const tuned = input.outcomes.flatMap(({ limits, title }) =>
    limits.filter(({ value, defaultValue }) => value !== defaultValue).map((limit) => ({ limit, title })),
  )
  if (tuned.length > 0)
    items.push(
      say(
        `Limits changed for this case: ${tuned.map(({ limit, title }) => `${title.en}, ${limit.title.en} ${formatFigure(limit.value, limit.unit)} (${formatFigure(limit.defaultValue, limit.unit)} by default)`).join('; ')}.`,
        `本案例调整过的限值：${tuned.map(({ limit, title }) => `${title['zh-CN']}，${limit.title['zh-CN']} ${formatFigure(limit.value, limit.unit)}（默认 ${formatFigure(limit.defaultValue, limit.unit)}）`).join('；')}。`,
      ),
    )
  if (items.length === 0) return []
  return [
    {
      kind: 'heading',
      level: 2,
      id: 'limits-choices',
      number: null,
      text: say('Choices of the authors', '作者的取舍'),
    },
    { kind: 'list', ordered: false, items: items.map((item) => [text(item)]) },
  ]
}
