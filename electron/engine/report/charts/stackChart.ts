// Stacked columns over time: where the CPU went. Layers are told apart by colour and, on a grey printer, by hatching.
import type { FigureUnit } from '../../../../shared/records/index.ts'
import type { Zone } from '../../../../shared/units/format.ts'
import { INK, type InkName } from './ink.ts'
import { drawing, endLabels, hatch, markFlag, timeRuler, valueGrid, type EndLabel, type Plot } from './parts.ts'
import { axisUnit, linearTicks, textWidth, timeTicks } from './scale.ts'
import { element, type Svg } from './svg.ts'

export interface StackLayer {
  label: string
  ink: InkName
  /** Drawn hatched: seen apart from its neighbour without colour. */
  isHatched?: boolean
  /** One value per column. */
  values: readonly number[]
}

export interface StackChartSpec {
  /** Unique within the document: names the hatching. */
  id: string
  width: number
  height: number
  summary: string
  axis: 'wall' | 'life'
  zone: Zone
  /** Column edges in milliseconds, ascending; one more than columns. */
  edges: readonly number[]
  unit: FigureUnit
  /** Bottom first. */
  layers: readonly StackLayer[]
  /** Room for the labels at the right; drawings that share a time axis share it. */
  labelWidth?: number
  marks?: readonly { x: number; letter: string; isIncident: boolean }[]
}

export function stackChart(spec: StackChartSpec): string {
  const columns = spec.edges.length - 1
  const from = spec.edges[0] ?? 0
  const to = spec.edges.at(-1) ?? 1
  const totals = Array.from({ length: columns }, (_, column) =>
    spec.layers.reduce((sum, layer) => sum + (layer.values[column] ?? 0), 0),
  )
  const high = Math.max(...totals, 0) || 1
  const labelWidth =
    spec.labelWidth ??
    Math.min(Math.max(...spec.layers.map((layer) => textWidth(layer.label, 11))) + 8, spec.width * 0.3)
  const plot: Plot = {
    left: 44,
    right: spec.width - labelWidth - 4,
    top: (spec.marks?.length ?? 0) > 0 ? 26 : 20,
    bottom: spec.height - 20,
  }
  const unit = axisUnit(spec.unit, high)
  const ticks = linearTicks(high, unit)
  const y = (value: number): number => plot.bottom - (value / ticks.top) * (plot.bottom - plot.top)
  const x = (value: number): number => plot.left + ((value - from) / Math.max(to - from, 1)) * (plot.right - plot.left)

  const parts: Svg[] = [
    ...valueGrid(plot, ticks, y, unit.name),
    ...timeRuler(plot, timeTicks(from, to, spec.axis, spec.zone), x),
  ]
  const definitions: Svg[] = []
  const base = new Array<number>(columns).fill(0)
  for (const [index, layer] of spec.layers.entries()) {
    let data = ''
    for (let column = 0; column < columns; column++) {
      const value = layer.values[column] ?? 0
      if (value <= 0) continue
      const left = x(spec.edges[column] ?? 0)
      const right = x(spec.edges[column + 1] ?? 0)
      const gap = right - left > 3 ? 1 : 0
      const [low, top] = [y(base[column] ?? 0), y((base[column] ?? 0) + value)]
      base[column] = (base[column] ?? 0) + value
      data += `M${left.toFixed(1)} ${low.toFixed(1)}V${top.toFixed(1)}H${(right - gap).toFixed(1)}V${low.toFixed(1)}Z`
    }
    if (data === '') continue
    if (layer.isHatched) {
      const id = `${spec.id}-hatch-${index}`
      definitions.push(hatch(id, layer.ink, 4, 2.2))
      parts.push(element('path', { d: data, fill: `url(#${id})`, stroke: INK[layer.ink], 'stroke-width': '.5' }))
    } else parts.push(element('path', { d: data, fill: INK[layer.ink] }))
  }
  for (const mark of spec.marks ?? []) parts.push(...markFlag(plot, x(mark.x), mark.letter, mark.isIncident))
  parts.push(...endLabels(plot.right + 6, layerLabels(spec, columns, y), plot.top, plot.bottom))
  return drawing(spec.width, spec.height, spec.summary, parts, definitions)
}

/** Each layer's label stands at the middle of the layer in the last columns that have it. */
function layerLabels(spec: StackChartSpec, columns: number, y: (value: number) => number): EndLabel[] {
  const tail = Math.max(1, Math.round(columns / 12))
  let below = 0
  return spec.layers.flatMap((layer) => {
    const last = layer.values.slice(-tail)
    const value = last.reduce((sum, each) => sum + each, 0) / tail
    const middle = below + value / 2
    below += value
    return layer.values.some((each) => each > 0) ? [{ y: y(middle), text: layer.label, ink: layer.ink }] : []
  })
}
