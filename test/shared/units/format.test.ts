import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  digitsFor,
  formatBytes,
  formatCompactCount,
  formatCount,
  formatDelta,
  formatDuration,
  formatFigure,
  formatNumber,
  formatRate,
  formatSampleValue,
  formatShare,
} from '../../../shared/units/format.ts'
import { axisUnit, columnFormat, formatRange, unitFamily } from '../../../shared/units/unitScale.ts'

const NB = '\u00a0'
const cases = <T>(list: [T, string][]): [T, string][] => list

describe('numbers', () => {
  it.each(
    cases<[number, number]>([
      [[0, 0], '0'],
      [[-0, 1], '0.0'],
      [[1234.5, 1], '1,234.5'],
      [[-1234.5, 1], '−1,234.5'],
      [[-0.04, 1], '0.0'],
      [[1_000_000_000, 0], '1,000,000,000'],
      [[Number.NaN, 2], '–'],
      [[Number.NEGATIVE_INFINITY, 2], '–'],
    ]),
  )('%j are written %s', ([value, digits], text) => expect(formatNumber(value, digits)).toBe(text))

  it('have about three figures, also after rounding', () => {
    expect([0, 0.5, 9.99, 9.996, 99.94, 99.96, 1234].map((value) => formatNumber(value, digitsFor(value)))).toEqual([
      '0',
      '0.50',
      '9.99',
      '10.0',
      '99.9',
      '100',
      '1,234',
    ])
  })

  it('are cut short by thousands, in Chinese by ten thousands', () => {
    const counts = [999, 1234, 12_400, 999_960, 124_000_000]
    expect(counts.map((count) => formatCompactCount(count, 'en'))).toEqual([
      '999',
      `1.23${NB}k`,
      `12.4${NB}k`,
      `1.00${NB}M`,
      `124${NB}M`,
    ])
    expect(counts.map((count) => formatCompactCount(count, 'zh-CN'))).toEqual([
      '999',
      '1,234',
      `1.24${NB}万`,
      `100${NB}万`,
      `1.24${NB}亿`,
    ])
  })
})

describe('bytes', () => {
  it.each(
    cases<number>([
      [0, `0${NB}B`],
      [1023, `1,023${NB}B`],
      [1024, `1.00${NB}KiB`],
      [1_048_064, `1.00${NB}MiB`],
      [1536, `1.50${NB}KiB`],
      [288 * 1024 ** 2, `288${NB}MiB`],
      [-5 * 1024 ** 3, `−5.00${NB}GiB`],
      [2 ** 63, `8.00${NB}EiB`],
      [Number.NaN, '–'],
    ]),
  )('%d are %s', (value, text) => expect(formatBytes(value)).toBe(text))
})

describe('durations', () => {
  it.each(
    cases<number>([
      [0, `0${NB}ns`],
      [999.4, `999${NB}ns`],
      [999.6, `1.00${NB}µs`],
      [12_400, `12.4${NB}µs`],
      [1_250_000, `1.25${NB}ms`],
      [999_600_000, `1.00${NB}s`],
      [3.2e9, `3.20${NB}s`],
      [119.4e9, `119${NB}s`],
      [245e9, `4${NB}min${NB}05${NB}s`],
      [-245e9, `−4${NB}min${NB}05${NB}s`],
      [7_380e9, `2${NB}h${NB}03${NB}min`],
      [47.5 * 3600e9, `47${NB}h${NB}30${NB}min`],
      [76 * 3600e9, `3${NB}d${NB}04${NB}h`],
      [Number.POSITIVE_INFINITY, '–'],
    ]),
  )('of %d ns are %s', (value, text) => expect(formatDuration(value)).toBe(text))
})

describe('shares, changes and rates', () => {
  it('of 1 are percent, with a decimal below ten', () => {
    expect([0, 0.004, 0.0996, 0.254, 1.2, -0.05].map((share) => formatShare(share))).toEqual([
      `0.0${NB}%`,
      `0.4${NB}%`,
      `10.0${NB}%`,
      `25${NB}%`,
      `120${NB}%`,
      `−5.0${NB}%`,
    ])
    expect(formatShare(0.12345, 2)).toBe(`12.35${NB}%`)
  })

  it('say their direction, and nothing has none', () => {
    expect([1536, -1536, 0].map((bytes) => formatDelta(bytes, formatBytes))).toEqual([
      `+1.50${NB}KiB`,
      `−1.50${NB}KiB`,
      `0${NB}B`,
    ])
  })

  it('name what they are per', () => {
    expect([
      formatRate(72_000_000, 'bytes', 'min'),
      formatRate(200.2, 'count', 'min'),
      formatRate(2, 'count', 's'),
      formatRate(1.5e9, 'ns', 's'),
      formatRate(Number.NaN, 'bytes', 's'),
    ]).toEqual([`68.7${NB}MiB/min`, '200.2/min', '2.00/s', `1.50${NB}s/s`, '–'])
  })

  it('follow the unit of a finding or of a profile', () => {
    expect([
      formatFigure(1_048_576, 'bytes/min'),
      formatFigure(0.25, 'share'),
      formatFigure(17.9, 'count'),
      formatSampleValue(2048, 'kilobytes'),
      formatSampleValue(1500, 'microseconds'),
      formatSampleValue(1234, 'count'),
      formatSampleValue(3.5, 'widgets'),
    ]).toEqual([`1.00${NB}MiB/min`, `25${NB}%`, '17.9', `2.00${NB}MiB`, `1.50${NB}ms`, '1,234', `3.50${NB}widgets`])
    expect(formatCount(1234)).toBe('1,234')
  })
})

describe('a column', () => {
  it('has one unit and one precision, by its largest value', () => {
    const bytes = columnFormat('bytes', 1_089.5 * 1024 ** 2)
    expect(bytes.unit).toBe('GiB')
    const mebi = columnFormat('bytes', 298 * 1024 ** 2)
    expect([mebi.unit, ...[298, 6.5, 0].map((value) => mebi.format(value * 1024 ** 2))]).toEqual([
      'MiB',
      '298.0',
      '6.5',
      '0.0',
    ])
    expect([552.7, -16.6, 0.01].map((value) => mebi.signed(value * 1024 ** 2))).toEqual(['+552.7', '−16.6', '0.0'])
    const small = columnFormat('ns', 5.3e6)
    expect([small.unit, small.format(1_234_567)]).toEqual(['ms', '1.23'])
  })

  it('of counts or bytes below a KiB has no decimals', () => {
    expect([columnFormat('count', 18_412).format(18_412), columnFormat('bytes', 900).format(7)]).toEqual([
      '18,412',
      '7',
    ])
  })

  it('knows the names units have in profiles, and lets unknown ones stand', () => {
    expect([
      axisUnit('nanoseconds', 4e9),
      axisUnit('microseconds', 4000),
      axisUnit('bytes/min', 70 * 1024 ** 2),
      axisUnit('share', 0.4),
      axisUnit('widgets', 5),
      axisUnit('count', 5),
    ]).toEqual([
      { unit: 's', size: 1e9 },
      { unit: 'ms', size: 1000 },
      { unit: 'MiB/min', size: 1024 ** 2 },
      { unit: '%', size: 0.01 },
      { unit: 'widgets', size: 1 },
      { unit: '', size: 1 },
    ])
    expect(['bytes/min', 'seconds', 'share', 'widgets'].map(unitFamily)).toEqual(['bytes', 'ns', 'share', 'other'])
  })

  it('as an interval has the unit once, with an en dash', () => {
    expect(formatRange(68.1 * 1024 ** 2, 69 * 1024 ** 2, 'bytes/min')).toBe(`68.1 – 69.0${NB}MiB/min`)
    expect(formatRange(-1.9, 3.1, 'count', { isSigned: true })).toBe('−2 – +3')
    expect(formatRange(-0.019, 0.031, 'share', { isSigned: true })).toBe(`−1.90 – +3.10${NB}%`)
  })
})

describe('every figure', () => {
  it('is finite text without an ASCII minus, at any size', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        for (const text of [
          formatBytes(value),
          formatDuration(value),
          formatShare(value),
          formatNumber(value, 2),
          columnFormat('bytes', value).format(value),
        ])
          expect(text).toMatch(/^(–|\u2212?[\d,.]+e?.*)$/u)
      }),
    )
  })
})
