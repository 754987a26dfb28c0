import { describe, expect, it } from 'vitest'
import { cutLabel, labelGutter, textWidth } from '../../../renderer/charts/textWidth.ts'

const FONT = '11px sans-serif'

describe('labelGutter', () => {
  it('is what the longest label needs', () => {
    const longest = 'session.(*Store).Put'
    const room = labelGutter(['live heap', longest], { font: FONT, width: 900 })
    expect(room).toBeGreaterThan(textWidth(longest, FONT))
    expect(cutLabel(longest, room - 10, FONT)).toBe(longest)
  })
  it('keeps two thirds for the plot, and never less than its least', () => {
    expect(labelGutter(['x'.repeat(200)], { font: FONT, width: 600 })).toBe(200)
    expect(labelGutter([], { font: FONT, width: 600 })).toBe(72)
    expect(labelGutter(['x'.repeat(200)], { font: FONT, width: 60, least: 72 })).toBe(72)
  })
})

describe('cutLabel', () => {
  it('takes a function’s packages first, never its name', () => {
    const name = 'example.com/checkout/internal/session.(*Store).Put'
    expect(cutLabel(name, textWidth('session.(*Store).Put', FONT), FONT)).toBe('session.(*Store).Put')
    expect(cutLabel(name, textWidth('Put', FONT), FONT)).toBe('Put')
  })
  it('ends a sentence with an ellipsis, though it holds a slash', () => {
    const text = '69.5 MiB/min (Theil–Sen)'
    const cut = cutLabel(text, textWidth(text, FONT) - 20, FONT)
    expect(cut).toMatch(/^69\.5 MiB\/min.*…$/)
    expect(textWidth(cut, FONT)).toBeLessThanOrEqual(textWidth(text, FONT) - 20)
  })
})
