import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  packBlock,
  packColumns,
  type BlockColumn,
  type ColumnForm,
} from '../../../electron/engine/casefile/columnPacker.ts'
import { unpackBlock, unpackColumns } from '../../../electron/engine/casefile/columnUnpacker.ts'

const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 })
const FORMS: readonly ColumnForm[] = ['bytes', 'small', { near: 1 }, 'steps', 'exact', 'steps']

/** Columns of every kind from one list of seeds. */
const columns = fc
  .tuple(
    bytes,
    fc.infiniteStream(fc.integer({ min: 0, max: 2 ** 32 - 1 })),
    fc.infiniteStream(fc.double()),
    fc.infiniteStream(fc.maxSafeInteger()),
  )
  .map(([first, numbers, floats, wholes]): BlockColumn[] => {
    const length = first.length
    const take = <T>(stream: Iterator<T>): T[] => Array.from({ length }, () => stream.next().value as T)
    return [
      first,
      Uint32Array.from(take(numbers[Symbol.iterator]())),
      Uint32Array.from(take(numbers[Symbol.iterator]())),
      Float64Array.from(take(wholes[Symbol.iterator]())),
      Float64Array.from(take(floats[Symbol.iterator]())),
      Float64Array.from(take(floats[Symbol.iterator]())),
    ]
  })

const emptyLike = (column: BlockColumn): BlockColumn => column.map(() => 1)

describe('blocks of columns', () => {
  it('come back as they were, whatever is in them', () => {
    fc.assert(
      fc.property(columns, (given) => {
        const length = given[0]?.length ?? 0
        const back = given.map(emptyLike)
        expect(unpackBlock(packBlock(given, length, { forms: FORMS }), back, length, { forms: FORMS })).toBe(true)
        expect(back).toEqual(given)
      }),
    )
  })

  it('give some of their columns without the others', () => {
    fc.assert(
      fc.property(columns, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), (given, wanted) => {
        const length = given[0]?.length ?? 0
        // What is near to a column is read with it.
        const isRead = wanted.map((is, at) => is || (at === 1 && wanted[2] === true))
        const back = given.map((column, at) => (isRead[at] ? emptyLike(column) : undefined))
        expect(unpackBlock(packBlock(given, length, { forms: FORMS }), back, length, { forms: FORMS })).toBe(true)
        expect(back).toEqual(given.map((column, at) => (isRead[at] ? column : undefined)))
      }),
    )
    const content = packBlock([Uint32Array.of(1, 2), Uint32Array.of(3, 5)], 2, { forms: ['small', { near: 0 }] })
    expect(() => unpackBlock(content, [undefined, new Uint32Array(2)], 2, { forms: ['small', { near: 0 }] })).toThrow(
      'column 1',
    )
  })

  it('that are cut anywhere, or longer than they should be, are not taken for columns, whichever are read', () => {
    fc.assert(
      fc.property(columns, fc.nat(), fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), (given, cut, wanted) => {
        const length = given[0]?.length ?? 0
        const whole = packColumns(given, length, { forms: FORMS }).slice()
        const back = given.map((column, at) => (wanted[at] || at === 1 ? emptyLike(column) : undefined))
        const longer = Uint8Array.of(...whole, 1)
        for (const bytes of [whole.subarray(0, cut % whole.length), longer])
          expect(unpackColumns(bytes, back, length, { forms: FORMS })).toBe(false)
        // Wherever in memory the bytes are.
        const moved = new Uint8Array(whole.length + 3)
        moved.set(whole, 3)
        expect(unpackColumns(moved.subarray(3), back, length, { forms: FORMS })).toBe(true)
      }),
    )
  })

  it('that end within a column that is passed over are not taken for columns', () => {
    const whole = packColumns([Uint32Array.from({ length: 50 }, (_, row) => row * row)], 50, {
      forms: ['small'],
    }).slice()
    const cuts = Array.from({ length: whole.length }, (_, cut) => whole.subarray(0, cut))
    expect(cuts.filter((bytes) => unpackColumns(bytes, [undefined], 50, { forms: ['small'] }))).toEqual([])
    expect(unpackColumns(whole, [undefined], 50, { forms: ['small'] })).toBe(true)
  })

  it('keep the sign of zero', () => {
    const given = [Float64Array.of(0, -0), Float64Array.of(-0, -0), Float64Array.of(3, -0)]
    const forms = { forms: ['steps', 'steps', 'steps'] as const }
    const back = given.map(emptyLike)
    expect(unpackBlock(packBlock(given, 2, forms), back, 2, forms)).toBe(true)
    expect(back).toEqual(given)
  })

  it('come back when a column is one value, and when there are no rows', () => {
    const given = [
      new Uint8Array(9).fill(7),
      new Float64Array(9).fill(Number.NaN),
      new Uint32Array(9).fill(2 ** 32 - 1),
    ]
    const forms = { forms: ['bytes', 'steps', 'small'] as const }
    const back = given.map(emptyLike)
    expect(unpackBlock(packBlock(given, 9, forms), back, 9, forms)).toBe(true)
    expect(back).toEqual(given)
    expect(unpackBlock(packBlock(given, 0, forms), back, 0, forms)).toBe(true)
  })

  it('that are damaged are not taken for columns', () => {
    const given = [Uint32Array.from({ length: 500 }, (_, row) => row * row)]
    const forms = { forms: ['steps'] as const }
    const content = packBlock(given, 500, forms)
    expect(unpackBlock(content.subarray(0, content.length - 3), [new Uint32Array(500)], 500, forms)).toBe(false)
    expect(unpackBlock(new Uint8Array(40), [new Uint32Array(500)], 500, forms)).toBe(false)
    expect(unpackBlock(content, [new Uint32Array(400)], 400, forms)).toBe(false)
  })
})
