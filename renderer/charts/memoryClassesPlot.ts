// Memory classes stacked over time, the live heap at the bottom; what the kernel counts and the limit as lines over them.
import { MEMORY_CLASS_COLUMNS, type MemoryClassColumn } from '../../shared/contract/memoryCalls.ts'
import { formatBytes } from '../../shared/units/format.ts'
import { extent, lastValue } from './gcChartData.ts'
import type { ChartSeries, Plot, PlotFrame, PlotLimit } from './plot.ts'
import { linearScale } from './scale.ts'
import { MEMORY_CLASSES, isHatchedClass } from './semantics.ts'

/** Classes of the stack, bottom first. */
export const STACKED_CLASSES = ['live', 'dead', 'slack', 'meta', 'stacks', 'outside'] as const
export type StackedClass = (typeof STACKED_CLASSES)[number]
/** Lines over the stack: what the kernel counts. */
const LINES = ['resident', 'container'] as const

export type MemoryColumns = Readonly<Record<MemoryClassColumn, Float64Array>>
export type MemoryClassTexts = Record<StackedClass | (typeof LINES)[number], string> & {
  limit: (value: string) => string
}

/** The columns of `memory.classes` by their names. */
export function memoryColumns(columns: readonly Float64Array[], rows: number): MemoryColumns {
  return Object.fromEntries(
    MEMORY_CLASS_COLUMNS.map((name, place) => [name, columns[place] ?? new Float64Array(rows).fill(Number.NaN)]),
  ) as unknown as MemoryColumns
}

/** A class that is not known at a moment is a gap there, and those above it stand on what is known. */
export function memoryClassesPlot(column: MemoryColumns, frame: PlotFrame, texts: MemoryClassTexts): Plot {
  const { palette, hidden } = frame
  const rows = column.x.length
  let below = new Float64Array(rows)
  let labelsBelow = 0
  const stack = STACKED_CLASSES.flatMap((id): ChartSeries[] => {
    const values = column[id]
    // A class nobody measured has no place in the picture, and none in its key.
    if (values.every(Number.isNaN)) return []
    const isShown = hidden?.has(id) !== true
    const floor = below
    const known = (row: number): number => (isShown ? values[row] || 0 : 0)
    const top = floor.map((value, row) => value + known(row))
    below = top
    const height = isShown ? lastValue(values) || 0 : 0
    labelsBelow += height
    const gap = (side: Float64Array): Float64Array =>
      side.map((value, row) => (Number.isNaN(values[row]) ? Number.NaN : value))
    const role = MEMORY_CLASSES.find((entry) => entry.id === id)?.role ?? 'memOutside'
    return [
      {
        id,
        name: texts[id],
        colour: palette[role],
        mark: { kind: 'area', isHatched: isHatchedClass(id, palette.hasPattern) },
        x: column.x,
        y: gap(top),
        base: gap(floor),
        values,
        unit: 'bytes',
        text: formatBytes,
        label: { text: texts[id], value: labelsBelow - height / 2, isStrong: id === 'live' },
      },
    ]
  })
  const lines = LINES.flatMap((id): ChartSeries[] =>
    column[id].every(Number.isNaN)
      ? []
      : [
          {
            id,
            name: texts[id],
            colour: palette.ink,
            mark: { kind: 'line', width: 1, ...(id === 'container' && { dash: [4, 3] }) },
            x: column.x,
            y: column[id],
            unit: 'bytes',
            text: formatBytes,
            label: { text: texts[id], value: lastValue(column[id]) },
          },
        ],
  )
  const shownLines = lines.filter(({ id }) => hidden?.has(id) !== true)
  const highest = [below, ...shownLines.map(({ y }) => y as Float64Array)].map((values) => extent(values)[1] || 0)
  const measured = Math.max(0, ...highest)
  const limit = lastValue(column.limit)
  // A limit far above everything measured would only press the measurements together.
  const limits: PlotLimit[] =
    Number.isFinite(limit) && limit <= measured * 2.5
      ? [{ value: limit, text: texts.limit(formatBytes(limit)), severity: 'critical' }]
      : []
  return {
    scale: linearScale(0, Math.max(measured, ...limits.map(({ value }) => value)), 'bytes', frame.height < 140 ? 3 : 4),
    limits,
    // Named from the top of the stack down.
    series: [...stack.toReversed(), ...lines],
  }
}
