import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hatchPattern } from '../../../renderer/charts/pattern.ts'
import type { ChartSeries, SeriesMark } from '../../../renderer/charts/plot.ts'
import { drawSeries, pixelRuns, type PathTarget, type Projection } from '../../../renderer/charts/seriesPath.ts'

const projection: Projection = { toX: (x) => x, toY: (y) => y, left: 0, right: 100, floor: 200 }
const draw = (mark: SeriesMark, x: number[], y: number[], base?: number[]): string[] => {
  const calls: string[] = []
  const record =
    (name: string) =>
    (...values: number[]): unknown =>
      calls.push([name, ...values].join(' '))
  const target: PathTarget = {
    moveTo: record('M'),
    lineTo: record('L'),
    rect: record('R'),
    arc: record('A'),
    closePath: record('Z'),
  }
  const series: ChartSeries = {
    id: 's',
    name: 's',
    colour: '#000',
    mark,
    x,
    y,
    ...(base && { base }),
    text: String,
    unit: 'count',
    label: null,
  }
  drawSeries(target, series, projection)
  return calls
}
const GAP = Number.NaN

describe('a line', () => {
  it('is broken by gaps, and a point alone is still seen', () => {
    expect(draw({ kind: 'line', width: 1 }, [0, 1, 2, 3, 4], [5, 6, GAP, 8, GAP])).toEqual([
      'M 0 5',
      'L 1 6',
      'M 3 8',
      'L 4.5 8',
    ])
  })

  it('of more points than pixels keeps every extreme and every gap', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            { weight: 20, arbitrary: fc.integer({ min: 0, max: 1000 }) },
            { weight: 1, arbitrary: fc.constant(GAP) },
          ),
          {
            minLength: 400,
            maxLength: 2000,
          },
        ),
        (y) => {
          const x = y.map((_, index) => (index / y.length) * 100)
          const runs = pixelRuns(x, y, projection)
          const drawn = runs.flatMap((run) => run.y)
          const real = y.filter((value) => !Number.isNaN(value))
          expect([Math.min(...drawn), Math.max(...drawn)]).toEqual([Math.min(...real), Math.max(...real)])
          // As many runs as stretches without a gap, and never more points than four per pixel and run.
          const stretches = y.filter(
            (value, index) => !Number.isNaN(value) && (index === 0 || Number.isNaN(y[index - 1])),
          ).length
          expect(runs).toHaveLength(stretches)
          expect(drawn.length).toBeLessThanOrEqual(4 * 102 + 4 * stretches)
        },
      ),
    )
  })
})

describe('an area', () => {
  it('reaches down to the floor, or to what it lies on', () => {
    expect(draw({ kind: 'area' }, [0, 1], [5, 6])).toEqual(['M 0 200', 'L 0 5', 'L 1 6', 'L 1 200', 'Z'])
    expect(draw({ kind: 'area' }, [0, 1, 2, 3], [5, 6, GAP, 7], [50, 60, GAP, 70])).toEqual([
      'M 0 50',
      'L 0 5',
      'L 1 6',
      'L 1 60',
      'L 0 50',
      'Z',
      'M 3 70',
      'L 3 7',
      'L 3 70',
      'Z',
    ])
  })
})

describe('points and strokes', () => {
  it('are circles where there are few, and one square per place where there are many', () => {
    expect(draw({ kind: 'points' }, [1, 2], [3, GAP])).toEqual([`M 3 3`, `A 1 3 2 0 ${Math.PI * 2}`])
    const many = Array.from({ length: 400 }, () => 10)
    expect(draw({ kind: 'points' }, many, many)).toEqual(['R 9 9 2 2'])
  })

  it('of one pixel are one stroke, as long as the longest', () => {
    expect(draw({ kind: 'strokes' }, [1, 1.2, 3], [10, 5, 7], [20, 15, GAP])).toEqual(['R 1 5 1 15'])
  })
})

describe('hatching on a canvas', () => {
  it('repeats seamlessly at any pixel ratio, on its ground', () => {
    const drawn: string[] = []
    const context = {
      fillRect: (...box: number[]) => drawn.push(`fill ${box.join(' ')}`),
      beginPath: () => undefined,
      moveTo: () => undefined,
      lineTo: () => drawn.push('line'),
      stroke: () => undefined,
    } as unknown as CanvasRenderingContext2D
    const made: number[] = []
    const canvas = {
      createCanvas: (size: number) => {
        made.push(size)
        return { canvas: {} as CanvasImageSource, context }
      },
    }
    const pattern = {} as CanvasPattern
    const target = { createPattern: () => pattern }
    expect(hatchPattern(target, { colour: '#000', ground: '#fff', ratio: 2 }, canvas)).toBe(pattern)
    expect([made, drawn]).toEqual([[14], ['fill 0 0 14 14', 'line', 'line', 'line']])
    expect(
      hatchPattern(
        target,
        { colour: '#000', ground: null },
        { createCanvas: () => ({ canvas: {} as CanvasImageSource, context: null }) },
      ),
    ).toBeNull()
  })
})
