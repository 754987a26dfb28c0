// The time strip's drawing as plain shapes: live heap of every placed life as context, coverage bars, profile ticks.
import type { CaseOverview } from '../../shared/contract/caseCalls.ts'
import type { LifeId, Source, SourceId } from '../../shared/records/index.ts'

/** Live heap of one life on the wall axis: ms and bytes, in time order. */
export interface LiveHeapLine {
  lifeId: LifeId
  x: Float64Array
  y: Float64Array
}

export interface StripShapes {
  heaps: { key: LifeId; line: string; area: string }[]
  lives: { key: LifeId; x: number; width: number }[]
  /** Sources that last, besides logs: one row for each kind, `y` from the top. */
  bars: { key: SourceId; x: number; y: number; width: number }[]
  ticks: { key: SourceId; x: number; type: string }[]
}

/** Rows of the strip in CSS pixels: the heap's floor and ceiling, the bar of the logs, bars of other kinds, ticks of moments. */
export const STRIP = {
  heapTop: 8,
  heapBottom: 32,
  logTop: 36,
  barTop: 39,
  tickTop: 44,
  tickHeight: 4,
  height: 64,
} as const
/** Rows of other kinds; more kinds share the last one. */
const BAR_ROWS = 2
const BAR_PITCH = 2.5
/** What is shorter than this on the strip is a moment. */
const SHORTEST_BAR = 4

const px = (value: number): string => value.toFixed(1)

/** Shapes for a strip of `width` pixels that shows `domain` (wall ms). Every life is on one scale, from zero. */
export function stripShapes(
  overview: Pick<CaseOverview, 'lives' | 'profileTicks'>,
  heaps: readonly LiveHeapLine[],
  domain: { from: number; to: number },
  width: number,
  sources: readonly Pick<Source, 'id' | 'kind' | 'placement'>[] = [],
): StripShapes {
  const toX = (at: number): number => ((at - domain.from) / Math.max(1e-9, domain.to - domain.from)) * width
  let highest = 1
  for (const { y } of heaps) for (const value of y) if (value > highest) highest = value
  const toY = (value: number): number => STRIP.heapBottom - (value / highest) * (STRIP.heapBottom - STRIP.heapTop)

  return {
    heaps: heaps.flatMap(({ lifeId, x, y }) => {
      const points: string[] = []
      let last = -1
      for (let row = 0; row < x.length; row++) {
        if (Number.isNaN(y[row])) continue
        points.push(`${px(toX(x[row] as number))} ${px(toY(y[row] as number))}`)
        last = row
      }
      if (points.length < 2) return []
      const line = `M${points.join('L')}`
      const floor = px(STRIP.heapBottom)
      return [
        {
          key: lifeId,
          line,
          area: `${line}L${px(toX(x[last] as number))} ${floor}L${px(toX(x[0] as number))} ${floor}Z`,
        },
      ]
    }),
    lives: overview.lives
      .filter(({ range }) => range.axis.kind === 'wall')
      .map(({ id, range }) => ({ key: id, x: toX(range.from), width: Math.max(2, toX(range.to) - toX(range.from)) })),
    ...otherSources(sources, toX),
    ticks: [
      ...overview.profileTicks.map(({ sourceId, atMs, type }) => ({ key: sourceId, x: Math.round(toX(atMs)), type })),
      ...moments(sources, toX),
    ],
  }
}

type Placed = Pick<Source, 'id' | 'kind' | 'placement'>
/** Kinds with shapes of their own: lives of logs, profiles. */
const others = (sources: readonly Placed[]): { id: SourceId; kind: string; startMs: number; endMs: number }[] =>
  sources.flatMap(({ id, kind, placement }) =>
    placement && kind !== 'gctrace' && kind !== 'profile' ? [{ id, kind, ...placement }] : [],
  )

function otherSources(sources: readonly Placed[], toX: (at: number) => number): Pick<StripShapes, 'bars'> {
  const kinds: string[] = []
  return {
    bars: others(sources).flatMap(({ id, kind, startMs, endMs }) => {
      const [from, to] = [toX(startMs), toX(endMs)]
      if (to - from < SHORTEST_BAR) return []
      if (!kinds.includes(kind)) kinds.push(kind)
      const row = Math.min(BAR_ROWS - 1, kinds.indexOf(kind))
      return [{ key: id, x: from, y: STRIP.barTop + row * BAR_PITCH, width: to - from }]
    }),
  }
}

const moments = (sources: readonly Placed[], toX: (at: number) => number): StripShapes['ticks'] =>
  others(sources)
    .filter(({ startMs, endMs }) => toX(endMs) - toX(startMs) < SHORTEST_BAR)
    .map(({ id, kind, startMs }) => ({ key: id, x: Math.round(toX(startMs)), type: kind }))
