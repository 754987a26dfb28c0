import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import {
  IN_INNER_JSON,
  IN_JSON,
  IN_KERNEL,
  IN_KLOG,
  IN_LOGFMT,
  IN_STD_LOG,
} from '../../../electron/engine/formats/logs/channels.ts'
import type { LineConsumer, LineContext } from '../../../electron/engine/formats/logs/consumer.ts'
import { LogPipeline } from '../../../electron/engine/formats/logs/LogPipeline.ts'
import { readLog } from '../../support/readSource.ts'

type Seen = LineContext & { text: string }

/** Everything a consumer is shown of a log. */
function linesOf(log: string | Uint8Array, chunk?: number): Seen[] {
  const seen: Seen[] = []
  const consumer: LineConsumer = {
    line(bytes, from, to, context) {
      seen.push({ ...context, text: Buffer.from(bytes.subarray(from, to)).toString('utf8') })
      return true
    },
    finish: () => ({ counts: {}, records: 0 }),
  }
  const bytes = typeof log === 'string' ? new TextEncoder().encode(log) : log
  const pipeline = new LogPipeline([consumer])
  const size = chunk ?? bytes.length
  for (let at = 0; at < bytes.length; at += size) pipeline.push(bytes.slice(at, at + size))
  pipeline.finish()
  return seen
}
const texts = (log: string): string[] => linesOf(log).map(({ text }) => text)
const AT = Date.UTC(2026, 10, 20, 10, 3, 37, 123)
const DUMP = 'panic: boom\n\ngoroutine 7 [running]:\nmain.main()\n\t/app/main.go:12 +0x1d\n'
const DUMP_LINES = ['panic: boom', '', 'goroutine 7 [running]:', 'main.main()', '\t/app/main.go:12 +0x1d']

describe('envelopes of log packages', () => {
  it.each([
    ['zap', '{"level":"info","ts":1795169017.123,"caller":"a/b.go:12","msg":"accepted 7","worker":4}', AT, IN_JSON],
    ['slog', '{"time":"2026-11-20T10:03:37.123Z","level":"INFO","msg":"accepted 7","id":{"msg":"no"}}', AT, IN_JSON],
    ['logrus', '{"level":"info","msg":"accepted 7","time":"2026-11-20T10:03:37.123+00:00"}', AT, IN_JSON],
    ['milliseconds since 1970', '{"level":30,"time":1795169017123,"pid":1,"msg":"accepted 7"}', AT, IN_JSON],
    ['klog', 'I1120 10:03:37.123456   12345 file.go:42] accepted 7', Number.NaN, IN_KLOG],
    ['the log package of Go', '2026/11/20 10:03:37.123000 accepted 7', AT, IN_STD_LOG],
    ['logfmt', 'time=2026-11-20T10:03:37.123Z level=INFO msg="accepted 7" id=9', AT, IN_LOGFMT],
    ['the kernel', '[12345.678901] accepted 7', Number.NaN, IN_KERNEL],
    ['dmesg -T', '[Fri Nov 20 10:03:37 2026] accepted 7', AT - 123, IN_KERNEL],
  ])('takes off that of %s', (_name, line, ms, channel) => {
    const [seen] = linesOf(`${line}\n`)
    expect(seen).toMatchObject({ text: 'accepted 7', channel, line: 1, part: 0, isTerminated: true })
    if (Number.isNaN(ms)) expect([seen?.hasYear === false, Number.isNaN(seen?.wallMs)]).toContain(true)
    else expect(Math.abs((seen?.wallMs ?? 0) - ms)).toBeLessThan(1)
  })

  it('reads nothing behind the end of a line that was cut in an envelope', () => {
    const log = 'x F y\n2026-11-20T10:03:37.123Z stderr'
    for (let chunk = 1; chunk < 40; chunk++)
      expect(
        linesOf(log, chunk).map(({ text }) => text),
        `chunks of ${chunk}`,
      ).toEqual(['x F y', 'stderr'])
  })

  it('keeps the time of the collector, and the identity it gives', () => {
    const inner = JSON.stringify('{"level":"error","ts":1.5,"msg":"accepted 7"}\n')
    const [docker] = linesOf(`{"log":${inner},"stream":"stderr","time":"2026-11-20T10:03:37.123Z"}`)
    expect(docker).toMatchObject({ text: 'accepted 7', channel: IN_JSON | IN_INNER_JSON, wallMs: AT })
    const [a, b] = linesOf(
      'Nov 20 10:03:37 host orders[1]: I1120 11:22:33.000000 1 x.go:1] accepted 7\nNov 20 10:03:37 host orders[2]: accepted 8\n',
    )
    expect(a).toMatchObject({ text: 'accepted 7', channel: IN_KLOG, hasYear: false })
    expect(a?.stream).not.toBe(b?.stream)
    expect(new Date(a?.wallMs ?? 0).toISOString().slice(11, 19)).toBe('10:03:37')
  })

  it('gives the seconds since boot of kernel messages behind a collector', () => {
    const [seen] = linesOf(
      '2026-11-20T10:03:37.123456+0000 node7 kernel: [12345.678901] Out of memory: Killed process 7\n',
    )
    expect(seen).toMatchObject({ text: 'Out of memory: Killed process 7', bootSeconds: 12_345.678_901 })
  })

  it.each([
    'fatal error: all goroutines are asleep - deadlock!',
    '[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x48f2a1]',
    'goroutine 1 [chan receive, 5 minutes]:',
    'panic: runtime error: index out of range [5] with length 3',
    "panic: invalid character '\\n' in string literal",
    'goroutine 1 [select labels:{"query": "SELECT *\\nFROM t"}]:',
    'goroutine 1 [select] {query: "SELECT *\\nFROM t"}:',
    'SCHED 5ms: gomaxprocs=2 idleprocs=0',
    'forced scvg: inuse: 5, idle: 58, sys: 63, released: 58, consumed: 5 (MB)',
    '  P0: status=1 schedtick=4 syscalltick=3 m=0 runqsize=0 gfreecnt=0 timerslen=0',
    '{"a":1}',
    '{"msg',
    'C:\\new\\table',
  ])('leaves `%s` whole, also behind a time', (text) => {
    expect(texts(`${text}\n2026-11-20T10:03:37.123Z ${text}\n2026-11-20T10:03:37.1Z stderr F ${text}\n`)).toEqual([
      text,
      text,
      text,
    ])
  })
})

describe('messages of several lines', () => {
  it.each([
    ['a JSON string', `{"level":"error","msg":${JSON.stringify(DUMP)}}`],
    ['a field for stacks', `{"msg":"panic: boom","stack":${JSON.stringify(DUMP.slice('panic: boom\n'.length))}}`],
    ['JSON inside docker', `{"log":${JSON.stringify(`{"msg":${JSON.stringify(DUMP)}}\n`)},"stream":"stderr"}`],
    ['logfmt', `time=2026-11-20T10:03:37Z level=ERROR msg=${JSON.stringify(DUMP)} id=7`],
    ['escapes in text', `E1120 10:03:37.123456 1 x.go:1] ${JSON.stringify(DUMP).slice(1, -1)}`],
    ["rsyslog's escapes", `Nov 20 10:03:37 h orders[1]: ${DUMP.replaceAll('\n', '#012').replaceAll('\t', '#011')}`],
  ])('are given line by line out of %s', (_name, line) => {
    const seen = linesOf(`first\n${line}\nlast\n`)
    expect(seen.map(({ text }) => text)).toEqual(['first', ...DUMP_LINES, 'last'])
    expect(seen.slice(1, -1).map(({ line: at, part }) => [at, part])).toEqual(
      DUMP_LINES.map((_, index) => [2, index + 1]),
    )
    expect(seen.map(({ isLastPart }) => isLastPart)).toEqual([true, false, false, false, false, true, true])
  })

  it('are put together where a collector split them', () => {
    const entry = `{"msg":${JSON.stringify(DUMP)}}`
    const cri = (tag: string, text: string): string => `2026-11-20T10:03:37.1Z stderr ${tag} ${text}\n`
    const seen = linesOf(cri('P', entry.slice(0, 20)) + cri('P', entry.slice(20, 60)) + cri('F', entry.slice(60)))
    expect(seen.map(({ text }) => text)).toEqual(DUMP_LINES)
    expect(seen.every(({ line, lastLine, isJoined }) => line === 1 && lastLine === 3 && isJoined)).toBe(true)
  })

  it('give gc lines that a program logged together', () => {
    const gc = (number: number): string =>
      `gc ${number} @${number}.000s 1%: 0.10+1.8+0.10 ms clock, 0.20+0/1.0/2.1+0.20 ms cpu, 12->12->6 MB, 12 MB goal, 8 P`
    const result = readLog(`{"msg":${JSON.stringify(`${gc(1)}\n${gc(2)}\n`)}}\n`)
    expect(result.summary.counts).toMatchObject({ gc_lines_complete: 2, lines: 1 })
  })
})

describe('the pipeline', () => {
  it('asks consumers in their order until one takes the line', () => {
    const asked: string[] = []
    const consumer = (name: string, first: string): LineConsumer => ({
      line(bytes, from) {
        asked.push(`${name}${String.fromCharCode(bytes[from] ?? 0)}`)
        return bytes[from] === first.charCodeAt(0)
      },
      finish: () => ({ counts: {}, records: 0 }),
    })
    const pipeline = new LogPipeline([consumer('1', 'a'), consumer('2', 'b')])
    pipeline.push(new TextEncoder().encode('a\nb\nc\n'))
    pipeline.finish()
    expect(asked).toEqual(['1a', '1b', '2b', '1c', '2c'])
  })

  it('says where the file ends inside a line', () => {
    expect(linesOf('a\nb').map(({ isTerminated }) => isTerminated)).toEqual([true, false])
  })

  it('shows the same lines for any chunks, and never throws (seeded)', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '{"log":"',
        '\\n',
        '"',
        '{',
        '}',
        '\n',
        '\\u00',
        '\\ud83d\\ude00',
        '"msg":',
        '"time":',
        ' ',
        '\\',
      ),
      fc.constantFrom('[pod/a/b] ', '2026-11-20T10:03:37Z ', 'stderr P ', '<11>1 ', 'time=', 'msg="', 'goroutine 1'),
      fc.constantFrom(
        '#012',
        '[1.000001] ',
        'I1120 10:03:37.1 1 a.go:1] ',
        '2026/11/20 10:03:37 ',
        '\x1b[36m',
        'web | ',
      ),
      fc.string({ maxLength: 8 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.integer({ min: 1, max: 9 }), (pieces, chunk) => {
        const log = new TextEncoder().encode(pieces.join(''))
        const whole = linesOf(log)
        expect(linesOf(log, chunk)).toEqual(whole)
        for (const { line, lastLine, text } of whole) {
          expect(line <= lastLine).toBe(true)
          expect(text).not.toContain('\n')
        }
      }),
      { seed: 20_261_121, numRuns: 2000 },
    )
  })
})
