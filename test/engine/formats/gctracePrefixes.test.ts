import { describe, expect, it } from 'vitest'
import { recognise } from '../../../electron/engine/formats/index.ts'
import { cyclesOf, readLog } from '../../support/readSource.ts'
import { validateLog } from '../../support/validateRecords.ts'

const cycle = (number: number): string =>
  `gc ${number} @${number}.000s 1%: 0.10+1.8+0.10 ms clock, 0.20+0/1.0/2.1+0.20 ms cpu, 12->12->6 MB, 12 MB goal, 0 MB stacks, 0 MB globals, 8 P`
const FOREIGN = '2026/11/20 10:03:37 level=info msg="batch done" n=40'
const TEXTS = [FOREIGN, cycle(1), cycle(2), FOREIGN, cycle(3)]
/** Process start of all samples below: each line ends 2 ms after its cycle began. */
const START = Date.UTC(2026, 10, 20, 10, 3, 30)
const two = (value: number): string => String(value).padStart(2, '0')

/** Collector's time of line `index`, as ISO text with `digits` decimals. */
function iso(index: number, digits = 9): string {
  const ms = [0, 1002, 2002, 2500, 3002][index] ?? 0
  const text = new Date(START + ms).toISOString()
  return digits === 0 ? text.slice(0, 19) : `${text.slice(0, 19)}.${text.slice(20, 23).padEnd(9, '0').slice(0, digits)}`
}
const bsd = (index: number): string => {
  const at = new Date(`${iso(index, 3)}Z`)
  return `Nov ${two(at.getUTCDate())} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`
}
const json = (text: string): string => JSON.stringify(text).replaceAll('>', '\\u003e').replaceAll('<', '\\u003c')

interface Wrapping {
  name: string
  wrap: (text: string, index: number) => string
  /** Null: no time on the lines. Otherwise the largest error of the start that may be claimed, ms. */
  errorMs: number | null
}

const HOURS_14 = 14 * 3_600_000
const WRAPPINGS: Wrapping[] = [
  { name: 'plain', wrap: (text) => text, errorMs: null },
  {
    name: 'docker json-file',
    wrap: (text, index) => `{"log":${json(`${text}\n`)},"stream":"stderr","time":"${iso(index)}Z"}`,
    errorMs: 2,
  },
  { name: 'CRI', wrap: (text, index) => `${iso(index)}Z stderr F ${text}`, errorMs: 2 },
  {
    name: 'CRI with an offset',
    wrap: (text, index) => `${iso(index).replace('T10', 'T12')}+02:00 stderr F ${text}`,
    errorMs: 2,
  },
  { name: 'kubectl --timestamps', wrap: (text, index) => `${iso(index)}Z ${text}`, errorMs: 2 },
  {
    name: 'kubectl --timestamps --prefix',
    wrap: (text, index) => `[pod/orders-7d4b9c-x2x5k/app] ${iso(index)}Z ${text}`,
    errorMs: 2,
  },
  { name: 'kubectl --prefix', wrap: (text) => `[pod/orders-7d4b9c-x2x5k/app] ${text}`, errorMs: null },
  { name: 'docker compose', wrap: (text) => `orders-1  | ${text}`, errorMs: null },
  { name: 'docker compose, old', wrap: (text) => `web_1  | ${text}`, errorMs: null },
  { name: 'docker compose in colour', wrap: (text) => `\x1b[36morders-1  | \x1b[0m${text}`, errorMs: null },
  { name: 'docker compose --timestamps', wrap: (text, index) => `orders-1  | ${iso(index)}Z ${text}`, errorMs: 2 },
  {
    name: 'journald short',
    wrap: (text, index) => `${bsd(index)} host orders[1234]: ${text}`,
    errorMs: HOURS_14 + 502,
  },
  {
    name: 'journald short-precise',
    wrap: (text, index) => `${bsd(index)}.${iso(index, 6).slice(-6)} host orders[1234]: ${text}`,
    errorMs: HOURS_14 + 2,
  },
  {
    name: 'journald short-iso',
    wrap: (text, index) => `${iso(index, 0)}+0000 host orders[1234]: ${text}`,
    errorMs: 502,
  },
  {
    name: 'journald short-iso-precise',
    wrap: (text, index) => `${iso(index, 6)}+0000 host orders[1234]: ${text}`,
    errorMs: 2,
  },
  {
    name: 'journald json',
    wrap: (text, index) =>
      JSON.stringify({
        __CURSOR: 's=1;i=2',
        __REALTIME_TIMESTAMP: String(new Date(`${iso(index, 3)}Z`).getTime() * 1000),
        _PID: '1234',
        MESSAGE: text,
      }),
    errorMs: 2,
  },
  {
    name: 'journald json with a message of bytes',
    wrap: (text, index) =>
      JSON.stringify({
        MESSAGE: [...new TextEncoder().encode(text)],
        __REALTIME_TIMESTAMP: String(new Date(`${iso(index, 3)}Z`).getTime() * 1000),
      }),
    errorMs: 2,
  },
  {
    name: 'syslog RFC 5424',
    wrap: (text, index) => `<11>1 ${iso(index, 3)}Z host orders 1234 - - ${text}`,
    errorMs: 2,
  },
  {
    name: 'syslog RFC 5424 with structured data',
    wrap: (text, index) => `<11>1 ${iso(index, 3)}Z host orders 1234 ID47 [a@1 k="v]\\"x"][b@2 c="d"] ${text}`,
    errorMs: 2,
  },
  {
    name: 'syslog RFC 3164',
    wrap: (text, index) => `<11>${bsd(index)} host orders[1234]: ${text}`,
    errorMs: HOURS_14 + 502,
  },
  { name: 'heroku', wrap: (text, index) => `${iso(index, 3)}+00:00 app[web.1]: ${text}`, errorMs: 2 },
  { name: 'foreman', wrap: (text) => `10:03:37 web.1  | ${text}`, errorMs: null },
  {
    name: 'time and a space',
    wrap: (text, index) => `${iso(index, 3).replace('T', ' ')} ${text}`,
    errorMs: HOURS_14 + 2,
  },
]

describe('prefixes of collectors', () => {
  it.each(WRAPPINGS)('reads through $name', ({ wrap, errorMs }) => {
    const log = `${TEXTS.map(wrap).join('\n')}\n`
    const result = readLog(log, { modifiedMs: START + 3_600_000 })
    validateLog(result)
    expect(result.summary.counts).toEqual({ lines: 5, gc_lines_complete: 3, forced: 0, GC_forced_lines: 0 })
    expect(cyclesOf(result).map(({ number, line }) => [number, line])).toEqual([
      [1, 2],
      [2, 3],
      [3, 5],
    ])
    expect(result.issues).toEqual([])
    const [life] = result.summary.lives
    if (errorMs === null) expect(life?.startMs).toBeNull()
    else {
      expect(life?.startErrorMs).toBeLessThanOrEqual(errorMs)
      expect(Math.abs((life?.startMs ?? 0) - START)).toBeLessThanOrEqual(life?.startErrorMs ?? 0)
      // What a time without zone leaves open is the zone; the rest must fit closely.
      expect(Math.abs((life?.startMs ?? 0) - START)).toBeLessThanOrEqual(1000)
    }
    const head = new TextEncoder().encode(log)
    expect(recognise({ head, totalBytes: head.length })).toMatchObject({
      kind: 'gctrace',
      confidence: 1,
      variant: 'go1.18+',
    })
  })

  it.each(WRAPPINGS)('counts other runtime lines through $name', ({ wrap }) => {
    const texts = [
      'GC forced',
      'scav 0 KiB work (bg), 3208 KiB work (eager), 408 KiB now, 99% util',
      'SCHED 5ms: gomaxprocs=2',
      cycle(1),
    ]
    const result = readLog(texts.map(wrap).join('\n'))
    expect(result.summary.counts).toMatchObject({ GC_forced_lines: 1, scav: 1, SCHED: 1, gc_lines_complete: 1 })
  })

  it('joins what CRI split with P', () => {
    const text = cycle(1)
    const log = [
      `${iso(1)}Z stderr P ${text.slice(0, 50)}`,
      `${iso(1)}Z stderr P ${text.slice(50, 70)}`,
      `${iso(1)}Z stderr F ${text.slice(70)}`,
      `${iso(2)}Z stderr F ${cycle(2)}`,
    ]
    const result = readLog(log.join('\n'))
    expect(cyclesOf(result).map(({ number, line }) => [number, line])).toEqual([
      [1, 1],
      [2, 4],
    ])
    expect(result.summary.counts).toMatchObject({ gc_lines_complete: 1, gc_lines_joined: 1 })
  })

  it('joins what docker split at 16 KiB', () => {
    const entry = (text: string): string => `{"log":${json(text)},"stream":"stderr","time":"${iso(1)}Z"}`
    const long = 'x'.repeat(16_384)
    const result = readLog([entry(long), entry(`${cycle(1)}\n`), entry(`${cycle(2)}\n`)].join('\n'))
    expect(cyclesOf(result).map(({ number }) => number)).toEqual([1, 2])
  })

  it('joins split entries of stderr while whole ones of stdout stand between them', () => {
    const cri = [1, 2].flatMap((number) => [
      `${iso(number)}Z stderr P ${cycle(number).slice(0, 50)}`,
      `${iso(number)}Z stdout F {"level":"info","msg":"ready"}`,
      `${iso(number)}Z stderr F ${cycle(number).slice(50)}`,
    ])
    expect(cyclesOf(readLog(cri.join('\n'))).map(({ number }) => number)).toEqual([1, 2])
    const entry = (stream: string, text: string): string =>
      `{"log":${json(text)},"stream":"${stream}","time":"${iso(1)}Z"}`
    const docker = [
      entry('stderr', `${' '.repeat(16_334)}${cycle(1).slice(0, 50)}`),
      entry('stdout', 'ready\n'),
      entry('stderr', `${cycle(1).slice(50)}\n`),
    ]
    expect(cyclesOf(readLog(docker.join('\n'))).map(({ number }) => number)).toEqual([1])
  })

  it('takes entries of shippers that strip the line end for whole lines', () => {
    const entry = (text: string, index: number): string =>
      `{"@timestamp":"${iso(index, 3)}Z","log":${json(text)},"stream":"stderr","kubernetes":{"pod_name":"a"}}`
    const result = readLog(TEXTS.map(entry).join('\n'))
    expect(cyclesOf(result).map(({ number, line }) => [number, line])).toEqual([
      [1, 2],
      [2, 3],
      [3, 5],
    ])
    expect(result.issues).toEqual([])
  })

  it('leaves alone what PowerShell quotes of the first line', () => {
    const first = cycle(1)
    const quoted = `    + CategoryInfo          : NotSpecified: (${first.slice(0, 30)}:String) [], RemoteException`
    const result = readLog([`orders.exe : ${first}`, 'At line:1 char:1', quoted, cycle(2)].join('\r\n'))
    expect(cyclesOf(result).map(({ number }) => number)).toEqual([1, 2])
    expect(result.issues).toEqual([])
  })

  it('takes the year of times without one from the foreign lines, or leaves the life unplaced', () => {
    const wrap = (text: string, index: number): string => `${bsd(index)} host orders[1234]: ${text}`
    const placed = readLog(TEXTS.map(wrap).join('\n'))
    expect(new Date(placed.summary.lives[0]?.startMs ?? 0).getUTCFullYear()).toBe(2026)
    const unplaced = readLog([cycle(1), cycle(2)].map((text, index) => wrap(text, index + 1)).join('\n'))
    expect(unplaced.summary.lives[0]?.startMs).toBeNull()
    expect(unplaced.summary.placement).toBeNull()
  })

  it('does not move a time without year past the time the file was written', () => {
    const log = `Dec 31 23:59:50 host orders[1]: ${cycle(1)}\n`
    const result = readLog(log, { modifiedMs: Date.UTC(2026, 0, 2) })
    expect(new Date(result.summary.lives[0]?.startMs ?? 0).getUTCFullYear()).toBe(2025)
  })

  it('reads between klog lines', () => {
    const klog = 'I1120 10:03:37.123456   12345 file.go:42] synced'
    const result = readLog([klog, cycle(1), klog, cycle(2)].join('\n'))
    expect(result.summary.records).toBe(2)
  })

  it.each(['utf-16le', 'utf-16be'] as const)("reads PowerShell's %s with its own additions", (encoding) => {
    const text = `\ufefforders.exe : ${cycle(1)}\r\n    + CategoryInfo : NotSpecified: (gc 1:String)\r\n${cycle(2)}\r\n日本 ${'\u{1f600}'}\r\n${cycle(3)}\r\n`
    const little = Buffer.from(text, 'utf16le')
    const bytes = encoding === 'utf-16le' ? little : Buffer.from(little).swap16()
    for (const chunk of [1, 3, bytes.length]) {
      const result = readLog(bytes, { chunk })
      expect(cyclesOf(result).map(({ number }) => number)).toEqual([1, 2, 3])
      expect(result.summary.counts).toMatchObject({ lines: 5, gc_lines_complete: 3 })
    }
    expect(recognise({ head: bytes, totalBytes: bytes.length })).toMatchObject({ kind: 'gctrace', confidence: 1 })
  })

  it('reads CRLF as LF, and a byte order mark of UTF-8 as nothing', () => {
    const lf = readLog(`${cycle(1)}\n${FOREIGN}\n${cycle(2)}`)
    expect(readLog(`\ufeff${cycle(1)}\r\n${FOREIGN}\r\n${cycle(2)}`)).toEqual(lf)
  })
})
