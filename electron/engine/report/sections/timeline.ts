import type { Inline, ReportBlock } from '../../../../shared/records/index.ts'
import { formatCount, formatDuration } from '../../../../shared/units/format.ts'
import { timelineChart, type TimelineLane } from '../charts/timelineChart.ts'
import { findingAnchor, type ReportContext } from '../context.ts'
import { FIGURE_WIDTH } from '../findingFigure.ts'
import { cell, paragraph, reference, text } from '../inline.ts'
import { markCaption, marksWithin } from '../marks.ts'
import { casePeriod } from '../period.ts'
import { annotationEvents, annotationNotes } from './annotations.ts'

/** One row of the timeline's table. */
export interface TimelineEvent {
  atMs: number
  errorMs: number
  what: Inline[]
  from: Inline[]
}

/** More profiles than this are told as one line per series. */
const SINGLE_PROFILES = 12
/** Lanes of the drawing: more would not be read. */
const MOST_LANES = 20

/** When processes ran, profiles were taken, findings held, and what people noted; null where there is nothing to tell. */
export function timelineSection(context: ReportContext): ReportBlock[] | null {
  const { input, say } = context
  const period = casePeriod(input)
  const events = collect(context).sort((a, b) => a.atMs - b.atMs)
  const unplaced = input.lives.filter(({ life }) => life.axis.kind === 'life')
  const notes = annotationNotes(context)
  if (events.length === 0 && unplaced.length === 0 && notes.length === 0) return null
  const blocks: ReportBlock[] = []
  const figure = period && drawing(context, period)
  if (figure) blocks.push(figure)
  if (events.length > 0) blocks.push(eventTable(context, events))
  if (unplaced.length > 0) {
    blocks.push(
      paragraph(
        say(
          `Not on this clock: ${unplaced.map(({ life }) => `${context.lifeName(life)} (${formatDuration(life.durationNs)})`).join('; ')}. These logs carry no wall-clock time, so their figures stand on each process’s own clock.`,
          `未能放到同一时钟上：${unplaced.map(({ life }) => `${context.lifeName(life)}（${formatDuration(life.durationNs)}）`).join('；')}。这些日志没有墙上时钟时间，其数据以各进程自身的时钟为准。`,
        ),
      ),
    )
  }
  return [...blocks, ...notes]
}

function collect(context: ReportContext): TimelineEvent[] {
  return [...lifeEvents(context), ...profileEvents(context), ...findingEvents(context), ...annotationEvents(context)]
}

function lifeEvents(context: ReportContext): TimelineEvent[] {
  const { input, say } = context
  return input.lives.flatMap(({ life }) => {
    if (life.axis.kind !== 'wall') return []
    const from = [context.sourceReference(life.sourceId)]
    const errorMs = life.startErrorMs ?? 0
    const name = context.lifeName(life)
    return [
      {
        atMs: life.startMs ?? life.range.from,
        errorMs,
        what: [text(say(`Process starts: ${name} (${life.goVersions})`, `进程启动：${name}（${life.goVersions}）`))],
        from,
      },
      {
        atMs: life.range.to,
        errorMs,
        what: [
          text(
            say(
              `Last GC cycle of ${name}: gc ${formatCount(life.lastCycle)}, ${formatDuration(life.durationNs)} after its start`,
              `${name} 的最后一个 GC 周期：gc ${formatCount(life.lastCycle)}，启动后 ${formatDuration(life.durationNs)}`,
            ),
          ),
        ],
        from,
      },
    ]
  })
}

function profileEvents(context: ReportContext): TimelineEvent[] {
  const { input, say } = context
  const placed = input.profiles.filter(({ source }) => source.placement !== null)
  const toEvent = (profile: (typeof placed)[number]): TimelineEvent => ({
    atMs: profile.source.placement?.startMs ?? 0,
    errorMs: profile.source.placement?.errorMs ?? 0,
    what: [
      text(
        say(
          `Profile taken: ${profile.summary.type}, ${profile.source.path}`,
          `采集剖析：${profile.summary.type}，${profile.source.path}`,
        ),
      ),
    ],
    from: [context.sourceReference(profile.source.id)],
  })
  if (placed.length <= SINGLE_PROFILES) return placed.map(toEvent)
  return input.series.flatMap((series) => {
    const members = placed.filter(({ source }) => series.sourceIds.includes(source.id))
    const [first, last] = [members[0], members.at(-1)]
    if (!first || !last) return []
    if (members.length === 1) return [toEvent(first)]
    const until = context.timeOfDay(last.source.placement?.startMs ?? 0)
    const count = formatCount(members.length)
    return [
      {
        atMs: first.source.placement?.startMs ?? 0,
        errorMs: first.source.placement?.errorMs ?? 0,
        what: [
          text(
            say(
              `First of ${count} ${series.type} profiles until ${until}: ${first.source.path}`,
              `${count} 份 ${series.type} 剖析中的第一份，至 ${until} 为止：${first.source.path}`,
            ),
          ),
        ],
        from: [context.sourceReference(first.source.id), text(' – '), context.sourceReference(last.source.id)],
      },
    ]
  })
}

function findingEvents(context: ReportContext): TimelineEvent[] {
  const { findings, say, pick } = context
  return findings.flatMap((finding) => {
    const { range } = finding
    if (range?.axis.kind !== 'wall') return []
    const length = formatDuration((range.to - range.from) * 1e6)
    return [
      {
        atMs: range.from,
        errorMs: 0,
        what: [
          reference(finding.label, findingAnchor(finding)),
          text(
            say(
              ` begins to hold, for ${length}: ${pick(finding.title)}`,
              ` 开始成立，持续 ${length}：${pick(finding.title)}`,
            ),
          ),
        ],
        from: finding.evidence
          .slice(0, 3)
          .flatMap(({ id }, index) => [...(index > 0 ? [text(say(', ', '、'))] : []), context.evidenceReference(id)]),
      },
    ]
  })
}

function eventTable(context: ReportContext, events: readonly TimelineEvent[]): ReportBlock {
  const { input, say } = context
  const days = new Set(events.map(({ atMs }) => context.time(atMs, 'wall').slice(0, 10)))
  const day = days.size === 1 ? [...days][0] : null
  return context.table({
    id: 'table-timeline',
    caption: day
      ? say(`Events on ${day}, ${input.zone.label}.`, `${day} 的事件，时区 ${input.zone.label}。`)
      : say(`Events, ${input.zone.label}.`, `事件，时区 ${input.zone.label}。`),
    columns: [
      { title: say('Time', '时间'), align: 'left', isNarrow: true },
      { title: '±', align: 'right' },
      { title: say('Event', '事件'), align: 'left' },
      { title: say('From', '出处'), align: 'left', isNarrow: true },
    ],
    rows: events.map(({ atMs, errorMs, what, from }) => [
      cell(day ? context.timeOfDay(atMs) : context.time(atMs, 'wall')),
      cell(errorMs === 0 ? '–' : formatDuration(errorMs * 1e6)),
      what,
      from,
    ]),
  })
}

function drawing(context: ReportContext, period: { from: number; to: number }): ReportBlock | null {
  const lanes = timelineLanes(context)
  if (lanes.length === 0 || period.to <= period.from) return null
  const { say } = context
  const marks = marksWithin(context.marks, { kind: 'wall' }, period.from, period.to)
  const shown = lanes.slice(0, MOST_LANES)
  const hidden = lanes.length - shown.length
  const summary = say(
    `The case from ${context.time(period.from, 'wall')} to ${context.time(period.to, 'wall')}: ${shown.map(({ name }) => name).join('; ')}.`,
    `案例自 ${context.time(period.from, 'wall')} 至 ${context.time(period.to, 'wall')}：${shown.map(({ name }) => name).join('；')}。`,
  )
  return context.figure({
    id: 'figure-timeline',
    caption:
      say(
        'The case on one clock. Grey bars: processes as their logs show them. Triangles: profiles. Brackets: when a finding holds.',
        '同一时钟上的案例全貌。灰条为日志所示的进程，三角为剖析，括线为某项发现成立的时段。',
      ) +
      markCaption(context, marks) +
      (hidden > 0 ? say(` ${hidden} more rows are not drawn.`, `另有 ${hidden} 行未绘出。`) : ''),
    summary,
    evidence: [],
    svg: timelineChart({
      width: FIGURE_WIDTH,
      summary,
      zone: context.input.zone,
      from: period.from,
      to: period.to,
      lanes: shown,
      marks: marks.map(({ letter, atMs, annotation }) => ({
        letter,
        x: atMs,
        isIncident: annotation.colour === 'incident',
      })),
    }),
    table: { columns: [], rows: [] },
  })
}

function timelineLanes(context: ReportContext): TimelineLane[] {
  const { input, findings, pick } = context
  const lanes: TimelineLane[] = []
  for (const { life } of input.lives) {
    if (life.axis.kind !== 'wall') continue
    lanes.push({
      name: context.lifeName(life),
      bars: [{ from: life.range.from, to: life.range.to, kind: 'life' }],
      ticks: [],
    })
  }
  const types = Map.groupBy(
    input.profiles.filter(({ source }) => source.placement !== null),
    ({ summary }) => summary.type,
  )
  for (const [type, profiles] of types)
    lanes.push({
      name: context.say(`${type} profiles`, `${type} 剖析`),
      bars: [],
      ticks: profiles.map(({ source }) => source.placement?.startMs ?? 0),
    })
  for (const finding of findings) {
    if (finding.range?.axis.kind !== 'wall') continue
    lanes.push({
      name: `${finding.label} ${pick(finding.title)}`,
      bars: [{ from: finding.range.from, to: finding.range.to, kind: finding.severity }],
      ticks: [],
      isCutAtEnd: true,
    })
  }
  return lanes
}
