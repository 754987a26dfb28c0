import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQuantity, TYPED_UNITS } from '../../../shared/units/parse.ts'
import { unitsOf, type UnitFamily } from '../../../shared/units/unitScale.ts'

const value = (text: string, family: UnitFamily): number | string => {
  const read = parseQuantity(text, family)
  return read.ok ? read.value : read.fault
}

describe('typed figures', () => {
  it.each([
    ['10MiB', 'bytes', 10 * 1024 ** 2],
    ['10 mib', 'bytes', 10 * 1024 ** 2],
    ['1.5GiB', 'bytes', 1.5 * 1024 ** 3],
    ['10MB', 'bytes', 10_000_000],
    ['10M', 'bytes', 10 * 1024 ** 2],
    ['512', 'bytes', 'unitMissing'],
    ['0', 'bytes', 0],
    ['5 ms', 'bytes', 'unknownUnit'],
    ['1.5ms', 'ns', 1.5e6],
    ['250µs', 'ns', 250e3],
    ['250μs', 'ns', 250e3],
    ['250us', 'ns', 250e3],
    ['2 min', 'ns', 120e9],
    ['2m', 'ns', 120e9],
    ['10', 'ns', 'unitMissing'],
    ['12 %', 'share', 0.12],
    ['0.25', 'share', 0.25],
    ['25', 'share', 'unitMissing'],
    ['1,234', 'count', 1234],
    ['1_000_000', 'count', 1_000_000],
    ['10k', 'count', 10_000],
    ['2万', 'count', 20_000],
    ['1e3', 'count', 1000],
    ['-3', 'count', -3],
    ['−3', 'count', -3],
    ['.5', 'count', 0.5],
    ['70MiB/min', 'bytes', 70 * 1024 ** 2],
    ['7', 'other', 7],
    ['', 'count', 'notANumber'],
    ['ten', 'count', 'notANumber'],
    ['1.2.3', 'count', 'notANumber'],
    ['1,23', 'count', 'notANumber'],
    ['1e999', 'count', 'notANumber'],
  ] as [string, UnitFamily, number | string][])('%j as %s is %j', (text, family, expected) => {
    const got = value(text, family)
    if (typeof expected === 'number') expect(got).toBeCloseTo(expected, 9)
    else expect(got).toBe(expected)
  })

  it('read every unit the window writes', () => {
    const families: UnitFamily[] = ['bytes', 'ns', 'share', 'count']
    for (const family of families)
      for (const { unit, size } of unitsOf(family)) expect([unit, value(`3${unit}`, family)]).toEqual([unit, 3 * size])
    for (const family of families)
      for (const unit of TYPED_UNITS[family]) expect(typeof value(`1${unit}`, family)).toBe('number')
  })

  it('never throw, whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom<UnitFamily>('bytes', 'ns', 'share', 'count', 'other'),
        (text, family) => {
          const read = parseQuantity(text, family)
          if (read.ok) expect(Number.isFinite(read.value)).toBe(true)
        },
      ),
    )
  })
})
