// Heap profiles of one process over time: what grew, by function and by call path, and what was allocated against what stayed.
import type { FigureUnit, ReportBlock } from '../../../../shared/records/index.ts'
import {
  formatBytes,
  formatCount,
  formatFigure,
  formatSampleValue,
  formatShare,
} from '../../../../shared/units/format.ts'
import {
  growth,
  profileTop,
  sampleTypeIndex,
  type Growth,
  type ProfileSeries,
  type TimedProfile,
} from '../../analysis/index.ts'
import { growthBars } from '../charts/growthBars.ts'
import type { ReportContext } from '../context.ts'
import { FIGURE_WIDTH } from '../findingFigure.ts'
import type { ReportProfile } from '../input.ts'
import { cell, code, lineBreak, monoCell, paragraph, text } from '../inline.ts'
import { pathGrowth, type PathGrowth } from '../pathGrowth.ts'

/** Profiles of a long series that are read: first, last and evenly spaced ones between. */
const READ_PROFILES = 12
const ROWS = 8
/** Call paths with less of the growth than this are told together. */
const LEAST_SHARE = 0.01
const SERIES = 3

/** Growth of each heap series with two or more profiles; a table of what others hold otherwise. */
export function profileBlocks(context: ReportContext): ReportBlock[] {
  const { input, say } = context
  const byId = new Map(input.profiles.map((profile) => [profile.source.id, profile]))
  const heapSeries = input.series.filter(({ type }) => type === 'heap' || type === 'allocs')
  const grown = heapSeries
    .map((series) => ({ series, profiles: series.sourceIds.flatMap((id) => byId.get(id) ?? []) }))
    .filter(({ profiles }) => profiles.length >= 2)
    .sort((a, b) => b.profiles.length - a.profiles.length)
  const blocks: ReportBlock[] = []
  for (const { series, profiles } of grown.slice(0, SERIES)) blocks.push(...seriesBlocks(context, series, profiles))
  const singles = heapSeries.flatMap(({ sourceIds }) =>
    sourceIds.length === 1 ? (byId.get(sourceIds[0] ?? (0 as never)) ?? []) : [],
  )
  if (grown.length === 0) for (const profile of singles.slice(0, SERIES)) blocks.push(...singleBlocks(context, profile))
  if (grown.length > SERIES)
    blocks.push(
      paragraph(
        say(
          `${grown.length - SERIES} further series of heap profiles ${grown.length - SERIES === 1 ? 'is' : 'are'} in the case and not shown here.`,
          `案例中另有 ${grown.length - SERIES} 组堆剖析，此处未列出。`,
        ),
        'faint',
      ),
    )
  return blocks
}

function seriesBlocks(context: ReportContext, series: ProfileSeries, all: readonly ReportProfile[]): ReportBlock[] {
  const { say } = context
  const profiles = spaced(all, READ_PROFILES)
  const timed = profiles.flatMap((profile): (TimedProfile & { profile: ReportProfile })[] => {
    const columns = profile.columns()
    const typeIndex = sampleTypeIndex(columns, 'inuse_space')
    const timeMs = profile.source.placement?.startMs ?? profile.summary.timeMs
    return typeIndex < 0 || timeMs === null ? [] : [{ profile, columns, typeIndex, timeMs }]
  })
  const [first, last] = [timed[0], timed.at(-1)]
  if (!first || !last || first === last) return []
  const functions = growth(timed)
  const paths = pathGrowth(first, last)
  const life = series.lifeId === null ? undefined : context.life(series.lifeId)
  const title = life ? context.lifeName(life.life) : (series.binary ?? first.profile.source.path)
  const evidence = profileEvidence(context, series)
  const [from, to] = [first, last].map(({ timeMs }) => context.timeOfDay(timeMs))
  return [
    {
      kind: 'heading',
      level: 2,
      id: `analysis-profiles-${first.profile.source.id}`,
      number: null,
      text: say(`Heap profiles: ${title}`, `堆剖析：${title}`),
    },
    paragraph(growthSentence(context, functions, timed.length, from ?? '', to ?? '')),
    pathFigure(context, first.profile, paths, evidence, from ?? '', to ?? ''),
    pathTable(context, first.profile, paths, functions, evidence),
    allocationTable(context, last, evidence),
  ]
}

function spaced<T>(values: readonly T[], most: number): T[] {
  if (values.length <= most) return [...values]
  return Array.from({ length: most }, (_, step) => values[Math.round((step * (values.length - 1)) / (most - 1))] as T)
}

function profileEvidence({ findings }: ReportContext, series: ProfileSeries): string[] {
  const members = new Set(series.sourceIds)
  return [
    ...new Set(
      findings.flatMap(({ evidence }) =>
        evidence
          .filter(({ at }) => at.kind === 'profiles' && at.sourceIds.some((id) => members.has(id)))
          .map(({ id }) => id),
      ),
    ),
  ]
}

function growthSentence(
  { say }: ReportContext,
  { totals, perMinute }: Growth,
  count: number,
  from: string,
  to: string,
): string {
  const [first, last] = [totals[0] ?? 0, totals.at(-1) ?? 0]
  const slope = perMinute
    ? {
        value: formatFigure(perMinute.value, 'bytes/min'),
        low: formatFigure(perMinute.low, 'bytes/min'),
        high: formatFigure(perMinute.high, 'bytes/min'),
      }
    : null
  const isOpen = perMinute !== null && perMinute.low <= 0 && perMinute.high >= 0
  return say(
    `${formatCount(count)} heap profiles between ${from} and ${to}: memory in use went from ${formatBytes(first)} to ${formatBytes(last)} (${signed(last - first)})` +
      (slope ? `, ${slope.value} (95 % interval ${slope.low} – ${slope.high}).` : '.') +
      (isOpen ? ' The interval contains zero, so this is no evidence of a trend.' : '') +
      ' In-use figures are those of the last completed GC cycle before each profile.',
    `${from} 至 ${to} 之间的 ${formatCount(count)} 份堆剖析：在用内存从 ${formatBytes(first)} 变为 ${formatBytes(last)}（${signed(last - first)}）` +
      (slope ? `，${slope.value}（95 % 区间 ${slope.low} – ${slope.high}）。` : '。') +
      (isOpen ? '区间包含零，因此不能作为趋势的证据。' : '') +
      '在用数据以每份剖析之前最后完成的 GC 周期为准。',
  )
}

const signed = (bytes: number): string => (bytes > 0 ? `+${formatBytes(bytes)}` : formatBytes(bytes))
const UNIT: FigureUnit = 'bytes'

function pathFigure(
  context: ReportContext,
  first: ReportProfile,
  paths: PathGrowth,
  evidence: string[],
  from: string,
  to: string,
): ReportBlock {
  const { say } = context
  const rows = byFunction(paths).slice(0, ROWS)
  const top = rows[0]
  const summary = top
    ? say(
        `Memory in use by allocating function, ${from} and ${to}. Most growth: ${top.leaf}, ${signed(top.delta)}.`,
        `按分配函数的在用内存，${from} 与 ${to}。增长最多：${top.leaf}，${signed(top.delta)}。`,
      )
    : say('No function holds memory.', '没有函数持有内存。')
  return context.figure({
    id: `figure-growth-${first.source.id}`,
    caption: say(
      `Memory in use by allocating function at ${from} (grey) and what came on top until ${to} (colour; hatched where it shrank).`,
      `按分配函数的在用内存：灰色为 ${from} 时的值，彩色为到 ${to} 为止的增量（减少者画斜线）。`,
    ),
    summary,
    evidence,
    svg: growthBars({
      id: `growth-${first.source.id}`,
      width: FIGURE_WIDTH,
      summary,
      unit: UNIT,
      bars: rows.map((row) => ({
        name: row.leaf,
        isMono: true,
        first: row.first,
        last: row.last,
        value: signed(row.delta),
      })),
      firstLabel: from,
      lastLabel: say(`growth until ${to}`, `到 ${to} 的增长`),
    }),
    // The table of call paths below has the same figures.
    table: { columns: [], rows: [] },
  })
}

/** Paths of one allocating function together: names in a drawing must tell bars apart. */
function byFunction({ rows }: PathGrowth): { leaf: string; first: number; last: number; delta: number }[] {
  const merged = [...Map.groupBy(rows, ({ leaf }) => leaf)].map(([leaf, paths]) => {
    const [first, last] = [
      paths.reduce((sum, path) => sum + path.first, 0),
      paths.reduce((sum, path) => sum + path.last, 0),
    ]
    return { leaf, first, last, delta: last - first }
  })
  return merged.sort((a, b) => b.delta - a.delta || b.last - a.last)
}

function pathTable(
  context: ReportContext,
  first: ReportProfile,
  paths: PathGrowth,
  functions: Growth,
  evidence: string[],
): ReportBlock {
  const { say } = context
  const total = paths.totalLast - paths.totalFirst
  const share = (delta: number): string => (total > 0 ? formatShare(delta / total) : '–')
  const least = Math.max(Math.abs(total) * LEAST_SHARE, 1)
  const shown = paths.rows.slice(0, ROWS).filter(({ delta }) => Math.abs(delta) >= least)
  const rest = paths.rows.filter((row) => !shown.includes(row))
  const restSum = (pick: (row: PathGrowth['rows'][number]) => number): number =>
    rest.reduce((sum, row) => sum + pick(row), 0)
  const slopes = new Map(functions.rows.map((row) => [row.functionName, row.perMinute]))
  return context.table({
    id: `table-growth-${first.source.id}`,
    caption: say(
      'Growth by call path: the allocating function and its callers below it, nearest first. Per minute is the function’s trend over all profiles, with what it calls.',
      '按调用路径的增长：上为分配函数，下为其调用者，由近及远。“每分钟”为该函数（含其调用）在全部剖析上的趋势。',
    ),
    evidence,
    columns: [
      { title: say('Call path', '调用路径'), align: 'left' },
      { title: say('First', '首份'), align: 'right' },
      { title: say('Last', '末份'), align: 'right' },
      { title: say('Growth', '增长'), align: 'right' },
      { title: say('Share', '占增长'), align: 'right' },
      { title: say('Per minute', '每分钟'), align: 'right' },
    ],
    rows: [
      ...shown.map((row) => [
        [code(row.leaf), ...row.callers.flatMap((caller) => [lineBreak, text('← '), code(caller)])],
        cell(formatBytes(row.first)),
        cell(formatBytes(row.last)),
        cell(signed(row.delta)),
        cell(share(row.delta)),
        cell(slopeText(slopes.get(row.leaf) ?? null)),
      ]),
      ...(rest.length > 0
        ? [
            [
              cell(say(`${formatCount(rest.length)} other call paths`, `其他 ${formatCount(rest.length)} 条调用路径`)),
              cell(formatBytes(restSum((row) => row.first))),
              cell(formatBytes(restSum((row) => row.last))),
              cell(signed(restSum((row) => row.delta))),
              cell(share(restSum((row) => row.delta))),
              cell(''),
            ],
          ]
        : []),
    ],
    totals: [
      cell(say('Total', '合计')),
      cell(formatBytes(paths.totalFirst)),
      cell(formatBytes(paths.totalLast)),
      cell(signed(total)),
      cell(total > 0 ? formatShare(1, 0) : '–'),
      cell(slopeText(functions.perMinute)),
    ],
  })
}

const slopeText = (slope: { value: number } | null): string =>
  slope === null ? '–' : formatFigure(slope.value, 'bytes/min')

/** Allocated since the process began against what is in use: garbage and retention are different things. */
function allocationTable(context: ReportContext, last: { profile: ReportProfile }, evidence: string[]): ReportBlock {
  const { say } = context
  const columns = last.profile.columns()
  const inuse = profileTop(columns, sampleTypeIndex(columns, 'inuse_space'))
  const allocType = sampleTypeIndex(columns, 'alloc_space')
  const alloc = allocType < 0 ? null : profileTop(columns, allocType)
  const allocated = new Map(alloc?.rows.map((row) => [row.functionName, row.flat]) ?? [])
  const held = new Map(inuse.rows.map((row) => [row.functionName, row.flat]))
  const byInuse = [...inuse.rows].sort((a, b) => b.flat - a.flat).slice(0, 6)
  const byAlloc = [...(alloc?.rows ?? [])].sort((a, b) => b.flat - a.flat).slice(0, 6)
  const names = [
    ...new Set([...byInuse, ...byAlloc].filter(({ flat }) => flat > 0).map(({ functionName }) => functionName)),
  ]
  return context.table({
    id: `table-allocation-${last.profile.source.id}`,
    caption: say(
      `Allocated since start against in use in ${last.profile.source.path}: the six heaviest functions of each, own values.`,
      `${last.profile.source.path} 中自启动以来的分配与在用内存对照：各取自身值最大的六个函数。`,
    ),
    evidence,
    columns: [
      { title: say('Function', '函数'), align: 'left', isMono: true },
      { title: say('Allocated', '已分配'), align: 'right' },
      { title: say('In use', '在用'), align: 'right' },
      { title: say('Still in use', '仍在用'), align: 'right' },
    ],
    rows: names.map((name) => {
      const [given, kept] = [allocated.get(name), held.get(name) ?? 0]
      return [
        monoCell(name),
        cell(given === undefined ? '–' : formatBytes(given)),
        cell(formatBytes(kept)),
        cell(given ? formatShare(kept / given) : '–'),
      ]
    }),
    totals: [
      cell(say('Total of the profile', '剖析合计')),
      cell(alloc ? formatBytes(alloc.total) : '–'),
      cell(formatBytes(inuse.total)),
      cell(alloc && alloc.total > 0 ? formatShare(inuse.total / alloc.total) : '–'),
    ],
  })
}

/** One profile alone: its heaviest functions. */
function singleBlocks(context: ReportContext, profile: ReportProfile): ReportBlock[] {
  const { say } = context
  const columns = profile.columns()
  const index = columns.defaultSampleType
  const type = columns.sampleTypes[index]
  if (!type) return []
  const { rows, total } = profileTop(columns, index)
  const heaviest = [...rows].sort((a, b) => b.flat - a.flat).slice(0, ROWS)
  return [
    {
      kind: 'heading',
      level: 2,
      id: `analysis-profile-${profile.source.id}`,
      number: null,
      text: say(`Profile: ${profile.source.path}`, `剖析：${profile.source.path}`),
    },
    context.table({
      id: `table-profile-${profile.source.id}`,
      caption: say(`Heaviest functions by own ${type.type}.`, `按自身 ${type.type} 排列的最重函数。`),
      columns: [
        { title: say('Function', '函数'), align: 'left', isMono: true },
        { title: 'flat', align: 'right' },
        { title: 'cum', align: 'right' },
        { title: say('flat share', 'flat 占比'), align: 'right' },
      ],
      rows: heaviest.map((row) => [
        monoCell(row.functionName),
        cell(formatSampleValue(row.flat, type.unit)),
        cell(formatSampleValue(row.cum, type.unit)),
        cell(total > 0 ? formatShare(row.flat / total) : '–'),
      ]),
      totals: [cell(say('Total', '合计')), cell(formatSampleValue(total, type.unit)), cell(''), cell('')],
    }),
  ]
}
