// What stands before the lines of a dump and no envelope is known for: taken off by what the header of a goroutine shows.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fixturePath } from '../../support/corpus.ts'
import { dumpGoroutines } from '../../support/dumpRecords.ts'
import { readDumps } from '../../support/readSource.ts'

const FIXTURES = ['go1.26.10-park.debug2.txt', 'go1.25.12-fatal.repanic.txt', 'go1.22.12-fatal.quit.txt']
type Wrap = (line: string, index: number) => string
const PREFIXES: Readonly<Record<string, Wrap>> = {
  indent: (line) => (line === '' ? '' : `    ${line}`),
  'Markdown quote': (line) => (line === '' ? '>' : `> ${line}`),
  'stern, without blanks at the end of a line': (line) => `myapp-7d9f-xk2 myapp ${line}`.trimEnd(),
  'gh run view --log': (line, index) => `build\tRun tests\t2024-01-02T03:04:05.${1_234_567 + index}Z ${line}`,
  'journalctl -o short-monotonic': (line, index) => `[${(123.456789 + index).toFixed(6)}] host app[123]: ${line}`,
  'time in brackets': (line, index) => `[2024-01-02 03:04:${String(index % 60).padStart(2, '0')}] ${line}`,
  'cf logs': (line) => `2024-01-02T03:04:05.12+0000 [APP/PROC/WEB/0] ERR ${line}`,
  'cat -n': (line, index) => `${String(index + 1).padStart(6)}\t${line}`,
  'grep -n': (line, index) => `${index + 1}:${line}`,
}
const wrapped = (text: string, wrap: Wrap): string =>
  text
    .split('\n')
    .map((line, index, all) => (index === all.length - 1 && line === '' ? '' : wrap(line, index)))
    .join('\n')
const dump = (text: string, chunk?: number): string =>
  dumpGoroutines(readDumps(text, chunk === undefined ? {} : { chunk })).replaceAll(/^(placement|first|last).*\n/gm, '')
const goroutinesOf = (text: string) => readDumps(text).summary.counts['goroutine_headers'] ?? 0

describe.each(FIXTURES)('the prefix of the lines of %s', (name) => {
  const text = readFileSync(fixturePath('goroutine', name), 'utf8').replaceAll('\r\n', '\n')
  it.each(Object.entries(PREFIXES))('%s', (_, wrap) => {
    const said = wrapped(text, wrap)
    const whole = readDumps(said)
    const plain = readDumps(text)
    expect(whole.summary.counts).toEqual(plain.summary.counts)
    expect(whole.dumps?.stacks).toEqual(plain.dumps?.stacks)
    expect(whole.dumps?.dumps.map(({ message, crash }) => ({ message, crash }))).toEqual(
      plain.dumps?.dumps.map(({ message, crash }) => ({ message, crash })),
    )
    for (const chunk of [1, 7, 1000]) expect(dump(said, chunk), `chunks of ${chunk}`).toBe(dump(said))
  })
})

describe('a header behind a prefix', () => {
  const FRAMES = 'main.work()\n\t/app/main.go:12 +0x1d\nmain.main()\n\t/app/main.go:3 +0x1d\n'
  it.each([
    ['log.Lshortfile', '2026/11/28 10:00:00 main.go:12: '],
    ['logrus', 'ERRO[0012] '],
    ['a word', 'stack: '],
    ['gin', '[GIN] 2026/11/28 - 10:00:00 | '],
  ])('of %s stands on the first line alone', (_, prefix) => {
    const text = `${prefix}goroutine 7 [running]:\n${FRAMES}`
    const { summary, dumps } = readDumps(text)
    expect(summary.counts).toMatchObject({ goroutine_headers: 1, goroutines: 1 })
    expect(dumps?.stacks.frameFunction.length).toBe(2)
  })

  it('has indented lines below it, as testing.T.Log writes', () => {
    const frames = FRAMES.replaceAll(/^/gm, '        ').trimEnd()
    const text = `=== RUN   TestX\n    x_test.go:10: goroutine 7 [running]:\n${frames}\n--- FAIL: TestX (0.00s)\n`
    expect(readDumps(text).dumps?.stacks.frameFunction.length).toBe(2)
  })

  it('is prose where no frames follow', () => {
    expect(goroutinesOf('the race is in goroutine 7 [running]:\nsomething else\n')).toBe(0)
    expect(goroutinesOf('the race is in goroutine 7 [running]:')).toBe(0)
  })

  it('tells processes apart whose lines are mixed', () => {
    const [header = '', ...frames] = `goroutine 1 [running]:\n${FRAMES}`.trimEnd().split('\n')
    const of = (pod: string, lines: string[]): string[] => lines.map((line) => `${pod} app ${line}`)
    const [first = '', ...rest] = frames
    const text = [...of('pod-a', [header, first]), ...of('pod-b', [header, first])]
    const mixed = rest.flatMap((line) => [...of('pod-a', [line]), ...of('pod-b', [line])])
    const { dumps } = readDumps(`${[...text, ...mixed].join('\n')}\n`)
    expect(dumps?.dumps.map(({ goroutines }) => goroutines)).toEqual([1, 1])
    expect(dumps?.stacks.frameFunction.length).toBe(2)
  })
})

describe('go test -json', () => {
  const event = (Output: string, Package = 'p'): string =>
    JSON.stringify({ Action: 'output', Package, Test: 'TestX', Output })
  it('has the lines of a crash, also in pieces', () => {
    const pieces = [
      'panic: bo',
      'om\n',
      '\n',
      'goroutine 7 [running]:\n',
      'main.work',
      '()\n',
      '\t/app/main.go:12 +0x1d\n',
    ]
    const { dumps } = readDumps(pieces.map((piece) => `${event(piece)}\n`).join(''))
    expect(dumps?.dumps[0]).toMatchObject({ message: 'boom', goroutines: 1 })
    expect(dumps?.stacks.frameFunction.length).toBe(1)
  })
})
