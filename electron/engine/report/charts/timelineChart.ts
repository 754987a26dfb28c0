// One picture of the whole case: lives as bars, profiles as ticks, findings as brackets, annotations as lettered flags.
import type { Severity } from '../../../../shared/records/index.ts'
import type { Zone } from '../../../../shared/units/format.ts'
import { CHART_TEXT_PX, INK } from './ink.ts'
import { drawing, label, markFlag, severityInk, timeRuler, type Plot } from './parts.ts'
import { cutName } from './growthBars.ts'
import { textWidth, timeTicks } from './scale.ts'
import { crisp, element, type Svg } from './svg.ts'

export interface TimelineLane {
  name: string
  bars: readonly { from: number; to: number; kind: 'life' | Severity }[]
  ticks: readonly number[]
  /** Names are cut at the front, as paths are; sentences at their end. */
  isCutAtEnd?: boolean
}

export interface TimelineChartSpec {
  width: number
  summary: string
  zone: Zone
  from: number
  to: number
  lanes: readonly TimelineLane[]
  marks: readonly { x: number; letter: string; isIncident: boolean }[]
}

const LANE = 18

export function timelineChart(spec: TimelineChartSpec): string {
  const names = Math.min(
    Math.max(...spec.lanes.map(({ name }) => textWidth(name, CHART_TEXT_PX)), 60) + 14,
    spec.width * 0.36,
  )
  const top = spec.marks.length > 0 ? 24 : 6
  const bottom = top + spec.lanes.length * LANE
  const plot: Plot = { left: names, right: spec.width - 8, top, bottom }
  const pad = (spec.to - spec.from) * 0.01
  const [from, to] = [spec.from - pad, spec.to + pad]
  const x = (value: number): number => plot.left + ((value - from) / Math.max(to - from, 1)) * (plot.right - plot.left)
  const ticks = timeTicks(from, to, 'wall', spec.zone, 7)

  const parts: Svg[] = ticks.values.map((value) =>
    element('line', { x1: crisp(x(value)), x2: crisp(x(value)), y1: top, y2: bottom, stroke: INK.grid }),
  )
  parts.push(...timeRuler(plot, ticks, x))
  for (const [index, lane] of spec.lanes.entries()) {
    const y = top + index * LANE
    parts.push(
      element('line', { x1: 0, x2: spec.width, y1: crisp(y + LANE), y2: crisp(y + LANE), stroke: INK.line }),
      label(0, y + 13, lane.isCutAtEnd ? cutEnd(lane.name, names - 10) : cutName(lane.name, names - 10, false), {
        ink: 'ink-2',
      }),
    )
    for (const bar of lane.bars) {
      const left = x(bar.from)
      const width = Math.max(x(bar.to) - left, 2)
      if (bar.kind === 'life')
        parts.push(element('rect', { x: left, y: y + 4, width, height: 10, fill: INK['line-strong'] }))
      else parts.push(...bracket(left, y + 9, width, INK[severityInk(bar.kind)]))
    }
    for (const tick of lane.ticks)
      parts.push(element('path', { d: `M${x(tick).toFixed(1)} ${y + 5}l3.5 8h-7z`, fill: INK['ink-2'] }))
  }
  for (const mark of spec.marks) parts.push(...markFlag(plot, x(mark.x), mark.letter, mark.isIncident))
  return drawing(spec.width, bottom + 20, spec.summary, parts)
}

/** A line with end posts: a stretch of time something holds for, told from a life by its shape. */
function bracket(left: number, y: number, width: number, stroke: string): Svg[] {
  const at = crisp(y)
  return [
    element('path', {
      d: `M${left.toFixed(1)} ${at - 4}v8M${left.toFixed(1)} ${at}h${width.toFixed(1)}M${(left + width).toFixed(1)} ${at - 4}v8`,
      stroke,
      'stroke-width': '2',
    }),
  ]
}

function cutEnd(name: string, width: number): string {
  if (textWidth(name, CHART_TEXT_PX) <= width) return name
  const letters = Array.from(name)
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, CHART_TEXT_PX) > width) letters.pop()
  return `${letters.join('').trimEnd()}…`
}
