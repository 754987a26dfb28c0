// Exports of log stores that begin with the newest entry.
import { describe, expect, it } from 'vitest'
import { MAX_LINE_BYTES } from '../../../electron/engine/formats/lines.ts'
import { LogReader } from '../../../electron/engine/formats/logs/LogReader.ts'
import { cyclesOf, readLog, readSource, runtimeRowsOf } from '../../support/readSource.ts'
import { validateLog } from '../../support/validateRecords.ts'

const START = Date.UTC(2026, 10, 20, 10, 3, 30)
const CYCLES = 30
const gc = (number: number): string =>
  `gc ${number} @${number}.000s 1%: 0.10+1.8+0.10 ms clock, 0.20+0/1.0/2.1+0.20 ms cpu, 12->12->6 MB, 12 MB goal, 0 MB stacks, 0 MB globals, 2 P`
const TEXTS = Array.from({ length: CYCLES }, (_, index) => [
  gc(index + 1),
  `scav ${index} KiB work (bg), 0 KiB work (eager), 408 KiB now, 99% util`,
]).flat()
const at = (index: number): number => START + 1002 + Math.floor(index / 2) * 1000
const iso = (index: number): string => new Date(at(index)).toISOString()
const entries = TEXTS.map((text, index) => ({ text, index }))

type Form = (entries: { text: string; index: number }[]) => string
const loki: Form = (all) =>
  `${JSON.stringify({
    status: 'success',
    data: {
      resultType: 'streams',
      result: [{ stream: { app: 'x' }, values: all.map(({ text, index }) => [`${at(index)}000000`, text]) }],
    },
  })}\n`
const FORMS: Readonly<Record<string, Form>> = {
  'CloudWatch Insights': (all) =>
    `@timestamp,@message\n${all.map(({ text, index }) => `${iso(index)},"${text}"\n`).join('')}`,
  'lines of JSON': (all) =>
    all.map(({ text, index }) => `${JSON.stringify({ timestamp: iso(index), message: text })}\n`).join(''),
  'lines with times': (all) => all.map(({ text, index }) => `${iso(index)} ${text}\n`).join(''),
  Loki: loki,
}

describe.each(Object.entries(FORMS))('%s, the newest entry first', (_, form) => {
  it.each([CYCLES * 2, 6])('is read as if the oldest stood first: %d entries', (length) => {
    const some = entries.slice(0, length)
    const turned = form(some.toReversed())
    const result = readLog(turned)
    validateLog(result)
    expect(result.issues).toEqual([])
    expect(result.summary.lives).toMatchObject([
      { cycles: length / 2, missingCycles: 0, firstCycle: 1, lastCycle: length / 2 },
    ])
    expect(result.summary.lives[0]?.startMs).toBeCloseTo(START, 2)
    const expected = readLog(form(some))
    const sweeps = (of: typeof result): unknown[] =>
      runtimeRowsOf(of, 'scavenges').map(({ cycle, workBytes }) => [cycle, workBytes])
    expect(sweeps(result)).toEqual(sweeps(expected))
    const numbers = (of: typeof result): number[] => cyclesOf(of).map(({ number }) => number)
    expect(numbers(result)).toEqual(numbers(expected))
    for (const chunk of [1, 7, 1000]) expect(readLog(turned, { chunk }).summary.lives).toEqual(result.summary.lives)
  })
})

it('lines without a time stay below the one they follow', () => {
  const stack = ['', 'goroutine 1 [running]:', 'main.main()', '\t/app/main.go:10 +0x1d', '', '']
  const log = Array.from({ length: 12 }, (_, index) =>
    index === 5 ? [`${iso(2 * index)} panic: boom`, ...stack].join('\n') : `${iso(2 * index)} order ${index}`,
  )
  const result = readLog(`${log.toReversed().join('\n')}\n`)
  expect(result.dumps?.dumps).toMatchObject([{ goroutines: 1, message: expect.stringContaining('boom') as string }])
})

it('a step back in a log that goes on turns nothing', () => {
  const indexes = [0, 6, 4, 2, 8, 10, 12]
  const result = readLog(indexes.map((index) => `${iso(index)} ${TEXTS[index] ?? ''}\n`).join(''))
  expect(result.summary.lives[0]).toMatchObject({ firstLine: 1, firstCycle: 1 })
})

it('an export of one line may be longer than other lines', () => {
  const many = Array.from({ length: 7000 }, (_, index) => ({ index: index * 2, text: gc(index + 1) }))
  const text = loki(many.toReversed())
  expect(text.length).toBeGreaterThan(MAX_LINE_BYTES)
  for (const chunk of [4096, 1_000_000]) {
    const result = readLog(text, { chunk })
    expect(result.summary.lives).toMatchObject([{ cycles: 7000, missingCycles: 0 }])
    expect(result.issues).toEqual([])
  }
})

it('says so where a log is too long to be turned', () => {
  const text = new TextEncoder().encode(FORMS['lines with times']?.(entries.toReversed()) ?? '')
  const read = (mostTurned: number): unknown[] => {
    const issues: unknown[] = []
    const reader = new LogReader({ issue: (issue) => issues.push(issue) }, {}, mostTurned)
    reader.push(text)
    expect(reader.finish().counts.lines).toBe(entries.length)
    return issues
  }
  expect(read(text.length)).toEqual([])
  expect(read(text.length / 2)).toMatchObject([{ code: 'log/newest-first', at: { line: 1 }, count: entries.length }])
})

it('results of benchmarks keep the package they stand below', () => {
  const run = (name: string): string[] => [
    `pkg: example.com/${name}`,
    `Benchmark${name.toUpperCase()}-2  \t 1000\t 16.1 ns/op`,
    'PASS',
    `ok  \texample.com/${name}\t1.2s`,
  ]
  const lines = ['goos: linux', ...run('a'), ...run('b')].map(
    (text, index) => `${new Date(START + index * 1000).toISOString()} ${text}\n`,
  )
  const expected = readSource('benchmark', lines.join(''))
  expect(expected.benchmarks?.configs).toMatchObject([{ pkg: 'example.com/a' }, { pkg: 'example.com/b' }])
  for (const chunk of [undefined, 1, 7, 1000])
    expect(readSource('benchmark', lines.toReversed().join(''), { chunk }).benchmarks?.configs).toEqual(
      expected.benchmarks?.configs,
    )
})
