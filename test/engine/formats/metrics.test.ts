// Statistics in text and JSON: what their rules leave open, damage, and files put together from several.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormatError } from '../../../electron/engine/formats/index.ts'
import { recognise } from '../../../electron/engine/formats/recognise.ts'
import { MAX_SERIES } from '../../../electron/engine/formats/metrics/SeriesTable.ts'
import { seriesLabel } from '../../../shared/records/index.ts'
import { readSource, type ReadOptions, type ReadResult } from '../../support/readSource.ts'
import { validateStatistics } from '../../support/validateStatistics.ts'

function read(input: string | Uint8Array, options: ReadOptions = {}): ReadResult {
  const result = readSource('metrics', input, options)
  validateStatistics(result)
  return result
}

/** `name{labels}` → its points, for people who read tests. */
const pointsOf = ({ series, points }: ReadResult): Record<string, [at: number, value: number][]> =>
  Object.fromEntries(
    series.map((definition, ordinal) => [
      seriesLabel(definition),
      (points[ordinal]?.at ?? []).map((at, index) => [at, points[ordinal]?.value[index] as number]),
    ]),
  )
const valuesOf = (result: ReadResult): Record<string, number[]> =>
  Object.fromEntries(Object.entries(pointsOf(result)).map(([name, own]) => [name, own.map(([, value]) => value)]))

const recognised = (text: string): string | null => {
  const head = Buffer.from(text)
  const answer = recognise({ head, totalBytes: head.length })
  return 'code' in answer ? null : answer.kind
}

const codes = ({ issues }: ReadResult): string[] => issues.map(({ code }) => code)

describe('Prometheus text', () => {
  it.each([
    ['1', 1],
    ['-1.5', -1.5],
    ['+3', 3],
    ['1e3', 1000],
    ['1.5E-3', 0.0015],
    ['.5', 0.5],
    ['5.', 5],
    ['NaN', Number.NaN],
    ['nan', Number.NaN],
    ['+Inf', Number.POSITIVE_INFINITY],
    ['-Inf', Number.NEGATIVE_INFINITY],
    ['Inf', Number.POSITIVE_INFINITY],
    ['9007199254740993', 9_007_199_254_740_992],
    ['1.7976931348623157e+308', Number.MAX_VALUE],
    ['5e-324', 5e-324],
    ['123456789012345678901234567890', 1.2345678901234568e29],
    ['0.1', 0.1],
    ['2.2250738585072011e-308', Number('2.2250738585072011e-308')],
  ])('reads the value %s', (text, value) => {
    expect(valuesOf(read(`a_total ${text} 1763633001000\n`)).a_total).toEqual([value])
  })

  it('reads every double as JavaScript prints it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        const text = value === Number.POSITIVE_INFINITY ? '+Inf' : value === -Infinity ? '-Inf' : String(value)
        expect(valuesOf(read(`a ${text} 1763633001000\n`)).a?.[0]).toBe(value === 0 ? 0 : value)
      }),
      { numRuns: 300 },
    )
  })

  it('reads back any labels, whatever is in them', () => {
    const name = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/)
    const escaped = (text: string): string =>
      text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(name, fc.string({ unit: 'grapheme', maxLength: 12 })), { selector: ([key]) => key }),
        fc.integer(),
        (labels, value) => {
          // A carriage return before a line end belongs to the line end.
          fc.pre(labels.every(([, text]) => !text.includes('\r')))
          const text = labels.map(([key, own]) => `${key}="${escaped(own)}"`).join(',')
          const result = read(`m{${text}} ${value} 1763633001000\n`)
          expect(result.series[0]?.labels).toEqual(Object.fromEntries(labels))
          expect(result.points[0]?.value).toEqual([value])
        },
      ),
      { numRuns: 300 },
    )
  })

  it('takes one series for one, in whatever order its labels stand', () => {
    const result = read(
      'a{x="1",y="2"} 1 1763633001000\na{y="2",x="1"} 2 1763633002000\na{ y = "2" , x = "1" , } 3 1763633003000\n',
    )
    expect(valuesOf(result)).toEqual({ 'a{x="1",y="2"}': [1, 2, 3] })
  })

  it('tells a series of a family from another that ends alike', () => {
    const { series } = read(
      '# TYPE a histogram\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n# TYPE b_count gauge\nb_count 5\n# TYPE c counter\nc_total 1\n',
    )
    expect(series.map(({ name, kind, part }) => [name, kind, part])).toEqual([
      ['a_bucket', 'histogram', 'bucket'],
      ['a_sum', 'counter', 'sum'],
      ['a_count', 'counter', 'count'],
      ['b_count', 'gauge', 'value'],
      ['c_total', 'counter', 'value'],
    ])
  })

  it('places scrapes without dates by the end of their last GC cycle', () => {
    const scrape = (seconds: number, value: number): string =>
      `# TYPE go_memstats_last_gc_time_seconds gauge\ngo_memstats_last_gc_time_seconds ${seconds}\n# TYPE queue gauge\nqueue ${value}\n`
    const result = read(scrape(1.763633e9, 1) + scrape(1.7636331e9, 2))
    expect(result.summary.placement).toMatchObject({ basis: 'lastGc', errorMs: 120_000 })
    expect(pointsOf(result).queue).toEqual([
      [1_763_633_000_000, 1],
      [1_763_633_100_000, 2],
    ])
  })

  it('has only the order of scrapes that nothing dates, and says nothing of their time', () => {
    const result = read('# TYPE q gauge\nq 1\n# TYPE q gauge\nq 2\n', { modifiedMs: 1e12 })
    expect(result.summary).toMatchObject({ placement: null, seriesAxis: 'order' })
    expect(pointsOf(result).q).toEqual([
      [0, 1],
      [1, 2],
    ])
  })

  it('places a single scrape by the name of its file before it guesses from when it was written', () => {
    const named = { startMs: 1e12, endMs: 1e12, errorMs: 1000, basis: 'fileName' as const }
    expect(read('q_total 1\n', { named, modifiedMs: 2e12 }).summary.placement).toEqual(named)
    expect(read('q_total 1\n', { modifiedMs: 2e12 }).summary.placement).toMatchObject({ basis: 'modified' })
    expect(read('q_total 1\n').summary.placement).toBeNull()
  })

  it('leaves out what has no place among values that have one, and counts it', () => {
    const result = read('q 1\nq 2\nq 3\nq 4 1763633001000\n')
    expect(codes(result)).toEqual(['metrics/mixed-times'])
    expect(result.issues[0]).toMatchObject({ severity: 'dataLoss', count: 1 })
  })

  it('keeps to its limit of series and counts the points of further ones', () => {
    const lines = Array.from({ length: MAX_SERIES + 3 }, (_, index) => `m{id="${index}"} ${index} 1763633001000`)
    const result = read(`${lines.join('\n')}\n`)
    expect(result.series).toHaveLength(MAX_SERIES)
    expect(result.issues).toMatchObject([{ code: 'metrics/too-many-series', count: 3 }])
  })

  it('reads CRLF, a byte order mark, UTF-16 and a last line without its end alike', () => {
    const text = '# TYPE q_total counter\nq_total{a="b"} 1 1763633001000\nq_total{a="b"} 2 1763633002000'
    const expected = pointsOf(read(text))
    expect(expected).toEqual({
      'q_total{a="b"}': [
        [1_763_633_001_000, 1],
        [1_763_633_002_000, 2],
      ],
    })
    for (const variant of [
      text.replaceAll('\n', '\r\n'),
      `\ufeff${text}`,
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      `${text}\n\n`,
    ])
      expect(pointsOf(read(variant))).toEqual(expected)
  })

  it('says where the first of the lines is that it cannot read', () => {
    const result = read('q_total 1 1763633001000\nwhat is this\nq_total{a="b} 1\nq_total 2 1763633002000\n')
    expect(result.issues).toMatchObject([{ code: 'metrics/bad-line', count: 2, at: { line: 2 } }])
    expect(valuesOf(result)).toEqual({ q_total: [1, 2] })
    const [one] = read('q_total 1 1763633001000\nwhat is this\n').issues
    expect(one?.message).toMatch(/^1 line is neither .* nor a comment; the first is line 2\.$/)
  })

  it('refuses text without a sample', () => {
    expect(() => read('# TYPE q gauge\n')).toThrow(FormatError)
  })
})

describe('statistics as JSON', () => {
  const stats = (cycles: number, extra: Record<string, unknown> = {}): Record<string, unknown> => ({
    Alloc: 100,
    Sys: 1000,
    HeapAlloc: 100,
    HeapSys: 800,
    HeapIdle: 300,
    HeapInuse: 500,
    HeapReleased: 50,
    NumGC: cycles,
    ...extra,
  })
  const three = [1, 2, 3].map((cycles) => stats(cycles, { Time: `2026-11-20T10:0${cycles}:00Z` }))

  it.each([
    ['lines', three.map((value) => JSON.stringify(value)).join('\n')],
    ['an array', JSON.stringify(three)],
    ['documents written one after the other', three.map((value) => JSON.stringify(value, null, 2)).join('\n')],
    ['documents without anything between', three.map((value) => JSON.stringify(value)).join('')],
  ])('reads %s', (_name, text) => {
    const result = read(text)
    expect(result.summary.counts.snapshots).toBe(3)
    expect(pointsOf(result)['memstats.NumGC']).toEqual([
      [Date.UTC(2026, 10, 20, 10, 1), 1],
      [Date.UTC(2026, 10, 20, 10, 2), 2],
      [Date.UTC(2026, 10, 20, 10, 3), 3],
    ])
  })

  it('gives each pause of the ring once, at the time it ended', () => {
    const ring = (cycles: number): Record<string, unknown> =>
      stats(cycles, {
        Time: `2026-11-20T10:0${cycles}:00Z`,
        PauseNs: Array.from({ length: 256 }, (_, index) => (index < cycles ? 1000 + index : 0)),
        PauseEnd: Array.from({ length: 256 }, (_, index) => (index < cycles ? 1_763_632_800e9 + index * 1e9 : 0)),
      })
    const result = read(`${JSON.stringify(ring(2))}\n${JSON.stringify(ring(3))}\n`)
    expect(pointsOf(result)['memstats.PauseNs']).toEqual([
      [1_763_632_800_000, 1000],
      [1_763_632_801_000, 1001],
      [1_763_632_802_000, 1002],
    ])
  })

  it('names the variables of a service as they are nested', () => {
    const result = read(
      JSON.stringify({
        cmdline: ['./x'],
        bucket_count: 512,
        overflow_ratio: 0.125,
        sessions: { live: 3, by_region: { eu: 2 } },
        title: 'x',
      }),
    )
    expect(valuesOf(result)).toEqual({
      bucket_count: [512],
      overflow_ratio: [0.125],
      'sessions.live': [3],
      'sessions.by_region.eu': [2],
    })
    expect(result.summary.counts.variables_left_out).toBe(1)
  })

  it('names what an empty key holds by the key as it is written', () => {
    const result = read('{"cmdline": ["./x"], "": 7, "a": {"": 8}}')
    expect(valuesOf(result)).toEqual({ '""': [7], 'a.': [8] })
  })

  it('sums a histogram of runtime/metrics up to each boundary', () => {
    const result = read(
      JSON.stringify([
        {
          Name: '/gc/pauses:seconds',
          Value: { Counts: [1, 2, 3], Buckets: ['-Inf', 0.001, 0.01, '+Inf'] },
          Cumulative: true,
        },
      ]),
    )
    expect(valuesOf(result)).toEqual({
      '/gc/pauses:seconds{le="0.001"}': [1],
      '/gc/pauses:seconds{le="0.01"}': [3],
      '/gc/pauses:seconds{le="+Inf"}': [6],
      '/gc/pauses:seconds': [6],
    })
  })

  it('keeps what was whole before the end of a file that was cut, and says so', () => {
    const text = three.map((value) => JSON.stringify(value)).join('\n')
    for (let length = text.indexOf('\n') + 1; length < text.length; length += 7) {
      const result = read(text.slice(0, length))
      const whole = text.slice(0, length).split('}').length - 1
      expect(result.summary.counts.snapshots).toBe(whole)
      const isCut = text[length - 1] !== '}' && text[length - 1] !== '\n'
      expect(codes(result)).toEqual(isCut ? ['metrics/truncated'] : [])
    }
  })

  it('passes over a broken line and says where it was', () => {
    const lines = three.map((value) => JSON.stringify(value))
    lines.splice(1, 0, '{"Alloc": oops}')
    const result = read(lines.join('\n'))
    expect(result.summary.counts.snapshots).toBe(3)
    expect(result.issues).toMatchObject([{ code: 'metrics/broken-json', count: 1, at: { line: 2 } }])
  })

  it('reads an answer of the Prometheus API, NaN and all', () => {
    const answer = {
      status: 'success',
      data: {
        resultType: 'vector',
        result: [{ metric: { __name__: 'up', job: 'x' }, value: [1_763_633_001.5, 'NaN'] }],
      },
    }
    expect(pointsOf(read(JSON.stringify(answer)))).toEqual({ 'up{job="x"}': [[1_763_633_001_500, Number.NaN]] })
  })
})

describe('answers that promtool prints', () => {
  it('are read at their times, of an instant and of a range', () => {
    const text = [
      'go_goroutines{job="api => x"} => 123 @[1700753779.123]',
      'go_goroutines{job="b"} =>',
      '1000 @[1700753779.123]',
      '2000 @[1700753789]',
      '',
    ].join('\n')
    expect(recognised(text)).toBe('metrics')
    const result = read(text)
    expect(result.issues).toEqual([])
    expect(pointsOf(result)).toEqual({
      'go_goroutines{job="api => x"}': [[1_700_753_779_123, 123]],
      'go_goroutines{job="b"}': [
        [1_700_753_779_123, 1000],
        [1_700_753_789_000, 2000],
      ],
    })
  })

  it.each([
    'f => 12\n',
    'a => b @[1700753779]\n',
    'a => 1 @[1700753779]\nand prose\n',
    'x => y @[now]\n',
    '1 @[1700753779]\n',
  ])('are told from %j', (text) => expect(recognised(text)).toBeNull())
})

describe('MemStats that are no JSON', () => {
  const trailer = (cycles: number): string =>
    [
      '# runtime.MemStats',
      '# Alloc = 400',
      '# HeapAlloc = 400',
      '# HeapSys = 800',
      '# Stack = 10 / 20',
      `# LastGC = ${1_763_633_000 + cycles}000000000`,
      `# PauseNs = [${Array.from({ length: 256 }, (_, index) => (index < cycles ? 1000 + index : 0)).join(' ')}]`,
      `# PauseEnd = [${Array.from({ length: 256 }, (_, index) => (index < cycles ? `${1_763_632_800 + index}000000000` : '0')).join(' ')}]`,
      `# NumGC = ${cycles}`,
      '# DebugGC = false',
      '# MaxRSS = 4096',
      '',
    ].join('\n')

  it('are read from trailers of heap profiles alone', () => {
    const text = `\n${trailer(1)}\n${trailer(2)}`
    const result = read(text)
    expect(recognised(text)).toBe('metrics')
    expect(result.issues).toEqual([])
    expect(result.summary).toMatchObject({ variant: 'memstats', counts: { snapshots: 2 } })
    expect(pointsOf(result)).toMatchObject({
      'memstats.NumGC': [
        [1_763_633_001_000, 1],
        [1_763_633_002_000, 2],
      ],
      'memstats.PauseNs': [
        [1_763_632_800_000, 1000],
        [1_763_632_801_000, 1001],
      ],
    })
    expect(valuesOf(result)).toMatchObject({ 'memstats.StackInuse': [10, 10], 'memstats.StackSys': [20, 20] })
    for (const chunk of [1, 7]) expect(pointsOf(read(text, { chunk }))).toEqual(pointsOf(result))
    expect(read(`${trailer(1)}slower since then\n`).issues).toMatchObject([
      { code: 'metrics/bad-line', severity: 'dataLoss', at: { line: 12 }, count: 1 },
    ])
  })

  it.each(['', '> debug.memStats()\n'])('are read as the console of geth prints them, behind %j', (prompt) => {
    const text = `${prompt}{
  Alloc: 400,
  BySize: [{
      Frees: 1,
      Mallocs: 2,
      Size: 8
  }],
  EnableGC: true,
  HeapAlloc: 400,
  HeapSys: 800,
  NumGC: 3
}
`
    const result = read(`${text}${text}`)
    expect(recognised(text)).toBe('metrics')
    expect(result.issues).toEqual([])
    expect(valuesOf(result)).toMatchObject({
      'memstats.HeapSys': [800, 800],
      'memstats.BySize.Mallocs{size="8"}': [2, 2],
    })
    expect(pointsOf(read(`${text}${text}`, { chunk: 1 }))).toEqual(pointsOf(result))
  })

  it.each([
    ['go_goroutines 12\n', 'metrics'],
    ['go_memstats_alloc_bytes{instance="a"} 1.5e+06\nprocess_open_fds 9', 'metrics'],
    ['answer 42\n', null],
    ['go_goroutines 12\nrose to 900 by noon\n', null],
    ['go_goroutines is 12\n', null],
    ['# runtime.MemStats\nis what you want to read.\n', null],
    ['{ Alloc: 1, name: 2 }\n', null],
  ])('are told from other text: %j', (text, kind) => {
    expect(recognised(text)).toBe(kind)
  })
})
