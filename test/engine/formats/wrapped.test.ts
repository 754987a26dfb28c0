import { writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { inspectFile } from '../../../electron/engine/formats/index.ts'
import { readSource } from '../../support/readSource.ts'

const folder = mkdtempSync(join(tmpdir(), 'heapcase-wrapped-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const START = Date.UTC(2026, 10, 20, 10, 3, 37)
const iso = (index: number): string => new Date(START + index * 1000).toISOString()
const micros = (index: number): string => String((START + index * 1000) * 1000)

const ENVELOPES: Record<string, (line: string, index: number) => string> = {
  'docker JSON': (line, index) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: iso(index) }),
  CRI: (line, index) => `${iso(index)} stderr F ${line}`,
  'CRI in pieces': (line, index) =>
    line.length < 12
      ? `${iso(index)} stderr F ${line}`
      : `${iso(index)} stderr P ${line.slice(0, 11)}\n${iso(index)} stderr F ${line.slice(11)}`,
  'kubectl --timestamps': (line, index) => `${iso(index)} ${line}`,
  'kubectl --prefix': (line, index) => `[pod/orders-6f/app] ${iso(index)} ${line}`,
  compose: (line) => `web-1  | ${line}`,
  'journald short': (line, index) =>
    `Nov 20 10:${String(Math.floor(index / 60)).padStart(2, '0')}:${String(index % 60).padStart(2, '0')} node1 orders[77]: ${line}`,
  'journald json': (line, index) => JSON.stringify({ __REALTIME_TIMESTAMP: micros(index), _PID: '77', MESSAGE: line }),
  'journald json in bytes': (line, index) =>
    JSON.stringify({ __REALTIME_TIMESTAMP: micros(index), _PID: '77', MESSAGE: [...new TextEncoder().encode(line)] }),
  'syslog 5424': (line, index) => `<11>1 ${iso(index)} node1 orders 77 - - ${line}`,
  klog: (line) => `I1120 10:03:37.123456   77 run.go:42] ${line}`,
  zap: (line, index) => JSON.stringify({ level: 'error', ts: (START + index * 1000) / 1000 + 0.25, msg: line }),
  'slog, the line in a field': (line, index) => JSON.stringify({ time: iso(index), level: 'INFO', msg: 'child', line }),
  'slog text': (line, index) =>
    `time=${iso(index)} level=INFO msg=${/^[\w./()]+$/.test(line) ? line : JSON.stringify(line)}`,
}

const DUMP = [
  'SIGQUIT: quit',
  'PC=0x47a3c1 m=0 sigcode=0',
  '',
  'goroutine 1 [chan receive, 3 minutes]:',
  'main.main()',
  '\t/app/main.go:12 +0x1d',
  '',
  'goroutine 7 [sync.Mutex.Lock]:',
  'sync.runtime_SemacquireMutex(0xc000012345?, 0x0?, 0x1?)',
  '\t/go/src/runtime/sema.go:77 +0x25',
  'main.work(...)',
  '\t/app/main.go:30',
  'created by main.main in goroutine 1',
  '\t/app/main.go:11 +0x1c',
]
const COUNTS = [
  'goroutine profile: total 3',
  '2 @ 0x48adca 0x4184ee',
  '#\t0x6fa358\tmain.block+0x18\t/app/main.go:193',
  '',
  '1 @ 0x461065',
  '#\t0x461065\tmain.main+0x20\t/app/main.go:20',
  '',
]

const KINDS: Record<string, { kind: string; lines: string[] }> = {
  'a dump': { kind: 'goroutines', lines: DUMP },
  'a debug=1 text': { kind: 'goroutines', lines: COUNTS },
  'benchmark results': {
    kind: 'benchmark',
    lines: [
      'goos: linux',
      'pkg: example.com/a/b',
      'BenchmarkDo/size=1-8 \t 100\t 123.5 ns/op\t 45 B/op',
      'BenchmarkDo/size=1-8 \t 120\t 121.5 ns/op\t 45 B/op',
      'PASS',
    ],
  },
  'ALERT lines': {
    kind: 'allocEvents',
    lines: [
      'ALERT: nextOverflow broken spanclass=10 addr=0xc000123000',
      'ALERT: nextOverflow broken spanclass=12 addr=0xc000124000',
    ],
  },
  'MemStats per line': {
    kind: 'metrics',
    lines: [1, 2, 3].map((number) =>
      JSON.stringify({
        Alloc: number * 1e6,
        HeapAlloc: number * 1e6,
        HeapSys: 9e6,
        HeapInuse: number * 1e6,
        NumGC: number,
      }),
    ),
  },
  smaps_rollup: {
    kind: 'osMemory',
    lines: [
      '00400000-7ffc1000 ---p 00000000 00:00 0                  [rollup]',
      'Rss:                1024 kB',
      'Pss:                 900 kB',
      'Anonymous:           800 kB',
    ],
  },
}

const inspect = async (lines: readonly string[]): Promise<Awaited<ReturnType<typeof inspectFile>>> => {
  const path = join(folder, 'unknown')
  writeFileSync(path, `${lines.join('\n')}\n`)
  return inspectFile(path)
}

describe('text in the envelopes of a log', () => {
  for (const [what, { kind, lines }] of Object.entries(KINDS))
    it.each(Object.entries(ENVELOPES))(`reads ${what} in %s as without it`, async (_name, wrap) => {
      const plain = await inspect(lines)
      expect(plain.kind).toBe(kind)
      const wrapped = await inspect(lines.map(wrap))
      expect(wrapped.error).toBeNull()
      expect({ ...wrapped, version: null, facts: { ...wrapped.facts, lines: 0 } }).toEqual({
        ...plain,
        version: null,
        facts: { ...plain.facts, lines: 0 },
      })
    })

  it('takes the time of each value from its envelope', () => {
    const lines = (KINDS['MemStats per line'] as { lines: string[] }).lines
    const wrap = ENVELOPES['kubectl --timestamps'] as (line: string, index: number) => string
    const read = readSource('metrics', new TextEncoder().encode(lines.map(wrap).join('\n')), {})
    expect(read.summary.placement).toMatchObject({ startMs: START, endMs: START + 2000, basis: 'inData' })
    expect(read.summary.seriesAxis).toBe('wall')
  })

  it('takes a place in a source file in a field for no line of a child', async () => {
    const log = DUMP.map((line, index) => JSON.stringify({ time: iso(index), msg: line, line: 'store.go:42' }))
    expect((await inspect(log)).facts).toMatchObject({ goroutine_headers: 2 })
  })
})
