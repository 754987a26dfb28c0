// Plots with every mark a series can have.
import { formatBytes, formatDuration, formatShare } from '../../shared/units/format.ts'
import type { BuildPlot, ChartSeries, PlotLimit, Values } from '../charts/plot.ts'
import { linearScale, logScale } from '../charts/scale.ts'
import { sampleSeries, wobble } from './sampleData.ts'

export const heap = sampleSeries(240)
const MIB = 1024 * 1024
const bytes = { unit: 'bytes', text: formatBytes }
const last = (values: Values): number => values[values.length - 1] ?? Number.NaN

export interface PlotNames {
  live: string
  goal: string
  collected: string
}

/** Strokes behind lines, direct labels. */
export const heapPlot =
  (names: PlotNames, limits: readonly PlotLimit[] = []): BuildPlot =>
  ({ palette }) => ({
    scale: linearScale(0, Math.max(460 * MIB, ...limits.map(({ value }) => value)), 'bytes'),
    limits,
    series: [
      {
        ...bytes,
        id: 'collected',
        name: names.collected,
        colour: palette.memDead,
        mark: { kind: 'strokes', opacity: 0.55 },
        x: heap.x,
        y: heap.end,
        base: heap.live,
        label: { text: names.collected, value: last(heap.end) },
      },
      {
        ...bytes,
        id: 'goal',
        name: names.goal,
        colour: palette.ink3,
        mark: { kind: 'line', width: 1, dash: [4, 3] },
        x: heap.x,
        y: heap.goal,
        label: { text: `${names.goal} 230`, value: last(heap.goal) },
      },
      {
        ...bytes,
        id: 'live',
        name: names.live,
        colour: palette.memLive,
        mark: { kind: 'line', width: 2 },
        x: heap.x,
        y: heap.live,
        label: { text: `${names.live} 405`, value: last(heap.live), isStrong: true },
      },
    ],
  })

/** Measurements with stretches where there were none. */
export const gapPlot =
  (name: string): BuildPlot =>
  ({ palette }) => ({
    scale: linearScale(0, 460 * MIB, 'bytes'),
    limits: [],
    series: [
      {
        ...bytes,
        id: 'live',
        name,
        colour: palette.memLive,
        mark: { kind: 'line', width: 2, hasPoints: true },
        x: heap.x.filter((_, index) => index % 8 === 0),
        y: heap.live
          .filter((_, index) => index % 8 === 0)
          .map((value, index) => (index > 8 && index < 14 ? null : value)),
        label: { text: name, value: last(heap.live), isStrong: true },
      },
    ],
  })

/** Pauses on a logarithmic axis against two limits. */
export const pausePlot =
  (names: { one: string; other: string }): BuildPlot =>
  ({ palette }) => {
    const pauses = (id: string, name: string, colour: string, factor: number): ChartSeries => ({
      id,
      name,
      colour,
      unit: 'ns',
      text: formatDuration,
      mark: { kind: 'points' },
      x: heap.x,
      y: heap.x.map((_, index) => factor * (20_000 + 8_000_000 * wobble(index * 11) ** 4)),
      label: { text: name, value: factor * 400_000 },
    })
    return {
      scale: logScale(10_000, 100_000_000, 'ns'),
      limits: [
        { value: 10_000_000, text: '10.0 ms', severity: 'warning' },
        { value: 50_000_000, text: '50.0 ms', severity: 'critical' },
      ],
      series: [pauses('sweep', names.one, palette.ink3, 0.4), pauses('mark', names.other, palette.ink, 1)],
    }
  }

/** Classes one over the other, hatched where colour is not enough. */
export const stackPlot =
  (names: readonly string[]): BuildPlot =>
  ({ palette }) => {
    const colours = [palette.gcMark, palette.gcAssist, palette.gcStw, palette.memOutside]
    const parts = names.map((_, part) => heap.x.map((_at, index) => 0.08 + 0.1 * wobble(index * (part + 3))))
    const tops = parts.map((_, part) =>
      heap.x.map((_at, index) => parts.slice(0, part + 1).reduce((sum, one) => sum + (one[index] ?? 0), 0)),
    )
    return {
      scale: linearScale(0, 1, 'share'),
      limits: [],
      series: names.map((name, part) => ({
        id: `class-${part}`,
        name,
        colour: colours[part % colours.length] as string,
        unit: 'share',
        text: (value) => formatShare(value),
        mark: { kind: 'area', isHatched: palette.hasPattern && part % 2 === 1 },
        x: heap.x,
        y: tops[part] ?? [],
        ...(part > 0 && { base: tops[part - 1] ?? [] }),
        values: parts[part] ?? [],
        label: { text: name, value: last(tops[part] ?? []) - 0.06 },
      })),
    }
  }

export const emptyPlot: BuildPlot = () => ({ scale: linearScale(0, 1, 'bytes'), limits: [], series: [] })
