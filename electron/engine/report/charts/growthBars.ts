// Bars that share one scale: what each call path held in the first profile of a series, and what came on top until the last.
import type { FigureUnit } from '../../../../shared/records/index.ts'
import { INK } from './ink.ts'
import { drawing, hatch, label } from './parts.ts'
import { axisUnit, linearTicks, textWidth } from './scale.ts'
import { crisp, element, type Svg } from './svg.ts'

export interface GrowthBar {
  name: string
  isMono: boolean
  first: number
  last: number
  /** At the right: the change, formatted. */
  value: string
}

export interface GrowthBarsSpec {
  id: string
  width: number
  summary: string
  unit: FigureUnit
  bars: readonly GrowthBar[]
  /** Heads of the parts: what grey and colour stand for. */
  firstLabel: string
  lastLabel: string
}

const ROW = 19
const TOP = 20

export function growthBars(spec: GrowthBarsSpec): string {
  const nameWidth = Math.min(
    Math.max(...spec.bars.map((bar) => textWidth(bar.name, 10, bar.isMono))) + 10,
    spec.width * 0.52,
  )
  const valueWidth = Math.max(...spec.bars.map((bar) => textWidth(bar.value, 11))) + 10
  const left = nameWidth
  const right = spec.width - valueWidth
  const high = Math.max(...spec.bars.flatMap((bar) => [bar.first, bar.last]), 0) || 1
  const unit = axisUnit(spec.unit, high)
  const ticks = linearTicks(high, unit)
  const x = (value: number): number => left + (value / ticks.top) * (right - left)
  const bottom = TOP + spec.bars.length * ROW
  const hatchId = `${spec.id}-shrink`

  const parts: Svg[] = ticks.values.flatMap((value) => [
    element('line', {
      x1: crisp(x(value)),
      x2: crisp(x(value)),
      y1: TOP - 2,
      y2: bottom,
      stroke: value === 0 ? INK['line-strong'] : INK.grid,
    }),
    label(x(value), bottom + 13, ticks.label(value), { anchor: 'middle' }),
  ])
  if (unit.name !== '') parts.push(label(spec.width, bottom + 13, unit.name, { anchor: 'end' }))
  for (const [index, bar] of spec.bars.entries()) {
    const y = TOP + index * ROW + 3
    const [low, top] = [Math.min(bar.first, bar.last), Math.max(bar.first, bar.last)]
    parts.push(
      label(left - 8, y + 10, cutName(bar.name, nameWidth - 10, bar.isMono), {
        anchor: 'end',
        ink: 'ink',
        isMono: bar.isMono,
        size: bar.isMono ? 9.6 : undefined,
      }),
    )
    if (low > 0)
      parts.push(element('rect', { x: left, y, width: Math.max(x(low) - left, 0.75), height: 12, fill: INK.baseline }))
    if (top > low) {
      const isGrowth = bar.last > bar.first
      parts.push(
        element('rect', {
          x: x(low) + 1,
          y,
          width: Math.max(x(top) - x(low) - 1, 0.75),
          height: 12,
          fill: isGrowth ? INK.grow : `url(#${hatchId})`,
          stroke: isGrowth ? undefined : INK.shrink,
          'stroke-width': isGrowth ? undefined : '.75',
        }),
      )
    }
    parts.push(label(spec.width, y + 10, bar.value, { anchor: 'end', ink: 'ink', isBold: index === 0 }))
  }
  parts.push(...key(left, spec))
  return drawing(spec.width, bottom + 18, spec.summary, parts, [hatch(hatchId, 'shrink', 4)])
}

/** The one row of names above the bars: grey is the first profile, colour the change. */
function key(left: number, spec: GrowthBarsSpec): Svg[] {
  const second = left + 14 + textWidth(spec.firstLabel, 11) + 16
  return [
    element('rect', { x: left, y: 3, width: 9, height: 9, fill: INK.baseline }),
    label(left + 13, 11, spec.firstLabel, { ink: 'ink-2' }),
    element('rect', { x: second, y: 3, width: 9, height: 9, fill: INK.grow }),
    label(second + 13, 11, spec.lastLabel, { ink: 'ink-2' }),
  ]
}

/** Cut from the package side, never the function: `…session.(*Store).Put`. */
export function cutName(name: string, width: number, isMono: boolean, size = isMono ? 9.6 : 10.67): string {
  if (textWidth(name, size, isMono) <= width) return name
  const letters = Array.from(name)
  while (letters.length > 1 && textWidth(`…${letters.join('')}`, size, isMono) > width) letters.shift()
  return `…${letters.join('')}`
}
