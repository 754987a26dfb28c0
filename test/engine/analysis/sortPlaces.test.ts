import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sortPlaces, textRanks } from '../../../electron/engine/analysis/sortPlaces.ts'

const key = fc.oneof(
  fc.double(),
  fc.integer({ min: -3, max: 3 }),
  fc.maxSafeInteger(),
  fc.constantFrom(0, -0, Number.NaN, Number.MIN_VALUE, -Number.MIN_VALUE, Number.MAX_VALUE),
)

describe('places sorted by numbers', () => {
  it('are in the order of their keys, NaN last either way, equal ones as they were', () => {
    const keys = fc.oneof(
      fc.array(key, { maxLength: 40 }),
      fc.array(key, { minLength: 256, maxLength: 700, size: 'max' }),
      fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 256, maxLength: 700, size: 'max' }),
    )
    fc.assert(
      fc.property(keys, fc.boolean(), fc.boolean(), (given, descending, isReversed) => {
        const places = given.map((_, place) => place)
        if (isReversed) places.reverse()
        const got = Uint32Array.from(places)
        sortPlaces(got, Float64Array.from(given), descending)
        const expected = places.toSorted((a, b) => {
          const [left, right] = [given[a] as number, given[b] as number]
          if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(left)) - Number(Number.isNaN(right))
          return left === right ? 0 : left < right === descending ? 1 : -1
        })
        expect([...got]).toEqual(expected)
      }),
    )
  })

  it('know texts by their ranks, however many different ones there are', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('a', 'b', 'B', null, undefined, 5))
    fc.assert(
      fc.property(fc.array(text), fc.constantFrom(1, 3, undefined), (texts, most) => {
        const ranks = textRanks(texts.length, (place) => texts[place], most)
        const inOrder = [...new Set(texts.filter((of) => typeof of === 'string'))].sort()
        expect([...ranks]).toEqual(texts.map((of) => (typeof of === 'string' ? inOrder.indexOf(of) : Number.NaN)))
      }),
    )
  })
})
