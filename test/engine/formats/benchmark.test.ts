import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { recognise } from '../../../electron/engine/formats/recognise.ts'
import { benchmarkNameParts } from '../../../shared/records/index.ts'
import { fixtureFiles, fixturePath } from '../../support/corpus.ts'
import { dumpBenchmarks } from '../../support/dumpRecords.ts'
import { readSource } from '../../support/readSource.ts'
import { validateBenchmarks } from '../../support/validateRecords.ts'

const read = (text: string) => {
  const result = readSource('benchmark', text)
  validateBenchmarks(result)
  return result
}

describe('benchmark reader', () => {
  it.each(fixtureFiles('benchmark', '.txt'))('reads %s as recorded, in chunks of any size', async (name) => {
    const bytes = readFileSync(fixturePath('benchmark', name))
    const whole = readSource('benchmark', bytes)
    validateBenchmarks(whole)
    const text = dumpBenchmarks(whole)
    await expect(text).toMatchFileSnapshot(fixturePath('benchmark', `${name}.expected`))
    for (const chunk of [1, 7, 1000])
      expect(dumpBenchmarks(readSource('benchmark', bytes, { chunk })), `chunks of ${chunk}`).toBe(text)
    expect(dumpBenchmarks(readSource('benchmark', bytes.toString('utf8').replaceAll('\n', '\r\n')))).toBe(text)
  })

  it('reads every value of a line in its own unit', () => {
    const { benchmarks } = read(
      'BenchmarkDecode/size=1e4-8 100 154125 ns/op 64.88 MB/s 40418 B/op 7 allocs/op 1.5 hops\n',
    )
    expect(benchmarks?.results).toEqual([
      {
        line: 1,
        name: 'Decode/size=1e4',
        procs: 8,
        iterations: 100,
        config: 0,
        values: [
          { value: 154125, unit: 'ns/op' },
          { value: 64.88, unit: 'MB/s' },
          { value: 40418, unit: 'B/op' },
          { value: 7, unit: 'allocs/op' },
          { value: 1.5, unit: 'hops' },
        ],
      },
    ])
    expect(benchmarkNameParts('Decode/size=1e4/fast')).toEqual({
      base: 'Decode',
      parts: [
        { key: 'size', value: '1e4' },
        { key: null, value: 'fast' },
      ],
    })
  })

  it('puts a name and its figures together where output of the benchmark stands between them', () => {
    const { benchmarks, issues } = read(
      [
        'goos: linux',
        'BenchmarkLogs/n=1-2         \tcache is warm',
        'cache is warm',
        '    2000\t        16.19 ns/op\t       0 B/op',
        '--- BENCH: BenchmarkLogs/n=1-2',
        '    a_test.go:17: 12\t13 items',
        'BenchmarkNext-2             \t    1000\t         1.000 ns/op',
        // -v: a name alone, and later the whole result.
        'BenchmarkLoud',
        'printed',
        'BenchmarkLoud-2             \t       5\t         2.000 ns/op',
        'BenchmarkGlued-2            \tstep',
        'step 3    4000\t        17 ns/op',
        '    4000\t        18 ns/op',
        '',
      ].join('\n'),
    )
    expect(benchmarks?.results.map(({ name, procs, line, iterations }) => [name, procs, line, iterations])).toEqual([
      ['Logs/n=1', 2, 4, 2000],
      ['Next', 2, 7, 1000],
      ['Loud', 2, 10, 5],
    ])
    expect(benchmarks?.results[0]?.values).toEqual([
      { value: 16.19, unit: 'ns/op' },
      { value: 0, unit: 'B/op' },
    ])
    expect(issues).toMatchObject([
      { code: 'benchmark/interleaved', severity: 'note', at: { line: 4 }, count: 1 },
      { code: 'benchmark/damaged-line', severity: 'dataLoss', at: { line: 12 }, count: 1 },
      { code: 'benchmark/nameless-result', severity: 'dataLoss', at: { line: 13 }, count: 1 },
    ])
  })

  it('puts them together where tabs became blanks', () => {
    const { benchmarks, issues } = read(
      [
        'BenchmarkLog-2                     printed',
        'processed 100 items',
        '      20          1747 ns/op             0 B/op',
        'BenchmarkNext-2             1000         1.000 ns/op',
        'it took 20 5 times',
        'some 4000        18 ns/op',
        '',
      ].join('\n'),
    )
    expect(benchmarks?.results).toMatchObject([
      {
        line: 3,
        name: 'Log',
        procs: 2,
        iterations: 20,
        values: [
          { value: 1747, unit: 'ns/op' },
          { value: 0, unit: 'B/op' },
        ],
      },
      { line: 4, name: 'Next', values: [{ value: 1, unit: 'ns/op' }] },
    ])
    expect(issues).toMatchObject([
      { code: 'benchmark/interleaved', severity: 'note', at: { line: 3 }, count: 1 },
      { code: 'benchmark/nameless-result', severity: 'dataLoss', at: { line: 6 }, count: 1 },
    ])
  })

  it('finds the name behind what was printed without a line end', () => {
    const { benchmarks, issues } = read(
      [
        'no newline BenchmarkA-2                \t      20\t       723.9 ns/op',
        'no newlineBenchmarkB/Benchmark-2                \t      30\t       2.0 ns/op',
        'BenchmarkC-2 \tprinted',
        'slower than BenchmarkA-2      40\t       3.0 ns/op',
        'step BenchmarkD-2 \tstep 3    4000\t        17 ns/op',
        '',
      ].join('\n'),
    )
    expect(benchmarks?.results.map(({ name, procs, line, iterations }) => [name, procs, line, iterations])).toEqual([
      ['A', 2, 1, 20],
      ['B/Benchmark', 2, 2, 30],
    ])
    expect(issues).toMatchObject([
      { code: 'benchmark/output-before-name', severity: 'note', at: { line: 1 }, count: 2 },
      { code: 'benchmark/damaged-line', severity: 'dataLoss', at: { line: 4 }, count: 2 },
    ])
    expect(issues[1]?.message).toContain('right before the figures of BenchmarkC-2')
  })

  it('reads on behind a hole of zeros, which a log has that was cut while it was written', () => {
    const { benchmarks, issues } = read(`${'\0'.repeat(100)}BenchmarkA-2 \t 100\t 5 ns/op\n`)
    expect(benchmarks?.results).toMatchObject([{ name: 'A', line: 1 }])
    expect(issues).toEqual([])
    const head = Buffer.from(`${'\0'.repeat(100)}BenchmarkA-2 \t 100\t 5 ns/op\n`)
    expect(recognise({ head, totalBytes: head.length })).toMatchObject({ kind: 'benchmark' })
  })

  it.each([
    ['blanks', `${' '.repeat(4000)}\tx`],
    ['digits', `${'1'.repeat(4000)}\tx`],
    ['digits as a value', `BenchmarkX 1 ${'1'.repeat(10_000)}x ns/op`],
  ])('takes time in proportion to long lines of %s', (_, line) => {
    const text = `BenchmarkA-2 \t 100\t 5 ns/op\n${`${line}\n`.repeat(60)}`
    const startedAt = performance.now()
    expect(read(text).summary.records).toBe(1)
    expect(performance.now() - startedAt).toBeLessThan(500)
  })

  it('keeps the configuration in force at each result', () => {
    const { benchmarks } = read(
      'goos: linux\npkg: a\nBenchmarkX 1 1 ns/op\npkg: b\nBenchmarkX 1 1 ns/op\ngoos:\nBenchmarkX 1 1 ns/op\npkg: a\ngoos: linux\nBenchmarkX 1 1 ns/op\n',
    )
    expect(benchmarks?.results.map(({ config }) => benchmarks.configs[config])).toEqual([
      { goos: 'linux', pkg: 'a' },
      { goos: 'linux', pkg: 'b' },
      { pkg: 'b' },
      { goos: 'linux', pkg: 'a' },
    ])
    expect(benchmarks?.configs).toHaveLength(3)
  })

  it.each([
    ['BenchmarkX-8 100\n', 'no value with a unit'],
    ['BenchmarkX-8 100 12\n', 'no value with a unit'],
    ['BenchmarkX-8 100 12 ns/op 5\n', 'has no unit'],
    ['BenchmarkX-8 100 fast ns/op\n', 'expected a value'],
    ['BenchmarkX-8 x 12 ns/op\n', 'expected a number of iterations'],
    ['BenchmarkX-8 99999999999999999999 12 ns/op\n', 'too many'],
  ])('reports %j', (text, why) => {
    const result = read(text)
    expect(result.issues).toMatchObject([{ code: 'benchmark/damaged-line', severity: 'dataLoss', at: { line: 1 } }])
    expect(result.issues[0]?.message).toContain(why)
    expect(result.summary.records).toBe(0)
  })
})
