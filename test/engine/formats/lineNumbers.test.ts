// Issues and rows name the line of the file, whatever a collector or a log package made of the lines before.
import { describe, expect, it } from 'vitest'
import { LineNumbers } from '../../../electron/engine/formats/LineNumbers.ts'
import { readSource } from '../../support/readSource.ts'

const START = Date.UTC(2026, 10, 20, 10, 3, 37)
const iso = (second: number): string => new Date(START + second * 1000).toISOString()
const docker = (log: string, second = 0): string => JSON.stringify({ log, stream: 'stdout', time: iso(second) })
const cri = (text: string, tag = 'F', stream = 'stdout'): string => `${iso(0)} ${stream} ${tag} ${text}`
/** Numbers of lines that mention a text, from 1. */
const linesWith = (lines: readonly string[], text: string): number[] =>
  lines.flatMap((line, index) => (line.includes(text) ? [index + 1] : []))
const file = (lines: readonly string[]): string => `${lines.join('\n')}\n`

const RESULT = 'BenchmarkJoin-8 \t 1000\t 1234 ns/op'
const BROKEN = 'BenchmarkSplit-8 \t 1000\t 12z4 ns/op'
const OTHERS: Record<string, string[]> = {
  'entries that docker split': [
    docker(`request ${'x'.repeat(16 * 1024 - 8)}`),
    docker('y'.repeat(16 * 1024)),
    docker('end\n'),
  ],
  'pieces of CRI': [cri('a first ', 'P'), cri('a second ', 'P'), cri('and the last')],
  'more pieces than anybody counts': [...Array.from({ length: 3000 }, () => cri('piece ', 'P')), cri('the last')],
  'pieces between whole lines of another stream': [
    cri('a first ', 'P'),
    cri('one', 'F', 'stderr'),
    cri('two', 'F', 'stderr'),
    cri('and the last'),
  ],
  'a message of several lines': [docker('{"level":"error","msg":"boom\\nsecond\\nthird\\n\\nfifth"}\n')],
  'many of these': Array.from({ length: 2500 }, () => docker('{"msg":"a\\nb"}\n')),
  'a message of several lines that docker split': [
    docker(`{"msg":"one\\ntwo ${'x'.repeat(16 * 1024)}`),
    docker('three\\nfour"}\n'),
  ],
}

describe.each(Object.entries(OTHERS))('after %s', (name, others) => {
  const wrap = name.includes('CRI') || name.includes('piece') ? cri : (line: string): string => docker(`${line}\n`)

  it('benchmark results and their issues keep their lines', () => {
    const lines = [
      wrap('pkg: example.com/a'),
      wrap(RESULT),
      ...others,
      wrap(RESULT),
      wrap(BROKEN),
      ...others,
      wrap(RESULT),
    ]
    const { benchmarks, issues, summary } = readSource('benchmark', file(lines))
    expect(benchmarks?.results.map(({ line }) => line)).toEqual(linesWith(lines, 'BenchmarkJoin'))
    expect(issues).toMatchObject([
      { code: 'benchmark/damaged-line', at: { line: linesWith(lines, 'BenchmarkSplit')[0] } },
    ])
    expect(summary.counts.lines).toBe(lines.length)
  })

  it('allocation events keep their lines in issues', () => {
    const heading = 'time,kind,size,goroutine'
    const row = '2026-11-20T10:03:37Z,malloc,16,7'
    const lines = [wrap(heading), wrap(row), wrap(row), ...others, wrap('2026-11-20T10:03:37Z,nothing,16,7'), wrap(row)]
    const { issues } = readSource('allocEvents', file(lines))
    expect(issues.find(({ code }) => code === 'alloc/damaged-line')?.at.line).toBe(linesWith(lines, ',nothing,')[0])
  })

  it('stacks and gc lines keep theirs, as before', () => {
    const gc = 'gc 1 @0.012s 2%: 0.026+0.39+0.10 ms clock, 0.21+0.88/0.52/0+0.83 ms cpu, 4->4->0 MB, 4 MB goal, 8 P'
    const dump = ['goroutine 7 [running]:', 'main.work()', '\t/app/main.go:30 +0x1d', '']
    const lines = [wrap(gc), ...others, ...dump.map((line) => wrap(line)), wrap(gc.replace('gc 1 @0', 'gc 2 @1'))]
    const { lives, goroutines } = readSource('gctrace', file(lines))
    expect([...(lives[0]?.line ?? [])].slice(0, 2)).toEqual(linesWith(lines, 'ms clock'))
    expect(goroutines[0]?.line[0]).toBe(linesWith(lines, 'goroutine 7')[0])
  })
})

describe('after messages of several lines and of several entries', () => {
  const said = (text: string): string[] => [
    docker(`${JSON.stringify({ msg: `${text}\n${text}\n${text}` })}\n`),
    docker(`${text} ${'x'.repeat(16 * 1024)}`),
    docker('end\n'),
  ]
  const plain = (lines: readonly string[]): string[] => lines.map((line) => docker(`${line}\n`))

  it('a bad line of Prometheus text is named by its own', () => {
    const samples = plain(['# TYPE go_goroutines gauge', 'go_goroutines 42', '# TYPE go_threads gauge', 'go_threads 7'])
    const lines = [...samples, ...said('# nothing'), ...said('# more'), ...plain(['go_gc_cycles 12x', 'go_info 1'])]
    for (const chunk of [1, 700, 1e6])
      expect(readSource('metrics', file(lines), { chunk }).issues).toMatchObject([
        { code: 'metrics/bad-line', at: { line: linesWith(lines, '12x')[0] }, count: 1 },
      ])
  })

  it('broken JSON and an unknown value are named by their own', () => {
    const stats = '{"HeapAlloc":1,"HeapSys":2,"NumGC":3}'
    const between = [docker('{"msg":"{\\"a\\":1}\\n{\\"a\\":2}\\n{\\"a\\":3}"}\n')]
    const lines = [
      ...plain([stats]),
      ...between,
      ...between,
      ...plain([stats, '{"HeapAlloc":}', stats, '{"HeapAlloc":1,']),
    ]
    const { issues, summary } = readSource('metrics', file(lines))
    expect(issues).toMatchObject([
      { code: 'metrics/broken-json', at: { line: 5 }, count: 2 },
      { code: 'metrics/unknown-value', at: { line: 2 }, count: 6 },
    ])
    expect(summary.counts).toMatchObject({ lines: 7, snapshots: 3 })
  })

  it('a line that is of no file of the system is named by its own', () => {
    const own = plain(['==> memory.current <==', '1000', '==> memory.max <==', '5000'])
    const lines = [...own, ...said('memory.current 7'), ...own, ...plain(['what is this']), ...own]
    expect(
      readSource('osMemory', file(lines)).issues.find(({ code }) => code === 'osmemory/unknown-line'),
    ).toMatchObject({
      // What docker split began there.
      at: { line: 6 },
    })
    const clean = [...own, docker('{"msg":"memory.current 7\\nmemory.max 8\\nmemory.current 9"}\n'), ...own]
    const after = [...clean, ...plain(['what is this']), ...own]
    expect(readSource('osMemory', file(after)).issues).toMatchObject([
      { code: 'osmemory/unknown-line', at: { line: linesWith(after, 'what is this')[0] }, count: 1 },
    ])
  })

  it('JSON over several lines is named by the line where it begins, blank lines before it included', () => {
    expect(
      readSource('metrics', '\n\n{"HeapAlloc":1,\n"HeapSys":2}\n{"HeapAlloc":,\n"HeapSys":2}\n').issues,
    ).toMatchObject([{ code: 'metrics/broken-json', at: { line: 5 } }])
  })
})

describe('values in the envelopes of a log', () => {
  const scrapes = (own: readonly string[]): string =>
    file([0, 10, 20].flatMap((second) => own.map((line) => docker(`${line}\n`, second))))
  const timesOf = (text: string, kind: 'metrics' | 'osMemory'): number[] | undefined =>
    readSource(kind, text).points[0]?.at.map((at) => (at - START) / 1000)

  it('are of the time of their own line, not of the one that shows that they are complete', () => {
    expect(timesOf(scrapes(['==> memory.current <==', '1000', '==> memory.max <==', '5000']), 'osMemory')).toEqual([
      0, 10, 20,
    ])
    const text = ['# TYPE go_goroutines gauge', 'go_goroutines 42', '# TYPE go_threads gauge', 'go_threads 7']
    expect(timesOf(scrapes(text), 'metrics')).toEqual([0, 10, 20])
    expect(timesOf(scrapes(['{"HeapAlloc":1,"HeapSys":2,"NumGC":3}']), 'metrics')).toEqual([0, 10, 20])
  })
})

describe('LineNumbers', () => {
  it('tells every line, and holds little of a long file', () => {
    const numbers = new LineNumbers()
    const owns: number[] = []
    // Messages of one, two and three lines; entries of two.
    for (let own = 1; owns.length < 100_000; own += own % 5 === 0 ? 2 : 1)
      for (let part = 0; part <= own % 3; part++) {
        owns.push(own)
        numbers.note(owns.length, own)
        if (owns.length > 50) expect(numbers.of(owns.length - 50)).toBe(owns[owns.length - 51])
      }
    expect(Object.values(numbers as unknown as { starts: number[] }).flat().length).toBeLessThan(5000)
  })
})
