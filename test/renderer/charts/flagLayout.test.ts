import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeFlags, type FlagWish } from '../../../renderer/charts/flagLayout.ts'
import { colourOfSeveral, NOTE_SHAPE } from '../../../renderer/charts/noteShapes.ts'
import { ANNOTATION_COLOURS } from '../../../shared/records/index.ts'

const wish = (x: number, text = 'title', x2 = x): FlagWish => ({ key: `at ${x} ${text}`, x, x2, text })
const plot = { left: 0, right: 500, hasText: true, widthOf: (text: string) => text.length * 6 }
const shown = (wishes: FlagWish[], options = plot) =>
  placeFlags(wishes, options).map(({ x, text, side, wishes: members }) => [x, members.length, text, side])

describe('flags over a plot', () => {
  it('stand in order with their titles on the right', () => {
    expect(shown([wish(200, 'second'), wish(20, 'first')])).toEqual([
      [20, 1, 'first', 'right'],
      [200, 1, 'second', 'right'],
    ])
  })

  it('share one where they are too close, without a chain that swallows the plot', () => {
    const row = Array.from({ length: 10 }, (_, index) => wish(100 + index * 8))
    const flags = placeFlags(row, plot)
    expect(flags.map(({ wishes }) => wishes.length)).toEqual([2, 2, 2, 2, 2])
    expect(flags.every(({ text }) => text === '' || text === 'title')).toBe(true)
    const incident = { ...wish(103, 'OOM kill'), isLeading: true }
    expect(shown([wish(100, 'deploy'), incident])).toEqual([[100, 2, 'OOM kill', 'right']])
  })

  it('put the title on the left at the end of the plot', () => {
    expect(shown([wish(490, 'OOM kill')])).toEqual([[490, 1, 'OOM kill', 'left']])
  })

  it('leave titles out where neither side has room', () => {
    expect(shown([wish(120, 'a long title'), wish(140, 'another one')])[0]).toEqual([120, 1, 'a long title', 'left'])
    expect(shown([wish(4, 'a long title'), wish(20, 'x')])[0]?.[2]).toBe('')
    expect(shown([wish(20)], { ...plot, hasText: false })[0]?.[2]).toBe('')
  })

  it('never lose an annotation, nor let two titles overlap', () => {
    const wishes = fc.array(fc.record({ x: fc.integer({ min: 0, max: 500 }), text: fc.string({ maxLength: 50 }) }), {
      maxLength: 60,
    })
    fc.assert(
      fc.property(wishes, (list) => {
        const all = list.map(({ x, text }, index) => ({ ...wish(x, text), key: String(index) }))
        const flags = placeFlags(all, plot)
        expect(flags.flatMap(({ wishes: members }) => members.map(({ key }) => key)).sort()).toEqual(
          all.map(({ key }) => key).sort(),
        )
        const boxes = flags.map(({ x, text, room, side }) => {
          const width = text === '' ? 0 : Math.min(room, plot.widthOf(text))
          return side === 'right'
            ? [x - 4.5, x + 4.5 + (width && width + 6)]
            : [x - 4.5 - (width && width + 6), x + 4.5]
        })
        boxes.forEach(([, end = 0], index) => {
          const start = boxes[index + 1]?.[0] ?? Number.POSITIVE_INFINITY
          expect(end).toBeLessThanOrEqual(start)
        })
      }),
    )
  })
})

describe('shapes', () => {
  it('are one per colour', () => {
    expect(new Set(ANNOTATION_COLOURS.map((colour) => NOTE_SHAPE[colour])).size).toBe(ANNOTATION_COLOURS.length)
  })
  it('of several are the incident’s, the common one, or neutral', () => {
    expect([
      colourOfSeveral(['teal', 'incident']),
      colourOfSeveral(['teal', 'teal']),
      colourOfSeveral(['teal', 'plum']),
      colourOfSeveral([]),
    ]).toEqual(['incident', 'teal', 'neutral', 'neutral'])
  })
})
