import { describe, expect, it } from 'vitest'
import { dragged, isClick, shifted, startDrag } from '../../../renderer/charts/brush.ts'

const limits = { from: 0, to: 1000 }
describe('dragging', () => {
  it('draws a new stretch in either direction', () => {
    const drag = startDrag(400, null, 5)
    expect(dragged(drag, 600, limits)).toEqual({ from: 400, to: 600 })
    expect(dragged(drag, 150, limits)).toEqual({ from: 150, to: 400 })
  })

  it('stops at the limits', () => {
    expect(dragged(startDrag(400, null, 5), 5000, limits)).toEqual({ from: 400, to: 1000 })
  })

  it('moves a stretch that is grabbed inside, keeping its length', () => {
    const drag = startDrag(300, { from: 200, to: 400 }, 5)
    expect(drag.kind).toBe('move')
    expect(dragged(drag, 350, limits)).toEqual({ from: 250, to: 450 })
    expect(dragged(drag, 5000, limits)).toEqual({ from: 800, to: 1000 })
  })

  it('moves an edge, also beyond the other', () => {
    const drag = startDrag(402, { from: 200, to: 400 }, 5)
    expect(drag.kind).toBe('to')
    expect(dragged(drag, 500, limits)).toEqual({ from: 200, to: 500 })
    expect(dragged(drag, 100, limits)).toEqual({ from: 100, to: 200 })
  })

  it('starts anew outside of the stretch', () => {
    expect(startDrag(700, { from: 200, to: 400 }, 5).kind).toBe('new')
  })

  it('takes a very short one for a click', () => {
    expect([isClick({ from: 10, to: 12 }, 5), isClick({ from: 10, to: 20 }, 5)]).toEqual([true, false])
  })
})

it('a stretch as long as the limits stays', () => {
  expect(shifted({ from: 0, to: 1000 }, 50, limits)).toEqual({ from: 0, to: 1000 })
})
